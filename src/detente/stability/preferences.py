"""From what a decision maker prefers, as a person writes it, to a rank of every state.

Ranks are whole numbers, higher is better, equal is a tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from detente.scenario.expressions import Statement
from detente.scenario.problems import cut
from detente.stability.moves import Numbers
from detente.stability.options import Options
from detente.stability.states import (
    Codes,
    Flags,
    code_of,
    letters,
    opposite,
    read_statement,
    truth,
)

#: A ranking of states, most preferred first, inner lists are ties; or prioritised statements.
Written: TypeAlias = Sequence[str | Sequence[str]]

#: Statements whose truth is packed into one number before it is shortened to a rank.
PACKED = 32  # literal-ok: bits that leave room in a 64-bit number


def is_ranking(written: Any) -> bool:
    """Return whether a preference is meant as a ranking of states, not as statements."""
    if isinstance(written, str) or not isinstance(written, Iterable):
        return False
    return any(not isinstance(entry, str) or not set(entry) - set("YN") for entry in written)


def ranks_of_ranking(written: Written, codes: Codes, known: Options, where: str) -> Numbers:
    """Return the rank of every state from a ranking, (state,).

    Args:
        written: Y/N strings, most preferred first; an inner list is a tie.
        codes: (state,) feasible states, rising.

    Raises:
        ValueError: a string that is no feasible state, a state twice, or states left out.
    """
    ranks = np.full(len(codes), -1, np.int32)
    for place, entry in enumerate(written):
        level = len(written) - 1 - place
        for text in (entry,) if isinstance(entry, str) else entry:
            code = code_of(text, known, where)
            number = int(np.searchsorted(codes, code))
            if number == len(codes) or codes[number] != code:
                raise ValueError(f"{where}: state '{cut(text)}' is infeasible – take it out")
            if ranks[number] >= 0:
                raise ValueError(f"{where}: state '{cut(text)}' stands twice")
            ranks[number] = level
    missing = np.flatnonzero(ranks < 0)
    if missing.size:
        (example,) = letters(codes[missing[:1]], len(known.names))
        raise ValueError(
            f"{where}: {missing.size} of {len(codes)} feasible states missing, such as {example}"
        )
    return ranks


def truths_of_statements(
    written: Any, codes: Codes, known: Options, where: str
) -> list[tuple[str, Flags]]:
    """Read prioritised statements, each with the states in which it holds, (state,).

    Raises:
        ValueError: not a list, none, not in the grammar, an unknown option, a statement that holds
            in no feasible state, one that stands twice, or again with the opposite sign.
    """
    if isinstance(written, str) or not isinstance(written, Iterable):
        raise ValueError(f"{where}: {written!r} is no list of states or statements")
    found: list[tuple[str, Flags]] = []
    parsed: list[Statement] = []
    for text in written:
        statement = read_statement(text, known, where)
        holds = truth(statement, codes, known)
        if not holds.any():
            raise ValueError(f"{where}: no feasible state satisfies '{cut(text)}' – take it out")
        for earlier, (said, _) in zip(parsed, found, strict=True):
            if statement == earlier:
                raise ValueError(f"{where}: '{cut(text)}' stands twice – the first decides")
            if opposite(statement, earlier, known):
                raise ValueError(
                    f"{where}: '{cut(text)}' repeats '{cut(said)}' with the opposite sign – "
                    "keep one of them"
                )
        parsed.append(statement)
        found.append((text, holds))
    if not found:
        raise ValueError(f"{where}: nothing is said – give a ranking or a statement")
    return found


def ranks_by_priority(truths: Sequence[Flags]) -> Numbers:
    """Return ranks in which an earlier statement outweighs all later ones, (…, state).

    States are compared by the first statement on which they differ, which is the same as giving
    statement k of n the weight 2^(n−k).

    Args:
        truths: (…, state) per statement, most important first.
    """
    score = np.zeros(truths[0].shape, np.int64)
    for place, holds in enumerate(truths):
        if place and place % PACKED == 0:
            score = dense(score).astype(np.int64)
        score = 2 * score + holds
    return dense(score)


def dense(scores: np.ndarray[Any, np.dtype[Any]]) -> Numbers:
    """Return the ranks 0, 1, 2, … of scores, (…, state), equal scores alike."""
    if scores.ndim == 1:
        return np.unique(scores, return_inverse=True)[1].astype(np.int32)
    order = np.argsort(scores, axis=-1, kind="stable")
    rising = np.take_along_axis(scores, order, -1)
    steps = np.zeros(scores.shape, np.int32)
    steps[..., 1:] = rising[..., 1:] != rising[..., :-1]
    ranks = np.empty(scores.shape, np.int32)
    np.put_along_axis(ranks, order, np.cumsum(steps, axis=-1, dtype=np.int32), -1)
    return ranks

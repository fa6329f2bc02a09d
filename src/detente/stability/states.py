"""The feasible states of a conflict, as sorted codes: bit k is set where option k is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.expressions import (
    Conjunction,
    Negation,
    Option,
    Statement,
    StatementError,
    options,
    parse_statement,
)
from detente.scenario.problems import cut
from detente.stability.options import PLAIN, Options

#: (state,) codes, rising.
Codes: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

#: More states than this do not fit into a desk machine's memory with all that is worked out.
MOST_STATES = 1 << 26  # literal-ok: a size
#: Options in a statement up to which all their combinations are compared.
MOST_COMPARED = 12  # literal-ok: a size


def read_statement(text: Any, known: Options, where: str) -> Statement:
    """Read a statement over options and check its names.

    Raises:
        ValueError: not in the grammar, or an unknown or ambiguous option.
    """
    if not isinstance(text, str):
        raise ValueError(f"{where}: {text!r} is no statement – write option names with & | ! ( )")
    try:
        statement = parse_statement(text)
    except StatementError as error:
        quoted = any(not PLAIN.fullmatch(name) for name in known.names) and '"' not in text
        hint = '; names with blanks stand in double quotes: "like this"' if quoted else ""
        raise ValueError(f"{where}: {error}{hint}") from None
    for name in options(statement):
        known.number(name, where)
    return statement


def truth(statement: Statement, codes: Codes, known: Options) -> Flags:
    """Return in which states a statement holds, (state,)."""
    if isinstance(statement, Option):
        return (codes >> known.number(statement.name, "statement") & 1).astype(np.bool_)
    if isinstance(statement, Negation):
        return ~truth(statement.part, codes, known)
    parts = [truth(part, codes, known) for part in statement.parts]
    join = np.logical_and if isinstance(statement, Conjunction) else np.logical_or
    return np.asarray(join.reduce(parts), np.bool_)


def feasible_states(infeasible: Iterable[Any], known: Options) -> Codes:
    """Return the codes of the feasible states, rising.

    Options are added one by one and what is infeasible leaves as soon as it can be told, so that
    thirty options of which few go together stay few states.

    Args:
        infeasible: patterns: option → Y or N; or a string with a letter per option, `-` for
            either; or a statement that holds in no feasible state.

    Raises:
        ValueError: a bad pattern, no feasible state, or too many.
    """
    due: dict[int, list[Statement]] = {}
    for place, pattern in enumerate(infeasible):
        statement = _pattern(pattern, known, f"infeasible[{place}]")
        last = max(known.number(name, "infeasible") for name in options(statement))
        due.setdefault(last, []).append(statement)
    codes: Codes = np.zeros(1, np.int64)
    for number in range(len(known.names)):
        codes = np.concatenate([codes, codes | 1 << number])
        for statement in due.get(number, ()):
            codes = codes[~truth(statement, codes, known)]
        if not codes.size:
            raise ValueError("infeasible: no feasible state is left – the patterns rule out all")
        if codes.size > MOST_STATES:
            raise ValueError(
                f"more than {MOST_STATES:,} states – leave out options, or declare which go "
                "together never"
            )
    return codes


def letters(codes: Codes, count: int) -> list[str]:
    """Write states as Y/N strings of `count` letters."""
    bits = codes[:, None] >> np.arange(count) & 1
    raw = np.where(bits, ord("Y"), ord("N")).astype(np.uint8)
    return [row.tobytes().decode("ascii") for row in raw]


def code_of(state: Any, known: Options, where: str) -> int:
    """Read a Y/N string.

    Raises:
        ValueError: another letter, or another number of letters than there are options.
    """
    if not isinstance(state, str) or set(state) - set("YN"):
        raise ValueError(f"{where}: {state!r} is no state – write Y or N for each option")
    if len(state) != len(known.names):
        raise ValueError(
            f"{where}: '{cut(state)}' has {len(state)} letters; there are {len(known.names)} "
            "options"
        )
    return sum(1 << number for number, letter in enumerate(state) if letter == "Y")


def _pattern(pattern: Any, known: Options, where: str) -> Statement:
    if isinstance(pattern, Mapping):
        wanted: Sequence[tuple[int, Any]] = [
            (known.number(str(name), where), letter) for name, letter in pattern.items()
        ]
    elif isinstance(pattern, str) and pattern and not set(pattern) - set("YN-"):
        if len(pattern) != len(known.names):
            raise ValueError(
                f"{where}: '{cut(pattern)}' has {len(pattern)} letters; there are "
                f"{len(known.names)} options"
            )
        wanted = [(k, letter) for k, letter in enumerate(pattern) if letter != "-"]
    else:
        return read_statement(pattern, known, where)
    if not wanted:
        raise ValueError(f"{where}: the pattern is empty and would rule out every state")
    parts: list[Statement] = []
    for number, letter in wanted:
        if letter not in ("Y", "N"):
            raise ValueError(f"{where}: {letter!r} – write Y or N")
        name = f"{known.owners[known.owner_of[number]]}.{known.names[number]}"
        parts.append(Option(name) if letter == "Y" else Negation(Option(name)))
    return Conjunction(tuple(parts))


def opposite(one: Statement, other: Statement, known: Options) -> bool:
    """Return whether one statement is the other with the sign turned, however it is written."""
    mentioned = [{known.number(n, "statement") for n in options(s)} for s in (one, other)]
    if mentioned[0] != mentioned[1]:
        return False
    if len(mentioned[0]) > MOST_COMPARED:
        return one == Negation(other) or other == Negation(one)
    codes: Codes = np.zeros(1, np.int64)
    for number in mentioned[0]:
        codes = np.concatenate([codes, codes | 1 << number])
    return bool((truth(one, codes, known) != truth(other, codes, known)).all())

"""A conflict: who can do what, what goes together, and what each prefers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from detente.scenario.problems import cut, listed, nearest
from detente.stability.ensembles import Ensemble, ensemble_ranks
from detente.stability.moves import Moves, Numbers, moves_between
from detente.stability.options import Options, read_options
from detente.stability.preferences import (
    Written,
    is_ranking,
    ranks_by_priority,
    ranks_of_ranking,
    truths_of_statements,
)
from detente.stability.states import Codes, code_of, feasible_states, letters

Preference: TypeAlias = Written | Ensemble


class GraphModel:
    """A graph model of a conflict: decision makers, options, feasible states and preferences.

    A state is a Y/N string with one letter per option, owner by owner in the order given. An option
    is addressed by its name where that is unique, else as `owner.option`.

    Source: fang1993, kilgour1987; statements: fang2003.
    """

    def __init__(
        self,
        decision_makers: Mapping[str, Sequence[str]],
        *,
        preferences: Mapping[str, Preference],
        infeasible: Iterable[Any] = (),
        irreversible: Mapping[str, str] | None = None,
    ) -> None:
        """Check and hold a conflict.

        Args:
            decision_makers: who → the options it controls.
            preferences: who → a ranking (Y/N strings, most preferred first, inner lists are ties),
                prioritised statements (option names with `&`, `|`, `!` and parentheses, the first
                outweighs all later ones), or an `Ensemble`.
            infeasible: patterns that no state may show: option → Y or N; a string with a letter per
                option and `-` for either; or a statement.
            irreversible: option → `forward` (only N→Y) or `back` (only Y→N).

        Raises:
            ValueError: one line that names the place and the remedy.
        """
        self.options: Options = read_options(decision_makers, irreversible or {})
        if isinstance(infeasible, str | Mapping):
            raise ValueError("infeasible is a single pattern – give a list of patterns")
        #: What no state may show, as given.
        self.infeasible: tuple[Any, ...] = tuple(infeasible)
        self.codes: Codes = feasible_states(self.infeasible, self.options)
        for owner in preferences:
            self.options.owner_number(owner, "preferences")
        #: What was said, and where it holds: for decision makers who prefer by statements.
        self.statements: dict[str, tuple[str, ...]] = {}
        self._ensembles: dict[int, np.ndarray[Any, Any]] = {}
        self._ranks = [self._read(owner, preferences) for owner in self.options.owners]
        worlds = {len(rows) for rows in self._ensembles.values()}
        if len(worlds) > 1:
            raise ValueError(
                f"preferences: ensembles of {sorted(worlds)} worlds – give all the same number"
            )
        #: Preference worlds: 1 where nobody's preferences are an ensemble.
        self.worlds: int = worlds.pop() if worlds else 1

    def __repr__(self) -> str:
        """Return one line: who, how many options and states."""
        who = ", ".join(self.options.owners)
        return (
            f"GraphModel of {who}: {len(self.options.names)} options, {len(self.codes):,} "
            "feasible states"
        )

    @property
    def decision_makers(self) -> tuple[str, ...]:
        """Return who takes part, in order."""
        return self.options.owners

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Return the feasible states as Y/N strings; the first option's letter changes fastest."""
        return tuple(letters(self.codes, len(self.options.names)))

    @cached_property
    def moves(self) -> Moves:
        """Return who can move where."""
        return moves_between(self.codes, self.options)

    @property
    def uncertain(self) -> bool:
        """Return whether somebody's preferences are an ensemble."""
        return bool(self._ensembles)

    def ranks(self, begin: int = 0, stop: int | None = None) -> Numbers:
        """Return the rank of every state, higher is better, (owner, world, state).

        Args:
            begin, stop: first and last world (excluded); None: to the end.
        """
        count = len(range(self.worlds)[begin:stop])
        ranks = np.empty((len(self._ranks), count, len(self.codes)), np.int32)
        for owner, held in enumerate(self._ranks):
            rows = self._ensembles.get(owner)
            if rows is None:
                ranks[owner] = held
            else:
                ranks[owner] = ensemble_ranks(rows[begin:stop], list(held.astype(np.bool_)))
        return ranks

    def importance(self, owner: int) -> np.ndarray[Any, Any] | None:
        """Return how important each statement is in each world, higher is more, (world, statement).

        None where the decision maker's preferences are no ensemble.
        """
        rows = self._ensembles.get(owner)
        if rows is None:
            return None
        if np.issubdtype(rows.dtype, np.floating):
            totals = rows.sum(axis=1, keepdims=True)
            return np.asarray(rows / np.where(totals > 0, totals, 1.0))
        places = np.arange(rows.shape[1], 0, -1)
        found = np.zeros((len(rows), rows.shape[1] + 1))
        np.put_along_axis(found, rows, np.broadcast_to(places, rows.shape), axis=1)
        return found[:, :-1]

    def number(self, state: Any, where: str = "state") -> int:
        """Return the number of a feasible state, given as a Y/N string.

        Raises:
            ValueError: no state, or an infeasible one.
        """
        code = code_of(state, self.options, where)
        place = int(np.searchsorted(self.codes, code))
        if place == len(self.codes) or self.codes[place] != code:
            raise ValueError(f"{where}: state '{cut(state)}' is infeasible")
        return place

    def state(self, number: int) -> str:
        """Return a state's Y/N string."""
        return letters(self.codes[number : number + 1], len(self.options.names))[0]

    def named(self, numbers: Iterable[int] | Numbers) -> list[str]:
        """Return the Y/N strings of several states."""
        picked = np.asarray(list(numbers) if not isinstance(numbers, np.ndarray) else numbers, int)
        return letters(self.codes[picked], len(self.options.names))

    def _read(self, owner: str, preferences: Mapping[str, Preference]) -> Numbers:
        """Return the ranks (state,); of an ensemble, where its statements hold."""
        if owner not in preferences:
            raise ValueError(f"preferences: those of '{owner}' are missing")
        written, where = preferences[owner], f"preferences of {owner}"
        if isinstance(written, Ensemble):
            truths = truths_of_statements(written.statements, self.codes, self.options, where)
            self._ensembles[self.options.owners.index(owner)] = written.checked(where)
        elif is_ranking(written):
            return ranks_of_ranking(written, self.codes, self.options, where)
        else:
            truths = truths_of_statements(written, self.codes, self.options, where)
        self.statements[owner] = tuple(text for text, _ in truths)
        if isinstance(written, Ensemble):
            return np.stack([holds for _, holds in truths]).astype(np.int32)
        return ranks_by_priority([holds for _, holds in truths])


def checked_words(words: Iterable[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return words that are all known.

    Raises:
        ValueError: an unknown one, with the nearest.
    """
    chosen = (words,) if isinstance(words, str) else tuple(words)
    for word in chosen:
        if word not in known:
            hint = nearest(str(word), known) or f" – choose from {listed(known)}"
            raise ValueError(f"no {what} '{cut(str(word))}'{hint}")
    return chosen

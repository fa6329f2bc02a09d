"""Misperception: each decision maker plays the conflict that it believes to be going on.

In a hypergame of the first level every decision maker has a conflict of its own: the options, the
feasible states and everybody's preferences as it sees them. It acts on that one, and does not know
that others see another. A state of one conflict is a state of another where the same options are
taken; an option that somebody does not know of is not taken in what it sees.

* A state is *perceived* by a decision maker if it is feasible in its conflict.
* A state is an *equilibrium of the hypergame* if it is perceived by everybody and stable for each
  decision maker in that decision maker's own conflict.
* What each takes for an equilibrium, because all are stable there in its own conflict, may be none.
* A move is a *surprise* if it leads from a state that all perceive to one that its mover perceives
  and somebody else does not.

Where all conflicts are the same, the equilibria are the ordinary ones.

Source: bennett1977 for the hypergame, fraser1984 for stability in each one's own game, wang1988 for
levels, all three recalled; kovach2015, whose opening was read. The eight classes of equilibria of
aljefri2020, of which the abstract was read, are not built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from detente.stability.citing import Cited
from detente.stability.concepts import CONCEPTS
from detente.stability.model import GraphModel
from detente.stability.preferences import Written
from detente.stability.solving import Stability, solve
from detente.stability.states import code_of, letters


@dataclass(frozen=True, slots=True)
class Surprise:
    """A move that somebody does not see coming.

    Attributes:
        mover: who moves.
        start, target: from where to where, as Y/N strings over all options.
        unseen_by: who does not perceive where it leads.
    """

    mover: str
    start: str
    target: str
    unseen_by: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class HypergameStability(Cited):
    """The solution of a hypergame; states are Y/N strings over all its options.

    Attributes:
        hypergame: what was solved.
        each: decision maker → the solution of its own conflict.
    """

    hypergame: Hypergame
    each: Mapping[str, Stability]

    references: ClassVar[tuple[str, ...]] = ("bennett1977", "fraser1984", "wang1988")

    def __repr__(self) -> str:
        """Return one line: of whom."""
        return f"HypergameStability of {', '.join(self.each)}"

    def equilibria(self, concept: str) -> frozenset[str]:
        """Return the states that all perceive and that are stable for each in its own conflict.

        Raises:
            ValueError: a concept that was not asked for.
        """
        return frozenset.intersection(
            *(
                self.hypergame.lifted(owner, solved.stable(owner, concept))
                for owner, solved in self.each.items()
            )
        )

    def seen(self, decision_maker: str, concept: str) -> frozenset[str]:
        """Return what a decision maker takes for equilibria.

        Raises:
            ValueError: nobody of that name, or a concept that was not asked for.
        """
        self.hypergame.checked(decision_maker)
        return self.hypergame.lifted(decision_maker, self.each[decision_maker].equilibria[concept])

    def mistaken(self, decision_maker: str, concept: str) -> frozenset[str]:
        """Return what a decision maker takes for equilibria, wrongly.

        Raises:
            ValueError: as `seen`.
        """
        return self.seen(decision_maker, concept) - self.equilibria(concept)


class Hypergame:
    """A hypergame of the first level: everybody's own conflict."""

    def __init__(self, games: Mapping[str, GraphModel]) -> None:
        """Check and hold a hypergame.

        Args:
            games: decision maker → the conflict as it sees it.

        Raises:
            ValueError: nobody; somebody who takes no part in its own conflict; or somebody who is
                seen by others and has none.
        """
        if not games:
            raise ValueError("games: nobody is named – give each decision maker its own conflict")
        self.games: dict[str, GraphModel] = dict(games)
        for owner, game in self.games.items():
            if owner not in game.decision_makers:
                raise ValueError(f"games: '{owner}' takes no part in its own conflict – add it")
            if strange := [who for who in game.decision_makers if who not in self.games]:
                raise ValueError(
                    f"games: {owner} sees '{strange[0]}', who has no conflict of its own – add one"
                )
        #: Names of all options as `owner.option`, decision maker by decision maker.
        self.options: tuple[str, ...] = tuple(
            dict.fromkeys(
                address
                for owner in self.games
                for game in self.games.values()
                for address in _addresses(game)
                if address.rsplit(".", 1)[0] == owner
            )
        )

    @classmethod
    def of(cls, model: GraphModel, unseen: Mapping[str, Iterable[object]]) -> Hypergame:
        """Build a hypergame in which all see one conflict, but some do not perceive some states.

        Args:
            model: the conflict; its preferences are certain.
            unseen: decision maker → patterns, as of infeasible states, of what it does not
                perceive.

        Raises:
            ValueError: nobody of that name, a bad pattern, somebody who perceives nothing, or
                preferences that are an ensemble.
        """
        if model.uncertain:
            raise ValueError("the preferences are an ensemble – give one world")
        for owner in unseen:
            model.options.owner_number(owner, "unseen")
        return cls(
            {
                owner: _narrowed(model, unseen[owner]) if owner in unseen else model
                for owner in model.decision_makers
            }
        )

    def __repr__(self) -> str:
        """Return one line: of whom, and how many states."""
        return (
            f"Hypergame of {', '.join(self.games)}: {len(self.perceived_by_some)} states, "
            f"{len(self.perceived_by_all)} perceived by all"
        )

    def checked(self, decision_maker: str) -> GraphModel:
        """Return a decision maker's own conflict.

        Raises:
            ValueError: nobody of that name.
        """
        if decision_maker not in self.games:
            raise ValueError(f"no decision maker '{decision_maker}' – there is {list(self.games)}")
        return self.games[decision_maker]

    def lifted(self, decision_maker: str, states: Iterable[str]) -> frozenset[str]:
        """Write states of one's own conflict over all options.

        Args:
            decision_maker: whose conflict.
            states: Y/N strings over its options.

        Raises:
            ValueError: nobody of that name, or no such state.
        """
        game = self.checked(decision_maker)
        places = [self.options.index(address) for address in _addresses(game)]
        found = []
        for state in states:
            code = code_of(state, game.options, "states")
            whole = sum(1 << place for k, place in enumerate(places) if code >> k & 1)
            found.append(whole)
        return frozenset(letters(np.array(found, np.int64), len(self.options)))

    @cached_property
    def perceived(self) -> Mapping[str, frozenset[str]]:
        """Return decision maker → the states that it perceives."""
        return {owner: self.lifted(owner, game.states) for owner, game in self.games.items()}

    @property
    def perceived_by_all(self) -> frozenset[str]:
        """Return the states that everybody perceives."""
        return frozenset.intersection(*self.perceived.values())

    @property
    def perceived_by_some(self) -> frozenset[str]:
        """Return the states that anybody perceives."""
        return frozenset.union(*self.perceived.values())

    def surprises(self) -> tuple[Surprise, ...]:
        """Return the moves from a state that all perceive to one that somebody does not."""
        known, found = self.perceived_by_all, []
        for mover, game in self.games.items():
            number = game.decision_makers.index(mover)
            for here, state in enumerate(game.states):
                (start,) = self.lifted(mover, [state])
                if start not in known:
                    continue
                for there in self.lifted(mover, game.named(game.moves.reach(number, here))):
                    unseen = tuple(who for who, seen in self.perceived.items() if there not in seen)
                    if unseen:
                        found.append(Surprise(mover, start, there, unseen))
        return tuple(sorted(found, key=lambda one: (one.mover, one.start, one.target)))


def solve_hypergame(hypergame: Hypergame, concepts: Iterable[str] = CONCEPTS) -> HypergameStability:
    """Return what holds where everybody acts on the conflict that it sees.

    Args:
        hypergame: everybody's own conflict, preferences certain.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

    Raises:
        ValueError: an unknown concept, or preferences that are an ensemble.

    Source: fraser1984, recalled; see the definitions above.
    """
    chosen = tuple([concepts] if isinstance(concepts, str) else concepts)
    return HypergameStability(
        hypergame, {owner: solve(game, chosen) for owner, game in hypergame.games.items()}
    )


def _addresses(game: GraphModel) -> list[str]:
    known = game.options
    return [
        f"{known.owners[of]}.{name}" for name, of in zip(known.names, known.owner_of, strict=True)
    ]


def _narrowed(model: GraphModel, unseen: Iterable[object]) -> GraphModel:
    """Return a conflict without some of its states, all else as it is."""
    known = model.options
    who: dict[str, list[str]] = {owner: [] for owner in known.owners}
    ways: dict[str, str] = {}
    for k, address in enumerate(_addresses(model)):
        who[known.owners[known.owner_of[k]]].append(known.names[k])
        if known.forward >> k & 1:
            ways[address] = "forward"
        elif known.back >> k & 1:
            ways[address] = "back"
    infeasible = [*model.infeasible, *unseen]
    # What is left is known only once the patterns are read.
    bare = GraphModel(
        who,
        infeasible=infeasible,
        irreversible=ways,
        preferences={owner: [_always(model)] for owner in known.owners},
    )
    left = np.searchsorted(model.codes, bare.codes)
    rankings: dict[str, Written] = {}
    for owner, ranks in enumerate(model.ranks()[:, 0]):
        levels = np.unique(ranks[left])[::-1]
        rankings[known.owners[owner]] = [model.named(left[ranks[left] == u]) for u in levels]
    return GraphModel(who, infeasible=infeasible, irreversible=ways, preferences=rankings)


def _always(model: GraphModel) -> str:
    name = model.options.written(0)
    return f"{name} | !{name}"

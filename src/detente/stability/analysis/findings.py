"""What the conflicts of a scenario come to: the shape that reports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.findings import Findings
from detente.scenario.problems import InvalidInputError, nearest
from detente.stability.analysis.declared import DeclaredSolution
from detente.stability.analysis.hinges import Hinge
from detente.stability.analysis.worlds import Worlds
from detente.stability.model import checked_words
from detente.stability.solving import Stability

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from detente.scenario.model import Scenario

#: Negative findings that may be asked for; see `ConflictFindings.fails`.
NEGATIVE = ("open", "lost", "stuck", "empty")


@dataclass(frozen=True, slots=True)
class Standing:
    """In how many preference worlds a state is an equilibrium.

    Attributes:
        state: its Y/N string.
        count: worlds in one place in which it is, of `ConflictSolution.worlds`.
        wide: worlds anywhere in which it is, of `ConflictSolution.wide`.
        declared: whether it is under the declared orders.
    """

    state: str
    count: int
    wide: int
    declared: bool


@dataclass(frozen=True, eq=False)
class ConflictSolution:
    """One conflict, solved under every concept and over all preference worlds.

    Attributes:
        conflict, title: its id and title.
        decision_makers: ids, in order.
        options: `owner.option` in the order of a state's letters.
        states: how many are feasible.
        status_quo: where things stand, as a Y/N string; None where it is not declared.
        concepts: under which it was solved.
        leading: the concept that sentences speak of.
        worlds: preferences changed in one place: `len()`, `.complete`, `.possible`,
            `.preferences`.
        wide: the same with soft statements anywhere or missing.
        standings: concept → states that are an equilibrium in some world, the commonest first.
        stable: concept → decision maker → state → in how many of `worlds` it is stable for it;
            the states of `standings`, and the status quo.
        empty: concept → in how many of `worlds` nothing is an equilibrium.
        hinges: concept → state → what its holding hangs on, the strongest first.
        declared: verdicts, reasons, distances and ways out under the declared orders.
        solved: the engine's solution under the declared orders, for further questions.
    """

    conflict: str
    title: str
    decision_makers: tuple[str, ...]
    options: tuple[str, ...]
    states: int
    status_quo: str | None
    concepts: tuple[str, ...]
    leading: str
    worlds: Worlds
    wide: Worlds
    standings: Mapping[str, tuple[Standing, ...]]
    stable: Mapping[str, Mapping[str, Mapping[str, int]]]
    empty: Mapping[str, int]
    hinges: Mapping[str, Mapping[str, tuple[Hinge, ...]]]
    declared: DeclaredSolution
    solved: Stability = field(repr=False)

    def standing(self, state: str, concept: str | None = None) -> Standing:
        """Return in how many worlds a state holds (in none, where it is not listed).

        Args:
            state: a feasible state's Y/N string.
            concept: one that was solved; None: the leading one.

        Raises:
            ValueError: an infeasible state, or a concept that was not asked for.
        """
        asked = concept or self.leading
        checked_words((asked,), self.concepts, "concept among those solved")
        self.solved.model.number(state)
        for found in self.standings[asked]:
            if found.state == state:
                return found
        return Standing(state, 0, 0, False)

    def taken(self, state: str) -> tuple[str, ...]:
        """Return the options taken in a state, as `owner.option`."""
        return tuple(
            name for name, letter in zip(self.options, state, strict=True) if letter == "Y"
        )


@dataclass(frozen=True, repr=False)
class ConflictFindings(Findings):
    """Which states of a scenario's conflicts hold, for whom, why, and how to get out.

    Attributes:
        data: for each conflict ID `equilibrium_ID` (reach, concept, state_ID): the share of
            preference worlds in which a state holds, and `stable_ID` (concept, decision_maker_ID,
            state_ID): in which it is stable for one. States are those of `standings`, and the
            status quo.
        scenario: what was asked about.
        conflicts: one `ConflictSolution` each.
        works: keys of the references for exactly what was used.
    """

    scenario: Scenario
    conflicts: tuple[ConflictSolution, ...]
    works: tuple[str, ...]

    def __repr__(self) -> str:
        """Return three lines: what, on how much, how sampled."""
        sizes = ", ".join(f"{one.conflict} ({len(one.worlds)} worlds)" for one in self.conflicts)
        return (
            f"ConflictFindings of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {sizes}\n"
            f"  {self.origin.method}; {self.origin.draws} draws where worlds are too many, seed "
            f"{self.origin.seed}, version {self.origin.version}"
        )

    def conflict(self, key: str) -> ConflictSolution:
        """Return one conflict.

        Raises:
            InvalidInputError: none of that id.
        """
        for found in self.conflicts:
            if found.conflict == key:
                return found
        known = [one.conflict for one in self.conflicts]
        raise InvalidInputError.single(
            f"no conflict '{key}'{nearest(key, known)}",
            file=self.scenario.name,
            path="conflicts",
        )

    def fails(self, what: str) -> bool:
        """Whether some conflict has a negative finding, under its leading concept.

        `open`: the status quo does not hold in every preference world; `lost`: in none; `stuck`: it
        is an equilibrium as declared, and no moves, alone or together, lead to another; `empty`: in
        some world nothing is an equilibrium.

        Raises:
            ValueError: another word.
        """
        checked_words((what,), NEGATIVE, "finding")
        return any(_fails(one, what) for one in self.conflicts)

    def table(self, what: str = "equilibria") -> pd.DataFrame:
        """Return one of four tables.

        Counts are of declared worlds, or of worlds drawn; they are shares of nothing else.

        Args:
            what: `equilibria`, `verdicts`, `ways` or `hinges`.

        Raises:
            ValueError: no such table.
        """
        from detente.stability.analysis.tables import conflict_table

        return conflict_table(self, what)

    def plot(self) -> Figure:
        """Return in how many worlds each equilibrium holds, conflict by conflict, as a picture."""
        from detente.stability.analysis.pictures import conflict_picture

        return conflict_picture(self)

    def sentences(self) -> dict[str, tuple[str, ...]]:
        """Return what the findings show, by conflict."""
        from detente.stability.analysis.words import conflict_sentences

        return {
            one.conflict: tuple(told.text for told in conflict_sentences(self.scenario, one))
            for one in self.conflicts
        }

    def cite(self) -> tuple[str, ...]:
        """Return the references for exactly what was used."""
        from detente.library.references import reference

        return tuple(reference(key) for key in self.works)

    def to_dict(self) -> dict[str, Any]:
        """Return all findings as plain values."""
        from detente.stability.analysis.plain import plain_findings

        return plain_findings(self)


def _fails(one: ConflictSolution, what: str) -> bool:
    if what == "empty":
        return one.empty[one.leading] > 0
    if one.status_quo is None:
        return False
    held = one.standing(one.status_quo)
    if what == "open":
        return held.count < len(one.worlds)
    if what == "lost":
        return held.count == 0
    ways = one.declared.ways[one.leading].reachable
    return held.declared and len(ways) == 1 and not one.declared.joint[one.leading]

"""`solve_conflicts`: which states of a scenario's standoffs hold, over all preference worlds."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np

from detente.findings import origin_of
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, listed, nearest
from detente.stability.analysis.counting import Counts, counted
from detente.stability.analysis.dataset import shares_of
from detente.stability.analysis.declared import as_declared
from detente.stability.analysis.findings import ConflictFindings, ConflictSolution, Standing
from detente.stability.analysis.hinges import Hinge, hinges
from detente.stability.analysis.modelling import Side, modelled, status_quo_of
from detente.stability.analysis.worlds import Worlds, worlds_within
from detente.stability.concepts import CONCEPTS
from detente.stability.model import GraphModel, checked_words
from detente.stability.solving import Stability, solve

#: The concept that sentences speak of: answers count where those who give them prefer to.
LEADING = "seq"
#: So many equilibria under each concept have their verdicts worked out.
MOST_TOLD = 8  # literal-ok: a size
#: Works behind ways out and joint moves; those behind the concepts come with the engine.
WORKS = ("fang2003", "li2005", "kilgour2001")


def solve_conflicts(
    scenario: Scenario,
    conflict: str | None = None,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    concepts: Iterable[str] = CONCEPTS,
) -> ConflictFindings:
    """Solve the conflicts of a scenario, over every declared world of preferences.

    Preferences are prioritised statements. In a preference world each decision maker's order is
    as declared or changed in one place: an inferred statement changes places with a neighbour, or
    one without support stands elsewhere or is missing; or it is one of its declared alternatives.
    Orders that rank all states alike count once. The wide set lets every inferred or unsupported
    statement stand anywhere or be missing, all at once: what doubled widths are to numbers.

    Args:
        scenario: the scenario.
        conflict: one conflict; None: all.
        draws, seed: where worlds are more than the declared bound, so many are drawn evenly; no
            other number here is drawn.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`; sentences speak of `seq`, or of the
            first where that is not asked for.

    Returns:
        Findings; see `ConflictFindings`. Counts are over one coder's worlds: no sample, and no
        interval.

    Raises:
        InvalidInputError: no conflict, none of that id, or one that the engine refuses.
        ValueError: an unknown concept, or none.

    Source: fang1993, kilgour1987, fang2003, rego2017; status quo li2005; coalitions kilgour2001.
    """
    begin = time.perf_counter()
    chosen = checked_words(concepts, CONCEPTS, "concept")
    if not chosen:
        raise ValueError(f"no concept is given – choose from {listed(CONCEPTS)}")
    sample = draw(scenario, draws, seed)
    solved = tuple(
        _solution(scenario, key, chosen, sample.count, sample.seed)
        for key in _keys(scenario, conflict)
    )
    return ConflictFindings(
        data=shares_of(solved),
        origin=origin_of(
            sample,
            "graph model of conflicts",
            options={"conflict": conflict, "concepts": list(chosen)},
            warnings=tuple(_warnings(solved)),
            elapsed=time.perf_counter() - begin,
        ),
        scenario=scenario,
        conflicts=solved,
        works=tuple(dict.fromkeys((*Stability.references, *WORKS))),
    )


def _keys(scenario: Scenario, conflict: str | None) -> tuple[str, ...]:
    known = scenario.content.conflicts
    if not known:
        raise InvalidInputError.single(
            "no conflict is declared – add one under conflicts", file=scenario.name
        )
    if conflict is None:
        return tuple(known)
    if conflict not in known:
        raise InvalidInputError.single(
            f"no conflict '{conflict}'{nearest(conflict, known)} (conflicts: {listed(known)})",
            file=scenario.name,
            path="conflicts",
        )
    return (conflict,)


def _solution(
    scenario: Scenario, key: str, concepts: tuple[str, ...], draws: int, seed: int
) -> ConflictSolution:
    model, sides = modelled(scenario, key)
    start = status_quo_of(scenario, key, model)
    near = worlds_within(sides, "in one place", draws, seed, key, len(model.codes))
    far = worlds_within(sides, "anywhere", draws, seed, key, len(model.codes))
    own, wide = counted(model, near, concepts), counted(model, far, concepts)
    solved = solve(model, concepts)
    standings = {c: _standings(model, solved, c, own, wide) for c in concepts}
    told = dict.fromkeys([start] if start is not None else [])
    told.update(dict.fromkeys(one.state for c in concepts for one in standings[c][:MOST_TOLD]))
    names = model.options
    return ConflictSolution(
        conflict=key,
        title=scenario.content.conflicts[key].title,
        decision_makers=model.decision_makers,
        options=tuple(
            f"{names.owners[owner]}.{name}"
            for name, owner in zip(names.names, names.owner_of, strict=True)
        ),
        states=len(model.codes),
        status_quo=start,
        concepts=concepts,
        leading=LEADING if LEADING in concepts else concepts[0],
        worlds=near,
        wide=far,
        standings=standings,
        stable={c: _stable(model, c, own, standings[c], start) for c in concepts},
        empty={c: int((~own.everybody[c].any(axis=1)).sum()) for c in concepts},
        hinges={c: _hinges(model, sides, near, own, c, standings[c]) for c in concepts},
        declared=as_declared(solved, told, start),
        solved=solved,
    )


def _standings(
    model: GraphModel, solved: Stability, concept: str, own: Counts, wide: Counts
) -> tuple[Standing, ...]:
    counts, more = own.count(concept), wide.count(concept)
    numbers = np.flatnonzero(counts + more)
    order = numbers[np.lexsort((numbers, -more[numbers], -counts[numbers]))]
    declared = solved.equilibria[concept]
    return tuple(
        Standing(state, int(counts[k]), int(more[k]), state in declared)
        for k, state in zip(order, model.named(order), strict=True)
    )


def _stable(
    model: GraphModel, concept: str, own: Counts, found: tuple[Standing, ...], start: str | None
) -> dict[str, dict[str, int]]:
    states = dict.fromkeys([one.state for one in found] + ([] if start is None else [start]))
    numbers = {state: model.number(state) for state in states}
    return {
        who: {state: int(own.each[concept][owner, k]) for state, k in numbers.items()}
        for owner, who in enumerate(model.decision_makers)
    }


def _hinges(
    model: GraphModel,
    sides: tuple[Side, ...],
    worlds: Worlds,
    own: Counts,
    concept: str,
    found: tuple[Standing, ...],
) -> dict[str, tuple[Hinge, ...]]:
    held = own.everybody[concept]
    return {
        one.state: hinges(sides, worlds, held[:, model.number(one.state)])
        for one in found[:MOST_TOLD]
    }


def _warnings(solved: tuple[ConflictSolution, ...]) -> Iterable[str]:
    for one in solved:
        for worlds in (one.worlds, one.wide):
            if not worlds.complete:
                more = "" if all(own.complete for own in worlds.preferences) else " or more"
                yield (
                    f"{one.conflict}: {len(worlds):,} of {worlds.possible:,}{more} preference "
                    f"worlds {worlds.reach} are drawn evenly"
                )

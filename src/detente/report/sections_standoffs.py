"""What the section on standoffs shows, by name, for the templates."""

from __future__ import annotations

from typing import Any

from detente.report import svg_standoffs, words_standoffs
from detente.scenario.model import Scenario
from detente.stability.analysis import ConflictSolution
from detente.study import Study


def standoffs_section(study: Study) -> dict[str, Any]:
    """Return the content of the section; why it is missing where it is."""
    found = study.conflicts
    if found is None:
        return {"no_conflicts": study.no_conflicts, "standoffs": ()}
    return {
        "no_conflicts": "",
        "standoffs": tuple(_standoff(study.scenario, one) for one in found.conflicts),
        "standoffs_lead": words_standoffs.standoffs_lead(found),
        "standoffs_concepts": tuple(words_standoffs.CONCEPTS.values()),
        "standoffs_seed": found.origin.seed,
        "standoffs_works": found.cite(),
    }


def _standoff(scenario: Scenario, one: ConflictSolution) -> dict[str, Any]:
    name, meaning = words_standoffs.CONCEPTS[one.leading]
    drawn = svg_standoffs.chosen(one)
    movers = dict.fromkeys(
        mover for arrow in drawn.arrows if arrow.kind != "joint" for mover in arrow.movers
    )
    return {
        "title": one.title,
        "note": scenario.content.conflicts[one.conflict].note or "",
        "graph": svg_standoffs.graph(scenario, one),
        "movers": tuple(
            (svg_standoffs.short_name(scenario, who), svg_standoffs.colour_of(scenario, who))
            for who in movers
        ),
        "joint": any(arrow.kind == "joint" for arrow in drawn.arrows),
        "answered": any(arrow.kind == "answered" for arrow in drawn.arrows),
        "standing": words_standoffs.standing_sentences(one),
        "outcomes": words_standoffs.outcomes(scenario, one),
        "ways": words_standoffs.ways_out(scenario, one),
        "worlds": words_standoffs.worlds_words(scenario, one),
        "states": one.states,
        "shown": len(drawn.states),
        "concept": name,
        "meaning": meaning,
        "concepts": tuple(words_standoffs.CONCEPTS[c][0] for c in one.concepts),
        "total": len(one.worlds),
        "rows": words_standoffs.equilibrium_rows(scenario, one),
    }

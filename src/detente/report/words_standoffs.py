"""Which standoffs hold: sentences of room `stability`, as the page sets them."""

from __future__ import annotations

from detente.report.lexicon import upper_first
from detente.report.sentences import Sentence, said
from detente.scenario.model import Scenario
from detente.stability.analysis import ConflictFindings, ConflictSolution
from detente.stability.analysis.phrases import labels, state_words
from detente.stability.analysis.words import (
    Told,
    common_sentences,
    lead_sentence,
    outcome_sentences,
    told_states,
    way_sentences,
)

#: Outcomes in the table, at most; `detente stability --json` lists all.
MOST_ROWS = 30

#: What counts as an answer under each concept, and what the concept is called.
CONCEPTS = {
    "nash": ("Nash", "no answer counts"),
    "gmr": ("General metarationality", "any answer counts"),
    "smr": ("Symmetric metarationality", "any answer that cannot be escaped"),
    "seq": ("Sequential", "answers that all who give them prefer"),
    "sseq": ("Symmetric sequential", "such answers that cannot be escaped"),
}


def standoffs_lead(found: ConflictFindings) -> tuple[Sentence, ...]:
    """Return the answer: of each standoff, in how many worlds the status quo holds."""
    return tuple(_sentence(lead_sentence(one)) for one in found.conflicts)


def standing_sentences(one: ConflictSolution) -> tuple[Sentence, ...]:
    """Return which outcomes hold in most worlds, and in how many worlds none does."""
    return tuple(map(_sentence, common_sentences(one)))


def outcomes(
    scenario: Scenario, one: ConflictSolution
) -> tuple[tuple[str, str, tuple[Sentence, ...]], ...]:
    """Return of each outcome told of: its letter, who does what in it, and what is found."""
    letters = labels(one)
    return tuple(
        (
            letters.get(state, state),
            upper_first(state_words(scenario, one, state)).replace("'", "’"),
            tuple(map(_sentence, outcome_sentences(scenario, one, state))),
        )
        for state in told_states(one)
    )


def ways_out(scenario: Scenario, one: ConflictSolution) -> tuple[Sentence, ...]:
    """Return which equilibria can be reached from the status quo, and by whom."""
    return tuple(map(_sentence, way_sentences(scenario, one)))


def worlds_words(scenario: Scenario, one: ConflictSolution) -> str:
    """Return how the worlds come about, for the caption."""
    sizes = ", ".join(
        f"{scenario.name_of(own.decision_maker)} {len(own)}" for own in one.worlds.preferences
    )
    wide = f"{len(one.wide):,}"
    if not one.wide.complete:
        wide += f" drawn of {one.wide.possible:,}"
    return (
        f"Preference worlds: {len(one.worlds):,}, from distinct preferences ({sizes}); with soft "
        f"statements anywhere, {wide}."
    )


def equilibrium_rows(
    scenario: Scenario, one: ConflictSolution
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return letter, words and counts by concept of every state that holds in some world."""
    letters = labels(one)
    total: dict[str, int] = {}
    for standings in one.standings.values():
        for held in standings:
            total[held.state] = total.get(held.state, 0) + held.count
    shown = [state for state in total if total[state]]
    order = sorted(shown, key=lambda state: (state not in letters, letters.get(state, state)))
    order = order[:MOST_ROWS]
    return tuple(
        (
            letters.get(state, "–"),
            upper_first(state_words(scenario, one, state)),
            tuple(f"{one.standing(state, c).count:,}" for c in one.concepts),
        )
        for state in order
    )


def _sentence(told: Told) -> Sentence:
    return said(told.text, told.finding)

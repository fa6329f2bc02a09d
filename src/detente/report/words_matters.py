"""What matters most: loops cut, switches turned, inputs, chance against ignorance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.dynamics.contrasts import Contrast, Effect
from detente.dynamics.headlines import Headline
from detente.dynamics.screening import Mover
from detente.report.lexicon import counted, listing, number, upper_first
from detente.report.sentences import Sentence, kept, said, word_count
from detente.report.words_ranges import input_words, mover_words
from detente.report.words_views import outcome_name
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

#: Contrasts drawn at most, and the outcomes they are drawn for.
MOST = 14
OUTCOMES = ("hostile", "flow", "deals")
#: Heads of these outcomes.
HEADS = {
    "hostile": "Confrontation, crisis",
    "flow": "Behaviour",
    "deals": "New deals",
}
_MOST_WORDS = 25
_SUBJECTS = {
    "hostile": "confrontation and crisis",
    "flow": "behaviour",
    "deals": "new deals",
}


@dataclass(frozen=True, slots=True)
class InputRow:
    """The inputs that move one outcome most, and what its spread is made of."""

    name: str
    movers: str


def shown(study: CourseStudy) -> tuple[str, ...]:
    """Return the outcomes that contrasts are drawn for."""
    known = {effect.headline.id for one in study.contrasts.contrasts for effect in one.effects}
    return tuple(name for name in OUTCOMES if name in known)


def ranked(study: CourseStudy) -> tuple[Contrast, ...]:
    """Return the contrasts with an effect on these outcomes that stands out, largest first."""
    names = shown(study)

    def size(one: Contrast) -> float:
        return max((abs(e.size) for e in effects(one, names) if e.clear), default=0.0)

    found = [one for one in study.contrasts.contrasts if size(one) > 0]
    return tuple(sorted(found, key=lambda one: -size(one)))


def effects(found: Contrast, names: Sequence[str]) -> tuple[Effect, ...]:
    """Return the effects of a contrast on some outcomes."""
    return tuple(found.effect(name) for name in names)


def change_words(found: Contrast) -> str:
    """Return a change as a clause: `without shocks from outside`, `with the answer “…”`."""
    return f"with the answer “{found.words}”" if found.kind == "switch" else found.words


def row_name(found: Contrast) -> str:
    """Return how a row names a change: an answer in quotation marks."""
    return f"“{upper_first(found.words)}”" if found.kind == "switch" else upper_first(found.words)


def matters_lead(study: CourseStudy) -> tuple[Sentence, ...]:
    """Return the lead: what each outcome depends on most, and which loops change nothing."""
    return kept(
        *(largest_sentence(study, name) for name in shown(study)),
        idle_sentence(study),
    )


def largest_sentence(study: CourseStudy, outcome: str) -> Sentence | None:
    """Say what changes one outcome most; None where nothing stands out."""
    found = [
        (one, one.effect(outcome)) for one in study.contrasts.contrasts if one.effect(outcome).clear
    ]
    if not found:
        return None
    contrast, effect = max(found, key=lambda pair: abs(pair[1].difference.mean))
    up = effect.difference.mean > 0
    word = {"flow": ("warmer", "colder")}.get(outcome, ("more frequent", "rarer"))[not up]
    verb = "changes" if outcome == "flow" else "change"
    text = f"{_SUBJECTS[outcome]} {verb} most {change_words(contrast)}: {word}."
    if word_count(text) > _MOST_WORDS:
        text = f"{_SUBJECTS[outcome]} {verb} most with one answer: {contrast.words}."
    return said(text, f"matters.{outcome}.{contrast.id}")


def idle_sentence(study: CourseStudy) -> Sentence | None:
    """Name the loops that change none of these outcomes noticeably; None where all do."""
    names = shown(study)
    idle = [
        one
        for one in study.contrasts.contrasts
        if one.kind == "cut" and not any(e.clear for e in effects(one, names))
    ]
    if not idle:
        return None
    words = listing((one.words.removeprefix("without ") for one in idle), "or")
    text = f"without {words}, nothing changes that stands out from chance."
    if word_count(text) > _MOST_WORDS:
        text = f"{counted(len(idle), 'loop')} can be cut without a change that stands out."
    return said(text, f"matters.idle#{','.join(one.id for one in idle)}")


def input_rows(study: CourseStudy) -> tuple[InputRow, ...]:
    """Return the inputs that move each outcome most."""
    rows = []
    for split in study.splits:
        headline = split.headline
        if headline.id not in study.movers or headline.kind == "wait":
            continue
        words = mover_words(study.scenario, study.movers[headline.id])
        rows.append(InputRow(_name(study.scenario, headline), upper_first(words)))
    return tuple(rows)


def _name(scenario: Scenario, headline: Headline) -> str:
    return outcome_name(scenario, headline)


def largest_share_sentence(study: CourseStudy) -> Sentence | None:
    """Say which outcomes are mostly chance and which mostly ignorance; None where neither."""
    chance = [s.headline for s in study.splits if s.share + 2 * s.error < 0.5]
    ignorance = [s.headline for s in study.splits if s.share - 2 * s.error > 0.5]
    total = counted(sum(s.share == s.share for s in study.splits), "outcome")
    if not chance and not ignorance:
        return None
    verb = "is" if len(chance) == 1 else "are"
    text = (
        f"of {total}, {number(len(chance))} {verb} mostly chance and "
        f"{number(len(ignorance)) if ignorance else 'none'} mostly ignorance, which better numbers "
        "could lessen."
    )
    return said(text, f"matters.split.{len(chance)}.{len(ignorance)}")


def mover_sentence(study: CourseStudy) -> Sentence | None:
    """Say which single input moves the most outcomes; None where none moves two."""
    counts: dict[str, list[Mover]] = {}
    for found in study.movers.values():
        for mover in found:
            counts.setdefault(mover.address, []).append(mover)
    address, moved = max(counts.items(), key=lambda item: len(item[1]), default=("", []))
    if len(moved) < 2:
        return None
    text = (
        f"one number is among the first three for {number(len(moved))} of "
        f"{number(len(study.movers))} outcomes and deals: {input_words(study.scenario, moved[0])}."
    )
    return said(text, f"matters.input#{address}")

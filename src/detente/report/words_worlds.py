"""Two worlds: where a typical and an opposite one part, and by what, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from detente.dynamics.happenings import Happening
from detente.dynamics.parting import PARTS_OF_A_WORLD, Parting
from detente.dynamics.phrases import REGIME_WORDS, hundred
from detente.report.lexicon import listing, upper_first
from detente.report.sentences import Sentence, kept, said
from detente.report.words_ranges import month_date
from detente.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what, and whether in this world only."""

    when: str
    what: str
    alone: bool


def worlds_lead(scenario: Scenario, found: Parting) -> tuple[Sentence, ...]:
    """Return the lead: when they part, into which regimes, and by what."""
    return kept(
        parting_sentence(scenario, found),
        step_sentence(found),
        cause_sentence(found),
    )


def parting_sentence(scenario: Scenario, found: Parting) -> Sentence:
    """Say when the two worlds part for good, or that they end alike."""
    if found.month is None:
        return said("the two worlds do not part for good.", "worlds.alike")
    here, there = (regime_at(found, typical=which) for which in (True, False))
    text = (
        f"the two worlds part in month {found.month} ({month_date(scenario, found.month)}): "
        f"{here} in the typical one, {there} in the opposite one."
    )
    return said(text, f"worlds.part.{here}.{there}")


def regime_at(found: Parting, *, typical: bool) -> str:
    """Return the regime of one of the worlds in the month in which they part."""
    path = found.typical if typical else found.opposite
    return REGIME_WORDS[found.names[int(path.regimes[(found.month or 1) - 1])]]


def step_sentence(found: Parting) -> Sentence | None:
    """Say how likely the step was that parts them; None where no step does."""
    if found.chances is None:
        return None
    one, other = (_chance(chance) for chance in found.chances)
    if one == other:
        text = f"the step that parts them was as likely in either: {one} that month."
    else:
        text = (
            f"the step that parts them had a chance of {one} that month in the typical world, "
            f"{other} in the opposite one."
        )
    return said(text, "worlds.step")


def _chance(chance: float) -> str:
    return f"{hundred(chance)} in 100" if hundred(chance) else "under 1 in 100"


def cause_sentence(found: Parting) -> Sentence | None:
    """Say what alone takes the typical world to the other camp; None where they do not part."""
    if found.month is None:
        return None
    enough = [cause.part for cause in found.causes if cause.suffices]
    if not enough:
        return said(
            "no single part of the opposite world takes the typical one there; several do.",
            "worlds.cause.none",
        )
    words = listing((PARTS_OF_A_WORLD[part] for part in enough), "or")
    text = f"one part of the opposite world alone takes the typical one there: {words}."
    if len(enough) > 1:
        text = f"each of these alone takes the typical world there: {words}."
    return said(text, f"worlds.cause#{','.join(enough)}")


def cause_rows(scenario: Scenario, found: Parting) -> tuple[tuple[str, str, str], ...]:
    """Return each part of the opposite world: what it is, whether it suffices, from when."""
    return tuple(
        (
            upper_first(PARTS_OF_A_WORLD[cause.part]),
            "takes it to the other camp" if cause.suffices else "does not",
            month_date(scenario, cause.month) if cause.month else "never",
        )
        for cause in found.causes
    )


def entries(scenario: Scenario, found: Parting, *, typical: bool) -> tuple[Entry, ...]:
    """Return what happened in one of the worlds, in order."""
    own, other = found.typical, found.opposite
    if not typical:
        own, other = other, own
    known = set(other.happenings)
    return tuple(_entry(scenario, one, alone=one not in known) for one in own.happenings)


def _entry(scenario: Scenario, found: Happening, *, alone: bool) -> Entry:
    return Entry(month_date(scenario, found.month), upper_first(found.words), alone)

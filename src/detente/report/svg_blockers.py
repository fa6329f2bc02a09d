"""The picture of what blocks each deal: one disc for each condition."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from detente.interests import CONDITIONS
from detente.interests.verdicts import Failure, Verdict
from detente.report.lexicon import (
    deal_words,
    listing,
    names,
    share_words,
    short,
    upper_first,
)
from detente.report.svg import disc, line, percent, picture, scenery, text
from detente.report.words_blockers import clock_words, consent_words, row_words
from detente.scenario.model import Scenario
from detente.scenario.timeline import Timeline

#: Radius of a disc that stands for every draw; height of a row.
LARGEST, HEIGHT = 17, 44
LABELS = {
    "gain": "Gain",
    "horizon": "Horizon",
    "ally": "Ally",
    "consent": "Consent",
    "home": "Home",
}
MEANINGS = {
    "gain": "a side gains too little now to cover the political cost of any deal",
    "horizon": "a side gains now, but its government already counts the later loss",
    "ally": "a duty to a third party outweighs the gain at hand",
    "consent": "a third party without whom there is no deal would lose by it",
    "home": "the government would act, but does not clear the hurdle at home",
}


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """One deal of the picture.

    Attributes:
        issue, deal: what it is about.
        picture: the discs.
        blocker: what blocks it, in words.
        consent: who must consent, and who holds the hurdle at home.
        clock: the next date, in words.
        details: every condition: whose, about whom, how often it fails.
    """

    issue: str
    deal: str
    picture: Markup
    blocker: str
    consent: str
    clock: str
    details: tuple[tuple[str, str, str], ...]


def worst(found: Verdict) -> dict[str, Failure]:
    """Return, for each condition, the side at which it fails most often."""
    made: dict[str, Failure] = {}
    for failure in found.failures:
        known = made.get(failure.condition)
        if known is None or (failure.share or 0.0) > (known.share or 0.0):
            made[failure.condition] = failure
    return made


def blocker_rows(
    scenario: Scenario, verdicts: tuple[Verdict, ...], dates: Timeline
) -> tuple[BlockerRow, ...]:
    """Return the rows of the picture."""
    return tuple(
        BlockerRow(
            issue=found.issue,
            deal=upper_first(deal_words(scenario, found.issue)),
            picture=_discs(scenario, found),
            blocker=row_words(scenario, found.blocker),
            consent=_consents(scenario, found),
            clock=upper_first(clock_words(dates.clock(found.issue))),
            details=tuple(_detail(scenario, failure) for failure in found.failures),
        )
        for found in verdicts
    )


def heads() -> Markup:
    """Return the names of the conditions above their columns."""
    return scenery(
        (text(LABELS[name], percent(_x(place)), 14, "m n t2") for place, name in _columns()),
        height=22,
    )


def _columns() -> list[tuple[int, str]]:
    return list(enumerate(CONDITIONS))


def _x(place: int) -> float:
    return 100 * (place + 0.5) / len(CONDITIONS)


def _discs(scenario: Scenario, found: Verdict) -> Markup:
    middle = HEIGHT / 2
    shapes = [line((0, "100%"), (middle, middle), "g")]
    known = worst(found)
    for place, name in _columns():
        x, failure = percent(_x(place)), known.get(name)
        if failure is None:
            # No such condition on this issue: the line alone.
            continue
        if failure.share is None:
            shapes.append(disc(x, middle, 9, "oq"))
            shapes.append(text("?", x, middle + 4, "m n t2"))
            continue
        radius = LARGEST * math.sqrt(failure.share)
        filled = found.blocker is not None and failure.condition == found.blocker.condition
        if radius < 1.5:
            shapes.append(disc(x, middle, 1.5, "k2"))
        else:
            shapes.append(disc(x, middle, radius, "k" if filled else "ok"))
    deal = upper_first(deal_words(scenario, found.issue))
    label = f"{deal}: blocked by {row_words(scenario, found.blocker)}"
    return picture(shapes, label=label, height=HEIGHT)


def _consents(scenario: Scenario, found: Verdict) -> str:
    third = [
        f"{short(scenario, failure.actor)}: {consent_words(failure)}"
        for failure in found.failures
        if failure.condition == "consent"
    ]
    home = dict.fromkeys(
        holder for f in found.failures if f.condition == "home" for holder in f.others
    )
    if home:
        third.append(f"at home: {listing(scenario.name_of(holder) for holder in home)}")
    return upper_first("; ".join(third)) if third else "Nobody beyond the two governments"


def _detail(scenario: Scenario, failure: Failure) -> tuple[str, str, str]:
    about = f" ({names(scenario, failure.others)})" if failure.others else ""
    who = upper_first(f"{scenario.name_of(failure.actor)}{about}")
    if failure.share is None:
        return LABELS[failure.condition], who, "not declared"
    return LABELS[failure.condition], who, share_words(failure.share, failure.share_widened)

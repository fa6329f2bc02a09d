"""Answers in words: where the relationship goes, what becomes of deals, chance or ignorance.

Every sentence rests on a finding and is no firmer than it. Regimes are compared between years, not
quoted to the percent; chances are ranges over draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.dynamics.deal_courses import DealCourse
from detente.dynamics.pair_courses import RegimeCourse
from detente.dynamics.phrases import capital, deal_name, likely, listed, pair_name, share_words
from detente.dynamics.ranges import Range
from detente.dynamics.screening import Mover
from detente.dynamics.structure import structure
from detente.dynamics.variance import Split
from detente.interests.verdicts import firmness
from detente.library.conventions import conventions
from detente.scenario.model import Scenario


def regime_sentences(scenario: Scenario, found: RegimeCourse) -> tuple[str, ...]:
    """Say whether a pair is mostly in confrontation or crisis in the last year, and which way.

    Empty where the months of worlds were not kept.
    """
    if found.mostly_hostile is None or found.change is None:
        return ()
    pair = pair_name(scenario, found.pair)
    share, wide = found.mostly_hostile
    wide = share if np.isnan(wide) else wide
    for state, part, stretched in (("in", share, wide), ("out of", 1 - share, 1 - wide)):
        strength = firmness(part, stretched)
        if strength != "open":
            first = (
                f"In the last year of the run {pair} are {likely(strength)}{state} confrontation "
                "and crisis in most months."
            )
            break
    else:
        first = (
            f"Whether {pair} are mostly in or out of confrontation and crisis in the last year of "
            "the run cannot be told."
        )
    return (first, *_change_sentence(found.change))


def _change_sentence(change: Range) -> tuple[str, ...]:
    """Say whether hostile months are commoner in the last year than in the first."""
    if abs(change.mean) <= conventions()["noise_spreads"] * change.error:
        return ()
    word = "commoner" if change.mean > 0 else "rarer"
    if not change.told or change.low < 0 < change.high:
        return (f"Over all worlds they are {word} then than in the first year; draws disagree.",)
    return (f"They are {word} then than in the first year, in most draws.",)


def deal_sentence(scenario: Scenario, found: DealCourse) -> str:
    """Say what becomes of one deal: a treaty that stands, or a text on the way."""
    deal = next(d for d in structure(scenario).deals if d.id == found.deal)
    name = capital(deal_name(scenario, deal))
    events = found.events
    if found.status in ("in_force", "suspended", "notice"):
        parts = [
            f"{words} {share_words(events[event].chance)}"
            for event, words in (
                ("extended", "is extended"),
                ("lapsed", "lapses"),
                ("withdrawn", "a party gives notice"),
                ("ended", "ends otherwise"),
            )
            if events[event].chance.mean >= conventions()["effect_floor"]
        ]
        if not parts:
            return f"{name}: hardly ever lapses, ends or is left."
        return f"{name}: {listed(parts)}.{_leavers(scenario, found)}"
    signed = share_words(events["signed"].chance)
    if events["signed"].chance.mean == 0:
        return f"{name}: is signed in none of the worlds."
    both = [events[event].chance for event in ("ratified_whole", "watered_down")]
    most = max(both, key=lambda share: share.mean)
    text = f"{name}: is signed {signed}"
    months = events["signed"].months
    if months is not None:
        text += f", then mostly in months {months[0]:.0f} to {months[2]:.0f}"
    if most.mean >= conventions()["effect_floor"]:
        text += (
            f"; is ratified {'whole' if most is both[0] else 'with changes'} {share_words(most)}"
        )
    return f"{text}."


def _leavers(scenario: Scenario, found: DealCourse) -> str:
    """Name the side that gives notice first most often, where one stands out."""
    total = sum(found.withdrawn_by.values())
    if found.events["withdrawn"].chance.mean < conventions()["effect_floor"] or not total:
        return ""
    actor = max(found.withdrawn_by, key=lambda a: found.withdrawn_by[a])
    if found.withdrawn_by[actor] / total < conventions()["leaning_share"]:
        return ""
    return f" Most often it is {scenario.name_of(actor)} that leaves."


def mover_sentence(found: Sequence[Mover]) -> str:
    """Name the inputs that move an outcome most."""
    if not found:
        return "No single input stands out from chance."
    return f"Moved most by: {'; '.join(mover.words for mover in found)}."


def split_sentences(found: Sequence[Split]) -> tuple[str, ...]:
    """Say of which outcomes the spread is mostly chance, and of which mostly ignorance."""
    sorts: dict[str, list[str]] = {"chance": [], "ignorance": []}
    spreads = conventions()["noise_spreads"]
    for split in found:
        if np.isnan(split.share):
            continue
        if split.share + spreads * split.error < 0.5:
            sorts["chance"].append(split.headline.words)
        elif split.share - spreads * split.error > 0.5:
            sorts["ignorance"].append(split.headline.words)
    meanings = {
        "chance": "Mostly chance, which no better numbers would take away",
        "ignorance": "Mostly ignorance, which better numbers could take away",
    }
    return tuple(f"{meanings[sort]}: {'; '.join(names)}." for sort, names in sorts.items() if names)

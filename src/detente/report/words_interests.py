"""Where interests meet and part, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.interests.verdicts import CATEGORIES, Category, Failure, Firmness, Verdict
from detente.report.lexicon import counted, issue_words, listing, names, number, possessive
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    fitting,
    fitting_issues,
    likely,
    said,
    word_count,
)
from detente.scenario.model import Scenario

#: Heading of a group of issues in the picture, and the word a cell of the map carries.
HEADINGS: dict[Category, str] = {
    "lasting": "Both gain now and in the long run",
    "parts_later": "Both gain now; somebody loses later",
    "one_sided": "Only one side gains now",
    "none": "Neither side gains now",
}
OPEN_HEADING = "Cannot be told: the ranges are too wide"
CELLS: dict[Category, str] = {
    "lasting": "lasts",
    "parts_later": "parts later",
    "one_sided": "one-sided",
    "none": "no overlap",
}


def interest_sentences(scenario: Scenario, verdicts: Sequence[Verdict]) -> tuple[Sentence, ...]:
    """Say where interests meet and part: a sentence for each sort of verdict, then who loses."""
    groups: dict[tuple[Category, Firmness, Firmness], list[Verdict]] = {}
    for found in verdicts:
        if found.firmness != "open":
            sort = (found.category, found.overlap_firmness, found.firmness)
            groups.setdefault(sort, []).append(found)
    ordered = sorted(groups, key=lambda key: (CATEGORIES.index(key[0]), -len(groups[key])))
    made = [_verdict_sentence(scenario, key, groups[key]) for key in ordered]
    loser = _loser_sentence(scenario, verdicts)
    return (*made, loser) if loser else tuple(made)


def _verdict_sentence(
    scenario: Scenario, key: tuple[Category, Firmness, Firmness], found: Sequence[Verdict]
) -> Sentence:
    category, overlap, strength = key
    maybe = likely(strength)
    # That both gain now may be firmer than that somebody loses later: each carries its own doubt.
    now = likely(overlap)
    later = maybe if now != maybe else ""
    issues = [verdict.issue for verdict in found]
    patterns: dict[Category, str] = {
        "lasting": f"on {{}}, both sides {maybe}gain now and in the long run.",
        "parts_later": f"on {{}}, both sides {now}gain now; somebody {later}loses later.",
        "one_sided": f"on {{}}, only one side {maybe}gains now.",
        "none": f"on {{}}, neither side {maybe}gains now.",
    }
    text = fitting(scenario, issues, patterns[category].format, prefix="")
    return said(text, f"interests.{category}.{strength}#{','.join(issues)}")


def _loser_sentence(scenario: Scenario, verdicts: Sequence[Verdict]) -> Sentence | None:
    """Say who loses later, where interests part and it is one side in most draws."""
    parting = [v for v in verdicts if v.category == "parts_later" and v.firmness != "open"]
    single: dict[str, list[str]] = {}
    for found in parting:
        if len(found.loses_later) == 1:
            single.setdefault(found.loses_later[0], []).append(found.issue)
    if not single:
        return None
    parts = listing(
        f"{scenario.name_of(actor)} on {listing(issue_words(scenario, i) for i in issues)}"
        for actor, issues in single.items()
    )
    text = f"the one that loses later is most often {parts}."
    if word_count(text) > MOST_WORDS:
        return None
    return said(text, f"interests.loses#{','.join(i for each in single.values() for i in each)}")


def open_sentence(scenario: Scenario, verdicts: Iterable[Verdict]) -> Sentence | None:
    """Name the issues on which nothing can be told; None where there are none."""
    issues = [found.issue for found in verdicts if found.firmness == "open"]
    if not issues:
        return None
    text = fitting_issues(scenario, issues, "on {}, the ranges are too wide to tell.".format)
    return said(text, f"interests.open#{','.join(issues)}")


def interest_title(verdicts: Sequence[Verdict]) -> str:
    """Return the headline of the first finding; it says no more than the verdicts do."""
    firm = [found for found in verdicts if found.firmness != "open"]
    if not verdicts:
        return "The two sides share no issue"
    if not firm:
        return "Where interests meet cannot be told"
    present = {found.category for found in firm}
    maybe = "" if any(found.firmness == "settled" for found in firm) else "probably "
    if not present & {"lasting", "parts_later"}:
        return f"Interests {maybe}do not meet"
    if "parts_later" not in present:
        return f"Interests {maybe}meet, and last"
    if "lasting" not in present:
        return f"Interests {maybe}meet now, and part later"
    return f"Interests {maybe}meet now; some last, some part later"


def obstacle(scenario: Scenario, failure: Failure) -> str:
    """Return what stands in the way as the subject of a sentence (always singular)."""
    actor = scenario.name_of(failure.actor)
    if failure.condition == "gain":
        return f"too small a gain for {actor}"
    if failure.condition == "horizon":
        return f"a later loss that {actor} already counts"
    if failure.condition == "ally":
        return f"{possessive(actor)} duty to {names(scenario, failure.others)}"
    if failure.condition == "consent":
        return f"{possessive(actor)} missing consent"
    if failure.others:
        return f"resistance from {names(scenario, failure.others)}"
    return f"the hurdle at home in {actor}"


def obstacle_label(scenario: Scenario, failure: Failure) -> str:
    """Return what stands in the way, for the end of a row."""
    actor = scenario.name_of(failure.actor)
    if failure.condition == "gain":
        return f"too little gain for {actor}"
    if failure.condition == "horizon":
        return f"{possessive(actor)} later loss"
    if failure.condition == "ally":
        return f"{possessive(actor)} duty to {names(scenario, failure.others)}"
    if failure.condition == "consent":
        return f"{possessive(actor)} consent"
    if failure.others:
        return names(scenario, failure.others)
    return f"the hurdle at home in {actor}"


def map_sentence(verdicts: Sequence[Verdict], focus: Sequence[str]) -> Sentence:
    """Say on how many pairs and issues anything can be told."""
    others = [found for found in verdicts if set(found.pair) != set(focus)]
    firm = [found for found in others if found.firmness != "open"]
    places = counted(len(others), "other cell")
    if not others:
        return said("no other pair shares an issue.", "interests.map.none")
    if not firm:
        return said(
            f"beyond the first pair nothing can be told: all {len(others)} other cells stay open.",
            "interests.map.open",
        )
    most = max(CATEGORIES, key=lambda name: sum(found.category == name for found in firm))
    share = sum(found.category == most for found in firm)
    what = f"“{CELLS[most]}”"
    rest = f"each reads {what}" if share == len(firm) else f"{number(share)} of them read {what}"
    return said(
        f"beyond the first pair, {number(len(firm))} of {places} can be told; {rest}.",
        "interests.map",
    )

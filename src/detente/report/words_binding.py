"""What binds while talks are open: the log of binding constraints, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.dynamics.binding_log import OF_A_SIDE, Binding
from detente.dynamics.phrases import CONDITION_WORDS, capital, deal_name
from detente.dynamics.structure import Deal
from detente.interests.verdicts import Firmness, firmness
from detente.report.lexicon import (
    counted,
    deal_words,
    issue_words,
    listing,
    number,
    possessive,
    upper_first,
)
from detente.report.sentences import Sentence, kept, likely, said, standing_words, word_count
from detente.report.words_signed import holding_words, own_name
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

_MOST_WORDS = 25
#: Heads of the columns, in the order in which conditions are checked.
LABELS = {
    "surplus": "Gain",
    "obligation": "Duty",
    "trust": "Trust",
    "fixed_cost": "Cost",
    "consent": "Consent",
    "pivot": "Home",
    "channel": "Channel",
    "chance": "Time",
}
MEANINGS = {
    "surplus": "too little gain for a side",
    "obligation": "a duty to a third party outweighs it",
    "trust": "too little trust for any depth",
    "fixed_cost": "the gain does not cover the political cost",
    "consent": "a third party’s consent is missing",
    "pivot": "the negotiators foresee a No at home",
    "channel": "no working channel",
    "chance": "all conditions are met and only time is missing",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """Deals that one condition holds up, stated equally firmly.

    Attributes:
        condition, actor: which, and on whose side most often; empty where nobody stands out.
        strength: how firmly it may be said.
        deals: which.
    """

    condition: str
    actor: str
    strength: Firmness
    deals: tuple[str, ...]


def shown(study: CourseStudy) -> tuple[Binding, ...]:
    """Return the log of the deals of the pair that see talks: texts on the way, then slots.

    An agreement counts for a pair when both are parties or required consents.
    """
    both = set(study.scenario.focus)

    def counts(deal: Deal) -> bool:
        return both <= set(deal.required if deal.agreement else deal.parties)

    return tuple(f for f in study.binding if counts(study.deal(f.deal)) and f.months > 0)


def holder(found: Binding) -> tuple[str, Firmness]:
    """Return who blocks most often and how firmly; nobody where no side's condition binds."""
    if found.first not in OF_A_SIDE or found.blocker is None:
        return "", "open"
    strength = firmness(found.blocker_share, found.blocker_share)
    return (found.blocker, strength) if strength != "open" else ("", "open")


def bounds(found: Sequence[Binding]) -> tuple[Bound, ...]:
    """Group deals by what holds them up firmly enough to be named; the largest group first."""
    groups: dict[tuple[str, Firmness], list[Binding]] = {}
    for one in found:
        if one.firm != "open":
            groups.setdefault((one.first, one.firm), []).append(one)
    made = []
    for (condition, strength), group in groups.items():
        actors = {holder(one)[0] for one in group}
        actor = actors.pop() if len(actors) == 1 else ""
        made.append(Bound(condition, actor, strength, tuple(one.deal for one in group)))
    order = {"settled": 0, "leaning": 1}
    return tuple(sorted(made, key=lambda one: (order[one.strength], -len(one.deals))))


def deal_phrase(study: CourseStudy, deal: str) -> str:
    """Return how a sentence names a deal of the pair: an agreement by name, a slot by its deal."""
    found = study.deal(deal)
    if found.agreement is not None:
        return f"“{found.agreement.short or found.agreement.name}”"
    if found.is_package:
        return "a package of all files"
    issue = found.issues[0]
    if issue in begun(study):
        return f"a further deal on {issue_words(study.scenario, issue)}"
    return deal_words(study.scenario, issue)


def begun(study: CourseStudy) -> set[str]:
    """Return the issues on which the pair has a named text on the way."""
    return {
        study.deal(found.deal).issues[0]
        for found in shown(study)
        if study.deal(found.deal).agreement is not None
    }


def bound_sentence(study: CourseStudy, bound: Bound, *, first: bool = True) -> Sentence:
    """Say what holds up a group of deals while talks are open, and on whose side."""
    scenario = study.scenario
    where = f", most often on {possessive(scenario.name_of(bound.actor))} side"
    where = where if bound.actor else ""
    begin = "once talks are open, " if first else ""
    maybe = likely(bound.strength)
    names = listing(deal_phrase(study, deal) for deal in bound.deals)
    what = CONDITION_WORDS[bound.condition]
    verb = "hold" if bound.condition == "pivot" else "holds"
    options = [
        f"{begin}{what} {maybe}{verb} up {deals}{tail}."
        for deals in (names, counted(len(bound.deals), "deal"))
        for tail in (where, "")
    ]
    if bound.condition == "chance":
        options = [
            f"{begin}{maybe}only time is missing for {deals}."
            for deals in (names, counted(len(bound.deals), "deal"))
        ]
    text = next((t for t in options if word_count(t) <= _MOST_WORDS), options[-1])
    return said(text, f"binding.{bound.condition}.{bound.actor}#{','.join(bound.deals)}")


def rest_sentence(found: Sequence[Binding]) -> Sentence | None:
    """Say for how many deals no single condition holds talks up; None where there are none."""
    rest = [one.deal for one in found if one.firm == "open"]
    if not rest:
        return None
    total = counted(len(found), "deal")
    text = f"for {number(len(rest))} of {total} no single condition holds open talks up."
    if len(rest) == len(found):
        text = "no single condition holds open talks up on any deal."
    return said(text, f"binding.open#{','.join(rest)}")


def binding_sentences(study: CourseStudy, most: int | None = None) -> tuple[Sentence, ...]:
    """Return what holds talks up, the firmest first, then how many deals are open."""
    found = shown(study)
    if not found:
        return (said("in no world are talks open.", "binding.none"),)
    made = [
        bound_sentence(study, bound, first=not place)
        for place, bound in enumerate(bounds(found)[:most])
    ]
    return (*made, *kept(rest_sentence(found)))


def most_common_sentence(study: CourseStudy) -> Sentence | None:
    """Name the conditions that bind in most months of talks, over all deals of the pair."""
    found = shown(study)
    total = sum(one.months for one in found)
    if not total:
        return None
    sums = {name: sum(one.shares[name] * one.months for one in found) / total for name in LABELS}
    ranked = sorted(sums, key=lambda name: -sums[name])[:3]
    words = listing(CONDITION_WORDS[name] for name in ranked)
    return said(f"over all deals of the pair, {words} bind most often.", "binding.most")


def binding_widths(study: CourseStudy) -> list[float]:
    """Return how often what is said of a single deal holds with widths doubled."""
    widened = [one.first_widened for one in shown(study) if one.firm != "open"]
    return [width for width in widened if width == width]


def binding_standing(study: CourseStudy) -> str:
    """Say whether what is said of single deals stands with doubled widths."""
    return standing_words(binding_widths(study), "deal")


def row_words(scenario: Scenario, found: Binding) -> tuple[str, str, str]:
    """Return what binds, at whom, and how long talks are open, for the end of a row."""
    actor, strength = holder(found)
    where = f"{likely(strength)}{scenario.name_of(actor)}" if actor else "no side stands out"
    months = round(found.months)
    return upper_first(holding_words(found)), upper_first(where), f"{months} months"


def row_name(study: CourseStudy, deal: str) -> str:
    """Return how a row names a deal of the pair."""
    return own_name(study.scenario, study.deal(deal))


def binding_rows(study: CourseStudy) -> tuple[tuple[str, str], ...]:
    """Return every other deal with talks and what holds it up, for a folded list."""
    own = {found.deal for found in shown(study)}
    return tuple(
        (
            capital(deal_name(study.scenario, study.deal(found.deal))),
            upper_first(holding_words(found)),
        )
        for found in study.binding
        if found.deal not in own and found.months > 0
    )

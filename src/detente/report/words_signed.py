"""Deals signed, ratified, kept: ranges over draws, what moves them, what holds them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from detente.dynamics.binding_log import Binding
from detente.dynamics.deal_courses import STANDING, DealCourse
from detente.dynamics.phrases import CONDITION_WORDS, capital, deal_name, short_range
from detente.dynamics.ranges import Range
from detente.dynamics.structure import Deal
from detente.interests.verdicts import Firmness
from detente.library.conventions import conventions
from detente.report.lexicon import counted, issue_label, listing, names, number, upper_first
from detente.report.sentences import Sentence, kept, likely, said, word_count
from detente.report.words_ranges import (
    chance_words,
    effect_floor,
    in_few,
    in_most,
    mover_words,
    span_words,
)
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

_MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Chance:
    """One chance of a row.

    Attributes:
        name: of what.
        range_: over draws.
        words: the range in words, with doubled widths.
    """

    name: str
    range_: Range
    words: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """One deal of the picture.

    Attributes:
        deal, name: id and headline.
        chances: what is drawn, upper lane first.
        words: the same in figures; in brackets with doubled widths.
        verdict: in a few words.
        movers: the inputs that move it most.
        binding: what holds talks up; empty where none are open.
    """

    deal: str
    name: str
    chances: tuple[Chance, ...]
    words: tuple[tuple[str, str], ...]
    verdict: str
    movers: str
    binding: str


def standing(found: DealCourse) -> bool:
    """Whether a deal is a treaty that stands at the date."""
    return found.status in STANDING


def kept_chance(found: DealCourse, study: CourseStudy) -> Range | None:
    """Return the chance that a treaty is in force at the end; None for what is not signed yet."""
    return study.outcomes.get(f"in_force:{found.deal}")


def course(study: CourseStudy, deal: str) -> DealCourse:
    """Return what becomes of a deal; raises StopIteration."""
    return next(found for found in study.deals if found.deal == deal)


def courses(study: CourseStudy, sort: str) -> tuple[DealCourse, ...]:
    """Return what becomes of the deals of one sort: named, focus or other."""
    return tuple(course(study, deal) for deal in study.shown[sort])


def signed_lead(study: CourseStudy) -> tuple[Sentence, ...]:
    """Return the lead: which treaties stand to the end, which end, what is open."""
    named = courses(study, "named")
    treaties = [found for found in named if standing(found)]
    return kept(
        *_treaty_sentences(study, treaties),
        *_text_sentences(study, [found for found in named if not standing(found)]),
        new_deals_sentence(study),
    )


def _treaty_sentences(
    study: CourseStudy, treaties: Sequence[DealCourse]
) -> tuple[Sentence | None, ...]:
    chances = {found.deal: kept_chance(found, study) for found in treaties}

    def firm(rule: Callable[[Range], Firmness], deal: str) -> Firmness:
        chance = chances[deal]
        return rule(chance) if chance is not None else "open"

    made: list[Sentence | None] = []
    told: set[str] = set()
    for rule, key, pattern in (
        (in_most, "stays", "in most worlds {maybe}still in force at the end: {names}."),
        (in_few, "ends", "in most worlds {maybe}no longer in force at the end: {names}."),
    ):
        for strength in ("settled", "leaning"):
            group = [f.deal for f in treaties if firm(rule, f.deal) == strength]
            told |= set(group)
            maybe = "probably " if strength == "leaning" else ""
            made.append(_named(study, group, pattern.replace("{maybe}", maybe), f"signed.{key}"))
    rest = [found.deal for found in treaties if found.deal not in told]
    text = "whether it is in force at the end cannot be told: {names}."
    return (*made, _named(study, rest, text, "signed.treaties.open"))


def _text_sentences(study: CourseStudy, texts: Sequence[DealCourse]) -> tuple[Sentence | None, ...]:
    groups: dict[str, list[str]] = {"yes": [], "no": [], "open": []}
    for found in texts:
        chance = _agreed(study, found)
        word = "yes" if in_most(chance) != "open" else "no" if in_few(chance) != "open" else "open"
        groups[word].append(found.deal)
    return (
        _named(study, groups["yes"], "agreed in most worlds: {names}.", "signed.texts.agreed"),
        _named(study, groups["no"], "agreed in few worlds: {names}.", "signed.texts.not"),
        _named(
            study,
            groups["open"],
            "whether talks end in a signature cannot be told: {names}.",
            "signed.texts.open",
        ),
    )


def _agreed(study: CourseStudy, found: DealCourse) -> Range:
    """Return the chance of the next step: a signature, or the ratification of what is signed."""
    signed = found.status == "signed"
    return study.ratified[found.deal] if signed else found.events["signed"].chance


def _named(study: CourseStudy, deals: Sequence[str], pattern: str, key: str) -> Sentence | None:
    """Return a sentence that lists deals; counted where the list is too long."""
    if not deals:
        return None
    scenario = study.scenario
    options = (
        listing(deal_name(scenario, study.deal(deal)) for deal in deals),
        listing(deal_name(scenario, study.deal(deal), short=True) for deal in deals),
        counted(len(deals), "agreement"),
    )
    texts = [pattern.format(names=option) for option in options]
    text = next((t for t in texts if word_count(t) <= _MOST_WORDS), texts[-1])
    return said(text, f"{key}#{','.join(deals)}")


def new_deals_sentence(study: CourseStudy) -> Sentence | None:
    """Say how many new deals come into force; None where the pair has none open."""
    found = study.outcomes.get("deals")
    if found is None or not found.told:
        return None
    low, high = (max(round(end), 0) for end in found.ends)
    pair = names(study.scenario, study.scenario.focus)
    years = number(round(study.run.months / 12))
    amount = counted(low, "new deal")
    if low != high:
        amount = f"between {number(low)} and {counted(high, 'new deal')}"
    text = (
        f"depending on the numbers, {pair} bring {amount} into force in {years} years, chance "
        "averaged out."
    )
    return said(text, f"signed.new.{low}-{high}")


def signed_rows(study: CourseStudy, found: Iterable[DealCourse]) -> tuple[SignedRow, ...]:
    """Return the rows of the picture."""
    return tuple(_row(study, one) for one in found)


def _row(study: CourseStudy, found: DealCourse) -> SignedRow:
    scenario = study.scenario
    kept_range = kept_chance(found, study)
    if standing(found) and kept_range is not None:
        last = Chance("in force at the end", kept_range, chance_words(kept_range))
        chances: tuple[Chance, ...] = (last,)
        verdict = _verdict(kept_range, "stays in force", "ends")
        key = f"in_force:{found.deal}"
    else:
        steps = [("ratified", study.ratified[found.deal])]
        if found.status != "signed":
            steps.insert(0, ("signed", found.events["signed"].chance))
        chances = tuple(Chance(name, chance, chance_words(chance)) for name, chance in steps)
        verdict = _verdict(steps[0][1], f"{steps[0][0]}", f"not {steps[0][0]}")
        key = f"{steps[0][0]}:{found.deal}"
    movers = study.movers.get(key, study.movers.get(found.deal))
    log = next((one for one in study.binding if one.deal == found.deal), None)
    return SignedRow(
        deal=found.deal,
        name=own_name(scenario, study.deal(found.deal)),
        chances=chances,
        words=row_words(chances),
        verdict=verdict,
        movers="" if movers is None else mover_words(scenario, movers),
        binding="" if log is None or standing(found) else holding_words(log),
    )


def row_words(chances: Sequence[Chance]) -> tuple[tuple[str, str], ...]:
    """Return (of what, `12–40 (5–52)`): worlds of a hundred, in brackets with doubled widths."""
    made = []
    for chance in chances:
        found = chance.range_
        words = short_range(found)
        if not found.narrow() and found.wide is not None and found.wide.told:
            words += f" ({span_words(found.wide)})"
        made.append((chance.name, words))
    return tuple(made)


def own_name(scenario: Scenario, deal: Deal) -> str:
    """Return how a row names a deal of the pair: an agreement by name, a slot by its issue."""
    if deal.agreement is not None:
        return upper_first(deal.agreement.short or deal.agreement.name)
    if deal.is_package:
        return "Package of all files"
    return issue_label(scenario, deal.issues[0])


def _verdict(found: Range, yes: str, no: str) -> str:
    for rule, word in ((in_most, yes), (in_few, no)):
        strength = rule(found)
        if strength != "open":
            return upper_first(f"{likely(strength)}{word} in most worlds")
    return "Cannot be told"


def holding_words(found: Binding) -> str:
    """Return what holds talks up in a few words, no firmer than the log."""
    ranked = sorted(found.shares, key=lambda name: -found.shares[name])
    if found.firm == "open":
        return f"mostly {listing((CONDITION_WORDS[name] for name in ranked[:2]), 'or')}"
    return f"{likely(found.firm)}{CONDITION_WORDS[found.first]}"


def withdrawal_rows(study: CourseStudy) -> tuple[tuple[str, str, str], ...]:
    """Return each treaty, how often somebody gives notice, and who most often."""
    rows = []
    for found in courses(study, "named"):
        if not standing(found):
            continue
        notice = found.events["withdrawn"].chance
        rows.append(
            (
                capital(deal_name(study.scenario, study.deal(found.deal), short=True)),
                chance_words(notice),
                who_withdraws(study.scenario, found),
            )
        )
    return tuple(rows)


def who_withdraws(scenario: Scenario, found: DealCourse) -> str:
    """Return who gives notice first most often; words only where somebody stands out."""
    total = sum(found.withdrawn_by.values())
    if total < effect_floor():
        return "hardly anybody"
    actor, share = max(found.withdrawn_by.items(), key=lambda item: item[1])
    if share / total >= conventions()["leaning_share"]:
        return f"most often {scenario.name_of(actor)}"
    return "no side stands out"


def other_rows(study: CourseStudy) -> tuple[tuple[str, str, str], ...]:
    """Return the most active slots of other pairs: name, signed, in force (share of months)."""
    return tuple(
        (
            capital(deal_name(study.scenario, study.deal(found.deal))),
            chance_words(found.events["signed"].chance),
            chance_words(study.ratified[found.deal]),
        )
        for found in courses(study, "other")
    )

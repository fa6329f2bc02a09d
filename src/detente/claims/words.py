"""What becomes of claims, in sentences that hang on the findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from detente.claims.findings import (
    CANNOT_VALIDATE,
    ClaimFinding,
    ClaimFindings,
    Hidden,
    Needs,
    Reversal,
)
from detente.claims.holding import Holding
from detente.claims.premises import level_words, switch_words
from detente.claims.propositions import proposition
from detente.dynamics.moments import date_of
from detente.dynamics.phrases import capital, listed, viewpoint_name
from detente.library.conventions import conventions
from detente.scenario.event_grammar import Given
from detente.scenario.model import Scenario

#: Premises and switches that a sentence names.
_FEW = 3
#: Disagreements between two viewpoints that are told.
_QUARRELS = 6
#: Words of a sentence at most.
_MOST_WORDS = 25
#: Differences below this are none: rounding.
_ALIKE = 1e-12
#: Claims below which a sentence says that few of them could fail.
_TEN = 10
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spoken(found: ClaimFindings) -> ClaimFindings:
    """Return findings with all their sentences."""
    claims = tuple(
        replace(
            one,
            sentences=tuple(claim_sentences(found.scenario, one)),
            settled_by=settled(found.scenario, one),
        )
        for one in found.claims
    )
    told = replace(found, claims=claims)
    return replace(told, words=tuple(whole_sentences(told)))


def number(count: int) -> str:
    """Return a small count as a word."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count}"


def verdict_words(scenario: Scenario, one: ClaimFinding) -> str:
    """Return the verdict in a few words, with what it depends on."""
    if one.verdict != "depends":
        return one.verdict
    return f"depends on {hinge_words(scenario, one)}"


def hinge_words(scenario: Scenario, one: ClaimFinding) -> str:
    """Return what a claim hangs on most, in words that follow "depends on"."""
    first = next(iter(one.hinges_on), None)
    if first is None:
        return next(iter(one.hinge_words), "how wide its numbers range")
    if first not in scenario.content.switches:  # a quantity
        return f"one number: {one.hinge_words[0]}"
    return f"one question: {switch_words(scenario, first)}"


def claim_sentences(scenario: Scenario, one: ClaimFinding) -> Iterator[str]:
    """Yield what is found about one claim, the verdict first."""
    if one.verdict == "outside the model":
        yield f"Outside the model: {_closed(one.reason)}"
        return
    if one.verdict == "never asked":
        yield f"It cannot be judged: {_closed(one.reason)}"
        return
    yield from _verdict(scenario, one)
    if one.needs is not None:
        yield from needs_sentences(one.needs)
    if one.reversal is not None:
        yield from reversal_sentences(scenario, one.reversal)
    if one.hidden is not None:
        yield from hidden_sentences(one.hidden)
    yield from objection_sentences(scenario, one)
    if one.can_fail is not None:
        yield from can_fail_sentences(one)


def _verdict(scenario: Scenario, one: ClaimFinding) -> Iterator[str]:
    author = viewpoint_name(scenario, one.viewpoint)
    if one.verdict == "built in":
        open_ = any(view.cell == "depends" for view in one.views)
        told = "some viewpoints leave it open, but " if open_ else ""
        yield f"Built in: {told}no setting that was tried contradicts it, so it does not count."
    elif one.verdict == "restated":
        yield "Restated: it rests on numbers coded from its own paragraphs, so it does not count."
    elif one.verdict == "holds under every viewpoint":
        silent = sum(view.cell == "silent" for view in one.views)
        told = f"; {number(silent)} of them say nothing of what matters to it" if silent else ""
        yield f"It holds under all {number(len(one.views))} viewpoints{told}."
    elif one.verdict == "follows from its own premises":
        yield f"It follows from {_ranking(one) or f'the premises of {author}'}."
    elif one.verdict == "contradicted":
        if _ranking(one):
            yield f"It is contradicted by {_ranking(one)}."
        else:
            yield f"The premises of {author} contradict it."
        yield from _too_small(scenario, one)
    else:
        yield f"It depends on {hinge_words(scenario, one)}."
    if one.own is not None and one.own.cell != one.own.declared.cell:
        yield f"With all widths doubled it no longer {_verb(one.own.declared.cell)}."
    if one.own is not None:
        yield from _too_few(one.own.declared)


def _verb(cell: str) -> str:
    return {"holds": "holds", "fails": "fails"}.get(cell, "stays open")


def _ranking(one: ClaimFinding) -> str:
    """Return what a claim about a standoff rests on; empty for other claims."""
    return "the declared rankings of outcomes" if one.open is None else ""


def _too_few(own: Holding) -> Iterator[str]:
    """Say that a share lies beyond a bound, but may do so by chance."""
    bound = conventions()["claim_share"]
    if own.asked and own.cell == "depends" and not 1 - bound < own.share < bound:
        yield f"These worlds are too few to tell: it holds in {own.share:.2f} ± {own.error:.2f}."


def _too_small(scenario: Scenario, one: ClaimFinding) -> Iterator[str]:
    """Say that a difference points the claimed way, but is too small to count."""
    own = one.own
    claim = scenario.content.claims[one.id]
    if own is None or claim.test is None:
        return
    asked = proposition(scenario, one.id, claim)
    gap = own.declared.first - own.declared.second
    bounds = asked.bounds
    if asked.second is None or (bounds.above is None and bounds.below is None):
        return
    if abs(gap) < _ALIKE:
        yield "On average the two come out alike."
    elif (gap > 0) == (bounds.above is not None) and not bounds.met(np.array(gap)):
        yield "The difference points the way it says, but is too small to count."


def needs_sentences(needs: Needs) -> Iterator[str]:
    """Say from which premises a claim still follows."""
    if not needs.premises:
        yield "It follows from the common scenario, without any of its author's premises."
        return
    count = len(needs.premises)
    enough = "is enough" if count == 1 else "are enough"
    fewer = "" if needs.complete else "; fewer may do"
    told = f"{capital(number(count))} of {needs.of} premises {enough}{fewer}"
    for shown in range(min(count, _FEW), 0, -1):
        more = f", and {number(count - shown)} more" if count > shown else ""
        sentence = f"{told}: {listed(needs.words[:shown])}{more}."
        if len(sentence.split()) <= _MOST_WORDS:
            yield sentence
            return
    yield f"{told}."


def reversal_sentences(scenario: Scenario, reversal: Reversal) -> Iterator[str]:
    """Say which smallest change turns a claim over."""
    if reversal.kind == "nothing":
        yield "Nothing that was tried inside the declared ranges turns it over."
    elif reversal.kind == "quantities":
        way = "all the way" if reversal.fraction == 1 else f"{reversal.fraction:.0%} of the way"
        yield f"It turns over when numbers go {way} to an end of their range: {reversal.group}."
    else:
        changes = [level_words(scenario, s, level) for s, level in reversal.switches.items()]
        words = " and ".join(f"“{words}”" for words in changes)
        yield f"It turns over if {words}."


def hidden_sentences(hidden: Hidden) -> Iterator[str]:
    """Say what a claim takes for granted."""
    if hidden.kind == "switch":
        yield f"It takes for granted: {hidden.keeps}; its author leaves that open."
    else:
        words = f"a {hidden.keeps} number ({hidden.words})"
        yield f"It takes for granted {words}; no source supports it."


def objection_sentences(scenario: Scenario, one: ClaimFinding) -> Iterator[str]:
    """Say which other authors would object, and at which premise."""
    if one.own is None or one.own.cell != "holds":
        return
    for view in one.views:
        if view.cell != "fails" and not (view.cell == "depends" and view.through):
            continue
        name = viewpoint_name(scenario, view.viewpoint)
        verb = "objects" if view.cell == "fails" else "doubts it"
        if not view.through:
            yield f"{capital(name)} {verb}, for no single premise."
            continue
        settings = scenario.content.viewpoints[view.viewpoint].settings
        level = settings[view.through[0]].level
        yield f"{capital(name)} {verb}: {level_words(scenario, view.through[0], level)}."


def can_fail_sentences(one: ClaimFinding) -> Iterator[str]:
    """Say in how many settings a claim fails."""
    found = one.can_fail
    assert found is not None
    if one.open is None:
        where = f"declared world{'s' if found.of != 1 else ''} of preferences"
    else:
        where = "settings of the switches"
    if found.settings == found.of > 1:
        yield f"It fails in all {found.of} {where}: nothing that was tried bears it out."
    elif found.settings:
        yield f"It fails in {found.settings} of {found.of} {where}."
    elif found.reversed:
        yield f"It fails in none of {found.of} {where}; in {found.reversed} its opposite prevails."
    elif found.of:
        yield f"It fails in none of {found.of} {where}."


def settled(scenario: Scenario, one: ClaimFinding) -> str:
    """Return what would have to be observed: declared, else made from the test."""
    claim = scenario.content.claims[one.id]
    if claim.settled_by or claim.test is None:
        return one.settled_by
    asked = proposition(scenario, one.id, claim)
    end = date_of(scenario.as_of, asked.months)
    until = f"{end:%B %Y}"
    what = asked.first.measure.what
    courses = asked.second is not None and asked.second.setting != asked.first.setting
    if courses or asked.first.measure.sort == "objective":
        return "Nothing that can be observed directly; it compares courses of which one happens."
    if asked.first.measure.sort == "event":
        declared = claim.test.event or ""
        if isinstance(what, Given):
            return f"The record until {until} of “{declared}”, where the condition comes about."
        return f"Whether “{declared}” comes about by {until}."
    if asked.first.measure.sort == "level":
        return f"A measured course of “{claim.test.mean}” until {until}."
    if asked.first.measure.sort == "standoff":
        return f"Which state the standoff settles in: “{claim.test.event}” or not."
    return "Nothing that can be observed directly; it says what a deal is worth to somebody."


def whole_sentences(found: ClaimFindings) -> Iterator[str]:
    """Yield what the findings as a whole show."""
    scenario = found.scenario
    tested = [one for one in found.claims if one.verdict != "outside the model"]
    counted = [one for one in found.claims if one.counted]
    could = [one for one in counted if one.can_fail is not None and one.can_fail.possible]
    if tested:
        yield (
            f"Of {len(found.claims)} claims {len(tested)} can be tested, and {len(could)} of "
            "these can fail."
        )
    else:
        yield f"None of {len(found.claims)} claims can be tested."
    every = len(found.having("holds under every viewpoint"))
    if every:
        yield f"{capital(number(every))} {_hold(every)} under every viewpoint."
    follow, loose, against = (
        len(found.having(verdict))
        for verdict in ("follows from its own premises", "depends", "contradicted")
    )
    told = [f"{number(follow)} follow{'s' if follow == 1 else ''}"] if follow else []
    told += [f"{number(loose)} {_are(loose)} open"] if loose else []
    told += [f"{number(against)} {_are(against)} contradicted"] if against else []
    if told:
        yield f"On their authors' own premises {listed(told)}."
    if tested:
        yield from _others(found, len(counted) - len(could), few=len(could) < _TEN)
    quarrels = list(_quarrels(found))
    several = [quarrel for quarrel in quarrels if quarrel[-1] > 1]
    for one, other, switch, claims in (several or quarrels)[:_QUARRELS]:
        turned = f"it turns {number(claims)} claim{'s' if claims != 1 else ''}"
        yield f"Between {one} and {other}: {switch_words(scenario, switch)}; {turned}."
    yield from placebo_sentences(found)
    if tested:
        yield CANNOT_VALIDATE


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _others(found: ClaimFindings, stood: int, *, few: bool) -> Iterator[str]:
    """Say why claims were not shown to fail; those outside the model where few were."""
    reasons = [
        (len(found.having("outside the model")) if few else 0, "outside the model"),
        (len(found.having("never asked")), "never asked"),
        (len(found.having("built in")), "built in"),
        (len(found.having("restated")), "restated"),
        (stood, "contradicted by nothing that was tried"),
    ]
    told = [f"{number(count)} {words}" for count, words in reasons if count]
    if told:
        yield f"{'Fewer than ten can fail' if few else 'The others'}: {listed(told)}."


def _quarrels(found: ClaimFindings) -> Iterator[tuple[str, str, str, int]]:
    """Yield the strongest question between each two viewpoints."""
    seen: set[tuple[str, str]] = set()
    for quarrel in found.disagreements:
        pair = (quarrel.one, quarrel.other)
        if pair in seen:
            continue
        seen.add(pair)
        names = [viewpoint_name(found.scenario, view) for view in pair]
        yield names[0], names[1], quarrel.switch, len(quarrel.claims)


def placebo_sentences(found: ClaimFindings) -> Iterator[str]:
    """Say what becomes of the claims on premises that nobody holds, and where that is little."""
    least = conventions()["switch_matters"]
    for placebo in found.placebos:
        if not placebo.of:
            continue
        yield (
            f"Placebo, {placebo.name}: {placebo.changed} of {placebo.of} claims come out "
            "differently."
        )
        if placebo.changed >= least * placebo.of:
            continue
        if placebo.name == "another author's premises":
            yield "That is few: whose premises they are makes little difference to these verdicts."
        else:
            yield "That is few: these verdicts would read much the same on premises nobody holds."


def names_of(scenario: Scenario, viewpoints: Sequence[str]) -> tuple[str, ...]:
    """Return viewpoints as a table names them."""
    return tuple(viewpoint_name(scenario, view) for view in viewpoints)


def _closed(text: str) -> str:
    """Return a text that ends in a full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."

"""What a deal would need: trust, depth, keeping and life, in sentences and words.

The scale of trust is conventional, so trust is only ever compared with the trust needed; the
numbers on verification are invented, so keeping is only ever compared with and without inspections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.interests.deals import DealFindings
from detente.interests.intervals import Interval
from detente.interests.prospects import Prospect, Trusting
from detente.interests.verdicts import Firmness
from detente.library.conventions import conventions
from detente.report.lexicon import counted, deal_words, listing, number
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    fitting,
    fitting_issues,
    likely,
    said,
    strength_of,
    word_count,
)
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario
from detente.scenario.schema import Agreement

Reading: TypeAlias = tuple[Literal["short", "enough", "open"], Firmness]

#: What a depth is called, by thirds of the scale.
DEPTHS = ("shallow", "middling", "deep")
#: Endings of addresses on which the section rests, beside the parameters.
_INPUTS = ("trust", "tactical_gain", "strategic_cost", "horizon", "turnover", "verification")


def focus_prospects(scenario: Scenario, found: DealFindings) -> tuple[Prospect, ...]:
    """Return the prospects of the focus pair on which some trust is declared."""
    pair = set(scenario.focus)
    return tuple(p for p in found.prospects if set(p.pair) == pair and p.trusting)


def reading(found: Trusting) -> Reading:
    """Say whether trust falls short of what is needed, and how firmly."""
    short = strength_of(1 - found.enough, 1 - found.enough_widened)
    if short != "open":
        return "short", short
    enough = strength_of(found.enough, found.enough_widened)
    return ("enough", enough) if enough != "open" else ("open", "open")


def trust_words(found: Trusting) -> str:
    """Return the reading of one side's trust, for the end of a lane."""
    side, strength = reading(found)
    if side == "open":
        return "cannot be told"
    if side == "enough":
        return f"{likely(strength)}enough"
    # Far short: not even the upper end of trust reaches the lower end of what is needed.
    if strength == "settled" and found.trust[2] < found.needed[0]:
        return "falls far short"
    return f"{likely(strength)}short"


def trust_sentences(scenario: Scenario, prospects: Sequence[Prospect]) -> tuple[Sentence, ...]:
    """Say for how many deals the two sides trust each other enough; nothing without trust."""
    if not prospects:
        return ()
    together = _both(scenario, prospects)
    if together is not None:
        return (together,)
    actors = dict.fromkeys(t.actor for found in prospects for t in found.trusting)
    return tuple(_one(scenario, prospects, actor) for actor in actors)


def _both(scenario: Scenario, prospects: Sequence[Prospect]) -> Sentence | None:
    """Return one sentence on both sides where they stand alike on every deal."""
    if any(len(found.trusting) < len(scenario.focus) for found in prospects):
        return None
    readings = [reading(side) for found in prospects for side in found.trusting]
    kinds = {side for side, _ in readings}
    if len(kinds) > 1:
        return None
    kind = kinds.pop()
    maybe = "" if all(strength == "settled" for _, strength in readings) else "probably "
    if kind == "open":
        return said(
            f"whether either side trusts the other enough {_each(prospects)} cannot be told.",
            "deals.trust.open",
        )
    if kind == "short":
        text = f"{maybe}neither side trusts the other enough {_any(prospects)}."
    else:
        text = f"{maybe}both sides trust each other enough {_each(prospects)}."
    return said(text, f"deals.trust.{kind}")


def _any(prospects: Sequence[Prospect]) -> str:
    count = len(prospects)
    return "for the one deal" if count == 1 else f"for any of the {number(count)} deals"


def _each(prospects: Sequence[Prospect]) -> str:
    count = len(prospects)
    return "for the one deal" if count == 1 else f"for each of the {number(count)} deals"


def _one(scenario: Scenario, prospects: Sequence[Prospect], actor: str) -> Sentence:
    """Return one side's sentence: enough for how many deals, too little for how many."""
    readings = [reading(t) for found in prospects for t in found.trusting if t.actor == actor]
    other = next(side for side in scenario.focus if side != actor)
    parts = []
    for kind, words in (("enough", "enough"), ("short", "too little")):
        group = [strength for side, strength in readings if side == kind]
        if group:
            maybe = "" if all(strength == "settled" for strength in group) else "probably "
            parts.append(f"{maybe}{words} for {counted(len(group), 'deal')}")
    unclear = sum(side == "open" for side, _ in readings)
    who, whom = scenario.name_of(actor), scenario.name_of(other)
    if not parts:
        text = f"whether {who} trusts {whom} enough cannot be told for any deal."
        return said(text, f"deals.trust.open#{actor}")
    rest = f"; for {number(unclear)} it cannot be told" if unclear else ""
    return said(f"{who} trusts {whom} {listing(parts)}{rest}.", f"deals.trust#{actor}")


def counterexample_sentence(scenario: Scenario, prospects: Sequence[Prospect]) -> Sentence | None:
    """Name the accords in force on issues where trust is said to fall short; None without any.

    A rule that finds too little trust for accords that are being kept asks too much, or the trust
    was coded too low: the reader has to know.
    """
    short = {
        found.issue
        for found in prospects
        if any(reading(side)[0] == "short" for side in found.trusting)
    }
    kept = [
        agreement.short or agreement.name
        for agreement in scenario.content.agreements.values()
        if agreement.status == "in_force"
        and agreement.issue in short
        and set(scenario.focus) <= set(agreement.parties)
    ]
    if not kept:
        return None
    verb = "is" if len(kept) == 1 else "are"
    text = f"yet {listing(kept[:3])} {verb} in force: the rule asks more trust than accords need."
    return said(text, f"deals.trust.counterexample#{len(kept)}")


def worth_sentence(scenario: Scenario, prospects: Sequence[Prospect]) -> Sentence | None:
    """Say for which deals no depth, or some depth, is worth its political cost; None if open."""
    both = [found for found in prospects if _mutual(scenario, found)]
    never = [found.issue for found in both if strength_of(1 - found.worth_making) != "open"]
    some = [found.issue for found in both if strength_of(found.worth_making) != "open"]
    if never and len(never) == len(both):
        firm = all(strength_of(1 - found.worth_making) == "settled" for found in both)
        text = (
            f"as coded, {'' if firm else 'probably '}no depth of any deal is worth its "
            "political cost to both, with inspections or without."
        )
        return said(text, "deals.worth.none")
    if some:
        text = fitting(
            scenario, some, "some depth is probably worth its political cost with {}.".format
        )
        return said(text, f"deals.worth.some#{','.join(some)}")
    return None


def _mutual(scenario: Scenario, found: Prospect) -> bool:
    """Whether both sides' trust is declared; else depth would rest on even odds."""
    return len(found.trusting) == len(scenario.focus)


def worth_words(scenario: Scenario, found: Prospect) -> str:
    """Say whether any depth is worth its political cost, for a cell."""
    if not _mutual(scenario, found):
        return "one side’s trust is not declared"
    worth, bare = found.worth_making, found.worth_making_uninspected
    if strength_of(1 - worth) != "open":
        return f"{likely(strength_of(1 - worth))}none, with inspections or without"
    strength = strength_of(worth)
    if strength == "open":
        return "cannot be told"
    if strength_of(1 - bare) != "open":
        return f"{likely(strength)}some, but only with inspections"
    if worth - bare >= _floor():
        return f"{likely(strength)}some, more often with inspections"
    return f"{likely(strength)}some"


def depth_words(scenario: Scenario, found: Prospect) -> str:
    """Say how deep a deal trust and verification allow, for a cell."""
    if not _mutual(scenario, found):
        return "one side’s trust is not declared"
    if not inspected(scenario, found):
        return _depth(found.depth)
    deeper = found.depth[1] - found.depth_uninspected[1] >= _floor()
    if not deeper:
        return f"{_depth(found.depth)}; inspections hardly deepen it"
    return f"{_depth(found.depth)}; without inspections shallower"


def _depth(depth: Interval) -> str:
    if depth[2] < _floor():
        return "next to none"
    last = len(DEPTHS) - 1
    low, high = (DEPTHS[min(int(value * len(DEPTHS)), last)] for value in (depth[0], depth[2]))
    return low if low == high else f"{low} to {high}"


def inspected(scenario: Scenario, found: Prospect) -> bool:
    """Whether the scenario declares how well the pair could verify a deal on the issue."""
    key = pair_key("-".join(found.pair))
    return f"issues.{found.issue}.pairs.{key}.verification" in scenario.quantities


def keeping_words(scenario: Scenario, found: Prospect) -> str:
    """Compare keeping a deal with inspections and without, for a cell."""
    if not inspected(scenario, found):
        return "no inspections declared"
    side, strength = _kept(found.kept, found.kept_widened)
    bare, bare_strength = _kept(found.kept_uninspected, found.kept_uninspected_widened)
    gaps = (
        found.kept - found.kept_uninspected,
        found.kept_widened - found.kept_uninspected_widened,
    )
    if side == "broken" and bare == "broken":
        return f"{likely(strength)}not kept, even with inspections"
    if side == "kept" and bare == "broken":
        return f"inspections matter: without them it would {likely(bare_strength)}not hold"
    if all(gap < _floor() for gap in gaps):
        return "inspections hardly matter"
    if any(gap < _floor() for gap in gaps):
        return "inspections may help"
    if side == "kept" and bare == "open":
        return "inspections matter: whether it holds without them cannot be told"
    if side == "kept" and strength == "settled" and bare_strength == "leaning":
        return "inspections help: without them it would only probably hold"
    return "inspections help"


def _kept(share: float, widened: float) -> tuple[str, Firmness]:
    for word, holds, stretched in (("kept", share, widened), ("broken", 1 - share, 1 - widened)):
        strength = strength_of(holds, stretched)
        if strength != "open":
            return word, strength
    return "open", "open"


def keeping_sentence(scenario: Scenario, prospects: Iterable[Prospect]) -> Sentence | None:
    """Name the deals that inspections help to keep, with declared and doubled widths alike."""
    every = tuple(prospects)
    helped = [
        found.issue
        for found in every
        if keeping_words(scenario, found).startswith(("inspections matter", "inspections help"))
    ]
    if not helped:
        return None
    name = f"deals.keeping#{','.join(helped)}"
    if len(helped) == len(every) > 1:
        return said(f"inspections help to keep {_any(every).removeprefix('for ')}.", name)
    text = fitting_issues(scenario, helped, "inspections help to keep a deal on {}.".format)
    return said(text, name)


def life_words(found: Prospect) -> str:
    """Return the range of a treaty's expected life, if made."""
    low, high = round(found.life_years[0]), round(found.life_years[2])
    if high < 1:
        return "under a year"
    return f"about {counted(high, 'year')}" if low == high else f"{low}–{high} years"


def term_of(scenario: Scenario, found: Prospect) -> Agreement | None:
    """Return the pair's newest treaty on the issue that declares a term."""
    dated = [
        (start.day, agreement)
        for agreement in scenario.content.agreements.values()
        if agreement.issue == found.issue
        and set(found.pair) <= set(agreement.parties)
        and (start := agreement.in_force or agreement.signed) is not None
        and agreement.expires is not None
    ]
    return max(dated, key=lambda one: one[0])[1] if dated else None


def life_sentence(scenario: Scenario, prospects: Sequence[Prospect]) -> Sentence | None:
    """Say what the expected life of a treaty rests on; None where there is no deal."""
    if not prospects:
        return None
    terms = {found.issue: term_of(scenario, found) for found in prospects}
    known = list(dict.fromkeys(term.name for term in terms.values() if term is not None))
    head = "expected life rests on assumed chances of withdrawal and renewal, and on"
    if not known:
        return said(f"{head} an assumed term.", "deals.life")
    rest = ", elsewhere an assumed one" if None in terms.values() else ""
    text = f"{head} the term of {listing(known)}{rest}."
    if word_count(text) > MOST_WORDS:
        text = f"{head} the terms of {number(len(known))} treaties{rest}."
    return said(text, "deals.life")


def basis_sentence(scenario: Scenario) -> Sentence:
    """Say how much of what this section rests on is judged or assumed."""
    used = [
        quantity.provenance.value
        for address, quantity in scenario.quantities.items()
        if address.startswith("parameters.") or address.rsplit(".", 1)[-1] in _INPUTS
    ]
    every = all(value in ("judged", "assumed") for value in used)
    amount = "every" if every else "nearly every"
    return said(f"{amount} number behind this is judged or assumed.", "deals.basis")


#: Columns of the table: head, name on a phone, words.
_COLUMNS = (
    ("Depth that trust allows", "Depth", depth_words),
    ("Any depth worth its political cost", "Worth it", worth_words),
    ("Kept at this monitoring", "Kept", keeping_words),
    ("Expected life, if made", "Life, if made", lambda _, found: life_words(found)),
)


@dataclass(frozen=True, slots=True)
class NeedTable:
    """What each deal would need, in words.

    Attributes:
        heads: head and short name of each column in which deals differ.
        rows: deal and its cells.
        alike: head and words of each column in which all deals are alike.
    """

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    alike: tuple[tuple[str, str], ...]


def need_table(scenario: Scenario, prospects: Sequence[Prospect]) -> NeedTable:
    """Return the table; what is the same for all of several deals is said once."""
    columns = [
        (head, brief, tuple(words(scenario, found) for found in prospects))
        for head, brief, words in _COLUMNS
    ]
    several = len(prospects) > 1
    shown = [one for one in columns if not several or len(set(one[2])) > 1]
    return NeedTable(
        heads=tuple((head, brief) for head, brief, _ in shown),
        rows=tuple(
            (deal_words(scenario, found.issue), tuple(cells[place] for _, _, cells in shown))
            for place, found in enumerate(prospects)
        )
        if shown
        else (),
        alike=tuple((one[0], one[2][0]) for one in columns if one not in shown),
    )


def _floor() -> float:
    return conventions()["effect_floor"]

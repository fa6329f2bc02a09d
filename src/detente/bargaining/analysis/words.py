"""What bargaining over a scenario's issues comes to, in sentences that hang on the findings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.bargaining.analysis.contenders import contenders
from detente.bargaining.analysis.pivots import Pivot, most_pivotal
from detente.interests.verdicts import firmness
from detente.library.conventions import conventions

if TYPE_CHECKING:
    from detente.bargaining.analysis.findings import BargainFindings, IssueBargain
    from detente.bargaining.analysis.levers import SideLevers
    from detente.bargaining.analysis.trades import Trade
    from detente.bargaining.analysis.zones import Zone
    from detente.interests.intervals import Interval
    from detente.scenario.model import Scenario

#: Key under which sentences on packages stand beside those on issues.
PACKAGES = "packages"
VERDICTS = {"agree": "agree", "differ": "differ", "contradict": "contradict each other"}
MIDDLE, END = 50.0, 100.0  # literal-ok: of the scale
#: Trades that are told.
_TOLD = 1 + 2
#: Shares that are told apart from one another, in hundredths.
_HUNDRED = 100  # literal-ok: percent


def bargain_sentences(found: BargainFindings) -> dict[str, tuple[str, ...]]:
    """Return the sentences by issue, and those on packages under `PACKAGES`."""
    scenario = found.scenario
    zones = {zone.issue: zone for zone in found.zones}
    told = {
        issue.issue: tuple(issue_sentences(scenario, issue, zones.get(issue.issue)))
        for issue in found.issues
    }
    told |= {
        name: tuple(zone_sentences(scenario, zone))
        for name, zone in zones.items()
        if name not in told
    }
    told[PACKAGES] = tuple(package_sentences(found))
    return told


def issue_sentences(
    scenario: Scenario, issue: IssueBargain, zone: Zone | None = None
) -> Iterator[str]:
    """Yield what is said of one issue: the models first."""
    yield outcome_sentence(issue)
    if issue.agreement is not None and issue.agreement.widened != issue.agreement.verdict:
        yield f"With widths doubled they {VERDICTS[issue.agreement.widened]}."
    yield from known_sentence(issue)
    yield from pivot_sentences(scenario, issue)
    for side in issue.levers:
        yield lever_sentence(scenario, side)
    if zone is not None:
        yield from zone_sentences(scenario, zone)


def place(position: float) -> str:
    """Return where between the poles A and B a position lies, in words."""
    declared = conventions()
    if position <= declared["near_pole"]:
        return "near A"
    if position >= END - declared["near_pole"]:
        return "near B"
    if abs(position - MIDDLE) <= declared["neutral_band"]:
        return "midway"
    return "towards A" if position < MIDDLE else "towards B"


def places(low: float, high: float) -> str:
    """Return the places that a range of positions spans."""
    ends = place(low), place(high)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def figures(issue: IssueBargain, low: float, high: float) -> str:
    """Return a range of positions in numbers, and in the issue's own unit where it has one."""
    text = f"{_range(low, high, 0)} of 100"
    if issue.scale is None:
        return text
    own = sorted((issue.scale.of(low), issue.scale.of(high)))
    return f"{text}; {_range(own[0], own[1], 1)} {issue.scale.unit}"


def outcome_sentence(issue: IssueBargain) -> str:
    """Say between which poles the models put the outcome, and whether they agree."""
    poles = f"Between A, “{issue.poles[0]}”, and B, “{issue.poles[1]}”, "
    agreed = issue.agreement
    if agreed is None:
        answered = [one for one in issue.outcomes if not math.isnan(one.outcome[1])]
        if not answered:
            return f"{poles}no model says anything."
        one = answered[0]
        where = f"{places(one.outcome[0], one.outcome[2])}"
        return (
            f"{poles}the {one.label} model expects an outcome {where} "
            f"({figures(issue, one.outcome[0], one.outcome[2])})."
        )
    low, high = agreed.span
    numbers = figures(issue, low, high)
    count = f"{agreed.models} readings of the models"
    if agreed.verdict == "agree":
        return f"{poles}{count} agree: {places(low, high)} (medians {numbers})."
    if place(low) == place(high):
        key = "models_apart" if agreed.verdict == "differ" else "models_contradict"
        return (
            f"{poles}{count} {VERDICTS[agreed.verdict]}: all medians lie {place(low)} ({numbers}), "
            f"but in most draws two of them are more than {conventions()[key]:g} points apart."
        )
    ends = f"{place(low)} ({_label(agreed.lowest)}) to {place(high)} ({_label(agreed.highest)})"
    return f"{poles}{count} {VERDICTS[agreed.verdict]}: from {ends}; medians {numbers}."


def known_sentence(issue: IssueBargain) -> Iterator[str]:
    """Say what came of it, where a fact says so."""
    known = issue.known
    if known is None:
        return
    where = ""
    if known.position is not None:
        where = f"{place(known.position)}, {known.position:.0f} of 100; "
    yield f"What came of it: {known.statement.rstrip('.')} ({where}no model has seen it)."


def pivot_sentences(scenario: Scenario, issue: IssueBargain) -> Iterator[str]:
    """Say who is pivotal and what the outcome owes to it; weaker where no one is."""
    best = most_pivotal(issue.pivots)
    if not best:
        return
    first = best[0]
    names = joined([scenario.name_of(pivot.actor) for pivot in best])
    sits = "it sits" if len(best) == 1 else "they sit together"
    often = _shares(first.on_median, first.on_median_widened)
    strength = firmness(first.on_median, first.on_median_widened)
    likely = {"settled": "", "leaning": "probably "}.get(strength)
    if likely is None:
        yield f"Nobody is pivotal for sure; most often {names}: {sits} on the median {often}."
    else:
        verb = "is" if len(best) == 1 else "are"
        yield f"{capital(names)} {verb} {likely}pivotal: {sits} on the weighted median {often}."
    if len(best) == 1:
        yield from _pull_sentence(scenario, first)


def _pull_sentence(scenario: Scenario, pivot: Pivot) -> Iterator[str]:
    middles = [pull[1] for pull in pivot.pull.values() if not math.isnan(pull[1])]
    if not middles or max(middles) < 1:
        return
    name, reach = scenario.name_of(pivot.actor), _range(min(middles), max(middles), 0)
    yield (
        f"Without {name} the outcome would lie {reach} points further from its position"
        f"{', depending on the model' if len(middles) > 1 else ''}."
    )


def lever_sentence(scenario: Scenario, side: SideLevers) -> str:
    """Say what an actor's most effective step is, what it brings and what it costs."""
    name = scenario.name_of(side.side)
    if side.most_effective is None:
        return f"No single step of {name} moves the outcome its way in most draws, by any model."
    lever = side.lever(side.most_effective)
    best = [model for model, step in side.best.items() if step == lever.step]
    gains = [lever.gain[model] for model in best]
    low, high = min(gain[0] for gain in gains), max(gain[2] for gain in gains)
    declared = conventions()
    points, care = f"{declared['lever_points']:g}", f"{declared['lever_salience']:g}"
    more = f"{declared['lever_capability']:.0%}"
    step = {
        "overstate": f"to claim {points} points more than it wants",
        "concede": f"to claim {points} points less than it wants",
        "salience": f"to care more (salience + {care})",
        "capability": f"to be stronger ({more} more capability)",
    }[lever.step]
    away = " (so it may lead away)" if low < 0 < high else ""
    by = f", by {len(best)} of {len(side.best)} readings" if len(side.best) > 1 else ""
    return (
        f"Most effective for {name}{by}: {step}, which "
        f"moves the outcome {_range(low, high, 1)} points its way{away}{_price(side, best)}."
    )


def _price(side: SideLevers, best: Sequence[str]) -> str:
    assert side.most_effective is not None
    lever = side.lever(side.most_effective)
    prices = [lever.price[model] for model in best if not math.isnan(lever.price[model][1])]
    if not prices:
        return ", with no other issue to pay for it" if lever.step == "salience" else ""
    low, high = min(price[0] for price in prices), max(price[2] for price in prices)
    if lever.step == "capability":
        points = f"{conventions()['lever_points']:g} points"
        if math.isinf(low):
            return f"; no increase tried moves it by {points}"
        top = "more than any tried" if math.isinf(high) else f"{high:.0%}"
        return f"; moving it by {points} would take {low:.0%} to {top} more"
    what = {
        "overstate": "taken at its word it gives up",
        "concede": "it gives up",
        "salience": "on its other issues it loses",
    }[lever.step]
    return f"; {what} {_range(low, high, 1)} points × salience"


def zone_sentences(scenario: Scenario, zone: Zone) -> Iterator[str]:
    """Say how often there is nothing to agree on, how wide the zone is, and what empties it."""
    one, other = (scenario.name_of(actor) for actor in zone.pair)
    if not zone.declared:
        yield (
            f"What a deal is worth to {one} and {other} is not declared, so nothing is said of a "
            "zone of agreement."
        )
        return
    empty, filled = (
        firmness(zone.empty, zone.empty_widened),
        firmness(1 - zone.empty, 1 - zone.empty_widened),
    )
    often = _shares(zone.empty, zone.empty_widened)
    why = {
        "gain": "want of gain",
        "duty": "duties to third parties",
        "cost": "the political cost of any deal",
        "home": "the hurdle at home",
        None: "nothing",
    }[zone.blocker]
    if empty != "open":
        probably = "probably " if empty == "leaning" else ""
        yield (
            f"{capital(one)} and {other} {probably}have no zone of agreement: it is empty {often}, "
            f"most often through {why}."
        )
    elif filled != "open":
        probably = "probably " if filled == "leaning" else ""
        yield f"{capital(one)} and {other} {probably}have a zone of agreement: empty {often}."
    else:
        yield (
            f"Whether {one} and {other} have a zone of agreement cannot be told: it is empty "
            f"{often}, most often through {why}."
        )
    if not math.isnan(zone.width[1]) and empty != "settled":
        yield (
            f"Where there is one it is {_range(zone.width[0], zone.width[2], 2)} of a full deal "
            "wide."
        )


def package_sentences(found: BargainFindings) -> Iterator[str]:
    """Say which trades are worth trying, and what linking all issues of the focus pair does."""
    told = [(trade.actors, trade.yields) for trade in found.pair_trades[:_TOLD]]
    for trade in found.pair_trades[:_TOLD]:
        yield trade_sentence(found, trade)
    others = [trade for trade in found.trades if (trade.actors, trade.yields) not in told]
    for trade in others[:_TOLD]:
        yield trade_sentence(found, trade)
    linkage = found.linkage
    if linkage is None:
        return
    count = len(linkage.issues)
    creates = firmness(linkage.creates, linkage.creates_widened)
    barren = firmness(1 - linkage.creates, 1 - linkage.creates_widened)
    likely = {"settled": "", "leaning": "probably "}
    if creates != "open":
        yield f"Linking all {count} issues of the pair {likely[creates]}creates joint worth."
    elif barren != "open":
        yield (
            f"Linking all {count} issues of the pair {likely[barren]}creates nothing beyond single "
            "deals."
        )
    contest, wide = linkage.contest, linkage.contest_widened
    if contest is None or wide is None:
        return
    words = {
        "neither": "neither small steps nor one bargain is {}worth its political cost",
        "steps": "small steps are {}worth more than one bargain",
        "bargain": "one bargain is {}worth more than small steps",
    }
    for name, text in words.items():
        strength = firmness(getattr(contest, name), getattr(wide, name))
        if strength != "open":
            yield f"Where two deals or more serve both, {text.format(likely[strength])}."


def trade_sentence(found: BargainFindings, trade: Trade) -> str:
    """Say who yields where, how often both gain and ratify, and who else pays for it."""
    scenario = found.scenario
    names = [scenario.name_of(actor) for actor in trade.actors]
    topics = [topic(scenario, issue) for issue in trade.yields]
    often = _shares(trade.both_gain, trade.both_gain_widened)
    scope = "Alone at the table: " if trade.scope == "pair" else "Among all: "
    text = f"{scope}{names[0]} yields on {topics[0]}, {names[1]} on {topics[1]}: both gain {often}"
    if trade.home_after is not None:
        text += f", and pass it at home in {_percent(trade.ratified)} of 100"
    payers = [actor for actor, worth in trade.externality.items() if _pays(worth)]
    if payers:
        text += f"; {joined([scenario.name_of(actor) for actor in payers])} would pay for it"
    return f"{text}."


def _pays(worth: Interval) -> bool:
    """Whether a bystander loses in nearly all draws."""
    return worth[2] < 0


def topic(scenario: Scenario, issue: str) -> str:
    """Return how an issue is named in a list."""
    entry = scenario.content.issues[issue]
    return f"“{entry.short or entry.name}”"


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def joined(words: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _label(name: str) -> str:
    return contenders(name)[0].label


def _shares(share: float, widened: float) -> str:
    """Write a share of draws with what it becomes when widths are doubled."""
    one, other = sorted((_percent(share), _percent(widened)))
    text = f"{one}" if one == other else f"{one} to {other}"
    return f"in {text} of 100 draws"


def _percent(share: float) -> int:
    return round(_HUNDRED * share)


def _range(low: float, high: float, digits: int) -> str:
    one, other = f"{low:.{digits}f}", f"{high:.{digits}f}"
    text = one if one == other else f"{one} to {other}"
    return text.replace("-", "−").replace("−0.0 ", "0.0 ")

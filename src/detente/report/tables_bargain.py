"""Tables on bargaining: who is pivotal, levers and prices, trades, zones, every model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from detente.bargaining.analysis import (
    BargainFindings,
    IssueBargain,
    ModelOutcome,
    SideLevers,
    Trade,
    Zone,
)
from detente.bargaining.analysis.pivots import most_pivotal
from detente.interests.intervals import Interval
from detente.library.conventions import conventions
from detente.report.lexicon import counted, issue_label, listing, names, share_words, upper_first
from detente.report.sentences import likely, strength_of
from detente.report.words_bargain import WHY, best_trade, span_words, zone_strength
from detente.scenario.model import Scenario

#: Trades told of each table, and actors named together.
_TOLD, _FEW = 3, 3


@dataclass(frozen=True, slots=True)
class LeverRow:
    """Who is pivotal on an issue, and the best lever of each side.

    Attributes:
        issue: its label.
        pivot: who, in words.
        often: share of draws on the median.
        levers: step, gain and price of each side asked; empty texts where it has no position.
    """

    issue: str
    pivot: str
    often: str
    levers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TradeRow:
    """A trade: who yields what to whom, how often it pleases, and who pays for it."""

    what: str
    table: str
    both_gain: str
    ratified: str
    losers: str


@dataclass(frozen=True, slots=True)
class ModelTable:
    """Every model on one issue: name, 80% range and median, the same with doubled widths."""

    issue: str
    unit: str
    rows: tuple[tuple[str, str, str, str], ...]
    notes: tuple[str, ...]


def lever_rows(found: BargainFindings) -> tuple[LeverRow, ...]:
    """Return one row an issue."""
    return tuple(_lever_row(found, issue) for issue in found.issues)


def _lever_row(found: BargainFindings, issue: IssueBargain) -> LeverRow:
    scenario = found.scenario
    own = {one.side: lever_words(one) for one in issue.levers}
    best = most_pivotal(issue.pivots)
    pivot, often = "nobody", ""
    if best:
        first = best[0]
        who = names(scenario, [one.actor for one in best])
        if len(best) > _FEW:
            who = f"{counted(len(best), 'actor')} at one position"
        strength = strength_of(first.on_median, first.on_median_widened)
        pivot = f"{likely(strength)}{who}" if strength != "open" else f"open; most often {who}"
        often = share_words(first.on_median, first.on_median_widened)
    return LeverRow(
        issue_label(scenario, issue.issue),
        upper_first(pivot),
        often,
        tuple(own.get(side, ("no position declared", "", "")) for side in found.sides),
    )


def lever_words(side: SideLevers) -> tuple[str, str, str]:
    """Return a side's most effective step, what it brings by models that favour it, its price."""
    if side.most_effective is None:
        return "no single step helps in most draws", "", ""
    declared = conventions()
    points, more = f"{declared['lever_points']:g} points", f"{declared['lever_capability']:.0%}"
    step = {
        "overstate": f"claim {points} more than it wants",
        "concede": f"claim {points} less than it wants",
        "salience": f"care more (salience + {declared['lever_salience']:g})",
        "capability": f"become stronger ({more} more capability)",
    }[side.most_effective]
    lever = side.lever(side.most_effective)
    models = [name for name, best in side.best.items() if best == side.most_effective]
    gains = [lever.gain[name] for name in models]
    low, high = min(gain[0] for gain in gains), max(gain[2] for gain in gains)
    gain = f"moves the outcome {span_words(low, high, 1)} points its way"
    if low < 0:
        gain += ", so it may lead away"
    if len(side.best) > 1:
        gain += f"; best by {side.agreeing} of {len(side.best)} readings"
    return step, gain, _price(side, models)


def _price(side: SideLevers, models: list[str]) -> str:
    step = side.most_effective
    assert step is not None  # the caller has looked
    lever = side.lever(step)
    prices = [lever.price[name] for name in models if not math.isnan(lever.price[name][1])]
    if not prices:
        return "no other issue pays for it" if step == "salience" else ""
    low, high = min(price[0] for price in prices), max(price[2] for price in prices)
    if step == "capability":
        if math.isinf(low):
            return "no increase tried moves it by as much as a step"
        top = span_words(high, high) if math.isinf(high) else f"{high:.0%}"
        points = f"{conventions()['lever_points']:g} points"
        return f"{points} would take {low:.0%} to {top} more"
    words = {
        "overstate": "if taken at its word, gives up",
        "concede": "gives up",
        "salience": "loses elsewhere",
    }[step]
    return f"{words} {span_words(low, high, 1)}"


def trade_rows(found: BargainFindings) -> tuple[TradeRow, ...]:
    """Return the likeliest trades of the focus pair alone, then those among all."""
    shown = [*found.pair_trades[:_TOLD], *found.trades[:_TOLD]]
    best = best_trade(found)
    # The lead speaks of the trade that pleases both most often; it may rank lower at home.
    if best is not None and best[0] not in shown:
        shown.append(best[0])
    return tuple(_trade_row(found.scenario, trade) for trade in shown)


def _trade_row(scenario: Scenario, trade: Trade) -> TradeRow:
    one, other = (scenario.name_of(actor) for actor in trade.actors)
    first, second = (issue_label(scenario, issue) for issue in trade.yields)
    losers = [actor for actor, worth in trade.externality.items() if worth[2] < 0]
    return TradeRow(
        f"{one} yields to {other} on “{first}”, {other} to {one} on “{second}”",
        "the pair alone" if trade.scope == "pair" else "all actors",
        share_words(trade.both_gain, trade.both_gain_widened),
        "no hurdle declared" if trade.home_after is None else share_words(trade.ratified, None),
        names(scenario, losers) if losers else "nobody for sure",
    )


def zone_rows(found: BargainFindings) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return issue, state, share of draws that are empty, what empties it, what would open it."""
    return tuple(_zone_row(found.scenario, zone) for zone in found.zones if zone.declared)


def _zone_row(scenario: Scenario, zone: Zone) -> tuple[str, str, str, str, str]:
    state, strength = zone_strength(zone)
    words = {"empty": "there is none", "there": "there is one", "open": "cannot be told"}[state]
    why = opened = "–"
    if zone.blocker is not None:
        why = WHY[zone.blocker]
        if zone.blocker != "gain":
            share = zone.opened_without[zone.blocker]
            opened = f"{share_words(share, None).removesuffix(' draws')} such draws"
    return (
        issue_label(scenario, zone.issue),
        f"{likely(strength)}{words}",
        share_words(zone.empty, zone.empty_widened),
        why,
        opened,
    )


def undeclared_zones(found: BargainFindings) -> str:
    """Return on which issues nothing is said of a zone, as a sentence lists them; else nothing."""
    scenario = found.scenario
    return listing(
        f"“{issue_label(scenario, zone.issue)}”" for zone in found.zones if not zone.declared
    )


def model_tables(found: BargainFindings) -> tuple[ModelTable, ...]:
    """Return every model and preset in numbers, issue by issue."""
    return tuple(
        ModelTable(
            issue_label(found.scenario, issue.issue),
            issue.scale.unit if issue.scale is not None else "",
            tuple(_model_row(issue, one) for one in issue.outcomes),
            tuple(_notes(found.scenario, issue)),
        )
        for issue in found.issues
    )


def _model_row(issue: IssueBargain, one: ModelOutcome) -> tuple[str, str, str, str]:
    name = upper_first(one.label)
    if math.isnan(one.outcome[1]):
        return name, f"says nothing: {next(iter(one.reasons), 'refused')}", "–", ""
    own = "" if issue.scale is None else f"{issue.scale.of(one.outcome[1]):.2f}"
    return name, interval_words(one.outcome), interval_words(one.widened), own


def interval_words(interval: Interval) -> str:
    """Return `49 (41–57)`; the number alone where the range is a point."""
    low, middle, high = interval
    if math.isnan(middle):
        return "–"
    span = span_words(low, high)
    return span_words(middle, middle) + (f" ({span})" if span != span_words(middle, middle) else "")


def _notes(scenario: Scenario, issue: IssueBargain) -> Iterator[str]:
    for one in issue.outcomes:
        if 0 < one.refused < 1:
            why = "; ".join(one.reasons)
            often = share_words(one.refused, one.refused_widened)
            yield f"The {one.label} model says nothing {often}: {why}."
    if issue.left_out:
        yield f"No position declared: {names(scenario, issue.left_out)}."
    if issue.assumed:
        count = counted(len(issue.assumed), "number")
        yield f"Salience or capability not declared but assumed: {count}."


def unfit_rows(found: BargainFindings) -> tuple[tuple[str, str], ...]:
    """Return models that do not apply, with the issues unless it is on all, and why."""
    groups: dict[str, dict[str, list[str]]] = {}
    for issue in found.issues:
        for name, reason in issue.unfit.items():
            general = reason.replace(f"reference_{issue.issue}", "reference_ISSUE")
            own = groups.setdefault(general, {"models": [], "issues": []})
            own["models"].append(name.replace("_", " "))
            own["issues"].append(issue_label(found.scenario, issue.issue))
    rows = []
    for reason, own in groups.items():
        issues = list(dict.fromkeys(own["issues"]))
        where = "" if len(issues) == len(found.issues) else f" (on {listing(issues)})"
        rows.append((f"{listing(dict.fromkeys(own['models']))}{where}", reason))
    return tuple(rows)

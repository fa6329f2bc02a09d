"""`bargain`: which deal comes out of a scenario's issues, who decides it, what could be traded."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.analysis.contenders import Answer, Contender, ask, contenders, traded, unfit
from detente.bargaining.analysis.findings import (
    BargainFindings,
    IssueBargain,
    KnownOutcome,
    OwnScale,
)
from detente.bargaining.analysis.levers import side_levers
from detente.bargaining.analysis.outcomes import BINS, agreement, model_outcome
from detente.bargaining.analysis.pivots import Pivot, leverage, on_median, pivots
from detente.bargaining.analysis.tableau import (
    FEWEST,
    Board,
    Tableau,
    assumed,
    board,
    standing,
    tableaux,
)
from detente.bargaining.analysis.trades import Trade, exchanged, trades
from detente.bargaining.analysis.what_if import WhatIf
from detente.bargaining.analysis.zones import Zone, zone
from detente.bargaining.models import MODELS
from detente.bargaining.prediction import Array
from detente.findings import origin_of
from detente.interests.packages import Package, package
from detente.interests.worth import Worths, worths
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, nearest

if TYPE_CHECKING:
    import xarray as xr

#: Works behind who is on the median, zones, trades and packages; those of a model are its own.
MEDIAN_WORKS = MODELS["median"].references
ZONE_WORKS = ("tollisonwillett1979", "fearon1995")
TRADE_WORKS = (*MODELS["exchange"].references, "putnam1988")


@dataclass(frozen=True, eq=False)
class _Side:
    """One set of draws, as declared or with stretched widths, and what was asked of it."""

    draws: Draws
    worths: Worths
    known: Mapping[str, Tableau]
    table: Board
    exchange: Answer | None
    records: object


def bargain(
    scenario: Scenario,
    issue: str | None = None,
    model: str | None = None,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    side: str | Sequence[str] | None = None,
) -> BargainFindings:
    """Ask every model of bargaining what deal comes out, over the draws of a scenario.

    Only actors with a declared position bargain; salience and capability that nobody declared
    stand at the default of their kind and are listed as assumed. What would change an outcome
    (`pivots`, `levers`) is worked out on the first 250 draws, by the challenge model on 100.

    Args:
        scenario: the scenario.
        issue: one issue; None: all on which at least two actors have a declared position.
        model: one model (`challenge`), or one preset of it (`challenge/text`); None: all. With a
            model other than `exchange`, no trades are looked for.
        draws, seed: as in `detente.draw`; a Draws object must hold a whole design.
        side: whose levers; None: those of the focus pair.

    Returns:
        Findings; see `BargainFindings` for their parts. The unit of positions is 0–100 between
        the poles.

    Raises:
        InvalidInputError: no issue to bargain about, or an issue, side or model that cannot be.
        ValueError: an unknown model or preset, or draws that are only a slice of a design.
    """
    begin = time.perf_counter()
    chosen = contenders(model)
    issues = _issues(scenario, issue)
    sides = _sides(scenario, side)
    sample = draw(scenario, draws, seed)
    if len(sample) != sample.count:
        raise ValueError("bargain needs a whole design of draws, not a slice of rows")
    factor = sample.widened * conventions()["widening"]
    wide = draw(sample.scenario, sample.count, sample.seed, widened=factor)
    trading = any(MODELS[one.model].several_issues for one in chosen)
    both = (_asked(sample, trading=trading), _asked(wide, trading=trading))
    _refuse_unfit(scenario, chosen, both[0].known, issues, model)
    said = {name: _answers(chosen, both, name) for name in issues}
    # Kept from issue to issue: what care for one costs on the others is worked out once.
    models = {one.name: WhatIf(one, both[0].known) for one in chosen}
    found = tuple(_issue(both, name, models, said[name], sides) for name in issues)
    every, pair = _trades(both) if trading else ((), ())
    zones = tuple(_zones(both, issues if issue else tuple(scenario.content.issues)))
    linkage = _linkage(both) if issue is None else None
    return BargainFindings(
        data=_dataset(sample, chosen, found, said),
        origin=origin_of(
            sample,
            "bargaining",
            options={"issue": issue, "model": model, "sides": list(sides)},
            warnings=_warnings(found),
            elapsed=time.perf_counter() - begin,
        ),
        scenario=scenario,
        issues=found,
        skipped=_skipped(scenario, issues) if issue is None else {},
        trades=_touching(every, issue),
        pair_trades=_touching(pair, issue),
        linkage=linkage,
        zones=zones,
        sides=sides,
        works=_works(found, zones=zones, trading=trading, linkage=linkage),
    )


def _issues(scenario: Scenario, issue: str | None) -> tuple[str, ...]:
    """Return the issues to bargain about; refuse where there is none."""
    every = scenario.content.issues
    if issue is None:
        found = tuple(name for name in every if len(standing(scenario, name)) >= FEWEST)
        if not found:
            raise InvalidInputError.single(
                "on no issue two actors have a declared position – declare positions to bargain "
                "about",
                file=scenario.name,
                path="issues",
            )
        return found
    if issue not in every:
        raise InvalidInputError.single(
            f"no issue '{issue}'{nearest(issue, every)}", file=scenario.name, path="issues"
        )
    actors = standing(scenario, issue)
    if len(actors) < FEWEST:
        who = f"only {actors[0]} has" if actors else "nobody has"
        raise InvalidInputError.single(
            f"{who} a declared position – bargaining takes two; declare another",
            file=scenario.name,
            path=f"issues.{issue}.actors",
        )
    return (issue,)


def _sides(scenario: Scenario, side: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return whose levers are asked; refuse who has no position."""
    if side is None:
        return scenario.focus
    asked = (side,) if isinstance(side, str) else tuple(side)
    able = {actor for issue in scenario.content.issues for actor in standing(scenario, issue)}
    for actor in asked:
        if actor not in scenario.content.actors:
            raise InvalidInputError.single(
                f"no actor '{actor}'{nearest(actor, scenario.content.actors)}",
                file=scenario.name,
                path="actors",
            )
        if actor not in able:
            raise InvalidInputError.single(
                f"{actor} has no declared position on any issue – declare one, or take another "
                "side",
                file=scenario.name,
                path="issues",
            )
    return asked


def _asked(draws: Draws, *, trading: bool) -> _Side:
    known = tableaux(draws)
    table = board(known)
    answer, records = None, None
    if trading and len(table.issues) > 1:
        answer, records = traded(table)
    return _Side(draws, worths(draws), known, table, answer, records)


def _refuse_unfit(
    scenario: Scenario,
    chosen: Sequence[Contender],
    known: Mapping[str, Tableau],
    issues: Sequence[str],
    model: str | None,
) -> None:
    """Refuse a model that was asked for and applies to none of the issues."""
    if model is None:
        return
    reasons = [unfit(one, known[name], len(known)) for one in chosen for name in issues]
    if all(reasons):
        raise InvalidInputError.single(
            f"the model {model} does not apply: {reasons[0]}", file=scenario.name, path="issues"
        )


def _answers(
    chosen: Sequence[Contender], both: tuple[_Side, _Side], issue: str
) -> dict[str, tuple[Answer, Answer]]:
    """Return what each model that applies says on an issue, as declared and widened."""
    found = {}
    for one in chosen:
        if not unfit(one, both[0].known[issue], len(both[0].known)):
            found[one.name] = (_answer(one, both[0], issue), _answer(one, both[1], issue))
    return found


def _answer(one: Contender, of: _Side, issue: str) -> Answer:
    if MODELS[one.model].several_issues:
        assert of.exchange is not None  # it applies: there are several issues
        place = of.table.issues.index(issue)
        point = of.exchange.point[:, place]
        return Answer(point, reasons=of.exchange.reasons)
    known = of.known[issue]
    return ask(one, known.positions, known.salience, known.capability, known.reference)


def _issue(
    both: tuple[_Side, _Side],
    issue: str,
    every: Mapping[str, WhatIf],
    said: Mapping[str, tuple[Answer, Answer]],
    sides: Sequence[str],
) -> IssueBargain:
    """Put together what is said of one issue."""
    chosen = [one.contender for one in every.values()]
    known, scenario = both[0].known[issue], both[0].draws.scenario
    count, entry = len(both[0].draws), scenario.content.issues[issue]
    models = [every[one.name] for one in _asked_what_if(chosen, said)]
    points = [np.broadcast_to(answer.point, count) for answer, _ in said.values()]
    wide = [np.broadcast_to(answer.point, count) for _, answer in said.values()]
    unfits = {one.name: unfit(one, known, len(both[0].known)) for one in chosen}
    scale, outcome = _measured(scenario, issue)
    return IssueBargain(
        issue=issue,
        name=entry.name,
        poles=(entry.poles.zero, entry.poles.hundred),
        scale=scale,
        known=outcome,
        actors=known.actors,
        left_out=tuple(actor for actor in entry.actors if actor not in known.actors),
        assumed=assumed(scenario, issue, known.actors),
        outcomes=tuple(model_outcome(one, *said[one.name]) for one in chosen if one.name in said),
        unfit={name: reason for name, reason in unfits.items() if reason},
        agreement=agreement(list(said), points, wide),
        pivots=_pivots(both, issue, models),
        levers=tuple(
            side_levers(models, issue, side) for side in sides if side in known.actors and models
        ),
    )


def _asked_what_if(chosen: Sequence[Contender], said: Mapping[str, object]) -> Iterator[Contender]:
    """Yield the models of which it is asked what if: the main ones, else those that apply."""
    able = [one for one in chosen if one.name in said and not MODELS[one.model].several_issues]
    yield from [one for one in able if one.main] or able


def _pivots(both: tuple[_Side, _Side], issue: str, models: Sequence[WhatIf]) -> tuple[Pivot, ...]:
    median = contenders("median")[0]
    shares = tuple(on_median(of.known[issue], _answer(median, of, issue).point) for of in both)
    moved = {
        one.contender.name: leverage(one.contender, one.known[issue], one.base(issue))
        for one in models
    }
    return pivots(both[0].known[issue], (shares[0], shares[1]), moved)


def _measured(scenario: Scenario, issue: str) -> tuple[OwnScale | None, KnownOutcome | None]:
    """Return the issue's own unit, and what came of it, where the scenario says so."""
    entry = scenario.content.issues[issue]
    scale = None
    if entry.scale is not None:
        scale = OwnScale(entry.scale.zero, entry.scale.hundred, entry.scale.unit)
    if entry.outcome is None:
        return scale, None
    fact = scenario.content.facts[entry.outcome]
    comparable = scale is not None and fact.figure is not None and fact.unit == scale.unit
    position = scale.position(fact.figure) if scale and comparable and fact.figure else None
    return scale, KnownOutcome(fact.statement, fact.figure, position)


def _trades(both: tuple[_Side, _Side]) -> tuple[tuple[Trade, ...], tuple[Trade, ...]]:
    """Return trades among all actors, and with only the focus pair at the table."""
    pair = both[0].draws.scenario.focus
    every = [exchanged(of.draws, of.worths, of.known, of.table, of.records) for of in both]
    alone = [exchanged(of.draws, of.worths, of.known, board(of.known, only=pair)) for of in both]
    return trades(every[0], every[1], "all"), trades(alone[0], alone[1], "pair")


def _touching(found: tuple[Trade, ...], issue: str | None) -> tuple[Trade, ...]:
    return tuple(trade for trade in found if issue is None or issue in trade.yields)


def _zones(both: tuple[_Side, _Side], issues: Sequence[str]) -> Iterator[Zone]:
    scenario = both[0].draws.scenario
    samples, worth = (both[0].draws, both[1].draws), (both[0].worths, both[1].worths)
    for issue in issues:
        if set(scenario.focus) <= set(scenario.concerned(issue)):
            yield zone(samples, worth, scenario.focus, issue)


def _linkage(both: tuple[_Side, _Side]) -> Package | None:
    samples, worth = (both[0].draws, both[1].draws), (both[0].worths, both[1].worths)
    return package(samples, worth, both[0].draws.scenario.focus)


def _skipped(scenario: Scenario, issues: Sequence[str]) -> dict[str, str]:
    return {
        name: "fewer than two actors have a declared position"
        for name in scenario.content.issues
        if name not in issues
    }


def _warnings(found: Sequence[IssueBargain]) -> tuple[str, ...]:
    count = sum(len(one.assumed) for one in found)
    if not count:
        return ()
    numbers = "number" if count == 1 else "numbers"
    return (f"salience or capability is not declared but assumed: {count} {numbers}",)


def _works(
    found: Sequence[IssueBargain],
    *,
    zones: Sequence[Zone],
    trading: bool,
    linkage: Package | None,
) -> tuple[str, ...]:
    """Return the references for what was used."""
    names = dict.fromkeys(one.model for issue in found for one in issue.outcomes)
    keys = [key for name in names for key in MODELS[name].references]
    keys += MEDIAN_WORKS
    keys += ZONE_WORKS if zones else ()
    keys += TRADE_WORKS if trading else ()
    keys += ("tollisonwillett1979", "putnam1988", "watson2002") if linkage else ()
    return tuple(dict.fromkeys(keys))


def _dataset(
    sample: Draws,
    chosen: Sequence[Contender],
    found: Sequence[IssueBargain],
    said: Mapping[str, Mapping[str, tuple[Answer, Answer]]],
) -> xr.Dataset:
    import xarray as xr

    names = [one.name for one in chosen]
    actors = list(dict.fromkeys(actor for one in found for actor in one.actors))
    points = np.full((len(found), len(names), len(sample)), np.nan)
    spread: Array = np.full((len(found), len(names), BINS), np.nan)
    share = np.full((len(found), len(actors)), np.nan)
    for row, one in enumerate(found):
        for name, (answer, _) in said[one.issue].items():
            points[row, names.index(name)] = answer.point
        for outcome in one.outcomes:
            if outcome.distribution:
                spread[row, names.index(outcome.name)] = outcome.distribution
        for pivot in one.pivots:
            share[row, actors.index(pivot.actor)] = pivot.on_median
    data = xr.Dataset(
        {
            "outcome": (("issue", "contender", "draw"), points),
            "distribution": (("issue", "contender", "part"), spread),
            "on_median": (("issue", "actor"), share),
        },
        coords={"issue": [one.issue for one in found], "contender": names, "actor": actors},
    )
    data["outcome"].attrs["units"] = "0–100 between the poles"
    data["distribution"].attrs["units"] = "probability in each equal part of the scale"
    data["on_median"].attrs["units"] = "share of draws"
    return data

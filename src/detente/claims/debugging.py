"""The argument debugger: what a claim needs, what turns it over, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.claims.findings import ClaimFinding, Hidden, Needs, Reversal, Turn
from detente.claims.holding import Holding, by_draw
from detente.claims.premises import (
    Premise,
    by_address,
    covered,
    group_of,
    level_words,
    only,
    own_situation,
    premises_of,
    switch_words,
)
from detente.claims.propositions import Proposition
from detente.claims.searching import by_influence, least_push, smallest_change, smallest_set
from detente.claims.situations import Move, Situation, draws_under, viewpoint_levels
from detente.claims.verdicts import verdict_of
from detente.claims.viewing import Views
from detente.dynamics.inputs import inputs_read
from detente.dynamics.screening import Mover, screen
from detente.library.conventions import conventions
from detente.scenario.viewpoints import levels_of

#: Pairs of switches that are turned together, groups of quantities that are moved, quantities of a
#: group, halvings of a move.
_PAIRS, _GROUPS, _OF_GROUP, _HALVINGS = 6, 3, 3, 4
#: Quantities that are named where no switch matters.
_NAMED = 2
#: Rungs of the ladder of regimes.
_RUNGS = 4


def debug(views: Views, one: Proposition, found: ClaimFinding, budget: int) -> ClaimFinding:
    """Return a finding with the verdict and all that the debugger says.

    Args:
        views: runs and measures.
        one: the claim as a proposition.
        found: what is known of it so far; it was asked under its own viewpoint.
        budget: sets of premises that are tried at most.
    """
    assert found.own is not None
    moving = movers(views, one)
    needs = reversal = None
    restated = False
    if found.own.declared.cell == "holds" and not views.plan.quick:
        premises = premises_of(views.scenario, one.viewpoint)
        needs = needed(views, one, premises, moving, found.turns, budget)
        reversal = reversed_by(views, one, found.turns, moving)
        stands = [p for p in premises if needs is not None and p.id in needs.premises]
        restated = bool(stands) and all(covered(p.citations, one.claim.citations) for p in stands)
        if found.can_fail is not None and reversal.kind == "quantities":
            found = replace(found, can_fail=replace(found.can_fail, in_ranges=True))
    hinges = found.hinges_on or tuple(mover.address for mover in moving[:_NAMED])
    told = [switch_words(views.scenario, switch) for switch in found.hinges_on]
    return replace(
        found,
        verdict=verdict_of(found, needs, reversal, restated, views.plan.quick),
        hinges_on=hinges,
        hinge_words=tuple(told or [mover.words for mover in moving[:_NAMED]]),
        needs=needs,
        reversal=reversal,
        hidden=hidden_premise(views, one, found.turns, moving),
    )


def movers(views: Views, one: Proposition) -> tuple[Mover, ...]:
    """Return the quantities that move what a claim measures most, under its own viewpoint.

    Those that a switch of the viewpoint sets are left out: the switch stands for them.
    """
    if one.first.measure.sort == "standoff":
        return ()
    own, bench = own_situation(views.scenario, one.viewpoint), views.bench
    values = by_draw(*bench.samples(one, own, views.main))
    known = ~np.isnan(values)
    if known.sum() < len(known) / 2 or np.ptp(values[known]) == 0:
        return ()
    sample = draws_under(bench.base(views.main), own)
    if one.first.measure.needs_run:
        read = inputs_read(sample, bench.parts, _RUNGS).columns
    else:
        read = tuple(sample.columns)
    taken = set(levels_of(views.scenario, viewpoint_levels(views.scenario, one.viewpoint)))
    inputs = {
        a: sample.columns[a][known]
        for a in read
        if a not in taken and np.ptp(sample.columns[a][known]) > 0
    }
    return screen(views.scenario, inputs, values[known], None)


def needed(
    views: Views,
    one: Proposition,
    premises: Sequence[Premise],
    moving: Sequence[Mover],
    turns: Sequence[Turn],
    budget: int,
) -> Needs | None:
    """Return the smallest set of premises found from which a claim still follows.

    Backward elimination from all premises of its viewpoint, the least influential first, everything
    taken out at the prior. None where all of them together do not carry it in as many worlds as the
    search uses.
    """
    scenario, bench = views.scenario, views.bench

    def holding(kept: Sequence[Premise]) -> Holding:
        stands = [premise.id for premise in kept]
        return bench.judge(one, only(scenario, premises, stands), views.small)

    def follows(kept: Sequence[Premise]) -> bool:
        return holding(kept).cell == "holds"

    if not follows(premises):
        return None
    strength = _influence(premises, moving, turns)
    ordered = by_influence(premises, lambda premise: strength[premise.id])
    found = smallest_set(ordered, follows, budget)
    kept = found.kept[::-1]
    return Needs(
        tuple(premise.id for premise in kept),
        tuple(premise.words for premise in kept),
        len(premises),
        found.complete,
        holding(found.kept),
        found.asked,
    )


def _influence(
    premises: Sequence[Premise], moving: Sequence[Mover], turns: Sequence[Turn]
) -> dict[str, float]:
    """Return how strongly each premise bears on a claim, on one scale for both kinds.

    Switches by the largest change of a turn; quantities by the largest effect of any of theirs, as
    a share of the largest of all, which comes after every switch of which a turn changes as much.
    """
    home = by_address(premises)
    largest = max((abs(mover.effect) for mover in moving), default=1.0)
    found = dict.fromkeys((premise.id for premise in premises), 0.0)
    for mover in moving:
        premise = home.get(mover.address) or home.get(mover.address.rpartition(".")[0])
        if premise is not None:
            found[premise.id] = max(found[premise.id], 0.5 * abs(mover.effect) / largest)
    for turn in turns:
        key = f"switch:{turn.switch}"
        if key in found and turn.holding.asked:
            found[key] = max(found[key], abs(turn.change))
    return found


def reversed_by(
    views: Views, one: Proposition, turns: Sequence[Turn], moving: Sequence[Mover]
) -> Reversal:
    """Return the smallest change found that turns a claim that holds into one that fails.

    Counted first in switches: one, then two together; then in the fraction of their range by which
    the strongest quantities of one group have to be moved.
    """
    scenario, bench = views.scenario, views.bench
    own = own_situation(scenario, one.viewpoint)
    asked = [turn for turn in turns if turn.holding.asked]
    strongest = sorted(asked, key=lambda turn: turn.change)

    def turned(some: Sequence[Turn]) -> Situation:
        return own.turned(scenario, {turn.switch: turn.level for turn in some})

    def fails(some: Sequence[Turn]) -> bool:
        if len({turn.switch for turn in some}) < len(some):
            return False
        return bench.judge(one, turned(some), views.small).cell == "fails"

    best: dict[str, Turn] = {}
    for turn in strongest:
        best.setdefault(turn.switch, turn)
    found = smallest_change(tuple(best.values()), fails, _PAIRS)
    if found is not None:
        levels = {turn.switch: turn.level for turn in found}
        holding = bench.judge(one, turned(found), views.small)
        return Reversal("switches", levels, "", (), 0.0, holding)
    return _moved(views, one, own, moving) or Reversal("nothing", {}, "", (), 0.0, None)


def _moved(
    views: Views, one: Proposition, own: Situation, moving: Sequence[Mover]
) -> Reversal | None:
    """Return the group of quantities that has to be moved least, of those that move it most."""
    sample = draws_under(views.bench.base(views.small), own)
    best: Reversal | None = None
    for words, strongest in _strongest(views, moving).items():
        for lower in _ends(one):
            found = _push(views, one, own, words, strongest, lower, sample.columns)
            if found is not None and (best is None or found.fraction < best.fraction):
                best = found
    return best


def _strongest(views: Views, moving: Sequence[Mover]) -> dict[str, list[Mover]]:
    """Return the groups with the strongest quantities, in words, and those quantities."""
    groups: dict[str, list[Mover]] = {}
    for mover in moving:
        if mover.address not in views.scenario.quantities:
            continue  # a share of several: it cannot be moved alone
        named = group_of(views.scenario, mover.address)
        words = mover.words if named is None else named[1]
        if words in groups or len(groups) < _GROUPS:
            groups.setdefault(words, []).append(mover)
    return {words: own[:_OF_GROUP] for words, own in groups.items()}


def _ends(one: Proposition) -> tuple[bool, ...]:
    """Return whether what is measured has to be lowered to turn it over; or both ways."""
    return (True, False) if one.wants_more is None else (one.wants_more,)


def _push(
    views: Views,
    one: Proposition,
    own: Situation,
    words: str,
    strongest: Sequence[Mover],
    lower: bool,
    columns: dict[str, np.ndarray] | object,
) -> Reversal | None:
    """Return how far some quantities have to be moved so that a claim fails, if they can."""
    assert isinstance(columns, dict)
    ends = {}
    for mover in strongest:
        column = columns[mover.address]
        down = (mover.effect > 0) == lower
        ends[mover.address] = float(column.min() if down else column.max())

    def judged(fraction: float) -> Holding:
        moves = tuple(Move(address, end, fraction) for address, end in ends.items())
        return views.bench.judge(one, replace(own, moves=moves), views.small)

    least = least_push(lambda fraction: judged(fraction).cell == "fails", _HALVINGS)
    if least is None:
        return None
    return Reversal("quantities", {}, words, tuple(ends), least, judged(least))


def hidden_premise(
    views: Views, one: Proposition, turns: Sequence[Turn], moving: Sequence[Mover]
) -> Hidden | None:
    """Return something that a claim needs and that its document nowhere supports.

    A switch that the viewpoint leaves open, of which one level keeps the claim and another turns it
    over; else a quantity without support, of which one outer third keeps it and the other does not.
    """
    scenario, own_view = views.scenario, views.view(one, one.viewpoint)
    if own_view.declared.cell == "fails":
        return None  # what would turn it is no premise of a claim that does not hold
    for switch in dict.fromkeys(turn.switch for turn in turns if turn.open):
        own = [turn for turn in turns if turn.switch == switch]
        keeps = [turn for turn in own if turn.holding.cell == "holds"]
        loses = [turn for turn in own if turn.holding.cell == "fails"]
        if keeps and loses:
            return Hidden(
                "switch",
                switch,
                switch_words(scenario, switch),
                level_words(scenario, switch, keeps[0].level),
                level_words(scenario, switch, loses[0].level),
            )
    return _hidden_quantity(views, one, moving)


def _hidden_quantity(views: Views, one: Proposition, moving: Sequence[Mover]) -> Hidden | None:
    scenario, bench = views.scenario, views.bench
    declared = conventions()
    own = own_situation(scenario, one.viewpoint)
    unsupported = [
        mover
        for mover in moving
        if mover.address in scenario.quantities
        and scenario.quantities[mover.address].provenance.support == "none"
    ]
    if not unsupported:
        return None
    sample = draws_under(bench.base(views.main), own)
    for mover in unsupported[:_GROUPS]:
        column = sample.columns[mover.address]
        outer = declared["outer_share"]
        low, high = np.quantile(column, [outer, 1 - outer])
        thirds = {"low": column <= low, "high": column >= high}
        found = {name: bench.judge(one, own, views.main, rows) for name, rows in thirds.items()}
        shares = sorted((h.share, name) for name, h in found.items() if h.asked)
        if len(shares) < 2:
            continue
        (least, loses), (most, keeps) = shares
        if most >= declared["settled_share"] and least <= 1 - declared["settled_share"]:
            return Hidden("quantity", mover.address, mover.words, keeps, loses)
    return None

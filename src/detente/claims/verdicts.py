"""From holdings to a verdict: which switches matter, whether a claim can fail, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from detente.claims.findings import (
    CanFail,
    ClaimFinding,
    Needs,
    Reversal,
    Turn,
    Verdict,
    ViewCell,
)
from detente.claims.holding import Holding, together
from detente.claims.situations import viewpoint_levels
from detente.library.conventions import conventions
from detente.scenario.model import Scenario

#: Shares that differ by less are the same up to rounding.
_CLOSE = 1e-6


def switches_that_matter(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the switches of which a turn changes the share enough, the strongest first.

    A switch that the viewpoint sets is held against the viewpoint's own level; of one that it
    leaves open the levels are held against each other.
    """
    sizes: dict[str, float] = {}
    for switch in dict.fromkeys(turn.switch for turn in turns):
        own = [turn for turn in turns if turn.switch == switch and turn.holding.asked]
        changes = [turn.change for turn in own if not np.isnan(turn.change)]
        if not changes:
            continue
        spread = max(changes) - min(changes) if own[0].open else 0.0
        sizes[switch] = max(spread, *(abs(change) for change in changes))
    least = conventions()["switch_matters"]
    found = [switch for switch, size in sizes.items() if size >= least]
    return tuple(sorted(found, key=lambda switch: -sizes[switch]))


def switches_over(
    settings: Sequence[Mapping[str, str]], holdings: Sequence[Holding]
) -> tuple[str, ...]:
    """Return the switches that matter over a designed sample, the strongest first: a rough look.

    The mean share at each level is compared; a switch counts where two levels differ by what makes
    a switch matter, and by twice the standard error of that difference.

    Args:
        settings: switch → level.
        holdings: how far the claim holds in each.
    """
    asked = [(dict(s), h.share) for s, h in zip(settings, holdings, strict=True) if h.asked]
    least = conventions()["switch_matters"]
    sizes: dict[str, float] = {}
    for switch in asked[0][0] if asked else ():
        groups: dict[str, list[float]] = {}
        for levels, share in asked:
            groups.setdefault(levels[switch], []).append(share)
        if len(groups) < 2 or min(map(len, groups.values())) < 2:
            continue
        means = sorted((float(np.mean(own)), place) for place, own in enumerate(groups.values()))
        ends = [list(groups.values())[place] for _, place in (means[0], means[-1])]
        error = float(np.sqrt(sum(np.var(own, ddof=1) / len(own) for own in ends)))
        gap = means[-1][0] - means[0][0]
        if gap >= max(least, 2 * error):
            sizes[switch] = gap
    return tuple(sorted(sizes, key=lambda switch: -sizes[switch]))


def placed(
    view: ViewCell, matter: tuple[str, ...], turns: Sequence[Turn], scenario: Scenario
) -> ViewCell:
    """Return a cell with silence in it, and where this viewpoint parts from the author's."""
    if view.own:
        return view
    levels = viewpoint_levels(scenario, view.viewpoint)
    if matter and not set(matter) & set(levels):
        return replace(view, cell="silent")
    bound = conventions()["claim_share"]
    parting = [
        turn
        for turn in turns
        if levels.get(turn.switch) == turn.level
        and turn.holding.asked
        and turn.holding.share < bound
        and turn.change <= -conventions()["switch_matters"]
    ]
    through = tuple(turn.switch for turn in sorted(parting, key=lambda turn: turn.change))
    return replace(view, through=through if view.cell in ("fails", "depends") else ())


def can_fail(
    scenario: Scenario, found: ClaimFinding, settings: Sequence[Mapping[str, str]]
) -> CanFail:
    """Count the settings of switches in which a claim fails, as declared.

    Args:
        scenario: the scenario.
        found: what is known of the claim.
        settings: of the designed sample, in the order of `found.sample`.
    """
    own = viewpoint_levels(scenario, found.viewpoint)
    assert found.open is not None
    tried: list[tuple[dict[str, str], Holding]] = [({}, found.open)]
    tried += [(viewpoint_levels(scenario, v.viewpoint), v.declared) for v in found.views]
    tried += [({**own, turn.switch: turn.level}, turn.holding) for turn in found.turns]
    tried += [(dict(s), h) for s, h in zip(settings, found.sample, strict=True)]
    asked = [(levels, holding) for levels, holding in tried if holding.asked]
    failing = [levels for levels, holding in asked if holding.cell == "fails"]
    against = sum(holding.share < 0.5 - _CLOSE for _, holding in asked)
    example = min(failing, key=lambda levels: _apart(levels, own), default={})
    assert found.own is not None
    beyond = found.own.declared.cell != "holds"
    return CanFail(len(failing), len(asked), against, example, beyond)


def can_fail_standoff(own: ViewCell) -> CanFail:
    """Return in how many declared worlds of preferences a claim about a standoff fails.

    Args:
        own: how far it holds over them.
    """
    failing = round((1 - own.declared.share) * own.declared.worlds)
    wide = own.wide is not None and own.wide.share < 1
    return CanFail(failing, own.declared.worlds, failing, {}, wide)


def _apart(levels: Mapping[str, str], own: Mapping[str, str]) -> int:
    """Return at how many switches two settings differ."""
    return sum(levels.get(key) != own.get(key) for key in {*levels, *own})


def verdict_of(
    found: ClaimFinding,
    needs: Needs | None,
    reversal: Reversal | None,
    restated: bool,
    quick: bool,
) -> Verdict:
    """Return the verdict on a claim that was asked, in the declared order of verdicts."""
    assert found.own is not None
    assert found.can_fail is not None
    holds = found.own.cell == "holds"
    moved = reversal is not None and reversal.kind == "quantities"
    possible = found.can_fail.possible or moved
    if holds and not possible and not quick:
        return "built in"
    if holds and restated and needs is not None:
        return "restated"
    others = [view for view in found.views if view.declared.asked and found.open is not None]
    bound = all(together(view.declared, view.wide) == "holds" for view in others)
    if holds and bound and len(others) > 1:
        return "holds under every viewpoint"
    if holds:
        return "follows from its own premises"
    return "contradicted" if found.own.cell == "fails" else "depends"

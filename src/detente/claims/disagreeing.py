"""What two viewpoints really disagree about: the switches that make claims come out differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from detente.claims.findings import ClaimFinding, Disagreement
from detente.claims.situations import viewpoint_levels
from detente.library.conventions import conventions
from detente.scenario.model import Scenario


def disagreements(scenario: Scenario, findings: Sequence[ClaimFinding]) -> tuple[Disagreement, ...]:
    """Return for every two viewpoints the switches that turn claims between them.

    A claim is turned where its share differs between the two by what makes a switch matter. Of the
    switches that the two set differently the one counts that, turned alone from the one's level to
    the other's under the premises of the claim's author, changes the claim most in that direction.

    Args:
        scenario: the scenario.
        findings: its claims; only those that count are looked at.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    levels = {key: viewpoint_levels(scenario, key) for key in scenario.content.viewpoints}
    for one, other in combinations(levels, 2):
        for claim in findings:
            if not claim.counted:
                continue
            switch = _dividing(claim, one, other, levels)
            if switch is not None:
                found.setdefault((one, other, switch), []).append(claim.id)
    made = [Disagreement(*key, tuple(claims)) for key, claims in found.items()]
    return tuple(sorted(made, key=lambda quarrel: -len(quarrel.claims)))


def _dividing(
    claim: ClaimFinding, one: str, other: str, levels: Mapping[str, Mapping[str, str]]
) -> str | None:
    """Return the switch by which a claim comes out differently under two viewpoints, if any."""
    views = claim.view(one), claim.view(other)
    if not all(view.declared.asked for view in views) or views[0].cell == views[1].cell:
        return None
    if "silent" in (views[0].cell, views[1].cell):
        return None
    gap = views[0].declared.share - views[1].declared.share
    least = conventions()["switch_matters"]
    if abs(gap) < least:
        return None
    best, size = None, least
    for switch in dict.fromkeys((*levels[one], *levels[other])):
        ends = [_change(claim, switch, levels[key].get(switch), levels) for key in (one, other)]
        if levels[one].get(switch) == levels[other].get(switch) or None in ends:
            continue
        change = (ends[0] or 0.0) - (ends[1] or 0.0)
        if change * gap > 0 and abs(change) >= size:
            best, size = switch, abs(change)
    return best


def _change(
    claim: ClaimFinding,
    switch: str,
    level: str | None,
    levels: Mapping[str, Mapping[str, str]],
) -> float | None:
    """Return what a level changes under the author's premises; of an open switch the mean."""
    if level == levels[claim.viewpoint].get(switch):
        return 0.0
    own = [turn for turn in claim.turns if turn.switch == switch and turn.holding.asked]
    if level is None:
        return sum(turn.change for turn in own) / (len(own) + 1) if own else None
    return next((turn.change for turn in own if turn.level == level), None)

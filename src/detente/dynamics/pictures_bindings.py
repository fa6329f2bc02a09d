"""Pictures of what binds deals, and of the triangle under both theories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from detente.dynamics.binding_log import Binding
from detente.dynamics.phrases import CONDITION_WORDS, capital, deal_name
from detente.dynamics.ranges import Range
from detente.dynamics.structure import structure
from detente.dynamics.triangle_courses import TriangleCourse, triangle_switch
from detente.interests.sheet import (
    ACTOR_COLOURS,
    BODY,
    BOLD,
    HEAD,
    MARGIN,
    QUIET,
    SMALL,
    Sheet,
    Track,
    style,
)
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES
from detente.scenario.model import Scenario

#: Colours of conditions; what is no obstacle is palest.
CONDITION_COLOURS = {
    "surplus": "#6d4c36",
    "obligation": "#8a6bb0",
    "trust": "#0f5b97",
    "fixed_cost": "#9aa0a6",
    "consent": "#a83f0b",
    "pivot": "#c2952b",
    "channel": "#0b6b53",
    "chance": "#e3ddcf",
}
#: Short words for the key.
CONDITION_LABELS = {
    "surplus": "too little gain",
    "obligation": "duty to a third",
    "trust": "trust",
    "fixed_cost": "political cost",
    "consent": "consent",
    "pivot": "ratifiers",
    "channel": "channel",
    "chance": "only time",
}
_ROW, _NAMES, _WORDS, _SIDE = 34.0, 236.0, 700.0, 190.0


def binding_picture(
    scenario: Scenario,
    found: Sequence[Binding],
    *,
    title: str = "What holds talks up",
    subtitle: str = "",
) -> Figure:
    """Draw for each deal the months of open talks by the condition that bound.

    Args:
        scenario: names the deals.
        found: as `binding_log` gives it, in the order wanted.
        title, subtitle: set above.
    """
    deals = {deal.id: deal for deal in structure(scenario).deals}
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with("No talks are open in any world.")
        words = (
            "Bar: months of open talks without a signature, by the condition that failed first. "
            "At the end: who blocks most often, and the months of talks in a world on average."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 8
        _key(sheet, [n for n in CONDITION_WORDS if any(b.shares[n] > 0.005 for b in found)])
        for one in found:
            name = capital(deal_name(scenario, deals[one.deal]))
            _binding_row(sheet, scenario, one, name)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _key(sheet: Sheet, names: Sequence[str]) -> None:
    x = float(MARGIN)
    for name in names:
        words = CONDITION_LABELS[name]
        sheet.box((x, x + 16), (sheet.y, sheet.y + 12), CONDITION_COLOURS[name])
        sheet.text(x + 22, sheet.y + 11, words, SMALL)
        x += 42 + sheet.wide(words, SMALL)
    sheet.y += 26


def _binding_row(sheet: Sheet, scenario: Scenario, found: Binding, name: str) -> None:
    sheet.rule(sheet.y)
    top = sheet.y + 9
    left, right = MARGIN + _NAMES, _WORDS - 12
    below = sheet.paragraph(MARGIN, top + 12, name, _NAMES - 14)
    x = left
    for condition, share in found.shares.items():
        wide = share * (right - left)
        sheet.box((x, x + wide), (top, top + 16), CONDITION_COLOURS[condition])
        x += wide
    who = f"{scenario.short_name(found.blocker)}; " if found.blocker else ""
    sheet.text(_WORDS, top + 13, f"{who}{found.months:.0f} months", SMALL)
    sheet.y = max(sheet.y + _ROW, below)


def triangle_picture(
    scenario: Scenario,
    rivals: Mapping[str, Sequence[TriangleCourse]],
    *,
    title: str = "The triangle under both theories",
    subtitle: str = "",
) -> Figure:
    """Draw types and roles of each triangle, one theory beside the other.

    Args:
        scenario: names actors and theories.
        rivals: level of the switch → its triangles, as `triangle_rivals` gives them.
        title, subtitle: set above.
    """
    with style():
        sheet = Sheet(title, subtitle)
        levels = list(rivals)
        if not levels or not rivals[levels[0]]:
            return sheet.closed_with("The scenario declares no triangle on which theories differ.")
        words = (
            "Bar: share of months, mean over all worlds. Line: its range over draws. The theories "
            "are rivals: compare them, and do not average them. All scales are alike."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 4
        tracks = _columns(rivals)
        _heads(sheet, scenario, levels, tracks)
        for place, one in enumerate(rivals[levels[0]]):
            pair = [rivals[level][place] for level in levels]
            types = [(name, [t.types[name] for t in pair]) for name in TRIANGLE_TYPES]
            _rows(sheet, "Configuration", types, tracks)
            for member, colour in zip(one.members, ACTOR_COLOURS, strict=False):
                roles = [(role, [t.roles[member][role] for t in pair]) for role in ROLES]
                _rows(sheet, capital(scenario.name_of(member)), roles, tracks, colour)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _columns(rivals: Mapping[str, Sequence[TriangleCourse]]) -> list[Track]:
    """Return one scale per theory, side by side and alike."""
    every = [
        found
        for triangles in rivals.values()
        for one in triangles
        for shares in (one.types, *one.roles.values())
        for found in shares.values()
    ]
    most = max(0.0, *(end for one in every for end in (one.mean, one.high) if end == end))
    wide = (960 - MARGIN - _SIDE) / len(rivals)
    return [
        Track(_SIDE + wide * place, _SIDE + wide * (place + 1) - 40, 0.0, most or 1.0)
        for place in range(len(rivals))
    ]


def _heads(
    sheet: Sheet, scenario: Scenario, levels: Sequence[str], tracks: Sequence[Track]
) -> None:
    switch = triangle_switch(scenario)
    names = scenario.content.switches[switch].levels if switch else {}
    ends = []
    for track, level in zip(tracks, levels, strict=True):
        words = capital(names[level].name) if level in names else level
        ends.append(
            sheet.paragraph(track.left, sheet.y + 16, words, track.right - track.left + 30, BOLD)
        )
    sheet.y = max(ends) - 4


def _rows(
    sheet: Sheet,
    head: str,
    rows: Sequence[tuple[str, Sequence[Range]]],
    tracks: Sequence[Track],
    colour: str = "ink2",
) -> None:
    """Draw one bar per row and theory; rows that are nothing in both are left out."""
    sheet.y += 6
    sheet.rule(sheet.y)
    sheet.text(MARGIN, sheet.y + 17, head, HEAD)
    sheet.y += 24
    for name, found in rows:
        if max(one.mean for one in found) < 0.02:
            continue
        sheet.text(MARGIN + 8, sheet.y + 13, capital(name), BODY)
        for track, one in zip(tracks, found, strict=True):
            sheet.line((track.at(0), track.at(0)), (sheet.y, sheet.y + 18), "rule2")
            bar = (track.at(0), track.at(one.mean))
            sheet.box(bar, (sheet.y + 4, sheet.y + 14), colour, pale=True)
            if one.told:
                xs = (track.at(one.low), track.at(one.high))
                sheet.line(xs, (sheet.y + 9, sheet.y + 9), colour, 1.6)
        sheet.y += 19

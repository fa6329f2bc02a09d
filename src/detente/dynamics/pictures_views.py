"""The picture of viewpoints: the same worlds under each author's answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from detente.dynamics.headlines import Headline
from detente.dynamics.phrases import capital, viewpoint_name
from detente.dynamics.viewing import AcrossFindings, View
from detente.interests.sheet import BOLD, HEAD, MARGIN, QUIET, SMALL, Pen, Sheet, Track, style

#: Outcomes side by side at most; where they begin; height of a row.
MOST, _LEFT, _ROW = 4, 220.0, 26.0


def viewpoints_picture(
    findings: AcrossFindings,
    outcomes: Sequence[str] | None = None,
    *,
    title: str = "The same worlds under each viewpoint",
    subtitle: str = "",
) -> Figure:
    """Draw the outcomes under every viewpoint, above what all settings of the switches span.

    Args:
        findings: of `across`.
        outcomes: ids (default: the four that differ most between viewpoints).
        title, subtitle: set above.
    """
    chosen = list(outcomes) if outcomes is not None else differing(findings)
    with style():
        sheet = Sheet(title, subtitle)
        if not findings.viewpoints or not chosen:
            return sheet.closed_with("No viewpoints are declared, or nothing differs between them.")
        words = (
            "Dot: mean over all worlds. Line: range over draws. Grey ground: what the sampled "
            "settings of all switches span in the mean."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 4
        tracks = _tracks(findings, chosen)
        _heads(sheet, findings, chosen, tracks)
        top = sheet.y
        for view in (findings.declared, *findings.viewpoints):
            name = viewpoint_name(findings.scenario, view.viewpoint) if view.viewpoint else ""
            _row(sheet, view, name or "Switches left open", chosen, tracks)
        _ground(sheet, findings, chosen, tracks, top)
        sheet.rule(sheet.y)
        for name, track in zip(chosen, tracks, strict=True):
            low, high = _ends(findings.headlines[name], track)
            sheet.text(track.left, sheet.y + 16, low, SMALL)
            sheet.text(track.right, sheet.y + 16, high, SMALL, "right")
        sheet.y += 28
        return sheet.close()


def differing(findings: AcrossFindings) -> list[str]:
    """Return the outcomes that differ most between viewpoints, in the declared order.

    The difference is held against the width of the range over draws.
    """
    sizes = {}
    for name in findings.headlines:
        means = [view.outcomes[name].mean for view in findings.viewpoints]
        widths = [v.outcomes[name].high - v.outcomes[name].low for v in findings.viewpoints]
        width = float(np.nan_to_num(np.mean(widths))) if widths else 0.0
        if means and width > 0 and np.ptp(means) > 0:
            sizes[name] = float(np.ptp(means)) / width
    chosen = sorted(sizes, key=lambda name: -sizes[name])[:MOST]
    return [name for name in sizes if name in chosen]


def _tracks(findings: AcrossFindings, outcomes: Sequence[str]) -> list[Track]:
    """Return a scale per outcome; shares have one from never to always."""
    wide = (960 - MARGIN - _LEFT) / len(outcomes)
    tracks = []
    for place, name in enumerate(outcomes):
        left = _LEFT + wide * place
        low, high = 0.0, 1.0
        if findings.headlines[name].kind != "share":
            ends = [findings.spread(name)]
            for view in (findings.declared, *findings.viewpoints):
                found = view.outcomes[name]
                ends.append((found.low, found.high) if found.told else (found.mean, found.mean))
            low, high = min(e[0] for e in ends), max(e[1] for e in ends)
        tracks.append(Track(left, left + wide - 26, low, high if high > low else low + 1))
    return tracks


def _ends(headline: Headline, track: Track) -> tuple[str, str]:
    """Return the words at the two ends of a scale."""
    if headline.kind != "share":
        low, high = (f"{end:.1f}".replace("-", "−") for end in (track.low, track.high))
        return low, high
    return ("no world", "all") if headline.unit == "chance" else ("no month", "all")


def _heads(
    sheet: Sheet, findings: AcrossFindings, outcomes: Sequence[str], tracks: Sequence[Track]
) -> None:
    ends = []
    for name, track in zip(outcomes, tracks, strict=True):
        words = capital(findings.headlines[name].words)
        ends.append(
            sheet.paragraph(track.left, sheet.y + 14, words, track.right - track.left, HEAD)
        )
    sheet.y = max(ends) - 4


def _row(
    sheet: Sheet, view: View, name: str, outcomes: Sequence[str], tracks: Sequence[Track]
) -> None:
    top, middle = sheet.y, sheet.y + 13
    sheet.rule(top)
    sheet.text(MARGIN, top + 17, name, BOLD if view.viewpoint is None else Pen())
    for outcome, track in zip(outcomes, tracks, strict=True):
        found = view.outcomes[outcome]
        if found.told:
            xs = (track.at(found.low), track.at(found.high))
            sheet.line(xs, (middle, middle), "ink2", 1.3)
        sheet.disc(track.at(found.mean), middle, 4, "ink", fill=view.viewpoint is not None)
    sheet.y = top + _ROW


def _ground(
    sheet: Sheet,
    findings: AcrossFindings,
    outcomes: Sequence[str],
    tracks: Sequence[Track],
    top: float,
) -> None:
    for outcome, track in zip(outcomes, tracks, strict=True):
        means = [view.outcomes[outcome].mean for view in findings.sample]
        if means:
            span = (track.at(min(means)), track.at(max(means)))
            sheet.box(span, (top, sheet.y), "tint2", pale=True)

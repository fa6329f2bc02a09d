"""Pictures of what matters most: contrasts, inputs, Sobol indices."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from detente.dynamics.contrasts import Contrast, ContrastFindings, Effect
from detente.dynamics.phrases import capital, number_words
from detente.dynamics.ranges import Range
from detente.dynamics.screening import Mover
from detente.dynamics.sensitivity import SensitivityFindings
from detente.interests.sheet import (
    BODY,
    MARGIN,
    QUIET,
    SMALL,
    Sheet,
    Track,
    style,
)

#: Where bars stand, and how many rows at most.
_LEFT, _RIGHT, _MOST = 420.0, 830.0, 14
#: What sort of change a row is.
_KINDS = {"cut": "cut", "switch": "if", "leader": "leader", "policy": "policy"}
_UP, _DOWN = "#a83f0b", "#0f5b97"


def contrast_picture(
    findings: ContrastFindings,
    headline: str | None = None,
    *,
    title: str = "With and without",
    subtitle: str = "",
) -> Figure:
    """Draw what each cut, switch and leader does to one outcome, the largest first.

    Args:
        findings: of `contrasts`.
        headline: id of the outcome (default: the first).
        title, subtitle: set above.
    """
    with style():
        sheet = Sheet(title, subtitle)
        effects = findings.contrasts[0].effects if findings.contrasts else ()
        chosen = headline or (effects[0].headline.id if effects else None)
        if chosen is None:
            return sheet.closed_with("Nothing was compared.")
        pairs = findings.of(chosen)
        rows = [(c, e) for c, e in pairs if e.clear][:_MOST]
        outcome = pairs[0][1].headline
        words = (
            f"{capital(outcome.words)} ({outcome.unit}): difference to the run as declared, same "
            "luck in both. Bar: mean. Line: range over draws. Left out: what cannot be told from "
            "chance."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 10
        if not rows:
            return sheet.closed_with("No difference can be told from chance.")
        ends = [
            x for _, e in rows for x in (e.difference.low, e.difference.high, e.difference.mean)
        ]
        track = Track.around_zero(_LEFT, _RIGHT, ends)
        sheet.text(track.at(0) - 8, sheet.y, "← less than declared", SMALL, "right")
        sheet.text(track.at(0) + 8, sheet.y, "more →", SMALL)
        sheet.y += 8
        for contrast, effect in rows:
            _effect_row(sheet, track, contrast, effect)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _ends(found: Range) -> tuple[float, float, float]:
    return found.low, found.high, found.mean


def _effect_row(sheet: Sheet, track: Track, contrast: Contrast, effect: Effect) -> None:
    found = effect.difference
    colour = _UP if found.mean > 0 else _DOWN
    top = sheet.y
    sheet.rule(top)
    sheet.text(MARGIN, top + 17, _KINDS[contrast.kind], SMALL)
    room = _LEFT - MARGIN - 86
    below = sheet.paragraph(MARGIN + 66, top + 17, capital(contrast.words), room)
    sheet.y = max(top + 26, below - 6)
    middle = top + 13
    ends = sorted((track.at(0), track.at(found.mean)))
    sheet.box((ends[0], ends[1]), (middle - 6, middle + 6), colour, pale=True)
    sheet.line((track.at(found.low), track.at(found.high)), (middle, middle), colour, 1.5)
    sheet.line((track.at(0), track.at(0)), (top, sheet.y), "rule2")
    sheet.text(_RIGHT + 12, top + 17, number_words(found.mean, found.error), SMALL)


def movers_picture(
    found: Sequence[Mover],
    outcome: str,
    *,
    title: str = "What matters most",
    subtitle: str = "",
) -> Figure:
    """Draw how an outcome goes with the inputs that move it most.

    Args:
        found: of `movers`.
        outcome: in words.
        title, subtitle: set above.
    """
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with(f"{outcome}: no single input stands out from chance.")
        words = (
            f"{outcome}: mean over the draws in which an input is in its lower third (ring), its "
            "middle (tick) and its upper third (disc)."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 8
        values = [x for mover in found for x in (mover.low, mover.middle, mover.high)]
        room = 0.08 * (max(values) - min(values)) or 1.0
        track = Track(_LEFT, _RIGHT, min(values) - room, max(values) + room)
        for mover in found:
            top = sheet.y
            sheet.rule(top)
            below = sheet.paragraph(MARGIN, top + 18, capital(mover.words), _LEFT - MARGIN - 20)
            middle = top + 14
            xs = track.at(mover.low), track.at(mover.high)
            sheet.line(xs, (middle, middle), "ink2", 1.4)
            sheet.line((track.at(mover.middle),) * 2, (middle - 5, middle + 5), "ink2", 1.4)
            sheet.disc(xs[0], middle, 5, "ink", fill=False)
            sheet.disc(xs[1], middle, 5, "ink")
            sheet.text(_RIGHT + 12, top + 18, number_words(mover.effect, mover.error), SMALL)
            sheet.y = max(top + 28, below - 4)
        sheet.rule(sheet.y)
        for end, align in ((min(values), "left"), (max(values), "right")):
            words = f"{end:.2f}"
            sheet.text(track.at(end), sheet.y + 16, words, SMALL, align)  # type: ignore[arg-type]
        sheet.y += 28
        return sheet.close()


def sensitivity_picture(
    findings: SensitivityFindings,
    outcome: str | None = None,
    *,
    title: str = "What matters most, by groups of numbers",
    subtitle: str = "",
) -> Figure:
    """Draw first-order and total indices of one outcome.

    Args:
        findings: of `sensitivity`.
        outcome: id (default: the first).
        title, subtitle: set above.
    """
    with style():
        sheet = Sheet(title, subtitle)
        chosen = outcome or next(iter(findings.indices), None)
        if chosen is None or chosen not in findings.indices:
            return sheet.closed_with("The outcome does not vary.")
        words = (
            f"{findings.headlines[chosen].words}. Pale bar: share of its variance in which a group "
            "has a part. Solid: what it moves by itself. Line: 95% interval of the former."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 10
        rows = findings.indices[chosen]
        high = max(1.0, *(row.total + row.total_error for row in rows))
        track = Track(_LEFT, _RIGHT, 0.0, high)
        for row in rows:
            top, middle = sheet.y, sheet.y + 14
            sheet.rule(top)
            sheet.text(MARGIN, top + 18, f"{capital(row.group)}, {row.quantities}", BODY)
            total, first = (max(v, 0.0) for v in (row.total, row.first))
            sheet.box((track.at(0), track.at(total)), (middle - 6, middle + 6), _DOWN, pale=True)
            sheet.box((track.at(0), track.at(min(first, total))), (middle - 3, middle + 3), _DOWN)
            reach = [track.at(max(total + s * row.total_error, 0.0)) for s in (-1, 1)]
            sheet.line((reach[0], reach[1]), (middle, middle), "ink", 1.0)
            sheet.text(_RIGHT + 12, top + 18, f"{row.total:.2f}", SMALL)
            sheet.y = top + 28
            sheet.line((track.at(0), track.at(0)), (top, sheet.y), "rule2")
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()

"""Pictures of a run: fans that fade, regimes, survival of treaties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from detente.dynamics.deal_courses import Survival, survival
from detente.dynamics.horizon import Horizon, horizons
from detente.dynamics.pair_courses import Fan, fan, regime_course
from detente.dynamics.phrases import (
    REGIME_WORDS,
    capital,
    deal_name,
    dyad_name,
    hundred,
    pair_name,
)
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.interests.sheet import (
    ACTOR_COLOURS,
    BOLD,
    MARGIN,
    QUIET,
    SMALL,
    Array,
    Pair2,
    Sheet,
    style,
)
from detente.scenario.merging import pair_key

#: Where the months of a run begin and end on the sheet.
LEFT, RIGHT = 150.0, 900.0
#: Height of a panel, and of a row of a treaty.
PANEL, ROW = 168.0, 56.0
#: Colours of regimes, best first, for any number of rungs.
REGIME_COLOURS = {
    "reset": "#7ba68f",
    "guardrailed_rivalry": "#c9c2ae",
    "rivalry": "#c9c2ae",
    "estrangement": "#d3a06f",
    "confrontation": "#b9652f",
    "crisis": "#6d2410",
}


class Panel:
    """A box with months from left to right and values from bottom to top."""

    def __init__(self, sheet: Sheet, months: int, values: Pair2, height: float = PANEL) -> None:
        self.sheet, self.months, self.values = sheet, months, values
        self.top, self.bottom = sheet.y, sheet.y + height

    def x(self, month: float) -> float:
        """Return the pixel of a month; the start of the run is at the left edge."""
        return LEFT + (RIGHT - LEFT) * month / self.months

    def y(self, value: float) -> float:
        """Return the pixel of a value."""
        low, high = self.values
        share = (np.clip(value, low, high) - low) / (high - low)
        return float(self.bottom - share * (self.bottom - self.top))

    def xs(self, months: npt.NDArray[np.generic]) -> Array:
        """Return the pixels of months."""
        return LEFT + (RIGHT - LEFT) * np.asarray(months, dtype=np.float64) / self.months

    def ys(self, values: Array) -> Array:
        """Return the pixels of values."""
        return np.array([self.y(float(value)) for value in values])

    def frame(self, marks: Sequence[tuple[float, str]]) -> None:
        """Draw the ground, the lines of values with their words, and the months below."""
        for value, words in marks:
            y = self.y(value)
            self.sheet.line((LEFT, RIGHT), (y, y), "rule", behind=True)
            self.sheet.text(LEFT - 8, y + 4, words, SMALL, "right")
        step = next(s for s in (6, 12, 24, 60, 120, 240, 600) if self.months / s <= 8)
        for month in range(0, self.months + 1, step):
            x = self.x(month)
            self.sheet.line((x, x), (self.bottom, self.bottom + 4), "rule2")
            self.sheet.text(x, self.bottom + 17, str(month), SMALL, "center")
        self.sheet.y = self.bottom + 30


def fan_picture(
    simulation: Simulation,
    known: Sequence[Horizon] | None = None,
    *,
    field: str = "flow",
    keys: Sequence[str] | None = None,
    title: str = "How behaviour may go",
    subtitle: str = "",
) -> Figure:
    """Draw fans of a field that fade where the run says no more than climatology.

    Args:
        simulation: the run.
        known: horizons (default: worked out, which takes a long run of the same draws).
        field: which field.
        keys: of whom (default: the focus pair, in both directions).
        title, subtitle: set above.
    """
    focus = pair_key("-".join(simulation.scenario.focus))
    if known is None:
        known = horizons(simulation)
    if keys is None:
        one, other = simulation.scenario.focus
        keys = [f"{one}>{other}", f"{other}>{one}"]
    with style():
        sheet = Sheet(title, subtitle)
        if focus not in simulation.data["pair"]:
            return sheet.closed_with("No relation of the focus pair is declared.")
        _fan_key(sheet)
        for place, key in enumerate(keys):
            found = fan(simulation, field, key)
            until = next((h for h in known if (h.field, h.key) == (field, key)), None)
            _fan_panel(sheet, simulation, found, until, ACTOR_COLOURS[place % 4])
        return _closed(sheet, "months after the scenario’s date")


def _fan_key(sheet: Sheet) -> None:
    words = (
        "Outer band: four worlds in five, chance and ignorance together; line: the middle world. "
        "Inner band: the mean of a world with given numbers, over four draws in five – ignorance "
        "alone. Faded: the run says no more than climatology there."
    )
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 8


def _fan_panel(
    sheet: Sheet, simulation: Simulation, found: Fan, until: Horizon | None, colour: str
) -> None:
    name = capital(dyad_name(simulation.scenario, found.key)) if ">" in found.key else found.key
    sheet.text(MARGIN, sheet.y + 8, name, BOLD)
    if until is not None:
        words = (
            "informative to the last month"
            if until.informative
            else f"no more than climatology beyond month {until.month}"
        )
        sheet.text(RIGHT, sheet.y + 8, words, SMALL, "right")
    sheet.y += 18
    low, high = found.lines[0.1].min(), found.lines[0.9].max()
    room = 0.06 * (high - low)
    panel = Panel(sheet, simulation.months, (min(low - room, -0.5), max(high + room, 0.5)))
    xs = panel.xs(found.months)
    sheet.band(xs, panel.ys(found.lines[0.1]), panel.ys(found.lines[0.9]), colour, 0.16)
    if not np.isnan(found.low).any():
        sheet.band(xs, panel.ys(found.low), panel.ys(found.high), colour, 0.34)
    sheet.curve(xs, panel.ys(found.lines[0.5]), colour, 1.8)
    if until is not None and not until.informative:
        x = panel.x(until.month)
        sheet.veil((x, RIGHT + 1), (panel.top - 1, panel.bottom + 1))
        sheet.line((x, x), (panel.top, panel.bottom), "ink2", 1.0, dashed=True)
    panel.frame([(0.0, "as usual"), (1.0, "warmer +1 SD"), (-1.0, "colder −1 SD")])
    sheet.y += 8


def _closed(sheet: Sheet, words: str) -> Figure:
    sheet.text(RIGHT, sheet.y + 6, words, SMALL, "right")
    sheet.y += 20
    return sheet.close()


def regime_picture(
    simulation: Simulation,
    known: Sequence[Horizon] | None = None,
    *,
    pair: str | None = None,
    title: str = "Regimes of the relationship",
    subtitle: str = "",
) -> Figure:
    """Draw the share of worlds in each regime, month by month, fading beyond the horizon.

    Args:
        simulation: the run.
        known: horizons (default: none is marked).
        pair: whose (default: the focus pair).
        title, subtitle: set above.
    """
    chosen = pair or pair_key("-".join(simulation.scenario.focus))
    with style():
        sheet = Sheet(title, subtitle)
        if chosen not in simulation.data["pair"]:
            return sheet.closed_with("No relation of this pair is declared.")
        found = regime_course(simulation, chosen)
        name = capital(pair_name(simulation.scenario, chosen))
        sheet.text(MARGIN, sheet.y + 8, name, BOLD)
        _regime_key(sheet, found.names)
        panel = Panel(sheet, simulation.months, (0.0, 1.0), 1.2 * PANEL)
        months = np.arange(1, simulation.months + 1)
        ends = np.concatenate(
            [np.zeros((simulation.months, 1)), found.shares[:, ::-1].cumsum(axis=1)], axis=1
        )
        for place, regime in enumerate(reversed(found.names)):
            edges = (panel.ys(ends[:, place]), panel.ys(ends[:, place + 1]))
            sheet.band(panel.xs(months), *edges, REGIME_COLOURS[regime], 1.0)
        until = next((h for h in known or () if (h.field, h.key) == ("regime", chosen)), None)
        if until is not None and not until.informative:
            sheet.veil((panel.x(until.month), RIGHT + 1), (panel.top - 1, panel.bottom + 1))
        panel.frame([(0.0, "no world"), (0.5, "half"), (1.0, "all worlds")])
        return _closed(sheet, "months after the scenario’s date")


def _regime_key(sheet: Sheet, names: Sequence[str]) -> None:
    sheet.y += 16
    x = MARGIN
    for name in names:
        words = REGIME_WORDS[name]
        sheet.box((x, x + 16), (sheet.y, sheet.y + 12), REGIME_COLOURS[name])
        sheet.text(x + 22, sheet.y + 11, words, SMALL)
        x += 42 + int(sheet.wide(words, SMALL))
    sheet.y += 30


def survival_picture(
    simulation: Simulation,
    found: Sequence[Survival] | None = None,
    *,
    title: str = "How long the treaties of today last",
    subtitle: str = "",
) -> Figure:
    """Draw for each treaty the share of worlds in which it has not ended.

    Args:
        simulation: the run.
        found: curves (default: of all agreements that have been concluded and not ended).
        title, subtitle: set above.
    """
    curves = survival(simulation) if found is None else found
    deals = {deal.id: deal for deal in structure(simulation.scenario).deals}
    with style():
        sheet = Sheet(title, subtitle)
        if not curves:
            return sheet.closed_with("No treaty is in force at the scenario’s date.")
        words = (
            "Line: share of worlds in which the treaty has not ended. Band: its range over draws. "
            "Upright: the month in which its term runs out. At the end: the range, of 100 worlds."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 6, words, pen=QUIET) + 6
        for place, curve in enumerate(curves):
            name = deal_name(simulation.scenario, deals[curve.deal], short=True)
            _survival_row(sheet, simulation, curve, capital(name), last=place == len(curves) - 1)
        return _closed(sheet, "months after the scenario’s date")


def _survival_row(
    sheet: Sheet, simulation: Simulation, curve: Survival, name: str, *, last: bool
) -> None:
    sheet.rule(sheet.y)
    sheet.y += 8
    panel = Panel(sheet, simulation.months, (0.0, 1.0), ROW)
    # A treaty ends within a month: the curve falls in steps.
    xs = panel.xs(np.repeat(curve.months, 2)[1:])
    alive, low, high = (np.repeat(v, 2)[:-1] for v in (curve.alive, curve.low, curve.high))
    sheet.paragraph(MARGIN, panel.top + 14, name, LEFT - MARGIN - 30, BOLD)
    if not np.isnan(low).any():
        sheet.band(xs, panel.ys(low), panel.ys(high), "ink2", 0.22)
    sheet.curve(xs, panel.ys(alive), "ink", 1.6)
    if curve.expires is not None and curve.expires <= simulation.months:
        x = panel.x(curve.expires)
        sheet.line((x, x), (panel.top, panel.bottom), "#a83f0b", 1.2, dashed=True)
    for value, words in ((0.0, "0"), (1.0, "all")):
        y = panel.y(value)
        sheet.line((LEFT, RIGHT), (y, y), "rule", behind=True)
        sheet.text(LEFT - 6, y + 4, words, SMALL, "right")
    ends = [hundred(float(v[-1])) for v in (curve.low, curve.high) if not np.isnan(v[-1])]
    words = "–".join(str(end) for end in dict.fromkeys(ends))
    sheet.text(RIGHT + 6, panel.y(float(curve.alive[-1])) + 4, words, SMALL)
    sheet.y = panel.bottom + 8
    if last:
        panel.frame([])

"""Pictures along the months: fans that fade, regimes as bands, survival of treaties, two worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from markupsafe import Markup

from detente.dynamics.deal_courses import Survival
from detente.dynamics.horizon import Horizon
from detente.dynamics.pair_courses import Fan
from detente.dynamics.phrases import REGIME_WORDS, capital, deal_name
from detente.report.svg import box, line, path, percent, picture, stretched, tag, text
from detente.report.words_ranges import month_after, month_date
from detente.report.words_runs import fan_label, panel_words, regime_label, side_name
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

#: From a value to its place from the top, 0 … 100.
Place: TypeAlias = Callable[[float], float]
#: Heights in pixels: of the drawing of a fan, of regimes, of a survival curve, of the axis below.
FAN_HEIGHT, REGIME_HEIGHT, CURVE_HEIGHT, AXIS = 180, 190, 74, 26
#: Room above the drawing for the words at its top.
TOP = 22
#: Fills of regimes from the best to the worst, by the number of rungs.
RUNGS = {
    2: ("g0", "g3"),
    3: ("g0", "g2", "g4"),
    4: ("g0", "g1", "g3", "g4"),
    5: ("g0", "g1", "g2", "g3", "g4"),
}
#: The picture of regimes: months end here (per cent), the bar of the long run begins there.
_MONTHS_END, _USUAL = 90.0, 93.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its headline and a line of words beside it."""

    title: str
    words: str
    picture: Markup


def years(scenario: Scenario, months: int) -> tuple[tuple[int, int], ...]:
    """Return (year, month of the run in which it begins) of the years inside a run."""
    found = []
    for month in range(1, months + 1):
        day = month_after(scenario, month)
        if day.month == 1:
            found.append((day.year, month))
    return tuple(found)


def axis(scenario: Scenario, months: int, y: float, end: float = 100.0) -> tuple[Markup, ...]:
    """Return the axis of the months: years where they begin."""
    shapes = [line(("0", percent(end)), (y, y), "z")]
    for year, month in years(scenario, months):
        place = end * month / months
        x = percent(place)
        shapes.append(line((x, x), (y, y + 4), "z"))
        anchor = " e" if place > 0.95 * end else " m" if place > 4 else ""
        shapes.append(text(str(year), x, y + 18, f"n t2{anchor}"))
    return tuple(shapes)


def fans(study: CourseStudy) -> tuple[Drawn, ...]:
    """Return the fans of both directions, on one scale."""
    ends = [values for one in study.fans for values in (one.lines[0.1], one.lines[0.9])]
    low, high = min(float(v.min()) for v in ends), max(float(v.max()) for v in ends)
    usual = [value for lines in study.usual.flow.values() for value in lines.values()]
    low, high = min(low, *usual, -0.5), max(high, *usual, 0.5)
    room = 0.13 * (high - low)  # for the words at both ends
    low, high = low - room, high + room
    return tuple(_fan(study, one, side + 1, (low, high)) for side, one in enumerate(study.fans))


def _fan(study: CourseStudy, found: Fan, side: int, ends: tuple[float, float]) -> Drawn:
    scenario, months = study.scenario, study.run.months
    until = next(h for h in study.horizons if (h.field, h.key) == ("flow", found.key))

    def at(value: float) -> float:
        return 100 * (ends[1] - value) / (ends[1] - ends[0])

    usual = study.usual.flow[found.key]
    curves = [
        _band(found.months, found.lines[0.1], found.lines[0.9], at, f"f{side}"),
        *_ignorance(found, at, side),
        path(((0, at(usual[0.9])), (months, at(usual[0.9]))), "us"),
        path(((0, at(usual[0.1])), (months, at(usual[0.1]))), "us"),
        path(((0, at(0)), (months, at(0))), "us d"),
    ]
    last = months if until.informative else until.month
    if last > 1:
        middle = found.lines[0.5][:last]
        curves.append(path(_points(found.months[:last], middle, at), f"md{side}"))
    shapes = [stretched(curves, width=months, y=TOP, height=FAN_HEIGHT)]
    shapes += _fade(until, months)
    shapes += [
        text("warmer", "0", TOP + 12, "n t2 hl"),
        text("colder", "0", TOP + FAN_HEIGHT - 5, "n t2 hl"),
        text("as usual", "100%", _pixel(at(0)) + 14, "n t2 e hl"),
        *axis(scenario, months, TOP + FAN_HEIGHT),
    ]
    label = fan_label(scenario, until, found.lines[0.1][-1], found.lines[0.9][-1], months)
    drawn = picture(shapes, label=label, height=TOP + FAN_HEIGHT + AXIS)
    return Drawn(side_name(scenario, found.key), panel_words(until, months), drawn)


def _pixel(place: float) -> float:
    return TOP + FAN_HEIGHT * place / 100


def _ignorance(found: Fan, at: Place, side: int) -> list[Markup]:
    if np.isnan(found.low).any():
        return []
    return [_band(found.months, found.low, found.high, at, f"ff{side}")]


def _points(months: Iterable[int], values: Iterable[float], at: Place) -> list[tuple[float, float]]:
    return [(float(m), at(float(v))) for m, v in zip(months, values, strict=True)]


def _band(
    months: Sequence[int] | np.ndarray, low: np.ndarray, high: np.ndarray, at: Place, class_: str
) -> Markup:
    upper, lower = _points(months, high, at), _points(months, low, at)
    return path([*upper, *reversed(lower)], class_, closed=True)


def _fade(
    until: Horizon, months: int, height: float = FAN_HEIGHT, end: float = 100.0
) -> list[Markup]:
    """Return the veil over the months that say no more than the long run, and where it begins."""
    if until.informative:
        return []
    place = end * until.month / months
    x = percent(place)
    words = "long run only" if end - place > 22 else ""
    return [
        box(x, TOP - 1, percent(end - place), height + 2, "veil"),
        line((x, x), (TOP - 14, TOP + height), "z d"),
        *([text(words, percent(place + 1), TOP - 6, "n t2")] if words else []),
    ]


def regimes(study: CourseStudy) -> Markup:
    """Return the share of worlds in each regime by month, and the long run at the right."""
    found, months = study.regimes, study.run.months
    fills = RUNGS[len(found.names)]
    until = next(h for h in study.horizons if h.field == "regime")
    ends = np.concatenate([np.zeros((months, 1)), found.shares.cumsum(axis=1)], axis=1)
    span = np.concatenate([[0], np.arange(1, months + 1)])
    bands = []
    for place, fill in enumerate(fills):
        low, high = (np.concatenate([e[:1], e]) for e in (ends[:, place], ends[:, place + 1]))
        points = [(float(m), 100 * float(v)) for m, v in zip(span, low, strict=True)]
        points += [(float(m), 100 * float(v)) for m, v in zip(span[::-1], high[::-1], strict=True)]
        bands.append(path(points, f"{fill} cut1", closed=True))
    width = months * 100 / _MONTHS_END
    shapes = [stretched(bands, width=width, y=TOP, height=REGIME_HEIGHT)]
    shapes += _fade(until, months, REGIME_HEIGHT, _MONTHS_END)
    begin = 0.0
    for place, fill in enumerate(fills):
        size = REGIME_HEIGHT * float(study.usual.regimes[place])
        shapes.append(
            box(percent(_USUAL), TOP + begin, percent(100 - _USUAL), size, f"{fill} cut1")
        )
        begin += size
    shapes += axis(study.scenario, months, TOP + REGIME_HEIGHT, _MONTHS_END)
    shapes.append(text("long run", "100%", TOP - 7, "n t2 e"))
    return picture(shapes, label=regime_label(study), height=TOP + REGIME_HEIGHT + AXIS)


def regime_key(study: CourseStudy) -> tuple[tuple[str, str], ...]:
    """Return (fill, name) of every regime, best first."""
    names = study.regimes.names
    return tuple(
        (fill, capital(REGIME_WORDS[name]))
        for fill, name in zip(RUNGS[len(names)], names, strict=True)
    )


def survivals(study: CourseStudy) -> tuple[Drawn, ...]:
    """Return the survival curve of every treaty that stands at the date."""
    return tuple(_survival(study, found) for found in study.survival)


def _survival(study: CourseStudy, found: Survival) -> Drawn:
    scenario, months = study.scenario, study.run.months
    name = capital(deal_name(scenario, study.deal(found.deal), short=True))

    def at(value: float) -> float:
        return 100 * (1 - value)

    curves = []
    if not np.isnan(found.low).any():
        curves.append(_band(found.months, found.low, found.high, at, "gs"))
    curves.append(path(_points(found.months, found.alive, at), "mdk"))
    shapes = [stretched(curves, width=months, y=TOP, height=CURVE_HEIGHT)]
    words = "No end date"
    if found.expires is not None:
        words = f"Term ends {month_date(scenario, found.expires)}"
        if 0 < found.expires <= months:
            x = percent(100 * found.expires / months)
            shapes.append(line((x, x), (TOP - 4, TOP + CURVE_HEIGHT), "ki w d"))
    shapes += [
        text("all worlds", "0", TOP - 7, "n t2"),
        text("none", "0", TOP + CURVE_HEIGHT - 4, "n t2 hl"),
        *axis(scenario, months, TOP + CURVE_HEIGHT),
    ]
    last = "in " + _end_words(found)
    label = f"{name}: still standing in the last month {last}. {words}"
    drawn = picture(shapes, label=label, height=TOP + CURVE_HEIGHT + AXIS)
    return Drawn(name, words, drawn)


def _end_words(found: Survival) -> str:
    low, high = (
        (round(10 * float(v)) for v in (found.low[-1], found.high[-1]))
        if not np.isnan(found.low[-1])
        else (round(10 * float(found.alive[-1])),) * 2
    )
    return f"{low} of ten worlds" if low == high else f"{low} to {high} of ten worlds"


def strip(regime: np.ndarray, names: Sequence[str], y: float, height: float) -> Markup:
    """Return one world as a strip: each month in the fill of its regime."""
    fills = RUNGS[len(names)]
    codes = [int(code) for code in regime]
    shapes, begin = [], 0
    for month in range(1, len(codes) + 1):
        if month == len(codes) or codes[month] != codes[begin]:
            shapes.append(
                tag(
                    "rect",
                    class_=fills[codes[begin]],
                    x=begin,
                    y=0,
                    width=month - begin,
                    height=100,
                )
            )
            begin = month
    return stretched(shapes, width=len(codes), y=y, height=height)

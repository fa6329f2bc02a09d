"""Two worlds as strips: each month in the fill of its regime, with what strikes both."""

from __future__ import annotations

from markupsafe import Markup

from detente.dynamics.parting import Parting, Path
from detente.dynamics.phrases import REGIME_WORDS
from detente.report.svg import line, percent, picture, text
from detente.report.svg_months import axis, strip
from detente.report.words_worlds import regime_at
from detente.scenario.model import Scenario

_TITLE, _MARKS, _STRIP, _GAP = 18, 18, 30, 18
#: Marks of what happens, by its kind.
MARKS = {"leader": "◆", "shock": "▾", "summit": "○"}


def worlds(scenario: Scenario, found: Parting) -> Markup:
    """Return both worlds, the typical one above, with the month in which they part."""
    months = len(found.typical.regimes)
    shapes: list[Markup] = []
    y = 0.0
    for name, path in (("Typical world", found.typical), ("Opposite world", found.opposite)):
        shapes.append(text(name, "0", y + 14, "b"))
        y += _TITLE
        shapes += _marks(path, months, y + 13)
        if found.month is not None:
            x = percent(100 * (found.month - 1) / months)
            shapes.append(line((x, x), (y + 2, y + _MARKS + _STRIP), "ki"))
        y += _MARKS
        shapes.insert(0, strip(path.regimes, found.names, y, _STRIP))
        y += _STRIP + _GAP
    y -= _GAP
    shapes += axis(scenario, months, y)
    return picture(shapes, label=label(found), height=round(y) + 24)


def _marks(path: Path, months: int, y: float) -> list[Markup]:
    return [
        text(MARKS[one.kind], percent(100 * (one.month - 0.5) / months), y, "n m")
        for one in path.happenings
        if one.kind in MARKS
    ]


def label(found: Parting) -> str:
    """Return the reading of the picture in words."""
    first = REGIME_WORDS[found.names[int(found.typical.regimes[0])]]
    if found.month is None:
        return f"Both worlds begin in {first} and end in the same camp"
    here, there = (regime_at(found, typical=which) for which in (True, False))
    return (
        f"The typical world begins in {first}; from month {found.month} on it is in {here}, the "
        f"opposite one in {there}"
    )

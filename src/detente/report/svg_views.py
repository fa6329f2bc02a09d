"""Viewpoints side by side: one panel an outcome, one row a viewpoint, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from detente.dynamics.headlines import Headline
from detente.dynamics.phrases import hundred
from detente.dynamics.ranges import Range
from detente.dynamics.viewing import View
from detente.report.svg import Scale, disc, line, picture, scenery, text
from detente.report.words_ranges import signed, span_words
from detente.report.words_views import chosen, outcome_name, view_name
from detente.study_courses import CourseStudy

HEIGHT = 26
_UNITS = {"flow": "0: as usual"}


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One viewpoint: name, picture, range in figures."""

    name: str
    picture: Markup
    words: str
    declared: bool


@dataclass(frozen=True, slots=True)
class ViewPanel:
    """One outcome."""

    title: str
    unit: str
    head: Markup
    rows: tuple[ViewRow, ...]
    sample: Markup | None


def panels(study: CourseStudy) -> tuple[ViewPanel, ...]:
    """Return one panel an outcome."""
    return tuple(_panel(study, headline) for headline in chosen(study))


def _panel(study: CourseStudy, headline: Headline) -> ViewPanel:
    found = study.views
    every = (found.declared, *found.viewpoints)
    scale = _scale(headline, [view.outcomes[headline.id] for view in (*every, *found.sample)])
    rows = tuple(
        ViewRow(
            name := view_name(study.scenario, view),
            _row(view.outcomes[headline.id], scale, name, declared=view.viewpoint is None),
            _figures(headline, view.outcomes[headline.id]),
            view.viewpoint is None,
        )
        for view in every
    )
    unit = "of 100 worlds" if headline.unit == "chance" else "of 100 months"
    return ViewPanel(
        title=outcome_name(study.scenario, headline),
        unit=unit if headline.kind == "share" else _UNITS.get(headline.id, headline.unit),
        head=_head(headline, scale),
        rows=rows,
        sample=_sample(found.sample, headline, scale) if found.sample else None,
    )


def _scale(headline: Headline, ranges: list[Range]) -> Scale:
    if headline.kind == "share":
        return Scale(-0.03, 1.03)
    ends = [x for one in ranges for x in ((one.low, one.high) if one.told else (one.mean,))]
    return Scale.around(ends)


def _head(headline: Headline, scale: Scale) -> Markup:
    if headline.kind == "share":
        left, right = ("no world", "all") if headline.unit == "chance" else ("no month", "all")
        shapes = [text(left, scale.at(0), 18, "n t2"), text(right, scale.at(1), 18, "n t2 e")]
    else:
        less, more = ("colder", "warmer") if headline.id == "flow" else ("less", "more")
        shapes = [text(f"◂ {less}", "0", 18, "n t2"), text(f"{more} ▸", "100%", 18, "n t2 e")]
    return scenery(shapes, height=24)


def _row(found: Range, scale: Scale, name: str, *, declared: bool) -> Markup:
    middle = HEIGHT / 2
    shapes = []
    if scale.low < 0 < scale.high:
        shapes.append(line((scale.at(0), scale.at(0)), ("0", "100%"), "g d"))
    if found.told:
        shapes.append(line((scale.at(found.low), scale.at(found.high)), (middle, middle), "ki w"))
    shapes.append(disc(scale.at(found.mean), middle, 4.5, "ok" if declared else "k"))
    return picture(shapes, label=f"{name}: {_ends(found)}", height=HEIGHT)


def _sample(sample: tuple[View, ...], headline: Headline, scale: Scale) -> Markup:
    middle = HEIGHT / 2
    means = [view.outcomes[headline.id].mean for view in sample]
    shapes = [line((scale.at(min(means)), scale.at(max(means))), (middle, middle), "z")]
    shapes += [disc(scale.at(mean), middle, 3, "k2") for mean in means]
    label = (
        f"{len(means)} settings of all switches: means from {min(means):.2f} to {max(means):.2f}"
    )
    return picture(shapes, label=label.replace("-", "−"), height=HEIGHT)


def _ends(found: Range) -> str:
    low, high = (found.low, found.high) if found.told else (found.mean, found.mean)
    return f"from {signed(low, 2)} to {signed(high, 2)}"


def _figures(headline: Headline, found: Range) -> str:
    if headline.kind == "share":
        return span_words(found) if found.told else str(hundred(found.mean))
    if not found.told:
        return signed(found.mean)
    return f"{signed(found.low)} to {signed(found.high)}"

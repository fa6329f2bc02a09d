"""What matters most, as pictures: contrasts as small bars, chance against ignorance."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from detente.dynamics.contrasts import Contrast
from detente.dynamics.variance import Split
from detente.report.svg import Scale, bar, box, disc, line, percent, picture, scenery, text
from detente.report.words_matters import HEADS, MOST, effects, ranked, row_name, shown
from detente.report.words_runs import split_words
from detente.report.words_views import outcome_name
from detente.study_courses import CourseStudy

HEIGHT = 30
_KINDS = {"cut": "loop cut", "switch": "answer taken", "leader": "drive taken away"}


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """One change: what it is, its effects drawn, which sort it is."""

    name: str
    kind: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One outcome: share of its spread that is ignorance."""

    name: str
    picture: Markup
    words: str


def head(study: CourseStudy) -> Markup:
    """Return the names of the outcomes above their columns."""
    names = shown(study)
    wide = 100 / max(len(names), 1)
    return scenery(
        (
            text(HEADS[name], percent(wide * (place + 0.5)), 14, "m n t2")
            for place, name in enumerate(names)
        ),
        height=20,
    )


def contrast_rows(study: CourseStudy) -> tuple[ContrastRow, ...]:
    """Return the largest contrasts."""
    names = shown(study)
    found = ranked(study)[:MOST]
    largest = max((abs(e.size) for one in found for e in effects(one, names)), default=1.0) or 1.0
    return tuple(_row(one, names, largest) for one in found)


def _row(found: Contrast, names: tuple[str, ...], largest: float) -> ContrastRow:
    wide = 100 / len(names)
    middle = HEIGHT / 2
    shapes, label = [], []
    for place, effect in enumerate(effects(found, names)):
        centre = wide * (place + 0.5)
        shapes.append(line((percent(centre), percent(centre)), ("0", "100%"), "z"))
        if not effect.clear:
            shapes.append(disc(percent(centre), middle, 1.8, "k2"))
            label.append(f"{HEADS[names[place]]}: nothing that stands out")
            continue
        size = 0.46 * wide * effect.size / largest
        left = centre + min(size, 0.0)
        fill = "k" if effect.size > 0 else "kh"
        shapes.append(box(percent(left), middle - 6, percent(max(abs(size), 0.3)), 12, fill))
        label.append(f"{HEADS[names[place]]}: {'more' if effect.size > 0 else 'less'}")
    name = row_name(found)
    drawn = picture(shapes, label=f"{name}. {'; '.join(label)}", height=HEIGHT)
    return ContrastRow(name, _KINDS.get(found.kind, ""), drawn)


def split_rows(study: CourseStudy) -> tuple[SplitRow, ...]:
    """Return the outcomes that vary, the share of ignorance as a bar."""
    return tuple(
        _split(study, split)
        for split in study.splits
        if split.share == split.share and split.headline.kind != "wait"
    )


def _split(study: CourseStudy, found: Split) -> SplitRow:
    scale = Scale(0.0, 1.0)
    middle = HEIGHT / 2
    low, high = (min(max(found.share + s * 2 * found.error, 0.0), 1.0) for s in (-1, 1))
    shapes = [
        box("0", middle - 6, "100%", 12, "tn2"),
        bar(scale, 0.0, found.share, middle - 6, 12, "k"),
        line((scale.at(low), scale.at(high)), (middle, middle), "ki w"),
        line(("50%", "50%"), ("0", "100%"), "g d"),
    ]
    name = outcome_name(study.scenario, found.headline)
    words = split_words(found.share, found.error)
    return SplitRow(name, picture(shapes, label=f"{name}: {words}", height=HEIGHT), words)

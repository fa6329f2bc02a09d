"""Pictures of the evidence: two bars, doubled widths, and where coders differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.interests.verdicts import Verdict
from detente.library.conventions import conventions
from detente.report.lexicon import issue_label, share_words
from detente.report.places import place_words, plain
from detente.report.svg import Scale, disc, line, percent, picture, scenery, tag, text
from detente.report.words_interests import CELLS
from detente.scenario.model import Scenario
from detente.scenario.quantities import Quantity

#: Fill of each part of a bar, from firm to nothing.
SUPPORT_FILLS = {"stated": "k", "inferred": "k2", "background": "kh", "none": "tn2"}
VALUE_FILLS = {"measured": "k", "fitted": "k2", "judged": "kh", "assumed": "tn2"}
#: How many quantities on which coders differ are shown.
MOST_CODED = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    name: str
    count: int
    fill: str


@dataclass(frozen=True, slots=True)
class WidthRow:
    """One verdict, as declared and with widths doubled."""

    name: str
    picture: Markup
    words: str
    share: str


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One quantity that several coders coded."""

    name: str
    picture: Markup
    words: str


def parts(
    counts: Mapping[str, int], fills: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return the parts of a bar with their words."""
    return tuple(Part(words[name], counts[name], fills[name]) for name in fills)


def share_bar(label: str, found: Sequence[Part], height: int = 30) -> Markup:
    """Return a bar whose parts add up to the whole."""
    total = sum(part.count for part in found) or 1
    shapes, left = [], 0.0
    for part in found:
        width = 100 * part.count / total
        if part.count:
            shapes.append(
                tag(
                    "rect",
                    class_=f"{part.fill} cut",
                    x=percent(left),
                    width=percent(width),
                    y=4,
                    height=height - 8,
                )
            )
        left += width
    words = ", ".join(f"{part.name} {part.count}" for part in found)
    return picture(shapes, label=f"{label}: {words}", height=height)


def widths_head() -> Markup:
    """Return the names of the two lines of decision."""
    declared = conventions()
    scale = Scale(0, 1)
    return scenery(
        [
            text("probably", scale.at(declared["leaning_share"]), 24, "n t2 m"),
            text("settled", scale.at(declared["settled_share"]), 24, "n t2 m"),
        ],
        height=30,
    )


def width_rows(scenario: Scenario, verdicts: Sequence[Verdict]) -> tuple[WidthRow, ...]:
    """Return how often each verdict holds as declared and with widths doubled."""
    declared = conventions()
    scale = Scale(0, 1)
    made = []
    for found in verdicts:
        shapes = [
            line((scale.at(declared[name]),) * 2, (0, "100%"), "z d")
            for name in ("leaning_share", "settled_share")
        ]
        shapes += [
            line((scale.at(found.share), scale.at(found.share_widened)), (19, 19), "ki w"),
            disc(scale.at(found.share_widened), 19, 4.5, "ok"),
            disc(scale.at(found.share), 19, 5, "k"),
        ]
        words = _width_words(found)
        name = issue_label(scenario, found.issue)
        made.append(
            WidthRow(
                name,
                picture(shapes, label=f"{name}: {words}", height=38),
                words,
                f"“{CELLS[found.category]}” {share_words(found.share, found.share_widened)}",
            )
        )
    return tuple(made)


def _width_words(found: Verdict) -> str:
    if found.firmness == "open":
        return "cannot be told"
    floor = conventions()["leaning_share"]
    return "stands" if found.share_widened >= floor else "falls with doubled widths"


def coded_rows(scenario: Scenario) -> tuple[CodedRow, ...]:
    """Return the quantities on which coders differ most, relative to the allowed range."""
    several = [q for q in scenario.quantities.values() if len(q.provenance.coded) > 1]
    ranked = sorted(several, key=_disagreement, reverse=True)[:MOST_CODED]
    return tuple(_coded(scenario, quantity) for quantity in ranked if _disagreement(quantity) > 0)


def _disagreement(quantity: Quantity) -> float:
    codes = quantity.provenance.coded
    return (max(codes) - min(codes)) / (quantity.kind.high - quantity.kind.low)


def _coded(scenario: Scenario, quantity: Quantity) -> CodedRow:
    scale = Scale(quantity.kind.low, quantity.kind.high)
    codes = quantity.provenance.coded
    shapes = [
        line((0, "100%"), (13, 13), "g"),
        line((_inner(scale, min(codes)), _inner(scale, max(codes))), (13, 13), "ki w"),
        *(disc(_inner(scale, code), 13, 4.5, "ok") for code in codes),
    ]
    words = ", ".join(plain(code) for code in codes)
    name = place_words(scenario, quantity.address)
    return CodedRow(name, picture(shapes, label=f"{name}: coded {words}", height=26), words)


def _inner(scale: Scale, value: float) -> str:
    """Return a place that leaves room for half a disc at both ends."""
    return percent(2 + 0.96 * scale.place(value))

"""The picture of who stands with whom: what unites and what divides each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.report.lexicon import pair_label, share_words
from detente.report.svg import Scale, line, picture, tag
from detente.report.words_others import Closeness
from detente.scenario.model import Scenario

HEIGHT = 26


@dataclass(frozen=True, slots=True)
class ConvergenceRow:
    """One pair."""

    pair: str
    picture: Markup
    words: str
    share: str


def convergence_rows(scenario: Scenario, pairs: Sequence[Closeness]) -> tuple[ConvergenceRow, ...]:
    """Return one row for each pair that has a stake in common, the closest first."""
    met = [pair for pair in pairs if pair.meets]
    if not met:
        return ()
    # From the middle, what divides grows to the left and what unites to the right.
    reach = max(max(pair.convergence[2], pair.divergence[2]) for pair in met) * 1.04
    scale = Scale(-reach, reach)
    return tuple(
        ConvergenceRow(
            pair_label(scenario, pair.pair),
            _bars(scenario, pair, scale),
            pair.words,
            f"Closer than apart {share_words(pair.closer, None)}; "
            f"further apart {share_words(pair.apart, None)}.",
        )
        for pair in met
    )


def _bars(scenario: Scenario, pair: Closeness, scale: Scale) -> Markup:
    shapes = [line(("50%", "50%"), (0, "100%"), "z")]
    for values, sign, style in ((pair.divergence, -1, "kh"), (pair.convergence, 1, "k2")):
        low, middle, high = (sign * value for value in values)
        left, right = sorted((scale.place(0), scale.place(middle)))
        if right > left:
            shapes.append(
                tag(
                    "rect",
                    class_=style,
                    x=f"{left:.1f}%",
                    width=f"{right - left:.1f}%",
                    y=5,
                    height=12,
                )
            )
        if low != high:
            shapes.append(line((scale.at(low), scale.at(high)), (22, 22), "ki w"))
    return picture(shapes, label=f"{pair_label(scenario, pair.pair)}: {pair.words}", height=HEIGHT)

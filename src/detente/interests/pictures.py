"""Pictures of room `interests`: interests by issue, and who stands with whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from detente.interests.convergence import ConvergenceFindings
from detente.interests.mapping import InterestFindings
from detente.interests.sheet import (
    ACTOR_COLOURS,
    BODY,
    BOLD,
    HEAD,
    MARGIN,
    QUIET,
    SMALL,
    TOKENS,
    Array,
    Names,
    Pair,
    Pen,
    Range,
    Sheet,
    Track,
    style,
)
from detente.interests.verdicts import Failure, Verdict, firmness
from detente.library.conventions import conventions

#: Height of a row of two lanes; where the words at the end of a row begin; pairs at most.
_ROW, _BLOCKER_LEFT, _WORDS_LEFT, _MOST_PAIRS = 58.0, 676.0, 784.0, 60

GROUPS = {
    "lasting": "Both gain now and in the long run",
    "parts_later": "Both gain now; somebody loses later",
    "one_sided": "Only one side gains now",
    "none": "Neither side gains now",
    "open": "Cannot be told: the ranges are too wide",
}
#: Firmness of a finding as a reader meets it.
FIRMNESS = {"settled": "settled", "leaning": "probably", "open": "open"}


def spread(values: Array) -> Range:
    """Return the declared interval of values and their median: low, middle, high."""
    tail = 0.5 * (1 - conventions()["interval"])
    known = values[~np.isnan(values)]
    if not known.size:
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, [tail, 0.5, 1 - tail])
    return float(low), float(middle), float(high)


def label(key: str, names: Names | None = None) -> str:
    """Return the given name of an id, or the id as words, with a capital letter."""
    words = _spoken(key, names)
    return words[:1].upper() + words[1:]


def _spoken(key: str, names: Names | None) -> str:
    return (names or {}).get(key) or key.replace("_", " ").title()


def possessive(name: str) -> str:
    """Return `Russia’s`, `United States’`."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def colours(pair: Pair, principals: Iterable[str]) -> dict[str, str]:
    """Return a colour for each principal, the focus pair first; past the last one all are grey."""
    order = dict.fromkeys((*pair, *principals))
    spare = [TOKENS["ink2"]] * len(order)
    return dict(zip(order, (*ACTOR_COLOURS, *spare), strict=False))


def blocker_words(failure: Failure | None, actors: Names | None = None) -> str:
    """Say in a few words what stands in the way of a deal, and how firmly that is found."""
    if failure is None:
        return "Nothing known in most draws"
    whose = _spoken(failure.actor, actors)
    others = [_spoken(other, actors) for other in failure.others]
    words = {
        "gain": f"too little gain at hand for {whose}",
        "horizon": f"later loss, already counted by {whose}",
        "ally": f"{possessive(whose)} duty to {listed(others)}",
        "consent": f"consent of {whose}",
        "home": f"{listed(others)} ({whose})" if others else f"home hurdle of {whose}",
    }[failure.condition]
    firm = firmness(failure.share or 0.0, failure.share_widened or 0.0)
    said = {"settled": "", "leaning": "probably ", "open": "not settled; most often "}[firm] + words
    return said[:1].upper() + said[1:]


def listed(words: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def pair_of(findings: InterestFindings, pair: Pair | None) -> Pair:
    """Return the given pair, else that of the first drive, else that of the first verdict."""
    if pair is not None:
        return pair
    actors = tuple(dict.fromkeys(drive.actor for drive in findings.drives))
    if len(actors) == 2:
        return actors[0], actors[1]
    return findings.verdicts[0].pair if findings.verdicts else ("", "")


def verdicts_of(findings: InterestFindings, pair: Pair) -> list[Verdict]:
    """Return the verdicts on one pair by group, the firmest first."""
    found = [verdict for verdict in findings.verdicts if set(verdict.pair) == set(pair)]
    return sorted(found, key=lambda v: (list(GROUPS).index(group_of(v)), -v.share))


def group_of(verdict: Verdict) -> str:
    """Return the group of a verdict: its category, or open."""
    return "open" if verdict.firmness == "open" else verdict.category


def interests_picture(
    findings: InterestFindings,
    pair: Pair | None = None,
    *,
    actors: Names | None = None,
    issues: Names | None = None,
    spoken: Names | None = None,
    title: str = "What a deal is worth to each side, now and in the long run",
    subtitle: str = "",
) -> Figure:
    """Draw issues as rows: worth now, as weighed and in the long run, and what blocks a deal.

    Args:
        findings: of `map_interests`.
        pair: whose (default: the pair of the first drive, else of the first verdict).
        actors, issues: labels by id (default: the ids as words).
        spoken: actors as the words at the end of a row name them (default: `actors`).
        title, subtitle: set above, or left out when empty.
    """
    sides = pair_of(findings, pair)
    found = verdicts_of(findings, sides)
    paint = colours(sides, ())
    worth = {(v.issue, a): worth_ranges(findings, a, v.issue) for v in found for a in sides}
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        track = Track.around_zero(216, 656, (x for cell in worth.values() for r in cell for x in r))
        _interests_key(sheet, track, [(label(a, actors), paint[a]) for a in sides])
        group = None
        for verdict in found:
            if group_of(verdict) != group:
                group = group_of(verdict)
                sheet.y += 26
                sheet.text(MARGIN, sheet.y, GROUPS[group], HEAD)
                sheet.y += 8
            lanes = [(worth[verdict.issue, actor], paint[actor]) for actor in sides]
            name = label(verdict.issue, issues)
            _interests_row(
                sheet, track, verdict, name, blocker_words(verdict.blocker, spoken or actors)
            )
            _lanes(sheet, track, lanes)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def worth_ranges(findings: InterestFindings, actor: str, issue: str) -> tuple[Range, Range, Range]:
    """Return the worth of a deal to one side: now, as weighed, in the long run."""
    cell = findings.data.sel(actor=actor, issue=issue)
    return spread(cell.now.values), spread(cell.weighed.values), spread(cell.long_run.values)


def _interests_key(sheet: Sheet, track: Track, sides: Sequence[tuple[str, str]]) -> None:
    """Set the line that says how to read a row, and the heads of the columns."""
    x = MARGIN + 6.0
    for place, (name, colour) in enumerate(sides):
        sheet.box(
            (x + 12, x + 46), (sheet.y - 11, sheet.y + 3), colour, hatched=place > 0, pale=True
        )
        sheet.arrow((x, x + 34), sheet.y - 4, colour)
        sheet.disc(x, sheet.y - 4, 5, colour, fill=False)
        words = f"{name} ({'lower' if place else 'upper'} lane)"
        sheet.text(x + 54, sheet.y, words, Pen(13, True, colour))
        x += 84 + sheet.wide(words, BOLD)
    reading = (
        "Ring: now, its range a thin line. Arrowhead: long run, its range a band. "
        "Upright tick: as weighed at the government’s own horizon. Under each issue: how firmly "
        "its group is found."
    )
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 22, reading, pen=QUIET) + 14
    zero = track.at(0)
    for words, x in (("← costs the side", zero - 8), ("serves the side →", zero + 8)):
        wide = sheet.wide(words, SMALL)
        start = x - wide if x < zero else x
        # A scale with almost everything on one side of zero has no room for both.
        if start >= track.left - 40 and start + wide <= track.right + 40:
            sheet.text(start, sheet.y, words, SMALL)
    sheet.text(_BLOCKER_LEFT, sheet.y, "What blocks it", SMALL)


def _interests_row(sheet: Sheet, track: Track, verdict: Verdict, name: str, blocker: str) -> None:
    """Set the words of a row, its ground and its zero line."""
    top = sheet.y
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 23, name, track.left - MARGIN - 8, Pen(14, True))
    firm = FIRMNESS[verdict.firmness]
    dot = {"settled": 4.0, "leaning": 2.0, "open": 0.0}[verdict.firmness]
    sheet.disc(MARGIN + 5, below - 4, 4, "ink2", fill=False)
    if dot:
        sheet.disc(MARGIN + 5, below - 4, dot, "ink2")
    sheet.text(MARGIN + 15, below, firm, SMALL)
    words = sheet.paragraph(_BLOCKER_LEFT, top + 23, blocker)
    sheet.y = max(below + 10, words - 8, top + _ROW)
    sheet.box((track.at(0), track.right), (top, sheet.y), "tint")
    sheet.line((track.at(0), track.at(0)), (top, sheet.y), "rule2")


def _lanes(
    sheet: Sheet, track: Track, lanes: Sequence[tuple[tuple[Range, Range, Range], str]]
) -> None:
    """Draw the worth to two sides into the row that ends at the sheet's present place."""
    for place, ((now, weighed, long_run), colour) in enumerate(lanes):
        y = sheet.y - _ROW + 18 + 20 * place
        low, high = track.at(long_run[0]), track.at(long_run[2])
        sheet.box((low, high), (y - 7, y + 7), colour, hatched=place > 0, pale=True)
        sheet.line((track.at(now[0]), track.at(now[2])), (y, y), colour, 1)
        sheet.arrow((track.at(now[1]), track.at(long_run[1])), y, colour)
        tick = track.at(weighed[1])
        sheet.line((tick, tick), (y - 8, y + 8), colour, 1.6)
        sheet.disc(track.at(now[1]), y, 5, colour, fill=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair stands: ranges of convergence and divergence, shares of draws, and words."""

    pair: Pair
    convergence: Range
    divergence: Range
    closer: float
    apart: float
    words: str


def standings(findings: ConvergenceFindings) -> list[Standing]:
    """Return every pair, from the closest to the farthest apart."""
    found = []
    actors = [str(actor) for actor in findings.data.actor.values]
    for one, other in combinations(actors, 2):
        cell = findings.data.sel(actor=one, other=other)
        agree, oppose = cell.convergence.values, cell.divergence.values
        closer, apart = float((agree > oppose).mean()), float((oppose > agree).mean())
        words = "together" if closer >= apart else "apart"
        firm = firmness(max(closer, apart), max(closer, apart))
        said = "unclear" if firm == "open" else words if firm == "settled" else f"probably {words}"
        found.append(Standing((one, other), spread(agree), spread(oppose), closer, apart, said))
    return sorted(found, key=lambda s: s.divergence[1] - s.convergence[1])


def convergence_picture(
    findings: ConvergenceFindings,
    pair: Pair | None = None,
    *,
    actors: Names | None = None,
    title: str = "Who stands with whom",
    subtitle: str = "",
) -> Figure:
    """Draw pairs ranked by convergence: to the right what joins them, to the left what divides.

    Args:
        findings: of `converge`.
        pair: set in bold.
        actors: labels by id (default: the ids as words).
        title, subtitle: set above, or left out when empty.
    """
    every = standings(findings)
    found = [standing for standing in every if standing.closer + standing.apart > 0]
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with("No pair takes sides on the same issue.")
        low, high = (max(getattr(s, n)[2] for s in found) for n in ("divergence", "convergence"))
        track = Track.around_zero(296, 760, (-low, high))
        zero = track.at(0)
        reading = "Bar: the middle of the draws. Line: its range. Hatched: what divides. In words: "
        sheet.y = sheet.paragraph(
            MARGIN, sheet.y, reading + "which of the two is larger.", pen=QUIET
        )
        sheet.y += 14
        sheet.text(zero - 8, sheet.y, "← divides", SMALL, "right")
        sheet.text(zero + 8, sheet.y, "joins →", SMALL)
        sheet.y += 8
        for standing in found[:_MOST_PAIRS]:
            pen = BOLD if pair and set(standing.pair) == set(pair) else BODY
            _standing_row(sheet, track, standing, [label(a, actors) for a in standing.pair], pen)
        sheet.rule(sheet.y)
        if missing := len(every) - len(found[:_MOST_PAIRS]):
            words = (
                f"Not shown: {missing} more pairs, mostly without a side taken on a common issue."
            )
            sheet.y = sheet.paragraph(MARGIN, sheet.y + 20, words, pen=SMALL) - 14
        sheet.y += 12
        return sheet.close()


def _standing_row(
    sheet: Sheet, track: Track, standing: Standing, names: Sequence[str], pen: Pen
) -> None:
    top, middle, zero = sheet.y, sheet.y + 13, track.at(0)
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 18, " and ".join(names), 254, pen)
    for value, sign in ((standing.divergence, -1), (standing.convergence, 1)):
        ends = sorted((zero, track.at(sign * value[1])))
        bar = (ends[0], ends[1]), (middle - 6, middle + 6)
        sheet.box(*bar, "rule2" if sign > 0 else "ink2", hatched=sign < 0)
        if value[2] > 0:
            xs = track.at(sign * value[0]), track.at(sign * value[2])
            sheet.line(xs, (middle, middle), "ink", 1.2)
    sheet.text(_WORDS_LEFT, top + 18, standing.words, pen)
    sheet.y = max(top + 26, below - 8)
    sheet.line((zero, zero), (top, sheet.y), "rule2")

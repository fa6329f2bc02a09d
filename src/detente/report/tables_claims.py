"""The matrix of claims and viewpoints, the card of one claim, and the table of all."""

from __future__ import annotations

from dataclasses import dataclass

from detente.claims.dividing import instructive, spread
from detente.claims.findings import ClaimFinding, ClaimFindings, ViewCell
from detente.dynamics.phrases import viewpoint_name
from detente.report.lexicon import cite_words, upper_first
from detente.report.words_claims import (
    card_sentences,
    hinge_words,
    tells,
    verdict_words,
)

#: Claims that the matrix shows at most.
MOST_CLAIMS = 12
#: Cell → glyph of the page; never asked is a dash.
GLYPHS = {
    "holds": "lasting",
    "depends": "parts_later",
    "fails": "ring",
    "silent": "q",
    "never asked": "none",
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A claim under one viewpoint."""

    viewpoint: str
    glyph: str
    word: str
    own: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One claim: what it says, whose it is, its cells, verdict and hinge."""

    id: str
    statement: str
    author: str
    cells: tuple[MatrixCell, ...]
    verdict: str
    hinge: str


@dataclass(frozen=True, slots=True)
class Card:
    """One claim, debugged."""

    statement: str
    author: str
    cited: str
    entries: tuple[tuple[str, tuple[str, ...]], ...]
    full: bool


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """One claim in the table of all."""

    id: str
    statement: str
    cited: str
    kind: str
    verdict: str
    hinge: str
    failing: str


def shown(found: ClaimFindings) -> tuple[ClaimFinding, ...]:
    """Return the claims of the matrix: those that count, most disagreement first."""
    counting = [one for one in found.claims if tells(one)]
    return tuple(sorted(counting, key=spread, reverse=True)[:MOST_CLAIMS])


def matrix(found: ClaimFindings) -> tuple[MatrixRow, ...]:
    """Return the rows of the matrix."""
    scenario = found.scenario
    return tuple(
        MatrixRow(
            one.id,
            one.statement.replace("'", "’"),
            viewpoint_name(scenario, one.viewpoint),
            tuple(_cell(found, view) for view in one.views),
            verdict_words(one),
            hinge_words(scenario, one),
        )
        for one in shown(found)
    )


def _cell(found: ClaimFindings, view: ViewCell) -> MatrixCell:
    name = viewpoint_name(found.scenario, view.viewpoint)
    return MatrixCell(name, GLYPHS[view.cell], view.cell, view.own)


def card(found: ClaimFindings) -> Card | None:
    """Return the claim that was debugged in full, else the one that teaches most; or None."""
    debugged = [one for one in found.claims if one.needs is not None or one.reversal is not None]
    best = instructive(tuple(debugged) or found.claims)
    if best is None:
        return None
    scenario = found.scenario
    return Card(
        best.statement.replace("'", "’"),
        viewpoint_name(scenario, best.viewpoint),
        cite_words(scenario.content.claims[best.id].citations),
        card_sentences(scenario, best),
        bool(debugged),
    )


def every_claim(found: ClaimFindings) -> tuple[ListedClaim, ...]:
    """Return all claims that were tested."""
    scenario = found.scenario
    return tuple(
        ListedClaim(
            one.id,
            one.statement.replace("'", "’"),
            cite_words(scenario.content.claims[one.id].citations),
            one.kind,
            f"{verdict_words(one)}" if one.verdict != "never asked" else "Never asked",
            upper_first(one.reason) if one.reason else hinge_words(scenario, one),
            _failing(one),
        )
        for one in found.claims
        if one.verdict != "outside the model"
    )


def _failing(one: ClaimFinding) -> str:
    return "" if one.can_fail is None else f"{one.can_fail.settings} of {one.can_fail.of}"


def outside(found: ClaimFindings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the claims outside the model by reason: the reason, and what they say."""
    groups: dict[str, list[str]] = {}
    for one in found.having("outside the model"):
        groups.setdefault(upper_first(one.reason), []).append(one.statement.replace("'", "’"))
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple((reason, tuple(statements)) for reason, statements in ordered)

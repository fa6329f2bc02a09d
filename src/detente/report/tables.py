"""What the tables of the report hold: pairs, quarrels, movers, quantities, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.interests.movers import Mover
from detente.interests.verdicts import Failure, Verdict
from detente.library.facts import CheckedFact
from detente.report.lexicon import (
    cite_words,
    deal_words,
    issue_label,
    names,
    pair_label,
    share_words,
    source_words,
    upper_first,
)
from detente.report.places import place_words, value_words
from detente.report.sentences import likely
from detente.report.words_blockers import row_words
from detente.report.words_course import viewpoint_words
from detente.report.words_interests import CELLS
from detente.report.words_others import quarrel_sentence
from detente.scenario.model import Scenario
from detente.scenario.viewpoints import Quarrel

#: What a number without a citation rests on.
_SUPPORTED = {
    "stated": "stated",
    "inferred": "inferred",
    "background": "background fact",
    "none": "no source",
}
#: How many inputs are named as carrying the findings of the first page.
MOST_CARRIERS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict in the map: glyph, word, and whether only probable."""

    glyph: str
    word: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One verdict in full."""

    issue: str
    verdict: str
    share: str
    loses: str
    movers: str
    blocker: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair: its cells by issue, and its details."""

    pair: str
    focus: bool
    cells: tuple[Cell | None, ...]
    details: tuple[Detail, ...]

    @property
    def tells(self) -> bool:
        """Whether anything can be told about the pair."""
        return any(cell is not None and cell.glyph != "q" for cell in self.cells)


def verdict_cell(found: Verdict) -> Cell:
    """Return how the map shows a verdict."""
    if found.firmness == "open":
        return Cell("q", "open")
    word = CELLS[found.category]
    return Cell(found.category, f"{likely(found.firmness)}{word}")


def pair_rows(scenario: Scenario, verdicts: Sequence[Verdict]) -> tuple[PairRow, ...]:
    """Return every pair with its verdicts, the focus pair first."""
    by_pair: dict[frozenset[str], dict[str, Verdict]] = {}
    for found in verdicts:
        by_pair.setdefault(frozenset(found.pair), {})[found.issue] = found
    focus = frozenset(scenario.focus)
    order = sorted(by_pair, key=lambda pair: pair != focus)
    return tuple(
        PairRow(
            pair_label(scenario, next(iter(by_pair[pair].values())).pair),
            pair == focus,
            tuple(
                verdict_cell(by_pair[pair][issue]) if issue in by_pair[pair] else None
                for issue in scenario.content.issues
            ),
            tuple(_detail(scenario, found) for found in by_pair[pair].values()),
        )
        for pair in order
    )


def _detail(scenario: Scenario, found: Verdict) -> Detail:
    word = "open" if found.firmness == "open" else verdict_cell(found).word
    return Detail(
        issue=issue_label(scenario, found.issue),
        verdict=word,
        share=f"“{CELLS[found.category]}” {share_words(found.share, found.share_widened)}",
        loses=upper_first(names(scenario, found.loses_later)) or "neither",
        movers="; ".join(_mover(scenario, mover) for mover in found.movers) or "none stands out",
        blocker=row_words(scenario, found.blocker),
    )


def _mover(scenario: Scenario, mover: Mover) -> str:
    arrow = "↑ more often" if mover.effect > 0 else "↓ less often"
    return f"{place_words(scenario, mover.address)} {arrow}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """An input that carries findings of the first page."""

    name: str
    value: str
    half: str
    source: str
    moves: str


def carriers(scenario: Scenario, verdicts: Sequence[Verdict]) -> tuple[Carrier, ...]:
    """Return the inputs that move the verdicts on the focus pair, widest reach first."""
    moved: dict[str, list[tuple[str, float]]] = {}
    for found in verdicts:
        for mover in found.movers:
            moved.setdefault(mover.address, []).append((found.issue, mover.effect))
    ranked = sorted(moved, key=lambda a: -sum(abs(effect) for _, effect in moved[a]))
    made = []
    for address in ranked[:MOST_CARRIERS]:
        quantity = scenario.quantities[address]
        issues = sorted(moved[address], key=lambda item: -abs(item[1]))
        made.append(
            Carrier(
                place_words(scenario, address),
                value_words(quantity.distribution),
                quantity.provenance.value if quantity.declared else "default",
                cite_words(quantity.provenance.citations)
                or _SUPPORTED[quantity.provenance.support],
                ", ".join(
                    f"{issue_label(scenario, issue)} {'↑' if effect > 0 else '↓'}"
                    for issue, effect in issues
                ),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Holder:
    """One viewpoint's answer to a question."""

    viewpoint: str
    key: str
    voice: str
    cited: str
    note: str


@dataclass(frozen=True, slots=True)
class QuarrelCard:
    """One question with its answers."""

    question: str
    sentence: str
    finding: str
    disputed: bool
    levels: tuple[tuple[str, str, tuple[Holder, ...]], ...]
    silent: tuple[str, ...]
    matrix: tuple[tuple[str, str, str], ...]


def quarrel_cards(scenario: Scenario, quarrels: Sequence[Quarrel]) -> tuple[QuarrelCard, ...]:
    """Return every question with its answers; levels carry the letters A, B, C."""
    return tuple(_card(scenario, quarrel) for quarrel in quarrels)


def _card(scenario: Scenario, quarrel: Quarrel) -> QuarrelCard:
    letters = {level: chr(ord("A") + place) for place, level in enumerate(quarrel.levels)}
    sentence = quarrel_sentence(scenario, quarrel)
    return QuarrelCard(
        question=quarrel.question,
        sentence=sentence.text,
        finding=sentence.finding,
        disputed=quarrel.disputed,
        levels=tuple(
            (
                letters[level],
                words,
                tuple(_holder(scenario, quarrel, view) for view in quarrel.holders(level)),
            )
            for level, words in quarrel.levels.items()
        ),
        silent=tuple(viewpoint_words(scenario, view) for view in quarrel.open),
        matrix=tuple(
            (
                viewpoint_words(scenario, view),
                letters[quarrel.settings[view].level] if view in quarrel.settings else "",
                quarrel.settings[view].voice if view in quarrel.settings else "open",
            )
            for view in scenario.content.viewpoints
        ),
    )


def _holder(scenario: Scenario, quarrel: Quarrel, view: str) -> Holder:
    setting = quarrel.settings[view]
    return Holder(
        viewpoint_words(scenario, view),
        view,
        setting.voice,
        cite_words(setting.citations),
        setting.note or "",
    )


@dataclass(frozen=True, slots=True)
class UnderRow:
    """One deal, as each viewpoint's switches would have it."""

    deal: str
    cells: tuple[str, ...]
    changes: bool


def under_rows(scenario: Scenario, verdicts: Sequence[Verdict]) -> tuple[UnderRow, ...]:
    """Return what blocks each deal under each viewpoint; empty without viewpoints."""
    made = []
    for found in verdicts:
        if not found.under:
            continue
        words = tuple(
            "as declared"
            if _same(under.blocker, found.blocker)
            else row_words(scenario, under.blocker)
            for under in found.under
        )
        changes = any(word != "as declared" for word in words)
        made.append(UnderRow(upper_first(deal_words(scenario, found.issue)), words, changes))
    return tuple(made)


def _same(one: Failure | None, other: Failure | None) -> bool:
    """Whether two blockers are the same condition at the same side, however often it fails."""
    if one is None or other is None:
        return one is other
    return (one.condition, one.actor) == (other.condition, other.actor)


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """One number of the scenario."""

    name: str
    address: str
    value: str
    unit: str
    support: str
    half: str
    voice: str
    cited: str
    note: str


def quantity_rows(scenario: Scenario) -> tuple[QuantityRow, ...]:
    """Return every number of the scenario with its two halves of provenance."""
    return tuple(
        QuantityRow(
            place_words(scenario, address),
            address,
            value_words(quantity.distribution),
            quantity.kind.unit,
            quantity.provenance.support,
            quantity.provenance.value if quantity.declared else "default",
            quantity.provenance.voice,
            cite_words(quantity.provenance.citations),
            quantity.provenance.note,
        )
        for address, quantity in scenario.quantities.items()
    )


@dataclass(frozen=True, slots=True)
class FactRow:
    """One stated figure and whether it checks."""

    statement: str
    cited: str
    verdict: str
    glyph: str
    finding: str
    data: str
    belief: bool


_FACT_GLYPHS = {"holds": "lasting", "holds in part": "parts_later", "fails": "one_sided"}


def fact_rows(scenario: Scenario, facts: Sequence[CheckedFact]) -> tuple[FactRow, ...]:
    """Return every stated figure; a readers' poll is belief, whatever its sums do."""
    made = []
    for fact in facts:
        belief = fact.voice == "readers"
        words = fact.finding if not fact.note else f"{fact.finding} {fact.note}".strip()
        made.append(
            FactRow(
                fact.statement,
                cite_words(fact.citations),
                "readers’ belief; not evidence" if belief else fact.verdict,
                "q" if belief else _FACT_GLYPHS.get(fact.verdict, "q"),
                words,
                source_words(scenario, fact.data) if fact.data else "",
                belief,
            )
        )
    return tuple(made)

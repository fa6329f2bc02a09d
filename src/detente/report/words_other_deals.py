"""What deals of the other pairs would need: one folded table a pair."""

from __future__ import annotations

from dataclasses import dataclass

from detente.interests.deals import DealFindings
from detente.interests.packages import Package
from detente.interests.prospects import Prospect
from detente.report.lexicon import deal_words, pair_words
from detente.report.words_deals import depth_words, keeping_words, life_words, trust_words
from detente.report.words_packages import package_sentences
from detente.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class OtherPair:
    """One pair beside the first, and what its deals would need.

    Attributes:
        name: the two actors.
        rows: deal, each side's trust, depth, keeping, life.
        words: sentences on all its issues together.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


def other_pairs(scenario: Scenario, found: DealFindings) -> tuple[OtherPair, ...]:
    """Return the pairs beside the first that declare some trust."""
    focus = set(scenario.focus)
    by_pair: dict[tuple[str, str], list[Prospect]] = {}
    for prospect in found.prospects:
        if set(prospect.pair) != focus and prospect.trusting:
            by_pair.setdefault(prospect.pair, []).append(prospect)
    packages = {package.pair: package for package in found.packages}
    return tuple(
        OtherPair(
            pair_words(scenario, pair),
            tuple(_row(scenario, prospect) for prospect in prospects),
            _words(packages.get(pair)),
        )
        for pair, prospects in by_pair.items()
    )


def _row(scenario: Scenario, found: Prospect) -> tuple[str, ...]:
    trust = "; ".join(
        f"{scenario.short_name(side.actor)}: {trust_words(side)}" for side in found.trusting
    )
    return (
        deal_words(scenario, found.issue),
        trust,
        depth_words(scenario, found),
        keeping_words(scenario, found),
        life_words(found),
    )


def _words(package: Package | None) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in package_sentences(package))

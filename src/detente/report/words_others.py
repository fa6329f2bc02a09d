"""Clocks, convergence and quarrels, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.interests.convergence import ConvergenceFindings
from detente.interests.verdicts import Firmness
from detente.report.lexicon import (
    counted,
    date_words,
    listing,
    names,
    number,
    on_date,
    upper_first,
)
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    kept,
    likely,
    said,
    strength_of,
    word_count,
)
from detente.report.words_course import viewpoint_words
from detente.scenario.model import Scenario
from detente.scenario.timeline import Timeline
from detente.scenario.viewpoints import Quarrel


def timeline_sentences(dates: Timeline) -> tuple[Sentence, ...]:
    """Return the lead of the section on clocks."""
    ending = [clock for clock in dates.clocks if clock.sort == "ends" and clock.date <= dates.end]
    renewing = [clock for clock in dates.clocks if clock.sort == "renews"]
    runs = None
    if ending:
        first = ending[0]
        runs = said(
            f"{counted(len(ending), 'term runs', 'terms run')} out within four years, "
            f"{first.name} first, on {date_words(first.date)}.",
            f"clocks.ends#{first.id}",
        )
    elif renewing:
        first = renewing[0]
        runs = said(
            f"nothing runs out; {first.name} comes up for renewal on {date_words(first.date)}.",
            f"clocks.renews#{first.id}",
        )
    votes = [moment for moment in dates.moments if moment.kind == "election"]
    vote = None
    if votes:
        first_vote = votes[0]
        vote = said(
            f"next vote: {first_vote.name.removeprefix('the ')}, {on_date(first_vote.when)}.",
            f"calendar#{first_vote.id}",
        )
    made = kept(runs, vote)
    if made:
        return made
    return kept(said("nothing in this scenario runs out, renews or votes.", "clocks.none"))


@dataclass(frozen=True, slots=True)
class Closeness:
    """How two actors stand to each other.

    Attributes:
        pair: the two actors.
        convergence, divergence: 10, 50 and 90% of draws.
        closer: share of draws in which convergence outweighs divergence.
        apart: share of draws in which divergence outweighs convergence.
    """

    pair: tuple[str, str]
    convergence: tuple[float, float, float]
    divergence: tuple[float, float, float]
    closer: float
    apart: float

    @property
    def meets(self) -> bool:
        """Whether the two have any stake in common, for or against."""
        return self.convergence[2] > 0 or self.divergence[2] > 0

    @property
    def side(self) -> tuple[str, Firmness]:
        """Return together, apart or open, and how firmly."""
        for word, share in (("together", self.closer), ("apart", self.apart)):
            strength = strength_of(share)
            if strength != "open":
                return word, strength
        return "open", "open"

    @property
    def words(self) -> str:
        """Return the reading in words."""
        if not self.meets:
            return "no stake in common"
        word, strength = self.side
        if word == "open":
            return "cannot be told"
        return f"{likely(strength)}{'stand together' if word == 'together' else 'stand apart'}"


def closeness(found: ConvergenceFindings) -> tuple[Closeness, ...]:
    """Return how every pair of actors stands, the closest first."""
    import numpy as np

    actors = [str(actor) for actor in found.data.actor.values]
    agree, oppose = found.data.convergence.values, found.data.divergence.values
    made = []
    for row, one in enumerate(actors):
        for column in range(row + 1, len(actors)):
            together, against = agree[:, row, column], oppose[:, row, column]
            low, mid, high = (float(x) for x in np.quantile(together, [0.1, 0.5, 0.9]))
            under, centre, over = (float(x) for x in np.quantile(against, [0.1, 0.5, 0.9]))
            made.append(
                Closeness(
                    (one, actors[column]),
                    (low, mid, high),
                    (under, centre, over),
                    float((together > against).mean()),
                    float((against > together).mean()),
                )
            )
    return tuple(sorted(made, key=lambda c: c.divergence[1] - c.convergence[1]))


def closeness_sentences(scenario: Scenario, pairs: Sequence[Closeness]) -> tuple[Sentence, ...]:
    """Name the closest and the most divided pair, as firmly as they may be."""
    first = next((pair for pair in pairs if pair.side[0] == "together"), None)
    last = next((pair for pair in reversed(pairs) if pair.side[0] == "apart"), None)
    made = kept(
        _stand(scenario, first, "closest together"), _stand(scenario, last, "furthest apart")
    )
    if made:
        return made
    return kept(said("who stands with whom cannot be told.", "convergence.open"))


def _stand(scenario: Scenario, pair: Closeness | None, how: str) -> Sentence | None:
    if pair is None:
        return None
    word, strength = pair.side
    return said(
        f"{names(scenario, pair.pair)} {likely(strength)}stand {how}.",
        f"convergence.{word}#{'-'.join(pair.pair)}",
    )


def ambivalence_words(value: float) -> str:
    """Return how torn an actor is between the others."""
    if value != value:  # NaN: the actor meets nobody
        return "meets nobody on any issue"
    if value < 1 / 3:
        return "clear: with some, against others"
    return "mixed" if value < 2 / 3 else "torn: with and against the same others"


def quarrel_sentence(scenario: Scenario, quarrel: Quarrel) -> Sentence:
    """Say who stands against whom on one question."""
    name = f"quarrels.{quarrel.switch}"
    camps = [
        listing(viewpoint_words(scenario, view) for view in quarrel.holders(level))
        for level in quarrel.levels
        if quarrel.holders(level)
    ]
    if not camps:
        return said("nobody takes a side.", name)
    if quarrel.disputed:
        first = next(level for level in quarrel.levels if quarrel.holders(level))
        verb = "stands" if len(quarrel.holders(first)) == 1 else "stand"
        text = f"{camps[0]} {verb} against {', and against '.join(camps[1:])}."
        if word_count(text) > MOST_WORDS:
            text = f"{counted(len(camps), 'camp')} stand against each other."
        return said(text, f"{name}.disputed")
    if len(quarrel.settings) == 1:
        return said(f"only {camps[0]} takes a side.", f"{name}.single")
    return said(f"all who take a side agree: {camps[0]}.", f"{name}.agreed")


def quarrels_sentence(quarrels: Sequence[Quarrel]) -> Sentence:
    """Return the lead of the section on disagreement."""
    if not quarrels:
        return said(
            "this scenario declares no question on which experts disagree.", "quarrels.none"
        )
    disputed = sum(quarrel.disputed for quarrel in quarrels)
    total = counted(len(quarrels), "declared question")
    if not disputed:
        return said(f"on none of {total} do two viewpoints differ.", "quarrels.agreed")
    where = upper_first(number(disputed))
    verb = "divides" if disputed == 1 else "divide"
    return said(f"{where} of {total} {verb} the experts.", "quarrels.disputed")

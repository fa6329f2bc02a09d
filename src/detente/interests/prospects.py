"""What a deal would need to be struck and kept, with the published models of room `mechanisms`.

For a pair and an issue, draw by draw:

* trust: is each side's trust above the minimum it needs (mechanisms 33, 34)?
* depth: how deep a deal do trust and verification allow, and is any depth worth the political
  cost, with inspections and without (11, 42)?
* keeping: would cooperation survive at this monitoring, with inspections and without (11)?
* life: how long is a treaty of this kind expected to live (9, 10)?

Payoffs per unit of depth: a kept deal is worth u = τ − h ς to a side, being cheated costs it
ℓ (1 − v), and cheating brings a trustworthy side nothing. All are one-shot or stationary results
used as reduced forms: nobody in them plans ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.intervals import Interval, quantiles
from detente.interests.worth import Worths
from detente.mechanisms.linkage import deal_exists, optimal_depth
from detente.mechanisms.monitoring import (
    cooperation_threshold,
    detection_probability,
    false_alarm_probability,
)
from detente.mechanisms.treaties import expected_treaty_life
from detente.mechanisms.trust import minimum_trust
from detente.scenario.draws import Draws
from detente.scenario.merging import pair_key

Array: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

MONTHS_OF_A_YEAR = 12  # literal-ok: of the calendar


@dataclass(frozen=True, slots=True)
class Trusting:
    """Whether one side trusts the other enough for a deal.

    Attributes:
        actor: whose trust.
        trust, needed: probability that the other keeps a deal, and the minimum at which cooperating
            pays; quantiles 10, 50, 90% over draws (needed: over draws with any gain).
        enough: share of draws in which trust suffices; a side without gain never does.
        enough_widened: the same with stretched widths.
    """

    actor: str
    trust: Interval
    needed: Interval
    enough: float
    enough_widened: float


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a deal of a pair on an issue would need.

    Attributes:
        pair, issue: of whom, on what.
        trusting: one entry a side; empty where no trust is declared between the two.
        depth, depth_uninspected: how deep a deal the warier side's trust allows, with inspections
            as declared and without; quantiles 10, 50, 90% over draws (0: a side has no gain).
        worth_making, worth_making_uninspected: share of draws in which some depth is worth the
            political cost to both.
        kept, kept_uninspected: share of draws in which both sides are patient enough to keep it
            at this monitoring.
        kept_widened, kept_uninspected_widened: the same with stretched widths.
        life_years: expected life of a treaty of this kind, quantiles 10, 50, 90% over draws.
    """

    pair: tuple[str, str]
    issue: str
    trusting: tuple[Trusting, ...]
    depth: Interval
    depth_uninspected: Interval
    worth_making: float
    worth_making_uninspected: float
    kept: float
    kept_uninspected: float
    kept_widened: float
    kept_uninspected_widened: float
    life_years: Interval


def verification(draws: Draws, pair: tuple[str, str], issue: str) -> Array:
    """Return how well a deal could be verified, 0–1: as declared for the pair, else nothing."""
    address = f"issues.{issue}.pairs.{pair_key('-'.join(pair))}.verification"
    return draws[address] if address in draws else np.zeros(len(draws))


def trust_of(draws: Draws, actor: str, counterpart: str) -> Array | None:
    """Return the probability an actor gives to the other's keeping a deal; None if undeclared."""
    address = f"relations.{actor}>{counterpart}.trust"
    if address not in draws:
        return None
    return 1 / (1 + np.exp(-draws[address]))


def patience(draws: Draws, actor: str) -> Array:
    """Return δ(1 − h): the monthly discount factor times the chance of staying in office.

    The yearly chance t of a change of leader gives h = 1 − (1 − t)^(1/12); scheduled elections
    are left out. Chances above 1 a year (a rate) count as certain.
    """
    leaving = np.minimum(draws[f"actors.{actor}.turnover"], 1)
    stays = (1 - leaving) ** (1 / MONTHS_OF_A_YEAR)
    return draws["parameters.monthly_discount"] * stays


def prospect(
    samples: tuple[Draws, Draws], worths: tuple[Worths, Worths], pair: tuple[str, str], issue: str
) -> Prospect:
    """Judge what a deal of a pair on an issue would need.

    Args:
        samples: draws as declared, and with stretched widths (same seed).
        worths: the worth of deals on each of them.
        pair, issue: two principals concerned by the issue.
    """
    draws, wide = samples
    view = _View(draws, worths[0], pair, issue)
    stretched = _View(wide, worths[1], pair, issue)
    return Prospect(
        pair=pair,
        issue=issue,
        trusting=tuple(
            _trusting(view, stretched, actor, other)
            for actor, other in ((pair[0], pair[1]), (pair[1], pair[0]))
            if trust_of(draws, actor, other) is not None
        ),
        depth=quantiles(view.depth(inspected=True)),
        depth_uninspected=quantiles(view.depth(inspected=False)),
        worth_making=float(view.worth_making(inspected=True).mean()),
        worth_making_uninspected=float(view.worth_making(inspected=False).mean()),
        kept=float(view.kept(inspected=True).mean()),
        kept_uninspected=float(view.kept(inspected=False).mean()),
        kept_widened=float(stretched.kept(inspected=True).mean()),
        kept_uninspected_widened=float(stretched.kept(inspected=False).mean()),
        life_years=quantiles(view.life() / MONTHS_OF_A_YEAR),
    )


def _trusting(view: _View, wide: _View, actor: str, other: str) -> Trusting:
    trust, needed, gain = view.trust_and_need(actor, other)
    wide_trust, wide_needed, _ = wide.trust_and_need(actor, other)
    return Trusting(
        actor=actor,
        trust=quantiles(trust),
        needed=quantiles(needed[gain > 0]),
        enough=float((trust >= needed).mean()),
        enough_widened=float((wide_trust >= wide_needed).mean()),
    )


class _View:
    """One pair and issue on one set of draws."""

    def __init__(self, draws: Draws, worths: Worths, pair: tuple[str, str], issue: str) -> None:
        self.draws, self.pair, self.issue = draws, pair, issue
        self.gains = {actor: worths.at(actor, issue).gross for actor in pair}
        self.verified = verification(draws, pair, issue)
        self.loss = draws["parameters.exploitation_loss"]

    def trust_and_need(self, actor: str, other: str) -> tuple[Array, Array, Array]:
        """Return trust, the trust needed (2, more than certainty, without gain) and the gain."""
        trust = trust_of(self.draws, actor, other)
        assert trust is not None  # only asked where trust is declared
        gain = self.gains[actor]
        exposed = self.loss * (1 - self.verified)
        gains = gain > 0
        needed = minimum_trust.core(np.where(gains, gain, 1), exposed)
        return trust, np.where(gains, needed, 2), gain

    def depth(self, *, inspected: bool) -> Array:
        """Return the depth that the warier side's trust allows, capped by what is attainable."""
        allowed = [optimal_depth.core(*side) for side in self._sides(inspected)]
        address = f"issues.{self.issue}.pairs.{pair_key('-'.join(self.pair))}.depth"
        cap = self.draws[address] if address in self.draws else np.ones(len(self.draws))
        return np.minimum(np.minimum(allowed[0], allowed[1]), cap)

    def worth_making(self, *, inspected: bool) -> Mask:
        """Return in which draws some depth is worth the political cost to both sides."""
        cost = self.draws["parameters.political_cost"]
        one, other = (deal_exists.core(*side, cost) for side in self._sides(inspected))
        return (np.asarray(one) > 0) & (np.asarray(other) > 0)

    def _sides(self, inspected: bool) -> list[tuple[Array, Array, Array, Array]]:
        """Return belief, gain, loss and verification for each side; even odds if undeclared."""
        verified = self.verified if inspected else np.zeros(len(self.draws))
        sides = []
        for actor, other in (self.pair, self.pair[::-1]):
            trust = trust_of(self.draws, actor, other)
            belief = np.full(len(self.draws), 0.5) if trust is None else trust
            sides.append((belief, self.gains[actor], self.loss, verified))
        return sides

    def kept(self, *, inspected: bool) -> Mask:
        """Return in which draws both sides are patient enough to keep a deal."""
        verified = self.verified if inspected else np.zeros(len(self.draws))
        detection = detection_probability.core(verified, self.draws["parameters.national_means"])
        alarm = false_alarm_probability.core(verified, self.draws["parameters.false_alarm"])
        needed = cooperation_threshold.core(
            np.ones(len(self.draws)), self.draws["parameters.cheating_gain"], detection, alarm
        )
        one, other = (patience(self.draws, actor) for actor in self.pair)
        return np.asarray(np.minimum(one, other) >= needed)

    def life(self) -> Array:
        """Return the expected life of a treaty of this kind, in months."""
        return np.asarray(
            expected_treaty_life.core(
                self.draws["parameters.withdrawal_chance"],
                self._term(),
                self.draws["parameters.renewal_chance"],
            )
        )

    def _term(self) -> Array:
        """Return the term in months: of the pair's newest treaty on the issue, else declared."""
        terms = []
        for agreement in self.draws.scenario.content.agreements.values():
            start = agreement.in_force or agreement.signed
            fits = agreement.issue == self.issue and set(self.pair) <= set(agreement.parties)
            if fits and start is not None and agreement.expires is not None:
                first, last = start.day, agreement.expires.day
                months = MONTHS_OF_A_YEAR * (last.year - first.year) + last.month - first.month
                terms.append((first, max(months, 1)))
        if not terms:
            return self.draws["parameters.treaty_term"]
        return np.full(len(self.draws), float(max(terms)[1]))

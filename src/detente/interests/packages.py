"""Several issues at once: does linking them create anything, and do small steps beat one bargain?

Mechanisms 2, 29, 42 and 43, with the models of linkage and ratification. In each draw the net worth
of a deal to each side is what its government weighs, w(h) = τ − h ς − F. A deal alone is possible
where side payments within the issue can leave nobody worse off; the package adds the issues up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.intervals import Interval, quantiles
from detente.interests.obstacles import declared_shift
from detente.interests.worth import Worths
from detente.mechanisms.linkage import (
    grand_bargain_value,
    linkage_surplus,
    package_feasible,
    small_steps_value,
)
from detente.mechanisms.ratification import clears
from detente.scenario.draws import Draws

Array: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contest:
    """Separate deals against one bargain that falls with its first breach.

    Attributes:
        steps, bargain, neither: share of the compared draws in which separate deals are worth most,
            in which one bargain is, and in which no attempt is worth its political cost.
        compared: share of draws in which at least two issues are worth something to both.
    """

    steps: float
    bargain: float
    neither: float
    compared: float


@dataclass(frozen=True, slots=True)
class Package:
    """All shared issues of a pair taken together.

    Attributes:
        pair, issues: of whom, on what.
        creates: share of draws in which linking all issues creates joint worth beyond the deals
            that are possible one by one; destroys: in which it destroys some.
        surplus: joint worth that linking adds (negative: destroys), quantiles 10, 50, 90%.
        feasible: share of draws in which the package leaves nobody worse off.
        contest: small steps against one bargain, with what linking adds left out; None where no
            draw has two issues that are worth something to both.
        creates_widened, contest_widened: the same with stretched widths.
    """

    pair: tuple[str, str]
    issues: tuple[str, ...]
    creates: float
    destroys: float
    surplus: Interval
    feasible: float
    contest: Contest | None
    creates_widened: float
    contest_widened: Contest | None


def package(
    samples: tuple[Draws, Draws], worths: tuple[Worths, Worths], pair: tuple[str, str]
) -> Package | None:
    """Judge all shared issues of a pair together; None where it shares fewer than two."""
    scenario = samples[0].scenario
    issues = tuple(
        issue for issue in scenario.content.issues if set(pair) <= set(scenario.concerned(issue))
    )
    if len(issues) < 2:
        return None
    gains = [_gains(worth, pair, issues) for worth in worths]
    surplus = _surplus(samples[0], gains[0])
    wide = _surplus(samples[1], gains[1])
    limits = _limits(samples[0], len(issues))
    return Package(
        pair=pair,
        issues=issues,
        creates=float((surplus > 0).mean()),
        destroys=float((surplus < 0).mean()),
        surplus=quantiles(surplus),
        feasible=float(np.asarray(package_feasible.core(*gains[0], limits)).mean()),
        contest=_contest(samples[0], worths[0], pair, issues, gains[0]),
        creates_widened=float((wide > 0).mean()),
        contest_widened=_contest(samples[1], worths[1], pair, issues, gains[1]),
    )


def _gains(worths: Worths, pair: tuple[str, str], issues: tuple[str, ...]) -> tuple[Array, Array]:
    """Return each side's net worth as weighed, shape (draw, issue)."""
    one, other = (
        np.stack([worths.at(actor, issue).weighed for issue in issues], axis=-1) for actor in pair
    )
    return one, other


def _limits(draws: Draws, issues: int) -> Array:
    return np.repeat(draws["parameters.transfer_limit"][:, None], issues, axis=1)


def _surplus(draws: Draws, gains: tuple[Array, Array]) -> Array:
    limits = _limits(draws, gains[0].shape[1])
    return np.asarray(linkage_surplus.core(*gains, limits))


def _contest(
    draws: Draws,
    worths: Worths,
    pair: tuple[str, str],
    issues: tuple[str, ...],
    gains: tuple[Array, Array],
) -> Contest | None:
    """Compare separate deals with one bargain; None where no draw has two useful issues."""
    useful = (gains[0] > 0) & (gains[1] > 0)
    count = useful.sum(axis=1)
    comparable = count >= 2
    if not comparable.any():
        return None
    share = np.where(useful, 1, 0) / np.maximum(count, 1)[:, None]
    each, package_chance = _ratification(draws, worths, pair, issues, share)
    # Worth before the political cost: small steps pay that cost n times, one bargain once.
    before = [
        np.stack([worths.at(actor, issue).gross for issue in issues], axis=-1) for actor in pair
    ]
    value = np.where(useful, before[0] + before[1], 0).sum(axis=1)
    number, breach = np.maximum(count, 1), draws["parameters.breach_chance"]
    cost = 2 * draws["parameters.political_cost"]  # each side pays its own
    steps = np.asarray(small_steps_value.core(value, number, each, breach, cost))
    bargain = np.asarray(grand_bargain_value.core(value, number, package_chance, breach, cost))
    best = np.maximum(steps, bargain)
    return Contest(
        steps=float(((steps >= bargain) & (best > 0))[comparable].mean()),
        bargain=float(((bargain > steps) & (best > 0))[comparable].mean()),
        neither=float((best <= 0)[comparable].mean()),
        compared=float(comparable.mean()),
    )


def _ratification(
    draws: Draws,
    worths: Worths,
    pair: tuple[str, str],
    issues: tuple[str, ...],
    share: Array,
) -> tuple[Array, Array]:
    """Return the mean chance of one ratification, and the chance of one for all issues together.

    Φ(margin/σ) on both sides, the margin being the worth as weighed, before the political cost,
    less the hurdle at home; the package has the mean margin of its issues.
    """
    spread = draws["parameters.pivot_uncertainty"]
    each = np.ones((len(draws), len(issues)))
    together = np.ones(len(draws))
    for actor in pair:
        margins = home_margins(draws, worths, actor, issues)
        each *= np.asarray(clears(margins, spread[:, None]))
        together *= np.asarray(clears((margins * share).sum(axis=1), spread))
    return (each * share).sum(axis=1), together


def home_margins(draws: Draws, worths: Worths, actor: str, issues: tuple[str, ...]) -> Array:
    """Return by how much a deal on each issue clears the hurdle at home, (draw, issue).

    The worth as weighed, before the political cost, less the hurdle; in worth of a full deal.
    """
    return np.stack(
        [
            worths.at(actor, issue).gross
            - draws[f"issues.{issue}.actors.{actor}.domestic_hurdle"]
            - declared_shift(draws, "hurdle", actor)
            for issue in issues
        ],
        axis=-1,
    )

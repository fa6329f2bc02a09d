"""From worths and obstacles to a verdict on each pair and issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.movers import Mover, movers
from detente.interests.obstacles import (
    CONDITIONS,
    Condition,
    Obstacle,
    obstacles,
    required_consents,
)
from detente.interests.worth import Worths
from detente.library.conventions import conventions
from detente.scenario.draws import Draws

Mask: TypeAlias = npt.NDArray[np.bool_]
Category: TypeAlias = Literal["lasting", "parts_later", "one_sided", "none"]
Firmness: TypeAlias = Literal["settled", "leaning", "open"]

CATEGORIES: tuple[Category, ...] = ("lasting", "parts_later", "one_sided", "none")
#: How many inputs are named as moving a verdict most.
MOST_MOVERS = 1 + 2


@dataclass(frozen=True, slots=True)
class Failure:
    """How often one condition fails at one actor's side.

    Attributes:
        condition, actor, others: as in `Obstacle`.
        share: share of draws in which it fails; None where it stays open.
        share_widened: the same with judged and assumed widths stretched.
    """

    condition: Condition
    actor: str
    others: tuple[str, ...]
    share: float | None
    share_widened: float | None


@dataclass(frozen=True, slots=True)
class Under:
    """A verdict under one viewpoint's switches.

    Attributes:
        viewpoint: whose.
        category, share: the category that holds most often, and in which share of draws.
        overlap_now: share of draws in which both gain now.
        blocker: as in `Verdict`.
        open_share: share of draws in which every known condition is met.
    """

    viewpoint: str
    category: Category
    share: float
    overlap_now: float
    blocker: Failure | None
    open_share: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the declared interests say about one pair and issue.

    Attributes:
        pair, issue: of whom, on what.
        lasting: share of draws in which both gain now and in the long run.
        category: lasting (both gain now and in the long run), parts_later (both gain now, at least
            one loses in the long run), one_sided (one gains now), none (neither gains now). The one
            that holds most often.
        share, share_widened: share of draws in which it holds, and with stretched widths.
        firmness: settled, leaning or open, by the declared conventions.
        overlap_now, overlap_now_widened: share of draws in which both gain now, and with stretched
            widths.
        loses_later: actors that lose in the long run in most draws.
        counts_already: actors that gain now but, at their own horizon, already count the loss.
        gains_now: actors that gain now in most draws.
        failures: every condition and how often it fails, most often first.
        blocker: the condition that fails most often, if it fails in at least the declared share of
            draws; ties go to the earlier condition.
        open_share: share of draws in which every known condition is met.
        movers: the inputs that move the verdict most.
        under: the same question under each declared viewpoint (focus pair only).
    """

    pair: tuple[str, str]
    issue: str
    category: Category
    share: float
    share_widened: float
    firmness: Firmness
    overlap_now: float
    overlap_now_widened: float
    lasting: float
    loses_later: tuple[str, ...]
    counts_already: tuple[str, ...]
    gains_now: tuple[str, ...]
    failures: tuple[Failure, ...]
    blocker: Failure | None
    open_share: float
    movers: tuple[Mover, ...]
    under: tuple[Under, ...] = ()

    @property
    def overlap_firmness(self) -> Firmness:
        """How firmly it may be said that both gain now."""
        return firmness(self.overlap_now, self.overlap_now_widened)


def categories(
    now: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    long_run: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> dict[Category, Mask]:
    """Return in which draws each category holds; exactly one holds in each draw.

    Args:
        now, long_run: worth to the two sides, each of shape (draw,).
    """
    first, second = now[0] > 0, now[1] > 0
    lasts = (long_run[0] > 0) & (long_run[1] > 0)
    return {
        "lasting": first & second & lasts,
        "parts_later": first & second & ~lasts,
        "one_sided": first ^ second,
        "none": ~first & ~second,
    }


def category_masks(worths: Worths, pair: tuple[str, str], issue: str) -> dict[Category, Mask]:
    """Return in which draws each category holds for a pair and issue."""
    one, other = (worths.at(actor, issue) for actor in pair)
    return categories((one.now, other.now), (one.long_run, other.long_run))


def firmness(share: float, share_widened: float) -> Firmness:
    """Say how firmly a finding may be stated.

    Settled: holds in the declared share of draws, and leans the same way with stretched widths.
    """
    declared = conventions()
    if share >= declared["settled_share"] and share_widened >= declared["leaning_share"]:
        return "settled"
    return "leaning" if share >= declared["leaning_share"] else "open"


def category_inputs(draws: Draws, pair: tuple[str, str], issue: str) -> list[str]:
    """Return the quantities that the category of a verdict depends on."""
    cells = [f"issues.{issue}.actors.{actor}" for actor in pair]
    names = ("tactical_gain", "strategic_cost")
    found = [f"{cell}.{name}" for cell in cells for name in names]
    return ["parameters.political_cost", *(address for address in found if address in draws)]


def inputs(draws: Draws, pair: tuple[str, str], issue: str) -> list[str]:
    """Return every quantity that a verdict and its obstacles depend on."""
    scenario = draws.scenario
    cells = scenario.content.issues[issue].actors
    asked = [a for a in required_consents(scenario, pair, issue) if a in cells]
    found = [*category_inputs(draws, pair, issue), "parameters.obligation_weight"]
    for actor in (*pair, *asked):
        cell = f"issues.{issue}.actors.{actor}"
        names = ("tactical_gain", "strategic_cost", "third_party_obligation", "domestic_hurdle")
        found += [f"actors.{actor}.horizon", f"parameters.hurdle_shift_{actor}"]
        found += [f"{cell}.{name}" for name in names]
    for actor in pair:
        for third in cells[actor].obligation_to:
            forth, back = (f"relations.{a}>{b}.flow" for a, b in ((actor, third), (third, actor)))
            if forth in draws and back in draws:
                found += [forth, back, "parameters.affinity_slope"]
    return [address for address in dict.fromkeys(found) if address in draws]


def verdict(
    draws: Draws,
    worths: Worths,
    wide: Draws,
    wide_worths: Worths,
    pair: tuple[str, str],
    issue: str,
) -> Verdict:
    """Judge one pair and issue.

    Args:
        draws, worths: as declared.
        wide, wide_worths: with judged and assumed widths stretched, same seed.
        pair, issue: two principals concerned by the issue.
    """
    masks = category_masks(worths, pair, issue)
    shares = {name: float(mask.mean()) for name, mask in masks.items()}
    category = max(CATEGORIES, key=lambda name: shares[name])
    wide_masks = category_masks(wide_worths, pair, issue)
    share_widened = float(wide_masks[category].mean())
    found = obstacles(draws, worths, pair, issue)
    failures = _failures(found, obstacles(wide, wide_worths, pair, issue))
    sides = [worths.at(actor, issue) for actor in pair]
    return Verdict(
        pair=pair,
        issue=issue,
        category=category,
        share=shares[category],
        share_widened=share_widened,
        firmness=firmness(shares[category], share_widened),
        overlap_now=shares["lasting"] + shares["parts_later"],
        overlap_now_widened=float((wide_masks["lasting"] | wide_masks["parts_later"]).mean()),
        lasting=shares["lasting"],
        loses_later=_mostly(pair, [side.long_run <= 0 for side in sides]),
        counts_already=_mostly(pair, [(side.now > 0) & (side.weighed <= 0) for side in sides]),
        gains_now=_mostly(pair, [side.now > 0 for side in sides]),
        failures=failures,
        blocker=_blocker(failures),
        open_share=open_share(found, len(draws)),
        movers=movers(draws, masks[category], category_inputs(draws, pair, issue), MOST_MOVERS),
    )


def verdict_under(
    draws: Draws, worths: Worths, viewpoint: str, pair: tuple[str, str], issue: str
) -> Under:
    """Judge one pair and issue on draws to which a viewpoint's switches are applied."""
    masks = category_masks(worths, pair, issue)
    shares = {name: float(mask.mean()) for name, mask in masks.items()}
    category = max(CATEGORIES, key=lambda name: shares[name])
    found = obstacles(draws, worths, pair, issue)
    return Under(
        viewpoint=viewpoint,
        category=category,
        share=shares[category],
        overlap_now=shares["lasting"] + shares["parts_later"],
        blocker=_blocker(_failures(found, found)),
        open_share=open_share(found, len(draws)),
    )


def _mostly(pair: tuple[str, str], masks: Iterable[Mask]) -> tuple[str, ...]:
    return tuple(actor for actor, mask in zip(pair, masks, strict=True) if mask.mean() > 0.5)


def _failures(found: list[Obstacle], wide: list[Obstacle]) -> tuple[Failure, ...]:
    failures = [
        Failure(
            condition=one.condition,
            actor=one.actor,
            others=one.others,
            share=None if one.fails is None else float(one.fails.mean()),
            share_widened=None if other.fails is None else float(other.fails.mean()),
        )
        for one, other in zip(found, wide, strict=True)
    ]
    order: Mapping[str, int] = {name: place for place, name in enumerate(CONDITIONS)}
    return tuple(sorted(failures, key=lambda f: (-(f.share or 0.0), order[f.condition])))


def _blocker(failures: tuple[Failure, ...]) -> Failure | None:
    first = next((failure for failure in failures if failure.share is not None), None)
    if first is None or (first.share or 0.0) < conventions()["blocking_share"]:
        return None
    return first


def open_share(found: Iterable[Obstacle], draws: int) -> float:
    """Return the share of draws in which no known condition fails."""
    failed = np.zeros(draws, dtype=np.bool_)
    for obstacle in found:
        if obstacle.fails is not None:
            failed |= obstacle.fails
    return float(1 - failed.mean())

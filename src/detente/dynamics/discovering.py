"""Where a policy works, in words: "works when … and …".

PRIM (patient rule induction) peels a box out of the draws in which a policy does better than what
was declared. A box is found in one half of the draws and judged in the other, so that words are
said only of what holds where it was not looked for. PRIM itself is that of the EMA Workbench.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.comparing import Comparison
from detente.dynamics.inputs import inputs_read
from detente.dynamics.phrases import hundred
from detente.dynamics.running import DECLARED
from detente.dynamics.screening import input_words
from detente.dynamics.structure import structure
from detente.interests.under import under
from detente.library.conventions import conventions
from detente.scenario.draws import Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, listed

Array: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

#: How many inputs PRIM may cut by: those that go with the success most.
CANDIDATES = 12  # literal-ok: a size
#: A box cuts by no more inputs than a sentence can name.
LIMITS = 1 + 2
#: Share of the draws that one peel takes off, as is usual.
PEEL = 0.05  # literal-ok: of the method
#: What the extra is called.
EXTRA = "discovery"


@dataclass(frozen=True, slots=True)
class Limit:
    """One side condition of a box.

    Attributes:
        address: the quantity.
        words: its name and whose it is.
        low, high: within these; None where that side is open.
        middle: the median of the quantity over all draws.
    """

    address: str
    words: str
    low: float | None
    high: float | None
    middle: float

    def __str__(self) -> str:
        """Say the condition."""
        if self.low is not None and self.high is not None:
            return f"{self.words} is between {_short(self.low)} and {_short(self.high)}"
        if self.low is not None:
            return f"{self.words} is above {_short(self.low)}"
        return f"{self.words} is below {_short(self.high or 0.0)}"

    def holds(self, column: Array) -> Bools:
        """Return in which draws it holds."""
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return np.asarray((column >= low) & (column <= high))


@dataclass(frozen=True, slots=True)
class Works:
    """Where a policy does better than as declared.

    Attributes:
        policy, measure: which policy, by which actor's objectives or which outcome.
        limits: the conditions, or none.
        share: share of the other half of the draws in which it does better.
        inside: the same among those of them that meet the conditions.
        covered: share of its successes there that meet the conditions.
        draws: draws in the other half that meet the conditions.
        holds: whether the conditions stand out from chance in the other half.
    """

    policy: str
    measure: str
    limits: tuple[Limit, ...]
    share: float
    inside: float
    covered: float
    draws: int
    holds: bool

    def __str__(self) -> str:
        """Say where it works, no firmer than the finding."""
        overall = f"it does better in {hundred(self.share)} of 100 draws"
        if not self.holds and self.share >= conventions()["settled_share"]:
            return (
                f"Works in {hundred(self.share)} of 100 draws, whatever the conditions looked at."
            )
        if not self.holds:
            return f"No condition under which it works was found; {overall}."
        conditions = " and ".join(str(limit) for limit in self.limits)
        return (
            f"Works when {conditions}: there it does better in {hundred(self.inside)} of 100 "
            f"draws, overall in {hundred(self.share)}."
        )


def where_it_works(
    comparison: Comparison,
    policy: str,
    *,
    actor: str | None = None,
    outcome: str | None = None,
    rises: bool = True,
) -> Works:
    """Find conditions under which a policy does better than as declared.

    Args:
        comparison: with some hundreds of draws.
        policy: one of its policies.
        actor: by whose objectives "better" is meant (default: whose policy it is, else the first of
            the focus pair that has objectives).
        outcome: or by which outcome, such as `signed:truce`.
        rises: whether more of the outcome is better.

    Raises:
        InvalidInputError: the extra is not installed, an unknown policy, actor or outcome, or too
            few draws; one line.
    """
    measure, gains = _gains(comparison, policy, actor, outcome, rises=rises)
    sample = _draws(comparison)
    half = len(gains) // 2
    better = gains > 0
    if min(better[:half].sum(), (~better[:half]).sum()) < 1 / PEEL:
        return _works(policy, measure, (), better[half:], np.ones(len(gains) - half, np.bool_))
    rows = comparison.data["draw_number"].values
    columns = _candidates(comparison.scenario, sample, rows, better[:half])
    box = peel({key: column[:half] for key, column in columns.items()}, better[:half])
    limits = tuple(
        Limit(key, input_words(comparison.scenario, key), *ends, float(np.median(columns[key])))
        for key, ends in box.items()
    )
    within = np.ones(len(gains) - half, np.bool_)
    for limit in limits:
        within &= limit.holds(columns[limit.address][half:])
    return _works(policy, measure, limits, better[half:], within)


def peel(columns: dict[str, Array], better: Bools) -> dict[str, tuple[float | None, float | None]]:
    """Return the box that PRIM finds: input → its ends, None where a side is open.

    Of the boxes along its way the one is taken that trades density against coverage best and cuts
    by no more inputs than a sentence can name; cuts that may be accidents are taken back.

    Args:
        columns: input → its values, (draw,).
        better: in which draws the policy does better.

    Raises:
        InvalidInputError: the extra is not installed; one line.
    """
    import pandas as pd

    prim = _prim()
    with warnings.catch_warnings():
        # Deprecations inside the library are not the reader's business.
        warnings.simplefilter("ignore")
        found = prim.Prim(pd.DataFrame(columns), better, threshold=0.5, peel_alpha=PEEL).find_box()
        way = found.peeling_trajectory
        worth = 2 * way["coverage"] * way["density"] / (way["coverage"] + way["density"])
        worth[(way["res_dim"] > LIMITS) | (way["res_dim"] < 1)] = -1.0
        best = int(worth.to_numpy().argmax())
        ends, chances = found.box_lims[best], found.qp[best]
    if worth.max() < 0:
        return {}
    box = {}
    for key, chance in chances.items():
        low, high = _cut(columns[key], float(ends[key].iloc[0]), float(ends[key].iloc[1]))
        low = low if chance[0] < rare() else None
        high = high if chance[1] < rare() else None
        if low is not None or high is not None:
            box[key] = (low, high)
    return box


def rare() -> float:
    """Return the chance below which a cut is no accident, by the declared standard errors."""
    from scipy.special import ndtr

    return float(ndtr(-conventions()["noise_spreads"]))


def _prim() -> Any:
    """Return the module of the extra.

    Raises:
        InvalidInputError: it is not installed; one line.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ImportError:
        raise InvalidInputError.single(
            f"needs the extra '{EXTRA}' – pip install 'detente[{EXTRA}]'", file="where it works"
        ) from None
    return prim


def _cut(column: Array, low: float, high: float) -> tuple[float | None, float | None]:
    return (
        low if low > column.min() else None,
        high if high < column.max() else None,
    )


def _gains(
    comparison: Comparison, policy: str, actor: str | None, outcome: str | None, *, rises: bool
) -> tuple[str, Array]:
    """Return by what "better" is meant, and the gain of each draw."""
    scenario = comparison.scenario
    _known(scenario, "policy", policy, comparison.policies)
    if outcome is not None:
        _known(scenario, "outcome", outcome, [str(x) for x in comparison.data["outcome"].values])
        found = comparison.outcome(policy, outcome).by_draw
        return outcome, found if rises else -found
    wishing = list(comparison.objectives[policy])
    by = scenario.content.policies[policy].by or ""
    entry = scenario.content.actors.get(by)
    owner = (entry.of or by) if entry is not None else ""
    own = next((one for one in (owner, *scenario.focus) if one in wishing), None)
    chosen = actor or own or next(iter(wishing), "")
    _known(scenario, "actor with objectives", chosen, wishing)
    return chosen, comparison.objectives[policy][chosen].by_draw


def _known(scenario: Scenario, sort: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise InvalidInputError.single(
            f"there is no {sort} '{name}' in this comparison – there are {listed(known) or 'none'}",
            file=scenario.name,
        )


def _draws(comparison: Comparison) -> Draws:
    """Draw the quantities of a comparison again."""
    origin = comparison.origin
    sample = draw(comparison.scenario, origin.draws, origin.seed, widened=origin.widened)
    own = next(iter(comparison.settings))
    return under(sample, None if own == DECLARED else own)


def _candidates(
    scenario: Scenario, sample: Draws, rows: npt.NDArray[np.intp], better: Bools
) -> dict[str, Array]:
    """Return the inputs that go most with success in the first half of the draws."""
    from scipy.stats import rankdata

    read = inputs_read(sample, structure(scenario), 4)  # literal-ok: number of rungs
    columns = {key: sample.columns[key][rows] for key in read.columns}
    half = len(better)
    success = better - better.mean()
    strength = {}
    for key, column in columns.items():
        rank = rankdata(column[:half])
        spread = rank.std() * success.std() * half
        if spread > 0:
            strength[key] = abs(float((rank - rank.mean()) @ success)) / spread
    best = sorted(strength, key=lambda key: -strength[key])[:CANDIDATES]
    return {key: columns[key] for key in best}


def _works(
    policy: str, measure: str, limits: tuple[Limit, ...], better: Bools, within: Bools
) -> Works:
    share = float(better.mean())
    count = int(within.sum())
    inside = float(better[within].mean()) if count else 0.0
    error = float(np.sqrt(share * (1 - share) / max(count, 1)))
    stands_out = inside - share > max(conventions()["noise_spreads"] * error, 0.0)
    return Works(
        policy=policy,
        measure=measure,
        limits=limits,
        share=share,
        inside=inside,
        covered=float(within[better].mean()) if better.any() else 0.0,
        draws=count,
        holds=bool(limits) and stands_out and inside - share >= conventions()["effect_floor"],
    )


def _short(value: float) -> str:
    return f"{value:.2g}"

"""The statistics of the prior predictive checks, each as the table of expectations defines it.

All of them read what the focus pair did in some worlds and give one value a draw. Where a statistic
is about one side, it has a row for each of the two directions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import IN_FORCE, MONTHS_OF_A_YEAR, NOTICE, SIGNED, SUSPENDED, TALKS

Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.int8]

DECADE = 10 * MONTHS_OF_A_YEAR  # literal-ok: of the calendar
#: Texts signed later than so many months before the end are not asked whether they came into force.
WAIT = 60  # literal-ok: of the definition
#: Lives of treaties are followed for so many years.
LIFE_LIMIT = 20.0  # literal-ok: of the definition
#: Levels of sanctions below it are none: what rounding leaves of a step.
NO_SANCTIONS = 1e-4  # literal-ok: numerical
#: In place of a neighbour where a stretch begins or ends with the run.
EDGE_OF_RUN = -1

#: Roles of issues whose deals are counted together.
ROLE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "security": ("security_regime",),
    "low_politics": ("societal", "economic", "technology"),
    "high_politics": ("acute_conflict", "regional", "order", "interference"),
}


@dataclass(frozen=True, eq=False)
class History:
    """What the focus pair did in draws × repeats worlds.

    Attributes:
        flow, opinion, sanctions, trust: shape (direction, draw, repeat, month).
        regime: rungs, shape (draw, repeat, month).
        incident: level of incidents between the two, shape (draw, repeat, month).
        status: of every deal to which both are parties, shape (deal, draw, repeat, month + 1); the
            first is the status at the start.
        roles: of the issues of each deal.
        open_slots: whether each deal is an open slot and no named agreement.
        summits: meetings in the run, shape (draw, repeat).
        binding: months of open talks in which each condition bound, shape (deal, condition, draw,
            repeat).
        regimes: names of the rungs.
    """

    flow: Floats
    opinion: Floats
    sanctions: Floats
    trust: Floats
    regime: Codes
    incident: Floats
    status: Codes
    roles: tuple[tuple[str, ...], ...]
    open_slots: tuple[bool, ...]
    summits: Floats
    binding: Floats
    regimes: tuple[str, ...]

    @classmethod
    def joined(cls, parts: Sequence[History]) -> History:
        """Return one history of the draws of several, in the order given."""
        first = parts[0]
        axes = {"regime": 0, "incident": 0, "summits": 0, "binding": 2}
        joined: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts], axis=axes.get(name, 1))
            for name in ("flow", "opinion", "sanctions", "trust", "status", *axes)
        }
        return replace(first, **joined)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.regime.shape[0])

    @property
    def months(self) -> int:
        """Number of months run."""
        return int(self.regime.shape[-1])


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of months in which a code stays the same, one entry a stretch.

    Attributes:
        code: the code.
        series: place of the series in each of the leading axes, one row an axis.
        begin: place of its first month.
        length: months.
        before, after: codes beside it; EDGE_OF_RUN where the run begins or ends with it.
    """

    code: npt.NDArray[np.int64]
    series: npt.NDArray[np.int64]
    begin: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]

    def where(self, chosen: npt.NDArray[np.bool_]) -> Stretches:
        """Return the chosen ones."""
        return Stretches(
            self.code[chosen],
            self.series[:, chosen],
            self.begin[chosen],
            self.length[chosen],
            self.before[chosen],
            self.after[chosen],
        )


def stretches(codes: npt.NDArray[np.integer]) -> Stretches:
    """Find the stretches of series of codes, shape (…, month)."""
    months = codes.shape[-1]
    flat = codes.reshape(-1, months).astype(np.int64)
    starts = np.ones(flat.shape, dtype=bool)
    starts[:, 1:] = flat[:, 1:] != flat[:, :-1]
    row, begin = np.nonzero(starts)
    ends = np.append(begin[1:], 0)
    last = np.append(row[1:] != row[:-1], True)
    ends[last] = months
    code = flat[row, begin]
    before = np.where(begin > 0, flat[row, begin - 1], EDGE_OF_RUN)
    after = np.where(ends < months, flat[row, np.minimum(ends, months - 1)], EDGE_OF_RUN)
    series = np.stack(np.unravel_index(row, codes.shape[:-1]))
    return Stretches(code, series, begin, ends - begin, before, after)


def correlation(one: Floats, other: Floats) -> Floats:
    """Return the correlation over the last axis; NaN where one of them never moves."""
    a = one - one.mean(axis=-1, keepdims=True)
    b = other - other.mean(axis=-1, keepdims=True)
    size = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 0, (a * b).sum(axis=-1) / size, np.nan)


def autocorrelation(series: Floats, lag: int) -> Floats:
    """Return the correlation of a series with itself so many months earlier."""
    if series.shape[-1] <= lag + 1:
        return np.full(series.shape[:-1], np.nan)
    return correlation(series[..., :-lag], series[..., lag:])


def mean_defined(values: Floats, axis: int = -1) -> Floats:
    """Return the mean over an axis of what is defined; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def restricted_mean(life: Floats, over: npt.NDArray[np.bool_], limit: float) -> float:
    """Return the area under the Kaplan–Meier curve up to a limit.

    ∫₀ˡ S(t) dt,  S(t) = Π (1 − d_i / n_i) over ends before t. After the last life S stays.

    Args:
        life: lengths of lives, in any unit.
        over: whether a life ended; otherwise it was cut off by the end of observation.
        limit: in the same unit.
    """
    surviving, before, area = 1.0, 0.0, 0.0
    for end in np.unique(life[over & (life <= limit)]):
        area += surviving * (end - before)
        surviving *= 1 - (over & (life == end)).sum() / (life >= end).sum()
        before = float(end)
    return float(area + surviving * (limit - before))


def _persistence(series: Floats, lag: int) -> Floats:
    return mean_defined(autocorrelation(series, lag))


def _by_draw(values: Floats, draw: npt.NDArray[np.int64], draws: int) -> Floats:
    """Return the mean over the entries of each draw; NaN where it has none."""
    count = np.bincount(draw, minlength=draws)
    total = np.bincount(draw, weights=values, minlength=draws)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def spell(history: History, regime: str) -> Floats:
    """Return the mean length of completed spells: those whose beginning and end were seen."""
    if regime not in history.regimes:
        return np.full(history.draws, np.nan)
    found = stretches(history.regime)
    done = (found.before != EDGE_OF_RUN) & (found.after != EDGE_OF_RUN)
    found = found.where(done & (found.code == history.regimes.index(regime)))
    return _by_draw(found.length.astype(np.float64), found.series[0], history.draws)


def crisis_share(history: History) -> Floats:
    """Return the share of months in crisis."""
    crisis = history.regimes.index("crisis")
    return np.asarray((history.regime == crisis).mean(axis=(-2, -1)), dtype=np.float64)


def signed(history: History) -> Stretches:
    """Return the stretches that begin with a signature in the run; axes deal, draw, repeat."""
    found = stretches(history.status)
    return found.where((found.code == SIGNED) & (found.before == TALKS))


def deals_per_decade(history: History, group: str) -> Floats:
    """Return signatures per 120 months; a package counts once per issue."""
    weight = np.array(
        [sum(role in ROLE_GROUPS[group] for role in roles) for roles in history.roles]
    )
    found = signed(history)
    deal, draw = found.series[0], found.series[1]
    total = np.bincount(draw, weights=weight[deal], minlength=history.draws)
    repeats = history.regime.shape[1]
    return np.asarray(total / repeats * DECADE / history.months, dtype=np.float64)


def share_in_force(history: History) -> Floats:
    """Return the share of texts, signed early enough, that came into force within the run."""
    found = signed(history)
    found = found.where(found.begin + WAIT <= history.months)
    kept = (found.after == IN_FORCE).astype(np.float64)
    return _by_draw(kept, found.series[1], history.draws)


def months_to_force(history: History) -> Floats:
    """Return the median of the months from signature to entry into force."""
    found = signed(history)
    found = found.where(found.after == IN_FORCE)
    values = np.full(history.draws, np.nan)
    for draw in np.unique(found.series[1]):
        values[draw] = np.median(found.length[found.series[1] == draw])
    return values


def lifetime(history: History) -> Floats:
    """Return the restricted mean of the years from entry into force to end or suspension."""
    binds = np.where(history.status == NOTICE, IN_FORCE, history.status).astype(np.int8)
    found = stretches(binds)
    found = found.where((found.code == IN_FORCE) & (found.before == SIGNED))
    life, over = found.length / MONTHS_OF_A_YEAR, found.after != EDGE_OF_RUN
    values = np.full(history.draws, np.nan)
    for draw in np.unique(found.series[1]):
        here = found.series[1] == draw
        values[draw] = restricted_mean(life[here], over[here], LIFE_LIMIT)
    return values


def exit_rate(history: History) -> Floats:
    """Return withdrawals and suspensions per agreement in force and year."""
    found = stretches(history.status)
    left = found.where(
        (found.code == IN_FORCE) & ((found.after == NOTICE) | (found.after == SUSPENDED))
    )
    exits = np.bincount(left.series[1], minlength=history.draws)
    months = (history.status[..., 1:] == IN_FORCE).sum(axis=(0, -2, -1))
    return np.where(months > 0, exits / np.maximum(months, 1) * MONTHS_OF_A_YEAR, np.nan)


def summits_per_year(history: History) -> Floats:
    """Return meetings of the two leaders per year."""
    return np.asarray(history.summits.mean(axis=-1) * MONTHS_OF_A_YEAR / history.months)


def sanction_years(history: History) -> Floats:
    """Return years under sanctions over episodes ended; infinite where none ended."""
    under = history.sanctions > NO_SANCTIONS
    ended = (under[..., :-1] & ~under[..., 1:]).sum(axis=(0, -2, -1))
    years = under.sum(axis=(0, -2, -1)) / MONTHS_OF_A_YEAR
    endless = np.where(years > 0, np.inf, np.nan)
    return np.where(ended > 0, years / np.maximum(ended, 1), endless)


def _one(values: Floats) -> Floats:
    return np.asarray(values, dtype=np.float64)[None]


Statistic: TypeAlias = Callable[[History], Floats]

#: By the id of the expectation: values of shape (side, draw).
STATISTICS: Mapping[str, Statistic] = {
    "flow_autocorrelation": lambda h: _persistence(h.flow, 1),
    "flow_memory_year": lambda h: _persistence(h.flow, int(MONTHS_OF_A_YEAR)),
    "flow_correlation": lambda h: _one(mean_defined(correlation(h.flow[0], h.flow[1]))),
    "spell_reset": lambda h: _one(spell(h, "reset")),
    "spell_guardrailed_rivalry": lambda h: _one(spell(h, "guardrailed_rivalry")),
    "spell_confrontation": lambda h: _one(spell(h, "confrontation")),
    "spell_crisis": lambda h: _one(spell(h, "crisis")),
    "crisis_share": lambda h: _one(crisis_share(h)),
    "deals_per_decade_security": lambda h: _one(deals_per_decade(h, "security")),
    "deals_per_decade_low_politics": lambda h: _one(deals_per_decade(h, "low_politics")),
    "deals_per_decade_high_politics": lambda h: _one(deals_per_decade(h, "high_politics")),
    "treaty_share_ratified": lambda h: _one(share_in_force(h)),
    "signature_to_force": lambda h: _one(months_to_force(h)),
    "treaty_lifetime": lambda h: _one(lifetime(h)),
    "treaty_exit_rate": lambda h: _one(exit_rate(h)),
    "summits_per_year": lambda h: _one(summits_per_year(h)),
    "sanction_duration": lambda h: _one(sanction_years(h)),
    "opinion_memory_year": lambda h: _persistence(h.opinion, int(MONTHS_OF_A_YEAR)),
}

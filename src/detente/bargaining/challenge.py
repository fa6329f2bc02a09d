"""The challenge model: expected utility of challenging, offers, and rounds of moves.

After Bueno de Mesquita, in the reading of Scholz, Calbert and Smith (2011). The published text can
be built in many ways that end at different outcomes: every choice is an option here
(`challenge_options`), whole readings are presets, and trajectories often cycle rather than settle.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.bargaining.challenge_kernel import challenge_rows
from detente.bargaining.challenge_options import WORDS
from detente.bargaining.checking import Case, scale_ends, some_weight
from detente.bargaining.kernels import over_rows
from detente.bargaining.prediction import Array, Outcome


def challenge(case: Case, *, status_quo: float, rounds: int, bounds: Any, **words: Any) -> Outcome:
    """Return the outcome after rounds in which actors challenge, yield and meet.

    With d = |x_i − x_j|/R, weights c s, P_i(j) the share of votes for i over j and r_i an exponent
    of risk between ½ (secure) and 2,

        E_ij = s_j (P Us + (1 − P) Uf) + (1 − s_j) Us − Q Usq − (1 − Q)(T Ub + (1 − T) Uw),
        Us, Uf = 2 − 4(½ ∓ ½d)^r,  Usq = 2 − 4(½)^r,
        Ub, Uw = 2 − 4(½ ∓ ¼(|x_i − μ| + |x_i − x_j|)/R)^r,  T = 1 iff |x_i − μ| < |x_i − x_j|.

    Where E_ij > 0 > E_ji, j moves to x_i, or only the share |E_ji/E_ij| of the way if that is less.
    Everybody takes one offer a round, all at once.

    Args:
        case: positions, salience, capability, (…, actor).
        status_quo: Q, from 0 to 1, the probability that nothing changes if i does not challenge.
        rounds: how many at most.
        bounds: both ends of the scale, by which R is fixed; None: the range of the positions.
        words: the other options, see `challenge_options.WORDS`.

    Returns:
        point (…,); details: `trajectory` and `means` (…, rounds + 1), the weighted median and mean
        from the beginning on (the last value is repeated where it ended early); `positions`
        (…, actor) in the end; `risk` (…, actor), the exponents of the first round; `last_round`
        (…,); `cycle` (…,), after how many rounds the final positions came back: 1 settled, more a
        cycle, 0 neither yet.

    Raises:
        ValueError: nobody has any weight, or a position lies outside `bounds`.

    Source: buenodemesquita1994, buenodemesquita1997, scholz2011.
    """
    some_weight(case.weight, "challenge")
    low, high = scale_ends(bounds, case)
    actors = case.positions.shape[-1]
    flat = (-1, actors)
    x = np.ascontiguousarray(case.filled).reshape(flat)
    present = np.ascontiguousarray(case.present).reshape(flat)
    salience = np.ascontiguousarray(case.salience).reshape(flat)
    # In shares of the whole: no number depends on the unit of capability.
    weight = case.weight / case.weight.sum(axis=-1, keepdims=True)
    ends = np.stack([np.ravel(low), np.ravel(high)], axis=-1)
    codes = np.array([place[0].index(words[name]) for name, place in WORDS.items()])
    count = len(x)
    final, risk = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    course, info = np.zeros((count, rounds + 1, 2)), np.zeros((count, 2), np.int64)
    elsewhere = 0
    if words["risk"] == "among_alternatives":
        elsewhere = actors if words["denominator"] == "pair" else actors**2
    steps = count * rounds * actors**2 * (10 + elsewhere)  # literal-ok: a size
    over_rows(
        challenge_rows,
        count,
        steps,
        x,
        present,
        salience,
        np.ascontiguousarray(weight).reshape(flat),
        ends,
        float(status_quo),
        codes,
        final,
        course,
        risk,
        info,
    )
    point = _point(course[..., 0 if words["outcome"] == "median" else 1], info, words["stopping"])
    lead = case.rows
    details = {
        "trajectory": course[..., 0].reshape(*lead, rounds + 1),
        "means": course[..., 1].reshape(*lead, rounds + 1),
        "positions": final.reshape(case.positions.shape),
        "risk": risk.reshape(case.positions.shape),
        "last_round": info[:, 0].reshape(lead),
        "cycle": info[:, 1].reshape(lead),
    }
    return Outcome(point.reshape(lead), details=details)


def _point(course: Array, info: Any, stopping: str) -> Array:
    """Return the last value of each row, or its mean over the cycle in which it ended."""
    last, cycle = info[:, 0], info[:, 1]
    length = np.where((stopping == "cycle") & (cycle > 0), cycle, 1)
    step = np.arange(course.shape[1])
    held = (step > (last - length)[:, None]) & (step <= last[:, None])
    found: Array = np.where(held, course, 0.0).sum(axis=1) / length
    return found

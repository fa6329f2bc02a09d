"""The bargaining models once more, as plainly as they can be written: slow, and easy to check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def emissions() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Car-emission standards: positions in years, salience, capability of ten states.

    Bueno de Mesquita and Stokman (1994), as quoted by Scholz, Calbert and Smith (2011), Table 1;
    Netherlands, Belgium, Luxembourg, Germany, France, Italy, United Kingdom, Ireland, Denmark,
    Greece.
    """
    years = np.array([4, 7, 4, 4, 10, 10, 10, 7, 4, 7], float)
    salience = np.array([80, 40, 20, 80, 60, 60, 90, 10, 100, 70]) / 100
    capability = np.array([8, 8, 3, 16, 16, 16, 16, 5, 5, 8]) / 100
    return years, salience, capability


def utility(base: Any, risk: Any) -> Any:
    return 2 - 4 * np.maximum(base, 0.0) ** risk


def win_chances(x: np.ndarray, weight: np.ndarray, denominator: str) -> np.ndarray:
    distance = np.abs(x[:, None] - x)
    # (i, j, k): what voter k gains if i wins over j.
    votes = weight * (distance.T[None, :, :] - distance.T[:, None, :])
    won, cast = np.maximum(votes, 0).sum(-1), np.abs(votes).sum(-1)
    if denominator != "pair" and cast.any():
        return won / (cast.sum() / (2 if denominator == "all_pairs" else 1))
    return np.where(cast > 0, won / np.where(cast > 0, cast, 1), 0.5)


def expected(
    x: np.ndarray, s: np.ndarray, win: np.ndarray, risk: Any, quo: float, mu: float, span: float
) -> np.ndarray:
    """E_ij with exponents risk that broadcast to (i, j)."""
    d = np.abs(x[:, None] - x) / span
    off = (np.abs(x - mu) / span)[:, None]
    good, bad = utility(0.5 - 0.5 * d, risk), utility(0.5 + 0.5 * d, risk)
    path = 0.25 * (off + d)
    left = np.where(off < d, utility(0.5 - path, risk), utility(0.5 + path, risk))
    still = utility(np.full_like(d, 0.5), risk)
    challenge = s * (win * good + (1 - win) * bad) + (1 - s) * good
    return challenge - quo * still - (1 - quo) * left


def exponents(security: np.ndarray, least: Any, most: Any) -> np.ndarray:
    spread = np.where(most - least > 1e-12, most - least, 1.0)
    r = np.where(most - least > 1e-12, (2 * security - most - least) / spread, 0.0)
    return (1 - r / 3) / (1 + r / 3)


def weighted_median(x: np.ndarray, weight: np.ndarray, ties: str) -> float:
    x, weight = x[weight > 0], weight[weight > 0]
    order = np.argsort(x, kind="stable")
    sums = np.cumsum(weight[order]) / weight.sum()
    reached = sums > 0.5 + 1e-12 if ties == "upper" else sums >= 0.5 - 1e-12
    return float(x[order][reached.argmax()])


def securities(
    x: np.ndarray, s: np.ndarray, w: np.ndarray, mu: float, span: float, o: Mapping[str, Any]
) -> np.ndarray:
    win = win_chances(x, w, o["denominator"])
    e = expected(x, s, win, 1.0, o["status_quo"], mu, span)
    np.fill_diagonal(e, 0.0)
    return e.sum(axis=0) if o["security"] == "others" else e.sum(axis=1)


def risks(
    x: np.ndarray, s: np.ndarray, w: np.ndarray, mu: float, span: float, o: Mapping[str, Any]
) -> np.ndarray:
    if o["risk"] == "neutral":
        return np.ones(len(x))
    own = securities(x, s, w, mu, span, o)
    if o["risk"] == "among_actors":
        return exponents(own, own.min(), own.max())
    found = np.ones(len(x))
    for i in range(len(x)):
        values = []
        for place in x:
            moved = x.copy()
            moved[i] = place
            values.append(securities(moved, s, w, mu, span, o)[i])
        found[i] = exponents(own[i], min(values), max(values))
    return found


def challenge_offer(a: float, b: float, away: float, o: Mapping[str, Any]) -> tuple[int, float]:
    tiny = 1e-12
    if a > tiny and b > tiny:
        return (1, away) if o["conflict"] == "loser" and a > b + tiny else (0, 0.0)
    if a > tiny and b < -tiny:
        return 1, away * min(1.0, abs(b / a))
    if a < -tiny and b > tiny and o["offers"] == "two_sided":
        return -1, -away * min(1.0, abs(a / b))
    return 0, 0.0


def challenge_round(
    x: np.ndarray, s: np.ndarray, w: np.ndarray, mu: float, span: float, o: Mapping[str, Any]
) -> np.ndarray:
    win, r = win_chances(x, w, o["denominator"]), risks(x, s, w, mu, span, o)
    mine = expected(x, s, win, r[:, None], o["status_quo"], mu, span)
    theirs = r[None, :] if o["perspective"] == "own" else r[:, None]
    # E_ji as i sees it: with i's exponent, which stands in column i before the transposition.
    rivals = expected(x, s, win, theirs, o["status_quo"], mu, span).T
    offers: dict[int, list[tuple[float, float, float, float]]] = {}
    for i in range(len(x)):
        for j in range(len(x)):
            if i == j or (o["equal_positions"] == "skip" and x[i] == x[j]):
                continue
            a, b = mine[i, j], rivals[i, j]
            who, move = challenge_offer(a, b, x[i] - x[j], o)
            if not who:
                continue
            k = j if who == 1 else i
            key = {
                "greatest_sum": -(a + b),
                "highest_utility": -max(a, b),
                "least_move": abs(move) / span,
                "nearest_position": abs(x[i] - x[j]) / span,
            }[o["selection"]]
            if o["conflict_order"] != "with_others" and a > 1e-12 and b > 1e-12:
                key = abs(move) / span if o["conflict_order"] == "first_least_move" else key
                key -= 1000.0
            goal = x[i + j - k] if abs(move) == abs(x[i] - x[j]) else x[k] + move
            offers.setdefault(k, []).append(
                (key, abs(move) / span, -goal if o["ties"] == "upper" else goal, goal)
            )
    new = x.copy()
    for k, found in offers.items():
        least = min(one[0] for one in found)
        found = [one for one in found if one[0] <= least + 1e-12]
        shortest = min(one[1] for one in found)
        found = [one for one in found if one[1] <= shortest + 1e-12]
        new[k] = min(found, key=lambda one: one[2])[3]
    return new


def challenge_path(
    x: np.ndarray, s: np.ndarray, c: np.ndarray, o: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Medians by round from the beginning on, and positions in the end."""
    here = np.flatnonzero(~np.isnan(x))
    now, s, w = x[here].astype(float), s[here], (c * s)[here] / (c * s)[here].sum()
    whole = np.ptp(now) if o["bounds"] is None else np.ptp(o["bounds"])
    medians = [weighted_median(now, w, o["ties"])]
    for _ in range(o["rounds"]):
        span = whole if o["scale"] == "fixed" else np.ptp(now)
        if span > 1e-12 * whole:
            now = challenge_round(now, s, w, medians[-1], span, o)
        medians.append(weighted_median(now, w, o["ties"]))
    final = np.full(len(x), np.nan)
    final[here] = now
    return np.array(medians), final


def condorcet_chances(
    x: np.ndarray, weight: np.ndarray, exponent: float, limit: str
) -> tuple[np.ndarray, np.ndarray]:
    """Distinct positions and their probabilities, by going round until nothing changes."""
    places = np.unique(x)
    utility = 1 - np.abs(x[:, None] - places) / max(np.ptp(x), 1e-300)
    votes = (weight / weight.sum())[:, None, None] * (utility[:, :, None] - utility[:, None, :])
    support = 1e-8 + np.maximum(votes, 0).sum(0)
    beats = support**exponent / (support**exponent + support.T**exponent)
    n = len(places)
    p = np.full(n, 1 / n)
    if limit == "conditional":
        p = beats.prod(axis=1)
        return places, p / p.sum()
    promise = support * beats
    chosen = promise / promise.sum(axis=0)
    for _ in range(20_000):
        if limit == "uniform":
            q = np.array([(beats[i] * (p[i] + p)).sum() / n for i in range(n)])
        else:
            q = np.array(
                [
                    (chosen[i] * beats[i] * p).sum() + p[i] * (chosen[:, i] * beats[i]).sum()
                    for i in range(n)
                ]
            )
        if np.abs(q - p).max() < 1e-15:
            break
        p = (p + q) / 2
    return places, p / p.sum()


def exchanges(
    positions: np.ndarray, salience: np.ndarray, capability: np.ndarray, least: float
) -> tuple[np.ndarray, list[tuple[int, int, int, int, float]]]:
    """Positions after one round, and what was exchanged: (i, j, p, q, gain)."""
    now, weight = positions.astype(float), capability * salience
    moved = np.zeros_like(now)
    done = []
    issues, actors = now.shape
    while True:
        mean = (weight * now).sum(-1) / weight.sum(-1)
        best: tuple[float, Any] = (least, None)
        for p in range(issues):
            for q in range(p + 1, issues):
                for i in range(actors):
                    for j in range(actors):
                        found = one_exchange(
                            now, positions, salience, weight, mean, moved, p, q, i, j
                        )
                        if found is not None and found[0] > best[0]:
                            best = (found[0], (i, j, p, q, *found))
        if best[1] is None:
            return now, done
        i, j, p, q, gain, move, other = best[1]
        now[p, j] += move
        now[q, i] += other
        moved[p, j], moved[q, i] = np.sign(move), np.sign(other)
        done.append((i, j, p, q, gain))


def one_exchange(
    now: np.ndarray,
    ideal: np.ndarray,
    s: np.ndarray,
    w: np.ndarray,
    mean: np.ndarray,
    moved: np.ndarray,
    p: int,
    q: int,
    i: int,
    j: int,
) -> tuple[float, float, float] | None:
    """Gain of each, move of j on p and of i on q, or None."""
    for k in (p, q):
        one, two = now[k, i] - mean[k], now[k, j] - mean[k]
        # Where an outcome has reached a position, rounding must not choose a side.
        if min(abs(one), abs(two)) < 1e-9 * np.ptp(ideal) or one * two > 0:
            return None
    if w[p, j] <= 0 or w[q, i] <= 0:
        return None
    way, other_way = np.sign(now[p, i] - now[p, j]), np.sign(now[q, j] - now[q, i])
    if moved[p, j] == -way or moved[q, i] == -other_way:
        return None
    # j goes the whole way, or as far as i wants the mean.
    shift = min(abs(now[p, i] - now[p, j]) * w[p, j] / w[p].sum(), way * (ideal[p, i] - mean[p]))
    ratio = (s[p, i] + s[p, j]) / (s[q, i] + s[q, j])
    # If i had to give more than it can, or than j wants, the roles are reversed.
    most = min(
        abs(now[q, j] - now[q, i]) * w[q, i] / w[q].sum(), other_way * (ideal[q, j] - mean[q])
    )
    if shift * ratio > most:
        shift = most / ratio
    gain = s[p, i] * shift - s[q, i] * shift * ratio
    if shift <= 0 or gain <= 0:
        return None
    move = way * shift * w[p].sum() / w[p, j]
    other = other_way * shift * ratio * w[q].sum() / w[q, i]
    return gain, move, other

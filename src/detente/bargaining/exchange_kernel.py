"""The loop of position exchange: find the best exchange, carry it out, look again.

Only the pairs of issues that an exchange touched are looked at again. Arrays of one row: positions
and ideals, salience, weights (issue, actor); `moved` holds the one direction in which an actor has
moved on an issue.
"""

from __future__ import annotations

import numpy as np

from detente.bargaining.kernels import Kernel
from detente.bargaining.prediction import Array

#: In shares of the range of positions.
EDGE = 1e-9  # literal-ok: numerical
#: What is kept of an exchange, in this order.
FIELDS = (
    "round",
    "demander",
    "supplier",
    "issue",
    "other_issue",
    "move",
    "other_move",
    "shift",
    "other_shift",
    "gain",
    "mean_before",
    "other_mean_before",
)


def _terms(
    now: Array,
    ideal: Array,
    salience: Array,
    weight: Array,
    total: Array,
    mean: Array,
    moved: Array,
    p: int,
    q: int,
    i: int,
    j: int,
) -> tuple[float, float, float]:
    """Return the shifts of the means of p and q, and the gain of each: j gives p to i for q.

    i and j stand on opposite sides of the mean on both issues.
    """
    toward_i, toward_j = now[p, i] - now[p, j], now[q, j] - now[q, i]
    if weight[p, j] <= 0.0 or weight[q, i] <= 0.0:
        return 0.0, 0.0, 0.0
    if moved[p, j] * toward_i < 0.0 or moved[q, i] * toward_j < 0.0:
        return 0.0, 0.0, 0.0
    most_p = abs(toward_i) * weight[p, j] / total[p]
    most_q = abs(toward_j) * weight[q, i] / total[q]
    wanted_p = (ideal[p, i] - mean[p]) * (1.0 if toward_i > 0.0 else -1.0)
    wanted_q = (ideal[q, j] - mean[q]) * (1.0 if toward_j > 0.0 else -1.0)
    ratio = (salience[p, i] + salience[p, j]) / (salience[q, i] + salience[q, j])
    shift = min(min(most_p, wanted_p), min(most_q, wanted_q) / ratio)
    if shift <= 0.0:
        return 0.0, 0.0, 0.0
    return shift, ratio * shift, salience[p, i] * shift - salience[q, i] * ratio * shift


terms = Kernel(_terms)


def _look(
    now: Array,
    ideal: Array,
    salience: Array,
    weight: Array,
    total: Array,
    mean: Array,
    moved: Array,
    p: int,
    q: int,
    edge: float,
    best: Array,
    who: Array,
) -> None:
    """Write the best exchange between two issues into best[p, q] and who[p, q].

    Nearer to the mean than edge, an actor stands on no side of it.
    """
    best[p, q] = 0.0
    actors = now.shape[1]
    for i in range(actors):
        side, other_side = now[p, i] - mean[p], now[q, i] - mean[q]
        if abs(side) <= edge or abs(other_side) <= edge:
            continue
        for j in range(actors):
            # What cannot be: not on opposite sides, or i cares less about p than j, relative to q.
            away, other_away = now[p, j] - mean[p], now[q, j] - mean[q]
            if abs(away) <= edge or abs(other_away) <= edge:
                continue
            if side * away > 0.0 or other_side * other_away > 0.0:
                continue
            if salience[p, i] * salience[q, j] <= salience[q, i] * salience[p, j]:
                continue
            _, _, gain = terms(now, ideal, salience, weight, total, mean, moved, p, q, i, j)
            if gain > best[p, q]:
                best[p, q] = gain
                who[p, q, 0] = i
                who[p, q, 1] = j


look = Kernel(_look)


def _carry_out(
    now: Array,
    ideal: Array,
    salience: Array,
    weight: Array,
    total: Array,
    mean: Array,
    moved: Array,
    p: int,
    q: int,
    i: int,
    j: int,
    record: Array,
) -> None:
    """Move both actors and the means, and write down what was done from the second field on."""
    shift, other, gain = terms(now, ideal, salience, weight, total, mean, moved, p, q, i, j)
    way = 1.0 if now[p, i] > now[p, j] else -1.0
    other_way = 1.0 if now[q, j] > now[q, i] else -1.0
    # Never past the position of the other, whatever the rounding.
    move = way * min(shift * total[p] / weight[p, j], abs(now[p, i] - now[p, j]))
    other_move = other_way * min(other * total[q] / weight[q, i], abs(now[q, j] - now[q, i]))
    place = 1
    for value in (float(i), float(j), float(p), float(q), move, other_move):
        record[place] = value
        place += 1
    for value in (way * shift, other_way * other, gain, mean[p], mean[q]):
        record[place] = value
        place += 1
    now[p, j] += move
    now[q, i] += other_move
    mean[p] += way * shift
    mean[q] += other_way * other
    moved[p, j] = way
    moved[q, i] = other_way


carry_out = Kernel(_carry_out)


def _one_row(
    now: Array,
    ideal: Array,
    salience: Array,
    weight: Array,
    rounds: int,
    least: float,
    records: Array,
) -> int:
    """Run all rounds of one row; return how many exchanges were made."""
    issues, actors = now.shape
    total, mean = np.zeros(issues), np.zeros(issues)
    for p in range(issues):
        for k in range(actors):
            total[p] += weight[p, k]
            mean[p] += weight[p, k] * now[p, k]
        mean[p] /= total[p]
    low, high = ideal[0, 0], ideal[0, 0]
    for p in range(issues):
        for k in range(actors):
            low, high = min(low, ideal[p, k]), max(high, ideal[p, k])
    edge = EDGE * (high - low)
    best = np.zeros((issues, issues))
    who = np.zeros((issues, issues, 2), np.int64)
    made, moved = 0, np.zeros((issues, actors))
    for number in range(rounds):
        before = made
        for p in range(issues):
            for k in range(actors):
                moved[p, k] = 0.0
        for p in range(issues):
            for q in range(p + 1, issues):
                look(now, ideal, salience, weight, total, mean, moved, p, q, edge, best, who)
        while made < len(records):
            highest, one, two = least, -1, -1
            for p in range(issues):
                for q in range(p + 1, issues):
                    if best[p, q] > highest:
                        highest, one, two = best[p, q], p, q
            if one < 0:
                break
            i, j = who[one, two, 0], who[one, two, 1]
            records[made, 0] = number + 1
            row = records[made]
            carry_out(now, ideal, salience, weight, total, mean, moved, one, two, i, j, row)
            made += 1
            for p in range(issues):
                for q in range(p + 1, issues):
                    if p in (one, two) or q in (one, two):
                        look(
                            now, ideal, salience, weight, total, mean, moved, p, q, edge, best, who
                        )
        if made == before:
            break
    return made


one_row = Kernel(_one_row)


def _exchange_rows(
    start: int,
    stop: int,
    now: Array,
    ideal: Array,
    salience: Array,
    weight: Array,
    rounds: int,
    least: Array,
    records: Array,
    made: Array,
) -> None:
    """Exchange in rows start … stop−1; `now`, `records` and `made` are written."""
    for row in range(start, stop):
        made[row] = one_row(
            now[row], ideal[row], salience[row], weight[row], rounds, least[row], records[row]
        )


exchange_rows = Kernel(_exchange_rows)

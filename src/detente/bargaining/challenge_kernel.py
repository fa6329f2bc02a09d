"""The rounds of the challenge model, one row at a time: offers, who takes which, and when it ends.

`options` holds the place of every chosen word in the order of `challenge_options.WORDS`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from detente.bargaining.challenge_options import (
    CONFLICT,
    CONFLICT_ORDER,
    CYCLE,
    DENOMINATOR,
    EACH,
    EQUAL_POSITIONS,
    FIRST_LEAST_MOVE,
    FIXED,
    GREATEST_SUM,
    HIGHEST_UTILITY,
    LEAST_MOVE,
    LOSER,
    MEDIAN,
    OFFERS,
    ONE_SIDED,
    PERSPECTIVE,
    SCALE,
    SELECTION,
    SKIP,
    STOPPING,
    TIES,
    UPPER,
    WITH_OTHERS,
)
from detente.bargaining.challenge_utilities import (
    SAME,
    chances,
    curved,
    gain,
    logarithms,
    median,
    risks,
    utility,
    votes,
)
from detente.bargaining.kernels import Kernel
from detente.bargaining.prediction import Array

#: Positions nearer than this, in shares of the scale, are those of an earlier round.
RETURNED = 1e-9  # literal-ok: numerical
#: Numbers kept of the best offer: key, move and goal.
BEST = 3  # literal-ok: a size
#: More than any two expected utilities, or shares of the scale, differ by.
FIRST = 1e3  # literal-ok: sorts one kind of offer before another


def _offer(a: float, b: float, away: float, conflict: int, offers: int) -> tuple[int, float]:
    """Return who moves in the eyes of i (1: j, −1: i, 0: nobody), and how far along x_i − x_j.

    a is what i expects of challenging j, b what i thinks j expects of challenging i.
    """
    if a > SAME and b > SAME:
        # Conflict: the one who expects less loses it, where losing means anything.
        if conflict == LOSER and a > b + SAME:
            return 1, away
    elif a > SAME and b < -SAME:
        return 1, away * min(1.0, -b / a)
    elif a < -SAME and b > SAME and offers != ONE_SIDED:
        return -1, -away * min(1.0, -a / b)
    return 0, 0.0


offer = Kernel(_offer)


def _key(a: float, b: float, move: float, distance: float, selection: int, order: int) -> float:
    """Return by what an offer is chosen: the least is taken."""
    fight = a > SAME and b > SAME and order != WITH_OTHERS
    if fight and order == FIRST_LEAST_MOVE:
        key = move
    elif selection == GREATEST_SUM:
        key = -(a + b)
    elif selection == HIGHEST_UTILITY:
        key = -max(a, b)
    elif selection == LEAST_MOVE:
        key = move
    else:
        key = distance
    return key - FIRST if fight else key


key_of = Kernel(_key)


def _better(
    key: float,
    move: float,
    goal: float,
    best_key: float,
    best_move: float,
    best_goal: float,
    upper: bool,
) -> bool:
    """Return whether an offer beats the best so far; ties go by the move, then the goal."""
    if key < best_key - SAME:
        return True
    if key > best_key + SAME:
        return False
    if move < best_move - SAME:
        return True
    if move > best_move + SAME:
        return False
    return bool(goal > best_goal if upper else goal < best_goal)


better = Kernel(_better)


def _moves(
    x: Array,
    salience: Array,
    win: Array,
    risk: Array,
    span: float,
    quo: float,
    mu: float,
    options: Any,
    new: Array,
    best: Array,
    stills: Array,
    near: Array,
    far: Array,
) -> None:
    """Write the positions after everybody took its best offer into new.

    best holds key, move and goal of the best offer to each actor, stills the utility of no change,
    near and far the logarithms of ½ − ½d and ½ + ½d.
    """
    count = len(x)
    conflict, offers, selection = options[CONFLICT], options[OFFERS], options[SELECTION]
    order, skip = options[CONFLICT_ORDER], options[EQUAL_POSITIONS] == SKIP
    each, upper = options[PERSPECTIVE] == EACH, options[TIES] == UPPER
    for k in range(count):
        new[k] = x[k]
        best[k, 0] = best[k, 1] = best[k, 2] = math.inf
    logarithms(x, span, near, far)
    for i in range(count):
        stills[i] = utility(0.5, risk[i])
    for i in range(count):
        off = abs(x[i] - mu) / span
        for j in range(count):
            if i == j or (skip and x[i] == x[j]):
                continue
            d, r = abs(x[i] - x[j]) / span, risk[i]
            good, bad = curved(near[i, j], r), curved(far[i, j], r)
            a = gain(d, salience[j], win[i, j], good, bad, stills[i], r, quo, off)
            still = stills[i]
            if each:
                r, still = risk[j], stills[j]
                good, bad = curved(near[i, j], r), curved(far[i, j], r)
            other_off = abs(x[j] - mu) / span
            b = gain(d, salience[i], win[j, i], good, bad, still, r, quo, other_off)
            who, move = offer(a, b, x[i] - x[j], conflict, offers)
            if who == 0:
                continue
            k, other = (j, i) if who == 1 else (i, j)
            size = abs(move) / span
            # All the way is exactly there, whatever the rounding.
            goal = x[other] if size == d else x[k] + move
            key = key_of(a, b, size, d, selection, order)
            if better(key, size, goal, best[k, 0], best[k, 1], best[k, 2], upper):
                best[k, 0], best[k, 1], best[k, 2] = key, size, goal
                new[k] = goal


moves = Kernel(_moves)


def _returned(path: Array, step: int, span: float) -> int:
    """Return after how many rounds the positions of path[step] came back, 0 where they are new."""
    for earlier in range(step - 1, -1, -1):
        apart = 0.0
        for k in range(path.shape[1]):
            apart = max(apart, abs(path[step, k] - path[earlier, k]))
        if apart <= RETURNED * span:
            return step - earlier
    return 0


returned = Kernel(_returned)


def _one_row(
    path: Array,
    salience: Array,
    weight: Array,
    ends: Array,
    quo: float,
    options: Any,
    course: Array,
    first_risk: Array,
) -> tuple[int, int]:
    """Fill path (round + 1, actor) and course (round + 1, median and mean) from path[0] on.

    Weights add up to 1.

    Returns:
        The last round that was run, and after how many rounds its positions came back (0: new).
    """
    count, rounds = path.shape[1], len(path) - 1
    won, win, risk = np.zeros((count, count)), np.zeros((count, count)), np.ones(count)
    best, stills, order = np.zeros((count, BEST)), np.zeros(count), np.arange(count)
    near, far = np.zeros((count, count)), np.zeros((count, count))
    whole = ends[1] - ends[0]
    last, cycle = 0, 0
    for step in range(rounds + 1):
        x = path[step]
        mu = median(x, weight, options[TIES] == UPPER)
        course[step, 0] = mu
        course[step, 1], least, most = 0.0, x[0], x[0]
        for k in range(count):
            course[step, 1] += weight[k] * x[k]
            least, most = min(least, x[k]), max(most, x[k])
        last, cycle = step, returned(path, step, whole)
        if cycle == 1 or (cycle > 0 and options[STOPPING] == CYCLE):
            break
        before = course[max(step - 1, 0), 0]
        if options[STOPPING] == MEDIAN and step > 0 and abs(mu - before) <= RETURNED * whole:
            break
        span = whole if options[SCALE] == FIXED else most - least
        if step == rounds or span <= SAME * whole:
            break
        chances(won, votes(x, weight, order, won), options[DENOMINATOR], win)
        risks(x, salience, weight, won, win, span, quo, mu, options, risk)
        if step == 0:
            for k in range(count):
                first_risk[k] = risk[k]
        new = path[step + 1]
        moves(x, salience, win, risk, span, quo, mu, options, new, best, stills, near, far)
    return last, cycle


one_row = Kernel(_one_row)


def _challenge_rows(
    start: int,
    stop: int,
    x: Array,
    present: Any,
    salience: Array,
    weight: Array,
    ends: Array,
    quo: float,
    options: Any,
    final: Array,
    course: Array,
    risk: Array,
    info: Any,
) -> None:
    """Run rows start … stop−1; final, course, risk and info are written."""
    steps, actors = course.shape[1], x.shape[1]
    for row in range(start, stop):
        # Those present, moved together; the others stay out of everything.
        count = 0
        for k in range(actors):
            count += present[row, k]
        path, own, share = np.zeros((steps, count)), np.zeros(count), np.zeros(count)
        first, who = np.ones(count), np.zeros(count, np.int64)
        place = 0
        for k in range(actors):
            if present[row, k]:
                path[0, place], own[place], share[place] = (
                    x[row, k],
                    salience[row, k],
                    weight[row, k],
                )
                who[place] = k
                place += 1
        last, cycle = one_row(path, own, share, ends[row], quo, options, course[row], first)
        for place in range(count):
            final[row, who[place]] = path[last, place]
            risk[row, who[place]] = first[place]
        for step in range(last + 1, steps):
            course[row, step, 0], course[row, step, 1] = course[row, last, 0], course[row, last, 1]
        info[row, 0], info[row, 1] = last, cycle


challenge_rows = Kernel(_challenge_rows)

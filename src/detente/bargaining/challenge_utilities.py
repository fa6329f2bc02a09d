"""What actors of the challenge model are able to do, dare, and expect: one round, one row.

`options` holds the place of every chosen word in the order of `challenge_options.WORDS`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from detente.bargaining.challenge_options import (
    ALL_PAIRS,
    ALTERNATIVES,
    DENOMINATOR,
    NEUTRAL,
    OWN,
    PAIR,
    RISK,
    SECURITY,
)
from detente.bargaining.kernels import Kernel
from detente.bargaining.prediction import Array

#: Differences of utilities, and of positions in shares of the scale, below this are none.
SAME = 1e-12  # literal-ok: numerical
#: Us = 2 − 4(…)^r: utilities run from −2 to 2.
SLOPE = 4.0  # literal-ok: of the published definition
QUARTER = 0.25  # literal-ok: of the published definition
THIRD = 3.0  # literal-ok: of the published definition


def _utility(base: float, risk: float) -> float:
    """Return 2 − 4 base^r; a base of 0 or (by rounding) less gives 2."""
    if base <= 0.0:
        return 2.0
    if risk == 1.0:
        return 2.0 - SLOPE * base
    return 2.0 - SLOPE * math.exp(risk * math.log(base))


utility = Kernel(_utility)


def _logarithms(x: Array, span: float, near: Array, far: Array) -> None:
    """Write log(½ − ½d) and log(½ + ½d) of every distance d in shares of the scale."""
    for i in range(len(x)):
        for j in range(i):
            half = 0.5 * (abs(x[i] - x[j]) / span)
            near[i, j] = math.log(0.5 - half) if half < 0.5 else -math.inf
            far[i, j] = math.log(0.5 + half)
            near[j, i], far[j, i] = near[i, j], far[i, j]


logarithms = Kernel(_logarithms)


def _curved(logarithm: float, risk: float) -> float:
    """Return 2 − 4 base^r from the logarithm of the base."""
    return 2.0 - SLOPE * math.exp(risk * logarithm)


curved = Kernel(_curved)


def _gain(
    distance: float,
    salience: float,
    win: float,
    success: float,
    failure: float,
    still: float,
    risk: float,
    quo: float,
    off: float,
) -> float:
    """Return E_ij: what i expects of challenging j over leaving it be.

    distance is |x_i − x_j|, off is |x_i − μ|, both in shares of the scale; salience is j's, win is
    P_i(j), still the utility of things as they are; utilities are those of a risk.
    """
    challenge = win * success + (1.0 - win) * failure
    value = salience * challenge + (1.0 - salience) * success - quo * still
    if quo < 1.0:
        path = QUARTER * (off + distance)
        # Left alone, the other moves to the median: for better where i is nearer to it.
        left = utility(0.5 - path, risk) if off < distance else utility(0.5 + path, risk)
        value -= (1.0 - quo) * left
    return value


gain = Kernel(_gain)


def _neutral(distance: float, salience: float, loss: float, quo: float, off: float) -> float:
    """Return E_ij at r = 1, where utilities are straight lines: Us = 2d, Uf = −2d, Usq = 0.

    loss is 1 − P_i(j); the rest as in `gain`.
    """
    value = 2.0 * distance * (1.0 - 2.0 * salience * loss)
    if quo < 1.0:
        left = SLOPE * QUARTER * (off + distance)
        value -= (1.0 - quo) * (left if off < distance else -left)
    return value


neutral = Kernel(_neutral)


def _ordered(x: Array, order: Any) -> None:
    """Sort the places in `order` by their positions; quick where they are nearly sorted."""
    for place in range(1, len(x)):
        k = order[place]
        before = place - 1
        while before >= 0 and x[order[before]] > x[k]:
            order[before + 1] = order[before]
            before -= 1
        order[before + 1] = k


ordered = Kernel(_ordered)


def _votes(x: Array, weight: Array, order: Any, won: Array) -> float:
    """Write the votes for i over j into won; return their sum over all pairs, both sides.

    In the order of positions, with running sums of weights (and of weights × positions), the votes
    between two actors take no loop over voters: up to the lower one all votes are its own, up to
    the middle between them they shrink, and the other way round from there.
    """
    count = len(x)
    ordered(x, order)
    sums, moments = np.zeros(count + 1), np.zeros(count + 1)
    for place in range(count):
        k = order[place]
        sums[place + 1] = sums[place] + weight[k]
        moments[place + 1] = moments[place] + weight[k] * x[k]
    total = 0.0
    for low in range(count):
        i = order[low]
        won[i, i] = 0.0
        middle = low + 1
        for high in range(low + 1, count):
            j = order[high]
            both, apart = x[i] + x[j], x[j] - x[i]
            while middle < high and 2.0 * x[order[middle]] < both:
                middle += 1
            inner = both * (sums[middle] - sums[low + 1])
            inner -= 2.0 * (moments[middle] - moments[low + 1])
            outer = 2.0 * (moments[high] - moments[middle])
            outer -= both * (sums[high] - sums[middle])
            won[i, j] = apart * sums[low + 1] + max(inner, 0.0)
            won[j, i] = apart * (sums[count] - sums[high]) + max(outer, 0.0)
            total += won[i, j] + won[j, i]
    return total


votes = Kernel(_votes)


def _chances(won: Array, total: float, denominator: int, win: Array) -> None:
    """Write P_i(j), the probability that i prevails over j, into win."""
    if denominator != ALL_PAIRS:
        total *= 2.0
    for i in range(len(won)):
        win[i, i] = 0.0
        for j in range(i + 1, len(won)):
            share = won[i, j] + won[j, i] if denominator == PAIR else total
            if share > 0.0:
                win[i, j], win[j, i] = won[i, j] / share, won[j, i] / share
            else:
                win[i, j] = win[j, i] = 0.5


chances = Kernel(_chances)


def _median(x: Array, weight: Array, upper: int) -> float:
    """Return the weighted median: lower or upper where two positions share the half."""
    total, least = 0.0, 0.0
    for k in range(len(x)):
        total += weight[k]
        least = max(least, x[k])
    found = -math.inf if upper else math.inf
    for k in range(len(x)):
        if weight[k] <= 0.0:
            continue
        below, above = 0.0, 0.0
        for other in range(len(x)):
            if x[other] < x[k]:
                below += weight[other]
            elif x[other] > x[k]:
                above += weight[other]
        half = total * (0.5 + SAME)
        if below <= half and above <= half:
            found = max(found, x[k]) if upper else min(found, x[k])
    return found


median = Kernel(_median)


def _security(
    i: int, x: Array, salience: Array, win: Array, span: float, quo: float, mu: float, whose: int
) -> float:
    """Return Sec_i at r = 1: Σ E_ji of the others' challenges, or Σ E_ij of its own."""
    found = 0.0
    for j in range(len(x)):
        if j == i:
            continue
        d = abs(x[i] - x[j]) / span
        one, two = (i, j) if whose == OWN else (j, i)
        off = abs(x[one] - mu) / span
        found += neutral(d, salience[two], 1.0 - win[one, two], quo, off)
    return found


security = Kernel(_security)


def _elsewhere(
    i: int,
    k: int,
    x: Array,
    salience: Array,
    weight: Array,
    won: Array,
    span: float,
    quo: float,
    mu: float,
    whose: int,
) -> float:
    """Return what Sec_i would be at the position of k, with chances by the votes of the pair.

    There the votes are those between k and j, but that i itself now stands, and votes, at x_k.
    """
    found = 0.0
    for j in range(len(x)):
        if j == i:
            continue
        apart = abs(x[k] - x[j])
        d, vote = apart / span, weight[i] * (abs(x[i] - x[j]) - abs(x[i] - x[k]))
        mine = max(won[k, j] - max(vote, 0.0) + weight[i] * apart, 0.0)
        theirs = max(won[j, k] - max(-vote, 0.0), 0.0)
        share = mine + theirs
        win = mine / share if share > 0.0 else 0.5
        if whose == OWN:
            found += neutral(d, salience[j], 1.0 - win, quo, abs(x[k] - mu) / span)
        else:
            found += neutral(d, salience[i], win, quo, abs(x[j] - mu) / span)
    return found


elsewhere = Kernel(_elsewhere)


def _exponent(value: float, least: float, most: float) -> float:
    """Return r = (1 − R/3)/(1 + R/3), R the security in the range from least to most."""
    if most - least <= SAME:
        return 1.0
    ratio = (2.0 * value - most - least) / (most - least)
    return (1.0 - ratio / THIRD) / (1.0 + ratio / THIRD)


exponent = Kernel(_exponent)


def _risks(
    x: Array,
    salience: Array,
    weight: Array,
    won: Array,
    win: Array,
    span: float,
    quo: float,
    mu: float,
    options: Any,
    risk: Array,
) -> None:
    """Write r_i into risk, which is 1 where everybody is risk neutral."""
    count = len(x)
    if options[RISK] == NEUTRAL:
        return
    whose = options[SECURITY]
    for i in range(count):
        risk[i] = security(i, x, salience, win, span, quo, mu, whose)
    if options[RISK] != ALTERNATIVES:
        least, most = risk[0], risk[0]
        for i in range(count):
            least, most = min(least, risk[i]), max(most, risk[i])
        for i in range(count):
            risk[i] = exponent(risk[i], least, most)
        return
    moved, chance, order = np.zeros(count), np.zeros((count, count)), np.arange(count)
    votes_there, there = np.zeros((count, count)), np.arange(count)
    for k in range(count):
        moved[k] = x[k]
    ordered(x, order)
    for i in range(count):
        least, most = math.inf, -math.inf
        for place in range(count):
            k = order[place]
            if place > 0 and x[k] == x[order[place - 1]]:
                continue  # a position that was asked about
            if options[DENOMINATOR] == PAIR:
                value = elsewhere(i, k, x, salience, weight, won, span, quo, mu, whose)
            else:
                moved[i] = x[k]
                total = votes(moved, weight, there, votes_there)
                chances(votes_there, total, options[DENOMINATOR], chance)
                value = security(i, moved, salience, chance, span, quo, mu, whose)
            least, most = min(least, value), max(most, value)
        moved[i] = x[i]
        risk[i] = exponent(risk[i], least, most)


risks = Kernel(_risks)

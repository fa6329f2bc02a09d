"""Ranges over draws: chance is taken out, and words never claim more than the range."""

from __future__ import annotations

import numpy as np
import pytest

from detente.dynamics.phrases import number_words, share_words, short_range
from detente.dynamics.ranges import Range, known_mean, number_range, parts, share_range
from detente.dynamics.variance import ignorance_share, jackknife


def events(chances: np.ndarray, repeats: int, seed: int = 3) -> np.ndarray:
    luck = np.random.default_rng(seed)
    return (luck.random((len(chances), repeats)) < chances[:, None]).astype(float)


@pytest.mark.parametrize("repeats", [2, 8, 50])
def test_the_split_does_not_depend_on_the_number_of_repeats(repeats: int) -> None:
    # p ~ Beta(2, 3): variance of p 0.04, mean of p (1 − p) 0.2.
    chances = np.random.default_rng(1).beta(2, 3, 40_000)
    found = parts(events(chances, repeats))
    assert found.ignorance == pytest.approx(0.04, abs=0.003)
    assert found.chance == pytest.approx(0.2, abs=0.003)
    assert ignorance_share(events(chances, repeats)) == pytest.approx(1 / 6, abs=0.012)


def test_chance_alone_leaves_no_range() -> None:
    found = share_range(events(np.full(20_000, 0.3), 4))
    assert found.high - found.low < 0.05
    raw = events(np.full(20_000, 0.3), 4).mean(axis=1)
    assert np.ptp(np.quantile(raw, [0.1, 0.9])) >= 0.5  # what a naive range would have claimed


def test_the_range_is_that_of_the_chances() -> None:
    chances = np.random.default_rng(2).beta(2, 6, 20_000)
    found = share_range(events(chances, 5))
    low, high = np.quantile(chances, [0.1, 0.9])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.015)


def test_the_range_of_a_number_is_drawn_together() -> None:
    luck = np.random.default_rng(4)
    means = luck.normal(1, 0.5, 20_000)
    found = number_range(means[:, None] + luck.normal(0, 2, (20_000, 4)))
    low, high = np.quantile(means, [0.1, 0.9])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.04)


def test_coins_and_constants() -> None:
    coin = np.repeat([[0.0], [1.0]], 50, axis=0).repeat(4, axis=1)
    assert share_range(coin).ends == pytest.approx((0, 1), abs=1e-6)
    assert share_range(np.ones((5, 3))) == Range(1.0, 0.0, 1.0, 1.0)
    assert share_range(np.zeros((5, 3))).ends == (0.0, 0.0)


def test_one_repeat_tells_no_range() -> None:
    found = share_range(events(np.full(50, 0.5), 1))
    assert not found.told
    assert not found.narrow()
    assert "not known" in share_words(found)


def test_the_jackknife_gives_the_error_of_a_mean() -> None:
    values = np.random.default_rng(5).normal(size=(4000, 1))
    error = jackknife(values, lambda x: float(x.mean()))
    assert error == pytest.approx(1 / np.sqrt(4000), rel=0.35)


WIDE = Range(0.3, 0.01, 0.05, 0.6)
WORDS = [
    (
        Range(0.3, 0.01, 0.12, 0.4, WIDE),
        "in 12–40 of 100 worlds (5–60 with widths doubled)",
        "12–40",
    ),
    (Range(0.3, 0.01, 0.27, 0.33, Range(0.3, 0.01, 0.26, 0.35)), "in about 30 of 100 worlds", "30"),
    # Narrow as declared, not with doubled widths: no single figure.
    (
        Range(0.3, 0.01, 0.27, 0.33, WIDE),
        "in 27–33 of 100 worlds (5–60 with widths doubled)",
        "27–33",
    ),
    (Range(0.0, 0.0, 0.0, 0.0), "in none of the worlds", "0"),
    (Range(0.004, 0.001, 0.0, 0.01), "in fewer than 1 of 100 worlds", "<1"),
    (Range(0.998, 0.001, 0.99, 1.0), "in more than 99 of 100 worlds", "100"),
    # A rare event that falls on few draws: the mean lies beyond the upper end.
    (
        Range(0.06, 0.01, 0.0, 0.02, Range(0.2, 0.01, 0.0, 0.5)),
        "in 0–6 of 100 worlds (0–50 with widths doubled)",
        "0–6",
    ),
]


@pytest.mark.parametrize(("found", "words", "short"), WORDS)
def test_chances_in_words(found: Range, words: str, short: str) -> None:
    assert share_words(found) == words
    assert short_range(found) == short


def test_a_mean_of_sums_has_no_range() -> None:
    found = known_mean(0.25, 400)
    assert found.error == pytest.approx(0.0217, abs=1e-4)
    assert not found.told


def test_numbers_have_no_more_digits_than_their_error() -> None:
    assert number_words(0.1234, 0.03) == "+0.12"
    assert number_words(-0.1234, 0.3) == "−0.1"
    assert number_words(0.001, 0.03) == "0.00"
    assert number_words(float("nan"), 0.1) == "–"

"""In which share of draws a proposition holds: against ranges, known truths and repeated sampling."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from detente.claims.holding import Bounds, Holding, Sample, by_draw, hold, together
from detente.dynamics.ranges import parts


def coins(chances: np.ndarray, repeats: int, seed: int = 0) -> np.ndarray:
    luck = np.random.default_rng(seed)
    return (luck.random((len(chances), repeats)) < chances[:, None]).astype(np.float64)


def test_a_bound_on_a_chance_is_held_against_the_beta_distribution_of_ranges() -> None:
    chances = np.random.default_rng(3).beta(4, 2, 300)
    values = coins(chances, 6)
    split = parts(values)
    weight = split.mean * (1 - split.mean) / split.ignorance - 1
    expected = stats.beta(split.mean * weight, (1 - split.mean) * weight).sf(0.5)
    found = hold(Sample(values, share=True), None, Bounds(above=0.5))
    assert found.share == pytest.approx(expected, abs=1e-9)
    assert found.first == pytest.approx(values.mean())


@pytest.mark.parametrize("repeats", [2, 4, 16])
def test_chance_is_taken_out_whatever_the_repeats(repeats: int) -> None:
    chances = np.random.default_rng(5).beta(6, 3, 20_000)
    truth = float((chances > 0.5).mean())
    found = hold(Sample(coins(chances, repeats), share=True), None, Bounds(above=0.5))
    assert found.share == pytest.approx(truth, abs=0.03)
    raw = float((coins(chances, repeats).mean(axis=1) > 0.5).mean())
    if repeats == 2:
        assert abs(raw - truth) > 0.1  # what it would be if chance were left in


def test_bounds_on_both_sides_and_certain_events() -> None:
    chances = np.random.default_rng(5).beta(6, 3, 500)
    sample = Sample(coins(chances, 8), share=True)
    low, high = (hold(sample, None, Bounds(below=b)).share for b in (0.4, 0.8))
    both = hold(sample, None, Bounds(above=0.4, below=0.8)).share
    assert both == pytest.approx(high - low, abs=1e-9)
    sure = Sample(np.ones((20, 3)), share=True)
    assert hold(sure, None, Bounds(above=0.99)).share == 1
    assert hold(sure, None, Bounds(below=0.99)).share == 0


@pytest.mark.parametrize(("bounds", "truth"), [((0.6, None), 0.3), ((None, 0.6), 0.7)])
def test_a_chance_that_is_certain_either_way_is_a_coin(
    bounds: tuple[float | None, float | None], truth: float
) -> None:
    """No chance within draws, and as much ignorance as there can be: 0 or 1, never in between."""
    values = np.repeat((np.arange(100) < 30).astype(float)[:, None], 5, axis=1)
    found = hold(Sample(values, share=True), None, Bounds(*bounds))
    assert found.share == pytest.approx(truth, abs=1e-9)
    assert found.error == pytest.approx(np.sqrt(0.3 * 0.7 / 100), rel=0.25)
    assert hold(Sample(values, share=True), None, Bounds(0.2, 0.8)).share == 0


def test_levels_are_drawn_together_by_the_declared_root() -> None:
    luck = np.random.default_rng(2)
    true = luck.normal(0.3, 1.0, 3000)
    values = true[:, None] + luck.normal(0, 3.0, (3000, 4))
    found = hold(Sample(values), None, Bounds(above=0.0))
    assert found.share == pytest.approx(stats.norm.cdf(0.3), abs=0.03)
    split = parts(values)
    kept = np.sqrt(split.ignorance / (split.ignorance + split.chance / 4))
    drawn = split.mean + kept * (split.means - split.mean)
    assert found.share == pytest.approx((drawn > 0).mean(), abs=1e-9)
    assert abs((split.means > 0).mean() - stats.norm.cdf(0.3)) > 0.02


def test_two_in_the_same_worlds_are_compared_world_by_world() -> None:
    luck = np.random.default_rng(4)
    common = luck.normal(0, 5.0, (400, 4))
    gap = luck.normal(0.5, 0.25, 400)
    found = hold(Sample(common + gap[:, None]), Sample(common), Bounds(above=0.0))
    assert found.share == pytest.approx((gap > 0).mean(), abs=1e-9)
    assert hold(Sample(common), Sample(common), Bounds(within=0.01)).share == 1


def test_the_same_number_asked_everywhere_or_by_a_full_mask() -> None:
    values = coins(np.random.default_rng(1).beta(2, 2, 100), 5)
    everywhere = np.ones(values.shape, np.bool_)
    one = hold(Sample(values, share=True), None, Bounds(above=0.4))
    other = hold(Sample(values, everywhere, share=True), None, Bounds(above=0.4))
    assert one.share == pytest.approx(other.share, abs=1e-12)
    assert other.worlds == 500


def test_a_condition_that_hardly_comes_about_is_not_judged() -> None:
    values = np.ones((100, 4))
    rare = np.zeros((100, 4), np.bool_)
    rare[:13, :3] = True  # 39 worlds; 40 are asked for
    assert not hold(Sample(values, rare, share=True), None, Bounds(above=0.5)).asked
    rare[13, :2] = True
    found = hold(Sample(values, rare, share=True), None, Bounds(above=0.5))
    assert (found.share, found.worlds, found.cell) == (1.0, 41, "holds")
    lonely = np.zeros((100, 4), np.bool_)
    lonely[:, 0] = True  # one world a draw: chance cannot be told from ignorance
    assert not hold(Sample(values, lonely, share=True), None, Bounds(above=0.5)).asked


def test_two_conditional_chances_are_compared_within_draws() -> None:
    """Where the condition and the event go together over draws only, there is no difference."""
    luck = np.random.default_rng(6)
    chances = luck.uniform(0.1, 0.9, 600)
    event = coins(chances, 12, seed=7)
    given = coins(chances, 12, seed=8).astype(np.bool_)
    first, second = Sample(event, given, share=True), Sample(event, ~given, share=True)
    found = hold(first, second, Bounds(above=0.05))
    assert found.first - found.second > 0.2  # pooled over draws the two differ much
    assert found.share < 0.1
    apart = np.where(given, coins(np.full(600, 0.7), 12, 1), coins(np.full(600, 0.4), 12, 2))
    made = hold(Sample(apart, given, share=True), Sample(apart, ~given, share=True), Bounds(0.05))
    assert made.share > 0.95


def test_a_difference_asked_in_too_few_common_draws_is_not_judged() -> None:
    values = np.zeros((40, 8))
    given = np.zeros((40, 8), np.bool_)
    given[:20] = True
    first, second = Sample(values, given, share=True), Sample(values, ~given, share=True)
    assert not hold(first, second, Bounds(above=0.0)).asked


def test_numbers_without_chance_are_counted_as_they_are() -> None:
    values = np.array([[0.0], [1.0], [1.0], [1.0]])
    found = hold(Sample(values, share=True, exact=True), None, Bounds(above=0.5))
    assert (found.share, found.error) == (0.75, 0.0)


def test_the_monte_carlo_error_is_that_of_sampling_again() -> None:
    def judged(seed: int) -> Holding:
        chances = np.random.default_rng(seed).beta(3, 2, 120)
        return hold(Sample(coins(chances, 5, seed), share=True), None, Bounds(above=0.5))

    found = [judged(seed) for seed in range(60)]
    spread = float(np.std([one.share for one in found]))
    told = float(np.mean([one.error for one in found]))
    assert told == pytest.approx(spread, rel=0.35)
    assert judged(3) == judged(3)


def test_some_draws_alone() -> None:
    values = np.repeat(np.array([[0.0], [1.0]]), 30, axis=0) + np.zeros((60, 3))
    rows = np.arange(60) >= 30
    assert hold(Sample(values), None, Bounds(above=0.5), rows).share == 1
    assert hold(Sample(values), None, Bounds(above=0.5), ~rows).share == 0


def test_cells_need_both_widths() -> None:
    def holding(share: float) -> Holding:
        return Holding(share, 0.01, 0.5, np.nan, 100)

    assert [holding(s).cell for s in (0.95, 0.9, 0.5, 0.05)] == [
        "holds",
        "holds",
        "depends",
        "fails",
    ]
    assert [
        Holding(s, e, 0.5, np.nan, 9).cell for s, e in ((0.07, 0.25), (0.07, 0.2), (1, 0.3))
    ] == [
        "depends",
        "fails",
        "depends",
    ]
    assert together(holding(0.95), holding(0.92)) == "holds"
    assert together(holding(0.95), holding(0.85)) == "depends"
    assert together(holding(0.05), holding(0.2)) == "depends"
    assert together(holding(0.95), None) == "holds"
    assert Holding(np.nan, np.nan, 0.0, np.nan, 3).cell == "never asked"


def test_numbers_by_draw_are_missing_where_nothing_was_asked() -> None:
    values = np.array([[1.0, 0.0], [1.0, 1.0]])
    asked = np.array([[True, False], [False, False]])
    found = by_draw(Sample(values, asked, share=True), None)
    assert found[0] == 1
    assert np.isnan(found[1])

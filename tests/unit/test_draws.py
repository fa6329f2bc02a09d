"""Draws: reproducible, stratified, separable by quantity and by slice, bounded in memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from helpers import MINIMAL, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.scenario import Scenario, load, loads
from detente.scenario.distributions import Dirichlet, Exact, Uniform
from detente.scenario.draws import DEFAULT_DRAWS, Draws, chunks, draw, side_by_side
from detente.scenario.loading import build
from detente.scenario.quantities import Quantity
from detente.scenario.strata import BLOCK, MAXIMUM_ROWS, uniforms

POSITION = "issues.water.actors.upland.position"
REGIME = "relations.lowland-upland.regime"

LUCK = [
    0.27502442088443785,
    0.41146884297486397,
    0.8365699149901047,
    0.6484579008771106,
    0.06937872201669962,
]

#: One column of every distribution, so that each is tried in slices and chunks.
EVERY_NOTATION = changed(
    "{position: 35 ± 10, salience: high, from: essay-2020#3-4, support: inferred}",
    "{position: {p10: 18, mode: 35, p90: 52}, salience: high, capability: {beta: [2, 3]},"
    " tactical_gain: {lognormal: [0.3, 0.5]}, strategic_cost: {triangular: [0.1, 0.2, 0.9]},"
    " domestic_hurdle: 0.4 ± 0.3, damage: 0.25}",
)


@pytest.fixture(scope="module")
def varied() -> Scenario:
    return loads(EVERY_NOTATION, "varied.yaml")


def assert_same(one: Draws, other: Draws, rows: slice = slice(None)) -> None:
    assert set(one.columns) == set(other.columns)
    for address, column in one.columns.items():
        assert np.array_equal(column[rows], other.columns[address]), address


# Reproducible


def test_same_seed_same_bits(varied: Scenario):
    assert_same(draw(varied, 5000, 7), draw(loads(EVERY_NOTATION), 5000, 7))


def test_another_seed_gives_other_values(varied: Scenario):
    one, other = draw(varied, 500, 1), draw(varied, 500, 2)
    for address, column in one.columns.items():
        assert (column != other.columns[address]).mean() > 0.9, address


def test_the_size_of_the_design_is_part_of_a_draw(varied: Scenario):
    small, large = draw(varied, 500)[POSITION], draw(varied, 501)[POSITION]
    assert (small != large[:500]).mean() > 0.9


def test_defaults(varied: Scenario):
    found = draw(varied)
    assert (len(found), found.count, found.seed, found.start) == (DEFAULT_DRAWS, 2000, 1, 0)


def test_luck_is_that_of_the_last_release():
    """Other values here would move every result: say so in the changelog."""
    assert uniforms("an.address", 1, 5, 0, 5) == pytest.approx(LUCK, abs=1e-15)


def test_rows_one_by_one():
    whole = uniforms("an.address", 1, 10, 0, 10)
    single = [uniforms("an.address", 1, 10, row, row + 1) for row in range(10)]
    assert np.array_equal(whole, np.concatenate(single))


# Separable by quantity


def test_adding_a_quantity_leaves_the_other_columns_alone(varied: Scenario):
    text = changed("{flow: 0.1 ± 0.3}", "{flow: 0.1 ± 0.3, trust: -1 ± 0.5}", EVERY_NOTATION)
    text = changed("{name: Delta,", "{name: Delta, horizon: 0.2..0.4,", text)
    more, before = draw(loads(text), 1000), draw(varied, 1000)
    assert set(more.columns) - set(before.columns) == {"actors.delta.horizon"}
    for address, column in before.columns.items():
        if address != "relations.upland>lowland.trust":
            assert np.array_equal(column, more.columns[address]), address


def test_a_changed_quantity_leaves_the_other_columns_alone(varied: Scenario):
    before = draw(varied, 1000)
    after = draw(build(varied.name, varied.tree, changes={POSITION: "10..20"}), 1000)
    for address, column in before.columns.items():
        assert np.array_equal(column, after.columns[address]) == (address != POSITION), address


def test_replaced_keeps_the_luck_of_the_others(varied: Scenario):
    before = draw(varied, 1000, rows=slice(100, 300))
    old = varied.quantities[POSITION]
    new = Quantity(POSITION, old.kind, Uniform(10.0, 20.0, 0.0, 100.0), old.provenance)
    after = before.replaced({POSITION: new})
    fresh = draw(
        build(varied.name, varied.tree, changes={POSITION: "10..20"}), 1000, rows=slice(100, 300)
    )
    assert_same(after, fresh)
    assert after.scenario.quantities[POSITION] == new
    assert varied.quantities[POSITION] == old
    assert all(before.columns[a] is after.columns[a] for a in before.columns if a != POSITION)


def test_replaced_by_an_exact_number(varied: Scenario):
    old = varied.quantities[POSITION]
    new = Quantity(POSITION, old.kind, Exact(50.0), old.provenance)
    after = draw(varied, 10).replaced({POSITION: new})
    assert after[POSITION].tolist() == [50.0] * 10


# Side by side


def test_side_by_side_are_the_rows_of_each(varied: Scenario):
    before = draw(varied, 20)
    old = varied.quantities[POSITION]
    wide, exact = (
        before.replaced({POSITION: Quantity(POSITION, old.kind, spread, old.provenance)})
        for spread in (Uniform(10.0, 20.0, 0.0, 100.0), Exact(50.0))
    )
    both = side_by_side([wide, exact])
    assert both is not None
    assert len(both) == 40
    for address in before.columns:
        assert np.array_equal(both[address], np.concatenate([wide[address], exact[address]]))
    assert np.array_equal(both.luck("x", lambda u: u), np.tile(before.luck("x", lambda u: u), 2))
    # What is replaced afterwards is the same for each.
    again = both.replaced({POSITION: old})
    assert np.array_equal(again[POSITION], np.tile(before[POSITION], 2))


def test_side_by_side_need_the_same_quantities(varied: Scenario):
    before = draw(varied, 5)
    more = replace(before, columns={**before.columns, "parameters.new": np.zeros(5)})
    assert side_by_side([before, more]) is None


# Separable by slice


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_slice_drawn_alone_equals_the_same_rows_of_the_whole(data: st.DataObject):
    scenario = loads(EVERY_NOTATION)
    count = data.draw(st.integers(1, 3000), "count")
    start = data.draw(st.integers(0, count), "start")
    stop = data.draw(st.integers(start, count), "stop")
    seed = data.draw(st.integers(0, 2**63 - 1), "seed")
    part = draw(scenario, count, seed, rows=slice(start, stop))
    assert (len(part), part.start, part.stop, part.count) == (stop - start, start, stop, count)
    assert_same(draw(scenario, count, seed), part, slice(start, stop))


@pytest.mark.parametrize("rows", [(0, BLOCK), (5, BLOCK + 6), (BLOCK - 1, 2 * BLOCK + 3), (1, 2)])
def test_slices_across_the_blocks_of_the_machine(varied: Scenario, rows: tuple[int, int]):
    count = 3 * BLOCK + 11  # also more rows than are drawn in one thread
    assert_same(draw(varied, count), draw(varied, count, rows=slice(*rows)), slice(*rows))


def test_widened_slices_too(varied: Scenario):
    whole = draw(varied, 1000, widened=2.0)
    assert_same(whole, draw(varied, 1000, rows=slice(17, 400), widened=2.0), slice(17, 400))


def test_chunks_are_the_whole_design(varied: Scenario):
    whole = draw(varied, 1003, 5)
    parts = list(chunks(varied, 1003, 5, size=250))
    assert [(part.start, part.stop) for part in parts] == [
        (0, 250), (250, 500), (500, 750), (750, 1000), (1000, 1003),
    ]  # fmt: skip
    for address, column in whole.columns.items():
        joined = np.concatenate([part.columns[address] for part in parts])
        assert np.array_equal(column, joined), address


def test_chunks_need_bounded_memory(minimal: Scenario):
    columns = len(draw(minimal, 2).columns)
    size = 5_000
    tracemalloc.start()
    try:
        rows = sum(len(part) for part in chunks(minimal, 200_000, size=size))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == 200_000
    # Two chunks may be alive at once, and the temporaries of one column come on top;
    # the whole design would need forty chunks.
    assert peak < 4 * columns * size * 8, f"{peak / 1e6:.1f} MB"


# Stratified


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 100, 1000, 4097])
def test_every_stratum_holds_one_value(count: int):
    for address in ("a", "issues.water.actors.upland.position", "ü"):
        values = uniforms(address, 3, count, 0, count)
        assert ((values > 0) & (values < 1)).all()
        assert sorted(np.floor(values * count).astype(int)) == list(range(count))


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_the_permutation_is_a_bijection_for_every_size(seed: int):
    for count in (*range(1, 301), 65_536, 65_537, 100_000, 1_000_003):
        strata = np.floor(uniforms("x", seed, count, 0, count) * count).astype(np.int64)
        assert np.array_equal(np.bincount(strata, minlength=count), np.ones(count)), count


def test_the_largest_design_can_be_drawn_in_slices():
    for start in (0, MAXIMUM_ROWS // 2, MAXIMUM_ROWS - 1000):
        values = uniforms("x", 1, MAXIMUM_ROWS, start, start + 1000)
        assert ((values > 0) & (values < 1)).all()
        assert len(np.unique(values)) == 1000


def test_columns_of_a_scenario_are_stratified(varied: Scenario):
    drawn = draw(varied, 400)
    quantity = varied.quantities["issues.water.actors.lowland.salience"]
    assert quantity.distribution == Uniform(0.3, 0.5, 0.0, 1.0)
    strata = np.floor((drawn[quantity.address] - 0.3) / 0.2 * 400).astype(int)
    assert sorted(strata) == list(range(400))


@pytest.mark.parametrize("count", [50, 256, 1000, 1024])
def test_columns_correlate_no_more_than_independent_permutations(count: int):
    """Correlations of N shuffled ranks have mean 0 and variance 1 / (N − 1)."""
    columns = np.stack([uniforms(f"column {n}", 11, count, 0, count) for n in range(120)])
    matrix = np.corrcoef(columns)
    found = matrix[np.triu_indices(120, 1)]  # 7,140 pairs
    expected = 1 / np.sqrt(count - 1)
    assert np.sqrt(np.mean(found**2)) == pytest.approx(expected, rel=0.1)
    assert abs(found.mean()) < 5 * expected / np.sqrt(len(found))
    assert np.abs(found).max() < 6 * expected


def test_neighbouring_rows_do_not_correlate():
    count = 1000
    columns = [uniforms(f"column {n}", 11, count, 0, count) for n in range(300)]
    found = np.array([np.corrcoef(values[:-1], values[1:])[0, 1] for values in columns])
    assert np.sqrt(np.mean(found**2)) < 1.5 / np.sqrt(count)


def test_seeds_do_not_correlate():
    columns = np.stack([uniforms("x", seed, 500, 0, 500) for seed in range(120)])
    found = np.corrcoef(columns)[np.triu_indices(120, 1)]
    assert np.sqrt(np.mean(found**2)) == pytest.approx(1 / np.sqrt(499), rel=0.1)


# Values


def test_shares_add_up_to_one_and_have_their_means(varied: Scenario):
    drawn = draw(varied, 4000)
    distribution = varied.quantities[REGIME].distribution
    assert isinstance(distribution, Dirichlet)
    shares = np.stack([drawn[f"{REGIME}.{label}"] for label in distribution.labels])
    assert shares.sum(axis=0) == pytest.approx(np.ones(4000), abs=1e-12)
    assert (shares >= 0).all()
    for share, mean in zip(shares, distribution.means().values(), strict=True):
        # Dirichlet(2, 1): the standard deviation of a share is 0.236.
        assert share.mean() == pytest.approx(mean, abs=4 * 0.236 / np.sqrt(4000))


def test_an_exact_number_is_the_same_in_every_draw(varied: Scenario):
    drawn = draw(varied, 5)
    assert drawn["issues.water.actors.upland.damage"].tolist() == [0.25] * 5
    assert "issues.water.actors.upland.damage" not in drawn.columns


def test_what_can_be_read_is_contained(varied: Scenario):
    drawn = draw(varied, 2)
    for address in (POSITION, "issues.water.actors.upland.damage", f"{REGIME}.reset"):
        assert address in drawn
        assert drawn[address].shape == (2,)
    for address in (REGIME, "nothing", 5):
        assert address not in drawn


def test_measured_quantities_are_not_widened(varied: Scenario):
    text = changed(
        "position: {p10: 18, mode: 35, p90: 52}",
        "position: {is: 35 ± 10, from: treaties, support: stated, value: measured}",
        EVERY_NOTATION,
    )
    scenario = loads(text)
    plain, wide = draw(scenario, 500), draw(scenario, 500, widened=2.0)
    assert np.array_equal(plain[POSITION], wide[POSITION])
    assert wide["issues.water.actors.lowland.salience"].std() == pytest.approx(
        2 * plain["issues.water.actors.lowland.salience"].std()
    )


@pytest.mark.parametrize("name", ["emis-1994", "cuba-1962"])
@pytest.mark.parametrize("widened", [1.0, 2.0])
def test_shipped_scenarios_draw_within_their_ranges(name: str, widened: float):
    scenario = load(name)
    drawn = draw(scenario, 500, widened=widened)
    for address, quantity in scenario.quantities.items():
        if not quantity.kind.shares:
            values = drawn[address]
            assert quantity.kind.low <= values.min() <= values.max() <= quantity.kind.high, address


# Errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"draws": 0}, "draws is 0; it must be a whole number from 1 to 2^31"),
        ({"draws": -5}, "draws is -5; it must be a whole number from 1 to 2^31"),
        ({"draws": True}, "draws is True; it must be a whole number from 1 to 2^31"),
        ({"draws": 2.5}, "draws is 2.5; it must be a whole number from 1 to 2^31"),
        ({"draws": "10"}, "draws is '10'; it must be a whole number from 1 to 2^31"),
        ({"draws": 2**31 + 1}, "draws is 2147483649; it must be a whole number from 1 to 2^31"),
        ({"seed": -1}, "seed is -1; it must be a whole number from 0 to 2^63 - 1"),
        ({"seed": 2**63}, f"seed is {2**63}; it must be a whole number from 0 to 2^63 - 1"),
        ({"seed": 1.0}, "seed is 1.0; it must be a whole number from 0 to 2^63 - 1"),
        ({"seed": False}, "seed is False; it must be a whole number from 0 to 2^63 - 1"),
        ({"rows": slice(5, 3)}, "rows is a slice start:stop that rises by 1"),
        ({"rows": slice(0, 9, 2)}, "rows is a slice start:stop that rises by 1"),
        ({"rows": slice(9, 0, -1)}, "rows is a slice start:stop that rises by 1"),
        ({"widened": 0.0}, "widened is 0.0; it must be a factor above 0"),
        ({"widened": -1.0}, "widened is -1.0; it must be a factor above 0"),
        ({"widened": float("nan")}, "widened is nan; it must be a factor above 0"),
    ],
)
def test_errors(minimal: Scenario, arguments: dict[str, Any], message: str):
    with pytest.raises(ValueError) as caught:
        draw(minimal, **{"draws": 10, **arguments})
    assert str(caught.value) == message


@pytest.mark.parametrize("size", [0, -1])
def test_chunks_have_a_size(minimal: Scenario, size: int):
    with pytest.raises(ValueError, match=f"size is {size}; it must be at least 1"):
        next(chunks(minimal, 10, size=size))


def test_draws_of_the_same_scenario_are_taken_as_they_are(minimal: Scenario):
    drawn = draw(minimal, 10)
    assert draw(loads(MINIMAL), drawn) is drawn


def test_draws_of_another_scenario_are_refused(minimal: Scenario):
    drawn = draw(minimal, 10)
    with pytest.raises(ValueError, match="these draws belong to 'minimal"):
        draw(build(minimal.name, minimal.tree, changes={POSITION: 50}), drawn)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"{POSITION}s", f"no quantity '{POSITION}s' – did you mean '{POSITION}'?"),
        (f"{REGIME}.rest", f"no quantity '{REGIME}.rest' – did you mean '{REGIME}.reset'?"),
        ("zzz", "no quantity 'zzz'"),
        (REGIME, f"'{REGIME}' is a set of shares – read {REGIME}.reset or {REGIME}.crisis"),
    ],
)
def test_a_misspelt_address_suggests_the_nearest(minimal: Scenario, address: str, message: str):
    with pytest.raises(KeyError) as caught:
        draw(minimal, 2)[address]
    assert caught.value.args == (message,)

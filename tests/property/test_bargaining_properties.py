"""What holds for every outcome model, or is said not to hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.bargaining import MODELS, predict, presets
from detente.bargaining.prediction import Prediction

#: Every model on one issue, with the options it cannot do without, and presets and forms.
FORMS: dict[str, dict[str, Any]] = {
    "mean": {},
    "compromise": {},
    "median": {},
    "median middle": {"ties": "middle"},
    "nash": {"disagreement": -30.0},
    "nash quadratic": {"disagreement": 40.0, "failure_cost": 0.5, "utility": "quadratic"},
    "condorcet_uniform": {},
    "condorcet_conditional": {"victory_exponent": 2.0},
    "condorcet_incentive": {"vote": "cubic"},
    "condorcet_uniform actors": {"candidates": "actors", "vote": "binary"},
    "challenge": {"preset": "scholz2011", "rounds": 4},
    "challenge text": {"preset": "text", "rounds": 3, "risk": "among_actors"},
    "procedural": {"reference": 40.0, "rule": "qualified_majority"},
    "procedural equal": {"reference": -10.0, "votes": "equal", "rule": "simple_majority"},
}
#: Two of half the capability are not one actor: the plain mean, and votes that are equal, count
#: heads; actors as candidates stand more often; security in the challenge model adds up over
#: actors, and each of the two moves on its own.
COUNTS_HEADS = (
    "mean",
    "condorcet_uniform actors",
    "challenge",
    "challenge text",
    "procedural equal",
)

form = pytest.mark.parametrize("name", FORMS)
examples = settings(max_examples=15, deadline=None)


def outcome(name: str, x: Any, s: Any, c: Any, **more: Any) -> Prediction:
    return predict(x, s, c, name.split()[0], **FORMS[name] | more)


@st.composite
def cases(draw: st.DrawFn, least: int = 1, most: int = 6) -> tuple[np.ndarray, ...]:
    """Positions on a coarse grid, so that ties occur; salience and capability above 0."""
    count = draw(st.integers(least, most))
    grids = (st.integers(0, 20), st.integers(1, 16), st.integers(1, 16))
    x, s, c = (
        np.array(draw(st.lists(grid, min_size=count, max_size=count)), float) for grid in grids
    )
    return x * 5.0, s / 16.0, c / 16.0


def test_every_model_and_preset_is_tried() -> None:
    tried = {name.split()[0] for name in FORMS} | {"exchange"}
    assert tried == set(MODELS)
    used = {options.get("preset") for options in FORMS.values()}
    assert used >= set(presets()["challenge"])


@form
@examples
@given(case=cases())
def test_the_unit_of_capability_does_not_matter(name: str, case: tuple[np.ndarray, ...]) -> None:
    x, s, c = case
    one, other = outcome(name, x, s, c), outcome(name, x, s, c * 1024)
    assert other.point == pytest.approx(one.point, abs=1e-9)
    if one.weights is not None and other.weights is not None:
        assert other.weights == pytest.approx(one.weights, abs=1e-9)


@form
@examples
@given(case=cases(), data=st.data())
def test_the_order_of_actors_does_not_matter(
    name: str, case: tuple[np.ndarray, ...], data: st.DataObject
) -> None:
    x, s, c = case
    order = np.array(data.draw(st.permutations(range(len(x)))))
    one = outcome(name, x, s, c)
    other = outcome(name, x[order], s[order], c[order])
    assert other.point == pytest.approx(one.point, abs=1e-6)
    if one.weights is not None and not name.startswith("procedural"):
        assert other.weights == pytest.approx(one.weights[order], abs=1e-9)


@form
@examples
@given(case=cases(), data=st.data())
def test_an_actor_counts_as_two_of_half_its_capability(
    name: str, case: tuple[np.ndarray, ...], data: st.DataObject
) -> None:
    if name in COUNTS_HEADS:
        return
    x, s, c = case
    twin = data.draw(st.integers(0, len(x) - 1))
    halves = np.append(c, c[twin] / 2)
    halves[twin] /= 2
    one = outcome(name, x, s, c)
    two = outcome(name, np.append(x, x[twin]), np.append(s, s[twin]), halves)
    assert two.point == pytest.approx(one.point, abs=1e-6)


@pytest.mark.parametrize("name", COUNTS_HEADS)
def test_where_twins_do_count_twice(name: str) -> None:
    random = np.random.default_rng(1)
    apart = []
    for _ in range(20):
        x, s, c = (random.uniform(low, high, 7) for low, high in ((0, 100), (0.1, 1), (0.1, 1)))
        twins = np.array([0, 1, 2, 3, 4, 5, 6, 6])
        one = outcome(name, x, s, c)
        two = outcome(name, x[twins], s[twins], c[twins] / [1, 1, 1, 1, 1, 1, 2, 2])
        apart.append(abs(float(two.point) - float(one.point)))
    assert max(apart) > 0.1


@form
@examples
@given(case=cases(least=2), data=st.data())
def test_absent_actors_are_left_out(
    name: str, case: tuple[np.ndarray, ...], data: st.DataObject
) -> None:
    x, s, c = case
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x))))
    assume(not gone.all())
    holes = [np.where(gone, np.nan, values) for values in case]
    one = outcome(name, *(values[~gone] for values in (x, s, c)))
    other = outcome(name, *holes)
    assert np.array_equal(other.point, one.point) or other.point == pytest.approx(
        one.point, abs=1e-9
    )
    if one.weights is not None and other.weights is not None and not name.startswith("proc"):
        assert other.weights[~gone] == pytest.approx(one.weights, abs=1e-9)
        assert not other.weights[gone].any()


@form
@examples
@given(case=cases())
def test_the_outcome_lies_among_the_positions(name: str, case: tuple[np.ndarray, ...]) -> None:
    """Of the procedural models: among the positions and the reference point."""
    found = outcome(name, *case)
    reference = FORMS[name].get("reference", case[0][0])
    low, high = min(case[0].min(), reference), max(case[0].max(), reference)
    assert low <= float(found.point) <= high
    if found.weights is not None:
        assert found.weights.sum() == pytest.approx(1)
        assert (found.weights >= 0).all()
        assert found.support is not None
        assert np.isfinite(found.support).all()


@form
@examples
@given(case=cases(least=3, most=4), rows=st.integers(1, 3))
def test_a_batch_is_its_rows(name: str, case: tuple[np.ndarray, ...], rows: int) -> None:
    x, s, c = case
    random = np.random.default_rng(rows)
    many = np.stack([random.permutation(x) for _ in range(2 * rows)]).reshape(2, rows, len(x))
    if rows > 1:
        many[0, 1, 0] = np.nan
    whole = outcome(name, many, s, c)
    assert whole.point.shape == (2, rows)
    for place in np.ndindex(2, rows):
        alone = outcome(name, many[place], s, c)
        assert whole.point[place] == pytest.approx(float(alone.point), abs=1e-9)
        if alone.weights is not None and whole.weights is not None:
            assert whole.weights[place] == pytest.approx(alone.weights, abs=1e-9)


@form
@pytest.mark.parametrize("count", [1, 4])
def test_those_of_one_mind_get_it(name: str, count: int) -> None:
    options = {"reference": 60.0} if name.startswith("procedural") else {}
    found = outcome(name, np.full(count, 60.0), 0.5, 1.0, **options)
    assert float(found.point) == pytest.approx(60, abs=1e-9)


@form
def test_no_rows_give_no_outcomes(name: str) -> None:
    options = {"reference": np.zeros(0)} if name.startswith("procedural") else {}
    assert outcome(name, np.zeros((0, 3)), 0.5, 1.0, **options).point.shape == (0,)


# --- exchange, on several issues --------------------------------------------------------------


@st.composite
def conferences(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 5)))
    return tuple(random.uniform(low, high, shape) for low, high in ((0, 100), (0.1, 1), (0.1, 1)))


@examples
@given(case=conferences(), data=st.data())
def test_exchange_knows_no_order_and_no_unit(
    case: tuple[np.ndarray, ...], data: st.DataObject
) -> None:
    x, s, c = case
    one = predict(x, s, c, "exchange")
    order = np.array(data.draw(st.permutations(range(x.shape[1]))))
    issues = np.array(data.draw(st.permutations(range(len(x)))))
    shuffled = tuple(values[issues][:, order] for values in case)
    other = predict(*shuffled, model="exchange")
    assert other.point == pytest.approx(one.point[issues], abs=1e-6)
    assert predict(x, s, c * 64, "exchange").point == pytest.approx(one.point, abs=1e-9)
    assert (one.point >= x.min(axis=1) - 1e-9).all()
    assert (one.point <= x.max(axis=1) + 1e-9).all()


@examples
@given(case=conferences())
def test_exchange_gives_both_the_same_and_never_less_than_nothing(
    case: tuple[np.ndarray, ...],
) -> None:
    x, s, c = case
    found = predict(x, s, c, "exchange")
    for one in found.details["exchanges"]:
        i, j, p, q = (one[k] for k in ("demander", "supplier", "issue", "other_issue"))
        shift, other = abs(one["shift"]), abs(one["other_shift"])
        assert s[p, i] * shift - s[q, i] * other == pytest.approx(one["gain"])
        assert s[q, j] * other - s[p, j] * shift == pytest.approx(one["gain"])
        assert one["gain"] > 0


@examples
@given(case=conferences(), extra=st.integers(0, 5))
def test_exchange_leaves_out_the_absent(case: tuple[np.ndarray, ...], extra: int) -> None:
    x, s, c = case
    place = min(extra, x.shape[1])
    wider = tuple(np.insert(values, place, np.nan, axis=1) for values in case)
    one, other = predict(x, s, c, "exchange"), predict(*wider, model="exchange")
    assert other.point == pytest.approx(one.point, abs=1e-9)
    assert len(other.details["exchanges"]) == len(one.details["exchanges"])


def test_exchange_in_rows_and_without_anything_to_trade() -> None:
    random = np.random.default_rng(5)
    x, s = random.uniform(0, 100, (3, 2, 4)), random.uniform(0.1, 1, (3, 2, 4))
    whole = predict(x, s, 1.0, "exchange", rounds=2)
    assert whole.point.shape == (3, 2)
    for row in range(3):
        alone = predict(x[row], s[row], 1.0, "exchange", rounds=2)
        assert whole.point[row] == pytest.approx(alone.point, abs=1e-9)
        assert whole.details["worth"][row] == pytest.approx(alone.details["worth"], abs=1e-9)
    for quiet in (np.full((2, 3), 50.0), np.array([[10.0], [90.0]]), x[0, :1]):
        found = predict(quiet, 0.5, 1.0, "exchange")
        assert found.details["exchanges"].shape == (0,)
        assert found.point == pytest.approx(found.details["before"])

"""Block 2.14: leaders, turnover, and what others' trust in them is worth afterwards."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import leaders as block
from detente.mechanisms.leaders import (
    disposition_after_turnover,
    trust_after_turnover,
    turnover_probability,
    variance_added_by_turnover,
    variance_between_leaders,
    variance_from_leaders,
)
from detente.mechanisms.validated import Model

SHARE = st.floats(0, 1)
BELOW_ONE = st.floats(0, 0.95)
REAL = st.floats(-5, 5)
SPREAD = st.floats(0.01, 2)


@given(REAL, REAL, REAL)
def test_t_d1_trust_and_turnover(trust: float, other: float, institutional: float) -> None:
    """T-D1: χ = 0 makes trust independent of turnover, χ = 1 resets it."""
    assert trust_after_turnover(trust, institutional, 0.0) == trust
    assert trust_after_turnover(trust, institutional, 1.0) == pytest.approx(institutional)
    forgotten = [trust_after_turnover(t, institutional, 1.0) for t in (trust, other)]
    assert forgotten[0] == pytest.approx(forgotten[1])


@given(REAL, REAL, SHARE, SHARE)
def test_t_d1_more_loss_leaves_less_of_the_personal_part(
    trust: float, institutional: float, one: float, two: float
) -> None:
    less, more = sorted((one, two))
    kept = [
        abs(trust_after_turnover(trust, institutional, x) - institutional) for x in (less, more)
    ]
    assert kept[1] <= kept[0] + 1e-12


@given(REAL, REAL, SHARE, SPREAD, REAL)
def test_drive_reverts_to_the_institution_and_adds_the_person(
    drive: float, institutional: float, carry_over: float, spread: float, luck: float
) -> None:
    new = disposition_after_turnover(drive, institutional, carry_over, spread, luck)
    expected = institutional + carry_over * (drive - institutional) + spread * luck
    assert new == pytest.approx(expected)
    assert disposition_after_turnover(drive, institutional, 1.0, 0.0, luck) == pytest.approx(drive)


def test_variance_between_leaders_is_that_of_a_long_line() -> None:
    luck = np.random.default_rng(1).standard_normal((60, 40_000))
    drive = np.zeros(40_000)
    for change in luck:
        drive = np.asarray(disposition_after_turnover(drive, 0.3, 0.6, 0.5, change))
    assert drive.mean() == pytest.approx(0.3, abs=0.02)
    assert drive.var() == pytest.approx(variance_between_leaders(0.5, 0.6), rel=0.04)


@pytest.mark.parametrize("months", [0, 1, 6, 48])
def test_variance_added_by_one_change_is_what_a_simulation_shows(months: int) -> None:
    luck = np.random.default_rng(2).standard_normal(40_000)
    new = np.asarray(disposition_after_turnover(0.4, 0.0, 0.3, 0.5, luck))
    behaviour = np.zeros(40_000)
    for _ in range(months):
        behaviour = 0.45 * behaviour + 0.8 * (1 - 0.25) * new
    expected = variance_added_by_turnover(0.8, 0.25, 0.5, 0.45, months)
    assert behaviour.var() == pytest.approx(expected, rel=0.04)


@given(SHARE, SHARE, SPREAD, st.floats(0.01, 1), BELOW_ONE, st.integers(1, 60))
def test_a_change_of_leader_raises_variance_more_where_leaders_differ_more(
    weight: float, drag: float, spread: float, more: float, inertia: float, months: int
) -> None:
    """The published sign that the design of the model, 3.6, asks of the assembled model, here for the block."""
    less = variance_added_by_turnover(weight, drag, spread, inertia, months)
    greater = variance_added_by_turnover(weight, drag, spread + more, inertia, months)
    assert greater >= less
    assert greater == pytest.approx(less * ((spread + more) / spread) ** 2)
    assert variance_added_by_turnover(weight, 1.0, spread, inertia, months) == 0
    assert variance_added_by_turnover(weight, drag, 0.0, inertia, months) == 0
    assert variance_added_by_turnover(weight, drag, spread, inertia, 0) == 0
    assert variance_added_by_turnover(weight, drag, spread, inertia, months + 1) >= less


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hazard", "carry_over", "inertia"), [(0.02, 0.1, 0.45), (0.1, 0.6, 0.8), (0.5, 0.0, 0.0)]
)
def test_variance_from_a_long_line_is_what_a_simulation_shows(
    hazard: float, carry_over: float, inertia: float
) -> None:
    rng = np.random.default_rng(3)
    worlds = 20_000
    drive = np.sqrt(variance_between_leaders(0.5, carry_over)) * rng.standard_normal(worlds)
    behaviour = np.zeros(worlds)
    for _ in range(150):
        changes = rng.random(worlds) < turnover_probability(12.0, 0.0, hazard)
        luck = rng.standard_normal(worlds)
        new = disposition_after_turnover(drive, 0.0, carry_over, 0.5, luck)
        drive = np.where(changes, new, drive)
        behaviour = inertia * behaviour + 0.8 * (1 - 0.25) * drive
    expected = variance_from_leaders(0.8, 0.25, 0.5, carry_over, hazard, inertia)
    assert behaviour.var() == pytest.approx(expected, rel=0.05)


@given(SPREAD, BELOW_ONE, st.floats(0.01, 0.4), st.floats(0.01, 0.5), BELOW_ONE)
def test_rarer_changes_make_more_variance(
    spread: float, carry_over: float, hazard: float, more: float, inertia: float
) -> None:
    often = variance_from_leaders(1.0, 0.0, spread, carry_over, hazard + more, inertia)
    rarely = variance_from_leaders(1.0, 0.0, spread, carry_over, hazard, inertia)
    assert rarely >= often * (1 - 1e-12)


@given(st.integers(0, 60), SHARE, SHARE)
def test_a_leader_goes_at_an_election_or_by_hazard(
    clock: int, leaves: float, hazard: float
) -> None:
    found = turnover_probability(clock, leaves, hazard)
    expected = hazard if clock else 1 - (1 - hazard) * (1 - leaves)
    assert found == pytest.approx(expected)
    assert turnover_probability(np.inf, leaves, hazard) == pytest.approx(hazard)


GRID = np.linspace(0, 1, 9)
CASES: list[tuple[Any, tuple[Any, ...]]] = [
    (turnover_probability, (np.arange(9.0) // 3, GRID, GRID / 3)),
    (disposition_after_turnover, (GRID - 0.5, GRID, GRID, GRID, GRID - 0.3)),
    (trust_after_turnover, (GRID - 0.5, GRID, GRID)),
    (variance_between_leaders, (GRID, 0.9 * GRID)),
    (variance_added_by_turnover, (GRID, GRID / 2, GRID, 0.9 * GRID, np.arange(9.0))),
    (variance_from_leaders, (GRID, GRID / 2, GRID, 0.9 * GRID, 0.9 * GRID + 0.01, 0.9 * GRID)),
]


@pytest.mark.parametrize(
    ("model", "arguments"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_cores_compile_and_agree(model: Any, arguments: tuple[np.ndarray, ...]) -> None:
    compiled = numba.njit(model.core)
    expected = np.asarray(model(*arguments))
    assert np.allclose(compiled(*arguments), expected, rtol=1e-12)
    for place in range(len(arguments[0])):
        scalars = [float(argument[place]) for argument in arguments]
        assert np.asarray(compiled(*scalars)) == pytest.approx(expected[place])
        assert np.asarray(model(*scalars)) == pytest.approx(expected[place])


def test_every_elementwise_function_is_among_the_compiled() -> None:
    public = {name for name, value in vars(block).items() if isinstance(value, Model)}
    assert public == {model.core.__name__ for model, _ in CASES}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: trust_after_turnover(0.1, 0.0, 1.5),
            r"trust_after_turnover: loss is 1.5; it must lie in \[0, 1\]",
        ),
        (
            lambda: disposition_after_turnover(0.1, 0.0, 0.5, -1.0, 0.0),
            r"disposition_after_turnover: spread is -1; it must lie in \[0, ∞\)",
        ),
        (
            lambda: turnover_probability(-1, 0.5, 0.1),
            r"turnover_probability: clock is -1; it must lie in \[0, ∞\]",
        ),
        (
            lambda: variance_between_leaders(0.5, 1.0),
            r"variance_between_leaders: carry_over is 1; it must lie in \[0, 1\)",
        ),
        (
            lambda: variance_added_by_turnover(0.5, 0.1, 0.5, 1.0, 3),
            r"variance_added_by_turnover: inertia is 1; it must lie in \[0, 1\)",
        ),
        (
            lambda: variance_from_leaders(0.5, 0.1, 0.5, 0.5, 0.0, 0.5),
            r"variance_from_leaders: hazard is 0; it must lie in \(0, 1\)",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

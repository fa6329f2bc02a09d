"""Block 2.13: opinion and the thermostat."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.mechanisms import opinion as block
from detente.mechanisms.opinion import (
    accustomed_update,
    opinion_half_life,
    opinion_update,
    smallest_lasting_inertia,
    thermostat_response,
)
from detente.mechanisms.validated import Model

SHARE = st.floats(0, 1)
REAL = st.floats(-3, 3)


def left_alone(opinion: float, inertia: float, anchor: float = 0.0) -> float:
    return float(opinion_update(opinion, inertia, anchor, 0, 0, 0, 0, 0, 0, 0))


def after_step(inertia: float, weight: float, adaptation: float, months: int) -> np.ndarray:
    """Opinion in months 0, 1, … after a lasting unit step of policy, the long way."""
    opinion: Any = 0.0
    accustomed: Any = 0.0
    path = [0.0]
    for _ in range(months):
        opinion = opinion_update.core(opinion, inertia, 0, 0, 0, 0, 0, 1.0, accustomed, weight)
        accustomed = accustomed_update.core(accustomed, 1.0, adaptation)
        path.append(opinion)
    return np.array(path)


@pytest.mark.parametrize("months", [1, 18, 48, 60])
def test_t_o1_half_life(months: int) -> None:
    """T-O1: half of a mood is left after ln ½ / ln ρ months."""
    inertia = float(smallest_lasting_inertia(months))
    assert opinion_half_life(inertia) == pytest.approx(months)
    mood = 1.0
    for _ in range(months):
        mood = left_alone(mood, inertia)
    assert mood == pytest.approx(0.5)


def test_t_o1_outliving_an_administration_of_48_months_takes_inertia_of_9857() -> None:
    assert round(float(smallest_lasting_inertia(48.0)), 4) == 0.9857
    assert opinion_half_life(0.9857) > 48 > opinion_half_life(0.9856)


@given(SHARE, SHARE)
def test_t_o1_more_inertia_longer_memory(one: float, two: float) -> None:
    less, more = sorted((one, two))
    assert opinion_half_life(less) <= opinion_half_life(more)
    assert opinion_half_life(0.0) == 0
    assert opinion_half_life(1.0) == np.inf


@settings(deadline=None)
@given(st.floats(0.5, 0.96), st.floats(0.01, 1), st.floats(0.04, 1))
def test_t_o2_a_lasting_step_of_policy_moves_opinion_the_other_way_for_a_while(
    inertia: float, weight: float, adaptation: float
) -> None:
    """T-O2: opposite sign at first, gone in the end, for a public that gets used to policy."""
    path = after_step(inertia, weight, adaptation, 800)
    assert path[1] == pytest.approx(-weight)
    assert (path[1:] <= 0).all()
    assert abs(path[-1]) < 1e-6 * weight


@settings(deadline=None)
@given(st.floats(0, 0.96), st.floats(0.01, 1))
def test_t_o2_fails_for_a_public_that_never_gets_used_to_policy(
    inertia: float, weight: float
) -> None:
    """The equation of the design, 2.13, as written (a = 0 for ever): the move is opposite, but it stays."""
    path = after_step(inertia, weight, 0.0, 800)
    assert path[-1] == pytest.approx(-weight / (1 - inertia))
    assert (np.diff(path) <= 1e-12).all()


@given(SHARE, st.floats(0, 2), SHARE, st.integers(0, 60))
def test_thermostat_response_is_what_a_simulation_shows(
    inertia: float, weight: float, adaptation: float, months: int
) -> None:
    found = thermostat_response(inertia, weight, adaptation, months)
    expected = after_step(inertia, weight, adaptation, months)[-1]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("gap", [0.0, 1e-16, 1e-14, 1e-9])
def test_thermostat_response_where_the_two_rates_meet(gap: float) -> None:
    found = thermostat_response(0.75 + gap, 1.0, 0.25, 8)
    assert found == pytest.approx(-8 * 0.75**7, rel=1e-7)


def test_thermostat_response_at_the_limits() -> None:
    assert thermostat_response(0.0, 1.0, 1.0, 1) == -1
    assert thermostat_response(0.0, 1.0, 1.0, 2) == 0
    assert thermostat_response(1.0, 1.0, 0.0, 12) == -12
    assert thermostat_response(0.9, 0.0, 0.5, 12) == 0


@given(REAL, SHARE, REAL)
def test_left_alone_opinion_returns_to_its_anchor(
    opinion: float, inertia: float, anchor: float
) -> None:
    after = left_alone(opinion, inertia, anchor)
    assert after - anchor == pytest.approx(inertia * (opinion - anchor))


@given(REAL, SHARE, REAL, REAL, st.floats(0, 1), st.floats(0.01, 2))
def test_kind_behaviour_and_kind_media_warm_own_policy_cools(
    opinion: float, inertia: float, anchor: float, behaviour: float, weight: float, more: float
) -> None:
    def update(behaviour: float, media: float, policy: float) -> float:
        return float(
            opinion_update(
                opinion, inertia, anchor, behaviour, weight, media, weight, policy, 0.0, weight
            )
        )

    plain = update(behaviour, 0.0, 0.0)
    assert update(behaviour + more, 0.0, 0.0) - plain == pytest.approx(weight * more)
    assert update(behaviour, more, 0.0) - plain == pytest.approx(weight * more)
    assert update(behaviour, 0.0, more) - plain == pytest.approx(-weight * more)


GRID = np.linspace(0, 1, 9)
CASES: list[tuple[Any, tuple[Any, ...]]] = [
    (
        opinion_update,
        (GRID - 0.5, GRID, GRID, -GRID, GRID, GRID - 0.3, 2 * GRID, GRID, GRID / 2, 0.1 * GRID),
    ),
    (accustomed_update, (GRID - 0.5, GRID, GRID)),
    (opinion_half_life, (GRID,)),
    (smallest_lasting_inertia, (60 * GRID + 1,)),
    (thermostat_response, (GRID, GRID + 1, GRID, np.arange(9.0))),
    (thermostat_response, (GRID, GRID + 1, 1 - GRID, np.arange(9.0))),
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
            lambda: opinion_half_life(1.1),
            r"opinion_half_life: inertia is 1.1; it must lie in \[0, 1\]",
        ),
        (
            lambda: smallest_lasting_inertia(0.0),
            r"smallest_lasting_inertia: months is 0; it must lie in \(0, ∞\)",
        ),
        (
            lambda: thermostat_response(0.9, -0.1, 0.5, 3),
            r"thermostat_response: policy_weight is -0.1; it must lie in \[0, ∞\)",
        ),
        (
            lambda: thermostat_response(0.9, 0.1, np.array([0.5, 1.5]), 3),
            r"thermostat_response: adaptation is 1.5; it must lie in \[0, 1\]",
        ),
        (
            lambda: accustomed_update(np.nan, 0.1, 0.5),
            r"accustomed_update: accustomed is nan; it must lie in \(−∞, ∞\)",
        ),
        (
            lambda: opinion_update(0, 0.9, 0, 0, 0, 0, -1, 0, 0, 0),
            r"opinion_update: media_weight is -1; it must lie in \[0, ∞\)",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

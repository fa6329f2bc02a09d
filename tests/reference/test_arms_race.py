"""Block 2.10: Richardson's arms race."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms.arms_race import race_equilibrium, race_is_stable

RATE = st.floats(0.05, 2)


def test_t_r1_stability_and_equilibrium() -> None:
    """T-R1: stable iff ab > kl; the closed form is where a simulated race settles."""
    k, l, a, b, g, h = 0.3, 0.4, 0.9, 0.7, 0.2, -0.1
    assert race_is_stable(k, l, a, b) == 1
    assert race_is_stable(0.9, 0.8, 0.9, 0.7) == 0
    x = y = 0.0
    for _ in range(20_000):
        x, y = x + 0.01 * (k * y - a * x + g), y + 0.01 * (l * x - b * y + h)
    assert (x, y) == pytest.approx(race_equilibrium(k, l, a, b, g, h))


@given(RATE, RATE, RATE, RATE)
def test_stability_is_what_the_eigenvalues_say(k: float, l: float, a: float, b: float) -> None:
    if abs(a * b - k * l) < 1e-9:
        return
    largest = np.linalg.eigvals(np.array([[-a, k], [l, -b]])).real.max()
    assert bool(race_is_stable(k, l, a, b)) == (largest < 0)


@given(RATE, RATE, RATE, RATE, st.floats(-1, 1), st.floats(-1, 1))
def test_relabelling_swaps(k: float, l: float, a: float, b: float, g: float, h: float) -> None:
    one, other = race_equilibrium(k, l, a, b, g, h)
    assert np.allclose(race_equilibrium(l, k, b, a, h, g), (other, one), equal_nan=True)


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(
        ValueError, match=r"race_is_stable: fatigue_one is 0; it must lie in \(0, ∞\)"
    ):
        race_is_stable(0.1, 0.1, 0.0, 1.0)

"""The normal distribution of the mechanisms room, against scipy; and the contract of every model.

`keeps_contract` is what the tests of blocks 2.6 to 2.9 ask of each public function.
"""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from detente.mechanisms import normal
from detente.mechanisms.normal import Shared, normal_cdf, normal_quantile, phi
from detente.mechanisms.validated import Model


def public_models(module: ModuleType) -> set[str]:
    return {
        name
        for name, item in vars(module).items()
        if isinstance(item, Model) and item.core.__module__ == module.__name__
    }


def keeps_contract(model: Model[Any, Any], *sets: tuple[Any, ...], arrays: bool = False) -> None:
    """The core gives the same in Python and under numba, one by one and elementwise; NaN and values
    beyond a declared end are refused with the argument's name and range.

    Arrays under numba (compiling is slow) are tried for a few functions of each block.
    """
    compiled = numba.njit(model.core)
    for arguments in sets:
        agree(compiled(*arguments), model(*arguments))
    columns = [np.array(column, dtype=float) for column in zip(*sets, strict=True)]
    whole = model.core(*columns)
    if arrays:
        agree(compiled(*columns), whole)
    if columns[0].ndim == 1:
        rows = [np.atleast_1d(model(*arguments)) for arguments in sets]
        agree(whole, tuple(np.array(column) for column in zip(*rows, strict=True)))
    assert set(model.ranges) == set(model.signature.parameters), "every argument has a range"
    for place, (name, interval) in enumerate(model.ranges.items()):
        for wrong in (math.nan, interval.low - 1, interval.high + 1):
            arguments = list(sets[0])
            arguments[place] = np.full_like(np.asarray(arguments[place], dtype=float), wrong)
            with pytest.raises(ValueError) as refusal:
                model(*arguments)
            said = str(refusal.value)
            assert said.startswith(f"{model.core.__name__}: {name} is ")
            assert said.endswith(f"it must lie in {interval}")


def agree(got: Any, wanted: Any) -> None:
    got = got if isinstance(got, tuple) else (got,)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    if len(got) != len(wanted):
        got = tuple(np.concatenate([np.atleast_1d(item) for item in got]).ravel())
    for one, other in zip(got, wanted, strict=True):
        np.testing.assert_allclose(one, np.squeeze(other), rtol=1e-9, atol=1e-12)


CASES = {
    "normal_cdf": ((-1.3,), (0.0,), (9.0,)),
    "normal_quantile": ((0.02,), (0.5,), (0.999,)),
}


def test_every_public_function_has_a_case() -> None:
    assert public_models(normal) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_contract(name: str) -> None:
    keeps_contract(getattr(normal, name), *CASES[name], arrays=name == "normal_cdf")


def test_cdf_is_scipys() -> None:
    z = np.linspace(-45, 45, 200_001)
    ours, theirs = normal_cdf(z), special.ndtr(z)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-15)
    tail = (z > -37) & (z < 0)
    np.testing.assert_allclose(ours[tail], theirs[tail], rtol=1e-8)


def test_quantile_is_scipys() -> None:
    p = np.concatenate([np.logspace(-300, -1, 5_000), np.linspace(1e-4, 1 - 1e-4, 50_001)])
    p = np.concatenate([p, 1 - np.logspace(-15, -1, 1_000)])
    ours, theirs = normal_quantile(p), special.ndtri(p)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-8)
    plain = (p > 1e-6) & (p < 1 - 1e-6)
    np.testing.assert_allclose(ours[plain], theirs[plain], rtol=0, atol=1e-11)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_cdf_rises_from_zero_to_one(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= normal_cdf(low) <= normal_cdf(high) + 1e-15 <= 1 + 1e-15


@given(st.floats(-8, 8))
def test_cdf_is_symmetric(z: float) -> None:
    assert normal_cdf(z) + normal_cdf(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(1e-12, 1 - 1e-12))
def test_quantile_inverts_the_cdf(p: float) -> None:
    assert normal_cdf(normal_quantile(p)) == pytest.approx(p, rel=1e-7)


def test_a_shared_function_is_the_same_inside_a_compiled_core() -> None:
    def product(a: float, b: float) -> Any:
        return phi(a) * phi(b)

    assert isinstance(phi, Shared)
    assert numba.njit(product)(0.3, -1.0) == pytest.approx(product(0.3, -1.0))


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(
        ValueError, match=r"normal_quantile: probability is 1; it must lie in \(0, 1\)"
    ):
        normal_quantile(1.0)
    with pytest.raises(ValueError, match=r"normal_cdf: deviate is inf; it must lie in \(−∞, ∞\)"):
        normal_cdf(math.inf)

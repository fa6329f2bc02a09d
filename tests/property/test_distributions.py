"""Whatever notation an analyst writes, its values rise with the probability and stay in range."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from detente.scenario.distributions import (
    Beta,
    Dirichlet,
    Exact,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
    elicited,
)
from detente.scenario.fields import parameter_kind
from detente.scenario.kinds import Kind, kinds
from detente.scenario.notation import NotationError, parse_distribution

U = np.concatenate([[1e-15, 1e-9], np.linspace(0.0005, 0.9995, 401), [1 - 1e-9, 1 - 1e-15]])
LOWS = st.one_of(st.sampled_from([0.0, -4.0, -2.5, 0.1]), st.floats(-1e6, 1e6))
WIDTHS = st.one_of(st.sampled_from([1.0, 100.0, 5.0]), st.floats(1e-6, 1e6))


@st.composite
def kinds_and_notations(draw: st.DrawFn) -> tuple[Kind, Any]:
    low = draw(LOWS)
    high = low + draw(WIDTHS)
    kind = parameter_kind({"range": [low, high], "unit": "some unit", "name": "a number"})
    inside = st.floats(0.0, 1.0).map(lambda share: min(max(low + share * (high - low), low), high))
    first, second, third = sorted(draw(st.tuples(inside, inside, inside)))
    positive = st.floats(1e-12, 1.0)
    spread = (high - low) * draw(positive)
    forms = [
        first,
        f"{first!r} ± {spread!r}",
        f"{first!r}..{third!r}",
        {"p10": first, "mode": second, "p90": third},
        {"triangular": [first, second, third]},
        {"uniform": [first, third]},
        {"normal": [second, spread]},
        {"lognormal": [second, 10 * draw(positive)]},
        {"beta": [draw(st.floats(0.01, 1e6)), draw(st.floats(0.01, 1e6))]},
    ]
    return kind, draw(st.sampled_from(forms))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(kinds_and_notations(), st.sampled_from([1.0, 2.0, 0.5, 10.0]))
def test_values_rise_and_stay_in_the_allowed_range(case: tuple[Kind, Any], factor: float):
    kind, raw = case
    try:
        distribution = parse_distribution(raw, kind)
    except NotationError as error:
        # The only reasons left: ends that coincide, or a median that is not positive.
        expected = ("empty", "rise", "above 0")
        if not any(word in error.message for word in expected):
            raise
        return
    assert not isinstance(distribution, Dirichlet)
    values = distribution.widened(factor).ppf(U)
    assert np.isfinite(values).all()
    assert values.min() >= kind.low
    assert values.max() <= kind.high
    slack = 1e-9 * (kind.high - kind.low)
    assert (np.diff(values) >= -slack).all()
    assert math.isfinite(distribution.centre)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.floats(-1e3, 1e3),
    st.floats(0.0, 1e3),
    st.floats(0.0, 1e3),
)
def test_elicited_triangle_meets_its_percentiles_when_nothing_is_cut(
    mode: float, below: float, above: float
):
    p10, p90 = mode - below, mode + above
    if p90 - p10 < 1e-3:
        return
    triangle = elicited(p10, mode, p90, -math.inf, math.inf)
    met = triangle.ppf(np.array([0.1, 0.9]))
    assert met == pytest.approx([p10, p90], abs=1e-9 * max(1.0, abs(p10), abs(p90)))
    assert triangle.low <= p10 <= mode <= p90 <= triangle.high


@pytest.mark.parametrize(
    ("p10", "mode", "p90"), [(18, 35, 52), (2, 2, 9), (30, 60, 61), (0, 1, 99)]
)
def test_elicited_against_the_triangle_of_scipy(p10: float, mode: float, p90: float):
    found = elicited(p10, mode, p90, -math.inf, math.inf)
    width = found.high - found.low
    reference = stats.triang((mode - found.low) / width, loc=found.low, scale=width)
    assert reference.cdf([p10, p90]) == pytest.approx([0.1, 0.9], abs=1e-9)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.floats(-10, 10),
    st.floats(0.01, 100),
    st.floats(0, 10),
    st.floats(0.1, 10),
)
def test_normal_is_the_truncated_normal_of_scipy(
    mean: float, sd: float, below: float, above: float
):
    lower, upper = mean - below, mean + above
    reference = stats.truncnorm((lower - mean) / sd, (upper - mean) / sd, loc=mean, scale=sd)
    inner = U[2:-2]
    found = Normal(mean, sd, lower, upper).ppf(inner)
    assert found == pytest.approx(reference.ppf(inner), abs=1e-9 * (upper - lower + abs(mean)))


def test_mean_of_the_truncated_normal():
    u = (np.arange(100_000) + 0.5) / 100_000
    reference = stats.truncnorm((0 - 35) / 40, (100 - 35) / 40, loc=35, scale=40)
    found = Normal(35.0, 40.0, 0.0, 100.0).ppf(u)
    assert found.mean() == pytest.approx(reference.mean(), abs=1e-3)
    assert found.std() == pytest.approx(reference.std(), abs=1e-3)


@pytest.mark.parametrize(("low", "mode", "high"), [(55, 80, 95), (55, 55, 95), (55, 95, 95)])
def test_triangular_is_the_triangle_of_scipy(low: float, mode: float, high: float):
    width = high - low
    reference = stats.triang((mode - low) / width, loc=low, scale=width)
    found = Triangular(low, mode, high, 0.0, 100.0)
    assert found.ppf(U) == pytest.approx(reference.ppf(U), abs=1e-9)
    assert [found.cdf(x) for x in (50, 60, 80, 90, 99)] == pytest.approx(
        reference.cdf([50, 60, 80, 90, 99]), abs=1e-12
    )


def test_cut_triangle_is_the_conditional_distribution():
    whole = stats.triang(0.25, loc=-20, scale=80)  # from −20 over 0 to 60
    below, above = whole.cdf(-5.0), whole.cdf(40.0)
    found = Triangular(-20.0, 0.0, 60.0, -5.0, 40.0).ppf(U[2:-2])
    assert found == pytest.approx(whole.ppf(below + U[2:-2] * (above - below)), abs=1e-9)


@pytest.mark.parametrize(
    ("a", "b"), [(2, 2), (0.5, 0.5), (1, 1), (1, 3), (20, 5), (300, 700), (0.3, 6)]
)
def test_beta_is_the_beta_of_scipy(a: float, b: float):
    inner = U[2:-2]
    found = Beta(float(a), float(b), -1.0, 3.0).ppf(inner)
    reference = stats.beta(a, b, loc=-1, scale=4)
    assert found == pytest.approx(reference.ppf(inner), abs=4e-5)


def test_uniform_beta_is_uniform():
    assert Beta(1.0, 1.0).ppf(U[2:-2]) == pytest.approx(U[2:-2], abs=1e-5)


@pytest.mark.parametrize(("median", "sigma"), [(0.2, 0.5), (3.0, 0.1), (1.0, 2.0)])
def test_lognormal_is_the_lognormal_of_scipy(median: float, sigma: float):
    reference = stats.lognorm(sigma, scale=median)
    found = LogNormal(median, sigma).ppf(U[2:-2])
    assert found == pytest.approx(reference.ppf(U[2:-2]), rel=1e-9)
    ceiling = reference.cdf(4.0)
    cut = LogNormal(median, sigma, 0.0, 4.0).ppf(U[2:-2])
    assert cut == pytest.approx(reference.ppf(U[2:-2] * ceiling), rel=1e-8)


@pytest.mark.parametrize("shape", [0.3, 0.8, 1.0, 2.4, 5.4, 40.0])
def test_component_of_shares_is_the_gamma_of_scipy(shape: float):
    found = Dirichlet(("a", "b"), (shape, 1.0)).component(0, U[2:-2])
    assert found == pytest.approx(stats.gamma(shape).ppf(U[2:-2]), rel=3e-5)


def test_means_of_shares():
    shares = Dirichlet(("reset", "rivalry", "crisis"), (2.0, 5.0, 1.0))
    assert shares.means() == pytest.approx({"reset": 0.25, "rivalry": 0.625, "crisis": 0.125})
    assert sum(shares.means().values()) == pytest.approx(1.0)
    assert shares.centre == 0.25


# Doubling of widths, where no range cuts it off


@pytest.mark.parametrize(
    "distribution",
    [
        Uniform(3.0, 5.0),
        Triangular(1.0, 2.0, 5.0),
        elicited(18.0, 35.0, 52.0, -math.inf, math.inf),
        Normal(35.0, 10.0),
    ],
)
def test_widened_doubles_every_distance_from_the_centre(
    distribution: Uniform | Triangular | Normal,
):
    before = distribution.ppf(U) - distribution.centre
    after = distribution.widened(2.0).ppf(U) - distribution.widened(2.0).centre
    assert distribution.widened(2.0).centre == pytest.approx(distribution.centre)
    assert after == pytest.approx(2.0 * before, abs=1e-7)


def test_widened_lognormal_doubles_distances_of_the_logarithm():
    before = np.log(LogNormal(2.0, 0.3).ppf(U[2:-2]) / 2.0)
    after = np.log(LogNormal(2.0, 0.3).widened(2.0).ppf(U[2:-2]) / 2.0)
    assert after == pytest.approx(2.0 * before, abs=1e-9)


def test_widened_exact_number_stays():
    assert Exact(3.0).widened(2.0) == Exact(3.0)


def test_widened_evidence_is_divided_by_the_square():
    assert Beta(8.0, 4.0).widened(2.0) == Beta(2.0, 1.0)
    assert Dirichlet(("a", "b"), (8.0, 4.0)).widened(2.0).weights == (2.0, 1.0)
    sharp = Beta(400.0, 400.0)
    u = (np.arange(20_000) + 0.5) / 20_000
    ratio = sharp.widened(2.0).ppf(u).std() / sharp.ppf(u).std()
    assert ratio == pytest.approx(2.0, rel=0.01)


ALL_KINDS = [kind for kind in kinds().values() if not kind.shares]


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_words_and_defaults_of_every_kind_stay_in_its_range(kind: Kind):
    notations = [*kind.levels, *([kind.default] if kind.default is not None else [])]
    for raw in notations:
        for factor in (1.0, 2.0, 5.0):
            distribution = parse_distribution(raw, kind)
            assert not isinstance(distribution, Dirichlet)
            values = distribution.widened(factor).ppf(U)
            assert kind.low <= values.min() <= values.max() <= kind.high


@pytest.mark.parametrize("kind", [k for k in ALL_KINDS if k.levels], ids=lambda kind: kind.name)
def test_words_rise_from_very_low_to_very_high(kind: Kind):
    centres = [parse_distribution(word, kind).centre for word in kind.levels]
    assert len(centres) == 5
    assert centres == sorted(set(centres))

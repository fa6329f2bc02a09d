"""Every notation of the format page, and what it stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.scenario.distributions import (
    Beta,
    Categorical,
    Dirichlet,
    Distribution,
    Exact,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
)
from detente.scenario.kinds import kinds
from detente.scenario.notation import _PARSERS, NotationError, finite, parse_distribution
from detente.scenario.quantities import (
    Citation,
    Provenance,
    parse_citations,
    parse_entry,
    parse_provenance,
)

POSITION, SALIENCE = kinds()["position"], kinds()["salience"]

NOTATIONS: list[tuple[Any, Distribution]] = [
    (35, Exact(35.0)),
    (35.5, Exact(35.5)),
    ("35 ± 10", Normal(35.0, 10.0, 0.0, 100.0)),
    ("35 +- 10", Normal(35.0, 10.0, 0.0, 100.0)),
    ("35 +/- 10", Normal(35.0, 10.0, 0.0, 100.0)),
    ("35±10", Normal(35.0, 10.0, 0.0, 100.0)),
    ("  35 ±  1e1 ", Normal(35.0, 10.0, 0.0, 100.0)),
    ("30..50", Uniform(30.0, 50.0, 0.0, 100.0)),
    ("30 .. 50.5", Uniform(30.0, 50.5, 0.0, 100.0)),
    (".5..1.5", Uniform(0.5, 1.5, 0.0, 100.0)),
    ("high", Uniform(65.0, 90.0, 0.0, 100.0)),
    ("very low", Uniform(0.0, 15.0, 0.0, 100.0)),
    ({"triangular": [55, 80, 95]}, Triangular(55.0, 80.0, 95.0, 0.0, 100.0)),
    ({"uniform": [30, 50]}, Uniform(30.0, 50.0, 0.0, 100.0)),
    ({"normal": [35, 10]}, Normal(35.0, 10.0, 0.0, 100.0)),
    ({"lognormal": [35, 0.5]}, LogNormal(35.0, 0.5, 0.0, 100.0)),
    ({"beta": [2, 3]}, Beta(2.0, 3.0, 0.0, 100.0)),
]


@pytest.mark.parametrize(("raw", "expected"), NOTATIONS, ids=lambda value: str(value)[:40])
def test_notation(raw: Any, expected: Distribution):
    assert parse_distribution(raw, POSITION) == expected


def test_three_dots_are_refused_because_they_can_be_read_in_two_ways():
    with pytest.raises(NotationError, match=r"'0\.\.\.5' can be read in two ways – write the zero"):
        parse_distribution("0...5", POSITION)


def test_minus_sign_of_typesetters_is_a_minus():
    assert parse_distribution("−1.2 ± 0.6", kinds()["trust"]) == Normal(-1.2, 0.6, -5.0, 5.0)
    assert parse_distribution("-2..−1", kinds()["flow"]) == Uniform(-2.0, -1.0, -4.0, 4.0)


def test_elicited_interval_holds_eighty_percent():
    found = parse_distribution({"p10": 40, "mode": 50, "p90": 60}, POSITION)
    assert isinstance(found, Triangular)
    assert (found.lower, found.upper) == (0.0, 100.0)
    assert found.ppf(np.array([0.1, 0.9])) == pytest.approx([40, 60], abs=1e-9)


def test_elicited_interval_at_the_edge_is_cut_there():
    found = parse_distribution({"p10": 0, "mode": 5, "p90": 40}, POSITION)
    values = found.ppf(np.linspace(0.001, 0.999, 999))  # type: ignore[union-attr]
    assert values.min() >= 0.0
    assert values[899] == pytest.approx(40, abs=2.0)


def test_shares():
    found = parse_distribution({"dirichlet": {"reset": 2, "crisis": 1}}, kinds()["regime"])
    assert found == Dirichlet(("reset", "crisis"), (2.0, 1.0))


def test_labels_are_drawn_in_their_shares():
    labels = _PARSERS["categorical"]({"reset": 7, "rivalry": 2, "crisis": 1}, None)  # type: ignore[arg-type]
    assert labels == Categorical(("reset", "rivalry", "crisis"), (0.7, 0.2, 0.1))
    drawn = labels.ppf((np.arange(1000) + 0.5) / 1000)  # type: ignore[union-attr]
    assert np.bincount(drawn.astype(int)).tolist() == [700, 200, 100]
    assert labels.widened(2.0) == labels
    assert labels.centre == 0.0


def test_labels_fit_no_number():
    with pytest.raises(NotationError, match="categorical does not fit here"):
        parse_distribution({"categorical": {"a": 1, "b": 1}}, SALIENCE)


@pytest.mark.parametrize("raw", [True, None, "5", "x", [1], {}, float("nan"), -float("inf")])
def test_finite_refuses(raw: Any):
    with pytest.raises(NotationError, match=r"^it is "):
        finite(raw, "it")


def test_normal_may_not_be_wider_than_the_range():
    assert parse_distribution("0.5 ± 1", SALIENCE) == Normal(0.5, 1.0, 0.0, 1.0)
    with pytest.raises(NotationError, match=r"wider than the allowed range – write 0\.\.1"):
        parse_distribution("0.5 ± 1.01", SALIENCE)


# Citations and provenance


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("kortunov-2025#15-16", (Citation("kortunov-2025", (15, 16)),)),
        ("kortunov-2025#7,11", (Citation("kortunov-2025", (7, 11)),)),
        ("a#1-3, 5", (Citation("a", (1, 2, 3, 5)),)),
        ("levada", (Citation("levada"),)),
        (["a#1", "b"], (Citation("a", (1,)), Citation("b"))),
        ([], ()),
    ],
)
def test_citations(raw: Any, expected: tuple[Citation, ...]):
    assert parse_citations(raw) == expected


@pytest.mark.parametrize("text", ["kortunov-2025#15-16,19", "levada", "a#1", "a#1-3,5-6,9"])
def test_citations_are_written_as_read(text: str):
    assert [str(citation) for citation in parse_citations(text)] == [text]


@pytest.mark.parametrize("raw", ["", "#3", "A#3", "a#", "a#3-", "a b", "a#1-600", "a##3", None, {}])
def test_citations_that_cannot_be_read(raw: Any):
    with pytest.raises(NotationError):
        parse_citations(raw)


@pytest.mark.parametrize(
    ("raw", "support", "value"),
    [
        ({}, "none", "assumed"),
        ({"value": "assumed"}, "none", "assumed"),
        ({"support": "background"}, "background", "judged"),
        ({"from": "a#1", "support": "stated"}, "stated", "judged"),
        ({"from": "a#1", "support": "inferred", "value": "assumed"}, "inferred", "assumed"),
        ({"from": "a", "support": "background", "value": "measured"}, "background", "measured"),
    ],
)
def test_the_two_halves_of_provenance(raw: dict[str, Any], support: str, value: str):
    found = parse_provenance(raw)
    assert (found.support, found.value, found.voice) == (support, value, "own")


def test_a_quantity_written_out():
    raw = {
        "is": "35 ± 10", "from": "a#3", "support": "inferred", "value": "judged",
        "voice": "reported", "note": "why", "coded": [35, 30, 42],
    }  # fmt: skip
    entry = parse_entry(raw, POSITION)
    assert entry.distribution == Normal(35.0, 10.0, 0.0, 100.0)
    assert entry.provenance == Provenance(
        "inferred", "judged", (Citation("a", (3,)),), "reported", "why", (35.0, 30.0, 42.0)
    )


def test_without_provenance_a_number_counts_as_assumed():
    assert parse_entry(0.5, SALIENCE).provenance == Provenance("none", "assumed")

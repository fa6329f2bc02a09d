"""The outcome models against published numbers, hand calculations and the plainest writing."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bargaining_oracles import challenge_path, condorcet_chances, emissions, exchanges

from detente.bargaining import MODELS, kernels, predict, presets
from detente.library.references import reference

YEARS, SALIENCE, CAPABILITY = emissions()
DATA = Path(os.environ.get("DETENTE_DATA", "no-such-folder"))
real = pytest.mark.skipif(not DATA.is_dir(), reason="DETENTE_DATA names no folder")

#: Scholz, Calbert and Smith (2011), Table 2: weighted medians and means after each round.
SCHOLZ_MEDIANS = (8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6)
SCHOLZ_MEANS = (7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6)


def emission_outcome(model: str, **options: Any) -> float:
    return float(predict(YEARS, SALIENCE, CAPABILITY, model, **options).point)


# --- car emissions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "exponent", "published"),
    [
        ("condorcet_uniform", 1, 7.34822),
        ("condorcet_incentive", 1, 7.53711),
        ("condorcet_conditional", 1, 7.51291),
        ("condorcet_uniform", 2, 7.62526),
        ("condorcet_incentive", 2, 7.90527),
        ("condorcet_conditional", 2, 7.87828),
    ],
)
def test_condorcet_of_the_emissions(model: str, exponent: int, published: float) -> None:
    found = emission_outcome(model, bounds=(4, 10), victory_exponent=float(exponent))
    # The uniform chain at exponent 2 was printed from a run that had not quite settled.
    assert found == pytest.approx(published, abs=3e-5)


def test_averages_of_the_emissions() -> None:
    assert emission_outcome("compromise") == pytest.approx(7.3899557, abs=5e-8)
    assert emission_outcome("median") == 7.0
    assert emission_outcome("mean") == pytest.approx(6.7)


def test_the_shipped_case_gives_the_same_on_its_own_scale() -> None:
    from detente.scenario import load

    actors = load("emis-1994").content.issues["emissions"].actors
    rows = [(s.position, s.salience, s.capability) for s in actors.values()]
    positions, salience, capability = (
        np.array([one.distribution.ppf(0.5) for one in column], float)
        if hasattr(rows[0][0], "distribution")
        else np.array(column, float)
        for column in zip(*rows, strict=True)
    )
    found = float(predict(positions, salience, capability).point)
    assert 4 + found / 100 * 6 == pytest.approx(7.3899557, abs=5e-8)


def emission_path(**options: Any) -> np.ndarray:
    found = predict(YEARS, SALIENCE, CAPABILITY, "challenge", rounds=8, **options)
    return np.asarray(found.details["trajectory"])


def course(preset: str) -> tuple[np.ndarray, np.ndarray]:
    found = predict(YEARS, SALIENCE, CAPABILITY, "challenge", preset=preset, rounds=8)
    return found.details["trajectory"][1:], found.details["means"][1:]


def test_what_of_the_published_trajectory_is_reproduced() -> None:
    """Five medians of eight and five means of eight, to the printed decimal; not the others.

    Of all 41,472 combinations of the options (Q at 0, ½ and 1) none has more of them, and none is
    nearer to the medians. Round 2 is furthest off: 9.54 for 9.9.
    """
    medians, means = course("scholz2011")
    same = [round(float(m), 1) == t for m, t in zip(medians, SCHOLZ_MEDIANS, strict=True)]
    assert same == [False, False, True, True, True, False, True, True]
    assert medians[0] == pytest.approx(8.333, abs=0.001)
    assert medians[1] == pytest.approx(9.540, abs=0.001)
    assert medians[5] == pytest.approx(7.537, abs=0.001)
    assert np.abs(np.delete(medians - SCHOLZ_MEDIANS, 1)).max() < 0.14
    same = [round(float(m), 1) == t for m, t in zip(means, SCHOLZ_MEANS, strict=True)]
    assert same == [False, True, True, False, False, True, True, True]
    assert np.abs(means - SCHOLZ_MEANS).max() < 0.07


@pytest.mark.parametrize(
    ("preset", "first", "second"), [("scholz2011", 8.333, 9.540), ("text", 7.0, 7.612)]
)
def test_the_values_of_1994_are_not_reproduced(preset: str, first: float, second: float) -> None:
    """Bueno de Mesquita printed 8.35, then 9.05. One preset comes near the first, none to both."""
    medians, _ = course(preset)
    assert medians[:2] == pytest.approx([first, second], abs=0.001)
    assert abs(medians[1] - 9.05) > 0.4
    assert (abs(medians[0] - 8.35) < 0.02) == (preset == "scholz2011")
    assert abs(medians[0] - 8.35) > 0.005


def test_how_near_options_come_to_1994() -> None:
    """The nearest of the same combinations gives 8.33 and 9.05, at even odds of a status quo."""
    found = emission_path(
        preset="scholz2011",
        status_quo=0.5,
        denominator="all_ordered_pairs",
        perspective="each",
        offers="one_sided",
        selection="least_move",
        conflict_order="with_others",
    )
    assert found[1:3] == pytest.approx([8.331, 9.046], abs=0.001)


def test_presets_differ_and_the_trajectory_does_not_settle() -> None:
    ends = {name: course(name)[0][-1] for name in presets()["challenge"]}
    assert ends["scholz2011"] == pytest.approx(9.638, abs=0.001)
    assert ends["text"] == pytest.approx(8.615, abs=0.001)
    found = predict(YEARS, SALIENCE, CAPABILITY, "challenge", preset="scholz2011", rounds=8)
    assert int(found.details["cycle"]) == 0


# --- exchange ---------------------------------------------------------------------------------

#: Two actors who each care about the issue on which the other is in the way.
HAND = ([[0, 100], [100, 0]], [[0.9, 0.3], [0.3, 0.9]], 1.0)


def test_the_exchange_done_by_hand() -> None:
    found = predict(*HAND, model="exchange")
    assert found.details["before"].tolist() == [25, 25]
    assert found.point.tolist() == [0, 0]
    (one,) = found.details["exchanges"]
    assert one["gain"] == pytest.approx(15)
    assert (one["shift"], one["other_shift"]) == pytest.approx((-25, -25))
    assert found.details["worth"] == pytest.approx([15, 15])
    assert not found.details["externality"].any()


def test_externalities_fall_on_the_third() -> None:
    positions = [[0, 100, 100], [100, 0, 100]]
    salience = [[0.9, 0.3, 0.5], [0.3, 0.9, 0.1]]
    found = predict(positions, salience, 1.0, model="exchange")
    first = found.details["exchanges"][0]
    assert {int(first["demander"]), int(first["supplier"])} == {0, 1}
    effects = found.details["externalities"][0]
    assert effects[:2].tolist() == [0, 0]
    expected = 0.5 * first["shift"] + 0.1 * first["other_shift"]
    assert effects[2] == pytest.approx(expected)
    assert effects[2] < 0


@pytest.mark.parametrize("seed", range(6))
def test_exchanges_are_those_of_the_plain_search(seed: int) -> None:
    random = np.random.default_rng(seed)
    issues, actors = 3, 5
    positions = random.uniform(0, 100, (issues, actors))
    salience = random.uniform(0.1, 1, (issues, actors))
    capability = random.uniform(0.1, 1, actors)
    found = predict(positions, salience, capability, "exchange", least_gain=1e-5)
    wide = 1e-5 * np.ptp(positions)
    moved, done = exchanges(positions, salience, np.broadcast_to(capability, positions.shape), wide)
    made = found.details["exchanges"]
    assert [(r["demander"], r["supplier"], r["issue"], r["other_issue"]) for r in made] == [
        one[:4] for one in done
    ]
    assert made["gain"] == pytest.approx([one[4] for one in done])
    assert found.details["positions"] == pytest.approx(moved, abs=1e-9)
    assert (made["gain"] > 0).all()
    assert found.details["positions"].min() >= positions.min() - 1e-9
    # What all exchanges are worth is what they give to the two and what falls on the others.
    total = found.details["externality"].sum() + 2 * made["gain"].sum()
    assert found.details["worth"].sum() == pytest.approx(total, abs=1e-6)


# --- Nash -------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(("d1", "d2"), [(0.0, 0.0), (0.1, 0.3), (0.4, 0.25)])
def test_the_pie(weight: float, d1: float, d2: float) -> None:
    """u = (x, 1 − x): x = d1 + w1/(w1 + w2)·(1 − d1 − d2)."""
    found = predict(
        [1.0, 0.0],
        [weight, 1 - weight],
        1.0,
        "nash",
        disagreement_utility=[d1 - 1, d2 - 1],
    )
    assert float(found.point) == pytest.approx(d1 + weight * (1 - d1 - d2), abs=1e-12)


def test_far_disagreement_leads_to_the_averages() -> None:
    far = {"disagreement": 1e7}
    mean = emission_outcome("nash", utility="quadratic", **far)
    assert mean == pytest.approx(emission_outcome("compromise"), abs=1e-5)
    assert emission_outcome("nash", utility="linear", **far) == pytest.approx(7.0, abs=1e-6)


@pytest.mark.parametrize("utility", ["linear", "quadratic"])
def test_nash_is_the_best_point_of_a_fine_grid(utility: str) -> None:
    x, weight, d = np.array([10.0, 40.0, 90.0]), np.array([0.3, 1.0, 0.5]), 0.0
    found = float(predict(x, weight, 1.0, "nash", disagreement=d, utility=utility).point)
    power = 1 if utility == "linear" else 2
    grid = np.linspace(0, 90, 900_001)[1:-1]
    gains = np.abs(d - x) ** power - np.abs(grid[:, None] - x) ** power
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where((gains >= 0).all(axis=1), (weight * np.log(gains)).sum(axis=1), -np.inf)
    assert found == pytest.approx(grid[np.nanargmax(value)], abs=2e-4)


# --- oracles ----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["uniform", "incentive", "conditional"])
@pytest.mark.parametrize("seed", range(3))
def test_condorcet_is_the_end_of_going_round(limit: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, s, c = random.integers(0, 6, 7) * 20.0, random.uniform(0.1, 1, 7), random.uniform(0.1, 1, 7)
    places, chances = condorcet_chances(x, s * c, 2.0, limit)
    found = predict(x, s, c, f"condorcet_{limit}", victory_exponent=2.0)
    assert found.weights is not None
    at = np.array([found.weights[x == place].sum() for place in places])
    assert at == pytest.approx(chances, abs=1e-9)
    assert float(found.point) == pytest.approx(float(places @ chances), abs=1e-7)


CHOICES = [
    {"preset": "scholz2011"},
    {"preset": "text"},
    {"preset": "scholz2011", "denominator": "all_ordered_pairs", "status_quo": 0.5},
    {"preset": "text", "status_quo": 0.0, "scale": "dynamic", "perspective": "each"},
    {"preset": "text", "risk": "neutral", "conflict": "loser", "offers": "two_sided"},
    {"preset": "text", "denominator": "all_pairs", "security": "own", "risk": "among_alternatives"},
    {"preset": "text", "security": "own", "status_quo": 0.5},
    {"preset": "scholz2011", "selection": "nearest_position", "conflict_order": "with_others"},
    {"preset": "scholz2011", "selection": "least_move", "security": "own", "ties": "upper"},
    {"preset": "text", "conflict": "loser", "conflict_order": "first", "bounds": (-10, 120)},
    {"preset": "scholz2011", "equal_positions": "include", "selection": "least_move"},
]


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_challenge_is_the_plain_one(chosen: dict[str, Any]) -> None:
    random = np.random.default_rng(11)
    for _ in range(3):
        x, s, c = random.uniform(0, 100, 6), random.uniform(0.1, 1, 6), random.uniform(0.1, 1, 6)
        x[random.integers(6)] = np.nan
        s[np.isnan(x)] = np.nan
        x[2] = x[3]
        found = predict(x, s, c, "challenge", rounds=5, **chosen)
        medians, final = challenge_path(x, s, c, found.options)
        assert found.details["trajectory"] == pytest.approx(medians, abs=1e-7)
        assert found.details["positions"] == pytest.approx(final, abs=1e-7, nan_ok=True)


def test_compiled_rows_are_the_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled rows in threads give the bits of the same rows in plain Python."""
    monkeypatch.setattr(kernels.Kernel, "ready", property(lambda _: kernels.FEW_STEPS == 0))
    random = np.random.default_rng(3)
    shape = (60, 8)
    x, s, c = (random.uniform(low, high, shape) for low, high in ((0, 100), (0, 1), (0.1, 1)))
    x[random.random(shape) < 0.1] = np.nan
    monkeypatch.setattr(kernels, "FEW_STEPS", 0)
    every = predict(x, s, c, "challenge")
    monkeypatch.setattr(kernels, "FEW_STEPS", 10**9)
    for row in (0, 17, 59):
        alone = predict(x[row], s[row], c[row], "challenge")
        for name in ("trajectory", "positions", "risk", "cycle"):
            assert np.array_equal(alone.details[name], every.details[name][row], equal_nan=True)
    many = tuple(values.reshape(30, 2, 8) for values in (x, s, c))
    monkeypatch.setattr(kernels, "FEW_STEPS", 0)
    traded = predict(*many, model="exchange")
    monkeypatch.setattr(kernels, "FEW_STEPS", 10**9)
    alone = predict(*(values[7] for values in many), model="exchange")
    assert np.array_equal(alone.point, traded.point[7])
    used = len(alone.details["exchanges"])
    assert np.array_equal(alone.details["exchanges"], traded.details["exchanges"][7, :used])


def test_every_model_cites_listed_works() -> None:
    for name, model in MODELS.items():
        assert model.references, name
        assert all(reference(key) for key in model.references)


# --- tables made elsewhere --------------------------------------------------------------------


def ktab(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions, salience (of 1) and power of a table in KTAB's layout with one dimension."""
    rows = [row for row in csv.reader(text.splitlines()) if row][2:]
    numbers = np.array([[float(cell) for cell in row[2:5]] for row in rows])
    return numbers[:, 1], numbers[:, 2] / 100, numbers[:, 0]


MADE_UP = """Made up,Scenario-0,Two camps and one between, 3, 1,
Actor,Description,Influence,Position,Salience,
A,First,100,20,50,
B,Second,50,60,100,
C,Third,100,90,30,
"""


def test_a_made_up_table_in_the_layout_of_ktab() -> None:
    positions, salience, power = ktab(MADE_UP)
    assert float(predict(positions, salience, power).point) == pytest.approx(6700 / 130)
    assert float(predict(positions, salience, power, "median").point) == 60


@real
@pytest.mark.parametrize(
    ("name", "actors", "mean", "median"),
    [("SOE-Policy", 26, 35.006, 30), ("SOE-Competitive", 34, 39.963, 40)],
)
def test_tables_of_ktab(name: str, actors: int, mean: float, median: float) -> None:
    path = DATA / "ktab_soe" / f"{name}.csv"
    positions, salience, power = ktab(path.read_text(encoding="utf-8"))
    assert len(positions) == actors
    assert float(predict(positions, salience, power).point) == pytest.approx(mean, abs=5e-4)
    assert float(predict(positions, salience, power, "median").point) == median


@real
def test_exchange_on_a_large_conference() -> None:
    with (DATA / "cop" / "cop21.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    issues = list(dict.fromkeys(row["issue"] for row in rows))
    inputs = np.full((3, len(issues), len(actors)), np.nan)
    for row in rows:
        place = issues.index(row["issue"]), actors.index(row["actor"])
        inputs[(slice(None), *place)] = [float(row[k]) for k in ("position", "salience", "power")]
    found = predict(*inputs, model="exchange")
    made = found.details["exchanges"]
    assert len(made) > 20
    assert (made["gain"] > 0).all()
    final = found.details["positions"]
    assert np.nanmin(final) >= 0
    assert np.nanmax(final) <= 100
    assert np.array_equal(np.isnan(final), np.isnan(inputs[0]))

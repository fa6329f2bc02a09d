"""The record of the models: scores by hand, intervals by brute force, the pool by its conditions."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from negotiation_tables import FOLDER, invented

from detente.bargaining import MODELS, presets
from detente.bargaining.record import (
    Pool,
    RecordFindings,
    benchmark,
    fit_pool,
    pooled_out_of_sample,
    read_negotiations,
    record_line,
    shipped_record,
)
from detente.bargaining.record import intervals as iv
from detente.bargaining.record.contenders import merged
from detente.bargaining.record.intervals import Interval
from detente.bargaining.record.mixture import COMPONENTS, components, fit_shares, folds, products
from detente.bargaining.record.procedures import procedural_points
from detente.bargaining.record.scoring import crps, median_of
from detente.bargaining.record.shipped import aggregate, shipped_pool, write_record
from detente.bargaining.record.words import listed, record_sentences


@pytest.fixture(scope="module")
def found() -> RecordFindings:
    return benchmark(FOLDER, resamples=400)


# --- scores -----------------------------------------------------------------------------------


def test_crps_is_the_integral() -> None:
    rng = np.random.default_rng(3)
    support = rng.integers(0, 101, size=(6, 5)).astype(float)
    weights = rng.dirichlet(np.ones(5), size=6)
    outcome = rng.integers(0, 101, size=6).astype(float)
    edges = np.linspace(-1, 102, 103 * 20 + 1)
    middle = 0.5 * (edges[1:] + edges[:-1])  # steps lie on edges, so that the sum is exact
    for row in range(6):
        below = (support[row] <= middle[:, None]) @ weights[row]
        expected = ((below - (outcome[row] <= middle)) ** 2).sum() / 20
        assert crps(support, weights, outcome)[row] == pytest.approx(expected)
    spread = np.abs(support[:, :, None] - support[:, None, :])
    by_means = (weights * np.abs(support - outcome[:, None])).sum(-1) - 0.5 * np.einsum(
        "ra,rb,rab->r", weights, weights, spread
    )
    assert np.allclose(crps(support, weights, outcome), by_means)


def test_crps_of_a_point_is_its_absolute_error() -> None:
    ones = np.ones((3, 1))
    points, outcome = np.array([[10.0], [50.0], [90.0]]), np.array([30.0, 50.0, 0.0])
    assert crps(points, ones, outcome).tolist() == [20, 0, 90]
    assert np.isnan(crps(points, ones * np.nan, outcome)).all()


def test_median_of_a_distribution() -> None:
    support = np.array([[100.0, 0.0, 50.0]] * 3)
    weights = np.array([[0.2, 0.5, 0.3], [0.6, 0.2, 0.2], [np.nan] * 3])
    assert median_of(support, weights)[:2].tolist() == [0, 100]  # on a tie the lower
    assert np.isnan(median_of(support, weights)[2])


# --- intervals --------------------------------------------------------------------------------


def test_statistics_under_counts_are_those_of_the_repeated_sample() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 12, size=9).astype(float)
    counts = iv.resample(["a", "a", "b", "c", "c", "c", "d", "e", "e"], 60, 7)
    for statistic, plain in (
        (iv.mean, np.mean),
        (iv.median, np.median),
        (iv.root_mean_square, lambda sample: np.sqrt(np.mean(sample**2))),
    ):
        found = statistic(values, counts)
        expected = [plain(np.repeat(values, row.astype(int))) for row in counts]
        assert np.allclose(found, expected)


def test_dossiers_come_whole_and_as_many_as_there_are() -> None:
    names = ["b", "a", "b", "c"]
    counts = iv.resample(names, 300, 1)
    assert (counts[:, 0] == counts[:, 2]).all()
    assert (counts[:, [0, 1, 3]].sum(axis=1) == 3).all()
    again = iv.resample(["c", "b", "a", "b"], 300, 1)  # another order of the same issues
    assert np.array_equal(again, counts[:, [3, 0, 1, 2]])
    assert not np.array_equal(iv.resample(names, 300, 2), counts)


def test_two_dossiers_give_the_range_between_them() -> None:
    """Each dossier is drawn twice in a quarter of resamples, far above the tail of 2.5%."""
    values = np.array([1.0, 3.0, 10.0])
    found = iv.interval(values, iv.resample(["a", "a", "b"], 500, 1))
    assert found == Interval(pytest.approx(14 / 3), 2.0, 10.0)
    assert found.excludes_zero
    alone = iv.interval(values, None)
    assert alone.value == pytest.approx(14 / 3)
    assert np.isnan([alone.low, alone.high]).all()  # one dossier tells nothing about the spread
    assert not alone.excludes_zero
    assert not Interval(1.0, -1.0, 2.0).excludes_zero
    assert Interval(-1.0, -2.0, -0.5).excludes_zero


def test_an_interval_of_the_mean_is_as_wide_as_the_spread_between_dossiers() -> None:
    rng = np.random.default_rng(5)
    level = rng.normal(0, 10, 60)
    values = np.repeat(level, 3)  # three identical issues a dossier tell no more than one
    found = iv.interval(values, iv.resample([f"d{i // 3}" for i in range(180)], 4000, 1))
    expected = 2 * 1.96 * level.std() / np.sqrt(60)
    assert found.high - found.low == pytest.approx(expected, rel=0.08)


# --- the made-up negotiations, by hand ----------------------------------------------------------


def test_scores_worked_out_by_hand(found: RecordFindings) -> None:
    scores = found.scores["all"]
    errors = [10, 100 / 3, 20, 40, 11_500 / 220 - 25]
    own = scores["compromise"]
    assert own.mean_error.value == pytest.approx(np.mean(errors))
    assert own.root_mean_square.value == pytest.approx(np.sqrt(np.mean(np.square(errors))))
    assert own.median_error.value == pytest.approx(11_500 / 220 - 25)
    assert (own.within_5.value, own.within_10.value) == (0.0, 0.2)
    ranked = [40 / 9 + 40 / 9 + 50 / 9, 100 / 9, 60 / 9, 16, (4 * 25 + 25 * 50 + 16 * 25) / 121]
    assert scores["weighted_positions"].crps.value == pytest.approx(np.mean(ranked))
    assert own.crps.value == pytest.approx(np.mean(ranked))
    assert np.isnan(scores["weighted_positions"].mean_error.value)
    assert scores["median"].mean_error.value == 2
    assert scores["nearest_actor"].mean_error.value == 2
    assert scores["constant_50"].mean_error.value == 33
    assert scores["constant_50"].crps.value == 33
    assert scores["mean"].from_compromise.value == pytest.approx(
        np.mean([10, 100 / 3, 30, 100 / 3, 25]) - np.mean(errors)
    )


def test_who_does_not_answer_is_compared_where_both_do(found: RecordFindings) -> None:
    score = found.scores["all"]["reference_point"]
    assert (score.issues, score.answered, score.shared) == (5, 3, 3)
    assert score.mean_error.value == pytest.approx((40 + 100 + 25) / 3)
    expected = (40 - 10 + 100 - 40 + 25 - (11_500 / 220 - 25)) / 3
    assert score.from_compromise.value == pytest.approx(expected)


def test_outcomes_elsewhere_leave_the_own_dossier_out(found: RecordFindings) -> None:
    points = found.data.point.sel(contender="other_outcomes").values
    assert points.tolist() == [
        20,
        20,
        25,
        40,
        40,
    ]  # of {20, 0, 25}, {40, 100, 0, 25} (the lower), {40, 100, 20}


def test_splits(found: RecordFindings) -> None:
    assert list(found.scores) == ["all", "co-decision", "consultation", "binary", "graded"]
    assert [found.scores[name]["compromise"].issues for name in found.scores] == [5, 4, 1, 3, 2]
    binary = found.scores["binary"]["compromise"].mean_error.value
    assert binary == pytest.approx((100 / 3 + 20 + 40) / 3)


def test_the_procedural_model_follows_the_institutions() -> None:
    """Worked out by hand: the Commission proposes, states vote, the Parliament consents or not."""
    known = read_negotiations(FOLDER)
    nothing_else: dict[str, object] = {}
    point, support, weights = procedural_points(known, "procedural", nothing_else)
    # d1i1, from 0: the Commission at 0 wants no change.
    assert point[0] == 0
    # d3i1, from 100: the Commission at 100 wants no change although both states do.
    assert point[3] == 100
    # d3i2, from 0: the Commission at 0 wants no change.
    assert point[4] == 0
    assert np.isnan(point[[1, 2]]).all()
    assert np.isnan(weights[[1, 2]]).all()
    moved = dataclasses.replace(known, reference=np.array([100.0, 0, 80, 40, 50]))
    point, support, weights = procedural_points(moved, "procedural", nothing_else)
    # d1i1, from 100: the Parliament at 100 blocks whatever is below.
    assert point[0] == 100
    # d1i2, from 0: the Commission at 0 keeps it. d2i1 by unanimity, from 80: the state blocks.
    assert point[1:3].tolist() == [0, 80]
    # d3i1, from 40: states at 0 accept 0 to 40, the Commission at 100 keeps 40.
    assert point[3] == 40
    # d3i2, from 50: whoever is at 25 accepts 0, whoever is at 75 or 100 does not; of 100, 50 and
    # 100 votes the two opponents hold 150, so that the Commission at 0 cannot move it.
    assert point[4] == 50
    assert np.allclose(weights.sum(axis=-1), 1)
    assert np.allclose((support * weights).sum(axis=-1), point)
    away = dataclasses.replace(
        moved, positions=np.where(np.arange(5) == 0, np.nan, moved.positions)
    )
    assert procedural_points(away, "procedural", nothing_else)[0][3] == 0  # the middle of −40 to 40


def test_without_parliament_under_consultation() -> None:
    known = invented()
    changed = dataclasses.replace(
        known,
        actors=("com", "ep", "de", "fr", "be"),
        procedures=("CNS",) * len(known),
        reference=np.full(len(known), 50.0),
    )
    elsewhere = changed.positions.copy()
    elsewhere[:, 1] = np.where(np.isnan(elsewhere[:, 1]), np.nan, 100 - elsewhere[:, 1])
    moved = dataclasses.replace(changed, positions=elsewhere)
    nothing_else: dict[str, object] = {}
    one, other = (procedural_points(k, "procedural", nothing_else)[0] for k in (changed, moved))
    assert np.array_equal(one, other)
    blocked = dataclasses.replace(moved, procedures=("COD",) * len(known))
    assert not np.array_equal(procedural_points(blocked, "procedural", nothing_else)[0], other)


def test_every_model_and_preset_takes_part(found: RecordFindings) -> None:
    names = {one.name for one in found.contenders}
    for model in MODELS:
        named = presets().get(model, {})
        assert {f"{model}/{preset}" for preset in named} <= names
        assert named or model in names


def test_distinct_positions_are_merged_with_their_weight() -> None:
    known = read_negotiations(FOLDER)
    places, weight = merged(known.positions, known.salience, known.capability)
    assert places[1, :2].tolist() == [0, 100]
    assert weight[1, :2].tolist() == [60, 120]
    assert np.isnan(places[1, 2:]).all()
    assert (weight[1, 2:] == 0).all()


def test_the_same_seed_gives_the_same_intervals_and_another_does_not(
    found: RecordFindings,
) -> None:
    again = benchmark(FOLDER, resamples=400)
    assert again.scores == found.scores
    wide = invented()
    one, other = (benchmark(wide, resamples=60, seed=seed) for seed in (1, 2))
    pair = [r.scores["all"]["compromise"].mean_error for r in (one, other)]
    assert pair[0].value == pair[1].value
    assert pair[0].low != pair[1].low


def test_findings_are_findings(found: RecordFindings, tmp_path: object) -> None:
    table = found.table()
    assert table.loc["compromise", "mean_error"] == 26.1
    assert found.table("binary").loc["compromise", "mean_error"] == 31.1
    with pytest.raises(ValueError, match="no split 'binery' – did you mean 'binary'"):
        found.table("binery")
    told = json.loads(json.dumps(found.to_dict()))
    assert told["contenders"][0]["splits"]["all"]["answered"] == 5
    assert told["issues"] == 5
    assert len(repr(found).splitlines()) == 3
    assert found.cite()
    for split in found.scores.values():
        for score in split.values():
            assert score.answered <= score.issues
    with pytest.raises(ValueError, match="resamples is 0"):
        benchmark(FOLDER, resamples=0)


def test_the_picture_has_a_row_for_everyone(found: RecordFindings) -> None:
    figure = found.plot()
    words = {text.get_text() for text in figure.axes[0].texts}
    assert {one.label for one in found.contenders} <= words
    assert "difference from compromise" in words


# --- the pool -----------------------------------------------------------------------------------


def test_components_are_distributions_and_their_products_give_the_crps() -> None:
    known = invented()
    spread = components(known.positions, known.salience, known.capability, known.reference)
    assert (spread.weights >= 0).all()
    assert np.allclose(spread.weights.sum(axis=-1), 1)
    forms = products(spread, known.outcome)
    assert np.allclose(forms, forms.transpose(0, 2, 1))
    shares = np.random.default_rng(2).dirichlet(np.ones(len(COMPONENTS)))
    pooled = np.einsum("ick,c->ik", spread.weights, shares)
    quadratic = np.einsum("c,icd,d->i", shares, forms, shares)
    assert np.allclose(quadratic, crps(spread.support, pooled, known.outcome))


def test_components_by_hand() -> None:
    known = read_negotiations(FOLDER)
    spread = components(known.positions, known.salience, known.capability, known.reference)
    mean = (spread.weights * spread.support[:, None, :]).sum(axis=-1)
    at = {name: place for place, name in enumerate(COMPONENTS)}
    assert mean[:, at["positions"]] == pytest.approx([50, 200 / 3, 40, 40, 11_500 / 220])
    assert mean[:, at["compromise"]] == pytest.approx(mean[:, at["positions"]])
    assert mean[:, at["heads"]] == pytest.approx([50, 200 / 3, 50, 100 / 3, 50])
    assert mean[:, at["median"]] == pytest.approx([50, 100, 20, 0, 25])
    assert mean[:, at["reference"]] == pytest.approx([0, 200 / 3, 40, 100, 0])
    assert mean[:, at["range"]] == pytest.approx([50, 50, 50, 50, 50])
    assert mean[0, at["near"]] == pytest.approx(50)  # symmetric positions stay so
    assert 0 < mean[3, at["near"]] - 40 < mean[3, at["far"]] - 40 < 10  # ends push inwards


@pytest.mark.parametrize("seed", range(4))
def test_fitted_shares_are_the_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(12, len(COMPONENTS))) + 1.0
    form = root.T @ root
    shares = fit_shares(form)
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    best = shares @ form @ shares
    # The conditions of an optimum over shares: no component alone is worth more at the margin.
    assert (form @ shares >= best - 1e-8 * best).all()
    rivals = rng.dirichlet(np.full(len(COMPONENTS), 0.3), size=4000)
    assert (np.einsum("rc,cd,rd->r", rivals, form, rivals) >= best - 1e-9).all()


def test_a_component_that_is_always_right_takes_all() -> None:
    known = invented()
    median = components(known.positions, known.salience, known.capability)
    place = COMPONENTS.index("median")
    points = (median.weights[:, place] * median.support).sum(axis=-1)
    knowing = dataclasses.replace(known, outcome=points)
    assert fit_pool(knowing).named()["median"] == pytest.approx(1, abs=1e-6)


def test_no_dossier_sees_its_own_outcome() -> None:
    known = invented()
    before, _, weights = pooled_out_of_sample(known)
    fold = folds(known.dossiers)
    moved = np.where(fold == 0, 100 - known.outcome, known.outcome)
    after, _, changed = pooled_out_of_sample(dataclasses.replace(known, outcome=moved))
    assert np.array_equal(weights[fold == 0], changed[fold == 0])
    assert np.array_equal(before[fold == 0], after[fold == 0])
    assert not np.allclose(weights[fold != 0], changed[fold != 0])
    rest = known.take(fold != 0)
    held = known.take(fold == 0)
    point, _, alone = fit_pool(rest).forecast(
        held.positions, held.salience, held.capability, held.reference
    )
    assert np.allclose(alone, weights[fold == 0])
    assert np.array_equal(point, before[fold == 0])


def test_folds_keep_dossiers_whole_and_are_even() -> None:
    names = tuple(f"d{number % 23}" for number in range(90))
    which = folds(names)
    for name in set(names):
        assert len({fold for fold, own in zip(which, names, strict=True) if own == name}) == 1
    sizes = [len({n for n, f in zip(names, which, strict=True) if f == fold}) for fold in range(10)]
    assert max(sizes) - min(sizes) <= 1
    backwards = folds(names[::-1])
    assert np.array_equal(backwards[::-1], which)


def test_a_pool_refuses_what_is_none() -> None:
    with pytest.raises(ValueError, match="9 shares of 0 or more"):
        Pool((0.5, 0.5))
    with pytest.raises(ValueError, match="add up to 1"):
        Pool((0.2,) * 9)
    pool = Pool((1.0,) + (0.0,) * 8)
    ones = np.ones((1, 2))
    with pytest.raises(ValueError, match="position 120 lies outside 0–100"):
        pool.forecast(np.array([[0.0, 120.0]]), ones, ones)
    point, support, weights = pool.forecast(np.array([[10.0, 60.0]]), ones, ones * [1, 3])
    assert point.tolist() == [60]
    assert (support * weights).sum() == pytest.approx(47.5)


def test_one_dossier_is_too_few_for_a_pool() -> None:
    known = read_negotiations(FOLDER).take([0, 1])
    with pytest.raises(ValueError, match="give at least two"):
        pooled_out_of_sample(known)
    found = benchmark(known, resamples=20)
    assert found.pool is None
    assert found.scores["all"]["pool"].answered == 0
    assert not any("calibrated pool" in line for line in found.sentences())


# --- words --------------------------------------------------------------------------------------


def with_difference(
    found: RecordFindings, name: str, interval: Interval, column: str = "from_compromise"
) -> RecordFindings:
    table = dict(found.scores["all"])
    table[name] = dataclasses.replace(table[name], **{column: interval})
    return dataclasses.replace(found, scores={**found.scores, "all": table})


def words(found: RecordFindings) -> str:
    return " ".join(record_sentences(found))


def test_sentences_hang_on_the_differences(found: RecordFindings) -> None:
    base = found
    for one in found.contenders:
        if one.kind == "model" and one.name != "compromise":
            base = with_difference(base, one.name, Interval(0.5, -1.0, 2.0))
    assert "No model came nearer than it by more than chance explains." in words(base)
    assert "Farther off" not in words(base)
    nearer = with_difference(base, "mean", Interval(-3.0, -5.0, -1.0))
    assert "Nearer than it by more than chance explains: mean." in words(nearer)
    farther = with_difference(base, "mean", Interval(3.0, 1.0, 5.0))
    assert "Farther off by more than chance explains: mean." in words(farther)
    useful = with_difference(base, "constant_50", Interval(3.0, 1.0, 5.0))
    assert "do tell something" in words(useful)
    useless = with_difference(base, "constant_50", Interval(3.0, -1.0, 5.0))
    assert "not shown to be nearer than always saying 50" in words(useless)


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        (Interval(-2.0, -3.0, -1.0), "-2.0, -3.0 to -1.0: better"),
        (Interval(2.0, 1.0, 3.0), "+2.0, 1.0 to 3.0: worse"),
        (Interval(-1.0, -2.0, 1.0), "-1.0, -2.0 to 1.0: not to be told apart"),
    ],
)
def test_the_pool_is_praised_only_by_its_interval(
    found: RecordFindings, interval: Interval, verdict: str
) -> None:
    assert f"positions ({verdict})." in words(
        with_difference(found, "pool", interval, "from_positions")
    )
    assert f"compromise model: {verdict}." in words(with_difference(found, "pool", interval))


def test_distributions_are_compared_as_distributions(found: RecordFindings) -> None:
    name = "condorcet_uniform"
    better = with_difference(found, name, Interval(-2.0, -3.0, -1.0), "from_positions")
    assert "(CRPS) than the weighted positions: Condorcet uniform" in words(better)
    worse = with_difference(found, name, Interval(2.0, 1.0, 3.0), "from_positions")
    assert "A worse distribution than the weighted positions: Condorcet uniform" in words(worse)
    points = with_difference(found, "exchange", Interval(-9.0, -9.5, -8.0), "from_positions")
    assert "exchange" not in words(points).partition("A better distribution")[2].partition(".")[0]


def test_the_paradox_of_the_median_is_told_only_where_it_holds(found: RecordFindings) -> None:
    assert "The median lands" not in words(found)
    table = found.scores["all"]
    worse = with_difference(found, "median", Interval(90.0, 80.0, 99.0), "mean_error")
    assert table["median"].within_10.value > table["compromise"].within_10.value
    assert "lands within 10 points more often (100% against 20%)" in words(worse)


def test_lists() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a, x", "b"]) == "a, x; and b"


# --- what is shipped ----------------------------------------------------------------------------


def test_the_shipped_record_is_whole() -> None:
    record = shipped_record()
    assert set(record["contenders"]) >= {"compromise", "mean", "median", "pool", "constant_50"}
    for model in MODELS:
        assert any(name.split("/")[0] == model for name in record["contenders"]), model
    assert record["doi"] == "10.34810/data53"
    assert record["made"] >= "2025"
    assert sum(shipped_pool().shares) == pytest.approx(1)


def row_of(one: dict[str, Any]) -> str:
    """Return a row of the table on the page."""

    def number(key: str, form: str = "{:.1f}") -> str:
        value = one[key][0]
        return "–" if value is None else form.format(value)

    value, low, high = one["from_compromise"]
    difference = "–"
    if value is not None and one["label"] != "compromise":
        mark = "*" if low is not None and (low > 0 or high < 0) else ""
        difference = f"{value:+.1f} ({low:+.1f} to {high:+.1f}){mark}"
    cells = (
        one["label"],
        str(one["answered"]),
        number("mean_error"),
        number("median_error"),
        number("within_10", "{:.0%}"),
        number("crps"),
        difference,
    )
    return f"| {' | '.join(cells)} |"


def test_the_page_shows_the_shipped_numbers() -> None:
    text = (Path(__file__).parents[2] / "docs" / "bargaining-record.md").read_text("utf-8")
    table = text.split("<!-- results -->")[1].split("<!-- end of results -->")[0]
    rows = [line for line in table.strip().splitlines() if line.startswith("| ")]
    assert rows[1:] == [row_of(one) for one in shipped_record()["contenders"].values()]


def test_a_line_for_every_model() -> None:
    for model in MODELS:
        line = record_line(model)
        assert "real law-making negotiations" in line
        assert "\n" not in line
        assert line.endswith(".")
        for preset in presets().get(model, {}):
            assert preset in record_line(model, preset)
    with pytest.raises(ValueError, match="did you mean 'compromise'"):
        record_line("compromis")


def test_lines_hang_on_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    import detente.bargaining.record.shipped as shipped

    def line(difference: list[float], answered: int = 10) -> str:
        row = {
            "label": "mean",
            "kind": "model",
            "issues": 10,
            "answered": answered,
            "mean_error": [20.4, 18.0, 23.0],
            "from_compromise": difference,
        }
        constant = {"mean_error": [30.0, 29.0, 31.0]}
        record = {
            "issues": 10,
            "dossiers": 4,
            "contenders": {"mean": row, "constant_50": constant},
        }
        monkeypatch.setattr(shipped, "shipped_record", lambda: record)
        return shipped.record_line("mean")

    assert "missed the outcome by 20 points of 100 on average (18 to 23)" in line([1.0, -1.0, 3.0])
    assert "always saying 50 missed by 30" in line([1.0, -1.0, 3.0])
    assert "cannot be told apart from the plain compromise" in line([1.0, -1.0, 3.0])
    assert "the plain compromise came nearer" in line([2.0, 1.0, 3.0])
    assert "the plain compromise missed by more" in line([-2.0, -3.0, -1.0])
    partly = line([2.0, 1.0, 3.0], 7)
    assert "(4 dossiers) the mean model answers 7; there it missed the outcome by 20" in partly
    assert partly.endswith(", and the plain compromise came nearer.")
    assert "saying 50" not in partly  # that is of all issues


def test_a_record_is_written_and_holds_no_data(
    found: RecordFindings, tmp_path: pytest.TempPathFactory
) -> None:
    path = write_record(found, str(tmp_path / "record.json"))  # type: ignore[operator]
    told = json.loads(path.read_text("utf-8"))
    made = told.pop("made")
    assert len(made) == 10
    assert told == json.loads(json.dumps(aggregate(found)))
    assert "d1i1" not in path.read_text("utf-8")

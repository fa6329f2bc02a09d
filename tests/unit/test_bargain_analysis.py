"""`bargain`: outcomes, agreement, pivots, levers and their price, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from bargain_cases import HEAD, RANGES, TRADE, written

import detente
from detente import InvalidInputError, bargain, draw
from detente.bargaining import MODELS, predict
from detente.bargaining.analysis.contenders import contenders
from detente.bargaining.analysis.levers import STEPS
from detente.bargaining.analysis.outcomes import agreement
from detente.bargaining.analysis.tableau import tableaux
from detente.bargaining.analysis.tables import rounded
from detente.bargaining.analysis.what_if import WhatIf
from detente.library.references import references

DRAWS = 40


def arrays(scenario, issue, actors=("north", "south", "east"), draws=DRAWS):
    columns = draw(scenario, draws)
    return [
        np.stack([columns[f"issues.{issue}.actors.{a}.{name}"] for a in actors], axis=-1)
        for name in ("position", "salience", "capability")
    ]


@pytest.fixture
def sea(tmp_path: Path) -> detente.Scenario:
    return written(tmp_path, RANGES)


# --- outcomes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mean", "compromise", "median", "condorcet_conditional"])
def test_quantiles_are_those_of_the_model(sea, name) -> None:
    found = bargain(sea, model=name, draws=DRAWS)
    options = {"bounds": (0, 100)} if name.startswith("condorcet") else {}
    expected = predict(*arrays(sea, "fish"), name, **options).point
    outcome = found.issue("fish").outcome(name)
    assert outcome.outcome == pytest.approx(tuple(np.quantile(expected, [0.1, 0.5, 0.9])))
    np.testing.assert_allclose(found.data["outcome"].sel(issue="fish", contender=name), expected)
    assert sum(outcome.distribution) == pytest.approx(1)
    said = predict(*arrays(sea, "fish"), name, **options)
    spread = (said.weights * said.support).sum(axis=-1).mean()
    assert np.arange(2.5, 100, 5) @ outcome.distribution == pytest.approx(spread, abs=2.5)


def test_doubled_widths_widen(sea) -> None:
    outcome = bargain(sea, model="compromise", draws=200).issue("fish").outcome("compromise")
    width = outcome.outcome[2] - outcome.outcome[0]
    assert outcome.widened[2] - outcome.widened[0] > 1.2 * width


def test_exchange_moves_outcomes_that_one_issue_alone_keeps(tmp_path) -> None:
    found = bargain(written(tmp_path, TRADE), model="exchange", draws=10)
    for name in ("fish", "oil"):
        assert found.issue(name).outcome("exchange").outcome[1] == pytest.approx(0)
        with pytest.raises(KeyError, match="no outcome by 'compromise'"):
            found.issue(name).outcome("compromise")


def test_a_model_that_refuses_says_why(tmp_path) -> None:
    text = RANGES
    for care in ("0.5..0.7", "0.2..0.4", "0.3..0.6"):
        text = text.replace(f"salience: {care}", "salience: 0")
    found = bargain(written(tmp_path, text), issue="fish", draws=DRAWS)
    weighted = found.issue("fish").outcome("compromise")
    assert weighted.refused == weighted.refused_widened == 1
    assert np.isnan(weighted.outcome).all()
    assert list(weighted.reasons) == ["nobody has any weight (capability × salience is 0)"]
    assert found.issue("fish").outcome("mean").refused == 0
    assert found.issue("fish").agreement is None  # only the mean is left
    assert "the mean model expects" in found.sentences()["fish"][0]


def test_some_draws_may_be_refused(tmp_path) -> None:
    """A reference point among the positions: Nash bargains only where everybody can gain."""
    parameter = (
        "parameters:\n  reference_fish: {is: 0..100, name: r, unit: points, range: [0, 100]}\n"
    )
    scenario = written(tmp_path, RANGES + parameter)
    found = bargain(scenario, model="nash", draws=DRAWS)
    nash = found.issue("fish").outcome("nash")
    points = draw(scenario, DRAWS)["parameters.reference_fish"]
    expected = predict(*arrays(scenario, "fish"), "nash", disagreement=points).point
    assert 0 < nash.refused < 1
    assert nash.refused == np.isnan(expected).mean()
    assert sum(nash.reasons.values()) == pytest.approx(nash.refused)
    procedural = bargain(scenario, model="procedural", issue="fish", draws=DRAWS).issue("fish")
    assert procedural.outcome("procedural").refused == 0
    assert procedural.levers[0].best.keys() == {"procedural"}  # asked for, so asked what if
    assert "nash" in found.issue("oil").unfit
    beyond = parameter.replace("0..100, name", "-20..100, name").replace("[0, 100]", "[-50, 100]")
    with pytest.raises(InvalidInputError, match=r"reference_fish: is drawn from -.*lies from 0"):
        bargain(written(tmp_path, RANGES + beyond), model="nash", draws=DRAWS)


def test_what_is_missing_is_said(tmp_path) -> None:
    text = RANGES.replace("east: {position: 40..60, ", "east: {").replace(
        ", capability: 0.4..0.7}", "}", 1
    )
    found = bargain(written(tmp_path, text), model="compromise", draws=DRAWS)
    fish = found.issue("fish")
    assert fish.actors == ("north", "south")
    assert fish.left_out == ("east",)
    assert fish.assumed == ("issues.fish.actors.south.capability",)
    assert "1 number" in found.origin.warnings[0]
    assert bargain(written(tmp_path, RANGES), model="mean", draws=10).origin.warnings == ()


# --- agreement --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        ([9.9] * 10, "agree"),
        ([10.1] * 6 + [0] * 4, "differ"),
        ([10.1] * 5 + [0] * 5, "agree"),
        ([31] * 5 + [11] * 5, "differ"),
        ([31] * 6 + [0] * 4, "contradict"),
    ],
)
def test_agreement_follows_the_declared_thresholds(gaps, verdict) -> None:
    base = np.full(10, 40.0)
    found = agreement(["one", "two"], [base, base + gaps], [base, base])
    assert found is not None
    assert (found.verdict, found.widened) == (verdict, "agree")
    assert bool(found.apart) == (verdict != "agree")
    assert found.span == (40, pytest.approx(40 + np.median(gaps)))
    assert (found.lowest, found.highest) == ("one", "two")


def test_agreement_leaves_out_who_says_nothing() -> None:
    silent = np.full(4, np.nan)
    base = np.arange(4.0)
    assert agreement(["one", "two"], [base, silent], [base, silent]) is None
    half = np.array([50.0, 50, np.nan, np.nan])
    found = agreement(["one", "two"], [base, half], [base, half])
    assert found is not None
    assert found.apart == (("one", "two", 1.0),)  # of the draws that both answer


# --- pivots -----------------------------------------------------------------------------------


def test_pull_is_the_outcome_with_less_the_outcome_without(sea) -> None:
    found = bargain(sea, model="compromise", draws=DRAWS).issue("fish")
    x, s, c = arrays(sea, "fish")
    with_all = (x * s * c).sum(1) / (s * c).sum(1)
    keep = [1, 2]
    without = (x * s * c)[:, keep].sum(1) / (s * c)[:, keep].sum(1)
    north = next(pivot for pivot in found.pivots if pivot.actor == "north")
    shift = np.quantile(with_all - without, [0.1, 0.5, 0.9])
    assert north.shift["compromise"] == pytest.approx(tuple(shift))
    assert north.shift["compromise"][2] < 0  # toward the first pole, where it stands
    pull = np.abs(x[:, 0] - without) - np.abs(x[:, 0] - with_all)
    assert north.pull["compromise"] == pytest.approx(tuple(np.quantile(pull, [0.1, 0.5, 0.9])))


def test_shares_on_the_median(sea) -> None:
    x, s, c = arrays(sea, "fish")
    median = predict(x, s, c, "median").point
    for pivot in bargain(sea, model="mean", draws=DRAWS).issue("fish").pivots:
        place = ("north", "south", "east").index(pivot.actor)
        assert pivot.on_median == (x[:, place] == median).mean()


# --- levers -----------------------------------------------------------------------------------


def lever_of(found, side, step):
    levers = next(one for one in found.levers if one.side == side)
    return levers, levers.lever(step)


def test_steps_in_a_position(sea) -> None:
    found = bargain(sea, model="compromise", draws=DRAWS).issue("fish")
    x, s, c = arrays(sea, "fish")
    share = (s * c)[:, 1] / (s * c).sum(1)
    before = (x * s * c).sum(1) / (s * c).sum(1)
    _, over = lever_of(found, "south", "overstate")
    claim = np.minimum(x[:, 1] + 10, 100)
    after = before + share * (claim - x[:, 1])
    gain = np.abs(x[:, 1] - before) - np.abs(x[:, 1] - after)
    assert over.gain["compromise"] == pytest.approx(tuple(np.quantile(gain, [0.1, 0.5, 0.9])))
    assert over.helps["compromise"] == 1
    price = s[:, 1] * (claim - x[:, 1])
    assert over.price["compromise"] == pytest.approx(
        tuple(np.quantile(price, [0.1, 0.5, 0.9], method="inverted_cdf"))
    )
    _, concede = lever_of(found, "south", "concede")
    assert concede.gain["compromise"][2] < 0
    assert concede.helps["compromise"] == 0


def test_salience_is_paid_for_elsewhere(sea) -> None:
    found = bargain(sea, model="compromise", draws=DRAWS).issue("fish")
    _, care = lever_of(found, "north", "salience")
    x, s, c = arrays(sea, "fish")
    y, t, d = arrays(sea, "oil")
    left = t[:, 0] * (1 - 0.1 / t[:, 0])  # the other issue pays for all of it
    shrunk = t.copy()
    shrunk[:, 0] = np.maximum(left, 0)
    before, after = (predict(y, w, d, "compromise").point for w in (t, shrunk))
    lost = t[:, 0] * (np.abs(y[:, 0] - after) - np.abs(y[:, 0] - before))
    assert care.price["compromise"] == pytest.approx(
        tuple(np.quantile(lost, [0.1, 0.5, 0.9], method="inverted_cdf"))
    )
    more = s.copy()
    more[:, 0] += 0.1
    gain = predict(x, s, c, "compromise").point - predict(x, more, c, "compromise").point
    assert care.gain["compromise"] == pytest.approx(tuple(np.quantile(gain, [0.1, 0.5, 0.9])))


def test_salience_has_no_price_without_another_issue(tmp_path) -> None:
    only = RANGES[: RANGES.index("  oil:")]
    found = bargain(written(tmp_path, only), model="compromise", draws=10).issue("fish")
    levers, care = lever_of(found, "north", "salience")
    assert np.isnan(care.price["compromise"]).all()
    assert levers.best["compromise"] in STEPS


@pytest.mark.parametrize("name", ["compromise", "median"])
def test_the_increase_needed_is_enough_and_little_less_is_not(sea, name) -> None:
    from detente.bargaining.analysis.levers import _of_model

    known = tableaux(draw(sea, DRAWS))
    model = WhatIf(contenders(name)[0], known)
    _, needed = _of_model(model, "fish", "south")["capability"]
    x, s, c = arrays(sea, "fish")
    before = predict(x, s, c, name).point
    room = np.abs(x[:, 1] - before) >= 10
    assert np.isinf(needed[~room]).all()
    finite = np.isfinite(needed)
    assert finite.any()

    def moved(increase):
        stronger = c.copy()
        stronger[:, 1] *= 1 + np.where(finite, increase, 0)
        return (predict(x, s, stronger, name).point - before)[finite]

    if name == "compromise":  # solved exactly, with no bound
        np.testing.assert_allclose(moved(needed), 10)
        assert finite.sum() == room.sum()
    else:
        assert (moved(needed) >= 10 - 1e-6).all()
        assert (moved((1 + needed) / np.sqrt(2) - 1) < 10).all()
        assert needed[finite].max() <= 15 + 1e-9


def test_the_best_lever_is_the_one_with_the_greatest_gain(sea) -> None:
    for levers in bargain(sea, model="compromise", draws=DRAWS).issue("fish").levers:
        medians = {one.step: one.gain["compromise"][1] for one in levers.levers}
        assert levers.best["compromise"] == max(medians, key=medians.get)
        assert levers.most_effective == levers.best["compromise"]
        assert levers.agreeing == 1


def test_sides_on_request(sea) -> None:
    found = bargain(sea, model="median", draws=10, side="east")
    assert [one.side for one in found.issue("fish").levers] == ["east"]
    both = bargain(sea, model="median", draws=10, side=["east", "north"])
    assert [one.side for one in both.issue("oil").levers] == ["east", "north"]
    assert bargain(sea, model="median", draws=10).sides == ("north", "south")


# --- the findings as a whole ------------------------------------------------------------------


def test_placebo_other_owners_of_the_positions_change_the_sentences(tmp_path) -> None:
    turned = {"10..30": "70..90", "70..90": "40..60", "40..60": "10..30"}
    shuffled = re.sub(
        r"position: (10\.\.30|70\.\.90|40\.\.60)", lambda m: f"position: {turned[m[1]]}", RANGES
    )
    own, placebo = (
        bargain(written(tmp_path, text), model="compromise", draws=DRAWS)
        for text in (RANGES, shuffled)
    )
    before, after = own.sentences()["fish"], placebo.sentences()["fish"]
    assert before[0] != after[0]
    # What a deal is worth, and hence the zone, does not hang on positions.
    about_positions = [one for one in before if "zone" not in one and "full deal" not in one]
    assert len(set(about_positions) - set(after)) >= 3


def test_the_same_seed_gives_the_same_findings(sea) -> None:
    one, other = (bargain(sea, model="condorcet_uniform", draws=20, seed=3) for _ in range(2))
    assert one.issues == other.issues
    assert one.trades == other.trades
    assert bargain(sea, model="condorcet_uniform", draws=20, seed=4).issues != one.issues
    again = bargain(sea, model="condorcet_uniform", draws=draw(sea, 20, 3))
    assert again.issues == one.issues


def test_shape_of_the_findings(sea, tmp_path) -> None:
    found = bargain(sea, draws=12)
    assert len(repr(found).splitlines()) == 3
    outcomes = [one.name for one in found.issue("fish").outcomes]
    assert "challenge/text" in outcomes
    assert "exchange" in outcomes
    assert set(found.sentences()) == {"fish", "oil", "packages"}
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False, ensure_ascii=False))
    assert told["issues"][0]["levers"][0]["levers"][3]["step"] == "capability"
    assert told["origin"]["draws"] == 12
    stored = found.to_netcdf(tmp_path / "bargain.nc")
    with xr.open_dataset(stored, engine="h5netcdf") as data:
        assert data["outcome"].dims == ("issue", "contender", "draw")
        assert data.attrs["method"] == "bargaining"
    assert len(found.plot().axes) == 2
    for what in ("outcomes", "pivots", "levers", "trades", "zones"):
        assert len(found.table(what)) > 0, what
    with pytest.raises(ValueError, match="no table 'lever' – did you mean 'levers'"):
        found.table("lever")
    with pytest.raises(KeyError, match="nothing on 'oill'"):
        found.issue("oill")


def test_references_are_those_of_what_was_used(sea) -> None:
    own = bargain(sea, model="compromise", draws=10)
    assert set(own.works) >= set(MODELS["compromise"].references)
    assert not set(own.works) & {"scholz2011", "stokmanvanoosten1994", "wise2015"}
    every = bargain(sea, draws=10)
    assert set(every.works) >= {"scholz2011", "stokmanvanoosten1994", "wise2015", "putnam1988"}
    assert not set(every.works) & {"nash1950", "tsebelis2002"}  # they did not apply
    assert set(every.works) <= set(references())
    assert len(every.cite()) == len(every.works)


@pytest.mark.parametrize(
    ("interval", "draws", "expected"),
    [
        ((40.1234, 50.4321, 60.9876), 400, (40.1, 50.4, 61.0)),
        ((40.1234, 50.4321, 60.9876), 4, (40.0, 50.0, 61.0)),
        ((56.4993, 56.4993, 56.4993), 100, (56.5, 56.5, 56.5)),
        ((0.5, np.inf, np.inf), 100, (0.5, np.inf, np.inf)),
    ],
)
def test_rounding_to_sampling_error(interval, draws, expected) -> None:
    assert rounded(interval, draws) == expected


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"issue": "fsh"}, "issues: no issue 'fsh' – did you mean 'fish'?"),
        ({"model": "medain"}, "no model 'medain' – did you mean 'median'?"),
        ({"model": "challenge/txt"}, "no preset of challenge 'txt' – did you mean 'text'?"),
        ({"model": "median/text"}, "the model median has no presets; 'text' was given"),
        ({"model": "nash"}, "the model nash does not apply: the scenario does not say what holds"),
        ({"side": "noth"}, "actors: no actor 'noth' – did you mean 'north'?"),
        ({"draws": 0}, "draws is 0; it must be a whole number"),
    ],
)
def test_one_clear_line(sea, options, message) -> None:
    with pytest.raises(ValueError) as caught:
        bargain(sea, **{"draws": 10, **options})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_slice_of_draws_is_refused(sea) -> None:
    with pytest.raises(ValueError, match="a whole design"):
        bargain(sea, draws=draw(sea, 10, rows=slice(0, 5)))


def test_too_few_positions(tmp_path) -> None:
    bare = RANGES
    for numbers in ("10..30", "70..90", "40..60", "5..25", "75..95", "30..70"):
        bare = bare.replace(f"position: {numbers}, ", "")
    scenario = written(tmp_path, bare)
    with pytest.raises(InvalidInputError, match=r"sea: issues: on no issue two actors") as caught:
        bargain(scenario)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(InvalidInputError, match=r"issues\.fish\.actors: nobody has a declared"):
        bargain(scenario, issue="fish")
    alone = RANGES[: RANGES.index("      south:")]
    lonely = HEAD.replace("focus: [north, south]\n", "").splitlines()
    with pytest.raises(InvalidInputError, match="only north has a declared position"):
        bargain(written(tmp_path, alone), issue="fish")
    one = "\n".join(line for line in lonely if "south" not in line and "east" not in line) + "\n"
    with pytest.raises(InvalidInputError) as single:
        written(tmp_path, alone, one)  # a scenario of one actor is none
    assert len(str(single.value).splitlines()) == 1


def test_who_has_no_position_has_no_levers(tmp_path) -> None:
    text = RANGES.replace("position: 40..60, ", "").replace("position: 30..70, ", "")
    with pytest.raises(InvalidInputError, match="east has no declared position on any issue"):
        bargain(written(tmp_path, text), side="east")


def test_own_units_and_outcomes_are_checked(tmp_path) -> None:
    poles = 'poles: {0: "no quota", 100: "no fishing"}'
    for own, message in (
        ("outcome: known", "outcome: fact 'known' is not declared"),
        ("scale: {0: 3, 100: 3, unit: tons}", "scale: both ends are the same"),
        ("scale: {0: 3, unit: tons}", "100"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            written(tmp_path, RANGES.replace(poles, f"{poles}\n    {own}"))

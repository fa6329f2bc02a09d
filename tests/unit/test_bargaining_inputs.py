"""What the outcome models refuse, and how they say so; options, presets, the prediction itself."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from detente.bargaining import MODELS, Prediction, predict, presets
from detente.bargaining import nash as nash_room
from detente.bargaining.models import describe

X = [0.0, 40.0, 100.0]
S = [0.5, 1.0, 0.2]
C = [1.0, 2.0, 3.0]
NAN = float("nan")
TWO = [[0.0, 100.0], [100.0, 0.0]]


def given(x: Any = X, s: Any = S, c: Any = C, **more: Any) -> dict[str, Any]:
    return {"positions": x, "salience": s, "capability": c, **more}


BAD = [
    (given(c=[1, -2, 3]), "capability of actor 1 is -2; capability is finite and not negative"),
    (given(c=[1, np.inf, 3]), "capability of actor 1 is inf"),
    (given(c=[1, NAN, 3]), "capability of actor 1 is NaN"),
    (given(s=[0.5, 1.4, 0]), "salience of actor 1 is 1.4; salience lies between 0 and 1"),
    (given(s=[0.5, -0.1, 0]), "salience of actor 1 is -0.1"),
    (given(s=[0.5, NAN, 0]), "salience of actor 1 is NaN"),
    (given(x=[0, np.inf, 1]), "position of actor 1 is inf; a position is a finite number"),
    (given(c=[1, 2, -3], actors=["a", "b", "c"]), "capability of actor c is -3"),
    (given(x=[X, [1, 2, -np.inf]]), "position of actor 2 in row 1 is -inf"),
    (given(x=[NAN, NAN, NAN]), "no actor is present: every position is NaN"),
    (given(x=[X, [NAN, NAN, NAN]]), "no actor is present in row 1"),
    (given(x=[], s=[], c=[]), "no actor: the last axis of the arrays is empty"),
    (given(x=5.0, s=1, c=1), "positions is a single number"),
    (given(s=[0.5, 1.0]), "shapes do not match: positions (3,), salience (2,), capability (3,)"),
    (given(x=["a", "b", "c"]), "positions is not an array of numbers"),
    (given(x=[[1, 2], [3]]), "positions is not an array of numbers"),
    (given(x=[1j, 2, 3]), "positions is not an array of numbers"),
    (given(c=0), "every weight (capability × salience) is zero"),
    (given(s=[S, [0, 0, 0]]), "is zero in row 1"),
    (given(model="compromize"), "did you mean 'compromise'?"),
    (given(model="chalenge"), "did you mean 'challenge'?"),
    (given(model=None), "no model None"),
    (given(model="median", tie="lower"), "did you mean 'ties'?"),
    (given(model="median", ties="lowest"), "no ties of median 'lowest' – did you mean 'lower'?"),
    (given(model="mean", ties="lower"), "the model mean has no options; 'ties' was given"),
    (given(model="compromise", preset="text"), "has no options; 'preset' was given"),
    (given(model="challenge", preset="sholz2011"), "did you mean 'scholz2011'?"),
    (given(model="challenge", presets="text"), "did you mean 'preset'?"),
    (
        given(model="challenge", status_quo=1.5),
        "status_quo is 1.5; it must be a number from 0 to 1",
    ),
    (given(model="challenge", status_quo=True), "status_quo is True; it must be a number"),
    (given(model="challenge", rounds=0), "rounds is 0; it must be a whole number from 1 to 1000"),
    (given(model="challenge", rounds=2.5), "rounds is 2.5; it must be a whole number"),
    (given(model="challenge", bounds=(10, 0)), "give two rising numbers, (low, high)"),
    (given(model="condorcet_uniform", bounds=(0, 50)), "lies outside bounds (0, 50)"),
    (given(model="condorcet_uniform", victory_exponent=0), "it must be a number above 0"),
    (given(model="condorcet_uniform", victory_exponent=NAN), "it must be a number above 0"),
    (given(model="condorcet_uniform", vote="sign"), "no vote of condorcet_uniform 'sign'"),
    (given(c=0, model="condorcet_uniform", weighting="capability"), "(capability) is zero"),
    (given(model="exchange"), "the model exchange takes several issues"),
    (given(TWO, 0, 1, model="exchange"), "exchange: every weight (capability × salience) is zero"),
    (given(TWO, 1, 1, model="exchange", least_gain=-1), "it must be a number from 0 to 1"),
    (given(model="nash"), "nash needs a reference point"),
    (given(model="nash", disagreement=0, disagreement_utility=-1), "one of the two"),
    (given(model="nash", disagreement=[1, 2]), "disagreement has shape (2,); the rows are ()"),
    (given(model="nash", disagreement=np.inf), "disagreement is infinite"),
    (given(model="nash", disagreement="now"), "disagreement is not an array of numbers"),
    (given(model="nash", disagreement=NAN), "no reference point is given"),
    (given(model="nash", disagreement_utility=0.5), "must be finite and at most 0"),
    (given(model="nash", disagreement=-9, failure_cost=-1), "it must be a number, 0 or more"),
    (given(model="nash", disagreement=-9, coalition=[7]), "coalition: 7 is no actor"),
    (given(model="nash", disagreement=-9, coalition=[]), "coalition is []"),
    (given(model="nash", disagreement=-9, coalition="a"), "coalition is 'a'"),
    (given(model="nash", disagreement=-9, coalition=[True]), "coalition has shape (1,)"),
    (
        given(model="nash", disagreement=-9, coalition=["ann"], actors=["anna", "bob", "eve"]),
        "coalition: no actor 'ann' – did you mean 'anna'?",
    ),
    (given(model="procedural"), "procedural needs the option reference"),
    (given(model="procedural", reference=NAN), "no reference point is given"),
    (given(model="procedural", reference=1, rule="veto_players"), "needs the option veto"),
    (given(model="procedural", reference=1, setter=3), "setter: 3 is no actor"),
    (given(model="procedural", reference=1, setter=True), "setter: True is no actor"),
    (given(model="procedural", reference=1, threshold=0.5), "threshold is 0.5; it must be"),
    (given(c=0, model="procedural", reference=1, rule="simple_majority"), "votes by capability"),
    (given(actors=["a", "b"]), "actors has 2 names; the arrays have 3 actors"),
    (given(actors=["a", "b", "a"]), "actors: a name stands twice"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_gets_one_clear_line(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        predict(**arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_an_absent_actor_brings_is_not_looked_at() -> None:
    found = predict([0, NAN, 10], [1, NAN, 1], [1, -7, 1])
    assert float(found.point) == 5


# --- Nash: ill-posed rows ---------------------------------------------------------------------

PARTIES = {"actors": ["north", "middle", "south"], "model": "nash"}


def test_an_ill_posed_case_names_who_stands_in_the_way() -> None:
    with pytest.raises(ValueError, match=r"sits at the reference point .*\(actor middle\)"):
        predict(**given(), **PARTIES, disagreement=40)
    with pytest.raises(ValueError, match=r"better off .*\(actors north, middle, south\)"):
        predict(**given(x=[0, 20, 100]), **PARTIES, disagreement=50)


def test_a_batch_tells_reasons_by_code() -> None:
    reference = np.array([-10.0, 40.0, 60.0, NAN])
    found = predict([X] * 4, S, C, "nash", disagreement=reference)
    codes = found.details["reason"]
    assert codes.tolist() == [0, nash_room.AT_REFERENCE, nash_room.NO_GAIN, nash_room.NO_REFERENCE]
    assert np.isnan(found.point).tolist() == [False, True, True, True]
    assert [bool(nash_room.REASONS[code]) for code in codes] == [False, True, True, True]
    nobody = predict([X, X], S, C, "nash", disagreement=-1, coalition=[[False] * 3, [True] * 3])
    assert nobody.details["reason"].tolist() == [nash_room.NOBODY, 0]
    silent = predict([X, X], [S, [1, 0, 0]], C, "nash", disagreement=-1, coalition=[1, 2])
    assert silent.details["reason"].tolist() == [0, nash_room.NO_WEIGHT]


def test_a_cost_of_failure_makes_it_well_posed() -> None:
    found = predict(X, S, C, "nash", disagreement=40, failure_cost=0.3)
    assert 40 - 0.3 * 100 <= float(found.point) <= 40 + 0.3 * 100
    dear = predict(X, S, C, "nash", disagreement=40, failure_cost=1e6, utility="quadratic")
    assert float(dear.point) == pytest.approx(float(predict(X, S, C).point), abs=1e-3)


def test_only_the_coalition_is_heard() -> None:
    two = predict(X, S, C, "nash", disagreement=-10, coalition=["b", "c"], actors=["a", "b", "c"])
    again = predict(X[1:], S[1:], C[1:], "nash", disagreement=-10)
    assert float(two.point) == pytest.approx(float(again.point))
    assert two.details["coalition"].tolist() == [False, True, True]
    assert (two.details["gains"][1:] > 0).all()


# --- procedure --------------------------------------------------------------------------------


def passed(reference: float, **options: Any) -> Prediction:
    return predict([30, 50, 90], 1, [3, 2, 2], "procedural", reference=reference, **options)


@pytest.mark.parametrize(
    ("options", "win_set", "outcome"),
    [
        # Unanimity: as far as the nearest goes, [20, 40]; on both sides of it, nothing moves.
        ({"reference": 20}, (20, 40), 30),
        ({"reference": 60}, (60, 60), 60),
        ({"reference": 20, "setter": 2}, (20, 40), 40),
        ({"reference": 20, "setter": 0}, (20, 40), 30),
        # Romer and Rosenthal: the worse the reference point, the better for the setter.
        ({"reference": 20, "setter": 2, "rule": "simple_majority"}, (20, 80), 80),
        ({"reference": 0, "setter": 2, "rule": "simple_majority"}, (0, 100), 90),
        ({"reference": 45, "setter": 2, "rule": "simple_majority"}, (45, 55), 55),
        # Two thirds of seven votes are five: the first and any other.
        ({"reference": 60, "setter": 0, "rule": "qualified_majority"}, (40, 60), 40),
        ({"reference": 60, "rule": "qualified_majority", "threshold": 0.8}, (60, 60), 60),
        # Tsebelis: each veto player takes something away.
        ({"reference": 0, "setter": 2, "rule": "veto_players", "veto": [0, 2]}, (0, 60), 60),
        ({"reference": 0, "setter": 2, "rule": "veto_players", "veto": [1, 2]}, (0, 100), 90),
        ({"reference": 20, "setter": 2, "rule": "simple_majority", "veto": [0]}, (20, 40), 40),
        ({"reference": 60, "rule": "veto_players", "veto": [0, 2]}, (60, 60), 60),
    ],
)
def test_what_passes(options: dict[str, Any], win_set: tuple[float, float], outcome: float) -> None:
    found = passed(**options)
    assert found.details["win_set"].tolist() == list(win_set)
    assert float(found.point) == outcome
    assert bool(found.details["gridlock"]) == (win_set[0] == win_set[1])


def test_without_a_setter_any_point_of_the_win_set_is_as_likely() -> None:
    found = passed(20)
    assert found.support is not None
    assert found.weights is not None
    assert found.support.min() > 20
    assert found.support.max() < 40
    assert found.weights == pytest.approx(np.full(20, 0.05))
    assert float((found.support * found.weights).sum()) == pytest.approx(float(found.point))


def test_rows_without_a_reference_point_or_a_setter() -> None:
    x = [[30, 50, 90], [30, 50, 90], [30, 50, NAN]]
    found = predict(x, 1, [3, 2, 2], "procedural", reference=[20, NAN, 20], setter=2)
    assert found.point[[0, 2]].tolist() == [40, 30]
    assert np.isnan(found.point[1])
    assert found.details["reason"].tolist() == [0, 1, 0]
    assert found.weights is not None
    assert np.isnan(found.weights[1]).all()


# --- Condorcet --------------------------------------------------------------------------------


def test_a_sure_winner_and_a_coin() -> None:
    sure = predict([0, 100], 1, [1, 9], "condorcet_uniform", victory_exponent=8.0)
    assert float(sure.point) == pytest.approx(100, abs=1e-4)
    for model in ("condorcet_uniform", "condorcet_conditional", "condorcet_incentive"):
        even = predict([0, 100], 1, 1, model)
        assert float(even.point) == pytest.approx(50)
        assert even.weights == pytest.approx([0.5, 0.5])


def test_actors_at_one_position_share_its_chance() -> None:
    found = predict([0, 0, 100], 1, [1, 5, 6], "condorcet_uniform")
    assert found.weights == pytest.approx([0.25, 0.25, 0.5])
    assert int(found.details["favourite"]) == 2


# --- challenge: how it ends -------------------------------------------------------------------


def test_it_ends_when_nobody_moves() -> None:
    found = predict([0, 0, 0, 10], [1, 1, 1, 0.1], 1.0, "challenge", rounds=50)
    assert int(found.details["cycle"]) == 1
    assert int(found.details["last_round"]) < 50
    path = found.details["trajectory"]
    assert (path[found.details["last_round"] :] == path[-1]).all()


def test_a_cycle_ends_in_its_mean() -> None:
    random = np.random.default_rng(1)
    inputs = [random.uniform(low, 1, (25, 5)) for low in (0, 0.1, 0.1)]
    free = predict(*inputs, model="challenge", rounds=40)
    ended = predict(*inputs, model="challenge", rounds=40, stopping="cycle")
    rows = np.flatnonzero(ended.details["cycle"] > 1)
    assert rows.size > 0
    for row in rows[:5]:
        length, last = int(ended.details["cycle"][row]), int(ended.details["last_round"][row])
        path = free.details["trajectory"][row]
        turn = path[last - length + 1 : last + 1]
        assert ended.point[row] == pytest.approx(turn.mean())
        assert path[last : last + length] == pytest.approx(
            np.roll(turn, 1)[: len(path[last : last + length])], abs=1e-6
        )


def test_it_may_end_when_the_median_stays() -> None:
    found = predict([0, 0, 0, 10], [1, 1, 1, 0.1], 1.0, "challenge", stopping="median_unchanged")
    assert int(found.details["last_round"]) == 1


def test_the_mean_may_be_the_outcome() -> None:
    found = predict(X, S, C, "challenge", outcome="mean", rounds=3)
    assert float(found.point) == found.details["means"][-1]
    ends = found.details["positions"]
    assert float(found.point) == pytest.approx(float(predict(ends, S, C).point))


# --- models, presets, predictions -------------------------------------------------------------


def test_models_say_what_they_take() -> None:
    assert list(MODELS) == [
        "mean",
        "compromise",
        "median",
        "nash",
        "condorcet_uniform",
        "condorcet_conditional",
        "condorcet_incentive",
        "challenge",
        "exchange",
        "procedural",
    ]
    for name, model in MODELS.items():
        assert model.name == name
        assert describe(model).startswith(f"{name}: ")
        assert callable(model.function())
        for option in model.options.values():
            assert option.says
            if isinstance(option.allowed, tuple):
                assert option.default in option.allowed


def test_a_preset_is_a_set_of_options_that_others_override() -> None:
    text = presets()["challenge"]["text"]
    found = predict(X, S, C, "challenge", preset="text", rounds=2, status_quo=0.25)
    assert found.options["preset"] == "text"
    assert found.options["denominator"] == text["denominator"]
    assert found.options["status_quo"] == 0.25
    assert set(text) <= set(MODELS["challenge"].options)
    same = predict(X, S, C, "challenge", **text, rounds=2)
    assert float(same.point) == float(predict(X, S, C, "challenge", preset="text", rounds=2).point)
    assert predict(X, S, C, "challenge", preset=None).options["preset"] is None


@pytest.mark.parametrize("name", sorted(MODELS["challenge"].options))
def test_every_word_of_an_option_can_be_taken(name: str) -> None:
    option = MODELS["challenge"].options[name]
    if isinstance(option.allowed, tuple):
        for word in option.allowed:
            assert np.isfinite(predict(X, S, C, "challenge", rounds=2, **{name: word}).point)


def test_three_lines_tell_a_prediction() -> None:
    one = repr(predict(X, S, C, "median"))
    assert one.splitlines() == [
        "Prediction by median (ties=lower)",
        "  outcome 40",
        "  distribution over 3 points",
    ]
    many = repr(predict([X, X], S, C, "nash", disagreement=np.array([-5.0, 40.0])))
    assert len(many.splitlines()) == 3
    assert "disagreement=array(2,)" in many
    assert "of 2 from" in many
    assert ", 1 refused" in many
    assert "of 1 all refused" in repr(predict([X], S, C, "nash", disagreement=[NAN]))


def test_a_prediction_cannot_be_changed() -> None:
    found = predict(X, S, C, "median")
    with pytest.raises(AttributeError):
        found.point = np.zeros(())  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.options["ties"] = "upper"  # type: ignore[index]
    assert found.cite() == ("black1948",)


def test_inputs_stay_as_they_were() -> None:
    x, s, c = np.array([X, [1.0, NAN, 2.0]]), np.array(S), np.array(C)
    before = x.copy(), s.copy(), c.copy()
    for model in ("compromise", "challenge", "condorcet_uniform", "exchange"):
        predict(x, s, c, model)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(before, (x, s, c), strict=True))


def test_the_compiler_is_not_loaded_for_little() -> None:
    code = (
        "import sys; from detente.bargaining import predict; "
        "predict([0, 1, 2], 1, 1, 'challenge'); "
        "predict([[0, 9], [9, 0]], [[.9, .3], [.3, .9]], 1, 'exchange'); "
        "assert not {'numba', 'scipy', 'xarray', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

"""Policies compared: differences world by world, verdicts, objectives, regret, where they work."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache

import numpy as np
import pytest
from helpers import assert_clean
from policy_case import case, with_levers

from detente.dynamics.comparing import Comparison, compare
from detente.dynamics.differences import Difference, difference
from detente.dynamics.discovering import Limit, _works, peel, where_it_works
from detente.dynamics.headlines import Headline
from detente.dynamics.objectives import holds, value, watch
from detente.dynamics.policies import HELD_FIXED
from detente.dynamics.regret import regrets
from detente.dynamics.running import DECLARED, Runner, Setting, Worlds
from detente.dynamics.simulating import simulate
from detente.printing_compare import comparison_as_json, comparison_lines, difference_words
from detente.scenario import InvalidInputError

POLICIES = """\
objectives:
  north: {sanctions south>north below 0.35: 1.0, ceasefire in force: 0.5, measure toll lifted: 0.2}
  south: {treaty in force: 1.0}
policies:
  relief:
    name: relief
    by: south
    does: [{lever: ease_sanctions, dyad: south>north, amount: 0.3, lock: 0}]
  farewell:
    name: farewell
    by: south
    begins: 2020-07
    does: [{lever: withdraw, agreement: treaty, actor: south}]
  idle:
    name: nothing much
    does: [{lever: suspend, agreement: halted, date: 2030-01}]
"""
SIZES = {"draws": 30, "repeats": 2, "months": 16, "seed": 4}


@cache
def compared() -> Comparison:
    return compare(case(POLICIES), **SIZES, setting_draws=12, viewpoints="all", switches_sample=1)


class TestComparison:
    def test_differences_are_those_of_two_runs_world_by_world(self) -> None:
        scenario = case(POLICIES)
        one, other = (
            simulate(scenario, 30, 2, 16, 4, policy=policy) for policy in ("farewell", None)
        )
        ends = [r.data["final_status"].sel(deal="treaty").values == 3 for r in (one, other)]
        expected = (ends[0].astype(float) - ends[1]).mean(axis=1)
        found = compared().outcome("farewell", "in_force:treaty")
        assert np.array_equal(found.by_draw, expected)
        assert np.array_equal(
            compared().data["difference"].sel(policy="farewell", outcome="in_force:treaty").values,
            expected,
        )
        flow = [
            r.data["flow"].sel(dyad="south>north").values[-12:].mean(axis=0) for r in (one, other)
        ]
        assert np.allclose(
            compared().outcome("farewell", "flow:south>north").by_draw,
            (flow[0] - flow[1]).mean(axis=1),
            atol=1e-6,
        )

    def test_shares_of_worlds_and_draws(self) -> None:
        found = compared().outcome("relief", "sanctions:south>north")
        assert found.less_worlds == found.less_draws == 1.0
        assert found.more_worlds == found.more_draws == 0.0
        assert found.verdict == "clear"
        assert not found.rises
        assert found.range.low < found.range.mean < found.range.high < 0

    def test_what_does_nothing_within_the_run_moves_nothing(self) -> None:
        assert compared().begins["idle"] == 116
        assert {one.verdict for one in compared().outcomes["idle"]} == {"unmoved"}
        assert not np.any(compared().data["difference"].sel(policy="idle").values)

    def test_every_deal_pair_and_dyad_is_looked_at(self) -> None:
        names = [one.headline.id for one in compared().outcomes["relief"]]
        assert len(names) == len(set(names))
        assert len([n for n in names if n.endswith(":treaty")]) == 3
        assert {"reset:north-south", "crisis:east-south", "tension:east-north"} <= set(names)
        assert {"flow:north>south", "sanctions:east>south", "trust:south>east"} <= set(names)

    def test_the_share_of_months_in_each_regime_adds_up(self) -> None:
        run = simulate(case(), 5, 2, 8, 4)
        runner = Runner(run.scenario, *_parts(run), 2, 8)
        worlds = runner.read(run)
        names = [n for n in worlds.outcomes if n.endswith(":north-south") and "tension" not in n]
        regimes = [n for n in names if n.split(":")[0] in run.data.attrs["regimes"]]
        assert np.allclose(sum(worlds.outcomes[n] for n in regimes), 1)

    def test_settings(self) -> None:
        names = list(compared().settings)
        assert names == [DECLARED, "wide", "believer", "sceptic", "sample 1"]
        found = compared().outcome("relief", "sanctions:south>north")
        assert list(found.settings) == names
        low, high = found.over_settings
        assert low <= found.range.mean <= high
        scenario = case(POLICIES)
        alone = compare(scenario, ["relief"], 30, 2, 16, 4, viewpoint="sceptic", widened=False)
        first_twelve = alone.outcome("relief", "sanctions:south>north").by_draw[:12].mean()
        assert np.isclose(found.settings["sceptic"].mean, first_twelve)

    def test_labels(self) -> None:
        assert compared().labels == {"relief": HELD_FIXED, "farewell": "", "idle": ""}
        for lever, label in (
            ("lever: add_verification, agreement: treaty, amount: 0.1", HELD_FIXED),
            ("lever: side_payment, agreement: ceasefire, actor: east, amount: 0.1", HELD_FIXED),
            ("lever: set, path: parameters.leader_weight, to: 0.3", HELD_FIXED),
            ("lever: tighten_sanctions, dyad: south>north, amount: 0.1, lock: 1", HELD_FIXED),
            ("lever: tighten_sanctions, dyad: south>north, amount: 0.1", ""),
            ("lever: open_channel, pair: north-south", ""),
        ):
            made = compare(with_levers(lever), None, 4, 2, 3, widened=False)
            assert made.labels == {"trial": label}

    def test_progress_and_origin(self) -> None:
        seen: list[float] = []
        made = compare(case(POLICIES), ["idle"], 4, 2, 3, widened=False, progress=seen.append)
        assert seen == [0.5, 1.0]
        assert made.origin.options["policies"] == ("idle",)
        assert made.origin.draws == 4
        assert len(repr(made).splitlines()) == 3

    def test_table_puts_firm_things_first(self) -> None:
        table = compared().table()
        relief = table[table["policy"] == "relief"]
        assert list(relief["outcome"].iloc[:2]) == ["objective:north", "objective:south"]
        order = ["clear", "probable", "depends", "open", "unmoved"]
        places = [order.index(v) for v in relief["verdict"].iloc[2:]]
        assert places == sorted(places)
        assert set(table["policy"]) == {"relief", "farewell", "idle"}

    def test_picture(self) -> None:
        figure = compared().plot()
        (axes,) = figure.axes
        assert sorted(t.get_text() for t in axes.get_yticklabels()) == ["North", "South"]


class TestObjectives:
    def test_they_are_valued_in_the_same_worlds(self) -> None:
        scenario = case(POLICIES)
        wishes = scenario.content.objectives["south"]
        values = []
        for policy in ("farewell", None):
            found = simulate(scenario, 30, 2, 16, 4, policy=policy)
            values.append(value(wishes, watch(found))[0])
        expected = (values[0] - values[1]).mean(axis=1)
        assert np.allclose(compared().objectives["farewell"]["south"].by_draw, expected)

    def test_at_whose_cost(self) -> None:
        assert compared().objectives["farewell"]["south"].verdict == "clear"
        assert not compared().objectives["farewell"]["south"].rises
        assert compared().objectives["relief"]["north"].rises

    def test_wishes_that_cannot_be_judged_are_said(self) -> None:
        (wish,) = compared().unjudged["north"]
        assert wish.startswith("measure toll lifted:")
        assert set(compared().unjudged) == {"north"}


class TestRegret:
    def test_in_every_draw_something_is_not_regretted(self) -> None:
        draws, options = 40, ("x", "y", "z")
        luck = np.random.default_rng(1)
        runs = {o: _worlds({"a": luck.normal(size=(draws, 3))}) for o in options}
        found = regrets([runs], [Setting("s", "s")])
        means = np.stack([runs[o].objectives["a"].mean(axis=1) for o in options])
        lost = means.max(axis=0) - means
        assert (lost.min(axis=0) == 0).all()
        for place, one in enumerate(found):
            assert one.option == options[place]
            assert np.isclose(one.mean, lost[place].mean())
            assert np.isclose(one.high, np.quantile(lost[place], 0.9))
            assert np.isclose(one.most, lost[place].max())

    def test_over_settings(self) -> None:
        good, bad = np.ones((4, 2)), np.zeros((4, 2))
        first = {"x": _worlds({"a": good}), "y": _worlds({"a": bad})}
        second = {"x": _worlds({"a": bad}), "y": _worlds({"a": good})}
        one, other = regrets([first, second], [Setting("s", "s"), Setting("t", "t")])
        assert (one.mean, one.most, one.where, one.worst) == (0.0, 1.0, "t", 1.0)
        assert (other.mean, other.where) == (1.0, "s")

    def test_of_the_case(self) -> None:
        found = {(r.actor, r.option): r for r in compared().regrets}
        assert found["south", "farewell"].mean > found["south", DECLARED].mean
        assert {o for _, o in found} == {DECLARED, "relief", "farewell", "idle"}


def _worlds(objectives: dict[str, np.ndarray]) -> Worlds:
    (shape,) = {v.shape for v in objectives.values()}
    return Worlds({}, objectives, {}, np.ones(shape, bool), np.arange(shape[0]))


def _parts(run):
    from detente.dynamics.structure import structure
    from detente.dynamics.yardsticks import yardsticks

    parts = structure(run.scenario)
    return parts, yardsticks(run.scenario, parts, 4)


def made(*pairs: tuple[np.ndarray, np.ndarray], kind: str = "number") -> Difference:
    headline = Headline("x", "x", "unit", kind, lambda _: np.zeros(0))  # type: ignore[arg-type]
    return difference(headline, pairs, [f"s{n}" for n in range(len(pairs))])


class TestVerdicts:
    luck = np.random.default_rng(7)
    base = luck.normal(size=(200, 4))

    def test_clear(self) -> None:
        assert made((self.base, self.base + 0.5)).verdict == "clear"
        assert made((self.base, self.base - 0.5)).verdict == "clear"

    def test_too_small_to_be_shown(self) -> None:
        assert made((self.base, self.base + 0.01)).verdict == "unmoved"
        assert made((self.base, self.base)).verdict == "unmoved"

    def test_lost_in_the_noise(self) -> None:
        noisy = self.base[:6] + 2 * np.random.default_rng(3).normal(size=(6, 4))
        assert made((self.base[:6], noisy)).verdict == "open"

    def test_either_way_over_draws(self) -> None:
        shift = np.where(np.arange(200) % 20 < 9, -0.3, 0.8)[:, None]
        found = made((self.base, self.base + shift))
        assert found.verdict == "depends"
        assert np.isclose(found.agreement, 0.55)
        shift = np.where(np.arange(200) % 20 < 6, -0.3, 0.8)[:, None]
        assert made((self.base, self.base + shift)).verdict == "probable"

    def test_another_view_turns_it_round(self) -> None:
        found = made((self.base, self.base + 0.5), (self.base, self.base - 0.5))
        assert found.disputed
        assert found.verdict == "depends"
        assert found.over_settings == (
            pytest.approx(-0.5),
            pytest.approx(0.5),
        )
        mild = made((self.base, self.base + 0.5), (self.base, self.base - 0.001))
        assert mild.verdict == "clear"

    def test_shares_are_held_to_the_floor_as_they_are(self) -> None:
        before = np.zeros((100, 4))
        after = before.copy()
        after[:, 0] = 1.0
        found = made((before, after), kind="share")
        assert found.verdict == "clear"
        assert found.size == pytest.approx(0.25)

    def test_words(self) -> None:
        before, after = np.zeros((50, 4)), np.zeros((50, 4))
        after[:, 0] = 1.0
        headline = Headline("x", "x", "chance", "share", lambda _: before)
        found = difference(headline, [(before, after)], ["s"])
        assert difference_words(found) == "about 25 more in 100 worlds"
        fewer = difference(headline, [(after, before)], ["s"])
        assert difference_words(fewer) == "about 25 fewer in 100 worlds"
        single = difference(headline, [(before[:, :1], after[:, :1])], ["s"])
        assert np.isnan(single.range.low)
        assert difference_words(single) == "about 100 more in 100 worlds"


class TestLines:
    def test_they_say_what_changes_and_at_whose_cost(self) -> None:
        text = "\n".join(comparison_lines(compared()))
        assert "(as known on 2020-05-01; not today)" in text
        assert f"relief (relief, by South, from month 1)  [{HELD_FIXED}]" in text
        assert "farewell (farewell, by South, from month 2)\n" in text
        assert "clearly worse: South" in text
        assert "It begins after the 16 months of this run." in text
        assert "Regret:" in text
        assert "Not counted for North: measure toll lifted" in text
        assert "Nobody in the model chooses a policy" in text

    def test_json(self) -> None:
        import json

        found = json.loads(json.dumps(comparison_as_json(compared()), allow_nan=False))
        (relief, *_) = found["policies"]
        assert relief["id"] == "relief"
        assert relief["objectives"]["north"]["difference"] > 0
        assert found["regrets"][0]["actor"] == "north"


class TestGivenEvents:
    def test_the_worlds_are_those_that_fit_as_declared(self) -> None:
        scenario = case(POLICIES + "given: [{event: treaty in force, date: 2021-03}]\n")
        found = compare(scenario, ["relief"], 30, 2, 16, 4, widened=False)
        free = simulate(case(POLICIES), 30, 2, 16, 4)
        fit = holds("treaty in force at 2021-03", free)
        assert found.outcome("relief", "months:treaty").base.mean > 0.6
        numbers = found.data["draw_number"].values
        assert fit.any(axis=1)[numbers].all()
        assert np.array_equal(compared().data["draw_number"].values, np.arange(30))
        assert any(f"{fit.sum()} of {fit.size} worlds fit" in n for n in found.origin.warnings)
        assert any("relief begins in month 1, before" in n for n in found.origin.warnings)

    def test_none_fits(self) -> None:
        event = "treaty in force and treaty lapsed and not treaty signed"
        scenario = case(
            POLICIES + f"given: [{{event: {event} and ceasefire in force, date: 2020-06}}]\n"
        )
        with pytest.raises(InvalidInputError, match=r"given"):
            compare(scenario, ["relief"], 4, 2, 16, 4, widened=False)


# (levers of the policy, the path that is named, part of the message)
REFUSED = [
    ("lever: offer_extension, agreement: over", "does[0].agreement", "(it has ended)"),
    ("lever: offer_extension, agreement: afar", "does[0].agreement", "(fewer than two parties"),
    (
        "lever: offer_extension, agreement: fixed",
        "does[0].agreement",
        "cannot be extended (extendable: false)",
    ),
    ("lever: offer_extension, agreement: forever", "does[0].agreement", "give its 'expires'"),
    (
        "lever: offer_extension, agreement: treaty, actor: east",
        "does[0].actor",
        "its parties: north or south",
    ),
    (
        "lever: withdraw, agreement: treaty, actor: east",
        "does[0].actor",
        "its parties: north or south",
    ),
    ("lever: win_consent, agreement: ceasefire, actor: north", "does[0].actor", "use side_payment"),
    (
        "lever: win_consent, agreement: treaty, actor: east",
        "does[0].actor",
        "that of north or south is",
    ),
    (
        "lever: side_payment, agreement: ceasefire, actor: east, payer: isle, amount: 0.1",
        "does[0].payer",
        "consent of 'isle' is not needed",
    ),
    (
        "lever: add_verification, issue: arms, pair: east-north, amount: 0.1",
        "does[0].issue",
        "issues.arms.actors",
    ),
    ("lever: restrain_media, actor: isle", "does[0].actor", "one of north, south or east"),
    (
        "lever: set, path: issues.arms.actors.north.salience, to: 0.5",
        "does[0].path",
        "nothing in the monthly model changes",
    ),
    (
        "lever: set, path: relations.north>south.trust, to: 1, for_months: 3",
        "does[0].path",
        "leave 'until' and 'for_months' out",
    ),
    # found on loading
    ("lever: offer_extension, agreement: treatey", "does[0].agreement", "did you mean 'treaty'"),
    ("lever: ofer_extension, agreement: treaty", "does[0].lever", "did you mean 'offer_extension'"),
    (
        "lever: ease_sanctions, dyad: south>norh, amount: 0.1",
        "does[0].dyad",
        "did you mean 'north'",
    ),
    ("lever: ease_sanctions, dyad: south-north, amount: 0.1", "does[0].dyad", "write a>b"),
    ("lever: open_channel, pair: north-isle", "does[0].pair", "no relation between these two"),
    ("lever: ease_sanctions, dyad: south>north", "does[0]", "needs 'amount'"),
    ("lever: ease_sanctions, dyad: south>north, amount: 1.5", "does[0].amount", "at most 1"),
    (
        "lever: ease_sanctions, dyad: south>north, amount: 0.1, until: 2021-01",
        "does[0].until",
        "done and over",
    ),
    ("lever: small_steps, amount: 0.1", "does[0].amount", "small_steps takes no 'amount'"),
    ("lever: widen", "does[0]", "needs 'agreement', or 'issue' with 'pair'"),
    ("lever: widen, agreement: treaty, issue: arms", "does[0].issue", "leave it out"),
    ("lever: summits, pair: north-south, times: 3", "does[0]", "'every_months'"),
    ("lever: summits, pair: north-south, every_months: 3", "does[0]", "'times'"),
    (
        "lever: small_steps, date: 2019-01",
        "does[0].date",
        "not after the scenario's date (2020-05-01)",
    ),
    (
        "lever: small_steps, date: 2021-01, until: 2020-12",
        "does[0].until",
        "not after it begins (2021-01)",
    ),
    (
        "lever: small_steps, date: 2021-01, after_months: 3",
        "does[0].after_months",
        "'date' says it already",
    ),
    (
        "lever: set, path: agreements.treaty.status, to: ended",
        "does[0].path",
        "use a lever under 'does'",
    ),
    (
        "lever: set, path: parameters.leader_wait, to: 1",
        "does[0].path",
        "did you mean 'parameters.leader_weight'",
    ),
    (
        "lever: set, path: parameters.leader_weight, to: 7",
        "does[0].path",
        "outside the allowed range",
    ),
    ("lever: set, path: parameters.leader_weight", "does[0]", "needs 'to'"),
    ("lever: small_steps, foo: 1", "does[0].foo", "unknown key"),
]


@pytest.mark.parametrize(("lever", "path", "message"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_lever_that_cannot_be_is_one_line(lever: str, path: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        compare(with_levers(lever), None, 2, 1, 1, widened=False)
    assert_clean(caught.value, "case.yaml")
    (problem,) = caught.value.problems
    assert problem.path == f"policies.trial.{path}"
    assert problem.line > 0
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("", {}, "declares no policies – add some under 'policies'"),
        (POLICIES, {"policies": ["releif"]}, "policy 'releif' is not declared – did you mean 'relief'?"),
        (POLICIES, {"viewpoint": "belever"}, "'believer'"),
        (POLICIES, {"viewpoints": ["belever"]}, "'believer'"),
        ("policies: {x: {name: X}}\n", {}, "does nothing – list levers under 'does'"),
        ("policies: {x: {name: X, by: nort, does: [{lever: small_steps}]}}\n", {}, "did you mean 'north'"),
        ("policies: {x: {name: X, begins: 2019-05, does: [{lever: small_steps}]}}\n", {}, "is not after the scenario's date"),
        ("policies: {x: {name: X, sets: {issues.arms.name: foo}}}\n", {}, "sets numbers only"),
        ("policies: {x: {name: X, sets: {agreements.treaty.depth: 2}}}\n", {}, "outside the allowed range"),
        ("policies: {x: {name: X, sets: {issues.arms.actors.north.position: 20}}}\n", {}, "nothing in the monthly model changes"),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_is_one_line(text: str, arguments, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        compare(case(text), draws=2, repeats=1, months=1, widened=False, **arguments)
    assert_clean(caught.value, "case.yaml")
    assert message in str(caught.value)
    assert len(caught.value.problems) == 1


def test_policies_of_a_run() -> None:
    with pytest.raises(InvalidInputError, match="policy 'x' is not declared – declared: relief"):
        simulate(case(POLICIES), 2, 1, 1, policy="x")
    with pytest.raises(InvalidInputError, match="the scenario declares none"):
        simulate(case(), 2, 1, 1, policy="x")


class TestWhereItWorks:
    def test_without_the_extra_one_line_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("ema_workbench", "ema_workbench.analysis"):
            monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(InvalidInputError) as caught:
            peel({"x": np.arange(4.0)}, np.array([True, False, True, False]))
        assert str(caught.value) == (
            "where it works: needs the extra 'discovery' – pip install 'detente[discovery]'"
        )

    def test_too_few_successes_need_no_box(self) -> None:
        found = where_it_works(compared(), "idle", actor="south")
        assert not found.holds
        assert str(found) == (
            "No condition under which it works was found; it does better in 0 of 100 draws."
        )

    def test_by_whose_objectives(self) -> None:
        assert where_it_works(compared(), "farewell").measure == "south"  # its own
        assert where_it_works(compared(), "idle").measure == "north"  # first of the focus pair
        found = where_it_works(compared(), "idle", outcome="signed:ceasefire", rises=False)
        assert found.measure == "signed:ceasefire"

    def test_conditions_in_words(self) -> None:
        said = [
            str(Limit("x", "the lock", *ends, 0.5))
            for ends in ((0.2, None), (None, 0.62), (0.2, 0.6))
        ]
        assert said == [
            "the lock is above 0.2",
            "the lock is below 0.62",
            "the lock is between 0.2 and 0.6",
        ]
        column = np.array([0.1, 0.4, 0.7])
        assert Limit("x", "the lock", 0.2, 0.6, 0.5).holds(column).tolist() == [False, True, False]

    def test_words_need_the_other_half(self) -> None:
        limits = (Limit("x", "the lock", None, 0.5, 0.5),)
        luck = np.random.default_rng(2)
        column = luck.uniform(size=400)
        within = column < 0.5
        better = np.where(within, luck.uniform(size=400) < 0.9, luck.uniform(size=400) < 0.2)
        found = _works("p", "north", limits, better, within)
        assert found.holds
        assert found.inside > 0.8
        assert str(found).startswith("Works when the lock is below 0.5: there it does better in ")
        always = _works("p", "north", (), np.ones(50, bool), np.ones(50, bool))
        assert str(always) == "Works in 100 of 100 draws, whatever the conditions looked at."
        chance = _works("p", "north", limits, luck.uniform(size=400) < 0.5, within)
        assert not chance.holds
        assert str(chance).startswith("No condition")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"policy": "x"}, "there is no policy 'x' in this comparison"),
            ({"policy": "idle", "actor": "east"}, "there is no actor with objectives 'east'"),
            ({"policy": "idle", "outcome": "x"}, "there is no outcome 'x'"),
        ],
    )
    def test_unknown(self, arguments, message: str) -> None:
        with pytest.raises(InvalidInputError, match=message):
            where_it_works(compared(), **arguments)

    @pytest.mark.skipif(
        importlib.util.find_spec("ema_workbench") is None, reason="the extra is not installed"
    )
    def test_a_planted_box_is_found(self) -> None:
        luck = np.random.default_rng(0)
        columns = {f"x{n}": luck.uniform(size=400) for n in range(6)}
        box = (columns["x0"] > 0.6) & (columns["x3"] < 0.5)
        better = box ^ (luck.uniform(size=400) < 0.05)
        found = peel(columns, better)
        assert set(found) == {"x0", "x3"}
        assert found["x0"][1] is None
        assert abs(found["x0"][0] - 0.6) < 0.08
        assert abs(found["x3"][1] - 0.5) < 0.08

    @pytest.mark.skipif(
        importlib.util.find_spec("ema_workbench") is None, reason="the extra is not installed"
    )
    def test_where_a_gesture_works(self) -> None:
        lever = "lever: gestures, dyad: north>south, every_months: 3, times: 3"
        found = compare(with_levers(lever), None, 300, 1, 10, 4, widened=False)
        works = where_it_works(found, "trial", outcome="trust:south>north")
        assert works.holds
        assert works.limits[0].address == "parameters.gesture_effect"
        assert works.limits[0].low is not None

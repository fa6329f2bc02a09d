"""With and without, partings, horizons, inputs, indices, views."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
import runs

from detente.dynamics.contrasts import changes, contrasts, rests_on
from detente.dynamics.headlines import headlines
from detente.dynamics.horizon import coarse, horizon, horizon_words, information, long_run
from detente.dynamics.inputs import DISPUTED, group_of, grouped, inputs_read
from detente.dynamics.parting import (
    PARTS_OF_A_WORLD,
    nearest_to_all,
    parting,
    parting_month,
    parting_words,
    two_worlds,
)
from detente.dynamics.ranges import Range
from detente.dynamics.readings import Labelled
from detente.dynamics.replaying import GROUPS, NUMBERS, Mixture, replay_pair
from detente.dynamics.screening import bonferroni, input_words, movers, screen
from detente.dynamics.sensitivity import _Design, sensitivity
from detente.dynamics.simulating import simulate
from detente.dynamics.structure import structure
from detente.dynamics.viewing import View, across, latin_sample, level_effects
from detente.scenario import InvalidInputError
from detente.scenario.draws import draw

FOCUS = "russia-united_states"
ZERO = Range(0.0, 0.0, 0.0, 0.0)


def test_a_contrast_is_the_difference_of_two_runs() -> None:
    run = runs.run()
    found = contrasts(run, cuts=["drive"], switches=[], leaders=False, draws=20, repeats=4)
    effect = found.contrast("cut:drive").effect("flow")
    without = simulate(runs.great_powers(), 40, 4, 18, cut=["drive"], executor="numpy")
    flow = {h.id: h for h in headlines(run.scenario, structure(run.scenario), 4)}["flow"]
    base, changed = (flow.read(Labelled(one, 20)) for one in (run, without))
    assert effect.base == pytest.approx(base.mean())
    assert effect.difference.mean == pytest.approx((changed - base).mean())
    np.testing.assert_allclose(
        found.data.difference.sel(contrast="cut:drive", outcome="flow"),
        (changed - base).mean(axis=1),
        atol=1e-9,
    )
    assert found.table().shape[0] == len(found.contrasts[0].effects)


def test_every_cut_switch_and_leader_has_its_turn() -> None:
    names = [name for name, *_ in changes(runs.run())]
    scenario = runs.great_powers()
    levels = sum(len(s.levels) for s in scenario.content.switches.values())
    assert sum(name.startswith("switch:") for name in names) == levels
    assert "leader:russia>united_states" in names
    assert "cut:regime" in names
    with pytest.raises(ValueError, match="no loop 'gravity'"):
        list(changes(runs.run(), cuts=["gravity"]))
    with pytest.raises(ValueError, match="no switch 'gravity'"):
        list(changes(runs.run(), switches=["gravity"]))
    with pytest.raises(ValueError, match="only sums were kept"):
        contrasts(runs.sums(), cuts=["drive"], switches=[])


def test_contrasts_are_sorted_by_size() -> None:
    run = runs.river_run()
    found = contrasts(run, cuts=["trust", "drive", "shocks"], widened=True)
    sizes = [contrast.size for contrast in found.contrasts]
    assert sizes == sorted(sizes, reverse=True)
    assert all(e.difference.wide is not None for c in found.contrasts for e in c.effects)
    differences = [abs(e.difference.mean) for _, e in found.of("flow")]
    assert differences == sorted(differences, reverse=True)
    with pytest.raises(KeyError, match="no contrast"):
        found.contrast("cut:gravity")


def test_what_the_course_rests_on() -> None:
    found = rests_on(runs.run(), draws=12, repeats=2)
    assert [one.contrast.id for one in found] == [
        "cut:drive",
        "leader:russia>united_states",
        "leader:united_states>russia",
    ]
    for one in found:
        assert all(0 <= share <= 1 for share in one.turns)
        assert one.contrast.effect("flow").difference.wide is not None


def test_a_replayed_world_is_the_world() -> None:
    run = runs.run()
    every = frozenset(GROUPS.values())
    mixtures = [Mixture(frozenset()), Mixture(every | {NUMBERS}), Mixture(every)]
    fields = [("pair", "regime"), ("dyad", "flow")]
    found = replay_pair(run, (3, 1), (31, 2), fields, mixtures)
    worlds = Labelled(run)
    for place, (row, repeat) in enumerate([(3, 1), (31, 2)]):
        for over, field, key in (
            ("pair", "regime", FOCUS),
            ("dyad", "flow", "united_states>russia"),
        ):
            expected = worlds.course(over, field, key)[:, row, repeat]
            np.testing.assert_array_equal(found.of(over, field, key)[:, place], expected)
    flow = found.of("dyad", "flow", "russia>united_states")
    np.testing.assert_array_equal(flow[:, 2], flow[:, 0])  # nothing taken
    np.testing.assert_array_equal(flow[:, 3], flow[:, 1])  # everything taken
    assert (flow[:, 4] != flow[:, 1]).any()  # all luck, other numbers
    assert set(PARTS_OF_A_WORLD) == {NUMBERS, *GROUPS.values()}


def test_parting_in_words() -> None:
    run = runs.run()
    found = parting(run)
    assert found.pair == FOCUS
    hostile = [path.outcomes["hostile"] for path in (found.typical, found.opposite)]
    assert (hostile[0] > 0.5) != (hostile[1] > 0.5)
    words = " ".join(parting_words(run.scenario, found))
    assert found.first is not None
    assert f"first differ in month {found.first[0].month}" in words
    assert found.month is None or f"part in month {found.month}" in words
    assert {cause.part for cause in found.causes} == set(PARTS_OF_A_WORLD)
    for path in (found.typical, found.opposite):
        months = [happening.month for happening in path.happenings]
        assert months == sorted(months)


def test_the_month_of_parting() -> None:
    def worlds(text: str) -> np.ndarray:
        return np.array([letter == "x" for letter in text])

    same = worlds("..........")
    assert parting_month(same, same) is None
    assert parting_month(same, worlds("...xxxxxxx")) == 4
    # An early flicker is no parting; a short return after it does not undo one.
    assert parting_month(same, worlds("x...xxxxxx")) == 5
    assert parting_month(same, worlds("..xxxx.xxx")) == 3
    assert parting_month(same, worlds("..xxxxxx..")) is None


def test_typical_and_opposite_worlds() -> None:
    points = np.array([[0.0], [1.0], [1.1], [1.2], [9.0]])
    assert nearest_to_all(points) == 2
    hostile = np.array([[0.0, 0.0], [0.1, 0.0], [1.0, 0.9]])
    start = np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 1.0]])
    typical, opposite = two_worlds({"hostile": hostile}, start)
    assert hostile[typical] <= 0.5
    assert opposite == (2, 1)  # the one that begins alike


def test_information_beyond_climatology() -> None:
    luck = np.random.default_rng(1)
    usual = np.array([0.4, 0.3, 0.2, 0.1])
    pool = luck.multinomial(100_000, usual)
    same = luck.multinomial(500, usual, size=200)
    assert information(same.astype(float), pool.astype(float)).mean() < 0.003
    other = luck.multinomial(500, [0.1, 0.2, 0.3, 0.4], size=5)
    exact = float(np.sum(usual[::-1] * np.log(usual[::-1] / usual)))
    found = information(other.astype(float), pool.astype(float))
    assert found.mean() == pytest.approx(exact, rel=0.15)
    assert coarse(np.ones((2, 128))).shape == (2, 16)


def test_the_horizon_needs_a_long_run() -> None:
    run = runs.river_run()
    with pytest.raises(ValueError, match="needs a run of 360 months"):
        horizon(run, run, "flow", "upland>lowland")
    long = long_run(run, worlds=48)
    assert long.months == 360
    assert not long.kept
    found = horizon(run, long, "regime", "lowland-upland")
    assert found.nats.shape == (12,)
    said = np.flatnonzero(found.nats >= found.bound)
    assert found.month == (said[-1] + 1 if said.size else 0)
    words = horizon_words(run.scenario, replace(found, month=7, informative=False))
    assert words.endswith("beyond month 7 the run says no more than climatology.")
    assert "up to its last month" in horizon_words(run.scenario, replace(found, informative=True))


def test_a_planted_effect_is_found_and_noise_is_not() -> None:
    luck = np.random.default_rng(2)
    inputs = {f"parameters.p{place}": luck.random(2000) for place in range(200)}
    noise = luck.normal(size=2000)
    assert screen(runs.river(), inputs, noise, None) == ()
    (found,) = screen(runs.river(), inputs, noise + inputs["parameters.p7"], None)
    assert found.address == "parameters.p7"
    assert found.effect == pytest.approx(2 / 3, abs=0.2)
    assert found.low < found.middle < found.high
    assert bonferroni(1) == pytest.approx(3)
    assert bonferroni(500) > 4.4


def test_movers_of_a_run() -> None:
    with pytest.raises(KeyError, match="no outcome 'weather'"):
        movers(runs.river_run(), "weather")
    assert len(movers(runs.river_run(), "flow")) <= 3
    words = input_words(runs.great_powers(), "issues.arms.actors.russia.tactical_gain")
    assert words == "tactical gain, Russia, Strategic arms"


def test_only_what_is_read_counts_as_an_input() -> None:
    scenario = runs.great_powers()
    sample = draw(scenario, 2, 1)
    read = inputs_read(sample, structure(scenario), 4)
    assert "relations.russia>united_states.flow" in read.columns
    assert not any(address.endswith(".position") for address in read.columns)
    assert set(read.columns) <= set(sample.columns)
    groups = grouped(scenario, read.columns)
    assert sorted(a for members in groups.values() for a in members) == sorted(read.columns)
    assert group_of(scenario, "parameters.leader_weight") == DISPUTED
    assert group_of(scenario, "parameters.talks_rate") == "rules of talks and deals (assumed)"
    assert group_of(scenario, "relations.x-y.channel").startswith("relations at the start")


def test_rows_of_a_design_share_their_luck() -> None:
    pytest.importorskip("SALib")
    run = runs.river_run()
    parts = structure(run.scenario)
    design = _Design(run, parts)
    wanted = headlines(run.scenario, parts, 4)
    rows = np.full((3, len(design.addresses)), 0.5)
    rows[2] = 0.25
    found = design.run(rows, wanted, 4, 2, "numpy", None)
    assert found["flow"][0] == found["flow"][1]
    assert found["flow"][0] != found["flow"][2]


def test_indices_of_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("SALib")
    run = runs.river_run()
    design = _Design(run, structure(run.scenario))
    strong, weak, *_ = design.groups
    place = {a: column for column, a in enumerate(design.addresses)}
    columns = [place[design.groups[name][0]] for name in (strong, weak)]

    def planted(self: _Design, rows: np.ndarray, *others: object) -> dict[str, np.ndarray]:
        del self, others
        return {"flow": 2 * rows[:, columns[0]] + rows[:, columns[1]]}

    monkeypatch.setattr(_Design, "run", planted)
    found = sensitivity(run, ["flow"], base=256)
    first, second, *rest = found.indices["flow"]
    assert (first.group, second.group) == (strong, weak)
    assert (first.total, second.total) == pytest.approx((0.8, 0.2), abs=0.05)
    assert (first.first, second.first) == pytest.approx((0.8, 0.2), abs=0.1)
    assert max(abs(row.total) for row in rest) < 1e-9
    assert found.origin.options["rows"] == 256 * (len(found.groups) + 2)
    assert found.origin.warnings == ()
    assert set(found.table()["outcome"]) == {"flow"}
    with pytest.raises(ValueError, match="power of 2"):
        sensitivity(run, base=12)
    with pytest.raises(InvalidInputError, match="no outcome 'weather'"):
        sensitivity(run, ["weather"])


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(InvalidInputError, match=r"detente\[sensitivity\]"):
        sensitivity(runs.river_run())


def test_every_level_comes_equally_often() -> None:
    scenario = runs.great_powers()
    sample = latin_sample(scenario, 12, 1)
    for switch, entry in scenario.content.switches.items():
        counts = [sum(row[switch] == level for row in sample) for level in entry.levels]
        assert max(counts) - min(counts) <= 1
    assert latin_sample(scenario, 12, 1) == sample
    assert latin_sample(scenario, 0, 1) == ()


def test_effects_of_levels_are_told_apart() -> None:
    scenario = runs.great_powers()

    class Outcome:
        id = "y"

    views = [
        View(
            None,
            row,
            {
                "y": replace(
                    ZERO, mean=2.0 * (row["triangle"] == "balance") + (row["gifts"] == "help")
                )
            },
        )
        for row in latin_sample(scenario, 32, 1)
    ]
    found = level_effects(views, (Outcome(),))  # type: ignore[arg-type]
    top = {(e.switch, e.level): e.difference for e in found[:4]}
    assert top[("triangle", "balance")] == pytest.approx(2)
    assert top[("gifts", "help")] == pytest.approx(1)
    assert max(abs(e.difference) for e in found[4:]) < 1e-9
    assert level_effects(views[:5], (Outcome(),)) == ()  # type: ignore[arg-type]


def test_all_viewpoints_in_one_call() -> None:
    scenario = runs.river()
    found = across(scenario, 8, 2, 6, samples=2)
    assert [view.viewpoint for view in found.viewpoints] == ["author-2020"]
    assert len(found.sample) == 2
    run = simulate(scenario, 8, 2, 6, viewpoint="author-2020")
    flow = {h.id: h for h in headlines(scenario, structure(scenario), 4)}["flow"]
    assert found.viewpoints[0].outcomes["flow"].mean == pytest.approx(
        flow.read(Labelled(run)).mean()
    )
    low, high = found.spread("flow")
    assert low <= high
    assert list(found.table().index)[:2] == ["switches left open", "The author"]
    with pytest.raises(ValueError, match="samples is -1"):
        across(scenario, 8, samples=-1)

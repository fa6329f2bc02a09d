"""What is read off a run: deals, what binds them, fans, regimes, triangles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import runs
import xarray as xr

from detente.dynamics.again import again
from detente.dynamics.binding_log import binding_log, binding_words
from detente.dynamics.citing import ALWAYS, BY_LOOP, works_used
from detente.dynamics.cuts import CUTS
from detente.dynamics.deal_courses import deal_courses, survival
from detente.dynamics.headlines import headlines, hostile_rungs
from detente.dynamics.pair_courses import (
    _spells,
    compare_waits,
    fan,
    quantile_of_counts,
    regime_course,
)
from detente.dynamics.readings import Labelled
from detente.dynamics.simulating import simulate
from detente.dynamics.structure import structure
from detente.dynamics.tables import binding_table, split_table
from detente.dynamics.triangle_courses import (
    roles_of,
    signs_of,
    triangle_courses,
    triangle_rivals,
    triangle_switch,
    type_of,
)
from detente.dynamics.variance import splits
from detente.library.references import reference
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES, triangle_role, triangle_type

FOCUS = "russia-united_states"


def test_three_lines() -> None:
    lines = repr(runs.run()).splitlines()
    assert len(lines) == 3
    assert "40 draws × 4 repeats × 18 months" in lines[1]
    assert "worlds kept" in lines[1]
    assert "sums kept" in repr(runs.sums())


def test_a_changed_run_says_so() -> None:
    changed = simulate(
        runs.river(), 4, 2, 2, switches={"leaders": "person"}, cut=["drive"], regimes=3
    )
    assert "leaders = person, without drive, 3 regimes" in repr(changed)


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    run = simulate(runs.river(), 6, 2, 4, switches={"leaders": "person"}, cut=["drive", "trust"])
    path = run.to_netcdf(tmp_path / "run.nc")
    with xr.open_dataset(path, engine="h5netcdf") as data:
        options = json.loads(data.attrs["options"])
        assert options["switches"] == {"leaders": "person"}
        assert options["cut"] == ["drive", "trust"]
        assert options["months"] == 4
        assert json.loads(data.attrs["regimes"])[-1] == "crisis"
        assert data.count_flow.attrs["low"] == -4
        assert data.attrs["viewpoint"] == ""
        np.testing.assert_array_equal(data.first_month.values, run.data.first_month.values)


def test_works_are_cited_for_what_was_used() -> None:
    assert set(BY_LOOP) <= set(CUTS)
    for key in (*ALWAYS, *(key for keys in BY_LOOP.values() for key in keys)):
        assert reference(key)
    assert "dittmer1981" in works_used({})
    assert "dittmer1981" not in works_used({"cut": ("triangle",)})
    run = simulate(runs.river(), 2, 2, 1, cut=["triangle"])
    assert not any("Dittmer" in work for work in run.cite())
    assert any("Kydd" in work for work in run.cite())


def test_chances_of_events_are_those_of_the_worlds() -> None:
    run = runs.run()
    for course in deal_courses(run):
        for event, found in course.events.items():
            share = run.share(course.deal, event)
            assert found.chance.mean == pytest.approx(share.mean())
            assert found.chance.low <= found.chance.high
            assert (found.months is None) == (share.mean() == 0)
        left = sum(course.withdrawn_by.values())
        assert left == pytest.approx(course.events["withdrawn"].chance.mean, abs=1e-9)
        time = run.data.months_in_force.sel(deal=course.deal).values / run.months
        assert course.in_force.mean == pytest.approx(time.mean())


def test_sums_give_the_same_means() -> None:
    worlds = {course.deal: course for course in deal_courses(runs.run())}
    for course in deal_courses(runs.sums()):
        other = worlds[course.deal]
        for event, found in course.events.items():
            assert found.chance.mean == pytest.approx(other.events[event].chance.mean)
            assert found.months == other.events[event].months
            assert not found.chance.told
        assert course.in_force.mean == pytest.approx(other.in_force.mean, abs=1e-3)
    for one, other in zip(survival(runs.sums()), survival(runs.run()), strict=True):
        np.testing.assert_allclose(one.alive, other.alive)


def test_talks_that_go_on_at_the_start_count_as_talks() -> None:
    found = {course.deal: course for course in deal_courses(runs.run())}
    assert found["truce"].status == "talks"
    assert found["truce"].talks.mean == 1


def test_treaties_survive_until_their_term() -> None:
    found = {curve.deal: curve for curve in survival(runs.run())}
    assert set(found) == {
        key
        for key, entry in runs.great_powers().content.agreements.items()
        if entry.status in ("in_force", "suspended", "notice") and key in found
    }
    for curve in found.values():
        assert curve.alive[0] == 1
        assert (np.diff(curve.alive) <= 0).all()
        assert (curve.low <= curve.high).all()
    start = found["new_start"]
    assert start.expires == 10
    assert start.alive[start.expires] == 0
    assert start.alive[start.expires - 1] > 0.5


def test_the_log_adds_up() -> None:
    run = runs.run()
    found = binding_log(run, run)
    assert found
    for one in found:
        assert sum(one.shares.values()) == pytest.approx(1)
        assert one.shares[one.first] == max(one.shares.values())
        assert one.first_widened == one.first_share
        assert 0 < one.months <= run.months
        assert set(one.blockers) == set(
            next(d for d in structure(run.scenario).deals if d.id == one.deal).required
        )
    truce = binding_log(run, deals=["truce"])[0]
    assert np.isnan(truce.first_widened)
    words = binding_words(run.scenario, truce)
    assert words.startswith("truce in Ukraine: ")
    assert words.endswith(".")
    assert "months of talks" in binding_table(run.scenario, found).columns


def test_what_needs_worlds_refuses_sums() -> None:
    for function in (binding_log, triangle_courses, splits):
        with pytest.raises(ValueError, match="only sums were kept"):
            function(runs.sums())


def test_quantiles_of_counts() -> None:
    values = np.random.default_rng(1).normal(size=(2, 5000)).clip(-3.99, 3.99)
    counts = np.stack([np.histogram(v, bins=128, range=(-4, 4))[0] for v in values]).astype(float)
    for share in (0.1, 0.5, 0.9):
        found = quantile_of_counts(counts, -4, 4, share)
        np.testing.assert_allclose(found, np.quantile(values, share, axis=1), atol=8 / 128)


def test_a_fan_holds_its_worlds() -> None:
    run = runs.run()
    found = fan(run, "flow", "russia>united_states")
    series = Labelled(run).course("dyad", "flow", "russia>united_states").reshape(18, -1)
    np.testing.assert_allclose(found.lines[0.5], np.median(series, axis=1), atol=8 / 128)
    np.testing.assert_allclose(found.mean, series.mean(axis=1), atol=1e-4)
    # Ignorance alone never spreads as far as ignorance and chance together.
    assert (found.high - found.low < found.lines[0.9] - found.lines[0.1]).all()
    assert np.isnan(fan(runs.sums(), "flow", "russia>united_states").low).all()
    with pytest.raises(ValueError, match="no months of 'colour'"):
        fan(run, "colour", "russia>united_states")
    with pytest.raises(ValueError, match="there is no dyad 'mars>venus'"):
        fan(run, "flow", "mars>venus")


def test_regimes_by_month() -> None:
    run = runs.run()
    found = regime_course(run, FOCUS, run)
    rungs = Labelled(run).course("pair", "regime", FOCUS).reshape(18, -1)
    for rung in range(4):
        np.testing.assert_allclose(found.shares[:, rung], (rungs == rung).mean(axis=1))
    assert found.mostly_hostile is not None
    assert found.mostly_hostile[0] == found.mostly_hostile[1]
    assert sum(spell.months for spell in found.spells.values()) == pytest.approx(18)
    alone = regime_course(runs.sums(), FOCUS)
    np.testing.assert_allclose(alone.shares, found.shares)
    assert alone.change is None


def test_spells_count_those_cut_off() -> None:
    # One world: three months, exit, then two months to the end.
    months = np.array([0, 0, 0, 1, 1, 1], dtype=float).reshape(6, 1, 1)
    found = _spells(months, ("a", "b"))
    assert found["a"].length == 3
    assert np.isnan(found["b"].length)
    assert found["b"].months == 3


def test_hostile_rungs_of_every_ladder() -> None:
    assert hostile_rungs(4) == (2, 3)
    assert hostile_rungs(2) == (1,)
    assert hostile_rungs(5) == (2, 3, 4)


def test_patterns_of_signs_are_those_of_the_theory() -> None:
    for code in range(8):
        ab, ac, bc = (-1.0 if minus else 1.0 for minus in signs_of(code))
        assert code == 4 * (ab < 0) + 2 * (ac < 0) + (bc < 0)
        assert type_of(code) == TRIANGLE_TYPES[int(triangle_type(ab, ac, bc, 0.0))]
        corners = ((ab, ac, bc), (ab, bc, ac), (ac, bc, ab))
        expected = [ROLES[int(triangle_role(*corner, 0.0))] for corner in corners]
        assert list(roles_of(code)) == expected


def test_triangles_of_a_run() -> None:
    (found,) = triangle_courses(runs.run())
    total = sum(share.mean for share in found.types.values()) + found.ambiguous.mean
    assert total == pytest.approx(1)
    for roles in found.roles.values():
        assert sum(s.mean for s in roles.values()) + found.ambiguous.mean == pytest.approx(1)


def test_the_rivals_are_found_by_what_they_set() -> None:
    scenario = runs.great_powers()
    assert triangle_switch(scenario) == "triangle"
    assert triangle_switch(runs.river()) is None
    assert triangle_rivals(runs.river_run()) == {}
    found = triangle_rivals(runs.run())
    assert set(found) == set(scenario.content.switches["triangle"].levels)
    balance = simulate(scenario, 40, 4, 18, switches={"triangle": "balance"}, executor="numpy")
    assert found["balance"] == triangle_courses(balance)


def test_waits_are_compared_world_by_world() -> None:
    run = runs.run()
    assert all(one.sooner == 0 == one.error for one in compare_waits(run, run))
    with pytest.raises(ValueError, match="different draws, repeats or months"):
        compare_waits(run, again(run, repeats=2, series=[]))


def test_splits_of_a_run() -> None:
    found = splits(runs.run())
    assert {one.headline.id for one in found} >= {"hostile", "flow", "deals"}
    for one in found:
        assert np.isnan(one.share) or 0 <= one.share <= 1
    assert len(split_table(found)) == len(found)
    with pytest.raises(ValueError, match="1 repeat"):
        splits(again(runs.run(), repeats=1, keep="worlds"))


def test_outcomes_are_found_by_role() -> None:
    scenario = runs.great_powers()
    found = {h.id: h for h in headlines(scenario, structure(scenario), 4)}
    assert found["signed:truce"].words == "truce in Ukraine: signed within the run"
    assert "in_force:new_start" in found
    small = {h.id for h in headlines(runs.river(), structure(runs.river()), 4)}
    assert small == {"hostile", "flow", "in_force:accord", "deals", "trust_wait"}


def test_the_table_is_rounded_to_its_error() -> None:
    table = runs.run().table()
    assert list(table.columns[:4]) == ["status", "talks", "talks, low", "talks, high"]
    assert table.loc["new_start", "status"] == "suspended"
    share = table.loc["truce", "signed"]
    assert share == round(share, 3)


def test_series_of_one_name_are_told_apart() -> None:
    both = (("dyad", "belief"), ("stake", "belief"))
    found = simulate(runs.great_powers(), 3, 2, 4, series=both).data
    alone = simulate(runs.great_powers(), 3, 2, 4, series=both[:1]).data
    xr.testing.assert_equal(found["dyad_belief"].rename("belief"), alone["belief"])
    assert "stake" in str(found["stake_belief"].dims[1])
    assert "belief" not in found

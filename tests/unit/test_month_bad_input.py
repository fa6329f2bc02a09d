"""Input that the monthly model refuses: one clear line each, without a glimpse of the machinery."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers import MACHINERY, assert_clean
from month_worlds import PAIR, TRIO, scene

from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import is_status
from detente.dynamics.simulating import Course, run_course, simulate
from detente.dynamics.structure import structure
from detente.scenario import InvalidInputError, Scenario, load, loads
from detente.scenario.draws import draw

SMALL: dict[str, Any] = {"draws": 3, "repeats": 2, "months": 2, "executor": "numpy"}

#: What is asked for of `simulate`, and the line it is answered with.
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"months": 0}, "months is 0; it must be a whole number from 1 to 1200"),
    ({"months": -12}, "months is -12; it must be a whole number from 1 to 1200"),
    ({"months": 1201}, "months is 1201; it must be a whole number from 1 to 1200"),
    ({"months": 2.5}, "months is 2.5; it must be a whole number from 1 to 1200"),
    ({"repeats": 0}, "repeats is 0; it must be a whole number from 1 to 100000"),
    ({"repeats": 10**9}, "repeats is 1000000000; it must be a whole number from 1 to 100000"),
    ({"draws": 0}, "draws is 0; it must be a whole number from 1 to 2^31"),
    ({"draws": -1}, "draws is -1; it must be a whole number from 1 to 2^31"),
    ({"draws": 2**40}, "draws is 1099511627776; it must be a whole number from 1 to 2^31"),
    ({"draws": 1.5}, "draws is 1.5; it must be a whole number from 1 to 2^31"),
    (
        {"draws": 2**31, "repeats": 8, "months": 60},
        "17,179,869,184 worlds of 60 months are too many – at most 100,000,000,000 months of worlds are run at once",
    ),
    (
        {"draws": 10**7, "months": 60, "keep": "worlds"},
        "keeping every world would take",
    ),
    ({"seed": -1}, "seed is -1; it must be a whole number from 0 to 2^63 - 1"),
    ({"regimes": 7}, "regimes is 7; it must be a whole number from 2 to 5"),
    ({"regimes": 1}, "regimes is 1; it must be a whole number from 2 to 5"),
    ({"viewpoint": "kortunov"}, "russia-us-2025: viewpoint 'kortunov' is not declared – did you mean 'kortunov-2025'?"),
    ({"switches": {"triangel": "balance"}}, "russia-us-2025: switch 'triangel' is not declared – did you mean 'triangle'?"),
    ({"switches": {"triangle": "balanced"}}, "russia-us-2025: switch 'triangle' has no level 'balanced' – did you mean 'balance'?"),
    ({"policy": "pressures"}, "russia-us-2025: policy 'pressures' is not declared – did you mean 'pressure'?"),
    ({"cut": ["opinions"]}, "russia-us-2025: cut 'opinions' is not declared – did you mean 'opinion'?"),
    ({"cut": "opinions"}, "russia-us-2025: cut 'opinions' is not declared – did you mean 'opinion'?"),
    ({"executor": "fast"}, "executor is 'fast'; it must be auto, numpy or tile"),
    ({"device": "tpu"}, "device is 'tpu'; it must be cpu or gpu"),
    ({"keep": "all"}, "keep is 'all'; it must be auto, worlds, sums"),
    ({"threads": 0}, "threads is 0; it must be at least 1"),
    ({"series": [("dyad", "flows")]}, "no series dyad.flows – nothing in the monthly model sets it"),
    ({"series": ["flow"]}, "a series is named by index set and field, such as ('dyad', 'flow')"),
    ({"series": [("planet", "flow")]}, "no series planet.flow – nothing in the monthly model sets it"),
]  # fmt: skip


@pytest.fixture(scope="module")
def russia_us() -> Scenario:
    return load("russia-us-2025")


@pytest.mark.parametrize(("asked", "line"), REFUSED, ids=[str(asked) for asked, _ in REFUSED])
def test_what_cannot_be_run_is_refused_in_one_line(
    russia_us: Scenario, asked: dict[str, Any], line: str
) -> None:
    with pytest.raises(ValueError) as caught:
        simulate(russia_us, **(SMALL | asked))
    said = str(caught.value)
    assert said == line or (line.endswith("would take") and said.startswith(line))
    assert "\n" not in said
    assert not MACHINERY.search(said)


def test_a_scenario_without_relations_is_told_what_it_lacks() -> None:
    with pytest.raises(InvalidInputError) as caught:
        simulate(load("emis-1994"), **SMALL)
    assert_clean(caught.value, "emis-1994")
    assert str(caught.value) == (
        "emis-1994: relations: no relation between two principals is declared – "
        "the monthly model needs some"
    )


def test_an_agreement_whose_party_is_no_actor_does_not_load() -> None:
    with pytest.raises(InvalidInputError) as caught:
        scene(PAIR, ("parties: [aland, borland]", "parties: [aland, borlnd]"))
    assert_clean(caught.value, "case.yaml")
    assert "agreements.pact.parties" in str(caught.value)
    assert "did you mean 'borland'?" in str(caught.value)


def test_draws_of_another_scenario_are_refused() -> None:
    sample = draw(scene(PAIR), 4, 1)
    with pytest.raises(ValueError, match=r"belong to 'case\.yaml' as it was before a change"):
        simulate(scene(TRIO), sample, 2, 2)


@term(over="pair", writes=("mood",))
def reads_what_is_not_there(flow_maen):
    """A field misspelt."""
    return flow_maen


@term(over="planet", writes=("mood",))
def of_no_index_set(flow):
    """An index set that is none."""
    return flow


@term(over="deal", writes=("mood",))
def through_no_link(pair__flow_mean):
    """Deals have no link to one pair."""
    return pair__flow_mean


@term(over="pair", writes=("mood",))
def mood(flow_mean):
    """A good one."""
    return is_status(flow_mean, 0.0)


TERMS: list[tuple[dict[str, Any], str]] = [
    (
        {"flows": (reads_what_is_not_there,)},
        "reads_what_is_not_there: nothing sets 'flow_maen' – it is no field of 'pair' and no parameter",
    ),
    ({"flows": (of_no_index_set,)}, "of_no_index_set: there is no index set 'planet'"),
    (
        {"flows": (through_no_link,)},
        "through_no_link: 'deal' has no link 'pair' – its links: none",
    ),
    (
        {"flow": (mood,)},
        "no step 'flow' – the steps are leaders, shocks, standing, regimes, flows, sanctions, worth, talks, "
        "ratification, keeping, moves, trust, slow variables, noting",
    ),
]


@pytest.mark.parametrize(("extra", "line"), TERMS, ids=["field", "index set", "link", "step"])
def test_a_term_of_a_user_that_fits_nowhere_is_refused(extra: dict[str, Any], line: str) -> None:
    with pytest.raises(ValueError) as caught:
        simulate(scene(PAIR), 2, 1, 1, extra=extra, executor="numpy")
    assert str(caught.value) == line


def test_a_term_of_a_user_that_fits_runs() -> None:
    found = simulate(
        scene(PAIR), 2, 1, 3, extra={"flows": (mood,)}, series=[("pair", "mood")], executor="numpy"
    )
    assert found.data["mood"].shape[0] == 3


FIELDS = [
    ({("world", "reciprocty"): 0.0}, "nothing in the monthly model reads world.reciprocty"),
    ({("dyad", "noise"): 0.0}, "nothing in the monthly model reads dyad.noise"),
    ({("planet", "flow"): 0.0}, "there is no index set 'planet' whose flow could be changed"),
]


@pytest.mark.parametrize(("fields", "line"), FIELDS)
def test_a_field_that_nothing_reads_cannot_be_changed(fields: dict[Any, float], line: str) -> None:
    with pytest.raises(ValueError) as caught:
        run_course(scene(PAIR), Course(fields=fields), 2, 1, 1, executor="numpy")
    assert str(caught.value) == line


def test_an_empty_calendar_an_empty_list_of_shocks_or_triads_is_no_obstacle() -> None:
    bare = loads(PAIR.split("agreements:")[0], "bare.yaml")
    parts = structure(bare)
    assert parts.keys("shock") == parts.keys("triad") == parts.keys("succession") == ()
    found = simulate(bare, 3, 2, 6, executor="numpy", cut=["shocks", "triangle"])
    assert found.worlds == 6


def test_a_value_for_every_draw_is_cut_to_the_slices_of_a_large_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from detente.dynamics import simulating
    from detente.dynamics.simulating import Course, run_course

    scenario = load("cuba-1962")
    drives = np.linspace(-1, 1, 12)
    course = Course(fields={("world", "standard_drive"): drives})
    whole = run_course(scenario, course, 12, 2, 4, executor="numpy")
    monkeypatch.setattr(simulating, "SLICE", 5)
    slices = run_course(scenario, course, 12, 2, 4, executor="numpy")
    assert np.array_equal(whole.data["flow"], slices.data["flow"])
    with pytest.raises(ValueError, match="has 7 numbers; there are 12 draws"):
        run_course(scenario, Course(fields={("world", "standard_drive"): drives[:7]}), 12, 2, 4)

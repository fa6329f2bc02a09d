"""Given events: imposed where they can be, else choosing among the worlds, else refused."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import assert_clean
from policy_case import case

from detente.dynamics.conditioning import evenly
from detente.dynamics.courses import acted, course_of
from detente.dynamics.givens import DEEDS, can_impose, facts_of
from detente.dynamics.objectives import holds
from detente.dynamics.simulating import simulate, start_of
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.scenario import InvalidInputError, Scenario
from detente.scenario.draws import draw
from detente.scenario.event_grammar import AGREEMENT_VERBS, Atom
from detente.scenario.events import parse_event


def given(*events: tuple[str, str]) -> Scenario:
    lines = "".join(f"\n  - {{event: {event}, date: {date}}}" for event, date in events)
    return case(f"given:{lines}\n")


def run(scenario: Scenario, **options) -> Simulation:
    return simulate(scenario, 20, 2, 14, 3, executor="numpy", **options)


# (event, when it must hold in every world)
IMPOSED = [
    ("treaty extended", "2021-02-03", "treaty extended by 2021-02"),
    ("treaty lapsed", "2021-02", "treaty lapsed by 2021-02"),
    ("forever suspended", "2020-09", "forever suspended at 2020-09"),
    ("forever withdrawn by south", "2020-09", "forever under notice at 2020-09"),
    ("forever ended", "2020-09", "forever ended at 2020-09"),
    ("ceasefire signed", "2020-07", "ceasefire signed by 2020-07"),
    ("ceasefire ratified", "2020-09", "ceasefire ratified whole by 2020-09"),
    ("ceasefire watered down", "2020-09", "ceasefire watered down by 2020-09"),
    ("ceasefire rejected by senate", "2020-09", "ceasefire rejected by south by 2020-09"),
    (
        "talks on arms between north and south open",
        "2020-08",
        "talks on arms between north and south open by 2020-08",
    ),
    ("regime north-south is crisis", "2020-08", "regime north-south is crisis at 2020-08"),
    ("regime north-south reaches reset", "2020-08", "regime north-south is reset at 2020-08"),
    ("summit north-south held", "2020-12", "summit north-south held by 2020-12"),
    ("leader of premier changes", "2020-12", "leader of north changes by 2020-12"),
    (
        "sanctions south>north tightened by 0.4",
        "2020-06",
        "sanctions south>north tightened by 0.2 at 2020-06",
    ),
    (
        "treaty extended and summit north-south held",
        "2021-02",
        "treaty extended and summit north-south held by 2021-02",
    ),
]


@pytest.mark.parametrize(("event", "date", "then"), IMPOSED, ids=[e for e, *_ in IMPOSED])
def test_what_happened_happens_in_every_world(event: str, date: str, then: str) -> None:
    scenario = given((event, date))
    assert holds(then, run(scenario)).all()
    assert not holds(then, run(case())).all()
    assert run(scenario).origin.warnings == ()


def test_every_deed_of_an_agreement_is_imposed_or_chosen_by() -> None:
    assert set(DEEDS) == set(AGREEMENT_VERBS) - {"in force"}
    for verb in AGREEMENT_VERBS:
        atom = parse_event(f"treaty {verb}")
        assert isinstance(atom, Atom)
        assert can_impose(atom.statement) == (verb in DEEDS)


def test_nothing_differs_before_it_happened() -> None:
    base, found = run(case()), run(given(("forever withdrawn by south", "2020-10")))
    for name in ("flow", "trust", "status", "regime"):
        assert np.array_equal(base.data[name].values[:4], found.data[name].values[:4]), name
    trust = [r.data["trust"].sel(dyad="north>south").values[4] for r in (base, found)]
    bound = np.isin(base.data["status"].sel(deal_in_view="forever").values[3], (3, 4))
    assert (trust[1] < trust[0])[bound].all()  # who left is blamed


def test_a_text_that_was_never_signed_still_has_some_depth() -> None:
    found = run(given(("ceasefire ratified", "2020-06")))
    depth = draw(found.scenario, 20, 3)["parameters.smallest_depth"]
    assert (found.data["final_depth"].sel(deal="ceasefire").values >= depth[:, None] - 1e-6).all()


class TestConditions:
    event = ("treaty in force", "2021-03")

    def test_only_worlds_that_fit_are_kept(self) -> None:
        free, found = run(case()), run(given(self.event))
        fit = holds("treaty in force at 2021-03", free)
        assert 0 < fit.sum() < fit.size
        assert holds("treaty in force at 2021-03", found).all()
        (note,) = found.origin.warnings
        assert note.startswith(
            f"{fit.sum()} of {fit.size} worlds, in {fit.any(axis=1).sum()} of 20"
        )

    def test_counts_are_those_of_the_worlds_that_fit(self) -> None:
        free, found = run(case()), run(given(self.event))
        fit = holds("treaty in force at 2021-03", free)
        for name in ("flow", "sanctions"):
            kept = free.data[name].values[:, :, fit]
            assert np.allclose(found.data[f"mean_{name}"].values, kept.mean(axis=2), atol=1e-4)
        assert found.worlds == fit.sum()
        signed = free.data["first_month"].sel(event="signed").values[:, fit] > 0
        counted = found.data["first_count"].sel(event="signed").values[:, 1:].sum(axis=1)
        assert np.array_equal(counted, signed.sum(axis=1))

    def test_worlds_kept_are_worlds_that_fit(self) -> None:
        free, found = run(case()), run(given(self.event))
        fit = holds("treaty in force at 2021-03", free)
        before = free.data["flow"].values
        numbers = found.data["draw_number"].values
        for place, number in enumerate(numbers):
            for repeat in range(2):
                own = found.data["flow"].values[:, :, place, repeat]
                same = [
                    r
                    for r in range(2)
                    if fit[number, r] and np.array_equal(own, before[:, :, number, r])
                ]
                assert same, (place, repeat)

    def test_slices_make_no_difference(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from detente.dynamics import conditioning

        whole = run(given(self.event))
        monkeypatch.setattr(conditioning.Sieve, "slice", lambda _: 7)
        apart = run(given(self.event))
        for name in whole.data.data_vars:
            assert np.array_equal(whole.data[name].values, apart.data[name].values), name

    def test_a_denial_and_a_time_of_its_own(self) -> None:
        found = run(given(("not treaty lapsed", "2021-03")))
        assert not holds("treaty lapsed by 2021-03", found).any()
        found = run(given(("flow north>south above 0 at 2020-07", "2020-12")))
        assert holds("flow north>south above 0 at 2020-07", found).all()

    def test_sums_only(self) -> None:
        worlds, sums = run(given(self.event)), run(given(self.event), keep="sums")
        assert not sums.kept
        for name in ("mean_flow", "count_regime", "first_count", "total_signatures"):
            assert np.array_equal(worlds.data[name].values, sums.data[name].values), name

    def test_beyond_the_run_nothing_is_chosen(self) -> None:
        found = run(given(("treaty in force", "2027-01")))
        assert found.origin.warnings == (
            "'treaty in force' (2027-01) lies beyond the 14 months of the run",
        )
        assert np.array_equal(found.data["flow"].values, run(case()).data["flow"].values)

    def test_a_course_without_them(self) -> None:
        from dataclasses import replace

        from detente.dynamics.simulating import run_course

        scenario = given(("treaty extended", "2021-02"))
        course = replace(course_of(scenario), given=False)
        free = run_course(scenario, course, 20, 2, 14, 3, executor="numpy", options={})
        assert np.array_equal(free.data["flow"].values, run(case()).data["flow"].values)


def test_evenly() -> None:
    fit = np.array([[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]], bool)
    worlds = evenly(fit)
    assert worlds.shape == (16,)
    assert fit.reshape(-1)[worlds].all()
    draws = worlds.reshape(4, 4)[:, 0] // 4
    assert draws.tolist() == [0, 2, 2, 3]  # in proportion to 2, 0, 4, 1 worlds that fit
    assert sorted(worlds[:4].tolist()) == [0, 0, 1, 1]
    assert np.array_equal(evenly(np.ones((3, 2), bool)), np.arange(6))


# (event, date, message)
REFUSED = [
    ("treaty extended by 2021-02", "2021-02", "leave the time out of the event"),
    ("treaty extended given treaty lapsed", "2021-02", "it needs no 'given'"),
    ("measure toll lifted", "2021-02", "no single measures"),
    ("afar signed", "2021-02", "not part of the monthly model (fewer than two parties"),
    ("over extended", "2021-02", "not part of the monthly model (it had ended)"),
    ("treaty rejected by east", "2021-02", "'east' has no say in it – north or south have"),
    ("summit isle-north held", "2021-02", "the monthly model has no pair 'isle-north'"),
    ("talks on arms between north and east open", "2021-02", "issues.arms.actors"),
    (
        "regime north-south is reset and not regime north-south is reset",
        "2020-06",
        "none of 40 worlds fits",
    ),
    ("treaty extended", "2019-02", "2019-02 is not after the scenario's date (2020-05-01)"),
]


@pytest.mark.parametrize(("event", "date", "message"), REFUSED)
def test_what_cannot_be_taken_in_is_one_line(event: str, date: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        run(given((event, date)))
    assert_clean(caught.value, "case.yaml")
    (problem,) = caught.value.problems
    assert problem.path.startswith("given[0]")
    assert problem.line > 0
    assert message in problem.message


def test_policies_and_given_events_share_a_field() -> None:
    policy = "policies:\n  trial: {name: a trial, does: [{lever: tighten_sanctions, dyad: south>north, amount: 0.2}]}\n"
    scenario = case(
        "given: [{event: sanctions south>north tightened by 0.1, date: 2020-06}]\n" + policy
    )
    parts, course = structure(scenario), course_of(scenario, policy="trial")
    turned, start = start_of(draw(scenario, 3, 1), parts, course)
    found = [(c.month, round(float(c.value), 6)) for c in acted(course, turned, parts, start)]
    assert found == [(1, 0.3), (2, 0.0)]
    imposed, conditions = facts_of(scenario)
    assert (len(imposed), len(conditions)) == (1, 0)

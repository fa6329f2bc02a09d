"""Which equations give the same every month, and that nobody can tell that they run only once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from month_worlds import TRIO, run, scene, worlds

from detente.dynamics import assembling
from detente.dynamics.arranging import Touched, constant, touched
from detente.dynamics.assembling import Assembled, Change, assemble
from detente.dynamics.columns import beginning
from detente.dynamics.engine.primitives import Number
from detente.dynamics.engine.terms import Term, term
from detente.dynamics.keeping_track import kept
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.scenario.draws import draw


@term(over="deal", writes=("b",))
def b_of_a(a: Number) -> Number:
    return 2.0 * a


@term(over="deal", writes=("c",))
def c_of_b(b: Number) -> Number:
    return b + 1.0


@term(over="deal", writes=("c",))
def c_of_luck(luck: Number) -> Number:
    return luck


@term(over="deal", writes=("c",))
def c_of_month(a: Number, month: Number) -> Number:
    return a + month


@term(over="deal", writes=("s",))
def state(s: Number, b: Number) -> Number:
    return s + b


@term(over="deal", writes=("d",))
def d_of_state(s: Number) -> Number:
    return s


@term(over="deal", writes=("b",))
def b_again(luck: Number) -> Number:
    return luck


FIXED = frozenset({("deal", "a")})


def told(*terms: Term) -> list[Touched]:
    """Terms that have one index set only: a name means the same everywhere."""
    return [
        touched(one, "all", lambda t, n: (t.over, n), lambda t, n: (t.over, n)) for one in terms
    ]


def early(*terms: Term, fixed: frozenset[tuple[str, str]] = FIXED) -> list[str]:
    before, after = constant(told(*terms), fixed)
    assert [one.term for one in after] == [
        one for one in terms if one not in [found.term for found in before]
    ], "the others keep their order"
    return [one.term.name for one in before]


def test_what_reads_only_what_nobody_changes_runs_before_the_first_month() -> None:
    assert early(b_of_a, state) == ["b_of_a"]


def test_what_follows_from_it_does_too_and_after_it() -> None:
    assert early(b_of_a, state, c_of_b) == ["b_of_a", "c_of_b"]


def test_what_a_policy_changes_is_not_constant() -> None:
    assert early(b_of_a, c_of_b, fixed=frozenset()) == []


@pytest.mark.parametrize("moving", [c_of_luck, c_of_month, state, d_of_state])
def test_luck_the_month_and_state_are_not_constant(moving: Term) -> None:
    assert early(b_of_a, moving) == ["b_of_a"]
    assert early(moving) == []


def test_nothing_moves_before_a_term_that_reads_what_it_writes() -> None:
    """It would find this month's value where it is meant to find last month's: at first, none."""
    assert early(state, b_of_a) == []
    assert early(c_of_b, b_of_a) == []
    assert early(b_of_a, state) == ["b_of_a"]


def test_what_two_terms_write_stays_in_the_month() -> None:
    assert early(b_of_a, b_again, c_of_b) == []
    assert early(b_again, b_of_a) == []


# --- the month ------------------------------------------------------------------------------------


def assembled(*changes: Change, **more: Any) -> Assembled:
    trio = scene(TRIO)
    sample = draw(trio, 3, 1)
    parts = structure(trio)
    return assemble(parts, beginning(sample, parts), len(sample), kept(), changes=changes, **more)


def names(made: Assembled) -> tuple[list[str], list[str]]:
    """Return the terms of the start and those of every month."""
    steps = [bound.term.name for _, terms in made.program.steps for bound in terms]
    return [bound.term.name for bound in made.program.start], steps


WATCHED = {"monitoring", "evidence"}


def test_equations_of_the_month_run_once_or_every_month_never_both() -> None:
    start, monthly = names(assembled())
    assert set(start) >= WATCHED
    assert not set(start) & set(monthly)
    assert len(set(start + monthly)) == len(start + monthly)


def test_what_a_policy_changes_is_worked_out_every_month() -> None:
    for change in (
        Change(3, "deal", "pact", "verification", 0.9),
        Change(3, "world", "world", "national_means", 0.9),
    ):
        start, monthly = names(assembled(change))
        assert not WATCHED & set(start)
        assert set(monthly) >= WATCHED


@term(over="deal", writes=("verification",))
def inspectors_leave(verification):
    return 0.5 * verification


def test_what_a_term_of_a_user_changes_is_worked_out_every_month() -> None:
    start, monthly = names(assembled(extra={"moves": (inspectors_leave,)}))
    assert not WATCHED & set(start)
    assert set(monthly) >= WATCHED


FIELDS = [("deal", "detection"), ("deal", "status"), ("dyad", "trust"), ("stake", "depth_wanted")]


def course(*changes: Change) -> Simulation:
    return run(
        scene(TRIO), {}, draws=20, months=18, series=FIELDS, changes=changes, executor="numpy"
    )


def test_a_change_of_verification_is_felt_from_its_month_on() -> None:
    found = course(Change(5, "deal", "pact", "verification", 0.9))
    detection = worlds(found, "detection", "pact")
    assert (detection[:4] == detection[0]).all()
    assert (detection[4:] == detection[4]).all()
    assert (detection[4] >= 0.9).all()
    assert (detection[4] > detection[3]).all()
    other = worlds(found, "detection", "league")
    assert (other == other[0]).all()


#: Without a change; what an early equation reads is changed; what it writes is overwritten.
CHANGES = {
    "nothing": (),
    "read": (Change(5, "deal", "pact", "verification", 0.9),),
    "written": (Change(5, "deal", "pact", "detection", 0.01),),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_can_tell_that_an_equation_ran_only_once(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = course(*CHANGES[change])
    monkeypatch.setattr(assembling, "constant", lambda terms, *_, **__: ([], list(terms)))
    monthly = course(*CHANGES[change])
    for name in once.data.data_vars:
        np.testing.assert_array_equal(
            once.data[name].values, monthly.data[name].values, err_msg=str(name)
        )

"""Levels and settings of claims: read, written, refused; what the checks say of whole claims."""

from __future__ import annotations

import pytest
from claim_cases import CASE, case

from detente.claims.propositions import proposition, propositions, settings_needed, windowed
from detente.dynamics.cuts import CUTS
from detente.scenario import InvalidInputError, loads
from detente.scenario.claim_grammar import (
    CUT_NAMES,
    ClaimError,
    Gain,
    Level,
    Setting,
    parse_mean,
    parse_setting,
)
from detente.scenario.event_grammar import Moment, Window
from detente.scenario.events import parse_event


def test_loops_that_claims_can_name_are_those_that_runs_can_cut() -> None:
    assert tuple(CUTS) == CUT_NAMES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flow a>b", Level("flow", "a>b")),
        ("trust  a>b\nafter 12 months", Level("trust", "a>b", "after", 12)),
        ("tension b-a within 1 month", Level("tension", "a-b", "within", 1)),
        ("fence a-b at 2021-01", Level("fence", "a-b", "at", 0, Moment(2021, 1))),
        ("flow a>b at 2021-01-31", Level("flow", "a>b", "at", 0, Moment(2021, 1, 31))),
        ("gain of a on arms later", Gain("a", "arms", "later")),
    ],
)
def test_levels_are_read_and_written(text: str, expected: object) -> None:
    found = parse_mean(text)
    assert found == expected
    assert parse_mean(str(found)) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is no quantity"),
        ("flwo a>b", "did you mean 'flow'?"),
        ("flow a-b", "flow is of a dyad"),
        ("tension a>b", "tension is of a pair"),
        ("flow a>a", "flow is of a dyad"),
        ("flow a>b after 0 months", "is no time of a level"),
        ("flow a>b after 99999 months", "is no time of a level"),
        ("flow a>b at 2021-13", "2021-13 is not in the calendar"),
        ("gain of a on arms", "a gain is written"),
    ],
)
def test_levels_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_mean(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as declared", Setting()),
        ("policy p", Setting(policy="p")),
        ("viewpoint anna-2020 and without drive", Setting(viewpoint="anna-2020", cuts=("drive",))),
        ("switch s=one and switch t = two", Setting(switches=(("s", "one"), ("t", "two")))),
        ("drive of aland off", Setting(without_drive=("aland",))),
        (
            "relations.a-b.channel = .5 and parameters.x=-2",
            Setting(numbers=(("relations.a-b.channel", 0.5), ("parameters.x", -2.0))),
        ),
    ],
)
def test_settings_are_read_and_written(text: str, expected: Setting) -> None:
    found = parse_setting(text)
    assert found == expected
    assert parse_setting(str(found)) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot read ''"),
        ("policy p and policy q", "one policy at most"),
        ("without driv", "there is no loop 'driv'"),
        ("switch s=a and switch s=b", "'s' stands twice"),
        ("parameters.x = high", "cannot read 'parameters.x = high'"),
        ("policy p or policy q", "cannot read"),
    ],
)
def test_settings_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_setting(text)
    assert message in str(caught.value)


def test_windows_are_filled_up_to_the_horizon() -> None:
    scenario = case()
    filled = windowed(parse_event("pact ended and not pact extended by 2020-09"), scenario, 24)
    assert str(filled) == "pact ended within 24 months and not pact extended by 2020-09"
    late = windowed(parse_event("pact ended from 2020-08 given pact in force"), scenario, 24)
    assert str(late.event) == "pact ended from 2020-08 within 22 months"  # type: ignore[union-attr]
    assert late.condition.window == Window(within=24)  # type: ignore[union-attr]


def test_a_difference_of_chances_counts_from_the_declared_floor_on() -> None:
    scenario = case()
    claim = scenario.content.claims["odd-condition"]
    assert claim.test is not None
    tests = {
        (): 0.05,  # nothing said: larger, by the declared floor at least
        (("above", 0.0),): 0.05,
        (("above", 0.2),): 0.2,
        (("below", 0.0),): -0.05,
    }
    for bounds, expected in tests.items():
        made = claim.test.model_copy(
            update={"above": None, "under": "without drive", **dict(bounds)}
        )
        found = proposition(scenario, "x", claim.model_copy(update={"test": made})).bounds
        assert (found.above if expected > 0 else found.below) == expected


def test_claims_share_runs_and_look_at_the_longest() -> None:
    scenario = case()
    found = propositions(scenario, scenario.content.claims)
    jobs = settings_needed(found.values())
    assert sorted((str(setting), months) for setting, months in jobs) == [
        ("as declared", 12),
        ("policy let_it_lapse", 12),
    ]
    assert len(jobs[Setting(), 12]) == 2  # the objective and the odd condition in one run


def test_a_reported_claim_of_two_viewpoints_says_whose_premises() -> None:
    text = CASE.replace("source: essay-b", "source: essay-a").replace(
        "from: essay-a#9, kind: comparison", "from: essay-a#9, voice: reported, kind: comparison"
    )
    with pytest.raises(InvalidInputError) as caught:
        loads(text, "case.yaml")
    assert "reported by one of anna or boris – say whose premises with 'viewpoint'" in str(
        caught.value
    )

"""What happened in a run, by the event language: against a slow reading of each world alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from policy_case import case

from detente.dynamics.codes import EVENTS, STATUSES
from detente.dynamics.moments import month_of
from detente.dynamics.objectives import holds, judged, keeping, longest, value, watch
from detente.dynamics.simulating import Course, run_course, simulate
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.dynamics.watching import UnwatchedError
from detente.scenario.draws import draw

MONTHS = 30
REGIMES = ("reset", "guardrailed_rivalry", "confrontation", "crisis")
EVERY = (
    ("deal", "status"),
    ("deal", "event"),
    ("deal", "depth"),
    ("dyad", "flow"),
    ("dyad", "trust"),
    ("dyad", "opinion"),
    ("dyad", "sanctions"),
    ("dyad", "frustration"),
    ("pair", "regime"),
    ("pair", "channel"),
    ("pair", "tension"),
    ("pair", "fence"),
    ("pair", "summit"),
    ("matter", "experience"),
    ("actor", "leader_changed"),
    ("triad", "pattern"),
)


@cache
def worlds() -> Simulation:
    """A run of which everything is kept."""
    return run_course(
        case(), Course(), 25, 2, MONTHS, 5, keep="worlds", series=EVERY, only={}, options={}
    )


class World:
    """One world, read number by number."""

    def __init__(self, draw_: int, repeat: int) -> None:
        self.place = (draw_, repeat)

    def at(self, name: str, key: str, month: int) -> float:
        found = worlds().data["deed" if name == "event" else name]
        cell = found.sel({found.dims[1]: key, "month": month})
        return float(cell.values[self.place])

    def status(self, deal: str, month: int) -> str:
        return STATUSES[round(self.at("status", deal, month))]

    def event(self, deal: str, month: int) -> str:
        return EVENTS[round(self.at("event", deal, month))]

    def regime(self, month: int, pair: str = "north-south") -> str:
        return REGIMES[round(self.at("regime", pair, month))]


def ever(test: Callable[[World, int], bool], first: int = 1, last: int = MONTHS):
    return lambda world: any(test(world, month) for month in range(first, last + 1))


def in_a_row(test: Callable[[World, int], bool], many: int):
    def found(world: World) -> bool:
        row = 0
        for month in range(1, MONTHS + 1):
            row = row + 1 if test(world, month) else 0
            if row >= many:
                return True
        return False

    return found


def signs(world: World, month: int) -> str:
    code = round(world.at("pattern", "corners", month))
    return "?" if code == 8 else f"{code:03b}"


DEALS = [deal for deal in structure(case()).deals if deal.agreement is None or deal.id != "over"]
ARMS = [d.id for d in DEALS if "arms" in d.issues and {"north", "south"} <= set(d.required)]
START = {"flow": 0.0, "channel": 0.5, "sanctions": 0.5}

#: (event, what it means in one world)
MEANINGS: list[tuple[str, Callable[[World], bool]]] = [
    ("treaty in force", ever(lambda w, m: w.status("treaty", m) == "in_force")),
    ("treaty suspended", ever(lambda w, m: w.status("treaty", m) == "suspended")),
    ("ceasefire in talks for 6 months", in_a_row(lambda w, m: w.status("ceasefire", m) == "talks", 6)),
    ("ceasefire ratified", ever(lambda w, m: w.event("ceasefire", m) in ("ratified_whole", "watered_down"))),
    ("ceasefire ratified whole", ever(lambda w, m: w.event("ceasefire", m) == "ratified_whole")),
    ("ceasefire watered down", ever(lambda w, m: w.event("ceasefire", m) == "watered_down")),
    ("ceasefire signed within 12 months", ever(lambda w, m: w.event("ceasefire", m) == "signed", 1, 12)),
    ("treaty extended by 2021-02", ever(lambda w, m: w.event("treaty", m) == "extended", 1, 9)),
    ("treaty lapsed by 2021-02-28", ever(lambda w, m: w.event("treaty", m) == "lapsed", 1, 9)),
    ("treaty lapsed from 2021-03", ever(lambda w, m: w.event("treaty", m) == "lapsed", 10)),
    ("treaty ended at 2022-01", lambda w: w.status("treaty", 20) == "ended"),
    ("treaty under notice", ever(lambda w, m: w.status("treaty", m) == "notice")),
    ("forever withdrawn", ever(lambda w, m: w.event("forever", m) == "withdrawn")),
    (
        "any arms agreement signed between north and south",
        ever(lambda w, m: any(w.event(d, m) == "signed" for d in ARMS)),
    ),
    (
        "any agreement of depth above 0.3 signed",
        ever(lambda w, m: any(w.event(d.id, m) == "signed" and w.at("depth", d.id, m) > 0.3 + 1e-5 for d in DEALS)),
    ),
    ("any trade agreement in force at 2021-05", lambda w: any(
        w.status(d.id, 12) == "in_force" for d in DEALS if "trade" in d.issues)),
    ("talks on arms between south and north open", ever(lambda w, m: any(w.event(d, m) == "opened" for d in ARMS))),
    ("talks on arms between north and south break off", ever(lambda w, m: any(w.event(d, m) == "broken_off" for d in ARMS))),
    ("talks on arms between north and south under way at 2021-05", lambda w: any(w.status(d, 12) == "talks" for d in ARMS)),
    ("regime north-south is confrontation", ever(lambda w, m: w.regime(m) == "confrontation")),
    (
        "regime north-south reaches confrontation from 2020-07",
        ever(lambda w, m: w.regime(m) == "confrontation" != w.regime(m - 1), 2),
    ),
    ("regime north-south at or below guardrailed_rivalry at 2021-05", lambda w: w.regime(12) in REGIMES[:2]),
    ("regime north-south at or above confrontation for 5 months", in_a_row(lambda w, m: w.regime(m) in REGIMES[2:], 5)),
    ("flow north>south above 0.5 for 3 months", in_a_row(lambda w, m: w.at("flow", "north>south", m) > 0.5 + 1e-5, 3)),
    ("flow north>south at or below -0.2 at 2020-06", lambda w: w.at("flow", "north>south", 1) <= -0.2 + 1e-5),
    ("trust north>south in its middle third at 2021-01", lambda w: -5 / 3 <= w.at("trust", "north>south", 8) < 5 / 3),
    ("opinion south>north in its lowest third", ever(lambda w, m: w.at("opinion", "south>north", m) < -2.5 + 5 / 3)),
    ("sanctions south>north eased by 0.1", ever(lambda w, m: w.at("sanctions", "south>north", m) <= 0.4 + 1e-5)),
    ("sanctions south>north tightened", ever(lambda w, m: w.at("sanctions", "south>north", m) > 0.5 + 1e-5)),
    ("sanctions south>north at or above its start at 2021-05", lambda w: w.at("sanctions", "south>north", 12) >= 0.5 - 1e-5),
    ("channel north-south falls by 0.2", ever(lambda w, m: w.at("channel", "north-south", m) <= 0.3 + 1e-5)),
    ("tension north-south above 0.6", ever(lambda w, m: w.at("tension", "north-south", m) > 0.6 + 1e-5)),
    ("fence north-south above 0.1", ever(lambda w, m: w.at("fence", "north-south", m) > 0.1 + 1e-5)),
    ("frustration north>south above 0.2", ever(lambda w, m: w.at("frustration", "north>south", m) > 0.2 + 1e-5)),
    (
        "experience north-south above 0.1",
        ever(lambda w, m: np.mean([w.at("experience", f"{i}:north-south", m) for i in ("arms", "trade", "strait")]) > 0.1 + 1e-5),
    ),
    ("summit north-south held by 2021-02", ever(lambda w, m: w.at("summit", "north-south", m) > 0.5, 1, 9)),
    ("summit north-south held from 2021-02", ever(lambda w, m: w.at("summit", "north-south", m) > 0.5, 9)),
    ("leader of south changes", ever(lambda w, m: w.at("leader_changed", "south", m) > 0.5)),
    ("leader of premier changes from 2021-01", ever(lambda w, m: w.at("leader_changed", "north", m) > 0.5, 8)),
    ("triangle corners has pivot north", ever(lambda w, m: signs(w, m) == "001")),
    ("triangle corners has outcast south", ever(lambda w, m: signs(w, m) == "101")),
    ("triangle corners has partner east", ever(lambda w, m: signs(w, m) in ("101", "110"))),
    ("triangle corners is romantic_triangle at 2021-05", lambda w: signs(w, 12).count("1") == 1),
    ("triangle corners is unit_veto for 2 months", in_a_row(lambda w, m: signs(w, m) == "111", 2)),
    ("not treaty lapsed", lambda w: not any(w.event("treaty", m) == "lapsed" for m in range(1, MONTHS + 1))),
    (
        "treaty lapsed and not ceasefire signed or summit north-south held by 2020-08",
        lambda w: (
            any(w.event("treaty", m) == "lapsed" for m in range(1, MONTHS + 1))
            and not any(w.event("ceasefire", m) == "signed" for m in range(1, MONTHS + 1))
        )
        or any(w.at("summit", "north-south", m) > 0.5 for m in (1, 2, 3)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("event", "meaning"), MEANINGS, ids=[event for event, _ in MEANINGS])
def test_an_event_means_the_same_in_every_world(event: str, meaning) -> None:
    found = holds(event, worlds())
    expected = [[meaning(World(d, r)) for r in range(2)] for d in range(25)]
    assert np.array_equal(found, expected)


def test_the_table_is_not_empty_talk() -> None:
    """Most of its events come about in some worlds and not in others."""
    shares = [holds(event, worlds()).mean() for event, _ in MEANINGS]
    assert sum(0 < share < 1 for share in shares) > len(shares) / 2


def test_who_did_it() -> None:
    run = worlds()
    by_north, by_south = (holds(f"treaty withdrawn by {a}", run) for a in ("north", "south"))
    assert np.array_equal(by_north | by_south, holds("treaty withdrawn", run))
    no = holds("ceasefire rejected", run)
    assert np.array_equal(
        holds("ceasefire rejected by senate", run) | holds("ceasefire rejected by premier", run), no
    )


def test_what_was_over_stays_over() -> None:
    assert holds("over ended", worlds()).all()
    assert not holds("over in force", worlds()).any()
    assert not holds("over signed", worlds()).any()


def test_worsens_compares_with_the_start() -> None:
    run = worlds()
    rung = run.data["regime"].sel(pair="north-south").values
    from detente.dynamics.columns import beginning

    sample = draw(run.scenario, 25, 5)
    start = beginning(sample, structure(run.scenario)).columns["pair", "regime"]
    begun = start[list(structure(run.scenario).keys("pair")).index("north-south")][:, None]
    assert np.array_equal(holds("regime north-south worsens", run), (rung > begun).any(axis=0))
    assert np.array_equal(holds("regime north-south improves", run), (rung < begun).any(axis=0))
    first = (rung[0] == 2) & (begun != 2)
    assert np.array_equal(holds("regime north-south reaches confrontation by 2020-06", run), first)


def test_given_asks_among_some_worlds() -> None:
    found, among = judged("ceasefire signed given treaty lapsed", worlds())
    assert np.array_equal(found, holds("ceasefire signed", worlds()))
    assert np.array_equal(among, holds("treaty lapsed", worlds()))
    assert judged("treaty lapsed", worlds())[1].all()


def test_longest() -> None:
    months = np.array([1, 1, 0, 1, 1, 1, 0], bool)[:, None, None]
    assert longest(months) == 3
    assert longest(~months) == 1


# (event, part of the message)
REFUSED = [
    ("measure toll lifted", "no single measures – speak of 'sanctions a>b'"),
    ("afar in force", "not part of the monthly model (fewer than two parties"),
    ("treaty in force at 2019-01", "2019-01 is not after the scenario's date (2020-05-01)"),
    ("treaty signed by 2030-01", "the run ends after 30 months (2022-11) – run 116 months"),
    ("treaty signed within 31 months", "run 31 months"),
    ("treaty suspended by north", "who suspends is not noted down – leave out 'by north'"),
    ("treaty rejected by east", "'east' has no say in it – north or south have"),
    ("triangle corners has pivot isle", "'isle' is no corner of it"),
    ("treaty signed given treaty lapsed", "use 'judged'"),
    ("trust isle>north above 0", "the monthly model has no dyad 'isle>north'"),
]


@pytest.mark.parametrize(("event", "message"), REFUSED)
def test_what_cannot_be_judged_says_so_in_one_line(event: str, message: str) -> None:
    with pytest.raises(UnwatchedError) as caught:
        holds(event, worlds())
    (problem,) = caught.value.problems
    assert message in str(problem)
    assert str(problem).startswith("case.yaml: '")


def test_what_was_not_kept_says_what_to_keep() -> None:
    run = simulate(case(), 4, 2, 6, series=())
    with pytest.raises(UnwatchedError, match=r"series=\[\('dyad', 'flow'\)\]; objectives.keeping"):
        holds("flow north>south above 0", run)
    assert holds("treaty in force", run).any()  # counts are always kept
    with pytest.raises(ValueError, match="only sums were kept"):
        holds("treaty in force", simulate(case(), 4, 2, 6, keep="sums"))


def test_keeping_is_enough_and_no_more_than_needed() -> None:
    events = [event for event, _ in MEANINGS]
    series, only = keeping(events, case(), MONTHS)
    run = run_course(
        case(), Course(), 25, 2, MONTHS, 5, keep="worlds", series=series, only=only, options={}
    )
    for event in events:
        assert np.array_equal(holds(event, run), holds(event, worlds())), event
    assert keeping(["treaty in force", "treaty signed"], case(), 6) == ([], {})
    assert keeping(["flow north>south above 0"], case(), 6) == (
        [("dyad", "flow")],
        {"dyad": frozenset({"north>south"})},
    )


class TestValue:
    def test_states_count_by_their_months_happenings_once(self) -> None:
        run = worlds()
        wishes = {"treaty in force": 1.0, "ceasefire signed": -0.5, "flow north>south above 0": 2.0}
        found, unjudged = value(wishes, watch(run))
        months = run.data["months_in_force"].sel(deal="treaty").values / MONTHS
        signed = holds("ceasefire signed", run)
        flow = run.data["flow"].sel(dyad="north>south").values
        friendly = (flow > 1e-5).mean(axis=0)
        assert np.allclose(found, months - 0.5 * signed + 2 * friendly)
        assert unjudged == ()

    def test_states_joined_are_joined_month_by_month(self) -> None:
        run = worlds()
        found, _ = value({"treaty in force and not regime north-south is crisis": 1.0}, watch(run))
        status, rung = (run.data[n].values for n in ("status", "regime"))
        deal = [str(k) for k in run.data["deal"].values].index("treaty")
        pair = [str(k) for k in run.data["pair"].values].index("north-south")
        both = (status[:, deal] == 3) & (rung[:, pair] != 3)
        assert np.allclose(found, both.mean(axis=0))

    def test_a_state_with_a_time_counts_once(self) -> None:
        found, _ = value({"treaty in force at 2020-09": 1.0}, watch(worlds()))
        assert set(np.unique(found)) <= {0.0, 1.0}

    def test_what_cannot_be_judged_is_listed_and_left_out(self) -> None:
        found, unjudged = value(
            {"measure toll lifted": 5.0, "treaty in force": 1.0}, watch(worlds())
        )
        assert found.max() <= 1
        (line,) = unjudged
        assert line.startswith("measure toll lifted: the monthly model has no single measures")
        nothing, _ = value({"measure toll lifted": 5.0}, watch(worlds()))
        assert np.array_equal(nothing, np.zeros((25, 2)))


def test_months_of_dates() -> None:
    as_of = case().as_of
    assert [month_of(as_of, d.replace(day=9)) for d in (as_of, as_of.replace(month=12))] == [1, 7]

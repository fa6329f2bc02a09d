"""What holds in every run of the monthly model, whatever the numbers."""

from __future__ import annotations

import dataclasses
import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from month_worlds import TRIO, at_end, run, scene, worlds

from detente.dynamics.assembling import assemble
from detente.dynamics.codes import AGREED, STATUSES, TALKS
from detente.dynamics.columns import beginning
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.primitives import choose
from detente.dynamics.engine.terms import term
from detente.dynamics.keeping_track import kept
from detente.dynamics.luck import LUCK
from detente.dynamics.month.reading import is_status
from detente.dynamics.simulating import simulate
from detente.dynamics.structure import structure
from detente.mechanisms.normal import normal_quantile
from detente.scenario import Scenario, build, load
from detente.scenario.draws import draw

#: Sides that differ, so that a mix-up of who is who would show.
UNEVEN = (
    "  aland-borland: {}\n",
    "  aland-borland: {channel: 0.6}\n"
    "  aland>borland: {flow: 0.8 ± 0.2, trust: 1.5 ± 0.5, sanctions: 0.4, leader_drive: 0.6, opinion: 0.5}\n"
    "  borland>aland: {flow: -0.6 ± 0.2, trust: -1 ± 0.5, leader_drive: -0.4, opinion: -1}\n",
)


def uneven(*replaced: tuple[str, str], **parameters: Any) -> Scenario:
    return scene(TRIO, UNEVEN, *replaced, **parameters)


def same_bits(one: Any, other: Any, *, of: tuple[str, ...] | None = None) -> None:
    """Both runs found the same of every entity, in whatever order they list them."""
    assert set(one.data.data_vars) == set(other.data.data_vars)
    for name in of or tuple(one.data.data_vars):
        a, b = one.data[name], other.data[name]
        for dim in a.dims:
            if dim in a.coords and a[dim].dtype.kind == "U":
                assert set(a[dim].values) == set(b[dim].values)
                b = b.sel({dim: a[dim].values})
        np.testing.assert_array_equal(a.values, b.transpose(*a.dims).values, err_msg=name)


# --- names and order -------------------------------------------------------------------------


@pytest.mark.slow
def test_renaming_the_actors_permutes_what_is_found() -> None:
    """New ids, new luck: everything is the same in distribution, under the new names."""
    many: dict[str, Any] = {"draws": 2500, "repeats": 4, "months": 24}
    series = [("dyad", "flow"), ("dyad", "trust"), ("dyad", "sanctions"), ("pair", "regime")]
    names = {"aland": "zland", "celand": "aland_too"}
    text = TRIO.replace(*UNEVEN)
    renamed = re.sub(r"\b(aland|celand)\b", lambda found: names[found.group()], text)
    assert not re.search(r"\b(aland|celand)\b", renamed)
    here, there = (run(scene(made), series=series, **many) for made in (text, renamed))

    def new(key: str) -> str:
        parts = [names.get(part, part) for part in re.split("[>-]", key)]
        return ">".join(parts) if ">" in key else "-".join(sorted(parts))

    scores = []
    for name in ("flow", "trust", "sanctions", "regime"):
        over = here.data[name].dims[1]
        for key in here.data[over].values:
            a, b = worlds(here, name, key)[-1], worlds(there, name, new(key))[-1]
            # Repeats share their draw: the error is that of the means of draws.
            a, b = (x.reshape(many["draws"], -1).mean(axis=1) for x in (a, b))
            scores.append((a.mean() - b.mean()) / np.sqrt((a.var() + b.var()) / len(a)))
    for deal, other in (("pact", "pact"), ("trade:aland-borland", "trade:borland-zland")):
        for event in ("signed", "suspended", "lapsed", "withdrawn"):
            a, b = (
                (at_end(x, "first_month", deal=d, event=event) > 0)
                .reshape(many["draws"], -1)
                .mean(axis=1)
                for x, d in ((here, deal), (there, other))
            )
            scores.append((a.mean() - b.mean()) / max(np.sqrt((a.var() + b.var()) / len(a)), 1e-3))
    assert len(scores) > 25
    limit = float(normal_quantile(1 - 1e-4 / len(scores)))
    assert np.abs(scores).max() < limit


def reversed_order(tree: Any) -> Any:
    """Return a tree whose sections list everything the other way round."""

    def turned(value: Any) -> Any:
        return dict(reversed(value.items())) if isinstance(value, dict) else value

    value = dict(tree.value)
    for section in (
        "actors",
        "issues",
        "relations",
        "agreements",
        "shocks",
        "calendar",
        "parameters",
    ):
        if section in value:
            value[section] = turned(value[section])
    value["issues"] = {
        key: {
            name: turned(part) if name in ("actors", "pairs") else part
            for name, part in issue.items()
        }
        for key, issue in value["issues"].items()
    }
    return dataclasses.replace(tree, value=value)


@pytest.mark.parametrize("name", ["trio", "russia-us-2025"])
def test_the_order_of_the_file_changes_nothing(name: str) -> None:
    scenario = uneven(package_share="0..1") if name == "trio" else load(name)
    other = build(scenario.name, reversed_order(scenario.tree))
    assert list(other.content.actors) == list(scenario.content.actors)[::-1]
    series = [("dyad", "flow"), ("deal", "status"), ("stake", "worth")]
    a, b = (run(x, draws=16, months=24, series=series, executor="numpy") for x in (scenario, other))
    assert list(a.data["dyad"].values) != list(b.data["dyad"].values)
    same_bits(a, b)


LUCKY = [(luck.over, name) for luck in LUCK for name in luck.fields if name]
ADDITIONS = {
    "actor": (("  celand: {name: Celand, kind: state}", "  celand: {name: Celand, kind: state}\n  deland: {name: Deland, kind: state}"),
              ("  borland-celand: {}", "  borland-celand: {}\n  celand-deland: {}\n  borland-deland: {}")),
    "agreement": (("agreements:\n", "agreements:\n  accord: {name: an accord, parties: [aland, celand], issue: trade, status: talks}\n"),),
    "issue": (("  space:", "  sea: {name: Sea, role: regional, poles: {0: one, 100: other}, actors: {aland: {}, celand: {}}}\n  space:"),),
    "consent": (("pact: {name: the Pact, parties: [aland, borland],", "pact: {name: the Pact, parties: [aland, borland], consents: [celand],"),),
    "consent to open slots": (("trade: {name: Trade, role: economic,", "trade: {name: Trade, role: economic, consents: [celand],"),),
    "party": (("pact: {name: the Pact, parties: [aland, borland],", "pact: {name: the Pact, parties: [aland, borland, celand],"),),
    "shock": (("shocks:\n", "shocks:\n  quake: {name: a quake, kind: economic, pairs: [borland-celand]}\n"),),
}  # fmt: skip


@pytest.mark.parametrize("addition", ADDITIONS)
def test_what_is_added_leaves_all_other_luck_as_it_was(addition: str) -> None:
    plain, more = uneven(), uneven(*ADDITIONS[addition])
    a, b = (run(x, draws=4, months=5, series=LUCKY, executor="numpy") for x in (plain, more))
    seen = 0
    for _, name in LUCKY:
        over = str(a.data[name].dims[1])
        for key in a.data[over].values:
            if key == "package:aland-borland" and addition == "issue":
                continue
            np.testing.assert_array_equal(worlds(a, name, key), worlds(b, name, key))
            seen += 1
    assert seen > 100
    sizes = [sum(len(parts) for parts in structure(x).sets.values()) for x in (plain, more)]
    assert sizes[0] < sizes[1]


def test_what_sides_do_is_independent_though_two_of_them_share_a_site() -> None:
    """Of each other, of the luck of their deal, of other deals and of the month before."""
    trio = uneven()
    parts = structure(trio)
    slot = "arms:aland-borland"
    lucky = ("league|aland", "league|borland", f"{slot}|aland", f"{slot}|borland", "pact|aland")
    found = run(
        trio, {}, draws=300, months=20, executor="numpy",
        series=[("stake", "luck_act"), ("deal", "luck_move"), ("deal", "luck_exit")],
    )  # fmt: skip
    columns = {key: worlds(found, "luck_act", key) for key in lucky}
    for name in ("luck_move", "luck_exit"):
        columns |= {f"{deal}.{name}": worlds(found, name, deal) for deal in ("league", slot)}
    pairs = list(combinations(columns, 2))
    # Correlations of n independent pairs of numbers have the standard error 1 / √n.
    size = columns["pact|aland"].size
    limit = float(normal_quantile(1 - 1e-5 / len(pairs))) / np.sqrt(size)
    assert limit < 0.04
    for one, other in pairs:
        a, b = columns[one], columns[other]
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < limit, (one, other)
        assert abs(np.corrcoef(a[1:].ravel(), b[:-1].ravel())[0, 1]) < limit, (one, other)
    for numbers in columns.values():  # uniform: mean ½, variance 1/12, that of squares 1/180
        assert abs(numbers.mean() - 1 / 2) < 5 / np.sqrt(12 * size)
        assert abs(((numbers - 1 / 2) ** 2).mean() - 1 / 12) < 5 / np.sqrt(180 * size)
    sample = draw(trio, 2, 1)
    made = assemble(parts, beginning(sample, parts), 2, kept([("stake", "luck_act")]))
    named = {site.id: site.rows for site in made.program.sites}
    acts = dict(zip(parts.keys("stake"), made.rows["stake", "luck_act"].tolist(), strict=True))
    assert named[f"deal.acts:{slot}"] == (acts[f"{slot}|aland"], acts[f"{slot}|borland"])
    assert f"stake.acts:{slot}|aland" not in named
    # A treaty may get another party; its sides share nothing.
    assert named["stake.acts:league|celand"] == (acts["league|celand"], -1)


def test_an_actor_whom_nobody_deals_with_changes_nothing() -> None:
    lonely = (
        "  celand: {name: Celand, kind: state}",
        "  celand: {name: Celand, kind: state}\n  zeland: {name: Zeland, kind: state}",
    )
    series = [("dyad", "flow"), ("deal", "status")]
    a, b = (
        run(x, draws=6, months=20, series=series, executor="numpy")
        for x in (uneven(), uneven(lonely))
    )
    same_bits(a, b)


# --- terms of a user --------------------------------------------------------------------------


@term(over="deal", writes=("bad_signatures", "lowest_value"))
def bad_signatures(event, value_low, bad_signatures, lowest_value):
    """Signatures although some side whose consent is needed saw no value in the deal."""
    bad = choose(value_low <= 0.0, is_status(event, AGREED), 0.0)
    return bad_signatures + bad, choose(is_status(event, AGREED) > 0.5, value_low, lowest_value)


@term(over="stake", writes=("unwilling_signatures",))
def unwilling_signatures(deal__event, value, depth_wanted, unwilling_signatures):
    """The same, side by side."""
    unwilling = choose((value <= 0.0) | (depth_wanted <= 0.0), is_status(deal__event, AGREED), 0.0)
    return unwilling_signatures + unwilling


USERS = {"moves": (bad_signatures, unwilling_signatures)}


@pytest.mark.parametrize("name", ["trio", "russia-us-2025", "russia-us-2017"])
def test_nothing_is_signed_that_some_required_side_loses_by(name: str) -> None:
    """Consents of third parties among them; told by terms of a user, which change nothing else."""
    scenario = uneven(package_share="0..1") if name == "trio" else load(name)
    fields = {
        ("world", "talks_logit"): 1.0,
        ("world", "sign_chance"): 0.5,
        ("world", "deterrence"): 0.9,
    }
    series = [
        ("deal", "bad_signatures"),
        ("stake", "unwilling_signatures"),
        ("deal", "lowest_value"),
    ]
    found = run(scenario, fields, draws=200, months=36, series=series, extra=USERS)
    assert float(found.data["bad_signatures"].max()) == 0
    assert float(found.data["unwilling_signatures"].max()) == 0
    signed = found.data["signatures"]
    assert float(signed.sum()) > 200
    lowest = found.data["lowest_value"].isel(month=-1)
    assert float(lowest.where(signed > 0).min()) > 0
    parts = structure(scenario)
    multilateral = [deal.id for deal in parts.deals if len(deal.required) > 2]
    assert float(signed.sel(deal=multilateral).sum()) > 0
    bare = run(scenario, fields, draws=200, months=36)
    for kept_ in ("first_month", "binding", "final_depth"):
        np.testing.assert_array_equal(found.data[kept_].values, bare.data[kept_].values)


# --- statuses ---------------------------------------------------------------------------------

NONE, TALKING, SIGNED, IN_FORCE, SUSPENDED, NOTICE, ENDED = range(len(STATUSES))
MOVES = {
    (NONE, TALKING), (TALKING, NONE), (TALKING, SIGNED), (SIGNED, NONE), (SIGNED, IN_FORCE),
    (IN_FORCE, SUSPENDED), (IN_FORCE, NOTICE), (IN_FORCE, ENDED), (SUSPENDED, IN_FORCE),
    (SUSPENDED, NOTICE), (SUSPENDED, ENDED), (NOTICE, ENDED),
}  # fmt: skip


@pytest.mark.parametrize("name", ["trio", "russia-us-2025", "russia-us-2018"])
def test_statuses_follow_the_declared_graph(name: str) -> None:
    """Month by month; an open slot starts anew after its end."""
    scenario = uneven() if name == "trio" else load(name)
    fields = {
        ("world", "sign_chance"): 0.3,
        ("world", "suspension_after_alarm"): 0.5,
        ("world", "deterrence"): 0.9,
    }
    found = run(scenario, fields, draws=200, months=60, series=[("deal", "status")])
    parts, seen = structure(scenario), set()
    for deal in parts.deals:
        status = worlds(found, "status", deal.id).astype(int)
        assert status.min() >= NONE
        assert status.max() <= ENDED
        start = STATUSES.index(deal.agreement.status) if deal.agreement else NONE
        whole = np.vstack([np.full(status.shape[1], start), status])
        pairs = set(zip(whole[:-1].ravel().tolist(), whole[1:].ravel().tolist(), strict=True))
        moved = {pair for pair in pairs if pair[0] != pair[1]}
        seen |= moved
        allowed = MOVES | ({(ENDED, NONE)} if deal.agreement is None else set())
        assert moved <= allowed, deal.id
        # What the counts say is what the series show.
        for word, code in (("talks", TALKING), ("in_force", IN_FORCE), ("suspended", SUSPENDED)):
            np.testing.assert_array_equal(
                at_end(found, f"months_{word}", deal=deal.id), (status == code).sum(axis=0)
            )
        np.testing.assert_array_equal(
            at_end(found, "signatures", deal=deal.id),
            ((whole[:-1] == TALKING) & (whole[1:] == SIGNED)).sum(axis=0),
        )
    assert {
        (SIGNED, IN_FORCE),
        (SIGNED, NONE),
        (IN_FORCE, SUSPENDED),
        (SUSPENDED, IN_FORCE),
    } <= seen


def test_every_month_of_talks_without_signature_has_its_binding_condition() -> None:
    found = run(
        uneven(), {("world", "sign_chance"): 0.3}, draws=150, months=40, series=[("deal", "status")]
    )
    for deal in structure(uneven()).deals:
        status = worlds(found, "status", deal.id)
        start = STATUSES.index(deal.agreement.status) if deal.agreement else NONE
        before = np.vstack([np.full(status.shape[1], start), status[:-1]])
        waiting = ((before == TALKS) & (status != SIGNED)).sum(axis=0)
        logged = found.data["binding"].sel(deal=deal.id).sum("constraint").values.ravel()
        np.testing.assert_array_equal(logged, waiting)


# --- numbers ----------------------------------------------------------------------------------

CHANCES = [("deal", "open_chance"), ("deal", "extend_chance"), ("deal", "alarm_chance"), ("ballot", "pass_chance"), ("ballot", "amend_chance"), ("deal", "all_pass"), ("deal", "all_keep"), ("stake", "keeps_it"), ("dyad", "belief"), ("pair", "belief_low"), ("stake", "keeps"), ("stake", "depth_wanted"), ("deal", "depth"), ("deal", "depth_now"), ("matter", "experience"), ("actor", "horizon")]  # fmt: skip
RANGES = {
    "flow": 4.0, "trust": 5.0, "opinion": 2.5, "sanctions": 1.0, "frustration": 1.0,
    "tension": 1.0, "channel": 1.0, "fence": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", ["trio", "russia-us-2025", "cuba-1962"])
def test_chances_and_states_stay_in_their_ranges(name: str) -> None:
    scenario = uneven() if name == "trio" else load(name)
    states = [(over, field) for over, field in kept().bands if field in RANGES]
    found = run(scenario, draws=100, months=60, series=[*CHANCES, *states])
    present = [(over, field) for over, field in CHANCES if structure(scenario).keys(over)]
    assert name == "cuba-1962" or present == CHANCES  # of these only 1962 has no legislatures
    for _, field in present:
        values = found.data[field].values
        assert values.min() >= 0, field
        assert values.max() <= 1, field
    for _, field in states:
        values = found.data[field].values
        low = -RANGES[field] if RANGES[field] > 1 else 0.0
        assert values.min() >= low, field
        assert values.max() <= RANGES[field], field
    clipped = float(found.data["total_clip_hits"].sum())
    assert clipped < 0.01 * found.worlds * found.months * len(found.data["dyad"])
    assert not found.origin.warnings


def test_a_run_that_hits_the_end_of_the_scale_says_so() -> None:
    wild = run(scene(), {("world", "flow_noise"): 3.0}, draws=20, months=10)
    (line,) = wild.origin.warnings
    assert "hit the end of its scale" in line


# --- the same worlds, however they are run ------------------------------------------------------

WATCHED = [("dyad", "flow"), ("deal", "status"), ("pair", "regime")]


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    short, long = (run(uneven(), draws=20, months=m, series=WATCHED) for m in (12, 30))
    for _, name in WATCHED:
        np.testing.assert_array_equal(short.data[name].values, long.data[name].values[:12])
        np.testing.assert_array_equal(
            short.data[f"count_{name}"].values, long.data[f"count_{name}"].values[:12]
        )
    np.testing.assert_array_equal(
        short.data["first_count"].values[..., 1:], long.data["first_count"].values[..., 1:13]
    )


def test_a_slice_of_the_draws_gives_that_part_of_the_whole() -> None:
    scenario = uneven()
    whole = run(scenario, draws=30, months=20, series=WATCHED)
    parts = [
        run(scenario, draws=draw(scenario, 30, 1, rows=slice(a, b)), months=20, series=WATCHED)
        for a, b in ((0, 7), (7, 8), (8, 30))
    ]
    for name in ("flow", "status", "first_month", "binding"):
        joined = np.concatenate([part.data[name].values for part in parts], axis=-2)
        np.testing.assert_array_equal(joined, whole.data[name].values)
    for name in ("count_flow", "first_count", "total_signatures"):
        np.testing.assert_array_equal(
            sum(part.data[name].values for part in parts), whole.data[name].values
        )


@pytest.mark.parametrize("executor", ["numpy", "tile"])
def test_threads_and_lanes_do_not_matter(executor: Any) -> None:
    scenario = uneven()
    sample = draw(scenario, 12, 1)
    parts = structure(scenario)
    made = assemble(parts, beginning(sample, parts), len(sample), kept(WATCHED))
    given: dict[str, Any] = {
        "first_draw": 0,
        "seed": 1,
        "repeats": 3,
        "months": 8,
        "keep_worlds": True,
    }
    first = execute(made.program, made.values, executor="numpy", **given)
    for how in ({"lanes": 11}, {"threads": 2, "lanes": 16}, {"threads": 3}):
        other = execute(made.program, made.values, executor=executor, **given, **how)
        for name in ("finals", "series", "histograms", "sums", "first_histogram", "totals"):
            np.testing.assert_array_equal(getattr(first, name), getattr(other, name), err_msg=name)


def test_sums_are_the_sums_of_the_worlds() -> None:
    scenario = uneven()
    whole = run(scenario, draws=40, months=24, series=WATCHED)
    sums = run(scenario, draws=40, months=24, keep="sums")
    assert "first_month" not in sums.data
    for name in sums.data.data_vars:
        np.testing.assert_array_equal(sums.data[name].values, whole.data[name].values)
    for name in ("signatures", "ratifications", "endings", "months_in_force"):
        total = whole.data[name].sum(("draw", "repeat")).values
        np.testing.assert_array_equal(sums.data[f"total_{name}"].values, total)
    flow = whole.data["flow"].mean(("draw", "repeat")).values
    np.testing.assert_allclose(sums.data["mean_flow"].values, flow, atol=2e-5)
    first = whole.data["first_month"].values.reshape(*whole.data["first_month"].shape[:2], -1)
    for month in range(25):
        np.testing.assert_array_equal(
            sums.data["first_count"].values[..., month], (first == month).sum(axis=-1)
        )


EXECUTED = [
    ("russia-us-2017", "weitz-2017", 4),
    ("russia-us-2017", "moscow-as-reported-2017", 5),
    ("russia-us-2018", "valdai-2018", 4),
    ("russia-us-2018", None, 3),
    ("russia-us-2020-spring", "carnegie-2020", 4),
    ("russia-us-2020-autumn", "ivanov-2020", 2),
    ("russia-us-2020-autumn", None, 4),
    ("russia-us-2025", "kortunov-2025", 4),
    ("cuba-1962", None, 5),
]


@pytest.mark.parametrize(("name", "viewpoint", "regimes"), EXECUTED)
def test_both_executors_agree_to_the_bit(name: str, viewpoint: str | None, regimes: int) -> None:
    made = [
        simulate(load(name), 12, 3, 18, viewpoint=viewpoint, regimes=regimes, executor=executor)
        for executor in ("numpy", "tile")
    ]
    same_bits(*made)
    assert float(made[0].data["total_months_talks"].sum()) > 0


@pytest.mark.slow
def test_every_vintage_runs_under_every_viewpoint() -> None:
    names = [f"russia-us-{date}" for date in ("2017", "2018", "2020-spring", "2020-autumn", "2025")]
    viewpoints = list(load(names[0]).content.viewpoints)
    assert len(viewpoints) == 6
    means = {}
    for name in names:
        scenario = load(name)
        for viewpoint in viewpoints:
            found = simulate(scenario, 20, 2, 24, viewpoint=viewpoint, executor="tile", keep="sums")
            assert np.isfinite(found.data["mean_flow"].values).all()
            assert not found.origin.warnings
            means[name, viewpoint] = found.data["mean_flow"].values[-1].tolist()
    for one, other in combinations(viewpoints, 2):
        assert any(means[name, one] != means[name, other] for name in names)

"""Sentences about runs follow their findings; pictures are drawn; the page lists what is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import runs
from matplotlib.figure import Figure

from detente.dynamics.answers import (
    deal_sentence,
    mover_sentence,
    regime_sentences,
    split_sentences,
)
from detente.dynamics.binding_log import binding_log, binding_words
from detente.dynamics.contrasts import contrasts
from detente.dynamics.cuts import CUTS
from detente.dynamics.deal_courses import deal_courses
from detente.dynamics.horizon import Horizon
from detente.dynamics.month.order import ORDER
from detente.dynamics.pair_courses import regime_course
from detente.dynamics.pictures_bindings import binding_picture, triangle_picture
from detente.dynamics.pictures_contrasts import contrast_picture, movers_picture
from detente.dynamics.pictures_courses import fan_picture, regime_picture, survival_picture
from detente.dynamics.pictures_views import viewpoints_picture
from detente.dynamics.ranges import Range
from detente.dynamics.screening import Mover
from detente.dynamics.triangle_courses import triangle_courses
from detente.dynamics.variance import Split, splits
from detente.dynamics.viewing import across

PAGE = Path(__file__).parents[2] / "docs" / "monthly-model.md"


def said(share: float, wide: float, change: Range | None = None) -> str:
    found = regime_course(runs.run(), "russia-united_states")
    found = replace(
        found,
        mostly_hostile=(share, wide),
        change=change or Range(0.0, 0.01, -0.1, 0.1),
    )
    return " ".join(regime_sentences(runs.great_powers(), found))


def test_regimes_are_said_as_firmly_as_they_are_found() -> None:
    assert "are in confrontation and crisis in most months" in said(0.9, 0.7)
    assert "are probably in confrontation" in said(0.9, 0.5)
    assert "are out of confrontation and crisis" in said(0.1, 0.1)
    assert "cannot be told" in said(0.5, 0.5)
    assert not re.search(r"\d", said(0.9, 0.7)), "regimes are not quoted in figures"


def test_change_is_said_only_where_it_stands_out() -> None:
    assert "commoner" not in said(0.9, 0.9, Range(0.02, 0.01, 0.0, 0.1))
    assert "commoner then than in the first year, in most draws" in said(
        0.9, 0.9, Range(0.2, 0.01, 0.05, 0.4)
    )
    assert "rarer then than in the first year; draws disagree" in said(
        0.9, 0.9, Range(-0.2, 0.01, -0.5, 0.1)
    )
    without = replace(regime_course(runs.run(), "russia-united_states"), mostly_hostile=None)
    assert regime_sentences(runs.great_powers(), without) == ()


def test_deals_in_words() -> None:
    courses = {course.deal: course for course in deal_courses(runs.run())}
    start = deal_sentence(runs.great_powers(), courses["new_start"])
    assert start.startswith("New START: ")
    assert "lapses in " in start
    truce = courses["truce"]
    never = {name: replace(e, chance=Range(0, 0, 0, 0)) for name, e in truce.events.items()}
    words = deal_sentence(runs.great_powers(), replace(truce, events=never))
    assert words == "Truce in Ukraine: is signed in none of the worlds."
    often = {
        **never,
        "signed": replace(never["signed"], chance=Range(0.4, 0.01, 0.2, 0.6), months=(3, 6, 9)),
    }
    words = deal_sentence(runs.great_powers(), replace(truce, events=often))
    assert (
        words == "Truce in Ukraine: is signed in 20–60 of 100 worlds, then mostly in months 3 to 9."
    )
    quiet = deal_sentence(runs.great_powers(), replace(truce, status="in_force", events=never))
    assert quiet == "Truce in Ukraine: hardly ever lapses, ends or is left."


def test_who_leaves_is_named_only_where_one_stands_out() -> None:
    course = next(c for c in deal_courses(runs.run()) if c.deal == "new_start")
    gone = replace(course.events["withdrawn"], chance=Range(0.5, 0.01, 0.4, 0.6))
    events = {**course.events, "withdrawn": gone}
    one = replace(course, events=events, withdrawn_by={"russia": 0.4, "united_states": 0.1})
    assert deal_sentence(runs.great_powers(), one).endswith("Most often it is Russia that leaves.")
    both = replace(one, withdrawn_by={"russia": 0.25, "united_states": 0.25})
    assert "Most often" not in deal_sentence(runs.great_powers(), both)


def test_what_binds_is_said_as_firmly_as_it_is_found() -> None:
    found = binding_log(runs.run(), deals=["truce"])[0]
    firm = replace(found, first="trust", firm="settled", blocker="ukraine", blocker_share=0.9)
    assert binding_words(runs.great_powers(), firm) == (
        "truce in Ukraine: too little trust holds talks up, most often on the side of Ukraine."
    )
    maybe = replace(firm, firm="leaning", blocker_share=0.3)
    assert binding_words(runs.great_powers(), maybe) == (
        "truce in Ukraine: probably too little trust holds talks up."
    )
    unclear = replace(firm, firm="open")
    assert "no single condition holds talks up" in binding_words(runs.great_powers(), unclear)
    ready = replace(firm, first="chance")
    assert "nothing but time is missing" in binding_words(runs.great_powers(), ready)


def test_movers_and_splits_in_words() -> None:
    assert mover_sentence(()) == "No single input stands out from chance."
    mover = Mover("parameters.x", "weight of x", 0.1, 0.01, 0.1, 0.2, 0.3)
    assert mover_sentence((mover,)) == "Moved most by: weight of x."
    headline = splits(runs.run())[0].headline
    certain = Split(headline, 1.0, 0.0, 0.05, 0.01)
    assert split_sentences([certain])[0].startswith("Mostly chance")
    assert split_sentences([replace(certain, share=0.9)])[0].startswith("Mostly ignorance")
    assert split_sentences([replace(certain, share=0.5)]) == ()
    assert split_sentences([replace(certain, share=float("nan"))]) == ()


def drawn(figure: Figure) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]


def test_fans_fade_beyond_their_horizon() -> None:
    run = runs.run()
    nats = np.zeros(18)
    keys = ["russia>united_states"]
    pictures = [
        drawn(fan_picture(run, [Horizon("flow", keys[0], nats, month, told, 0.02)], keys=keys))
        for month, told in ((6, False), (18, True))
    ]
    right = slice(600, 880)
    inked = [np.abs(p[120:280, right, :3].astype(int) - 252).sum() for p in pictures]
    assert inked[0] < 0.5 * inked[1]


def test_every_picture_is_drawn_and_says_when_there_is_nothing() -> None:
    run, scenario = runs.run(), runs.great_powers()
    found = contrasts(runs.river_run(), cuts=["drive", "shocks"], switches=[], leaders=False)
    views = across(runs.river(), 6, 2, 4, samples=2)
    mover = Mover("parameters.x", "weight of x", 0.1, 0.01, 0.1, 0.2, 0.3)
    figures = [
        regime_picture(run, [Horizon("regime", "russia-united_states", np.zeros(18), 6, False, 0)]),
        survival_picture(run),
        binding_picture(scenario, binding_log(run, deals=["truce", "embassies"])),
        triangle_picture(scenario, {"courting": triangle_courses(run)}),
        contrast_picture(found, "flow"),
        movers_picture([mover], "Behaviour"),
        viewpoints_picture(views, ["flow", "hostile"]),
        found.plot(),
        views.plot(),
    ]
    for figure in figures:
        assert np.ptp(drawn(figure)[..., :3]) > 150
    for empty in (
        binding_picture(scenario, []),
        triangle_picture(scenario, {}),
        movers_picture([], "Behaviour"),
        survival_picture(run, []),
        viewpoints_picture(replace(views, viewpoints=())),
    ):
        assert drawn(empty).shape[0] < 160


def rows_of(head: str) -> list[list[str]]:
    """Return the cells of the table of the page that begins with a head."""
    lines = PAGE.read_text("utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_the_page_lists_the_month_in_its_order() -> None:
    expected = [
        [step.name, step.what, ", ".join(map(str, step.mechanisms)) or "–"] for step in ORDER
    ]
    assert rows_of("step") == expected


def test_the_page_lists_every_cut() -> None:
    assert rows_of("cut") == [[f"`{name}`", f"without {cut.what}"] for name, cut in CUTS.items()]


@pytest.mark.parametrize("row", rows_of("question"), ids=lambda row: row[0])
def test_the_page_names_functions_that_exist(row: list[str]) -> None:
    import importlib
    import pkgutil

    import detente.dynamics as room

    modules = [
        importlib.import_module(f"detente.dynamics.{found.name}")
        for found in pkgutil.iter_modules(room.__path__)
        if found.name in HOMES
    ]
    for name in re.findall(r"`(\w+)`", row[1]):
        assert any(callable(getattr(module, name, None)) for module in modules), name


HOMES = (
    "binding_log",
    "contrasts",
    "deal_courses",
    "horizon",
    "pair_courses",
    "parting",
    "screening",
    "sensitivity",
    "triangle_courses",
    "viewing",
)

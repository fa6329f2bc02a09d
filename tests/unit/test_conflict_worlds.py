"""Preference worlds: which orders the declared rule allows, and that each preference counts once."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standoff_cases import DAM, anywhere, dam, in_one_place

from detente.library.conventions import conventions
from detente.stability.analysis.modelling import modelled
from detente.stability.analysis.orders import (
    count_anywhere,
    drawn_orders,
    orders_anywhere,
    orders_in_one_place,
)
from detente.stability.analysis.worlds import preferences_within, worlds_within

SUPPORTS = st.lists(
    st.sampled_from(["stated", "background", "inferred", "none", None]), min_size=1, max_size=5
)


def luck() -> np.random.Generator:
    return np.random.default_rng(1)


def test_what_is_stated_never_moves() -> None:
    assert orders_in_one_place(["stated", "background", "stated"]) == [(0, 1, 2)]
    assert list(orders_anywhere(["stated", "background"])) == [(0, 1)]


def test_an_inferred_statement_changes_places_with_either_neighbour() -> None:
    assert orders_in_one_place(["stated", "inferred", "stated", "stated"]) == [
        (0, 1, 2, 3),
        (1, 0, 2, 3),
        (0, 2, 1, 3),
    ]


def test_an_unsupported_statement_stands_anywhere_or_is_missing() -> None:
    assert orders_in_one_place(["stated", "stated", "none"]) == [
        (0, 1, 2),
        (2, 0, 1),
        (0, 2, 1),
        (0, 1),
    ]


def test_something_is_always_said() -> None:
    assert orders_in_one_place(["none"]) == [(0,)]
    assert list(orders_anywhere(["none"])) == [(0,)]
    assert sorted(orders_anywhere(["none", "inferred"])) == [(0,), (0, 1), (1,), (1, 0)]


@given(SUPPORTS)
def test_orders_are_those_of_the_rule_written_out(supports: list[str | None]) -> None:
    letters = [str(k) for k in range(len(supports))]
    for rule, made in (
        (in_one_place, orders_in_one_place(supports)),
        (anywhere, list(orders_anywhere(supports))),
    ):
        assert made[0] == tuple(range(len(supports)))
        assert len(set(made)) == len(made)
        assert set(made) == {tuple(map(int, order)) for order in rule(letters, supports)}
    assert count_anywhere(supports) == len(list(orders_anywhere(supports)))


@given(SUPPORTS)
def test_drawn_orders_are_among_all(supports: list[str | None]) -> None:
    drawn = drawn_orders(supports, 30, luck())
    assert drawn[0] == tuple(range(len(supports)))
    assert set(drawn) <= set(orders_anywhere(supports))


def test_enough_drawn_orders_are_all() -> None:
    supports = ["stated", "inferred", "none", "stated"]
    assert set(drawn_orders(supports, 2000, luck())) == set(orders_anywhere(supports))


def test_drawn_orders_come_evenly() -> None:
    # Eleven orders of one stated and two soft statements; each is drawn as often as any other.
    supports = ["stated", "inferred", "none"]
    total = count_anywhere(supports)
    assert total == 1 + 2 * 2 + 6
    first = [drawn_orders(supports, 1, np.random.default_rng(seed))[-1] for seed in range(3000)]
    counts = np.array([first.count(order) for order in orders_anywhere(supports)])
    expected = 3000 / total
    assert ((counts - expected) ** 2 / expected).sum() < 35  # χ², ten degrees: 1 in 10,000


def test_worlds_of_the_dam_counted_by_hand() -> None:
    """Upland: the order, two exchanges, the last one first (the second is an exchange), missing.

    `!share` is satisfied wherever `build` is, so of orders that put them side by side few differ:
    its preferences, worst state first, are told apart below. Lowland says nothing uncertain.
    """
    _, sides = modelled(dam(), "dam")
    orders = orders_in_one_place(sides[0].supports)
    assert orders == [(0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 0, 1), (0, 1)]
    own = preferences_within(sides[0], "in one place", 1000, luck())
    # (0, 2, 1) ranks no state differently from (0, 1, 2): build alone rules out sharing, so that
    # nothing is built and shared, and building, keeping, sharing follow in this order in both.
    assert own.orders == ((0, 1, 2), (1, 0, 2), (2, 0, 1), (0, 1))
    assert len(preferences_within(sides[1], "anywhere", 1000, luck())) == 1
    worlds = worlds_within(sides, "in one place", 10, 1, "dam", 6)
    assert (len(worlds), worlds.possible, worlds.complete) == (4, 4, True)
    friend = (
        "    alternatives:\n"
        '      upland: [{name: a thirsty neighbour, statements: [share, "!protest"]}]\n'
    )
    _, sides = modelled(dam(DAM + friend), "dam")
    assert len(worlds_within(sides, "in one place", 10, 1, "dam", 6)) == 5


def test_an_alternative_that_says_the_same_counts_once() -> None:
    same = DAM + (
        "    alternatives:\n"
        '      upland: [{name: as before, statements: ["!protest", "build", "!share"]}]\n'
    )
    other = same.replace('"!protest", "build", "!share"', '"share", "protest"')
    _, before = modelled(dam(), "dam")
    for text, more in ((same, 0), (other, 1)):
        _, sides = modelled(dam(text), "dam")
        found = preferences_within(sides[0], "in one place", 1000, luck())
        plain = preferences_within(before[0], "in one place", 1000, luck())
        assert len(found) == len(plain) + more
    assert found.names[-1] == "as before"


def test_drawn_worlds_have_every_preference_equally_often(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.stability.analysis import worlds as module

    monkeypatch.setattr(module, "conventions", lambda: {**conventions(), "preference_worlds": 20})
    text = DAM.replace("support: stated", "support: none").replace("background", "none")
    _, sides = modelled(dam(text), "dam")
    found = worlds_within(sides, "in one place", 40, 7, "dam", 6)
    sizes = [len(own) for own in found.preferences]
    assert math.prod(sizes) > 20
    assert (len(found), found.complete) == (40, False)
    for column, size in enumerate(sizes):
        counts = np.bincount(found.rows[:, column], minlength=size)
        assert counts.max() - counts.min() <= 1
    again = worlds_within(sides, "in one place", 40, 7, "dam", 6)
    assert (again.rows == found.rows).all()
    other = worlds_within(sides, "in one place", 40, 8, "dam", 6)
    assert (other.rows != found.rows).any()


def test_many_statements_are_drawn_not_gone_through(tmp_path: Path) -> None:
    names = [f"step{k}" for k in range(9)]
    said = "\n".join(f'        - {{statement: "{name}", support: none}}' for name in names)
    text = (
        "conflicts:\n  long:\n    title: Long\n"
        f"    decision_makers: {{upland: [{', '.join(names)}]}}\n"
        f"    preferences:\n      upland:\n{said}\n"
    )
    _, sides = modelled(dam(text), "long")
    assert count_anywhere(sides[0].supports) > conventions()["preference_worlds"]
    own = preferences_within(sides[0], "anywhere", 500, luck())
    assert not own.complete
    assert own.orders[0] == tuple(range(9))
    assert 1 < len(own) <= 501

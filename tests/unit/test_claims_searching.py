"""Smallest sets, smallest changes, the least push: on toys of which the answer is known."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from detente.claims.searching import by_influence, least_push, smallest_change, smallest_set

MEMBERS = tuple("abcdefghij")


@settings(max_examples=60, deadline=None)
@given(some.frozensets(some.sampled_from(MEMBERS)))
def test_what_is_needed_is_found_and_nothing_else(needed: frozenset[str]) -> None:
    found = smallest_set(MEMBERS, lambda kept: needed <= set(kept), 200)
    assert found.complete
    assert set(found.kept) == needed
    assert found.kept == tuple(m for m in MEMBERS if m in needed)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.frozensets(some.sampled_from(MEMBERS), min_size=1, max_size=3), min_size=1))
def test_of_several_ways_one_is_found_that_cannot_lose_a_member(
    ways: list[frozenset[str]],
) -> None:
    def follows(kept: tuple[str, ...]) -> bool:
        return any(way <= set(kept) for way in ways)

    found = smallest_set(MEMBERS, follows, 500)
    assert found.complete
    assert follows(found.kept)
    for place in range(len(found.kept)):
        assert not follows(found.kept[:place] + found.kept[place + 1 :])


def test_minimal_although_losing_members_may_help() -> None:
    def follows(kept: tuple[str, ...]) -> bool:
        return "a" in kept and (len(kept) % 2 == 0)

    found = smallest_set(MEMBERS, follows, 500)
    assert follows(found.kept)
    assert found.complete
    for place in range(len(found.kept)):
        assert not follows(found.kept[:place] + found.kept[place + 1 :])


def test_the_least_influential_go_first() -> None:
    order = by_influence(MEMBERS, lambda member: -MEMBERS.index(member))
    assert order == MEMBERS[::-1]
    found = smallest_set(order, lambda kept: bool({"a", "b"} & set(kept)), 100)
    assert found.kept == ("a",)  # either is enough; the stronger one stays


def test_few_questions_for_few_needed() -> None:
    many = tuple(range(64))
    found = smallest_set(many, lambda kept: {5, 40} <= set(kept), 1000)
    assert found.kept == (5, 40)
    assert found.asked <= 30


def test_a_search_that_is_cut_off_says_so_and_still_follows() -> None:
    needed = {"a", "j"}
    found = smallest_set(MEMBERS, lambda kept: needed <= set(kept), 4)
    assert not found.complete
    assert found.asked == 4
    assert needed <= set(found.kept)


@pytest.mark.parametrize("members", [(), ("a",)])
def test_small_sets(members: tuple[str, ...]) -> None:
    assert smallest_set(members, lambda _: True, 10).kept == ()
    needed = smallest_set(members, lambda kept: len(kept) == len(members), 10)
    assert needed.kept == members
    assert needed.complete


def test_one_change_before_two_and_the_most_promising_first() -> None:
    assert smallest_change("abc", lambda some: "b" in some, 10) == ("b",)
    assert smallest_change("abcd", lambda some: {"b", "d"} <= set(some), 10) == ("b", "d")
    assert smallest_change("abcd", lambda some: {"b", "d"} <= set(some), 3) is None
    assert smallest_change("abcd", lambda _: False, 10) is None
    tried: list[tuple[str, ...]] = []

    def note(some: tuple[str, ...]) -> bool:
        tried.append(some)
        return False

    smallest_change("abcd", note, 3)
    assert tried == [("a",), ("b",), ("c",), ("d",), ("a", "b"), ("a", "c"), ("a", "d")]
    assert all(pair in [*combinations("abcd", 2)] for pair in tried[4:])


@settings(max_examples=80, deadline=None)
@given(some.floats(0.001, 1.0), some.integers(1, 12))
def test_bisection_brackets_the_turning_point(point: float, steps: int) -> None:
    found = least_push(lambda fraction: fraction >= point, steps)
    assert found is not None
    assert point <= found <= point + 2.0**-steps


def test_no_push_is_enough() -> None:
    assert least_push(lambda _: False, 5) is None

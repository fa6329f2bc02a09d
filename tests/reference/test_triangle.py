"""Block 2.9: the strategic triangle."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_normal import keeps_contract, public_models

from detente.mechanisms import triangle
from detente.mechanisms.triangle import (
    ROLES,
    TRIANGLE_TYPES,
    balance_step,
    balance_update,
    courting_update,
    is_balanced,
    local_triad_step,
    pivot_payoff,
    role_rank,
    triangle_role,
    triangle_type,
)

AFFINITY = st.floats(-1, 1)
SIGNS = list(itertools.product((-1.0, 1.0), repeat=3))

EDGES = ((0.5, 0.4, -0.3, 0.05), (0.5, -0.4, -0.3, 0.0), (0.02, 0.4, -0.3, 0.05))
CASES = {
    "triangle_type": EDGES,
    "triangle_role": EDGES,
    "role_rank": EDGES,
    "is_balanced": EDGES,
    "balance_update": ((0.5, -0.4, 0.2), (0.5, 0.4, 0.0)),
    "balance_step": ((0.5, 0.4, -0.3, 0.2), (-0.9, -0.8, 1.0, 2.0)),
    "courting_update": ((-0.5, 0.3), (0.5, 0.3)),
    "pivot_payoff": ((0.5, 0.4, -0.3), (-0.2, 0.4, 0.3)),
    "local_triad_step": (
        (0.5, 0.4, -0.3, 0.3, 0.1),
        (0.5, 0.4, -0.3, 0.3, 0.99),
        (-0.5, -0.4, -0.3, 0.3, 0.5),
        (0.5, -0.4, -0.3, 0.3, 0.5),
    ),
}

#: Tried on arrays under numba as well.
ARRAYS = ("triangle_role", "balance_step")


def test_every_public_function_has_a_case() -> None:
    assert public_models(triangle) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_contract(name: str) -> None:
    keeps_contract(getattr(triangle, name), *CASES[name], arrays=name in ARRAYS)


# Types and roles


def test_types_and_roles_of_all_eight_triangles() -> None:
    """By hand, from Dittmer's and Wu's definitions: role of the first corner (edges ij, ik, jk)."""
    wanted = {
        (1, 1, 1): ("ménage à trois", "friend"),
        (1, 1, -1): ("romantic triangle", "pivot"),
        (1, -1, 1): ("romantic triangle", "wing"),
        (-1, 1, 1): ("romantic triangle", "wing"),
        (1, -1, -1): ("stable marriage", "partner"),
        (-1, 1, -1): ("stable marriage", "partner"),
        (-1, -1, 1): ("stable marriage", "outcast"),
        (-1, -1, -1): ("unit veto", "enemy"),
    }
    for signs in SIGNS:
        kind = TRIANGLE_TYPES[int(triangle_type(*signs, 0.0))]
        role = ROLES[int(triangle_role(*signs, 0.0))]
        assert (kind, role) == wanted[tuple(int(s) for s in signs)]
        assert role_rank(*signs, 0.0) == ROLES.index(role) + 1


def test_the_two_theories_disagree_about_the_pivot() -> None:
    """Dittmer's pivot stands only in triangles that Heider calls unbalanced, and balance ends it."""
    for signs in SIGNS:
        if ROLES[int(triangle_role(*signs, 0.0))] == "pivot":
            assert is_balanced(*signs, 0.0) == 0
    one, other, opposite = 0.6, 0.5, -0.4
    assert balance_update(other, opposite, 0.2) < 0, "Heider: the pivot loses a friend"
    assert courting_update(opposite, 0.2) > 0, "Dittmer: the pivot is courted"
    for _ in range(200):
        one, other, opposite = balance_step(one, other, opposite, 0.2)
    assert is_balanced(one, other, opposite, 0.0) == 1
    assert ROLES[int(triangle_role(one, other, opposite, 0.0))] != "pivot"


@given(AFFINITY, AFFINITY, AFFINITY, st.floats(0, 0.5))
def test_relabelling_actors_keeps_the_type(a: float, b: float, c: float, band: float) -> None:
    kinds = {str(triangle_type(*edges, band)) for edges in itertools.permutations((a, b, c))}
    assert len(kinds) == 1
    balances = {str(is_balanced(*edges, band)) for edges in itertools.permutations((a, b, c))}
    assert len(balances) == 1
    assert str(triangle_role(a, b, c, band)) == str(triangle_role(b, a, c, band))
    ambiguous = min(abs(a), abs(b), abs(c)) <= band
    assert ambiguous == np.isnan(triangle_type(a, b, c, band))


@given(AFFINITY, AFFINITY, AFFINITY)
def test_roles_of_the_three_corners_fit_the_type(a: float, b: float, c: float) -> None:
    assume(a != 0 and b != 0 and c != 0)
    roles = sorted(
        ROLES[int(triangle_role(*edges, 0.0))] for edges in ((a, b, c), (a, c, b), (b, c, a))
    )
    kind = TRIANGLE_TYPES[int(triangle_type(a, b, c, 0.0))]
    assert (
        roles
        == {
            "ménage à trois": ["friend"] * 3,
            "romantic triangle": ["pivot", "wing", "wing"],
            "stable marriage": ["outcast", "partner", "partner"],
            "unit veto": ["enemy"] * 3,
        }[kind]
    )
    assert is_balanced(a, b, c, 0.0) == (a * b * c > 0 or kind in TRIANGLE_TYPES[0:3:2])


# Movement


def settle(
    start: tuple[float, float, float], amity: float, size: int, seed: int
) -> tuple[np.ndarray, int]:
    """Return the number of enmities where each triangle comes to rest, and the moves needed."""
    luck = np.random.default_rng(seed)
    edges = tuple(np.full(size, x) for x in start)
    moves = 0
    while (is_balanced(*edges, 0.0) == 0).any():
        edges = local_triad_step(*edges, amity, luck.random(size))
        moves += 1
    return triangle_type(*edges, 0.0), moves


def test_t_t1_local_triad_dynamics() -> None:
    """T-T1 (Antal, Krapivsky, Redner 2005): .299/.701 at p = .3 from one enmity; from three, two."""
    size = 200_000
    error = 0.001 + 4 * math.sqrt(0.3 * 0.7 / size)
    for start in ((1, 1, -1), (1, -1, 1), (-1, 1, 1)):
        rest, moves = settle(start, 0.3, size, 14)
        assert moves == 1
        assert (rest == 0).mean() == pytest.approx(0.299, abs=error)
        assert (rest == 2).mean() == pytest.approx(0.701, abs=error)
    rest, _ = settle((-1, -1, -1), 0.3, size, 15)
    assert (rest == 2).all()


def test_t_t1_the_friend_lost_or_enemy_spared_is_any_of_them_alike() -> None:
    luck = np.random.default_rng(16).random(90_000)
    all_enemies = local_triad_step(*(np.full(luck.size, -1.0),) * 3, 0.3, luck)
    assert [(x > 0).mean() for x in all_enemies] == pytest.approx([1 / 3] * 3, abs=0.007)
    pair = local_triad_step(np.ones(luck.size), np.ones(luck.size), -np.ones(luck.size), 0.0, luck)
    assert [(x < 0).mean() for x in pair] == pytest.approx([0.5, 0.5, 1], abs=0.007)


@given(AFFINITY, AFFINITY, AFFINITY, st.floats(0, 1), st.floats(0, 0.999))
def test_balanced_triangles_rest_and_one_edge_moves_otherwise(
    a: float, b: float, c: float, p: float, draw: float
) -> None:
    assume(a != 0 and b != 0 and c != 0)
    after = local_triad_step(a, b, c, p, draw)
    moved = sum(x != y for x, y in zip(after, (a, b, c), strict=True))
    assert moved == 1 - is_balanced(a, b, c, 0.0)
    assert [abs(x) for x in after] == [abs(a), abs(b), abs(c)]
    assert is_balanced(*after, 0.0) == 1


@pytest.mark.parametrize("strength", [0.3, 1.0, 5.0])
def test_t_t2_balance_alone_ends_balanced(strength: float) -> None:
    """T-T2: without courting and noise every generic start ends in a balanced triangle."""
    edges = tuple(np.random.default_rng(17).uniform(-1, 1, (3, 20_000)))
    for _ in range(600):
        edges = balance_step(*edges, strength)
    assert (is_balanced(*edges, 0.0) == 1).all()
    assert (np.abs(edges) == 1).all()
    again = balance_step(*edges, strength)
    assert all((x == y).all() for x, y in zip(again, edges, strict=True)), "and stays there"


def test_t_t3_leverage_grows_with_the_quarrel_of_the_others() -> None:
    """T-T3: without balance, hostility of j and k makes both friendlier to i; peace ends it.

    With balance instead, the same quarrel costs a friend of both his friends.
    """
    opposite = np.linspace(1, -1, 41)
    for_j, for_k = courting_update(opposite, 0.2), courting_update(opposite, 0.2)
    quarrel = opposite[1:] < -1e-9
    assert (np.diff(for_j)[quarrel] > 0).all()
    assert (np.diff(for_k)[quarrel] > 0).all()
    assert (for_j[opposite >= 0] == 0).all()
    assert (np.diff(balance_update(0.5, opposite, 0.2)) < 0).all()


@given(AFFINITY, AFFINITY, AFFINITY, st.floats(0, 0.5))
def test_t_t4_kissingers_rule(a: float, b: float, c: float, more: float) -> None:
    """T-T4: the pivot's payoff rises with the worse own tie and falls with the others' tie."""
    here = pivot_payoff(a, b, c)
    assert here == pytest.approx(min(a, b) - c)
    assert pivot_payoff(min(1, a + more), min(1, b + more), c) >= here
    assert pivot_payoff(a, b, max(-1, c - more)) >= here
    assert pivot_payoff(b, a, c) == here
    assert (here > 0) == (a > c and b > c)


def test_t_t4_the_pivot_does_best() -> None:
    best = max(SIGNS, key=lambda signs: float(pivot_payoff(*signs)))
    assert ROLES[int(triangle_role(*best, 0.0))] == "pivot"


def test_a_switched_off_theory_moves_nothing() -> None:
    assert balance_update(0.5, -0.5, 0.0) == 0
    assert courting_update(-0.5, 0.0) == 0


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(
        ValueError, match=r"triangle_type: opposite is 1.5; it must lie in \[-1, 1\]"
    ):
        triangle_type(0.1, 0.2, 1.5, 0.0)
    with pytest.raises(ValueError, match=r"local_triad_step: draw is 1; it must lie in \[0, 1\)"):
        local_triad_step(1.0, 1.0, -1.0, 0.5, 1.0)

"""The shipped standoffs against what the coder's own program made of the same orders.

The coder solved each standoff under Nash, GMR and SEQ when writing it down, with a program that
shares nothing with this one. Standoffs added later have no such check.
"""

from __future__ import annotations

import pytest

from detente import load, solve_conflicts

CODED = {
    ("russia-us-2017", "summit_2017"): {
        "nash": "NNYNY YNYNY YNYYY",
        "gmr": "NNNNN YNNNN NYNNN NNYNN YNYNN NYYNN NNYNY YNYNY NNYYY YNYYY",
        "seq": "NNNNN YNNNN NYNNN NNYNY YNYNY YNYYY",
    },
    ("russia-us-2018", "deal_and_inf_2018"): {
        "nash": "NYNNY NYYNY",
        "gmr": "NYNNY NYYNY",
        "seq": "NYNNY NYYNY",
    },
    ("russia-us-2020-spring", "extension_2020"): {
        "nash": "YNNYN",
        "gmr": "YNNYN YNNYY",
        "seq": "YNNYN",
    },
    ("russia-us-2020-autumn", "rivalry_2020"): {
        "nash": "YYNYN",
        "gmr": "NNNNN YNNNN NYNNN YYNNN NNNYN YNNYN NYNYN YYNYN YYNNY YNNYY YYNYY",
        "seq": "YYNYN",
    },
    ("russia-us-2025", "truce_2025"): {
        "nash": "NNNNN",
        "gmr": "NNNNN YNYNN NNNNY YNYNY",
        "seq": "NNNNN YNYNN YNYNY",
    },
}


@pytest.mark.parametrize(("name", "key"), CODED)
def test_declared_orders_give_what_the_coder_found(name: str, key: str) -> None:
    declared = solve_conflicts(load(name), key, 20).conflict(key).declared.equilibria
    for concept, states in CODED[name, key].items():
        assert set(declared[concept]) == set(states.split()), concept

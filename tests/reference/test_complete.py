"""Every test that the models promise exists by its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROMISED = {
    "trust": "k1 k2 k3 k4",
    "grit": "g1 g2 g3",
    "bargaining_range": "f1 f2 f3",
    "monitoring": "m1 m2 m3 m4",
    "treaties": "e1 e2 e3",
    "ratification": "p1 p2 p3 p4",
    "linkage": "l1 l2 l3 s1 s2 s3",
    "sanctions": "n1 n2 n3",
    "triangle": "t1 t2 t3 t4",
    "arms_race": "r1",
    "reciprocity": "v1 v2 v3",
    "spillover": "w1 w2 w3",
    "opinion": "o1 o2",
    "leaders": "d1",
    "regimes": "h1 h2 h3",
}


@pytest.mark.parametrize("block", PROMISED)
def test_block_has_its_tests_and_its_page(block: str) -> None:
    here = Path(__file__).parent
    tree = ast.parse((here / f"test_{block}.py").read_text("utf-8"))
    names = [n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for mark in PROMISED[block].split():
        assert any(re.match(rf"test_t_{mark}(_|$)", name) for name in names), mark
    page = here.parents[1] / "docs" / "mechanisms" / f"{block.replace('_', '-')}.md"
    text = page.read_text("utf-8")
    assert "```python" in text
    for part in ("What it says", "When it applies", "What it leaves out"):
        assert part in text, f"{page.name} lacks '{part}'"

"""A damaged scenario is refused in clean lines or loads and can be drawn: never anything else."""

from __future__ import annotations

import json
import math
import random
from importlib import resources
from typing import Any

import numpy as np
import pytest
from helpers import MACHINERY, MINIMAL, assert_clean, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.scenario import InvalidInputError, Scenario, load, loads
from detente.scenario.draws import draw
from detente.scenario.loading import build
from detente.scenario.reading import read_bytes, read_text

LIBRARY = resources.files("detente.library")
TEXTS = {"minimal": MINIMAL} | {
    name: LIBRARY.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("emis-1994", "cuba-1962")
}
TREES = {name: read_text(text, name).value for name, text in TEXTS.items()}
INFINITE = float("inf")

#: Values that have no business where they are put.
ODD: list[Any] = [
    *(float("nan"), INFINITE, -INFINITE, -1, 0, 1, 1e308, -1e308, 1e-320, 10**18, 10**30, 0.5),
    *("", None, True, False, [], {}, [1, 2], [[[[]]]], {"": 1}, {"a": {"b": {"c": 1}}}),
    *("é∞", "\u202e", "x" * 3000, "a\nb", "\x07", "a\x00b", "upland", "emis-1994", "a-b", "a>b"),
    *("35 ± 10", "35 ± 0", "0 ± 1e300", "0.5 ± 1e-300", "9..1", "0.1..0.9", "high", "very high"),
    *("2020-02-30", "2019-01", "#", "treaties#1", "1.5e999", "!!", "((", "not not", "'"),
    *({"is": 1}, {"is": {"is": 1}}, {"from": "treaties"}, {"is": 0.5, "support": "stated"}),
    *({"p10": 0, "mode": 1e-320, "p90": 1e-310}, {"p10": 0, "mode": 0, "p90": 1}),
    *({"triangular": [0, 0, 1e-320]}, {"triangular": [0, 1, 1]}, {"uniform": [0, 5e-324]}),
    *({"lognormal": [0.5, 1e300]}, {"lognormal": [1e-300, 5]}, {"lognormal": [1, 10]}),
    *({"beta": [1e-300, 1e-300]}, {"beta": [1e300, 1]}, {"beta": [0.01, 1e6]}),
    *({"normal": [0.5, 1e-300]}, {"normal": [0.5, 1e300]}, {"normal": [0, 1]}),
    *({"dirichlet": {"reset": w, "crisis": v}} for w, v in ((1e-300, 1), (1e300, 1), (0.01, 1e6))),
    *({"categorical": {"a": 1e308, "b": 1e308}}, {"dirichlet": {"reset": 1}}),
]
KEYS = ["is", "from", "0", "a.b", "a-b", "a>b", "\n", "", "é", "null", "given", "extends", "sets"]
PIECES = [*"{}[]:,#&*!|>'\"%@`-?\t \n\x00\x85\u2028\ufeff±…0", "\n---\n", "\n...\n", "<<: ", "*a"]
PIECES += ["&a ", ": ", "é", "😀", "\r\n", "!!python/none "]


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            found += paths(value[key], (*here, key))
    return found


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def written(value: Any) -> str:
    """Write a tree as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


def damaged_tree(luck: random.Random, tree: dict[str, Any]) -> str:
    """Drop, rename, move or replace one to four entries."""
    result: dict[str, Any] = json.loads(json.dumps(tree))
    for _ in range(luck.choice((1, 1, 1, 2, 4))):
        every = paths(result)
        path = luck.choice(every)
        parent, key = at(result, path[:-1]), path[-1]
        deed = luck.choice(("drop", "rename", "copy", "odd", "odd"))
        if deed == "drop":
            del parent[key]
        elif deed == "rename" and isinstance(parent, dict):
            parent[luck.choice([f"{key}x", key[1:], *KEYS])] = parent.pop(key)
        elif deed == "copy":
            parent[key] = json.loads(json.dumps(at(result, luck.choice(every))))
        else:
            parent[key] = luck.choice(ODD)
    return written(result)


def damaged_text(luck: random.Random, text: str) -> str:
    """Take out, put in, reverse or repeat passages and lines."""
    for _ in range(luck.choice((1, 1, 2, 5, 20))):
        start = luck.randrange(len(text))
        stop = start + luck.choice((1, 1, 2, 5, 30))
        deed = luck.choice(
            ("cut", "cut", "insert", "insert", "reverse", "drop line", "repeat line")
        )
        if deed == "cut":
            text = text[:start] + text[stop:]
        elif deed == "insert":
            text = text[:start] + luck.choice(PIECES) + text[start:]
        elif deed == "reverse":
            text = text[:start] + text[start:stop][::-1] + text[stop:]
        else:
            lines = text.split("\n")
            line = luck.randrange(len(lines))
            if deed == "drop line":
                del lines[line]
            else:
                lines.insert(luck.randrange(len(lines)), lines[line])
            text = "\n".join(lines)
        text = text or "x"
    return text


def assert_drawable(scenario: Scenario) -> None:
    drawn = draw(scenario, 8)
    for address, quantity in scenario.quantities.items():
        if quantity.kind.shares:
            labels = quantity.distribution.labels  # type: ignore[union-attr]
            shares = np.stack([drawn[f"{address}.{label}"] for label in labels])
            assert np.isfinite(shares).all(), address
            assert shares.sum(axis=0) == pytest.approx(np.ones(8)), address
        else:
            values = drawn[address]
            assert np.isfinite(values).all(), (address, quantity)
            assert quantity.kind.low <= values.min() <= values.max() <= quantity.kind.high, address


def survives(text: str) -> bool:
    """Load a text; True if it is a scenario, False if it is refused as it should be."""
    try:
        scenario = loads(text, "case.yaml")
    except InvalidInputError as error:
        assert_clean(error, "case.yaml")
        for problem in error.problems:
            # What stands in quotes, and the path, is the user's own text.
            ours = "".join(problem.message.split("'")[::2])
            assert not MACHINERY.search(ours), problem
        return False
    assert_drawable(scenario)
    return True


def try_many(seed: int, count: int) -> int:
    luck = random.Random(seed)
    loaded = 0
    for _ in range(count):
        name = luck.choice(list(TEXTS))
        if luck.random() < 0.6:
            text = damaged_tree(luck, TREES[name])
        else:
            text = damaged_text(luck, TEXTS[name])
        loaded += survives(text)
    return loaded


@pytest.mark.parametrize("seed", range(10))
def test_three_thousand_damaged_scenarios(seed: int):
    loaded = try_many(seed, 300)
    # Both ways must be tried: some damage is harmless, most is not.
    assert 10 < loaded < 150


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_more(seed: int):
    assert 50 < try_many(seed, 1000) < 500


@pytest.mark.parametrize("name", TEXTS)
def test_the_texts_are_sound_before_they_are_damaged(name: str):
    assert survives(TEXTS[name])
    assert survives(written(TREES[name]))


@pytest.mark.parametrize("odd", ODD, ids=lambda value: repr(value)[:30])
def test_every_odd_value_all_over_the_minimal_scenario(odd: Any):
    every = paths(TREES["minimal"])[:: len(ODD) // 15]
    loaded = 0
    for path in every:
        tree = json.loads(json.dumps(TREES["minimal"]))
        at(tree, path[:-1])[path[-1]] = odd
        loaded += survives(written(tree))
    assert loaded < len(every) / 2


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.from_regex(r"\A-?[0-9]{1,3}(\.[0-9])? ?(±|\.\.) ?-?[0-9]{1,3}\Z"),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["is", "from", "support", "value", "p10", "mode", "p90", "coded", "note"]),
    st.sampled_from(["triangular", "uniform", "normal", "lognormal", "beta", "dirichlet"]),
    st.text(max_size=8),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)


SOUND = loads(MINIMAL, "case.yaml")


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        [
            "issues.water.actors.upland.position",
            "relations.lowland-upland.regime",
            "parameters.leader_weight",
            "agreements.accord.status",
            "agreements.accord.signed",
            "issues.water.consents",
            "title",
            "as_of",
        ]
    ),
    VALUES,
)
def test_any_value_as_a_change(path: str, value: Any):
    try:
        found = build("case", SOUND.tree, changes={path: value})
    except InvalidInputError as error:
        for problem in error.problems:
            assert str(problem).isprintable()
            assert problem.file in ("change", "case.yaml", "defaults.yaml")
        return
    assert_drawable(found)
    assert SOUND.title == SOUND.tree.value["title"]  # the tree that was changed is a copy


@settings(max_examples=300, deadline=None, derandomize=True)
@given(VALUES)
def test_any_value_as_a_quantity(value: Any):
    try:
        text = changed("position: 35 ± 10", f"position: {written(value)}")
        survives(text)
    except UnicodeEncodeError:  # a lone surrogate cannot be written in a file
        return


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8"))))
def test_any_bytes(data: bytes):
    try:
        tree = read_bytes(data, "case.yaml")
    except InvalidInputError as error:
        assert_clean(error, "case.yaml")
        return
    assert isinstance(tree.value, dict)
    survives(data.decode("utf-8-sig"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=60).filter(lambda name: name not in TEXTS))
def test_any_name(name: str):
    with pytest.raises(InvalidInputError) as caught:
        load(f"nowhere/{name}")
    assert str(caught.value).isprintable()

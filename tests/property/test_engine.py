"""The engine against the plainest loop there is, for many small programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_toys import (
    add_load,
    every_primitive,
    everything,
    highest,
    lowest,
    multiplied,
    program,
    rows,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.dynamics.engine.binding import Binder
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.executor_numpy import NUMPY
from detente.dynamics.engine.program import Bound

FLOATS = st.floats(-1e6, 1e6, width=32)
#: Nine of them multiplied are still a number.
FACTORS = st.floats(-100, 100, width=32)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("executor", ["numpy", "tile"])
def test_products_are_those_of_a_loop_and_that_of_nothing_is_one(
    executor: str, data: st.DataObject
) -> None:
    entities, targets = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 4))
    goes = data.draw(st.lists(st.integers(0, targets - 1), min_size=entities, max_size=entities))
    draws = data.draw(st.integers(1, 5))
    size = entities * draws
    flat = data.draw(st.lists(FACTORS, min_size=size, max_size=size))
    values = np.array(flat, np.float32).reshape(entities, draws)
    first = 1 + entities
    made = program(
        first + targets,
        Bound(
            multiplied,
            table(*((1 + e, first + t) for e, t in enumerate(goes))),
            rows(*range(first, first + targets)),
        ),
        columns=rows(*range(1, first)),
        finals=rows(*range(first, first + targets)),
    )
    expected = np.ones((targets, draws), np.float32)
    for entity, target in enumerate(goes):
        for draw in range(draws):
            expected[target, draw] = expected[target, draw] * values[entity, draw]
    found = finals(made, values, executor=executor, lanes=data.draw(st.sampled_from([1, 3, 64])))
    np.testing.assert_array_equal(found.view(np.int32), expected.view(np.int32))


def finals(made: Any, values: Any, **how: Any) -> Any:
    found = execute(
        made,
        np.asarray(values, np.float32),
        first_draw=0,
        seed=1,
        repeats=1,
        months=1,
        keep_worlds=True,
        **how,
    ).finals
    assert found is not None
    return found


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("executor", ["numpy", "tile"])
def test_combinations_are_those_of_a_loop(executor: str, data: st.DataObject) -> None:
    """Whoever writes where, values come together in the order of the entities."""
    entities, targets = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 4))
    goes = data.draw(st.lists(st.integers(0, targets - 1), min_size=entities, max_size=entities))
    draws = data.draw(st.integers(1, 5))
    size = entities * draws
    flat = data.draw(st.lists(FLOATS, min_size=size, max_size=size))
    values = np.array(flat, np.float32).reshape(entities, draws)
    first = 1 + entities
    places = [[first + k * targets + t for t in range(targets)] for k in range(4)]
    made = program(
        first + 4 * targets,
        Bound(add_load, table(*((1 + e, places[0][t]) for e, t in enumerate(goes))), rows(*places[0])),
        Bound(lowest, table(*((1 + e, places[1][t]) for e, t in enumerate(goes))), rows(*places[1])),
        Bound(
            highest,
            table(*((1 + e, places[2][t], places[3][t]) for e, t in enumerate(goes))),
            rows(*places[2], *places[3]),
        ),
        columns=rows(*range(1, first)),
        finals=rows(*(row for place in places for row in place)),
    )  # fmt: skip
    expected = np.zeros((4, targets, draws), np.float32)
    expected[1], expected[2], expected[3] = 1e9, -1e9, -1e9
    for entity, target in enumerate(goes):
        for draw in range(draws):
            one = values[entity, draw]
            here = expected[:, target, draw]
            here[:] = here[0] + one, min(here[1], one), max(here[2], one), max(here[3], 2 * one)
    found = finals(made, values, executor=executor, lanes=data.draw(st.sampled_from([1, 3, 64])))
    np.testing.assert_array_equal(found.reshape(expected.shape), expected)


@settings(max_examples=40, deadline=None)
@given(pairs=st.lists(st.tuples(FLOATS, FLOATS.filter(bool)), min_size=1, max_size=40))
@pytest.mark.parametrize("executor", ["numpy", "tile"])
def test_a_world_does_not_depend_on_its_neighbours(
    executor: str, pairs: list[tuple[float, float]]
) -> None:
    """Arrays give what each number gives alone."""
    values = np.array(pairs, np.float32).T
    found = finals(every_primitive(), values, executor=executor)
    bound = Binder(NUMPY)(everything.function)
    with np.errstate(all="ignore"):
        alone = [np.ravel(bound(np.array([x]), np.array([y]))) for x, y in values.T]
    np.testing.assert_array_equal(found.T.view(np.int32), np.array(alone).view(np.int32))

"""Texts and small tools that several tests share."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import numpy as np

from detente.mechanisms.validated import Model
from detente.scenario import InvalidInputError

#: The smallest scenario that can be run; every section a test may want to change is in it.
MINIMAL = """\
detente: 1
title: Two states and a river
as_of: 2020-05-01
focus: [upland, lowland]
sources:
  treaties: {title: Collected treaties, kind: table, paragraphs: 9}
  essay-2020: {author: A. Author, title: An essay, date: 2020-04, paragraphs: 12}
actors:
  upland: {name: Upland, kind: state, horizon: 0.65 ± 0.15}
  lowland: {name: Lowland, kind: state}
  delta: {name: Delta, kind: state, principal: false}
  assembly: {name: the Assembly, kind: legislature, of: lowland}
issues:
  water:
    name: Water of the river
    role: regional
    poles: {0: "all to Upland", 100: "all to Lowland"}
    consents: [delta]
    actors:
      upland: {position: 35 ± 10, salience: high, from: essay-2020#3-4, support: inferred}
      lowland: {position: 80, salience: 0.3..0.5, domestic_hurdle: 0.4..0.8, hurdle_by: assembly}
    pairs:
      lowland-upland: {depth: 0.2 ± 0.1}
relations:
  upland>lowland: {flow: 0.1 ± 0.3}
  lowland-upland: {channel: 0.55, regime: {dirichlet: {reset: 2, crisis: 1}}}
agreements:
  accord:
    {name: the Accord, parties: [upland, lowland], issue: water, status: in_force,
     signed: 2010-04-08, expires: 2026-02-05}
measures:
  toll: {name: the toll, by: [upland], on: [lowland], issue: water, kind: controls, level: 0.8}
switches:
  leaders:
    question: Do leaders decide?
    levels:
      person: {name: they do, sets: {parameters.leader_weight: 0.3 ± 0.05}}
      structure: {name: they do not, sets: {parameters.leader_weight: 0.05 ± 0.02}}
viewpoints:
  author-2020:
    name: The author
    source: essay-2020
    settings: {leaders: {level: person, from: essay-2020#7, support: stated}}
worlds:
  dry: {name: a dry decade, sets: {issues.water.actors.upland.salience: very high}}
objectives:
  upland: {accord in force: 1.0}
conflicts:
  weir:
    title: The weir
    decision_makers: {upland: [build], lowland: [protest, sue]}
    infeasible: ["protest & sue"]
    preferences:
      upland: [{statement: build}, {statement: "!sue"}]
      lowland: [{statement: "!build"}]
"""


def changed(old: str, new: str, text: str = MINIMAL) -> str:
    """Return a text with one passage replaced; the passage must stand in it exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(passage: str, text: str = MINIMAL) -> int:
    """Return the number of the line in which a passage first stands."""
    return text[: text.index(passage)].count("\n") + 1


#: Words that would betray the machinery behind a message.
MACHINERY = re.compile(
    r"traceback|pydantic|ruamel|yaml_|_ruamel|<unicode string>|<class|object at 0x|Error\b"
    r"|input_value|site-packages|\bNone\b|\bTrue\b|\bFalse\b|/src/detente",
)


def assert_clean(error: InvalidInputError, file: str) -> None:
    """Every problem is one printable line that begins with the file and is not too long."""
    lines = str(error).split("\n")
    assert len(lines) == len(error.problems) > 0
    for line, problem in zip(lines, error.problems, strict=True):
        assert line.startswith(f"{file}:"), line
        assert line.isprintable(), ascii(line)
        assert len(line) < 1000, line
        assert problem.message, line
        assert problem.line >= 0


def models_of(module: ModuleType) -> set[Model[..., Any]]:
    """Return the public functions of a module of room `mechanisms`."""
    return {found for found in vars(module).values() if isinstance(found, Model)}


def compiles_and_works_elementwise(
    model: Model[..., Any], ranges: tuple[tuple[float, float], ...]
) -> None:
    """Hold a core to its contract: numba, scalars and arrays agree, edges of the ranges included."""
    import numba

    rng = np.random.default_rng(0)
    columns = [rng.uniform(low, high, 40) for low, high in ranges]
    for column, (low, _) in zip(columns, ranges, strict=True):
        column[rng.uniform(size=40) < 0.2] = low  # edges of the range, where guards are needed
    compiled = numba.njit(model.core)
    whole = np.asarray(model(*columns))
    for row, scalars in enumerate(zip(*columns, strict=True)):
        expected = whole[..., row]
        assert np.allclose(np.asarray(model(*scalars)), expected, equal_nan=True)
        assert np.allclose(np.asarray(compiled(*scalars)), expected, equal_nan=True)

"""Files of questions, and files that say what came of them.

A file is YAML or JSON (`questions: {id: {question, event, closes, …}}`) or a table (CSV) with the
same words as columns and `id`. Everything wrong is said at once, each with its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from detente.forecasts.history import text_of
from detente.scenario.checking_events import question_problems
from detente.scenario.events import EventError, parse_event
from detente.scenario.fields import Day, Section, Slug, Text
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, Place, Problem
from detente.scenario.reading import Tree, read_text
from detente.scenario.schema import Question
from detente.scenario.validation import validate_as

#: Columns of a table that hold numbers.
_NUMBERS = ("probability",)


class QuestionFile(Section):
    """A file of questions."""

    title: Text | None = None
    questions: dict[Slug, Question]


class Resolution(Section):
    """What came of a question."""

    resolution: Literal["yes", "no", "void"]
    resolved: Day
    source: Text | None = None


class ResolutionFile(Section):
    """A file that says what came of questions."""

    resolutions: dict[Slug, Resolution]


def read_questions(path: str | Path) -> Mapping[str, Question]:
    """Return the questions of a file by id, in its order.

    Events are held to the language here; whether a scenario knows their names is seen when they are
    asked of it.

    Raises:
        InvalidInputError: everything that is wrong, one line each.
    """
    tree = _tree(Path(path), "questions")
    found = validate_as(QuestionFile, tree).questions
    problems = []
    for key, question in found.items():
        try:
            parse_event(question.event)
        except EventError as error:
            message = f"character {error.position + 1}: {error.message}"
            problems.append(tree.problem(("questions", key, "event"), message))
        for field, message in question_problems(question):
            problems.append(tree.problem(("questions", key, field), message))
    if not found:
        problems.append(tree.problem(("questions",), "is empty – write one question or more"))
    if problems:
        raise InvalidInputError(problems)
    return found


def questions_of(scenario: Scenario) -> Mapping[str, Question]:
    """Return the questions that a scenario itself declares.

    Raises:
        InvalidInputError: it declares none.
    """
    found = scenario.content.questions
    if not found:
        raise InvalidInputError.single(
            "declares no questions – give a file of them with --questions", file=scenario.name
        )
    return found


def read_resolutions(path: str | Path) -> tuple[Mapping[str, Resolution], Tree]:
    """Return what came of questions by id, and the tree of the file for messages.

    A file of questions serves as well: what it says of those that are settled.

    Raises:
        InvalidInputError: everything that is wrong, one line each.
    """
    file = Path(path)
    tree = _tree(file, "resolutions")
    if "questions" not in tree.value:
        return validate_as(ResolutionFile, tree).resolutions, tree
    settled = {
        key: Resolution(resolution=one.resolution, resolved=one.resolved, source=one.source)
        for key, one in read_questions(file).items()
        if one.resolution is not None and one.resolved is not None
    }
    if not settled:
        raise InvalidInputError.single(
            "says of no question what came of it – write resolution and resolved", file=str(file)
        )
    places = {
        ("resolutions", *path[1:]): place
        for path, place in tree.places.items()
        if path[:1] == ("questions",)
    }
    return settled, Tree({"resolutions": settled}, {**tree.places, **places})


def _tree(path: Path, section: str) -> Tree:
    """Read a file of either form into a tree with one section of entries by id."""
    name, text = str(path), text_of(path)
    if not text.strip():
        raise InvalidInputError.single(f"the file is empty – start with '{section}:'", file=name)
    if path.suffix.lower() == ".csv":
        # A table of questions serves as one of resolutions: it has an event in every row.
        header = next(csv.reader(io.StringIO(text)))
        return _table(text, name, "questions" if "event" in header else section)
    if text.lstrip()[:2] in ("- ", "[{", "[\n"):
        raise InvalidInputError.single(
            f"is a list – write {section}: {{id: {{…}}}}, or a table that ends in .csv",
            file=name,
            line=1,
        )
    if ":" not in text:
        raise InvalidInputError.single(
            f"is no mapping (key: value) – start with '{section}:'", file=name, line=1
        )
    tree = read_text(text, name)
    if isinstance(tree.value.get(section), list):
        raise tree_error(tree, (section,), f"is a list – write {section}: {{id: {{…}}}}")
    return tree


def tree_error(tree: Tree, path: tuple[str | int, ...], message: str) -> InvalidInputError:
    """Return an error about one place of a file."""
    return InvalidInputError([tree.problem(path, message)])


def _table(text: str, name: str, section: str) -> Tree:
    """Turn a table into a tree: one entry a row, empty cells left out."""
    reader = csv.DictReader(io.StringIO(text))
    if "id" not in (reader.fieldnames or ()):
        raise InvalidInputError.single("the column id is missing", file=name, line=1)
    entries: dict[str, Any] = {}
    places: dict[tuple[str | int, ...], Place] = {(): Place(name, 1), (section,): Place(name, 1)}
    problems = []
    for row in reader:
        line = reader.line_num
        if None in row:
            problems.append(Problem(name, line, "", "has more cells than the table has columns"))
            continue
        cells = {k: v.strip() for k, v in row.items() if v is not None and v.strip()}
        key = cells.pop("id", "")
        if not key:
            problems.append(Problem(name, line, "id", "is empty"))
        elif key in entries:
            first = places[section, key].line
            problems.append(Problem(name, line, key, f"stands twice (first in line {first})"))
        else:
            entries[key] = {k: _cell(k, v) for k, v in cells.items()}
            places[section, key] = Place(name, line)
    if problems:
        raise InvalidInputError(problems)
    return Tree({section: entries}, places)


def _cell(column: str, text: str) -> Any:
    """Return a cell as the form wants it: numbers as numbers, all else as text."""
    if column not in _NUMBERS:
        return text
    try:
        return float(text)
    except ValueError:
        return text

"""Cross-checks of conflicts: options belong to somebody, statements speak of declared options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from detente.scenario.expressions import (
    StatementError,
    evaluate,
    options,
    parse_statement,
)
from detente.scenario.problems import Path, cut, nearest
from detente.scenario.schema import Conflict, ScenarioFile

#: 2^24 states are the most that an engine on a desk can hold.
MAXIMUM_OPTIONS = 24


def check_conflicts(content: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with the conflicts of a scenario."""
    for key, conflict in content.conflicts.items():
        yield from _conflict(("conflicts", key), conflict, content)


def _conflict(path: Path, conflict: Conflict, content: ScenarioFile) -> Iterator[tuple[Path, str]]:
    owned = [f"{o}.{name}" for o, names in conflict.decision_makers.items() for name in names]
    counts = Counter(name.partition(".")[2] for name in owned)
    known = {name for name, count in counts.items() if count == 1} | set(owned)
    if len(owned) > MAXIMUM_OPTIONS:
        yield (
            (*path, "decision_makers"),
            f"{len(owned)} options – at most {MAXIMUM_OPTIONS} can be solved",
        )
    if len(set(owned)) < len(owned):
        yield (*path, "decision_makers"), "a decision maker has one option twice"
    for owner in conflict.decision_makers:
        if owner not in content.actors:
            yield (
                (*path, "decision_makers", owner),
                f"actor '{owner}' is not declared{nearest(owner, content.actors)}",
            )
    homes: list[tuple[str, Mapping[str, Any]]] = [
        ("options", conflict.options),
        ("irreversible", conflict.irreversible),
    ]
    for section, names in homes:
        for name in names:
            yield from _option((*path, section, name), name, known)
    for place, name in enumerate(conflict.status_quo or ()):
        yield from _option((*path, "status_quo", place), name, known)
    for place, text in enumerate(conflict.infeasible):
        yield from _statement((*path, "infeasible", place), text, known)
    for owner, statements in conflict.preferences.items():
        if owner not in conflict.decision_makers:
            yield (
                (*path, "preferences", owner),
                f"'{owner}' is not a decision maker here{nearest(owner, conflict.decision_makers)}",
            )
        for place, preference in enumerate(statements):
            home: Path = (*path, "preferences", owner, place, "statement")
            yield from _statement(home, preference.statement, known)
    yield from _alternatives(path, conflict, known)
    yield from _status_quo(path, conflict, owned)
    for owner in conflict.decision_makers:
        if owner not in conflict.preferences:
            yield (*path, "preferences"), f"preferences of '{owner}' are missing"


def _alternatives(path: Path, conflict: Conflict, known: set[str]) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with other orderings: whose, which statements, one named twice."""
    for owner, orderings in conflict.alternatives.items():
        home: Path = (*path, "alternatives", owner)
        if owner not in conflict.decision_makers:
            yield (
                home,
                f"'{owner}' is not a decision maker here{nearest(owner, conflict.decision_makers)}",
            )
        counts = Counter(one.name for one in orderings)
        for place, ordering in enumerate(orderings):
            if counts[ordering.name] > 1:
                yield (*home, place, "name"), f"'{cut(ordering.name)}' names two – rename one"
            if not ordering.statements:
                yield (*home, place, "statements"), "says nothing – name at least one statement"
            for number, text in enumerate(ordering.statements):
                yield from _statement((*home, place, "statements", number), text, known)


def _status_quo(path: Path, conflict: Conflict, owned: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield which pattern of infeasible states the status quo shows."""
    if conflict.status_quo is None:
        return
    wanted = set(conflict.status_quo)
    taken = {}
    for address in owned:
        bare = address.partition(".")[2]
        taken[address] = taken[bare] = address in wanted or bare in wanted
    for text in conflict.infeasible:
        try:
            pattern = parse_statement(text)
        except StatementError:
            continue  # said elsewhere
        if set(options(pattern)) <= set(taken) and evaluate(pattern, taken):
            yield (
                (*path, "status_quo"),
                f"is infeasible by '{cut(text)}' – change one of the two",
            )


def _option(path: Path, name: str, known: set[str]) -> Iterator[tuple[Path, str]]:
    if name not in known:
        yield path, f"option '{name}' is not declared, or not unique{nearest(name, known)}"


def _statement(path: Path, text: str, known: set[str]) -> Iterator[tuple[Path, str]]:
    try:
        names = options(parse_statement(text))
    except StatementError as error:
        yield path, str(error)
        return
    for name in names:
        yield from _option(path, name, known)

"""Cross-checks of everything that is written in the event language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.scenario.events import EventError, Reference, parse_event, references
from detente.scenario.merging import pair_key
from detente.scenario.problems import Path, nearest
from detente.scenario.schema import Question, ScenarioFile


def check_events(content: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with objectives, given events and questions."""
    for actor, wishes in content.objectives.items():
        if actor not in content.actors:
            known = content.actors
            yield ("objectives", actor), f"actor '{actor}' is not declared{nearest(actor, known)}"
        for text in wishes:
            yield from check_event(("objectives", actor, text), text, content)
    for place, given in enumerate(content.given):
        yield from check_event(("given", place, "event"), given.event, content)
        if content.as_of is not None and given.date.day <= content.as_of.day:
            yield (
                ("given", place, "date"),
                f"{given.date} is not after the scenario's date ({content.as_of})",
            )
    for key, question in content.questions.items():
        place_of: Path = ("questions", key)
        yield from check_event((*place_of, "event"), question.event, content)
        for field, message in question_problems(question):
            yield (*place_of, field), message


def question_problems(question: Question) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together in a question: field, message."""
    opens, closes, resolved = question.opens, question.closes, question.resolved
    if opens is not None and closes.day < opens.day:
        yield "closes", f"{closes} is before it opens ({opens})"
    if question.resolution is not None and resolved is None:
        yield "resolution", "is given without a day – say with 'resolved' when it was settled"
    if question.resolution is None and resolved is not None:
        yield "resolved", "is given without an outcome – say with 'resolution': yes, no or void"
    if resolved is not None and opens is not None and resolved.last < opens.day:
        yield "resolved", f"{resolved} is before it opens ({opens})"


def check_event(path: Path, text: str, content: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with one event: how it is written, and names that are not declared."""
    try:
        event = parse_event(text)
    except EventError as error:
        yield path, f"character {error.position + 1}: {error.message}"
        return
    for reference in references(event):
        problem = _reference(reference, content)
        if problem:
            yield path, problem


def _reference(reference: Reference, content: ScenarioFile) -> str:
    category, name = reference.category, reference.id
    homes: dict[str, Mapping[str, Any]] = {
        "actor": content.actors,
        "issue": content.issues,
        "agreement": content.agreements,
        "conflict": content.conflicts,
        "measure": content.measures,
        "triad": content.triads,
    }
    if category in homes:
        known = list(homes[category])
        if name in known:
            return ""
        return f"{category} '{name}' is not declared{nearest(name, known)}"
    if category in ("pair", "dyad"):
        parts = name.split("-" if category == "pair" else ">")
        for part in parts:
            if part not in content.actors:
                return f"actor '{part}' is not declared{nearest(part, content.actors)}"
        return "" if pair_key(name) else f"'{name}' is not a {category}"
    home, _, option = name.partition(".")
    if home not in content.conflicts:
        return ""  # the conflict is a reference of its own
    declared = {o for owned in content.conflicts[home].decision_makers.values() for o in owned}
    if option not in declared:
        return f"option '{name}' is not declared{nearest(option, declared)}"
    return ""

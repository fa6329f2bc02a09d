"""Cross-checks of everything that is written in the event language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.scenario.events import EventError, Reference, parse_event, references
from detente.scenario.merging import pair_key
from detente.scenario.problems import Path, nearest
from detente.scenario.schema import ScenarioFile


def check_events(content: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with objectives, given events, claims and questions."""
    for actor, wishes in content.objectives.items():
        if actor not in content.actors:
            known = content.actors
            yield ("objectives", actor), f"actor '{actor}' is not declared{nearest(actor, known)}"
        for text in wishes:
            yield from _event(("objectives", actor, text), text, content)
    for place, given in enumerate(content.given):
        yield from _event(("given", place, "event"), given.event, content)
        if content.as_of is not None and given.date.day <= content.as_of.day:
            yield (
                ("given", place, "date"),
                f"{given.date} is not after the scenario's date ({content.as_of})",
            )
    for key, claim in content.claims.items():
        path: Path = ("claims", key, "test")
        yield from _event((*path, "event"), claim.test.event, content)
        if claim.test.than_event is not None:
            yield from _event((*path, "than_event"), claim.test.than_event, content)
        if claim.viewpoint is not None and claim.viewpoint not in content.viewpoints:
            yield (
                ("claims", key, "viewpoint"),
                f"viewpoint '{claim.viewpoint}' is not declared"
                f"{nearest(claim.viewpoint, content.viewpoints)}",
            )
        named: list[tuple[str, str | None, Mapping[str, Any]]] = [
            ("objective_of", claim.objective_of, content.objectives),
            ("policy", claim.policy, content.policies),
        ]
        for field, word, declared in named:
            if word is not None and word not in declared:
                sort = field.removesuffix("_of")
                yield (
                    ("claims", key, field),
                    f"{sort} '{word}' is not declared{nearest(word, declared)}",
                )
    for key, question in content.questions.items():
        yield from _event(("questions", key, "event"), question.event, content)
        if question.opens is not None and question.closes.day < question.opens.day:
            yield (
                ("questions", key, "closes"),
                f"{question.closes} is before it opens ({question.opens})",
            )


def _event(path: Path, text: str, content: ScenarioFile) -> Iterator[tuple[Path, str]]:
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

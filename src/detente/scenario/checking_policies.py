"""Cross-checks of policies: every lever gets what it needs, names what is declared, is dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.scenario.fields import When
from detente.scenario.merging import canonical, kind_at, known_paths, pair_key
from detente.scenario.notation import NotationError
from detente.scenario.policies import ALWAYS, LEVER_KINDS, Lever, Policy
from detente.scenario.problems import Path, listed, nearest
from detente.scenario.quantities import parse_entry
from detente.scenario.reading import Tree
from detente.scenario.schema import ScenarioFile

Found = Iterator[tuple[Path, str]]


def check_policies(tree: Tree, content: ScenarioFile) -> Found:
    """Yield what is wrong with policies."""
    known = known_paths(tree.value) if content.policies else {}
    for key, policy in content.policies.items():
        path: Path = ("policies", key)
        if policy.by is not None and policy.by not in content.actors:
            yield (*path, "by"), _undeclared("actor", policy.by, content.actors)
        if not policy.does and not policy.sets:
            yield path, "does nothing – list levers under 'does', or entries under 'sets'"
        yield from _after(("policies", key, "begins"), policy.begins, content)
        for written, raw in policy.sets.items():
            yield from _entry((*path, "sets", written), written, raw, tree, known)
        for place, lever in enumerate(policy.does):
            own: Path = (*path, "does", place)
            yield from _fields(own, lever)
            yield from _names(own, lever, content)
            yield from _dates(own, lever, policy, content)
            if lever.path is not None and lever.to is not None:
                yield from _entry((*own, "path"), lever.path, lever.to, tree, known)


def _undeclared(sort: str, name: str, known: Mapping[str, Any]) -> str:
    return f"{sort} '{name}' is not declared{nearest(name, known)}"


def _entry(path: Path, written: str, raw: Any, tree: Tree, known: Mapping[str, bool]) -> Found:
    target = canonical(written)
    if target not in known:
        yield path, f"there is no such entry{nearest(target, known)}"
    elif not known[target]:
        yield path, "is no number, and a policy sets numbers only – use a lever under 'does'"
    else:
        try:
            parse_entry(raw, kind_at(tree.value, target))
        except NotationError as error:
            yield (*path, *error.keys), error.message


def _fields(path: Path, lever: Lever) -> Found:
    """Yield fields that a lever needs and lacks, or has and does not take."""
    kind = LEVER_KINDS[lever.lever]
    given = [name for name in type(lever).model_fields if name in lever.model_fields_set]
    for name in kind.needs:
        if getattr(lever, name) is None:
            yield path, f"{lever.lever} needs '{name}'"
    for name in given:
        if name in kind.fields:
            continue
        if name in ("until", "for_months"):
            yield (*path, name), f"{lever.lever} is done and over – leave '{name}' out"
        else:
            known = [field for field in kind.fields if field not in ALWAYS]
            yield (*path, name), f"{lever.lever} takes no '{name}' – it takes {listed(known)}"
    if kind.target:
        if lever.agreement is None and lever.issue is None:
            yield path, f"{lever.lever} needs 'agreement', or 'issue' with 'pair'"
        elif lever.agreement is not None:
            for name in ("issue", "pair"):
                if getattr(lever, name) is not None:
                    yield (*path, name), "leave it out: the agreement says on what and between whom"
    if (lever.times or 1) > 1 and lever.every_months is None:
        yield path, "happens several times – say how often with 'every_months'"
    if lever.every_months is not None and lever.times is None:
        yield path, "happens again and again – say how many times with 'times'"


def _names(path: Path, lever: Lever, content: ScenarioFile) -> Found:
    homes: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
        ("agreement", "agreement", content.agreements),
        ("issue", "issue", content.issues),
        ("actor", "actor", content.actors),
        ("payer", "actor", content.actors),
    )
    for name, sort, known in homes:
        written = getattr(lever, name)
        if written is not None and written not in known:
            yield (*path, name), _undeclared(sort, written, known)
    for name, sign in (("pair", "-"), ("dyad", ">")):
        written = getattr(lever, name)
        if written is None:
            continue
        ends = str(written).split(sign)
        if len(ends) != 2 or not all(ends) or ends[0] == ends[1]:
            shape = "a-b" if sign == "-" else "a>b"
            yield (*path, name), f"'{written}' is no {name} – write {shape}, two different actors"
            continue
        strangers = [end for end in ends if end not in content.actors]
        for end in strangers:
            yield (*path, name), _undeclared("actor", end, content.actors)
        canonical_name = pair_key(written) if sign == "-" else written
        if not strangers and not _related(canonical_name, content):
            yield (*path, name), "no relation between these two is declared under 'relations'"


def _related(name: str, content: ScenarioFile) -> bool:
    pair = pair_key(name.replace(">", "-"))
    return any(pair_key(key.replace(">", "-")) == pair for key in content.relations)


def _after(path: Path, when: When | None, content: ScenarioFile) -> Found:
    if when is not None and content.as_of is not None and when.last <= content.as_of.day:
        yield path, f"{when} is not after the scenario's date ({content.as_of})"


def _dates(path: Path, lever: Lever, policy: Policy, content: ScenarioFile) -> Found:
    for one, other in (("date", "after_months"), ("until", "for_months")):
        if getattr(lever, one) is not None and getattr(lever, other) is not None:
            yield (*path, other), f"'{one}' says it already – leave one of them out"
    yield from _after((*path, "date"), lever.date, content)
    begins = lever.date or policy.begins
    if lever.date and policy.begins and lever.date.last < policy.begins.day:
        yield (*path, "date"), f"{lever.date} is before the policy begins ({policy.begins})"
    yield from _after((*path, "until"), lever.until, content)
    if begins and lever.until and lever.until.day <= begins.day:
        yield (*path, "until"), f"{lever.until} is not after it begins ({begins})"

"""A checked scenario: what the other rooms see instead of the YAML."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from detente.scenario.fields import Section
from detente.scenario.kinds import kinds, kinds_of
from detente.scenario.merging import number_fields
from detente.scenario.notation import parse_distribution
from detente.scenario.quantities import Entry, Provenance, Quantity
from detente.scenario.reading import Tree
from detente.scenario.schema import ScenarioFile


@dataclass(frozen=True)
class Scenario:
    """A declared situation at a date, frozen after loading.

    Attributes:
        name: shipped name, or the stem of the file.
        content: the sections, typed.
        quantities: every number by address, in the order of the file; numbers that the scenario
            leaves out stand in with the default of their kind and `declared=False`.
        tree: the merged plain values, for bundling and for further changes.
        viewpoint: the viewpoint whose switches are applied, or None.
        world: the declared world whose entries are applied, or None.
        changes: paths that a reader changed (`--set`, dissent), which outweigh any viewpoint.
        dissenter: who dissents, or None.
        unset: the quantities that the viewpoint replaced, as they were before.
    """

    name: str
    content: ScenarioFile
    quantities: Mapping[str, Quantity]
    tree: Tree = field(repr=False, compare=False)
    viewpoint: str | None = None
    world: str | None = None
    changes: tuple[str, ...] = ()
    dissenter: str | None = None
    unset: Mapping[str, Quantity] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        """Return three lines: what it is, how large, how much of it is assumed."""
        assumed = sum(q.provenance.value == "assumed" for q in self.quantities.values())
        return (
            f"Scenario {self.name}: {self.content.title}\n"
            f"  as known on {self.as_of.isoformat()}; {len(self.principals)} principals, "
            f"{len(self.content.issues)} issues, {len(self.content.agreements)} agreements\n"
            f"  {len(self.quantities)} quantities, {assumed} of them assumed"
        )

    @property
    def applied(self) -> str:
        """What was applied to the scenario as declared, in words; empty where nothing was."""
        parts = [f"world {self.world}"] if self.world else []
        parts += [f"viewpoint {self.viewpoint}"] if self.viewpoint else []
        if self.changes:
            noun = "entry" if len(self.changes) == 1 else "entries"
            by = f" by {self.dissenter}" if self.dissenter else ""
            parts.append(f"{len(self.changes)} changed {noun}{by}")
        return ", ".join(parts)

    @property
    def title(self) -> str:
        """The title."""
        return self.content.title

    @property
    def as_of(self) -> datetime.date:
        """The date at which the situation is described."""
        assert self.content.as_of is not None  # the loader refuses a scenario without a date
        return self.content.as_of.day

    @property
    def principals(self) -> tuple[str, ...]:
        """Ids of the states and blocs that deal for themselves, in the order of the file."""
        return tuple(
            key
            for key, actor in self.content.actors.items()
            if actor.kind in ("state", "bloc") and actor.principal and actor.of is None
        )

    @property
    def focus(self) -> tuple[str, str]:
        """The pair the first page is about (default: the first two principals)."""
        if self.content.focus is not None:
            return self.content.focus
        first, second = self.principals[:2]
        return first, second

    @property
    def parties(self) -> tuple[str, ...]:
        """Principals, and third parties that are listed under some issue."""
        listed = {actor for issue in self.content.issues.values() for actor in issue.actors}
        return tuple(
            key
            for key, actor in self.content.actors.items()
            if actor.kind in ("state", "bloc") and (key in self.principals or key in listed)
        )

    def concerned(self, issue: str) -> tuple[str, ...]:
        """Principals listed under an issue, in the order of `principals`."""
        listed = self.content.issues[issue].actors
        return tuple(actor for actor in self.principals if actor in listed)

    def fingerprint(self) -> str:
        """Return a hash of everything declared (first 16 hexadecimal digits of SHA-256)."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        # Every finding carries it, and hundreds of small runs would work it out anew.
        text = json.dumps(self.tree.value, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def name_of(self, actor: str) -> str:
        """Return how a sentence names an actor."""
        entry = self.content.actors.get(actor)
        if entry is None:
            return actor.replace("_", " ").title()
        return entry.in_sentence or entry.name

    def short_name(self, actor: str) -> str:
        """Return how a figure names an actor."""
        entry = self.content.actors[actor]
        return entry.short or entry.name

    def legislature_of(self, actor: str) -> str | None:
        """Return the first legislature that belongs to an actor."""
        for key, entry in self.content.actors.items():
            if entry.of == actor and entry.kind == "legislature":
                return key
        return None


def collect_quantities(content: ScenarioFile) -> dict[str, Quantity]:
    """Walk a checked file and return its quantities by address, with defaults filled in."""
    found: dict[str, Quantity] = {}
    listed = {actor for issue in content.issues.values() for actor in issue.actors}
    for key, actor in content.actors.items():
        # Only who weighs a deal gets the defaults of an actor: principals, and third parties
        # that are listed under an issue.
        weighs = actor.kind in ("state", "bloc") and (actor.principal or key in listed)
        skip = () if weighs else tuple(kinds_of("actor"))
        _collect(found, f"actors.{key}", actor, "actor", skip)
    for key, issue in content.issues.items():
        for name, cell in issue.actors.items():
            _collect(found, f"issues.{key}.actors.{name}", cell, "position_cell")
        for name, pair_cell in issue.pairs.items():
            _collect(found, f"issues.{key}.pairs.{name}", pair_cell, "pair_cell")
    for key, relation in content.relations.items():
        _collect(found, f"relations.{key}", relation, "dyad" if ">" in key else "pair")
    simple: tuple[tuple[str, str, Mapping[str, Section]], ...] = (
        ("triads", "triad", content.triads),
        ("agreements", "agreement", content.agreements),
        ("measures", "measure", content.measures),
        ("shocks", "shock", content.shocks),
    )
    for section, sort, entries in simple:
        for key, entry in entries.items():
            _collect(found, f"{section}.{key}", entry, sort)
    for key, parameter in content.parameters.items():
        address = f"parameters.{key}"
        found[address] = _quantity(address, parameter.entry)
    return found


def _collect(
    found: dict[str, Quantity], prefix: str, holder: Any, sort: str, no_default: Iterable[str] = ()
) -> None:
    skipped = set(no_default)
    for name, kind_name in number_fields(sort).items():
        entry = getattr(holder, name)
        kind = kinds_of(sort)[kind_name]
        address = f"{prefix}.{name}"
        if entry is not None:
            found[address] = _quantity(address, entry)
        elif kind.default is not None and name not in skipped:
            distribution = parse_distribution(kind.default, kind)
            found[address] = Quantity(address, kind, distribution, Provenance(), declared=False)


def _quantity(address: str, entry: Entry) -> Quantity:
    kind = entry.kind or kinds()["parameter"]
    return Quantity(address, kind, entry.distribution, entry.provenance)

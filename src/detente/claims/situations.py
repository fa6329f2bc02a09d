"""What is run: a set of premises, and what a claim changes against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from detente.dynamics.assembling import Change
from detente.dynamics.cuts import CUTS
from detente.dynamics.index_sets import Structure
from detente.dynamics.simulating import Course
from detente.scenario.claim_grammar import Setting
from detente.scenario.distributions import Dirichlet, Exact, Uniform
from detente.scenario.draws import Draws
from detente.scenario.merging import canonical
from detente.scenario.model import Scenario
from detente.scenario.notation import parse_distribution
from detente.scenario.quantities import Provenance, Quantity
from detente.scenario.viewpoints import levels_of


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity moved, in every draw, by a fraction of the way to a number."""

    address: str
    towards: float
    fraction: float


@dataclass(frozen=True, slots=True)
class Situation:
    """Premises, and what is changed against them; everything else is as declared.

    Attributes:
        levels: switch and level, in the order of the scenario; the other switches are open.
        prior: addresses of quantities that range over the wide prior of their kind.
        moves: quantities that are moved.
        swapped: quantities that take the numbers of another: address, the other's.
        setting: what a claim changes.
    """

    levels: tuple[tuple[str, str], ...] = ()
    prior: frozenset[str] = frozenset()
    moves: tuple[Move, ...] = ()
    swapped: tuple[tuple[str, str], ...] = ()
    setting: Setting = field(default_factory=Setting)

    def turned(self, scenario: Scenario, changes: Mapping[str, str]) -> Situation:
        """Return the situation with some switches turned."""
        return replace(self, levels=_ordered(scenario, {**dict(self.levels), **changes}))

    def under(self, setting: Setting) -> Situation:
        """Return the situation with what a claim changes."""
        return replace(self, setting=setting)


def _ordered(scenario: Scenario, levels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((s, levels[s]) for s in scenario.content.switches if s in levels)


def situation(scenario: Scenario, levels: Mapping[str, str]) -> Situation:
    """Return the situation in which some switches are set and nothing else is changed."""
    return Situation(_ordered(scenario, levels))


def viewpoint_levels(scenario: Scenario, viewpoint: str) -> dict[str, str]:
    """Return switch → level of a viewpoint."""
    settings = scenario.content.viewpoints[viewpoint].settings
    return {switch: setting.level for switch, setting in settings.items()}


def levels_under(scenario: Scenario, found: Situation) -> dict[str, str]:
    """Return switch → level with what the setting of a claim turns."""
    levels = dict(found.levels)
    if found.setting.viewpoint:
        levels = viewpoint_levels(scenario, found.setting.viewpoint)
    return {**levels, **dict(found.setting.switches)}


def draws_under(base: Draws, found: Situation) -> Draws:
    """Return draws in a situation: the same luck, some columns replaced.

    The scenario stays the one that was drawn from: exact numbers become columns too.

    Args:
        base: draws of the scenario with every switch open.
        found: the situation.
    """
    scenario = base.scenario
    held = set(scenario.changes)
    quantities = {
        address: prior_of(scenario.quantities[address])
        for address in found.prior
        if address not in held
    }
    levels = levels_of(scenario, levels_under(scenario, found))
    quantities |= {address: q for address, q in levels.items() if address not in held}
    columns = dict(base.replaced(quantities).columns) if quantities else dict(base.columns)
    for address, quantity in quantities.items():
        if isinstance(quantity.distribution, Exact):
            columns[address] = np.full(len(base), quantity.distribution.number)
    turned = replace(base, columns=columns)
    before_swap = dict(columns)
    for address, other in found.swapped:
        columns[address] = before_swap.get(other, base[other])
    for move in found.moves:
        before = turned[move.address]
        columns[move.address] = before + move.fraction * (move.towards - before)
    for path, number in found.setting.numbers:
        columns[canonical(path)] = np.full(len(base), number)
    return turned


def opened(base: Draws) -> Draws:
    """Return draws with the viewpoint taken back that a scenario was loaded with."""
    scenario = base.scenario
    unset = {a: q for a, q in scenario.unset.items() if a not in scenario.changes}
    if not unset:
        return base
    columns = dict(base.replaced(unset).columns)
    for address, quantity in unset.items():
        if isinstance(quantity.distribution, Exact):
            columns[address] = np.full(len(base), quantity.distribution.number)
    return replace(base, columns=columns)


def course_under(scenario: Scenario, parts: Structure, setting: Setting) -> Course:
    """Return what a setting changes in a run beside its draws: policy, cuts, drives."""
    fields = {name: 0.0 for cut in setting.cuts for name in CUTS[cut].fields}
    changes = tuple(
        Change(1, "dyad", dyad, "leader_drive", 0.0)
        for actor in setting.without_drive
        for dyad in parts.keys("dyad")
        if dyad.startswith(f"{_principal(scenario, actor)}>")
    )
    return Course(policy=setting.policy or None, fields=fields, changes=changes, conditioned=False)


def _principal(scenario: Scenario, actor: str) -> str:
    entry = scenario.content.actors[actor]
    return entry.of or actor


def prior_of(quantity: Quantity) -> Quantity:
    """Return a quantity with the wide prior of its kind, as if no source said anything.

    The default of the kind where that ranges; else every allowed value alike; shares: all alike.
    """
    kind = quantity.kind
    if isinstance(quantity.distribution, Dirichlet):
        labels = quantity.distribution.labels
        flat = replace(quantity.distribution, weights=tuple(1.0 for _ in labels))
        return replace(quantity, distribution=flat, provenance=Provenance(), declared=False)
    distribution = None if kind.default is None else parse_distribution(kind.default, kind)
    if distribution is None or isinstance(distribution, Exact):
        distribution = Uniform(kind.low, kind.high, kind.low, kind.high)
    return replace(quantity, distribution=distribution, provenance=Provenance(), declared=False)


def addresses_of(groups: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return all addresses of some groups of quantities."""
    return frozenset(address for group in groups for address in group)

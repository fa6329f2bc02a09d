"""Viewpoints side by side: what each author holds, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.scenario.merging import kind_at
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, nearest
from detente.scenario.quantities import Quantity, parse_entry
from detente.scenario.schema import Setting


@dataclass(frozen=True, slots=True)
class Quarrel:
    """One switch and what each viewpoint makes of it.

    Attributes:
        switch: id.
        question: in words.
        levels: id → words.
        settings: viewpoint → its setting, where it has one.
        open: viewpoints that leave it open.
        disputed: whether two viewpoints set it differently.
    """

    switch: str
    question: str
    levels: Mapping[str, str]
    settings: Mapping[str, Setting]
    open: tuple[str, ...]
    disputed: bool

    def holders(self, level: str) -> tuple[str, ...]:
        """Return the viewpoints that take one level."""
        return tuple(key for key, setting in self.settings.items() if setting.level == level)


def quarrels(scenario: Scenario) -> tuple[Quarrel, ...]:
    """Return every switch with the viewpoints' settings, disputed ones first."""
    found = []
    for key, switch in scenario.content.switches.items():
        settings = {
            name: viewpoint.settings[key]
            for name, viewpoint in scenario.content.viewpoints.items()
            if key in viewpoint.settings
        }
        found.append(
            Quarrel(
                switch=key,
                question=switch.question,
                levels={name: level.name for name, level in switch.levels.items()},
                settings=settings,
                open=tuple(v for v in scenario.content.viewpoints if v not in settings),
                disputed=len({setting.level for setting in settings.values()}) > 1,
            )
        )
    return tuple(sorted(found, key=lambda quarrel: not quarrel.disputed))


def settings_of(scenario: Scenario, viewpoint: str) -> dict[str, Quantity]:
    """Return the quantities that a viewpoint's switches set, by address.

    The same quantities as `load(…, viewpoint=…)` gives, without checking the whole scenario again.
    """
    settings = scenario.content.viewpoints[viewpoint].settings
    return levels_of(scenario, {switch: setting.level for switch, setting in settings.items()})


def levels_of(scenario: Scenario, levels: Mapping[str, str]) -> dict[str, Quantity]:
    """Return the quantities that levels of switches set, by address.

    Raises:
        InvalidInputError: an unknown switch or level.
    """
    found: dict[str, Quantity] = {}
    for switch, level in levels.items():
        known = scenario.content.switches
        if switch not in known:
            raise InvalidInputError.single(
                f"switch '{switch}' is not declared{nearest(switch, known)}", file=scenario.name
            )
        if level not in known[switch].levels:
            raise InvalidInputError.single(
                f"switch '{switch}' has no level '{level}'{nearest(level, known[switch].levels)}",
                file=scenario.name,
            )
        for address, raw in known[switch].levels[level].sets.items():
            if address not in scenario.quantities:
                continue  # an entry that is no number, such as a status
            kind = kind_at(scenario.tree.value, address)
            entry = parse_entry(raw, kind)
            found[address] = Quantity(address, kind, entry.distribution, entry.provenance)
    return found

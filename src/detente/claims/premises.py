"""Premises of a viewpoint: the switches it sets, and what its document says of quantities.

Quantities are grouped as a reader would name them. A group is a premise of a viewpoint where the
document of that viewpoint supports some of its numbers, stated or inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from detente.claims.situations import Situation, situation, viewpoint_levels
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario
from detente.scenario.quantities import Citation

#: Positions and what goes with them; the other fields of a cell have groups of their own.
_STANDS = ("position", "salience", "capability")
_WORTHS = ("tactical_gain", "strategic_cost", "damage")


@dataclass(frozen=True, slots=True)
class Premise:
    """One premise.

    Attributes:
        id: `switch:leaders`, or the group of quantities, such as `gains:arms`.
        kind: a switch, or numbers.
        words: in words, to stand after "needs".
        addresses: of the quantities; empty for a switch.
        switch, level: of a switch.
        citations: what supports it.
    """

    id: str
    kind: Literal["switch", "quantities"]
    words: str
    addresses: tuple[str, ...] = ()
    switch: str = ""
    level: str = ""
    citations: tuple[Citation, ...] = field(default=())


def premises_of(scenario: Scenario, viewpoint: str) -> tuple[Premise, ...]:
    """Return the premises of a viewpoint: switches first, then groups of quantities.

    Args:
        scenario: the scenario.
        viewpoint: one of its viewpoints.
    """
    view = scenario.content.viewpoints[viewpoint]
    found = [
        Premise(
            f"switch:{switch}",
            "switch",
            level_words(scenario, switch, setting.level),
            switch=switch,
            level=setting.level,
            citations=setting.citations,
        )
        for switch, setting in view.settings.items()
    ]
    return (*found, *groups_from(scenario, () if view.source is None else (view.source,)))


def groups_from(scenario: Scenario, sources: Iterable[str]) -> tuple[Premise, ...]:
    """Return the groups of quantities that some documents support."""
    known = set(sources)
    groups: dict[str, tuple[str, list[str], list[Citation]]] = {}
    for address, quantity in scenario.quantities.items():
        own = quantity.provenance
        cited = [citation for citation in own.citations if citation.source in known]
        if not cited or own.support not in ("stated", "inferred"):
            continue
        named = group_of(scenario, address)
        if named is None:
            continue
        key, words = named
        _, addresses, citations = groups.setdefault(key, (words, [], []))
        addresses.append(address)
        citations += cited
    return tuple(
        Premise(key, "quantities", words, tuple(own), citations=tuple(dict.fromkeys(cited)))
        for key, (words, own, cited) in groups.items()
    )


def group_of(scenario: Scenario, address: str) -> tuple[str, str] | None:
    """Return the group that a quantity belongs to: its id, and its words; None: to none.

    Facts of the record, such as the notice a treaty asks for, are no premises.
    """
    section, key, *rest = address.split(".")
    content = scenario.content
    name = rest[-1] if rest else ""
    if section == "issues":
        issue = content.issues[key].short or content.issues[key].name
        issue = issue[0].lower() + issue[1:]
        return _of_cell(key, issue, rest[0], name)
    if section == "relations":
        return _of_relation(scenario, key, name)
    if section == "agreements":
        if name == "notice_months":
            return None
        return f"terms:{key}", f"the terms of {content.agreements[key].name}"
    if section == "measures":
        return f"measure:{key}", f"the weight of {content.measures[key].name}"
    if section == "shocks":
        return f"shock:{key}", f"how often and how long {content.shocks[key].name} strikes"
    if section == "actors":
        return f"actor:{key}", f"how {scenario.name_of(key)} is governed"
    if section == "triads":
        return f"triangle:{key}", "how the triangle stands"
    return f"number:{key}", content.parameters[key].name


def _of_cell(key: str, issue: str, over: str, name: str) -> tuple[str, str]:
    if over == "pairs":
        return f"depth:{key}", f"how deep and how verifiable a deal on {issue} can be"
    if name in _STANDS:
        return f"positions:{key}", f"positions and salience on {issue}"
    if name in _WORTHS:
        return f"gains:{key}", f"gains and costs on {issue}"
    if name == "third_party_obligation":
        return f"duties:{key}", f"duties to third parties on {issue}"
    return f"hurdles:{key}", f"hurdles at home on {issue}"


def _of_relation(scenario: Scenario, key: str, name: str) -> tuple[str, str]:
    ends = key.replace(">", "-").split("-")
    who = [scenario.name_of(end) for end in ends]
    if name == "leader_drive":
        return f"drive:{ends[0]}", f"the drive of the leader of {who[0]}"
    if name == "sanctions":
        return f"sanctions:{key}", f"the sanctions of {who[0]} on {who[1]}"
    pair = pair_key("-".join(ends))
    both = [scenario.name_of(end) for end in pair.split("-")]
    return f"relations:{pair}", f"how {both[0]} and {both[1]} stand to each other"


def level_words(scenario: Scenario, switch: str, level: str) -> str:
    """Return a level of a switch in words."""
    return scenario.content.switches[switch].levels[level].name


def switch_words(scenario: Scenario, switch: str) -> str:
    """Return a switch in words: its question, to stand after a colon."""
    text = scenario.content.switches[switch].question.rstrip("?")
    return text[0].lower() + text[1:]


def own_situation(scenario: Scenario, viewpoint: str) -> Situation:
    """Return the situation of a viewpoint: its switches set, everything else as declared."""
    return situation(scenario, viewpoint_levels(scenario, viewpoint))


def only(scenario: Scenario, premises: Iterable[Premise], kept: Iterable[str]) -> Situation:
    """Return the situation in which some premises stand and the others are at the prior.

    A switch at the prior is open; quantities at the prior range as if no source said anything.

    Args:
        scenario: the scenario.
        premises: all premises of a viewpoint.
        kept: ids of those that stand.
    """
    stands = set(kept)
    levels = {p.switch: p.level for p in premises if p.kind == "switch" and p.id in stands}
    prior = frozenset(
        address
        for p in premises
        if p.kind == "quantities" and p.id not in stands
        for address in p.addresses
    )
    return replace(situation(scenario, levels), prior=prior)


def covered(cited: Iterable[Citation], by: Iterable[Citation]) -> bool:
    """Whether every paragraph cited is among those of another list; a whole source counts as all.

    Args:
        cited: what supports a premise; nothing is not covered.
        by: the paragraphs of a claim.
    """
    paragraphs: dict[str, set[int]] = {}
    whole: set[str] = set()
    for citation in by:
        paragraphs.setdefault(citation.source, set()).update(citation.paragraphs)
        if not citation.paragraphs:
            whole.add(citation.source)
    found = list(cited)
    return bool(found) and all(
        citation.source in whole
        or (
            bool(citation.paragraphs)
            and set(citation.paragraphs) <= paragraphs.get(citation.source, set())
        )
        for citation in found
    )


def by_address(premises: Iterable[Premise]) -> Mapping[str, Premise]:
    """Return address → the group it belongs to."""
    return {address: p for p in premises for address in p.addresses}

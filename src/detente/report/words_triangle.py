"""The triangle: its configuration, each corner's role, and two theories that are never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from detente.interests.triads import Triangle
from detente.interests.verdicts import Firmness
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES
from detente.report.lexicon import names, share_words, upper_first
from detente.report.sentences import Sentence, kept, likely, said, strength_of
from detente.scenario.model import Scenario

#: What each configuration means.
MEANINGS = {
    "ménage à trois": "all three are on good terms",
    "romantic triangle": "a pivot is on good terms with two rivals",
    "stable marriage": "two partners stand against an outcast",
    "unit veto": "all three are at odds",
}
BALANCED = ("ménage à trois", "stable marriage")
#: What each role means, and the configuration in which it exists.
ROLE_MEANINGS = {
    "pivot": "on good terms with two rivals",
    "friend": "on good terms with two friends",
    "partner": "allied with one, at odds with the other",
    "wing": "close to the pivot, at odds with the other wing",
    "enemy": "at odds with both",
    "outcast": "at odds with two friends",
}
_TYPE_OF = {
    "pivot": "romantic triangle",
    "wing": "romantic triangle",
    "friend": "ménage à trois",
    "partner": "stable marriage",
    "outcast": "stable marriage",
    "enemy": "unit veto",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a triangle.

    Attributes:
        pair: the two actors.
        friendly, hostile: share of draws in which they are on good and on bad terms, the whole
            triangle being unambiguous.
    """

    pair: tuple[str, str]
    friendly: float
    hostile: float

    @property
    def sign(self) -> int:
        """Return 1 for friendly, −1 for hostile, 0 where it cannot be told."""
        if strength_of(self.friendly) != "open":
            return 1
        return -1 if strength_of(self.hostile) != "open" else 0


def edges(found: Triangle) -> tuple[Edge, ...]:
    """Return the three sides; a role of a corner fixes the signs of all of them."""
    made = []
    for one, other in combinations(found.members, 2):
        third = next(actor for actor in found.members if actor not in (one, other))
        roles = found.roles
        friendly = roles[one]["pivot"] + roles[other]["pivot"] + roles[third]["outcast"]
        hostile = roles[third]["pivot"] + roles[one]["outcast"] + roles[other]["outcast"]
        made.append(
            Edge(
                (one, other),
                friendly + found.types["ménage à trois"],
                hostile + found.types["unit veto"],
            )
        )
    return tuple(made)


def likeliest(found: Triangle) -> tuple[str, Firmness]:
    """Return the configuration found in most draws, and how firmly it may be stated."""
    name = max(TRIANGLE_TYPES, key=lambda kind: found.types[kind])
    return name, strength_of(found.types[name], found.types_widened[name])


def triangle_sentences(scenario: Scenario, found: Triangle) -> tuple[Sentence, ...]:
    """Return the lead: the configuration, and what the theories make of it."""
    return kept(
        type_sentence(scenario, found),
        dispute_sentence(found),
        pull_sentence(scenario, found),
    )


def type_sentence(scenario: Scenario, found: Triangle) -> Sentence:
    """Name the configuration, as firmly as it may be."""
    name, strength = likeliest(found)
    who = names(scenario, found.members)
    key = f"triangle#{found.triad}"
    if strength == "open":
        return said(f"what kind of triangle {who} form cannot be told.", f"{key}.open")
    article = "" if name == "unit veto" else "a "
    text = f"{who} {likely(strength)}form {article}{name}: {MEANINGS[name]}."
    return said(text, f"{key}.{name.replace(' ', '_')}")


def dispute_sentence(found: Triangle) -> Sentence | None:
    """Say that the theories disagree about the pivot; None unless a pivot is the likeliest."""
    name, strength = likeliest(found)
    if name != "romantic triangle" or not found.types[name]:
        return None
    key = f"triangle#{found.triad}.dispute"
    if strength == "open":
        text = (
            "the likeliest reading has a pivot, on which the theories disagree: balance undoes "
            "it, courting rewards it."
        )
    else:
        text = "the two theories disagree about the pivot: balance undoes it, courting rewards it."
    return said(text, key)


def role_words(found: Triangle, actor: str) -> str:
    """Return a corner's most frequent role, as firmly as it may be stated."""
    role = max(ROLES, key=lambda name: found.roles[actor][name])
    share = found.roles[actor][role]
    # Only configurations were tried with doubled widths; a role holds no more often than its own.
    strength = strength_of(share, min(share, found.types_widened[_TYPE_OF[role]]))
    if not share:
        return "cannot be told"
    if strength == "open":
        return f"cannot be told; most often {role}, {ROLE_MEANINGS[role]}"
    return f"{likely(strength)}{role}: {ROLE_MEANINGS[role]}"


def role_rows(scenario: Scenario, found: Triangle) -> tuple[tuple[str, str], ...]:
    """Return each corner and its role in words."""
    return tuple(
        (upper_first(scenario.name_of(actor)), role_words(found, actor)) for actor in found.members
    )


def type_rows(found: Triangle) -> tuple[tuple[str, str, str], ...]:
    """Return each configuration, its meaning and its share of draws in words."""
    rows = [
        (kind, MEANINGS[kind], share_words(found.types[kind], found.types_widened[kind]))
        for kind in sorted(TRIANGLE_TYPES, key=lambda kind: -found.types[kind])
    ]
    unclear = max(1 - sum(found.types_widened.values()), 0.0)
    share = share_words(found.ambiguous, unclear)
    return (*rows, ("ambiguous", "some pair is neither friendly nor hostile", share))


def balance_pull(found: Triangle, place: int) -> int:
    """Return where balance pulls one side: the product of the other two signs; 0 if unknown."""
    first, second = (edge.sign for other, edge in enumerate(edges(found)) if other != place)
    return first * second


def courting_pull(found: Triangle, place: int) -> int | None:
    """Return whether a side is courted: somebody on it is at odds with the third.

    1: courted; 0: nobody on it is at odds with the third; None: it cannot be told.
    """
    signs = [edge.sign for other, edge in enumerate(edges(found)) if other != place]
    if -1 in signs:
        return 1
    return None if 0 in signs else 0


def pull_sentence(scenario: Scenario, found: Triangle) -> Sentence | None:
    """Say that the theories pull the first pair apart and together; None unless they do.

    Sides were not tried with doubled widths, so this is never said without `probably`.
    """
    for place, edge in enumerate(edges(found)):
        if set(edge.pair) != set(scenario.focus):
            continue
        if balance_pull(found, place) == -1 and courting_pull(found, place) == 1:
            text = (
                f"given the other two sides, balance probably cools {names(scenario, edge.pair)}; "
                "courting probably warms them."
            )
            return said(text, f"triangle#{found.triad}.pulls")
    return None


def balance_sentence(found: Triangle) -> Sentence:
    """Say what Heider's theory makes of the likeliest configuration."""
    name, strength = likeliest(found)
    key = f"triangle#{found.triad}.balance"
    if not found.types[name]:
        return said("nothing can be told: no side has a clear sign.", f"{key}.open")
    subject = _subject(name, strength)
    if name in BALANCED:
        return said(f"{subject} is balanced and would hold.", f"{key}.holds")
    ends = {
        "romantic triangle": "either the rivals make up or the pivot loses one side",
        "unit veto": "two of the three would come together against the third",
    }[name]
    return said(f"{subject} is unbalanced and would drift: {ends}.", f"{key}.drifts")


def courting_sentence(found: Triangle) -> Sentence:
    """Say what Dittmer's theory makes of the likeliest configuration."""
    name, strength = likeliest(found)
    key = f"triangle#{found.triad}.courting"
    if not found.types[name]:
        return said("nothing can be told: no side has a clear sign.", f"{key}.open")
    what = {
        "romantic triangle": "both rivals court the pivot, which gains while their rivalry lasts",
        "stable marriage": "the partners court each other, and the outcast courts both",
        "ménage à trois": "nobody has a rival, so nobody needs to court",
        "unit veto": "everybody has a rival, so everybody courts everybody",
    }[name]
    place = "if it is" if strength == "open" else "in"
    text = f"{place} a {name}, {what}."
    return said(text, f"{key}.{name.replace(' ', '_')}")


def _subject(name: str, strength: Firmness) -> str:
    """Name a configuration; where it cannot be told, the sentence is conditional."""
    return f"if it is a {name}, it" if strength == "open" else f"a {name}"

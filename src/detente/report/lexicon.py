"""Names, numbers, lists and dates as a sentence needs them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from detente.scenario.fields import When
from detente.scenario.model import Scenario
from detente.scenario.quantities import Citation

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
#: So many letters in common make a word look like a form of a name (Korea, Korean).
_STEM = 4


def number(count: int) -> str:
    """Return a count in words up to twelve, in figures above."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `one deal`, `no deals`."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def upper_first(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def possessive(name: str) -> str:
    """Return `Russia’s`, `the United States’`."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def date_words(day: datetime.date, precision: str = "day") -> str:
    """Return `25 April 2025`, `April 2025` or `2025`."""
    month = MONTHS[day.month - 1]
    if precision == "day":
        return f"{day.day} {month} {day.year}"
    return f"{month} {day.year}" if precision == "month" else str(day.year)


def when_words(when: When) -> str:
    """Return a date as exactly as it is known."""
    return date_words(when.day, when.precision)


def on_date(when: When) -> str:
    """Return a date with its preposition: `on 25 April 2025`, `in April 2025`."""
    return f"{'on' if when.precision == 'day' else 'in'} {when_words(when)}"


def names(scenario: Scenario, actors: Iterable[str], last: str = "and") -> str:
    """Return actors as a sentence lists them."""
    return listing((scenario.name_of(actor) for actor in actors), last)


def short(scenario: Scenario, actor: str) -> str:
    """Return the name a figure uses, also for an actor that is not declared."""
    if actor in scenario.content.actors:
        return upper_first(scenario.content.actors[actor].name.removeprefix("the "))
    return scenario.name_of(actor)


def pair_words(scenario: Scenario, pair: Sequence[str]) -> str:
    """Return `Russia and the United States`."""
    return names(scenario, pair)


def pair_label(scenario: Scenario, pair: Sequence[str]) -> str:
    """Return `Russia – United States`."""
    return " – ".join(short(scenario, actor) for actor in pair)


def issue_label(scenario: Scenario, issue: str) -> str:
    """Return how a figure names an issue."""
    entry = scenario.content.issues[issue]
    return entry.short or entry.name


def issue_words(scenario: Scenario, issue: str) -> str:
    """Return how a sentence names an issue briefly: `strategic arms`, `the war`, `Berlin`."""
    name = scenario.content.issues[issue].name
    if name.startswith("The "):
        return f"the {name[4:]}"
    return issue_tag(scenario, issue)


def issue_tag(scenario: Scenario, issue: str) -> str:
    """Return the label of an issue as it stands inside a sentence: `war in Ukraine`."""
    return lower_first(scenario, issue_label(scenario, issue)).replace(", ", " and ")


def deal_words(scenario: Scenario, issue: str) -> str:
    """Return how a sentence names the deal on an issue."""
    entry = scenario.content.issues[issue]
    return entry.deal or f"a deal on {issue_words(scenario, issue)}"


def lower_first(scenario: Scenario, text: str) -> str:
    """Lower the first letter, unless the first word looks like a name.

    A word that the scenario also writes small is no name; a lone word that it never writes small is
    taken for one, and so is a word that looks like a form of an actor's name.
    """
    words = _WORD.findall(text)
    if not words or not words[0][1:].islower():
        return text
    lowered = text[0].lower() + text[1:]
    if words[0].lower() in _written_small(scenario):
        return lowered
    if len(words) == 1 or words[1][0].isupper():
        return text
    stem = words[0][:_STEM].lower()
    known = {
        word[:_STEM].lower()
        for actor in scenario.content.actors.values()
        for field in (actor.name, actor.capital or "")
        for word in _WORD.findall(field)
        if word[0].isupper() and len(word) >= _STEM
    }
    return text if stem in known else lowered


def _written_small(scenario: Scenario) -> set[str]:
    """Return the words that the issues of a scenario write with a small letter."""
    texts = [
        text
        for issue in scenario.content.issues.values()
        for text in (issue.name, issue.deal, issue.poles.zero, issue.poles.hundred, issue.note)
        if text
    ]
    return {word for text in texts for word in _WORD.findall(text) if word[0].islower()}


def leader_of(scenario: Scenario, actor: str) -> str:
    """Return the leader of a principal as a sentence names him or her."""
    for entry in scenario.content.actors.values():
        if entry.of == actor and entry.kind == "leader":
            return entry.in_sentence or entry.name
    return f"the leader of {scenario.name_of(actor)}"


def source_words(scenario: Scenario, source: str) -> str:
    """Return how a table names a source: author and year, or title."""
    entry = scenario.content.sources.get(source)
    if entry is None:
        return source
    if entry.author and entry.kind in ("essay", "article", "book") and entry.date:
        author = "unnamed author" if entry.author.startswith("not named") else entry.author
        return f"{author}, {entry.date.day.year}"
    return entry.title


def cite_words(citations: Iterable[Citation]) -> str:
    """Return citations as `kortunov-2025 ¶ 15–16, 19; treaties`."""
    parts = []
    for citation in citations:
        source, _, paragraphs = str(citation).partition("#")
        spans = paragraphs.replace("-", "–").replace(",", ", ")
        parts.append(f"{source} ¶ {spans}" if spans else source)
    return "; ".join(parts)


def hundred(share: float) -> int:
    """Return a share as a whole number of draws in a hundred."""
    return round(100 * share)


def share_words(share: float, widened: float | None) -> str:
    """Return `in 52–64 of 100 draws`: as declared and with widths doubled, in rising order."""
    low, high = sorted((hundred(share), hundred(share if widened is None else widened)))
    if low == high == 0:
        return "in none of 100 draws"
    return f"in {low} of 100 draws" if low == high else f"in {low}–{high} of 100 draws"

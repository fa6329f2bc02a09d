"""Sentences that depend on a finding, and how firmly they may speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.interests.verdicts import Firmness, Verdict, firmness
from detente.library.conventions import conventions
from detente.report.lexicon import (
    counted,
    deal_words,
    issue_tag,
    issue_words,
    listing,
    number,
    upper_first,
)
from detente.scenario.model import Scenario

#: No generated sentence is longer.
MOST_WORDS = 25

Standing: TypeAlias = Literal["stands", "partly", "falls", "nothing"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the finding that it rests on.

    Attributes:
        text: the sentence.
        finding: id of the finding; the sentence disappears with it.
    """

    text: str
    finding: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


def said(text: str, finding: str) -> Sentence:
    """Return a sentence with a capital at its start."""
    return Sentence(upper_first(text.replace("'", "’")), finding)


def kept(*sentences: Sentence | None) -> tuple[Sentence, ...]:
    """Return the sentences whose finding holds."""
    return tuple(sentence for sentence in sentences if sentence is not None)


def word_count(text: str) -> int:
    """Return the number of words in a text."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def fitting(
    scenario: Scenario,
    issues: Sequence[str],
    build: Callable[[str], str],
    last: str = "and",
    prefix: str | None = None,
) -> str:
    """Build a sentence about deals, as fully as its length allows.

    The deals are spelled out; if that is too long, issues stand for them; else they are counted.

    Args:
        scenario: names the deals.
        issues: what they are about.
        build: makes the sentence of the words for the deals.
        last: the word before the last of a list.
        prefix: what stands before issues (default: `deals on`).
    """
    full = listing((deal_words(scenario, issue) for issue in issues), last)
    noun = "a deal on " if len(issues) == 1 else "deals on "
    head = noun if prefix is None else prefix
    brief = [
        f"{head}{listing((words(scenario, issue) for issue in issues), last)}"
        for words in (issue_words, issue_tag)
    ]
    return _first_fitting((full, *brief, counted(len(issues), "deal")), build)


def fitting_issues(scenario: Scenario, issues: Sequence[str], build: Callable[[str], str]) -> str:
    """Build a sentence about issues; if naming them is too long, they are counted."""
    named = [
        listing(words(scenario, issue) for issue in issues) for words in (issue_words, issue_tag)
    ]
    return _first_fitting((*named, counted(len(issues), "issue")), build)


def _first_fitting(options: Sequence[str], build: Callable[[str], str]) -> str:
    made = [build(option) for option in options]
    return next((text for text in made if word_count(text) <= MOST_WORDS), made[-1])


def likely(strength: Firmness) -> str:
    """Return the adverb that a firmness demands, with a space after it."""
    return {"settled": "", "leaning": "probably ", "open": ""}[strength]


def strength_of(share: float, widened: float | None = None) -> Firmness:
    """Return how firmly a share may be stated; without a widened share, by the declared one."""
    return firmness(share, share if widened is None else widened)


def stands(widened: Iterable[float]) -> Standing:
    """Say whether findings that can be stated still can with widths doubled.

    Args:
        widened: the share of draws in which each holds with widths doubled.
    """
    every = list(widened)
    if not every:
        return "nothing"
    floor = conventions()["leaning_share"]
    good = sum(share >= floor for share in every)
    return "stands" if good == len(every) else "partly" if good else "falls"


def standing_words(widened: Iterable[float], noun: str = "issue") -> str:
    """Return the one line under a finding about doubled widths."""
    every = list(widened)
    floor = conventions()["leaning_share"]
    good = sum(share >= floor for share in every)
    standing = stands(every)
    if standing == "stands":
        return "Stands when widths are doubled."
    if standing == "partly":
        total = number(len(every))
        return f"Partly stands when widths are doubled: on {number(good)} of {total} {noun}s."
    if standing == "falls":
        return "Does not stand when widths are doubled."
    return "Nothing here is firm enough to test."


def focus_verdicts(scenario: Scenario, verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts on the focus pair, in the order of the issues."""
    pair = set(scenario.focus)
    return tuple(found for found in verdicts if set(found.pair) == pair)

"""The track record in words: where skill shows beyond simple baselines, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.forecasts.baselines import WORDS
from detente.forecasts.shipped import shipped_record
from detente.forecasts.words import CLASS_WORDS
from detente.report.lexicon import counted, listing, number, upper_first
from detente.report.sentences import Sentence, kept, said
from detente.scenario.model import Scenario

#: An interval has three numbers: the mean, the low and the high end.
Ends = tuple[float, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """One class of questions, over all horizons or at one.

    Attributes:
        group: the class.
        months: the horizon; None: all of them.
        score: Brier, or CRPS where the answer is a number.
        asked, answered, families: questions, and families of those answered.
        changes: answered ones in which something other than the status quo came; None: a number.
        model: mean score; None at one horizon.
        baselines: baseline → mean score over the same questions.
        best: the baseline with the best score; its name.
        difference: score less that of the best baseline: mean, and the ends of its interval.
        verdicts: baseline → better, worse, no difference shown.
        choice: whether what the scenarios hold changed more often than what they lack.
        held, lacked: families that the scenarios hold and lack, with those of them that changed.
        hinges: families without which no difference shows.
        on_changes: the same scores on change events alone: the model's, and by baseline.
    """

    group: str
    months: int | None
    score: str
    asked: int
    answered: int
    families: int
    changes: int | None
    model: float | None
    baselines: Mapping[str, float]
    best: str
    difference: Ends
    verdicts: Mapping[str, str]
    choice: bool
    held: tuple[int, int]
    lacked: tuple[int, int]
    hinges: tuple[str, ...]
    on_changes: Mapping[str, Any]

    @property
    def skilled(self) -> bool:
        """Whether it scores better than every baseline."""
        return bool(self.verdicts) and set(self.verdicts.values()) == {"better"}

    @property
    def told(self) -> bool:
        """Whether there are families enough for an interval."""
        return self.difference[1] is not None

    @property
    def doubted(self) -> bool:
        """Whether a better score rests on the choice of what to hold, or on single families."""
        return self.choice or bool(self.hinges)

    @property
    def name(self) -> str:
        """Return how a sentence names the class."""
        return CLASS_WORDS[self.group]


def record_of(scenario: Scenario) -> Mapping[str, Any] | None:
    """Return the shipped record where it speaks of this scenario; else None."""
    record = shipped_record()
    return record if scenario.name in record["vintages"] else None


def classes(record: Mapping[str, Any]) -> tuple[Scored, ...]:
    """Return the classes over all horizons."""
    return tuple(_scored(group, None, row) for group, row in record["classes"].items())


def by_horizon(record: Mapping[str, Any], group: str) -> tuple[Scored, ...]:
    """Return one class at each of its horizons."""
    rows = (row for row in record["by_horizon"] if row["class"] == group)
    return tuple(_scored(group, row["months"], row) for row in rows)


def _scored(group: str, months: int | None, row: Mapping[str, Any]) -> Scored:
    known = {name: value for name, value in row["baselines"].items() if value is not None}
    best = min(known, key=lambda name: known[name], default="")
    choice = row.get("choice") or {}
    held = choice.get("held", 0), choice.get("held_changed", 0)
    lacked = choice.get("lacked", 0), choice.get("lacked_changed", 0)
    mean, low, high = row["difference"].get(best, (0.0, None, None))
    return Scored(
        group=group,
        months=months,
        score=row["score"],
        asked=row["asked"],
        answered=row["answered"],
        families=row["families"],
        changes=row.get("changes"),
        model=row.get("model"),
        baselines=known,
        best=best,
        difference=(mean or 0.0, low, high),
        verdicts=row["verdicts"],
        choice=held[1] * lacked[0] > lacked[1] * held[0],
        held=held,
        lacked=lacked,
        hinges=tuple(row.get("hinges_on", ())),
        on_changes=row.get("on_changes") or {},
    )


def record_lead(record: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Return the answer: where skill shows, and that all of it is hindsight-exposed."""
    found = classes(record)
    return kept(skill_words(found), doubt_words(found), _exposed(), _development(record))


def skill_words(found: tuple[Scored, ...]) -> Sentence:
    """Say on how many classes skill shows beyond every baseline; "no skill shown" where on none."""
    skilled = [one for one in found if one.skilled]
    total = counted(len(found), "class of questions", "classes of questions")
    if not skilled:
        return said(f"no skill shown on any of {total}.", "record.skill")
    names = listing(one.name for one in skilled)
    if len(skilled) == len(found):
        return said(f"skill beyond every baseline shows on {names}.", "record.skill")
    rest = len(found) - len(skilled)
    return said(
        f"no skill shown on {number(rest)} of {total}; on {names} the scores beat every baseline.",
        "record.skill",
    )


def doubt_words(found: tuple[Scored, ...]) -> Sentence | None:
    """Say what a better score rests on; None where none is better, or nothing speaks against it."""
    for one in found:
        if one.skilled and one.choice:
            return said(
                f"that may be the choice: {_of(one.held)} that the scenarios hold changed, "
                f"{_of(one.lacked)} that they lack.",
                f"record.{one.group}.choice",
            )
        if one.skilled and one.hinges:
            return said(
                f"that difference does not show without {listing(one.hinges, 'or')}.",
                f"record.{one.group}.hinges",
            )
    return None


def _of(counts: tuple[int, int]) -> str:
    """Return `four of six`, `none of 23`."""
    total, some = counts
    return f"{number(some) if some else 'none'} of {number(total)}"


def _exposed() -> Sentence:
    return said(
        "every score is hindsight-exposed: each vintage was coded by people who knew what came "
        "after.",
        "record.exposure",
    )


def _development(record: Mapping[str, Any]) -> Sentence | None:
    if record["status"] == "frozen":
        return None
    return said(
        "the rules changed after a look at scores: this is development, not a record.",
        "record.development",
    )


def counts_words(record: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Say how many questions there were, how many were answered, and how many were changes."""
    found = classes(record)
    changes = sum(one.changes or 0 for one in found)
    numbers = sum(one.answered for one in found if one.changes is None)
    first = said(
        f"rules frozen before any score made {record['asked']:,} yes/no questions; the scenarios "
        f"answer {record['answered']:,}.",
        "record.asked",
    )
    second = (
        said(f"what came of {changes} of these was a change from the status quo.", "record.changes")
        if changes
        else None
    )
    third = (
        said(f"{numbers} more were answered with a number.", "record.numbers") if numbers else None
    )
    return kept(first, second, third)


def verdict_words(one: Scored) -> str:
    """Return what a row of the picture says: the words come before the marks."""
    if not one.answered:
        return "Nothing answered"
    if not one.told:
        few = counted(one.families, "family", "families")
        return f"No skill shown; {few}, too few for an interval"
    if one.skilled:
        return "Better than every baseline" + (
            ", but the choice may explain it" if one.choice else ""
        )
    if "worse" in one.verdicts.values():
        worse = [WORDS[name] for name, verdict in one.verdicts.items() if verdict == "worse"]
        return f"Worse than {listing(worse)}".replace("'", "’")
    return "No skill shown"


def baseline_words(name: str) -> str:
    """Return a baseline as the head of a column."""
    return upper_first(WORDS[name].removeprefix("the ")).replace("'", "’")


def first_page_sentences(scenario: Scenario) -> tuple[Sentence, ...]:
    """Say what the record supports, for the first page; without a record: no skill shown."""
    record = record_of(scenario)
    if record is None:
        return kept(
            said("no forecast of this case has been scored: no skill shown.", "record.none")
        )
    found = classes(record)
    skilled = [one for one in found if one.skilled]
    if not skilled:
        return kept(
            said("past questions show no skill beyond simple baselines.", "record.skill"),
        )
    clean = [one for one in skilled if not one.doubted]
    if not clean:
        names = listing(one.name for one in skilled)
        return kept(
            said(
                f"no skill shown beyond simple baselines, save on {names}, where the choice of "
                "cases may explain it.",
                "record.skill",
            )
        )
    return kept(
        said(
            f"skill beyond simple baselines shows on {listing(one.name for one in clean)}, in "
            "hindsight-exposed scores.",
            "record.skill",
        )
    )

"""What a report cannot answer, what it rests on, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from detente.report import words_model
from detente.report.lexicon import counted, date_words, listing, names
from detente.scenario.evidence import Evidence
from detente.scenario.model import Scenario
from detente.scenario.reading import read_text

if TYPE_CHECKING:
    from detente.claims import ClaimFindings

#: What stands on the list where nothing runs month by month.
_STANDSTILL = (
    "When anything happens, or how likely an event is: nothing runs month by month here, and no "
    "forecast is made",
    "How the sides would answer one another’s moves",
)


def cannot_answer(
    scenario: Scenario,
    *,
    monthly: bool = False,
    standoffs: bool = False,
    claims: ClaimFindings | None = None,
) -> tuple[str, ...]:
    """Return the standing list of what this report cannot answer.

    Args:
        scenario: what it is about.
        monthly: whether the monthly model was run.
        standoffs: whether the declared conflicts were solved.
        claims: what became of the declared claims; None where they were not tested.
    """
    others = [actor for actor in scenario.principals if actor not in scenario.focus]
    blocs = [a for a in scenario.principals if scenario.content.actors[a].kind == "bloc"]
    made = [
        "Whether nuclear weapons would be used",
        "Whether a government will fall",
        _inside(scenario, blocs),
        f"What {names(scenario, others, 'or')} will start of its own accord" if others else "",
        *(words_model.cannot(scenario) if monthly else _STANDSTILL),
        "Who would cheat on a deal, and how well it would hide",
        "Who wins a battle or an election",
        "What a technology nobody has yet will change",
        "The economy, beyond one gain and one cost on each issue",
        f"Anything after {date_words(scenario.as_of)}, unless the scenario says so",
        *_declared_only(scenario, monthly=monthly, standoffs=standoffs, claims=claims),
    ]
    return tuple(text for text in made if text)


def _inside(scenario: Scenario, blocs: list[str]) -> str:
    if blocs:
        return f"What goes on inside {names(scenario, blocs, 'or')}, which counts as one actor"
    return "What goes on inside an alliance"


def _declared_only(
    scenario: Scenario, *, monthly: bool, standoffs: bool, claims: ClaimFindings | None
) -> list[str]:
    """Name what the scenario declares and no analysis of this report uses."""
    content = scenario.content
    found = []
    if content.conflicts and not standoffs:
        titles = listing(conflict.title for conflict in content.conflicts.values())
        found.append(f"Which outcome of the standoff is stable ({titles}): not solved here")
    if content.claims and claims is None:
        amount = counted(len(content.claims), "declared claim")
        found.append(f"Whether {amount} of the experts would hold: not tested here")
    if claims is not None:
        found += _beyond(claims)
    if content.shocks and not monthly:
        found.append("What the declared shocks would do: they do not enter these findings")
    return found


def _beyond(claims: ClaimFindings) -> list[str]:
    """Name what testing the claims leaves open."""
    beyond = claims.having("outside the model")
    found = ["Whether an expert is right: a claim is held against the model, not against the world"]
    if beyond:
        amount = counted(len(beyond), "claim")
        found.append(f"Whether {amount} of the experts would hold: outside the model")
    return found


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source and how much rests on it."""

    name: str
    title: str
    where: str
    used: str


def source_rows(scenario: Scenario, found: Evidence) -> tuple[SourceRow, ...]:
    """Return the sources, the most used first."""
    rows = []
    order = sorted(scenario.content.sources, key=lambda key: -found.by_source.get(key, 0))
    for key in order:
        source = scenario.content.sources[key]
        count = found.by_source.get(key, 0)
        place = [source.publisher or "", str(source.date.day.year) if source.date else ""]
        if source.paragraphs:
            place.append(f"{source.paragraphs} paragraphs")
        if source.note:
            place.append(source.note)
        rows.append(
            SourceRow(
                key,
                source.title,
                ". ".join(part.rstrip(".") for part in (source.author or "", *place) if part),
                counted(count, "number") if count else "no number; texts only",
            )
        )
    return tuple(rows)


@cache
def convention_rows() -> tuple[tuple[str, str, str], ...]:
    """Return every convention of wording: name, value, meaning."""
    text = resources.files("detente.library").joinpath("conventions.yaml").read_text("utf-8")
    entries = read_text(text, "conventions.yaml").value["conventions"]
    return tuple(
        (name.replace("_", " "), f"{entry['is']:g}", entry["note"])
        for name, entry in entries.items()
    )


def commands(
    name: str,
    draws: int,
    seed: int,
    changes: Iterable[str],
    *,
    monthly: bool = False,
    bargaining: int = 0,
    standoffs: int = 0,
    claims: bool = False,
    record: str = "",
) -> tuple[str, ...]:
    """Return the command lines that repeat the report.

    Args:
        name, draws, seed, changes: of the report.
        monthly: whether the monthly model was run.
        bargaining, standoffs: draws of these analyses, 0 where they were not run.
        claims: whether the declared claims were tested.
        record: the case whose stored record of past questions is shown; empty where none is.
    """
    made = [
        f"detente check {name}",
        f"detente map {name} --draws {draws} --seed {seed}",
        f"detente report {name} --draws {draws} --seed {seed}",
    ]
    if bargaining:
        made.insert(2, f"detente bargain {name} --draws {bargaining} --seed {seed}")
    if standoffs:
        made.insert(-1, f"detente stability {name} --draws {standoffs} --seed {seed}")
    if monthly:
        made.insert(-1, f"detente simulate {name} --draws {draws} --seed {seed}")
        made.append(words_model.check_command(name))
    if claims:
        made.append(f"detente claims {name} --seed {seed}")
    if record:
        made.append(f"detente backtest {record}")
    if list(changes):
        made.append("# entries were changed after reading; repeat them with --set or --dissent")
    return tuple(made)

"""What the command line prints of a run: the answer in words, then a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.dynamics.binding_log import Binding
    from detente.dynamics.deal_courses import DealCourse
    from detente.dynamics.pair_courses import RegimeCourse
    from detente.dynamics.ranges import Range
    from detente.dynamics.screening import Mover
    from detente.dynamics.simulation import Simulation
    from detente.dynamics.variance import Split

#: Draws that are run again with stretched widths.
WIDE_DRAWS = 500


@dataclass(frozen=True)
class Reading:
    """What is read off a run for a person.

    Attributes:
        simulation: the run.
        regime: of the focus pair, or None.
        deals: named agreements, and deals of the focus pair, that see talks or an event.
        bindings: deal → what binds it; empty without worlds.
        movers: outcome → inputs that move it most; empty without worlds.
        splits: chance and ignorance; empty without worlds or with one repeat.
    """

    simulation: Simulation
    regime: RegimeCourse | None
    deals: tuple[DealCourse, ...]
    bindings: Mapping[str, Binding]
    movers: Mapping[str, tuple[Mover, ...]]
    splits: tuple[Split, ...]


def read(simulation: Simulation) -> Reading:
    """Read a run off for a person; a part of it is run again with stretched widths."""
    from detente.dynamics.again import widened
    from detente.dynamics.binding_log import binding_log
    from detente.dynamics.deal_courses import deal_courses
    from detente.dynamics.pair_courses import regime_course
    from detente.dynamics.screening import movers_by_outcome
    from detente.dynamics.structure import structure
    from detente.dynamics.variance import splits
    from detente.scenario.merging import pair_key

    scenario = simulation.scenario
    focus = pair_key("-".join(scenario.focus))
    both = set(scenario.focus)
    shown = [
        deal.id
        for deal in structure(scenario).deals
        if deal.agreement is not None or set(deal.parties) == both
    ]
    wide = widened(simulation, WIDE_DRAWS) if simulation.kept else None
    pair = focus in simulation.data["pair"]
    bound = binding_log(simulation, wide, shown) if simulation.kept else ()
    apart = simulation.kept and simulation.repeats > 1
    return Reading(
        simulation=simulation,
        regime=regime_course(simulation, focus, wide) if pair else None,
        deals=deal_courses(simulation, wide, shown),
        bindings={found.deal: found for found in bound},
        movers=movers_by_outcome(simulation) if simulation.kept and _has_months(simulation) else {},
        splits=splits(simulation) if apart and _has_months(simulation) else (),
    )


def _has_months(simulation: Simulation) -> bool:
    return "regime" in simulation.data and "flow" in simulation.data


def print_simulation(found: Reading) -> None:
    """Print a run: words first, then a table."""
    for line in simulation_lines(found):
        print(line)


def simulation_lines(found: Reading) -> Iterator[str]:
    """Yield the lines of a run."""
    simulation = found.simulation
    scenario = simulation.scenario
    yield f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)"
    if scenario.applied:
        yield f"with: {scenario.applied}"
    first, last = simulation.rows
    yield (
        f"{last - first:,} draws × {simulation.repeats} repeats, {simulation.months} months, seed "
        f"{simulation.origin.seed}. Ranges hold four draws in five."
    )
    yield from _relationship(found)
    yield from _deals(found)
    yield from _spread(found)
    yield from _table(found)
    yield from _notes(found)


def _relationship(found: Reading) -> Iterator[str]:
    from detente.dynamics.answers import mover_sentence, regime_sentences

    if found.regime is None:
        return
    sentences = regime_sentences(found.simulation.scenario, found.regime)
    if sentences:
        yield ""
        yield " ".join(sentences)
        yield f"  {mover_sentence(found.movers.get('hostile', ()))}"


def _deals(found: Reading) -> Iterator[str]:
    from detente.dynamics.answers import deal_sentence, mover_sentence
    from detente.dynamics.binding_log import binding_words

    scenario = found.simulation.scenario
    for course in found.deals:
        if not course.named:
            continue
        yield ""
        yield deal_sentence(scenario, course)
        if course.deal in found.bindings:
            words = binding_words(scenario, found.bindings[course.deal])
            yield f"  {words.split(': ', 1)[1][:1].upper()}{words.split(': ', 1)[1][1:]}"
        for sort in ("signed", "ratified", "in_force"):
            movers = found.movers.get(f"{sort}:{course.deal}")
            if movers is not None:
                yield f"  {mover_sentence(movers)}"


def _spread(found: Reading) -> Iterator[str]:
    from detente.dynamics.answers import split_sentences

    sentences = split_sentences(found.splits)
    if sentences:
        yield ""
        yield from sentences


def _table(found: Reading) -> Iterator[str]:
    """Yield the deals of the focus pair and the named agreements as a table."""
    from detente.dynamics.phrases import capital, deal_name, short_range
    from detente.dynamics.structure import structure

    scenario = found.simulation.scenario
    deals = {deal.id: deal for deal in structure(scenario).deals}
    rows = [("of 100 worlds", "talks", "signed", "in force", "left", "ended", "what binds talks")]
    for course in found.deals:
        events = course.events
        force = max((events[e].chance for e in ("ratified_whole", "watered_down")), key=_mean)
        ended = max((events[e].chance for e in ("lapsed", "ended")), key=_mean)
        binding = found.bindings.get(course.deal)
        rows.append(
            (
                capital(deal_name(scenario, deals[course.deal], short=True))[:46],
                short_range(course.talks),
                short_range(events["signed"].chance),
                short_range(force),
                short_range(events["withdrawn"].chance),
                short_range(ended),
                _binding_words(binding),
            )
        )
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    yield ""
    for row in rows:
        name, *rest, last = row
        cells = "".join(f"{c:>{w}}" for c, w in zip(rest, widths[1:-1], strict=True))
        yield f"{name:<{widths[0]}}{cells}  {last}".rstrip()


def _binding_words(found: Binding | None) -> str:
    """Return the condition that binds, for a cell; several where none stands out."""
    from detente.dynamics.phrases import CONDITION_WORDS, likely

    if found is None:
        return ""
    if found.firm == "open":
        return "now this, now that"
    return f"{likely(found.firm)}{CONDITION_WORDS[found.first]}"


def _mean(found: Range) -> float:
    return found.mean


def _notes(found: Reading) -> Iterator[str]:
    simulation = found.simulation
    notes = [*simulation.origin.warnings]
    notes += [f"not carried by the model: {line}" for line in simulation.left_out]
    if simulation.defaults:
        notes.append(f"{len(simulation.defaults)} numbers are left at the default of their kind")
    if not simulation.kept:
        notes.append("above 100,000 worlds sums only are kept: no ranges over draws, nothing bound")
    elif simulation.repeats < 2:
        notes.append("with one repeat chance and ignorance cannot be told apart: no ranges")
    yield ""
    for note in notes:
        yield f"Note: {note}."
    yield "Numbers are mostly assumed; 'detente report' says what this rests on."


def simulation_as_json(found: Reading) -> dict[str, Any]:
    """Return a run as plain values."""
    from detente.dynamics.binding_log import binding_words

    simulation = found.simulation
    scenario = simulation.scenario
    regime = None
    if found.regime is not None:
        regime = {**asdict(found.regime), "shares": found.regime.shares.tolist()}
    plain = {
        "origin": asdict(simulation.origin),
        "worlds": simulation.worlds,
        "regime": regime,
        "deals": [asdict(course) for course in found.deals],
        "binding": [
            {**asdict(one), "words": binding_words(scenario, one)}
            for one in found.bindings.values()
        ],
        "movers": {name: [asdict(m) for m in movers] for name, movers in found.movers.items()},
        "chance_and_ignorance": [
            {
                "outcome": split.headline.id,
                "words": split.headline.words,
                "ignorance_share": split.share,
                "error": split.error,
            }
            for split in found.splits
        ],
        "left_out": list(simulation.left_out),
        "defaults": list(simulation.defaults),
    }
    return {key: _without_nan(value) for key, value in plain.items()}


def _without_nan(value: Any) -> Any:
    """Return values in which what is not a number is null, as JSON wants it."""
    if isinstance(value, dict):
        return {str(key): _without_nan(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(entry) for entry in value]
    if isinstance(value, float) and value != value:
        return None
    return value


def _unseen(share: float) -> None:
    """Take the share done where nobody looks."""
    del share


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[float], None]]:
    """Show a bar on a terminal's stderr; yields a function that takes the share done."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)

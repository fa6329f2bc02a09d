"""What `stability` prints: each standoff with its outcomes, what deters, and the way out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.stability import Stability
    from detente.stability.analysis import ConflictFindings, ConflictSolution, Worlds
    from detente.stability.gmcr_files import GmcrFile

WIDTH = 100
#: Outcomes that are listed of each conflict; JSON and tables have all.
MOST_ROWS = 9
#: States that are listed of a conflict in a file of its own.
MOST_STATES = 40

#: What answers a move, under each concept.
ANSWERS = {
    "nash": "no answer counts",
    "gmr": "any answer counts",
    "smr": "any answer counts that cannot be escaped",
    "seq": "an answer counts where all who give it prefer to",
    "sseq": "an answer counts where all who give it prefer to, and it cannot be escaped",
}


def print_conflicts(found: ConflictFindings) -> None:
    """Print the findings on conflicts."""
    for line in conflict_lines(found):
        print(line)


def conflict_lines(found: ConflictFindings) -> Iterator[str]:
    """Yield the lines, none longer than 100 columns."""
    from detente.scenario.loading import shipped

    scenario = found.scenario
    yield from _wrapped(
        f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)", ""
    )
    if scenario.name in shipped():
        yield "Hindsight-exposed: coded by people who knew what came later."
    if scenario.applied:
        yield from _wrapped(f"with: {scenario.applied}", "")
    sentences = found.sentences()
    for one in found.conflicts:
        yield ""
        yield from _wrapped(f"{one.title} ({one.conflict})", "")
        yield from _wrapped(worlds_words(found, one))
        yield from _wrapped(f"Sentences speak of {one.leading}: {ANSWERS[one.leading]}.")
        yield ""
        yield from _rows(found, one)
        yield ""
        for sentence in sentences[one.conflict]:
            yield from textwrap.wrap(
                f"- {sentence}",
                WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
                break_on_hyphens=False,
            )
    yield ""
    yield from _wrapped(
        "Soft statements are those that no source states: inferred, or without support. "
        "Counts are over one coder's declared orderings: no sample of anything, so no interval. "
        f"Where worlds are drawn: seed {found.origin.seed}.",
        "",
    )


def worlds_words(found: ConflictFindings, one: ConflictSolution) -> str:
    """Return how many preference worlds there are, and how they come about."""
    sizes = ", ".join(
        f"{found.scenario.name_of(own.decision_maker)} {len(own)}" for own in one.worlds.preferences
    )
    return (
        f"{one.states:,} feasible states. Preference worlds: {_amount(one.worlds)} (distinct "
        f"preferences: {sizes}); with soft statements anywhere {_amount(one.wide)}."
    )


def _amount(worlds: Worlds) -> str:
    if worlds.complete:
        return f"all {len(worlds):,}" if len(worlds) > 1 else "one"
    return f"{len(worlds):,} of {worlds.possible:,}"


def _rows(found: ConflictFindings, one: ConflictSolution) -> Iterator[str]:
    """Yield the table of outcomes: counts of worlds, concept by concept."""
    from detente.stability.analysis.phrases import labels, state_words

    # What holds in the wide set alone would be a row of zeros.
    held = [
        (state, letter)
        for state, letter in labels(one).items()
        if state == one.status_quo or any(one.standing(state, c).count for c in one.concepts)
    ]
    names = held[:MOST_ROWS]
    width = max(7, len(f"{len(one.worlds):,}") + 2)
    head = "".join(f"{concept:>{width}}" for concept in one.concepts)
    yield f"  {'of ' + format(len(one.worlds), ','):<{len(one.options) + 5}}{head}"
    for state, letter in names:
        counts = "".join(f"{one.standing(state, c).count:>{width},}" for c in one.concepts)
        now = "  status quo" if state == one.status_quo else ""
        yield f"  {letter}  {state}  {counts}{now}"
        yield from _wrapped(state_words(found.scenario, one, state), "       ")
    told = {state for state, _ in names}
    more = {s.state for c in one.concepts for s in one.standings[c] if s.count} - told
    if more:
        count = "1 more holds" if len(more) == 1 else f"{len(more)} more hold"
        yield f"  {count} in some world under some concept; --json lists them."


def print_file(name: str, read: GmcrFile, solved: Stability) -> None:
    """Print the solution of a conflict from a file of its own."""
    model = solved.model
    print(f"{name}: {len(model.options.names)} options, {len(model.codes):,} feasible states")
    for number, option in enumerate(model.options.names):
        owner = model.options.owners[model.options.owner_of[number]]
        for line in _wrapped(f"{number + 1}. {owner}: {option}"):
            print(line)
    print()
    states = sorted(set().union(*(solved.equilibria[c] for c in solved.concepts)))
    print(f"  {'':<{len(model.options.names)}}" + "".join(f"{c:>7}" for c in solved.concepts))
    for state in states[:MOST_STATES]:
        marks = "".join(
            f"{'yes' if state in solved.equilibria[c] else '–':>7}" for c in solved.concepts
        )
        print(f"  {state}{marks}")
    if len(states) > MOST_STATES:
        print(f"  {len(states) - MOST_STATES:,} more; --json lists them.")
    if not states:
        print("  Nothing is an equilibrium.")
    for note in read.notes:
        for line in _wrapped(note):
            print(line)


def file_as_dict(name: str, read: GmcrFile, solved: Stability) -> dict[str, Any]:
    """Return the solution of a conflict from a file as plain values."""
    model = solved.model
    return {
        "file": name,
        "program": read.program,
        "program_version": read.version,
        "decision_makers": list(model.decision_makers),
        "options": [
            f"{model.options.owners[owner]}.{option}"
            for option, owner in zip(model.options.names, model.options.owner_of, strict=True)
        ],
        "states": len(model.codes),
        "equilibria": {c: sorted(solved.equilibria[c]) for c in solved.concepts},
        "stable": {
            c: {who: sorted(solved.stable(who, c)) for who in model.decision_makers}
            for c in solved.concepts
        },
        "coalitions": [list(members) for members in read.coalitions],
        "unseen": {who: list(patterns) for who, patterns in read.unseen.items()},
        "notes": list(read.notes),
        "references": list(solved.references),
    }


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )

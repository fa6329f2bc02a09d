"""What `bargain` prints: issue by issue what the models say, then packages, then their record."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.bargaining.analysis.findings import BargainFindings, IssueBargain
    from detente.bargaining.analysis.outcomes import ModelOutcome
    from detente.interests.intervals import Interval

WIDTH = 100
#: Columns of the table of models.
NAME, PLACE, UNIT = 24, 25, 9
#: Assumed numbers that are named one by one.
FEW = 4


def print_bargain(found: BargainFindings) -> None:
    """Print the findings on bargaining."""
    for line in bargain_lines(found):
        print(line)


def bargain_lines(found: BargainFindings) -> Iterator[str]:
    """Yield the lines, none longer than 100 columns."""
    from detente.bargaining.analysis.words import PACKAGES
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
    for issue in found.issues:
        yield ""
        yield from _wrapped(f"{issue.name} ({issue.issue})", "")
        first, *others = sentences[issue.issue]
        yield from _wrapped(first)
        yield from model_lines(issue)
        for sentence in others:
            yield from _wrapped(sentence)
        yield from _notes(issue)
    for name, reason in found.skipped.items():
        yield ""
        yield from _wrapped(f"{scenario.content.issues[name].name} ({name})", "")
        yield from _wrapped(f"Nothing to bargain about: {reason}.")
        for sentence in sentences.get(name, ()):
            yield from _wrapped(sentence)
    if sentences[PACKAGES]:
        yield ""
        yield "Packages worth trying"
        for sentence in sentences[PACKAGES]:
            yield from _wrapped(sentence)
    unfit = list(_unfit(found))
    if unfit:
        yield ""
    for line in unfit:
        yield from _wrapped(line, "")
    yield ""
    yield "How these models did on real negotiations"
    for line in _record(found):
        yield from _wrapped(line)
    yield ""
    yield from _wrapped(
        f"{found.origin.draws:,} draws, seed {found.origin.seed}; ranges hold 80 of 100 draws. "
        "A model says what would come out if all bargained as it supposes, not what will.",
        "",
    )


def model_lines(issue: IssueBargain) -> Iterator[str]:
    """Yield the table of models: place between the poles, median, ranges."""
    unit = issue.scale.unit if issue.scale is not None and len(issue.scale.unit) < UNIT else ""
    head = f"  {'':<{NAME}}{'where between A and B':<{PLACE}}{'median':>8}{'80% of draws':>15}"
    yield f"{head}{'widths doubled':>16}{unit:>{UNIT}}".rstrip()
    for one in issue.outcomes:
        yield _model_line(issue, one)


def _model_line(issue: IssueBargain, one: ModelOutcome) -> str:
    from detente.bargaining.analysis.words import places

    if math.isnan(one.outcome[1]):
        why = next(iter(one.reasons), "refused")
        return f"  {one.label:<{NAME}}says nothing: {why}"[:WIDTH]
    low, middle, high = one.outcome
    line = (
        f"  {one.label:<{NAME}}{places(low, high):<{PLACE}}{middle:>8.0f}"
        f"{_span(one.outcome):>15}{_span(one.widened):>16}"
    )
    if issue.scale is not None and len(issue.scale.unit) < UNIT:
        line += f"{issue.scale.of(middle):>{UNIT}.2f}"
    return line


def _span(interval: Interval) -> str:
    if math.isnan(interval[1]):
        return "–"
    low, high = f"{interval[0]:.0f}", f"{interval[2]:.0f}"
    return low if low == high else f"{low}–{high}"


def _notes(issue: IssueBargain) -> Iterator[str]:
    """Yield where a model refuses, who was left out, and what is assumed."""
    for one in issue.outcomes:
        if 0 < one.refused < 1:
            why = "; ".join(one.reasons)
            yield from _wrapped(
                f"The {one.label} model says nothing in {one.refused:.0%} of draws: {why}."
            )
    if issue.left_out:
        yield from _wrapped(f"No position declared: {', '.join(issue.left_out)}.")
    if issue.assumed:
        names = [a.removeprefix(f"issues.{issue.issue}.actors.") for a in issue.assumed]
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        yield from _wrapped(f"Assumed, not declared: {', '.join(names[:FEW])}{more}.")


def _unfit(found: BargainFindings) -> Iterator[str]:
    """Yield which models do not apply and why; what holds of every issue is said once."""
    reasons: dict[str, dict[str, set[str]]] = {}
    for issue in found.issues:
        for name, reason in issue.unfit.items():
            general = reason.replace(f"reference_{issue.issue}", "reference_ISSUE")
            reasons.setdefault(general, {}).setdefault(name, set()).add(issue.issue)
    for reason, names in reasons.items():
        where = set().union(*names.values())
        on = "" if len(where) == len(found.issues) else f" (on {', '.join(sorted(where))})"
        yield f"Not applicable{on}: {' and '.join(names)} – {reason}."


def _record(found: BargainFindings) -> Iterator[str]:
    """Yield how the models shown did where outcomes are known."""
    from detente.bargaining.record import record_line

    names = dict.fromkeys(
        (one.model, one.preset) for issue in found.issues for one in issue.outcomes
    )
    asked = found.origin.options["model"]
    if asked is None:
        yield record_line("compromise")
        yield record_line("challenge")
        return
    for model, preset in names:
        yield record_line(model, preset)


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )

"""What would change the picture, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.interests.openings import Opening
from detente.interests.verdicts import Verdict
from detente.library.conventions import conventions
from detente.report.lexicon import names, possessive
from detente.report.sentences import Sentence, fitting, said
from detente.report.words_blockers import strength_of_block
from detente.scenario.model import Scenario


def change(scenario: Scenario, opening: Opening) -> str:
    """Return one change as the subject of a sentence (always singular)."""
    actor = scenario.name_of(opening.actor)
    if opening.sort == "consent":
        return f"{possessive(actor)} consent"
    if opening.sort == "ally":
        return f"{possessive(actor)} release from its duty to {names(scenario, opening.others)}"
    if opening.sort == "horizon":
        return f"{possessive(actor)} acceptance of the later loss"
    if opening.others:
        return f"an end of resistance from {names(scenario, opening.others)}"
    return f"an end of the hurdle at home in {actor}"


def rank_settled(openings: Sequence[Opening]) -> bool:
    """Whether the first change helps clearly more than the second."""
    if len(openings) < 2:
        return bool(openings)
    return openings[0].total - openings[1].total >= conventions()["effect_floor"]


def clear_openings(verdicts: Iterable[Verdict], openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """Return the changes that take away what blocks a deal.

    Where an obstacle fails in a minority of draws only, its removal helps by the width of the
    ranges, not by anything the scenario says; that is no finding.
    """
    blocking = {
        (found.blocker.condition, found.blocker.actor, found.issue)
        for found in verdicts
        if found.blocker is not None
    }
    return tuple(
        opening
        for opening in openings
        if any((opening.sort, opening.actor, issue) in blocking for issue, _ in opening.gains)
    )


def _firm(verdicts: Iterable[Verdict], opening: Opening) -> bool:
    """Whether the change takes away an obstacle that is firm enough to be named."""
    return any(
        (found.blocker.condition, found.blocker.actor) == (opening.sort, opening.actor)
        and strength_of_block(found.blocker) != "open"
        for found in verdicts
        if found.blocker is not None
    )


def opening_sentences(
    scenario: Scenario, verdicts: Sequence[Verdict], openings: Sequence[Opening]
) -> tuple[Sentence, ...]:
    """Name the changes that open deals, largest first; nothing where none clearly does."""
    made = []
    for place, opening in enumerate(clear_openings(verdicts, openings)[:2]):
        what = change(scenario, opening)
        issues = [issue for issue, _ in opening.gains]
        first = opening == openings[0] and rank_settled(openings)
        helps = "helps" if _firm(verdicts, opening) else "might help"
        if first and len(openings) == 1:
            pattern = f"{what} is the one change that {helps}, with {{}}."
        elif first:
            pattern = f"{what} {helps} most, with {{}}."
        elif place == 0:
            pattern = f"{what} {helps}, with {{}}."
        else:
            pattern = f"{what} {helps} with {{}}."
        text = fitting(scenario, issues, pattern.format)
        made.append(said(text, f"openings.{opening.sort}.{opening.actor}"))
    return tuple(made)


def opening_standing(verdicts: Iterable[Verdict], openings: Sequence[Opening]) -> str:
    """Say whether the changes named still help, in the same order, with widths doubled."""
    named = clear_openings(verdicts, openings)[:2]
    if not named:
        return "Nothing here is firm enough to test."
    floor = conventions()["effect_floor"]
    helps = [opening.total_widened >= floor for opening in named]
    ordered = sorted(named, key=lambda opening: -opening.total_widened) == list(named)
    if all(helps) and ordered:
        return "Stands when widths are doubled."
    if all(helps):
        return "Stands when widths are doubled, but for the order."
    if any(helps):
        return "Partly stands when widths are doubled."
    return "Does not stand when widths are doubled."


def stuck(verdicts: Iterable[Verdict], openings: Sequence[Opening]) -> tuple[str, ...]:
    """Return the issues that no single change opens and that are not open already."""
    helped = {issue for opening in openings for issue, _ in opening.gains}
    floor = conventions()["leaning_share"]
    return tuple(
        found.issue for found in verdicts if found.issue not in helped and found.open_share < floor
    )


def stuck_sentence(
    scenario: Scenario, verdicts: Sequence[Verdict], openings: Sequence[Opening]
) -> Sentence | None:
    """Name the deals that no single change opens; None where there are none."""
    issues = stuck(verdicts, openings)
    if not issues:
        return None
    if len(issues) == len(verdicts):
        return said("no single change opens any of the deals.", "openings.none")
    text = fitting(scenario, issues, "no single change opens {}.".format, last="or")
    return said(text, f"openings.stuck#{','.join(issues)}")


def opening_title(verdicts: Iterable[Verdict], openings: Sequence[Opening]) -> str:
    """Return the headline of the fourth finding."""
    if not openings:
        return "No single change opens a deal"
    if not clear_openings(verdicts, openings):
        return "What would change this cannot be told"
    return "What would change this"

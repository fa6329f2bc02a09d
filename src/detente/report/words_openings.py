"""What would change the picture, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.interests.openings import Opening
from detente.interests.verdicts import Verdict
from detente.library.conventions import conventions
from detente.report.lexicon import deal_words, names, possessive
from detente.report.sentences import Sentence, fitting, said
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


def opening_sentences(scenario: Scenario, openings: Sequence[Opening]) -> tuple[Sentence, ...]:
    """Name the changes that open deals, largest first; nothing where none does."""
    made = []
    for place, opening in enumerate(openings[:2]):
        what = change(scenario, opening)
        issues = [issue for issue, _ in opening.gains]
        name = f"openings.{opening.sort}.{opening.actor}"
        if place == 0 and rank_settled(openings):
            verb = "helps most, with" if len(openings) > 1 else "is the one change that helps, with"
        elif place == 0:
            verb = "helps as much as any other change, with"
        else:
            what, verb = f"next comes {what}, which helps", "with"
        text = fitting(scenario, issues, f"{what} {verb} {{}}.".format)
        made.append(said(text, name))
    return tuple(made)


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


def opening_title(openings: Sequence[Opening]) -> str:
    """Return the headline of the fourth finding."""
    if not openings:
        return "No single change opens a deal"
    if not rank_settled(openings):
        return "Several changes would help alike"
    return "What would change this"


def gain_words(scenario: Scenario, opening: Opening) -> tuple[tuple[str, float], ...]:
    """Return the deals an opening helps, with how much more often each is open."""
    return tuple((deal_words(scenario, issue), gain) for issue, gain in opening.gains)

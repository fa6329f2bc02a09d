"""What the present course rests on, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.interests.drive import Drive
from detente.interests.verdicts import Firmness
from detente.report.lexicon import counted, leader_of, listing, number, pair_words, possessive
from detente.report.sentences import Sentence, likely, said, standing_words, strength_of
from detente.scenario.model import Scenario

Tone: TypeAlias = Literal["warm", "cold", "open"]


@dataclass(frozen=True, slots=True)
class Without:
    """What becomes of the course without one leader's push, viewpoint by viewpoint.

    Attributes:
        actor: whose leader.
        turned: viewpoints under which the course turns.
        kept: viewpoints under which it stays as it is.
        open: viewpoints under which that cannot be told.
    """

    actor: str
    turned: tuple[str, ...]
    kept: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many viewpoints there are."""
        return len(self.turned) + len(self.kept) + len(self.open)


def tone_of(share: float) -> tuple[Tone, Firmness]:
    """Return whether behaviour is warm or cold, and how firmly that may be said.

    Args:
        share: share of draws in which it is warmer than the pair's long-run average.
    """
    for tone, part in (("warm", share), ("cold", 1 - share)):
        strength = strength_of(part)
        if strength != "open":
            return ("warm" if tone == "warm" else "cold"), strength
    return "open", "open"


def declared_course(drives: Iterable[Drive]) -> Drive | None:
    """Return the course with the declared range for the weight of leaders."""
    return next((found for found in drives if found.viewpoint is None), None)


def without(drives: Sequence[Drive]) -> tuple[Without, ...]:
    """Sort the viewpoints by what becomes of the course without each leader's push.

    Where a scenario declares no viewpoints, the declared range stands in for one.
    """
    found = []
    for actor in dict.fromkeys(drive.actor for drive in drives):
        own = [drive for drive in drives if drive.actor == actor]
        views = [drive for drive in own if drive.viewpoint is not None] or own
        sorts: dict[str, list[str]] = {"turned": [], "kept": [], "open": []}
        for drive in views:
            before, after = tone_of(drive.share_with)[0], tone_of(drive.share_without)[0]
            sort = "open" if "open" in (before, after) else "kept" if before == after else "turned"
            sorts[sort].append(drive.viewpoint or "")
        found.append(
            Without(actor, tuple(sorts["turned"]), tuple(sorts["kept"]), tuple(sorts["open"]))
        )
    return tuple(found)


def takes_no_side(drives: Sequence[Drive], drive: Drive) -> bool:
    """Whether a viewpoint leaves the weight of leaders as declared."""
    return drive.viewpoint is not None and any(
        other.viewpoint is None
        and other.actor == drive.actor
        and (other.without, other.share_without) == (drive.without, drive.share_without)
        for other in drives
    )


def viewpoint_words(scenario: Scenario, viewpoint: str) -> str:
    """Return how a figure names a viewpoint."""
    entry = scenario.content.viewpoints[viewpoint]
    return (entry.short or entry.name).replace(", ", " ")


def course_sentence(scenario: Scenario, drives: Sequence[Drive]) -> Sentence | None:
    """Say whether the present course is warm or cold; None where no behaviour is declared."""
    course = declared_course(drives)
    if course is None:
        return None
    tone, strength = tone_of(course.share_with)
    pair = pair_words(scenario, scenario.focus)
    if tone == "open":
        return said(f"whether behaviour between {pair} is warm or cold cannot be told.", "course")
    word = "warmer" if tone == "warm" else "colder"
    return said(
        f"behaviour between {pair} is {likely(strength)}{word} than its own long-run average.",
        f"course.{tone}",
    )


def without_sentences(scenario: Scenario, drives: Sequence[Drive]) -> tuple[Sentence, ...]:
    """Say what becomes of the course without each leader's push."""
    course = declared_course(drives)
    if course is None or tone_of(course.share_with)[0] == "open":
        return ()
    tone = tone_of(course.share_with)[0]
    each = without(drives)
    name = f"course.{tone}.without"
    turning = [found for found in each if found.turned]
    if not turning and all(len(found.kept) == found.count for found in each):
        under = _under(each[0].count, each[0].count)
        word = "warm" if tone == "warm" else "cold"
        text = f"it stays {word} without either leader’s push{under}: no leader carries it."
        return (said(text, f"{name}.kept"),)
    made = [_turned_sentence(scenario, turning, tone, drives)] if turning else []
    rest = [found for found in each if not found.turned and found.open]
    if rest:
        whose = listing((possessive(leader_of(scenario, found.actor)) for found in rest), "or")
        under = " under any viewpoint" if rest[0].count > 1 else ""
        text = f"whether it would outlast the end of {whose} push cannot be told{under}."
        made.append(said(text, f"{name}.open"))
    return tuple(made)


def _turned_sentence(
    scenario: Scenario, turning: Sequence[Without], tone: Tone, drives: Sequence[Drive]
) -> Sentence:
    """Say under how many viewpoints the course turns without each leader's push."""
    shares = [
        drive.share_without
        for found in turning
        for drive in drives
        if drive.actor == found.actor and (drive.viewpoint or "") in found.turned
    ]
    strengths = {strength_of(max(share, 1 - share)) for share in shares}
    maybe = "" if strengths == {"settled"} else "probably "
    what = "the warming" if tone == "warm" else "the cold"
    first, *others = sorted(turning, key=lambda found: -len(found.turned))
    who = possessive(leader_of(scenario, first.actor))
    text = f"without {who} push {what} {maybe}stops{_under(len(first.turned), first.count)}"
    for found in others:
        whose = possessive(leader_of(scenario, found.actor))
        text += f", without {whose}"
        if found.count > 1:
            text += f" under {number(len(found.turned))}"
    actors = ",".join(found.actor for found in turning)
    return said(f"{text}.", f"course.{tone}.without.turned.{actors}")


def course_standing(drives: Sequence[Drive]) -> str:
    """Say whether the course without each leader's push reads the same with widths doubled."""
    told = [
        (drive.share_without, drive.share_without_widened)
        for drive in drives
        if "open" not in (tone_of(drive.share_with)[0], tone_of(drive.share_without)[0])
    ]
    shares = [wide if share > 1 - share else 1 - wide for share, wide in told]
    return standing_words(shares, "course")


def _under(count: int, total: int) -> str:
    """Return under how many viewpoints, or nothing where there is only the declared range."""
    if total < 2:
        return ""
    if count == total:
        return f" under all {number(total)} viewpoints"
    return f" under {number(count)} of {number(total)} viewpoints"


def course_title(scenario: Scenario, drives: Sequence[Drive]) -> str:
    """Return the headline of the second finding."""
    course = declared_course(drives)
    if course is None:
        return "Nothing is declared about the present course"
    tone, strength = tone_of(course.share_with)
    if tone == "open":
        return "What the present course rests on cannot be told"
    each = without(drives)
    turning = [found for found in each if found.turned]
    if turning and tone == "warm":
        most = max(len(found.turned) for found in turning)
        first = [found for found in turning if len(found.turned) == most]
        who = listing((leader_of(scenario, found.actor) for found in first), "or")
        every = len(first) == 1 and most == first[0].count
        return f"The warming {'rests' if every else 'may rest'} on {who}"
    if tone == "cold":
        return f"The present course is {likely(strength)}cold"
    if all(len(found.kept) == found.count for found in each):
        return "The warming does not hang on a leader"
    return "What the warming rests on cannot be told"


def row_outcome(drive: Drive) -> str:
    """Return what becomes of the course under one viewpoint, for the end of a row."""
    before, _ = tone_of(drive.share_with)
    after, strength = tone_of(drive.share_without)
    if before == "open" or after == "open":
        return "cannot be told"
    if before == after:
        return f"{likely(strength)}stays {'warm' if after == 'warm' else 'cold'}"
    what, verb = ("warming", "stops") if before == "warm" else ("cold", "ends")
    return f"{what} {likely(strength)}{verb}"


def side_sentence(scenario: Scenario, drives: Sequence[Drive]) -> Sentence | None:
    """Say how many viewpoints take no side on the weight of leaders."""
    first = [drive for drive in drives if drive.actor == scenario.focus[0] and drive.viewpoint]
    silent = [drive for drive in first if takes_no_side(drives, drive)]
    if not silent:
        return None
    views = counted(len(first), "viewpoint")
    verb = "takes" if len(silent) == 1 else "take"
    return said(
        f"{number(len(silent))} of {views} {verb} no side on leaders and keep the declared range.",
        "course.silent",
    )

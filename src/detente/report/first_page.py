"""The first page: five findings, each with what doubled widths do to it."""

from __future__ import annotations

from dataclasses import dataclass

from detente.report.outline import Section
from detente.report.sentences import Sentence, focus_verdicts, kept, standing_words
from detente.report.words_binding import binding_sentences, binding_widths
from detente.report.words_blockers import (
    block_sentence,
    blocker_widths,
    blocks,
    blocks_title,
    clock_sentence,
    consent_sentence,
    unblocked_sentence,
    unsettled_sentence,
)
from detente.report.words_course import (
    course_sentence,
    course_standing,
    course_title,
    without_sentences,
)
from detente.report.words_drive import drive_sentences, drive_standing, drive_title, pushes
from detente.report.words_evidence import (
    count_sentence,
    default_sentence,
    evidence_title,
)
from detente.report.words_interests import (
    interest_sentences,
    interest_title,
    open_sentence,
)
from detente.report.words_openings import (
    opening_sentences,
    opening_standing,
    opening_title,
    stuck_sentence,
)
from detente.report.words_record import first_page_sentences, record_of
from detente.study import Study

#: So many obstacles are named on the first page; the section on blockers names all.
MOST_BLOCKS = 3
#: So many groups of deals that one condition holds up are named on it.
MOST_BOUND = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One numbered finding of the first page.

    Attributes:
        title: headline.
        sentences: what is found; each depends on its finding.
        standing: what doubled widths do to it, in one line.
        sections: which say more.
    """

    title: str
    sentences: tuple[Sentence, ...]
    standing: str
    sections: tuple[Section, ...]


def first_page(study: Study) -> tuple[Finding, ...]:
    """Return the five findings."""
    return (_meet(study), _course(study), _blocked(study), _openings(study), _assumed(study))


def _meet(study: Study) -> Finding:
    verdicts = focus_verdicts(study.scenario, study.interests.verdicts)
    firm = [found.share_widened for found in verdicts if found.firmness != "open"]
    return Finding(
        interest_title(verdicts),
        (
            *interest_sentences(study.scenario, verdicts),
            *kept(open_sentence(study.scenario, verdicts)),
        ),
        standing_words(firm),
        ("pairs", "evidence"),
    )


def _course(study: Study) -> Finding:
    """Month by month where the model was run, with the closed form beside it; else that alone."""
    if study.courses is None or not study.courses.drive:
        return _closed_course(study)
    drives, found = study.interests.drives, study.courses.drive
    return Finding(
        drive_title(study.scenario, pushes(found)),
        drive_sentences(study.scenario, found, drives),
        f"Over the first year, under the same luck. {drive_standing(found)}",
        ("course", "runs"),
    )


def _closed_course(study: Study) -> Finding:
    drives = study.interests.drives
    sentences = (
        *kept(course_sentence(study.scenario, drives)),
        *without_sentences(study.scenario, drives),
    )
    standing = (
        f"One closed-form reading: nothing else reacts. {course_standing(drives)}"
        if drives
        else "Nothing here is firm enough to test."
    )
    return Finding(course_title(study.scenario, drives), sentences, standing, ("course",))


def _blocked(study: Study) -> Finding:
    scenario = study.scenario
    verdicts = focus_verdicts(scenario, study.interests.verdicts)
    made = blocks(verdicts)[:MOST_BLOCKS]
    unsettled = unsettled_sentence(scenario, verdicts)
    issues = [found.issue for found in verdicts]
    sentences = (
        *(block_sentence(scenario, block) for block in made),
        *kept(
            unsettled,
            None if made or unsettled else unblocked_sentence(scenario, verdicts),
            consent_sentence(scenario, verdicts, brief=True),
            clock_sentence(study.timeline, issues),
        ),
    )
    widths, noun = list(blocker_widths(verdicts)), "deal"
    sections: tuple[Section, ...] = ("blockers", "needs", "clocks")
    if study.courses is not None:
        sentences += binding_sentences(study.courses, MOST_BOUND)
        widths, noun = widths + binding_widths(study.courses), "statement"
        sections = ("blockers", "clocks", "binding")
    title = blocks_title(scenario, verdicts)
    return Finding(title, sentences, standing_words(widths, noun), sections)


def _openings(study: Study) -> Finding:
    scenario, found = study.scenario, study.interests.openings
    verdicts = focus_verdicts(scenario, study.interests.verdicts)
    sentences = (
        *opening_sentences(scenario, verdicts, found),
        *kept(stuck_sentence(scenario, verdicts, found)),
    )
    line = (
        f"{opening_standing(verdicts, found)} The change is a thought: nothing reacts to it."
        if found
        else "Nothing here is firm enough to test."
    )
    sections: tuple[Section, ...] = ("blockers",)
    if study.bargain is not None:
        sections += ("bargain",)
    return Finding(opening_title(verdicts, found), sentences, line, sections)


def _assumed(study: Study) -> Finding:
    record: tuple[Section, ...] = ("record",) if record_of(study.scenario) is not None else ()
    return Finding(
        evidence_title(study.evidence),
        (
            count_sentence(study.evidence),
            *kept(default_sentence(study.evidence)),
            *first_page_sentences(study.scenario),
        ),
        "A count: it does not depend on widths.",
        ("evidence", *record, "limits"),
    )

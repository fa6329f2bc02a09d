"""How much is evidence and how much assumption, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from detente.library.facts import CheckedFact
from detente.report.lexicon import counted, listing, number
from detente.report.sentences import Sentence, kept, said
from detente.scenario.evidence import Evidence

SUPPORT_WORDS = {
    "stated": "stated in a source",
    "inferred": "inferred from a source",
    "background": "background fact",
    "none": "nothing",
}
VALUE_WORDS = {
    "measured": "measured",
    "fitted": "fitted",
    "judged": "judged by a coder",
    "assumed": "assumed range",
}
VERDICT_ORDER = ("holds", "holds in part", "fails", "unchecked")


def evidence_title(found: Evidence) -> str:
    """Return the headline of the fifth finding."""
    if 2 * found.value["assumed"] > found.total:
        return "Most of it is assumption"
    if 2 * (found.value["assumed"] + found.value["judged"]) > found.total:
        return "Most of it is judgement or assumption"
    return "How much is assumption"


def count_sentence(found: Evidence) -> Sentence:
    """Say where the numbers come from."""
    measured = found.value["measured"]
    verb = "is" if measured == 1 else "are"
    first = "none is" if measured == 0 else f"{number(measured)} {verb}"
    return said(
        f"of {found.total} numbers, {first} measured; coders judged "
        f"{number(found.value['judged'])}; {number(found.value['assumed'])} are assumed ranges.",
        "evidence.value",
    )


def default_sentence(found: Evidence) -> Sentence | None:
    """Say how many numbers are plain defaults; None where none is."""
    if not found.defaults:
        return None
    return said(
        f"for {number(found.defaults)} the scenario says nothing; a default of the programme "
        "stands in.",
        "evidence.defaults",
    )


def support_sentence(found: Evidence) -> Sentence:
    """Say what the sources support."""
    named = found.support["stated"] + found.support["inferred"]
    nothing = f"{number(found.support['none'])} of {found.total} rest on nothing"
    if not named:
        return said(f"no number rests on what a source says; {nothing}.", "evidence.support")
    return said(
        f"sources support the direction of {counted(named, 'number')} and the size of hardly any; "
        f"{nothing}.",
        "evidence.support",
    )


def reported_sentence(found: Evidence) -> Sentence | None:
    """Say how many rest on a view that an author only reports."""
    if not found.reported:
        return None
    verb = "rests" if found.reported == 1 else "rest"
    return said(
        f"{counted(found.reported, 'number')} {verb} on a view that the author only reports.",
        "evidence.reported",
    )


def fact_sentences(facts: Sequence[CheckedFact]) -> tuple[Sentence, ...]:
    """Say how many stated figures hold."""
    polls = [fact for fact in facts if fact.voice == "readers"]
    stated = [fact for fact in facts if fact.voice != "readers"]
    if not facts:
        return kept(said("the sources of this scenario state no figure to check.", "facts.none"))
    counts = {word: sum(f.verdict == word for f in stated) for word in VERDICT_ORDER}
    verbs = {
        "holds": ("holds", "hold"),
        "holds in part": ("holds in part", "hold in part"),
        "fails": ("fails", "fail"),
        "unchecked": ("cannot be checked here", "cannot be checked here"),
    }
    parts = listing(
        f"{number(count)} {verbs[word][count > 1]}" for word, count in counts.items() if count
    )
    whole = f"of {number(len(stated))} stated figures, {parts}."
    if len(stated) == 1:
        whole = f"the one stated figure {verbs[stated[0].verdict][0]}."
    first = said(whole, "facts.verdicts")
    poll = (
        said("readers’ polls show belief; they are never used as evidence.", "facts.polls")
        if polls
        else None
    )
    return kept(first if stated else None, poll)

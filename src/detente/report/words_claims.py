"""Which claims of the experts follow from which premises: sentences of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.claims.dividing import gap
from detente.claims.findings import ClaimFinding, ClaimFindings, Needs, Reversal, ViewCell
from detente.claims.premises import level_words
from detente.dynamics.phrases import viewpoint_name
from detente.library.conventions import conventions
from detente.report.lexicon import counted, listing, number, upper_first
from detente.report.sentences import MOST_WORDS, Sentence, kept, said, word_count
from detente.scenario.model import Scenario

#: Stands in the caption of every matrix of claims.
NO_EVIDENCE = (
    "The documents cannot validate a model made from them: agreement with their claims is not "
    "evidence."
)
#: Claims below which the page says why so few can fail.
_TEN = 10
#: Questions that are named, and pairs of authors that each divides.
MOST_QUESTIONS, MOST_PAIRS = 4, 3


def tells(one: ClaimFinding) -> bool:
    """Whether a claim counts here: judged, and something that was tried contradicts it."""
    return one.counted and one.can_fail is not None and one.can_fail.possible


def unshaken(found: ClaimFindings) -> tuple[ClaimFinding, ...]:
    """Return the claims that stood whatever was tried, so that they leave the counts."""
    return tuple(one for one in found.claims if one.counted and not tells(one))


def claims_lead(found: ClaimFindings) -> tuple[Sentence, ...]:
    """Return the answer: how many can be tested and can fail, what becomes of these."""
    tested = [one for one in found.claims if one.verdict != "outside the model"]
    if not tested:
        total = counted(len(found.claims), "claim")
        return kept(said(f"none of {total} can be tested.", "claims.tested"))
    able = [one for one in found.claims if tells(one)]
    fails = f"{number(len(able))} of these can fail" if able else "none of these can fail"
    first = said(
        f"of {counted(len(found.claims), 'claim')}, {number(len(tested))} can be tested; {fails}.",
        "claims.tested",
    )
    return kept(first, *_verdicts(able), switch_sentence(found))


def _verdicts(able: Iterable[ClaimFinding]) -> tuple[Sentence | None, ...]:
    counts = dict.fromkeys(("follows", "every", "contradicted", "depends"), 0)
    names = {
        "follows from its own premises": "follows",
        "holds under every viewpoint": "every",
        "contradicted": "contradicted",
        "depends": "depends",
    }
    for one in able:
        counts[names[one.verdict]] += 1
    follows, every = counts["follows"] + counts["every"], counts["every"]
    verb = "follows" if follows == 1 else "follow"
    whose = "its author's own premises" if follows == 1 else "their authors' own premises"
    first = None
    if follows:
        tail = f"; {number(every)} under every viewpoint" if every else ""
        first = said(f"{number(follows)} {verb} from {whose}{tail}.", "claims.follows")
    against = counts["contradicted"]
    are = "is" if against == 1 else "are"
    second = (
        said(
            f"{number(against)} {are} contradicted by the author's own premises.",
            "claims.contradicted",
        )
        if against
        else None
    )
    hang = counts["depends"]
    third = (
        said(
            f"{number(hang)} {'hangs' if hang == 1 else 'hang'} on what the author's premises "
            "leave open.",
            "claims.depends",
        )
        if hang
        else None
    )
    return first, second, third


def turned_by_switch(found: ClaimFindings) -> dict[str, set[str]]:
    """Return switch → the claims that it turns between some two viewpoints, the most first."""
    turned: dict[str, set[str]] = {}
    for quarrel in found.disagreements:
        turned.setdefault(quarrel.switch, set()).update(quarrel.claims)
    return dict(sorted(turned.items(), key=lambda item: -len(item[1])))


def switch_sentence(found: ClaimFindings) -> Sentence | None:
    """Say what the authors divide over most; None where no premise that was turned divides them."""
    turned = turned_by_switch(found)
    if not turned:
        return None
    most = len(next(iter(turned.values())))
    first = [switch for switch, claims in turned.items() if len(claims) == most]
    asked = question(found.scenario, first[0])
    for head in ("above all, the authors divide over one question:", "they divide over this:", ""):
        whole = said(f"{head} {asked}".strip(), "claims.divide")
        if word_count(whole.text) <= MOST_WORDS:
            return whole
    return None


def question(scenario: Scenario, switch: str) -> str:
    """Return the question of a switch as declared, with its mark."""
    return scenario.content.switches[switch].question


@dataclass(frozen=True, slots=True)
class Dividing:
    """A question that divides authors, shown by the claims that it turns.

    Attributes:
        question: as declared.
        turns: how many claims it turns, and between how many pairs of viewpoints.
        pairs: those pairs, the ones with most claims first.
        example: what one of the claims says.
        finding: id.
    """

    question: str
    turns: str
    pairs: str
    example: str
    finding: str


def dividing(found: ClaimFindings) -> tuple[Dividing, ...]:
    """Return the questions that make claims come out differently between authors."""
    made = []
    for switch, claims in list(turned_by_switch(found).items())[:MOST_QUESTIONS]:
        between = [quarrel for quarrel in found.disagreements if quarrel.switch == switch]
        named = [
            " – ".join(viewpoint_name(found.scenario, view) for view in (one.one, one.other))
            for one in between
        ]
        more = len(named) - MOST_PAIRS
        tail = f"; and {number(more)} more" if more > 0 else ""
        pairs = counted(len(between), "pair")
        made.append(
            Dividing(
                question(found.scenario, switch),
                f"turned alone, it turns {counted(len(claims), 'claim')} between {pairs} of "
                "viewpoints",
                "; ".join(named[:MOST_PAIRS]) + tail,
                found.claim(between[0].claims[0]).statement.replace("'", "’"),
                f"claims.switch.{switch}",
            )
        )
    return tuple(made)


def placebo_sentences(found: ClaimFindings) -> tuple[Sentence, ...]:
    """Say how many verdicts change on another author's premises, and where that is hardly any."""
    made: list[Sentence] = []
    heads = {
        "another author's premises": "on another author's premises",
        "actors shuffled": "with the actors shuffled",
        "priors only": "with no premise at all",
    }
    for placebo in found.placebos:
        if not placebo.of:
            continue
        where, key = heads[placebo.name], f"claims.placebo.{placebo.name.split()[0]}"
        verb = "comes" if placebo.changed == 1 else "come"
        made.append(
            said(
                f"{where}, {number(placebo.changed)} of {counted(placebo.of, 'claim')} {verb} out "
                "differently.",
                key,
            )
        )
        if placebo.changed < conventions()["switch_matters"] * placebo.of:
            made.append(
                said(
                    "that is few: most verdicts here rest on the common scenario, not on whose "
                    "premises these are.",
                    f"{key}.few",
                )
            )
    return tuple(made)


def unshaken_sentence(found: ClaimFindings) -> Sentence | None:
    """Say how many claims nothing contradicted, and that they do not count; None where none."""
    count = len(unshaken(found))
    if not count:
        return None
    return said(
        f"nothing that was tried contradicts {number(count)} more; whether "
        f"{'it' if count == 1 else 'they'} can fail is not shown.",
        "claims.unshaken",
    )


def few_sentence(found: ClaimFindings) -> Sentence | None:
    """Say why fewer than ten claims can fail; None where ten can."""
    able = sum(tells(one) for one in found.claims)
    if able >= _TEN or not found.claims:
        return None
    reasons = [
        (len(found.having("outside the model")), "outside the model"),
        (len(found.having("never asked")), "never asked"),
        (len(found.having("built in")), "built in"),
        (len(found.having("restated")), "restated"),
        (len(unshaken(found)), "shaken by nothing tried"),
    ]
    parts = [f"{number(count)} {words}" for count, words in reasons if count]
    if not parts:
        return None
    return said(f"fewer than ten can fail: {listing(parts)}.", "claims.few")


def verdict_words(one: ClaimFinding) -> str:
    """Return the verdict as the matrix prints it."""
    if one.counted and not tells(one):
        return "Stands whatever was tried"
    return upper_first({"depends": "open on its own premises"}.get(one.verdict, one.verdict))


def hinge_words(scenario: Scenario, one: ClaimFinding) -> str:
    """Return the premise that a claim hangs on most, or that none was found or looked for."""
    first = next(iter(one.hinges_on), None)
    if first is not None and first in scenario.content.switches:
        return question(scenario, first)
    if one.hinge_words:
        return f"{upper_first(one.hinge_words[0])}.".replace("'", "’")
    if not one.turns and gap(one) < conventions()["switch_matters"]:
        return "No viewpoint moves it much."
    if not one.turns:
        return "Its premises were not turned here."
    return "No single premise turns it."


def card_sentences(
    scenario: Scenario, one: ClaimFinding
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the entries of the card of one claim, those for which there is a finding."""
    entries = (
        ("Verdict", _card_verdict(one)),
        ("Smallest set of premises", _needs(one.needs)),
        ("Smallest reversal", _reversal(scenario, one.reversal)),
        ("Hidden premise", _hidden(one)),
        ("Who would object", _objections(scenario, one)),
        ("What would settle it", (one.settled_by,) if one.settled_by else ()),
        ("Can it fail?", _failing(one)),
    )
    return tuple(
        (name, tuple(text.replace("'", "’") for text in texts)) for name, texts in entries if texts
    )


def _card_verdict(one: ClaimFinding) -> tuple[str, ...]:
    counts = {
        word: sum(view.cell == word for view in one.views) for word in ("holds", "depends", "fails")
    }
    words = {"holds": "holds under", "depends": "is open under", "fails": "fails under"}
    parts = [f"{words[word]} {number(count)}" for word, count in counts.items() if count]
    silent = sum(view.cell == "silent" for view in one.views)
    texts = [f"{verdict_words(one)}."]
    if parts:
        viewpoints = counted(len(one.views), "viewpoint")
        texts.append(f"Of {viewpoints}, it {listing(parts)}.")
    if silent:
        verb = "viewpoint takes" if silent == 1 else "viewpoints take"
        texts.append(f"{upper_first(number(silent))} {verb} no side on what matters.")
    if one.own is not None and one.own.cell != one.own.declared.cell:
        verb = {"holds": "holds", "fails": "fails"}[one.own.declared.cell]
        texts.append(f"With every width doubled it no longer {verb}.")
    return tuple(texts)


def _needs(found: Needs | None) -> tuple[str, ...]:
    if found is None:
        return ()
    if not found.premises:
        return ("It follows from the common scenario, without any premise of its author.",)
    count = counted(len(found.premises), "premise")
    verb = "suffices" if len(found.premises) == 1 else "suffice"
    most = "" if found.complete else "at most "
    listed = "; ".join(found.words)
    tail = (
        "With any one left at its prior, it no longer follows."
        if found.complete
        else "Not every smaller set was tried."
    )
    return f"{upper_first(most + count)} of {found.of} {verb}: {listed}.", tail


def _reversal(scenario: Scenario, found: Reversal | None) -> tuple[str, ...]:
    if found is None:
        return ()
    if found.kind == "nothing":
        return ("Nothing that was tried inside the declared ranges turns it over.",)
    if found.kind == "quantities":
        far = "all the way" if found.fraction == 1 else f"{found.fraction:.0%} of the way"
        return (f"{upper_first(found.group)}, moved {far} to an end of the declared range.",)
    words = [f"“{level_words(scenario, s, level)}”" for s, level in found.switches.items()]
    head = "One switch" if len(words) == 1 else f"{upper_first(number(len(words)))} switches"
    return (f"{head}, set to {listing(words)}.",)


def _hidden(one: ClaimFinding) -> tuple[str, ...]:
    found = one.hidden
    if found is None:
        return ()
    if found.kind == "switch":
        return (f"{upper_first(found.keeps)}. The author leaves that open.",)
    return (f"A {found.keeps} {found.words}. No source supports that number.",)


def _objections(scenario: Scenario, one: ClaimFinding) -> tuple[str, ...]:
    if one.own is None or one.own.declared.cell != "holds":
        return ()
    return tuple(
        text for view in one.views if (text := _objection(scenario, view)) and not view.own
    )


def _objection(scenario: Scenario, view: ViewCell) -> str:
    if view.cell != "fails" and not (view.cell == "depends" and view.through):
        return ""
    name = viewpoint_name(scenario, view.viewpoint)
    verb = "objects" if view.cell == "fails" else "doubts it"
    if not view.through:
        return f"{name} {verb}, at no single premise."
    level = scenario.content.viewpoints[view.viewpoint].settings[view.through[0]].level
    return f"{name} {verb}: {level_words(scenario, view.through[0], level)}."


def _failing(one: ClaimFinding) -> tuple[str, ...]:
    found = one.can_fail
    if found is None:
        return ()
    of = f"{found.of} settings of the switches" if one.turns or one.sample else f"{found.of} worlds"
    if found.settings:
        return (f"Yes: it fails in {found.settings} of {of}, within declared ranges.",)
    if found.reversed:
        return (f"Its opposite prevails in {found.reversed} of {of}; it fails outright in none.",)
    if found.in_ranges:
        return (f"Its own numbers leave it open; it fails outright in none of {of}.",)
    return (f"Not shown: it fails in none of {of}.",)

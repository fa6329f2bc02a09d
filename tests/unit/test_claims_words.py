"""Sentences about claims in cases that the small case does not show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claim_cases import case, judged

from detente.claims.findings import CanFail, ClaimFinding, Hidden, Needs, Reversal
from detente.claims.words import (
    can_fail_sentences,
    claim_sentences,
    hidden_sentences,
    needs_sentences,
    number,
    reversal_sentences,
    settled,
    verdict_words,
)


def finding(claim: str) -> ClaimFinding:
    return judged().claim(claim)


def needs(*words: str, of: int = 9, complete: bool = True) -> Needs:
    return Needs(words, words, of, complete, finding("pays-later").views[0].declared, 5)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (needs(), "It follows without any of its author's premises, from the model alone."),
        (needs("a", "b"), "It needs only two of 9 premises: a and b."),
        (
            needs("a", "b", "c", "d", "e"),
            "It needs only five of 9 premises: a, b and c, and two more.",
        ),
        (needs("a", complete=False), "It needs at most one of 9 premises, a among them."),
    ],
)
def test_what_a_claim_needs(found: Needs, expected: str) -> None:
    assert list(needs_sentences(found)) == [expected]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            Reversal("nothing", {}, "", (), 0.0, None),
            "Nothing that was tried inside the declared ranges turns it over.",
        ),
        (
            Reversal("switches", {"cost": "large", "weight": "heavy"}, "", (), 0.0, None),
            "It turns over if “the cost is large” and “deals are dear at home”.",
        ),
        (
            Reversal("quantities", {}, "gains and costs on arms", ("x",), 0.75, None),
            "It turns over when gains and costs on arms go 75% of the way to an end of their range.",
        ),
        (
            Reversal("quantities", {}, "gains and costs on arms", ("x",), 1.0, None),
            "It turns over when gains and costs on arms go all the way to an end of their range.",
        ),
    ],
)
def test_what_turns_a_claim_over(found: Reversal, expected: str) -> None:
    assert list(reversal_sentences(case(), found)) == [expected]


def test_a_hidden_quantity() -> None:
    (told,) = hidden_sentences(Hidden("quantity", "x", "weight of shocks", "low", "high"))
    assert told == "It needs a low weight of shocks; no source supports that number."


def test_in_how_many_settings_it_fails() -> None:
    one = finding("pays-later")

    def told(settings: int, against: int) -> list[str]:
        found = CanFail(settings, 12, against, {}, in_ranges=False)
        return list(can_fail_sentences(replace(one, can_fail=found)))

    assert told(3, 4) == ["It fails in 3 of 12 settings of the switches."]
    assert told(0, 2) == [
        "It fails in none of 12 settings of the switches; in 2 its opposite prevails."
    ]
    assert told(0, 0) == ["It fails in none of 12 settings of the switches."]
    assert list(can_fail_sentences(finding("hold-firm"))) == [
        "It fails in none of 1 declared world of preferences."
    ]


def test_verdicts_in_a_few_words() -> None:
    one = finding("pays-much")
    told = "depends on one question: does any deal cost much at home"
    assert verdict_words(case(), one) == told
    bare = replace(one, hinges_on=(), hinge_words=())
    assert verdict_words(case(), bare) == "depends on how wide its numbers range"
    number_alone = replace(one, hinges_on=("parameters.x",), hinge_words=("weight of shocks",))
    assert verdict_words(case(), number_alone) == "depends on weight of shocks"
    assert verdict_words(case(), finding("costs-later")) == "contradicted"


def test_a_difference_that_is_too_small_says_so() -> None:
    one = finding("lapse-serves")
    assert one.own is not None
    small = replace(one.own.declared, first=0.52, second=0.5)
    told = list(claim_sentences(case(), replace(one, own=replace(one.own, declared=small))))
    assert "The difference points the way it says, but is too small to count." in told
    assert not any("too small" in sentence for sentence in one.sentences)


def test_a_verdict_that_widths_undo_says_so() -> None:
    one = finding("pays-later")
    assert one.own is not None
    open_ = replace(one, verdict="depends", own=replace(one.own, cell="depends"))
    assert "With all widths doubled it no longer holds." in claim_sentences(case(), open_)


def test_silence_is_named_where_a_claim_holds_everywhere() -> None:
    assert finding("pays-some").sentences[0] == (
        "It holds under all three viewpoints; two of them say nothing of what matters to it."
    )


def test_what_would_settle_each_sort_of_claim() -> None:
    assert settled(case(), finding("hold-firm")).startswith("Which state the standoff settles in")
    assert settled(case(), finding("pays-much")).startswith("Nothing that can be observed directly")
    assert settled(case(), finding("odd-condition")).endswith("where the condition comes about.")
    assert [number(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]

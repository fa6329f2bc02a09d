"""Sentences about claims in cases that the small case does not show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claim_cases import case, judged

from detente.claims.findings import CanFail, ClaimFinding, Hidden, Needs, Placebo, Reversal
from detente.claims.words import (
    can_fail_sentences,
    claim_sentences,
    hidden_sentences,
    needs_sentences,
    number,
    placebo_sentences,
    reversal_sentences,
    settled,
    verdict_words,
    whole_sentences,
)


def finding(claim: str) -> ClaimFinding:
    return judged().claim(claim)


def needs(*words: str, of: int = 9, complete: bool = True) -> Needs:
    return Needs(words, words, of, complete, finding("pays-later").views[0].declared, 5)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (needs(), "It follows from the common scenario, without any of its author's premises."),
        (needs("a", "b"), "Two of 9 premises are enough: a and b."),
        (
            needs("a", "b", "c", "d", "e"),
            "Five of 9 premises are enough: a, b and c, and two more.",
        ),
        (needs("a", complete=False), "One of 9 premises is enough; fewer may do: a."),
        (
            needs("one " * 9 + "end", "two " * 9 + "end", "c"),
            f"Three of 9 premises are enough: {'one ' * 9}end, and two more.",
        ),
        (needs("long " * 30), "One of 9 premises is enough."),
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
            "It turns over when numbers go 75% of the way to an end of their range: "
            "gains and costs on arms.",
        ),
        (
            Reversal("quantities", {}, "gains and costs on arms", ("x",), 1.0, None),
            "It turns over when numbers go all the way to an end of their range: "
            "gains and costs on arms.",
        ),
    ],
)
def test_what_turns_a_claim_over(found: Reversal, expected: str) -> None:
    assert list(reversal_sentences(case(), found)) == [expected]


def test_a_hidden_quantity() -> None:
    (told,) = hidden_sentences(Hidden("quantity", "x", "weight of shocks", "low", "high"))
    assert told == ("It takes for granted a low number (weight of shocks); no source supports it.")


def test_in_how_many_settings_it_fails() -> None:
    one = finding("pays-later")

    def told(settings: int, against: int) -> list[str]:
        found = CanFail(settings, 12, against, {}, in_ranges=False)
        return list(can_fail_sentences(replace(one, can_fail=found)))

    assert told(3, 4) == ["It fails in 3 of 12 settings of the switches."]
    assert told(12, 12) == [
        "It fails in all 12 settings of the switches: nothing that was tried bears it out."
    ]
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
    assert verdict_words(case(), number_alone) == ("depends on one number: weight of shocks")
    assert verdict_words(case(), finding("costs-later")) == "contradicted"


def test_a_difference_that_is_too_small_says_so() -> None:
    one = finding("lapse-serves")
    assert one.own is not None
    small = replace(one.own.declared, first=0.52, second=0.5)
    told = list(claim_sentences(case(), replace(one, own=replace(one.own, declared=small))))
    assert "The difference points the way it says, but is too small to count." in told
    assert not any("too small" in sentence for sentence in one.sentences)


def test_two_that_come_out_alike_say_so() -> None:
    one = finding("lapse-serves")
    assert one.own is not None
    alike = replace(one.own.declared, first=0.5, second=0.5)
    told = list(claim_sentences(case(), replace(one, own=replace(one.own, declared=alike))))
    assert "On average the two come out alike." in told


def test_a_share_that_chance_may_have_made_says_so() -> None:
    one = finding("pays-later")
    assert one.own is not None
    unsure = replace(one.own.declared, share=0.07, error=0.25)
    told = replace(one, verdict="depends", own=replace(one.own, cell="depends", declared=unsure))
    said = "These worlds are too few to tell: it holds in 0.07 ± 0.25."
    assert said in claim_sentences(case(), told)
    assert said not in claim_sentences(case(), one)


def test_what_is_built_in_may_be_open_elsewhere() -> None:
    one = finding("later-less")
    said = "no setting that was tried contradicts it, so it does not count."
    assert f"Built in: {said}" in one.sentences
    views = (one.views[0], replace(one.views[1], cell="depends"), one.views[2])
    told = list(claim_sentences(case(), replace(one, views=views)))
    assert told[0] == f"Built in: some viewpoints leave it open, but {said}"


def test_a_standoff_rests_on_rankings_and_on_no_author() -> None:
    one = finding("hold-firm")
    for verdict, said in (
        ("follows from its own premises", "It follows from the declared rankings of outcomes."),
        ("contradicted", "It is contradicted by the declared rankings of outcomes."),
    ):
        told = claim_sentences(case(), replace(one, verdict=verdict))  # type: ignore[arg-type]
        assert next(iter(told)) == said


def test_the_whole_tells_where_all_claims_are() -> None:
    found = judged()
    assert "One holds under every viewpoint." in found.words
    expected = "On their authors' own premises one follows, one is open and two are contradicted."
    assert expected in found.words
    many = replace(found, claims=tuple(found.claims) * 3)
    told = [s for s in whole_sentences(many) if s.startswith("The others: ")]
    assert told == ["The others: three never asked, six built in and three restated."]


def test_another_author_is_somebody() -> None:
    placebo = Placebo("another author's premises", 0, 9)
    told = list(placebo_sentences(replace(judged(), placebos=(placebo,))))
    assert told[1].startswith("That is few: whose premises they are makes little difference")


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
    assert settled(case(), finding("pays-much")).endswith("what a deal is worth to somebody.")
    assert settled(case(), finding("lapse-serves")).endswith("courses of which one happens.")
    declared = case().content.claims["odd-condition"]
    assert declared.test is not None
    test = declared.test.model_copy(update={"above": None, "under": "policy let_it_lapse"})
    claims = {"odd-condition": declared.model_copy(update={"test": test})}
    turned = replace(case(), content=case().content.model_copy(update={"claims": claims}))
    assert settled(turned, finding("odd-condition")).endswith("courses of which one happens.")
    assert settled(case(), finding("odd-condition")).endswith("where the condition comes about.")
    assert [number(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]

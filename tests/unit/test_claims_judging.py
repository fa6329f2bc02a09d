"""Claims of which the verdict is known, the debugger's findings, words, placebos."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from claim_cases import CASE, SIZES, case, glanced, judged

from detente.claims import judge_claims
from detente.claims.findings import CANNOT_VALIDATE, VERDICTS, ClaimFinding, Needs, Reversal
from detente.claims.premises import covered, group_of, own_situation, premises_of
from detente.claims.propositions import propositions
from detente.claims.running import Bench, Size
from detente.claims.situations import Move, Situation, draws_under, prior_of
from detente.claims.verdicts import switches_over, verdict_of
from detente.claims.words import spoken
from detente.dynamics.simulating import simulate
from detente.scenario import InvalidInputError, build, loads
from detente.scenario.claim_grammar import Setting
from detente.scenario.distributions import Uniform
from detente.scenario.draws import draw
from detente.scenario.quantities import parse_citations

EXPECTED = {
    "later-less": "built in",
    "pays-later": "follows from its own premises",
    "pays-because-it-pays": "restated",
    "costs-later": "contradicted",
    "pays-much": "depends",
    "pays-some": "holds under every viewpoint",
    "lapse-serves": "contradicted",
    "odd-condition": "never asked",
    "hold-firm": "built in",
    "somewhere-else": "outside the model",
}


@pytest.mark.parametrize(("claim", "verdict"), EXPECTED.items())
def test_verdicts_worked_out_by_hand(claim: str, verdict: str) -> None:
    assert judged().claim(claim).verdict == verdict


def test_the_matrix_names_every_cell() -> None:
    matrix = dict(judged().matrix())
    assert judged().viewpoints == ("anna", "boris", "carla")
    assert matrix["pays-later"] == ("holds", "fails", "silent")
    assert matrix["costs-later"] == ("fails", "holds", "silent")
    assert matrix["odd-condition"] == ("never asked",) * 3
    assert matrix["hold-firm"] == ("holds", "silent", "silent")
    assert "somewhere-else" not in matrix
    assert [view.own for view in judged().claim("pays-later").views] == [True, False, False]


def test_the_smallest_set_and_the_smallest_change() -> None:
    found = judged().claim("pays-later")
    assert found.needs is not None
    assert found.needs.premises == ("gains:arms",)
    assert found.needs.of == 3
    assert found.needs.complete
    assert found.needs.holding.cell == "holds"
    assert found.reversal is not None
    assert found.reversal.kind == "switches"
    assert dict(found.reversal.switches) in ({"cost": "large"}, {"weight": "heavy"})
    assert found.reversal.holding is not None
    assert found.reversal.holding.cell == "fails"
    assert judged().claim("costs-later").needs is None


def test_a_switch_that_is_needed_is_kept() -> None:
    """With the cost as wide as its kind allows, Anna's answer is what carries the claim."""
    text = CASE.replace("strategic_cost: 0.1..0.3", "strategic_cost: 0..1")
    found = judge_claims(loads(text, "wide.yaml"), "pays-later", **SIZES).claims[0]
    assert found.needs is not None
    assert set(found.needs.premises) == {"switch:cost", "gains:arms"}
    assert found.verdict == "follows from its own premises"
    again = judge_claims(loads(text, "wide.yaml"), "pays-because-it-pays", **SIZES).claims[0]
    assert again.verdict == "restated"


def test_a_quantity_that_has_to_be_moved_and_by_how_much() -> None:
    """τ − F > 0.15 fails once τ, moved toward its lowest value, is below 0.25 in nine of ten draws."""
    text = CASE.replace("above: 0.3}", "above: 0.15}")
    text = text.replace("0.5..0.7", "{triangular: [0.1, 0.68, 0.7]}")
    text = re.sub(r"(?m)^  weight:\n(    .*\n)+", "", text)
    scenario = loads(text, "moved.yaml")
    found = judge_claims(scenario, "pays-some", **SIZES).claims[0]
    reversal = found.reversal
    assert reversal is not None
    assert reversal.kind == "quantities"
    assert reversal.addresses == ("issues.arms.actors.aland.tactical_gain",)
    column = draw(scenario, 60, 1)[reversal.addresses[0]]
    low, high = column.min(), np.quantile(column, 0.9)
    exact = 1 - (0.25 - low) / (high - low)
    assert 0.5 < exact < 0.9
    assert exact - 0.03 <= reversal.fraction <= exact + 1 / 16 + 0.03
    assert reversal.holding is not None
    assert reversal.holding.cell == "fails"
    (told,) = [s for s in found.sentences if s.startswith("It turns over when numbers go")]
    assert f"{reversal.fraction:.0%} of the way" in told
    assert "gains and costs on arms" in told
    assert found.can_fail is not None
    assert (found.can_fail.settings, found.can_fail.in_ranges) == (0, True)
    assert found.can_fail.possible


def test_what_the_document_nowhere_supports() -> None:
    hidden = judged().claim("pays-later").hidden
    assert hidden is not None
    assert (hidden.kind, hidden.id) == ("switch", "weight")
    assert (hidden.keeps, hidden.loses) == ("deals are cheap at home", "deals are dear at home")
    assert judged().claim("costs-later").hidden is None
    assert judged().claim("later-less").hidden is None


def test_who_objects_and_at_which_premise() -> None:
    found = judged().claim("pays-later")
    assert found.view("boris").through == ("cost",)
    assert "Boris objects: the cost is large." in found.sentences
    assert found.view("carla").through == ()


def test_what_two_authors_really_disagree_about() -> None:
    (quarrel,) = judged().disagreements
    assert (quarrel.one, quarrel.other, quarrel.switch) == ("anna", "boris", "cost")
    assert quarrel.claims == ("pays-later", "costs-later")
    told = "Between Anna and Boris: is the long-run cost of a deal small or large; it turns two"
    assert any(sentence.startswith(told) for sentence in judged().words)


def test_whether_a_claim_can_fail() -> None:
    later, pays = judged().claim("later-less").can_fail, judged().claim("pays-later").can_fail
    assert later is not None
    assert (later.settings, later.possible) == (0, False)
    assert pays is not None
    assert pays.possible
    assert dict(pays.example) == {"cost": "large"}
    # declared, three viewpoints, three single turns and eight of the sample
    assert (pays.of, later.of) == (15, 15)
    assert judged().claim("odd-condition").can_fail is None


def test_advice_is_judged_by_its_own_author_and_by_the_others() -> None:
    found = judged().claim("lapse-serves")
    assert found.own is not None
    assert found.own.declared.first < found.own.declared.second  # the pact is in force for longer
    assert [view.cell for view in found.views] == ["fails"] * 3


def test_what_cannot_be_judged_says_why() -> None:
    assert "0 worlds only, and 40 are needed" in judged().claim("odd-condition").sentences[0]
    assert judged().claim("odd-condition").share is None
    outside = judged().claim("somewhere-else")
    assert outside.sentences == ("Outside the model: The model carries no prices.",)
    text = CASE.replace(
        "any arms agreement signed given pact ended by 2020-06", "pact suspended by aland"
    )
    found = judge_claims(loads(text, "s.yaml"), "odd-condition", **SIZES).claims[0]
    assert (found.verdict, found.views) == ("outside the model", ())
    assert "who suspends is not noted down" in found.reason


def test_what_would_settle_it() -> None:
    assert "by May 2021" in judged().claim("odd-condition").settled_by or (
        "until May 2021" in judged().claim("odd-condition").settled_by
    )
    text = CASE.replace("  pays-much: {", '  pays-much: {settled_by: "A look at the books.", ')
    found = judge_claims(loads(text, "s.yaml"), "pays-much", **SIZES).claims[0]
    assert found.settled_by == "A look at the books."


def test_only_claims_that_could_come_out_otherwise_count() -> None:
    counted = {found.id for found in judged().claims if found.counted}
    assert counted == {"pays-later", "costs-later", "pays-much", "pays-some", "lapse-serves"}
    assert judged().words[0] == "Of 10 claims 9 can be tested, and 5 of these can fail."
    assert any(sentence.startswith("Fewer than ten can fail: ") for sentence in judged().words)
    assert judged().words[-1] == CANNOT_VALIDATE


def test_every_sentence_is_short_and_closed() -> None:
    sentences = [*judged().words, *(s for one in judged().claims for s in one.sentences)]
    for sentence in sentences:
        assert len(sentence.split()) <= 25, sentence
        assert sentence.endswith("."), sentence


def test_sentences_disappear_with_their_finding() -> None:
    found = judged()
    bare = tuple(
        replace(one, needs=None, reversal=None, hidden=None, can_fail=None) for one in found.claims
    )
    told = spoken(replace(found, claims=bare, disagreements=(), placebos=()))
    lost = set(found.claim("pays-later").sentences) - set(told.claim("pays-later").sentences)
    assert len(lost) == 4
    assert not any(s.startswith(("Between", "Placebo")) for s in told.words)


def test_placebos_change_verdicts() -> None:
    changed = {placebo.name: (placebo.changed, placebo.of) for placebo in judged().placebos}
    assert set(changed) == {"actors shuffled", "another author's premises", "priors only"}
    assert all(few > 0 for few, _ in changed.values())
    # Boris's premises turn what hangs on the long-run cost, and nothing else.
    assert changed["another author's premises"] == (3, 8)


def test_where_placebos_change_little_the_findings_say_so() -> None:
    found = judged()
    stale = tuple(replace(one, changed=0) for one in found.placebos)
    told = spoken(replace(found, placebos=stale))
    few = [s for s in told.words if s.startswith("That is few")]
    assert len(few) == 3
    assert not any(s.startswith("That is few") for s in found.words)


def test_claims_on_the_premises_of_another_author() -> None:
    """The same claims, put down as Boris's, come out differently and read differently."""
    text = CASE.replace("from: essay-a#9, kind", "viewpoint: boris, from: essay-a#9, kind")
    found = judge_claims(loads(text, "b.yaml"), "pays-later", **SIZES)
    assert found.claims[0].verdict == "contradicted"
    assert found.claims[0].sentences != judged().claim("pays-later").sentences


def test_a_quick_look_gives_the_same_cells_without_the_searches() -> None:
    assert glanced().quick
    for one, other in zip(glanced().claims, judged().claims, strict=True):
        assert (one.needs, one.reversal, one.turns) == (None, None, ())
        if other.own is not None and one.own is not None:
            assert one.own.cell == other.own.cell
    assert glanced().origin.options["runs"] < judged().origin.options["runs"]


def test_the_same_seed_gives_the_same_findings() -> None:
    again = judge_claims(case(), "lapse-serves", **SIZES)
    alone, among = again.claims[0], judged().claim("lapse-serves")
    assert alone.views == among.views
    assert alone.turns == among.turns


def test_draws_give_their_number_and_seed() -> None:
    sizes = {**SIZES, "draws": draw(case(), 30, 7)}
    found = judge_claims(case(), "pays-much", **sizes)
    assert (found.origin.draws, found.origin.seed) == (30, 7)


def test_progress_only_grows_and_ends_with_the_whole() -> None:
    told: list[float] = []
    sizes = {**SIZES, "draws": 10, "samples": 2}
    judge_claims(case(), "lapse-serves", **sizes, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 5}, "draws is 5; it must be a whole number from 10 on"),
        ({"repeats": 1}, "repeats is 1; it must be a whole number from 2 on"),
        ({"samples": -1}, "samples is -1; it must be a whole number from 0 on"),
        ({"claim": "pays-latr"}, "claim 'pays-latr' is not declared – did you mean 'pays-later'?"),
    ],
)
def test_what_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        judge_claims(case(), **options)  # type: ignore[arg-type]


def test_findings_that_are_asked_for() -> None:
    assert judged().fails("contradicted")
    assert not glanced().fails("restated")
    with pytest.raises(ValueError, match="there is no verdict 'wrong'"):
        judged().fails("wrong")
    with pytest.raises(KeyError, match="did you mean 'pays-later'"):
        judged().claim("pays-latr")


def test_a_scenario_without_claims_or_without_viewpoints_is_refused() -> None:
    bare = build("b.yaml", replace(case().tree, value={**case().tree.value, "claims": {}}))
    with pytest.raises(InvalidInputError, match="declares no claims"):
        judge_claims(bare)
    unseen = build("v.yaml", replace(case().tree, value={**case().tree.value, "viewpoints": {}}))
    with pytest.raises(InvalidInputError, match=r"claims\.later-less: no viewpoint is declared"):
        judge_claims(unseen)


def test_findings_as_plain_values_table_picture_and_file(tmp_path: object) -> None:
    plain = json.loads(json.dumps(judged().to_dict(), allow_nan=False))
    assert plain["warning"] == CANNOT_VALIDATE
    one = next(claim for claim in plain["claims"] if claim["id"] == "pays-later")
    assert (one["verdict"], one["share"]) == ("follows from its own premises", 1.0)
    assert {"hinges_on", "can_fail", "needs", "reversal", "views"} <= set(one)
    table = judged().table()
    assert list(table["claim"]) == list(EXPECTED)
    figure = judged().plot()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert len(texts) == 27
    assert "claim" in judged().data.dims
    assert judged().cite()
    assert repr(judged()).count("\n") == 2
    assert judged().to_netcdf(f"{tmp_path}/c.nc").exists()


# Verdicts in their order


def finding(claim: str) -> ClaimFinding:
    return judged().claim(claim)


def test_verdicts_stand_in_the_declared_order() -> None:
    holds = finding("pays-some")
    assert holds.can_fail is not None
    stuck = replace(holds, can_fail=replace(holds.can_fail, settings=0, reversed=0))
    moved = Reversal("quantities", {}, "gains", ("a",), 0.5, None)
    needs = Needs(("x",), ("x",), 1, True, holds.views[0].declared, 1)
    assert verdict_of(stuck, needs, None, True, False) == "built in"
    assert verdict_of(stuck, needs, None, True, True) == "restated"  # quick: too few settings
    assert verdict_of(stuck, needs, moved, True, False) == "restated"
    assert verdict_of(holds, needs, None, True, False) == "restated"
    assert verdict_of(holds, None, None, False, False) == "holds under every viewpoint"
    follows = finding("pays-later")
    assert verdict_of(follows, None, None, False, False) == "follows from its own premises"
    assert verdict_of(finding("pays-much"), None, None, False, False) == "depends"
    assert verdict_of(finding("costs-later"), None, None, True, False) == "contradicted"
    assert list(VERDICTS)[:4] == ["outside the model", "never asked", "built in", "restated"]


# Premises and situations


def test_paragraphs_that_are_covered() -> None:
    own = parse_citations("essay#3,5")
    assert covered(parse_citations("essay#3"), own)
    assert not covered(parse_citations("essay#3-4"), own)
    assert not covered(parse_citations("other#3"), own)
    assert not covered(parse_citations("essay"), own)
    assert covered(parse_citations("essay#9"), parse_citations("essay"))
    assert not covered((), own)


def test_premises_are_switches_and_groups_that_the_document_supports() -> None:
    assert [premise.id for premise in premises_of(case(), "anna")] == [
        "switch:cost",
        "gains:arms",
        "relations:aland-borland",
    ]
    assert [premise.id for premise in premises_of(case(), "boris")] == ["switch:cost"]
    named = group_of(case(), "relations.aland-borland.channel")
    assert named == ("relations:aland-borland", "how Aland and Borland stand to each other")
    assert group_of(case(), "agreements.pact.notice_months") is None


def test_a_quantity_at_the_prior_is_as_wide_as_its_kind() -> None:
    gain = case().quantities["issues.arms.actors.aland.tactical_gain"]
    assert prior_of(gain).distribution == Uniform(0, 0.6, 0, 1)  # the default of the kind
    cost = case().quantities["parameters.political_cost"]
    assert prior_of(cost).distribution == Uniform(0, 1, 0, 1)  # exact: the whole range


def test_situations_change_what_they_say_and_nothing_else() -> None:
    base = draw(case(), 50, 3)
    gain, cost = "issues.arms.actors.aland.tactical_gain", "parameters.political_cost"
    light = Situation((("weight", "light"),))
    turned = draws_under(base, light)
    assert turned[cost].max() <= 0.05
    assert np.array_equal(turned[gain], base[gain])
    moved = draws_under(base, Situation(moves=(Move(gain, 0.5, 0.25),)))
    assert moved[gain] == pytest.approx(base[gain] + 0.25 * (0.5 - base[gain]))
    fixed = draws_under(base, light.under(Setting(numbers=((cost, 0.4),))))
    assert set(fixed[cost]) == {0.4}  # a claim's own number outweighs a switch
    other = draws_under(base, light.under(Setting(viewpoint="boris")))
    assert other["issues.arms.actors.aland.strategic_cost"].min() >= 0.8
    assert set(other[cost]) == {0.1}  # Boris leaves the weight open
    swapped = draws_under(base, Situation(swapped=((gain, gain.replace("aland", "borland")),)))
    assert np.array_equal(swapped[gain], base[gain.replace("aland", "borland")])


def test_what_a_reader_changed_outweighs_any_viewpoint() -> None:
    gain = "issues.arms.actors.aland.strategic_cost"
    dissenting = build("d.yaml", case().tree, changes={gain: 0.5})
    turned = draws_under(draw(dissenting, 20, 1), own_situation(dissenting, "boris"))
    assert set(turned[gain]) == {0.5}


@pytest.mark.parametrize("setting", [Setting(), Setting(policy="let_it_lapse")])
def test_a_situation_gives_the_worlds_of_a_simulation(setting: Setting) -> None:
    """Wired together with others or alone, the same worlds as `simulate` under that viewpoint."""
    scenario = case()
    found = propositions(scenario, {"lapse-serves": scenario.content.claims["lapse-serves"]})
    one = found["lapse-serves"]
    side = one.first if setting.policy else one.second
    assert side is not None
    bench = Bench(scenario, [one], 4, executor="numpy")
    views = [own_situation(scenario, view) for view in ("anna", "boris", "carla")]
    bench.prefetch([(view, Size(12, 3)) for view in views])
    run = simulate(
        scenario,
        12,
        3,
        12,
        4,
        viewpoint="boris",
        policy=setting.policy or None,
        executor="numpy",
    )
    months = run.data["months_in_force"].sel(deal="pact").values / 12
    assert np.allclose(bench.sample(side, views[1], Size(12, 3)).values, months)
    alone = Bench(scenario, [one], 4, executor="numpy").sample(side, views[1], Size(12, 3))
    assert np.array_equal(alone.values, bench.sample(side, views[1], Size(12, 3)).values)


def test_a_rough_look_at_which_switches_matter() -> None:
    first = judged().claim("pays-later")
    settings = [
        {"a": "x", "b": "x"},
        {"a": "x", "b": "y"},
        {"a": "y", "b": "x"},
        {"a": "y", "b": "y"},
    ]
    shares = [1.0, 0.95, 0.1, 0.05]
    holdings = [replace(first.views[0].declared, share=share) for share in shares]
    assert switches_over(settings, holdings) == ("a",)
    assert switches_over([], []) == ()

"""Trades between issues, their price for others and at home, and the zone of agreement."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from bargain_cases import RANGES, TRADE, written
from scipy.stats import norm

from detente import bargain, draw, load
from detente.interests.packages import package
from detente.interests.worth import worths
from detente.mechanisms.linkage import feasible_alone


def test_the_hand_case_of_exchange(tmp_path: Path) -> None:
    """Both outcomes go from 25 to 0; each gains .9·25 − .3·25."""
    text = TRADE.replace("      east: {position: 60, salience: 0.5, capability: 0}\n", "")
    found = bargain(written(tmp_path, text), model="exchange", draws=10)
    (trade,) = found.trades
    assert trade.actors == ("north", "south")
    assert trade.yields == ("oil", "fish")  # each gives what it cares less about
    assert trade.exists == trade.both_gain == trade.both_gain_widened == 1
    # The mean of 0 (weight .9) and 100 (weight .3) is 25; it goes to 0 on both issues.
    for gain, move in zip(trade.gains, trade.moves, strict=True):
        assert gain == pytest.approx((15, 15, 15))
        assert move == pytest.approx((100, 100, 100))
    (alone,) = found.pair_trades
    assert alone.gains == trade.gains
    assert alone.scope == "pair"


def test_a_bystander_pays(tmp_path: Path) -> None:
    found = bargain(written(tmp_path, TRADE), model="exchange", draws=10)
    (trade,) = found.trades
    # East wants 60 on fish: 35 away before, 60 away after, at half salience; nothing on oil.
    assert trade.externality == {"east": pytest.approx((-12.5, -12.5, -12.5))}
    assert any("East would pay for it" in one for one in found.sentences()["packages"])


def test_the_hurdle_at_home_before_and_after(tmp_path: Path) -> None:
    (trade,) = bargain(written(tmp_path, TRADE), model="exchange", draws=10).trades
    # Margins τ − hurdle: north .5 on fish, .5 on oil; south .3 and −.25. A gain of 15 of 100.
    north, south = (0.5 + 0.5) / 2, (0.3 - 0.25) / 2
    assert trade.home_before == pytest.approx((norm.cdf(north / 0.2), norm.cdf(south / 0.2)))
    after = norm.cdf((north + 0.15) / 0.2), norm.cdf((south + 0.15) / 0.2)
    assert trade.home_after == pytest.approx(after)
    assert trade.ratified == pytest.approx(after[0] * after[1])


def test_trades_are_ranked_and_rare_ones_left_out(tmp_path: Path) -> None:
    found = bargain(load("cuba-1962"), model="exchange", draws=100)
    assert len(found.trades) > 2
    for trades in (found.trades, found.pair_trades):
        shares = [trade.ratified for trade in trades]
        assert shares == sorted(shares, reverse=True)
        for trade in trades:
            assert trade.ratified <= trade.both_gain <= trade.exists
            assert trade.exists >= 0.05
    for trade in found.pair_trades:
        assert set(trade.actors) == set(found.scenario.focus)
    only = bargain(found.scenario, issue="berlin", model="exchange", draws=100)
    assert only.trades
    assert all("berlin" in trade.yields for trade in only.trades)


def test_trades_of_all_make_both_gain_at_the_table(tmp_path: Path) -> None:
    """In the first trade of a draw the gain is the equal one that the model promises."""
    from detente.bargaining import predict
    from detente.bargaining.analysis.tableau import board, tableaux

    scenario = written(tmp_path, RANGES)
    table = board(tableaux(draw(scenario, 60)))
    made = predict(table.positions, table.salience, table.capability, "exchange").details
    records = made["exchanges"]
    single = (records["round"] > 0).sum(axis=1) == 1
    found = bargain(scenario, model="exchange", draws=60).trades
    assert single.any()
    assert sum(trade.exists for trade in found) >= single.mean() - 1e-9
    if single.all():
        gains = records["gain"][:, 0]
        assert max(trade.gains[0][2] for trade in found) <= gains.max() + 1e-9


def test_other_models_look_for_no_trade(tmp_path: Path) -> None:
    found = bargain(written(tmp_path, TRADE), model="compromise", draws=10)
    assert found.trades == found.pair_trades == ()


def test_linkage_is_that_of_the_deals(tmp_path: Path) -> None:
    scenario = written(tmp_path, TRADE)
    found = bargain(scenario, model="compromise", draws=50)
    samples = draw(scenario, 50), draw(scenario, 50, widened=2.0)
    worth = worths(samples[0]), worths(samples[1])
    assert found.linkage == package(samples, worth, ("north", "south"))
    assert bargain(scenario, issue="fish", model="compromise", draws=50).linkage is None


# --- the zone ---------------------------------------------------------------------------------


def test_a_zone_by_hand(tmp_path: Path) -> None:
    """Fish: surplus min(.8 − .1, .8 − .3) = .5 and min(.4, .3) = .3; payments up to .3."""
    found = bargain(written(tmp_path, TRADE), model="compromise", draws=10)
    fish = found.zone("fish")
    assert fish.empty == fish.empty_widened == fish.empty_without_payments == 0
    assert fish.width == pytest.approx((0.6,) * 3)  # from −.3 to .3
    assert fish.payment == pytest.approx((0,) * 3, abs=1e-12)
    assert fish.blocker is None
    # Oil: min(.5, .5) = .5 against min(0, −.25) = −.25: North pays .25 to .3.
    oil = found.zone("oil")
    assert oil.empty == 0
    assert oil.empty_without_payments == 1
    assert oil.width == pytest.approx((0.05,) * 3)
    assert oil.payment == pytest.approx((-0.275,) * 3)


@pytest.mark.parametrize(
    ("change", "blocker"),
    [
        (
            ("tactical_gain: 0.1, strategic_cost: 0,", "tactical_gain: 0, strategic_cost: 0,"),
            "home",
        ),
        (("domestic_hurdle: 0.35", "domestic_hurdle: 0.9"), "home"),
        (("political_cost: {is: 0.1", "political_cost: {is: 0.5"), "cost"),
        (
            (
                "domestic_hurdle: 0.35",
                "domestic_hurdle: 0, third_party_obligation: 0.9, obligation_to: [east]",
            ),
            "duty",
        ),
        (("tactical_gain: 0.6,", "tactical_gain: 0,"), "gain"),
    ],
)
def test_what_empties_the_zone(tmp_path: Path, change, blocker) -> None:
    """Each change to the oil issue leaves no zone for one reason."""
    text = TRADE
    if blocker == "gain":  # nobody gains anything
        text = text.replace("tactical_gain: 0.1,", "tactical_gain: 0,")
        text = text.replace("strategic_cost: 0", "strategic_cost: 0.5")
        text = re.sub(r"(  (north|south): \{name: \w+, kind: state, horizon): 0", r"\1: 1", text)
    assert change[0] in text
    head = None
    if blocker == "gain":
        from bargain_cases import HEAD

        head = HEAD.replace("horizon: 0", "horizon: 1")
    text = text.replace(*change)
    scenario = written(tmp_path, text, head) if head else written(tmp_path, text)
    oil = bargain(scenario, model="compromise", draws=10).zone("oil")
    assert oil.empty == 1
    assert oil.blocker == blocker
    assert oil.emptied_by[blocker] == 1
    assert sum(oil.emptied_by.values()) == pytest.approx(1)
    assert np.isnan(oil.width).all()
    if blocker in ("home", "duty"):
        assert oil.opened_without[blocker] in (0, 1)


def test_without_duty_and_hurdle_it_is_the_condition_of_linkage(tmp_path: Path) -> None:
    """Empty exactly where no payment within the issue can leave nobody worse off."""
    wide = re.sub(r"domestic_hurdle: [0-9.]+", "domestic_hurdle: 0", TRADE)
    wide = re.sub(r"tactical_gain: [0-9.]+", "tactical_gain: 0..0.5", wide)
    wide = wide.replace("political_cost: {is: 0.1", "political_cost: {is: 0.1..0.4")
    scenario = written(tmp_path, wide)
    sample = draw(scenario, 400)
    worth = worths(sample)
    found = bargain(scenario, model="compromise", draws=400)
    for issue in ("fish", "oil"):
        # With no hurdle the margin at home is the worth before the cost, which never binds.
        gains = [worth.at(actor, issue).weighed for actor in scenario.focus]
        alone = np.asarray(feasible_alone(*gains, sample["parameters.transfer_limit"]))
        assert 0 < alone.mean() < 1
        assert found.zone(issue).empty == pytest.approx(1 - alone.mean())
        assert found.zone(issue).emptied_by["duty"] == 0


def test_the_sentence_on_a_zone_follows_the_share(tmp_path: Path) -> None:
    some = bargain(written(tmp_path, TRADE), model="compromise", draws=10)
    assert any("have a zone of agreement: empty in 0 of 100" in s for s in some.sentences()["fish"])
    none = TRADE.replace("political_cost: {is: 0.1", "political_cost: {is: 0.9")
    lost = bargain(written(tmp_path, none), model="compromise", draws=10)
    told = " ".join(lost.sentences()["fish"])
    assert "have no zone of agreement: it is empty in 100 of 100 draws" in told
    assert "the political cost of any deal" in told
    assert "wide." not in told
    assert lost.fails("empty")
    assert not some.fails("empty")


def test_nothing_is_said_of_a_zone_that_rests_on_defaults_alone(tmp_path: Path) -> None:
    found = bargain(written(tmp_path, RANGES), model="compromise", draws=10)
    zone = found.zone("fish")
    assert not zone.declared
    assert len(zone.assumed) == 6
    (told,) = [one for one in found.sentences()["fish"] if "zone" in one]
    assert "not declared, so nothing is said" in told
    assert not found.fails("empty")
    own = bargain(written(tmp_path, TRADE), model="compromise", draws=10).zone("fish")
    assert own.declared
    assert own.assumed == ()

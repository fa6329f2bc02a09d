"""Bargaining over car-emission standards reproduces the published values, in years."""

from __future__ import annotations

import pytest

from detente import bargain, load
from detente.bargaining import BargainFindings


@pytest.fixture(scope="module")
def found() -> BargainFindings:
    return bargain(load("emis-1994"), draws=50)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("compromise", 7.3899557),
        ("median", 7.0),
        # Utility over the range of positions, which is the whole scale here.
        ("condorcet_uniform", 7.34822),
        ("condorcet_incentive", 7.53711),
        ("condorcet_conditional", 7.51291),
        ("mean", 6.7),
    ],
)
def test_published_values(found: BargainFindings, name: str, years: float) -> None:
    issue = found.issue("emissions")
    assert issue.scale is not None
    low, middle, high = (issue.scale.of(value) for value in issue.outcome(name).outcome)
    assert low == middle == high  # nothing varies in this case
    assert middle == pytest.approx(years, abs=6e-6)


def test_presets_of_the_challenge_model_part(found: BargainFindings) -> None:
    """The published ambiguities move the worked example across its scale, and that is shown."""
    issue = found.issue("emissions")
    presets = {one.name: one.outcome[1] for one in issue.outcomes if one.model == "challenge"}
    assert set(presets) == {"challenge/scholz2011", "challenge/text"}
    assert abs(presets["challenge/scholz2011"] - presets["challenge/text"]) > 10
    assert issue.agreement is not None
    assert issue.agreement.verdict != "agree"


def test_the_outcome_stands_beside_the_models(found: BargainFindings) -> None:
    issue = found.issue("emissions")
    assert issue.known is not None
    assert issue.scale is not None
    assert issue.known.figure == 8.833
    assert issue.known.position == pytest.approx((8.833 - 4) / 6 * 100)
    assert issue.scale.of(issue.known.position or 0.0) == pytest.approx(8.833)
    assert any("81 of 100; no model has seen it" in s for s in found.sentences()["emissions"])


def test_the_median_is_held_by_the_three_in_the_middle(found: BargainFindings) -> None:
    shares = {pivot.actor: pivot.on_median for pivot in found.issue("emissions").pivots}
    assert {actor for actor, share in shares.items() if share == 1} == {
        "belgium",
        "greece",
        "ireland",
    }
    assert sum(shares.values()) == 3


def test_one_issue_has_nothing_to_trade(found: BargainFindings) -> None:
    assert found.trades == found.pair_trades == ()
    assert found.linkage is None
    unfit = found.issue("emissions").unfit
    assert "nothing to trade" in unfit["exchange"]
    for name in ("nash", "procedural"):
        assert "declare parameters.reference_emissions" in unfit[name]

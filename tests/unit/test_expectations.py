"""The expectations of the monthly model; where DETENTE_DATA names a folder, how they were obtained.

The later tests are the record of the computation: each recomputes the figures of an entry's note
and holds them to the range.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, norm

from detente.library.expectations import (
    PROVENANCES,
    Expectation,
    expectations,
    parse_expectations,
)
from detente.scenario import InvalidInputError

ENTRY = """\
expectations:
  calm:
    name: calm
    statistic: share of calm months
    unit: share
    low: 0
    high: 0.5
    applies_to: any pair
    sources: [putnam1988]
    provenance: judged
    note: Guessed.
"""

GROUPS = ("security", "low_politics", "high_politics")
ROLES = (
    "acute_conflict",
    "security_regime",
    "regional",
    "economic",
    "technology",
    "societal",
    "order",
    "interference",
)


def test_every_entry_says_what_where_from_and_how() -> None:
    table = expectations()
    assert len(table) >= 15
    for key, entry in table.items():
        assert entry.id == key
        assert entry.low < entry.high
        assert entry.provenance in PROVENANCES
        assert entry.cite()
        assert "Rule:" in entry.note, f"{key} does not say how its range was obtained"
        assert any(letter.isdigit() for letter in entry.note), f"{key} names no figure"
    assert {entry.provenance for entry in table.values()} == set(PROVENANCES)


def test_shares_and_correlations_stay_in_their_bounds() -> None:
    for entry in expectations().values():
        if entry.unit in ("share", "correlation"):
            assert 0 <= entry.low < entry.high <= 1
        assert entry.low >= 0


def test_every_role_of_an_issue_is_counted_once() -> None:
    text = " ".join(expectations()[f"deals_per_decade_{group}"].statistic for group in GROUPS)
    assert [text.count(role) for role in ROLES] == [1] * len(ROLES)


def test_where_a_median_lies() -> None:
    calm = parse_expectations(ENTRY)["calm"]
    assert isinstance(calm, Expectation)
    medians = (-0.1, 0.0, 0.5, 0.51, float("nan"))
    expected = ["below", "within", "within", "above", "undefined"]
    assert [calm.place(median) for median in medians] == expected


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        expectations()["calm"] = parse_expectations(ENTRY)["calm"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        expectations()["spell_crisis"].high = 100  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    note: Guessed.\n", "", "'calm' has no note"),
        ("note: Guessed.", "note: Guessed.\n    colour: red", "unknown field colour"),
        ("high: 0.5", "high: 0", "the range of 'calm' is empty"),
        ("high: 0.5", "high: many", "high of 'calm' is not a number"),
        ("high: 0.5", "high: .inf", "high of 'calm' is not finite"),
        ("judged", "felt", "the provenance of 'calm' must be one of"),
        ("[putnam1988]", "[nobody1900]", "cites 'nobody1900'"),
        ("[putnam1988]", "putnam1988", "sources of 'calm' is not a list"),
        ("expectations:", "others:", "there are no expectations"),
    ],
)
def test_a_table_that_cannot_be_read(old: str, new: str, message: str) -> None:
    assert old in ENTRY
    with pytest.raises(InvalidInputError, match=message):
        parse_expectations(ENTRY.replace(old, new), "case.yaml")


# --- how the ranges were obtained ---------------------------------------------------------------

DATA = Path(os.environ.get("DETENTE_DATA", "no-such-folder"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="DETENTE_DATA names no folder")

TABLES = "compiled_treaties_summits_elections"
#: Forecasts are scored from here on; nothing later is counted.
LIMIT = pd.Timestamp("2017-05-22")
DECADES = [LIMIT - pd.DateOffset(years=back) for back in range(60, -1, -10)]
MONTH, YEAR = 30.4375, 365.25
#: The nine central nuclear treaties between the two.
NUCLEAR = ["SALT I", "ABM", "TTBT", "PNET", "INF", "START I", "PMDA", "SORT", "NEW START"]


def holds(key: str, *figures: float) -> None:
    """Every figure that an entry rests on lies in its range."""
    for figure in figures:
        assert expectations()[key].place(figure) == "within", (key, figure)


def table(name: str, *dates: str) -> pd.DataFrame:
    return pd.read_csv(DATA / TABLES / f"{name}.csv", parse_dates=list(dates))


def by_decade(dates: pd.Series) -> list[int]:
    """Count in the six decades before the limit."""
    return [int(((dates >= start) & (dates < end)).sum()) for start, end in pairwise(DECADES)]


def thirty_years(counts: list[int], years: int) -> list[float]:
    """Means over the windows of three decades, per so many years."""
    return [sum(counts[i : i + 3]) * years / 30 for i in range(len(counts) - 2)]


def treaties() -> pd.DataFrame:
    found = table("treaties", "signed", "in_force", "ended")
    found = found[found.signed < LIMIT].copy()
    found.loc[found.ended >= LIMIT, "ended"] = pd.NaT
    parties = found.parties.str.split("|")
    found["both"] = [{"USA", "RUS"} <= set(names) for names in parties]
    found["wide"] = found.both | found.parties.isin(["multilateral", "NATO|RUS"])
    found["delay"] = (found.in_force - found.signed).dt.days / MONTH
    found["life"] = (found.ended.fillna(LIMIT) - found.in_force).dt.days / YEAR
    found["over"] = found.ended.notna()
    found["slow"] = ~((found.in_force - found.signed).dt.days <= 15)
    return found


def restricted_mean(life: np.ndarray, over: np.ndarray, limit: float) -> float:
    """Area under the Kaplan-Meier curve up to a limit."""
    surviving, before, area = 1.0, 0.0, 0.0
    for end in np.sort(life[over & (life <= limit)]):
        area += surviving * (end - before)
        surviving *= 1 - 1 / (life >= end).sum()
        before = end
    return float(area + surviving * (limit - before))


def wilson(successes: int, n: int, side: int) -> float:
    z, share = norm.ppf(0.975), successes / n
    spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return float((share + z**2 / (2 * n) + side * spread) / (1 + z**2 / n))


def copdab() -> pd.DataFrame:
    path = DATA / "events" / "events_copdab_monthly_1948_1978" / "copdab_dyad_month.csv"
    rows = pd.read_csv(path).sort_values("month")
    return rows.pivot(index="month", columns=["source", "target"], values="copdab_net")


ADVERSARIES = [("USA", "RUS"), ("RUS", "USA"), ("EGY", "ISR"), ("ISR", "EGY")]


def lagged(flow: np.ndarray, lag: int) -> float:
    return float(np.corrcoef(flow[:-lag], flow[lag:])[0, 1])


@needs_data
@pytest.mark.parametrize(
    ("key", "lag", "point"),
    [
        ("flow_autocorrelation", 1, (0.44, 0.33, 0.38, 0.46)),
        ("flow_memory_year", 12, (0.35, 0.18, 0.19, 0.17)),
    ],
)
def test_persistence_of_behaviour(key: str, lag: int, point: tuple[float, ...]) -> None:
    flows = copdab()
    found = [lagged(flows[dyad].to_numpy(), lag) for dyad in ADVERSARIES]
    assert found == pytest.approx(point, abs=0.006)
    for r in found:
        error = (1 - r**2) / np.sqrt(len(flows))
        holds(key, r - 2 * error, r + 2 * error)


@needs_data
def test_likeness_of_the_two_sides() -> None:
    flows = copdab()
    for one, other in (("USA", "RUS"), ("EGY", "ISR")):
        pair = flows[[(one, other), (other, one)]].to_numpy()
        whole = np.corrcoef(pair.T)[0, 1]
        thirds = [np.corrcoef(part.T)[0, 1] for part in np.split(pair, 3)]
        holds("flow_correlation", whole, *thirds)
        if one == "USA":
            assert whole == pytest.approx(0.485, abs=0.001)


@needs_data
def test_deals_per_decade() -> None:
    found = treaties()
    for key, issue, narrow in (
        ("security", "arms_control", [1, 7, 1, 10, 2, 1]),
        ("high_politics", "regional_conflict", [0, 0, 0, 1, 0, 2]),
    ):
        rows = found[found.issue == issue]
        counts = by_decade(rows[rows.both].signed)
        assert counts == narrow
        wide = thirty_years(by_decade(rows[rows.wide].signed), 10)
        holds(f"deals_per_decade_{key}", *counts, *thirty_years(counts, 10), *wide)
    low = by_decade(found[found.both & (found.issue == "r_and_d")].signed)
    assert low == [0, 1, 0, 1, 0, 1]
    holds("deals_per_decade_low_politics", sum(low) / 6, 10)


@needs_data
def test_share_that_enters_into_force() -> None:
    found = treaties()
    both = found[found.both]
    slow = both[both.slow]
    assert (both.in_force.notna().sum(), len(both)) == (26, 28)
    assert (slow.in_force.notna().sum(), len(slow)) == (14, 16)
    assert (slow.delay <= 60).sum() == 11
    assert found[found.wide].in_force.notna().sum() == 40
    holds("treaty_share_ratified", wilson(14, 16, -1), 11 / 16, wilson(26, 28, 1))


@needs_data
def test_months_from_signature_to_force() -> None:
    found = treaties()
    groups = (found.both, found.both & found.slow, found.wide, found.wide & found.slow)
    medians = [float(found[group].delay.median()) for group in groups]
    assert medians == pytest.approx([4.3, 11.1, 4.4, 15.2], abs=0.06)
    holds("signature_to_force", min(medians) / 2, *medians, max(medians) * 2)


@needs_data
def test_lifetime_of_agreements() -> None:
    found = treaties()
    found = found[found.both & found.in_force.notna()]
    groups = (found, found[found.slow], found[found.short.isin(NUCLEAR)])
    rng = np.random.default_rng(1)
    for rows, mean in zip(groups, (18.0, 16.1, 14.5), strict=True):
        life, over = rows.life.to_numpy(), rows.over.to_numpy()
        found_mean = restricted_mean(life, over, 20)
        assert found_mean == pytest.approx(mean, abs=0.06)
        picks = rng.integers(0, len(rows), (300, len(rows)))
        error = np.std([restricted_mean(life[pick], over[pick], 20) for pick in picks])
        holds("treaty_lifetime", found_mean - 2 * error, min(20, found_mean + 2 * error))
    assert [len(rows) for rows in groups] == [26, 14, 9]
    assert found.over.sum() == 7


@needs_data
def test_withdrawals_from_agreements() -> None:
    found = treaties()
    found = found[found.both & found.in_force.notna()]
    exits = found.end_kind.fillna("").str.match("withdrawal|suspension") & found.over
    assert set(found[exits].short) == {"ABM", "PMDA"}
    exposure, slow = found.life.sum(), found[found.slow].life.sum()
    assert (exposure, slow) == pytest.approx((617, 231), abs=0.6)
    low, high = chi2.ppf(0.025, 4) / 2, chi2.ppf(0.975, 6) / 2
    holds("treaty_exit_rate", low / exposure, 2 / exposure, 2 / slow, high / slow)


@needs_data
def test_meetings_of_the_leaders() -> None:
    found = table("summits_us_russia", "start")
    every = by_decade(found.start)
    bilateral = by_decade(found[found.kind == "bilateral"].start)
    assert every == [3, 6, 3, 25, 30, 27]
    assert bilateral == [2, 5, 3, 17, 12, 5]
    holds("summits_per_year", *thirty_years(every, 1), *thirty_years(bilateral, 1))


@needs_data
def test_phases_dated_by_events() -> None:
    events = table("key_events_us_russia", "date").set_index("event").date
    starts = table("summits_us_russia", "start").start

    def day(words: str) -> pd.Timestamp:
        (found,) = events[events.index.str.contains(words, regex=False)]
        return found

    def summit(year: int) -> pd.Timestamp:
        return starts[starts.dt.year == year].min()

    phases = (
        (day("Berlin blockade begins"), summit(1955), 85),
        (day("Khrushchev Berlin ultimatum"), day("Cuban missile crisis settled"), 47),
        (day("Soviet intervention in Afghanistan"), summit(1985), 71),
    )
    months = [(end - start).days / MONTH for start, end, _ in phases]
    assert months == pytest.approx([length for *_, length in phases], abs=0.7)
    holds("spell_confrontation", *months, float(np.mean(months)))
    vanik = (day("Magnitsky Act") - pd.Timestamp("1975-01-03")).days / YEAR
    grain = (day("Grain embargo lifted") - events["Grain embargo"]).days / YEAR
    crimea = (LIMIT - day("EO 13660")).days / YEAR
    assert (vanik, grain, crimea) == pytest.approx((37.9, 1.3, 3.2), abs=0.06)
    holds("sanction_duration", (vanik + grain + 0.9 + crimea) / 3, 272 / 47)


def pairs_of(values: pd.Series, step: int) -> np.ndarray:
    """Values of a series indexed by time and those so many steps later."""
    found = [(values[at], values[at + step]) for at in values.index if at + step in values.index]
    return np.array(found)


@needs_data
def test_persistence_of_opinion() -> None:
    folder = DATA / "opinion_levada_pew_gallup"
    polls = pd.read_csv(folder / "levada_attitudes_1990_2019.csv")
    polls = polls[polls.month.str.match(r"\d{4}-\d{2}$") & (polls.month < "2017-05")]
    when = pd.to_datetime(polls.month)
    polls = polls.assign(at=when.dt.year * 12 + when.dt.month, year=when.dt.year)
    figures: list[float] = []
    for towards in ("USA", "EU"):
        rows = polls[polls.towards == towards]
        for column, step in (("at", 12), ("year", 1)):
            pairs = pairs_of(rows.groupby(column).net.mean(), step)
            figures.append(float(np.corrcoef(pairs.T)[0, 1]))
    assert figures == pytest.approx([0.67, 0.84, 0.82, 0.88], abs=0.011)
    pew = pd.read_csv(folder / "pew_favourability_2002_2023.csv")
    pew = pew[pew.year < LIMIT.year]
    for target, r in (("USA", 0.48), ("RUS", 0.52), ("CHN", 0.40)):
        parts = [
            pairs_of(rows.set_index("year").pct_favourable - rows.pct_favourable.mean(), 1)
            for _, rows in pew[pew.target == target].groupby("respondents_iso3")
        ]
        pairs = np.concatenate([part for part in parts if len(part)])
        figures.append(float(np.corrcoef(pairs.T)[0, 1]))
        assert figures[-1] == pytest.approx(r, abs=0.006)
    holds("opinion_memory_year", *figures)

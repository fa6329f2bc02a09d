"""How relations may run: confrontation, the long run, chance and ignorance, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from detente.dynamics.headlines import Headline
from detente.dynamics.horizon import Horizon
from detente.dynamics.phrases import REGIME_WORDS, dyad_name
from detente.report.lexicon import counted, listing, number, pair_words, possessive, upper_first
from detente.report.sentences import Sentence, kept, likely, said, standing_words, strength_of
from detente.report.words_ranges import (
    direction,
    month_date,
    mover_words,
    outcome_words,
    year_words,
)
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

#: Outcomes of the focus pair that the section tells in figures.
OUTCOMES = ("hostile", "flow", "deals")
#: How an outcome is called at the head of a row.
NAMES = {
    "hostile": "Months of the last year in confrontation or crisis",
    "flow": "Behaviour toward each other in the last year (0: as usual)",
    "deals": "New deals that come into force",
}


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome in figures.

    Attributes:
        name: what it is.
        range_: over draws, with doubled widths.
        movers: the inputs that move it most.
        split: how its spread divides into chance and ignorance, in words.
    """

    name: str
    range_: str
    movers: str
    split: str


def run_lead(study: CourseStudy) -> tuple[Sentence, ...]:
    """Return the lead: what the last year is like, whether it gets worse, how long it says it."""
    return kept(
        hostile_sentence(study),
        change_sentence(study),
        horizon_sentence(study.scenario, study.horizons),
    )


def hostile_sentence(study: CourseStudy) -> Sentence | None:
    """Say whether the last year is mostly hostile; None where the months were not kept."""
    found = study.regimes.mostly_hostile
    if found is None:
        return None
    share, widened = found
    pair, year = pair_words(study.scenario, study.scenario.focus), year_words(study.run.months)
    strength = strength_of(share, widened)
    if strength != "open":
        text = f"by {year}, {pair} are {likely(strength)}mostly in confrontation or crisis."
        return said(text, "runs.hostile")
    strength = strength_of(1 - share, 1 - widened)
    if strength != "open":
        text = f"by {year}, {pair} are {likely(strength)}mostly out of confrontation and crisis."
        return said(text, "runs.peaceful")
    return said(
        f"whether {year} of {pair} is mostly confrontation or crisis cannot be told.", "runs.open"
    )


def change_sentence(study: CourseStudy) -> Sentence | None:
    """Say whether hostile months become more or fewer; None where that cannot be told."""
    change = study.regimes.change
    if change is None:
        return None
    way, strength = direction(change)
    if way == "open":
        return said(
            "whether hostile months become more frequent from the first year to the last cannot be "
            "told.",
            "runs.change.open",
        )
    word = "more frequent" if way == "up" else "rarer"
    text = f"from the first year to the last, hostile months {likely(strength)}become {word}."
    return said(text, f"runs.change.{way}")


def horizon_sentence(scenario: Scenario, horizons: tuple[Horizon, ...]) -> Sentence | None:
    """Say how long the run says more of behaviour than the long run does."""
    flows = [found for found in horizons if found.field == "flow"]
    if not flows:
        return None
    if all(found.informative for found in flows):
        return said(
            "up to its last month the run says a little more of behaviour than the long run.",
            "runs.horizon.last",
        )
    if not any(found.month for found in flows):
        return said("no month says more than the long run.", "runs.horizon.none")
    ending = sorted((f for f in flows if not f.informative), key=lambda found: found.month)
    first = ending[0]
    after = f"beyond month {first.month} ({month_date(scenario, first.month)})"
    if len(ending) == 1:
        whose = possessive(scenario.name_of(first.key.split(">")[0]))
        text = f"{after} the run says no more of {whose} behaviour than the long run does."
    elif ending[-1].month == first.month:
        text = f"{after} the run says no more of behaviour than the long run does."
    else:
        text = (
            f"{after} the run says no more of one side’s behaviour than the long run, beyond month "
            f"{ending[-1].month} of either’s."
        )
    key = ",".join(f"{found.key}-{found.month}" for found in ending)
    return said(text, f"runs.horizon#{key}")


def panel_words(found: Horizon, months: int) -> str:
    """Return how long a panel says something."""
    if found.informative:
        return f"says more than the long run up to month {months}"
    if not found.month:
        return "never says more than the long run"
    return f"from month {found.month + 1}: long run only"


def spread_sentence(study: CourseStudy) -> Sentence | None:
    """Say whether the spread of behaviour is chance or ignorance; None where it cannot be told."""
    split = next((one for one in study.splits if one.headline.id == "flow"), None)
    if split is None:
        return None
    if split.share + 2 * split.error < 0.5:
        return said("most of the spread of behaviour is chance, not ignorance.", "runs.chance")
    if split.share - 2 * split.error > 0.5:
        return said("most of the spread of behaviour is ignorance, not chance.", "runs.ignorance")
    return None


def run_standing(study: CourseStudy) -> str:
    """Say whether what is said of the last year stands with widths doubled."""
    widened = []
    if study.regimes.mostly_hostile is not None:
        share, wide = study.regimes.mostly_hostile
        if strength_of(share, wide) != "open":
            widened.append(wide)
        elif strength_of(1 - share, 1 - wide) != "open":
            widened.append(1 - wide)
    if study.regimes.change is not None:
        way, strength = direction(study.regimes.change)
        if way != "open":
            widened.append(1.0 if strength == "settled" else 0.0)
    return standing_words(widened, "statement")


def regime_sentence(study: CourseStudy) -> Sentence | None:
    """Name the regimes that most worlds are in at the start and at the end; None where open."""
    shares, names = study.regimes.shares, study.regimes.names
    first, last = names[int(shares[0].argmax())], names[int(shares[-1].argmax())]
    if first == last:
        name = REGIME_WORDS[first]
        text = f"the regime met most often is {name}, in the first month as in the last."
        return said(text, f"runs.regime.{first}")
    text = (
        f"the regime met most often is {REGIME_WORDS[first]} in the first month and "
        f"{REGIME_WORDS[last]} in the last."
    )
    return said(text, f"runs.regime.{first}.{last}")


def left_sentence(study: CourseStudy) -> Sentence | None:
    """Say how the regimes of the last month compare with the long run; None where alike."""
    last, usual = study.regimes.shares[-1], study.usual.regimes
    gaps = last - usual
    place = int(abs(gaps).argmax())
    if abs(gaps[place]) < 0.05:
        return said("by the last month the regimes are spread as in the long run.", "runs.usual")
    name = REGIME_WORDS[study.regimes.names[place]]
    word = "more" if gaps[place] > 0 else "less"
    return said(
        f"in the last month {name} is still {word} frequent than in the long run.",
        f"runs.usual.{study.regimes.names[place]}",
    )


def outcome_rows(study: CourseStudy) -> tuple[OutcomeRow, ...]:
    """Return the outcomes of the pair in figures: ranges, doubled widths, movers, spread."""
    rows = []
    splits = {split.headline.id: split for split in study.splits}
    for name in OUTCOMES:
        if name not in study.outcomes:
            continue
        split = splits[name]
        rows.append(
            OutcomeRow(
                NAMES[name],
                upper_first(_figures(split.headline, study)),
                upper_first(mover_words(study.scenario, study.movers.get(name, ()))),
                split_words(split.share, split.error),
            )
        )
    return tuple(rows)


def _figures(headline: Headline, study: CourseStudy) -> str:
    words = outcome_words(headline, study.outcomes[headline.id])
    # Here a share counts months of a year, not worlds.
    return words.replace("of 100 worlds", "of 100 months") if headline.id == "hostile" else words


def split_words(share: float, error: float) -> str:
    """Return how much of a spread is ignorance, no finer than its error."""
    if share != share:
        return "Does not vary"
    if share + 2 * error < 0.5:
        return "Mostly chance"
    return "Mostly ignorance" if share - 2 * error > 0.5 else "Both alike"


def spell_rows(study: CourseStudy) -> tuple[tuple[str, str, str], ...]:
    """Return each regime, the months spent in it and the mean length of a spell."""
    return tuple(
        (
            upper_first(REGIME_WORDS[name]),
            f"{spell.months:.0f}",
            f"{spell.length:.0f}" if spell.length == spell.length else "nobody leaves it",
        )
        for name, spell in study.regimes.spells.items()
    )


def fan_label(scenario: Scenario, found: Horizon, low: float, high: float, months: int) -> str:
    """Return the reading of a fan in words."""
    name = upper_first(dyad_name(scenario, found.key))
    return (
        f"{name}: in the last month four worlds in five lie between {low:.1f} and {high:.1f} "
        f"standard deviations from the usual; {panel_words(found, months)}"
    ).replace("-", "−")


def regime_label(study: CourseStudy) -> str:
    """Return the reading of the picture of regimes in words."""
    first, last = study.regimes.shares[0], study.regimes.shares[-1]
    parts = listing(
        f"{REGIME_WORDS[name]} {_of_ten(first[place])}, then {_of_ten(last[place])}"
        for place, name in enumerate(study.regimes.names)
    )
    return f"Worlds in ten in each regime, in the first month and in the last: {parts}"


def _of_ten(share: float) -> str:
    count = round(10 * share)
    return number(count) if count else "fewer than one" if share else "none"


def worlds_words(study: CourseStudy) -> str:
    """Return the size of the run: `16,000 worlds: 2,000 draws, eight repeats, 60 months`."""
    run = study.run
    draws = run.worlds // run.repeats
    return (
        f"{run.worlds:,} worlds: {draws:,} draws, {counted(run.repeats, 'repeat')} of chance each, "
        f"{run.months} months"
    )


def side_name(scenario: Scenario, dyad: str) -> str:
    """Return whose behaviour a panel shows: `Russia’s behaviour toward the United States`."""
    one, other = dyad.split(">")
    return upper_first(
        f"{possessive(scenario.name_of(one))} behaviour toward {scenario.name_of(other)}"
    )

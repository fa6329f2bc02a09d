"""Forecasts that were settled, scored beside their baselines.

Differences are paired: the same questions for both. Questions of one family stand or fall together,
so intervals come from a bootstrap that draws whole families. Source: cameron2008.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from detente.bargaining.record.intervals import HELD, Interval, interval, resample
from detente.forecasts.baselines import NAMES
from detente.forecasts.findings import plain
from detente.forecasts.scores import (
    LOG_FLOOR,
    Array,
    Reliability,
    brier,
    log_score,
    reliability,
    skill,
)

#: Fewer families than this give no interval: they say nothing of the spread between families.
LEAST_FAMILIES = 5
RESAMPLES = 2000

Verdict = Literal["better", "worse", "no difference shown"]


@dataclass(frozen=True, slots=True)
class Settled:
    """A question that was settled.

    Attributes:
        id, group, family: the question, its class, and what it stands or falls with.
        probability: of yes; None where it was left unanswered.
        baselines: name → probability, or None where there is none.
        outcome: 1 for yes, 0 for no.
    """

    id: str
    group: str
    family: str
    probability: float | None
    baselines: Mapping[str, float | None]
    outcome: int

    @property
    def changed(self) -> bool:
        """Whether what came out is not what the status quo said."""
        standing = self.baselines.get("status_quo")
        return standing is not None and round(standing) != self.outcome


@dataclass(frozen=True, slots=True)
class Against:
    """Forecasts against one baseline, over the questions that both answer.

    Attributes:
        questions: how many those are.
        score, baseline: mean Brier scores.
        skill: 1 − score / baseline; None where the baseline is perfect.
        difference: mean of score − baseline, with its interval; below 0 the forecasts are better.
        log_difference: the same of log scores.
        hinges: families without any one of which no difference is shown; empty where none is.
    """

    questions: int
    score: float
    baseline: float
    skill: float | None
    difference: Interval
    log_difference: Interval
    hinges: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Better or worse where the interval leaves out 0, else no difference shown."""
        return verdict_of(self.difference)


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts of one group did.

    Attributes:
        group: of the questions, or what they have in common.
        asked, answered, yes, changed: how many questions; `yes` and `changed` (what came out is not
            the status quo) of those asked.
        families, answered_families: how many families those fall into.
        brier, log: mean scores over the answered ones; NaN where there is none.
        baselines: baseline → its mean Brier and log score over the answered that it answers.
        against: baseline → the comparison; left out where no question has both.
        reliability: how probabilities and outcomes go together; None where nothing is answered.
    """

    group: str
    asked: int
    answered: int
    yes: int
    changed: int
    families: int
    answered_families: int
    brier: float
    log: float
    baselines: Mapping[str, tuple[float, float]]
    against: Mapping[str, Against]
    reliability: Reliability | None

    def as_dict(self) -> dict[str, Any]:
        """Return the score as plain values."""
        found = self.reliability
        return {
            "group": self.group,
            "asked": self.asked,
            "answered": self.answered,
            "yes": self.yes,
            "changed": self.changed,
            "families": self.families,
            "answered_families": self.answered_families,
            "brier": plain(self.brier),
            "log": plain(self.log),
            "baselines": {
                name: {"brier": plain(pair[0]), "log": plain(pair[1])}
                for name, pair in self.baselines.items()
            },
            "against": {name: _against_dict(one) for name, one in self.against.items()},
            "reliability": found
            and {
                "miscalibration": plain(found.miscalibration),
                "discrimination": plain(found.discrimination),
                "uncertainty": plain(found.uncertainty),
            },
        }


def _against_dict(one: Against) -> dict[str, Any]:
    return {
        "questions": one.questions,
        "score": plain(one.score),
        "baseline": plain(one.baseline),
        "skill": plain(one.skill),
        "difference": [plain(end) for end in one.difference],
        "log_difference": [plain(end) for end in one.log_difference],
        "verdict": one.verdict,
        "hinges_on": list(one.hinges),
    }


def verdict_of(difference: Interval) -> Verdict:
    """Return what a paired difference shows."""
    if math.isnan(difference.low) or not difference.excludes_zero:
        return "no difference shown"
    return "better" if difference.high < 0 else "worse"


def score_group(
    group: str,
    settled: Sequence[Settled],
    *,
    floor: float = LOG_FLOOR,
    resamples: int = RESAMPLES,
    seed: int = 1,
    least_families: int = LEAST_FAMILIES,
) -> Score:
    """Score the forecasts of one group.

    Args:
        group: its name.
        settled: its questions, unanswered ones among them.
        floor: of the log score.
        resamples, seed: of the bootstrap.
        least_families: fewer give no interval.
    """
    answered = [one for one in settled if one.probability is not None]
    chance, outcome = _arrays(answered, [one.probability for one in answered])
    against, baselines = {}, {}
    for name in NAMES:
        both = [one for one in answered if one.baselines.get(name) is not None]
        if not both:
            continue
        ours, happened = _arrays(both, [one.probability for one in both])
        theirs, _ = _arrays(both, [one.baselines[name] for one in both])
        families = [one.family for one in both]
        against[name] = _against(
            ours, theirs, happened, families, floor, resamples, seed, least_families
        )
        logs = log_score(theirs, happened, floor)
        baselines[name] = (against[name].baseline, float(logs.mean()))
    return Score(
        group=group,
        asked=len(settled),
        answered=len(answered),
        yes=sum(one.outcome for one in settled),
        changed=sum(one.changed for one in settled),
        families=len({one.family for one in settled}),
        answered_families=len({one.family for one in answered}),
        brier=float(brier(chance, outcome).mean()) if answered else math.nan,
        log=float(log_score(chance, outcome, floor).mean()) if answered else math.nan,
        baselines=baselines,
        against=against,
        reliability=reliability(chance, outcome) if answered else None,
    )


def _arrays(settled: Sequence[Settled], chances: Sequence[float | None]) -> tuple[Array, Array]:
    return (
        np.array(chances, dtype=np.float64),
        np.array([one.outcome for one in settled], dtype=np.float64),
    )


def _against(
    ours: Array,
    theirs: Array,
    outcome: Array,
    families: Sequence[str],
    floor: float,
    resamples: int,
    seed: int,
    least_families: int,
) -> Against:
    differences = brier(ours, outcome) - brier(theirs, outcome)
    logs = log_score(ours, outcome, floor) - log_score(theirs, outcome, floor)
    counts = paired_counts(families, resamples, seed, least_families)
    score = float(brier(ours, outcome).mean())
    baseline = float(brier(theirs, outcome).mean())
    found = interval(differences, counts)
    return Against(
        questions=len(ours),
        score=score,
        baseline=baseline,
        skill=skill(score, baseline),
        difference=found,
        log_difference=interval(logs, counts),
        hinges=_hinges(differences, families, found, resamples, seed, least_families),
    )


def _hinges(
    differences: Array,
    families: Sequence[str],
    whole: Interval,
    resamples: int,
    seed: int,
    least_families: int,
) -> tuple[str, ...]:
    """Return the families that a difference rests on: without any one of them it is not shown."""
    verdict = verdict_of(whole)
    if verdict == "no difference shown":
        return ()
    names, member = np.unique(np.array(families), return_inverse=True)
    if len(names) - 1 < least_families:
        return tuple(str(name) for name in names)
    sums = np.bincount(member, weights=differences)
    sizes = np.bincount(member).astype(np.float64)
    # The same draws of one family fewer serve every family that is left out.
    drawn = resample([str(place) for place in range(len(names) - 1)], resamples, seed)
    tail = 0.5 * (1 - HELD)
    found = []
    for place, name in enumerate(names):
        others = np.delete(np.arange(len(names)), place)
        means = (drawn @ sums[others]) / (drawn @ sizes[others])
        low, high = np.quantile(means, [tail, 1 - tail])
        if verdict_of(Interval(0.0, float(low), float(high))) != verdict:
            found.append(str(name))
    return tuple(found)


def paired_counts(
    families: Sequence[str], resamples: int, seed: int, least_families: int
) -> Array | None:
    """Return how often each question counts in each resample of families; None for too few."""
    if len(set(families)) < least_families:
        return None
    return resample(families, resamples, seed)

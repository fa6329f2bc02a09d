"""Why an expectation fails, as far as the run itself shows it: one sentence of its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from detente.dynamics.codes import (
    CONSTRAINTS,
    ENDED,
    IN_FORCE,
    MONTHS_OF_A_YEAR,
    NONE,
    NOTICE,
    SIGNED,
    SUSPENDED,
    TALKS,
)
from detente.dynamics.ladder import Ladder
from detente.dynamics.phrases import CONDITION_WORDS, REGIME_WORDS, listed
from detente.dynamics.predictive_statistics import (
    DECADE,
    EDGE_OF_RUN,
    NO_SANCTIONS,
    ROLE_GROUPS,
    STATISTICS,
    WAIT,
    History,
    mean_defined,
    signed,
    stretches,
)

#: Conditions that bind in less than this share of the months of talks are not named.
NAMED_SHARE = 0.15  # literal-ok: a convention of wording
#: Keeps a division by a variance that may be 0 finite.
NOTHING = 1e-12  # literal-ok: numerical


@dataclass(frozen=True)
class Facts:
    """What reasons are found in.

    Attributes:
        history: what the focus pair did.
        ladder: the declared regimes of the same draws.
    """

    history: History
    ladder: Ladder


#: From the facts and the rest of the id to a sentence.
Reason: TypeAlias = Callable[[Facts, str], str]


def reason(expectation: str, facts: Facts) -> str:
    """Return why the median of an expectation, by its id, lies where it does."""
    kind = next(prefix for prefix in REASONS if expectation.startswith(prefix))
    return REASONS[kind](facts, expectation.removeprefix(kind))


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _years(months: float) -> str:
    return f"{months / MONTHS_OF_A_YEAR:.1f} years"


def _flows(facts: Facts, kind: str) -> str:
    """Say what the statistic would be without changes of regime, and what those carry."""
    flow, regime = facts.history.flow, facts.history.regime
    usual = np.zeros(flow.shape)
    for rung in range(len(facts.history.regimes)):
        here = (regime == rung)[None]
        inside = (flow * here).sum(axis=-1) / np.maximum(here.sum(axis=-1), 1)
        usual += here * inside[..., None]
    carried = mean_defined((usual.var(axis=-1) / np.maximum(flow.var(axis=-1), NOTHING)).ravel())
    rest = replace(facts.history, flow=flow - usual)
    without = mean_defined(STATISTICS[f"flow_{kind}"](rest).ravel())
    return (
        f"changes of regime carry {_percent(float(carried))} of the variance of behaviour; within "
        "regimes, where noise, inertia and the answers of the two sides decide, the figure is "
        f"{float(without):.2f}"
    )


def _spell(facts: Facts, regime: str) -> str:
    """Say what was declared, and how many spells were seen."""
    history = facts.history
    if regime not in history.regimes:
        return "the ladder has no such regime"
    rung = history.regimes.index(regime)
    leave = facts.ladder.worsen[rung] + facts.ladder.improve[rung]
    declared = float(np.median(1 / leave))
    found = stretches(history.regime)
    here = found.where(found.code == rung)
    done = (here.before != EDGE_OF_RUN) & (here.after != EDGE_OF_RUN)
    words = REGIME_WORDS[regime]
    if not len(here.code):
        return f"no world was ever in {words}"
    flow = float(history.flow[:, history.regime == rung].mean())
    usual = float(np.median(facts.ladder.flow[rung]))
    incidents = float(history.incident[history.regime == rung].mean())
    return (
        f"the declared spell is {declared:.0f} months (median) when nothing special happens; in "
        f"{words} behaviour is {flow:+.1f} on average, declared as {usual:+.1f}, and incidents "
        f"stand at {incidents:.1f}, declared for an ordinary month as none; {int(done.sum())} of "
        f"{len(here.code)} spells were seen whole, and long ones less often"
    )


def _crisis_share(facts: Facts, _: str) -> str:
    history = facts.history
    crisis = history.regimes.index("crisis")
    found = stretches(history.regime)
    here = found.where((found.code == crisis) & (found.before != EDGE_OF_RUN))
    at_start = float((history.regime[..., 0] == crisis).mean())
    decades = history.regime.size / DECADE
    months = float(here.length.mean()) if len(here.code) else 0.0
    confrontation = float((history.regime == crisis - 1).mean())
    return (
        f"crises begin {len(here.code) / decades:.1f} times a decade and last {months:.1f} months, "
        f"with {_percent(confrontation)} of all months in the regime next to it; "
        f"{_percent(at_start)} of the worlds begin in one"
    )


def _deals(facts: Facts, group: str) -> str:
    """Say what the months without a signature are taken up by."""
    history = facts.history
    mine = [any(role in ROLE_GROUPS[group] for role in roles) for roles in history.roles]
    chosen = [place for place, yes in enumerate(mine) if yes]
    plain = [k for k in chosen if len(history.roles[k]) == 1]
    if not plain:
        return "the scenario has no issue of these roles on which both are listed"
    talks = float((history.status[chosen][..., 1:] == TALKS).any(axis=0).mean())
    parts = [f"talks on such an issue are open in {_percent(talks)} of months"]
    parts += _binding(history, chosen)
    parts += _one_slot(history, plain)
    return "; ".join(parts)


def _binding(history: History, chosen: list[int]) -> list[str]:
    months = history.binding[chosen].sum(axis=(0, -2, -1))
    if not months.sum():
        return []
    shares = months / months.sum()
    order = [k for k in np.argsort(-shares) if shares[k] >= NAMED_SHARE]
    words = [f"{CONDITION_WORDS[CONSTRAINTS[1 + k]]} ({_percent(shares[k])})" for k in order]
    return [f"what binds in them is {listed(words)}"] if words else []


def _one_slot(history: History, plain: list[int]) -> list[str]:
    """Say what one open slot an issue allows at most, if that is little."""
    slots = [k for k in plain if history.open_slots[k]]
    if not slots:
        return []
    taken = history.status[slots][..., 1:]
    busy = (taken >= SIGNED) & (taken < ENDED)
    found = signed(history)
    begun = int(np.isin(found.series[0], slots).sum())
    if not begun or not busy.any():
        return []
    each = float(busy.sum()) / begun
    most = len(slots) * DECADE / each
    return [
        f"a pair has one open slot an issue, and a signed deal takes it for {_years(each)} of the "
        f"run on average: that alone allows no more than {most:.1f} a decade"
    ]


def _ratified(facts: Facts, _: str) -> str:
    history = facts.history
    found = signed(history)
    found = found.where(found.begin + WAIT <= history.months)
    if not len(found.code):
        return "nothing was signed early enough"
    after = [float((found.after == code).mean()) for code in (IN_FORCE, NONE, EDGE_OF_RUN)]
    wait = found.where(found.after == IN_FORCE).length
    length = f" after {np.median(wait):.0f} months (median)" if len(wait) else ""
    passed = np.bincount(found.series[1], found.after == IN_FORCE, history.draws)
    every = np.bincount(found.series[1], minlength=history.draws)
    all_pass = float((passed == every)[every > 0].mean())
    return (
        f"of {len(found.code)} texts signed early enough {_percent(after[0])} come into "
        f"force{length}, {_percent(after[1])} are rejected and "
        f"{_percent(after[2])} still wait at the end; in "
        f"{_percent(all_pass)} of the draws with any, every one comes into force"
    )


def _treaties(facts: Facts, _: str) -> str:
    """Say how agreements in force end."""
    found = stretches(facts.history.status)
    found = found.where(found.code == IN_FORCE)
    if not len(found.code):
        return "nothing came into force"
    years = found.length.sum() / MONTHS_OF_A_YEAR
    halted, left, over = (
        float((found.after == code).sum()) / years for code in (SUSPENDED, NOTICE, ENDED)
    )
    return (
        f"in a year of an agreement in force the chance is {halted:.1%} that an alarm suspends it, "
        f"{left:.1%} that a party leaves it with notice and {over:.1%} that it runs out"
    )


def _summits(facts: Facts, _: str) -> str:
    flow = float(facts.history.flow.mean())
    return f"meetings follow behaviour and drive, and behaviour is {flow:+.1f} on average"


def _sanctions(facts: Facts, _: str) -> str:
    """Say how fast levels rise and are lifted."""
    level = facts.history.sanctions
    change = np.diff(level, axis=-1)
    years = change.size / MONTHS_OF_A_YEAR
    under = (level[..., :-1] > NO_SANCTIONS).sum() / MONTHS_OF_A_YEAR
    if not under:
        return "there never are any sanctions"
    lifted = -change[change < 0].sum() / (level[..., :-1].sum() / MONTHS_OF_A_YEAR)
    return (
        f"the level is {level[..., 0].mean():.2f} at the start and {level[..., -1].mean():.2f} at "
        f"the end; {change[change > 0].sum() / years:.2f} is added a year, {_percent(lifted)} of "
        "what stands is lifted, and an episode lasts until the last step is gone"
    )


def _opinion(facts: Facts, _: str) -> str:
    spread = float(np.median(facts.history.opinion.std(axis=-1)))
    return (
        "opinion returns to its base with the declared half-life; what moves it from there is news "
        f"of a month, {spread:.2f} wide within a world"
    )


#: By the beginning of the id of an expectation.
REASONS: Mapping[str, Reason] = {
    "flow_": _flows,
    "spell_": _spell,
    "crisis_share": _crisis_share,
    "deals_per_decade_": _deals,
    "treaty_share_ratified": _ratified,
    "signature_to_force": _ratified,
    "treaty_": _treaties,
    "summits_per_year": _summits,
    "sanction_duration": _sanctions,
    "opinion_memory_year": _opinion,
}

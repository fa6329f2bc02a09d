"""What `check --dynamics` prints: expectations met and missed, and the two loop gains."""

from __future__ import annotations

import math
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from detente.dynamics.checking import DynamicsCheck
    from detente.dynamics.loop_gain import Ladders, Within
    from detente.dynamics.predictive import Check, Predictive

WIDTH = 100


def print_dynamics_check(found: DynamicsCheck) -> None:
    """Print the table of expectations, the reasons of those that fail, and the loop gains."""
    predictive = found.predictive
    _print_head(predictive)
    _print_expectations(predictive)
    _print_reasons(predictive)
    _print_within(found.within)
    _print_ladders(found.ladders)


def dynamics_check_as_json(found: DynamicsCheck) -> dict[str, Any]:
    """Return the check as plain values; what is undefined or infinite is null."""
    predictive, within, ladders = found.predictive, found.within, found.ladders
    return {
        "scenario": predictive.scenario.name,
        "fingerprint": predictive.origin.fingerprint,
        "pair": predictive.pair,
        "draws": predictive.origin.draws,
        "repeats": predictive.origin.options["repeats"],
        "months": predictive.origin.options["months"],
        "seed": predictive.origin.seed,
        "expectations": [
            {key: _plain(value) for key, value in asdict(check).items()}
            for check in predictive.checks
        ],
        "spread_of_behaviour": _plain(predictive.spread),
        "months_at_end_of_scale": _plain(predictive.clipped),
        "loop_gain": [
            {
                "regime": regime,
                "radius": _plain(float(np.median(within.radius[rung]))),
                "largest_radius": _plain(float(within.radius[rung].max())),
                "behaviour_alone": _plain(float(np.median(within.behaviour[rung]))),
                "share_of_draws_unstable": _plain(float(within.share_unstable[rung])),
            }
            for rung, regime in enumerate(within.regimes)
        ],
        "ladder": [
            {
                "regime": regime,
                "declared_spell": _plain(float(np.median(ladders.declared[rung]))),
                "implied_spell": _plain(float(np.median(ladders.spell[rung]))),
                "spell_ratio": _plain(float(ladders.spell_ratio[rung])),
                "occupancy_ratio_to_next": _plain(float(ladders.occupancy_ratio[rung]))
                if rung < len(ladders.regimes) - 1
                else None,
            }
            for rung, regime in enumerate(ladders.regimes)
        ],
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_head(found: Predictive) -> None:
    scenario, options = found.scenario, found.origin.options
    print(f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)")
    if scenario.applied:
        print(f"with: {scenario.applied}")
    names = " and ".join(scenario.name_of(actor) for actor in found.pair.split("-"))
    print(
        f"What the declared ranges produce for {names}: {found.origin.draws} draws, "
        f"{options['repeats']} repeats, {options['months']} months, seed {found.origin.seed}"
    )
    print()


def _print_expectations(found: Predictive) -> None:
    wide = max(len(check.name) for check in found.checks) + 2
    print(f"{'':<{wide}}{'median':>8}{'5–95% of draws':>19}{'expected':>18}  {'':<10}unit")
    for check in found.checks:
        print(
            f"{check.name:<{wide}}{_number(check.median):>8}"
            f"{_span(check.draws_low, check.draws_high):>19}{_span(check.low, check.high):>18}  "
            f"{_mark(check):<10}{check.unit}"
        )
    holds = len(found.checks) - len(found.failed)
    print(f"{holds} of {len(found.checks)} medians lie in the range that was set beforehand.")
    print(
        f"Behaviour is {found.spread:.2f} wide within a world (by its unit that should be about 1) "
        f"and hits the end of its scale in {found.clipped:.2%} of months."
    )


def _mark(check: Check) -> str:
    return "" if check.holds else check.place


def _print_reasons(found: Predictive) -> None:
    if not found.failed:
        return
    print()
    print("What fails, and why as far as the run shows it:")
    for check in found.failed:
        few = "" if check.defined == check.draws else f" (defined in {check.defined} draws)"
        line = f"{check.name}, {check.place}{few}: {check.note}."
        print(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _print_within(found: Within) -> None:
    print()
    print("Loop gain within a regime (spectral radius of the mean month; below 1 a push dies out):")
    print(
        f"{'':<22}{'median':>8}{'largest':>9}{'slowest memory':>16}{'behaviour alone':>17}"
        f"{'draws at 1 or more':>20}"
    )
    for rung, regime in enumerate(found.regimes):
        print(
            f"{_words(regime):<22}{np.median(found.radius[rung]):>8.4f}"
            f"{found.radius[rung].max():>9.4f}{np.median(found.memory[rung]):>16.4f}"
            f"{np.median(found.behaviour[rung]):>17.2f}"
            f"{found.share_unstable[rung]:>20.0%}"
        )


def _print_ladders(found: Ladders) -> None:
    print()
    print("Through the ladder (spells at each regime's own mean behaviour, trust and sanctions):")
    print(f"{'':<24}{'declared':>10}{'implied':>9}{'ratio':>7}{'share of next worse':>21}")
    for rung, regime in enumerate(found.regimes):
        last = rung == len(found.regimes) - 1
        share = "" if last else f"{found.occupancy_ratio[rung]:.2f} × declared"
        print(
            f"{_words(regime):<24}{np.median(found.declared[rung]):>7.0f} mo"
            f"{np.median(found.spell[rung]):>6.0f} mo{found.spell_ratio[rung]:>7.2f}{share:>21}"
        )
    print()
    print("A range that is met is no evidence that the model is right.")


def _words(regime: str) -> str:
    return regime.replace("_", " ")


def _number(value: float, digits: int = 3) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "no end"
    return f"{value:.{digits}g}" if abs(value) < 10 ** (digits - 1) else f"{value:.0f}"


def _span(low: float, high: float) -> str:
    return "–" if math.isnan(low) else f"{_number(low, 2)} to {_number(high, 2)}"

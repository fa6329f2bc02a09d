"""The command `check`: the file, and with `--dynamics` what the monthly model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.cli_options import (
    AsJson,
    DissentFile,
    ScenarioName,
    Seed,
    Settings,
    ViewpointName,
    WorldName,
    load_as_asked,
)
from detente.printing import print_json, working

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

FailOn = Literal["expectation", "gain", "any"]


def register(app: typer.Typer) -> None:
    """Put the command onto the command line."""
    app.command(
        epilog="Example: detente check russia-us-2025 --set "
        "issues.arms.actors.russia.salience=high   (or: detente check --dynamics neutral)"
    )(check)


def check(
    scenario: ScenarioName,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    dynamics: Annotated[
        bool,
        typer.Option(
            "--dynamics",
            help="Hold the monthly model to what was expected of it and show its loop gains; "
            "the scenario 'neutral' has nothing but defaults.",
        ),
    ] = False,
    draws: Annotated[
        int, typer.Option("--draws", min=10, max=100_000, help="Draws, with --dynamics.")
    ] = 200,
    seed: Seed = 1,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            help="With --dynamics, exit 1 if an expectation fails, or if the loop gain within a "
            "regime is 1 or more in some draw.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a scenario: every problem in one line with its place and a remedy."""
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    if dynamics:
        _check_dynamics(found, draws, seed, fail_on, as_json)
    else:
        _check_file(found, as_json)


def _check_file(found: Scenario, as_json: bool) -> None:
    from detente.scenario.evidence import evidence

    counts = evidence(found)
    if as_json:
        print_json(
            {
                "scenario": found.name,
                "fingerprint": found.fingerprint(),
                "quantities": counts.total,
                "support": dict(counts.support),
                "value": dict(counts.value),
                "defaults": counts.defaults,
            }
        )
        return
    print(found)
    if found.applied:
        print(f"  with: {found.applied}")
    by_value = ", ".join(f"{number} {word}" for word, number in counts.value.items() if number)
    print(f"  values: {by_value}; {counts.defaults} left at their default")
    print("No problems.")


def _check_dynamics(
    scenario: Scenario, draws: int, seed: int, fail_on: FailOn | None, as_json: bool
) -> None:
    from detente.printing_predictive import dynamics_check_as_json, print_dynamics_check

    with working("running the monthly model"):
        from detente.dynamics.checking import check_dynamics

        found = check_dynamics(scenario, draws, seed=seed)
    if as_json:
        print_json(dynamics_check_as_json(found))
    else:
        print_dynamics_check(found)
    if fail_on is not None and found.negative(fail_on):
        raise typer.Exit(1)

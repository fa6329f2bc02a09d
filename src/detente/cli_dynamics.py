"""Commands of the monthly model; `register` puts them onto the command line."""

from __future__ import annotations

from typing import Annotated

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

Months = Annotated[int, typer.Option("--months", min=1, max=1200, help="Months to run.")]
Repeats = Annotated[
    int, typer.Option("--repeats", min=1, max=100_000, help="Runs of chance within a draw.")
]


def register(app: typer.Typer) -> None:
    """Put the commands of the monthly model onto the command line."""
    app.command(epilog="Example: detente compare russia-us-2025 --policy guardrails_first")(compare)


def compare(
    scenario: ScenarioName,
    policies: Annotated[
        list[str] | None,
        typer.Option("--policy", metavar="ID", help="A policy; may be repeated (default: all)."),
    ] = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    world: WorldName = None,
    viewpoint: ViewpointName = None,
    every: Annotated[
        bool,
        typer.Option("--all-viewpoints", help="Repeat the comparison under every viewpoint."),
    ] = False,
    where: Annotated[
        bool,
        typer.Option("--where", help="Say where each policy works (needs the extra 'discovery')."),
    ] = False,
    draws: Annotated[int, typer.Option("--draws", min=10, max=100_000, help="Draws.")] = 500,
    repeats: Repeats = 8,
    months: Months = 60,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Hold policies against the course as declared, in the same worlds: what changes, for whom."""
    from detente.printing_compare import comparison_as_json, print_comparison

    found = load_as_asked(scenario, settings, dissent, world=world)
    with working("running policies through the same worlds"):
        from detente.dynamics.comparing import compare as hold

        findings = hold(
            found,
            policies or None,
            draws,
            repeats,
            months,
            seed,
            viewpoint=viewpoint,
            viewpoints="all" if every else None,
        )
        works = []
        if where:
            from detente.dynamics.discovering import where_it_works

            works = [where_it_works(findings, policy) for policy in findings.policies]
    if as_json:
        print_json(comparison_as_json(findings, works))
    else:
        print_comparison(findings, works)

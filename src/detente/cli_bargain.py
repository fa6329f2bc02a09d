"""The command `bargain`; `register` puts it onto the command line."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from detente.cli_options import (
    AsJson,
    DissentFile,
    DrawCount,
    ScenarioName,
    Seed,
    Settings,
    ViewpointName,
    WorldName,
    load_as_asked,
)
from detente.printing import print_json, working

IssueName = Annotated[
    str | None, typer.Option("--issue", metavar="ID", help="One issue (default: all).")
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="One model, or model/preset (default: all)."),
]
Sides = Annotated[
    list[str] | None,
    typer.Option(
        "--side", metavar="ID", help="Whose levers (default: the focus pair); may be repeated."
    ),
]
FailOn = Annotated[
    Literal["differ", "contradict", "empty"] | None,
    typer.Option(
        "--fail-on", help="Exit 1 if on some issue models differ, contradict, or no zone is left."
    ),
]


def register(app: typer.Typer) -> None:
    """Put the command onto the command line."""
    app.command(epilog="Example: detente bargain emis-1994 --side france")(bargain)


def bargain(
    scenario: ScenarioName,
    issue: IssueName = None,
    model: ModelName = None,
    side: Sides = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
    fail_on: FailOn = None,
    as_json: AsJson = False,
) -> None:
    """Ask every model of bargaining what deal comes out, who decides it, what could be traded."""
    from detente.scenario.problems import InvalidInputError

    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("bargaining"):
        from detente.bargaining import bargain as ask

        try:
            findings = ask(found, issue, model, draws, seed, side=side or None)
        except InvalidInputError:
            raise
        except ValueError as problem:
            raise InvalidInputError.single(str(problem), file=found.name) from None
    if as_json:
        print_json(findings.to_dict())
    else:
        from detente.printing_bargain import print_bargain

        print_bargain(findings)
    if fail_on is not None and findings.fails(fail_on):
        raise typer.Exit(1)

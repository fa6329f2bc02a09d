"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.scenario.model import Scenario

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A shipped name (see 'list') or a YAML file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one entry; may be repeated."),
]
DissentFile = Annotated[
    Path | None, typer.Option("--dissent", metavar="FILE", help="Apply a file of changes.")
]
ViewpointName = Annotated[
    str | None, typer.Option("--viewpoint", metavar="ID", help="Apply one author's switches.")
]
WorldName = Annotated[
    str | None, typer.Option("--world", metavar="ID", help="Apply one declared world.")
]
DrawCount = Annotated[int, typer.Option("--draws", min=10, max=10_000_000, help="Draws.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed of the draws.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def load_as_asked(
    scenario: str,
    settings: list[str] | None = None,
    dissent: Path | None = None,
    viewpoint: str | None = None,
    world: str | None = None,
) -> Scenario:
    """Return a scenario with the changes that the options ask for."""
    from detente.scenario.dissent import load_with

    return load_with(
        scenario, settings=settings or (), dissent=dissent, viewpoint=viewpoint, world=world
    )

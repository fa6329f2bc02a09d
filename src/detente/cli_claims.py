"""The command `claims`; `register` puts it onto the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

import typer

from detente.cli_options import (
    AsJson,
    DissentFile,
    ScenarioName,
    Seed,
    Settings,
    WorldName,
    load_as_asked,
)
from detente.printing import print_json, working

ClaimName = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="One claim, with all about it (default: all).")
]
FailOn = Annotated[
    Literal["contradicted", "depends", "built in", "restated", "never asked"] | None,
    typer.Option("--fail-on", help="Exit 1 if some claim has this verdict."),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="A quick look: fewer worlds, no smallest sets or changes.")
]
WithPlacebos = Annotated[
    bool,
    typer.Option("--placebos", help="Judge the claims on premises that nobody holds, too."),
]
Draws = Annotated[
    int, typer.Option("--draws", min=10, max=100_000, help="Draws under every viewpoint.")
]
Repeats = Annotated[
    int, typer.Option("--repeats", min=2, max=1000, help="Runs of chance within a draw.")
]
Samples = Annotated[
    int | None,
    typer.Option("--samples", min=0, max=4096, help="Settings of all switches at once."),
]


def register(app: typer.Typer) -> None:
    """Put the command onto the command line."""
    app.command(epilog="Example: detente claims russia-us-2025 turn-rests-on-one-man")(claims)


def claims(
    scenario: ScenarioName,
    claim: ClaimName = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    world: WorldName = None,
    draws: Draws = 120,
    repeats: Repeats = 5,
    samples: Samples = None,
    seed: Seed = 1,
    quick: Quick = False,
    placebos: WithPlacebos = False,
    fail_on: FailOn = None,
    as_json: AsJson = False,
) -> None:
    """Judge the experts' claims: do they follow, from which premises, and what turns them over."""
    from detente.scenario.problems import InvalidInputError

    found = load_as_asked(scenario, settings, dissent, None, world)
    with _progress() as progress:
        from detente.claims import judge_claims

        try:
            findings = judge_claims(
                found,
                claim,
                draws,
                repeats,
                seed,
                samples=samples,
                quick=quick,
                placebos=placebos,
                progress=progress,
            )
        except InvalidInputError:
            raise
        except ValueError as problem:
            raise InvalidInputError.single(str(problem), file=found.name) from None
    if as_json:
        print_json(findings.to_dict())
    else:
        from detente.printing_claims import print_claims

        print_claims(findings, card=claim is not None)
    if fail_on is not None and findings.fails(fail_on):
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show on a terminal's stderr which share of the work is done."""
    with working("judging claims") as told:
        yield lambda share: told(f"{share:.0%}")

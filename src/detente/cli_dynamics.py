"""Commands of the monthly model; `register` puts them onto the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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

Executor = Annotated[
    Literal["auto", "numpy", "tile"],
    typer.Option("--executor", help="What runs it; the results are the same."),
]
Device = Annotated[Literal["cpu", "gpu"], typer.Option("--device", help="Where it runs.")]
Switches = Annotated[
    list[str] | None,
    typer.Option("--switch", metavar="NAME=LEVEL", help="Set one switch; may be repeated."),
]
PolicyName = Annotated[
    str | None, typer.Option("--policy", metavar="ID", help="Carry out one policy.")
]
Cuts = Annotated[
    list[str] | None,
    typer.Option("--cut", metavar="NAME", help="Cut one loop, such as drive; may be repeated."),
]
Regimes = Annotated[
    int, typer.Option("--regimes", min=2, max=5, help="Rungs of the ladder of regimes.")
]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.nc", help="Keep all worlds in a file.")
]
Months = Annotated[int, typer.Option("--months", min=1, max=1200, help="Months to run.")]
Repeats = Annotated[
    int, typer.Option("--repeats", min=1, max=100_000, help="Runs of chance within a draw.")
]


def register(app: typer.Typer) -> None:
    """Put the commands of the monthly model onto the command line."""
    app.command(
        epilog="Example: detente simulate russia-us-2025 --draws 500 --switch triangle=balance"
    )(simulate)
    app.command(epilog="Example: detente compare russia-us-2025 --policy guardrails_first")(compare)


def simulate(
    scenario: ScenarioName,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    switches: Switches = None,
    policy: PolicyName = None,
    cut: Cuts = None,
    regimes: Regimes = 4,
    draws: DrawCount = 2000,
    repeats: Repeats = 8,
    months: Months = 60,
    seed: Seed = 1,
    executor: Executor = "auto",
    device: Device = "cpu",
    out: OutFile = None,
    as_json: AsJson = False,
) -> None:
    """Run relations forward month by month through many worlds; ranges, and what they rest on."""
    from detente.printing_simulation import (
        print_simulation,
        progress_bar,
        read,
        simulation_as_json,
    )

    levels = _levels(switches or [])
    if out is not None:
        _check_out(out)
    found = load_as_asked(scenario, settings, dissent, world=world)
    with _one_line(found.name):
        from detente.dynamics.simulating import simulate as run

        with progress_bar("running worlds") as progress:
            simulation = run(
                found,
                draws,
                repeats,
                months,
                seed,
                viewpoint=viewpoint,
                switches=levels,
                policy=policy,
                cut=cut or (),
                regimes=regimes,
                device=device,
                executor=executor,
                progress=progress,
            )
    if out is not None:
        with working("writing the file"):
            simulation.to_netcdf(out)
    with working("reading it off"):
        reading = read(simulation)
    if as_json:
        print_json(simulation_as_json(reading))
    else:
        print_simulation(reading)


def _levels(switches: list[str]) -> dict[str, str]:
    """Return switch → level from NAME=LEVEL."""
    from detente.scenario.problems import InvalidInputError

    found = {}
    for text in switches:
        name, sign, level = text.partition("=")
        if not (name and sign and level):
            raise InvalidInputError.single(
                f"'{text}' sets no switch – write NAME=LEVEL, such as triangle=balance",
                file="--switch",
            )
        found[name] = level
    return found


def _check_out(out: Path) -> None:
    """Refuse a file that could not be written, before anything is run."""
    from detente.scenario.problems import InvalidInputError

    if out.suffix != ".nc":
        raise InvalidInputError.single("is to hold NetCDF – give it the ending .nc", file=str(out))
    if not out.parent.is_dir():
        raise InvalidInputError.single("its folder does not exist", file=str(out))


@contextmanager
def _one_line(scenario: str) -> Iterator[None]:
    """Turn what a run refuses into the one line of an invalid input."""
    from detente.dynamics.engine.outcome import NumericalError
    from detente.scenario.problems import InvalidInputError

    try:
        yield
    except InvalidInputError:
        raise
    except (NumericalError, ValueError) as problem:
        raise InvalidInputError.single(str(problem), file=scenario) from None


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
    from detente.printing_simulation import progress_bar

    found = load_as_asked(scenario, settings, dissent, world=world)
    works = []
    with _one_line(found.name):
        from detente.dynamics.comparing import compare as hold

        with progress_bar("running policies through the same worlds") as progress:
            findings = hold(
                found,
                policies or None,
                draws,
                repeats,
                months,
                seed,
                viewpoint=viewpoint,
                viewpoints="all" if every else None,
                progress=progress,
            )
        if where:
            with working("looking for where they work"):
                from detente.dynamics.discovering import where_it_works

                works = [where_it_works(findings, policy) for policy in findings.policies]
    if as_json:
        print_json(comparison_as_json(findings, works))
    else:
        print_comparison(findings, works)

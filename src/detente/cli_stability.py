"""The command `stability`; `register` puts it onto the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from detente.cli_options import (
    AsJson,
    DissentFile,
    DrawCount,
    Seed,
    Settings,
    ViewpointName,
    WorldName,
    load_as_asked,
)
from detente.printing import print_json, working

ConflictSource = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A shipped name (see 'list'), a YAML file, or a conflict in a .gmcr file.",
    ),
]
ConflictName = Annotated[
    str | None, typer.Option("--conflict", metavar="ID", help="One conflict (default: all).")
]
ConceptName = Annotated[
    str | None,
    typer.Option(
        "--concept",
        metavar="NAME",
        help="nash, gmr, smr, seq or sseq (default: all; sentences speak of seq).",
    ),
]
FailOn = Annotated[
    Literal["open", "lost", "stuck", "empty"] | None,
    typer.Option(
        "--fail-on",
        help="Exit 1 if some status quo fails in a preference world (open) or in all (lost), if "
        "no moves lead out of one (stuck), or if in some world nothing holds (empty).",
    ),
]
#: How the files of the open program for this model end.
ENDING = ".gmcr"


def register(app: typer.Typer) -> None:
    """Put the command onto the command line."""
    app.command(epilog="Example: detente stability russia-us-2025 --concept nash")(stability)


def stability(
    scenario: ConflictSource,
    conflict: ConflictName = None,
    concept: ConceptName = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
    fail_on: FailOn = None,
    as_json: AsJson = False,
) -> None:
    """Ask which standoffs hold, in how many worlds of preferences, what deters, what the way out.

    Worlds beyond the declared bound are drawn, so many as --draws says.
    """
    from detente.scenario.problems import InvalidInputError

    if scenario.endswith(ENDING):
        changes = (conflict, settings, dissent, viewpoint, world, fail_on)
        _file(Path(scenario), concept, as_json=as_json, changed=any(map(bool, changes)))
        return
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("standoffs"):
        from detente.stability import CONCEPTS, solve_conflicts

        chosen = CONCEPTS if concept is None else (concept,)
        try:
            findings = solve_conflicts(found, conflict, draws, seed, concepts=chosen)
        except InvalidInputError:
            raise
        except ValueError as problem:
            raise InvalidInputError.single(str(problem), file=found.name) from None
    if as_json:
        print_json(findings.to_dict())
    else:
        from detente.printing_stability import print_conflicts

        print_conflicts(findings)
    if fail_on is not None and findings.fails(fail_on):
        raise typer.Exit(1)


def _file(path: Path, concept: str | None, *, as_json: bool, changed: bool) -> None:
    """Solve a conflict in a file of its own."""
    from detente.printing_stability import file_as_dict, print_file
    from detente.scenario.problems import InvalidInputError
    from detente.stability import CONCEPTS, solve
    from detente.stability.gmcr_files import read_gmcr

    if changed:
        raise InvalidInputError.single(
            f"is one conflict with certain preferences – a {ENDING} file takes --concept and "
            "--json alone",
            file=str(path),
        )
    read = read_gmcr(path)
    try:
        solved = solve(read.model, CONCEPTS if concept is None else (concept,))
    except ValueError as problem:
        raise InvalidInputError.single(str(problem), file=str(path)) from None
    if as_json:
        print_json(file_as_dict(path.name, read, solved))
    else:
        print_file(path.name, read, solved)

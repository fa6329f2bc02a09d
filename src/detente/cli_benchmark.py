"""Commands that score models on what happened; `register` puts them onto the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from detente.cli_options import AsJson
from detente.printing import print_json, working

#: Where the folder of data is looked for when none is named.
VARIABLE, FOLDER = "DETENTE_DATA", "deu3"
FORMS = (".png", ".svg")

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Score models on what really happened.",
    epilog="Example: detente benchmark deu --data FOLDER",
)


def register(main: typer.Typer) -> None:
    """Put the commands onto the command line."""
    main.add_typer(app, name="benchmark")


@app.callback()
def group() -> None:
    """Score models on what really happened."""


@app.command(epilog="Example: detente benchmark deu --data FOLDER --out record.png")
def deu(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FOLDER",
            help="Folder with issues.csv and positions.csv, or the deposit's tab-separated file.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Draw the scores (.png or .svg).")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Keep the aggregate scores, as shipped."),
    ] = None,
    resamples: Annotated[
        int, typer.Option("--resamples", min=1, max=100_000, help="Of dossiers, for intervals.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the resamples.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Score every model of bargaining on negotiations with known outcomes (DEU format)."""
    _check_out(out)
    folder = data or _usual_folder()
    with working("scoring models on negotiations"):
        from detente.bargaining.record import benchmark

        found = benchmark(folder, resamples=resamples, seed=seed)
    if record is not None:
        from detente.bargaining.record.shipped import write_record

        write_record(found, record)
    if out is not None:
        from detente.files import write_whole

        figure, form = found.plot(), out.suffix.removeprefix(".")
        write_whole(out, lambda place: figure.savefig(place, format=form))
    if as_json:
        print_json(found.to_dict())
    else:
        from detente.printing_benchmark import print_record

        print_record(found)


def _usual_folder() -> Path:
    from detente.scenario.problems import InvalidInputError

    root = os.environ.get(VARIABLE)
    if not root:
        raise InvalidInputError.single(
            f"no data: name the folder with --data, or its parent in {VARIABLE} (the data are at "
            "doi:10.34810/data53; docs/bargaining-record.md has the scores)",
            file="benchmark deu",
        )
    return Path(root) / FOLDER


def _check_out(out: Path | None) -> None:
    """Refuse a file that could not be drawn, before anything is scored."""
    from detente.scenario.problems import InvalidInputError, listed

    if out is not None and out.suffix not in FORMS:
        raise InvalidInputError.single(
            f"the ending must be {listed(FORMS)}, so that the form is known", file=str(out)
        )

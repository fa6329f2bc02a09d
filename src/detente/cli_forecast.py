"""Commands about forecasts and their record; `register` puts them onto the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

HeadFile = Annotated[
    Path | None,
    typer.Option("--head", metavar="FILE", help="A head of the ledger that was kept elsewhere."),
]


def register(app: typer.Typer) -> None:
    """Put the commands onto the command line."""
    app.command(
        epilog="Example: detente forecast russia-us-2025 --questions questions.yaml "
        "--ledger ledger.jsonl"
    )(forecast)
    app.command(
        epilog="Example: detente score ledger.jsonl --resolutions resolutions.yaml --head kept.head"
    )(score)
    app.command(epilog="Example: detente backtest russia-us")(backtest)


def forecast(
    scenario: ScenarioName,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions", metavar="FILE", help="YAML, JSON or CSV (default: the scenario's own)."
        ),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="FILE", help="Add the forecasts to this ledger."),
    ] = None,
    head: HeadFile = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 500,
    repeats: Annotated[int, typer.Option("--repeats", min=2, max=1000, help="Per draw.")] = 4,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Ask a scenario dated questions; print ranges beside baselines, and keep them in a ledger."""
    from detente.scenario.problems import InvalidInputError

    if head is not None and ledger is None:
        raise InvalidInputError.single("a head needs its ledger – give --ledger", file=str(head))
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("asking"):
        from detente.forecasts import add_forecasts, read_ledger
        from detente.forecasts import forecast as ask

        if ledger is not None and ledger.exists():
            read_ledger(ledger, head)  # refused before the work, not after it
        findings = ask(found, questions, draws, repeats, seed)
    if as_json:
        told = findings.to_dict()
        if ledger is not None:
            told["ledger"] = {
                "file": str(ledger),
                **add_forecasts(ledger, findings, head=head).head,
            }
        print_json(told)
        return
    from detente.printing_forecast import print_forecasts

    print_forecasts(findings)
    if ledger is not None:
        kept = add_forecasts(ledger, findings, head=head)
        print(f"\n{ledger}: {kept.head['count']} lines, head {kept.head['hash']}")
        print(f"Keep a copy of {ledger}.head elsewhere: it shows whether the ledger was cut.")


def score(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="A ledger of forecasts.")],
    resolutions: Annotated[
        Path,
        typer.Option(
            "--resolutions", metavar="FILE", help="What came of the questions (YAML, JSON, CSV)."
        ),
    ],
    head: HeadFile = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Score the forecasts of a ledger beside their baselines; refuse one that was changed."""
    with working("scoring"):
        from detente.forecasts import score_ledger

        found = score_ledger(ledger, resolutions, head, seed=seed)
    if as_json:
        print_json(found.to_dict())
    else:
        from detente.printing_forecast import print_ledger_score

        print_ledger_score(found)


def backtest(
    case: Annotated[
        str, typer.Argument(metavar="[CASE]", help="Whose shipped rules (default: russia-us).")
    ] = "russia-us",
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="FILE", help="Rules of your own instead.")
    ] = None,
    illustrate: Annotated[
        Path | None,
        typer.Option(
            "--illustrate",
            metavar="FILE",
            help="Show a list of events or public questions beside it; it never ranks.",
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Keep the scores, as shipped.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Draw the scores (.png or .svg).")
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=10, max=1_000_000, help="Other draws than the rules say."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score old scenarios on mechanically made questions, beside baselines. Hindsight-exposed."""
    _check_out(out)
    if illustrate is not None:
        _illustrate(illustrate, case, rules, draws, as_json)
        return
    with working("asking past dates") as say:
        from detente.forecasts import backtest as run

        found = run(case, rules, draws=draws, progress=say)
    if write is not None:
        from detente.forecasts.shipped import write_record

        write_record(found, write)
    if out is not None:
        from detente.files import write_whole

        figure, form = found.plot(), out.suffix.removeprefix(".")
        write_whole(out, lambda place: figure.savefig(place, format=form))
    if as_json:
        print_json(found.to_dict())
    else:
        from detente.printing_forecast import print_backtest

        print_backtest(found)


def _illustrate(
    path: Path, case: str, rules: Path | None, draws: int | None, as_json: bool
) -> None:
    with working("looking at the list"):
        from detente.forecasts import illustrate

        found = illustrate(path, case, rules, draws=draws or 500)
    if as_json:
        print_json(found.to_dict())
    else:
        from detente.printing_forecast import print_illustration

        print_illustration(found)


def _check_out(out: Path | None) -> None:
    from detente.scenario.problems import InvalidInputError

    if out is not None and out.suffix not in (".png", ".svg"):
        raise InvalidInputError.single("a picture ends in .png or .svg", file=str(out))

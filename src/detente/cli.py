"""The command `detente`: parse, call, print. Nothing is computed here.

Exit codes: 0 ok, 1 a negative finding, 2 invalid input. Imports of the analyses stand inside the
commands, so that `--help` and `check` start at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente import (
    cli_bargain,
    cli_benchmark,
    cli_check,
    cli_claims,
    cli_dynamics,
    cli_forecast,
    cli_stability,
)
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
from detente.printing import print_json, show, working

Form = Literal["png", "svg", "csv"]

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.study import Study

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A laboratory for relations between states. Start with: detente report russia-us-2025",
)


@app.command("list", epilog="Example: detente list")
def list_(as_json: AsJson = False) -> None:
    """List the shipped scenarios."""
    from detente.scenario import load, shipped

    rows = []
    for name in shipped():
        scenario = load(name)
        rows.append({"name": name, "as_of": scenario.as_of.isoformat(), "title": scenario.title})
    if as_json:
        print_json({"scenarios": rows})
        return
    for row in rows:
        print(f"{row['name']:<24}{row['as_of']}  {row['title']}")


@app.command(epilog="Example: detente new my-case   (then: detente check my-case.yaml)")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the case.")],
    sheet: Annotated[
        bool,
        typer.Option("--worksheet", help="NAME is a scenario: write a blank coding sheet for it."),
    ] = False,
) -> None:
    """Write NAME.yaml here, a commented starter that passes 'check'. Never overwrites."""
    from detente.starting import write_starter, write_worksheet

    print(write_worksheet(name) if sheet else write_starter(name))


cli_check.register(app)


@app.command(epilog="Example: detente schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of a scenario file, for your editor."""
    from detente.scenario.json_schema import json_schema

    print_json(json_schema())


@app.command("map", epilog="Example: detente map russia-us-2025 --viewpoint kortunov-2025")
def map_(
    scenario: ScenarioName,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
    every: Annotated[
        bool, typer.Option("--all", help="All pairs, not only the focus pair.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show where interests meet now and part later, and what stands in the way."""
    from detente.printing import map_as_json, print_map

    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("mapping interests"):
        from detente.interests import map_interests

        findings = map_interests(found, draws, seed)
    if as_json:
        print_json(map_as_json(findings))
    else:
        print_map(found, findings, every=every)


@app.command(epilog="Example: detente report russia-us-2025 --out report.html")
def report(
    scenario: ScenarioName,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the page.")] = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
) -> None:
    """Write the report: one self-contained HTML page."""
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("writing the report") as say:
        from detente.report import write_report

        path = out or Path(f"{found.name}.html")
        write_report(found, path, draws=draws, seed=seed, progress=say)
    print(path.resolve())


@app.command(epilog="Example: detente diff russia-us-2020-spring russia-us-2025")
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one about the same pair.")],
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Say which differing quantities carry the difference in the findings.

    The options apply to B, so that 'diff A A --dissent FILE' shows what a dissent changes.
    """
    from detente.printing import diff_as_json, print_diff

    one, other = load_as_asked(first), load_as_asked(second, settings, dissent, viewpoint, world)
    with working("comparing"):
        from detente.interests import diff as compare

        findings = compare(one, other, draws, seed)
    if as_json:
        print_json(diff_as_json(findings))
    else:
        print_diff(findings)


@app.command(epilog="Example: detente figure interests russia-us-2025 --svg")
def figure(
    figure_id: Annotated[
        str, typer.Argument(metavar="ID", help="Which figure; 'list' names them.")
    ],
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO")] = "russia-us-2025",
    png: Annotated[bool, typer.Option("--png", help="A picture (the default).")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="A drawing that scales.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The numbers.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it.")] = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
) -> None:
    """Write one figure with caption and provenance, for a memo."""
    from detente.report.figures import FIGURES, write_figure

    if figure_id == "list":
        for key, spec in FIGURES.items():
            print(f"{key:<14}{spec.title}")
        return
    forms = _forms(out, {"png": png, "svg": svg, "csv": as_csv})
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    asked = FIGURES.get(figure_id)
    needs = {
        "monthly": asked is not None and asked.monthly,
        "bargaining": asked is not None and asked.bargaining,
        "standoffs": asked is not None and asked.standoffs,
        "claims": asked is not None and asked.claims,
    }
    with working("drawing") as say:
        result = _study(found, draws, seed, **needs, progress=say)
        for form in forms:
            path = out or Path(f"{found.name}-{figure_id}.{form}")
            print(write_figure(result, figure_id, path, form).resolve())


def _forms(out: Path | None, asked: dict[Form, bool]) -> list[Form]:
    """Return the forms of a figure: as asked, else as the file name says, else a picture."""
    from detente.scenario.problems import InvalidInputError

    forms: list[Form] = [form for form, wanted in asked.items() if wanted]
    if out is None:
        return forms or ["png"]
    suffix = out.suffix.removeprefix(".")
    if not forms:
        forms = [form for form in asked if form == suffix] or ["png"]
    if len(forms) > 1:
        raise InvalidInputError.single(
            "one file holds one form – leave --out away, or ask for one form", file=str(out)
        )
    if suffix != forms[0]:
        raise InvalidInputError.single(
            f"is to hold a .{forms[0]} – give it that ending", file=str(out)
        )
    return forms


@app.command(epilog="Example: detente bundle russia-us-2025 --out case.json")
def bundle(
    scenario: ScenarioName,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it.")] = None,
    settings: Settings = None,
    dissent: DissentFile = None,
    viewpoint: ViewpointName = None,
    world: WorldName = None,
    draws: DrawCount = 2000,
    seed: Seed = 1,
) -> None:
    """Write scenario, changes, seed, findings and hash into one file that can be verified."""
    found = load_as_asked(scenario, settings, dissent, viewpoint, world)
    with working("bundling"):
        from detente.bundle import bundle as pack
        from detente.files import write_text

        path = out or Path(f"{found.name}.bundle.json")
        write_text(path, pack(_study(found, draws, seed)))
    print(path.resolve())


@app.command(epilog="Example: detente verify case.json")
def verify(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A bundle.")], as_json: AsJson = False
) -> None:
    """Check a bundle: intact, and the findings come out again? Exit 1 if not."""
    with working("repeating the findings"):
        from detente.bundle import verify as repeat

        result = repeat(path)
    if as_json:
        print_json(
            {
                "verified": result.verified,
                "intact": result.intact,
                "same_version": result.same_version,
                "differences": list(result.differences),
            }
        )
    else:
        from detente.printing import print_verification

        print_verification(result)
    if not result.verified:
        raise typer.Exit(1)


@app.command(epilog="Example: detente agree a.csv b.csv --scenario my-case.yaml --out joined.yaml")
def agree(
    first: Annotated[str, typer.Argument(metavar="A", help="A filled sheet (.csv) or a scenario.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another coder's.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="The scenario that the sheets code.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write joined values and two worlds.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Krippendorff's alpha per kind of quantity; disagreement is kept as two worlds."""
    from detente.coding import agreement, read_codes
    from detente.printing import agreement_as_json, print_agreement

    one, other = read_codes(first), read_codes(second)
    rows = agreement(one, other)
    if as_json:
        print_json(agreement_as_json(rows))
    else:
        print_agreement(rows)
    if out is not None:
        from detente.starting import write_two_worlds

        print(write_two_worlds(out, scenario, (first, second), one, other))


@app.command(epilog="Example: detente mechanisms 11 --plot loss-of-verification.png")
def mechanisms(
    which: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="A number, or a paragraph such as kortunov-2025#16."),
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw its curve into a file.")] = None,
    month: Annotated[bool, typer.Option("--month", help="Print the order of the month.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the mechanisms that the documents describe, or explain one, or the monthly model."""
    from detente import catalogue

    if month:
        show(as_json, catalogue.month_as_json, catalogue.month_as_text)
    elif which is None:
        show(as_json, catalogue.as_json, catalogue.as_text)
    elif "#" in which:
        for passage in catalogue.passages(which):
            show(as_json, catalogue.passage_as_json, catalogue.passage_as_text, passage)
    else:
        explanation = catalogue.explain(which)
        show(as_json, catalogue.explanation_as_json, catalogue.explanation_as_text, explanation)
        if plot is not None:
            print(catalogue.plot_mechanism(which, plot))


def _study(
    scenario: Scenario,
    draws: int,
    seed: int,
    *,
    monthly: bool = False,
    bargaining: bool = False,
    standoffs: bool = False,
    claims: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Study:
    from detente.study import study

    return study(
        scenario,
        draws,
        seed,
        monthly=monthly,
        bargaining=bargaining,
        standoffs=standoffs,
        claims=claims,
        progress=progress,
    )


cli_dynamics.register(app)
cli_bargain.register(app)
cli_stability.register(app)
cli_claims.register(app)
cli_forecast.register(app)
cli_benchmark.register(app)


def main() -> None:
    """Run the command line; problems of the input become lines on stderr and exit code 2."""
    from detente.scenario.problems import InvalidInputError

    try:
        app()
    except InvalidInputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)

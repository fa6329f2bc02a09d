"""The command `detente`: parse, call, print. No analysis happens here."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)

@app.command("list")
def list_() -> None:
    """List the shipped scenarios."""
    from detente.scenario import load, shipped
    for name in shipped():
        print(name)

@app.command()
def check(scenario: Annotated[str, typer.Argument()]) -> None:
    """Check."""
    from detente.scenario import load
    print(load(scenario))

def main() -> None:
    from detente.scenario.problems import InvalidInputError
    try:
        app()
    except InvalidInputError as e:
        print(e, file=sys.stderr)
        sys.exit(2)

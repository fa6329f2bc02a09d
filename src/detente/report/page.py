"""The report: every finding of a study on one self-contained HTML page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.report.first_page import first_page
from detente.report.lexicon import cite_words, date_words, number, possessive, upper_first
from detente.report.outline import contents, numbering, outline
from detente.report.sections import sections
from detente.report.svg_interests import interests_groups, legend
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED
from detente.scenario.loading import shipped
from detente.scenario.model import Scenario
from detente.study import Progress, Study, study


def write_report(
    scenario: Scenario,
    out: Path,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    monthly: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Study a scenario and write its report, whole or not at all.

    Args:
        scenario: the scenario.
        out: the HTML file to write.
        draws, seed: as in `detente.draw`.
        monthly: whether to run the monthly model too, which takes most of the time.
        progress: told what is being worked on.

    Returns:
        The path written.

    Raises:
        InvalidInputError: the folder is missing or cannot be written to.
    """
    from detente.files import write_whole

    def write(place: Path) -> None:
        found = study(scenario, draws, seed, monthly=monthly, progress=progress)
        if progress is not None:
            progress("the page")
        place.write_text(render(found), encoding="utf-8")

    # A folder that cannot be written to is refused before the work, not after it.
    write_whole(out, write)
    return out


def render(study: Study) -> str:
    """Return the report of a study as one HTML page that needs nothing else."""
    scenario = study.scenario
    headings = outline(study)
    context: dict[str, Any] = {
        "study": study,
        "scenario": scenario,
        "origin": study.interests.origin,
        "as_of": date_words(scenario.as_of),
        "hindsight": scenario.name in shipped(),
        "viewpoint": _viewpoint(scenario),
        "css": Markup(_text("report.css")),
        "js": Markup(_text("report.js")),
        "outline": headings,
        "at": {one.key: one for one in headings},
        "figure": numbering(),
        "findings": first_page(study),
        "groups": interests_groups(study.interests, scenario),
        "legend": legend(scenario),
        "hero_title": _hero_title(scenario),
        "contents": contents(study),
        **sections(study),
    }
    return _environment().get_template("page.html.j2").render(context)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("detente.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(up=upper_first, words=number, cite=cite_words, possessive=possessive)
    return made


@cache
def _text(name: str) -> str:
    return resources.files("detente.report").joinpath("templates", name).read_text("utf-8")


def _viewpoint(scenario: Scenario) -> str:
    """Say whose theory of the world is applied."""
    views = scenario.content.viewpoints
    if scenario.viewpoint is not None and scenario.viewpoint in views:
        return f"under the viewpoint “{views[scenario.viewpoint].name}”"
    if views:
        return f"{number(len(views))} viewpoints side by side"
    return "no viewpoints declared"


def _hero_title(scenario: Scenario) -> str:
    count = len(scenario.content.issues)
    noun = "issue" if count == 1 else "issues"
    head = upper_first(f"{number(count)} {noun}")
    return f"{head}: what a deal is worth to each side, now and in the long run"

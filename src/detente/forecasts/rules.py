"""Rules by which the questions of a backtest are made, read from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from detente.forecasts.history import KINDS, meetings_of, text_of, treaties_of
from detente.forecasts.reference_classes import Tables
from detente.scenario.fields import Day, Section, Slug, Text, as_tuple
from detente.scenario.loading import load
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, listed, nearest
from detente.scenario.reading import read_text
from detente.scenario.validation import validate_as

SHIPPED = "backtest_rules.yaml"

TREATY_CLASSES = ("treaty_in_force", "treaty_ended", "treaty_extended")
MEETING_CLASSES = ("meeting", "meeting_of_its_own")
#: Classes whose outcome is a number.
NUMBER_CLASSES = ("meetings_counted", "first_meeting")
CLASSES = (*TREATY_CLASSES, *MEETING_CLASSES, *NUMBER_CLASSES)


class RuleFile(Section):
    """How the questions of a backtest are made; see the shipped file for what each entry means."""

    rules: Literal[1]
    status: Literal["frozen", "development"]
    title: Text
    case: Slug
    pair: Annotated[tuple[Text, Text], BeforeValidator(as_tuple)]
    codes: dict[str, Text]
    treaties: Text
    meetings: Text
    multilateral: Literal["both", "left out"]
    cutoff: Day
    vintages: Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]
    horizons: Annotated[tuple[Annotated[int, Field(ge=1, le=600)], ...], BeforeValidator(as_tuple)]
    agreements: dict[str, Text]
    classes: dict[str, Text]
    kinds: dict[str, Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]]
    left_out: Annotated[tuple[Text, ...], BeforeValidator(as_tuple)] = ()
    prior_events: Annotated[float, Field(gt=0, le=10)]
    recent_years: Annotated[int, Field(ge=1, le=200)]
    log_floor: Annotated[float, Field(gt=0, le=0.5)]
    resamples: Annotated[int, Field(ge=1, le=1_000_000)]
    least_blocks: Annotated[int, Field(ge=2, le=1000)]
    draws: Annotated[int, Field(ge=10, le=1_000_000)]
    repeats: Annotated[int, Field(ge=2, le=1000)]
    seed: Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Rules:
    """Rules as read, with the tables that they name.

    Attributes:
        file: the entries.
        name: of the file.
        fingerprint: hash of the file, byte by byte: what was fixed before scores were seen.
        folder: where further files lie; None for the shipped ones.
        tables: treaties, meetings, and how baselines are made of them.
    """

    file: RuleFile
    name: str
    fingerprint: str
    folder: Path | None
    tables: Tables

    @property
    def codes(self) -> tuple[str, str]:
        """The codes of the pair in the tables."""
        one, other = self.file.pair
        return self.file.codes[one], self.file.codes[other]

    def kinds(self, asked: str) -> tuple[str, ...]:
        """Return the kinds of meetings that count for a class; numbers count those of `meeting`."""
        return self.file.kinds["meeting" if asked in NUMBER_CLASSES else asked]


def load_rules(case: str = "russia-us", path: str | Path | None = None) -> Rules:
    """Read rules: the shipped ones for a case, or a file.

    Raises:
        InvalidInputError: no rules for the case, or everything that is wrong with the file.
    """
    if path is None:
        home = resources.files("detente.library").joinpath(f"data/{SHIPPED}")
        text, name, folder = home.read_text("utf-8"), SHIPPED, None
    else:
        text, name, folder = text_of(Path(path)), str(path), Path(path).parent
    tree = read_text(text, name)
    file = validate_as(RuleFile, tree)
    problems = [tree.problem((field,), message) for field, message in _problems(file)]
    if problems:
        raise InvalidInputError(problems)
    if path is None and file.case != case:
        raise InvalidInputError.single(
            f"no rules are shipped for it{nearest(case, [file.case])} – give a file with --rules",
            file=case,
        )
    tables = Tables(
        treaties_of(file.treaties, folder),
        meetings_of(file.meetings, folder),
        file.prior_events,
        file.recent_years,
    )
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Rules(file, name, fingerprint, folder, tables)


def vintage_of(rules: Rules, name: str) -> Scenario:
    """Return the scenario of a vintage: a file beside the rules, or a shipped one.

    Raises:
        InvalidInputError: there is none, or it holds events that were given after its date.
    """
    beside = None if rules.folder is None else rules.folder / name
    scenario = load(beside if beside is not None and beside.exists() else name)
    if scenario.content.given:
        raise InvalidInputError.single(
            "holds events given after its date, so it knows more than its date", file=scenario.name
        )
    return scenario


def _problems(file: RuleFile) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together: field, message."""
    for actor in file.pair:
        if actor not in file.codes:
            yield "codes", f"'{actor}' of the pair has no code"
    if list(file.horizons) != sorted(set(file.horizons)):
        yield "horizons", "must rise, each once"
    if not file.vintages:
        yield "vintages", "is empty – name one scenario or more"
    unknown = [name for name in file.classes if name not in CLASSES]
    if unknown:
        yield "classes", f"'{unknown[0]}' is not one of {listed(CLASSES)}"
    for name, kinds in file.kinds.items():
        wrong = [kind for kind in kinds if kind not in KINDS]
        if wrong:
            yield "kinds", f"'{wrong[0]}' of {name} is not one of {listed(KINDS)}"
    for name in _needing_kinds(file.classes):
        if name not in file.kinds:
            yield "kinds", f"say which kinds count for '{name}'"


def _needing_kinds(classes: Mapping[str, str]) -> set[str]:
    needed = {name for name in classes if name in MEETING_CLASSES}
    return needed | ({"meeting"} if any(name in NUMBER_CLASSES for name in classes) else set())

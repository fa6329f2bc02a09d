"""The catalogue and the monthly model: claims that hold, switches that switch, findings that move."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import detente.mechanisms as mechanisms_room
from detente.catalogue import (
    as_json,
    bookkeeping,
    equations,
    explain,
    explanation_as_json,
    explanation_as_text,
    mechanism,
    mechanisms,
    month_as_json,
    month_as_text,
    uncarried,
)
from detente.catalogue.month import (
    BASE,
    carried_in,
    carriers,
    named,
    off_values,
    order,
    parameters_of,
    terms,
)
from detente.catalogue.month_words import off_words
from detente.dynamics.codes import NEVER
from detente.dynamics.columns import beginning
from detente.dynamics.cuts import CUTS
from detente.dynamics.engine.terms import split_name
from detente.dynamics.simulating import Course, run_course
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.scenario import draw, load
from detente.scenario.dissent import load_with
from detente.scenario.draws import Draws
from detente.scenario.loading import shipped

SCENARIO = load(BASE)
ENTRIES = mechanisms()
CARRIED = [entry for entry in ENTRIES if entry.month]
EACH = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
PAGES = sorted((Path(__file__).parents[2] / "docs" / "mechanisms").glob("*.md"))
#: Sections of a scenario: a name that begins so means an entry of the file, else an index set.
SECTIONS = ("actors", "issues", "relations", "agreements", "shocks", "parameters")


# --- claims -----------------------------------------------------------------------------------


@EACH
def test_a_claim_names_terms_and_parameters_that_exist(entry) -> None:
    assert set(entry.month) <= set(terms())
    found = equations(entry)
    assert [equation.term for equation in found] == sorted(entry.month, key=list(terms()).index), (
        "equations are not in the order of the month"
    )
    for equation in found:
        assert equation.what
        assert not set(equation.others) & {reading.name for reading in equation.own}


def test_a_false_claim_is_noticed() -> None:
    with pytest.raises(KeyError, match="no_such_term"):
        equations(replace(mechanism(1), month={"no_such_term": ()}))
    with pytest.raises(ValueError, match="the term flow reads no parameter 'trust_gain'"):
        equations(replace(mechanism(1), month={"flow": ("trust_gain",)}))


def test_every_term_carries_a_mechanism_or_keeps_the_books() -> None:
    assert uncarried() == ()
    for name, what in bookkeeping().items():
        assert name in terms(), f"bookkeeping names {name}, which the month does not have"
        assert not carriers(name), f"{name} carries a mechanism and is called bookkeeping"
        assert what


def test_a_term_that_nobody_carries_is_noticed(monkeypatch) -> None:
    monkeypatch.setattr("detente.catalogue.month.bookkeeping", dict)
    assert set(uncarried()) == set(bookkeeping())


def test_the_steps_name_the_mechanisms_that_their_terms_carry() -> None:
    for step in order():
        numbers = tuple(int(key) for key in carried_in(step) if key.isdigit())
        assert step.mechanisms == numbers, f"the step {step.name} carries {numbers}"


def test_numbers_in_the_words_of_the_month_are_those_of_the_catalogue() -> None:
    room = Path(mechanisms_room.__file__).parents[1] / "dynamics" / "month"
    checked = 0
    for path in sorted(room.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        own = {node.name for node in functions} & set(terms())
        for node, names in [(tree, own), *((node, {node.name}) for node in functions)]:
            words = (ast.get_docstring(node) or "").split("\n\n")[0]
            for group in re.findall(r" \((?:mechanism )?([0-9][0-9, –]*)\)", words):
                checked += 1
                carried = {key for name in names for key in carriers(name)}
                assert spelled(group) <= carried, f"{path.name}: ({group})"
    assert checked > 8


def spelled(group: str) -> set[str]:
    found = set()
    for part in group.split(","):
        first, _, last = part.strip().partition("–")
        found |= {str(number) for number in range(int(first), int(last or first) + 1)}
    return found


# --- statuses ---------------------------------------------------------------------------------


@EACH
def test_a_status_keeps_its_word(entry) -> None:
    if entry.status == "works":
        assert entry.month, "works, but no equation of the month carries it"
        assert entry.off or entry.cut, "works, but nothing switches it off"
        assert entry.seen, "works, but no finding depends on it"
    elif entry.status == "modelled in part":
        assert entry.month, "modelled in part, but no equation of the month carries any of it"
        assert entry.note, "modelled in part, but what is missing is not said"
    else:
        assert not any((entry.month, entry.off, entry.cut, entry.seen))
        assert entry.note
    assert not entry.off or not entry.cut
    assert not entry.seen or entry.off or entry.cut


@EACH
def test_the_default_is_what_the_parameters_say(entry) -> None:
    own = {reading.name for equation in equations(entry) for reading in equation.own}
    spread = {name for name in own if not SCENARIO.quantities[f"parameters.{name}"].exact}
    if entry.default == "sampled":
        assert spread, "a strength is drawn, but of none of its parameters"
    elif entry.status == "works":
        assert not own - {"horizon_change"}, "its strength is drawn"


@EACH
def test_a_switch_moves_a_parameter_of_its_mechanism(entry) -> None:
    moved = {
        switch
        for equation in equations(entry)
        for reading in equation.own
        for switch in reading.switches
    }
    if entry.switch is not None:
        assert entry.switch in moved


# --- parameters -------------------------------------------------------------------------------


def test_the_parameters_of_a_term_are_those_that_change_what_it_reads() -> None:
    """Every parameter is moved once; the fields that change are traced to the terms."""
    draws = draw(SCENARIO, 4, 1)
    parts = structure(SCENARIO)
    first = beginning(draws, parts).columns
    written = {
        (target(parts, term, name)) for _, _, term in terms().values() for name in term.writes
    }
    reached: dict[str, set[str]] = {name: set() for name in terms()}
    for parameter in SCENARIO.content.parameters:
        now = beginning(moved(draws, parameter), parts).columns
        changed = {
            field
            for field, values in first.items()
            if field not in written and not all(map(np.array_equal, values, now[field]))
        }
        for name, (_, _, term) in terms().items():
            if changed & {source(parts, term, argument, first) for argument in term.reads}:
                reached[name].add(parameter)
    # Where a pair starts without a declared regime, its behaviour is compared with the regimes'.
    for name, found in reached.items():
        term = terms()[name][2]
        if any(split_name(argument)[1].endswith("_start") for argument in term.reads):
            found -= {"rivalry_flow", "reset_gain", "confrontation_loss", "crisis_loss"}
        assert set(parameters_of(term, SCENARIO)) == found, name


def moved(draws: Draws, parameter: str) -> Draws:
    low, high = SCENARIO.content.parameters[parameter].range
    address = f"parameters.{parameter}"
    shifted = np.where(draws[address] < (low + high) / 2, high, low)
    return replace(draws, columns={**draws.columns, address: shifted})


def target(parts, term, name: str) -> tuple[str, str]:
    link, bare = split_name(name)
    return (parts.sets[term.over].links[link][0] if link else term.over), bare


def source(parts, term, argument: str, known) -> tuple[str, str]:
    over, bare = target(parts, term, argument)
    return (over, bare) if (over, bare) in known else ("world", bare)


def test_the_values_that_switch_a_term_off_are_read_from_the_library() -> None:
    assert off_values()["talks_drive"] == 0
    assert len(off_values()) > 80
    for name, value in off_values().items():
        low, high = SCENARIO.content.parameters[name].range
        assert low <= value <= high, name
    row = explanation_as_json(explain(32))["mechanisms"][0]["equations"][-1]
    (reading,) = row["parameters"]
    assert reading["name"] == "talk_effect"
    assert reading["off"] == 0
    assert set(reading["switches"]) == {"dialogue"}
    assert set(reading["switches"]["dialogue"]) == {"useful", "harmful", "barren"}
    assert ".." in reading["declared"]


def test_a_name_stands_for_the_parameters_of_all_actors() -> None:
    found = named(mechanism(35), terms()["strands"][2], SCENARIO)
    assert found == ("hurdle_shift_russia", "hurdle_shift_united_states")


# --- switched off ------------------------------------------------------------------------------


@EACH
def test_what_switches_off_exists(entry) -> None:
    assert entry.cut is None or entry.cut in CUTS
    parts = structure(SCENARIO)
    columns = beginning(draw(SCENARIO, 2, 1), parts).columns
    for name, value in entry.off.items():
        over, mark, field = name.partition(".")
        if over in SECTIONS:
            assert isinstance(value, str)
        elif mark:
            assert (over, field) in columns
            assert isinstance(value, float | int) or value == "never"
        else:
            low, high = SCENARIO.content.parameters[name].range
            assert low <= value <= high or name == "exploitation_loss"


DRAWS, REPEATS, MONTHS = 12, 2, 30
SEEN = [entry for entry in ENTRIES if entry.seen]
#: Switched off by parameters alone, with findings of every world: all fit into one run, each in
#: draws of its own.
TOGETHER = [
    entry
    for entry in SEEN
    if not entry.cut
    and not any("." in name for name in entry.off)
    and not any(name.startswith("mean_") for name in entry.seen)
]
ALONE = [entry for entry in SEEN if entry not in TOGETHER]


def run(draws: Draws, course: Course) -> Simulation:
    return run_course(draws.scenario, course, draws, REPEATS, MONTHS, executor="numpy")


def with_parameters(draws: Draws, off: dict, rows: slice) -> Draws:
    """Parameters set in some of the draws."""
    columns = dict(draws.columns)
    for name, value in off.items():
        column = draws[f"parameters.{name}"].copy()
        column[rows] = value
        columns[f"parameters.{name}"] = column
    return replace(draws, columns=columns)


@pytest.fixture(scope="module")
def together() -> tuple[Simulation, Simulation]:
    """One run as declared, and one in which every mechanism is off in draws of its own."""
    whole = draw(SCENARIO, DRAWS * len(TOGETHER), 1)
    off = whole
    for place, entry in enumerate(TOGETHER):
        rows = slice(DRAWS * place, DRAWS * (place + 1))
        off = with_parameters(off, dict(entry.off), rows)
    return run(whole, Course()), run(off, Course())


@pytest.mark.parametrize("entry", TOGETHER, ids=lambda entry: entry.id)
def test_a_finding_depends_on_parameters_that_switch_a_mechanism_off(entry, together) -> None:
    first = DRAWS * TOGETHER.index(entry)
    for name in entry.seen:
        with_it, without_it = (
            found.data[name].isel(draw=slice(first, first + DRAWS)) for found in together
        )
        assert not with_it.equals(without_it), f"{name} is the same without it"


@pytest.fixture(scope="module")
def whole() -> Simulation:
    """The base scenario with every mechanism at work."""
    return run(draw(SCENARIO, DRAWS, 1), Course())


def without(entry) -> Simulation:
    """The same luck with a mechanism switched off, as its entry says."""
    fields = {}
    settings = []
    parameters = {}
    if entry.cut is not None:
        fields = dict.fromkeys(CUTS[entry.cut].fields, 0.0)
    for name, value in entry.off.items():
        over, mark, field = name.partition(".")
        if over in SECTIONS:
            settings.append(f"{name}={value}")
        elif mark:
            fields[over, field] = NEVER if value == "never" else float(value)
        else:
            parameters[name] = value
    scenario = load_with(BASE, settings=settings) if settings else SCENARIO
    draws = with_parameters(draw(scenario, DRAWS, 1), parameters, slice(None))
    return run(draws, Course(fields=fields))


@pytest.mark.parametrize("entry", ALONE, ids=lambda entry: entry.id)
def test_a_finding_depends_on_a_mechanism_that_is_switched_off(entry, whole: Simulation) -> None:
    off = without(entry)
    for name in entry.seen:
        assert name in whole.data, f"no finding '{name}'"
        assert not whole.data[name].equals(off.data[name]), f"{name} is the same without it"


def test_switching_nothing_off_changes_nothing(whole: Simulation) -> None:
    same = without(replace(mechanism(1), cut=None))
    for name in {name for entry in SEEN for name in entry.seen}:
        assert whole.data[name].equals(same.data[name])


def test_how_a_mechanism_is_switched_off_in_words() -> None:
    assert off_words(mechanism(1)) == "by the cut 'drive', without the drive of leaders"
    assert off_words(mechanism(12)) == "at obligation_weight = 0"
    assert off_words(mechanism(36)).startswith("at bureaucratic_drag of every actor = 0; ")
    assert "months_left of every deal = never" in off_words(mechanism(10))
    assert off_words(mechanism(8)) == "at issues.arms.consents = []"
    assert off_words(mechanism(6)) == "by nothing"


# --- words -------------------------------------------------------------------------------------


@EACH
def test_an_explanation_shows_its_part_of_the_month(entry) -> None:
    text = " ".join(explanation_as_text(explain(entry.id)).split())
    for equation in equations(entry):
        assert f"{equation.number} {equation.step}: {equation.term}. {equation.what}" in text
        for line in equation.lines:
            assert " ".join(line.split()) in text
        for reading in equation.own:
            assert reading.words in text
            for switch in reading.switches:
                assert f"switch {switch}: " in text
    for name in entry.seen:
        assert name in text
    if not entry.month:
        assert "no equation carries it" in text
    row = explanation_as_json(explain(entry.id))["mechanisms"][0]
    assert [found["term"] for found in row["equations"]] == [
        found["term"] for found in row["month"]
    ]
    assert json.loads(json.dumps(row)) == row


def test_the_order_of_the_month() -> None:
    text = month_as_text()
    assert max(map(len, text.splitlines())) <= 100
    rows = month_as_json()["month"]
    assert json.loads(json.dumps(rows)) == rows
    assert [row["number"] for row in rows] == list(range(1, len(order()) + 1))
    assert [row["step"] for row in rows] == [step.name for step in order()]
    for row, step in zip(rows, order(), strict=True):
        assert f"{row['number']}. {step.name}: {step.what}" in text
        assert [term["name"] for term in row["terms"]] == [term.name for term in step.terms]
        for term in row["terms"]:
            assert f"   {term['name']}" in text
            assert bool(term["mechanisms"]) != bool(term["bookkeeping"])
    assert rows[4]["terms"][1]["equation"][0].startswith("y' = ")
    row = as_json([mechanism("d2")])["mechanisms"][0]
    assert row["month"] == [{"step": "flows", "term": "flow", "parameters": ["pressure_response"]}]


@pytest.mark.parametrize("which", ["--month", "33"])
def test_the_command_prints_the_month_and_stays_light(which: str) -> None:
    code = (
        "import sys\n"
        "from detente.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "heavy = {'xarray', 'numba', 'llvmlite', 'pandas', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, "mechanisms", which],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ("14. noting" if which == "--month" else "7 worth: depth_wanted.") in done.stdout


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_the_month_makes_of_its_block(page: Path) -> None:
    text = page.read_text("utf-8")
    if page.stem == "index":
        assert "detente mechanisms --month" in text
        return
    assert text.count("**In the monthly model.**") == 1
    block = text.split("**In the monthly model.**")[1].split("\n\n")[0]
    shown = re.findall(r"`([a-z_]+)`", block)
    known = {*terms(), *SCENARIO.content.parameters, *(step.name for step in order())}
    assert set(shown) <= known, set(shown) - known
    if page.stem != "arms-race":
        assert set(shown) & set(terms())


def test_the_base_scenario_is_shipped() -> None:
    assert BASE in shipped()

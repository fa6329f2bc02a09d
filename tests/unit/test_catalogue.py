"""The catalogue: true statuses, resolvable names, and the way from a paragraph to the equation."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import math
import pkgutil
import unicodedata
from pathlib import Path

import pytest

import detente.interests as interests_room
import detente.mechanisms as mechanisms_room
from detente.catalogue import (
    STATUSES,
    as_json,
    as_text,
    by_paragraph,
    cited_paragraphs,
    explain,
    explanation_as_json,
    explanation_as_text,
    mechanism,
    mechanisms,
    passage_as_json,
    passage_as_text,
    passages,
    plot_mechanism,
    rivals,
    work,
)
from detente.catalogue.entries import DEFAULTS, SIGNS, repeats
from detente.catalogue.examples import resolve
from detente.catalogue.explaining import keys_in, source_keys
from detente.catalogue.passages import paragraphs
from detente.findings import Findings
from detente.library.references import STATUSES as CHECKED
from detente.library.references import parse_bibliography, reference, references
from detente.scenario import load
from detente.scenario.problems import InvalidInputError

ENTRIES = mechanisms()
IDS = [entry.id for entry in ENTRIES]
EACH = pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
WITH_EXAMPLE = [entry for entry in ENTRIES if entry.example is not None]
WITH_PLOT = [entry for entry in WITH_EXAMPLE if entry.example and entry.example.plot]
SOURCE = Path(mechanisms_room.__file__).parents[1]


# --- rows ------------------------------------------------------------------------------------


def test_all_49_mechanisms_and_the_further_drivers_are_there() -> None:
    assert [str(number) for number in range(1, 50)] + ["d1", "d2", "d3", "d4"] == IDS
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


@EACH
def test_a_row_is_complete_and_uses_the_declared_words(entry) -> None:
    assert entry.status in STATUSES
    assert entry.sign in SIGNS
    assert entry.default in DEFAULTS
    assert entry.citations, "no paragraph"
    assert entry.sentence.endswith(".")
    assert "." not in entry.sentence[:-1], "more than one sentence"
    assert len(entry.sentence.split()) <= 30


@EACH
def test_what_nothing_carries_has_no_function(entry) -> None:
    """What the statuses promise of the monthly model is tested beside it."""
    if entry.status == "not yet":
        assert not entry.functions, "not yet, but a function exists"
        assert not entry.analyses, "not yet, but an analysis carries it"
        assert not entry.example
    if entry.analyses:
        assert entry.functions, "an analysis, but no function that it uses"


@EACH
def test_functions_and_analyses_exist(entry) -> None:
    for name in entry.functions:
        found = resolve(name)
        assert callable(found)
        assert inspect.getdoc(found)
    for name in entry.analyses:
        assert name.count(".") >= 2
        assert callable(resolve(name))


@EACH
def test_a_block_is_the_module_of_one_of_its_functions(entry) -> None:
    own = {name.split(".")[0] for name in entry.functions if name.count(".") == 1}
    if entry.block is not None:
        importlib.import_module(f"detente.mechanisms.{entry.block}")
        assert entry.functions
        assert entry.equation
    assert bool(entry.functions) == bool(entry.equation)
    if own and entry.block != "leaders":
        assert entry.block in own


def test_a_name_that_does_not_exist_is_refused() -> None:
    for name in ("trust.no_such_thing", "no_such_room.trust", "interests.worth.nothing"):
        with pytest.raises(InvalidInputError, match="no function"):
            resolve(name)


def test_every_block_of_equations_is_reached() -> None:
    """Every module of equations is used by some mechanism (the normal distribution is a tool)."""
    modules = {module.name for module in pkgutil.iter_modules(mechanisms_room.__path__)}
    used = {name.split(".")[0] for entry in ENTRIES for name in entry.functions}
    missing = {
        name
        for name in modules - {"validated", "normal", "probability"} - used
        if "Source:" in (SOURCE / "mechanisms" / f"{name}.py").read_text("utf-8")
    }
    assert not missing


# --- switches and rivals ----------------------------------------------------------------------


def test_switches_are_those_of_the_shipped_case() -> None:
    declared = set(load("russia-us-2025").content.switches)
    used = {entry.switch for entry in ENTRIES} - {None}
    assert used <= declared
    assert declared <= used, "a quarrel of the experts that no mechanism carries"


def test_rivals_are_symmetric_and_pull_apart() -> None:
    pairs = [{int(key) for key in rival.pair} for rival in rivals()]
    assert pairs == [{16, 18}, {22, 23}, {26, 27}, {31, 32}, {1, 38}]
    for rival in rivals():
        one, other = rival.pair
        assert rival in mechanism(one).rivals
        assert rival in mechanism(other).rivals
        assert rival.other(one) == other
        assert rival.other(other) == one
        assert {mechanism(one).sign, mechanism(other).sign} == {"+", "−"}
        assert rival.question.endswith("?")
    assert not mechanism(3).rivals


# --- paragraphs -------------------------------------------------------------------------------


def test_paragraphs_lie_within_their_documents() -> None:
    counts = paragraphs()
    for source, number in cited_paragraphs():
        assert 1 <= number <= counts[source]


def test_repeats_are_cited_under_their_first_place_only() -> None:
    cited = set(cited_paragraphs())
    for (source, number), first in repeats().items():
        assert (source, number) not in cited
        assert 1 <= first <= paragraphs()[source]
        assert by_paragraph(source, number).repeats == first
        assert by_paragraph(source, number).mechanisms == by_paragraph(source, first).mechanisms


@pytest.mark.parametrize(("source", "number"), cited_paragraphs())
def test_from_a_paragraph_to_the_equation_and_back(source: str, number: int) -> None:
    found = by_paragraph(source, number)
    assert found.mechanisms or found.against
    for entry in (*found.mechanisms, *found.against):
        back = {
            (citation.source, paragraph)
            for citation in (*entry.citations, *entry.against)
            for paragraph in citation.paragraphs
        }
        assert (source, number) in back
        assert set(entry.functions) <= set(found.functions)
    assert set(found.functions) == {
        name for entry in (*found.mechanisms, *found.against) for name in entry.functions
    }


def test_every_mechanism_is_found_by_each_of_its_paragraphs() -> None:
    for entry in ENTRIES:
        for citation in entry.citations:
            for number in citation.paragraphs:
                assert entry in by_paragraph(citation.source, number).mechanisms


def test_a_paragraph_in_words() -> None:
    (found,) = passages("kortunov-2025#31")
    text = passage_as_text(found)
    assert "repeats paragraph 10" in text
    assert "interests.worth.worth" in text
    assert "w(h) = τ − h ς − F" in text
    assert "monthly model: 7 worth" in text
    assert {row["id"] for row in passage_as_json(found)["mechanisms"]} == {"3", "4", "21"}
    assert "No mechanism cites it." in passage_as_text(by_paragraph("kortunov-2025", 1))
    assert len(passages("weitz-2017#13-14,28")) == 3


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ("kortunow-2025#10", "did you mean 'kortunov-2025'"),
        ("kortunov-2025#52", "has paragraphs 1 to 51, not 52"),
        ("kortunov-2025#0", "has paragraphs 1 to 51, not 0"),
        ("kortunov-2025", "names no paragraph"),
        ("??", "is not a citation"),
    ],
)
def test_a_paragraph_that_does_not_exist(ask: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        passages(ask)


# --- one mechanism ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            50,
            r"no mechanism '50' – did you mean 49, Allies' cross-pressures\? \(ids: 1 to 49, d1 to d4",
        ),
        ("d9", "did you mean d4, Mutual"),
        (0, "did you mean 1, Leader's drive"),
        ("Leaders drive", "did you mean 1, Leader's drive"),
        ("swing state", "did you mean 23, Swing state"),
        ("zzz", r"no mechanism 'zzz' \(ids"),
    ],
)
def test_an_unknown_mechanism_names_the_nearest(ask: str | int, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        mechanism(ask)


@pytest.mark.parametrize("entry", WITH_EXAMPLE, ids=lambda entry: entry.id)
def test_an_example_runs_and_is_finite(entry) -> None:
    worked = work(entry.example)
    assert worked.values
    assert all(math.isfinite(value) for value in worked.values)
    assert entry.example.call.function in entry.functions
    quantities = load(worked.scenario).quantities
    for taken in worked.inputs:
        if taken.address is None:
            assert taken.provenance == "chosen for this example"
        else:
            quantity = quantities[taken.address]
            assert taken.value == quantity.distribution.centre
            assert taken.provenance.startswith(quantity.provenance.value)


def test_every_mechanism_with_an_equation_has_a_worked_example() -> None:
    assert [entry.id for entry in ENTRIES if entry.functions and not entry.example] == []


def test_a_worked_example_says_the_numbers_it_computes() -> None:
    """Mechanism 3 by hand: τ − h ς − F at the modes and the middle declared for spring 2025."""
    found = explain(3)
    assert found.example is not None
    values = {taken.argument: taken.value for taken in found.example.inputs}
    expected = (
        values["worth.tactical_gain"]
        - values["worth.horizon"] * values["worth.strategic_cost"]
        - values["worth.cost"]
    )
    assert found.example.values == pytest.approx((expected,))
    text = explanation_as_text(found)
    assert "0.65" in text
    assert "actors.russia.horizon: judged, inferred in kortunov-2025#10" in " ".join(text.split())


@EACH
def test_an_explanation_says_everything(entry) -> None:
    found = explain(entry.id)
    text = " ".join(explanation_as_text(found).split())
    assert " ".join(entry.sentence.split()) in text
    assert entry.status in text
    for citation in entry.citations:
        assert str(citation) in text
    for name in (*entry.functions, *entry.analyses):
        assert name in text
    for rival in found.rivals:
        assert rival.question in text
    row = explanation_as_json(found)["mechanisms"][0]
    assert json.loads(json.dumps(row))["id"] == entry.id
    assert len(found.sources) + len(found.models) >= bool(entry.models)


def test_a_terminal_of_a_hundred_columns_is_enough() -> None:
    for entry in ENTRIES:
        for line in explanation_as_text(explain(entry.id)).splitlines():
            assert sum(not unicodedata.combining(letter) for letter in line) <= 100, line
    assert max(map(len, as_text().splitlines())) <= 100


def test_the_lists() -> None:
    rows = as_json()["mechanisms"]
    assert [row["id"] for row in rows] == IDS
    assert {"id", "name", "status"} <= set(rows[0])
    assert rows[15]["rivals"] == ["18"]
    assert json.loads(json.dumps(rows)) == rows
    text = as_text()
    for entry in ENTRIES:
        assert entry.name in text
    counts = "; ".join(f"{sum(e.status == s for e in ENTRIES)} {s}" for s in STATUSES)
    assert counts in text
    assert "against" in text
    assert as_json([])["mechanisms"] == []
    assert "against" not in as_text([mechanism(3)])


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", WITH_PLOT, ids=lambda entry: entry.id)
def test_a_plot_writes_a_file(entry, tmp_path: Path) -> None:
    plot = entry.example.plot
    assert plot.low < plot.high
    assert 0 <= plot.result < len(entry.example.results)
    path = plot_mechanism(entry.id, tmp_path / "curve.svg")
    text = path.read_text("utf-8")
    result = entry.example.results[plot.result]
    for words in (plot.name, plot.unit, result.name, result.unit, "no forecast"):
        assert words in text.replace("&gt;", ">"), words
    assert [p.name for p in tmp_path.iterdir()] == ["curve.svg"]


def test_a_plot_as_png(tmp_path: Path) -> None:
    path = plot_mechanism(33, tmp_path / "curve.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_plot_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"the ending must be \.png or \.svg"):
        plot_mechanism(33, tmp_path / "curve.doc")
    with pytest.raises(InvalidInputError, match="has no curve to draw"):
        plot_mechanism(15, tmp_path / "curve.png")
    with pytest.raises(InvalidInputError, match="cannot be written"):
        plot_mechanism(33, tmp_path / "nowhere" / "curve.png")
    assert not list(tmp_path.iterdir())


# --- works ------------------------------------------------------------------------------------


def test_the_works_of_the_catalogue_are_listed() -> None:
    for entry in ENTRIES:
        for key in entry.models:
            assert reference(key), key


def modules_of_equations() -> list[Path]:
    return sorted((SOURCE / "mechanisms").glob("*.py"))


@pytest.mark.parametrize("path", modules_of_equations(), ids=lambda path: path.stem)
def test_every_source_in_a_docstring_is_listed(path: Path) -> None:
    missing = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            for key in keys_in(ast.get_docstring(node) or ""):
                try:
                    reference(key)
                except KeyError:
                    missing.add(key)
    assert not missing, f"not in references.bib: {sorted(missing)}"


def test_every_key_of_findings_is_listed() -> None:
    for module in pkgutil.iter_modules(interests_room.__path__, "detente.interests."):
        importlib.import_module(module.name)
    kinds = Findings.__subclasses__()
    assert any(kind.references for kind in kinds)
    for kind in kinds:
        for key in kind.references:
            assert reference(key)


def test_keys_in_a_docstring() -> None:
    text = "Return x.\n\nSource: kydd2000,\n    kydd2005 (the form is stipulated).\n\nMore: fearon1995."
    assert keys_in(text) == ("kydd2000", "kydd2005")
    assert keys_in("No works here, 1995.") == ()
    assert source_keys("arms_race.race_is_stable") == ("richardson1960",)


def test_every_work_has_a_status_and_a_place() -> None:
    for key, work_ in references().items():
        assert work_.status in CHECKED
        assert work_.container, key
        year = work_.fields["year"]
        assert year.isdigit()
        assert year in key
        assert str(work_).count("{") == 0
        assert f"[{work_.status}" in reference(key)


def test_the_keys_in_use_before_still_work() -> None:
    for key in ("fearon1998", "putnam1988", "morrow2000", "goldstein1991"):
        assert reference(key)
    assert reference("godet1991") == (
        "Godet, Michel (1991). Actors' moves and strategies: the MACTOR method. "
        "Futures 23(6): 605–622. [recalled]"
    )
    with pytest.raises(KeyError):
        reference("nobody1900")


def test_other_keys_of_the_same_work() -> None:
    assert reference("goldsteinfreeman1991") == reference("goldstein1991")
    assert "goldsteinfreeman1991" not in references()


TRICKY = """
Words outside entries are a comment, with an e-mail sign nowhere.
@comment{ignored = {yes}}
@STRING{ io = "International Organization" }
@Article { first2000 ,
  author = "M{\\"u}ller, A. {"} B. and Smith, John",
  title={The {Cold War}, 1947--1991: {nested {braces}}},
  Journal = {A \\& B},
  year = 2000, volume= {1} , number = 2,
  note = {recalled},
}
@book{second2001,author={One Name},title={Why?},publisher={P},year={2001},note={verified},annote={seen}}
"""


def test_the_reader_of_bibliographies_on_tricky_entries() -> None:
    found = parse_bibliography(TRICKY)
    assert list(found) == ["first2000", "second2001"]
    first = found["first2000"]
    assert first.sort == "article"
    assert first.fields["title"] == "The Cold War, 1947–1991: nested braces"
    assert first.fields["year"] == "2000"
    assert str(first).endswith("nested braces. A & B 1(2). [recalled]")
    assert "John Smith" in str(first)
    assert str(found["second2001"]) == "One Name (2001). Why? P. [verified: seen]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n@book{a, title={x", r"text:2: a brace that is never closed"),
        ("@book{}", "an entry without a key"),
        ("@book{a, title={x}, year={1}, note={recalled}}", "'a' has no author"),
        ("@book{a, author={x}, title={x}, year={1}}", "must be verified or recalled"),
        ("@book{a, author={x}, title={x}, year={1}, note={sure}}", "must be verified or recalled"),
        ("@book{a, ???}", "not a field"),
        ("@book{a, author = , title={x}}", "has no value"),
        (
            "@book{a, author={x}, title={x}, year={1}, note={recalled}}" * 2,
            "'a' stands twice",
        ),
    ],
)
def test_a_bibliography_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        parse_bibliography(text)

"""Every refused input says in one line what is wrong, where, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import MACHINERY, MINIMAL, assert_clean, changed, line_of

from detente.scenario import InvalidInputError, build, load, loads
from detente.scenario.problems import Problem, nearest
from detente.scenario.reading import MAXIMUM_BYTES, Tree, read_file, read_text

TABLE = Path(__file__).with_name("bad_inputs.txt").read_text(encoding="utf-8")


def blocks() -> list[tuple[str, str, list[str]]]:
    """Read the table: name, text of the whole input, expected lines."""
    found = []
    for block in TABLE.split("\n= ")[1:]:
        name, *rest = block.split("\n\n")[0].rstrip("\n").split("\n")
        old = "\n".join(line[2:] for line in rest if line.startswith("- "))
        new = "\n".join(line[2:] for line in rest if line.startswith("+ "))
        expected = [line for line in rest if line.startswith("case.yaml")]
        text = changed(old, new) if new else changed(old + "\n", "")
        found.append((name, text, expected))
    return found


BLOCKS = blocks()


def refused(text: str, name: str = "case.yaml") -> str:
    with pytest.raises(InvalidInputError) as caught:
        loads(text, name)
    assert_clean(caught.value, name)
    return str(caught.value)


def test_the_minimal_scenario_itself_loads():
    assert loads(MINIMAL).title == "Two states and a river"


def test_the_table_is_read_whole():
    assert len(BLOCKS) == TABLE.count("\n= ") >= 180
    assert len({name for name, _, _ in BLOCKS}) == len(BLOCKS)
    assert sum(len(lines) for _, _, lines in BLOCKS) == TABLE.count("\ncase.yaml")


@pytest.mark.parametrize(("text", "lines"), [b[1:] for b in BLOCKS], ids=[b[0] for b in BLOCKS])
def test_table_of_messages(text: str, lines: list[str]):
    assert refused(text).split("\n") == lines


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_messages_do_not_show_the_machinery(block: tuple[str, str, list[str]]):
    for line in block[2]:
        assert not MACHINERY.search(line), line


FILES: list[tuple[str, bytes, str]] = [
    ("empty", b"", ": the file is empty – start with 'detente: 1'"),
    ("blank", b"\n  \n", ": the file is empty – start with 'detente: 1'"),
    ("comments", b"# nothing\n", ":1: holds nothing but comments – start with 'detente: 1'"),
    (
        "list",
        b"- detente: 1\n",
        ":1: a scenario is a mapping (key: value) – start with 'detente: 1'",
    ),
    ("word", b"detente\n", ":1: a scenario is a mapping (key: value) – start with 'detente: 1'"),
    (
        "latin",
        b"detente: 1\ntitle: d\xe9tente\n",
        ":2: byte 20 is not UTF-8 – save the file as UTF-8",
    ),
    (
        "utf-16",
        "detente: 1\n".encode("utf-16"),
        ":1: byte 1 is not UTF-8 – save the file as UTF-8",
    ),
    ("nul", b"detente: 1\ntitle: a\x00b\n", ":2: character U+0000 is not allowed in YAML"),
    ("escape", b"title: \x1b[31mred\n", ":1: character U+001B is not allowed in YAML"),
    ("c1", "title: \x9b31m\n".encode(), ":1: character U+009B is not allowed in YAML"),
    (
        "tab",
        b"detente: 1\nactors:\n\tupland: 1\n",
        ":3: not YAML: found character that cannot start any token – "
        "indent with blanks, and quote text that begins with @, ` or %",
    ),
    (
        "bomb",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        ":2: b[0]: aliases (*a) are not used in scenarios – write the entry out, or use extends",
    ),
    ("deep", b"a: " + b"[" * 5000, ":1: nested more than 30 levels deep"),
    (
        "deep mapping",
        b"{a: " * 40 + b"1" + b"}" * 40,
        ":1: nested more than 30 levels deep",
    ),
    (
        "two documents",
        MINIMAL.encode() + b"---\ntitle: another\n",
        f":{MINIMAL.count(chr(10)) + 1}: a second document starts here ('---') – "
        "one file holds one scenario",
    ),
    (
        "tag",
        b"detente: !!python/object/apply:os.system [id]\n",
        ":1: actors: is missing\n:1: detente: is a list – this version reads format 1 (detente: 1)"
        "\n:1: issues: is missing\n:1: title: is missing",
    ),
]


@pytest.mark.parametrize(("data", "expected"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes, expected: str):
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError) as caught:
        load(path)
    assert_clean(caught.value, str(path))
    assert str(caught.value).replace(str(path), "") == expected


def test_missing_file():
    with pytest.raises(InvalidInputError, match=r"^nowhere/case\.yaml: no such file$"):
        load("nowhere/case.yaml")


def test_folder(tmp_path: Path):
    folder = tmp_path / "case.yaml"
    folder.mkdir()
    with pytest.raises(InvalidInputError) as caught:
        load(folder)
    assert str(caught.value) == f"{folder}: is a folder – give a YAML file"


def test_huge_file_is_refused_by_its_size(tmp_path: Path):
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InvalidInputError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: the file has 50 MB; a scenario has at most 2 MB"


def test_file_of_the_largest_size_is_read_in_reasonable_time(tmp_path: Path):
    cells = "".join(f"      a{n}: {{position: 35 ± 10, salience: high}}\n" for n in range(3000))
    path = tmp_path / "case.yaml"
    path.write_text(changed("      lowland: {position: 80", cells + "      lowland: {position: 80"))
    assert path.stat().st_size < MAXIMUM_BYTES
    with pytest.raises(InvalidInputError) as caught:
        load(path)
    assert len(caught.value.problems) == 3000
    first = f"{path}:21: issues.water.actors.a0: actor 'a0' is not declared"
    assert str(caught.value).split("\n")[0] == first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "emis-1993",
            "emis-1993: is neither a shipped scenario nor a file – did you mean 'emis-1994'?",
        ),
        (
            "zzz",
            "zzz: is neither a shipped scenario nor a file – 'detente list' shows the shipped ones",
        ),
        ("a\x00b.yaml", "a\\x00b.yaml: is not a name a file can have"),
        ("x" * 5000 + ".yaml", "x" * 5000 + ".yaml: cannot be read: file name too long"),
        (
            "x" * 5000,
            "x" * 5000 + ": is neither a shipped scenario nor a file – "
            "'detente list' shows the shipped ones",
        ),
    ],
)
def test_names_that_are_no_scenario(name: str, expected: str):
    with pytest.raises(InvalidInputError) as caught:
        load(name)
    assert str(caught.value) == expected


def test_five_errors_give_five_lines_in_the_order_of_the_file():
    text = changed("kind: state, horizon: 0.65 ± 0.15", "kind: state, horizont: 0.65")
    text = changed("consents: [delta]", "consents: [dleta]", text)
    text = changed("position: 35 ± 10", "position: 135", text)
    text = changed("{flow: 0.1 ± 0.3}", "{flow: 0.1 ± 0.3, channel: 0.5}", text)
    text = changed("2026-02-05}", "2009-02-05}", changed("signed: 2010-04-08, ", "", text))
    assert refused(text).split("\n") == [
        "case.yaml:9: actors.upland.horizont: unknown key – did you mean 'horizon'?",
        "case.yaml:18: issues.water.consents[0]: actor 'dleta' is not declared"
        " – did you mean 'delta'?",
        "case.yaml:20: issues.water.actors.upland.position: the value is 135, "
        "outside the allowed range 0 to 100 (0–100 between the poles)",
        "case.yaml:25: relations.upland>lowland.channel: channel belongs to a pair (a-b)",
        "case.yaml:30: agreements.accord.expires: it expired before the scenario's date"
        " (2020-05-01) but is in_force",
    ]


def test_a_wrong_entry_is_not_reported_twice():
    """Cross-checks run beside schema faults only where these can be taken out cleanly."""
    assert refused(changed("sources:", "sorces:")).split("\n") == [
        "case.yaml:5: sorces: unknown key – did you mean 'sources'?"
    ]


def test_duplicate_keys_are_all_reported():
    text = changed("kind: legislature, of", "kind: public, kind: legislature, of")
    text = changed("focus: [upland, lowland]", "focus: [upland, lowland]\nas_of: 2021-01-01", text)
    assert refused(text).split("\n") == [
        "case.yaml:5: as_of: the key stands twice (first in line 3) – remove one",
        "case.yaml:13: actors.assembly.kind: the key stands twice (first in line 13) – remove one",
    ]


def test_hostile_html_is_text_and_kept_as_it_is():
    hostile = "<script>alert('1')</script> & \"<b>"
    scenario = loads(changed("Two states and a river", "'" + hostile.replace("'", "''") + "'"))
    assert scenario.title == hostile


def test_norway_stays_norway():
    text = changed("{name: Delta,", "{name: NO,")
    text = changed(
        "kind: state, principal: false}", "kind: state, principal: false, note: on}", text
    )
    delta = loads(text).content.actors["delta"]
    assert (delta.name, delta.note) == ("NO", "on")


def test_an_input_cannot_forge_a_line():
    forged = '"x\\ncase.yaml:1: all is well\\e[31m": 1\nworlds:'
    message = refused(changed("worlds:", forged))
    assert "\n" not in message
    assert message.startswith("case.yaml:44: x case.yaml:1: all is well\\x1b[31m: unknown key")


def test_long_inputs_make_no_long_lines():
    message = refused(changed("worlds:", "k" * 100_000 + ": 1\nworlds:"))
    assert len(message) < 1000
    assert str(Problem("f", 1, "p" * 300, "m" * 900)) == f"f:1: {'p' * 199}…: {'m' * 599}…"


CHANGES: list[tuple[str, object, str]] = [
    (
        "issues.water.actors.upland.positoin",
        35,
        "there is no such entry – did you mean 'issues.water.actors.upland.position'?",
    ),
    ("nonsense", 1, "there is no such entry"),
    ("", 1, "there is no such entry"),
    (
        "issues.water.actors.upland.position",
        "35 ± -1",
        "the spread after ± is -1 – it must be above 0",
    ),
    (
        "issues.water.actors.upland.position",
        10**400,
        "the value is infinite – give a finite number",
    ),
    (
        "agreements.accord.status",
        "sined",
        "'sined' is not one of none, talks, signed, in_force, suspended, notice or ended"
        " – did you mean 'signed'?",
    ),
    (
        "parameters.leader_weight",
        2,
        "the value is 2, outside the allowed range 0 to 1 (SD of flow per SD of drive)",
    ),
    ("title", 5, "is the number 5, not text – put it in quotes"),
]


@pytest.mark.parametrize(("path", "value", "expected"), CHANGES)
def test_changes_that_do_not_fit(path: str, value: object, expected: str):
    with pytest.raises(InvalidInputError) as caught:
        build("case", read_minimal(), changes={path: value})
    prefix = f"change: {path}: " if path else "change: "
    assert str(caught.value) == prefix + expected


def read_minimal() -> Tree:
    return loads(MINIMAL, "case.yaml").tree


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"viewpoint": "autor-2020"}, "viewpoint 'autor-2020' is not declared – did you mean "),
        ({"world": "wet"}, "world 'wet' is not declared"),
    ],
)
def test_choices_that_are_not_declared(chosen: dict[str, str], expected: str):
    with pytest.raises(InvalidInputError, match=re.escape(expected)):
        build("case", read_minimal(), **chosen)


def test_lines_survive_merging(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(changed("position: 80", "position: 180"))
    (tmp_path / "child.yaml").write_text("extends: base.yaml\nfocus: [upland, midland]\n")
    with pytest.raises(InvalidInputError) as caught:
        load(tmp_path / "child.yaml")
    base = line_of("position: 80")
    assert str(caught.value).replace(f"{tmp_path}/", "").split("\n") == [
        f"base.yaml:{base}: issues.water.actors.lowland.position: the value is 180, "
        "outside the allowed range 0 to 100 (0–100 between the poles)",
        "child.yaml:2: focus[1]: actor 'midland' is not declared – did you mean 'upland'?",
    ]


def test_values_are_resolved_by_yaml_1_2():
    text = (
        "{a: NO, b: yes, c: 1_000, d: 0o7, e: 1e3, f: ~, h: 2020-05-01, i: 0x1F,"
        " j: '5', k: 007, l: .5, m: 99999999999999999999}"
    )
    assert read_text(text, "f").value == {
        "a": "NO", "b": "yes", "c": "1_000", "d": "0o7", "e": 1000.0, "f": None,
        "h": "2020-05-01", "i": "0x1F", "j": "5", "k": 7, "l": 0.5, "m": 1e20,
    }  # fmt: skip


def test_byte_order_mark_is_skipped(tmp_path: Path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert read_file(path).value["detente"] == 1


def test_nearest_says_nothing_when_nothing_is_near():
    assert nearest("russia", ["china", "ukraine"]) == ""
    assert nearest("rusia", ["china", "russia"]) == " – did you mean 'russia'?"

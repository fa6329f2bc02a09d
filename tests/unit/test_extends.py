"""`extends`: the five rules of docs/scenario-format.md, circles, chains and missing files."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import MINIMAL, changed, line_of

from detente.scenario import Citation, InvalidInputError, Scenario, load, loads, shipped
from detente.scenario.distributions import Exact, Normal, Uniform
from detente.scenario.loading import MAXIMUM_CHAIN, build

UPLAND = "issues.water.actors.upland"


@pytest.fixture
def family(tmp_path: Path):
    """Write files into one folder and load the last of them."""

    def write(**files: str) -> Scenario:
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / f"{list(files)[-1]}.yaml")

    return write


def child(body: str, base: str = "base.yaml") -> str:
    return f"extends: {base}\n{body}"


def refused(folder: Path, name: str) -> str:
    with pytest.raises(InvalidInputError) as caught:
        load(folder / f"{name}.yaml")
    return str(caught.value).replace(f"{folder}/", "")


# Rule 1: mappings are merged key by key


def test_mappings_are_merged_key_by_key(family):
    found = family(
        base=MINIMAL,
        child=child(
            "title: Another\nactors: {delta: {note: small}}\nissues: {water: {short: Water}}"
        ),
    )
    assert found.name == "child"
    assert found.title == "Another"
    assert found.content.actors["delta"].name == "Delta"
    assert found.content.actors["delta"].note == "small"
    assert found.content.issues["water"].short == "Water"
    assert found.content.issues["water"].name == "Water of the river"
    assert set(found.content.actors) == {"upland", "lowland", "delta", "assembly"}


def test_an_empty_child_changes_nothing(family):
    found = family(base=MINIMAL, child=child(""))
    assert found.fingerprint() == loads(MINIMAL).fingerprint()


def test_pairs_in_either_order_are_one_entry(family):
    body = "relations: {upland-lowland: {tension: 0.9}}\nissues: {water: {pairs: {upland-lowland: {verification: 0.4}}}}"
    found = family(base=MINIMAL, child=child(body))
    assert list(found.content.relations) == ["upland>lowland", "lowland-upland"]
    assert found.quantities["relations.lowland-upland.tension"].distribution == Exact(0.9)
    assert found.quantities["relations.lowland-upland.channel"].distribution == Exact(0.55)
    assert list(found.content.issues["water"].pairs) == ["lowland-upland"]
    cell = "issues.water.pairs.lowland-upland"
    assert found.quantities[f"{cell}.depth"].distribution == Normal(0.2, 0.1, 0.0, 1.0)
    assert found.quantities[f"{cell}.verification"].distribution == Exact(0.4)


def test_dyads_keep_their_direction(family):
    found = family(base=MINIMAL, child=child("relations: {lowland>upland: {flow: 0.5}}"))
    assert found.quantities["relations.lowland>upland.flow"].distribution == Exact(0.5)
    assert found.quantities["relations.upland>lowland.flow"].distribution != Exact(0.5)


# Rule 2: everything else is replaced


def test_lists_are_replaced(family):
    found = family(base=MINIMAL, child=child("issues: {water: {consents: [assembly]}}"))
    assert found.content.issues["water"].consents == ("assembly",)


def test_a_quantity_is_replaced_whole_with_its_provenance(family):
    body = "issues: {water: {actors: {upland: {position: 50}}}}"
    found = family(base=MINIMAL, child=child(body))
    position = found.quantities[f"{UPLAND}.position"]
    assert position.distribution == Exact(50.0)
    assert position.provenance.citations == ()
    assert (position.provenance.support, position.provenance.value) == ("none", "assumed")
    salience = found.quantities[f"{UPLAND}.salience"]
    assert salience.provenance.citations == (Citation("essay-2020", (3, 4)),)


def test_a_distribution_is_not_mixed_with_that_of_the_base(family):
    base = changed("position: 35 ± 10", "position: {uniform: [30, 40]}")
    body = "issues: {water: {actors: {upland: {position: {normal: [50, 5]}}}}}"
    found = family(base=base, child=child(body))
    assert found.quantities[f"{UPLAND}.position"].distribution == Normal(50.0, 5.0, 0.0, 100.0)


def test_quantities_that_a_world_sets_are_replaced_whole(family):
    salience = f"{UPLAND}.salience"
    base = changed(f"{salience}: very high", f"{salience}: {{uniform: [0.5, 0.9]}}")
    body = (
        f"worlds: {{dry: {{sets: {{{salience}: {{normal: [0.8, 0.1]}}, {UPLAND}.position: 90}}}}}}"
    )
    found = family(base=base, child=child(body))
    assert found.content.worlds["dry"].name == "a dry decade"
    assert found.content.worlds["dry"].sets == {
        salience: {"normal": [0.8, 0.1]},
        f"{UPLAND}.position": 90,
    }


# Rule 3: `key: null` takes out


def test_null_takes_out_an_entry_and_a_quantity(family):
    body = "measures: {toll: null}\nissues: {water: {actors: {upland: {position: null}}}}"
    found = family(base=MINIMAL, child=child(body))
    assert not found.content.measures
    position = found.quantities[f"{UPLAND}.position"]
    assert not position.declared
    assert position.distribution == Uniform(0.0, 100.0, 0.0, 100.0)
    assert found.quantities[f"{UPLAND}.salience"].declared


def test_what_was_taken_out_can_no_longer_be_named(family, tmp_path: Path):
    with pytest.raises(InvalidInputError) as caught:
        family(base=MINIMAL, child=child("agreements: {accord: null}"))
    assert str(caught.value) == (
        f"{tmp_path}/base.yaml:{line_of('{accord in force: 1.0}')}: objectives.upland.accord in force: "
        "agreement 'accord' is not declared"
    )


# Rule 4: provenance beside quantities covers the quantities of the same file


def test_provenance_is_given_to_the_quantities_of_its_own_file_only(family):
    body = (
        "issues: {water: {actors: {upland: "
        "{capability: 0.4, from: treaties#9, support: stated, note: counted}}}}"
    )
    found = family(base=MINIMAL, child=child(body))
    assert found.quantities[f"{UPLAND}.capability"].provenance.citations == (
        Citation("treaties", (9,)),
    )
    assert found.quantities[f"{UPLAND}.capability"].provenance.note == "counted"
    for name in ("position", "salience"):
        provenance = found.quantities[f"{UPLAND}.{name}"].provenance
        assert provenance.citations == (Citation("essay-2020", (3, 4)),)
        assert (provenance.support, provenance.note) == ("inferred", "")


def test_a_quantity_with_its_own_provenance_keeps_it():
    text = changed(
        "{position: 35 ± 10, salience: high,",
        "{position: {is: 35, from: treaties, support: stated}, salience: high,",
    )
    found = loads(text)
    assert found.quantities[f"{UPLAND}.position"].provenance.citations == (Citation("treaties"),)
    assert found.quantities[f"{UPLAND}.salience"].provenance.support == "inferred"


# Rule 5: chains and circles


def test_a_chain_of_three(family):
    found = family(
        base=MINIMAL,
        middle=child("title: Middle\nissues: {water: {actors: {upland: {position: 10}}}}"),
        top=child("issues: {water: {actors: {upland: {salience: 0.5}}}}", "middle.yaml"),
    )
    assert found.title == "Middle"
    assert found.quantities[f"{UPLAND}.position"].distribution == Exact(10.0)
    assert found.quantities[f"{UPLAND}.salience"].distribution == Exact(0.5)
    lowland = "issues.water.actors.lowland.position"
    assert found.quantities[lowland].distribution == Exact(80.0)


def test_a_base_in_another_folder_is_found_from_the_file_that_names_it(tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a" / "base.yaml").write_text(MINIMAL)
    (tmp_path / "a" / "middle.yaml").write_text(child("summary: s"))
    (tmp_path / "b" / "top.yaml").write_text(child("title: Top", "../a/middle.yaml"))
    assert load(tmp_path / "b" / "top.yaml").title == "Top"


@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_circle_is_an_error(tmp_path: Path, names: list[str]):
    for name, base in zip(names, [*names[1:], names[0]], strict=True):
        (tmp_path / f"{name}.yaml").write_text(child("title: t", f"{base}.yaml"))
    circle = " → ".join([*names, names[0]])
    expected = f"{names[-1]}.yaml:1: extends: extends itself in a circle: {circle}"
    assert refused(tmp_path, "a") == expected


def test_a_circle_through_another_folder_is_seen(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(child("title: t", f"../{tmp_path.name}/a.yaml"))
    assert refused(tmp_path, "a") == "a.yaml:1: extends: extends itself in a circle: a → a"


def test_the_longest_chain(tmp_path: Path):
    (tmp_path / "f0.yaml").write_text(MINIMAL)
    for n in range(1, MAXIMUM_CHAIN + 2):
        (tmp_path / f"f{n}.yaml").write_text(child("", f"f{n - 1}.yaml"))
    assert load(tmp_path / f"f{MAXIMUM_CHAIN}.yaml").title == "Two states and a river"
    assert refused(tmp_path, f"f{MAXIMUM_CHAIN + 1}") == (
        "f1.yaml:1: extends: a chain of more than 10 files – join some of them"
    )


@pytest.mark.parametrize(
    "base", ["nowhere.yaml", "'a\\0b.yaml'", "x" * 5000, "'.'", "''", "kinds", "defaults"]
)
def test_a_base_that_is_not_there(tmp_path: Path, base: str):
    (tmp_path / "top.yaml").write_text(child("", base))
    message = refused(tmp_path, "top")
    assert message.startswith("top.yaml:1: extends: '")
    assert "' is neither a shipped scenario nor a file beside this one" in message
    assert len(message) < 200


def test_a_base_that_is_not_yaml(tmp_path: Path):
    (tmp_path / "base.yaml").write_text("a: b: c\n")
    (tmp_path / "top.yaml").write_text(child(""))
    assert refused(tmp_path, "top").startswith("base.yaml:1: not YAML: ")


def test_a_shipped_scenario_can_be_extended(tmp_path: Path):
    (tmp_path / "top.yaml").write_text(child("title: Mine", "cuba-1962"))
    mine, shipped_one = load(tmp_path / "top.yaml"), load("cuba-1962")
    assert mine.title == "Mine"
    assert mine.quantities == shipped_one.quantities


def test_text_may_extend_shipped_scenarios_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "base.yaml").write_text(MINIMAL)
    monkeypatch.chdir(tmp_path)
    assert loads(child("title: Mine", "emis-1994")).title == "Mine"
    with pytest.raises(InvalidInputError, match="neither a shipped scenario nor a file beside"):
        loads(child("title: Mine"))


# Changes on top: --set, worlds, viewpoints


def test_changes_take_pairs_in_either_order(minimal: Scenario):
    for pair in ("upland-lowland", "lowland-upland"):
        found = build("m", minimal.tree, changes={f"relations.{pair}.channel": 0.9})
        assert found.quantities["relations.lowland-upland.channel"].distribution == Exact(0.9)
        assert found.changes == (f"relations.{pair}.channel",)


def test_sets_of_a_world_take_pairs_in_either_order():
    target = "relations.upland-lowland.channel"
    text = changed("issues.water.actors.upland.salience: very high", f"{target}: 0.9")
    found = build("case", loads(text).tree, world="dry")
    assert found.quantities["relations.lowland-upland.channel"].distribution == Exact(0.9)


def test_a_change_keeps_the_range_of_a_parameter(minimal: Scenario):
    found = build("m", minimal.tree, changes={"parameters.leader_weight": "0.5 ± 0.2"})
    assert found.quantities["parameters.leader_weight"].distribution == Normal(0.5, 0.2, 0.0, 1.0)
    kind = found.quantities["parameters.leader_weight"].kind
    assert kind.unit == minimal.quantities["parameters.leader_weight"].kind.unit


def test_a_change_leaves_the_original_alone(minimal: Scenario):
    before = minimal.fingerprint()
    assert build("m", minimal.tree, changes={"title": "Another"}).title == "Another"
    assert minimal.title == "Two states and a river"
    assert minimal.fingerprint() == before


def test_a_viewpoint_sets_what_its_switches_say(minimal: Scenario):
    assert minimal.viewpoint is None
    found = build("m", minimal.tree, viewpoint="author-2020")
    assert found.viewpoint == "author-2020"
    weight = found.quantities["parameters.leader_weight"].distribution
    assert weight == Normal(0.3, 0.05, 0.0, 1.0)


def test_the_reader_overrides_the_viewpoint(minimal: Scenario):
    found = build(
        "case", minimal.tree, viewpoint="author-2020", changes={"parameters.leader_weight": 0.9}
    )
    assert found.quantities["parameters.leader_weight"].distribution == Exact(0.9)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads(name: str):
    assert load(name).name == name

"""Every figure in every form: what it says, that it says the findings' numbers, and repeats."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image
from report_studies import at_date, powers

from detente.interests.pictures import (
    blocker_words,
    colours,
    convergence_picture,
    interests_picture,
    pair_of,
    standings,
)
from detente.interests.sheet import Sheet, Track
from detente.report.figures import FIGURES, Form, provenance, write_figure
from detente.scenario import load
from detente.scenario.problems import InvalidInputError
from detente.study import Study

#: The last has a monthly model; figures of the months of the one before say why they are empty.
SCENARIOS = ("russia-us-2025", "cuba-1962", "emis-1994", "powers")
SVG = "{http://www.w3.org/2000/svg}"
EVERY = [
    (name, figure)
    for name in SCENARIOS
    for figure, spec in FIGURES.items()
    if (name == "powers") == spec.monthly or (name == "emis-1994" and spec.monthly)
]


@cache
def studied(name: str) -> Study:
    return powers() if name == "powers" else at_date(load(name), draws=200)


def written(name: str, figure: str, folder: Path, form: Form) -> Path:
    return write_figure(studied(name), figure, folder / f"{name}-{figure}.{form}", form)


def table_of(name: str, figure: str, folder: Path) -> pd.DataFrame:
    path = written(name, figure, folder, "csv")
    return pd.read_csv(path, comment="#", keep_default_na=False, na_values=[""])


def words_of(path: Path) -> str:
    """The words of an SVG in order; wrapped lines are joined."""
    root = ElementTree.parse(path).getroot()
    return " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


def test_the_figures_are_those_of_the_design() -> None:
    assert list(FIGURES) == [
        *("interests", "blockers", "clocks", "drive"),
        *("convergence", "viewpoints", "evidence", "widths", "bargain", "stability"),
        *("claims", "record"),
        *("fan", "regimes", "deals", "survival", "binding", "theories"),
        *("across", "push", "matters", "chance", "worlds"),
    ]
    for key, spec in FIGURES.items():
        assert key == spec.id
        assert spec.title
        assert "\n" not in spec.meaning


@pytest.mark.parametrize(("name", "figure"), EVERY)
def test_an_svg_says_title_caption_and_provenance_as_text(
    name: str, figure: str, tmp_path: Path
) -> None:
    path = written(name, figure, tmp_path, "svg")
    spec, found = FIGURES[figure], studied(name)
    words = words_of(path)
    for said in (spec.title, found.scenario.title, spec.caption(found), provenance(found)):
        assert said in words
    root = ElementTree.parse(path).getroot()
    links = {value for e in root.iter() for key, value in e.attrib.items() if key.endswith("href")}
    assert all(link.startswith(("#", "data:")) for link in links), (
        "nothing outside the file is needed"
    )


@pytest.mark.parametrize(("name", "figure"), EVERY)
def test_no_words_are_cut_off_or_overlap(name: str, figure: str) -> None:
    drawn = FIGURES[figure].draw(studied(name))
    renderer = drawn.canvas.get_renderer()  # type: ignore[attr-defined]
    width, height = (side * drawn.dpi for side in drawn.get_size_inches())
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in drawn.axes[0].texts]
    for place, (words, box) in enumerate(boxes):
        assert box.x0 >= 0, words
        assert box.x1 <= width, words
        assert box.y0 >= 0, words
        assert box.y1 <= height, words
        for others, other in boxes[place + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 1 or down <= 3, (words, others)


@pytest.mark.parametrize(("name", "figure"), EVERY)
def test_a_png_is_an_image_that_names_its_origin(name: str, figure: str, tmp_path: Path) -> None:
    path = written(name, figure, tmp_path, "png")
    with Image.open(path) as image:
        assert image.width >= 1900
        assert image.height > 200
        assert provenance(studied(name)) in image.info["Description"]
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 10, "something is drawn"


@pytest.mark.parametrize(("name", "figure"), EVERY)
def test_a_csv_begins_with_its_words_and_parses_back(
    name: str, figure: str, tmp_path: Path
) -> None:
    text = written(name, figure, tmp_path, "csv").read_text("utf-8")
    spec, found = FIGURES[figure], studied(name)
    head = [line for line in text.splitlines() if line.startswith("# ")]
    said = (spec.title, found.scenario.title, spec.caption(found), provenance(found))
    assert head == [f"# {line}" for line in said]
    assert text.startswith("\n".join(head) + "\n" + ",".join(spec.columns) + "\n")
    body = text.split("\n", len(head))[-1]
    assert "#" not in body, "a reader may skip comments anywhere"
    assert len(pd.read_csv(io.StringIO(body))) == len(spec.table(found))


@pytest.mark.parametrize("form", ["png", "svg", "csv"])
@pytest.mark.parametrize("figure", [key for key, spec in FIGURES.items() if not spec.monthly])
def test_the_same_study_gives_the_same_bytes(figure: str, form: Form, tmp_path: Path) -> None:
    first = written("cuba-1962", figure, tmp_path, form).read_bytes()
    again = at_date(load("cuba-1962"), draws=200)
    second = write_figure(again, figure, tmp_path / "again", form).read_bytes()
    assert first == second


def test_the_table_of_interests_holds_the_quantiles_of_the_worths(tmp_path: Path) -> None:
    table = table_of("russia-us-2025", "interests", tmp_path).set_index(["issue", "actor"])
    found = studied("russia-us-2025").interests
    for (issue, actor), row in table.iterrows():
        for name in ("now", "weighed", "long_run"):
            values = found.data[name].sel(actor=actor, issue=issue).values
            expected = np.quantile(values, [0.1, 0.5, 0.9])
            got = [row[f"{name}_{end}"] for end in ("low", "median", "high")]
            np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_the_table_of_blockers_holds_the_shares(tmp_path: Path) -> None:
    table = table_of("russia-us-2025", "blockers", tmp_path)
    found = studied("russia-us-2025").interests
    for verdict in found.verdicts:
        if set(verdict.pair) != {"russia", "united_states"}:
            continue
        rows = table[table.issue == verdict.issue]
        assert len(rows) == len(verdict.failures)
        for row, failure in zip(rows.itertuples(), verdict.failures, strict=True):
            assert (row.condition, row.actor) == (failure.condition, failure.actor)
            assert row.share == pytest.approx(failure.share, rel=1e-5)
            assert row.blocks == (failure == verdict.blocker)


def test_the_tables_of_widths_drive_and_evidence_hold_the_findings(tmp_path: Path) -> None:
    found = studied("russia-us-2025")
    widths = table_of("russia-us-2025", "widths", tmp_path).set_index("issue")
    for issue in found.scenario.content.issues:
        verdict = found.interests.verdict("russia", "united_states", issue)
        assert widths.share[issue] == pytest.approx(verdict.share)
        assert widths.share_doubled_widths[issue] == pytest.approx(verdict.share_widened)
    drive = table_of("russia-us-2025", "drive", tmp_path)
    assert list(drive.without_median) == pytest.approx(
        [d.without[1] for d in found.interests.drives], rel=1e-5
    )
    counts = table_of("russia-us-2025", "evidence", tmp_path)
    assert dict(zip(counts.word, counts["count"], strict=True)) == {
        **found.evidence.support,
        **found.evidence.value,
    }


def test_the_tables_of_convergence_clocks_and_viewpoints_hold_the_findings(
    tmp_path: Path,
) -> None:
    found = studied("russia-us-2025")
    pairs = table_of("russia-us-2025", "convergence", tmp_path)
    one = pairs[(pairs.actor == "russia") & (pairs.other == "china")].iloc[0]
    cell = found.convergence.data.sel(actor="russia", other="china")
    assert one.convergence_median == pytest.approx(float(cell.convergence.median()), rel=1e-5)
    assert one.share_closer == pytest.approx(float((cell.convergence > cell.divergence).mean()))
    clocks = table_of("russia-us-2025", "clocks", tmp_path).set_index("id")
    assert clocks.end["new_start"] == "2026-02-05"
    assert len(clocks) == len(found.timeline.spans) + len(found.timeline.moments)
    settings = table_of("russia-us-2025", "viewpoints", tmp_path).set_index(["switch", "viewpoint"])
    for quarrel in found.quarrels:
        for key in found.scenario.content.viewpoints:
            expected = quarrel.settings[key].level if key in quarrel.settings else None
            level = settings.level[quarrel.switch, key]
            assert (None if pd.isna(level) else level) == expected


MESSAGES = [
    (
        ("blocker", "png"),
        "figure: no figure 'blocker' – did you mean 'blockers'? (figures: interests, blockers, "
        "clocks, drive, convergence, viewpoints, evidence, widths, bargain, stability, claims, record … "
        "(23 in all))",
    ),
    (
        ("xyz", "svg"),
        "figure: no figure 'xyz' (figures: interests, blockers, clocks, drive, convergence, "
        "viewpoints, evidence, widths, bargain, stability, claims, record … (23 in all))",
    ),
    (("clocks", "pdf"), "figure: no form 'pdf' (forms: png, svg or csv)"),
]


@pytest.mark.parametrize(("asked", "message"), MESSAGES)
def test_a_wrong_id_or_form_names_the_right_ones(
    asked: tuple[str, Form], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        write_figure(studied("cuba-1962"), asked[0], tmp_path / "out", asked[1])
    assert str(raised.value) == message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["png", "svg", "csv"])
def test_a_missing_folder_is_said_and_nothing_is_left(form: Form, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be written"):
        write_figure(studied("cuba-1962"), "widths", tmp_path / "none" / "out", form)


def test_drawing_leaves_the_settings_of_matplotlib_alone(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    written("cuba-1962", "interests", tmp_path, "svg")
    assert dict(matplotlib.rcParams) == before


def test_the_findings_plot_themselves_without_a_scenario() -> None:
    found = studied("russia-us-2025")
    drawn = found.interests.plot()
    assert isinstance(drawn, Figure)
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert "United States (lower lane)" in words
    assert "Acute" in words
    ranked = found.convergence.plot()
    assert "Russia and United States" in [text.get_text() for text in ranked.axes[0].texts]


def test_another_pair_and_other_names() -> None:
    found = studied("russia-us-2025")
    drawn = interests_picture(
        found.interests, ("china", "russia"), actors={"china": "$PRC$"}, title="", subtitle=""
    )
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert "$PRC$ (upper lane)" in words, "a name is never a formula"
    assert pair_of(found.interests, None) == ("russia", "united_states")
    assert pair_of(studied("emis-1994").interests, None) == ("belgium", "denmark")


def test_pairs_are_ranked_from_together_to_apart() -> None:
    ranked = standings(studied("russia-us-2025").convergence)
    net = [s.convergence[1] - s.divergence[1] for s in ranked]
    assert net == sorted(net, reverse=True)
    assert ranked[0].words == "together"
    assert ranked[-1].words == "apart"
    for standing in ranked:
        assert standing.closer + standing.apart <= 1 + 1e-12
    drawn = convergence_picture(studied("emis-1994").convergence)
    words = " ".join(text.get_text() for text in drawn.axes[0].texts)
    assert "Belgium" not in words, "who takes no side stands with nobody"


def test_colours_begin_with_the_focus_pair_and_end_in_grey() -> None:
    given = colours(("c", "a"), ("a", "b", "c", "d", "e"))
    assert list(given) == ["c", "a", "b", "d", "e"]
    assert len(set(given.values())) == 5
    assert given["e"] == "#57544e"


def test_no_blocker_is_said() -> None:
    assert blocker_words(None) == "Nothing known in most draws"


def test_a_scale_holds_zero_and_its_values() -> None:
    track = Track.around_zero(100, 300, [2.0, 4.0, float("nan")])
    assert 100 < track.at(0) < track.at(4) < 300
    flat = Track.around_zero(100, 300, [])
    assert flat.at(0) == pytest.approx(200)


def test_words_wrap_and_long_words_stand_alone() -> None:
    sheet = Sheet()
    lines = sheet.wrapped("one two Donaudampfschifffahrtsgesellschaft three", 60)
    assert lines == ["one two", "Donaudampfschifffahrtsgesellschaft", "three"]

"""The report as a page: whole, self-contained, escaped, and right for every shipped case."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_studies import POWERS, at_date, powers, studied

from detente.report import render, write_report
from detente.report.outline import MONTHLY, outline
from detente.report.svg import Scale, tag
from detente.scenario import InvalidInputError, load, loads, shipped
from detente.study import Study

DRAWS = 300
VOID = {"meta", "br", "hr", "img", "input", "link"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
#: The same as a YAML text.
QUOTED = json.dumps(HOSTILE)


class Page(HTMLParser):
    """Notes ids, links, pictures and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.unlabelled = 0
        self.resources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "svg":
            silent = found.get("role") == "presentation" or found.get("aria-hidden") == "true"
            self.unlabelled += not silent and not found.get("aria-label")
        self.resources += [str(found[k]) for k in ("src", "srcset") if found.get(k)]
        assert not any(name.startswith("on") for name in found), found

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_case_has_a_whole_page(name: str) -> None:
    found = at_date(load(name), DRAWS)
    html = whole(found)
    assert not MONTHLY & {heading.key for heading in outline(found)}
    assert ("The triangle</h2>" in html) == bool(found.deals.triangles)
    assert "not today" in html
    assert "Hindsight-exposed" in html
    assert "Nothing runs month by month in this report: it was not asked for." in html


def test_a_page_with_the_monthly_model_is_whole() -> None:
    html = whole(powers())
    assert {heading.key for heading in outline(powers())} >= MONTHLY
    # The first control of the section on the triangle stands before anything that depends on it.
    section = html[html.index("The triangle under both theories</h2>") :]
    assert section.index('type="radio"') < section.index('class="lead"')
    assert section.count('data-theory="') == 2
    assert "detente check powers --dynamics" in html
    assert "nobody in the model looks ahead" in html
    assert "Nothing runs month by month" not in html


def test_a_pair_without_switches_has_a_page_too() -> None:
    found = studied(load("cuba-1962"), 40)
    html = whole(found)
    keys = {heading.key for heading in outline(found)}
    assert keys & MONTHLY == MONTHLY - {"rivals", "views"}
    assert "The triangle under both theories" not in html
    assert "Viewpoints compared" not in html


def whole(found: Study) -> str:
    """Return the page of a study, after checks that any page must pass."""
    html = render(found)
    assert len(html.encode()) < 1_500_000
    page = parsed(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.unlabelled == 0
    assert page.resources == []
    for link in page.links:
        assert link.startswith("#")
        assert link[1:] in page.ids
    headings = outline(found)
    assert [heading.number for heading in headings] == list(range(2, 2 + len(headings)))
    for heading in headings:
        assert f"s{heading.number}" in page.ids
        assert f"<i>{heading.number}</i>{heading.title}</h2>" in html
    figures = [int(number) for number in re.findall(r"<b>Figure (\d+)\.</b>", html)]
    assert figures == list(range(1, 1 + len(figures)))
    assert "http://" not in html.replace("http-equiv", "")
    assert "https://" not in html
    assert "As known on" in html
    assert "nuclear" in html
    assert "nan" not in re.findall(r"\b[a-z]+\b", re.sub(r"<[^>]*>", " ", html))
    assert "None" not in re.sub(r"None declared", "", re.sub(r"<[^>]*>", " ", html))
    return html


@pytest.mark.parametrize("name", ["russia-us-2025", "powers"])
def test_no_percentage_on_the_first_page(name: str) -> None:
    html = render(powers() if name == "powers" else at_date(load(name), DRAWS))
    first = html[html.index('<div class="first">') : html.index('id="s2"')]
    words = re.sub(r"<[^>]*>", " ", first)
    assert "%" not in words
    assert "per cent" not in words
    assert "of 100" not in words


def test_hostile_text_is_escaped() -> None:
    text = f"""
detente: 1
title: {QUOTED}
as_of: 2020-01-01
sources:
  a: {{title: {QUOTED}, kind: essay, date: 2019, author: {QUOTED}, note: {QUOTED}}}
actors:
  one: {{name: {QUOTED}, kind: state}}
  two: {{name: {QUOTED}, kind: state}}
  boss: {{name: {QUOTED}, kind: leader, of: one}}
  third: {{name: {QUOTED}, kind: state}}
issues:
  thing:
    name: {QUOTED}
    deal: {QUOTED}
    role: order
    poles: {{0: {QUOTED}, 100: {QUOTED}}}
    consents: [third]
    note: {QUOTED}
    actors:
      one: {{position: 20, tactical_gain: 0.5..0.9, from: a#1, support: stated, note: {QUOTED}}}
      two: {{position: 80, obligation_to: [third], third_party_obligation: 0.9}}
relations:
  one>two: {{flow: 0..1, leader_drive: 0..1}}
  two>one: {{flow: 0..1}}
agreements:
  pact: {{name: {QUOTED}, parties: [one, two], issue: thing, status: in_force, expires: 2021-01}}
calendar:
  vote: {{name: {QUOTED}, date: 2020-05-01, kind: election}}
switches:
  q: {{question: {QUOTED}, levels: {{x: {{name: {QUOTED}}}, y: {{name: {QUOTED}}}}}}}
viewpoints:
  v:
    name: {QUOTED}
    summary: {QUOTED}
    settings: {{q: {{level: x, from: a#1, support: stated, note: {QUOTED}}}}}
facts:
  f: {{statement: {QUOTED}, from: a#1, check: {{verdict: holds, finding: {QUOTED}}}}}
"""
    html = render(studied(loads(text, "hostile"), 20))
    page = parsed(html)  # refuses handlers such as onerror
    assert page.open == []
    assert html.count("<script>") == 1
    assert "<img" not in html
    assert "{{ 7*7 }}" in html
    assert "Hindsight-exposed" not in html


def test_a_side_that_is_not_concerned() -> None:
    text = """
detente: 1
title: One side only
as_of: 2020-01-01
actors:
  one: {name: One, kind: state}
  two: {name: Two, kind: state}
issues:
  thing: {name: Thing, role: order, poles: {0: a, 100: b}, actors: {one: {position: 20}}}
"""
    html = render(studied(loads(text, "single"), 100))
    assert "Concerns One only" in html
    assert "The two sides share no issue" in html
    parsed(html)


def test_render_is_deterministic() -> None:
    again = studied(loads(POWERS, "powers"))
    assert render(again) == render(powers())


def test_write_report(tmp_path: Path) -> None:
    out = write_report(load("emis-1994"), tmp_path / "report.html", draws=100)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(InvalidInputError, match="cannot be written"):
        write_report(load("emis-1994"), tmp_path / "missing" / "report.html", draws=100)


def test_svg_escapes_and_stays_inside() -> None:
    drawn = tag("text", "<b>", class_='"x"', x=1.50, y=None)
    assert str(drawn) == '<text class="&#34;x&#34;" x="1.5">&lt;b&gt;</text>'
    scale = Scale.around([2.0, 4.0])
    assert scale.low < 0 < scale.high
    assert scale.at(-9) == "0.0%"
    assert scale.at(99) == "100.0%"
    assert Scale.around([]).at(0) == "50.0%"

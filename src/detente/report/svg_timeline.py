"""The picture of clocks: what holds until when, what renews, who votes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from detente.report.lexicon import date_words, on_date, upper_first, when_words
from detente.report.svg import Scale, disc, line, percent, picture, tag, text
from detente.scenario.timeline import Moment, Span, Timeline

#: Pixels: head with the years, a heading, a row of a span, a row of a moment.
HEAD, TITLE, ROW, POINT = 24, 38, 40, 24
#: So many letters fill the width of a phone.
_LONG = 50
_TITLES = {"agreement": "Treaties and accords", "measure": "Sanctions and controls"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list that says the same in words."""

    date: str
    what: str


def timeline_picture(dates: Timeline) -> Markup | None:
    """Return the picture, or None where nothing is dated."""
    if not dates.spans and not dates.moments:
        return None
    scale = Scale(dates.start.toordinal(), dates.end.toordinal())
    shapes: list[Markup] = []
    y = HEAD
    for sort, title in _TITLES.items():
        spans = [span for span in dates.spans if span.sort == sort]
        if spans:
            shapes.append(text(title, "0", y + 24, "b t2 hl", dx=9))
            y += TITLE
        for span in spans:
            shapes += _span(span, scale, y)
            y += ROW
    if dates.moments:
        shapes.append(text("Elections and meetings", "0", y + 24, "b t2 hl", dx=9))
        y += TITLE
        for moment in dates.moments:
            drawn, height = _moment(moment, scale, y)
            shapes += drawn
            y += height
    height = y + 8
    label = f"Timeline from {date_words(dates.start)} to {date_words(dates.end)}: " + "; ".join(
        f"{entry.date}: {entry.what}" for entry in timeline_list(dates)[:12]
    )
    return picture([*_grid(dates, scale, height), *shapes], label=label, height=height)


def _grid(dates: Timeline, scale: Scale, height: int) -> list[Markup]:
    shapes: list[Markup] = []
    for year in range(dates.start.year + 1, dates.end.year + 1):
        place = scale.place(datetime.date(year, 1, 1).toordinal())
        x = percent(place)
        shapes.append(line((x, x), (HEAD - 4, height), "g"))
        if 14 < place < 96:
            shapes.append(text(str(year), x, 14, "m n t2"))
    shapes.append(line((0, 0), (HEAD - 4, height), "ki"))
    shapes.append(text(date_words(dates.start), "0", 14, "n b wide"))
    shapes.append(text("now", "0", 14, "n b nar"))
    return shapes


def _span(span: Span, scale: Scale, y: int) -> list[Markup]:
    begin = scale.place(span.start.day.toordinal()) if span.start else 0.0
    stop = scale.place(span.end.day.toordinal()) if span.end else 100.0
    words = _span_words(span)
    fits = len(span.name) + len(words) < _LONG
    style = "tn2" if span.renewals else "k2" if span.solid else "kh"
    shapes = [
        tag(
            "text",
            tag("tspan", upper_first(span.name), class_="b"),
            tag("tspan", words, class_="t2" if fits else "t2 wide", dx=6),
            class_="hl",
            x="0",
            dx=9,
            y=y + 14,
        ),
        tag(
            "rect",
            class_=style,
            x=percent(begin),
            width=percent(max(stop - begin, 0.4)),
            y=y + 21,
            height=8,
        ),
    ]
    marks = [scale.place(date.toordinal()) for date in span.renewals]
    shapes += [line((percent(x), percent(x)), (y + 18, y + 32), "ki") for x in marks]
    if span.end is not None and stop < 100:
        shapes.append(line((percent(stop), percent(stop)), (y + 17, y + 33), "ki end"))
    return shapes


def _span_words(span: Span) -> str:
    """Say in a few words how long it holds, and its status where it is not in force."""
    if span.end is not None:
        ends = f"ends {when_words(span.end)}"
        return ends if span.solid else f"{span.status}; {ends}"
    if span.sort == "agreement" and span.solid:
        return "no end date"
    return span.status


def _moment(moment: Moment, scale: Scale, y: int) -> tuple[list[Markup], int]:
    """Return a mark with its label and the height they take."""
    place = scale.place(moment.when.day.toordinal())
    sure = moment.certainty == "scheduled"
    name = upper_first(moment.name)
    words = name if sure else f"{name} ({moment.certainty})"
    x, style = percent(max(place, 0.4)), "k" if sure else "ok"
    # Room is counted on a phone, the narrowest page.
    needed, here = 100 * len(words) / _LONG, place
    if here + needed < 100:
        label = text(words, percent(place), y + 14, "hl", dx=12)
    elif here - needed > 0:
        label = text(words, percent(place), y + 14, "hl e", dx=-12)
    else:
        return [text(words, "0", y + 14, "hl", dx=9), disc(x, y + 27, 4.5, style)], ROW
    return [disc(x, y + 9, 4.5, style), label], POINT


def timeline_list(dates: Timeline) -> tuple[Entry, ...]:
    """Return every dated entry in words, in order of date."""
    found: list[tuple[datetime.date, Entry]] = []
    for span in dates.spans:
        if span.end is not None and dates.start <= span.end.day:
            found.append(
                (span.end.day, Entry(when_words(span.end), f"{upper_first(span.name)} ends"))
            )
        found += [(date, _renewal(span, date)) for date in span.renewals[:1] if date >= dates.start]
    found += [(moment.when.day, _entry(moment)) for moment in dates.moments]
    return tuple(entry for _, entry in sorted(found, key=lambda item: item[0]))


def _renewal(span: Span, date: datetime.date) -> Entry:
    return Entry(date_words(date), f"{upper_first(span.name)}: up for renewal ({span.status})")


def _entry(moment: Moment) -> Entry:
    words = upper_first(moment.name)
    if moment.certainty != "scheduled":
        words += f" ({moment.certainty})"
    return Entry(when_words(moment.when), words)


def endless(spans: Iterable[Span]) -> tuple[str, ...]:
    """Return what holds without an end date, in words."""
    return tuple(
        f"{upper_first(span.name)}: {span.status}"
        + (f", since {on_date(span.start).split(' ', 1)[1]}" if span.start else "")
        for span in spans
        if span.end is None and not span.renewals
    )

"""One picture at a time for a memo: `detente figure ID --png|--svg|--csv`.

A picture carries its headline, its caption (what its ranges are, what they span, what it cannot
bear) and one line that says where it comes from; the table of the same numbers carries them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from detente.files import write_whole
from detente.library.conventions import conventions
from detente.report.figure_specs import FigureSpec, Row, columns_of, range_words
from detente.report.figures_bargain import BARGAIN_SPEC
from detente.report.figures_claims import CLAIMS_SPEC, RECORD_SPEC
from detente.report.figures_months import MONTH_SPECS
from detente.report.figures_standoffs import STANDOFFS_SPEC
from detente.report.lexicon import date_words
from detente.scenario.problems import InvalidInputError, listed, nearest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from detente.study import Study

Form: TypeAlias = Literal["png", "svg", "csv"]


def provenance(study: Study) -> str:
    """Say in one line where a picture of this study comes from."""
    origin = study.interests.origin
    parts = [
        f"Scenario {origin.scenario}",
        f"fingerprint {origin.fingerprint}",
        f"détente {origin.version}",
        f"seed {origin.seed}",
        f"{origin.draws:,} draws",
    ]
    if origin.widened != 1:
        parts.append(f"widths × {origin.widened:g}")
    if study.scenario.changes:
        parts.append(f"{len(study.scenario.changes)} entries changed after reading")
    return ", ".join(parts) + f". As known on {date_words(study.scenario.as_of)}; not today."


def write_figure(study: Study, figure_id: str, out: Path, form: Form) -> Path:
    """Write one picture, or its table, with caption and provenance.

    Args:
        study: the findings.
        figure_id: a key of `FIGURES`.
        out: the file, as named; its ending is not changed.
        form: png, svg or csv.

    Returns:
        The path written.

    Raises:
        InvalidInputError: no such figure or form, or the file cannot be written.
    """
    if figure_id not in FIGURES:
        raise InvalidInputError.single(
            f"no figure '{figure_id}'{nearest(figure_id, FIGURES)} (figures: {listed(FIGURES)})",
            file="figure",
        )
    if form not in get_args(Form):
        forms = get_args(Form)
        raise InvalidInputError.single(
            f"no form '{form}'{nearest(form, forms)} (forms: {listed(forms)})", file="figure"
        )
    spec = FIGURES[figure_id]
    if form == "csv":
        _write_csv(spec, study, out)
    else:
        _write_picture(spec, study, out, form)
    return out


def _write_csv(spec: FigureSpec, study: Study, out: Path) -> None:
    lines = (spec.title, study.scenario.title, spec.caption(study), provenance(study))
    head = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    # Six digits redraw the picture; what they are worth is said by the caption.
    body = spec.table(study).to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_whole(out, lambda place: place.write_text(head + body, encoding="utf-8", newline=""))


def _write_picture(spec: FigureSpec, study: Study, out: Path, form: Form) -> None:
    from detente.interests.sheet import DPI, style

    caption, source = spec.caption(study), provenance(study)
    with style():
        figure = _with_caption(spec.draw(study), caption, source)
        # No date and no version of a library: the same study gives the same bytes.
        said: dict[str, Any] = {"Title": spec.title, "Description": f"{caption} {source}"}
        said |= {"Software": "détente"} if form == "png" else {"Creator": "détente", "Date": None}
        dots = 2 * DPI if form == "png" else DPI
        write_whole(out, lambda place: figure.savefig(place, format=form, dpi=dots, metadata=said))


def _with_caption(figure: Figure, caption: str, source: str) -> Figure:
    """Set caption and provenance below a picture."""
    from detente.interests.sheet import MARGIN, QUIET, SMALL, Sheet

    sheet = Sheet.reopen(figure)
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 8, caption, pen=QUIET)
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 4, source, pen=SMALL) + 4
    return sheet.close()


def _spanning(study: Study) -> str:
    """Say what a range spans."""
    chosen = study.scenario.viewpoint
    switches = (
        f"with the switches set as by {_viewpoint(study, chosen)}"
        if chosen
        else "with disputed switches left at their declared ranges"
        if study.quarrels
        else "with no switch declared"
    )
    return (
        f"Ranges hold {range_words()}: they span every range that the scenario declares, "
        f"{switches}, and show ignorance, not chance"
    )


def _viewpoint(study: Study, key: str) -> str:
    entry = study.scenario.content.viewpoints[key]
    return entry.short or entry.name


def _interests_rows(study: Study) -> Iterable[Row]:
    from detente.interests.pictures import group_of, verdicts_of, worth_ranges

    for found in verdicts_of(study.interests, study.scenario.focus):
        blocker = (found.blocker.condition, found.blocker.actor) if found.blocker else ("", "")
        for actor in study.scenario.focus:
            now, weighed, long_run = worth_ranges(study.interests, actor, found.issue)
            group = group_of(found), found.firmness
            yield found.issue, actor, *group, *now, *weighed, *long_run, *blocker


def _interests_caption(study: Study) -> str:
    return (
        f"Worth of a deal to each side, per unit of depth. {_spanning(study)}. The scale has no "
        "unit: places can be compared within the picture only, and no probability can be read off."
    )


def _blockers_rows(study: Study) -> Iterable[Row]:
    from detente.interests.pictures import verdicts_of

    for found in verdicts_of(study.interests, study.scenario.focus):
        clock = study.timeline.clock(found.issue)
        dates = (clock.id, clock.date.isoformat()) if clock else ("", "")
        for failure in found.failures:
            what = failure.condition, failure.actor, " ".join(failure.others)
            shares = failure.share, failure.share_widened
            yield found.issue, *what, *shares, failure == found.blocker, *dates


def _blockers_caption(_study: Study) -> str:
    return (
        "Disc area: share of draws in which a condition fails, over every range that the scenario "
        "declares. Several may fail together, so that a row does not add up. A question mark: the "
        "third party’s interest is not declared. The picture cannot say which side would give way."
    )


def _clocks_rows(study: Study) -> Iterable[Row]:
    for span in study.timeline.spans:
        dates = str(span.start or ""), str(span.end or "")
        renewals = " ".join(date.isoformat() for date in span.renewals)
        yield span.id, span.name, span.sort, span.status, *dates, renewals
    for moment in study.timeline.moments:
        when = str(moment.when)
        yield moment.id, moment.name, moment.kind, moment.certainty, when, when, ""


def _clocks_caption(study: Study) -> str:
    dates = study.timeline
    return (
        f"Dates as declared, from {date_words(dates.start)} to {date_words(dates.end)}; renewals "
        "are scheduled, not forecast. No range is shown: the picture says when something falls "
        "due, not whether it will be prolonged, kept or broken."
    )


def _drive_rows(study: Study) -> Iterable[Row]:
    for found in study.interests.drives:
        shares = found.share_with, found.share_without
        yield found.viewpoint or "", found.actor, *found.with_drive, *found.without, *shares


def _drive_caption(_study: Study) -> str:
    return (
        f"Mean behaviour of the two sides. Ranges hold {range_words()} under one viewpoint’s "
        "weight of leaders, or under its whole declared range. Nothing but the drive is taken away "
        "and nothing else reacts. The words are not tested with doubled widths, and the picture "
        "cannot say what a leader would do instead."
    )


def _convergence_rows(study: Study) -> Iterable[Row]:
    from detente.interests.pictures import standings

    for found in standings(study.convergence):
        shares = found.closer, found.apart
        yield *found.pair, *found.convergence, *found.divergence, *shares


def _convergence_caption(study: Study) -> str:
    order = study.convergence.origin.options.get("order", "power")
    weighed = {
        "count": "issues are counted",
        "intensity": "intensities of stakes are added",
        "power": "intensities of stakes are added and weighed by power",
    }[order]
    return (
        f"Sides taken on the same issues; {weighed}. {_spanning(study)}. The scale has no unit. "
        "Standing together on issues is not an alliance, and the words are not tested with doubled "
        "widths."
    )


def _viewpoints_rows(study: Study) -> Iterable[Row]:
    for quarrel in study.quarrels:
        for key in study.scenario.content.viewpoints:
            setting = quarrel.settings.get(key)
            said = (setting.level, setting.support or "", setting.voice) if setting else ("",) * 3
            yield quarrel.switch, quarrel.disputed, key, *said


def _viewpoints_caption(_study: Study) -> str:
    return (
        "As coded from the texts; no range and no draw is involved. A coder who knew what came "
        "later may have read it into a text. The number of authors on one side says nothing about "
        "who is right."
    )


def _evidence_rows(study: Study) -> Iterable[Row]:
    found = study.evidence
    for half, counts in (("support", found.support), ("value", found.value)):
        for word, count in counts.items():
            yield half, word, count, found.total


def _evidence_caption(_study: Study) -> str:
    return (
        "Counts of numbers, defaults included; no range is involved. A number with support has a "
        "direction that a source gives: the number itself may still be a coder’s. The counts do "
        "not say how much a finding depends on which number."
    )


def _widths_rows(study: Study) -> Iterable[Row]:
    from detente.interests.pictures import verdicts_of

    for found in verdicts_of(study.interests, study.scenario.focus):
        shares = found.share, found.share_widened
        yield found.issue, found.category, found.firmness, *shares


def _widths_caption(_study: Study) -> str:
    declared = conventions()
    return (
        "Shares of draws over every range that the scenario declares. Settled: at least "
        f"{declared['settled_share']:.0%}, and {declared['leaning_share']:.0%} with widths × "
        f"{declared['widening']:g}; probably: at least {declared['leaning_share']:.0%}. These "
        "lines are conventions. A share is not the chance of an event; more draws add no knowledge."
    )


_SPECS = (
    FigureSpec(
        "interests",
        "What a deal is worth to each side, now and in the long run",
        "issues as rows: worth now, as weighed, in the long run, and what blocks a deal",
        columns_of("issue actor group firmness now: weighed: long_run: blocker blocker_at"),
        _interests_rows,
        _interests_caption,
    ),
    FigureSpec(
        "blockers",
        "What blocks each deal",
        "which condition fails how often, whose consent is needed, which clock runs",
        columns_of(
            "issue condition actor others share share_doubled_widths blocks next_clock clock_date"
        ),
        _blockers_rows,
        _blockers_caption,
    ),
    FigureSpec(
        "clocks",
        "What runs out, what renews, who votes",
        "agreements, measures and dates over the next years",
        columns_of("id name sort status start end renewals"),
        _clocks_rows,
        _clocks_caption,
    ),
    FigureSpec(
        "drive",
        "The course with and without each leader’s drive",
        "behaviour of the pair, by viewpoint, under the same luck",
        columns_of(
            "viewpoint without_drive_of with: without: share_friendly_with share_friendly_without"
        ),
        _drive_rows,
        _drive_caption,
    ),
    FigureSpec(
        "convergence",
        "Who stands with whom",
        "pairs ranked by what joins and what divides them",
        columns_of("actor other convergence: divergence: share_closer share_apart"),
        _convergence_rows,
        _convergence_caption,
    ),
    FigureSpec(
        "viewpoints",
        "Where the authors disagree",
        "switches, their answers, and who takes which",
        columns_of("switch disputed viewpoint level support voice"),
        _viewpoints_rows,
        _viewpoints_caption,
    ),
    FigureSpec(
        "evidence",
        "How much of this is evidence",
        "all numbers by what sources say of them and by where they come from",
        columns_of("half word count total"),
        _evidence_rows,
        _evidence_caption,
    ),
    FigureSpec(
        "widths",
        "What stands when widths are doubled",
        "share of draws in which each verdict holds, as declared and with widths doubled",
        columns_of("issue verdict firmness share share_doubled_widths"),
        _widths_rows,
        _widths_caption,
    ),
)

#: Every figure by id: those of the date, then those of the months.
FIGURES: Mapping[str, FigureSpec] = {
    spec.id: spec
    for spec in (*_SPECS, BARGAIN_SPEC, STANDOFFS_SPEC, CLAIMS_SPEC, RECORD_SPEC, *MONTH_SPECS)
}

"""The figures of claims and of the record: what they are called, their tables and captions."""

from __future__ import annotations

from collections.abc import Iterable

from detente.library.conventions import conventions
from detente.report.figure_specs import FigureSpec, Row, columns_of
from detente.report.words_claims import NO_EVIDENCE, tells
from detente.report.words_record import Scored, by_horizon, classes, record_of
from detente.study import Study

#: What stands where no record speaks of a scenario.
NO_RECORD = "no forecast of this case has been scored"


def _claim_rows(study: Study) -> Iterable[Row]:
    """Yield every tested claim under every viewpoint."""
    if study.claims is None:
        return
    for one in study.claims.claims:
        hinge = " ".join(one.hinges_on)
        for view in one.views:
            wide = None if view.wide is None else view.wide.share
            shares = view.declared.share, wide
            yield (
                one.id,
                one.verdict,
                tells(one),
                hinge,
                view.viewpoint,
                view.own,
                view.cell,
                *shares,
            )


def _claim_caption(study: Study) -> str:
    if study.claims is None:
        return f"No claims to show: {study.no_claims}."
    share = f"{conventions()['claim_share']:.0%}"
    return (
        f"“Holds”: in at least {share} of draws, and so with every judged width doubled; “fails”: "
        f"so the other way; “depends”: between; boxed: the author’s own viewpoint. {NO_EVIDENCE}"
    )


CLAIMS_SPEC = FigureSpec(
    "claims",
    "The experts’ claims, tested",
    "claims under every viewpoint, with verdict and the premise each hinges on",
    columns_of("claim verdict counts hinges_on viewpoint own cell share share_doubled_widths"),
    _claim_rows,
    _claim_caption,
    claims=True,
)


def _record_rows(study: Study) -> Iterable[Row]:
    """Yield every class of questions, over all horizons and at each, beside its best baseline."""
    record = record_of(study.scenario)
    for whole in () if record is None else classes(record):
        assert record is not None
        for one in (whole, *by_horizon(record, whole.group)):
            yield _record_row(one)


def _record_row(one: Scored) -> Row:
    counts = one.asked, one.answered, one.families, one.changes
    months = "all" if one.months is None else one.months
    return one.group, months, one.score, *counts, one.best, *one.difference, one.skilled


def _record_caption(study: Study) -> str:
    record = record_of(study.scenario)
    if record is None:
        return f"No record to show: {NO_RECORD}."
    return (
        "Score of the best of three baselines less that of the model, on the questions that the "
        "scenarios answer; lines hold 95% of resamples of whole families, rings have too few "
        "families for that. Every score is hindsight-exposed, and the picture cannot say how "
        "forecasts of the future will do. Windows that close by "
        f"{record['cutoff']}; rules {record['rules']}."
    )


RECORD_SPEC = FigureSpec(
    "record",
    "Better or worse than the best baseline?",
    "past questions by class and horizon: scores beside the best baseline",
    columns_of(
        "class months score asked answered families changes best_baseline difference "
        "difference_low difference_high better_than_all"
    ),
    _record_rows,
    _record_caption,
)

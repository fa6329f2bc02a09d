"""The figures on the monthly model: their tables and captions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from detente.library.conventions import conventions
from detente.report.figure_specs import FigureSpec, Row, Tabulate, columns_of, range_words

if TYPE_CHECKING:
    from detente.dynamics.ranges import Range
    from detente.study import Study
    from detente.study_courses import CourseStudy

#: What every picture of the monthly model must say.
_RULES = "Rules of behaviour are held fixed, nobody looks ahead, and nothing is fitted to data."


def _of(tabulate: Callable[[CourseStudy], Iterable[Row]]) -> Tabulate:
    """Return rows read off the monthly model; none where it was not run."""

    def rows(study: Study) -> Iterable[Row]:
        return () if study.courses is None else tabulate(study.courses)

    return rows


def _ends(found: Range) -> tuple[float | None, ...]:
    """Return mean, low and high end, and the ends with doubled widths; None where unknown."""
    wide = found.wide
    ends: list[float | None] = [found.mean, found.low, found.high]
    ends += [wide.low, wide.high] if wide is not None else [None, None]
    return tuple(None if end is None or end != end else end for end in ends)


def _worlds(study: Study) -> str:
    """Return the size of the run in words."""
    if study.courses is None:
        return "The monthly model was not run"
    run = study.courses.run
    draws = run.worlds // run.repeats
    return f"{run.worlds:,} worlds: {draws:,} draws × {run.repeats} repeats × {run.months} months"


def _paired(study: Study) -> str:
    if study.courses is None:
        return "The monthly model was not run"
    options = study.courses.contrasts.origin.options
    return f"{options['draws_used']:,} draws × {options['repeats']} repeats"


def _rival_worlds(study: Study) -> str:
    if study.courses is None:
        return "The monthly model was not run"
    return f"{study.courses.rival_draws:,} draws × {study.courses.run.repeats} repeats"


def _fan_rows(study: CourseStudy) -> Iterable[Row]:
    horizons = {found.key: found for found in study.horizons if found.field == "flow"}
    for one in study.fans:
        until = horizons[one.key]
        for place, month in enumerate(one.months):
            lines = (one.lines[share][place] for share in sorted(one.lines))
            ends = one.low[place], one.high[place]
            yield one.key, month, *lines, *ends, until.nats[place], month <= until.month


def _fan_caption(study: Study) -> str:
    bound = conventions()["informative_nats"]
    return (
        f"{_worlds(study)}. Lines: shares of worlds, chance and ignorance together; the range of "
        f"the mean holds {range_words()} and shows ignorance alone. Faded where a month says less "
        f"than {bound:g} nats beyond the long run of the same draws. {_RULES} Not a forecast."
    )


def _regime_rows(study: CourseStudy) -> Iterable[Row]:
    names = study.regimes.names
    for place, shares in enumerate(study.regimes.shares):
        yield from ((place + 1, name, share) for name, share in zip(names, shares, strict=True))
    for name, share in zip(names, study.usual.regimes, strict=True):
        yield "long run", name, share


def _regime_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}. Share of worlds in each regime, to be compared between worlds and "
        "policies, not quoted: two numbers that nobody can measure decide the long run. "
        f"{_RULES}"
    )


def _deal_rows(study: CourseStudy) -> Iterable[Row]:
    from detente.report.words_signed import courses, signed_rows

    for sort in ("named", "focus"):
        for row in signed_rows(study, courses(study, sort)):
            for chance in row.chances:
                yield row.deal, sort, chance.name, *_ends(chance.range_), row.movers, row.binding


def _deal_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}. Ranges hold {range_words()}, chance taken out; thin lines with judged "
        f"and assumed widths doubled. {_RULES} A range from none to all says that the declared "
        "numbers decide nothing."
    )


def _survival_rows(study: CourseStudy) -> Iterable[Row]:
    for one in study.survival:
        for place, month in enumerate(one.months):
            yield one.deal, month, one.alive[place], one.low[place], one.high[place], one.expires


def _survival_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}. Share of worlds in which a treaty has not ended; bands hold "
        f"{range_words()}. {_RULES}"
    )


def _binding_rows(study: CourseStudy) -> Iterable[Row]:
    from detente.report.words_binding import holder, shown

    for one in shown(study):
        for condition, share in one.shares.items():
            first = condition == one.first and one.firm != "open"
            yield one.deal, condition, share, first, holder(one)[0], one.months


def _binding_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}. In each month of open talks without a signature the first condition "
        f"that fails counts; shares of these months over all worlds with talks. {_RULES}"
    )


def _theory_rows(study: CourseStudy) -> Iterable[Row]:
    for level, triangles in study.rivals.items():
        for one in triangles:
            for kind, share in (*one.types.items(), ("ambiguous", one.ambiguous)):
                yield level, one.triad, kind, "", *_ends(share)[:3]
            for actor, roles in one.roles.items():
                for role, share in roles.items():
                    yield level, one.triad, role, actor, *_ends(share)[:3]


def _theory_caption(study: Study) -> str:
    return (
        f"{_rival_worlds(study)} under each theory, the same luck. Ranges hold "
        f"{range_words()}, declared widths only. To be compared between the theories, which are "
        f"never averaged. {_RULES}"
    )


def _across_rows(study: CourseStudy) -> Iterable[Row]:
    found = study.views
    for sort, views in (
        ("declared", (found.declared,)),
        ("viewpoint", found.viewpoints),
        ("sample", found.sample),
    ):
        for place, view in enumerate(views):
            name = view.viewpoint or f"{sort} {place + 1}"
            for outcome, share in view.outcomes.items():
                yield sort, name, outcome, *_ends(share)[:3]


def _across_caption(study: Study) -> str:
    return (
        f"{_paired(study)} under every viewpoint, the same luck. Ranges hold {range_words()}, "
        "declared widths only. How many viewpoints lie on one side says nothing about who is "
        f"right. {_RULES}"
    )


def _matter_rows(study: CourseStudy) -> Iterable[Row]:
    for contrast in study.contrasts.contrasts:
        for effect in contrast.effects:
            name = contrast.id, contrast.kind, contrast.words, effect.headline.id
            yield *name, *_ends(effect.difference)[:3], effect.size, effect.clear


def _matter_caption(study: Study) -> str:
    return (
        f"The same worlds under the same luck with one thing changed: {_paired(study)}. Ranges "
        f"hold {range_words()}, declared widths only. A loop that is cut is a thought, not a "
        f"policy. {_RULES}"
    )


def _chance_rows(study: CourseStudy) -> Iterable[Row]:
    for split in study.splits:
        yield split.headline.id, split.chance, split.ignorance, split.share, split.error


def _chance_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}. Variance over worlds, corrected for finitely many repeats: within "
        "draws it is chance, between them ignorance. More draws make neither smaller. "
        f"{_RULES}"
    )


def _push_rows(study: CourseStudy) -> Iterable[Row]:
    for rests in study.drive:
        change = _ends(rests.contrast.effect("flow").difference)
        yield rests.contrast.id, *change, *rests.friendly, *rests.friendly_without


def _push_caption(study: Study) -> str:
    sizes = ""
    if study.courses is not None:
        draws, repeats = study.courses.drive_run
        sizes = f": {draws:,} draws × {repeats} repeats"
    return (
        f"Mean behaviour of the pair over the first year, with a push less without it, the same "
        f"worlds and the same luck{sizes}. Ranges hold {range_words()}; thin lines with widths "
        f"doubled. {_RULES}"
    )


def _world_rows(study: CourseStudy) -> Iterable[Row]:
    found = study.parting
    if found is None:
        return
    for name, path in (("typical", found.typical), ("opposite", found.opposite)):
        for place, (regime, flow) in enumerate(zip(path.regimes, path.flow, strict=True)):
            yield name, place + 1, "month", found.names[int(regime)], flow
        for one in path.happenings:
            yield name, one.month, one.kind, one.words, None


def _world_caption(study: Study) -> str:
    return (
        f"{_worlds(study)}; two of them. The typical one lies nearest to all others in its "
        f"outcomes. A story of how the rules work, not of what is likely. {_RULES}"
    )


def _spec(
    figure: str, title: str, meaning: str, columns: str, rows: Tabulate, caption: Callable[..., str]
) -> FigureSpec:
    return FigureSpec(figure, title, meaning, columns_of(columns), rows, caption, monthly=True)


MONTH_SPECS = (
    _spec(
        "fan",
        "How behaviour may run",
        "behaviour of the focus pair month by month; fades where the run says nothing",
        "dyad month p10 p25 p50 p75 p90 mean_low mean_high nats informative",
        _of(_fan_rows),
        _fan_caption,
    ),
    _spec(
        "regimes",
        "Regimes, month by month",
        "share of worlds in each regime of the focus pair",
        "month regime share",
        _of(_regime_rows),
        _regime_caption,
    ),
    _spec(
        "deals",
        "Deals: signed, ratified, kept",
        "chances as ranges over draws, with what moves them and what holds talks up",
        "deal sort of mean low high low_doubled high_doubled movers held_up_by",
        _of(_deal_rows),
        _deal_caption,
    ),
    _spec(
        "survival",
        "How long treaties last",
        "share of worlds in which each treaty in force has not ended",
        "deal month alive low high expires",
        _of(_survival_rows),
        _survival_caption,
    ),
    _spec(
        "binding",
        "What binds talks",
        "which condition fails first while talks are open, deal by deal",
        "deal condition share binds at months",
        _of(_binding_rows),
        _binding_caption,
    ),
    _spec(
        "theories",
        "The triangle under both theories",
        "configurations and roles under each theory, the same worlds",
        "theory triad of actor mean low high",
        _of(_theory_rows),
        _theory_caption,
    ),
    _spec(
        "across",
        "The same worlds under each viewpoint",
        "outcomes under every viewpoint and a sample of all switches",
        "sort view outcome mean low high",
        _of(_across_rows),
        _across_caption,
    ),
    _spec(
        "push",
        "The first year with and without the leaders’ push",
        "change of behaviour without each leader's drive, the same luck",
        "without mean low high low_doubled high_doubled friendly friendly_doubled "
        "friendly_without friendly_without_doubled",
        _of(_push_rows),
        _push_caption,
    ),
    _spec(
        "matters",
        "What matters most",
        "what each loop cut, answer taken and drive taken away changes",
        "change kind words outcome mean low high size clear",
        _of(_matter_rows),
        _matter_caption,
    ),
    _spec(
        "chance",
        "Chance or ignorance?",
        "share of the spread of each outcome that better numbers could lessen",
        "outcome chance ignorance share error",
        _of(_chance_rows),
        _chance_caption,
    ),
    _spec(
        "worlds",
        "Two worlds",
        "a typical world and an opposite one, and where they part",
        "world month kind words behaviour",
        _of(_world_rows),
        _world_caption,
    ),
)

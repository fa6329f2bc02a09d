"""What each section on the monthly model shows, by name, for the templates."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from detente.dynamics.phrases import REGIME_WORDS
from detente.report import (
    svg_binding,
    svg_drive,
    svg_matters,
    svg_months,
    svg_rivals,
    svg_signed,
    svg_views,
    svg_worlds,
    words_binding,
    words_drive,
    words_matters,
    words_model,
    words_rivals,
    words_runs,
    words_signed,
    words_views,
    words_worlds,
)
from detente.report.lexicon import upper_first
from detente.report.sentences import kept
from detente.study import Study
from detente.study_courses import CourseStudy


def month_sections(study: Study) -> dict[str, Any]:
    """Return the content of the sections on the monthly model; nothing where it was not run."""
    found = study.courses
    if found is None:
        return {"no_courses": upper_first(study.no_courses)}
    return {
        "no_courses": "",
        "courses": found,
        "worlds_words": words_runs.worlds_words(found),
        "paired_words": _paired(found),
        "drive_sentences": words_drive.drive_sentences(
            study.scenario, found.drive, study.interests.drives
        ),
        "drive_head": svg_drive.head(),
        "drive_rows": svg_drive.rows(study.scenario, found.drive),
        "drive_words": _sizes(found.drive_run),
        "drive_standing": words_drive.drive_standing(found.drive),
        **_runs(found),
        **_signed(found),
        **_binding(found),
        **_rivals(found),
        **_views(found),
        **_matters(found),
        **_worlds(found),
        **_model(found),
    }


def _paired(found: CourseStudy) -> str:
    options = found.contrasts.origin.options
    return _sizes((options["draws_used"], options["repeats"]))


def _sizes(sizes: tuple[int, int]) -> str:
    draws, repeats = sizes
    return f"{draws:,} draws, {repeats} repeats"


def _runs(found: CourseStudy) -> dict[str, Any]:
    return {
        "run_lead": words_runs.run_lead(found),
        "run_standing": words_runs.run_standing(found),
        "fans": svg_months.fans(found),
        "regime_lead": kept(words_runs.regime_sentence(found), words_runs.left_sentence(found)),
        "regime_picture": svg_months.regimes(found),
        "regime_key": svg_months.regime_key(found),
        "run_sentences": kept(words_runs.spread_sentence(found)),
        "outcome_rows": words_runs.outcome_rows(found),
        "spell_rows": words_runs.spell_rows(found),
    }


def _signed(found: CourseStudy) -> dict[str, Any]:
    named = words_signed.courses(found, "named")
    treaties = [one for one in named if words_signed.standing(one)]
    texts = [one for one in named if not words_signed.standing(one)]
    groups = (
        ("Treaties that stand at the date", treaties),
        ("Texts on the way", texts),
        ("Deals of the pair not yet begun", words_signed.courses(found, "focus")),
    )
    return {
        "signed_lead": words_signed.signed_lead(found),
        "signed_head": svg_signed.head(),
        "signed_groups": [
            (title, svg_signed.rows(words_signed.signed_rows(found, deals)))
            for title, deals in groups
            if deals
        ],
        "survival": svg_months.survivals(found),
        "withdrawal_rows": words_signed.withdrawal_rows(found),
        "other_rows": words_signed.other_rows(found),
    }


def _binding(found: CourseStudy) -> dict[str, Any]:
    return {
        "binding_lead": words_binding.binding_sentences(found),
        "binding_more": kept(words_binding.most_common_sentence(found)),
        "binding_heads": svg_binding.heads(),
        "binding_rows": svg_binding.rows(found),
        "binding_meanings": [
            (words_binding.LABELS[name], meaning)
            for name, meaning in words_binding.MEANINGS.items()
        ],
        "binding_others": words_binding.binding_rows(found),
        "binding_standing": words_binding.binding_standing(found),
    }


def _rivals(found: CourseStudy) -> dict[str, Any]:
    return {
        "rivals": [
            {
                "theories": theories,
                "lead": words_rivals.rival_lead(found, theories),
                "panels": svg_rivals.panels(found.scenario, theories),
                "types": svg_rivals.types(theories),
                "outcomes": _outcomes(words_rivals.outcome_rows(found, theories)),
                "roles": words_rivals.role_rows(found.scenario, theories),
            }
            for theories in words_rivals.theories(found)
        ],
        "rival_head": svg_rivals.head(),
    }


def _outcomes(rows: tuple[words_rivals.OutcomeRow, ...]) -> list[tuple[str, Markup, str]]:
    drawn = svg_rivals.outcomes(rows)
    return [(row.name, one, row.words) for row, one in zip(rows, drawn, strict=True)]


def _views(found: CourseStudy) -> dict[str, Any]:
    origin = found.views.origin
    return {
        "views_lead": words_views.views_lead(found),
        "view_panels": svg_views.panels(found),
        "views_words": f"{origin.draws:,} draws, {origin.options['repeats']} repeats",
        "samples": len(found.views.sample),
    }


def _matters(found: CourseStudy) -> dict[str, Any]:
    return {
        "matters_lead": words_matters.matters_lead(found),
        "matters_head": svg_matters.head(found),
        "contrast_rows": svg_matters.contrast_rows(found),
        "contrast_rest": len(words_matters.ranked(found)) - len(svg_matters.contrast_rows(found)),
        "input_rows": words_matters.input_rows(found),
        "split_rows": svg_matters.split_rows(found),
        "matters_sentences": kept(
            words_matters.largest_share_sentence(found), words_matters.mover_sentence(found)
        ),
    }


def _worlds(found: CourseStudy) -> dict[str, Any]:
    scenario, parting = found.scenario, found.parting
    if parting is None:
        return {"parting": None, "no_parting": upper_first(found.no_parting)}
    return {
        "parting": parting,
        "no_parting": "",
        "worlds_lead": words_worlds.worlds_lead(scenario, parting),
        "worlds_picture": svg_worlds.worlds(scenario, parting),
        "worlds_key": [
            (fill, upper_first(REGIME_WORDS[name]))
            for fill, name in zip(svg_months.RUNGS[len(parting.names)], parting.names, strict=True)
        ],
        "cause_rows": words_worlds.cause_rows(scenario, parting),
        "typical_entries": words_worlds.entries(scenario, parting, typical=True),
        "opposite_entries": words_worlds.entries(scenario, parting, typical=False),
    }


def _model(found: CourseStudy) -> dict[str, Any]:
    return {
        "model_sentences": words_model.model_sentences(found),
        "check_command": words_model.check_command(found.scenario.name),
        "left_out": words_model.left_out(found),
    }

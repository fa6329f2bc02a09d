"""What each section of the report shows, by name, for the templates."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from detente.findings import Findings
from detente.report import (
    limits,
    svg_blockers,
    svg_convergence,
    svg_course,
    svg_deals,
    svg_evidence,
    svg_timeline,
    svg_triangle,
    tables,
    words_blockers,
    words_course,
    words_deals,
    words_evidence,
    words_others,
    words_packages,
    words_triangle,
)
from detente.report.lexicon import issue_label, upper_first
from detente.report.sections_bargain import bargain_section
from detente.report.sections_claims import claims_section
from detente.report.sections_months import month_sections
from detente.report.sections_record import record_section
from detente.report.sections_standoffs import standoffs_section
from detente.report.sentences import focus_verdicts, kept, standing_words
from detente.report.words_course import viewpoint_words
from detente.report.words_interests import map_sentence
from detente.report.words_other_deals import other_pairs
from detente.report.words_record import record_of
from detente.study import Study

#: More pairs than this are folded away.
MOST_PAIRS = 15


def sections(study: Study) -> dict[str, Any]:
    """Return the content of all sections."""
    return {
        **_blockers(study),
        **_needs(study),
        **bargain_section(study),
        **standoffs_section(study),
        **claims_section(study),
        **_clocks(study),
        **_course(study),
        **_pairs(study),
        **_convergence(study),
        **_triangles(study),
        **_quarrels(study),
        **_evidence(study),
        **_facts(study),
        **record_section(study),
        **_limits(study),
        **month_sections(study),
    }


def _blockers(study: Study) -> dict[str, Any]:
    scenario = study.scenario
    verdicts = focus_verdicts(scenario, study.interests.verdicts)
    return {
        "blocker_lead": words_blockers.blocks_lead(verdicts),
        "blocker_heads": svg_blockers.heads(),
        "blocker_meanings": [
            (svg_blockers.LABELS[name], meaning) for name, meaning in svg_blockers.MEANINGS.items()
        ],
        "blocker_rows": svg_blockers.blocker_rows(scenario, verdicts, study.timeline),
        "blocker_sentences": (
            *(
                words_blockers.block_sentence(scenario, block)
                for block in words_blockers.blocks(verdicts)
            ),
            *kept(
                words_blockers.unsettled_sentence(scenario, verdicts),
                words_blockers.unblocked_sentence(scenario, verdicts),
                words_blockers.consent_sentence(scenario, verdicts),
            ),
        ),
        "blocker_standing": standing_words(words_blockers.blocker_widths(verdicts), "deal"),
    }


def _needs(study: Study) -> dict[str, Any]:
    scenario, found = study.scenario, study.deals
    prospects = words_deals.focus_prospects(scenario, found)
    package = words_packages.focus_package(scenario, found) if prospects else None
    return {
        "need_lead": (
            *words_deals.trust_sentences(scenario, prospects),
            *kept(words_deals.counterexample_sentence(scenario, prospects)),
        ),
        "need_head": svg_deals.needs_head(),
        "need_rows": svg_deals.need_rows(scenario, prospects),
        "need_table": words_deals.need_table(scenario, prospects),
        "need_sentences": (
            *kept(
                words_deals.worth_sentence(scenario, prospects),
                words_deals.keeping_sentence(scenario, prospects),
                words_deals.life_sentence(scenario, prospects),
            ),
            *words_packages.package_sentences(package),
        ),
        "need_basis": words_deals.basis_sentence(scenario),
        "package_rows": words_packages.package_rows(package),
        "deal_works": found.cite(),
        "need_others": other_pairs(scenario, found),
    }


def _clocks(study: Study) -> dict[str, Any]:
    dates = study.timeline
    return {
        "clock_lead": words_others.timeline_sentences(dates),
        "timeline": svg_timeline.timeline_picture(dates),
        "dates": svg_timeline.timeline_list(dates),
        "endless": svg_timeline.endless(dates.spans),
    }


def _course(study: Study) -> dict[str, Any]:
    scenario, drives = study.scenario, study.interests.drives
    return {
        "course_lead": kept(words_course.course_sentence(scenario, drives)),
        "course_sentences": (
            *words_course.without_sentences(scenario, drives),
            *kept(words_course.side_sentence(scenario, drives)),
        ),
        "course_panels": svg_course.course_panels(scenario, drives),
    }


def _pairs(study: Study) -> dict[str, Any]:
    scenario, verdicts = study.scenario, study.interests.verdicts
    rows = tables.pair_rows(scenario, verdicts)
    # Many pairs about which nothing can be told would bury the others.
    fold = len(rows) > MOST_PAIRS
    shown = tuple(row for row in rows if not fold or row.focus or row.tells)
    return {
        "map_lead": map_sentence(verdicts, scenario.focus),
        "issue_labels": [issue_label(scenario, issue) for issue in scenario.content.issues],
        "pair_rows": shown,
        "more_pair_rows": tuple(row for row in rows if row not in shown),
        "every_pair": rows,
        "many_pairs": fold,
    }


def _convergence(study: Study) -> dict[str, Any]:
    scenario, found = study.scenario, study.convergence
    pairs = words_others.closeness(found)
    rows = svg_convergence.convergence_rows(scenario, pairs)
    half = MOST_PAIRS // 2
    long = len(rows) > MOST_PAIRS
    mean = found.data.ambivalence.mean("draw", skipna=False)
    torn = [
        (
            upper_first(scenario.name_of(actor)),
            words_others.ambivalence_words(float(mean.sel(actor=actor))),
        )
        for actor in scenario.principals
    ]
    return {
        "convergence_lead": words_others.closeness_sentences(scenario, pairs),
        "convergence_rows": (*rows[:half], *rows[-half:]) if long else rows,
        "convergence_more": rows[half:-half] if long else (),
        "convergence_order": found.origin.options.get("order", ""),
        "strangers": sum(not pair.meets for pair in pairs),
        "torn": torn,
    }


def _triangles(study: Study) -> dict[str, Any]:
    scenario = study.scenario
    return {
        "triangles": [
            {
                "lead": words_triangle.triangle_sentences(scenario, found),
                "panels": svg_triangle.triangle_panels(scenario, found),
                "roles": words_triangle.role_rows(scenario, found),
                "types": words_triangle.type_rows(found),
            }
            for found in study.deals.triangles
        ]
    }


def _quarrels(study: Study) -> dict[str, Any]:
    scenario = study.scenario
    verdicts = focus_verdicts(scenario, study.interests.verdicts)
    return {
        "quarrel_lead": words_others.quarrels_sentence(study.quarrels),
        "quarrel_cards": tables.quarrel_cards(scenario, study.quarrels),
        "viewpoints": [
            (key, viewpoint_words(scenario, key), view.summary or "")
            for key, view in scenario.content.viewpoints.items()
        ],
        "under_rows": tables.under_rows(scenario, verdicts),
    }


def _evidence(study: Study) -> dict[str, Any]:
    scenario, found = study.scenario, study.evidence
    verdicts = focus_verdicts(scenario, study.interests.verdicts)
    support = svg_evidence.parts(
        found.support, svg_evidence.SUPPORT_FILLS, words_evidence.SUPPORT_WORDS
    )
    value = svg_evidence.parts(found.value, svg_evidence.VALUE_FILLS, words_evidence.VALUE_WORDS)
    kinds = [
        (
            upper_first(kind),
            sum(counts.values()),
            [counts.get(name, 0) for name in svg_evidence.SUPPORT_FILLS],
        )
        for kind, counts in sorted(found.by_kind.items(), key=lambda kv: -sum(kv[1].values()))
    ]
    return {
        "evidence_lead": (
            words_evidence.count_sentence(found),
            words_evidence.support_sentence(found),
        ),
        "evidence_more": kept(
            words_evidence.default_sentence(found), words_evidence.reported_sentence(found)
        ),
        "bars": (
            (
                "Support: what do the sources say?",
                support,
                svg_evidence.share_bar("Support", support),
            ),
            (
                "Value: where does the size come from?",
                value,
                svg_evidence.share_bar("Value", value),
            ),
        ),
        "kinds": kinds,
        "carriers": tables.carriers(scenario, verdicts),
        "widths_head": svg_evidence.widths_head(),
        "width_rows": svg_evidence.width_rows(scenario, verdicts),
        "coded_rows": svg_evidence.coded_rows(scenario),
        "quantity_rows": tables.quantity_rows(scenario),
    }


def _bar(title: str, found: tuple[svg_evidence.Part, ...]) -> tuple[str, Any, Markup]:
    return title, found, svg_evidence.share_bar(title, found)


def _facts(study: Study) -> dict[str, Any]:
    return {
        "fact_lead": words_evidence.fact_sentences(study.facts),
        "fact_rows": tables.fact_rows(study.scenario, study.facts),
    }


def _works(study: Study) -> tuple[str, ...]:
    """Return the works that the findings rest on, each once."""
    found: list[Findings] = [study.interests, study.convergence, study.deals]
    if study.bargain is not None:
        found.append(study.bargain)
    if study.conflicts is not None:
        found.append(study.conflicts)
    if study.claims is not None:
        found.append(study.claims)
    if study.forecasts is not None:
        found.append(study.forecasts)
    if study.courses is not None:
        found += [study.courses.run, study.courses.contrasts]
    return tuple(dict.fromkeys(work for one in found for work in one.cite()))


def _limits(study: Study) -> dict[str, Any]:
    scenario, origin = study.scenario, study.interests.origin
    monthly = study.courses is not None
    return {
        "cannot": limits.cannot_answer(
            scenario,
            monthly=monthly,
            standoffs=study.conflicts is not None,
            claims=study.claims,
        ),
        "sources": limits.source_rows(scenario, study.evidence),
        "references": _works(study),
        "conventions": limits.convention_rows(),
        "commands": limits.commands(
            scenario.name,
            origin.draws,
            origin.seed,
            scenario.changes,
            monthly=monthly,
            bargaining=study.bargain.origin.draws if study.bargain else 0,
            standoffs=study.conflicts.origin.draws if study.conflicts else 0,
            claims=study.claims is not None,
            record=(record_of(scenario) or {}).get("case", ""),
        ),
    }

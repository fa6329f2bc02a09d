"""What the section on bargaining shows, by name, for the templates."""

from __future__ import annotations

from typing import Any

from detente.bargaining.record import record_line
from detente.report import svg_bargain, tables_bargain, words_bargain
from detente.report.lexicon import short, upper_first
from detente.study import Study


def bargain_section(study: Study) -> dict[str, Any]:
    """Return the content of the section; why it is missing where it is."""
    found, scenario = study.bargain, study.scenario
    if found is None:
        return {"no_bargain": upper_first(study.no_bargain)}
    rows = svg_bargain.bargain_rows(found)
    return {
        "no_bargain": "",
        "bargain_origin": found.origin,
        "bargain_lead": words_bargain.bargain_lead(found),
        "bargain_rows": rows,
        "bargain_flag": any(row.flagged for row in rows),
        "bargain_marks": svg_bargain.legend_marks(found),
        "lever_sides": tuple(upper_first(short(scenario, side)) for side in found.sides),
        "lever_rows": tables_bargain.lever_rows(found),
        "trade_rows": tables_bargain.trade_rows(found),
        "zone_rows": tables_bargain.zone_rows(found),
        "zone_silent": tables_bargain.undeclared_zones(found),
        "model_tables": tables_bargain.model_tables(found),
        "unfit_rows": tables_bargain.unfit_rows(found),
        "bargain_works": found.cite(),
        "bargain_record": (record_line("compromise"), record_line("challenge")),
    }

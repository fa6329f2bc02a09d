"""Findings about runs as tables, rounded to their Monte Carlo error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.dynamics.binding_log import Binding
from detente.dynamics.contrasts import ContrastFindings
from detente.dynamics.deal_courses import deal_courses
from detente.dynamics.phrases import capital, deal_name, viewpoint_name
from detente.dynamics.ranges import Range
from detente.dynamics.sensitivity import SensitivityFindings
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.dynamics.variance import Split
from detente.dynamics.viewing import AcrossFindings, View
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: Events of a deal in the order of a table.
SHOWN = (
    "signed",
    "ratified_whole",
    "watered_down",
    "rejected",
    "suspended",
    "withdrawn",
    "extended",
    "lapsed",
    "ended",
)


def rounded(value: float, error: float) -> float:
    """Round a number to one significant digit of its error; exact where there is none."""
    if not np.isfinite(value) or not error > 0:
        return float(value)
    return round(float(value), max(0, -int(np.floor(np.log10(error)))))


def three(name: str, found: Range) -> dict[str, float]:
    """Return mean and range of a number as columns of a table."""
    return {
        name: rounded(found.mean, found.error),
        f"{name}, low": rounded(found.low, found.error),
        f"{name}, high": rounded(found.high, found.error),
    }


def deal_table(simulation: Simulation, wide: Simulation | None = None) -> pd.DataFrame:
    """Return one row a deal: chance and range over draws of each event, share of months in force.

    Args:
        simulation: the run.
        wide: the same with stretched widths; adds the range that it gives.
    """
    import pandas as pd

    rows = []
    for course in deal_courses(simulation, wide):
        found = {"talks": course.talks}
        found |= {event: course.events[event].chance for event in SHOWN}
        found["share of months in force"] = course.in_force
        row: dict[str, object] = {"deal": course.deal, "status": course.status}
        for name, share in found.items():
            row |= three(name, share)
            if share.wide is not None:
                row[f"{name}, low, widths doubled"] = rounded(share.wide.low, share.error)
                row[f"{name}, high, widths doubled"] = rounded(share.wide.high, share.error)
        rows.append(row)
    return pd.DataFrame(rows).set_index("deal")


def binding_table(scenario: Scenario, found: Sequence[Binding]) -> pd.DataFrame:
    """Return one row a deal: share of the months of open talks by the condition that bound."""
    import pandas as pd

    deals = {deal.id: deal for deal in structure(scenario).deals}
    rows = [
        {
            "deal": capital(deal_name(scenario, deals[one.deal])),
            "months of talks": round(one.months, 1),
            **{name: round(share, 2) for name, share in one.shares.items()},
            "blocks most often": one.blocker or "",
        }
        for one in found
    ]
    return pd.DataFrame(rows)


def contrast_table(findings: ContrastFindings) -> pd.DataFrame:
    """Return one row a contrast and outcome, largest contrasts first."""
    import pandas as pd

    rows = [
        {
            "contrast": contrast.id,
            "words": contrast.words,
            "outcome": effect.headline.id,
            "as declared": rounded(effect.base, effect.difference.error),
            "changed": rounded(effect.changed, effect.difference.error),
            **three("difference", effect.difference),
            "error": effect.difference.error,
            "size": round(effect.size, 2),
            "clear": effect.clear,
        }
        for contrast in findings.contrasts
        for effect in contrast.effects
    ]
    return pd.DataFrame(rows)


def sensitivity_table(findings: SensitivityFindings) -> pd.DataFrame:
    """Return one row an outcome and group, largest total first."""
    import pandas as pd

    rows = [
        {
            "outcome": outcome,
            "group": index.group,
            "quantities": index.quantities,
            "first order": rounded(index.first, index.first_error),
            "first order, ±": index.first_error,
            "total": rounded(index.total, index.total_error),
            "total, ±": index.total_error,
        }
        for outcome, found in findings.indices.items()
        for index in found
    ]
    return pd.DataFrame(rows)


def across_table(findings: AcrossFindings) -> pd.DataFrame:
    """Return one row a viewpoint or setting of the switches, one column an outcome."""
    import pandas as pd

    def row(name: str, view: View) -> dict[str, object]:
        means = {o: rounded(r.mean, r.error) for o, r in view.outcomes.items()}
        return {"view": name, **means, **view.switches}

    rows = [row("switches left open", findings.declared)]
    rows += [
        row(viewpoint_name(findings.scenario, view.viewpoint or ""), view)
        for view in findings.viewpoints
    ]
    rows += [row(f"setting {place + 1}", view) for place, view in enumerate(findings.sample)]
    return pd.DataFrame(rows).set_index("view")


def split_table(found: Sequence[Split]) -> pd.DataFrame:
    """Return one row an outcome: share of its variance that is ignorance, the rest being chance."""
    import pandas as pd

    rows = [
        {
            "outcome": split.headline.words,
            "ignorance": rounded(split.share, split.error),
            "chance": rounded(1 - split.share, split.error),
            "error": split.error,
        }
        for split in found
    ]
    return pd.DataFrame(rows)

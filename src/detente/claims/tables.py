"""Claims as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.findings import rounded_to_error

if TYPE_CHECKING:
    import pandas as pd

    from detente.claims.findings import ClaimFindings


def claim_table(found: ClaimFindings) -> pd.DataFrame:
    """Return one row a claim: verdict, share under its own viewpoint, hinge, cells."""
    import pandas as pd

    rows = []
    for one in found.claims:
        row: dict[str, object] = {
            "claim": one.id,
            "verdict": one.verdict,
            "viewpoint": one.viewpoint,
            "share": float("nan")
            if one.share is None
            else rounded_to_error(one.share, found.origin.draws),
            "hinges on": ", ".join(one.hinges_on),
            "can fail": _can_fail(one.can_fail),
        }
        cells = {view.viewpoint: view.cell for view in one.views}
        row |= {viewpoint: cells.get(viewpoint, "") for viewpoint in found.viewpoints}
        rows.append(row)
    columns = ["claim", "verdict", "viewpoint", "share", "hinges on", "can fail"]
    return pd.DataFrame(rows, columns=[*columns, *found.viewpoints])


def _can_fail(found: object) -> str:
    from detente.claims.findings import CanFail

    if not isinstance(found, CanFail):
        return ""
    return f"{found.settings} of {found.of}"

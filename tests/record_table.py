"""The table of docs/track-record.md, from the shipped record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.forecasts.words import CLASS_WORDS

HEAD = (
    "| asked about | score | asked | answered | families | model | status quo | climatology "
    "| own history | model less climatology (95%) |"
)


def table_of(record: Mapping[str, Any]) -> str:
    """Return the table in Markdown."""
    rows = [HEAD, "|---|---|---|---|---|---|---|---|---|---|"]
    for name, row in record["classes"].items():
        usual = row["baselines"]
        value, low, high = row["difference"]["climatology"]
        ends = "too few families" if low is None else f"{low:+.3f} to {high:+.3f}"
        cells = [
            CLASS_WORDS[name],
            row["score"],
            *(str(row[key]) for key in ("asked", "answered", "families")),
            *(f"{score:.3f}" for score in (row["model"], *usual.values())),
            f"{value:+.3f} ({ends})".replace("-", "−"),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)

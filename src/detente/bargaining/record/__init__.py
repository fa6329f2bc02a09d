"""The models of bargaining scored on negotiations whose outcome is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.bargaining.record.benchmarking import RecordFindings, benchmark
    from detente.bargaining.record.mixture import Pool, fit_pool, pooled_out_of_sample
    from detente.bargaining.record.negotiations import Negotiations
    from detente.bargaining.record.reading import read_negotiations
    from detente.bargaining.record.shipped import record_line, shipped_record

_HOMES = {
    "Negotiations": "detente.bargaining.record.negotiations",
    "Pool": "detente.bargaining.record.mixture",
    "RecordFindings": "detente.bargaining.record.benchmarking",
    "benchmark": "detente.bargaining.record.benchmarking",
    "fit_pool": "detente.bargaining.record.mixture",
    "pooled_out_of_sample": "detente.bargaining.record.mixture",
    "read_negotiations": "detente.bargaining.record.reading",
    "record_line": "detente.bargaining.record.shipped",
    "shipped_record": "detente.bargaining.record.shipped",
}

__all__ = [
    "Negotiations",
    "Pool",
    "RecordFindings",
    "benchmark",
    "fit_pool",
    "pooled_out_of_sample",
    "read_negotiations",
    "record_line",
    "shipped_record",
]

__getattr__ = attributes(__name__, _HOMES)

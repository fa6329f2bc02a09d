"""Position exchange with equal gain (Stokman and Van Oosten): one gives here, the other there.

Two actors on opposite sides of the expected outcome on two issues, of which each cares more about
another one, can both gain: each moves on the issue it cares less about. The outcome of an issue is
the compromise of the positions as they then stand. An exchange moves outcomes for everybody, which
is its externality on those who were not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.bargaining.checking import Case, some_weight
from detente.bargaining.exchange_kernel import FIELDS, exchange_rows
from detente.bargaining.kernels import over_rows
from detente.bargaining.prediction import Array, Outcome

#: Exchanges for which there is room, per actor and issue: a bound that is not reached in practice.
ROOM = 8  # literal-ok: a size
#: Numbers of records that one step of the work holds at once.
CHUNK = 8_000_000  # literal-ok: a size

#: What is known of an exchange: `demander` receives on `issue` what it gives on `other_issue`;
#: `supplier` the other way round. `move` is the supplier's on `issue`, `other_move` the demander's
#: on `other_issue`; shifts are of the outcomes; `gain` is the same for both. Round 0: no exchange.
WHOLE = ("round", "demander", "supplier", "issue", "other_issue")
RECORD = np.dtype([(name, np.int64 if name in WHOLE else np.float64) for name in FIELDS])


def exchange(case: Case, *, rounds: int, least_gain: float) -> Outcome:
    """Return the outcomes after exchanges, the best one first, until nobody gains by another.

    On issues p and q, j moves towards i on p and i towards j on q. D_p and D_q are the shifts of
    the two outcomes; equal gain means D_q = D_p (s_ip + s_jp)/(s_iq + s_jq), and each gains
    s_ip D_p − s_iq D_q. A move ends at the other's position; it is shortened where it would carry
    an outcome past the ideal point of the one who asked for it. Within a round an actor moves on an
    issue in one direction only. Of exchanges that promise the same, the first in the order of
    issues and actors is made.

    Args:
        case: positions, salience, capability, (…, issue, actor). An absent actor has no say on
            that issue. Ideal points, by which gains and externalities are counted, stay what the
            positions are at the beginning.
        rounds: how often directions are forgotten and exchanges looked for again.
        least_gain: what an exchange must give to each, in shares of the range of positions of all
            issues of the row, times salience.

    Returns:
        point (…, issue); details: `before` (…, issue), `positions` (…, issue, actor) in the end,
        `exchanges` (…, exchange) as `RECORD`, `externalities` (…, exchange, actor) what each was
        worth to each actor that took no part (0 for the two that did), `externality` (…, actor)
        their sum, `worth` (…, actor) of all shifts together, in salience × scale.

    Raises:
        ValueError: nobody has any weight on an issue.

    Source: stokmanvanoosten1994.
    """
    some_weight(case.weight, "exchange")
    shape = case.positions.shape
    issues, actors = shape[-2:]
    flat = (-1, issues, actors)
    ideal = np.ascontiguousarray(case.filled).reshape(flat)
    salience = np.ascontiguousarray(case.salience).reshape(flat)
    weight = np.ascontiguousarray(case.weight).reshape(flat)
    least = least_gain * (ideal.max(axis=(-1, -2)) - ideal.min(axis=(-1, -2)))
    now = ideal.copy()
    records, made = _records(now, ideal, salience, weight, rounds, least)
    before, after = _compromise(ideal, weight), _compromise(now, weight)
    effects = _externalities(records, made, ideal, salience)
    lead, size = shape[:-2], records.shape[-1]
    worth = salience * (np.abs(before[..., None] - ideal) - np.abs(after[..., None] - ideal))
    details = {
        "before": before.reshape(shape[:-1]),
        "positions": np.where(case.present, now.reshape(shape), np.nan),
        "exchanges": records.reshape(*lead, size),
        "externalities": effects.reshape(*lead, size, actors),
        "externality": effects.sum(axis=1).reshape(*lead, actors),
        "worth": worth.sum(axis=1).reshape(*lead, actors),
    }
    return Outcome(after.reshape(shape[:-1]), details=details)


def _compromise(positions: Array, weight: Array) -> Array:
    found: Array = (positions * weight).sum(axis=-1) / weight.sum(axis=-1)
    return found


def _records(
    now: Array, ideal: Array, salience: Array, weight: Array, rounds: int, least: Array
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Move `now` (row, issue, actor) and return what was done, (row, exchange), and how often."""
    rows, issues, actors = now.shape
    room = ROOM * issues * actors
    made = np.zeros(rows, np.int64)
    parts = []
    for part in _slices(rows, max(1, CHUNK // (room * len(FIELDS)))):
        held = np.zeros((part.stop - part.start, room, len(FIELDS)))
        steps = len(held) * (issues * actors) ** 2
        over_rows(
            exchange_rows,
            len(held),
            steps * actors,
            now[part],
            ideal[part],
            salience[part],
            weight[part],
            rounds,
            least[part],
            held,
            made[part],
        )
        parts.append(held[:, : made[part].max(initial=0)])
    longest = int(made.max(initial=0))
    records = np.zeros((rows, longest), RECORD)
    for part, held in zip(_slices(rows, max(1, CHUNK // (room * len(FIELDS)))), parts, strict=True):
        for place, name in enumerate(FIELDS):
            records[name][part, : held.shape[1]] = held[..., place]
    return records, made


def _slices(rows: int, size: int) -> Iterator[slice]:
    for start in range(0, rows, size):
        yield slice(start, min(start + size, rows))


def _externalities(
    records: npt.NDArray[Any], made: npt.NDArray[np.int64], ideal: Array, salience: Array
) -> Array:
    """Return Σ s_k (|m0 − x_k| − |m1 − x_k|) over both issues, (row, exchange, actor)."""
    effects = np.zeros((*records.shape, ideal.shape[-1]))
    row = np.arange(len(records))[:, None]
    for which in ("", "other_"):
        issue = records[f"{which}issue"]
        mean, shift = records[f"{which}mean_before"], records[f"{which}shift"]
        wanted, care = ideal[row, issue], salience[row, issue]
        old = np.abs(mean[..., None] - wanted)
        new = np.abs((mean + shift)[..., None] - wanted)
        effects += care * (old - new)
    parties = np.arange(ideal.shape[-1])
    took_part = (records["demander"][..., None] == parties) | (
        records["supplier"][..., None] == parties
    )
    none = np.arange(records.shape[-1]) >= made[:, None]
    effects[took_part | none[..., None]] = 0.0
    return effects

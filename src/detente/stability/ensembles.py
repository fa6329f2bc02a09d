"""Preferences that are not known for certain: many preference worlds over the same statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.stability.moves import Numbers
from detente.stability.preferences import dense, ranks_by_priority
from detente.stability.states import Flags

#: Weights that differ by less than this share of their sum are a tie of floating point.
SAME = 1e-9  # literal-ok: of double precision


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Preference worlds of one decision maker: statements whose importance is uncertain.

    Give `weights` or `orders`, one row per world.

    Attributes:
        statements: over options, as in a list of prioritised statements.
        weights: (world, statement) 0 or more; a state is worth the sum of the weights of what
            holds in it.
        orders: (world, statement) numbers of statements from 0, most important first; the first
            outweighs all later ones. −1 leaves a place empty, so that a statement may be missing
            in some worlds.
    """

    statements: Sequence[str]
    weights: npt.ArrayLike | None = None
    orders: npt.ArrayLike | None = None

    def checked(self, where: str) -> npt.NDArray[np.float64] | npt.NDArray[np.int64]:
        """Return the weights or the orders, (world, statement).

        Raises:
            ValueError: both or neither given, another shape, a weight below 0 or not finite, or an
                order that names a statement twice or one that is not there.
        """
        if (self.weights is None) == (self.orders is None):
            raise ValueError(f"{where}: give an ensemble either weights or orders")
        given = self.weights if self.orders is None else self.orders
        try:
            rows = np.asarray(given, np.float64)
        except (TypeError, ValueError):
            rows = np.empty(0)
        count = len(self.statements)
        if rows.ndim != 2 or rows.shape[1] != count or not rows.shape[0]:
            raise ValueError(
                f"{where}: an ensemble of {count} statements needs rows of {count} numbers, one "
                "row per world"
            )
        if self.orders is None:
            if not (np.isfinite(rows) & (rows >= 0)).all():
                raise ValueError(f"{where}: a weight is negative or not finite")
            return rows
        orders = np.nan_to_num(rows, nan=-2).astype(np.int64)
        rising = np.sort(orders, axis=1)
        twice = ((rising[:, 1:] == rising[:, :-1]) & (rising[:, 1:] >= 0)).any()
        if (orders != rows).any() or twice or orders.min() < -1 or orders.max() >= count:
            raise ValueError(
                f"{where}: an order names each statement at most once, by its number from 0 to "
                f"{count - 1}; −1 leaves one out"
            )
        return orders


def ensemble_ranks(
    rows: np.ndarray[tuple[int, int], np.dtype[np.generic]], truths: Sequence[Flags]
) -> Numbers:
    """Return the rank of every state in every world, (world, state).

    Args:
        rows: (world, statement) weights, or orders where they are whole numbers.
        truths: (state,) per statement, where it holds.
    """
    table = np.stack(truths)
    if np.issubdtype(rows.dtype, np.floating):
        weights = np.asarray(rows, np.float64)
        totals = weights.sum(axis=1, keepdims=True)
        shares = weights / np.where(totals > 0, totals, 1.0)
        return dense(np.round(shares @ table / SAME))
    orders = np.asarray(rows, np.int64)
    # The last row, of a statement that is left out, holds nowhere.
    padded = np.concatenate([table, np.zeros((1, table.shape[1]), np.bool_)])
    return ranks_by_priority([padded[orders[:, place]] for place in range(orders.shape[1])])

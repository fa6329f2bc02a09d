"""One model asked again with something changed, on the same draws.

Changes are asked in stacks, because a model is far quicker on many rows at once than many times on
a few.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.bargaining.analysis.contenders import Contender, ask, unfit
from detente.bargaining.analysis.tableau import Tableau
from detente.bargaining.prediction import Array
from detente.library.conventions import conventions

#: Draws on which a model is asked what would change its outcome; the challenge model costs far
#: more than the others.
DRAWS, DRAWS_OF_CHALLENGE = 250, 100  # literal-ok: sizes


def rows_of(contender: Contender) -> int:
    """Return on how many draws at most a model is asked what if."""
    return DRAWS_OF_CHALLENGE if contender.model == "challenge" else DRAWS


class WhatIf:
    """A model on the first draws of every issue, as declared and with changes.

    Attributes:
        contender: the model.
        known: issue → who stands where, on the draws that are asked; issues to which the model
            does not apply are left out.
    """

    def __init__(self, contender: Contender, known: Mapping[str, Tableau]) -> None:
        self.contender = contender
        self.known = {
            issue: one.first(rows_of(contender))
            for issue, one in known.items()
            if not unfit(contender, one, len(known))
        }
        self._base: dict[str, Array] = {}
        self._lost: dict[str, dict[str, Array]] = {}

    def base(self, issue: str) -> Array:
        """Return the outcome as declared, (row,)."""
        if issue not in self._base:
            one = self.known[issue]
            self._base[issue] = ask(
                self.contender, one.positions, one.salience, one.capability, one.reference
            ).point
        return self._base[issue]

    def changed(
        self,
        issue: str,
        actor: str,
        *,
        position: Array | None = None,
        salience: Array | None = None,
        capability: Array | None = None,
    ) -> Array:
        """Return the outcome, (change, row), with other numbers for one actor.

        Args:
            issue, actor: which, and whose.
            position, salience, capability: (change, row) of that actor; None: as declared.
        """
        one = self.known[issue]
        place = one.actors.index(actor)
        given = [values for values in (position, salience, capability) if values is not None]
        changes = np.broadcast_shapes(*(values.shape for values in given))
        shape = (*np.broadcast_shapes(changes, (len(one),)), len(one.actors))

        def with_change(values: Array, change: Array | None) -> Array:
            found = np.array(np.broadcast_to(values, shape))
            if change is not None:
                found[..., place] = change
            return found

        return ask(
            self.contender,
            with_change(one.positions, position),
            with_change(one.salience, salience),
            with_change(one.capability, capability),
            one.reference,
        ).point

    def attention_lost(self, side: str) -> Mapping[str, Array]:
        """Return issue → what more care for it costs an actor on its others, (row,).

        Σ_q s_q (|x_q − y_q'| − |x_q − y_q|), y_q' the outcomes under
        s_q' = s_q (T − s_p')/(T − s_p) with s_p' one step more care for p, and T the sum of the
        actor's salience over all issues on which it has a position. NaN without another issue.
        """
        if side not in self._lost:
            self._lost[side] = self._attention_lost(side)
        return self._lost[side]

    def _attention_lost(self, side: str) -> dict[str, Array]:
        own = {name: one for name, one in self.known.items() if side in one.actors}
        place = {name: one.actors.index(side) for name, one in own.items()}
        rows = max(len(one) for one in own.values())
        if len(own) < 2:
            return {name: np.full(rows, np.nan) for name in own}
        care = np.stack(
            [np.broadcast_to(one.salience[:, place[name]], rows) for name, one in own.items()]
        )
        more = np.minimum(care + conventions()["lever_salience"], 1.0) - care
        left = care.sum(axis=0) - care
        # (issue p, row): by what factor all other issues shrink.
        factor = np.where(left > more, 1 - more / np.where(left > 0, left, 1.0), 0.0)
        lost = np.zeros_like(care)
        for number, (name, one) in enumerate(own.items()):
            others = np.arange(len(own)) != number
            ideal = one.positions[:, place[name]]
            after = self.changed(name, side, salience=care[number] * factor[others])
            worse = np.abs(ideal - after) - np.abs(ideal - self.base(name))
            lost[others] += care[number] * worse
        return dict(zip(own, lost, strict=True))

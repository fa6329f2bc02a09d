"""Packages of two issues: one yields here, the other there, and both gain.

Found by the exchange model (Stokman and Van Oosten) in every draw, either among all actors or with
only a pair at the table. Each trade is then judged by itself, at the table of all: the two moves on
the declared positions shift the compromise of two issues, and everybody's gain is

    Σ s (|m0 − x| − |m1 − x|) over both issues,   in points × salience.

At home each side faces the hurdle for the two issues as one deal: chance Φ(margin/σ), the margin
being the mean over the two of the worth as weighed less the hurdle (see `interests.packages`); with
the trade, what it brings the side is added, a shift of the whole scale at full salience counting as
the worth of a full deal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.bargaining.analysis.contenders import traded
from detente.bargaining.analysis.outcomes import known_quantiles
from detente.bargaining.analysis.tableau import HIGH, LOW, Board, Tableau
from detente.bargaining.prediction import Array, Flags
from detente.interests.intervals import Interval
from detente.interests.packages import home_margins
from detente.interests.worth import Worths
from detente.library.conventions import conventions
from detente.mechanisms.ratification import clears
from detente.scenario.draws import Draws

Scope: TypeAlias = Literal["all", "pair"]
#: What names a trade: who yields on which issue, who on which other; the earlier actor first.
Key: TypeAlias = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Trade:
    """One yields on an issue, the other on another.

    Attributes:
        scope: `all` if found among all actors, `pair` if with only these two at the table.
        actors: the two.
        yields: the issue on which each yields, in the order of `actors`.
        exists: share of draws in which the exchange model makes the trade.
        both_gain, both_gain_widened: share of all draws in which it does and each is better off at
            the table of all; the same with stretched widths.
        gains: what each gains where the trade exists, points × salience, quantiles.
        moves: by how many points each yields where it exists, quantiles.
        externality: every other actor with a position on either issue → what the trade is worth to
            it, points × salience, quantiles; below 0 it pays.
        home_before, home_after: chance that each side's hurdle at home is cleared, mean over the
            draws in which the trade exists, without what the trade brings and with it; None where
            the scenario has no hurdle for one of them.
        ratified: share of all draws in which both gain, each weighed with the chance that both
            sides clear their hurdle; of `both_gain` where no hurdle is known. Trades are ranked
            by it.
    """

    scope: Scope
    actors: tuple[str, str]
    yields: tuple[str, str]
    exists: float
    both_gain: float
    both_gain_widened: float
    gains: tuple[Interval, Interval]
    moves: tuple[Interval, Interval]
    externality: Mapping[str, Interval]
    home_before: tuple[float, float] | None
    home_after: tuple[float, float] | None
    ratified: float


@dataclass(frozen=True, eq=False)
class Exchanged:
    """What the exchange model did on one set of draws.

    Attributes:
        draws, worths: what it was done on.
        known: issue → who stands where, of all actors.
        made: trade → points by which each of the two moves, (2, row), 0 where there is none.
    """

    draws: Draws
    worths: Worths
    known: Mapping[str, Tableau]
    made: Mapping[Key, Array]


def exchanged(
    draws: Draws, worths: Worths, known: Mapping[str, Tableau], table: Board, records: Any = None
) -> Exchanged:
    """Let the actors at a table exchange; records are given where that has been done."""
    if len(table.issues) < 2 or len(table.actors) < 2:
        return Exchanged(draws, worths, known, {})
    made = traded(table)[1] if records is None else records
    return Exchanged(draws, worths, known, {} if made is None else dict(_made(table, made)))


def _made(table: Board, records: npt.NDArray[Any]) -> Iterator[tuple[Key, Array]]:
    """Yield each trade with the moves of both, (2, row)."""
    row, place = np.nonzero(records["round"] > 0)
    found = records[row, place]
    # The demander yields on the other issue, the supplier on the issue.
    sides = np.stack(
        [found["demander"], found["other_issue"], found["supplier"], found["issue"]], axis=-1
    )
    moves = np.stack([found["other_move"], found["move"]], axis=-1)
    late = sides[:, 0] > sides[:, 2]
    sides[late] = sides[late][:, [2, 3, 0, 1]]  # literal-ok: places of a row
    moves[late] = moves[late][:, ::-1]
    kinds, kind = np.unique(sides, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    for number, (one, gives, other, receives) in enumerate(kinds.tolist()):
        own = kind == number
        both = np.zeros((2, len(records)))
        # A trade that is cut short may be taken up again in the same draw.
        for side in range(2):
            np.add.at(both[side], row[own], moves[own, side])
        names = (table.actors[one], table.issues[gives], table.actors[other])
        yield (*names, table.issues[receives]), both


def trades(found: Exchanged, wide: Exchanged, scope: Scope) -> tuple[Trade, ...]:
    """Judge every trade that exists in more than the declared floor of draws, the best first.

    Args:
        found, wide: as declared, and with stretched widths.
        scope: who was at the table.
    """
    floor = conventions()["effect_floor"]
    judged = [
        _trade(found, wide, key, moves, scope)
        for key, moves in found.made.items()
        if (moves != 0).any(axis=0).mean() >= floor
    ]
    return tuple(sorted(judged, key=lambda trade: (-trade.ratified, -trade.both_gain)))


def _trade(found: Exchanged, wide: Exchanged, key: Key, moves: Array, scope: Scope) -> Trade:
    one, gives, other, receives = key
    worth = _worth(found.known, key, moves)
    exists = (moves != 0).any(axis=0)
    gains = worth[one], worth[other]
    both = exists & (gains[0] > 0) & (gains[1] > 0)
    home = _home(found, key, gains)
    ratified = float(both.mean())
    before = after = None
    if home is not None:
        chances = np.broadcast_to(exists, home.shape[-1:])
        before, after = ((float(s[0][chances].mean()), float(s[1][chances].mean())) for s in home)
        ratified = float((both * home[1][0] * home[1][1]).mean())
    return Trade(
        scope=scope,
        actors=(one, other),
        yields=(gives, receives),
        exists=float(exists.mean()),
        both_gain=float(both.mean()),
        both_gain_widened=_both_gain(wide, key),
        gains=(_where(gains[0], exists), _where(gains[1], exists)),
        moves=(_where(np.abs(moves[0]), exists), _where(np.abs(moves[1]), exists)),
        externality={
            actor: _where(values, exists)
            for actor, values in worth.items()
            if actor not in (one, other)
        },
        home_before=before,
        home_after=after,
        ratified=ratified,
    )


def _where(values: Array, exists: Flags) -> Interval:
    return known_quantiles(np.broadcast_to(values, exists.shape)[exists])


def _both_gain(found: Exchanged, key: Key) -> float:
    moves = found.made.get(key)
    if moves is None:
        return 0.0
    worth = _worth(found.known, key, moves)
    exists = (moves != 0).any(axis=0)
    return float((exists & (worth[key[0]] > 0) & (worth[key[2]] > 0)).mean())


def _worth(known: Mapping[str, Tableau], key: Key, moves: Array) -> dict[str, Array]:
    """Return what a trade is worth to everybody with a position on either issue, (row,) each."""
    worth: dict[str, Array] = {}
    sides = ((key[0], key[1]), (key[2], key[3]))  # literal-ok: places of a key
    for (actor, issue), move in zip(sides, moves, strict=True):
        one = known[issue]
        weight, total = one.weight, one.weight.sum(axis=1)
        share = weight / np.where(total > 0, total, 1.0)[:, None]
        before = (share * one.positions).sum(axis=1)
        after = before + share[:, one.actors.index(actor)] * move
        for place, name in enumerate(one.actors):
            own = one.positions[:, place]
            gain = one.salience[:, place] * (np.abs(before - own) - np.abs(after - own))
            worth[name] = worth.get(name, np.zeros(len(move))) + gain
    return worth


def _home(found: Exchanged, key: Key, gains: tuple[Array, Array]) -> Array | None:
    """Return the chances at home, (without and with the trade, side, draw); None if unknown."""
    issues = (key[1], key[3])  # literal-ok: places of a key
    cells = found.draws.scenario.content.issues
    spread = found.draws["parameters.pivot_uncertainty"]
    chances = np.empty((2, 2, len(found.draws)))
    for side, actor in enumerate((key[0], key[2])):
        known = actor in found.worths.actors
        if not known or not all(actor in cells[issue].actors for issue in issues):
            return None
        margin = home_margins(found.draws, found.worths, actor, issues).mean(axis=1)
        chances[0, side] = np.asarray(clears(margin, spread))
        chances[1, side] = np.asarray(clears(margin + gains[side] / (HIGH - LOW), spread))
    return chances

"""Checks of the three arrays and of the options: one line that names the place and the remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.bargaining.prediction import Array, Flags
from detente.scenario.problems import listed, nearest


@dataclass(frozen=True, eq=False)
class Case:
    """Checked inputs of one shape (…, actor), for several issues at once (…, issue, actor).

    Attributes:
        positions: NaN where an actor is absent.
        salience, capability: 0 where an actor is absent.
        present: who takes part.
        names: what the actors are called in messages; their numbers where nobody named them.
    """

    positions: Array
    salience: Array
    capability: Array
    present: Flags
    names: tuple[str, ...]

    @property
    def weight(self) -> Array:
        """Return capability × salience, (…, actor)."""
        return self.capability * self.salience

    @property
    def filled(self) -> Array:
        """Return the positions with the lowest of the row where an actor is absent."""
        lowest = np.nanmin(self.positions, axis=-1, keepdims=True)
        return np.where(self.present, self.positions, lowest)

    @property
    def rows(self) -> tuple[int, ...]:
        """Return the leading shape."""
        return self.positions.shape[:-1]


def checked_case(
    positions: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    actors: Sequence[str] | None = None,
) -> Case:
    """Check and broadcast the three arrays.

    Args:
        positions: (…, actor) finite numbers on any scale; NaN: absent.
        salience: shares of attention from 0 to 1.
        capability: 0 or more, in any unit.
        actors: names in the order of the last axis, each once.

    Raises:
        ValueError: one line that names the array, the row, the actor and the remedy.
    """
    arrays = {
        name: _numbers(name, values)
        for name, values in (
            ("positions", positions),
            ("salience", salience),
            ("capability", capability),
        )
    }
    try:
        spread = np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
        raise ValueError(f"shapes do not match: {shapes} – the last axis is the actors") from None
    where, care, power = (np.array(values) for values in spread)
    if where.ndim == 0:
        raise ValueError("positions is a single number – give an array whose last axis is actors")
    if where.shape[-1] == 0:
        raise ValueError("no actor: the last axis of the arrays is empty")
    names = _names(actors, where.shape[-1])
    present = ~np.isnan(where)
    _refuse(np.isinf(where), where, "position", names, "a position is a finite number")
    empty = ~present.any(axis=-1)
    if empty.any():
        raise ValueError(f"no actor is present{_row(empty)}: every position is NaN – leave it out")
    bad = present & ~((care >= 0) & (care <= 1))
    _refuse(bad, care, "salience", names, "salience lies between 0 and 1")
    bad = present & ~((power >= 0) & np.isfinite(power))
    _refuse(bad, power, "capability", names, "capability is finite and not negative")
    return Case(where, np.where(present, care, 0.0), np.where(present, power, 0.0), present, names)


def some_weight(weight: Array, model: str, of: str = "capability × salience") -> None:
    """Refuse rows in which nobody has any weight; weight (…, actor)."""
    empty = np.asarray(~(weight > 0).any(axis=-1))
    if empty.any():
        raise ValueError(
            f"{model}: every weight ({of}) is zero{_row(empty)} – give some actor a weight, "
            "or take the model 'mean'"
        )


def actor_number(actor: Any, names: tuple[str, ...], option: str) -> int:
    """Return the place of an actor given by name or by number from 0."""
    if isinstance(actor, str):
        if actor in names:
            return names.index(actor)
        raise ValueError(f"{option}: no actor '{actor}'{nearest(actor, names)}")
    whole = isinstance(actor, int | np.integer) and not isinstance(actor, bool | np.bool_)
    if not whole or not 0 <= actor < len(names):
        raise ValueError(
            f"{option}: {actor!r} is no actor – give a name or a number from 0 to {len(names) - 1}"
        )
    return int(actor)


def members(chosen: Any, case: Case, option: str) -> Flags:
    """Return who is meant by names, numbers, or an array of flags, (…, actor); None: all present.

    Raises:
        ValueError: somebody who is not among the actors, or nobody.
    """
    if chosen is None:
        return case.present
    array = np.asarray(chosen)
    if array.dtype == np.bool_:
        if array.shape[-1:] != case.positions.shape[-1:]:
            raise ValueError(f"{option} has shape {array.shape}; its last axis must be the actors")
        flags = np.broadcast_to(array, case.positions.shape)
    else:
        if isinstance(chosen, str) or not isinstance(chosen, Iterable) or not array.size:
            raise ValueError(f"{option} is {chosen!r} – give a list of names or of numbers from 0")
        flags = np.zeros(case.positions.shape, np.bool_)
        flags[..., [actor_number(one, case.names, option) for one in chosen]] = True
    return flags & case.present


def per_row(values: Any, case: Case, option: str) -> Array:
    """Return one number per row, (…,), of an option; NaN passes."""
    array = _numbers(option, values)
    try:
        rows = np.broadcast_to(array, case.rows)
    except ValueError:
        raise ValueError(f"{option} has shape {array.shape}; the rows are {case.rows}") from None
    if np.isinf(rows).any():
        raise ValueError(f"{option} is infinite{_row(np.isinf(rows))} – it is a finite number")
    return rows


def scale_ends(bounds: Any, case: Case, option: str = "bounds") -> tuple[Array, Array]:
    """Return both ends of the scale per row, (…,): as given, or the range of the positions.

    Raises:
        ValueError: ends that are not two rising finite numbers, or a position outside them.
    """
    least, most = np.nanmin(case.positions, axis=-1), np.nanmax(case.positions, axis=-1)
    if bounds is None:
        return least, most
    ends = _numbers(option, bounds)
    if ends.shape != (2,) or not np.isfinite(ends).all() or ends[0] >= ends[1]:
        raise ValueError(f"{option} is {bounds!r} – give two rising numbers, (low, high)")
    outside = (least < ends[0]) | (most > ends[1])
    if outside.any():
        raise ValueError(
            f"a position{_row(outside)} lies outside {option} ({ends[0]:g}, {ends[1]:g})"
        )
    return np.broadcast_to(ends[0], case.rows), np.broadcast_to(ends[1], case.rows)


def known_word(word: Any, known: Mapping[str, Any] | Iterable[str], what: str) -> str:
    """Return a word if it is known; else raise one line with the nearest one."""
    names = list(known)
    if isinstance(word, str) and word in names:
        return word
    raise ValueError(f"no {what} {word!r}{nearest(str(word), names)}; known: {listed(names)}")


def _numbers(name: str, values: Any) -> Array:
    try:
        array = np.asarray(values)
        if np.iscomplexobj(array):
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is not an array of numbers") from None


def _names(actors: Sequence[str] | None, count: int) -> tuple[str, ...]:
    if actors is None:
        return tuple(str(number) for number in range(count))
    names = tuple(str(name) for name in actors)
    if isinstance(actors, str) or len(names) != count:
        raise ValueError(f"actors has {len(names)} names; the arrays have {count} actors")
    if len(set(names)) != count:
        raise ValueError("actors: a name stands twice")
    return names


def _refuse(bad: Flags, values: Array, what: str, names: tuple[str, ...], rule: str) -> None:
    if bad.any():
        *row, actor = (int(place) for place in np.argwhere(bad)[0])
        value = values[(*row, actor)]
        number = "NaN" if math.isnan(value) else f"{value:g}"
        raise ValueError(f"{what} of actor {names[actor]}{_at(row)} is {number}; {rule}")


def _row(bad: Flags) -> str:
    return _at([int(place) for place in np.argwhere(bad)[0]])


def _at(row: Sequence[int]) -> str:
    return f" in row {', '.join(map(str, row))}" if row else ""

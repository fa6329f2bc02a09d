"""Where the chance of a month comes from: sites named by the ids of entities.

Two numbers come from every site. A site is known by what it is about (`pair.flow:china-russia`), so
that an added actor, agreement or term leaves all other luck as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.dynamics.engine.allocating import Field, Rows
from detente.dynamics.engine.program import Site
from detente.dynamics.index_sets import Structure


@dataclass(frozen=True)
class Luck:
    """Two numbers a month for every entity of an index set.

    Attributes:
        over: the index set.
        name: what they are about.
        kind: uniform on (0, 1), or standard normal.
        fields: the fields they fill; None where one number is enough.
        first_two_of: an index set that a link leads to. The first two entities of each of its own
            share a site and fill the same field; all others have a site of their own.
    """

    over: str
    name: str
    kind: Literal["uniform", "normal"]
    fields: tuple[str, str | None]
    first_two_of: str | None = None


LUCK: tuple[Luck, ...] = (
    Luck("actor", "turnover", "uniform", ("luck_turnover", "luck_first")),
    Luck("actor", "horizon", "uniform", ("luck_second", "luck_third")),
    Luck("dyad", "drive", "normal", ("luck_drive", None)),
    Luck("dyad", "acts", "uniform", ("luck_sanctions", "luck_gesture")),
    Luck("shock", "strike", "uniform", ("luck_shock", None)),
    Luck("pair", "regime", "uniform", ("luck_regime", "luck_jump")),
    Luck("pair", "flow", "normal", ("luck_one", "luck_two")),
    Luck("pair", "summit", "uniform", ("luck_summit", None)),
    Luck("deal", "moves", "uniform", ("luck_move", "luck_exit")),
    # A deal is at one point of its life only: what decides whether talks open also decides whether
    # a treaty is suspended, and a side's vote and its withdrawal never fall into one month.
    Luck("stake", "acts", "uniform", ("luck_act", None), first_two_of="deal"),
)


def sites(parts: Structure, rows: Mapping[Field, Rows]) -> Iterator[Site]:
    """Yield the sites of a run.

    Args:
        parts: its index sets.
        rows: field → its row for every entity; a field without rows is wanted by nobody.
    """
    for luck in LUCK:
        if luck.first_two_of is not None:
            yield from _shared_sites(luck, luck.first_two_of, parts, rows)
            continue
        for place, key in enumerate(parts.keys(luck.over)):
            found = [
                int(rows[luck.over, name][place]) if name and (luck.over, name) in rows else -1
                for name in luck.fields
            ]
            if found != [-1, -1]:
                yield Site(f"{luck.over}.{luck.name}:{key}", luck.kind, (found[0], found[1]))


def _shared_sites(
    luck: Luck, link: str, parts: Structure, rows: Mapping[Field, Rows]
) -> Iterator[Site]:
    """Yield one site for the first two entities of each linked one, and one for each other."""
    own = rows.get((luck.over, luck.fields[0] or ""))
    if own is None:
        return
    over, at = parts.sets[luck.over].links[link]
    for place, key in enumerate(parts.keys(over)):
        entities = np.flatnonzero(at == place).tolist()
        two = [*own[entities[:2]].tolist(), -1, -1][:2]
        yield Site(f"{over}.{luck.name}:{key}", luck.kind, (two[0], two[1]))
        for one in entities[2:]:
            name = parts.keys(luck.over)[one]
            yield Site(f"{luck.over}.{luck.name}:{name}", luck.kind, (int(own[one]), -1))

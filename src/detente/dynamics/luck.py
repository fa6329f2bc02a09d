"""Where the chance of a month comes from: sites named by the ids of entities.

Two numbers come from every site. A site is known by what it is about (`pair.flow:china-russia`), so
that an added actor, agreement or term leaves all other luck as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

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
        two_parties: the two parties of an open slot share a site and fill the same field; whoever
            else has a stake in a deal has a site of its own. A treaty may get further parties,
            which must not change the luck of those it has; a slot is always one of two.
    """

    over: str
    name: str
    kind: Literal["uniform", "normal"]
    fields: tuple[str, str | None]
    two_parties: bool = False


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
    Luck("stake", "acts", "uniform", ("luck_act", None), two_parties=True),
)


def sites(parts: Structure, rows: Mapping[Field, Rows]) -> Iterator[Site]:
    """Yield the sites of a run.

    Args:
        parts: its index sets.
        rows: field → its row for every entity; a field without rows is wanted by nobody.
    """
    for luck in LUCK:
        if luck.two_parties:
            yield from _of_parties(luck, parts, rows)
            continue
        for place, key in enumerate(parts.keys(luck.over)):
            found = [
                int(rows[luck.over, name][place]) if name and (luck.over, name) in rows else -1
                for name in luck.fields
            ]
            if found != [-1, -1]:
                yield Site(f"{luck.over}.{luck.name}:{key}", luck.kind, (found[0], found[1]))


def _of_parties(luck: Luck, parts: Structure, rows: Mapping[Field, Rows]) -> Iterator[Site]:
    """Yield one site for the two parties of an open slot, and one for any other stake."""
    own = rows.get((luck.over, luck.fields[0] or ""))
    if own is None:
        return
    row = dict(zip(parts.keys(luck.over), own.tolist(), strict=True))
    for deal in parts.deals:
        stakes = [f"{deal.id}|{actor}" for actor in deal.required]
        if deal.agreement is None:
            one, other = stakes[:2]
            yield Site(f"deal.{luck.name}:{deal.id}", luck.kind, (row[one], row[other]))
            stakes = stakes[2:]
        for stake in stakes:
            yield Site(f"{luck.over}.{luck.name}:{stake}", luck.kind, (row[stake], -1))

"""Where the chance of a month comes from: sites named by the ids of entities.

Two numbers come from every site. A site is known by what it is about (`pair.flow:china-russia`), so
that an added actor, agreement or term leaves all other luck as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Luck:
    """Two numbers a month for every entity of an index set.

    Attributes:
        over: the index set.
        name: what they are about.
        kind: uniform on (0, 1), or standard normal.
        fields: the fields they fill; None where one number is enough.
    """

    over: str
    name: str
    kind: Literal["uniform", "normal"]
    fields: tuple[str, str | None]


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
    Luck("deal", "treaty", "uniform", ("luck_renewal", "luck_alarm")),
    Luck("deal", "project", "normal", ("luck_project", None)),
    Luck("stake", "votes", "uniform", ("luck_vote", "luck_withdraw")),
)

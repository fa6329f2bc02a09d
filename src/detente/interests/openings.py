"""What would change the picture: take one obstacle away and see which deals open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.interests.obstacles import Obstacle
from detente.interests.verdicts import open_share
from detente.library.conventions import conventions

Sort: TypeAlias = Literal["consent", "home", "ally", "horizon"]


@dataclass(frozen=True, slots=True)
class Opening:
    """One change and what it opens.

    Attributes:
        sort: consent given, hurdle at home gone, duty to an ally lifted, loss later accepted.
        actor: who would have to move (the third party; the side whose hurdle, duty or horizon).
        others: the allies, or who holds the hurdle.
        gains: issue → rise of the share of draws in which the deal is open; largest first.
        total: sum of the rises: how many more deals open, in expectation.
        total_widened: the same with judged and assumed widths stretched.
    """

    sort: Sort
    actor: str
    others: tuple[str, ...]
    gains: tuple[tuple[str, float], ...]
    total: float
    total_widened: float


def openings(
    found: dict[str, list[Obstacle]], wide: dict[str, list[Obstacle]], draws: int
) -> tuple[Opening, ...]:
    """Rank single changes by how many deals of a pair they open.

    Args:
        found: issue → its obstacles (of one pair).
        wide: the same with judged and assumed widths stretched.
        draws: number of draws.
    """
    floor = conventions()["effect_floor"]
    results = []
    for sort, actor in _changes(found.values()):
        gains: list[tuple[str, float]] = []
        others: dict[str, None] = {}
        for issue, items in found.items():
            rise = _rise(items, sort, actor, draws)
            if rise >= floor:
                gains.append((issue, rise))
                others.update(
                    dict.fromkeys(o for i in items if _taken(i, sort, actor) for o in i.others)
                )
        if gains:
            gains.sort(key=lambda gain: -gain[1])
            total = sum(rise for _, rise in gains)
            total_widened = sum(_rise(items, sort, actor, draws) for items in wide.values())
            results.append(Opening(sort, actor, tuple(others), tuple(gains), total, total_widened))
    return tuple(sorted(results, key=lambda opening: -opening.total))


def _rise(items: list[Obstacle], sort: Sort, actor: str, draws: int) -> float:
    kept = [item for item in items if not _taken(item, sort, actor)]
    return open_share(kept, draws) - open_share(items, draws)


def _changes(found: Iterable[list[Obstacle]]) -> list[tuple[Sort, str]]:
    changes: dict[tuple[Sort, str], None] = {}
    for items in found:
        for item in items:
            if item.condition != "gain" and item.fails is not None:
                changes[item.condition, item.actor] = None
    return list(changes)


def _taken(item: Obstacle, sort: Sort, actor: str) -> bool:
    return item.condition == sort and item.actor == actor

"""Every proposition under every viewpoint, every single turn of a switch, and the sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detente.claims.findings import Turn, ViewCell
from detente.claims.holding import Holding, together
from detente.claims.premises import own_situation
from detente.claims.propositions import Proposition
from detente.claims.running import Bench, Size
from detente.claims.situations import Situation, situation, viewpoint_levels
from detente.dynamics.watching import UnwatchedError
from detente.scenario.model import Scenario

#: Worlds in each of the many settings that are tried beside viewpoints.
SEARCH_DRAWS, SEARCH_REPEATS = 80, 3
#: Worlds of a quick look.
QUICK_DRAWS, QUICK_REPEATS = 60, 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many worlds under a viewpoint, and in each of the many other settings."""

    main: Size
    small: Size

    @classmethod
    def of(cls, draws: int, repeats: int, *, quick: bool) -> Sizes:
        """Return the sizes for what is asked; a quick look takes the smaller one throughout."""
        if quick:
            draws, repeats = min(draws, QUICK_DRAWS), min(repeats, QUICK_REPEATS)
        small = Size(min(draws, SEARCH_DRAWS), min(repeats, SEARCH_REPEATS))
        return cls(Size(draws, repeats), small)


@dataclass(frozen=True)
class Plan:
    """What claims are judged in.

    Attributes:
        bench: runs and measures.
        sizes: worlds of it.
        settings: the designed sample, switch → level.
        quick: whether searches are left out.
    """

    bench: Bench
    sizes: Sizes
    settings: tuple[Mapping[str, str], ...]
    quick: bool

    @property
    def scenario(self) -> Scenario:
        """Whose claims."""
        return self.bench.scenario

    def turns(self, viewpoint: str) -> dict[tuple[str, str], Situation]:
        """Return every single turn of a switch under a viewpoint: (switch, level) → situation."""
        levels = viewpoint_levels(self.scenario, viewpoint)
        own = own_situation(self.scenario, viewpoint)
        return {
            (key, level): own.turned(self.scenario, {key: level})
            for key, switch in self.scenario.content.switches.items()
            for level in switch.levels
            if levels.get(key) != level
        }


class Views:
    """Judges every proposition under every viewpoint, single turns and the sample."""

    def __init__(
        self, plan: Plan, found: Mapping[str, Proposition], expect: Callable[[int], None]
    ) -> None:
        """Run what all claims share."""
        self.plan, self.bench, self.scenario = plan, plan.bench, plan.scenario
        self.found = dict(found)
        self.main, self.small = plan.sizes.main, plan.sizes.small
        self.viewpoints = {
            key: own_situation(self.scenario, key) for key in self.scenario.content.viewpoints
        }
        self.designed = tuple(situation(self.scenario, levels) for levels in plan.settings)
        everything = list(found.values())
        by_own: dict[str, list[Proposition]] = {}
        for one in everything:
            by_own.setdefault(one.viewpoint, []).append(one)
        views = [*self.viewpoints.values(), Situation()]
        batches = [
            (
                [(view, self.main) for view in views]
                + [(view, self.small) for view in self.designed],
                everything,
            )
        ]
        for own, ones in () if plan.quick else by_own.items():
            turned = [self.viewpoints[own], *plan.turns(own).values()]
            batches.append(([(view, self.small) for view in turned], ones))
        counts = [len(wanted) * len(self.bench.homes(ones)) for wanted, ones in batches]
        expect(sum(counts) + len(views) * len(self.bench.homes(everything)))
        for wanted, ones in batches:
            self.bench.prefetch(wanted, ones)
        self.bench.prefetch_each(
            [
                (view, self.main.wide, self._extreme(everything, view))
                for view in self.viewpoints.values()
            ]
        )

    def _extreme(self, ones: Sequence[Proposition], view: Situation) -> list[Proposition]:
        """Return the claims that hold or fail under some premises as declared."""
        found = []
        for one in ones:
            try:
                cell = self.bench.judge(one, view, self.main).cell
            except UnwatchedError:
                continue
            if cell in ("holds", "fails"):
                found.append(one)
        return found

    def view(self, one: Proposition, viewpoint: str) -> ViewCell:
        """Return a claim under a viewpoint."""
        declared, wide = self.bench.cell(one, self.viewpoints[viewpoint], self.main)
        own = viewpoint == one.viewpoint
        return ViewCell(viewpoint, together(declared, wide), own, declared, wide)

    def turns(self, one: Proposition) -> tuple[Turn, ...]:
        """Return what every single turn of a switch makes of a claim; a quick look turns none."""
        if self.plan.quick:
            return ()
        base = self.bench.judge(one, self.viewpoints[one.viewpoint], self.small)
        set_by = viewpoint_levels(self.scenario, one.viewpoint)
        found = []
        for (switch, level), turned in self.plan.turns(one.viewpoint).items():
            holding = self.bench.judge(one, turned, self.small)
            change = holding.share - base.share
            found.append(Turn(switch, level, switch not in set_by, holding, change))
        return tuple(found)

    def sample(self, one: Proposition) -> tuple[Holding, ...]:
        """Return how far a claim holds over the designed sample, setting by setting."""
        return tuple(self.bench.judge(one, view, self.small) for view in self.designed)

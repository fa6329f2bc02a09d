"""`weigh_deals`: what deals would need to be struck and kept, alone, together, in the triangle."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.findings import Findings, origin_of, rounded_to_error
from detente.interests.packages import Package, package
from detente.interests.prospects import Prospect, prospect
from detente.interests.triads import Triangle, triangles
from detente.interests.worth import worths
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class DealFindings(Findings):
    """What deals would need.

    Attributes:
        data: share of draws in which a deal would be worth making and kept, with inspections and
            without, by pair and issue.
        prospects: one for each pair and issue that concerns both.
        packages: one for each pair that shares two issues or more.
        triangles: the declared ones.
    """

    prospects: tuple[Prospect, ...]
    packages: tuple[Package, ...]
    triangles: tuple[Triangle, ...]

    references: ClassVar[tuple[str, ...]] = (
        "kydd2005",
        "greenporter1984",
        "abreu1986",
        "koremenos2005",
        "tollisonwillett1979",
        "putnam1988",
        "watson2002",
        "dittmer1981",
        "heider1946",
    )

    def prospect(self, one: str, other: str, issue: str) -> Prospect:
        """Return the prospect of a pair (in either order) and issue; raises KeyError."""
        for found in self.prospects:
            if found.issue == issue and set(found.pair) == {one, other}:
                return found
        raise KeyError(f"no prospect on {one}-{other} and {issue}")

    def table(self) -> pd.DataFrame:
        """Return one row a pair and issue."""
        import pandas as pd

        count = self.origin.draws
        return pd.DataFrame(
            [
                {
                    "pair": "-".join(found.pair),
                    "issue": found.issue,
                    "trust enough (least)": rounded_to_error(
                        min((t.enough for t in found.trusting), default=0.0), count
                    ),
                    "worth making": rounded_to_error(found.worth_making, count),
                    "kept": rounded_to_error(found.kept, count),
                    "kept, no inspections": rounded_to_error(found.kept_uninspected, count),
                    "life, years": round(found.life_years[1], 1),
                }
                for found in self.prospects
            ]
        )

    def plot(self) -> Figure:
        """Return the prospects as a picture."""
        from detente.interests.pictures_deals import deals_picture

        return deals_picture(self)


def weigh_deals(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> DealFindings:
    """Find what deals would need to be struck and kept.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`; a Draws object must hold a whole design.

    Raises:
        ValueError: draws that are only a slice of a design.
    """
    import xarray as xr

    begin = time.perf_counter()
    sample = draw(scenario, draws, seed)
    if len(sample) != sample.count:
        raise ValueError("weigh_deals needs a whole design of draws, not a slice of rows")
    factor = sample.widened * conventions()["widening"]
    wide = draw(sample.scenario, sample.count, sample.seed, widened=factor)
    samples, worth = (sample, wide), (worths(sample), worths(wide))
    focus = scenario.focus
    pairs = [
        focus if set(pair) == set(focus) else pair for pair in combinations(scenario.principals, 2)
    ]
    prospects = tuple(
        prospect(samples, worth, pair, issue)
        for issue in scenario.content.issues
        for pair in pairs
        if set(pair) <= set(scenario.concerned(issue))
    )
    packages = (package(samples, worth, pair) for pair in pairs)
    names = [f"{'-'.join(found.pair)} {found.issue}" for found in prospects]
    columns = ("worth_making", "worth_making_uninspected", "kept", "kept_uninspected")
    data = xr.Dataset(
        {
            name: (("deal",), np.array([getattr(found, name) for found in prospects]))
            for name in columns
        },
        coords={"deal": names},
    )
    return DealFindings(
        data=data,
        origin=origin_of(sample, "deals", elapsed=time.perf_counter() - begin),
        prospects=prospects,
        packages=tuple(found for found in packages if found is not None),
        triangles=triangles(sample, wide),
    )

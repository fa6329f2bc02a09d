"""`map_interests`: where interests meet now and part later, and what stands in the way."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.findings import Findings, origin_of, rounded_to_error
from detente.interests.drive import Drive, drives
from detente.interests.obstacles import obstacles
from detente.interests.openings import Opening, openings
from detente.interests.under import under
from detente.interests.verdicts import Verdict, verdict, verdict_under
from detente.interests.worth import Worths, worths
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class InterestFindings(Findings):
    """Where interests meet and part.

    Attributes:
        data: worth of a deal now, as weighed and in the long run, by actor, issue and draw.
        verdicts: one for each pair of principals and issue that concerns both.
        openings: what would open deals of the focus pair, largest first.
        drives: behaviour of the focus pair with and without each leader's drive, by viewpoint.
    """

    verdicts: tuple[Verdict, ...]
    openings: tuple[Opening, ...]
    drives: tuple[Drive, ...]

    references: ClassVar[tuple[str, ...]] = (
        "fearon1998",
        "putnam1988",
        "morrow2000",
        "goldstein1991",
    )

    def verdict(self, one: str, other: str, issue: str) -> Verdict:
        """Return the verdict on a pair (in either order) and issue; raises KeyError."""
        for found in self.verdicts:
            if found.issue == issue and set(found.pair) == {one, other}:
                return found
        raise KeyError(f"no verdict on {one}-{other} and {issue}")

    def table(self) -> pd.DataFrame:
        """Return one row a pair and issue: verdict, share of draws, blocker."""
        import pandas as pd

        count = self.origin.draws
        return pd.DataFrame(
            [
                {
                    "pair": "-".join(found.pair),
                    "issue": found.issue,
                    "verdict": found.category,
                    "firmness": found.firmness,
                    "share": rounded_to_error(found.share, count),
                    "share, widths doubled": rounded_to_error(found.share_widened, count),
                    "blocker": found.blocker.condition if found.blocker else "",
                    "at": found.blocker.actor if found.blocker else "",
                    "open": rounded_to_error(found.open_share, count),
                }
                for found in self.verdicts
            ]
        )

    def plot(self) -> Figure:
        """Return the picture of the first page: issues as rows, now and the long term."""
        from detente.interests.pictures import interests_picture

        return interests_picture(self)


def map_interests(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> InterestFindings:
    """Find where interests meet now and part later, for every pair and issue.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`; a Draws object must hold a whole design.

    Returns:
        Findings with a verdict, its obstacles and the inputs that move it, for every pair of
        principals and issue that concerns both.

    Raises:
        ValueError: draws that are only a slice of a design.
    """
    begin = time.perf_counter()
    sample = draw(scenario, draws, seed)
    if len(sample) != sample.count:
        raise ValueError("map_interests needs a whole design of draws, not a slice of rows")
    wide = draw(
        sample.scenario,
        sample.count,
        sample.seed,
        widened=sample.widened * conventions()["widening"],
    )
    found, wide_found = worths(sample), worths(wide)
    verdicts = tuple(
        verdict(sample, found, wide, wide_found, pair, issue)
        for issue in scenario.content.issues
        for pair in _pairs(scenario, issue)
    )
    verdicts = _under_viewpoints(sample, verdicts)
    return InterestFindings(
        data=_dataset(found),
        origin=origin_of(
            sample, "interests", elapsed=time.perf_counter() - begin, warnings=_warnings(sample)
        ),
        verdicts=verdicts,
        openings=_openings((sample, wide), (found, wide_found)),
        drives=drives(sample, wide, scenario.focus),
    )


def _pairs(scenario: Scenario, issue: str) -> list[tuple[str, str]]:
    """Pairs concerned by an issue; the focus pair keeps its declared order."""
    pairs = list(combinations(scenario.concerned(issue), 2))
    focus = scenario.focus
    return [focus if set(pair) == set(focus) else pair for pair in pairs]


def _under_viewpoints(draws: Draws, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Add to each verdict on the focus pair what it is under every declared viewpoint."""
    focus = draws.scenario.focus
    samples = [(key, under(draws, key)) for key in draws.scenario.content.viewpoints]
    judged = [(key, sample, worths(sample)) for key, sample in samples]
    return tuple(
        replace(
            found,
            under=tuple(
                verdict_under(sample, worth, key, found.pair, found.issue)
                for key, sample, worth in judged
            ),
        )
        if found.pair == focus
        else found
        for found in verdicts
    )


def _openings(samples: tuple[Draws, Draws], worth: tuple[Worths, Worths]) -> tuple[Opening, ...]:
    scenario = samples[0].scenario
    pair = scenario.focus
    shared = [
        issue for issue in scenario.content.issues if set(pair) <= set(scenario.concerned(issue))
    ]
    declared, wide = (
        {issue: obstacles(sample, found, pair, issue) for issue in shared}
        for sample, found in zip(samples, worth, strict=True)
    )
    return openings(declared, wide, len(samples[0]))


def _warnings(draws: Draws) -> tuple[str, ...]:
    found = []
    unstable = np.abs(draws["parameters.flow_reciprocity"]) >= 1 - draws["parameters.flow_inertia"]
    if unstable.any():
        found.append(
            f"in {unstable.mean():.1%} of draws behaviour has no long run "
            "(inertia and reciprocity add up to 1 or more); these are left out of the courses "
            "with and without a leader's drive"
        )
    return tuple(found)


def _dataset(found: Worths) -> xr.Dataset:
    import xarray as xr

    names = {"now": found.now, "weighed": found.weighed, "long_run": found.long_run}
    data = xr.Dataset(
        {name: (("actor", "issue", "draw"), values) for name, values in names.items()},
        coords={"actor": list(found.actors), "issue": list(found.issues)},
    )
    for name in names:
        data[name].attrs["units"] = "worth of a full deal"
    return data

"""`diff`: which differing quantities carry the difference between two scenarios' findings.

For each issue of the focus pair three shares of draws are compared: both gain now, both gain in the
long run, every known condition is met. A quantity carries the mean of two swaps, taken under the
same luck: putting B's quantity into A, and taking it out of B. Groups (all quantities of one kind,
or of one actor) are swapped together in the same way, because quantities that matter jointly show
little alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from detente.findings import Findings, origin_of
from detente.interests.obstacles import obstacles
from detente.interests.verdicts import category_masks, inputs, open_share
from detente.interests.worth import worths
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError
from detente.scenario.quantities import Quantity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Shares: TypeAlias = dict[str, float]
MEASURES = ("overlap now", "overlap lasts", "open")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A quantity, or a group of them, and what it carries of a difference."""

    name: str
    group: bool
    carried: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of one finding between two scenarios.

    Attributes:
        issue, measure: what is compared.
        first, second: the share in each scenario.
        carriers: single quantities that carry it, largest first.
        groups: kinds and actors that carry it, largest first.
    """

    issue: str
    measure: str
    first: float
    second: float
    carriers: tuple[Carrier, ...]
    groups: tuple[Carrier, ...]


@dataclass(frozen=True, repr=False)
class DifferenceFindings(Findings):
    """What differs between two scenarios, and what carries it.

    Attributes:
        names: of the two scenarios.
        differences: findings that differ by at least the declared floor, largest first.
        quantities: addresses whose declared quantity differs.
        only_first, only_second: addresses that only one of them has.
        entries: other entries that differ, path → the two values in words.
    """

    names: tuple[str, str]
    differences: tuple[Difference, ...]
    quantities: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    entries: Mapping[str, tuple[str, str]]

    def table(self) -> pd.DataFrame:
        """Return one row a finding that differs, with its largest carriers."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "issue": d.issue,
                    "finding": d.measure,
                    self.names[0]: round(d.first, 2),
                    self.names[1]: round(d.second, 2),
                    "carried most by": ", ".join(
                        f"{c.name} ({c.carried:+.2f})" for c in d.carriers[: 1 + 2]
                    ),
                    "groups": ", ".join(f"{c.name} ({c.carried:+.2f})" for c in d.groups[: 1 + 2]),
                }
                for d in self.differences
            ]
        )

    def plot(self) -> Figure:
        """Return the differences as a picture."""
        from detente.interests.pictures_difference import difference_picture

        return difference_picture(self)


def diff(
    first: Scenario,
    second: Scenario,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> DifferenceFindings:
    """Explain the difference between two scenarios' findings.

    Args:
        first, second: scenarios that share the focus pair; issues are compared by id.
        draws, seed: as in `detente.draw`; both are drawn under the same luck.

    Raises:
        InvalidInputError: the two share no pair or no issue to compare.
    """
    import xarray as xr

    begin = time.perf_counter()
    pair = first.focus
    issues = _shared_issues(first, second, pair)
    samples = draw(first, draws, seed), draw(second, draws, seed)
    found: list[Difference] = []
    for issue in issues:
        found += _compare(samples, pair, issue)
    found.sort(key=lambda d: -abs(d.second - d.first))
    ours, theirs = first.quantities, second.quantities
    changed = tuple(a for a in ours if a in theirs and not _same(ours[a], theirs[a]))
    data = xr.Dataset(
        {
            "first": (("finding",), [d.first for d in found]),
            "second": (("finding",), [d.second for d in found]),
        },
        coords={"finding": [f"{d.issue}: {d.measure}" for d in found]},
    )
    return DifferenceFindings(
        data=data,
        origin=origin_of(
            samples[0],
            "difference",
            options={"second": second.name, "second_fingerprint": second.fingerprint()},
            elapsed=time.perf_counter() - begin,
        ),
        names=_names(first, second),
        differences=tuple(found),
        quantities=changed,
        only_first=tuple(a for a in ours if a not in theirs),
        only_second=tuple(a for a in theirs if a not in ours),
        entries=_entries(first, second),
    )


def _names(first: Scenario, second: Scenario) -> tuple[str, str]:
    """Name two scenarios apart, even where one is the other with changes applied."""
    if first.name != second.name:
        return first.name, second.name
    return tuple(  # type: ignore[return-value]
        f"{s.name} ({s.applied or 'as declared'})" for s in (first, second)
    )


def _shared_issues(first: Scenario, second: Scenario, pair: tuple[str, str]) -> list[str]:
    shared = [
        issue
        for issue in first.content.issues
        if issue in second.content.issues
        and set(pair) <= set(first.concerned(issue))
        and set(pair) <= set(second.concerned(issue))
    ]
    if not shared:
        raise InvalidInputError.single(
            f"shares no issue of {pair[0]} and {pair[1]} with '{first.name}' – "
            "diff compares scenarios about the same pair",
            file=second.name,
        )
    return shared


def _same(one: Quantity, other: Quantity) -> bool:
    return one.distribution == other.distribution


def _shares(draws: Draws, pair: tuple[str, str], issue: str) -> Shares:
    found = worths(draws, (issue,))
    masks = category_masks(found, pair, issue)
    lasting, parting = float(masks["lasting"].mean()), float(masks["parts_later"].mean())
    return {
        "overlap now": lasting + parting,
        "overlap lasts": lasting,
        "open": open_share(obstacles(draws, found, pair, issue), len(draws)),
    }


def _compare(samples: tuple[Draws, Draws], pair: tuple[str, str], issue: str) -> list[Difference]:
    first, second = samples
    ours, theirs = _shares(first, pair, issue), _shares(second, pair, issue)
    floor = conventions()["effect_floor"]
    measures = [m for m in MEASURES if abs(theirs[m] - ours[m]) >= floor]
    if not measures:
        return []
    relevant = _differing(samples, pair, issue)
    single = {a: _carried(samples, pair, issue, [a], ours, theirs) for a in relevant}
    groups = {
        name: _carried(samples, pair, issue, addresses, ours, theirs)
        for name, addresses in _groups(first.scenario, relevant).items()
    }
    groups["consents, duties owed and holders of hurdles"] = _structure(
        samples, pair, issue, ours, theirs
    )
    return [
        Difference(
            issue=issue,
            measure=measure,
            first=ours[measure],
            second=theirs[measure],
            carriers=_ranked(single, measure, group=False),
            groups=_ranked(groups, measure, group=True),
        )
        for measure in measures
    ]


def _differing(samples: tuple[Draws, Draws], pair: tuple[str, str], issue: str) -> list[str]:
    first, second = samples
    ours, theirs = first.scenario.quantities, second.scenario.quantities
    every = dict.fromkeys([*inputs(first, pair, issue), *inputs(second, pair, issue)])
    return [a for a in every if a in ours and a in theirs and not _same(ours[a], theirs[a])]


def _carried(
    samples: tuple[Draws, Draws],
    pair: tuple[str, str],
    issue: str,
    addresses: Iterable[str],
    ours: Shares,
    theirs: Shares,
) -> Shares:
    first, second = samples
    chosen = list(addresses)
    into = first.replaced({a: second.scenario.quantities[a] for a in chosen})
    out_of = second.replaced({a: first.scenario.quantities[a] for a in chosen})
    put, taken = _shares(into, pair, issue), _shares(out_of, pair, issue)
    return {m: 0.5 * (put[m] - ours[m] + theirs[m] - taken[m]) for m in MEASURES}


def _structure(
    samples: tuple[Draws, Draws], pair: tuple[str, str], issue: str, ours: Shares, theirs: Shares
) -> Shares:
    """Return what the entries that are no numbers carry: all numbers swapped, they are not."""
    first, second = samples
    shared = [a for a in first.scenario.quantities if a in second.scenario.quantities]
    numbers = {a: first.scenario.quantities[a] for a in shared}
    other_numbers = {a: second.scenario.quantities[a] for a in shared}
    put = _shares(second.replaced(numbers), pair, issue)
    taken = _shares(first.replaced(other_numbers), pair, issue)
    return {m: 0.5 * (put[m] - ours[m] + theirs[m] - taken[m]) for m in MEASURES}


def _groups(scenario: Scenario, addresses: list[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for address in addresses:
        steps = address.split(".")
        groups.setdefault(f"all {scenario.quantities[address].kind.label}s", []).append(address)
        if "actors" in steps:
            actor = steps[steps.index("actors") + 1]
            groups.setdefault(f"everything of {scenario.name_of(actor)}", []).append(address)
    return {name: members for name, members in groups.items() if len(members) > 1}


def _ranked(carried: Mapping[str, Shares], measure: str, *, group: bool) -> tuple[Carrier, ...]:
    floor = conventions()["effect_floor"]
    found = [
        Carrier(name, group, shares[measure])
        for name, shares in carried.items()
        if abs(shares[measure]) >= 0.5 * floor
    ]
    return tuple(sorted(found, key=lambda carrier: -abs(carrier.carried)))


def _entries(first: Scenario, second: Scenario) -> dict[str, tuple[str, str]]:
    """Return entries other than numbers that differ: agreements, viewpoint, consents."""
    found: dict[str, tuple[str, str]] = {}
    pairs: list[tuple[str, str, str]] = [
        ("viewpoint applied", first.viewpoint or "none", second.viewpoint or "none"),
        ("world applied", first.world or "none", second.world or "none"),
    ]
    for key in {**first.content.agreements, **second.content.agreements}:
        ours, theirs = (s.content.agreements.get(key) for s in (first, second))
        pairs.append(
            (
                f"agreements.{key}.status",
                ours.status if ours else "absent",
                theirs.status if theirs else "absent",
            )
        )
    for key, issue in first.content.issues.items():
        other = second.content.issues.get(key)
        if other is not None:
            consents = ", ".join(issue.consents), ", ".join(other.consents)
            pairs.append((f"issues.{key}.consents", consents[0] or "none", consents[1] or "none"))
    for path, one, another in pairs:
        if one != another:
            found[path] = (one, another)
    return found

"""What a run through many worlds found, as labelled arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from detente.dynamics.assembling import Assembled
from detente.dynamics.citing import ALWAYS, CITED, works_used
from detente.dynamics.codes import CONSTRAINTS, EVENTS, PATTERNS
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.structure import Structure
from detente.findings import Findings
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from detente.dynamics.simulating import Course

#: Scale of the whole numbers in which sums are kept.
SUM_SCALE = 2.0**16  # literal-ok: of the recording
TOTAL_SCALE = 2.0**8  # literal-ok: of the recording

#: Fields of deals that are kept under one variable with a further axis.
_GROUPED: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "first_month": ("deal", "event", tuple(f"first_{event}" for event in EVENTS[1:])),
    "binding": ("deal", "constraint", tuple(f"log_{word}" for word in CONSTRAINTS[1:])),
    "pattern_months": (
        "triad",
        "signs",
        tuple(f"months_pattern_{code}" for code in range(PATTERNS)),
    ),
}
#: Fields of the end of a run that stand under another name.
LABELS: Mapping[tuple[str, str], str] = {
    ("deal", "status"): "final_status",
    ("deal", "depth"): "final_depth",
    ("stake", "first_rejected"): "rejected_by",
    ("stake", "first_withdrawn"): "withdrawn_by",
    ("stake", "months_blocking"): "blocking",
}
#: Series that stand under another name, because theirs is that of an axis.
SERIES_LABELS: Mapping[tuple[str, str], str] = {("deal", "event"): "deed"}


@dataclass(frozen=True, repr=False)
class Simulation(Findings):
    """Relations run forward through draws × repeats worlds.

    `data` holds, where worlds were kept, for every world (dims draw, repeat):
        first_month (deal, event): month of the first event of a kind, 0 = never.
        binding (deal, constraint): months of open talks in which a condition bound.
        months_talks, months_in_force, months_suspended, signatures, ratifications, endings (deal).
        blocking (stake): months of talks in which a side's own condition failed.
        rejected_by, withdrawn_by (stake): month in which a side first voted a text down, gave
            notice.
        first_best, first_worst, first_worse, first_better, months_worst, months_best, summits
            (pair).
        pattern_months (triad, signs), months_ambiguous (triad).
        and, for what is in view, flow, trust, opinion, sanctions (month, dyad), regime, tension
        (month, pair), status (month, deal), pattern (month, triad).
    Always, over all worlds: mean_X and count_X (month, entity, bin) of every series X, first_count
    (deal, event, month) and total_X.

    Attributes:
        scenario: what was run.
        left_out: what the model cannot carry of it, in words.
        defaults: addresses of quantities for which a default stands in.
        course: what the run changed against the scenario; None only where it is not known.
        rows: the first draw of the design that was run, and the one after the last.
    """

    scenario: Scenario
    left_out: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    course: Course | None = None
    rows: tuple[int, int] = (0, 0)

    references: ClassVar[tuple[str, ...]] = (*ALWAYS, *CITED)

    def __repr__(self) -> str:
        """Return three lines: what, from which scenario, how sampled."""
        options, sizes = self.origin.options, self.data.sizes
        changed = ", ".join(_changed_words(options))
        draws = self.rows[1] - self.rows[0] or self.worlds // self.repeats
        return (
            f"Simulation of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {draws:,} draws × {self.repeats} repeats × {self.months} months; "
            f"{sizes['actor']} actors, {sizes['pair']} pairs, {sizes['deal']} deals; "
            f"{'worlds' if self.kept else 'sums'} kept\n"
            f"  {self.origin.method}{f' ({changed})' if changed else ''}; seed {self.origin.seed}, "
            f"version {self.origin.version}"
        )

    @property
    def worlds(self) -> int:
        """Number of worlds run."""
        return int(self.data["count_flow"][0, 0].sum())

    @property
    def repeats(self) -> int:
        """Runs of chance within a draw."""
        return int(self.origin.options["repeats"])

    @property
    def months(self) -> int:
        """Number of months run."""
        return int(self.origin.options["months"])

    @property
    def kept(self) -> bool:
        """Whether the events of every world were kept."""
        return "first_month" in self.data

    def share(self, deal: str, event: str) -> npt.NDArray[np.float64]:
        """Return the share of repeats of each draw in which an event befell a deal, (draw,)."""
        first = self.data["first_month"].sel(deal=deal, event=event)
        return np.asarray((first > 0).mean("repeat").values, dtype=np.float64)

    def table(self) -> pd.DataFrame:
        """Return per deal the probability of each event: mean over worlds, rounded to its error."""
        from detente.dynamics.tables import deal_table

        return deal_table(self)

    def plot(self) -> Figure:
        """Return fan charts of behaviour of the focus pair, faded where nothing is known."""
        from detente.dynamics.pictures_courses import fan_picture

        return fan_picture(self)

    def cite(self) -> tuple[str, ...]:
        """Return the references for what this run used: mechanisms that are cut are left out."""
        from detente.library.references import reference

        return tuple(reference(key) for key in works_used(self.origin.options))


def _changed_words(options: Mapping[str, Any]) -> list[str]:
    """Return what a run changed against its scenario, a few words each."""
    found = [f"{name} {options[name]}" for name in ("viewpoint", "policy") if options.get(name)]
    found += [f"{switch} = {level}" for switch, level in options["switches"].items()]
    found += [f"without {name}" for name in options.get("cut") or ()]
    if options["regimes"] != 4:  # literal-ok: the declared number of rungs
        found.append(f"{options['regimes']} regimes")
    return found


def dataset(
    assembled: Assembled,
    outcome: Outcome,
    parts: Structure,
    repeats: int,
    months: int,
    regimes: Sequence[str],
) -> tuple[xr.Dataset, float]:
    """Label the arrays of an outcome; also return the share of months that hit a clip."""
    maker = _Maker(assembled, outcome, parts, repeats, months)
    if outcome.finals is not None:
        maker.finals()
    if outcome.series is not None:
        maker.series()
    maker.bands()
    maker.firsts()
    maker.totals()
    data = xr.Dataset(maker.variables, coords=maker.coordinates)
    data.attrs["regimes"] = tuple(regimes)
    dyads = len(parts.keys("dyad"))
    hits = float(data["total_clip_hits"].sum()) if "total_clip_hits" in data else 0.0
    return data, hits / max(maker.worlds * months * dyads, 1)


class _Maker:
    def __init__(
        self, assembled: Assembled, outcome: Outcome, parts: Structure, repeats: int, months: int
    ) -> None:
        self.assembled = assembled
        self.outcome = outcome
        self.parts = parts
        self.repeats = repeats
        self.months = months
        self.worlds = int(outcome.histograms[0, 0].sum())
        self.variables: dict[str, Any] = {}
        self.coordinates: dict[str, Any] = {
            name: list(parts.keys(name))
            for name in ("actor", "dyad", "pair", "triad", "deal", "stake")
        }
        self.coordinates |= {
            "month": np.arange(1, months + 1),
            "event": list(EVENTS[1:]),
            "constraint": list(CONSTRAINTS[1:]),
            "signs": list(range(PATTERNS)),
        }

    def finals(self) -> None:
        assert self.outcome.finals is not None
        where = {entry: place for place, entry in enumerate(self.assembled.finals)}
        shape = (-1, self.repeats)
        grouped = {(over, name) for over, _, names in _GROUPED.values() for name in names}
        for variable, (over, axis, names) in _GROUPED.items():
            if not self.parts.keys(over):
                continue
            places = [[where[over, name, key] for name in names] for key in self.parts.keys(over)]
            values = self.outcome.finals[np.array(places)].astype(np.int16)
            self.variables[variable] = (
                (over, axis, "draw", "repeat"),
                values.reshape(*values.shape[:2], *shape),
            )
        for over, name in dict.fromkeys((over, name) for over, name, _ in where):
            if (over, name) in grouped:
                continue
            rows = [where[over, name, key] for key in self.parts.keys(over)]
            values = self.outcome.finals[np.array(rows)]
            label = LABELS.get((over, name), name)
            self.variables[label] = ((over, "draw", "repeat"), values.reshape(len(rows), *shape))

    def series(self) -> None:
        assert self.outcome.series is not None
        found: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for place, (over, name, key) in enumerate(self.assembled.series):
            found.setdefault((over, name), []).append((place, key))
        names = Counter(name for _, name in found)
        for (over, name), entries in found.items():
            axis = over if len(entries) == len(self.parts.keys(over)) else f"{over}_in_view"
            self.coordinates[axis] = [key for _, key in entries]
            # Entities of one field stand next to each other: no copy of what may be large.
            first, last = entries[0][0], entries[-1][0]
            values = self.outcome.series[:, first : last + 1]
            # Two index sets may have a field of one name.
            plain = name if names[name] == 1 else f"{over}_{name}"
            self.variables[SERIES_LABELS.get((over, name), plain)] = (
                ("month", axis, "draw", "repeat"),
                values.reshape(self.months, len(entries), -1, self.repeats),
            )

    def bands(self) -> None:
        found: dict[tuple[str, str], list[int]] = {}
        for place, (over, name, _) in enumerate(self.assembled.bands):
            found.setdefault((over, name), []).append(place)
        bins = self.outcome.histograms.shape[2]
        self.coordinates["bin"] = np.arange(bins)
        for (over, name), places in found.items():
            band = self.assembled.program.bands[places[0]]
            axis = over
            if len(places) < len(self.parts.keys(over)):
                axis = f"{over}_in_view"
                self.coordinates[axis] = [self.assembled.bands[place][2] for place in places]
            counts = xr.Variable(
                ("month", axis, "bin"),
                self.outcome.histograms[:, places],
                attrs={"low": band.low, "high": band.high},
            )
            self.variables[f"count_{name}"] = counts
            mean = self.outcome.sums[:, places] / (SUM_SCALE * self.worlds)
            self.variables[f"mean_{name}"] = (("month", axis), mean)

    def firsts(self) -> None:
        found: dict[tuple[str, str], list[int]] = {}
        for place, (over, name, _) in enumerate(self.assembled.first_months):
            found.setdefault((over, name), []).append(place)
        self.coordinates["first"] = np.arange(self.months + 1)
        events = [found["deal", f"first_{event}"] for event in EVENTS[1:]]
        counts = self.outcome.first_histogram[np.array(events).T]
        self.variables["first_count"] = (("deal", "event", "first"), counts)
        for (over, name), places in found.items():
            if over != "deal":
                self.variables[f"count_{LABELS.get((over, name), name)}"] = (
                    (over, "first"),
                    self.outcome.first_histogram[places],
                )

    def totals(self) -> None:
        found: dict[tuple[str, str], list[int]] = {}
        for place, (over, name, _) in enumerate(self.assembled.totals):
            found.setdefault((over, name), []).append(place)
        for (over, name), places in found.items():
            self.variables[f"total_{LABELS.get((over, name), name)}"] = (
                (over,),
                self.outcome.totals[places] / TOTAL_SCALE,
            )

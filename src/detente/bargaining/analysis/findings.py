"""What bargaining over a scenario's issues comes to: the shape that reports read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.bargaining.analysis.levers import SideLevers
from detente.bargaining.analysis.outcomes import Agreement, ModelOutcome
from detente.bargaining.analysis.pivots import Pivot
from detente.bargaining.analysis.trades import Trade
from detente.bargaining.analysis.zones import Zone
from detente.bargaining.checking import known_word
from detente.findings import Findings
from detente.interests.packages import Package
from detente.library.conventions import conventions

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from detente.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class OwnScale:
    """The issue's own unit: what 0 and 100 stand for in it."""

    zero: float
    hundred: float
    unit: str

    def of(self, position: float) -> float:
        """Return a position, 0–100 between the poles, in the unit."""
        return self.zero + position / 100 * (self.hundred - self.zero)  # literal-ok: the scale

    def position(self, figure: float) -> float:
        """Return where a figure in the unit lies between the poles, 0–100."""
        return 100 * (figure - self.zero) / (self.hundred - self.zero)  # literal-ok: the scale


@dataclass(frozen=True, slots=True)
class KnownOutcome:
    """What came of an issue, where a fact of the scenario says so; no model has seen it.

    Attributes:
        statement: in words.
        figure: in the issue's own unit, or None.
        position: 0–100 between the poles, or None without a figure or a unit.
    """

    statement: str
    figure: float | None
    position: float | None


@dataclass(frozen=True, slots=True)
class IssueBargain:
    """What the models say of one issue.

    Attributes:
        issue, name: which.
        poles: what 0 and 100 mean, in words.
        scale: the issue's own unit, or None.
        known: what came of it, or None.
        actors: who has a declared position; only they bargain.
        left_out: actors that are listed without a position.
        assumed: addresses of salience and capability that nobody declared.
        outcomes: one for each model and preset that applies, in the order of `MODELS`.
        unfit: model → why it does not apply.
        agreement: whether the models agree; None with fewer than two.
        pivots: one an actor, who sits on the median most often first.
        levers: one for each side asked that has a position here.
    """

    issue: str
    name: str
    poles: tuple[str, str]
    scale: OwnScale | None
    known: KnownOutcome | None
    actors: tuple[str, ...]
    left_out: tuple[str, ...]
    assumed: tuple[str, ...]
    outcomes: tuple[ModelOutcome, ...]
    unfit: Mapping[str, str]
    agreement: Agreement | None
    pivots: tuple[Pivot, ...]
    levers: tuple[SideLevers, ...]

    def outcome(self, name: str) -> ModelOutcome:
        """Return what a model (`compromise`, `challenge/text`) says; raises KeyError."""
        for found in self.outcomes:
            if found.name == name:
                return found
        raise KeyError(f"no outcome by '{name}' on {self.issue}")


@dataclass(frozen=True, repr=False)
class BargainFindings(Findings):
    """Which deal the models of bargaining expect, who decides it, and what could be traded.

    Attributes:
        data: `outcome` (issue, contender, draw), 0–100 between the poles; `distribution` (issue,
            contender, part) of the scale; `on_median` (issue, actor), shares of draws.
        scenario: what was asked about.
        issues: one `IssueBargain` an issue with at least two declared positions:
            `.outcomes` (`ModelOutcome`: `.outcome`, `.widened`, `.refused`, `.distribution`),
            `.unfit`, `.agreement` (`Agreement`: `.verdict`, `.span`, `.apart`),
            `.pivots` (`Pivot`: `.on_median`, `.shift`, `.pull`),
            `.levers` (`SideLevers`: `.levers`, `.best`, `.most_effective`).
        skipped: issue → why nothing is said of it.
        trades: `Trade`s found among all actors, the likeliest to please both and pass first.
        pair_trades: those of the focus pair alone at the table.
        linkage: all shared issues of the focus pair as one package (`interests.packages`), or None.
        zones: one `Zone` for each issue that concerns both of the focus pair.
        sides: whose levers were asked.
        works: keys of the references for exactly what was used.
    """

    scenario: Scenario
    issues: tuple[IssueBargain, ...]
    skipped: Mapping[str, str]
    trades: tuple[Trade, ...]
    pair_trades: tuple[Trade, ...]
    linkage: Package | None
    zones: tuple[Zone, ...]
    sides: tuple[str, ...]
    works: tuple[str, ...]

    def __repr__(self) -> str:
        """Return three lines: what, on how much, how sampled."""
        names = dict.fromkeys(one.name for issue in self.issues for one in issue.outcomes)
        return (
            f"BargainFindings of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {len(self.issues)} issues, {len(names)} models, {len(self.trades)} trades, "
            f"{len(self.zones)} zones\n"
            f"  {self.origin.method}; {self.origin.draws} draws, seed {self.origin.seed}, "
            f"version {self.origin.version}"
        )

    def issue(self, name: str) -> IssueBargain:
        """Return what is said of an issue; raises KeyError."""
        for found in self.issues:
            if found.issue == name:
                return found
        raise KeyError(f"nothing on '{name}'")

    def zone(self, issue: str) -> Zone:
        """Return the zone of agreement on an issue; raises KeyError."""
        for found in self.zones:
            if found.issue == issue:
                return found
        raise KeyError(f"no zone on '{issue}'")

    def fails(self, what: str) -> bool:
        """Whether on some issue models `differ` (or worse), `contradict`, or the zone is `empty`.

        A zone counts as empty where it is so in at least the declared blocking share of draws, and
        rests on some declared gain or cost.

        Raises:
            ValueError: another word.
        """
        known_word(what, ("differ", "contradict", "empty"), "finding")
        if what == "empty":
            share = conventions()["blocking_share"]
            return any(zone.declared and zone.empty >= share for zone in self.zones)
        bad = ("differ", "contradict") if what == "differ" else ("contradict",)
        return any(
            one.agreement is not None and one.agreement.verdict in bad for one in self.issues
        )

    def table(self, what: str = "outcomes") -> pd.DataFrame:
        """Return one of five tables, rounded to Monte Carlo error.

        Args:
            what: `outcomes`, `pivots`, `levers`, `trades` or `zones`.

        Raises:
            ValueError: no such table.
        """
        from detente.bargaining.analysis.tables import bargain_table

        return bargain_table(self, what)

    def plot(self) -> Figure:
        """Return outcomes by model between the poles, issue by issue, as a picture."""
        from detente.bargaining.analysis.pictures import bargain_picture

        return bargain_picture(self)

    def sentences(self) -> dict[str, tuple[str, ...]]:
        """Return what the findings show, by issue; `packages` holds what crosses issues."""
        from detente.bargaining.analysis.words import bargain_sentences

        return bargain_sentences(self)

    def cite(self) -> tuple[str, ...]:
        """Return the references for exactly the models that were used."""
        from detente.library.references import reference

        return tuple(reference(key) for key in self.works)

    def to_dict(self) -> dict[str, Any]:
        """Return all findings as plain values: what is undefined is null, infinite a word."""
        parts = ("issues", "trades", "pair_trades", "zones")
        found: dict[str, Any] = {"origin": asdict(self.origin), "skipped": dict(self.skipped)}
        found |= {name: [asdict(one) for one in getattr(self, name)] for name in parts}
        found["linkage"] = asdict(self.linkage) if self.linkage else None
        found["sentences"] = self.sentences()
        found["references"] = list(self.works)
        plain: dict[str, Any] = _plain(found)
        return plain


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite"
    return value

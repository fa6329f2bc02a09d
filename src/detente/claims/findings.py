"""What becomes of claims: the shape that a report reads without working anything out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from detente.claims.holding import Cell, Holding
from detente.findings import Findings
from detente.scenario.problems import listed, nearest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from detente.scenario.model import Scenario

#: What a claim comes to, in the order in which it is asked.
Verdict: TypeAlias = Literal[
    "outside the model",
    "never asked",
    "built in",
    "restated",
    "holds under every viewpoint",
    "follows from its own premises",
    "depends",
    "contradicted",
]
VERDICTS: tuple[Verdict, ...] = (
    "outside the model",
    "never asked",
    "built in",
    "restated",
    "holds under every viewpoint",
    "follows from its own premises",
    "depends",
    "contradicted",
)
#: Verdicts of claims that count: they could have come out the other way.
COUNTED: tuple[Verdict, ...] = VERDICTS[4:]
#: Stands with every matrix of claims.
CANNOT_VALIDATE = "The documents cannot validate a model made from them."


@dataclass(frozen=True, slots=True)
class ViewCell:
    """A claim under one viewpoint.

    Attributes:
        viewpoint: whose switches.
        cell: holds or fails as declared and with doubled widths, else depends; never asked; silent
            where the viewpoint sets none of the switches that matter to the claim.
        own: whether these are the premises that the claim stands on.
        declared, wide: how far it holds, as declared and with doubled widths; `wide` is None where
            it neither holds nor fails as declared, so that it cannot matter.
        through: switches at which this viewpoint parts from the author's and of which the single
            turn takes the claim away, the strongest first.
    """

    viewpoint: str
    cell: Cell | Literal["silent"]
    own: bool
    declared: Holding
    wide: Holding | None
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A single switch turned under the author's own viewpoint.

    Attributes:
        switch, level: what was turned.
        open: whether the viewpoint leaves the switch open.
        holding: how far the claim then holds, as declared.
        change: its share of draws less that without the turn.
    """

    switch: str
    level: str
    open: bool
    holding: Holding
    change: float


@dataclass(frozen=True, slots=True)
class CanFail:
    """Whether a claim could have come out the other way, inside the declared ranges.

    Attributes:
        settings, of: in how many settings of the switches it fails, of those in which it was asked;
            of a standoff: in how many declared worlds of preferences.
        reversed: in how many of them its opposite holds in more draws than it does.
        example: one of these settings, switch → level, with the fewest switches.
        in_ranges: whether declared numbers alone make it fail: in more draws than the declared
            share leaves, or when some are moved inside their ranges.
    """

    settings: int
    of: int
    reversed: int
    example: Mapping[str, str]
    in_ranges: bool

    @property
    def possible(self) -> bool:
        """Whether it can fail at all."""
        return self.settings > 0 or self.reversed > 0 or self.in_ranges


@dataclass(frozen=True, slots=True)
class Needs:
    """The smallest set of premises found from which a claim still follows.

    Attributes:
        premises: ids, those taken last first.
        words: the same in words.
        of: how many premises the viewpoint has.
        complete: whether each was shown to be needed.
        holding: how far the claim holds on these alone, everything else at the prior.
        asked: how many sets were tried.
    """

    premises: tuple[str, ...]
    words: tuple[str, ...]
    of: int
    complete: bool
    holding: Holding
    asked: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """The smallest change found that turns a claim into its opposite.

    Attributes:
        kind: one or two switches, quantities of one group, or nothing tried.
        switches: switch → level.
        group, addresses: the quantities that are moved, and what they are in words.
        fraction: how far they are moved, as a share of the way to the end of their range.
        holding: how far the claim then holds.
    """

    kind: Literal["switches", "quantities", "nothing"]
    switches: Mapping[str, str]
    group: str
    addresses: tuple[str, ...]
    fraction: float
    holding: Holding | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that a claim needs and that the document nowhere supports.

    Attributes:
        kind: a switch that the author leaves open, or a quantity without support.
        id: switch, or address.
        words: in words.
        keeps, loses: levels, or ends of the range, at which the claim stands and falls.
    """

    kind: Literal["switch", "quantity"]
    id: str
    words: str
    keeps: str
    loses: str


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """What becomes of one claim.

    Attributes:
        id, statement, kind, voice, hedge, source: as declared; `source` names the paragraphs.
        viewpoint: whose premises it stands on.
        months: how far it looks ahead.
        verdict: see `VERDICTS`.
        reason: why it is outside the model or never asked; else empty.
        own: under its own viewpoint; None where it is not tested.
        open: with every switch open, as declared.
        views: under every viewpoint of the scenario.
        turns: single switches turned under its own viewpoint.
        sample: over the designed sample, how far it holds (asked settings only).
        hinges_on: switches that matter, the strongest first; where none does, quantities.
        hinge_words: the same in words.
        can_fail: whether and where it fails.
        needs, reversal, hidden: see there; None where not looked for, or not found.
        settled_by: what would have to be observed.
        sentences: the findings in words.
    """

    id: str
    statement: str
    kind: str
    voice: str
    hedge: str
    source: str
    viewpoint: str
    months: int
    verdict: Verdict
    reason: str
    own: ViewCell | None
    open: Holding | None
    views: tuple[ViewCell, ...]
    turns: tuple[Turn, ...]
    sample: tuple[Holding, ...]
    hinges_on: tuple[str, ...]
    hinge_words: tuple[str, ...]
    can_fail: CanFail | None
    needs: Needs | None
    reversal: Reversal | None
    hidden: Hidden | None
    settled_by: str
    sentences: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Share of draws in which it holds under its own viewpoint; None where not judged."""
        if self.own is None or not self.own.declared.asked:
            return None
        return self.own.declared.share

    @property
    def counted(self) -> bool:
        """Whether it counts: tested, asked, neither built in nor restated."""
        return self.verdict in COUNTED

    def view(self, viewpoint: str) -> ViewCell:
        """Return what it is under a viewpoint; raises KeyError."""
        for found in self.views:
            if found.viewpoint == viewpoint:
                return found
        raise KeyError(f"nothing under '{viewpoint}'")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two viewpoints disagree about, shown by the claims that it turns.

    Attributes:
        one, other: the viewpoints.
        switch: the question.
        claims: ids of the claims that come out differently, and that this switch alone turns most.
    """

    one: str
    other: str
    switch: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same claims on premises that nobody holds.

    Attributes:
        name: shuffled actors, another author's premises, or priors only.
        changed, of: how many claims come out differently under it, of those judged both times.
    """

    name: Literal["actors shuffled", "another author's premises", "priors only"]
    changed: int
    of: int


@dataclass(frozen=True, repr=False)
class ClaimFindings(Findings):
    """What becomes of the claims of a scenario.

    `data` holds share and error (claim, viewpoint), declared widths, and share_wide.

    Attributes:
        scenario: whose claims.
        claims: one finding a claim, in the order of the file.
        viewpoints: columns of the matrix.
        disagreements: what viewpoints disagree about, the most claims first.
        placebos: how many verdicts change on premises that nobody holds; empty where not asked.
        quick: whether minimal sets, changes and the sample were left out.
        words: the findings as a whole, in words.
    """

    scenario: Scenario
    claims: tuple[ClaimFinding, ...]
    viewpoints: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    placebos: tuple[Placebo, ...]
    quick: bool
    words: tuple[str, ...] = ()

    references: ClassVar[tuple[str, ...]] = ("saltelli2010",)

    def claim(self, name: str) -> ClaimFinding:
        """Return what becomes of one claim.

        Raises:
            KeyError: it is not there, with the nearest.
        """
        for found in self.claims:
            if found.id == name:
                return found
        known = [found.id for found in self.claims]
        raise KeyError(f"no claim '{name}'{nearest(name, known)}")

    def __repr__(self) -> str:
        """Return three lines: what, how many of each verdict, how sampled."""
        counts = [(verdict, len(self.having(verdict))) for verdict in VERDICTS]
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts if count)
        return (
            f"ClaimFindings of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {len(self.claims)} claims: {told}\n"
            f"  {self.origin.method}; {self.origin.draws} draws, seed {self.origin.seed}, "
            f"version {self.origin.version}"
        )

    def having(self, verdict: str) -> tuple[ClaimFinding, ...]:
        """Return the claims with a verdict."""
        return tuple(found for found in self.claims if found.verdict == verdict)

    def fails(self, what: str) -> bool:
        """Whether some claim has a verdict, such as `contradicted` or `depends`.

        Raises:
            ValueError: no such verdict.
        """
        if what not in VERDICTS:
            raise ValueError(f"there is no verdict '{what}' – there are {listed(VERDICTS)}")
        return bool(self.having(what))

    def table(self) -> pd.DataFrame:
        """Return one row a claim: verdict, share, hinge, and its cell under every viewpoint."""
        from detente.claims.tables import claim_table

        return claim_table(self)

    def plot(self) -> Figure:
        """Return the matrix of claims and viewpoints as a picture."""
        from detente.claims.pictures import claims_picture

        return claims_picture(self)

    def matrix(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return claim → its cell under every viewpoint, for tested claims."""
        return tuple(
            (found.id, tuple(view.cell for view in found.views))
            for found in self.claims
            if found.views
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all findings as plain values; what is undefined is null."""
        found = {
            "origin": asdict(self.origin),
            "warning": CANNOT_VALIDATE,
            "quick": self.quick,
            "viewpoints": list(self.viewpoints),
            "claims": [_claim(one) for one in self.claims],
            "disagreements": [asdict(one) for one in self.disagreements],
            "placebos": [asdict(one) for one in self.placebos],
            "sentences": list(self.words),
        }
        plain: dict[str, Any] = _plain(found)
        return plain


def _claim(one: ClaimFinding) -> dict[str, Any]:
    found = asdict(one)
    found["share"] = one.share
    found["counted"] = one.counted
    found["views"] = [
        {
            **asdict(view),
            "share": view.declared.share,
            "share_wide": None if view.wide is None else view.wide.share,
        }
        for view in one.views
    ]
    if one.can_fail is not None:
        found["can_fail"]["possible"] = one.can_fail.possible
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value

"""Fields of deals, of stakes in them, and of the weights of means over links."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from detente.dynamics.codes import IN_FORCE, NEVER, STATUSES
from detente.dynamics.columns import Array, Filler, Value, months_between, start_luck
from detente.dynamics.structure import HIGH_ROLES, Deal, owed
from detente.scenario.merging import pair_key


class DealFiller:
    """Fills fields of deals and stakes."""

    def __init__(self, filler: Filler) -> None:
        self.draws = filler.draws
        self.scenario = filler.scenario
        self.content = filler.content
        self.parts = filler.parts
        self.columns = filler.columns
        self.put = filler.put
        self.parameter = filler.parameter
        self.quantity = filler.quantity

    def deals(self) -> None:
        """Fill fields of deals and stakes."""
        by_id = {deal.id: deal for deal in self.parts.deals}

        def of(value: Callable[[Deal], Value]) -> Callable[[str], Value]:
            return lambda key: value(by_id[key])

        roles = {issue: entry.role for issue, entry in self.content.issues.items()}

        def share_of(*wanted: str) -> Callable[[str], Value]:
            return of(lambda deal: sum(roles[i] in wanted for i in deal.issues) / len(deal.issues))

        packaged = self.packaged()
        self.put(
            "deal",
            {
                "status": of(self.status),
                "bound_at_start": of(lambda deal: float(self.status(deal) == IN_FORCE)),
                "depth": of(lambda deal: self.depth(deal) if self.status(deal) > 1 else 0.0),
                "depth_cap": of(self.depth),
                "verification": of(self.verification),
                "months_left": of(self.months_left),
                "notice_left": of(self.notice_left),
                "full_term": of(self.full_term),
                "extension_term": of(lambda _: self.parameter("extension_term")),
                "notice_term": of(self.notice_term),
                "may_extend": of(
                    lambda deal: float(
                        deal.agreement is None or deal.agreement.extendable is not False
                    )
                ),
                "may_open": of(lambda deal: self.may_open(deal, packaged)),
                "reopens": of(lambda deal: float(deal.agreement is None)),
                "per_issue": of(lambda deal: 1 / len(deal.issues)),
                "is_open_slot": of(lambda deal: float(deal.agreement is None)),
                "is_security": share_of("security_regime"),
                "is_acute": share_of("acute_conflict"),
                "is_economic": share_of("economic"),
                "is_technology": share_of("technology"),
                "is_high": share_of(*HIGH_ROLES),
            },
        )
        self.put("stake", self.stake_fields(by_id))
        self.put("ballot", {"asked": lambda _: 1.0})
        self.put("strand", {"duty_floor": lambda key: self.duty_floor(key, by_id)})

    def duty_floor(self, key: str, by_id: Mapping[str, Deal]) -> float:
        """Return 1 where something is owed to a third party whose relation is not declared."""
        deal, actor, issue = key.split("|")
        pairs = self.parts.keys("pair")
        thirds = owed(self.content, by_id[deal], actor, issue)
        return float(any(pair_key(f"{actor}-{third}") not in pairs for third in thirds))

    def packaged(self) -> Array:
        """Return 1 in the draws in which the focus pair bargains its files as one package."""
        luck = start_luck(self.draws, "files bargained as one package")
        return np.where(luck < self.parameter("package_share"), 1.0, 0.0)

    def may_open(self, deal: Deal, packaged: Array) -> Value:
        """Return 1 where talks on a deal may open."""
        focus = tuple(pair_key("-".join(self.scenario.focus)).split("-"))
        if deal.is_package:
            return packaged
        if (
            deal.agreement is None
            and deal.parties == focus
            and any(d.is_package for d in self.parts.deals)
        ):
            return np.asarray(1 - packaged)
        return 1.0

    def status(self, deal: Deal) -> float:
        """Return the code of a deal's status at the start."""
        return float(STATUSES.index(deal.agreement.status)) if deal.agreement else 0.0

    def pair_values(self, deal: Deal, field: str) -> Value:
        """Return a quantity of the pair on the issues of a deal, on average."""
        pairs = [pair_key(f"{a}-{b}") for a, b in (deal.parties[:2],)]
        values = [
            self.quantity(f"issues.{issue}.pairs.{pair}.{field}", field)
            for issue in sorted(deal.issues)  # one sum, whatever the order of the file
            for pair in pairs
        ]
        return sum(values) / len(values)

    def depth(self, deal: Deal) -> Value:
        """Return the declared depth of an agreement, or what is attainable."""
        address = f"agreements.{deal.id}.depth"
        return self.draws[address] if address in self.draws else self.pair_values(deal, "depth")

    def verification(self, deal: Deal) -> Value:
        """Return how well a deal is, or could be, verified."""
        address = f"agreements.{deal.id}.verification"
        return (
            self.draws[address] if address in self.draws else self.pair_values(deal, "verification")
        )

    def months_left(self, deal: Deal) -> Value:
        """Return months until the term ends; NEVER without one."""
        if deal.agreement is None or deal.agreement.expires is None or self.status(deal) < 2:
            return NEVER
        return float(max(months_between(self.scenario.as_of, deal.agreement.expires.day), 1))

    def notice_left(self, deal: Deal) -> Value:
        """Return months of notice that are left."""
        if deal.agreement is None or deal.agreement.status != "notice":
            return 0.0
        left = self.months_left(deal)
        return left if np.ndim(left) == 0 and left < NEVER else self.notice_term(deal)

    def notice_term(self, deal: Deal) -> Value:
        """Return months of notice."""
        address = f"agreements.{deal.id}.notice_months"
        return self.draws[address] if address in self.draws else self.parameter("notice_term")

    def full_term(self, deal: Deal) -> Value:
        """Return the months of a full term."""
        if deal.agreement is None:
            return self.parameter("treaty_term")
        start, end = deal.agreement.in_force or deal.agreement.signed, deal.agreement.expires
        if end is None:
            return NEVER
        return (
            float(max(months_between(start.day, end.day), 1))
            if start
            else self.parameter("treaty_term")
        )

    def stake_fields(self, by_id: dict[str, Deal]) -> dict[str, Callable[[str], Value]]:
        """Return the fields of stakes."""

        def is_party(key: str) -> float:
            deal, actor = key.split("|")
            return float(actor in by_id[deal].parties)

        def party_share(key: str) -> float:
            return is_party(key) / len(by_id[key.split("|")[0]].parties)

        return {"is_party": is_party, "party_share": party_share}

    def shares(self) -> None:
        """Fill the weights of means over links: 1 / number of entities that share a target."""

        def even(name: str, *links: str) -> list[Value]:
            found = self.parts.sets[name].links
            places = np.stack([found[link][1] for link in links], axis=1)
            _, inverse, counts = np.unique(places, axis=0, return_inverse=True, return_counts=True)
            return [float(1 / counts[k]) for k in inverse.ravel()]

        for name, links in {
            "corner": ("dyad",),
            "tie": ("deal",),
            "bond": ("stake",),
            "strand": ("stake",),
            "stake": ("deal",),
        }.items():
            self.columns[name, "share"] = even(name, *links) if len(self.parts.sets[name]) else []
        count = max(len(self.content.issues), 1)
        self.columns["tie", "issue_share"] = [1 / count for _ in self.parts.keys("tie")]
        low = [
            self.content.issues[m.split(":")[0]].role not in HIGH_ROLES
            for m in self.parts.keys("matter")
        ]
        pairs = self.parts.sets["matter"].links["pair"][1]
        number = {
            p: sum(1 for q, is_low in zip(pairs, low, strict=True) if q == p and is_low)
            for p in pairs
        }
        self.columns["matter", "low_share"] = [
            1 / number[p] if is_low else 0.0 for p, is_low in zip(pairs, low, strict=True)
        ]

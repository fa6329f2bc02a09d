"""What a run starts from: the fields of each index set, filled from the draws of a scenario."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import IN_FORCE, NEVER, STATUSES
from detente.dynamics.ladder import MONTHS_OF_A_YEAR, RUNGS, Ladder, ladder
from detente.dynamics.structure import EXECUTIVE_ROLES, HIGH_ROLES, Deal, Structure
from detente.interests.obstacles import declared_shift
from detente.scenario.draws import Draws
from detente.scenario.kinds import kinds
from detente.scenario.merging import pair_key
from detente.scenario.notation import parse_distribution
from detente.scenario.strata import mapped

Array: TypeAlias = npt.NDArray[np.float64]
Value: TypeAlias = Array | float
#: (index set, field) → a value per entity.
Columns: TypeAlias = dict[tuple[str, str], list[Value]]

#: Chances and rates that the equations read as log-odds a month.
LOGITS = {
    "talks_logit": ("talks_rate", MONTHS_OF_A_YEAR),
    "rise_logit": ("sanctions_rise", MONTHS_OF_A_YEAR),
    "relief_logit": ("sanctions_fall", MONTHS_OF_A_YEAR),
    "summit_logit": ("summit_rate", MONTHS_OF_A_YEAR),
    "breakoff_logit": ("breakoff_chance", 1),
    "withdrawal_logit": ("withdrawal_chance", 1),
    "extension_logit": ("renewal_chance", 1),
}
#: Chances stay this far from 0 and 1 when they are turned into log-odds.
EDGE = 1e-6  # literal-ok: numerical


def log_odds(chance: Value) -> Value:
    """Return ln p / (1 − p), with p kept off 0 and 1."""
    inside = np.clip(chance, EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


@dataclass(frozen=True)
class Beginning:
    """Where a run starts.

    Attributes:
        columns: fields of every index set, a value per entity.
        ladder: the regimes.
        defaults: addresses of quantities that the scenario leaves out and a default stands in for.
    """

    columns: Columns
    ladder: Ladder
    defaults: tuple[str, ...]


def beginning(draws: Draws, parts: Structure, regimes: int = 4) -> Beginning:  # literal-ok: rungs
    """Fill the fields of every index set.

    Args:
        draws: draws of the scenario.
        parts: its index sets.
        regimes: rungs of the ladder.
    """
    filler = _Filler(draws, parts, regimes)
    filler.world()
    filler.actors()
    filler.relations()
    filler.shocks()
    filler.cells()
    filler.deals()
    filler.shares()
    return Beginning(filler.columns, filler.ladder, tuple(sorted(filler.defaults)))


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Return whole calendar months from one date to another."""
    return MONTHS_OF_A_YEAR * (end.year - start.year) + end.month - start.month


class _Filler:
    def __init__(self, draws: Draws, parts: Structure, regimes: int) -> None:
        self.draws = draws
        self.scenario = draws.scenario
        self.content = draws.scenario.content
        self.parts = parts
        self.ladder = ladder(draws, regimes)
        self.columns: Columns = {}
        self.defaults: set[str] = set()

    def put(self, name: str, fields: dict[str, Callable[[str], Value]]) -> None:
        """Fill fields of an index set, each by a function of the entity's key."""
        for field, value_of in fields.items():
            self.columns[name, field] = [value_of(key) for key in self.parts.keys(name)]

    def parameter(self, name: str) -> Array:
        return self.draws[f"parameters.{name}"]

    def quantity(self, address: str, kind: str) -> Value:
        """Return a declared quantity, or the default of its kind keyed by its address."""
        if address in self.draws:
            return self.draws[address]
        default = kinds()[kind].default
        if default is None:
            return 0.0
        self.defaults.add(address)
        d = self.draws
        ppf = parse_distribution(default, kinds()[kind]).ppf
        return mapped(address, d.seed, d.count, d.start, d.stop, ppf)

    def at(self, prefix: str, field: str, kind: str | None = None) -> Callable[[str], Value]:
        return lambda key: self.quantity(f"{prefix}.{key}.{field}", kind or field)

    def world(self) -> None:
        for name in self.content.parameters:
            self.columns["world", name] = [self.parameter(name)]
        for field, (name, parts) in LOGITS.items():
            self.columns["world", field] = [log_odds(self.parameter(name) / parts)]
        for rung in range(RUNGS):
            place = min(rung, self.ladder.rungs - 1)
            self.columns["world", f"worsen_{rung}"] = [log_odds(self.ladder.worsen[place])]
            self.columns["world", f"improve_{rung}"] = [log_odds(self.ladder.improve[place])]
            self.columns["world", f"regime_flow_{rung}"] = [self.ladder.flow[place]]
            self.columns["world", f"severity_{rung}"] = [self.ladder.severity[place]]
        self.columns["world", "regime_top"] = [float(self.ladder.rungs - 1)]

    def actors(self) -> None:
        half_lives = {a: f"parameters.opinion_half_life_{a}" for a in self.parts.keys("actor")}
        self.half_life = {
            a: self.draws[address] if address in self.draws else self.parameter("opinion_half_life")
            for a, address in half_lives.items()
        }
        self.put(
            "actor",
            {
                "horizon": self.at("actors", "horizon"),
                "bureaucratic_drag": self.at("actors", "bureaucratic_drag"),
                "drag_shift": lambda a: declared_shift(self.draws, "drag", a),
                "turnover": self.at("actors", "turnover"),
                "turnover_at_term": lambda a: self.at_term(a),
                "capability_drift": self.at("actors", "capability_drift"),
                "capability": lambda _: 1.0,
                "months_to_turnover": lambda a: self.clock(a, "inauguration")[0],
                "turnover_period": lambda a: self.clock(a, "inauguration")[1],
                "months_to_election": lambda a: self.clock(a, "election")[0],
                "election_period": lambda a: self.clock(a, "election")[1],
            },
        )

    def at_term(self, actor: str) -> Value:
        address = f"parameters.turnover_at_term_{actor}"
        return self.draws[address] if address in self.draws else self.parameter("turnover_at_term")

    def clock(self, actor: str, kind: str) -> tuple[float, float]:
        """Return months to the next scheduled date, and between such dates (never: NEVER)."""
        start = self.scenario.as_of
        dates = sorted(
            entry.date.day
            for entry in self.content.calendar.values()
            if entry.kind == kind and actor in entry.actors and entry.date.last >= start
        )
        if not dates:
            return NEVER, NEVER
        first = float(max(months_between(start, dates[0]), 1))
        gaps = [months_between(a, b) for a, b in zip(dates, dates[1:], strict=False)]
        term = self.content.actors[actor].term_months
        if kind == "inauguration" and term:
            return first, float(term)
        return first, float(min(gaps)) if gaps else float(term or NEVER)

    def relations(self) -> None:
        relations = "relations"
        flow = self.at(relations, "flow")
        self.put(
            "dyad",
            {
                "flow": flow,
                "flow_shown": flow,
                "flow_usual": flow,
                "accustomed_flow": flow,
                "trust": self.at(relations, "trust"),
                "trust_base": self.at(relations, "trust"),
                "sanctions": self.at(relations, "sanctions"),
                "sanctions_start": self.at(relations, "sanctions"),
                "sanctions_lock": lambda _: self.parameter("sanctions_lock"),
                "opinion": self.at(relations, "opinion"),
                "opinion_base": self.at(relations, "opinion"),
                "opinion_half_life": lambda d: self.half_life[d.split(">")[0]],
                "leader_drive": self.at(relations, "leader_drive"),
                "frustration": self.at(relations, "frustration"),
                "harm": lambda d: self.harm(d.split(">")[1]),
                "is_second": lambda d: float(pair_key(d.replace(">", "-")).split("-")[0] != d.split(">")[0]),
            },
        )
        rung = {pair: self.start_rung(pair) for pair in self.parts.keys("pair")}
        severity = np.array(self.ladder.severity)
        self.put(
            "pair",
            {
                "channel": self.at(relations, "channel"),
                "channel_base": self.at(relations, "channel"),
                "tension": self.at(relations, "tension"),
                "tension_start": self.at(relations, "tension"),
                "fence": self.at(relations, "fence"),
                "regime": lambda p: rung[p],
                "regime_start": lambda p: rung[p],
                "severity": lambda p: severity[rung[p].astype(np.intp)],
                "severity_start": lambda p: severity[rung[p].astype(np.intp)],
                "belief_base": lambda p: self.belief(p),
            },
        )
        self.put(
            "matter",
            {
                "experience": lambda m: self.quantity(f"{relations}.{m.split(':')[1]}.experience", "experience"),
            },
        )

    def belief(self, pair: str) -> Value:
        one, other = pair.split("-")
        trust = [self.quantity(f"relations.{a}>{b}.trust", "trust") for a, b in ((one, other), (other, one))]
        return np.asarray(1 / (1 + np.exp(-np.minimum(trust[0], trust[1]))))

    def harm(self, by: str) -> Value:
        """Return how much a sanctioner can hurt in economic matters; 1 where nobody says."""
        for issue, entry in self.content.issues.items():
            address = f"issues.{issue}.actors.{by}.damage"
            if entry.role == "economic" and address in self.draws:
                return self.draws[address]
        return 1.0

    def start_rung(self, pair: str) -> Array:
        """Return the rung at the start: by the declared shares, else the nearest in behaviour."""
        d = self.draws
        names = ("reset", "guardrailed_rivalry", "confrontation", "crisis")
        address = f"relations.{pair}.regime"
        luck = mapped(f"{address} at the start", d.seed, d.count, d.start, d.stop, lambda u: u)
        if all(f"{address}.{name}" in d.columns for name in names):
            ends = np.cumsum([d[f"{address}.{name}"] for name in names], axis=0)
            declared = (luck >= ends[:-1]).sum(axis=0)
        else:
            one, other = pair.split("-")
            flows = [self.quantity(f"relations.{a}>{b}.flow", "flow") for a, b in ((one, other), (other, one))]
            gaps = np.abs(ladder(d).flow - 0.5 * (flows[0] + flows[1]))
            # Crisis is short by nature: without word of one a start in crisis is not assumed.
            declared = np.argmin(gaps[:-1], axis=0)
        rungs = np.array([self.ladder.rung_of(name) for name in names], dtype=np.float64)
        return np.asarray(rungs[declared])

    def shocks(self) -> None:
        flags = {
            "is_threat": "common_threat",
            "is_incident": "dyadic_incident",
            "is_outside": "third_party_crisis",
            "is_economic": "economic",
        }
        self.put(
            "shock",
            {
                "rate": self.at("shocks", "rate_per_year"),
                "persistence": self.persistence,
                **{field: self.shock_flag(kind) for field, kind in flags.items()},
            },
        )

    def shock_flag(self, kind: str) -> Callable[[str], Value]:
        return lambda key: float(self.content.shocks[key].kind == kind)

    def persistence(self, key: str) -> Value:
        # Experts disagree on how long a common threat works; the parameter carries their quarrel.
        if self.content.shocks[key].kind == "common_threat" and "parameters.threat_persistence" in self.draws:
            return self.parameter("threat_persistence")
        return self.quantity(f"shocks.{key}.persistence", "persistence")

    def cells(self) -> None:
        def field(name: str) -> Callable[[str], Value]:
            def value(key: str) -> Value:
                issue, actor = key.split(":")
                return self.quantity(f"issues.{issue}.actors.{actor}.{name}", name)

            return value

        self.put(
            "cell",
            {
                "tactical_gain": field("tactical_gain"),
                "strategic_cost": field("strategic_cost"),
                "obligation": field("third_party_obligation"),
                "duty_floor": self.duty_floor,
                "hurdle": field("domestic_hurdle"),
                "hurdle_shift": lambda key: declared_shift(self.draws, "hurdle", key.split(":")[1]),
            },
        )

    def duty_floor(self, key: str) -> Value:
        """Return 1 where something is owed to a third party whose relation is not declared."""
        issue, actor = key.split(":")
        pairs = self.parts.keys("pair")
        thirds = self.content.issues[issue].actors[actor].obligation_to
        return float(any(pair_key(f"{actor}-{third}") not in pairs for third in thirds))

    def deals(self) -> None:
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
                "may_extend": of(lambda deal: float(deal.agreement is None or deal.agreement.extendable is not False)),
                "may_open": of(lambda deal: self.may_open(deal, packaged)),
                "reopens": of(lambda deal: float(deal.agreement is None)),
                "is_open_slot": of(lambda deal: float(deal.agreement is None)),
                "is_security": share_of("security_regime"),
                "is_acute": share_of("acute_conflict"),
                "is_economic": share_of("economic"),
                "is_technology": share_of("technology"),
                "is_high": share_of(*HIGH_ROLES),
            },
        )
        self.put("stake", self.stake_fields(by_id, roles))

    def packaged(self) -> Array:
        """Return 1 in the draws in which the focus pair bargains its files as one package."""
        d = self.draws
        luck = mapped("files bargained as one package", d.seed, d.count, d.start, d.stop, lambda u: u)
        return np.where(luck < self.parameter("package_share"), 1.0, 0.0)

    def may_open(self, deal: Deal, packaged: Array) -> Value:
        focus = tuple(pair_key("-".join(self.scenario.focus)).split("-"))
        if deal.is_package:
            return packaged
        if deal.agreement is None and deal.parties == focus and any(d.is_package for d in self.parts.deals):
            return np.asarray(1 - packaged)
        return 1.0

    def status(self, deal: Deal) -> float:
        return float(STATUSES.index(deal.agreement.status)) if deal.agreement else 0.0

    def pair_values(self, deal: Deal, field: str) -> Value:
        pairs = [pair_key(f"{a}-{b}") for a, b in (deal.parties[:2],)]
        values = [
            self.quantity(f"issues.{issue}.pairs.{pair}.{field}", field) for issue in deal.issues for pair in pairs
        ]
        return sum(values) / len(values)

    def depth(self, deal: Deal) -> Value:
        address = f"agreements.{deal.id}.depth"
        return self.draws[address] if address in self.draws else self.pair_values(deal, "depth")

    def verification(self, deal: Deal) -> Value:
        address = f"agreements.{deal.id}.verification"
        return self.draws[address] if address in self.draws else self.pair_values(deal, "verification")

    def months_left(self, deal: Deal) -> Value:
        if deal.agreement is None or deal.agreement.expires is None or self.status(deal) < 2:
            return NEVER
        return float(max(months_between(self.scenario.as_of, deal.agreement.expires.day), 1))

    def notice_left(self, deal: Deal) -> Value:
        if deal.agreement is None or deal.agreement.status != "notice":
            return 0.0
        left = self.months_left(deal)
        return left if np.ndim(left) == 0 and left < NEVER else self.notice_term(deal)

    def notice_term(self, deal: Deal) -> Value:
        address = f"agreements.{deal.id}.notice_months"
        return self.draws[address] if address in self.draws else self.parameter("notice_term")

    def full_term(self, deal: Deal) -> Value:
        if deal.agreement is None:
            return self.parameter("treaty_term")
        start, end = deal.agreement.in_force or deal.agreement.signed, deal.agreement.expires
        if end is None:
            return NEVER
        return float(max(months_between(start.day, end.day), 1)) if start else self.parameter("treaty_term")

    def stake_fields(self, by_id: dict[str, Deal], roles: dict[str, str]) -> dict[str, Callable[[str], Value]]:
        def is_party(key: str) -> float:
            deal, actor = key.split("|")
            return float(actor in by_id[deal].parties)

        def needs_ratifier(key: str) -> float:
            deal, actor = key.split("|")
            issues = [i for i in by_id[deal].issues if roles[i] not in EXECUTIVE_ROLES]
            return is_party(key) * float(any(self.legislature(issue, actor) for issue in issues))

        def party_share(key: str) -> float:
            return is_party(key) / len(by_id[key.split("|")[0]].parties)

        return {"is_party": is_party, "needs_ratifier": needs_ratifier, "party_share": party_share}

    def legislature(self, issue: str, actor: str) -> bool:
        """Whether a legislature has to pass a deal on an issue."""
        holder = self.content.issues[issue].actors[actor].hurdle_by
        if holder is None:
            return self.scenario.legislature_of(actor) is not None
        return self.content.actors[holder].kind == "legislature"

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
        low = [self.content.issues[m.split(":")[0]].role not in HIGH_ROLES for m in self.parts.keys("matter")]
        pairs = self.parts.sets["matter"].links["pair"][1]
        number = {p: sum(1 for q, is_low in zip(pairs, low, strict=True) if q == p and is_low) for p in pairs}
        self.columns["matter", "low_share"] = [
            1 / number[p] if is_low else 0.0 for p, is_low in zip(pairs, low, strict=True)
        ]

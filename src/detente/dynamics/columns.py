"""What a run starts from: the fields of each index set, filled from the draws of a scenario."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import NEVER
from detente.dynamics.ladder import MONTHS_OF_A_YEAR, RUNGS, Ladder, ladder
from detente.dynamics.structure import Structure
from detente.interests.obstacles import declared_shift
from detente.scenario.distributions import Dirichlet
from detente.scenario.draws import Draws
from detente.scenario.kinds import kinds
from detente.scenario.merging import pair_key
from detente.scenario.notation import parse_distribution

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


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Return whole calendar months from one date to another.

    Month m of a run is the m-th calendar month after that of the scenario's date: what is dated in
    the rest of the scenario's own month counts as month 1 where it still has to happen.
    """
    return MONTHS_OF_A_YEAR * (end.year - start.year) + end.month - start.month


def start_luck(draws: Draws, name: str) -> Array:
    """Return the uniform numbers that decide something at the start, one a draw.

    A column of that name stands in for them: a design that holds luck fixed brings its own.
    """
    if name in draws.columns:
        return draws.columns[name]
    return draws.luck(name, lambda u: u)


def beginning(draws: Draws, parts: Structure, regimes: int = 4) -> Beginning:  # literal-ok: rungs
    """Fill the fields of every index set.

    Args:
        draws: draws of the scenario.
        parts: its index sets.
        regimes: rungs of the ladder.
    """
    from detente.dynamics.columns_deals import DealFiller

    filler = Filler(draws, parts, regimes)
    filler.world()
    filler.actors()
    filler.relations()
    filler.shocks()
    filler.cells()
    deals = DealFiller(filler)
    deals.deals()
    deals.shares()
    return Beginning(filler.columns, filler.ladder, tuple(sorted(filler.defaults)))


class Filler:
    """Fills fields of actors, relations, shocks and cells from draws."""

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
        """Return a parameter."""
        return self.draws[f"parameters.{name}"]

    def quantity(self, address: str, kind: str) -> Value:
        """Return a declared quantity, or the default of its kind keyed by its address."""
        if address in self.draws:
            return self.draws[address]
        default = kinds()[kind].default
        if default is None:
            return 0.0
        self.defaults.add(address)
        distribution = parse_distribution(default, kinds()[kind])
        assert not isinstance(distribution, Dirichlet)  # shares have no default
        return self.draws.luck(address, distribution.ppf)

    def at(self, prefix: str, field: str, kind: str | None = None) -> Callable[[str], Value]:
        """Return a function from the key of an entity to a quantity of it."""
        return lambda key: self.quantity(f"{prefix}.{key}.{field}", kind or field)

    def world(self) -> None:
        """Fill parameters, log-odds and the ladder of regimes."""
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
        """Fill fields of actors."""
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
        """Return the chance that a scheduled term changes an actor's leader."""
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
        first = months_between(start, dates[0])
        gaps = [months_between(a, b) for a, b in pairwise(dates)]
        term = self.content.actors[actor].term_months
        if kind == "inauguration":
            return float(max(first, 1)), float(term or min(gaps, default=NEVER))
        # An election in the rest of the scenario's own month is over when month 1 begins.
        return float(first), float(min(gaps)) if gaps else float(term or NEVER)

    def relations(self) -> None:
        """Fill fields of dyads, pairs and matters."""
        relations = "relations"
        flow = self.at(relations, "flow")
        self.put(
            "dyad",
            {
                "flow": flow,
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
                "is_second": lambda d: float(
                    pair_key(d.replace(">", "-")).split("-")[0] != d.split(">")[0]
                ),
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
                "experience": lambda m: self.quantity(
                    f"{relations}.{m.split(':')[1]}.experience", "experience"
                ),
            },
        )

    def belief(self, pair: str) -> Value:
        """Return the warier side's belief at the start."""
        one, other = pair.split("-")
        trust = [
            self.quantity(f"relations.{a}>{b}.trust", "trust")
            for a, b in ((one, other), (other, one))
        ]
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
        luck = start_luck(d, f"{address} at the start")
        if any(f"{address}.{name}" in d.columns for name in names):
            nothing = np.zeros(len(d))
            shares = [d.columns.get(f"{address}.{name}", nothing) for name in names]
            ends = np.cumsum(shares, axis=0)
            declared = (luck >= ends[:-1]).sum(axis=0)
        else:
            one, other = pair.split("-")
            flows = [
                self.quantity(f"relations.{a}>{b}.flow", "flow")
                for a, b in ((one, other), (other, one))
            ]
            gaps = np.abs(ladder(d).flow - 0.5 * (flows[0] + flows[1]))
            # Crisis is short by nature: without word of one a start in crisis is not assumed.
            declared = np.argmin(gaps[:-1], axis=0)
        rungs = np.array([self.ladder.rung_of(name) for name in names], dtype=np.float64)
        return np.asarray(rungs[declared])

    def shocks(self) -> None:
        """Fill fields of shocks."""
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
        """Return a function from a shock to whether it is of a kind."""
        return lambda key: float(self.content.shocks[key].kind == kind)

    def persistence(self, key: str) -> Value:
        """Return the share of a shock that is left after a month."""
        # Experts disagree on how long a common threat works; the parameter carries their quarrel.
        if (
            self.content.shocks[key].kind == "common_threat"
            and "parameters.threat_persistence" in self.draws
        ):
            return self.parameter("threat_persistence")
        return self.quantity(f"shocks.{key}.persistence", "persistence")

    def cells(self) -> None:
        """Fill fields of actors on issues."""

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
                "hurdle": field("domestic_hurdle"),
                "hurdle_shift": lambda key: declared_shift(self.draws, "hurdle", key.split(":")[1]),
            },
        )

"""Who and what a run is about: the index sets of a scenario and the links between them.

Everything is found by role and relation, never by name: principals between whom a relation is
declared, issues on which both are listed, agreements whose parties are principals.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np

from detente.dynamics.index_sets import (
    EXECUTIVE_ROLES,
    HIGH_ROLES,
    Deal,
    IndexSet,
    Structure,
    owed,
)
from detente.interests.obstacles import required_consents
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

__all__ = ["EXECUTIVE_ROLES", "HIGH_ROLES", "Deal", "IndexSet", "Structure", "owed", "structure"]


def structure(scenario: Scenario) -> Structure:
    """Find the index sets of a scenario.

    Raises:
        InvalidInputError: no relation between principals is declared.
    """
    builder = _Builder(scenario)
    builder.actors_and_pairs()
    builder.triads_and_shocks()
    builder.deals()
    return builder.finished()


class _Builder:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.content = scenario.content
        self.sets: dict[str, IndexSet] = {}
        self.found: list[Deal] = []
        self.left_out: list[str] = []

    def add(self, name: str, keys: Sequence[str], **links: tuple[str, Sequence[int]]) -> None:
        """Add an index set; links are given as (index set, places)."""
        places = {link: (other, np.array(at, np.int32)) for link, (other, at) in links.items()}
        self.sets[name] = IndexSet(name, tuple(keys), places)

    def at(self, name: str, key: str) -> int:
        return self.sets[name].keys.index(key)

    def has(self, name: str, key: str) -> bool:
        return key in self.sets[name].keys

    def actors_and_pairs(self) -> None:
        declared = {
            pair_key("-".join(key.replace(">", "-").split("-"))) for key in self.content.relations
        }
        pairs = [
            pair_key(f"{one}-{other}")
            for one, other in combinations(self.scenario.principals, 2)
            if pair_key(f"{one}-{other}") in declared
        ]
        if not pairs:
            raise InvalidInputError.single(
                "no relation between two principals is declared – the monthly model needs some",
                file=self.scenario.name,
                path="relations",
            )
        actors = [a for a in self.scenario.principals if any(a in p.split("-") for p in pairs)]
        dyads = [f"{i}>{j}" for p in pairs for i, j in (p.split("-"), p.split("-")[::-1])]
        self.add("world", ["world"])
        self.add("actor", actors)
        ends = [d.split(">") for d in dyads]
        self.add(
            "dyad",
            dyads,
            actor=("actor", [actors.index(i) for i, _ in ends]),
            other=("actor", [actors.index(j) for _, j in ends]),
            reverse=("dyad", [dyads.index(f"{j}>{i}") for i, j in ends]),
            pair=("pair", [pairs.index(pair_key(f"{i}-{j}")) for i, j in ends]),
        )
        self.add(
            "pair",
            pairs,
            first=("dyad", [2 * place for place in range(len(pairs))]),
            second=("dyad", [2 * place + 1 for place in range(len(pairs))]),
        )

    def pair_of(self, one: str, other: str) -> int | None:
        key = pair_key(f"{one}-{other}")
        return self.at("pair", key) if self.has("pair", key) else None

    def related(self, one: str, other: str) -> bool:
        return one != other and self.pair_of(one, other) is not None

    def triads_and_shocks(self) -> None:
        triads, edges, corners = [], [], []
        for key, triad in self.content.triads.items():
            a, b, c = triad.members
            sides = [self.pair_of(*two) for two in ((a, b), (a, c), (b, c))]
            if None in sides:
                self.left_out.append(
                    f"triangle {key}: a relation between two corners is not declared"
                )
                continue
            triads.append(key)
            edges.append(sides)
            for third in triad.members:
                i, j = (m for m in triad.members if m != third)
                corners += [(key, i, j, third), (key, j, i, third)]
        corners.sort()
        self.add(
            "triad",
            triads,
            first=("pair", [e[0] or 0 for e in edges]),
            second=("pair", [e[1] or 0 for e in edges]),
            third=("pair", [e[2] or 0 for e in edges]),
        )
        self.add(
            "corner",
            [f"{key}:{i}>{j}" for key, i, j, _ in corners],
            dyad=("dyad", [self.at("dyad", f"{i}>{j}") for _, i, j, _ in corners]),
            near=("pair", [self.pair_of(i, k) or 0 for _, i, _, k in corners]),
            far=("pair", [self.pair_of(k, j) or 0 for _, _, j, k in corners]),
        )
        shocks = list(self.content.shocks)
        jolts = []
        for key, shock in self.content.shocks.items():
            for name in shock.pairs:
                pair = pair_key(name)
                if self.has("pair", pair):
                    jolts.append((key, pair))
                else:
                    self.left_out.append(f"shock {key}: no relation {pair} is declared")
        jolts.sort()
        self.add("shock", shocks)
        self.add(
            "jolt",
            [f"{key}:{pair}" for key, pair in jolts],
            shock=("shock", [shocks.index(key) for key, _ in jolts]),
            pair=("pair", [self.at("pair", pair) for _, pair in jolts]),
        )

    def deals(self) -> None:
        actors = self.sets["actor"].keys
        cells = [
            (issue, actor)
            for issue, entry in self.content.issues.items()
            for actor in actors
            if actor in entry.actors
        ]
        self.add(
            "cell",
            [f"{issue}:{actor}" for issue, actor in cells],
            actor=("actor", [actors.index(actor) for _, actor in cells]),
        )
        self.found = [*self.named(), *self.slots()]
        self.found += self.packages()
        self.matters()
        self.stakes()
        self.duties()

    def named(self) -> list[Deal]:
        found = []
        for key, agreement in self.content.agreements.items():
            if agreement.status == "ended":
                continue
            issue = agreement.issue
            named = tuple(dict.fromkeys((*agreement.parties, *agreement.consents)))
            placed = [a for a in named if self.has("cell", f"{issue}:{a}")]
            carried = [a for a in placed if any(self.related(a, b) for b in placed)]
            foreign = [a for a in named if a not in carried]
            parties = tuple(a for a in carried if a in agreement.parties)
            consents = tuple(a for a in carried if a not in agreement.parties)
            if not any(self.related(*two) for two in combinations(parties, 2)):
                self.left_out.append(
                    f"agreement {key}: fewer than two parties whose relation is declared"
                )
                continue
            if foreign:
                self.left_out.append(f"agreement {key}: {', '.join(foreign)} not carried")
            found.append(Deal(key, agreement, (issue,), parties, {issue: consents}))
        return found

    def slots(self) -> list[Deal]:
        found = []
        for pair in self.sets["pair"].keys:
            one, other = pair.split("-")
            for issue in self.content.issues:
                if not all(self.has("cell", f"{issue}:{a}") for a in (one, other)):
                    continue
                wanted = sorted(required_consents(self.scenario, (one, other), issue))
                thirds = tuple(a for a in wanted if self.has("cell", f"{issue}:{a}"))
                foreign = [a for a in wanted if a not in thirds]
                if foreign:
                    self.left_out.append(
                        f"new deals on {issue} between {one} and {other}: "
                        f"consent of {', '.join(foreign)} not carried"
                    )
                found.append(Deal(f"{issue}:{pair}", None, (issue,), (one, other), {issue: thirds}))
        return found

    def packages(self) -> list[Deal]:
        """Return the package of all issues of the focus pair, where it has at least two.

        A third party whose consent an issue needs has a say in the package for that issue.
        """
        focus = tuple(pair_key("-".join(self.scenario.focus)).split("-"))
        slots = [deal for deal in self.found if deal.agreement is None and deal.parties == focus]
        issues = tuple(slot.issues[0] for slot in slots)
        if len(issues) < 2:
            return []
        thirds = {issue: slot.thirds[issue] for issue, slot in zip(issues, slots, strict=True)}
        return [Deal(f"package:{'-'.join(focus)}", None, issues, focus, thirds)]

    def ties(self) -> list[tuple[int, int, str]]:
        """Return (deal, pair, issue) where both of a declared relation are bound on the issue.

        Sorted by ids, so that sums do not depend on the order of the file.
        """
        found = []
        for place, deal in enumerate(self.found):
            for issue in deal.issues:
                for two in combinations(deal.bound(issue), 2):
                    pair = self.pair_of(*two)
                    if pair is not None:
                        found.append((place, pair, issue))
        pairs = self.sets["pair"].keys
        return sorted(found, key=lambda tie: (self.found[tie[0]].id, tie[2], pairs[tie[1]]))

    def matters(self) -> None:
        pairs = self.sets["pair"].keys
        self.add("deal", [deal.id for deal in self.found])
        ties = self.ties()
        keys = sorted({f"{issue}:{pairs[p]}" for _, p, issue in ties})
        self.add("matter", keys, pair=("pair", [pairs.index(k.split(":")[1]) for k in keys]))
        self.add(
            "tie",
            [f"{self.found[d].id}|{issue}:{pairs[p]}" for d, p, issue in ties],
            deal=("deal", [d for d, _, _ in ties]),
            pair=("pair", [p for _, p, _ in ties]),
            matter=("matter", [keys.index(f"{issue}:{pairs[p]}") for _, p, issue in ties]),
        )
        succession = [
            (new, old)
            for new, slot in enumerate(self.found)
            for old, treaty in enumerate(self.found)
            if slot.agreement is None and treaty.agreement is not None and not slot.is_package
            if slot.issues == treaty.issues and set(slot.parties) <= set(treaty.required)
        ]
        self.add(
            "succession",
            [f"{self.found[new].id}<{self.found[old].id}" for new, old in succession],
            deal=("deal", [new for new, _ in succession]),
            old=("deal", [old for _, old in succession]),
        )

    def asks(self, deal: Deal, actor: str) -> bool:
        """Whether a party has to bring a deal before its legislature."""
        if actor not in deal.parties:
            return False
        roles = {issue: self.content.issues[issue].role for issue in deal.issues}
        return any(
            self.legislature(issue, actor)
            for issue in deal.issues
            if roles[issue] not in EXECUTIVE_ROLES
        )

    def legislature(self, issue: str, actor: str) -> bool:
        """Whether a legislature has to pass a deal on an issue."""
        holder = self.content.issues[issue].actors[actor].hurdle_by
        if holder is None:
            return self.scenario.legislature_of(actor) is not None
        return self.content.actors[holder].kind == "legislature"

    def stakes(self) -> None:
        actors = self.sets["actor"].keys
        stakes = [(d, actor) for d, deal in enumerate(self.found) for actor in deal.required]
        self.add(
            "stake",
            [f"{self.found[d].id}|{actor}" for d, actor in stakes],
            deal=("deal", [d for d, _ in stakes]),
            actor=("actor", [actors.index(actor) for _, actor in stakes]),
        )
        ballots = [place for place, (d, a) in enumerate(stakes) if self.asks(self.found[d], a)]
        self.add(
            "ballot",
            [f"{self.found[stakes[place][0]].id}|{stakes[place][1]}" for place in ballots],
            stake=("stake", ballots),
            deal=("deal", [stakes[place][0] for place in ballots]),
        )
        bonds = [
            (d, i, j)
            for d, deal in enumerate(self.found)
            for i, j in permutations(deal.required, 2)
            if self.has("dyad", f"{i}>{j}")
            and any({i, j} <= set(deal.bound(issue)) for issue in deal.issues)
        ]
        bonds.sort(key=lambda bond: (self.found[bond[0]].id, bond[1:]))
        self.add(
            "bond",
            [f"{self.found[d].id}|{i}>{j}" for d, i, j in bonds],
            deal=("deal", [d for d, _, _ in bonds]),
            stake=("stake", [stakes.index((d, i)) for d, i, _ in bonds]),
            counter=("stake", [stakes.index((d, j)) for d, _, j in bonds]),
            dyad=("dyad", [self.at("dyad", f"{i}>{j}") for _, i, j in bonds]),
            back=("dyad", [self.at("dyad", f"{j}>{i}") for _, i, j in bonds]),
            other=("actor", [actors.index(j) for _, _, j in bonds]),
        )
        strands = [
            (s, issue)
            for s, (d, actor) in enumerate(stakes)
            for issue in sorted(self.found[d].issues)
            if actor in self.found[d].bound(issue)
        ]
        self.add(
            "strand",
            [f"{self.sets['stake'].keys[s]}|{issue}" for s, issue in strands],
            stake=("stake", [s for s, _ in strands]),
            cell=("cell", [self.at("cell", f"{issue}:{stakes[s][1]}") for s, issue in strands]),
        )

    def duties(self) -> None:
        """Add what is owed to third parties: a duty to a party is no duty against the deal."""
        found = []
        for place, strand in enumerate(self.sets["strand"].keys):
            deal, actor, issue = strand.split("|")
            for third in owed(self.content, self.found[self.at("deal", deal)], actor, issue):
                pair = self.pair_of(actor, third)
                if pair is not None:
                    found.append((place, pair, f"{strand}>{third}"))
        self.add(
            "duty",
            [key for _, _, key in found],
            strand=("strand", [place for place, _, _ in found]),
            pair=("pair", [pair for _, pair, _ in found]),
        )

    def finished(self) -> Structure:
        return Structure(self.sets, tuple(self.found), tuple(self.left_out))

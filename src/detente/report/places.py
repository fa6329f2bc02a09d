"""Addresses and values of quantities, in words."""

from __future__ import annotations

import numpy as np

from detente.report.lexicon import issue_label, listing, names, possessive, short, upper_first
from detente.scenario.distributions import (
    TAIL,
    Categorical,
    Dirichlet,
    Distribution,
    Exact,
)
from detente.scenario.model import Scenario
from detente.scenario.quantities import Quantity


def place_words(scenario: Scenario, address: str) -> str:
    """Return what a quantity is, in words."""
    quantity = scenario.quantities.get(address)
    label = quantity.kind.label if quantity else address.rsplit(".", 1)[-1].replace("_", " ")
    section, _, rest = address.partition(".")
    holder = rest.rsplit(".", 1)[0]
    if section == "actors":
        return upper_first(f"{possessive(scenario.name_of(holder))} {label}")
    if section == "issues":
        issue, sort, who = holder.split(".", 2)
        place = issue_label(scenario, issue)
        if sort == "actors":
            return upper_first(f"{possessive(scenario.name_of(who))} {label}: {place}")
        return upper_first(f"{label} between {names(scenario, who.split('-'))}: {place}")
    if section == "relations":
        if ">" in holder:
            one, _, other = holder.partition(">")
            owner = possessive(scenario.name_of(one))
            return upper_first(f"{owner} {label} towards {scenario.name_of(other)}")
        return upper_first(f"{label} between {names(scenario, holder.split('-'))}")
    if section == "parameters":
        return upper_first(label)
    return upper_first(f"{label}: {_entry_name(scenario, section, holder)}")


def _entry_name(scenario: Scenario, section: str, key: str) -> str:
    if section == "triads" and key in scenario.content.triads:
        members = scenario.content.triads[key].members
        return listing(short(scenario, member) for member in members)
    entry = getattr(scenario.content, section, {}).get(key)
    name = getattr(entry, "short", None) or getattr(entry, "name", None)
    return str(name or key.replace("_", " "))


def plain(value: float) -> str:
    """Return a number as short as it can be read."""
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return (text if text not in ("0", "-0") else f"{value:.1g}").replace("-", "−")


def value_words(distribution: Distribution) -> str:
    """Return a value: a number, or the middle and the 80% range."""
    if isinstance(distribution, Exact):
        return plain(distribution.number)
    if isinstance(distribution, Dirichlet):
        shares = distribution.means().items()
        return "; ".join(f"{name.replace('_', ' ')} {plain(share)}" for name, share in shares)
    if isinstance(distribution, Categorical):
        pairs = zip(distribution.labels, distribution.chances, strict=True)
        return "; ".join(f"{label} {plain(chance)}" for label, chance in pairs)
    low, middle, high = (
        float(x) for x in distribution.ppf(np.array([TAIL, 0.5, 1 - TAIL], dtype=np.float64))
    )
    return f"{plain(middle)} ({plain(low)} to {plain(high)})"


def is_soft(quantity: Quantity) -> bool:
    """Whether a value is judged or assumed."""
    return quantity.provenance.value in ("judged", "assumed")

"""Small worlds for the tests of the monthly model: scenarios, everything switched off, one equation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np

from detente.dynamics.codes import NEVER
from detente.dynamics.engine.terms import Term
from detente.dynamics.month.order import ORDER
from detente.dynamics.simulating import Course, run_course
from detente.dynamics.simulation import Simulation
from detente.scenario import Scenario, build, loads
from detente.scenario.reading import read_text

#: Three states of which each two deal with each other, on one issue of every sort that the
#: equations tell apart; a treaty, an agreement of all three and a text under way.
TRIO = """\
detente: 1
title: Three states
as_of: 2020-05-01
focus: [aland, borland]
actors:
  aland: {name: Aland, kind: state}
  borland: {name: Borland, kind: state}
  celand: {name: Celand, kind: state}
  senate: {name: the Senate, kind: legislature, of: aland}
  diet: {name: the Diet, kind: legislature, of: borland}
issues:
  acute: {name: War, role: acute_conflict, poles: {0: one, 100: other}, actors: {aland: {}, borland: {}, celand: {}}}
  arms: {name: Arms, role: security_regime, poles: {0: one, 100: other}, actors: {aland: {}, borland: {}, celand: {}}}
  trade: {name: Trade, role: economic, poles: {0: one, 100: other}, actors: {aland: {}, borland: {}, celand: {}}}
  space: {name: Space, role: technology, poles: {0: one, 100: other}, actors: {aland: {}, borland: {}}}
relations:
  aland-borland: {}
  aland-celand: {}
  borland-celand: {}
triads:
  three: {members: [aland, borland, celand]}
agreements:
  pact: {name: the Pact, parties: [aland, borland], issue: arms, status: in_force, signed: 2011-02-05, expires: 2021-02-05, notice_months: 3}
  league: {name: the League, parties: [aland, borland, celand], issue: arms, status: in_force, notice_months: 6}
  truce: {name: a truce, parties: [aland, borland], consents: [aland, borland, celand], issue: acute, status: talks}
shocks:
  threat: {name: a threat, kind: common_threat, pairs: [aland-borland]}
  incident: {name: an incident, kind: dyadic_incident, pairs: [aland-borland, aland-celand]}
  outside: {name: a crisis elsewhere, kind: third_party_crisis, pairs: [aland-borland]}
  slump: {name: a slump, kind: economic, pairs: [aland-borland, borland-celand]}
"""

#: Two states with nothing but a relation and one issue: no luck but their own.
PAIR = """\
detente: 1
title: Two states
as_of: 2020-05-01
focus: [aland, borland]
actors:
  aland: {name: Aland, kind: state}
  borland: {name: Borland, kind: state}
issues:
  arms: {name: Arms, role: security_regime, poles: {0: one, 100: other}, actors: {aland: {}, borland: {}}}
relations:
  aland-borland: {}
agreements:
  pact: {name: the Pact, parties: [aland, borland], issue: arms, status: in_force, signed: 2011-02-05, expires: 2021-02-05, notice_months: 3}
"""

#: As log-odds: never, whatever a month brings; no uniform number is as small.
NEVER_LOGIT = -80.0
LOGITS = (
    "talks_logit",
    "rise_logit",
    "relief_logit",
    "summit_logit",
    "breakoff_logit",
    "withdrawal_logit",
    "extension_logit",
)


def terms() -> Iterator[Term]:
    """Yield every equation of the month."""
    for step in ORDER:
        yield from step.terms


def term_named(name: str) -> Term:
    """Return an equation by its name."""
    (found,) = (term for term in terms() if term.name == name)
    return found


def declared(*files: str) -> dict[str, Mapping[str, Any]]:
    """Return the parameters that files of the library declare."""
    found: dict[str, Mapping[str, Any]] = {}
    for file in files or ("monthly", "defaults"):
        text = resources.files("detente.library").joinpath(f"{file}.yaml").read_text("utf-8")
        found |= read_text(text, file).value["parameters"]
    return found


def off_value(entry: Mapping[str, Any]) -> float | None:
    """Return the value at which a parameter is said to be off."""
    said = re.search(r"Off: (-?\d+(?:\.\d+)?)", str(entry.get("note", "")))
    return float(said.group(1)) if said else None


def quiet(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Return fields that switch off all that can be: no flow moves, no deal, no leader, no shock."""
    read = {name for term in terms() for name in term.reads}
    off = {name: off_value(entry) for name, entry in declared().items() if name in read}
    fields = {("world", name): value for name, value in off.items() if value is not None}
    fields[("dyad", "sanctions_lock")] = fields.pop(("world", "sanctions_lock"))
    fields |= {("world", name): NEVER_LOGIT for name in LOGITS}
    for rung in range(5):
        fields[("world", f"worsen_{rung}")] = NEVER_LOGIT
        fields[("world", f"improve_{rung}")] = NEVER_LOGIT
        fields[("world", f"regime_flow_{rung}")] = 0.0
    fields |= {("actor", "turnover"): 0.0, ("actor", "months_to_turnover"): NEVER}
    fields |= {("world", "flow_inertia"): 0.0, ("world", "flow_reciprocity"): 0.0}
    fields |= {("dyad", name): 0.0 for name in ("flow", "flow_usual", "accustomed_flow")}
    fields |= {("dyad", "leader_drive"): 0.0, ("dyad", "sanctions"): 0.0}
    fields |= {("dyad", "sanctions_start"): 0.0, ("world", "false_alarm"): 0.0}
    if scenario.content.shocks:
        fields[("shock", "rate")] = 0.0
    return fields


def scene(text: str = TRIO, *replaced: tuple[str, str], **parameters: Any) -> Scenario:
    """Return a scenario with passages replaced (each stands in it once) and parameters set."""
    for old, new in replaced:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = loads(text, "case.yaml")
    changes = {f"parameters.{name}": value for name, value in parameters.items()}
    return build("case.yaml", found.tree, changes=changes) if changes else found


def run(
    scenario: Scenario,
    fields: Mapping[tuple[str, str], Any] | None = None,
    *,
    draws: Any = 250,
    repeats: int = 4,
    months: int = 24,
    seed: int = 1,
    series: Sequence[tuple[str, str]] = (),
    executor: Any = "tile",
    keep: Any = "worlds",
    threads: int | None = None,
    **course: Any,
) -> Simulation:
    """Run a course; the series of all entities are kept."""
    made = Course(fields=fields or {}, **course)
    return run_course(
        scenario,
        made,
        draws,
        repeats,
        months,
        seed,
        series=series,
        only={},
        executor=executor,
        keep=keep,
        threads=threads,
    )


def worlds(simulation: Simulation, name: str, key: str) -> Any:
    """Return a series of one entity in double precision, (month, world)."""
    found = simulation.data[name]
    over = found.dims[1]
    values = found.sel({over: key}).values.astype(np.float64)
    return values.reshape(len(values), -1)


def at_end(simulation: Simulation, name: str, **where: str) -> Any:
    """Return what is known of one entity at the end, per world."""
    return simulation.data[name].sel(where).values.astype(np.float64).ravel()


def work_out(term: Term, **given: Any) -> dict[str, Any]:
    """Return what an equation gives in double precision; what is not given is 0."""
    arguments = {name: np.float64(0.0) for name in term.reads}
    unknown = set(given) - set(arguments)
    assert not unknown, f"{term.name} does not read {unknown}"
    arguments |= {name: np.asarray(value, np.float64) for name, value in given.items()}
    found = term.function(**arguments)
    values = found if isinstance(found, tuple) else (found,)
    return dict(zip(term.writes, values, strict=True))


def near(found: Any, expected: float, sharp: float) -> None:
    """Hold a mean over independent worlds to what it should be.

    Args:
        found: one number a world.
        expected: the exact mean.
        sharp: how large the standard error may be at most, so that the test can fail.
    """
    numbers = np.asarray(found, np.float64).ravel()
    error = numbers.std(ddof=1) / np.sqrt(numbers.size)
    assert error <= sharp, f"standard error {error:.2g}: too few worlds for a sharp test"
    assert abs(numbers.mean() - expected) <= 4.5 * error + 1e-6, (
        f"{numbers.mean():.5f} ± {error:.5f}, expected {expected:.5f}"
    )

"""Cross-checks of a typed scenario: every name is declared, every date and citation can be."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from detente.scenario.checking_claims import check_claims
from detente.scenario.checking_conflicts import check_conflicts
from detente.scenario.checking_events import check_events
from detente.scenario.checking_policies import check_policies
from detente.scenario.distributions import Dirichlet
from detente.scenario.event_grammar import RESERVED_WORDS, STATEMENT_WORDS
from detente.scenario.fields import Section, When
from detente.scenario.kinds import Kind
from detente.scenario.merging import canonical, kind_at, known_paths
from detente.scenario.notation import NotationError
from detente.scenario.problems import InvalidInputError, Path, Problem, nearest
from detente.scenario.quantities import Citation, Entry, parse_entry
from detente.scenario.reading import Tree
from detente.scenario.schema import Agreement, ScenarioFile, Source

REGIMES = ("reset", "guardrailed_rivalry", "confrontation", "crisis")


def check(tree: Tree, content: ScenarioFile, *, runnable: bool) -> None:
    """Refuse a scenario whose parts do not fit together.

    Args:
        tree: the merged tree, for the places of problems.
        content: the typed sections.
        runnable: whether the scenario must have a date and two principals (a base need not).

    Raises:
        InvalidInputError: all problems at once.
    """
    checks = [
        _actors(content),
        _reserved(content),
        _issues(content),
        _relations(content),
        _agreements(content),
        _measures_and_calendar(content),
        _viewpoints(content),
        _sets(tree, content),
        _citations(content),
        _facts(content),
        check_events(content),
        check_conflicts(content),
        check_policies(tree, content),
        check_claims(tree, content),
    ]
    if runnable:
        checks.append(_runnable(content))
    problems = [tree.problem(path, text) for found in checks for path, text in found]
    if problems:
        raise InvalidInputError(problems)


Findings = Iterator[tuple[Path, str]]


def undeclared(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not declared, with the nearest one."""
    return f"{kind} '{name}' is not declared{nearest(name, known)}"


def _names(path: Path, names: Iterable[str], known: Iterable[str], kind: str) -> Findings:
    declared = list(known)
    for place, name in enumerate(names):
        if name not in declared:
            yield (*path, place), undeclared(kind, name, declared)


def _actors(content: ScenarioFile) -> Findings:
    for key, actor in content.actors.items():
        inner = actor.kind not in ("state", "bloc")
        if inner and actor.of is None:
            yield ("actors", key), f"a {actor.kind} belongs to a state or bloc – add 'of: …'"
        if not inner and actor.of is not None:
            yield ("actors", key, "of"), f"a {actor.kind} stands for itself – remove 'of'"
        if actor.of is not None and actor.of not in content.actors:
            yield ("actors", key, "of"), undeclared("actor", actor.of, content.actors)
        elif inner and actor.of is not None and content.actors[actor.of].of is not None:
            owner = content.actors[actor.of].of
            yield ("actors", key, "of"), f"'{actor.of}' is no state or bloc – write 'of: {owner}'"


def _reserved(content: ScenarioFile) -> Findings:
    """Ids that the event language could not tell from its own words."""
    for key in (*content.actors, *content.issues, *content.triads):
        if key in RESERVED_WORDS:
            section = next(s for s in ("actors", "issues", "triads") if key in getattr(content, s))
            yield (section, key), "the id is a word of the event language – choose another"
    for key in content.agreements:
        if key in RESERVED_WORDS or key in STATEMENT_WORDS:
            yield ("agreements", key), "the id is a word of the event language – choose another"


def _issues(content: ScenarioFile) -> Findings:
    for key, issue in content.issues.items():
        yield from _names(("issues", key, "consents"), issue.consents, content.actors, "actor")
        if issue.outcome is not None and issue.outcome not in content.facts:
            yield ("issues", key, "outcome"), undeclared("fact", issue.outcome, content.facts)
        if issue.scale is not None and issue.scale.zero == issue.scale.hundred:
            yield ("issues", key, "scale"), "both ends are the same – give two different numbers"
        for name, cell in issue.actors.items():
            path: Path = ("issues", key, "actors", name)
            if name not in content.actors:
                yield path, undeclared("actor", name, content.actors)
            obligations = (*path, "obligation_to")
            yield from _names(obligations, cell.obligation_to, content.actors, "actor")
            if cell.hurdle_by is not None and cell.hurdle_by not in content.actors:
                yield (*path, "hurdle_by"), undeclared("actor", cell.hurdle_by, content.actors)
        for name in issue.pairs:
            yield from _pair(("issues", key, "pairs", name), name, content)


def _pair(path: Path, name: str, content: ScenarioFile, mark: str = "-") -> Findings:
    parts = name.split(mark)
    if len(parts) != 2 or parts[0] == parts[1]:
        yield path, f"'{name}' is not a pair – write two actors, such as russia{mark}china"
        return
    for part in parts:
        if part not in content.actors:
            yield path, undeclared("actor", part, content.actors)


_DYAD_FIELDS = ("flow", "trust", "sanctions", "opinion", "leader_drive", "frustration")
_PAIR_FIELDS = ("channel", "tension", "experience", "fence", "regime")


def _relations(content: ScenarioFile) -> Findings:
    for key, relation in content.relations.items():
        directed = ">" in key
        yield from _pair(("relations", key), key, content, ">" if directed else "-")
        wrong = _PAIR_FIELDS if directed else _DYAD_FIELDS
        for name in wrong:
            if getattr(relation, name) is not None:
                home = "a pair (a-b)" if directed else "a directed dyad (a>b)"
                yield ("relations", key, name), f"{name} belongs to {home}"
        if relation.regime is not None and isinstance(relation.regime.distribution, Dirichlet):
            for label in relation.regime.distribution.labels:
                if label not in REGIMES:
                    yield (
                        ("relations", key, "regime"),
                        undeclared("regime", label, REGIMES),
                    )
    for key, triad in content.triads.items():
        yield from _names(("triads", key, "members"), triad.members, content.actors, "actor")
        if len(set(triad.members)) < 3:
            yield ("triads", key, "members"), "a triangle has three different members"
    if content.focus is not None:
        yield from _names(("focus",), content.focus, content.actors, "actor")
        if content.focus[0] == content.focus[1]:
            yield ("focus",), "the focus is a pair – name two different actors"


def _agreements(content: ScenarioFile) -> Findings:
    for key, agreement in content.agreements.items():
        path: Path = ("agreements", key)
        yield from _names((*path, "parties"), agreement.parties, content.actors, "actor")
        yield from _names((*path, "consents"), agreement.consents, content.actors, "actor")
        if len(set(agreement.parties)) < 2:
            yield (*path, "parties"), "an agreement has at least two parties"
        if agreement.issue not in content.issues:
            yield (*path, "issue"), undeclared("issue", agreement.issue, content.issues)
        if agreement.suspended_by is not None and agreement.suspended_by not in content.actors:
            known = content.actors
            yield (*path, "suspended_by"), undeclared("actor", agreement.suspended_by, known)
        yield from _dates(path, agreement, content.as_of)


def _dates(path: Path, agreement: Agreement, as_of: When | None) -> Findings:
    order = [(name, getattr(agreement, name)) for name in ("signed", "in_force", "expires")]
    given = [(name, when) for name, when in order if when is not None]
    for (first, earlier), (second, later) in itertools.pairwise(given):
        if later.day < earlier.day and later.precision == earlier.precision == "day":
            yield (*path, second), f"{later} is before {first} ({earlier})"
    ended = agreement.ended
    if ended and agreement.signed and ended.day < agreement.signed.day:
        yield (*path, "ended"), f"{ended} is before signed ({agreement.signed})"
    if ended and agreement.status not in ("ended", "none"):
        yield (*path, "ended"), f"it has ended, but its status is {agreement.status}"
    if as_of is None:
        return
    for name in ("signed", "in_force", "ended"):
        when: When | None = getattr(agreement, name)
        if when is not None and when.day > as_of.day:
            yield (*path, name), f"{when} is after the scenario's date ({as_of})"
    over = agreement.expires is not None and agreement.expires.last < as_of.day
    if over and agreement.status in ("in_force", "suspended"):
        yield (
            (*path, "expires"),
            f"it expired before the scenario's date ({as_of}) but is {agreement.status}",
        )


def _measures_and_calendar(content: ScenarioFile) -> Findings:
    for key, measure in content.measures.items():
        path: Path = ("measures", key)
        yield from _names((*path, "by"), measure.by, content.actors, "actor")
        yield from _names((*path, "on"), measure.on, content.actors, "actor")
        if measure.issue not in content.issues:
            yield (*path, "issue"), undeclared("issue", measure.issue, content.issues)
        if measure.lifted_by is not None and measure.lifted_by not in content.actors:
            yield (*path, "lifted_by"), undeclared("actor", measure.lifted_by, content.actors)
        if measure.renews_every_months and measure.next_renewal is None:
            yield path, "renews but 'next_renewal' is missing – give the next date"
    for key, entry in content.calendar.items():
        yield from _names(("calendar", key, "actors"), entry.actors, content.actors, "actor")
    for key, shock in content.shocks.items():
        for place, name in enumerate(shock.pairs):
            yield from _pair(("shocks", key, "pairs", place), name, content)


def _viewpoints(content: ScenarioFile) -> Findings:
    for key, switch in content.switches.items():
        if len(switch.levels) < 2:
            yield ("switches", key, "levels"), "a switch has at least two levels"
    for key, viewpoint in content.viewpoints.items():
        for name, setting in viewpoint.settings.items():
            path: Path = ("viewpoints", key, "settings", name)
            if name not in content.switches:
                yield path, undeclared("switch", name, content.switches)
            elif setting.level not in content.switches[name].levels:
                levels = content.switches[name].levels
                message = f"'{name}' has no level '{setting.level}'{nearest(setting.level, levels)}"
                yield (*path, "level"), message
        if viewpoint.source is not None and viewpoint.source not in content.sources:
            yield (
                ("viewpoints", key, "source"),
                undeclared("source", viewpoint.source, content.sources),
            )
    if content.viewpoint is not None and content.viewpoint not in content.viewpoints:
        yield ("viewpoint",), undeclared("viewpoint", content.viewpoint, content.viewpoints)


def _sets(tree: Tree, content: ScenarioFile) -> Findings:
    homes: list[tuple[Path, dict[str, Any]]] = []
    for key, switch in content.switches.items():
        for name, level in switch.levels.items():
            homes.append((("switches", key, "levels", name, "sets"), level.sets))
    homes += [(("worlds", key, "sets"), world.sets) for key, world in content.worlds.items()]
    if not homes:
        return
    known = known_paths(tree.value)
    for path, sets in homes:
        for written, raw in sets.items():
            target = canonical(written)
            if target not in known:
                yield (*path, written), f"there is no such entry{nearest(target, known)}"
            elif known[target]:
                yield from _set_number((*path, written), raw, kind_at(tree.value, target))


def _set_number(path: Path, raw: Any, kind: Kind) -> Findings:
    try:
        parse_entry(raw, kind)
    except NotationError as error:
        yield (*path, *error.keys), error.message


def _citations(content: ScenarioFile) -> Findings:
    for path, citations in _all_citations(content, ()):
        for citation in citations:
            source = content.sources.get(citation.source)
            if source is None:
                yield path, undeclared("source", citation.source, content.sources)
                continue
            last = max(citation.paragraphs, default=0)
            if citation.paragraphs and source.paragraphs and last > source.paragraphs:
                yield (
                    path,
                    f"paragraph {last} of '{citation.source}' does not exist "
                    f"(it has {source.paragraphs})",
                )
            if 0 in citation.paragraphs:
                yield path, "paragraphs are counted from 1"
            late = _later_than_date(content, path, source)
            if late:
                yield path, f"'{citation.source}' ({source.date}) {late}"


#: Sources that speak of an earlier time by their nature; essays and polls speak of their own.
_RETROSPECTIVE = ("book", "table", "dataset", "treaty", "background")


def _later_than_date(content: ScenarioFile, path: Path, source: Source) -> str:
    """Say that a source is younger than the situation; what the experts argue is exempt."""
    date = source.date
    if content.as_of is None or date is None or source.kind in _RETROSPECTIVE:
        return ""
    if path[0] in ("viewpoints", "switches", "facts", "claims"):
        return ""
    if date.precision == "year":
        late = date.day.year > content.as_of.day.year
    else:
        late = date.day > content.as_of.day
    return f"is later than the scenario's date ({content.as_of})" if late else ""


def _all_citations(value: Any, path: Path) -> Iterator[tuple[Path, tuple[Citation, ...]]]:
    if isinstance(value, Entry):
        if value.provenance.citations:
            yield (*path, "from"), value.provenance.citations
    elif isinstance(value, Section):
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            if name == "citations":
                if inner:
                    yield (*path, "from"), inner
            elif name == "entry":
                yield from _all_citations(inner, path)
            else:
                yield from _all_citations(inner, (*path, info.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _all_citations(inner, (*path, key))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _all_citations(inner, (*path, place))


def _facts(content: ScenarioFile) -> Findings:
    for key, fact in content.facts.items():
        path: Path = ("facts", key, "check")
        if fact.check.rule is None and (fact.check.verdict is None or fact.check.finding is None):
            yield path, "a check has a rule, or a verdict and a finding"
        if fact.check.data is not None and fact.check.data not in content.sources:
            yield (*path, "data"), undeclared("source", fact.check.data, content.sources)


def _runnable(content: ScenarioFile) -> Findings:
    if content.as_of is None:
        yield ("as_of",), "is missing – give the date at which the situation is described"
    elif content.as_of.precision != "day" or content.as_of.day > datetime.date(2100, 1, 1):
        yield ("as_of",), "give a full date, such as 2025-04-25"
    principals = [
        key
        for key, actor in content.actors.items()
        if actor.kind in ("state", "bloc") and actor.principal
    ]
    if len(principals) < 2:
        yield ("actors",), "at least two states or blocs are needed"
    if not content.issues:
        yield ("issues",), "at least one issue is needed"


__all__ = ["REGIMES", "Problem", "check", "undeclared"]

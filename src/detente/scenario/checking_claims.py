"""Cross-checks of claims: one thing measured, held against something, in declared words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from detente.scenario import event_grammar as words
from detente.scenario.checking_events import check_event
from detente.scenario.claim_grammar import (
    AS_DECLARED,
    ClaimError,
    Gain,
    Mean,
    Setting,
    parse_mean,
    parse_setting,
)
from detente.scenario.claims import Claim, Test
from detente.scenario.events import EventError, parse_event
from detente.scenario.merging import canonical, kind_at, known_paths, pair_key
from detente.scenario.notation import NotationError
from detente.scenario.problems import Path, listed, nearest
from detente.scenario.quantities import parse_entry
from detente.scenario.reading import Tree
from detente.scenario.schema import ScenarioFile

Found = Iterator[tuple[Path, str]]

#: Months a claim looks ahead unless it says otherwise, and at most.
DEFAULT_HORIZON = 60
LONGEST_HORIZON = 120
MEASURED = ("event", "mean", "objective")
#: Kinds of claim that hold two things against each other.
OF_TWO = ("comparison", "causal", "advice")


def check_claims(tree: Tree, content: ScenarioFile) -> Found:
    """Yield what is wrong with claims."""
    known = known_paths(tree.value) if content.claims else {}
    for key, claim in content.claims.items():
        path: Path = ("claims", key)
        yield from _whose(path, claim, content)
        if claim.test is None and claim.outside is None:
            yield path, "says neither how it is tested ('test') nor why it cannot be ('outside')"
        if claim.test is not None and claim.outside is not None:
            yield (*path, "outside"), "a claim is tested or outside the model – leave one of them"
        if claim.test is not None:
            horizon = claim.horizon_months or DEFAULT_HORIZON
            yield from _shape((*path, "test"), claim.test, claim)
            yield from _measured((*path, "test"), claim.test, content, horizon)
            for name in ("under", "against"):
                text = getattr(claim.test, name)
                if text is not None:
                    yield from _setting((*path, "test", name), text, tree, content, known)
            if horizon > LONGEST_HORIZON:
                yield (
                    (*path, "horizon_months"),
                    f"{horizon} months are further than the model is asked ({LONGEST_HORIZON}) – "
                    "shorten it, or say 'outside' instead of 'test'",
                )


def _whose(path: Path, claim: Claim, content: ScenarioFile) -> Found:
    if not claim.citations:
        yield path, "'from' is missing – name the source and its paragraphs"
    if claim.viewpoint is not None:
        if claim.viewpoint not in content.viewpoints:
            yield (
                (*path, "viewpoint"),
                f"viewpoint '{claim.viewpoint}' is not declared"
                f"{nearest(claim.viewpoint, content.viewpoints)}",
            )
        return
    if claim.test is None or not claim.citations or not content.viewpoints:
        return
    found = viewpoints_of(claim, content)
    if not found:
        source = claim.citations[0].source
        yield path, f"no viewpoint rests on '{source}' – say whose premises with 'viewpoint'"
    elif len(found) > 1 and claim.voice == "reported":
        yield path, f"reported by one of {listed(found)} – say whose premises with 'viewpoint'"


def viewpoints_of(claim: Claim, content: ScenarioFile) -> tuple[str, ...]:
    """Return the viewpoints that rest on the sources of a claim, one named like its source first.

    Args:
        claim: the claim.
        content: the scenario.
    """
    sources = [citation.source for citation in claim.citations]
    found = [key for key, view in content.viewpoints.items() if view.source in sources]
    return tuple(sorted(found, key=lambda key: key not in sources))


def _shape(path: Path, test: Test, claim: Claim) -> Found:
    """Yield what is wrong with what is measured and what it is held against."""
    given = [name for name in MEASURED if getattr(test, name) is not None]
    if len(given) != 1:
        found = f"here are {' and '.join(given)}" if given else "none is given"
        yield path, f"a test measures one of event, mean or objective – {found}"
        return
    for name, home in (("than_event", "event"), ("than_mean", "mean")):
        if getattr(test, name) is not None and given != [home]:
            yield (*path, name), f"{name} is held against '{home}', and {given[0]} is measured"
    than = test.than_event is not None or test.than_mean is not None
    if than and test.under is not None:
        yield (
            (*path, "under"),
            "two events or two settings are compared, not both – leave one out",
        )
    yield from _with_itself(path, test)
    if test.against is not None and test.under is None:
        yield (*path, "against"), "'under' is missing – name the setting held against this one"
    of_two = than or test.under is not None
    yield from _bounds(path, test, of_two, share=test.event is not None)
    if claim.kind in OF_TWO and not of_two and not _is_given(test):
        yield (
            path,
            f"{'an' if claim.kind == 'advice' else 'a'} {claim.kind} claim holds two things "
            "against each other – add than_event, than_mean or under, or call it a forecast",
        )
    if claim.kind == "advice" and (test.objective is None or test.under is None):
        yield path, "advice is tested by 'objective' (whose) and 'under' (what is advised)"


def _with_itself(path: Path, test: Test) -> Found:
    """Yield that a thing is compared with itself, which no run can contradict or bear out."""
    pairs: tuple[tuple[str, str | None, str | None, Callable[[str], object]], ...] = (
        ("than_event", test.event, test.than_event, parse_event),
        ("than_mean", test.mean, test.than_mean, parse_mean),
        ("against", test.under, test.against, parse_setting),
    )
    for name, one, other, parse in pairs:
        if one is None or other is None:
            continue
        try:
            same = parse(one) == parse(other)
        except (EventError, ClaimError):  # said elsewhere
            continue
        if same:
            yield (*path, name), f"'{other}' is held against itself – name something else"


def _is_given(test: Test) -> bool:
    return test.event is not None and " given " in f" {test.event} "


def _bounds(path: Path, test: Test, of_two: bool, share: bool) -> Found:
    bounds = [name for name in ("above", "below", "within") if getattr(test, name) is not None]
    low, high = (-1.0 if of_two else 0.0), 1.0
    for name in ("above", "below"):
        bound = getattr(test, name)
        if share and bound is not None and not low <= bound <= high:
            yield (*path, name), f"is {bound:g}; a share lies between 0 and 1"
    if not of_two:
        if test.within is not None:
            yield (
                (*path, "within"),
                "'within' says how far two may differ – add than_event, than_mean or under, "
                "or give 'above' and 'below'",
            )
        elif not bounds:
            yield path, "is held against nothing – add above, below, than_event, than_mean or under"
        elif test.above is not None and test.below is not None and test.above >= test.below:
            yield (
                (*path, "below"),
                f"nothing is above {test.above:g} and below {test.below:g}",
            )
        return
    if len(bounds) > 1:
        yield (
            path,
            f"of two, one of above, below or within is given – here are {' and '.join(bounds)}",
        )
    if test.above is not None and test.above < 0:
        yield (
            (*path, "above"),
            "of two, the first is to be larger by more than this – give 0 or more",
        )
    if test.below is not None and test.below > 0:
        yield (*path, "below"), "of two, the first is to be smaller: give 0 or a negative bound"
    if share and test.within is not None and test.within > 1:
        yield (*path, "within"), f"is {test.within:g}; a share lies between 0 and 1"


def _measured(path: Path, test: Test, content: ScenarioFile, horizon: int) -> Found:
    for name in ("event", "than_event"):
        text = getattr(test, name)
        if text is None:
            continue
        wrong = list(check_event((*path, name), text, content))
        yield from wrong
        if not wrong:
            yield from _event((*path, name), text, test, content, horizon)
    for name in ("mean", "than_mean"):
        text = getattr(test, name)
        if text is None:
            continue
        try:
            mean = parse_mean(text)
        except ClaimError as error:
            yield (*path, name), str(error)
            continue
        yield from _mean((*path, name), mean, content, horizon)
    if test.objective is not None and test.objective not in content.objectives:
        known = content.objectives
        message = f"'{test.objective}' has no objectives{nearest(test.objective, known)}"
        yield (*path, "objective"), f"{message} – declare them under 'objectives'"


def _event(path: Path, text: str, test: Test, content: ScenarioFile, horizon: int) -> Found:
    try:
        event = parse_event(text)
    except EventError:  # said already
        return
    kinds = {atom.kind for atom in atoms(event)}
    if "measure" in kinds:
        yield (
            path,
            "the monthly model has no single measures – speak of 'sanctions a>b', or outside",
        )
    if "equilibrium" in kinds:
        if kinds != {"equilibrium"} or isinstance(event, words.Given):
            yield path, "an equilibrium has no date and cannot be joined with what happens in time"
        if test.under is not None:
            yield path, "no setting of a run changes an equilibrium – leave 'under' out"
    for atom in atoms(event):
        yield from _window(path, atom, content, horizon)


def atoms(event: words.Event) -> Iterator[words.Atom]:
    """Yield the single statements of an event, with their times."""
    match event:
        case words.Atom():
            yield event
        case words.Given(one, other):
            yield from (*atoms(one), *atoms(other))
        case words.Not(part):
            yield from atoms(part)
        case words.And(parts) | words.Or(parts):
            for part in parts:
                yield from atoms(part)


def _months_to(content: ScenarioFile, moment: words.Moment) -> int:
    """Return how many calendar months after the scenario's date a moment lies."""
    assert content.as_of is not None
    day = content.as_of.day
    return 12 * (moment.year - day.year) + moment.month - day.month


def _window(path: Path, atom: words.Atom, content: ScenarioFile, horizon: int) -> Found:
    if content.as_of is None:
        return
    window = atom.window
    start = max(_months_to(content, window.start), 1) if window.start else 1
    last = max(start, start - 1 + (window.within or 0), atom.persistence or 0)
    for moment in (window.by, window.at):
        if moment is None:
            continue
        if moment.last <= content.as_of.day:
            yield path, f"{moment} is not after the scenario's date ({content.as_of})"
        last = max(last, _months_to(content, moment))
    if last > horizon:
        yield (
            path,
            f"'{atom}' looks {last} months ahead, the claim {horizon} – give 'horizon_months: "
            f"{last}' or more",
        )


def _mean(path: Path, mean: Mean, content: ScenarioFile, horizon: int) -> Found:
    if isinstance(mean, Gain):
        if mean.actor not in content.actors:
            known = content.actors
            yield path, f"actor '{mean.actor}' is not declared{nearest(mean.actor, known)}"
        if mean.issue not in content.issues:
            yield (
                path,
                f"issue '{mean.issue}' is not declared{nearest(mean.issue, content.issues)}",
            )
        elif mean.actor in content.actors and mean.actor not in content.issues[mean.issue].actors:
            yield path, f"'{mean.actor}' is not listed under issue '{mean.issue}'"
        return
    ends = mean.link.replace(">", "-").split("-")
    strangers = [end for end in ends if end not in content.actors]
    for end in strangers:
        yield path, f"actor '{end}' is not declared{nearest(end, content.actors)}"
    pairs = {pair_key(key.replace(">", "-")) for key in content.relations}
    if not strangers and pair_key("-".join(ends)) not in pairs:
        yield path, "no relation between these two is declared under 'relations'"
    months = mean.months
    if mean.moment is not None and content.as_of is not None:
        months = _months_to(content, mean.moment)
        if mean.moment.last <= content.as_of.day:
            yield path, f"{mean.moment} is not after the scenario's date ({content.as_of})"
    if months > horizon:
        yield (
            path,
            f"looks {months} months ahead, the claim {horizon} – give 'horizon_months: {months}' "
            "or more",
        )


def _setting(
    path: Path, text: str, tree: Tree, content: ScenarioFile, known: Mapping[str, bool]
) -> Found:
    try:
        setting = parse_setting(text)
    except ClaimError as error:
        yield path, str(error)
        return
    if path[-1] == "under" and setting == Setting():
        yield path, f"'{AS_DECLARED}' changes nothing – name what is changed"
    homes: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
        ("viewpoint", setting.viewpoint, content.viewpoints),
        ("policy", setting.policy, content.policies),
    )
    for sort, name, declared in homes:
        if name and name not in declared:
            yield path, f"{sort} '{name}' is not declared{nearest(name, declared)}"
    for switch, level in setting.switches:
        if switch not in content.switches:
            yield path, f"switch '{switch}' is not declared{nearest(switch, content.switches)}"
        elif level not in content.switches[switch].levels:
            levels = content.switches[switch].levels
            yield path, f"switch '{switch}' has no level '{level}'{nearest(level, levels)}"
    ends = {end for key in content.relations for end in key.replace(">", "-").split("-")}
    for actor in setting.without_drive:
        if actor not in content.actors:
            yield path, f"actor '{actor}' is not declared{nearest(actor, content.actors)}"
        elif (content.actors[actor].of or actor) not in ends:
            yield path, f"'{actor}' has no relations, and so no drive to take away"
    for written, number in setting.numbers:
        yield from _number(path, written, number, tree, known)


def _number(
    path: Path, written: str, number: float, tree: Tree, known: Mapping[str, bool]
) -> Found:
    target = canonical(written)
    if target not in known:
        yield path, f"there is no entry '{written}'{nearest(target, known)}"
    elif not known[target]:
        yield path, f"'{written}' is no number, and a setting sets numbers only"
    else:
        try:
            parse_entry(number, kind_at(tree.value, target))
        except NotationError as error:
            yield path, f"{written}: {error.message}"

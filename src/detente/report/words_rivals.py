"""The triangle under both theories: the same worlds run twice, compared and never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from detente.dynamics.contrasts import Effect
from detente.dynamics.ranges import Range
from detente.dynamics.triangle_courses import TriangleCourse, triangle_switch
from detente.library.conventions import conventions
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES
from detente.report.lexicon import counted, names, number, upper_first
from detente.report.sentences import Sentence, kept, said
from detente.report.words_ranges import effect_floor, span_words
from detente.report.words_triangle import MEANINGS
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

#: Outcomes of the pair that are held against each other under the theories.
OUTCOMES = {
    "hostile": "Months in confrontation or crisis in the last year",
    "flow": "Behaviour toward each other in the last year",
    "deals": "New deals that come into force",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a triangle over the months of a run.

    Attributes:
        pair: the two actors.
        friendly, hostile: share of months on good and on bad terms, over all worlds.
    """

    pair: tuple[str, str]
    friendly: float
    hostile: float


@dataclass(frozen=True, slots=True)
class Theory:
    """One theory of a triangle.

    Attributes:
        level: of the switch.
        title: as the scenario words it.
        short: how sentences call it.
        found: the triangle under it.
        sides: its three sides.
    """

    level: str
    title: str
    short: str
    found: TriangleCourse
    sides: tuple[Side, ...]


def sides(found: TriangleCourse) -> tuple[Side, ...]:
    """Return the three sides; a role of a corner fixes the signs of all of them."""
    made = []
    for one, other in combinations(found.members, 2):
        third = next(actor for actor in found.members if actor not in (one, other))
        roles = {actor: {r: x.mean for r, x in found.roles[actor].items()} for actor in found.roles}
        friendly = roles[one]["pivot"] + roles[other]["pivot"] + roles[third]["outcast"]
        hostile = roles[third]["pivot"] + roles[one]["outcast"] + roles[other]["outcast"]
        friendly += found.types["ménage à trois"].mean
        hostile += found.types["unit veto"].mean
        made.append(Side((one, other), friendly, hostile))
    return tuple(made)


def theories(study: CourseStudy) -> tuple[tuple[Theory, ...], ...]:
    """Return, for every triangle, what each theory makes of it; empty without such a switch."""
    switch = triangle_switch(study.scenario)
    if switch is None or not study.rivals:
        return ()
    levels = study.scenario.content.switches[switch].levels
    per_level = [
        [
            Theory(level, upper_first(levels[level].name), level.replace("_", " "), one, sides(one))
            for one in found
        ]
        for level, found in study.rivals.items()
    ]
    return tuple(tuple(row) for row in zip(*per_level, strict=True) if row)


def apart(one: Range, other: Range) -> bool:
    """Whether two shares under the same luck differ by at least what is shown of effects."""
    return abs(one.mean - other.mean) >= effect_floor()


def rival_lead(study: CourseStudy, every: tuple[Theory, ...]) -> tuple[Sentence, ...]:
    """Return the lead: where the theories part most, and what that does to the pair."""
    return kept(type_sentence(every), _pair_sentence(study, every), wish_sentence(study, every))


def type_sentence(every: tuple[Theory, ...]) -> Sentence | None:
    """Say which configuration the theories disagree on most; or that they hardly part."""
    if len(every) < 2:
        return None
    first, second = every[0], every[1]
    gaps = {
        kind: first.found.types[kind].mean - second.found.types[kind].mean
        for kind in TRIANGLE_TYPES
    }
    kind = max(gaps, key=lambda name: abs(gaps[name]))
    key = f"rivals#{first.found.triad}"
    if not apart(first.found.types[kind], second.found.types[kind]):
        return said(
            "the two theories hardly part: every configuration is as frequent.", f"{key}.alike"
        )
    more, less = (first, second) if gaps[kind] > 0 else (second, first)
    text = (
        f"under “{more.short}” a {kind}, in which {MEANINGS[kind]}, is more frequent than under "
        f"“{less.short}”."
    )
    return said(text, f"{key}.{kind.replace(' ', '_')}.{more.level}")


def _pair_sentence(study: CourseStudy, every: tuple[Theory, ...]) -> Sentence | None:
    """Say under which theory the focus pair is warmer; None where it is not on a side."""
    if len(every) < 2:
        return None
    for place, side in enumerate(every[0].sides):
        if set(side.pair) != set(study.scenario.focus):
            continue
        gap = side.friendly - every[1].sides[place].friendly
        key = f"rivals#{every[0].found.triad}.pair"
        pair = names(study.scenario, study.scenario.focus)
        if abs(gap) < effect_floor():
            return said(f"{pair} are on good terms as often under either.", f"{key}.alike")
        warmer = every[0] if gap > 0 else every[1]
        return said(
            f"{pair} are more often on good terms under “{warmer.short}”.", f"{key}.{warmer.level}"
        )
    return None


def wish_sentence(study: CourseStudy, every: tuple[Theory, ...]) -> Sentence | None:
    """Say on how many outcomes of the pair the choice of theory makes a difference."""
    rows = outcome_rows(study, every)
    if not rows:
        return None
    telling = sum(row.tells for row in rows)
    if not telling:
        return said(
            "on no outcome of the pair can the two theories be told apart.", "rivals.outcomes.none"
        )
    return said(
        f"the theories can be told apart on {number(telling)} of {counted(len(rows), 'outcome')} "
        "of the pair.",
        f"rivals.outcomes.{telling}",
    )


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome of the pair under the theories.

    Attributes:
        name: of the outcome.
        means: one a theory; only their difference means something.
        kind: share or number, for the scale.
        words: which has more of it.
        tells: whether they can be told apart.
    """

    name: str
    means: tuple[float, float]
    kind: str
    words: str
    tells: bool


def outcome_rows(study: CourseStudy, every: tuple[Theory, ...]) -> tuple[OutcomeRow, ...]:
    """Return the outcomes of the pair under both theories, from the switch turned each way."""
    switch = triangle_switch(study.scenario)
    if switch is None or len(every) < 2:
        return ()
    rows = []
    for name, title in OUTCOMES.items():
        effects = []
        for theory in every[:2]:
            try:
                contrast = study.contrasts.contrast(f"switch:{switch}={theory.level}")
                effects.append(contrast.effect(name))
            except KeyError:
                break
        if len(effects) == 2:
            rows.append(_outcome_row(title, (effects[0], effects[1]), every))
    return tuple(rows)


def _outcome_row(
    title: str, effects: tuple[Effect, Effect], every: tuple[Theory, ...]
) -> OutcomeRow:
    one, other = effects
    gap = one.changed - other.changed
    error = (one.difference.error**2 + other.difference.error**2) ** 0.5
    tells = abs(gap) > conventions()["noise_spreads"] * error
    more = every[0] if gap > 0 else every[1]
    words = f"more under “{more.short}”" if tells else "cannot be told apart"
    return OutcomeRow(title, (one.changed, other.changed), one.headline.kind, words, tells)


def type_rows(every: tuple[Theory, ...]) -> tuple[tuple[str, str, tuple[Range, ...], str], ...]:
    """Return each configuration: name, meaning, its range under each theory, and a comparison."""
    rows = []
    for kind in TRIANGLE_TYPES:
        ranges = tuple(theory.found.types[kind] for theory in every)
        rows.append((upper_first(kind), MEANINGS[kind], ranges, compared(every, ranges)))
    ranges = tuple(theory.found.ambiguous for theory in every)
    meaning = "some pair is neither friendly nor hostile"
    return (*rows, ("Ambiguous", meaning, ranges, compared(every, ranges)))


def compared(every: tuple[Theory, ...], ranges: tuple[Range, ...]) -> str:
    """Return under which theory something is more frequent."""
    if len(ranges) < 2 or not apart(ranges[0], ranges[1]):
        return "alike"
    more = every[0] if ranges[0].mean > ranges[1].mean else every[1]
    return f"more under “{more.short}”"


def side_words(every: tuple[Theory, ...], theory: int, place: int) -> str:
    """Return how a side compares with the other theory: warmer, colder or alike."""
    if len(every) < 2:
        return ""
    own, other = every[theory].sides[place], every[1 - theory].sides[place]
    gap = own.friendly - other.friendly
    return "alike" if abs(gap) < effect_floor() else "warmer" if gap > 0 else "colder"


def role_rows(
    scenario: Scenario, every: tuple[Theory, ...]
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return each corner and role with its share of months under each theory."""
    rows = []
    for actor in every[0].found.members:
        for role in ROLES:
            cells = tuple(f"{span_words(t.found.roles[actor][role])} of 100" for t in every)
            rows.append((upper_first(scenario.name_of(actor)), role, cells))
    return tuple(rows)

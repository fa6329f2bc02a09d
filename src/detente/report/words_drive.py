"""What the present course rests on in the monthly model, held against the closed form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.dynamics.contrasts import Rests
from detente.interests.drive import Drive
from detente.interests.verdicts import Firmness
from detente.report.lexicon import leader_of, listing, lower_first, number, pair_words, possessive
from detente.report.sentences import Sentence, kept, likely, said, standing_words, strength_of
from detente.report.words_course import Tone, declared_course, tone_of, without
from detente.report.words_ranges import direction
from detente.scenario.model import Scenario

Fate: TypeAlias = Literal["turned", "kept", "open"]


@dataclass(frozen=True, slots=True)
class Push:
    """What becomes of the first year without a push.

    Attributes:
        actor: whose leader; empty for all leaders.
        tone, strength: warm or cold with the push, and how firmly.
        fate, fate_strength: what becomes of that without it, and how firmly.
        way, way_strength: whether behaviour is warmer ("up") or colder without it.
    """

    actor: str
    tone: Tone
    strength: Firmness
    fate: Fate
    fate_strength: Firmness
    way: str
    way_strength: Firmness


def tone(shares: tuple[float, float]) -> tuple[Tone, Firmness]:
    """Return whether behaviour is warm or cold, from the share of draws as declared and doubled."""
    declared, widened = shares
    for name, share, wide in (("warm", declared, widened), ("cold", 1 - declared, 1 - widened)):
        strength = strength_of(share, wide)
        if strength != "open":
            return ("warm" if name == "warm" else "cold"), strength
    return "open", "open"


def pushes(found: Sequence[Rests]) -> tuple[Push, ...]:
    """Return what becomes of the first year without each push, all leaders' first."""
    return tuple(_push(rests) for rests in found)


def _push(rests: Rests) -> Push:
    name = rests.contrast.id
    actor = name.removeprefix("leader:").split(">")[0] if name.startswith("leader:") else ""
    before, strength = tone(rests.friendly)
    after, firm = tone(rests.friendly_without)
    way, way_strength = direction(rests.contrast.effect("flow").difference)
    fate: Fate = "open"
    if "open" not in (before, after):
        fate = "kept" if before == after else "turned"
    return Push(actor, before, strength, fate, firm, way, way_strength)


def tone_sentence(scenario: Scenario, found: Sequence[Push]) -> Sentence | None:
    """Say whether the first year is warm or cold; None where nothing was run."""
    if not found:
        return None
    pair, first = pair_words(scenario, scenario.focus), found[0]
    if first.tone == "open":
        text = f"whether behaviour between {pair} is warm or cold in the first year cannot be told."
        return said(text, "drive.open")
    word = "warmer" if first.tone == "warm" else "colder"
    text = (
        f"month by month, behaviour between {pair} is {likely(first.strength)}{word} than usual "
        "over the first year."
    )
    return said(text, f"drive.{first.tone}")


def without_sentence(scenario: Scenario, found: Sequence[Push]) -> Sentence | None:
    """Say what becomes of the first year without the leaders' push; None unless it has a tone."""
    if not found or found[0].tone == "open":
        return None
    turning = [push for push in found if push.actor and push.fate == "turned"]
    key = f"drive.{found[0].tone}.without"
    warm = found[0].tone == "warm"
    if turning:
        maybe = likely(_weakest(push.fate_strength for push in turning))
        who = listing((possessive(leader_of(scenario, p.actor)) for p in turning), "or")
        end = f"turns {'cold' if warm else 'warm'}"
        actors = ",".join(push.actor for push in turning)
        return said(f"without {who} push alone it {maybe}{end}.", f"{key}.turned.{actors}")
    return _all_sentence(found, key, warm=warm)


def _all_sentence(found: Sequence[Push], key: str, *, warm: bool) -> Sentence:
    """Say what becomes of the course without all leaders' push, where no single one turns it."""
    every, word = found[0], "warm" if warm else "cold"
    way = {"up": "warmer", "down": "colder"}.get(every.way, "")
    change = f"{likely(every.way_strength)}{way}" if way else ""
    if every.fate == "kept":
        text = f"without any leader’s push it {likely(every.fate_strength)}stays {word}"
        weaker = change and (way == "colder") == warm
        return said(f"{text}, though {change}." if weaker else f"{text}.", f"{key}.kept")
    if every.fate == "turned":
        other = "cold" if warm else "warm"
        text = f"without all leaders’ push it {likely(every.fate_strength)}turns {other}"
        return said(f"{text}; no single leader decides that.", f"{key}.turned.all")
    rest = f"it is {change}, and whether it stays {word}" if change else f"whether it stays {word}"
    single = [push for push in found if push.actor]
    if single and all(push.fate == "kept" for push in single):
        maybe = likely(_weakest(push.fate_strength for push in single))
        text = f"without one leader’s push it {maybe}stays {word}; without all, {rest}"
        return said(f"{text} cannot be told.", f"{key}.open.single_kept")
    return said(f"without the leaders’ push {rest} cannot be told.", f"{key}.open.{every.way}")


def _weakest(strengths: Iterable[Firmness]) -> Firmness:
    return "leaning" if "leaning" in tuple(strengths) else "settled"


def closed_fates(drives: Sequence[Drive]) -> dict[str, Fate]:
    """Return what the closed form makes of each leader's push, with the declared ranges."""
    fates: dict[str, Fate] = {}
    for drive in drives:
        if drive.viewpoint is None:
            before, after = tone_of(drive.share_with)[0], tone_of(drive.share_without)[0]
            open_ = "open" in (before, after)
            fates[drive.actor] = "open" if open_ else "kept" if before == after else "turned"
    return fates


def closed_sentence(
    scenario: Scenario, found: Sequence[Push], drives: Sequence[Drive]
) -> Sentence | None:
    """Say whether the closed form, in which nothing reacts, agrees leader by leader."""
    fates = closed_fates(drives)
    course = declared_course(drives)
    own = {push.actor: push for push in found if push.actor in fates}
    if not own or course is None:
        return None
    closed_tone = tone_of(course.share_with)[0]
    if closed_tone != found[0].tone:
        text = {
            "warm": "in closed form, where nothing reacts, the course reads as warm.",
            "cold": "in closed form, where nothing reacts, the course reads as cold.",
            "open": "in closed form, where nothing reacts, not even its tone can be told.",
        }[closed_tone]
        return said(text, f"drive.closed.{closed_tone}")
    differing = [actor for actor, push in own.items() if push.fate != fates[actor]]
    if not differing:
        views = _viewpoints_turned(drives)
        tail = f"; under {views} it turns without a leader" if views else ""
        text = f"the closed form, where nothing reacts, agrees with the declared ranges{tail}."
        return said(text, "drive.closed.agrees")
    sort = fates[differing[0]]
    group = [actor for actor in differing if fates[actor] == sort]
    who = listing((possessive(leader_of(scenario, actor)) for actor in group), "or")
    text = {
        "open": f"whether it outlasts {who} push cannot be told",
        "turned": f"it turns without {who} push",
        "kept": f"it stays as it is without {who} push",
    }[sort]
    return said(
        f"in closed form, where nothing reacts, {text}.",
        f"drive.closed.differs.{','.join(group)}",
    )


def _viewpoints_turned(drives: Sequence[Drive]) -> str:
    most = max(without(drives), key=lambda one: len(one.turned), default=None)
    if most is None or not most.turned or most.count < 2:
        return ""
    return f"{number(len(most.turned))} of {number(most.count)} viewpoints"


def drive_title(scenario: Scenario, found: Sequence[Push]) -> str:
    """Return the headline of the second finding."""
    first = found[0]
    if first.tone == "open":
        return "What the present course rests on cannot be told"
    if first.tone == "cold":
        turning = [p for p in found if p.actor and p.fate == "turned"]
        if not turning:
            return f"The present course is {likely(first.strength)}cold"
    what = "The warming" if first.tone == "warm" else "The cold"
    turning = [push for push in found if push.actor and push.fate == "turned"]
    if turning:
        maybe = "" if all(p.fate_strength == "settled" for p in turning) else "probably "
        who = listing((leader_of(scenario, push.actor) for push in turning), "or")
        return f"{what} {maybe}rests on {who}"
    if first.fate == "turned":
        return f"{what} {likely(first.fate_strength)}rests on the leaders together"
    if first.fate == "kept":
        return f"{what} does not hang on a leader"
    single = [push for push in found if push.actor]
    if single and all(push.fate == "kept" for push in single):
        maybe = likely(_weakest(push.fate_strength for push in single))
        return f"{what} {maybe}outlasts either leader’s push alone"
    return f"Whether {lower_first(scenario, what)} outlasts its leaders cannot be told"


def drive_standing(found: Sequence[Rests]) -> str:
    """Say which of the statements still stand with widths doubled."""
    widened = []
    for rests, push in zip(found, pushes(found), strict=True):
        if push.tone == "open":
            continue
        if not push.actor:
            widened.append(_wide(rests.friendly, push.tone))
            if push.way != "open":
                widened.append(1.0 if push.way_strength == "settled" else 0.0)
        if push.fate != "open":
            after = push.tone if push.fate == "kept" else _other(push.tone)
            widened.append(_wide(rests.friendly_without, after))
    return standing_words(widened, "statement")


def _wide(shares: tuple[float, float], which: Tone) -> float:
    return shares[1] if which == "warm" else 1 - shares[1]


def _other(which: Tone) -> Tone:
    return "cold" if which == "warm" else "warm"


def drive_sentences(
    scenario: Scenario, found: Sequence[Rests], drives: Sequence[Drive]
) -> tuple[Sentence, ...]:
    """Return what the monthly model says, then how the closed form compares."""
    every = pushes(found)
    return kept(
        tone_sentence(scenario, every),
        without_sentence(scenario, every),
        closed_sentence(scenario, every, drives),
    )

"""What a bargain would look like: outcomes, trades and zones of agreement in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from detente.bargaining.analysis import BargainFindings, IssueBargain, Trade, Zone
from detente.bargaining.analysis.outcomes import Verdict
from detente.interests.verdicts import Firmness
from detente.library.conventions import conventions
from detente.report.lexicon import (
    issue_tag,
    issue_words,
    listing,
    names,
    share_words,
    upper_first,
)
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    fitting_issues,
    kept,
    likely,
    said,
    strength_of,
    word_count,
)
from detente.scenario.model import Scenario

#: What empties a zone of agreement, as a sentence names it.
WHY = {
    "gain": "want of gain",
    "duty": "duties to third parties",
    "cost": "the political cost of any deal",
    "home": "the hurdle at home",
}
_VERDICTS: dict[Verdict, str] = {
    "agree": "agree",
    "differ": "differ",
    "contradict": "contradict each other",
}
_MIDDLE, _END = 50.0, 100.0
#: A lead of so many sentences takes no more.
_MOST_LEAD = 4


def bargain_lead(found: BargainFindings) -> tuple[Sentence, ...]:
    """Return the answer: where models agree or contradict, what to trade, where no zone is."""
    outcomes = (
        *_agreed(found),
        *kept(_apart(found, "differ"), _apart(found, "contradict")),
    )
    others = kept(trade_sentence(found), *zone_sentences(found))
    if len(outcomes) + len(others) >= _MOST_LEAD:
        return outcomes + others
    return (*outcomes, *kept(furthest_sentence(found)), *others)


def place_words(position: float, poles: tuple[str, str] | None = None) -> str:
    """Return where on the line between the poles a position lies.

    Args:
        position: 0–100.
        poles: their texts; None: they are named by their place in the picture.
    """
    near = conventions()["near_pole"]
    if abs(position - _MIDDLE) <= conventions()["neutral_band"]:
        return "midway"
    left = position < _MIDDLE
    ends = (position <= near) or (position >= _END - near)
    if poles is not None:
        return f"{'near' if ends else 'towards'} “{poles[0] if left else poles[1]}”"
    side = "left" if left else "right"
    return f"near the {side} pole" if ends else f"{side} of the middle"


def _agreed(found: BargainFindings) -> Iterable[Sentence]:
    """Say on which issues the models agree, and where the outcome lies."""
    groups: dict[tuple[str, Firmness], list[IssueBargain]] = {}
    for issue in found.issues:
        agreed = issue.agreement
        if agreed is None or agreed.verdict != "agree":
            continue
        ends = [place_words(position) for position in agreed.span]
        where = listing(dict.fromkeys(ends), "or")
        strength: Firmness = "settled" if agreed.widened == "agree" else "leaning"
        groups.setdefault((where, strength), []).append(issue)
    for (where, strength), issues in groups.items():
        yield _on_issues(
            found.scenario,
            issues,
            f"the models {likely(strength)}agree on an outcome {{}}",
            where,
            "agree",
        )


def _apart(found: BargainFindings, verdict: Verdict) -> Sentence | None:
    """Say on which issues models differ, or contradict each other, and how far apart they lie."""
    issues = [i for i in found.issues if i.agreement is not None and i.agreement.verdict == verdict]
    if not issues:
        return None
    far = conventions()["models_contradict" if verdict == "contradict" else "models_apart"]
    where = f"in most draws two of them lie more than {far:g} points of 100 apart"
    # Models that lie nearer to each other with doubled widths are apart only probably.
    lasting = ("contradict",) if verdict == "contradict" else ("differ", "contradict")
    firm = all(i.agreement is not None and i.agreement.widened in lasting for i in issues)
    words = f"{likely('settled' if firm else 'leaning')}{_VERDICTS[verdict]}"
    return _on_issues(found.scenario, issues, f"the models {words}: {{}}", where, verdict)


def furthest_sentence(found: BargainFindings) -> Sentence | None:
    """Say on which of several issues the medians lie furthest apart; None where that is told."""
    verdicts = {i.issue: i.agreement.verdict for i in found.issues if i.agreement is not None}
    apart = [i for i in found.issues if verdicts.get(i.issue, "agree") != "agree"]
    widest = max(apart, key=_gap, default=None)
    # An issue that stands alone with its verdict has had its ends told.
    if widest is None or list(verdicts.values()).count(verdicts[widest.issue]) < 2:
        return None
    on = issue_words(found.scenario, widest.issue)
    texts = [
        f"furthest apart are medians on {on}: {_ends(widest, poles=poles)}."
        for poles in (True, False)
    ]
    text = next((t for t in texts if word_count(t) <= MOST_WORDS), texts[-1])
    return said(text, f"bargain.furthest#{widest.issue}")


def _on_issues(
    scenario: Scenario, issues: Sequence[IssueBargain], pattern: str, where: str, key: str
) -> Sentence:
    """Return a sentence on some issues; on one alone the ends are told by the words of its poles.

    Poles that are too long for a sentence are named by their place in the picture.
    """
    ids = [issue.issue for issue in issues]
    finding = f"bargain.{key}#{','.join(ids)}:{where}"
    texts = [fitting_issues(scenario, ids, lambda on: f"on {on} {pattern.format(where)}.")]
    if len(issues) == 1:
        texts = [
            f"on {issue_words(scenario, ids[0])} {pattern.format(ends)}."
            for ends in (_ends(issues[0], poles=True), _ends(issues[0], poles=False))
        ] + texts
    return said(next((t for t in texts if word_count(t) <= MOST_WORDS), texts[-1]), finding)


def _gap(issue: IssueBargain) -> float:
    """Return how far apart the lowest and the highest median lie, in points."""
    return issue.agreement.span[1] - issue.agreement.span[0] if issue.agreement else 0.0


def _ends(issue: IssueBargain, *, poles: bool) -> str:
    """Return where the lowest and the highest median lie, with the models that have them."""
    agreed = issue.agreement
    assert agreed is not None  # the caller has looked
    texts = issue.poles if poles else None
    low, high = (place_words(position, texts) for position in agreed.span)
    if agreed.verdict == "agree":
        return low if low == high else f"{low} or {high}"
    one, other = (issue.outcome(name).label for name in (agreed.lowest, agreed.highest))
    return f"from {low} ({one}) to {high} ({other})"


def best_trade(found: BargainFindings) -> tuple[Trade, Firmness] | None:
    """Return the trade likeliest to please both, and how firmly it does; None without any."""
    every = (*found.pair_trades, *found.trades)
    if not every:
        return None
    best = max(every, key=lambda trade: min(trade.both_gain, trade.both_gain_widened))
    return best, strength_of(best.both_gain, best.both_gain_widened)


def trade_sentence(found: BargainFindings) -> Sentence | None:
    """Say which trade across issues is worth trying and who gains; None where none was found."""
    chosen = best_trade(found)
    if chosen is None:
        return None
    trade, strength = chosen
    if strength == "open":
        often = share_words(trade.both_gain, trade.both_gain_widened)
        text = (
            "no trade across issues can be counted on to leave both better off; the likeliest does "
            f"{often}."
        )
        return said(text, "bargain.trade.none")
    scenario = found.scenario
    one, other = (scenario.name_of(actor) for actor in trade.actors)
    hurdle = trade.home_after is not None and strength_of(trade.ratified) == "open"
    home = ", but it may fail at home" if hurdle else ""
    texts = []
    for words in (issue_words, issue_tag):
        first, second = (words(scenario, issue) for issue in trade.yields)
        texts.append(
            f"worth trying: {one} yields on {first}, {other} on {second}; "
            f"both {likely(strength)}gain{home}."
        )
    text = next((t for t in texts if word_count(t) <= MOST_WORDS), texts[-1])
    return said(text, f"bargain.trade#{','.join((*trade.actors, *trade.yields))}")


def zone_strength(zone: Zone) -> tuple[str, Firmness]:
    """Return whether a zone of agreement is `empty`, is `there` or is `open`, and how firmly."""
    if not zone.declared:
        return "undeclared", "open"
    empty = strength_of(zone.empty, zone.empty_widened)
    if empty != "open":
        return "empty", empty
    there = strength_of(1 - zone.empty, 1 - zone.empty_widened)
    return ("open", "open") if there == "open" else ("there", there)


def zone_sentences(found: BargainFindings) -> tuple[Sentence | None, ...]:
    """Say where the pair has no zone of agreement and why, and where it has one."""
    scenario, pair = found.scenario, names(found.scenario, found.scenario.focus)
    empty: dict[str, list[Zone]] = {}
    there: list[Zone] = []
    for zone in found.zones:
        state = zone_strength(zone)[0]
        if state == "empty" and zone.blocker is not None:
            empty.setdefault(zone.blocker, []).append(zone)
        elif state == "there":
            there.append(zone)
    made: list[Sentence | None] = []
    if empty:
        # The commonest reason is told; the table tells the others.
        why = max(empty, key=lambda name: (len(empty[name]), sum(z.empty for z in empty[name])))
        zones, maybe = empty[why], _weakest(empty[why])
        text = fitting_issues(
            scenario,
            [zone.issue for zone in zones],
            lambda on: (
                f"{pair} {maybe}have no zone of agreement on {on}, most often through {WHY[why]}."
            ),
        )
        made.append(said(text, f"bargain.zone.{why}#{','.join(z.issue for z in zones)}"))
    if there:
        maybe_one = _weakest(there)
        text = fitting_issues(
            scenario,
            [zone.issue for zone in there],
            lambda on: f"{pair} {maybe_one}have a zone of agreement on {on}.",
        )
        made.append(said(text, f"bargain.zone.there#{','.join(z.issue for z in there)}"))
    return tuple(made)


def _weakest(zones: Sequence[Zone]) -> str:
    """Return `probably ` unless all zones are what they are without doubt."""
    settled = all(zone_strength(zone)[1] == "settled" for zone in zones)
    return likely("settled" if settled else "leaning")


def verdict_words(issue: IssueBargain) -> tuple[str, str]:
    """Return whether the models agree, and what doubled widths make of it."""
    agreed = issue.agreement
    if agreed is None:
        return "One model at most answers", ""
    words = upper_first(f"the models {_VERDICTS[agreed.verdict]}")
    if agreed.widened == agreed.verdict:
        return words, "also with widths doubled"
    return words, f"with widths doubled they {_VERDICTS[agreed.widened]}"


def median_words(issue: IssueBargain) -> str:
    """Return where the medians lie: in words, in points, and in the issue's own unit."""
    medians = [one.outcome[1] for one in issue.outcomes if not math.isnan(one.outcome[1])]
    if not medians:
        return "no model says anything"
    low, high = min(medians), max(medians)
    ends = (place_words(low), place_words(high))
    where = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    text = f"medians {span_words(low, high)} of 100: {where}"
    if issue.scale is None:
        return text
    own = sorted((issue.scale.of(low), issue.scale.of(high)))
    return f"{text}; {span_words(own[0], own[1], 1)} {issue.scale.unit}"


def known_words(issue: IssueBargain) -> str:
    """Return what came of an issue, where a fact of the scenario says so; else nothing."""
    return "" if issue.known is None else issue.known.statement.rstrip(".")


def span_words(low: float, high: float, digits: int = 0) -> str:
    """Return `42–52`, or `−3 to 4` where an end is below zero."""
    one, other = (_figure(value, digits) for value in (low, high))
    if one == other:
        return one
    return f"{one} to {other}" if "−" in one + other else f"{one}–{other}"


def _figure(value: float, digits: int) -> str:
    if math.isinf(value):
        return "more than any tried"
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if not float(text) else text).replace("-", "−")

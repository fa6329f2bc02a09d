"""What the command line prints of a comparison of policies: words first, then numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.dynamics.comparing import Comparison
    from detente.dynamics.differences import Difference
    from detente.dynamics.discovering import Works

#: How many differences of a sort are listed; the rest is in the JSON.
MOST = 8
#: How a list of differences of each verdict is headed.
HEADS = {
    "clear": "What changes clearly",
    "probable": "What probably changes",
    "depends": "What goes either way, by the draw or by whose view of the world is right",
}


def print_comparison(found: Comparison, works: Sequence[Works] = ()) -> None:
    """Print a comparison."""
    for line in comparison_lines(found, works):
        print(line)


def comparison_lines(found: Comparison, works: Sequence[Works] = ()) -> Iterator[str]:
    """Yield the lines of a comparison."""
    scenario = found.scenario
    yield f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)"
    if scenario.applied:
        yield f"with: {scenario.applied}"
    options = found.origin.options
    repeats = f"{options['repeats']} repeat{'s' if options['repeats'] > 1 else ''}"
    yield (
        f"{found.origin.draws:,} draws × {repeats}, {options['months']} months, "
        f"seed {found.origin.seed}; every policy meets the same luck. "
        "Ranges hold 80 of 100 draws."
    )
    own, *others = found.settings.values()
    if own != "as declared":
        yield f"By the view of {own}."
    if len(others) > 4:
        others = [*others[:3], f"{len(others) - 3} more"]
    if others:
        yield f"Elsewhere: {', '.join(others)}."
    for note in found.origin.warnings:
        yield f"Note: {note}."
    for policy in found.policies:
        yield from _policy(found, policy)
    yield from _regrets(found)
    for one in works:
        name = scenario.content.policies[one.policy].name
        yield ""
        yield f"{name}, as {_measure(found, one.measure)} sees it: {one}"
    for actor, wishes in found.unjudged.items():
        for wish in wishes:
            yield f"Not counted for {scenario.name_of(actor)}: {wish}."
    yield ""
    yield "Nobody in the model chooses a policy; each is imposed here and followed through."


def _measure(found: Comparison, measure: str) -> str:
    if measure in found.scenario.content.actors:
        return found.scenario.name_of(measure)
    return found.outcome(found.policies[0], measure).headline.words


def _policy(found: Comparison, policy: str) -> Iterator[str]:
    declared = found.scenario.content.policies[policy]
    by = f", by {found.scenario.name_of(declared.by)}" if declared.by else ""
    label = f"  [{found.labels[policy]}]" if found.labels[policy] else ""
    yield ""
    yield f"{declared.name} ({policy}{by}, from month {found.begins[policy]}){label}"
    if found.begins[policy] > found.origin.options["months"]:
        yield f"  It begins after the {found.origin.options['months']} months of this run."
    differences = _one_per_deal(found.outcomes[policy])
    for verdict, head in HEADS.items():
        listed = [one for one in differences if one.verdict == verdict]
        if listed:
            yield f"  {head}"
        for one in listed[:MOST]:
            yield f"    {one.headline.words}: {difference_words(one)}"
        if len(listed) > MOST:
            yield f"    … and {len(listed) - MOST} more (--json lists all)"
    if not any(one.verdict in HEADS for one in differences):
        yield "  Nothing that is looked at changes by more than the declared floor."
    untold = sum(one.verdict == "open" for one in differences)
    if untold:
        yield f"  What cannot be told from chance with these draws: {untold} further outcomes"
    yield from _objectives(found, policy)


def _one_per_deal(found: Sequence[Difference]) -> list[Difference]:
    """Return differences, large ones first, of each deal only the largest of its three."""
    best: dict[str, Difference] = {}
    for one in found:
        sort, _, key = one.headline.id.partition(":")
        name = key if sort in ("in_force", "signed", "months") else one.headline.id
        if name not in best or abs(one.size) > abs(best[name].size):
            best[name] = one
    return sorted(best.values(), key=lambda one: -abs(one.size))


def difference_words(one: Difference) -> str:
    """Return a difference in words: a range over draws, and of means under other settings."""
    low, high = _ends(one)
    if one.headline.kind == "share":
        words = _share(low, high, one.headline.unit)
    else:
        words = f"{_signed(low)} to {_signed(high)} {_unit(one)}"
        if _signed(low) == _signed(high):
            words = f"about {_signed(low)} {_unit(one)}"
    if len(one.settings) > 1:
        least, most = one.over_settings
        if one.headline.kind == "share":
            words += f"; on average elsewhere {_share(least, most, one.headline.unit)}"
        else:
            words += f"; on average elsewhere {_signed(least)} to {_signed(most)}"
    return words


def _ends(one: Difference) -> tuple[float, float]:
    """Return the ends of the range over draws; the mean where these cannot be told from chance."""
    mean = one.range.mean
    if not one.range.told:
        return mean, mean
    return min(one.range.low, mean), max(one.range.high, mean)


def _share(low: float, high: float, unit: str) -> str:
    what = "100 worlds" if unit == "chance" else "100 months"
    one, other = round(100 * low), round(100 * high)
    if one == other:
        way = "more" if one > 0 else "fewer" if one < 0 else "more or fewer"
        return f"about {abs(one)} {way} in {what}"
    if one >= 0:
        return f"{one} to {other} more in {what}"
    if other <= 0:
        return f"{-other} to {-one} fewer in {what}"
    return f"from {-one} fewer to {other} more in {what}"


def _unit(one: Difference) -> str:
    return f"({one.headline.unit})"


def _signed(value: float) -> str:
    text = f"{value:+.2f}".replace("-", "−")
    return text if text[1:] != "0.00" else "0"


def _objectives(found: Comparison, policy: str) -> Iterator[str]:
    """Say for whom it is better and at whose cost, by the wishes that the scenario declares."""
    groups: dict[str, list[str]] = {}
    for actor, one in found.objectives[policy].items():
        way = "better" if one.rises else "worse"
        sort = {
            "clear": f"clearly {way}",
            "probable": f"probably {way}",
            "depends": "better or worse",
            "open": "cannot be told",
            "unmoved": "much the same",
        }[one.verdict]
        name = found.scenario.short_name(actor)
        low, high = _ends(one)
        numbers = f" ({_signed(low)} to {_signed(high)})" if one.verdict in HEADS else ""
        groups.setdefault(sort, []).append(f"{name}{numbers}")
    if groups:
        yield "  By what each wants"
        for sort, names in groups.items():
            yield f"    {sort}: {', '.join(names)}"


def _regrets(found: Comparison) -> Iterator[str]:
    if not found.regrets:
        return
    yield ""
    yield "Regret: wishes lost against the best of these options, in nine draws of ten no more than"
    options = list(dict.fromkeys(one.option for one in found.regrets))
    names = {one.actor: found.scenario.short_name(one.actor) for one in found.regrets}
    cells = {(one.option, one.actor): one.high for one in found.regrets}
    first = max(len(option) for option in options) + 2
    widths = {actor: max(len(name), 4) + 2 for actor, name in names.items()}
    yield "  " + " " * first + "".join(f"{name:>{widths[a]}}" for a, name in names.items())
    for option in options:
        row = "".join(f"{cells[option, a]:>{width}.2f}" for a, width in widths.items())
        yield f"  {option:<{first}}{row}"
    yield "  Means over few repeats still hold chance, which makes regret look larger than it is."


def comparison_as_json(found: Comparison, works: Sequence[Works] = ()) -> dict[str, Any]:
    """Return a comparison as plain values."""
    return {
        "origin": asdict(found.origin),
        "settings": dict(found.settings),
        "policies": [
            {
                "id": policy,
                "label": found.labels[policy],
                "begins_in_month": found.begins[policy],
                "objectives": {
                    actor: _as_json(one) for actor, one in found.objectives[policy].items()
                },
                "outcomes": [_as_json(one) for one in found.outcomes[policy]],
            }
            for policy in found.policies
        ],
        "regrets": [asdict(one) for one in found.regrets],
        "unjudged": {actor: list(wishes) for actor, wishes in found.unjudged.items()},
        "works": [{**asdict(one), "words": str(one)} for one in works],
    }


def _as_json(one: Difference) -> dict[str, Any]:
    return {
        "id": one.headline.id,
        "words": one.headline.words,
        "unit": one.headline.unit,
        "verdict": one.verdict,
        "difference": one.range.mean,
        "error": one.range.error,
        "low": _plain(one.range.low),
        "high": _plain(one.range.high),
        "size": one.size,
        "more_in_worlds": one.more_worlds,
        "less_in_worlds": one.less_worlds,
        "more_in_draws": one.more_draws,
        "less_in_draws": one.less_draws,
        "settings": {name: spread.mean for name, spread in one.settings.items()},
    }


def _plain(value: float) -> float | None:
    """Return a number that JSON knows; one that cannot be told has none."""
    return value if value == value else None

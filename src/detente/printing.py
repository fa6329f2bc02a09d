"""What the command line prints: findings as text tables and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.bundle import Verification
    from detente.coding import Agreement
    from detente.interests import DifferenceFindings, InterestFindings, Verdict
    from detente.scenario.model import Scenario


def print_map(scenario: Scenario, findings: InterestFindings, *, every: bool) -> None:
    """Print one line a pair and issue."""
    print(f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)")
    if scenario.applied:
        print(f"with: {scenario.applied}")
    focus = set(scenario.focus)
    shown = [v for v in findings.verdicts if every or set(v.pair) == focus]
    rows = [
        (
            " and ".join(scenario.short_name(actor) for actor in found.pair),
            scenario.content.issues[found.issue].short or scenario.content.issues[found.issue].name,
            verdict_words(scenario, found),
            blocker_words(scenario, found),
        )
        for found in sorted(shown, key=lambda v: set(v.pair) != focus)
    ]
    widths = [max((len(row[column]) for row in rows), default=0) + 2 for column in (1, 2)]
    previous = ""
    for pair, issue, verdict, blocker in rows:
        if pair != previous:
            print(f"\n{pair}")
            previous = pair
        print(f"  {issue:<{widths[0]}}{verdict:<{widths[1]}}{blocker}")
    print(
        f"\n{findings.origin.draws} draws, seed {findings.origin.seed}. "
        "'detente report' says what this rests on."
    )


def verdict_words(scenario: Scenario, found: Verdict) -> str:
    """Return a verdict in words, each half no firmer than its finding."""
    now = found.overlap_firmness
    if found.category in ("lasting", "parts_later") and now != "open":
        both = f"both {_doubt(now)}gain now, "
        if found.firmness == "open":
            return both + "later cannot be told"
        later = "both gain later" if found.category == "lasting" else "somebody loses later"
        return both + (later if found.firmness == now else f"{_doubt(found.firmness)}{later}")
    if found.firmness == "open":
        return "cannot be told"
    if found.category == "none":
        return f"{_doubt(found.firmness)}nobody gains now"
    who = " and ".join(scenario.short_name(actor) for actor in found.gains_now) or "one side"
    return f"{_doubt(found.firmness)}only {who} gains now"


def _doubt(strength: str) -> str:
    return {"settled": "", "leaning": "probably "}.get(strength, "perhaps ")


def blocker_words(scenario: Scenario, found: Verdict) -> str:
    """Return what blocks a deal in words, no firmer than the finding."""
    from detente.interests.verdicts import firmness

    if found.blocker is None:
        return "no single blocker"
    strength = firmness(found.blocker.share or 0, found.blocker.share_widened or 0)
    others = " and ".join(scenario.name_of(other) for other in found.blocker.others)
    actor = scenario.name_of(found.blocker.actor)
    words = {
        "gain": f"too little gain for {actor}",
        "horizon": f"{actor} counts the later loss",
        "ally": f"duty of {actor} to {others}",
        "consent": f"consent of {actor}",
        "home": f"{others or 'the hurdle'} at home in {actor}",
    }[found.blocker.condition]
    return f"{_doubt(strength)}{words}"


def map_as_json(findings: InterestFindings) -> dict[str, Any]:
    """Return findings on interests as plain values."""
    return {
        "origin": asdict(findings.origin),
        "verdicts": [asdict(found) for found in findings.verdicts],
        "openings": [asdict(found) for found in findings.openings],
        "drives": [asdict(found) for found in findings.drives],
    }


def print_diff(findings: DifferenceFindings) -> None:
    """Print each finding that differs, with what carries it."""
    one, other = findings.names
    print(f"{one} against {other}: {len(findings.quantities)} quantities differ")
    for name, only in ((one, findings.only_first), (other, findings.only_second)):
        if only:
            print(f"  only in {name}: {len(only)}, such as {only[0]}")
    if not findings.differences:
        print("No finding differs by more than the declared floor.")
    for found in findings.differences:
        print(f"\n{found.issue}: {found.measure}  {found.first:.2f} → {found.second:.2f}")
        for carrier in (*found.carriers[:4], *found.groups[:3]):
            mark = "group " if carrier.group else ""
            print(f"  {carrier.carried:+.2f}  {mark}{carrier.name}")
    if findings.entries:
        print("\nEntries that differ")
        for path, (before, after) in findings.entries.items():
            print(f"  {path}: {before} → {after}")


def diff_as_json(findings: DifferenceFindings) -> dict[str, Any]:
    """Return a difference as plain values."""
    return {
        "origin": asdict(findings.origin),
        "names": list(findings.names),
        "differences": [asdict(found) for found in findings.differences],
        "quantities": list(findings.quantities),
        "only_first": list(findings.only_first),
        "only_second": list(findings.only_second),
        "entries": {path: list(values) for path, values in findings.entries.items()},
    }


def print_verification(result: Verification) -> None:
    """Print what a check of a bundle found."""
    print(
        "The file is intact." if result.intact else "The file was changed: its hash does not fit."
    )
    if not result.same_version:
        print("It was written by another version.")
    if not result.differences:
        print("All findings came out again.")
    for line in result.differences:
        print(f"  {line}")


def print_agreement(rows: Sequence[Agreement]) -> None:
    """Print alpha per kind of quantity."""
    print(f"{'kind':<32}{'cells':>6}{'alpha':>8}{'mean difference':>18}")
    for row in rows:
        alpha = "   –" if row.alpha is None else f"{row.alpha:.2f}"
        mark = "  disputed" if row.disputed else ""
        print(f"{row.kind:<32}{row.cells:>6}{alpha:>8}{row.mean_difference:>18.3g}{mark}")
    if any(row.alpha is None for row in rows):
        print("– : fewer than two cells, or no variation; alpha is undefined")
    if any(row.disputed for row in rows):
        print("Disputed kinds are kept as two worlds by --out FILE (with --scenario for sheets).")


def agreement_as_json(rows: Sequence[Agreement]) -> dict[str, Any]:
    """Return agreement as plain values."""
    return {"agreement": [asdict(row) for row in rows]}


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal's stderr that work is going on; gives a function that names the part."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …") as status:
        yield lambda part: status.update(f"{what}: {part} …")


def show(as_json: bool, data: Callable[..., Any], text: Callable[..., str], *what: Any) -> None:
    """Print a thing as JSON or as text, by its two renderers."""
    if as_json:
        print_json(data(*what))
    else:
        print(text(*what))


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))

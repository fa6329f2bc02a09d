"""What the command line prints: findings as text tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.bundle import Verification
    from detente.coding import Agreement
    from detente.interests import DifferenceFindings, InterestFindings, Verdict
    from detente.scenario.model import Scenario

_VERDICTS = {
    "lasting": "overlap, and it lasts",
    "parts_later": "overlap now, parting later",
    "one_sided": "one side gains",
    "none": "no overlap",
}
_CONDITIONS = {
    "gain": "no gain for {actor}",
    "horizon": "{actor} counts the long run",
    "ally": "{actor}'s duties to {others}",
    "consent": "consent of {actor}",
    "home": "{others} at home in {actor}",
}


def print_map(scenario: Scenario, findings: InterestFindings, *, every: bool) -> None:
    """Print one line a pair and issue."""
    print(f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)")
    focus = set(scenario.focus)
    previous = ""
    for found in sorted(findings.verdicts, key=lambda v: set(v.pair) != focus):
        if not every and set(found.pair) != focus:
            continue
        pair = " and ".join(scenario.short_name(actor) for actor in found.pair)
        if pair != previous:
            print(f"\n{pair}")
            previous = pair
        issue = scenario.content.issues[found.issue]
        words = f"{issue.short or issue.name:<24}{verdict_words(found):<40}"
        print(f"  {words}{blocker_words(scenario, found)}")
    for warning in findings.origin.warnings:
        print(f"\nNote: {warning}.")
    print(
        f"\n{findings.origin.draws} draws, seed {findings.origin.seed}. 'detente report "
        f"{scenario.name}' says what this rests on."
    )


def verdict_words(found: Verdict) -> str:
    """Return a verdict in words, no firmer than the finding."""
    if found.firmness == "open":
        return f"cannot be told ({_VERDICTS[found.category]}?)"
    doubt = "probably " if found.firmness == "leaning" else ""
    return doubt + _VERDICTS[found.category]


def blocker_words(scenario: Scenario, found: Verdict) -> str:
    """Return what blocks a deal, in words."""
    if found.blocker is None:
        return "no single blocker"
    others = " and ".join(scenario.name_of(other) for other in found.blocker.others)
    words = _CONDITIONS[found.blocker.condition]
    return words.format(actor=scenario.name_of(found.blocker.actor), others=others or "the hurdle")


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


def agreement_as_json(rows: Sequence[Agreement]) -> dict[str, Any]:
    """Return agreement as plain values."""
    return {"agreement": [asdict(row) for row in rows]}

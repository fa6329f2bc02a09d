"""Several deals at once: linking them, small steps or one bargain, in sentences."""

from __future__ import annotations

from detente.interests.deals import DealFindings
from detente.interests.packages import Contest, Package
from detente.interests.verdicts import Firmness
from detente.report.lexicon import number, share_words
from detente.report.sentences import Sentence, kept, likely, said, strength_of
from detente.scenario.model import Scenario


def focus_package(scenario: Scenario, found: DealFindings) -> Package | None:
    """Return the package of the focus pair; None where it shares fewer than two issues."""
    pair = set(scenario.focus)
    return next((package for package in found.packages if set(package.pair) == pair), None)


def package_sentences(package: Package | None) -> tuple[Sentence, ...]:
    """Say what linking would create, and whether steps or one bargain would be worth more."""
    if package is None:
        return ()
    return kept(
        creation_sentence(package),
        destruction_sentence(package),
        contest_sentence(package),
        scarcity_sentence(package),
    )


def _all(package: Package) -> str:
    count = len(package.issues)
    return "both issues" if count == 2 else f"all {number(count)} issues"


def creation_sentence(package: Package) -> Sentence | None:
    """Say whether linking all issues creates joint worth; None where it cannot be told."""
    creates = strength_of(package.creates, package.creates_widened)
    if creates != "open":
        text = (
            f"linking {_all(package)} {likely(creates)}creates joint worth that no deal alone has."
        )
        return said(text, "deals.linking.creates")
    barren = strength_of(1 - package.creates, 1 - package.creates_widened)
    if barren == "open":
        return None
    text = f"linking {_all(package)} {likely(barren)}creates nothing beyond the single deals."
    return said(text, "deals.linking.nothing")


def destruction_sentence(package: Package) -> Sentence | None:
    """Say that all or nothing loses deals possible alone; None unless it mostly does."""
    strength = strength_of(package.destroys)
    if strength == "open":
        return None
    text = f"taking {_all(package)} or none {likely(strength)}loses worth that single deals have."
    return said(text, "deals.linking.destroys")


def contest_sentence(package: Package) -> Sentence | None:
    """Say whether small steps, one bargain or neither is worth most; None where it is open."""
    best = _best(package)
    if best is None:
        return None
    name, strength = best
    where = "where two deals or more serve both sides, "
    text = {
        "neither": f"{likely(strength)}neither small steps nor one bargain is worth its "
        "political cost.",
        "steps": f"small steps are {likely(strength)}worth more than one bargain.",
        "bargain": f"one bargain is {likely(strength)}worth more than small steps.",
    }[name]
    return said(f"{where}{text}", f"deals.contest.{name}")


def _best(package: Package) -> tuple[str, Firmness] | None:
    """Return what wins firmly enough to be named, and how firmly."""
    if package.contest is None or package.contest_widened is None:
        return None
    for name in ("neither", "steps", "bargain"):
        strength = strength_of(
            getattr(package.contest, name), getattr(package.contest_widened, name)
        )
        if strength != "open":
            return name, strength
    return None


def scarcity_sentence(package: Package) -> Sentence | None:
    """Say that two deals seldom serve both sides at once; None where they often do."""
    compared = _compared(package.contest)
    strength = strength_of(1 - compared, 1 - _compared(package.contest_widened))
    if strength == "open":
        return None
    text = (
        f"there is {likely(strength)}little to link: in most draws fewer than two deals serve both."
    )
    return said(text, "deals.linking.scarce")


def _compared(contest: Contest | None) -> float:
    return 0.0 if contest is None else contest.compared


def package_rows(package: Package | None) -> tuple[tuple[str, str], ...]:
    """Return the shares behind the sentences."""
    if package is None:
        return ()
    rows = [
        ("Linking creates worth", share_words(package.creates, package.creates_widened)),
        ("Linking destroys worth (declared ranges only)", share_words(package.destroys, None)),
        ("All or nothing leaves nobody worse off (declared ranges only)",
         share_words(package.feasible, None)),
    ]  # fmt: skip
    contest, wide = package.contest, package.contest_widened
    if contest is not None:
        names = {
            "compared": "Two deals or more serve both",
            "steps": "Of these: small steps are worth most",
            "bargain": "Of these: one bargain is worth most",
            "neither": "Of these: neither is worth its political cost",
        }
        rows += [
            (label, share_words(getattr(contest, key), getattr(wide, key) if wide else None))
            for key, label in names.items()
        ]
    return tuple(rows)

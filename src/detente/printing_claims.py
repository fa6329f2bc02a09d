"""What `claims` prints: the matrix of claims and viewpoints, or all about one claim."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.claims.findings import ClaimFinding, ClaimFindings, ViewCell

WIDTH = 100
#: Cell → glyph, so that a narrow column can hold it; the legend says what each means.
GLYPHS = {"holds": "●", "depends": "◐", "fails": "○", "silent": "·", "never asked": "–"}
#: Columns of the matrix.
NAME = 34


def print_claims(found: ClaimFindings, *, card: bool) -> None:
    """Print the matrix, or all about the claims where `card` is set."""
    for line in claim_lines(found, card=card):
        print(line)


def claim_lines(found: ClaimFindings, *, card: bool) -> Iterator[str]:
    """Yield the lines, none longer than 100 columns."""
    from detente.library.conventions import conventions
    from detente.scenario.loading import shipped

    scenario = found.scenario
    yield from _wrapped(
        f"{scenario.title}  (as known on {scenario.as_of.isoformat()}; not today)", ""
    )
    if scenario.name in shipped():
        yield "Hindsight-exposed: coded by people who knew what came later."
    if scenario.applied:
        yield from _wrapped(f"with: {scenario.applied}", "")
    if card:
        for one in found.claims:
            yield ""
            yield from card_lines(found, one)
    else:
        yield ""
        yield from matrix_lines(found)
        yield ""
        for sentence in found.words:
            yield from _wrapped(sentence, "")
    yield ""
    least = conventions()["claim_share"]
    worlds = f"{found.origin.draws} draws × {found.origin.options['repeats']} repeats"
    yield from _wrapped(
        f"{worlds} under every viewpoint, seed {found.origin.seed}, "
        f"{found.origin.options['runs']:,} runs{'; a quick look' if found.quick else ''}. "
        f"A claim holds where it does in at least {least:.0%} of draws, also with widths doubled.",
        "",
    )


def matrix_lines(found: ClaimFindings) -> Iterator[str]:
    """Yield claims as rows, viewpoints as numbered columns; the author's own cell in brackets."""
    from detente.claims.words import names_of, verdict_words

    names = names_of(found.scenario, found.viewpoints)
    for place, name in enumerate(names, 1):
        yield f"  {place}  {name}"
    numbers = "".join(f" {place} " for place in range(1, len(names) + 1))
    yield f"  {'':<{NAME}}{numbers}  verdict"
    for one in found.claims:
        if not one.views:
            continue
        cells = "".join(_cell(view) for view in one.views)
        room = WIDTH - NAME - 4 - 3 * len(names)
        verdict = textwrap.shorten(
            verdict_words(found.scenario, one), room, placeholder=" …", break_on_hyphens=False
        )
        yield f"  {_cut(one.id):<{NAME}}{cells}  {verdict}"
    yield "  " + "  ".join(f"{glyph} {cell}" for cell, glyph in GLYPHS.items()) + "  [ ] own"
    untested = [one for one in found.claims if not one.views]
    if untested:
        yield ""
        yield "Outside the model"
        for one in untested:
            yield from _wrapped(f"{one.id}: {one.reason}")


def _cell(view: ViewCell) -> str:
    glyph = GLYPHS[view.cell]
    return f"[{glyph}]" if view.own else f" {glyph} "


def _cut(text: str) -> str:
    return text if len(text) < NAME else f"{text[: NAME - 2]}…"


def card_lines(found: ClaimFindings, one: ClaimFinding) -> Iterator[str]:
    """Yield all about one claim."""
    from detente.claims.findings import CANNOT_VALIDATE
    from detente.claims.words import names_of

    yield from _wrapped(f"{one.id}: {one.statement}", "")
    said = [one.kind, one.source, "reported" if one.voice == "reported" else "the author's own"]
    said += [f"hedge: {one.hedge}"] if one.hedge else []
    said += [f"{one.months} months ahead"] if one.months else []
    yield from _wrapped("; ".join(said))
    yield ""
    yield from _wrapped(f"Verdict: {one.verdict}")
    for sentence in one.sentences:
        yield from _wrapped(sentence)
    if one.views:
        yield ""
        names = names_of(found.scenario, found.viewpoints)
        for name, view in zip(names, one.views, strict=True):
            yield from _wrapped(f"{_cell(view)} {name}: {_under(view)}")
    if one.needs is not None and one.needs.premises:
        yield ""
        yield "  The smallest set of premises found, its author's other premises at the prior:"
        for words in one.needs.words:
            yield from _wrapped(f"– {words}", "    ")
        share = one.needs.holding
        yield from _wrapped(
            f"On these alone it holds in {_share(share.share, share.error)} of the draws; "
            f"{one.needs.asked} sets were tried."
        )
    if one.settled_by:
        yield ""
        yield from _wrapped(f"What would settle it: {one.settled_by}")
    if one.views:
        yield ""
        yield from _wrapped(CANNOT_VALIDATE)


def _under(view: ViewCell) -> str:
    if not view.declared.asked:
        return view.cell
    told = _share(view.declared.share, view.declared.error)
    words = f"{view.cell} (holds in {told} of the draws"
    if view.wide is not None and view.wide.asked:
        words += f"; with widths doubled in {_share(view.wide.share, view.wide.error)}"
    return f"{words})"


def _share(share: float, error: float) -> str:
    return f"{share:.2f} ± {error:.2f}" if error >= 0.005 else f"{share:.2f}"


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )

"""Second coders: a blank sheet to fill blind, agreement between two sheets, and what is disputed.

Agreement is Krippendorff's alpha with the interval metric, for two coders and complete cells:

    α = 1 − D_o / D_e,   D_o = mean squared difference within cells,
    D_e = mean squared difference between all pairs of values, whoever gave them.
"""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.library.conventions import conventions
from detente.scenario.distributions import Dirichlet
from detente.scenario.kinds import kinds
from detente.scenario.loading import load
from detente.scenario.model import Scenario
from detente.scenario.notation import NotationError, finite
from detente.scenario.problems import InvalidInputError, Problem, listed, nearest
from detente.scenario.quantities import SUPPORTS, parse_citations

COLUMNS = (
    "address",
    "question",
    "scale",
    "low",
    "mid",
    "high",
    "support",
    "paragraphs",
    "reason",
)
#: Holders whose numbers a coder can read out of a text.
_CODABLE = ("actor", "position_cell", "pair_cell", "dyad", "pair")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coder put down for one quantity: an 80% interval, its middle, and why.

    Attributes:
        low, mid, high: 10th percentile, mode, 90th percentile.
        support: what the sources say, in the words of the scenario format.
        citations: paragraphs.
        reason: in one line.
    """

    low: float
    mid: float
    high: float
    support: str = "none"
    citations: tuple[str, ...] = ()
    reason: str = ""

    def meets(self, other: Cell) -> bool:
        """Whether the two intervals overlap."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two coders on one kind of quantity.

    Attributes:
        kind: label of the kind.
        cells: number of quantities both coded.
        alpha: Krippendorff's alpha; None where all values are equal or fewer than two cells exist.
        mean_difference: mean absolute difference of the middles.
        disputed: whether alpha is under the declared bound or, where alpha is undefined, whether
            some pair of intervals does not even overlap.
    """

    kind: str
    cells: int
    alpha: float | None
    mean_difference: float
    disputed: bool


def worksheet(scenario: Scenario) -> str:
    """Return a CSV sheet with one row a quantity and no values, to be filled by a second coder."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for address, quantity in scenario.quantities.items():
        kind = quantity.kind
        if kind.holder not in _CODABLE or kind.shares:
            continue
        writer.writerow(
            [address, _question(scenario, address), _scale(scenario, address)] + [""] * 6
        )
    return out.getvalue()


def _question(scenario: Scenario, address: str) -> str:
    steps = address.split(".")
    subject = ""
    if steps[0] == "issues":
        subject = f"{scenario.content.issues[steps[1]].name} – {_who(scenario, steps[3])}: "
    elif steps[0] in ("actors", "relations"):
        subject = f"{_who(scenario, steps[1])}: "
    return subject + scenario.quantities[address].kind.meaning


def _who(scenario: Scenario, key: str) -> str:
    for mark, joined in ((">", " toward "), ("-", " and ")):
        if mark in key:
            return joined.join(scenario.name_of(part) for part in key.split(mark))
    return scenario.name_of(key)


def _scale(scenario: Scenario, address: str) -> str:
    steps = address.split(".")
    if steps[0] == "issues" and steps[-1] == "position":
        poles = scenario.content.issues[steps[1]].poles
        return f"0 = {poles.zero}; 100 = {poles.hundred}"
    kind = scenario.quantities[address].kind
    return f"{kind.low:g} to {kind.high:g} ({kind.unit})"


def krippendorff_alpha(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Krippendorff's alpha (interval metric) for cells coded by two coders.

    Args:
        pairs: the two values of each cell.

    Returns:
        Alpha, at most 1; None for fewer than two cells or no variation, where it is undefined.
    """
    values = [value for pair in pairs for value in pair]
    count = len(values)
    if len(pairs) < 2:
        return None
    # Over all ordered pairs of different values: Σ(a − b)² = 2 n Σ(a − mean)².
    expected = 2 * count * statistics.pvariance(values) * count / (count * (count - 1))
    if expected == 0:
        return None
    observed = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    return 1 - observed / expected


def read_codes(name: str) -> dict[str, Cell]:
    """Read what a coder put down, from a filled sheet (.csv) or from a scenario.

    Raises:
        InvalidInputError: a row that cannot be read, with its line.
    """
    if not name.endswith(".csv"):
        return _codes_of(load(name))
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InvalidInputError.single("no such file", file=name) from None
    except (OSError, UnicodeDecodeError):
        raise InvalidInputError.single("cannot be read as UTF-8 text", file=name) from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [c for c in ("address", "low", "mid", "high") if c not in (reader.fieldnames or ())]
    if missing:
        raise InvalidInputError.single(
            f"column {listed(missing)} is missing – 'detente new SCENARIO --worksheet' "
            "writes the sheet",
            file=name,
            line=1,
        )
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for line, row in enumerate(reader, start=2):
        if not any((row[key] or "").strip() for key in ("low", "mid", "high")):
            continue  # left blank: not coded
        try:
            cells[row["address"]] = _cell(row)
        except NotationError as error:
            problems.append(Problem(name, line, row["address"], error.message))
    if problems:
        raise InvalidInputError(problems)
    if not cells:
        raise InvalidInputError.single("no row is filled in", file=name)
    return cells


def _cell(row: Mapping[str, str]) -> Cell:
    numbers = []
    kind = kinds().get(row["address"].rpartition(".")[2])
    if not (row["mid"] or "").strip():
        raise NotationError("mid is empty, but low or high is not – give the middle")
    for key in ("low", "mid", "high"):
        raw = (row[key] or "").strip() or row["mid"].strip()
        try:
            parsed = float(raw.replace("−", "-"))
        except ValueError:
            raise NotationError(f"{key} is '{raw[:30]}', not a number") from None
        number = finite(parsed, key)
        if kind is not None and not kind.low <= number <= kind.high:
            raise NotationError(
                f"{key} is {number:g}, outside {kind.low:g} to {kind.high:g} ({kind.unit})"
            )
        numbers.append(number)
    low, mid, high = numbers
    if not low <= mid <= high:
        raise NotationError(f"low {low:g}, mid {mid:g}, high {high:g} – they must rise")
    support = (row.get("support") or "none").strip().lower()
    if support not in SUPPORTS:
        raise NotationError(
            f"support is '{support[:30]}' – write {listed(SUPPORTS)}{nearest(support, SUPPORTS)}"
        )
    written = (row.get("paragraphs") or "").strip()
    citations = [part.strip() for part in written.split(";") if part.strip()]
    cited = tuple(str(c) for part in citations for c in parse_citations(part))
    if support in ("stated", "inferred") and not cited:
        raise NotationError(f"support is {support}, but paragraphs is empty – such as essay#3-4")
    return Cell(low, mid, high, support, cited, " ".join((row.get("reason") or "").split()))


def _codes_of(scenario: Scenario) -> dict[str, Cell]:
    import numpy as np

    tails = np.array([0.1, 0.9])  # literal-ok: the ends of an 80% interval
    cells = {}
    for address, quantity in scenario.quantities.items():
        distribution = quantity.distribution
        if not quantity.declared or isinstance(distribution, Dirichlet):
            continue
        if quantity.kind.holder not in _CODABLE:
            continue
        low, high = distribution.ppf(tails)
        mid = min(max(distribution.centre, low), high)
        provenance = quantity.provenance
        cells[address] = Cell(
            float(low),
            float(mid),
            float(high),
            provenance.support,
            tuple(str(citation) for citation in provenance.citations),
            provenance.note,
        )
    return cells


def agreement(first: Mapping[str, Cell], second: Mapping[str, Cell]) -> tuple[Agreement, ...]:
    """Return Krippendorff's alpha per kind of quantity for the cells both coders filled.

    Raises:
        InvalidInputError: the two have no cell in common.
    """
    shared = [address for address in first if address in second]
    if not shared:
        hint = nearest(next(iter(first), ""), second)
        raise InvalidInputError.single(f"the two have no cell in common{hint}", file="agree")
    by_kind: dict[str, list[str]] = {}
    for address in shared:
        by_kind.setdefault(address.rpartition(".")[2], []).append(address)
    found = []
    for name, addresses in by_kind.items():
        pairs = [(first[a].mid, second[a].mid) for a in addresses]
        alpha = krippendorff_alpha(pairs)
        apart = any(not first[a].meets(second[a]) for a in addresses)
        label = kinds()[name].label if name in kinds() else name
        found.append(
            Agreement(
                kind=label,
                cells=len(pairs),
                alpha=alpha,
                mean_difference=statistics.fmean(abs(a - b) for a, b in pairs),
                disputed=apart if alpha is None else alpha < conventions()["tentative_alpha"],
            )
        )
    return tuple(found)


def two_worlds(
    base: str,
    names: tuple[str, str],
    first: Mapping[str, Cell],
    second: Mapping[str, Cell],
    shown: str | None = None,
) -> str:
    """Return a scenario in which agreement is joined and disagreement kept as two worlds.

    Kinds of quantity on which the coders agree get the joint middle and a range that covers both;
    the cells of disputed kinds are left to two worlds, one a coder, and never averaged.

    Args:
        base: the scenario (shipped name or path) that the new one extends.
        names: ids of the two worlds.
        first, second: the coders' cells.
        shown: how the new file names the base (default: as given).

    Raises:
        InvalidInputError: a coder filled a cell that the scenario does not have.
    """
    scenario = load(base)
    disputed = {row.kind for row in agreement(first, second) if row.disputed}
    unknown = [a for a in (*first, *second) if a not in scenario.quantities]
    if unknown:
        raise InvalidInputError.single(
            f"'{unknown[0]}' is no quantity of '{scenario.name}'"
            f"{nearest(unknown[0], scenario.quantities)}",
            file="agree",
        )
    shared = [a for a in first if a in second]
    apart = [a for a in shared if scenario.quantities[a].kind.label in disputed]
    joined = [a for a in shared if a not in set(apart)]
    lines = [
        "# Two coders: agreement joined, disagreement kept as two worlds (detente agree).",
        "detente: 1",
        f"extends: {shown or base}",
        f"title: {_quoted(scenario.title)}",
    ]
    lines += _tree_lines({a: _joint(first[a], second[a]) for a in joined})
    if not apart:
        return "\n".join(lines) + "\n"
    lines.append("worlds:")
    for name, cells in zip(names, (first, second), strict=True):
        lines.append(f"  {name}:")
        lines.append(f"    name: {_quoted('as coded by ' + name)}")
        lines.append("    sets:")
        lines += [f"      {a}: {_written(cells[a])}" for a in apart]
    return "\n".join(lines) + "\n"


def _joint(one: Cell, other: Cell) -> str:
    """Write the joint reading of two coders: the middle of both, a range that covers both.

    The weaker of the two supports counts, and what each put down stays on record.
    """
    joint = Cell(
        low=min(one.low, other.low),
        mid=0.5 * (one.mid + other.mid),
        high=max(one.high, other.high),
        support=max(one.support, other.support, key=SUPPORTS.index),
        citations=tuple(dict.fromkeys((*one.citations, *other.citations))),
        reason="; ".join(dict.fromkeys(r for r in (one.reason, other.reason) if r)),
    )
    return _written(joint, coded=(one.mid, other.mid))


def _written(cell: Cell, coded: tuple[float, ...] = ()) -> str:
    """Write a cell as a quantity with its provenance."""
    if cell.low == cell.high:
        number = f"{cell.mid:g}"
    else:
        number = f"{{p10: {cell.low:g}, mode: {cell.mid:g}, p90: {cell.high:g}}}"
    parts = [f"is: {number}"]
    if cell.citations and cell.support != "none":
        cited = ", ".join(_quoted(citation) for citation in cell.citations)
        parts.append(f"from: [{cited}]")
    parts.append(f"support: {cell.support}")
    parts.append(f"value: {'assumed' if cell.support == 'none' else 'judged'}")
    if coded:
        parts.append(f"coded: [{', '.join(f'{code:g}' for code in coded)}]")
    if cell.reason:
        parts.append(f"note: {_quoted(cell.reason)}")
    return "{" + ", ".join(parts) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tree_lines(cells: Mapping[str, str]) -> Iterable[str]:
    """Write cells as nested YAML."""
    tree: dict[str, object] = {}
    for address, cell in cells.items():
        here = tree
        steps = address.split(".")
        for step in steps[:-1]:
            here = here.setdefault(step, {})  # type: ignore[assignment]
        here[steps[-1]] = cell
    return _nested(tree, 0)


def _nested(tree: Mapping[str, object], depth: int) -> Iterable[str]:
    for key, value in tree.items():
        indent = "  " * depth
        if isinstance(value, str):
            yield f"{indent}{key}: {value}"
        else:
            assert isinstance(value, dict)
            yield f"{indent}{key}:"
            yield from _nested(value, depth + 1)

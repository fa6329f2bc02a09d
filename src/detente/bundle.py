"""Hand a result over: one file with scenario, changes, seed, findings and hash, to be verified."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente import __version__
from detente.interests import InterestFindings
from detente.scenario.draws import MAXIMUM_SEED
from detente.scenario.loading import build
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError
from detente.scenario.reading import Tree
from detente.scenario.strata import MAXIMUM_ROWS
from detente.study import Study, study

FORMAT = 1
#: Findings of another build of the same libraries may differ in the last digits only.
TOLERANCE = 1e-9  # literal-ok: rounding of sums, not a constant of the model
MAXIMUM_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a bundle found.

    Attributes:
        intact: the file is what was written (its hash fits).
        same_version: written by this version.
        differences: findings that came out otherwise, in words; empty when all were reproduced.
    """

    intact: bool
    same_version: bool
    differences: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether the file is intact and every finding was reproduced."""
        return self.intact and not self.differences


def bundle(result: Study) -> str:
    """Return the text of a bundle: flattened scenario, settings, findings, hash."""
    scenario, origin = result.scenario, result.interests.origin
    content: dict[str, Any] = {
        "detente_bundle": FORMAT,
        "version": __version__,
        "name": scenario.name,
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat(),
        "viewpoint": scenario.viewpoint,
        "world": scenario.world,
        "changes": list(scenario.changes),
        "dissenter": scenario.dissenter,
        "draws": origin.draws,
        "seed": origin.seed,
        "fingerprint": scenario.fingerprint(),
        "scenario": scenario.tree.value,
        "findings": {
            **findings(result.interests),
            **course_findings(scenario, origin.draws, origin.seed),
        },
    }
    content["hash"] = _hash(content)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def findings(interests: InterestFindings) -> dict[str, Any]:
    """Return the numbers that a bundle holds and a verification repeats."""
    return {
        f"{'-'.join(found.pair)} {found.issue}": {
            "category": found.category,
            "share": found.share,
            "share_widened": found.share_widened,
            "overlap_now": found.overlap_now,
            "open_share": found.open_share,
            "blocker": f"{found.blocker.condition} {found.blocker.actor}"
            if found.blocker
            else None,
        }
        for found in interests.verdicts
    }


def course_findings(scenario: Scenario, draws: int, seed: int) -> dict[str, Any]:
    """Return the outcomes of the monthly model over a few worlds; empty where it cannot be run.

    They take a second. The same worlds come out bit by bit on any machine, so that they hold the
    whole model to the bundle, equations and all; the ranges of a report need many more worlds.
    """
    from detente.study_courses import repeated

    return {
        f"course {name}": {"mean": mean} for name, mean in repeated(scenario, draws, seed).items()
    }


def verify(path: str | Path) -> Verification:
    """Check a bundle: is it intact, and do its findings come out again?

    Raises:
        InvalidInputError: the file is missing or not a bundle.
    """
    content = _read(Path(path))
    claimed = content.pop("hash", None)
    scenario, draws, seed = _scenario(content, str(path)), content["draws"], content["seed"]
    again = study(scenario, draws, seed, monthly=False, bargaining=False, standoffs=False)
    found = {**findings(again.interests), **course_findings(scenario, draws, seed)}
    return Verification(
        intact=claimed == _hash(content),
        same_version=content.get("version") == __version__,
        differences=tuple(_differences(content["findings"], found)),
    )


def _scenario(content: dict[str, Any], name: str) -> Scenario:
    # The bundled tree is already merged and changed, so nothing outside the file is needed.
    tree = Tree(content["scenario"], {})
    return build(str(content.get("name", name)), tree)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InvalidInputError.single("too large for a bundle", file=str(path))
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInputError.single("no such file", file=str(path)) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidInputError.single(
            "not a bundle – 'detente bundle SCENARIO' writes one", file=str(path)
        ) from None
    needed = {"detente_bundle": int, "scenario": dict, "findings": dict, "draws": int, "seed": int}
    for key, sort in needed.items():
        value = content.get(key) if isinstance(content, dict) else None
        if not isinstance(value, sort) or isinstance(value, bool):
            raise InvalidInputError.single(
                f"not a bundle: '{key}' is missing – 'detente bundle SCENARIO' writes one",
                file=str(path),
            )
    if not (1 <= content["draws"] <= MAXIMUM_ROWS and 0 <= content["seed"] < MAXIMUM_SEED):
        raise InvalidInputError.single("draws or seed are out of range", file=str(path))
    if content["detente_bundle"] != FORMAT:
        raise InvalidInputError.single(
            f"a bundle of format {content['detente_bundle']}; this version reads {FORMAT}",
            file=str(path),
        )
    return dict(content)


def _hash(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = []
    for key in {**old, **new}:
        if key not in old or key not in new:
            found.append(f"{key}: only in the {'repetition' if key in new else 'bundle'}")
            continue
        before = old[key] if isinstance(old[key], dict) else {}
        for name, value in new[key].items():
            if not _equal(before.get(name), value):
                found.append(f"{key}: {name} was {before.get(name)}, is {value}")
    return found


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, float | int) and isinstance(new, float | int):
        return math.isclose(old, new, rel_tol=0, abs_tol=TOLERANCE)
    return bool(old == new)

"""The outcome models: compiled against the plainest writing of the same, in one run.

.venv/bin/python -m benchmarks.bargaining
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring import best, line

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

DRAWS, ACTORS, ROUNDS = 10_000, 20, 10


def drawn(*shape: int, seed: int = 1) -> list[Any]:
    """Return made-up positions, salience and capability."""
    random = np.random.default_rng(seed)
    return [random.uniform(low, high, shape) for low, high in ((0, 100), (0.1, 1), (0.1, 1))]


def challenge() -> None:
    """10,000 draws of 20 actors through ten rounds, for each preset."""
    from bargaining_oracles import challenge_path

    from detente.bargaining import predict, presets

    few, inputs = 20, drawn(DRAWS, ACTORS)
    for preset in presets()["challenge"]:

        def ours(preset: str = preset) -> Any:
            return predict(*inputs, model="challenge", preset=preset, rounds=ROUNDS)

        options = ours().options
        # Security at every alternative takes NumPy a second a draw.
        count = few if preset == "scholz2011" else 1

        def plain(options: Any = options, count: int = count) -> None:
            for row in range(count):
                challenge_path(*(values[row] for values in inputs), o=options)

        seconds, slow = best(ours), best(plain, 1) / count * DRAWS
        note = f"{slow / seconds:,.0f}x NumPy, draw by draw"
        line(f"challenge {preset}, {DRAWS:,} x {ACTORS} x {ROUNDS}", seconds, note)


def exchange() -> None:
    """One round of exchange of 15 actors on 13 issues."""
    from bargaining_oracles import exchanges

    from detente.bargaining import predict

    inputs = drawn(13, 15)

    def ours() -> Any:
        return predict(*inputs, model="exchange")

    made = len(ours().details["exchanges"])
    seconds = best(ours)
    small = [values[:4, :6] for values in inputs]
    wide = 1e-6 * np.ptp(small[0])
    plain = best(lambda: exchanges(*small, wide), 1)
    ratio = plain / best(lambda: predict(*small, model="exchange"))
    line(
        f"exchange, 15 actors x 13 issues, {made} made",
        seconds,
        f"budget 0.05 s; {ratio:,.0f}x plain Python on 6 x 4",
    )


def condorcet() -> None:
    """Elections of 34 positions, per draw."""
    from bargaining_oracles import condorcet_chances

    from detente.bargaining import predict

    draws, inputs = 100, drawn(100, 34)
    for limit in ("conditional", "uniform", "incentive"):

        def ours(limit: str = limit) -> Any:
            return predict(*inputs, model=f"condorcet_{limit}")

        x, s, c = (values[0] for values in inputs)
        seconds = best(ours)
        plain = best(lambda x=x, w=s * c, limit=limit: condorcet_chances(x, w, 1.0, limit), 1)
        note = f"budget {0.005 * draws:g} s; {plain * draws / seconds:,.0f}x going round"
        line(f"condorcet {limit}, 34 actors, {draws} draws", seconds, note)


def bargaining() -> None:
    """Print all of it."""
    for group in (challenge, exchange, condorcet):
        group()


if __name__ == "__main__":
    bargaining()

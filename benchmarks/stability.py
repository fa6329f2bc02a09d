"""The graph model: reach by groups against dense matrices over states, in one run.

.venv/bin/python -m benchmarks.stability
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.measuring import best, line
from detente.stability import CONCEPTS, Ensemble, GraphModel, solve
from detente.stability.shares import solve_ensemble

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def conflict(*options: int, seed: int = 1, **more: object) -> GraphModel:
    """Return a conflict with made-up prioritised statements, one number of options per owner."""
    luck = np.random.default_rng(seed)
    names = {f"a{owner}": [f"o{owner}_{k}" for k in range(n)] for owner, n in enumerate(options)}
    every = [name for own in names.values() for name in own]
    preferences = {}
    for owner in names:
        order = luck.permutation(len(every))
        signs = luck.choice(["", "!"], len(every))
        preferences[owner] = [f"{signs[k]}{every[k]}" for k in order]
    return GraphModel(names, preferences=preferences, **more)  # type: ignore[arg-type]


def dense(model: GraphModel) -> float:
    """Return the seconds of the matrix form, all five concepts; the answers must agree."""
    from stability_oracles import matrices

    count, owners = len(model.codes), len(model.decision_makers)
    reach = []
    for owner in range(owners):
        moves = np.zeros((count, count), np.float32)
        for state in range(count):
            moves[state, model.moves.reach(owner, state)] = 1
        reach.append(moves)
    ranks = model.ranks()[:, 0]
    solved = solve(model)
    begin = time.perf_counter()
    answers = {concept: matrices(reach, ranks, concept) for concept in CONCEPTS}
    seconds = time.perf_counter() - begin
    for concept, each in answers.items():
        for owner, held in enumerate(each):
            if not np.array_equal(held, solved.flags[concept, owner]):
                raise AssertionError(f"the matrix form disagrees about {concept}")
    return seconds


def whole(*options: int, **more: object) -> None:
    """Build and solve, from options to equilibria."""
    solve(conflict(*options, **more)).equilibria["sseq"]


def standoffs() -> None:
    """Print all of it."""
    plain = best(lambda: whole(6, 6))
    line("12 options, 2 actors, nothing compiled", plain, "as in a process that solves only this")
    from detente.stability.flooding import flood

    _ = flood.compiled
    whole(6, 6)  # so that nothing is compiled while it is timed
    sizes = (((6, 6), 0.05), ((4, 4, 3), 0.1), ((4, 4, 4, 4), 10), ((10, 10), 60))
    for options, budget in sizes:
        work = best(lambda options=options: whole(*options), 1 if sum(options) > 16 else 3)
        note = f"budget {budget:g} s"
        if sum(options) <= 12:
            note += f"; {dense(conflict(*options)) / work:,.0f}x dense matrices"
        else:
            note += f"; dense matrices: {4 ** sum(options) * 4 / 2**30:,.0f} GiB each"
        line(f"{sum(options)} options, {len(options)} actors, five concepts", work, note)
    worlds()
    further()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{'most memory of this run':<46}{peak:9.2f} GiB budget 4 GiB")


def worlds() -> None:
    """10,000 preference draws of 64 states and three actors."""
    luck = np.random.default_rng(2)
    names = {f"a{owner}": [f"o{owner}_{k}" for k in range(2)] for owner in range(3)}
    every = [name for own in names.values() for name in own]
    draws = 10_000
    preferences = {
        owner: Ensemble(every, weights=luck.exponential(size=(draws, len(every))))
        for owner in names
    }
    model = GraphModel(names, preferences=preferences)
    seconds = best(lambda: solve_ensemble(model))
    one = conflict(2, 2, 2)
    plain = dense(one) * draws
    note = f"budget 2 s; {plain / seconds:,.0f}x dense matrices, draw by draw"
    line(f"{draws:,} preference draws, 64 states, 3 actors", seconds, note)


def further() -> None:
    """Print what is asked beyond the five concepts."""
    from detente.stability import Strong, Unknown, coalition_stable, merged
    from detente.stability.strengths import solve_strengths
    from detente.stability.unknown import solve_unknown

    large, small = conflict(4, 4, 4, 4), conflict(3, 3, 3)
    bare = best(lambda: solve(large))
    firm = best(lambda: solve_strengths(large, {"a0": Strong(statements=["o0_0"])}))
    line("16 options, 4 actors, with strengths", firm, f"{firm / bare:.1f}x without")
    names = ["o0_0", "o1_0", "o2_0", "o3_0"]
    plain = GraphModel(
        {f"a{owner}": [f"o{owner}_{k}" for k in range(4)] for owner in range(4)},
        preferences={f"a{owner}": names for owner in range(4)},
    )
    begin = time.perf_counter()
    classes = len(merged(plain))
    line(
        "16 options, 4 actors, alike states merged", time.perf_counter() - begin, f"{classes} left"
    )
    few = best(lambda: solve_unknown(small, {"a0": Unknown(statements=["o0_0"])}))
    line(
        "9 options, 3 actors, unknown, 4 attitudes", few, f"{few / best(lambda: solve(small)):.0f}x"
    )
    solved = solve(conflict(3, 3, 3, 3))
    state = solved.model.states[0]
    joint = best(lambda: coalition_stable(solved, state, "seq"))
    line("12 options, 4 actors, one state, coalitions, seq", joint)


if __name__ == "__main__":
    standoffs()

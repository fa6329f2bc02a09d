"""Run every benchmark and print one line each: seconds, and the ratio to a plain way of doing it.

make bench
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory

from benchmarks.bargaining import bargaining
from benchmarks.engine import engine
from benchmarks.measuring import best, line
from benchmarks.stability import standoffs

CASE = "russia-us-2025"
ROWS = 100_000


def draws() -> None:
    """10⁵ draws of the shipped case, against NumPy's generator and SciPy's distributions."""
    import numpy as np
    from scipy import stats

    from detente.scenario import draw, load
    from detente.scenario.distributions import Triangular

    scenario = load(CASE)
    draw(scenario, 1000)
    ours = best(lambda: draw(scenario, ROWS))
    columns = len(draw(scenario, 10).columns)
    line(
        f"draw {ROWS:,} x {columns} columns", ours, f"{ROWS * columns / ours / 1e6:.0f} M values/s"
    )

    triangles = [
        q.distribution
        for q in scenario.quantities.values()
        if isinstance(q.distribution, Triangular)
    ][:20]

    def plain() -> None:
        generator = np.random.default_rng(1)
        for t in triangles:
            u = (generator.permutation(ROWS) + generator.random(ROWS)) / ROWS
            stats.triang((t.mode - t.low) / (t.high - t.low), t.low, t.high - t.low).ppf(u)

    from detente.scenario.strata import mapped

    def stratified() -> None:
        for place, t in enumerate(triangles):
            mapped(f"a{place}", 1, ROWS, 0, ROWS, t.ppf)

    first, second = best(stratified), best(plain)
    line(
        "  20 stratified triangles, one thread", first, f"{second / first:.1f}x SciPy and a shuffle"
    )


def reading() -> None:
    """Reading the shipped files, against ruamel.yaml's pure Python parser."""
    from importlib import resources

    from ruamel.yaml import YAML

    from detente.scenario import load
    from detente.scenario.reading import read_text

    text = resources.files("detente.library").joinpath(f"{CASE}.yaml").read_text("utf-8")
    ours = best(lambda: read_text(text, "x"))
    plain = best(lambda: YAML(typ="safe", pure=True).load(text), 1)
    line(
        f"read {len(text) // 1000} kB of YAML with places", ours, f"{plain / ours:.0f}x pure Python"
    )
    line("load and check the case", best(lambda: load(CASE)))


def analyses() -> None:
    """The analyses and the report, warm."""
    from pathlib import Path

    from detente.interests import diff, map_interests
    from detente.report import write_report
    from detente.scenario import load

    scenario, earlier = load(CASE), load("russia-us-2020-spring")
    map_interests(scenario, 100)
    line("map_interests, 2,000 draws", best(lambda: map_interests(scenario)))
    line("diff of two vintages, 2,000 draws", best(lambda: diff(earlier, scenario), 1))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.html"
        line("report, warm", best(lambda: write_report(scenario, path)), "budget 10 s")


def commands() -> None:
    """Whole commands, from a cold start."""

    def run(*arguments: str) -> Callable[[], object]:
        code = "from detente.cli import main; main()"
        command = [sys.executable, "-c", code, *arguments]
        return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    python = best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    line("python itself", python)
    line("detente --help", best(run("--help")), "budget 0.5 s")
    line(f"detente check {CASE}", best(run("check", CASE)), "budget 1 s")
    line(f"detente map {CASE}", best(run("map", CASE), 1))


if __name__ == "__main__":
    for group in (commands, reading, draws, analyses, bargaining, standoffs, engine):
        group()

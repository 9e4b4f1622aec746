"""The guard: a day and two weeks solved anew, and held against the figures that the repository keeps.

Work is counted, not timed (`Limits.deterministic`): however busy a machine is, it comes to the same plan and the same
bound each time, so that a figure that got worse was made worse by a change of the code. Between processors
the last bits of sums differ, and now and then a search takes another turn for it: that is what the margin is for. Only
the seconds of processor, which no count can bound, have a ceiling of their own, far above what is needed.
"""

import json
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dispatch.solver.bench.generate import generate
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import gap_between
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve

FIGURES = Path(__file__).with_name("figures.json")
GUARDED = (("day-200", 11), ("week-300", 21), ("week-300", 29))
# Counted seconds for each problem, and how many of the processor may pass before it is given up.
SECONDS, CEILING = 5.0, 150.0
# By which share of the figure cost and bound may be worse, and by how much the gap: ten times what other seeds and
# shorter searches of the same problems come to.
MARGIN = 0.0005


@dataclass(frozen=True, slots=True)
class Figures:
    """What a problem came to: cost and bound, broken rules, and seconds of processor, which are not compared."""

    cost: int
    bound: int
    violations: int = 0
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """How far the plan may be from the best possible, as a share of the bound."""
        return gap_between(self.cost, self.bound)


def guarded() -> Iterable[Problem]:
    """The problems, made from their seeds."""
    return (generate(name, seed) for name, seed in GUARDED)


def measure(problem: Problem) -> Figures:
    """Solve a problem with counted work; past the ceiling of the processor the best plan so far is taken."""
    began = time.process_time()
    limits = Limits(SECONDS, deterministic=True)
    plan = solve(problem, limits, should_stop=lambda: time.process_time() - began > CEILING)
    spent = time.process_time() - began
    judged = judge(problem, plan.assignments)
    return Figures(judged.terms.total, plan.bound, len(judged.violations), round(spent, 1))


def what_got_worse(name: str, found: Figures, kept: Figures | None) -> list[str]:
    """One line for each figure that is worse than the one kept by more than the margin; none where all is well."""
    if kept is None:
        return [f"{name}: no figures are kept of it"]
    faults: list[str] = []
    if found.violations:
        faults.append(f"{name}: the plan breaks {found.violations} rules")
    if found.cost > kept.cost * (1 + MARGIN):
        faults.append(f"{name}: cost {found.cost:,}, was {kept.cost:,}")
    if found.bound < kept.bound * (1 - MARGIN):
        faults.append(f"{name}: bound {found.bound:,}, was {kept.bound:,}")
    if found.gap > kept.gap + MARGIN:
        faults.append(f"{name}: gap {found.gap:.3%}, was {kept.gap:.3%}")
    if found.seconds > CEILING:
        faults.append(
            f"{name}: {found.seconds} s of processor, at most {CEILING:.0f} s are allowed"
        )
    return faults


def kept_figures(path: Path = FIGURES) -> dict[str, Figures]:
    """The figures in the repository, by the name of the problem."""
    rows: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["problems"]
    return {
        name: Figures(row["cost"], row["bound"], seconds=row["seconds"])
        for name, row in rows.items()
    }


def keep(found: Mapping[str, Figures], day: date, path: Path = FIGURES) -> None:
    """Write figures of a day in place of those kept, with machine and versions."""
    measured = {
        "date": day.isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "python": platform.python_version(),
        "ortools": version("ortools"),
    }
    rows = {
        name: {"cost": one.cost, "bound": one.bound, "seconds": one.seconds}
        for name, one in found.items()
    }
    whole = {"counted_seconds": SECONDS, "measured": measured, "problems": rows}
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def _processor() -> str:
    """What the processor calls itself, as far as the system says."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())

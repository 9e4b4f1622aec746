"""The guard: days and weeks solved anew, and held against the figures that the repository keeps.

Work is counted, not timed (`Limits.deterministic`): however busy a machine is, it comes to the same plan and the same
bound each time, so that a figure that got worse was made worse by a change of the code. Between processors
the last bits of sums differ, and now and then a search takes another turn for it: that is what the margin is for. Only
the seconds of processor, which no count can bound, have a ceiling of their own, far above what is needed.
"""

import json
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dispatch.solver.bench.generate import generate
from dispatch.solver.params import DEFAULT, Huge, Params
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import gap_between
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve

FIGURES = Path(__file__).with_name("figures.json")
# How many seconds of the processor may pass before a problem is given up.
CEILING = 150.0
# By which share of the figure cost and bound may be worse, and by how much the gap: ten times what other seeds and
# shorter searches of the same problems come to.
MARGIN = 0.0005
# Parts of the search by themselves: a day taken for a huge one, and one whose plan clusters alone must find. They end
# farther from the optimum, and other dice bring another plan.
AS_HUGE = replace(DEFAULT, huge=Huge(visit_pairs=0, pairs_per_second=0, group_size=100))
BY_CLUSTERS = DEFAULT.leaving_out(["dives"])
WIDE_MARGIN = 0.01
# A week that is not proven in its time.
OPEN_MARGIN = 0.0015


@dataclass(frozen=True, slots=True)
class Guarded:
    """A seeded problem with its counted seconds; `needs` are strategies without which its figures are worse."""

    set: str
    seed: int
    seconds: float
    needs: tuple[str, ...] = ()
    params: Params = DEFAULT
    margin: float = MARGIN
    how: str = ""  # the numbers differ from the usual ones

    @property
    def name(self) -> str:
        """What its figures are kept under."""
        return f"{self.set}.{self.seed} {self.how}".rstrip()

    def problem(self) -> Problem:
        """The problem, made from its seed."""
        return generate(self.set, self.seed)


GUARDED = (
    Guarded("day-200", 11, 5.0),
    Guarded("day-200", 12, 15.0, needs=("branching", "dives")),
    Guarded("day-200", 12, 10.0, ("clusters",), BY_CLUSTERS, WIDE_MARGIN, "by clusters"),
    Guarded("day-200", 12, 10.0, ("dives",), AS_HUGE, WIDE_MARGIN, "as a huge day"),
    Guarded("week-300", 21, 5.0),
    Guarded("week-300", 29, 5.0),
    Guarded("office-300", 21, 5.0, ("day-dives",), margin=OPEN_MARGIN),
)


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


def measure(guarded: Guarded, without: Iterable[str] = ()) -> Figures:
    """Solve a problem with counted work; past the ceiling of the processor the best plan so far is taken.

    `without` names strategies to leave out.
    """
    problem, began = guarded.problem(), time.process_time()
    plan = solve(
        problem,
        Limits(guarded.seconds, deterministic=True),
        should_stop=lambda: time.process_time() - began > CEILING,
        params=guarded.params.leaving_out(without),
    )
    spent = time.process_time() - began
    judged = judge(problem, plan.assignments)
    return Figures(judged.terms.total, plan.bound, len(judged.violations), round(spent, 1))


def what_got_worse(
    name: str, found: Figures, kept: Figures | None, margin: float = MARGIN
) -> list[str]:
    """One line for each figure that is worse than the one kept by more than the margin; none where all is well."""
    if kept is None:
        return [f"{name}: no figures are kept of it"]
    faults: list[str] = []
    if found.violations:
        faults.append(f"{name}: the plan breaks {found.violations} rules")
    if found.cost > kept.cost * (1 + margin):
        faults.append(f"{name}: cost {found.cost:,}, was {kept.cost:,}")
    if found.bound < kept.bound * (1 - margin):
        faults.append(f"{name}: bound {found.bound:,}, was {kept.bound:,}")
    if found.gap > kept.gap + margin:
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
    whole = {"measured": measured, "problems": rows}
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def _processor() -> str:
    """What the processor calls itself, as far as the system says."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())

"""The benchmarks: seeded problems, every solver side by side, all plans passed by the checker."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dispatch.solver.bench.generate import Family, generate
from dispatch.solver.bench.peers import arc_flow, ortools_routing, pyvrp, vroom
from dispatch.solver.bench.peers.core import CannotState
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import ENGINE
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.params import DEFAULT, Params
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import plan_text, problem_text
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve

Solver = Callable[[CompiledProblem, float], Plan]
PEERS: tuple[tuple[str, Solver], ...] = (
    (vroom.NAME, vroom.solve),
    (pyvrp.NAME, pyvrp.solve),
    (ortools_routing.NAME, ortools_routing.solve),
    (arc_flow.NAME, arc_flow.solve),
)


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """How one solver did on one problem; `note` says why there is no plan, if there is none."""

    problem: str
    solver: str
    seconds: float
    cost: int = 0
    unfilled: int = 0
    bound: int = 0
    violations: int = 0
    first_plan: float = 0.0
    note: str = ""
    progress: tuple[tuple[float, int, int], ...] = ()

    def ratio(self, bound: int) -> float:
        """The cost against the best bound any solver proved."""
        return self.cost / max(1, bound)

    @property
    def gap(self) -> float:
        """The distance to the own bound."""
        return (self.cost - self.bound) / max(1, self.bound)


@dataclass(frozen=True, slots=True)
class BenchmarkSetup:
    """Which problems a benchmark makes, and how long each solver may take."""

    sets: tuple[str, ...]
    seeds: tuple[int, ...]
    families: tuple[Family, ...]
    limits: Limits
    peers: bool = True
    params: Params = DEFAULT


def problems(setup: BenchmarkSetup) -> Iterable[Problem]:
    """The seeded problems of a setup."""
    for name in setup.sets:
        for family in setup.families:
            for seed in setup.seeds:
                yield generate(name, seed, family)


def write(setup: BenchmarkSetup, folder: Path) -> list[Path]:
    """Write the problems as files that anybody can solve and check."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for problem in problems(setup):
        path = folder / f"{problem.name}.json"
        path.write_text(problem_text(problem) + "\n", encoding="utf-8")
        written.append(path)
    return written


def compare(
    problem: Problem, setup: BenchmarkSetup, plans: Path | None = None
) -> list[BenchmarkRun]:
    """Every solver on one problem, with the same time limit and the same checker."""
    runs = [_greedy(problem), _ours(problem, setup, plans)]
    if setup.peers:
        compiled = CompiledProblem(problem)
        runs += [_peer(compiled, name, peer, setup.limits) for name, peer in PEERS]
    return runs


def _judged(
    problem: Problem, run: BenchmarkRun, assignments: tuple[Assignment, ...]
) -> BenchmarkRun:
    found = judge(problem, assignments)
    broken = len(found.violations)
    return replace(run, cost=found.terms.total, unfilled=found.terms.unfilled, violations=broken)


def _greedy(problem: Problem) -> BenchmarkRun:
    began = time.monotonic()
    schedule = greedy(CompiledProblem(problem))
    run = BenchmarkRun(problem.name, "greedy", time.monotonic() - began)
    return _judged(problem, run, schedule.assignments())


def _ours(problem: Problem, setup: BenchmarkSetup, plans: Path | None) -> BenchmarkRun:
    limits = setup.limits
    heard: list[Progress] = []
    clock = time.process_time if limits.processor else time.monotonic
    began = clock()
    plan = solve(problem, limits, on_progress=heard.append, params=setup.params)
    seconds = clock() - began
    if plans is not None:
        plans.mkdir(parents=True, exist_ok=True)
        path = plans / f"{problem.name}.plan.json"
        path.write_text(plan_text(plan) + "\n", encoding="utf-8")
    run = BenchmarkRun(
        problem.name,
        ENGINE,
        seconds,
        bound=plan.bound,
        first_plan=heard[0].elapsed if heard else 0.0,
        progress=(
            *((news.elapsed, news.best, news.bound) for news in heard),
            (seconds, plan.cost, plan.bound),
        ),
    )
    return _judged(problem, run, plan.assignments)


def _peer(compiled: CompiledProblem, name: str, peer: Solver, limits: Limits) -> BenchmarkRun:
    problem, began = compiled.problem, time.monotonic()
    try:
        plan = peer(compiled, limits.seconds)
    except CannotState as why:
        return BenchmarkRun(problem.name, name, 0.0, note=str(why))
    run = BenchmarkRun(problem.name, name, time.monotonic() - began, bound=plan.bound)
    return _judged(problem, run, plan.assignments)


def table(runs: list[BenchmarkRun]) -> str:
    """One line per solver: cost, ratio to the best bound, unfilled need, gap and time."""
    bound = max(run.bound for run in runs)
    lines = [f"{runs[0].problem}: best bound {bound:,}"]
    for run in runs:
        if run.note:
            lines.append(f"  {run.solver:18} {run.note}")
            continue
        gap = f"gap {run.gap:8.3%}" if run.bound else " " * 12
        lawful = "" if not run.violations else f"  {run.violations} VIOLATIONS"
        lines.append(
            f"  {run.solver:18} cost {run.cost:>11,}  ratio {run.ratio(bound):7.4f}"
            f"  unfilled {run.unfilled:>10,}  {gap}  {run.seconds:7.1f} s{lawful}"
        )
    return "\n".join(lines)


def as_json(runs: list[BenchmarkRun]) -> str:
    """The same as one line of JSON per solver."""
    return "\n".join(json.dumps(_row(run)) for run in runs)


def _row(run: BenchmarkRun) -> dict[str, Any]:
    return {
        "problem": run.problem,
        "solver": run.solver,
        "seconds": round(run.seconds, 3),
        "first_plan": round(run.first_plan, 3),
        "cost": run.cost,
        "bound": run.bound,
        "gap": round(run.gap, 6) if run.bound else None,
        "unfilled": run.unfilled,
        "violations": run.violations,
        "note": run.note,
    }

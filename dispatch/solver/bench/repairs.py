"""Repairs measured: a plan is made, interpreters fall ill, urgent sessions arrive, the plan is repaired."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from dispatch.solver.bench.disruption import Disruption, disrupt
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.repair.repair import repair
from dispatch.solver.solve import solve

TIMES = 3
# Enough for a repair to end by itself, so that its own time is seen.
REPAIR_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class RepairRow:
    """One repair beside a full solve of the same upset problem."""

    problem: str
    seconds: float
    processor_seconds: float
    changes: int
    fewest: int
    unfilled: int
    least_unfilled: int
    violations: int
    resolved_unfilled: int
    resolved_changes: int

    def line(self) -> str:
        """The same in one line."""
        proven = "proven" if self.changes == self.fewest else f"at least {self.fewest}"
        most = (
            "proven" if self.unfilled == self.least_unfilled else f"least {self.least_unfilled:,}"
        )
        lawful = "" if not self.violations else f"  {self.violations} VIOLATIONS"
        return (
            f"{self.problem:32} {self.changes:4} changes ({proven})  unfilled {self.unfilled:>9,}"
            f" ({most})  {self.seconds:5.2f} s ({self.processor_seconds:.2f} s of processor){lawful}"
            f"  | solved anew: {self.resolved_changes} changes  unfilled {self.resolved_unfilled:>9,}"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return asdict(self)


def measure(problem: Problem, limits: Limits) -> Iterator[RepairRow]:
    """Several repairs of one plan, each beside the plan made anew within the same limits."""
    plan = solve(problem, limits)
    for seed in range(TIMES):
        upset = disrupt(problem, plan, seed, Disruption())
        yield _row(upset, plan, limits)


def _row(upset: Problem, plan: Plan, limits: Limits) -> RepairRow:
    began, used = time.monotonic(), time.process_time()
    repaired = repair(upset, plan, replace(limits, seconds=REPAIR_SECONDS))
    seconds, processor = time.monotonic() - began, time.process_time() - used
    anew = solve(upset, limits)
    kept = {(a.session, a.interpreter, a.way) for a in anew.assignments}
    return RepairRow(
        problem=upset.name,
        seconds=round(seconds, 3),
        processor_seconds=round(processor, 3),
        changes=repaired.changes,
        fewest=repaired.fewest,
        unfilled=repaired.plan.terms.unfilled,
        least_unfilled=repaired.least_unfilled,
        violations=len(violations(upset, repaired.plan)),
        resolved_unfilled=anew.terms.unfilled,
        resolved_changes=sum(
            (a.session, a.interpreter, a.way) not in kept for a in plan.assignments
        ),
    )

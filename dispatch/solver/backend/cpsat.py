"""Integer programmes from arrays, solved by CP-SAT with counted effort, so that answers repeat."""

# OR-Tools ships partial annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from dispatch.solver.backend.mathopt import Programme
from dispatch.solver.compiled.day_graph import Reals

FAR = 10**12
MOST_UNITS = 10**6


@dataclass(frozen=True, slots=True)
class CpSatEffort:
    """How far to search.

    `seconds` are CP-SAT's deterministic ones, which count work; no solution may cost more than
    `ceiling`, in cost units.
    """

    seconds: float
    seed: int
    ceiling: float


@dataclass(frozen=True, slots=True)
class CpSatSolution:
    """The best solution found, None if none, and the deterministic seconds it took.

    `is_proven` says that nothing better exists, or, without a solution, nothing below the ceiling.
    """

    values: Reals | None
    is_proven: bool
    seconds: float


def solve_cpsat(programme: Programme, effort: CpSatEffort, scale: int = 1) -> CpSatSolution:
    """The cheapest solution in whole numbers, every column taken as whole.

    All entries of the matrix must be whole numbers. Costs are multiplied by `scale` and rounded, so
    `scale` is chosen to make them whole.
    """
    model = cp_model.CpModel()
    proto = model.proto
    upper = np.minimum(programme.upper, MOST_UNITS).astype(np.int64)
    for most in upper.tolist():
        proto.variables.add().domain.extend([0, most])
    row, column, value = programme.entries
    order = np.lexsort((column, row))
    row, column, value = row[order], column[order], np.rint(value[order]).astype(np.int64)
    bounds = np.searchsorted(row, np.arange(len(programme.low) + 1)).tolist()
    low = np.where(np.isfinite(programme.low), programme.low, -FAR).astype(np.int64).tolist()
    high = np.where(np.isfinite(programme.high), programme.high, FAR).astype(np.int64).tolist()
    simple = np.append(value, 1) == 1
    for r, (first, last) in enumerate(pairwise(bounds)):
        columns = column[first:last].tolist()
        alone = bool(simple[first:last].all()) and bool((upper[columns] == 1).all())
        if columns and alone and low[r] == high[r] == 1:
            proto.constraints.add().exactly_one.literals.extend(columns)
        elif columns and alone and low[r] == -FAR and high[r] == 1:
            proto.constraints.add().at_most_one.literals.extend(columns)
        elif columns:
            linear = proto.constraints.add().linear
            linear.vars.extend(columns)
            linear.coeffs.extend(value[first:last].tolist())
            linear.domain.extend([low[r], high[r]])
    cost = np.rint(programme.cost * scale).astype(np.int64)
    proto.objective.vars.extend(range(len(cost)))
    proto.objective.coeffs.extend(cost.tolist())
    proto.objective.domain.extend([-FAR, int(np.floor(effort.ceiling * scale + 1e-6))])
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # signals are the main thread's
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.seconds
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    spent = solver.response_proto.deterministic_time
    values: Reals | None = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        values = np.array(list(solver.response_proto.solution), dtype=float)
    return CpSatSolution(values, status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), spent)

"""Linear programmes from arrays, solved by HiGHS through MathOpt."""

# MathOpt's generated protocol buffers carry no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

import time
from dataclasses import dataclass
from datetime import timedelta
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from dispatch.solver.compiled.day_graph import Flags, Reals

Indices = NDArray[np.int64]
HIGHS = mathopt.SolverType.HIGHS.value
OPTIMAL = mathopt.TerminationReason.OPTIMAL.value


class NoOptimumError(RuntimeError):
    """No solution was found: the programme has none, the method lost its way, or time was over."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A minimisation: columns with bounds and costs, rows with bounds, and the matrix in triples."""

    cost: Reals
    upper: Reals
    low: Reals
    high: Reals
    entries: tuple[Indices, Indices, Reals]  # row, column, value
    whole: Flags | None = None  # columns that must be whole numbers

    def proto(self) -> Any:
        """The same for MathOpt."""
        model = model_pb2.ModelProto()
        columns, rows = len(self.cost), len(self.low)
        model.variables.ids.extend(range(columns))
        model.variables.lower_bounds.extend([0.0] * columns)
        model.variables.upper_bounds.extend(self.upper.tolist())
        whole = np.zeros(columns, dtype=np.bool_) if self.whole is None else self.whole
        model.variables.integers.extend(whole.tolist())
        model.linear_constraints.ids.extend(range(rows))
        model.linear_constraints.lower_bounds.extend(self.low.tolist())
        model.linear_constraints.upper_bounds.extend(self.high.tolist())
        row, column, value = self.entries
        order = np.lexsort((column, row))
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(row[order].tolist())
        matrix.column_ids.extend(column[order].tolist())
        matrix.coefficients.extend(value[order].tolist())
        costly = np.flatnonzero(self.cost)
        model.objective.linear_coefficients.ids.extend(costly.tolist())
        model.objective.linear_coefficients.values.extend(self.cost[costly].tolist())
        return model


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The optimum of a linear programme."""

    objective: float
    values: Reals
    duals: Reals


def relax(programme: Programme, tolerance: float, seconds: float = inf) -> Relaxed:
    """Solve without integrality by interior point and without crossover: central duals."""
    asked = limited(mathopt.LPAlgorithm.BARRIER, seconds)
    asked.highs.string_options["run_crossover"] = "off"
    # After presolve, HiGHS calls an interior solution without crossover "unknown".
    asked.highs.string_options["presolve"] = "off"
    asked.highs.double_options["ipm_optimality_tolerance"] = tolerance
    model = programme.proto()
    began = time.monotonic()
    try:
        return _relaxed(programme, _solve(model, asked))
    except Exception:  # noqa: BLE001 - MathOpt raises its own status class or stumbles over it
        # Interior point can give up on a degenerate master; the simplex method never does.
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            raise NoOptimumError("time was over") from None
        asked = limited(mathopt.LPAlgorithm.DUAL_SIMPLEX, left)
        return _relaxed(programme, _solve(model, asked))


def limited(algorithm: mathopt.LPAlgorithm, seconds: float) -> mathopt.SolveParameters:
    """A method, and how long it may take."""
    limit = timedelta(seconds=seconds) if isfinite(seconds) else None
    return mathopt.SolveParameters(lp_algorithm=algorithm, time_limit=limit)


def _solve(model: Any, asked: mathopt.SolveParameters) -> Any:
    start = mathopt.ModelSolveParameters().to_proto()
    return core.solve(
        model,
        HIGHS,
        parameters_pb2.SolverInitializerProto(),
        asked.to_proto(),
        start,
        None,
        mathopt.CallbackRegistration().to_proto(),
        None,
        None,
    )


def _relaxed(programme: Programme, result: Any) -> Relaxed:
    if result.termination.reason != OPTIMAL or not result.solutions:
        raise NoOptimumError(str(result.termination.detail))
    solution = result.solutions[0]
    primal, dual = solution.primal_solution, solution.dual_solution.dual_values
    return Relaxed(
        objective=primal.objective_value,
        values=spread(primal.variable_values, len(programme.cost)),
        duals=spread(dual, len(programme.low)),
    )


def spread(sparse: Any, size: int) -> Reals:
    """A sparse vector of MathOpt as an array."""
    values = np.zeros(size)
    values[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values, dtype=float)
    return values

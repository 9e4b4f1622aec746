"""Linear and mixed-integer programmes from arrays, solved through OR-Tools' MathOpt by HiGHS and GLOP.

Three ways to solve one, each for its own use:

* `solve_by_interior_point`: without crossover. The duals lie in the middle of the optimal face
  instead of at a corner, which steadies column generation (Gondzio, Gonzalez-Brevis and Munari,
  "New developments in the primal-dual column generation technique", EJOR 224, 2013).
* `WarmSimplex`: keeps its basis while columns come in and bounds move, for branching and diving.
* `solve_mip`: branch and cut, for whole numbers.

Signs are those of a minimisation: the dual of a row is what its optimum rises by when the row's
right-hand side rises by one.
"""

# MathOpt's generated protocol buffers carry no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, model_update_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from dispatch.solver.compiled.day_graph import Flags, Reals

Indices = NDArray[np.int64]
Triples = tuple[Indices, Indices, Reals]  # rows, columns and values of a sparse matrix
HIGHS = mathopt.SolverType.HIGHS.value
GLOP = mathopt.SolverType.GLOP.value
INFEASIBLE = mathopt.TerminationReason.INFEASIBLE.value
OPTIMAL = mathopt.TerminationReason.OPTIMAL.value
INFINITY = inf
LEAST_SECONDS = 0.01


class NoOptimumError(RuntimeError):
    """No optimum came back: the programme has none, the method failed, or the time was over."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A minimisation over columns x, 0 <= x <= upper, and rows low <= A x <= high.

    Shapes: `cost`, `upper` and `whole` have one entry a column, `low` and `high` one a row. Bounds
    may be infinite. `entries` holds the matrix, each pair of row and column at most once.
    """

    cost: Reals
    upper: Reals
    low: Reals
    high: Reals
    entries: Triples
    whole: Flags | None = None  # columns that must be whole numbers; none of them by default
    constant: float = 0.0  # added to the objective

    def proto(self) -> Any:
        """The same as MathOpt's protocol buffer, ten times faster than through its expressions."""
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
        _write_entries(model.linear_constraint_matrix, self.entries)
        costly = np.flatnonzero(self.cost)
        model.objective.linear_coefficients.ids.extend(costly.tolist())
        model.objective.linear_coefficients.values.extend(self.cost[costly].tolist())
        model.objective.offset = self.constant
        return model


def _write_entries(matrix: Any, entries: Triples) -> None:
    """MathOpt wants the entries row by row."""
    row, column, value = entries
    order = np.lexsort((column, row))
    matrix.row_ids.extend(row[order].tolist())
    matrix.column_ids.extend(column[order].tolist())
    matrix.coefficients.extend(value[order].tolist())


def _write(sparse: Any, ids: Indices, values: Reals) -> None:
    """Some numbers of a sparse vector of MathOpt."""
    sparse.ids.extend(ids.tolist())
    sparse.values.extend(values.tolist())


@dataclass(slots=True)
class ProgrammeBuilder:
    """A programme that grows column by column and row by row, for models written rule by rule."""

    cost: list[float] = field(default_factory=list[float])
    upper: list[float] = field(default_factory=list[float])
    whole: list[bool] = field(default_factory=list[bool])
    low: list[float] = field(default_factory=list[float])
    high: list[float] = field(default_factory=list[float])
    constant: float = 0.0
    row_of: list[int] = field(default_factory=list[int])
    column_of: list[int] = field(default_factory=list[int])
    value_of: list[float] = field(default_factory=list[float])

    def column(self, cost: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> int:
        """Add a column, binary by default; its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float) -> int:
        """Add a row, empty so far; its number."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def put(self, row: int, column: int, value: float = 1.0) -> None:
        """Add one entry of the matrix; each pair at most once."""
        self.row_of.append(row)
        self.column_of.append(column)
        self.value_of.append(value)

    def programme(self) -> Programme:
        """All of it as arrays."""
        return Programme(
            cost=np.array(self.cost, dtype=float),
            upper=np.array(self.upper, dtype=float),
            low=np.array(self.low, dtype=float),
            high=np.array(self.high, dtype=float),
            entries=(
                np.array(self.row_of, dtype=np.int64),
                np.array(self.column_of, dtype=np.int64),
                np.array(self.value_of, dtype=float),
            ),
            whole=np.array(self.whole, dtype=np.bool_),
            constant=self.constant,
        )


@dataclass(frozen=True, slots=True)
class LpSolution:
    """An optimum of a linear programme: `values` by column, `duals` by row."""

    objective: float
    values: Reals
    duals: Reals


@dataclass(frozen=True, slots=True)
class MipSolution:
    """A bound below the optimum of a mixed-integer programme, and its best solution.

    `values` is None, and `objective` infinite, where no solution was found.
    """

    bound: float
    objective: float
    values: Reals | None


def solve_by_interior_point(
    programme: Programme, tolerance: float, seconds: float = inf
) -> LpSolution:
    """The linear relaxation by HiGHS' interior point method, without crossover.

    `tolerance` is the relative optimality tolerance; the seconds are those of the clock. Where the
    method gives up, the dual simplex method goes on with the seconds left.

    Raises NoOptimumError where neither finds an optimum in time.
    """
    asked = _parameters(mathopt.LPAlgorithm.BARRIER, seconds)
    asked.highs.string_options["run_crossover"] = "off"
    # After presolve, HiGHS calls an interior solution without crossover "unknown".
    asked.highs.string_options["presolve"] = "off"
    asked.highs.double_options["ipm_optimality_tolerance"] = tolerance
    model = replace(programme, whole=None).proto()
    began = time.monotonic()
    try:
        return _optimum(programme, _solve(model, asked))
    except Exception:  # noqa: BLE001 - MathOpt raises its own status class or stumbles over it
        # Interior point can give up on a degenerate master; the simplex method never does.
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            raise NoOptimumError("time was over") from None
        asked = _parameters(mathopt.LPAlgorithm.DUAL_SIMPLEX, left)
        return _optimum(programme, _solve(model, asked))


def solve_by_simplex(programme: Programme, seconds: float = inf) -> LpSolution:
    """The linear relaxation of a programme that will not change, by GLOP, with presolve.

    Raises NoOptimumError where no optimum is found in time.
    """
    simplex = WarmSimplex(programme)
    simplex.presolve()
    return simplex.solve(seconds)


def solve_mip(
    model: Programme | ProgrammeBuilder,
    seconds: float,
    *,
    gap: float = 0.0,
    nodes: int | None = None,
) -> MipSolution:
    """Branch and cut by HiGHS until bound and objective are `gap` cost units apart, or time is over.

    With `nodes` the search tree is limited instead of the time, so that the answer repeats. The bound is
    infinite where the programme has no solution.
    """
    programme = model.programme() if isinstance(model, ProgrammeBuilder) else model
    limit = None if nodes is not None else timedelta(seconds=max(LEAST_SECONDS, seconds))
    asked = mathopt.SolveParameters(
        time_limit=limit, node_limit=nodes, relative_gap_tolerance=0.0, absolute_gap_tolerance=gap
    )
    result = _solve(programme.proto(), asked)
    bounds = result.termination.objective_bounds
    if result.termination.reason == INFEASIBLE:
        return MipSolution(INFINITY, INFINITY, None)
    if not result.solutions:
        return MipSolution(bounds.dual_bound, INFINITY, None)
    primal = result.solutions[0].primal_solution
    values = _dense(primal.variable_values, len(programme.cost))
    return MipSolution(bounds.dual_bound, primal.objective_value, values)


class WarmSimplex:
    """A linear programme in GLOP that keeps its basis: after a small change few pivots are needed.

    Whole columns are relaxed. Columns may come in, costs and bounds may change, none goes.
    """

    def __init__(self, programme: Programme) -> None:
        self._solver = core.new(
            GLOP, replace(programme, whole=None).proto(), parameters_pb2.SolverInitializerProto()
        )
        self._presolve = mathopt.Emphasis.OFF
        self.rows = len(programme.low)
        self.columns = len(programme.cost)
        self._is_feasible = False

    def add(self, cost: Reals, entries: Triples) -> None:
        """Add columns of these costs, unbounded above; the entries count them from zero."""
        row, column, value = entries
        ids = np.arange(self.columns, self.columns + len(cost))
        update = model_update_pb2.ModelUpdateProto()
        new = update.new_variables
        new.ids.extend(ids.tolist())
        new.lower_bounds.extend([0.0] * len(cost))
        new.upper_bounds.extend([np.inf] * len(cost))
        new.integers.extend([False] * len(cost))
        entries = (row, self.columns + column, value)
        _write_entries(update.linear_constraint_matrix_updates, entries)
        _write(update.objective_updates.linear_coefficients, ids, cost)
        self.columns += len(cost)
        self._change(update)

    def set_cost(self, columns: Indices, cost: Reals) -> None:
        """Change the costs of some columns; the last solution stays feasible."""
        update = model_update_pb2.ModelUpdateProto()
        _write(update.objective_updates.linear_coefficients, columns, cost)
        self._change(update)

    def set_low(self, columns: Indices, low: Reals) -> None:
        """Change lower bounds of some columns; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        _write(update.variable_updates.lower_bounds, columns, low)
        self._change(update, is_feasible=False)

    def set_upper(self, columns: Indices, upper: Reals) -> None:
        """Change upper bounds of some columns; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        _write(update.variable_updates.upper_bounds, columns, upper)
        self._change(update, is_feasible=False)

    def set_range(self, rows: Indices, low: Reals, high: Reals) -> None:
        """Change the bounds of some rows; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        _write(update.linear_constraint_updates.lower_bounds, rows, low)
        _write(update.linear_constraint_updates.upper_bounds, rows, high)
        self._change(update, is_feasible=False)

    def _change(
        self, update: model_update_pb2.ModelUpdateProto, *, is_feasible: bool = True
    ) -> None:
        self._is_feasible = self._is_feasible and is_feasible
        if not self._solver.update(update):
            raise RuntimeError("the linear programme could not be changed")

    def presolve(self) -> None:
        """Presolve before each solution from now on, which forgets the last basis."""
        self._presolve = mathopt.Emphasis.LOW

    def solve(self, seconds: float = inf) -> LpSolution:
        """The optimum: primal simplex from a feasible solution, dual simplex from any other.

        Raises NoOptimumError where none is found within these seconds of the clock.
        """
        algorithm = mathopt.LPAlgorithm.DUAL_SIMPLEX
        if self._is_feasible:
            algorithm = mathopt.LPAlgorithm.PRIMAL_SIMPLEX
        asked = _parameters(algorithm, seconds)
        asked.presolve = self._presolve
        # Scaling anew after each change would make the last basis look like another problem's.
        asked.glop.use_scaling = self._presolve != mathopt.Emphasis.OFF
        result = self._solver.solve(
            asked.to_proto(),
            mathopt.ModelSolveParameters().to_proto(),
            None,
            mathopt.CallbackRegistration().to_proto(),
            None,
            None,
        )
        self._is_feasible = result.termination.reason == OPTIMAL
        return _solution(result, self.columns, self.rows)


def _parameters(algorithm: mathopt.LPAlgorithm, seconds: float) -> mathopt.SolveParameters:
    limit = timedelta(seconds=seconds) if isfinite(seconds) else None
    return mathopt.SolveParameters(lp_algorithm=algorithm, time_limit=limit)


def _solve(model: Any, asked: mathopt.SolveParameters) -> Any:
    return core.solve(
        model,
        HIGHS,
        parameters_pb2.SolverInitializerProto(),
        asked.to_proto(),
        mathopt.ModelSolveParameters().to_proto(),
        None,
        mathopt.CallbackRegistration().to_proto(),
        None,
        None,
    )


def _optimum(programme: Programme, result: Any) -> LpSolution:
    return _solution(result, len(programme.cost), len(programme.low))


def _solution(result: Any, columns: int, rows: int) -> LpSolution:
    if result.termination.reason != OPTIMAL or not result.solutions:
        raise NoOptimumError(str(result.termination.detail))
    solution = result.solutions[0]
    primal, dual = solution.primal_solution, solution.dual_solution.dual_values
    return LpSolution(
        objective=primal.objective_value,
        values=_dense(primal.variable_values, columns),
        duals=_dense(dual, rows),
    )


def _dense(sparse: Any, size: int) -> Reals:
    """A sparse vector of MathOpt as an array."""
    values = np.zeros(size)
    values[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values, dtype=float)
    return values

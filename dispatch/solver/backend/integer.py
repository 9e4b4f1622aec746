"""Integer programmes from arrays, solved by HiGHS through MathOpt: for the yardstick and for repairs."""

# MathOpt's generated protocol buffers carry no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

Reals = NDArray[np.float64]
HIGHS = mathopt.SolverType.HIGHS.value
INFINITY = float("inf")


@dataclass(slots=True)
class Model:
    """A minimisation that grows column by column and row by row; columns lie between 0 and `upper`."""

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
        """A new column, binary unless told otherwise."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float) -> int:
        """A new row, empty so far."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def put(self, row: int, column: int, value: float = 1.0) -> None:
        """One entry of the matrix; each pair at most once."""
        self.row_of.append(row)
        self.column_of.append(column)
        self.value_of.append(value)

    def proto(self) -> Any:
        """The same for MathOpt."""
        model = model_pb2.ModelProto()
        columns, rows = len(self.cost), len(self.low)
        model.variables.ids.extend(range(columns))
        model.variables.lower_bounds.extend([0.0] * columns)
        model.variables.upper_bounds.extend(self.upper)
        model.variables.integers.extend(self.whole)
        model.linear_constraints.ids.extend(range(rows))
        model.linear_constraints.lower_bounds.extend(self.low)
        model.linear_constraints.upper_bounds.extend(self.high)
        row, column = np.array(self.row_of, dtype=np.int64), np.array(self.column_of, np.int64)
        order = np.lexsort((column, row))
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(row[order].tolist())
        matrix.column_ids.extend(column[order].tolist())
        matrix.coefficients.extend(np.array(self.value_of, dtype=float)[order].tolist())
        cost = np.array(self.cost, dtype=float)
        costly = np.flatnonzero(cost)
        model.objective.linear_coefficients.ids.extend(costly.tolist())
        model.objective.linear_coefficients.values.extend(cost[costly].tolist())
        model.objective.offset = self.constant
        return model


@dataclass(frozen=True, slots=True)
class Solved:
    """What is proven of a model's optimum, and the values of the best solution, if any was found."""

    bound: float
    objective: float
    values: Reals | None


def minimise(model: Model, seconds: float, *, gap: float = 0.0, nodes: int | None = None) -> Solved:
    """Solve until bound and objective are `gap` apart, or as far as the seconds go.

    With `nodes` the search tree is limited instead of the time, so that the answer repeats.
    """
    limit = None if nodes is not None else dt.timedelta(seconds=max(0.01, seconds))
    asked = mathopt.SolveParameters(
        time_limit=limit, node_limit=nodes, relative_gap_tolerance=0.0, absolute_gap_tolerance=gap
    )
    result: Any = core.solve(
        model.proto(),
        HIGHS,
        parameters_pb2.SolverInitializerProto(),
        asked.to_proto(),
        mathopt.ModelSolveParameters().to_proto(),
        None,
        mathopt.CallbackRegistration().to_proto(),
        None,
        None,
    )
    bounds = result.termination.objective_bounds
    if not result.solutions:
        return Solved(bounds.dual_bound, INFINITY, None)
    primal = result.solutions[0].primal_solution
    values = np.zeros(len(model.cost))
    values[np.array(primal.variable_values.ids, dtype=np.int64)] = primal.variable_values.values
    return Solved(bounds.dual_bound, primal.objective_value, values)

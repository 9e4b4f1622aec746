"""The relaxed master kept warm: columns come in, costs and bounds change, the simplex goes on."""

# MathOpt's generated protocol buffers carry no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false

from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_update_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from dispatch.solver.backend.highs import (
    OPTIMAL,
    NoOptimumError,
    Programme,
    Relaxed,
    limited,
    spread,
)
from dispatch.solver.compiled.day_graph import Reals

Indices = NDArray[np.int64]
GLOP = mathopt.SolverType.GLOP.value


class Tableau:
    """A linear programme that remembers its last basis: small changes are solved at once."""

    def __init__(self, programme: Programme) -> None:
        self._solver = core.new(
            GLOP, replace(programme, whole=None).proto(), parameters_pb2.SolverInitializerProto()
        )
        self._presolve = mathopt.Emphasis.OFF
        self.rows = len(programme.low)
        self.columns = len(programme.cost)
        self.pivots = 0
        self._is_feasible = False

    def add(self, cost: Reals, entries: tuple[Indices, Indices, Reals]) -> None:
        """Columns of these costs; entries count them from nought."""
        row, column, value = entries
        ids = range(self.columns, self.columns + len(cost))
        order = np.lexsort((column, row))
        update = model_update_pb2.ModelUpdateProto()
        new = update.new_variables
        new.ids.extend(ids)
        new.lower_bounds.extend([0.0] * len(cost))
        new.upper_bounds.extend([np.inf] * len(cost))
        new.integers.extend([False] * len(cost))
        matrix = update.linear_constraint_matrix_updates
        matrix.row_ids.extend(row[order].tolist())
        matrix.column_ids.extend((self.columns + column[order]).tolist())
        matrix.coefficients.extend(value[order].tolist())
        update.objective_updates.linear_coefficients.ids.extend(ids)
        update.objective_updates.linear_coefficients.values.extend(cost.tolist())
        self.columns += len(cost)
        self._change(update)

    def set_cost(self, columns: Indices, cost: Reals) -> None:
        """Other costs of some columns; the last solution stays lawful."""
        update = model_update_pb2.ModelUpdateProto()
        update.objective_updates.linear_coefficients.ids.extend(columns.tolist())
        update.objective_updates.linear_coefficients.values.extend(cost.tolist())
        self._change(update)

    def set_low(self, columns: Indices, low: Reals) -> None:
        """Other lower bounds of some columns; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        update.variable_updates.lower_bounds.ids.extend(columns.tolist())
        update.variable_updates.lower_bounds.values.extend(low.tolist())
        self._change(update)
        self._is_feasible = False

    def set_upper(self, columns: Indices, upper: Reals) -> None:
        """Other upper bounds of some columns; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        update.variable_updates.upper_bounds.ids.extend(columns.tolist())
        update.variable_updates.upper_bounds.values.extend(upper.tolist())
        self._change(update)
        self._is_feasible = False

    def set_range(self, rows: Indices, low: Reals, high: Reals) -> None:
        """Other bounds of some rows; the last solution may break them."""
        update = model_update_pb2.ModelUpdateProto()
        changes = update.linear_constraint_updates
        changes.lower_bounds.ids.extend(rows.tolist())
        changes.lower_bounds.values.extend(low.tolist())
        changes.upper_bounds.ids.extend(rows.tolist())
        changes.upper_bounds.values.extend(high.tolist())
        self._change(update)
        self._is_feasible = False

    def _change(self, update: model_update_pb2.ModelUpdateProto) -> None:
        if not self._solver.update(update):
            raise RuntimeError("the linear programme could not be changed")

    def simplify(self) -> None:
        """Take out what is superfluous before each solution, which forgets the last basis."""
        self._presolve = mathopt.Emphasis.LOW

    def solve(self, seconds: float = inf) -> Relaxed:
        """The optimum: primal simplex from a lawful solution, dual simplex from elsewhere."""
        algorithm = mathopt.LPAlgorithm.DUAL_SIMPLEX
        if self._is_feasible:
            algorithm = mathopt.LPAlgorithm.PRIMAL_SIMPLEX
        asked = limited(algorithm, seconds)
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
        self.pivots = result.solve_stats.simplex_iterations
        self._is_feasible = result.termination.reason == OPTIMAL
        if not self._is_feasible or not result.solutions:
            raise NoOptimumError(str(result.termination.detail))
        solution = result.solutions[0]
        primal, dual = solution.primal_solution, solution.dual_solution.dual_values
        return Relaxed(
            objective=primal.objective_value,
            values=spread(primal.variable_values, self.columns),
            duals=spread(dual, self.rows),
        )


def solve_once(programme: Programme, seconds: float = inf) -> Relaxed:
    """The optimum of a programme that will not change: what is superfluous is taken out first."""
    tableau = Tableau(programme)
    tableau.simplify()
    return tableau.solve(seconds)

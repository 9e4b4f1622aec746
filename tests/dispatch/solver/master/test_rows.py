"""What the master's rows promise of duals: their signs, and that a subgradient leads upwards."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph, Reals
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from tests.dispatch.solver.tiny import a_tiny_problem


def random_duals(rows: MasterRows, seed: int) -> Reals:
    """Duals of either sign, projected."""
    return rows.project(np.random.default_rng(seed).normal(300, 400, rows.count))


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=20)
def test_projected_duals_stay_where_slack_columns_allow_them(seed: int) -> None:
    rows = MasterRows(DayGraph(CompiledProblem(a_tiny_problem(seed))))
    assume(not rows.flexible_teams)  # the bound chooses the start of a team by itself
    duals = random_duals(rows, seed)
    for slack in rows.slack_columns:
        assert np.isfinite(slack.upper) or slack.cost >= sum(
            value * duals[row] for row, value in slack.entries
        ) - 1e-6 * max(1.0, slack.cost)
    assert np.array_equal(rows.project(duals), duals)


@pytest.mark.parametrize("seed", range(4))
def test_no_bound_lies_above_what_a_subgradient_foretells(seed: int) -> None:
    graph = DayGraph(CompiledProblem(generate("day-50", 1, "core")))
    rows, pricer = MasterRows(graph), Pricer(graph)

    def bound_and_slope(duals: Reals) -> tuple[float, Reals]:
        priced = pricer.room_for_routes(1)
        pricer.price(rows.reduced_profits(duals), priced)
        return rows.bound(duals, priced.values[:, 0]), rows.subgradient(duals, priced)

    here, there = random_duals(rows, seed), random_duals(rows, seed + 100)
    (bound, slope), (other, _) = bound_and_slope(here), bound_and_slope(there)
    assert other <= bound + float(slope @ (there - here)) + 1e-6 * abs(bound)

"""Three ways to solve a programme agree, signs are those of a minimisation, and no optimum is an error."""

import numpy as np
import pytest

from dispatch.solver.backend.mathopt import (
    INFINITY,
    NoOptimumError,
    ProgrammeBuilder,
    WarmSimplex,
    solve_by_interior_point,
    solve_by_simplex,
    solve_mip,
)


def a_cover(least: float = 3.0) -> ProgrammeBuilder:
    """Cover a row by a cheap column of which there is one, and a dear one of which there are many."""
    builder = ProgrammeBuilder(constant=100.0)
    row = builder.row(least, INFINITY)
    builder.put(row, builder.column(cost=1.0))
    builder.put(row, builder.column(cost=10.0, upper=5.0), 4.0)
    return builder


def test_interior_point_and_simplex_find_the_same_optimum_and_duals() -> None:
    programme = a_cover().programme()
    inner, corner = solve_by_interior_point(programme, 1e-9), solve_by_simplex(programme)
    assert inner.objective == pytest.approx(corner.objective) == pytest.approx(106.0)
    assert inner.values == pytest.approx([1.0, 0.5], abs=1e-5)
    # One more in the row costs a quarter of the dear column.
    assert inner.duals == pytest.approx(corner.duals, abs=1e-5)
    assert corner.duals == pytest.approx([2.5])


def test_whole_numbers_cost_more_and_are_proven() -> None:
    best = solve_mip(a_cover(), 10.0)
    assert best.values is not None
    assert best.values.tolist() == [0.0, 1.0]
    assert best.objective == pytest.approx(110.0) == pytest.approx(best.bound)


def test_what_cannot_be_covered_has_no_optimum() -> None:
    builder = a_cover(least=100.0)
    with pytest.raises(NoOptimumError):
        solve_by_interior_point(builder.programme(), 1e-9)
    assert solve_mip(builder, 10.0).values is None


def test_columns_and_bounds_may_change_between_two_solutions() -> None:
    simplex = WarmSimplex(a_cover().programme())
    assert simplex.solve().objective == pytest.approx(106.0)
    simplex.add(np.array([1.0]), (np.array([0]), np.array([0]), np.array([1.0])))
    assert simplex.solve().values == pytest.approx([1.0, 0.0, 2.0])
    simplex.set_upper(np.array([2]), np.array([0.0]))
    assert simplex.solve().objective == pytest.approx(106.0)
    simplex.set_range(np.array([0]), np.array([1.0]), np.array([INFINITY]))
    assert simplex.solve().objective == pytest.approx(101.0)
    simplex.set_low(np.array([1]), np.array([1.0]))
    assert simplex.solve().objective == pytest.approx(110.0)
    simplex.set_cost(np.array([1]), np.array([2.0]))
    assert simplex.solve().objective == pytest.approx(102.0)

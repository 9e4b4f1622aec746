"""Column generation over a small problem with time enough, for the tests of what builds on it."""

from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.columns import assignments_of, columns_of
from dispatch.solver.master.masters import InteriorPointMaster
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.check import Judgement, judge
from dispatch.solver.problem.problem import Limits, Problem

PATIENT = Limits(seconds=60, deterministic=True)


def generation_of(problem: Problem, limits: Limits = PATIENT) -> ColumnGeneration:
    """Column generation with nothing in its pool."""
    rows = MasterRows(DayGraph(CompiledProblem(problem)))
    return ColumnGeneration(rows, Pricer(rows.graph), Deadline(limits))


def relaxed(
    problem: Problem, limits: Limits = PATIENT
) -> tuple[ColumnGeneration, DualBound, dict[int, int]]:
    """Column generation converged from the first plan, and that plan's columns, by block."""
    generation = generation_of(problem, limits)
    first = columns_of(generation.pool, greedy(CompiledProblem(problem)).assignments())
    return generation, generation.converge(InteriorPointMaster(generation, None), gap=1e-5), first


def judged(generation: ColumnGeneration, chosen: dict[int, int]) -> Judgement:
    """What the checker says of the plan of some columns."""
    plan = tuple(sorted(assignments_of(generation.pool, chosen.values())))
    return judge(generation.rows.problem, plan)

"""What an engine alone makes of a problem, whatever its size: for the tests of the engines."""

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.engines.one_day import OneDaySearch
from dispatch.solver.engines.several_days import SeveralDaysSearch
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem


def searched(
    problem: Problem, seconds: float = 2, engine: type[OneDaySearch] | None = None
) -> Plan:
    """The plan of an engine, of one or several days unless told otherwise, from the first plan on."""
    deadline = Deadline(Limits(seconds=seconds, deterministic=True))
    compiled, incumbent = CompiledProblem(problem), Incumbent(problem, deadline)
    incumbent.offer(greedy(compiled).assignments())
    several = len({day for _, day in compiled.day_sessions}) > 1
    engine = engine or (SeveralDaysSearch if several else OneDaySearch)
    engine(compiled, incumbent, deadline).run()
    return incumbent.plan()

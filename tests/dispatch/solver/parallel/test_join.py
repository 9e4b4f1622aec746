"""Plans of components joined: the sum of the bounds, and never a worse plan than before."""

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.parallel.components import components
from dispatch.solver.parallel.join import JoinedPlan, weight
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Progress
from dispatch.solver.problem.problem import Limits
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter

ONE, OTHER = Assignment("s1", "i1", 600), Assignment("s2", "i2", 800)


def joined(*begin: Assignment) -> JoinedPlan:
    """Two people who share no session, and a plan that the incumbent begins with."""
    problem = a_problem(
        a_session("s1", candidates=("i1",)),
        a_session("s2", candidates=("i2",), start=800),
        interpreters=(an_interpreter("i1"), an_interpreter("i2")),
    )
    incumbent = Incumbent(problem, Deadline(Limits(deterministic=True)))
    incumbent.offer(begin)
    return JoinedPlan(components(CompiledProblem(problem)), incumbent)


def test_a_component_begins_with_its_share_of_the_incumbent() -> None:
    plan = joined(ONE)
    assert [plan.first_plan(k).assignments for k in (0, 1)] == [(ONE,), ()]
    assert [weight(problem) for problem in plan.problems] == [2, 2]


def test_plans_and_bounds_add_up() -> None:
    plan = joined()
    for k, served in enumerate((ONE, OTHER)):
        best = judge(plan.problems[k], (served,))
        news = best.plan(bound=best.terms.total, marginal={"session": {served.session: k + 1}})
        plan.finish(k, news)
    assert plan.incumbent.assignments == (ONE, OTHER)
    assert plan.incumbent.is_optimal()
    assert plan.incumbent.bound == plan.incumbent.best
    assert plan.marginal == {"session": {"s1": 1, "s2": 2}}


def test_neither_a_worse_plan_nor_a_lower_bound_counts() -> None:
    plan = joined(ONE, OTHER)
    plan.update(0, Progress(0, 100, 0, 0.0))
    plan.update(0, Progress(0, 50, 0, 0.0, judge(plan.problems[0], ()).plan()))
    assert plan.incumbent.assignments == (ONE, OTHER)
    assert plan.incumbent.bound == 100

"""What more supply is worth."""

from dispatch.solver.marginal import value_of_another
from dispatch.solver.problem import Limits
from dispatch.solver.solve import solve
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter


def test_another_interpreter_is_worth_what_they_would_fill_less_the_way() -> None:
    problem = a_problem(a_session(), a_session("s2", start=630))
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    another = an_interpreter("new")
    assert value_of_another(problem, plan, another, {"s1", "s2"}) == 16000 - 4 * 20


def test_another_interpreter_who_can_serve_nothing_open_is_worth_nothing() -> None:
    problem = a_problem(a_session(), a_session("s2", start=630))
    plan = solve(problem, Limits(seconds=5, deterministic=True))
    served = {a.session for a in plan.assignments}
    assert value_of_another(problem, plan, an_interpreter("new"), served) == 0

"""What more supply would be worth: of a session's seat, and of one more interpreter."""

from collections.abc import Collection
from dataclasses import replace

from dispatch.solver.plan import Plan
from dispatch.solver.problem import Interpreter, Limits, Place, Problem
from dispatch.solver.solve import solve


def value_of_another(
    problem: Problem,
    plan: Plan,
    person: Interpreter,
    could_serve: Collection[str],
    *,
    home: Place | None = None,
) -> int:
    """What one more interpreter would save, estimated from the plan's marginal values.

    They take the best days of their own, each session worth what the plan says one more seat is
    worth: its dual price, or its unfilled cost where the plan was made without prices.
    """
    worth = _worth(problem, plan)
    sessions = tuple(
        replace(
            s,
            needed=1,
            candidates=(person.id,),
            preferred=(),
            pinned=(),
            held_by=(),
            unfilled_cost=worth[s.id],
        )
        for s in problem.sessions
        if s.id in could_serve and worth.get(s.id, 0) > 0
    )
    places = problem.places if home is None else (*problem.places, home)
    idle = replace(person, target_minutes=0, worked_minutes=0)
    alone = replace(
        problem,
        places=places,
        interpreters=(idle,),
        sessions=sessions,
        costs=replace(problem.costs, load_minute=0),
    )
    found = solve(alone, Limits(seconds=2, deterministic=True))
    return sum(s.unfilled_cost for s in sessions) - found.cost


def _worth(problem: Problem, plan: Plan) -> dict[str, int]:
    worth = dict(plan.marginal.get("session", {}))
    if not worth:
        unfilled = set(plan.unfilled)
        worth = {s.id: s.unfilled_cost for s in problem.sessions if s.id in unfilled}
    return worth

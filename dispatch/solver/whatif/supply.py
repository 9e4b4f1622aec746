"""What more supply would be worth: one more interpreter, by adding them to a plan and repairing it.

Nothing is solved anew. As much as possible is served with the fewest changes (`repair`), and then the new
one's days are planned anew together with those of whoever serves what they could serve (`arcflow`), a few
times. The plan's own prices alone would be a poor answer: they are those of the relaxed problem, in which
half a session can be served, and were wrong by half in the mean. Values and prices are savings, in the
currency of `Costs`, never negative.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, replace

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.compiled.subproblem import Subproblem, subproblem
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Interpreter, Limits, Place, Problem, Session
from dispatch.solver.repair.repair import keeping, repair
from dispatch.solver.solve import solve

# The price of one interpreter's days alone is found at once; a repair in about a second.
PRICE_SECONDS, REPAIR_SECONDS = 2.0, 10.0
# So many pairs of visits one after the other can be planned anew in about a second.
MOST_ARCS = 6_000
# People planned anew together at least, neighbours taken of each, and how often that is done.
SMALLEST, NEAREST, ROUNDS = 6, 4, 6


@dataclass(frozen=True, slots=True)
class ExtraInterpreter:
    """One more interpreter, what they could serve, and `home` when it is no place of the problem.

    `could_serve` holds pairs: the id of a session and the name of one of its ways.
    """

    person: Interpreter
    could_serve: frozenset[tuple[str, str]]
    home: Place | None = None

    def alone_in(self, session: Session) -> Session:
        """A session for this interpreter only, one seat of it, in no other ways than they could serve.

        A team's price is already less what its way costs.
        """
        ways = (
            replace(way, candidates=(self.person.id,), cost=way.cost if session.needed == 1 else 0)
            for way in session.ways
            if (session.id, way.name) in self.could_serve
        )
        return replace(session, ways=tuple(ways), needed=1, preferred=(), pinned=(), held_by=())

    def beside_others_in(self, session: Session) -> Session:
        """A session with this interpreter among the candidates of the ways they could serve."""
        name = self.person.id
        ways = (
            replace(way, candidates=(*(c for c in way.candidates if c != name), name))
            if (session.id, way.name) in self.could_serve
            else way
            for way in session.ways
        )
        return replace(session, ways=tuple(ways))


class Supply:
    """A problem and its plan, repaired once and then asked for the value of many interpreters."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.worth = _worth(problem, plan)
        self.cheapest_need = min((s.unfilled_cost for s in problem.sessions), default=0)
        self.plan = repaired_plan(problem, plan)

    def value(self, extra: ExtraInterpreter) -> int:
        """What this interpreter would save; never less than nothing.

        A repaired plan shows how much can be saved at least. Savings of travel come in long chains that
        it finds half of: where nothing more is served, the truth lies between it and the price, unless so little
        is planned that everybody was planned anew.
        """
        if not extra.could_serve:
            return 0
        price = self.price(extra)
        joined = with_extra(self.problem, extra)
        better = replanned(joined, repaired_plan(joined, self.plan), extra.person.id)
        before, after = self.plan.terms, judge(joined, better).terms
        found = max(0, before.total - after.total)
        only_travel = before.unfilled == after.unfilled and price < self.cheapest_need / 2
        is_part = CompiledProblem(joined).visit_pairs() > MOST_ARCS
        return (found + price) // 2 if is_part and only_travel and price > found else found

    def price(self, extra: ExtraInterpreter) -> int:
        """What the plan's prices (duals) say: their best days alone, each session at its price."""
        person = replace(extra.person, target_minutes=0, worked_minutes=0)
        alone_in = (
            replace(extra.alone_in(s), unfilled_cost=self.worth[s.id])
            for s in self.problem.sessions
            if self.worth.get(s.id, 0) > 0
        )
        sessions = tuple(s for s in alone_in if s.ways)
        alone = replace(
            self.problem,
            places=_places(self.problem, extra),
            interpreters=(person,),
            sessions=sessions,
            costs=replace(self.problem.costs, load_minute=0),
        )
        found = solve(alone, Limits(seconds=PRICE_SECONDS, deterministic=True))
        return sum(s.unfilled_cost for s in sessions) - found.cost


def _worth(problem: Problem, plan: Plan) -> dict[str, int]:
    """What one more seat of each session is worth: its price, or its unfilled cost without prices."""
    worth = dict(plan.marginal.get("session", {}))
    if not worth:
        unfilled = set(plan.unfilled)
        worth = {s.id: s.unfilled_cost for s in problem.sessions if s.id in unfilled}
    return worth


def _places(problem: Problem, extra: ExtraInterpreter) -> tuple[Place, ...]:
    return problem.places if extra.home is None else (*problem.places, extra.home)


def with_extra(problem: Problem, extra: ExtraInterpreter) -> Problem:
    """The problem with one interpreter more, whose fair share of the work is none."""
    person = replace(extra.person, target_minutes=0, worked_minutes=0)
    return replace(
        problem,
        places=_places(problem, extra),
        interpreters=(*(i for i in problem.interpreters if i.id != person.id), person),
        sessions=tuple(extra.beside_others_in(s) for s in problem.sessions),
    )


def _cost(problem: Problem, assignments: tuple[Assignment, ...]) -> int:
    return judge(problem, assignments).terms.total


def repaired_plan(problem: Problem, plan: Plan) -> Plan:
    """The plan serving as much as possible with the fewest changes to it."""
    limits = Limits(seconds=REPAIR_SECONDS, deterministic=True)
    found = repair(keeping(problem, plan), plan, limits).plan.assignments
    given, repaired = judge(problem, plan.assignments), judge(problem, found)
    return (repaired if repaired.terms.total <= given.terms.total else given).plan()


def replanned(problem: Problem, plan: Plan, name: str) -> tuple[Assignment, ...]:
    """The plan with somebody's days planned anew, several times, each time with those of some others."""
    dice = random.Random(name)  # noqa: S311 - repeatable, not secret
    best = plan.assignments
    for _ in range(ROUNDS):
        part = _part(problem, best, _around(problem, best, name, dice))
        # Here and not above: OR-Tools loads only for whoever asks.
        from dispatch.solver.engines import arcflow

        found = arcflow.solve(CompiledProblem(part.problem), REPAIR_SECONDS).assignments
        best = min((best, part.merged(found, best)), key=lambda each: _cost(problem, each))
    return best


def _part(problem: Problem, assignments: tuple[Assignment, ...], people: list[str]) -> Subproblem:
    """The problem of as many of these people as can be planned anew at once."""
    size = SMALLEST
    part = subproblem(problem, assignments, frozenset(people[:size]))
    while size < len(people):
        size += size // 2
        larger = subproblem(problem, assignments, frozenset(people[:size]))
        if CompiledProblem(larger.problem).visit_pairs() > MOST_ARCS:
            break
        part = larger
    return part


def _around(
    problem: Problem, assignments: tuple[Assignment, ...], name: str, dice: random.Random
) -> list[str]:
    """Somebody, whoever serves what they could, whoever serves what these could, and so on.

    Whose sessions cost most come soonest, with some luck, so that no two rounds are alike.
    """
    compiled = CompiledProblem(problem)
    schedule = Schedule(compiled)
    schedule.adopt(assignments)
    burden = {
        (i, s): _burden(schedule, i, s)
        for s, team in list(schedule.team.items())
        for i, _, _ in list(team)
    }
    order = [compiled.interpreter_at[name]]
    for i in order:
        near: dict[int, float] = defaultdict(float)
        for (other, s), cost_of_seat in burden.items():
            if i in compiled.able[s] and other not in order:
                near[other] += cost_of_seat * dice.random()
        order += sorted(near, key=lambda other: (-near[other], other))[:NEAREST]
    return [problem.interpreters[i].id for i in order]


def _burden(schedule: Schedule, i: int, s: int) -> int:
    """What a seat costs whoever has it."""
    option = schedule.take(i, s)
    back = schedule.insertion(i, s, option)
    schedule.put(i, option)
    return max(0, back.cost) if back is not None else 0

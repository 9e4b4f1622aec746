"""One session more in a plan: who could take it, and by which single handover somebody could.

Costs are what the whole plan costs more, in the currency of `Costs`, without the unfilled need that is
saved; a negative one is a saving.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.solver.compiled.problem import CompiledProblem, Option
from dispatch.solver.compiled.schedule import Insertion, Schedule
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """One interpreter for a session, in its cheapest way from `start`, and what taking it adds to the cost.

    `extra_travel` is in minutes on the road, from home to home; `way` is the name of a way.
    """

    interpreter: str
    start: int
    way: str
    cost: int
    extra_travel: int


@dataclass(frozen=True, slots=True)
class SingleHandover:
    """Somebody takes the session in question (`taken`) and hands one of theirs to another (`handed`).

    Who is handed a session may serve it in another of its ways, unless others of a team stay with it.
    """

    cost: int
    taken: Assignment
    handed: Assignment


class InsertionDesk:
    """A problem and what is assigned in it, compiled once and then asked many times."""

    def __init__(self, problem: Problem, assignments: Iterable[Assignment] = ()) -> None:
        self.compiled = CompiledProblem(problem)
        self.schedule = Schedule(self.compiled)
        self.schedule.adopt(assignments)

    def rank(self, session: str) -> list[RankedCandidate]:
        """Everybody who could take a session now, cheapest first."""
        s = self.compiled.session_at[session]
        options = (self.schedule.insertion(i, s) for i in self.compiled.able[s])
        return [self._named(found) for found in sorted(o for o in options if o)]

    def _named(self, found: Insertion) -> RankedCandidate:
        person = self.compiled.problem.interpreters[found.interpreter]
        way = self.compiled.ways[found.way].name
        return RankedCandidate(person.id, found.start, way, found.cost, found.extra_travel)

    def handovers(self, session: str) -> list[SingleHandover]:
        """Single handovers after which somebody could take a session, cheapest first.

        There are none for a session that needs a team.
        """
        s = self.compiled.session_at[session]
        if self.compiled.problem.sessions[s].needed != 1:
            return []
        return sorted(self._handovers(s), key=lambda h: (h.cost, h.taken, h.handed))

    def _handovers(self, s: int) -> Iterator[SingleHandover]:
        day = self.compiled.problem.sessions[s].day
        for i in self.compiled.able[s]:
            for _, w in list(self.schedule.seats.get((i, day), ())):
                found = self._handover(i, s, self.compiled.session_of[w])
                if found is not None:
                    yield found

    def _handover(self, i: int, s: int, other: int) -> SingleHandover | None:
        """Interpreter `i` takes `s` and hands over their seat of another session."""
        if i in self.compiled.pinned[other]:
            return None
        schedule = self.schedule
        option = schedule.take(i, other)
        back = schedule.insertion(i, other, option)
        taken = schedule.insertion(i, s)
        best = None if taken is None else self._best_after(taken, other, option)
        schedule.put(i, option)
        if best is None or taken is None or back is None:
            return None
        return SingleHandover(
            cost=best.cost + taken.cost - back.cost,
            taken=self._assignment(taken),
            handed=self._assignment(best),
        )

    def _best_after(self, taken: Insertion, other: int, option: Option) -> Insertion | None:
        """Who best takes over another session once somebody has taken the one in question for it."""
        schedule, i = self.schedule, taken.interpreter
        # Others of a team keep its way and start.
        kept = option if schedule.team[other] else None
        schedule.put(i, (taken.way, taken.start))
        able = (j for j in self.compiled.able[other] if j != i)
        found = (schedule.insertion(j, other, kept) for j in able)
        best = min((one for one in found if one), default=None)
        schedule.take(i, self.compiled.session_of[taken.way])
        return best

    def _assignment(self, found: Insertion) -> Assignment:
        compiled, problem = self.compiled, self.compiled.problem
        session = problem.sessions[compiled.session_of[found.way]]
        person = problem.interpreters[found.interpreter]
        return Assignment(session.id, person.id, found.start, compiled.ways[found.way].name)

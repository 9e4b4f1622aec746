"""One session more in a plan: who could take it, and by which single handover somebody could.

Costs are what the whole plan costs more, in the currency of `Costs`, without the unfilled need that is
saved; a negative one is a saving.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Insertion, Schedule
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """One interpreter for a session, from `start`, and what taking it adds to the cost and the way.

    `extra_travel` is in minutes on the road, from home to home.
    """

    interpreter: str
    start: int
    cost: int
    extra_travel: int


@dataclass(frozen=True, slots=True)
class SingleHandover:
    """Somebody takes the session in question (`taken`) and hands one of theirs to another (`handed`)."""

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
        return RankedCandidate(person.id, found.start, found.cost, found.extra_travel)

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
            for start, other in list(self.schedule.seats.get((i, day), ())):
                found = self._handover(i, s, (start, other))
                if found is not None:
                    yield found

    def _handover(self, i: int, s: int, seat: tuple[int, int]) -> SingleHandover | None:
        """Interpreter `i` takes `s` and hands over a seat, given by its start and session."""
        start, other = seat
        if i in self.compiled.pinned[other]:
            return None
        schedule = self.schedule
        schedule.take(i, other)
        try:
            back = schedule.insertion(i, other, start)
            taken = schedule.insertion(i, s)
            # Others of a team keep its start.
            begins = start if schedule.team[other] else None
            options = (
                schedule.insertion(j, other, begins) for j in self.compiled.able[other] if j != i
            )
            best = min((o for o in options if o), default=None)
        finally:
            schedule.put(i, other, start)
        if best is None or taken is None or back is None:
            return None
        return SingleHandover(
            cost=best.cost + taken.cost - back.cost,
            taken=self._assignment(i, s, taken.start),
            handed=self._assignment(best.interpreter, other, best.start),
        )

    def _assignment(self, i: int, s: int, start: int) -> Assignment:
        problem = self.compiled.problem
        return Assignment(problem.sessions[s].id, problem.interpreters[i].id, start)

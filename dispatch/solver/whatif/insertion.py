"""One change at a time: who could take an urgent session, and which single change would fill a gap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Insertion, Schedule
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Problem

Kind = Literal["start", "swap"]

# Other starts are offered in steps a person would say aloud.
FIX_STEP = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """One interpreter for one session: what taking it adds to the cost and to the way."""

    interpreter: str
    start: int
    cost: int
    extra_travel: int


@dataclass(frozen=True, slots=True)
class SingleChange:
    """A single change that fills a session: the new assignments, and those it replaces."""

    kind: Kind
    cost: int
    added: tuple[Assignment, ...]
    removed: tuple[Assignment, ...] = ()


class InsertionDesk:
    """A problem and its plan, compiled once and then asked many times."""

    def __init__(self, problem: Problem, assignments: Iterable[Assignment] = ()) -> None:
        self.compiled = CompiledProblem(problem)
        self.schedule = Schedule(self.compiled)
        self.schedule.adopt(assignments)

    def place(self, session: str, interpreter: str, start: int | None = None) -> Ranked | None:
        """Start and cost of putting a session into an interpreter's day, or None if it cannot be."""
        s, i = self.compiled.session_at[session], self.compiled.interpreter_at[interpreter]
        if i not in self.compiled.able[s]:
            return None
        found = self.schedule.insertion(i, s, start)
        return None if found is None else self._named(found)

    def rank(self, session: str) -> list[Ranked]:
        """Everybody who could take a session now, cheapest first."""
        s = self.compiled.session_at[session]
        options = (self.schedule.insertion(i, s) for i in self.compiled.able[s])
        return [self._named(found) for found in sorted(o for o in options if o)]

    def _named(self, found: Insertion) -> Ranked:
        person = self.compiled.problem.interpreters[found.interpreter]
        return Ranked(person.id, found.start, found.cost, found.extra_travel)

    def one_change_fixes(
        self, session: str, earlier: int = 45, later: int = 45
    ) -> list[SingleChange]:
        """Single changes that would fill a session, cheapest first: another start, or one swap."""
        s = self.compiled.session_at[session]
        if self.compiled.problem.sessions[s].needed != 1:
            return []
        fixes = [*self._other_starts(s, earlier, later), *self._swaps(s)]
        return sorted(fixes, key=lambda fix: (fix.cost, fix.added))

    def _other_starts(self, s: int, earlier: int, later: int) -> Iterator[SingleChange]:
        """The session begins somewhat before or after its window."""
        session = self.compiled.problem.sessions[s]
        first = max(session.earliest_start - earlier, session.day * 1440)
        for start in range(first, session.latest_start + later + 1, FIX_STEP):
            if session.earliest_start <= start <= session.latest_start:
                continue
            options = (self.schedule.insertion(i, s, start) for i in self._candidates(s))
            best = min((o for o in options if o), default=None)
            if best is not None:
                yield SingleChange(
                    "start", best.cost, (self._assignment(best.interpreter, s, start),)
                )

    def _candidates(self, s: int) -> list[int]:
        names = self.compiled.problem.sessions[s].candidates
        return [self.compiled.interpreter_at[name] for name in names]

    def _swaps(self, s: int) -> Iterator[SingleChange]:
        """Somebody hands one session of that day to another and takes this one."""
        day = self.compiled.problem.sessions[s].day
        for i in self.compiled.able[s]:
            for start, other in list(self.schedule.seats.get((i, day), ())):
                fix = self._swap(i, s, (start, other))
                if fix is not None:
                    yield fix

    def _swap(self, i: int, s: int, seat: tuple[int, int]) -> SingleChange | None:
        start, other = seat
        if i in self.compiled.pinned[other]:
            return None
        schedule = self.schedule
        schedule.take(i, other)
        try:
            back = schedule.insertion(i, other, start)
            taken = schedule.insertion(i, s)
            together = len(schedule.team[other]) > 0
            window = start if together else None
            options = (
                schedule.insertion(j, other, window) for j in self.compiled.able[other] if j != i
            )
            best = min((o for o in options if o), default=None)
        finally:
            schedule.put(i, other, start)
        if best is None or taken is None or back is None:
            return None
        added = (
            self._assignment(i, s, taken.start),
            self._assignment(best.interpreter, other, best.start),
        )
        removed = (self._assignment(i, other, start),)
        return SingleChange("swap", best.cost + taken.cost - back.cost, added, removed)

    def _assignment(self, i: int, s: int, start: int) -> Assignment:
        problem = self.compiled.problem
        return Assignment(problem.sessions[s].id, problem.interpreters[i].id, start)

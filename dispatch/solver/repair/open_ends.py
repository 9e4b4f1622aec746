"""The open ends of a repair: a small problem of the seats still to be filled, everything kept fixed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dispatch.solver.compiled.problem import broken_pin_cost
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Agreement, Problem, Session


class OpenEnds:
    """Seats that are neither kept nor pinned, and whoever could take one, with all that these keep.

    In the small `problem` each kept seat of these people is a session of its own, for its interpreter
    alone, in its way and at its start. Of a session of which some seats are kept, the others are one more
    session, in the same way at the same start. All of them must be filled: nothing served before may be
    lost.
    """

    def __init__(self, problem: Problem, assignments: Iterable[Assignment]) -> None:
        self.session_of = {s.id: s for s in problem.sessions}
        self.kept: dict[str, list[Assignment]] = defaultdict(list)
        self.seats: dict[str, list[Assignment]] = defaultdict(list)
        for a in assignments:
            session = self.session_of[a.session]
            stays = Agreement(a.interpreter, a.way) in (*session.held_by, *session.pinned)
            (self.kept if stays else self.seats)[a.session].append(a)
        self.people = {name for s in self.seats for name in self.session_of[s].candidates}
        self.original: dict[str, str] = {}  # session of the small problem to session of the whole
        self.dearest = broken_pin_cost(problem)
        self.problem = replace(
            problem,
            interpreters=tuple(i for i in problem.interpreters if i.id in self.people),
            sessions=(*self._kept_sessions(), *self._open_sessions()),
        )

    def _kept_sessions(self) -> Iterable[Session]:
        for seats in self.kept.values():
            for a in seats:
                if a.interpreter in self.people:
                    alone = self._session(a, f"{a.session}/{a.interpreter}", 1)
                    yield alone.among({a.interpreter})

    def _open_sessions(self) -> Iterable[Session]:
        for name, seats in self.seats.items():
            session = self.session_of[name]
            staying = {a.interpreter for a in self.kept.get(name, ())}
            given = self._session(seats[0], name, len(seats)).among(self.people - staying)
            if staying.isdisjoint(session.preferred):
                given = replace(given, preferred=session.preferred)
            yield given if staying else replace(given, ways=session.ways)

    def _session(self, a: Assignment, name: str, needed: int) -> Session:
        """Some seats of a session in the way and at the start they have now, which must be filled."""
        self.original[name] = a.session
        session = self.session_of[a.session]
        return replace(
            session,
            id=name,
            ways=tuple(
                replace(way, earliest_start=a.start, latest_start=a.start)
                for way in session.ways
                if way.name == a.way
            ),
            needed=needed,
            unfilled_cost=self.dearest,
            # A seat of a team is no session for one person.
            case=session.case if session.needed == 1 else "",
            preferred=(),
            pinned=(),
            held_by=(),
        )

    def in_whole(self, filled: Iterable[Assignment]) -> tuple[Assignment, ...]:
        """A plan of the small problem as one of the whole, with what stays outside it."""
        others = (a for seats in self.kept.values() for a in seats)
        return tuple(
            sorted(
                (
                    *(replace(a, session=self.original[a.session]) for a in filled),
                    *(a for a in others if a.interpreter not in self.people),
                )
            )
        )

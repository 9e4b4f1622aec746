"""A change of supply that a plan may be asked about: people more, other hours, more that somebody could serve."""

from dataclasses import dataclass, replace

from dispatch.solver.problem.problem import Interpreter, Place, Problem, Session, Way


@dataclass(frozen=True, slots=True)
class Opening:
    """What would be open to a plan that is not now.

    `people` are new or, by their ids, stand for those there are; `places` are homes that the problem may not
    know, where ways are reckoned by distance. `serves` holds who could serve what in addition: an interpreter, a session and a way of it. `ways` are
    ways that sessions would get, with whoever could serve them so.
    """

    name: str
    people: tuple[Interpreter, ...] = ()
    places: tuple[Place, ...] = ()
    serves: frozenset[tuple[str, str, str]] = frozenset()
    ways: tuple[tuple[str, Way], ...] = ()

    @property
    def sessions(self) -> frozenset[str]:
        """The sessions that somebody more could serve."""
        more = (session for session, way in self.ways if way.candidates)
        return frozenset({*(session for _, session, _ in self.serves), *more})

    @property
    def concerned(self) -> frozenset[str]:
        """Whoever could serve more."""
        by_way = {who for _, way in self.ways for who in way.candidates}
        return frozenset({*(who for who, _, _ in self.serves), *by_way})

    def opened(self, problem: Problem) -> Problem:
        """The problem with all of this."""
        known = {place.id for place in problem.places}
        changed = {person.id: person for person in self.people}
        there = {person.id for person in problem.interpreters}
        sessions = self.sessions
        return replace(
            problem,
            places=(*problem.places, *(p for p in self.places if p.id not in known)),
            interpreters=(
                *(changed.get(person.id, person) for person in problem.interpreters),
                *(person for person in self.people if person.id not in there),
            ),
            sessions=tuple(self.in_session(s) if s.id in sessions else s for s in problem.sessions),
        )

    def in_session(self, session: Session) -> Session:
        """A session with whoever could serve it in addition."""
        more = tuple(way for of, way in self.ways if of == session.id and way.candidates)
        ways = (
            replace(
                way,
                candidates=tuple(
                    dict.fromkeys(
                        (
                            *way.candidates,
                            *sorted(
                                who
                                for who, of, name in self.serves
                                if (of, name) == (session.id, way.name)
                            ),
                        )
                    )
                ),
            )
            for way in session.ways
        )
        return replace(session, ways=(*ways, *more))

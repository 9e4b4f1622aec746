"""Subproblems: what some people serve in a plan, and what nobody does, to be planned among them alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch.solver.compiled.problem import broken_pin_cost
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Problem, Session

Assignments = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Subproblem:
    """Some people with their sessions in a plan, as a problem of its own.

    Seats of others stay: a team of which some are others keeps its way and start and must stay whole.
    """

    problem: Problem
    people: frozenset[str]

    @property
    def weight(self) -> float:
        """How long it takes to solve, compared with others."""
        return len(self.problem.sessions) * len(self.people)

    def restricted(self, assignments: Iterable[Assignment]) -> Assignments:
        """What these people do in a plan of the whole problem."""
        return tuple(a for a in assignments if a.interpreter in self.people)

    def merged(self, found: Iterable[Assignment], whole: Iterable[Assignment]) -> Assignments:
        """What these people do now, with what all others do in a plan of the whole problem."""
        stay = (a for a in whole if a.interpreter not in self.people)
        return tuple(sorted((*found, *stay)))


def subproblem(
    problem: Problem, assignments: Iterable[Assignment], people: frozenset[str]
) -> Subproblem:
    """What some people serve, and what nobody does, to be planned among them alone."""
    team: dict[str, list[Assignment]] = defaultdict(list)
    for a in assignments:
        team[a.session].append(a)
    dearest = broken_pin_cost(problem)
    sessions = (_among(s, team.get(s.id, []), people, dearest) for s in problem.sessions)
    own = replace(
        problem,
        interpreters=tuple(i for i in problem.interpreters if i.id in people),
        sessions=tuple(s for s in sessions if s is not None),
    )
    return Subproblem(own, people)


def _among(
    session: Session, team: list[Assignment], people: frozenset[str], dearest: int
) -> Session | None:
    """The seats of a session that these people have or could have; None where there are none."""
    staying = {a.interpreter for a in team} - people
    if team and len(staying) == len(team):
        return None
    own = session.among(people)
    if not staying:
        return own if any(len(way.candidates) >= own.needed for way in own.ways) else None
    return replace(
        own.settled(team[0].way, team[0].start),
        needed=session.needed - len(staying),
        preferred=own.preferred if staying.isdisjoint(session.preferred) else (),
        case="",  # which is not for teams
        unfilled_cost=dearest,
    )

"""What could have been filled: one plan over all that was really wanted, with everything known beforehand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch.service.engine import solving
from dispatch.service.engine.counted import counted_work
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.simulation.demand import PlayedRequest
from dispatch.service.simulation.stage import SYSTEM, PlayStage
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.store.queries import simulation as queries
from dispatch.store.queries import simulation_rows as rows_of
from foundation.database.work import Office, begin, reading
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.domain.states import SessionState
from scheduling.service import availability, requests
from training.service.demo.stage import DemoStage

# What a slot costs in this plan, where nothing else costs anything.
SLOT = 1000
SECONDS = 20.0


@dataclass(frozen=True)
class Foreseen:
    """Slots that were wanted, those that a plan fills who knew everything, and those that nobody can exceed."""

    wanted: int
    filled: int
    at_most: int


def foresee(office: Office, stage: PlayStage, everything: Sequence[PlayedRequest]) -> Foreseen:
    """Plan in an office of its own, with the same province: what was not called off, without whoever was ill.

    `everything` are the requests of the weeks, in the ids of that office.
    """
    kept, people = _not_called_off(stage), DemoStage(office)
    chance, share = stage.chance, stage.wish.behaviour.ill_a_day
    with begin(office, SYSTEM) as uow:
        for person in queries.list_active(uow.db):
            for day in stage.wish.days:
                if chance.happens(share, "ill", day, person.code):
                    dated = DatedTime(first_day=day, last_day=day, available=False)
                    availability.add_exception(uow, person.id, dated, ExceptionReason.SICK)
    for arrival in (each for each in everything if each.key in kept):
        with begin(office, people.actor(arrival.requester)) as uow:
            requests.place(uow, arrival.need)
    with reading(office, SYSTEM) as uow:
        days = stage.wish.days
        snapshot = take_snapshot(read_situation(uow, days[0], days[-1]))
    problem = _slots_alone(snapshot.problem)
    with counted_work(SECONDS):
        plan = solving.solve(problem, Limits(SECONDS))
    wanted = sum(session.needed for session in problem.sessions)
    missing, at_least = plan.terms.unfilled // SLOT, math.ceil(plan.bound / SLOT)
    return Foreseen(wanted, wanted - missing, wanted - at_least)


def _not_called_off(stage: PlayStage) -> frozenset[str]:
    """What was asked for and not called off, by key."""
    with stage.look() as uow:
        off = {
            row.id for row in rows_of.all_sessions(uow.db) if row.state is SessionState.CANCELLED
        }
    return frozenset(arrival.key for session, arrival in stage.asked.items() if session not in off)


def _slots_alone(problem: Problem) -> Problem:
    """The problem in which only slots without anybody cost: its bound says how many there must be."""
    sessions = tuple(
        replace(
            session,
            unfilled_cost=SLOT,
            preferred=(),
            case="",
            ways=tuple(replace(way, cost=0) for way in session.ways),
        )
        for session in problem.sessions
    )
    people = tuple(replace(each, session_cost=0, target_minutes=0) for each in problem.interpreters)
    free = replace(
        problem.costs,
        travel_minute=0,
        load_minute=0,
        discontinuity=0,
        change=0,
        shift=0,
        tight_transfer=0,
    )
    return replace(problem, sessions=sessions, interpreters=people, costs=free)

"""Choosing courses for a budget: gains and yields as a problem, solved, told in numbers that are kept."""

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dispatch.domain.fit import unfilled_cost
from dispatch.domain.gains import ONE_SESSION, WEEKS_A_YEAR, GainKind
from dispatch.domain.portfolio import (
    MOST_TIMES,
    PLACES,
    PortfolioWish,
    course_days,
    seats_until_likely,
)
from dispatch.domain.states import RunState
from dispatch.service.coverage.gain_proposals import yield_of
from dispatch.solver.portfolio.budget import (
    RESOURCES,
    Lesson,
    Teaching,
    TeachingGroup,
    TeachingMeans,
    TeachingProblem,
)
from dispatch.solver.portfolio.choosing import choose
from dispatch.solver.problem.problem import Limits
from dispatch.store.queries import gains as gain_queries
from dispatch.store.queries import portfolios as queries
from dispatch.store.tables import CoverageGain
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from scheduling.service import sessions
from training.domain.yields import Yield

ACTOR = the_system("portfolio")
LIMITS = Limits(seconds=20, deterministic=True)
# How much more of each resource is asked about.
ONE_MORE_SEAT, ONE_MORE_DAY, MORE_MONEY = 1, 1, 1_000_000


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A line of gains that may be taught, with what becomes of a seat."""

    gain: CoverageGain
    share: Yield
    adds: Sequence[frozenset[str]]

    @property
    def lesson(self) -> str:
        """The course, by kind and level: all languages sit together."""
        return f"{self.gain.kind}/{self.gain.level}"

    def seats_for(self, count: int) -> int:
        """Seats until it is likelier than not that so many come to serve."""
        share = self.share.share
        return seats_until_likely(count, share.a, share.b)


def choose_courses(office: Office, portfolio_id: str) -> None:
    """Choose for a budget. Safe to repeat: one that is chosen stays as it is. A job that is done apart does this."""
    wanted = uuid.UUID(portfolio_id)
    with reading(office, ACTOR) as uow:
        portfolio = queries.find(uow.db, wanted)
        run = gain_queries.newest_done(uow.db)
        if portfolio is None or portfolio.result is not None or run is None:
            return
        wish, weeks = PortfolioWish.from_json(portfolio.budget), run.weeks
        offered = [_offered(uow, gain) for gain in gain_queries.list_taught(uow.db, run.id)]
        times = _times(offered)
        worth = _worth(uow, times)
    problem = problem_of(wish, offered, worth)
    more = TeachingMeans(ONE_MORE_SEAT, ONE_MORE_DAY, ONE_MORE_DAY, MORE_MONEY)
    found = choose(problem, more, LIMITS)
    by_id = {str(each.gain.id): each for each in offered}
    share = WEEKS_A_YEAR / max(1, weeks)
    a_year = {key: share * times[key] for key in worth}
    result = {
        "choices": [
            _told(each, by_id, a_year, share) for each in (found.best, *found.alternatives)
        ],
        "more": {name: round(found.more[name] / ONE_SESSION * share, 1) for name in RESOURCES},
        "is_proven": found.is_proven,
    }
    with begin(office, ACTOR) as uow:
        kept = queries.find(uow.db, wanted, lock=True)
        if kept is not None and kept.result is None:
            kept.result = json.loads(json.dumps(result))
            kept.state, kept.finished_at = RunState.DONE, uow.now


def _offered(uow: UnitOfWork, gain: CoverageGain) -> Offered:
    adds = [frozenset(str(each) for each in seat["sessions"]) for seat in gain.seats]
    offered = Offered(gain=gain, share=yield_of(uow, gain), adds=adds)
    if gain.kind is not GainKind.UPSKILL:
        return offered
    # A group has no more seats to fill than it has people.
    enough = [k for k in range(len(adds)) if offered.seats_for(k + 1) <= len(gain.people)]
    return replace(offered, adds=adds[: len(enough)])


def _times(offered: Sequence[Offered]) -> dict[str, float]:
    """How many times each session is to be expected, as the lines say that would cover it."""
    found = defaultdict[str, list[float]](list)
    for each in offered:
        for key in {key for some in each.adds for key in some}:
            found[key].append(each.gain.demand_times)
    return {key: sum(some) / len(some) for key, some in found.items()}


def _worth(uow: UnitOfWork, times: Mapping[str, float]) -> dict[str, int]:
    """What each session weighs, by its priority and how many times it is to be expected."""
    rows = sessions.list_by_ids(uow, {uuid.UUID(key) for key in times}) if times else ()
    return {
        str(row.id): round(unfilled_cost(row.request.priority) * times[str(row.id)]) for row in rows
    }


def problem_of(
    wish: PortfolioWish, offered: Sequence[Offered], worth: Mapping[str, int]
) -> TeachingProblem:
    """Budget, courses and people as the engine sees them; sessions erased since count no more."""
    lessons: dict[str, Lesson] = {}
    for each in offered:
        assert each.gain.level is not None
        days = course_days(each.gain.kind, each.gain.level)
        money = days * (wish.trainer_day_won + wish.room_day_won)
        lessons[each.lesson] = Lesson(
            id=each.lesson,
            each=TeachingMeans(trainer_days=days, room_days=days, money=money),
            places=PLACES,
            seat_money=wish.seat_won,
            most=MOST_TIMES,
        )
    return TeachingProblem(
        lessons=tuple(lessons.values()),
        learnings=tuple(
            TeachingGroup(
                id=str(each.gain.id),
                lesson=each.lesson,
                adds=tuple(some & worth.keys() for some in each.adds),
                seats_for=tuple(each.seats_for(k + 1) for k in range(len(each.adds))),
            )
            for each in offered
            if each.adds
        ),
        worth=worth,
        budget=TeachingMeans(wish.seats, wish.trainer_days, wish.room_days, wish.money),
    )


def _told(
    teaching: Teaching,
    by_id: Mapping[str, Offered],
    a_year: Mapping[str, float],
    share: float,
) -> dict[str, Any]:
    """A choice as it is kept; the interval is that of how many of the seats come to serve."""
    people: list[dict[str, Any]] = []
    low, high = set[str](), set[str]()
    for name, count in teaching.people.items():
        each = by_id[name]
        seats = each.seats_for(count)
        come = each.share.of_seats(seats)
        low |= _of_first(each, come.low)
        high |= _of_first(each, max(count, come.high))
        people.append({"gain": name, "count": count, "seats": seats})
    taken = {name: teaching.taken.of(name) for name in RESOURCES}
    return {
        "held": dict(teaching.held),
        "people": people,
        "sessions": round(sum(a_year[key] for key in teaching.covered), 1),
        "low": round(sum(a_year[key] for key in low & a_year.keys()), 1),
        "high": round(sum(a_year[key] for key in high & a_year.keys()), 1),
        "need": round(teaching.worth / ONE_SESSION * share, 1),
        "taken": taken,
    }


def _of_first(each: Offered, count: int) -> set[str]:
    return {session for some in each.adds[:count] for session in some}

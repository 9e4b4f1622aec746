"""Past weeks as problems once more: all that was wanted, for the people of today and the hours that they give ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from dispatch.domain.eligibility import may_serve
from dispatch.domain.people import Person
from dispatch.service.engine.translate import Roles, Translation
from dispatch.service.situation.day import Situation
from dispatch.service.situation.planned_ways import PlannedWay, planned_ways
from dispatch.service.situation.reading import read_situation, who_knows
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Problem
from dispatch.solver.whatif.gains import GainScreen, bare
from dispatch.store.queries import gains as queries
from dispatch.store.queries import plans as plan_queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import days_span, monday_of
from interpreters.domain.ids import InterpreterId
from scheduling.service import sessions

DAYS = timedelta(days=6)
# People's hours are those that they have given for so many weeks ahead, in turn: leave and holidays count.
WEEKS_AHEAD = 4


@dataclass(frozen=True, kw_only=True)
class WantedSession:
    """One session that was wanted, in the ways in which it could have been held."""

    key: str
    session: CounsellingSession
    ways: Sequence[PlannedWay]


@dataclass(frozen=True, kw_only=True)
class HoursAhead:
    """When people are free in a week ahead."""

    monday: date
    free: Mapping[InterpreterId, Sequence[Span]]


@dataclass(frozen=True, kw_only=True)
class NewHere:
    """Somebody new in a city, and what they could serve: sessions by key and way."""

    person: Person
    serves: Sequence[tuple[str, str]]


@dataclass(kw_only=True)
class GainWeek:
    """A week as a problem in which only need and travel count; its plan and screen come later."""

    monday: date
    situation: Situation
    translation: Translation
    problem: Problem
    wanted: Mapping[str, WantedSession]
    # by language, level and turn, what has been found about new people in every city
    found: dict[object, Mapping[str, NewHere]] = field(default_factory=dict[object, Any])

    def planned(self, plan: Plan) -> "PlannedWeek":
        """The week with the best plan that there is without anything more."""
        unfilled = frozenset(plan.unfilled)
        return PlannedWeek(
            week=self,
            plan=plan,
            screen=GainScreen(self.problem, plan),
            unmet=tuple(each for key, each in self.wanted.items() if key in unfilled),
        )


@dataclass(frozen=True, kw_only=True)
class PlannedWeek:
    """A week and its plan; `unmet` is what no plan could serve."""

    week: GainWeek
    plan: Plan
    screen: GainScreen
    unmet: Sequence[WantedSession]


def past_mondays(uow: UnitOfWork, most: int) -> list[date]:
    """The last whole weeks in which coverage is counted, the newest first."""
    days = queries.counted_days(uow.db)
    if days is None:
        return []
    first, last = days
    mondays = (monday_of(uow.today) - timedelta(weeks=k) for k in range(1, most + 1))
    return [monday for monday in mondays if first - DAYS <= monday <= last]


def read_hours(uow: UnitOfWork) -> list[HoursAhead]:
    """When people are free in the weeks ahead, the next one first."""
    found: list[HoursAhead] = []
    for n in range(1, WEEKS_AHEAD + 1):
        monday = monday_of(uow.today) + timedelta(weeks=n)
        people = read_situation(uow, monday, monday + DAYS).people
        free = {who: person.free for who, person in people.items()}
        found.append(HoursAhead(monday=monday, free=free))
    return found


def read_week(uow: UnitOfWork, monday: date, hours: HoursAhead) -> GainWeek:
    """A week as a problem: what was called off or not for this office is left out.

    Of what nobody served then, whoever had the time beside all they had then is no candidate: they declined, or were
    not reached, and would not be today. Who was busy is one, for more supply may free them.
    """
    served = queries.wanted(uow.db, monday, monday + DAYS)
    read = read_situation(uow, monday, monday + DAYS)
    rows = [each for each in sessions.list_by_ids(uow, served) if each.request.language is not None]
    people = _people_of_today(uow, read, hours)
    situation = replace(
        read,
        # As if nothing were settled: whoever had it then may be sent elsewhere.
        now=days_span(monday, monday, uow.settings.zone).start - timedelta(days=1),
        sessions={each.id: each for each in rows},
        declined=frozenset(plan_queries.declined_pairs(uow.db, [each.id for each in rows])),
        known=who_knows(uow, rows),
        holdings={},
        waves={},
        people={who: replace(person, duties=()) for who, person in people.items()},
    )
    translation = Translation.of(situation)
    wanted: dict[str, WantedSession] = {}
    for session in situation.sessions.values():
        key, ways = str(session.id), planned_ways(situation, session)
        if not served[session.id]:
            ways = [_by_the_busy(way, people) for way in ways]
        wanted[key] = WantedSession(key=key, session=session, ways=ways)
    problem = translation.engine_problem(
        monday.isoformat(),
        sessions=[
            translation.engine_session(each.key, each.ways, Roles(needed=each.session.request.team))
            for each in wanted.values()
        ],
        people=[translation.engine_person(person) for person in situation.people.values()],
    )
    return GainWeek(
        monday=monday,
        situation=situation,
        translation=translation,
        problem=bare(problem),
        wanted=wanted,
    )


def _people_of_today(
    uow: UnitOfWork, past: Situation, hours: HoursAhead
) -> dict[InterpreterId, Person]:
    """Everybody with what they did in a past week, in the hours of a week ahead, and certified as they are today."""
    back = hours.monday - past.first_day
    return {
        who: replace(
            person,
            free=tuple(
                Span(span.start - back, span.end - back) for span in hours.free.get(who, ())
            ),
            certifications=tuple(
                replace(held, valid_from=date.min)
                for held in person.certifications
                if held.valid_from <= uow.today < held.valid_until
            ),
            vetted_until=person.vetted_until
            if person.vetted_until is None or person.vetted_until >= uow.today
            else None,
        )
        for who, person in past.people.items()
    }


def _by_the_busy(way: PlannedWay, people: Mapping[InterpreterId, Person]) -> PlannedWay:
    """A way for those alone who had other work then."""
    busy = (who for who in way.candidates if not may_serve(people[who], way.need))
    return replace(way, candidates=tuple(busy))

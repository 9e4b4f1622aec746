"""Reading the situation: rows of four packages to what the rules of dispatch look at."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.domain.people import Bar, Duty, HeldCertification, LanguageSkill, Need, Person
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import TAKES_TIME
from dispatch.domain.wishes import Wishes
from dispatch.service.situation.day import Holding, Situation, need_of, point_of
from dispatch.service.situation.duties import own_counselling, without_interpreting
from dispatch.service.situation.load import NOTHING_SERVED, served_by, served_by_all
from dispatch.service.situation.on_call import on_call_spans
from dispatch.service.situation.signatures import with_signatures
from dispatch.service.situation.travel import ways_of
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import plans as queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter, Offer
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span, merge, subtract
from foundation.times.zones import day_span, days_span, local_day, monday_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.service import directory
from scheduling.domain.ids import SessionId
from scheduling.domain.requests import LONGEST
from scheduling.domain.states import Priority, SessionState
from scheduling.service import availability, sessions
from training.service.catalogue import class_times
from training.service.certification import certifications

WEEK = timedelta(days=7)
# A session that begins on a day may end on the next: what lies there counts too.
NIGHT = timedelta(minutes=LONGEST)
Holdings = dict[SessionId, list[Holding]]


def read_situation(
    uow: UnitOfWork,
    first_day: date,
    last_day: date,
    *,
    people: Sequence[Interpreter] | None = None,
) -> Situation:
    """Everything about the days from `first_day` to `last_day`; the caller has checked who asks.

    `people` are those active on the roster unless given.
    """
    zone = uow.settings.zone
    rows = directory.list_active(uow) if people is None else people
    counted = served_by_all if people is None else served_by
    listed = [s for s in sessions.list_sessions(uow, first_day, last_day) if _is_planned(s)]
    holdings, waves = holdings_between(uow, weeks_around(first_day, last_day, zone))
    declined = queries.declined_pairs(uow.db, [s.id for s in listed])
    days = days_span(first_day, last_day, zone)
    return Situation(
        first_day=first_day,
        last_day=last_day,
        now=uow.now,
        zone=zone,
        ways=ways_of(uow.settings),
        people=with_time(
            uow, rows, duties_from(uow, holdings), days, served=counted(uow, rows, days.start)
        ),
        sessions={s.id: s for s in listed},
        holdings=holdings,
        declined=frozenset(declined),
        known=who_knows(uow, listed),
        waves=waves,
        wishes=Wishes.of(uow.settings.of(DispatchSettings)),
    )


def _is_planned(session: CounsellingSession) -> bool:
    """Whether plans and boards look at it: a call on demand only once somebody has it."""
    return not session.on_demand or session.state is SessionState.STAFFED


def read_people(
    uow: UnitOfWork, situation: Situation, rows: Sequence[Interpreter]
) -> dict[InterpreterId, Person]:
    """People of whom a situation knows nothing, being inactive, with their time on its days."""
    days = days_span(situation.first_day, situation.last_day, situation.zone)
    served = served_by_all(uow, rows, days.start)
    return with_time(uow, rows, duties_from(uow, situation.holdings), days, served=served)


@dataclass(frozen=True)
class Pair:
    """Somebody for a session that starts at an instant."""

    session: CounsellingSession
    interpreter: Interpreter
    starts_at: datetime


def read_pair(uow: UnitOfWork, pair: Pair) -> tuple[Person, Need]:
    """The two as the rules see them: only bound sessions fill the calendar, not open questions.

    Read in the transaction that binds: whoever takes a certification away waits for it or is seen.
    """
    session, who, zone = pair.session, pair.interpreter, uow.settings.zone
    day = local_day(pair.starts_at, zone)
    weeks = weeks_around(day, day, zone)
    bound = assignment_queries.list_live_of_interpreter(uow.db, who.id, weeks, TAKES_TIME)
    duties = [_bound(row).duty(zone) for row in bound if row.session_id != session.id]
    declined = queries.declined_pairs(uow.db, [session.id])
    need = need_of(
        session,
        session.modality,
        starts=(pair.starts_at, pair.starts_at),
        ways=ways_of(uow.settings),
        zone=zone,
        declined=frozenset(person for _, person in declined),
    )
    person = with_time(uow, [who], {who.id: duties}, day_span(day, zone))[who.id]
    if session.on_demand:
        called = on_call_spans(uow, who, need.earliest, need.length)
        person = replace(person, free=tuple(merge((*person.free, *called))))
    return person, need


def weeks_around(first_day: date, last_day: date, zone: ZoneInfo) -> Span:
    """The calendar weeks, Monday to Sunday, that some days touch, and the nights around them.

    Caps are counted over the weeks, by the days of the duties.
    """
    last_sunday = monday_of(last_day) + WEEK - timedelta(days=1)
    weeks = days_span(monday_of(first_day), last_sunday, zone)
    return Span(weeks.start - NIGHT, weeks.end + NIGHT)


def holdings_between(
    uow: UnitOfWork, weeks: Span, only: queries.Concerned | None = None
) -> tuple[Holdings, Holdings]:
    """Who holds which slot, by an assignment, else as the only one with an open offer for it.

    And who is asked for one together with others: nobody holds it yet.
    """
    held: Holdings = defaultdict(list)
    waves: Holdings = defaultdict(list)
    taken: set[tuple[SessionId, int]] = set()
    for row in queries.assignments_between(uow.db, weeks.start, weeks.end, only):
        taken.add((row.session_id, row.slot_no))
        held[row.session_id].append(_bound(row))
    offers = queries.open_offers_between(uow.db, weeks.start, weeks.end, only)
    asked = Counter((offer.session_id, offer.slot_no) for offer in offers)
    for offer in offers:
        slot = (offer.session_id, offer.slot_no)
        if slot in taken:
            continue
        into = held if asked[slot] == 1 else waves
        ends = offer.starts_at + timedelta(minutes=offer.session.minutes)
        into[offer.session_id].append(_holding(offer, Span(offer.starts_at, ends), offered=True))
    return held, waves


def _bound(row: Assignment) -> Holding:
    """What an assignment takes; whom a logged reason put there stays, and whoever is on the way or there."""
    pinned = row.pinned or bool(row.override_reason) or row.is_under_way
    return _holding(row, Span(row.starts_at, row.ends_at), pinned=pinned)


def _holding(
    row: Assignment | Offer, span: Span, *, pinned: bool = False, offered: bool = False
) -> Holding:
    return Holding(
        session_id=row.session_id,
        slot_no=row.slot_no,
        interpreter_id=row.interpreter_id,
        span=span,
        point=point_of(row.session, row.session.modality),
        pinned=pinned,
        offered=offered,
        domain=row.session.request.domain,
        case_code=row.session.request.case_code,
        priority=Priority(row.session.request.priority),
    )


def duties_from(
    uow: UnitOfWork, holdings: Mapping[SessionId, Sequence[Holding]]
) -> Mapping[InterpreterId, Sequence[Duty]]:
    """What is held as the time it takes, by person."""
    duties: dict[InterpreterId, list[Duty]] = defaultdict(list)
    for found in holdings.values():
        for holding in found:
            duties[holding.interpreter_id].append(holding.duty(uow.settings.zone))
    return duties


def with_time(
    uow: UnitOfWork,
    rows: Sequence[Interpreter],
    duties: Mapping[InterpreterId, Sequence[Duty]],
    days: Span,
    *,
    served: Mapping[InterpreterId, int] = NOTHING_SERVED,
    certified: Collection[InterpreterId] | None = None,
) -> dict[InterpreterId, Person]:
    """Rows of the roster with their time on some days; places beside a mentor and standbys are duties too.

    Time that begins there and runs on into the night after is theirs whole. Of `certified` alone, if given,
    it says what they are certified for.
    """
    ids = [row.id for row in rows]
    within = Span(days.start, days.end + NIGHT)
    free = availability.free_spans(uow, ids, within)
    classes = class_times.class_spans(uow, ids, within)
    held = certifications.held_by(uow, ids if certified is None else certified)
    beside = without_interpreting(uow, ids, within)
    counsels = own_counselling(uow, ids, within)
    people = {
        row.id: person_from(
            row,
            held.get(row.id, ()),
            free=[
                span
                for span in subtract(free.get(row.id, ()), classes.get(row.id, ()))
                if span.start < days.end
            ],
            duties=[*duties.get(row.id, ()), *beside.get(row.id, ())],
            counselling=counsels.get(row.id, ()),
            served_minutes=served.get(row.id, 0),
            limits=uow.settings.of(DispatchSettings),
        )
        for row in rows
    }
    return with_signatures(uow, rows, people)


def people_from(uow: UnitOfWork, rows: Sequence[Interpreter]) -> list[Person]:
    """Rows of the roster as the rules see them, without their calendars."""
    held = certifications.held_by(uow, [row.id for row in rows])
    return [person_from(row, held.get(row.id, ())) for row in rows]


def person_from(
    row: Interpreter,
    held: Sequence[HeldCertification],
    *,
    free: Sequence[Span] = (),
    duties: Sequence[Duty] = (),
    counselling: Sequence[Duty] = (),
    served_minutes: int = 0,
    limits: DispatchSettings | None = None,
) -> Person:
    """A row of the roster and what it is certified for, as the rules see it.

    Without `limits` of the office there are as many heavy sessions and as long days as come.
    """
    ways = {
        Modality.ON_SITE: row.on_site,
        Modality.VIDEO: row.video,
        Modality.PHONE: row.phone,
    }
    return Person(
        id=row.id,
        name=row.full_name,
        employment=row.employment,
        standing=row.standing,
        gender=row.gender,
        home=row.home,
        city=row.city,
        max_travel_km=row.max_travel_km,
        modalities=frozenset(way for way, works in ways.items() if works),
        max_minutes_per_day=row.max_minutes_per_day,
        max_minutes_per_week=row.max_minutes_per_week,
        min_break=row.min_break_minutes,
        vetted_until=row.vetted_until,
        joined_on=row.joined_on,
        languages=tuple(LanguageSkill(s.language, s.level, s.direction) for s in row.languages),
        certifications=tuple(held),
        bars=tuple(
            Bar(r.kind, r.organisation_id, r.case_code, r.first_day, r.last_day)
            for r in row.restrictions
        ),
        free=tuple(free),
        duties=tuple(duties),
        counselling=tuple(counselling),
        served_minutes=served_minutes,
        max_heavy_per_day=0 if limits is None else limits.heavy_sessions_per_day,
        max_away_minutes=0 if limits is None else limits.away_minutes_per_day,
    )


def who_knows(
    uow: UnitOfWork, listed: Sequence[CounsellingSession]
) -> dict[str, frozenset[tuple[InterpreterId, SessionId]]]:
    """Who serves or served each case, with the session."""
    cases = {s.request.case_code for s in listed if s.request.case_code}
    if not cases:
        return {}
    known: dict[str, set[tuple[InterpreterId, SessionId]]] = defaultdict(set)
    for case, who, where in queries.interpreters_of_cases(uow.db, cases):
        known[case].add((who, where))
    return {case: frozenset(pairs) for case, pairs in known.items()}

"""The watch: nothing urgent is forgotten. Coordinators are told, and told again, until somebody takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.news import News
from dispatch.domain.on_demand_settings import OnDemandSettings
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.watch import UrgentWait, WatchRules, is_due, is_taken
from dispatch.service import desk_notices
from dispatch.store.queries import now as now_queries
from dispatch.store.queries import watch as queries
from dispatch.store.tables import CounsellingSession, HelplineCall, UrgentWatch
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from foundation.times.zones import local_clock
from scheduling.domain.holidays import is_working_day
from scheduling.domain.ids import SessionId
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import Priority
from scheduling.domain.urgency import urgent_until
from scheduling.service import closing_days, sessions

MOST = 100
# So long after it failed a call still asks to be called back.
FOLLOW_UP = timedelta(hours=4)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Something urgent that nobody serves, with its age and who has it in hand."""

    session: CounsellingSession
    call: HelplineCall | None
    since: datetime
    minutes: int
    alerts: int
    told_at: datetime | None
    taken_by: str
    taken_at: datetime | None
    is_taken: bool

    @property
    def has_failed(self) -> bool:
        """Whether it is a call that has ended without anybody: the counsellor waits to be called back."""
        return self.call is not None and self.call.ended_at is not None


def list_watched(uow: UnitOfWork) -> list[Watched]:
    """Everything urgent that nobody serves: calls first, then requests; each kind by age, the oldest first."""
    uow.require(DispatchPermission.BOARD_READ)
    return _watched(uow)


def take(uow: UnitOfWork, session_id: UUID) -> None:
    """Say "I take it", as a coordinator: nobody else is told for a while. Conflict when somebody has it."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    assert uow.actor.user_id is not None
    session = sessions.get_session(uow, session_id)
    watched = next((each for each in _watched(uow) if each.session.id == session.id), None)
    if watched is None:
        raise Conflict(say("It is filled or over. There is nothing left to do."))
    row = queries.lock_row(uow.db, session.id)
    if row is None:
        row = UrgentWatch(session_id=session.id, since=watched.since)
        uow.db.add(row)
    elif row.taken_by_id == uow.actor.user_id and watched.is_taken:
        return
    elif row.taken_by_id != uow.actor.user_id and watched.is_taken:
        raise Conflict(say("%(name)s is handling it already.", name=watched.taken_by))
    row.taken_by_id, row.taken_at = UserId(uow.actor.user_id), uow.now
    uow.record("watch.taken", subject=session.id, minutes=watched.minutes, alerts=row.alerts)


def give_back(uow: UnitOfWork, session_id: UUID) -> None:
    """Say that one cannot see to it after all: it is told of again at once. Safe to repeat."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    row = queries.lock_row(uow.db, session_id)
    if row is None or row.taken_by_id is None:
        return
    if row.taken_by_id != uow.actor.user_id:
        raise Conflict(say("Somebody else has taken it meanwhile."))
    row.taken_by_id, row.taken_at, row.alerted_at = None, None, None
    uow.record("watch.given_back", subject=session_id)


def alert_due(uow: UnitOfWork) -> None:
    """The job: tell coordinators of what has waited too long, and again at intervals until somebody takes it."""
    watched = _watched(uow)
    rows = queries.list_rows(uow.db, [each.session.id for each in watched])
    rules, by_day = _rules(uow), _is_office_time(uow)
    for each in watched:
        row = rows.get(each.session.id)
        if row is None:
            row = UrgentWatch(session_id=each.session.id, since=each.since)
            uow.db.add(row)
        if not is_due(_waiting(each, row), uow.now, rules, by_day=by_day):
            continue
        is_call = each.call is not None
        path = f"/helpline/calls/{each.call.id}" if each.call is not None else ""
        desk_notices.tell_desk(
            uow,
            News.CALL_WAITING if is_call else News.URGENT_WAITING,
            each.session,
            minutes=each.minutes,
            path=path,
        )
        row.alerts, row.alerted_at = row.alerts + 1, uow.now
        uow.record("watch.alerted", subject=each.session.id, minutes=each.minutes, n=row.alerts)
    uow.db.flush()
    queries.forget_served(
        uow.db, [each.session.id for each in watched], before=uow.now - 2 * FOLLOW_UP
    )


def count_untaken(uow: UnitOfWork) -> tuple[int, int]:
    """For the bar on every desk page: urgent requests and calls that nobody has taken; one statement."""
    if not uow.may(DispatchPermission.BOARD_READ):
        return 0, 0
    return queries.count_untaken(
        uow.db,
        uow.now,
        urgent_until(uow.now, uow.settings),
        failed_since=uow.now - FOLLOW_UP,
        taken_since=uow.now - _rules(uow).taken_for,
    )


def _watched(uow: UnitOfWork) -> list[Watched]:
    until = urgent_until(uow.now, uow.settings)
    calls = queries.list_calls(uow.db, uow.now - FOLLOW_UP)
    urgent = now_queries.list_where(uow.db, now_queries.unserved_urgent(uow.now, until), MOST)
    ids = [session.id for session in urgent] + [call.session_id for call in calls]
    rows = queries.list_rows(uow.db, ids)
    freed = queries.last_freed(uow.db, [session.id for session in urgent])
    found = [_see(uow, call.session, call, rows, call.opened_at) for call in calls]
    waiting = [
        _see(uow, session, None, rows, _since(uow, session, freed.get(session.id)))
        for session in urgent
    ]
    return found + sorted(waiting, key=lambda each: each.since)


def _see(
    uow: UnitOfWork,
    session: CounsellingSession,
    call: HelplineCall | None,
    rows: Mapping[SessionId, UrgentWatch],
    since: datetime,
) -> Watched:
    row = rows.get(session.id)
    begun = since if row is None else row.since
    waiting = UrgentWait(
        since=begun,
        starts_at=session.starts_at,
        is_call=call is not None,
        taken_at=None if row is None else row.taken_at,
    )
    return Watched(
        session=session,
        call=call,
        since=begun,
        minutes=max(0, int((uow.now - begun).total_seconds() // 60)),
        alerts=0 if row is None else row.alerts,
        told_at=None if row is None else row.alerted_at,
        taken_by="" if row is None or row.taken_by is None else row.taken_by.full_name,
        taken_at=None if row is None else row.taken_at,
        is_taken=is_taken(waiting, uow.now, _rules(uow)),
    )


def _since(uow: UnitOfWork, session: CounsellingSession, freed: datetime | None) -> datetime:
    """Since when a session is urgent and nobody's."""
    request = session.request
    hours = uow.settings.of(SchedulingSettings).urgent_hours
    ahead = 2 * hours if request.priority == Priority.DANGER else hours
    marks = [request.submitted_at, session.starts_at - timedelta(hours=ahead)]
    if freed is not None:
        marks.append(freed)
    return min(max(marks), uow.now)


def _waiting(each: Watched, row: UrgentWatch) -> UrgentWait:
    return UrgentWait(
        since=row.since,
        starts_at=each.session.starts_at,
        is_call=each.call is not None,
        told_at=row.alerted_at,
        taken_at=row.taken_at,
    )


def _rules(uow: UnitOfWork) -> WatchRules:
    settings = uow.settings.of(OnDemandSettings)
    return WatchRules(
        urgent_after=timedelta(minutes=settings.watch_after_minutes),
        call_after=timedelta(minutes=settings.watch_call_minutes),
        every=timedelta(minutes=settings.watch_every_minutes),
        taken_for=timedelta(minutes=settings.watch_taken_minutes),
        last_call=timedelta(hours=uow.settings.of(DispatchSettings).last_call_hours),
    )


def _is_office_time(uow: UnitOfWork) -> bool:
    """Whether coordinators are at their desks."""
    settings = uow.settings.of(SchedulingSettings)
    opens, closes = (time.fromisoformat(clock) for clock in settings.counselling_hours)
    if not is_working_day(uow.today, settings.working_weekdays, closing_days.known(uow).keys()):
        return False
    return opens <= local_clock(uow.now, uow.settings.zone) < closes

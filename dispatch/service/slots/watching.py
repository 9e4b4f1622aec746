"""Watching unfilled sessions: coordinators and requester are told in time, each mark once."""

from datetime import timedelta

from dispatch.domain.news import News
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.warnings import Mark, NobodyYet, due_mark
from dispatch.service import desk_notices, notices
from dispatch.service.notices import SessionNotice
from dispatch.store.queries import now as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_clock, local_day
from interpreters.domain.settings import InterpretersSettings
from scheduling.domain.holidays import working_days_between
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import closing_days, sessions

AT_ONCE = 300
# Letters about days ahead are written in the morning, not at midnight.
MORNING_HOUR = 8
# Further ahead than any recommended lead time: three weeks hold more than ten working days.
FARTHEST = timedelta(days=21)
NEWS = {
    Mark.LEAD: (News.UNFILLED_LEAD, SessionNotice.UNFILLED),
    Mark.SOON: (News.UNFILLED_SOON, SessionNotice.UNFILLED),
    Mark.LAST: (News.UNFILLED_LAST, SessionNotice.UNFILLED_LAST),
}


def warn_of_unfilled(uow: UnitOfWork) -> None:
    """Tell of every session that has come to a mark without anybody; a job does this every few minutes."""
    told = 0
    for session in queries.list_unfilled(uow.db, uow.now, uow.now + FARTHEST, Mark.LAST):
        mark = _mark_of(uow, session)
        if mark is None:
            continue
        news, to_requester = NEWS[mark]
        desk_notices.tell_desk(uow, news, session)
        notices.notify_requester(uow, session, to_requester)
        sessions.keep_warned(uow, session, mark)
        told += 1
        if told == AT_ONCE:
            return


def _mark_of(uow: UnitOfWork, session: CounsellingSession) -> Mark | None:
    urgent = uow.settings.of(SchedulingSettings).urgent_hours
    last = uow.settings.of(DispatchSettings).last_call_hours
    unfilled = NobodyYet(
        starts_at=session.starts_at,
        asked_at=session.request.submitted_at,
        told=session.warned,
        lead_passed=_lead_passed(uow, session),
    )
    return due_mark(unfilled, uow.now, urgent=timedelta(hours=urgent), last=timedelta(hours=last))


def _lead_passed(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether it was asked for in good time, and the recommended time has come meanwhile."""
    zone, settings = uow.settings.zone, uow.settings.of(SchedulingSettings)
    rare = session.request.language in uow.settings.of(InterpretersSettings).rare_languages
    lead = settings.rare_lead_working_days if rare else settings.lead_working_days
    weekdays, closed = settings.working_weekdays, closing_days.known(uow).keys()
    asked_on = local_day(session.request.submitted_at, zone)
    return (
        local_clock(uow.now, zone).hour >= MORNING_HOUR
        and working_days_between(uow.today, session.day, weekdays, closed) <= lead
        and working_days_between(asked_on, session.day, weekdays, closed) > lead
    )

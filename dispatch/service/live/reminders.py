"""Outcomes that nobody has reported: the counsellor is reminded, the coordinators see it, in the end it is assumed."""

from datetime import timedelta

from dispatch.domain.events import OutcomeSettled
from dispatch.domain.live import Coverage, OutcomeState
from dispatch.domain.news import News
from dispatch.domain.settings import DispatchSettings
from dispatch.service import desk_notices
from dispatch.service.live.told import DayNotice, tell_requester
from dispatch.store.queries import live as queries
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span, local_clock
from scheduling.domain.states import SessionState

AT_ONCE = 300
# Letters are written in the morning, not at midnight.
MORNING_HOUR = 9


def remind_of_outcomes(uow: UnitOfWork) -> None:
    """Remind of every outcome of an earlier day, once a day; after so many reminders the desk is told.

    What nobody reports within the days of the setting counts as planned. A job does this every hour.
    """
    _assume(uow)
    if local_clock(uow.now, uow.settings.zone).hour < MORNING_HOUR:
        return
    most = uow.settings.of(DispatchSettings).outcome_reminders
    today = day_span(uow.today, uow.settings.zone).start
    waiting = queries.list_outcomes(
        uow.db, (OutcomeState.AWAITED,), AT_ONCE, before=today, not_reminded_on=uow.today
    )
    for outcome in waiting:
        if outcome.reminded > most:
            continue
        outcome.reminded += 1
        outcome.reminded_on = uow.today
        if outcome.reminded > most:
            path = f"/dispatch/outcomes/{outcome.session_id}"
            desk_notices.tell_desk(uow, News.OUTCOME_MISSING, outcome.session, path=path)
        else:
            path = f"/requests/{outcome.session.request_id}/outcome"
            tell_requester(uow, outcome.session, DayNotice.OUTCOME_WANTED, path=path)
    uow.db.flush()


def _assume(uow: UnitOfWork) -> None:
    """What both sides left unsaid for so long counts as planned; what only the interpreter said stands."""
    days = uow.settings.of(DispatchSettings).outcome_days
    before = uow.now - timedelta(days=days)
    found = queries.list_outcomes(uow.db, (OutcomeState.AWAITED,), AT_ONCE, before=before)
    for outcome in found:
        outcome.state, outcome.changed_at = OutcomeState.ASSUMED, uow.now
        if outcome.was_held is None:
            outcome.was_held = outcome.session.state is SessionState.HELD
            outcome.coverage = Coverage.COVERED if outcome.was_held else Coverage.NOT_COVERED
    if found:
        uow.db.flush()
        uow.record("outcome.assumed", sessions=len(found))
    for outcome in found:
        uow.announce(OutcomeSettled(outcome.session_id))

"""What the demo does from the board, so that something of each kind waits for a coordinator."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from dispatch.domain.board import BoardState
from dispatch.service.board.day import read_day
from dispatch.service.explain.candidates import ranked_candidates
from dispatch.service.slots import assignments, offers, offers_ending
from dispatch.store.queries import plan_repairs
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.domain.needs import RequestNeed
from scheduling.service import availability, reading, requests

# Later than this the demo asks for tomorrow morning.
LATEST_START = time(22)


def ask_urgently(uow: UnitOfWork) -> None:
    """A counsellor asks by telephone for a session that starts within hours, or tomorrow when it is late."""
    starts = uow.now.astimezone(uow.settings.zone) + timedelta(hours=3)
    clock = time(starts.hour, starts.minute // 15 * 15)
    day = starts.date()
    if day != uow.today or clock > LATEST_START:
        day, clock = uow.today + timedelta(days=1), time(9)
    wish = _need(uow, day, clock, Domain.MEDICAL)
    requests.place(uow, replace(wish, language=Language.VIETNAMESE, priority=1))


def ask_for_court(uow: UnitOfWork, day: date) -> None:
    """A court session without its case code waits for a decision."""
    wish = _need(uow, day, time(14), Domain.LEGAL)
    requests.place(uow, replace(wish, language=Language.CHINESE, tier=Tier.COURT, minutes=120))


def _need(uow: UnitOfWork, day: date, clock: time, field: Domain) -> RequestNeed:
    return RequestNeed(
        organisation_id=next(iter(reading.own_organisations(uow))),
        domain=field,
        modalities=(Modality.VIDEO, Modality.PHONE),
        day=day,
        start=clock,
        minutes=60,
    )


def let_an_offer_run_out(uow: UnitOfWork, day: date) -> None:
    """Somebody was asked a week ago about a session of a day, and did not answer."""
    found = _fillable(uow, day)
    if found is not None:
        session, first = found
        past = replace(uow, now=uow.now - timedelta(days=6))
        offers.send_offer(
            past,
            session_id=session.id,
            slot_no=1,
            interpreter_id=first,
            starts_at=session.starts_at,
        )
        offers_ending.expire_due(uow)


def lose_somebody(uow: UnitOfWork, day: date, seconds: int) -> UUID | None:
    """Somebody has a session of a day and then cannot come; the repair that this asks for, by id."""
    found = _fillable(uow, day)
    if found is None:
        return None
    session, first = found
    assignments.assign(
        uow,
        session_id=session.id,
        slot_no=1,
        interpreter_id=first,
        starts_at=session.starts_at,
    )
    dated = DatedTime(first_day=day, last_day=day, available=False)
    availability.add_exception(uow, first, dated, ExceptionReason.SICK)
    for run in plan_repairs.queued_over(uow.db, day, day):
        run.limit_seconds = seconds
        return run.id
    return None


def _fillable(uow: UnitOfWork, day: date) -> tuple[CounsellingSession, UUID] | None:
    """The first session of a day that several people could take now, and the best of them."""
    board = read_day(uow, day)
    for session in board.in_state(BoardState.UNFILLED):
        able = ranked_candidates(uow, session.id)
        if len(able) > 1 and able[0].starts_at == session.starts_at and session.request.team == 1:
            return session, able[0].person.id
    return None

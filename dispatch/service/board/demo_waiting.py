"""What the demo does from the board, so that something of each kind waits for a coordinator."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from dispatch.domain.board import BoardState
from dispatch.service.board.day import read_day
from dispatch.service.explain.candidates import Candidate, ranked_candidates
from dispatch.service.slots import assignments, assignments_ending, offers, offers_ending
from dispatch.store.queries import plan_repairs
from dispatch.store.tables import Assignment, CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.service import reach
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.domain.needs import RequestNeed
from scheduling.service import availability, reading, requests

# Later than this the demo asks for tomorrow morning.
LATEST_START = time(22)
# So many people have agreed by telephone and are still to be told something.
UNTOLD = 3


def ask_urgently(uow: UnitOfWork) -> None:
    """A counsellor asks by telephone for a session that starts within hours, or tomorrow when it is late."""
    starts = uow.now.astimezone(uow.settings.zone) + timedelta(hours=3)
    clock = time(starts.hour, starts.minute // 15 * 15)
    day = starts.date()
    if day != uow.today or clock > LATEST_START:
        day, clock = uow.today + timedelta(days=1), time(9)
    wish = _need(uow, day, clock, Domain.MEDICAL)
    requests.place(uow, replace(wish, language=Language.VIETNAMESE, priority=1))


def ask_for_soon(uow: UnitOfWork) -> UUID:
    """A counsellor asks for a session of the same day, or of tomorrow when it is late; its id.

    So much later than the urgent one that somebody may be found for both.
    """
    starts = uow.now.astimezone(uow.settings.zone) + timedelta(hours=5)
    clock = time(starts.hour, starts.minute // 15 * 15)
    day = starts.date()
    if day != uow.today or clock > LATEST_START:
        day, clock = uow.today + timedelta(days=1), time(11)
    wish = _need(uow, day, clock, Domain.EDUCATION)
    made = requests.place(uow, replace(wish, language=Language.VIETNAMESE))
    return reading.get_session_of(uow, made.id).id


def leave_untold(uow: UnitOfWork, day: date, soon: UUID) -> int:
    """Three people whom no letter reaches agreed by telephone; one is free again and does not know. How many.

    The session that starts soon is among them, so that its line stands under "Needs me now".
    """
    board = read_day(uow, day)
    made: list[Assignment] = []
    for session_id in (soon, *(s.id for s in board.in_state(BoardState.UNFILLED))):
        able = ranked_candidates(uow, session_id)
        called = reach.to_be_called(uow, [c.person.id for c in able])
        known = {one.interpreter_id for one in made}
        first = next((c for c in able if c.person.id in called and c.person.id not in known), None)
        if first is not None:
            made.append(_agreed(uow, session_id, first))
        if len(made) == UNTOLD:
            break
    for one in made[1:2]:
        assignments_ending.release(uow, one.id)
    return len(made)


def _agreed(uow: UnitOfWork, session_id: UUID, chosen: Candidate) -> Assignment:
    return assignments.assign(
        uow,
        session_id=session_id,
        slot_no=1,
        interpreter_id=chosen.person.id,
        starts_at=chosen.starts_at,
        modality=chosen.way.modality,
        agreed_with="본인과 통화",
    )


def ask_for_nepali(uow: UnitOfWork, day: date) -> None:
    """A counsellor asks for a language that nobody on the roster speaks, for three quarters of an hour."""
    wish = _need(uow, day, time(14), Domain.GENERAL)
    requests.place(uow, replace(wish, language=None, other_language="네팔어", minutes=45))


def ask_for_home_visit(uow: UnitOfWork, day: date) -> None:
    """A counsellor asks for somebody to come to a mother's home, which is in no list."""
    wish = _need(uow, day, time(10), Domain.GENERAL)
    requests.place(
        uow,
        replace(
            wish,
            language=Language.VIETNAMESE,
            modalities=(Modality.ON_SITE,),
            other_city="ansan",
            address="경기도 안산시 단원구 원곡로 999, 다동 101호",
        ),
    )


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
            interpreter_id=first.person.id,
            starts_at=first.starts_at,
            modality=first.way.modality,
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
        interpreter_id=first.person.id,
        starts_at=first.starts_at,
        modality=first.way.modality,
    )
    dated = DatedTime(first_day=day, last_day=day, available=False)
    availability.add_exception(uow, first.person.id, dated, ExceptionReason.SICK)
    for run in plan_repairs.queued_over(uow.db, day, day):
        run.limit_seconds = seconds
        return run.id
    return None


def _fillable(uow: UnitOfWork, day: date) -> tuple[CounsellingSession, Candidate] | None:
    """The first session of a day that several people could take now, and the best of them."""
    board = read_day(uow, day)
    for session in board.in_state(BoardState.UNFILLED):
        able = ranked_candidates(uow, session.id)
        if len(able) > 1 and able[0].starts_at == session.starts_at and session.request.team == 1:
            return session, able[0]
    return None

"""Standbys: who keeps the time of a grave session free, and is asked first when its interpreter drops out.

They are named after the plan, one by one, by the same ranking that finds candidates: the plan fills as many
sessions as it can first, and what is then left of somebody's time is enough for waiting. From then on the
time counts as taken in every rule and every plan.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.endings import SlotAfter
from dispatch.domain.events import AssignmentEnded
from dispatch.domain.live import StandbyState
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.explain.candidates import ranked_candidates
from dispatch.service.live.told import DayNotice, tell_standby
from dispatch.service.rates.estimates import Estimates
from dispatch.service.rules import checks
from dispatch.service.rules.locks import lock_interpreter, lock_session, sync_session_state
from dispatch.service.situation.reading import Pair
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import standbys as queries
from dispatch.store.tables import ONE_STANDBY_AT_A_TIME, CounsellingSession, Interpreter, Standby
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, NotFound
from foundation.text.message import say
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.domain.states import SessionState
from scheduling.service import sessions

NAME_STANDBYS = "dispatch.name_standbys"
AT_ONCE, CHECKED_AT_ONCE = 20, 100
# PostgreSQL names the index, SQLite the column.
_DEEDS = {
    StandbyState.CALLED: "standby.called",
    StandbyState.DECLINED: "standby.declined",
    StandbyState.RELEASED: "standby.released",
}
_NAMED = ("uq_standby_named", "standby.session_id")


def name_standbys(uow: UnitOfWork) -> int:
    """Name a standby for every grave session that has none; how many were named. A job does this.

    Those who can no longer come are released first. A session without anybody left stays without.
    """
    settings = uow.settings.of(DispatchSettings)
    _release_over(uow)
    until = uow.now + timedelta(days=settings.standby_days)
    _release_unfit(uow, until)
    if not settings.standby_priority:
        return 0
    found = queries.without_standby(uow.db, uow.now, until, settings.standby_priority, AT_ONCE)
    return sum(name_best(uow, session.id) is not None for session in found)


def name_best(uow: UnitOfWork, session_id: UUID) -> Standby | None:
    """Name whoever could take a session over at the least cost; None when there is nobody."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_session(uow, session_id)
    refused = queries.were_asked(uow.db, session.id)
    ranked = [
        each
        for each in ranked_candidates(uow, session.id)
        if each.person.id not in refused
        and each.starts_at == session.starts_at
        and each.way.modality is session.modality
    ]
    called = reach.to_be_called(uow, [each.person.id for each in ranked])
    for each in ranked:
        if each.person.id in called:
            continue
        try:
            return _name(uow, session, each.person.id)
        except Conflict:
            # Somebody else was named or booked in this very moment: the next one.
            continue
    return None


def name_by_hand(uow: UnitOfWork, session_id: UUID) -> Standby:
    """Name the best standby now, as a coordinator; Conflict when nobody can be."""
    found = name_best(uow, session_id)
    if found is None:
        raise Conflict(say("Nobody else can come at that time."))
    return found


def _name(uow: UnitOfWork, session: CounsellingSession, who: InterpreterId) -> Standby:
    interpreter = lock_interpreter(uow, who)
    _check(uow, session, interpreter)
    actor = uow.actor.user_id
    pay = Estimates(uow, [interpreter.id]).of(session, interpreter, session.starts_at, None)
    percent = uow.settings.of(DispatchSettings).standby_pay_percent
    standby = Standby(
        session_id=session.id,
        interpreter_id=interpreter.id,
        state=StandbyState.NAMED,
        starts_at=session.starts_at,
        ends_at=sessions.end_of(session),
        named_by_id=None if actor is None else UserId(actor),
        created_at=uow.now,
        pay_won=pay.won * percent // 100,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(standby)
    except IntegrityError as error:
        if names_constraint(error, ONE_STANDBY_AT_A_TIME) or any(
            names_constraint(error, name) for name in _NAMED
        ):
            raise Conflict(say("Somebody is the standby already.")) from error
        raise
    found = _get(uow, standby.id)
    uow.record("standby.named", subject=session.id, interpreter=interpreter.id)
    tell_standby(uow, found, DayNotice.STANDBY_NAMED)
    return found


def _check(uow: UnitOfWork, session: CounsellingSession, who: Interpreter) -> None:
    """The rules that bind somebody, asked under the lock on them: what they hold and stand by for counts."""
    if session.state is not SessionState.STAFFED or session.starts_at <= uow.now:
        raise Conflict(say("Only a confirmed session that has not begun has a standby."))
    holders = assignment_queries.list_live_of_session(uow.db, session.id)
    if who.id in {a.interpreter_id for a in holders}:
        raise Conflict(say("%(name)s serves this session.", name=who.full_name))
    against = checks.objections(uow, Pair(session, who, session.starts_at))
    if against:
        raise Conflict(checks.said_against(who.full_name, against))


def release(uow: UnitOfWork, standby_id: UUID) -> None:
    """Free a standby, as a coordinator; she is told. Somebody else may be named."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    standby = _get_named(uow, standby_id)
    _end(uow, standby, StandbyState.RELEASED)
    tell_standby(uow, standby, DayNotice.STANDBY_RELEASED)


def decline(uow: UnitOfWork, standby_id: UUID) -> None:
    """Say that one cannot be the standby, as whoever was named; the next one is looked for at once."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = _get(uow, standby_id)
    mine = found.interpreter.user_id is not None
    if not mine or found.interpreter.user_id != uow.actor.user_id:
        raise NotFound
    standby = _get_named(uow, standby_id)
    _end(uow, standby, StandbyState.DECLINED)
    uow.enqueue(NAME_STANDBYS, dedupe_key=f"{NAME_STANDBYS}:{standby.id}")


def on_assignment_ended(uow: UnitOfWork, event: AssignmentEnded) -> None:
    """Somebody no longer serves: the standby is asked first, or need not wait any more."""
    standby = queries.named_of_sessions(uow.db, [event.session_id]).get(event.session_id)
    if standby is None:
        return
    session = standby.session
    is_as_it_was = (session.starts_at, sessions.end_of(session)) == (
        standby.starts_at,
        standby.ends_at,
    )
    if event.slot is SlotAfter.EMPTY and is_as_it_was and uow.now < session.starts_at:
        _call(uow, standby, event.slot_no)
    elif event.slot is not SlotAfter.PASSED_ON or not is_as_it_was:
        _end(uow, standby, StandbyState.RELEASED)
        tell_standby(uow, standby, DayNotice.STANDBY_RELEASED)


def _call(uow: UnitOfWork, standby: Standby, slot_no: int) -> None:
    """Ask the standby for the slot; the session is locked by whoever ended the assignment."""
    session, who = standby.session, standby.interpreter_id
    _end(uow, standby, StandbyState.CALLED)
    question = OfferQuestion(slot_no=slot_no, starts_at=session.starts_at)
    try:
        write_offer(uow, session, get_interpreter(uow, who), question)
    except DomainError as error:
        uow.record(
            "standby.not_called", subject=session.id, interpreter=who, reason=error.reason.text
        )
        return
    sync_session_state(uow, session, quiet=True)


def _release_over(uow: UnitOfWork) -> None:
    for standby in queries.standbys_over(uow.db, uow.now, CHECKED_AT_ONCE):
        _end(uow, standby, StandbyState.RELEASED)


def _release_unfit(uow: UnitOfWork, until: datetime) -> None:
    """Whoever went on leave, lost a certification or was booked by hand meanwhile cannot stand by."""
    ahead = queries.named_within(uow.db, Span(uow.now, until), CHECKED_AT_ONCE)
    for standby in ahead:
        session = lock_session(uow, standby.session_id)
        who = lock_interpreter(uow, standby.interpreter_id)
        try:
            _check(uow, session, who)
        except Conflict:
            _end(uow, standby, StandbyState.RELEASED)
            tell_standby(uow, standby, DayNotice.STANDBY_RELEASED)


def standby_of(uow: UnitOfWork, session_id: UUID) -> Standby | None:
    """Who stands by for a session; the caller has checked who reads."""
    return next(iter(queries.named_of_sessions(uow.db, [session_id]).values()), None)


def _get(uow: UnitOfWork, standby_id: UUID) -> Standby:
    found = queries.find_standby(uow.db, standby_id)
    if found is None:
        raise NotFound
    return found


def _get_named(uow: UnitOfWork, standby_id: UUID) -> Standby:
    lock_session(uow, _get(uow, standby_id).session_id)
    found = _get(uow, standby_id)
    if found.state is not StandbyState.NAMED:
        raise Conflict(say("This standby has ended meanwhile."))
    return found


def _end(uow: UnitOfWork, standby: Standby, state: StandbyState) -> None:
    standby.state, standby.ended_at = state, uow.now
    uow.db.flush()
    uow.record(_DEEDS[state], subject=standby.session_id, interpreter=standby.interpreter_id)

"""Binding an interpreter to a slot: by a coordinator, or because an offer was accepted."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain import filed
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.events import SlotsMoved
from dispatch.domain.ids import OfferId
from dispatch.domain.overrides import GRAVE
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import BLOCKING, AssignmentState
from dispatch.service import notices, telephone
from dispatch.service.notices import SessionNotice
from dispatch.service.practicum import pairing
from dispatch.service.rules import checks
from dispatch.service.rules.locks import lock_interpreter, lock_open_session, sync_session_state
from dispatch.service.situation import travel
from dispatch.service.situation.reading import Pair
from dispatch.service.slots import offers_ending
from dispatch.service.slots.settling import settle
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import overrides as override_queries
from dispatch.store.queries import standbys as standby_queries
from dispatch.store.tables import (
    NO_OVERLAP,
    Assignment,
    CounsellingSession,
    GraveOverride,
    Interpreter,
)
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text, check_numbers
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality, Tier
from scheduling.domain.states import LIVE, RequestState
from scheduling.service import sessions

LONGEST_REASON = 300
LONGEST_NAME = 80
# PostgreSQL names the index, SQLite the columns.
LIVE_SLOT = ("uq_assignment_live_slot", "assignment.session_id, assignment.slot_no")


@dataclass(frozen=True, kw_only=True)
class AssignmentOrder:
    """Who shall serve which slot from when, and what was set aside for it.

    `overridden` are the rules that the reason excuses, where it was given for an offer; a reason given now
    excuses every softer rule. `modality` is an accepted mode, None the one the session has. Until `details_from` the yes may be taken back; None: it stands.
    """

    slot_no: int
    interpreter_id: InterpreterId
    starts_at: datetime
    modality: Modality | None = None
    offer_id: OfferId | None = None
    override_reason: str = ""
    settled: frozenset[RuleCode] = frozenset()
    overridden: frozenset[RuleCode] | None = None
    details_from: datetime | None = None
    gender_asked: bool = False
    agreed_with: str = ""


def assign(
    uow: UnitOfWork,
    *,
    session_id: UUID,
    slot_no: int,
    interpreter_id: UUID,
    starts_at: datetime,
    modality: Modality | None = None,
    override_reason: str = "",
    agreed_with: str = "",
    gender_asked: bool = False,
) -> Assignment:
    """Confirm somebody for a slot, as agreed with them outside of the app.

    The rules are checked here again; the reason given sets the softer ones aside and is kept.
    `agreed_with` names who said yes on the telephone. Open offers of the slot are superseded.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_open_session(uow, session_id, slot_no)
    order = AssignmentOrder(
        slot_no=slot_no,
        interpreter_id=InterpreterId(interpreter_id),
        starts_at=starts_at,
        modality=modality,
        override_reason=override_reason.strip(),
        gender_asked=gender_asked,
        agreed_with=agreed_with.strip()[:LONGEST_NAME],
    )
    assignment = bind(uow, session, order)
    record_made(uow, assignment)
    offers_ending.supersede(uow, session, slot_no)
    sync_session_state(uow, session)
    notify(uow, assignment, SessionNotice.CONFIRMED)
    return assignment


def record_made(uow: UnitOfWork, assignment: Assignment) -> None:
    """Note in the trail that somebody was assigned by hand: codes only, what was typed stays here."""
    uow.record(
        "assignment.made",
        subject=assignment.id,
        session=assignment.session_id,
        slot=assignment.slot_no,
        interpreter=assignment.interpreter_id,
        agreed="outside_the_app" if assignment.agreed_with else "",
        set_aside=assignment.overridden,
    )


def restore(uow: UnitOfWork, ended: Assignment, *, quiet: bool) -> Assignment:
    """Give a slot back to who had it until a moment ago, if the rules still allow it.

    `quiet` when they never heard that they had lost it.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_open_session(uow, ended.session_id, ended.slot_no)
    order = AssignmentOrder(
        slot_no=ended.slot_no,
        interpreter_id=ended.interpreter_id,
        starts_at=ended.starts_at,
        override_reason=ended.override_reason,
        # What was stated when the slot was first given stands.
        gender_asked=True,
        agreed_with=ended.agreed_with,
    )
    assignment = bind(uow, session, order)
    facts = {"session": session.id, "slot": ended.slot_no, "interpreter": ended.interpreter_id}
    uow.record("assignment.restored", subject=assignment.id, former=ended.id, **facts)
    offers_ending.supersede(uow, session, ended.slot_no)
    sync_session_state(uow, session, quiet=quiet)
    if not quiet:
        is_known = not telephone.take_back(uow, assignment.interpreter, session)
        notify(uow, assignment, SessionNotice.CONFIRMED, is_known=is_known)
    return assignment


def bind(uow: UnitOfWork, session: CounsellingSession, order: AssignmentOrder) -> Assignment:
    """Write the assignment once every rule holds. The session must be locked; nobody is notified.

    Raises Conflict in words when the slot or the time is taken, whoever was faster.
    """
    interpreter = lock_interpreter(uow, order.interpreter_id)
    _check_order(uow, session, order)
    settle(uow, session, order.modality)
    agreed = _agreed_by_two(uow, session, order)
    pair = Pair(session, interpreter, order.starts_at)
    set_aside = checks.check(
        uow,
        pair,
        override_reason=order.override_reason,
        settled=order.settled if agreed is None else order.settled | GRAVE,
        overridden=order.overridden,
        gender_asked=order.gender_asked,
    )
    order = replace(order, overridden=frozenset(set_aside))
    sessions.set_start(uow, session, order.starts_at)
    if agreed is not None and not order.override_reason:
        order = replace(order, override_reason=agreed.reason)
    not_certified = agreed is not None and not checks.is_certified_for(uow, pair)
    is_lower = RuleCode.CERTIFICATION in set_aside or not_certified
    assignment = _write(uow, session, interpreter, order, is_lower_level=is_lower)
    standby_queries.use_standby(uow.db, session.id, interpreter.id, uow.now)
    if session.request.trainee_welcome:
        day, key = session.day, f"{pairing.PAIR_TRAINEES}:{assignment.id}"
        uow.enqueue(pairing.PAIR_TRAINEES, first_day=day, last_day=day, dedupe_key=key)
    uow.announce(SlotsMoved(frozenset({(session.id, order.slot_no)})))
    return assignment


def _agreed_by_two(
    uow: UnitOfWork, session: CounsellingSession, order: AssignmentOrder
) -> GraveOverride | None:
    """By hand a session of tier T3 may go to whom two people agreed upon; an offer never does."""
    if order.offer_id is not None or session.request.tier is not Tier.T3:
        return None
    return override_queries.find_agreed(uow.db, session.id, order.interpreter_id)


def _check_order(uow: UnitOfWork, session: CounsellingSession, order: AssignmentOrder) -> None:
    if session.request.state is not RequestState.APPROVED:
        raise Conflict(say("The request has not been accepted yet."))
    if session.state not in LIVE or uow.now >= order.starts_at + timedelta(minutes=session.minutes):
        raise Conflict(say("This session is over or cancelled."))
    if not session.earliest_start_at <= order.starts_at <= session.latest_start_at:
        raise refuse("starts_at", say("The requester did not allow this start."))
    if len(order.override_reason) > LONGEST_REASON:
        raise refuse("override_reason", say("Enter the reason in at most 300 characters."))
    check_free_text("override_reason", order.override_reason)
    check_numbers("agreed_with", order.agreed_with)
    for other in queries.list_live_of_session(uow.db, session.id):
        if other.slot_no == order.slot_no:
            raise Conflict(say("This slot already has an interpreter."))
        if other.starts_at != order.starts_at:
            raise Conflict(say("The session has meanwhile been set to another time."))


def _write(
    uow: UnitOfWork,
    session: CounsellingSession,
    interpreter: Interpreter,
    order: AssignmentOrder,
    *,
    is_lower_level: bool,
) -> Assignment:
    """The row, behind the database's own guards."""
    try:
        # A savepoint, so that a caller who assigns many can go on after one refusal.
        with uow.db.begin_nested():
            span = travel.busy_span(uow, interpreter, session, order.starts_at)
            assignment = Assignment(
                session_id=session.id,
                slot_no=order.slot_no,
                interpreter_id=interpreter.id,
                offer_id=order.offer_id,
                state=AssignmentState.CONFIRMED,
                starts_at=order.starts_at,
                ends_at=span.end,
                busy_from=span.start,
                busy_to=span.end,
                override_reason=order.override_reason,
                overridden=sorted(code.value for code in order.overridden or ()),
                lower_level=is_lower_level,
                agreed_with=order.agreed_with,
                made_by_id=None if order.offer_id is not None else _maker(uow),
                created_at=uow.now,
                details_from=order.details_from,
                other_language=checks.other_language_of(
                    uow, Pair(session, interpreter, order.starts_at)
                ),
            )
            uow.db.add(assignment)
            uow.db.flush()
    except IntegrityError as error:
        raise _in_words(error, interpreter) from error
    found = queries.find_assignment(uow.db, assignment.id)
    assert found is not None
    return found


def _maker(uow: UnitOfWork) -> UserId | None:
    """Who assigns by hand; None for the system."""
    return None if uow.actor.user_id is None else UserId(uow.actor.user_id)


def _in_words(error: IntegrityError, interpreter: Interpreter) -> Exception:
    """What the database's refusal means; what it does not mean is a bug and stays one."""
    if names_constraint(error, NO_OVERLAP):
        return Conflict(
            say(
                "%(name)s is in another session, or on the way to it, at that time.",
                name=interpreter.full_name,
            )
        )
    if any(names_constraint(error, name) for name in LIVE_SLOT):
        return Conflict(say("This slot already has an interpreter."))
    return error


def get_live(uow: UnitOfWork, assignment_id: UUID, also: Collection[UUID] = ()) -> Assignment:
    """A live assignment, its session locked, its interpreter too and whoever is given as well."""
    found = queries.find_assignment(uow.db, assignment_id)
    if found is None:
        raise NotFound
    queries.lock_sessions(uow.db, [found.session_id])
    queries.lock_interpreters(uow.db, [found.interpreter_id, *also])
    found = queries.find_assignment(uow.db, assignment_id)
    if found is None or found.state not in BLOCKING:
        raise Conflict(say("This assignment has ended meanwhile."))
    return found


def notify(
    uow: UnitOfWork, assignment: Assignment, news: SessionNotice, *, is_known: bool = False
) -> None:
    """Write to the interpreter about an assignment; nobody calls about what is known already."""
    letter = notices.letter_about(
        uow,
        news,
        assignment.session,
        starts_at=assignment.starts_at,
        path=f"/assignments/{assignment.id}",
        about=filed.about_assignment(assignment.id),
    )
    is_receipt = news is SessionNotice.CONFIRMED
    spoken = () if is_known else notices.of_assignment(assignment, news)
    notices.notify_interpreter(uow, assignment.interpreter, letter, spoken, is_receipt=is_receipt)

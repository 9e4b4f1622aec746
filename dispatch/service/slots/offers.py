"""Asking interpreters, and their answers: of any number who accept, one wins."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from dispatch.domain import filed
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.events import SlotsMoved
from dispatch.domain.ids import CascadeId, RunId
from dispatch.domain.news import News
from dispatch.domain.overrides import OWN_AFFAIR
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS, DeclineReason, OfferState
from dispatch.service import desk_notices, notices
from dispatch.service.notices import SessionNotice
from dispatch.service.rates.estimates import Estimates
from dispatch.service.rules import checks
from dispatch.service.rules.locks import lock_open_session, lock_session, sync_session_state
from dispatch.service.situation import travel
from dispatch.service.situation.reading import Pair
from dispatch.service.slots import assignments, deadlines, offers_ending, undoing
from dispatch.service.slots.settling import settle
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import offers as queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter, Offer
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, DomainError, Gone, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import RequestState

# PostgreSQL names the index, SQLite the columns.
OPEN_QUESTION = ("uq_offer_open", "offer.session_id, offer.slot_no, offer.interpreter_id")


Refusal = Callable[[Offer], DomainError]


@dataclass(frozen=True, kw_only=True)
class OfferQuestion:
    """What is asked: one slot of a session from a start, in which wave of which run or cascade.

    `modality` is one of the modes that the requester accepted, None the one that the session has. `until` is
    the deadline, None the one of the office's table.
    """

    slot_no: int
    starts_at: datetime
    modality: Modality | None = None
    run_id: UUID | None = None
    wave: int = 1
    cascade_id: CascadeId | None = None
    until: datetime | None = None
    override_reason: str = ""
    gender_asked: bool = False


def send_offer(
    uow: UnitOfWork,
    *,
    session_id: UUID,
    slot_no: int,
    interpreter_id: UUID,
    starts_at: datetime,
    modality: Modality | None = None,
    run_id: UUID | None = None,
    wave: int = 1,
    override_reason: str = "",
    gender_asked: bool = False,
) -> Offer:
    """Ask one candidate for one slot. The rules must hold now; they are checked again at the yes."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    session = lock_open_session(uow, session_id, slot_no)
    question = OfferQuestion(
        slot_no=slot_no,
        starts_at=starts_at,
        modality=modality,
        run_id=run_id,
        wave=wave,
        override_reason=override_reason.strip(),
        gender_asked=gender_asked,
    )
    offer = write_offer(uow, session, get_interpreter(uow, interpreter_id), question)
    sync_session_state(uow, session)
    return offer


def send_to_several(
    uow: UnitOfWork,
    *,
    session_id: UUID,
    slot_no: int,
    interpreter_ids: Collection[UUID],
    starts_at: datetime,
    modality: Modality | None = None,
    wave: int = 1,
) -> list[Offer]:
    """Ask several candidates at once; the first who accepts gets the slot, and they know it."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    if not interpreter_ids:
        raise refuse("interpreter_id", say("Choose at least one interpreter."))
    session = lock_open_session(uow, session_id, slot_no)
    question = OfferQuestion(slot_no=slot_no, starts_at=starts_at, modality=modality, wave=wave)
    sent = [
        write_offer(uow, session, get_interpreter(uow, each), question)
        for each in dict.fromkeys(interpreter_ids)
    ]
    sync_session_state(uow, session)
    return sent


def write_offer(
    uow: UnitOfWork, session: CounsellingSession, interpreter: Interpreter, question: OfferQuestion
) -> Offer:
    """Write the offer and its message. The session must be locked."""
    _check_question(uow, session, question)
    settle(uow, session, question.modality)
    pair = Pair(session, interpreter, question.starts_at)
    overridden = checks.check(
        uow,
        pair,
        override_reason=question.override_reason,
        gender_asked=question.gender_asked,
    )
    remote = session.modality is not Modality.ON_SITE
    other_language = checks.other_language_of(uow, pair)
    pay = Estimates(uow, [interpreter.id]).of(
        session, interpreter, question.starts_at, other_language
    )
    offer = Offer(
        session_id=session.id,
        slot_no=question.slot_no,
        interpreter_id=interpreter.id,
        run_id=None if question.run_id is None else RunId(question.run_id),
        cascade_id=question.cascade_id,
        wave=question.wave,
        state=OfferState.SENT,
        starts_at=question.starts_at,
        travel_minutes=travel.minutes_from_home(uow.settings, session, interpreter),
        pay_won=pay.won,
        pay_lines=[line.kept() for line in pay.lines],
        rate_card_id=pay.card_id,
        sent_at=uow.now,
        told_at=uow.now,
        expires_at=question.until
        or deadlines.deadline_for(uow, starts_at=question.starts_at, remote=remote),
        override_reason=question.override_reason,
        overridden=[code.value for code in overridden],
        lower_level=RuleCode.CERTIFICATION in overridden,
        other_language=other_language,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(offer)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in OPEN_QUESTION):
            raise
        raise Conflict(
            say("%(name)s has already been asked.", name=interpreter.full_name)
        ) from error
    found = queries.find_offer(uow.db, offer.id)
    assert found is not None
    notices.notify_asked(uow, found, SessionNotice.ASKED)
    uow.record(
        "offer.sent",
        subject=offer.id,
        session=session.id,
        interpreter=interpreter.id,
        wave=question.wave,
        set_aside=[code.value for code in overridden],
    )
    return found


def moved(uow: UnitOfWork, offer: Offer) -> None:
    """Announce that something has become of the question about a slot."""
    uow.announce(SlotsMoved(frozenset({(offer.session_id, offer.slot_no)})))


def _check_question(uow: UnitOfWork, session: CounsellingSession, question: OfferQuestion) -> None:
    if session.request.state is not RequestState.APPROVED:
        raise Conflict(say("The request has not been accepted yet."))
    if question.starts_at <= uow.now:
        raise refuse("starts_at", say("This start has passed."))
    if not session.earliest_start_at <= question.starts_at <= session.latest_start_at:
        raise refuse("starts_at", say("The requester did not allow this start."))
    if len(question.override_reason) > assignments.LONGEST_REASON:
        raise refuse("override_reason", say("Enter the reason in at most 300 characters."))
    check_free_text("override_reason", question.override_reason)
    for live in assignment_queries.list_live_of_session(uow.db, session.id):
        if live.slot_no == question.slot_no:
            raise Conflict(say("This slot already has an interpreter."))


def get_interpreter(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """Whom to ask, with all that the rules look at."""
    found = assignment_queries.find_interpreter(uow.db, interpreter_id)
    if found is None:
        raise refuse("interpreter_id", say("No such interpreter."))
    return found


def get_own(uow: UnitOfWork, offer_id: UUID) -> Offer:
    """An offer of the actor's; anybody else's looks like none."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    offer = queries.find_offer(uow.db, offer_id)
    if offer is None or offer.interpreter.user_id is None:
        raise NotFound
    if offer.interpreter.user_id != uow.actor.user_id or offer.state is OfferState.DRAFT:
        raise NotFound
    return offer


def accept(uow: UnitOfWork, offer_id: UUID) -> Assignment:
    """Say yes. One answer finds the offer open, whoever else answers at the same moment.

    The slot is theirs in the same transaction, or the rules that no longer hold are said and
    nothing has happened.
    """
    return take_yes(uow, get_own(uow, offer_id), why_not_open)


def take_yes(uow: UnitOfWork, offer: Offer, refusal: Refusal) -> Assignment:
    """Carry a yes out, whoever brings it; `refusal` says to them why the offer is not open any more."""
    session = lock_session(uow, offer.session_id)
    _take(uow, offer, OfferState.ACCEPTED, refusal)
    order = assignments.AssignmentOrder(
        slot_no=offer.slot_no,
        interpreter_id=offer.interpreter_id,
        # On demand it begins with the yes, which is taken back by nobody.
        starts_at=uow.now if session.on_demand else offer.starts_at,
        offer_id=offer.id,
        override_reason=offer.override_reason,
        settled=OWN_AFFAIR,
        overridden=frozenset(map(RuleCode, offer.overridden)),
        details_from=None if session.on_demand else undoing.undo_until(uow, offer),
    )
    assignment = assignments.bind(uow, session, order)
    uow.record("offer.accepted", subject=offer.id, session=session.id, assignment=assignment.id)
    offers_ending.supersede(uow, session, offer.slot_no, winner=offer)
    sync_session_state(uow, session)
    assignments.notify(uow, assignment, SessionNotice.CONFIRMED)
    return assignment


def decline(uow: UnitOfWork, offer_id: UUID, reason: DeclineReason | None = None) -> None:
    """Say no; a reason is welcome and has no consequence."""
    take_no(uow, get_own(uow, offer_id), reason, why_not_open)


def take_no(uow: UnitOfWork, offer: Offer, reason: DeclineReason | None, refusal: Refusal) -> None:
    """Carry a no out, whoever brings it."""
    session = lock_session(uow, offer.session_id)
    _take(uow, offer, OfferState.DECLINED, refusal)
    offer.decline_reason = reason
    uow.record("offer.declined", subject=offer.id, session=session.id, reason=reason or "")
    sync_session_state(uow, session)
    left = offers_ending.is_nobody_left(uow, offer)
    desk_notices.tell_desk(
        uow,
        News.NOBODY_LEFT if left else News.DECLINED,
        session,
        person=offer.interpreter,
        starts_at=offer.starts_at,
        reason=reason,
    )
    moved(uow, offer)


def _take(uow: UnitOfWork, offer: Offer, into: OfferState, refusal: Refusal) -> None:
    taken = queries.take(uow.db, offer.id, offer.interpreter_id, now=uow.now, into=into)
    uow.db.refresh(offer, ["state", "answered_at", "expires_at"])
    if taken is None:
        raise refusal(offer)
    # An unsent question would arrive after its answer.
    outbox.withdraw(uow, filed.about_offer(offer.id))


def why_not_open(offer: Offer) -> DomainError:
    """Why an offer cannot be answered (any more)."""
    if offer.state is OfferState.SUPERSEDED:
        return Conflict(say("Somebody else accepted first. Thank you for being ready."))
    if offer.state in {OfferState.ACCEPTED, OfferState.DECLINED}:
        return Conflict(say("You have already answered this offer."))
    if offer.state in OPEN_OFFERS | {OfferState.EXPIRED}:
        return Gone(say("The deadline of this offer has passed."))
    if offer.end_reason == offers_ending.BY_LEAVE:
        return Gone(say("This offer is closed because you are on leave then."))
    return Gone(say("The centre has withdrawn this offer."))

"""Taking an answer back, for ten minutes: a thumb slips easily."""

from uuid import UUID

from dispatch.domain import endings, filed
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING, OfferState
from dispatch.service.rules.locks import lock_interpreter, lock_session, sync_session_state
from dispatch.service.slots import assignments_ending
from dispatch.service.slots.details import is_undoable
from dispatch.service.slots.offers import get_own, moved
from dispatch.service.slots.undoing import has_spent_undos, in_time_until
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import offers as queries
from dispatch.store.tables import AnswerUndo, Offer
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, Gone
from foundation.text.message import say
from scheduling.domain.states import LIVE


def undo_answer(uow: UnitOfWork, offer_id: UUID) -> None:
    """Open the question again, as if it had not been answered."""
    offer = get_own(uow, offer_id)
    # One person's answers are taken back one by one, or two at once would count as one.
    lock_session(uow, offer.session_id)
    lock_interpreter(uow, offer.interpreter_id)
    uow.db.refresh(offer, ["state", "answered_at"])
    if has_spent_undos(uow, offer):
        raise Conflict(
            say("You cannot undo any more answers. You can withdraw instead.")
            if offer.state is OfferState.ACCEPTED
            else say("You cannot undo any more answers. Please call the coordinator.")
        )
    reopen(uow, offer)
    uow.db.add(
        AnswerUndo(offer_id=offer.id, interpreter_id=offer.interpreter_id, undone_at=uow.now)
    )
    uow.db.flush()


def minutes(uow: UnitOfWork) -> int:
    """For how long an answer can be taken back."""
    return uow.settings.of(DispatchSettings).answer_undo_minutes


def reopen(uow: UnitOfWork, offer: Offer) -> None:
    """Open an answered question again, whoever takes the answer back.

    What a coordinator recorded by mistake does not count among those a person may take back.
    """
    session = lock_session(uow, offer.session_id)
    uow.db.refresh(offer, ["state", "answered_at"])
    if session.state not in LIVE:
        raise Conflict(say("This session is over or cancelled."))
    lock_interpreter(uow, offer.interpreter_id)
    if in_time_until(uow, offer) is None:
        raise Gone(
            say(
                "An answer can be undone within %(n)s minutes only.",
                n=minutes(uow),
            )
        )
    if offer.state is OfferState.ACCEPTED:
        _undo_yes(uow, offer)
    else:
        _undo_no(uow, offer)
    uow.record("offer.answer_undone", subject=offer.id, session=offer.session_id)
    uow.db.flush()
    sync_session_state(uow, session)
    moved(uow, offer)


def _undo_yes(uow: UnitOfWork, offer: Offer) -> None:
    """Free the slot; whoever came second meanwhile, and does not know yet, is asked again."""
    assignment = assignment_queries.find_of_offer(uow.db, offer.id)
    if assignment is None or assignment.state not in BLOCKING:
        raise Conflict(say("This assignment has ended meanwhile."))
    uow.db.refresh(assignment, ["details_from"])
    if not is_undoable(assignment, uow.now):
        raise Gone(
            say("You have opened the details, so this session is yours. You can withdraw instead.")
        )
    answered_at = offer.answered_at
    # The offer may be accepted again, by another assignment.
    assignment.offer_id = None
    assignments_ending.end(uow, assignment, endings.ANSWER_UNDONE)
    assert answered_at is not None
    for other in queries.list_superseded_at(uow.db, offer, answered_at):
        if other.expires_at > uow.now:
            outbox.withdraw(uow, filed.about_offer(other.id))
            _reopen(other)
    _reopen(offer)


def _undo_no(uow: UnitOfWork, offer: Offer) -> None:
    for live in assignment_queries.list_live_of_session(uow.db, offer.session_id):
        if live.slot_no == offer.slot_no:
            raise Conflict(say("Somebody else accepted first. Thank you for being ready."))
    offer.decline_reason = None
    _reopen(offer)


def _reopen(offer: Offer) -> None:
    offer.state = OfferState.SENT
    offer.answered_at = None

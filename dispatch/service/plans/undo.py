"""Taking a sending back while there is time: the draft is there again as it was."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from dispatch.domain.ids import AssignmentId, RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, OfferState, RunState, SendingState
from dispatch.service.plans import choices, letters
from dispatch.service.plans.recount import recount
from dispatch.service.rules.locks import lock_all, sync_many
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import assignments, offers_ending
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import plans as queries
from dispatch.store.queries import sendings as sending_queries
from dispatch.store.tables import Assignment, DraftAssignment, Offer, PlanRun, PlanSending
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, Gone, NotFound
from foundation.text.message import say


def undo(uow: UnitOfWork, run_id: uuid.UUID, sending_id: uuid.UUID | None = None) -> int:
    """Take a sending back, the last one unless one is named; how many questions were withdrawn.

    Answers given meanwhile stand. Whoever was moved away gets the slot back if it is still free, and is told
    otherwise. Of those asked only who know of their offer are told. Everything that came back is a change of the
    draft again.
    """
    uow.require(DispatchPermission.PLAN_SEND)
    queries.lock_publishing(uow.db)
    run = queries.find_run(uow.db, RunId(run_id), lock=True)
    if run is None:
        raise NotFound
    sending = _sending(uow, run, sending_id)
    if may_undo_until(uow, sending) is None:
        minutes = uow.settings.of(DispatchSettings).offer_undo_minutes
        raise Gone(say("Sending can be undone within %(n)s minutes only.", n=minutes))
    drafts = sending_queries.drafts_of_sending(uow.db, sending.id)
    people = {d.interpreter_id for d in drafts} | {d.previous_interpreter_id for d in drafts}
    lock_all(uow, {d.session_id for d in drafts}, {person for person in people if person})
    withdrawn = _withdraw(uow, sending)
    released = sending_queries.released_by(uow.db, sending)
    back, restored = _take_back(uow, sending, drafts, withdrawn, released)
    uow.db.flush()
    sync_many(uow, list({draft.session_id: draft.session for draft in drafts}.values()))
    letters.tell_of_what_stays(uow, sending, [a for a in released if a.id not in restored])
    sending.state, sending.ended_at = SendingState.TAKEN_BACK, uow.now
    facts = {"offers": len(withdrawn), "restored": len(restored), "sending": sending.id}
    uow.record("plan.taken_back", subject=run.id, **facts)
    if back:
        _open_again(uow, run)
    return len(withdrawn)


def may_undo_until(uow: UnitOfWork, sending: PlanSending) -> datetime | None:
    """Until when a sending can be taken back; None when it can not (any more)."""
    if sending.state is not SendingState.SENT or sending.sent_at is None:
        return None
    minutes = uow.settings.of(DispatchSettings).offer_undo_minutes
    until = sending.sent_at + timedelta(minutes=minutes)
    return until if uow.now <= until else None


def _sending(uow: UnitOfWork, run: PlanRun, sending_id: uuid.UUID | None) -> PlanSending:
    if sending_id is None:
        found = sending_queries.newest_sent(uow.db, run.id)
    else:
        found = sending_queries.find_sending(uow.db, sending_id, lock=True)
    if found is None or found.run_id != run.id or found.state is not SendingState.SENT:
        raise Conflict(say("This draft has not been sent."))
    return found


def _withdraw(uow: UnitOfWork, sending: PlanSending) -> list[Offer]:
    """Take back what has not been answered, and tell those who know of it."""
    offers = offer_queries.list_open_of_sending(uow.db, sending.id)
    known = {offer.id for offer in offers if offers_ending.was_told(offer)}
    withdrawn = offers_ending.end_quietly(uow, offers, OfferState.WITHDRAWN)
    letters.tell_withdrawn(uow, sending, [offer for offer in withdrawn if offer.id in known])
    return withdrawn


def _take_back(
    uow: UnitOfWork,
    sending: PlanSending,
    drafts: Sequence[DraftAssignment],
    withdrawn: Sequence[Offer],
    released: Sequence[Assignment],
) -> tuple[int, Collection[AssignmentId]]:
    """Make changes of the draft again of what came back; how many, and which of the released have their slot again."""
    open_again = {(offer.session_id, offer.slot_no) for offer in withdrawn}
    by_slot = {(a.session_id, a.slot_no): a for a in released}
    back, restored = 0, set[AssignmentId]()
    for draft in drafts:
        slot = (draft.session_id, draft.slot_no)
        if draft.interpreter_id is not None and slot not in open_again:
            continue
        former = by_slot.get(slot)
        if former is not None and _restore(uow, sending, former):
            restored.add(former.id)
        elif draft.interpreter_id is None:
            continue
        elif draft.previous_interpreter_id is not None:
            # Nobody has the slot now: the change fills it.
            draft.kind, draft.previous_interpreter_id = ChangeKind.NEW, None
        draft.sent_at, draft.sending_id = None, None
        back += 1
    return back, restored


def _restore(uow: UnitOfWork, sending: PlanSending, released: Assignment) -> bool:
    """Give a slot back to whom the draft had moved away from it, who hears of it only if told before."""
    is_told = sending.letters_at is not None or letters.is_soon(sending, released)
    try:
        assignments.restore(uow, released, quiet=not is_told)
    except DomainError as error:
        # Somebody accepted meanwhile, or the time is taken: the new promise stands.
        uow.record("plan.slot_not_restored", subject=released.session_id, why=type(error).__name__)
        return False
    return True


def _open_again(uow: UnitOfWork, run: PlanRun) -> None:
    """The draft waits again, unless a newer one does: then it can be fetched back instead."""
    run.sent_at = None
    if queries.is_in_the_way(uow.db, run):
        run.state, run.dropped_at = RunState.DROPPED, uow.now
        return
    run.state, run.dropped_at = RunState.DONE, None
    choices.open_again(uow, run)
    uow.db.flush()
    situation = read_situation(uow, run.first_day, run.last_day)
    recount(run, situation, queries.drafts_of(uow.db, run.id))

"""Sending a draft: one transaction in which every change is checked again, and taking it back."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from dispatch.domain import endings
from dispatch.domain.eligibility import first_reason_against
from dispatch.domain.ids import RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, RunState
from dispatch.service.rules.locks import lock_all
from dispatch.service.situation.day import Holding, Situation, with_drafts
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import assignments, assignments_ending, offers, offers_ending
from dispatch.store.queries import plans as queries
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, Gone, NotFound
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from scheduling.domain.ids import SessionId
from scheduling.service import sessions

ASKED = frozenset({ChangeKind.NEW, ChangeKind.MOVED})
FREED = frozenset({ChangeKind.MOVED, ChangeKind.TAKEN})


def send(uow: UnitOfWork, run_id: uuid.UUID) -> int:
    """Send a draft: free whom it moves, ask whom it chooses; how many were asked.

    All of it or nothing: Conflict names what no longer fits, so that those changes can be left out
    or a new draft made.
    """
    uow.require(DispatchPermission.PLAN_SEND)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    if run.state is not RunState.DONE:
        raise Conflict(_why_not_sent(run.state))
    drafts = [d for d in queries.drafts_of(uow.db, run.id) if _is_change(d)]
    if not drafts:
        raise Conflict(say("There is nothing to send in this draft."))
    people = {d.interpreter_id for d in drafts} | {d.previous_interpreter_id for d in drafts}
    lock_all(uow, {d.session_id for d in drafts}, {person for person in people if person})
    situation = read_situation(uow, run.first_day, run.last_day)
    check_changes(situation, drafts)
    _free(uow, drafts)
    asked = _ask(uow, run, drafts)
    _keep_causes(uow, run)
    run.state, run.sent_at = RunState.SENT, uow.now
    uow.record("plan.sent", subject=run.id, offers=asked)
    return asked


def _get(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    run = queries.find_run(uow.db, RunId(run_id), lock=True)
    if run is None:
        raise NotFound
    return run


def _why_not_sent(state: RunState) -> LazyText:
    if state is RunState.SENT:
        return say("This draft has been sent already.")
    if state in queries.RUNNING:
        return say("This draft is still being made.")
    return say("This draft no longer fits. Make a new one.")


def _is_change(draft: DraftAssignment) -> bool:
    return draft.kind is not ChangeKind.KEPT and not draft.left_out


def check_changes(situation: Situation, drafts: Sequence[DraftAssignment]) -> None:
    """Raise Conflict when any change no longer fits the situation with all changes made."""
    after = with_drafts(situation, drafts)
    found = ((str(draft.id), _reason_against(after, draft)) for draft in drafts)
    reasons = {draft: [reason] for draft, reason in found if reason is not None}
    if reasons:
        text = say(
            "Changes that no longer fit: %(n)s. Leave them out or make a new draft. %(first)s",
            n=len(reasons),
            first=next(iter(reasons.values()))[0],
        )
        raise Conflict(text, reasons)


def _reason_against(situation: Situation, draft: DraftAssignment) -> LazyText | None:
    """Why one change can no longer be made, naming the session by its time."""
    clock = local_clock(draft.starts_at, situation.zone)
    session = situation.sessions.get(draft.session_id)
    holding = _holding(situation, draft.session_id, draft.slot_no)
    holder = None if holding is None else holding.interpreter_id
    if session is None or not situation.is_open(session) or holder != draft.previous_interpreter_id:
        return say("The session at %(clock)s has changed.", clock=clock)
    if draft.interpreter_id is None:
        return None
    person = situation.people.get(draft.interpreter_id)
    need = situation.need(session, draft.modality).starting_at(draft.starts_at)
    objection = None if person is None else first_reason_against(person, need)
    if person is not None and objection is None:
        return None
    name = "" if draft.interpreter is None else draft.interpreter.full_name
    why = say("Not active on the roster.") if objection is None else objection.reason.text
    return say("%(clock)s, %(name)s: %(why)s", clock=clock, name=name, why=why)


def _holding(situation: Situation, session_id: SessionId, slot_no: int) -> Holding | None:
    return next((h for h in situation.holdings.get(session_id, ()) if h.slot_no == slot_no), None)


def _free(uow: UnitOfWork, drafts: Sequence[DraftAssignment]) -> None:
    """Release or stop asking those whom the draft moves away, before anybody new is asked."""
    for draft in drafts:
        if draft.kind not in FREED:
            continue
        holder = queries.assignment_of(uow.db, draft.session_id, draft.slot_no)
        if holder is not None:
            assignments_ending.release(uow, holder.id, ending=endings.MOVED_BY_PLAN)
        for offer in queries.open_offers_of(uow.db, draft.session_id, draft.slot_no):
            offers_ending.withdraw(uow, offer.id)


def _ask(uow: UnitOfWork, run: PlanRun, drafts: Sequence[DraftAssignment]) -> int:
    asked = 0
    for draft in drafts:
        if draft.interpreter_id is None:
            continue
        session = sessions.get_session(uow, draft.session_id)
        sessions.set_start(uow, session, draft.starts_at, draft.modality)
        sessions.set_cause(uow, session, "")
        uow.db.flush()
        offers.send_offer(
            uow,
            session_id=draft.session_id,
            slot_no=draft.slot_no,
            interpreter_id=draft.interpreter_id,
            starts_at=draft.starts_at,
            run_id=run.id,
        )
        asked += 1
    return asked


def _keep_causes(uow: UnitOfWork, run: PlanRun) -> None:
    """Keep with each session that found nobody why that is."""
    found = [uuid.UUID(session_id) for session_id in run.causes]
    for session in sessions.list_by_ids(uow, found):
        sessions.set_cause(uow, session, str(run.causes[str(session.id)]))


def undo(uow: UnitOfWork, run_id: uuid.UUID) -> int:
    """Take a sent draft back while there is time; how many questions were withdrawn.

    Answers given meanwhile stand. Whoever was moved away gets the slot back if it is still free.
    """
    uow.require(DispatchPermission.PLAN_SEND)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    if run.state is not RunState.SENT or run.sent_at is None:
        raise Conflict(say("This draft has not been sent."))
    if not may_undo(uow, run):
        minutes = uow.settings.of(DispatchSettings).offer_undo_minutes
        raise Gone(say("A draft can be taken back within %(n)s minutes of sending it.", n=minutes))
    withdrawn = offers_ending.undo_run(uow, run.id) if queries.has_offers(uow.db, run.id) else 0
    restored = sum(_restore(uow, run, draft) for draft in queries.drafts_of(uow.db, run.id))
    run.state = RunState.DROPPED
    uow.record("plan.taken_back", subject=run.id, offers=withdrawn, restored=restored)
    return withdrawn


def may_undo(uow: UnitOfWork, run: PlanRun) -> bool:
    """Whether a sent draft can still be taken back."""
    minutes = timedelta(minutes=uow.settings.of(DispatchSettings).offer_undo_minutes)
    return (
        run.state is RunState.SENT and run.sent_at is not None and uow.now <= run.sent_at + minutes
    )


def _restore(uow: UnitOfWork, run: PlanRun, draft: DraftAssignment) -> bool:
    """Give a slot back to whom the draft had moved away from it."""
    if draft.kind not in FREED or draft.left_out or draft.previous_interpreter_id is None:
        return False
    released = queries.released_at(uow.db, draft, run.sent_at)
    if released is None:
        return False
    try:
        assignments.assign(
            uow,
            session_id=draft.session_id,
            slot_no=draft.slot_no,
            interpreter_id=draft.previous_interpreter_id,
            starts_at=released.starts_at,
        )
    except DomainError as error:
        # Somebody accepted meanwhile, or the time is taken: the new promise stands.
        uow.record("plan.slot_not_restored", subject=draft.session_id, why=str(error))
        return False
    return True

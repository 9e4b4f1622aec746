"""Sending a draft or a part of it: one transaction in which every change is checked again.

Few changes go out at once; more wait for a job, and the page says so. Either way all of them go out, or none:
a worker that dies has changed nothing, and the next one begins anew.
"""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.attributes import set_committed_value

from accounts.domain.ids import UserId
from dispatch.domain import endings
from dispatch.domain.ids import RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import ChangeKind, RunState, SendingState
from dispatch.service.plans import choices, letters
from dispatch.service.plans.beforehand import Checked, look_over
from dispatch.service.plans.fitting import check_changes, read_for
from dispatch.service.plans.parts import WHOLE, Part, differences, to_send
from dispatch.service.plans.recount import recount
from dispatch.service.rules.locks import hold_all, lock_all, sync_many
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import assignments_ending, offers_ending
from dispatch.service.slots.asking import OneToAsk, ask_many
from dispatch.store.queries import plans as queries
from dispatch.store.queries import sendings as sending_queries
from dispatch.store.tables import DraftAssignment, Offer, PlanRun, PlanSending
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, NotFound
from foundation.security.permissions import the_system
from foundation.text.message import LazyText, say
from scheduling.service import sessions

SEND_PLAN = "dispatch.send_plan"
# So many changes go out while the page waits; more take a job.
AT_ONCE = 20
FREED = frozenset({ChangeKind.MOVED, ChangeKind.TAKEN})


class DraftHasChanged(Conflict):
    """Somebody changed the draft since the page was opened; nothing was sent."""

    def __init__(self, n: int) -> None:
        """Say how many changes are different; `review.read_differences` reads which."""
        text = say(
            "Somebody has changed this draft since you opened the page: %(n)s. Nothing was sent."
            " Look at it again, then send.",
            n=n,
        )
        super().__init__(text)


def ask_to_send(
    uow: UnitOfWork,
    run_id: uuid.UUID,
    part: Part = WHOLE,
    *,
    without: Collection[uuid.UUID] = (),
    seen: str | None = None,
) -> PlanSending:
    """Send a part of a draft, at once when it is small, else by a job that begins in a moment.

    Changes named by `without` are left out first. `seen` is what the page showed (`parts.seen`).
    Nothing is sent by half: ChangesDoNotFit names what no longer fits, DraftHasChanged what somebody else
    changed meanwhile; Conflict also when there is nothing to send, or something is being sent already.
    """
    uow.require(DispatchPermission.PLAN_SEND)
    queries.lock_publishing(uow.db)
    run = _get(uow, run_id)
    _refuse_unless_ready(uow, run)
    drafts = queries.drafts_of(uow.db, run.id)
    if seen is not None:
        found = differences(seen, drafts, part)
        if found:
            raise DraftHasChanged(len(found))
    for draft in drafts:
        if draft.id in without and not draft.left_out:
            draft.left_out = True
            facts = {"session": draft.session_id, "slot": draft.slot_no}
            uow.record("plan.change_left_out", subject=run.id, **facts)
    chosen = to_send(drafts, part)
    if not chosen:
        raise Conflict(say("There is nothing to send in this draft."))
    user = uow.actor.user_id
    sending = PlanSending(
        run_id=run.id,
        state=SendingState.ASKED,
        asked_at=uow.now,
        asked_by=None if user is None else UserId(user),
        changes=len(chosen),
        offers=sum(draft.interpreter_id is not None for draft in chosen),
    )
    uow.db.add(sending)
    uow.db.flush()
    sending_queries.mark_asked(uow.db, sending.id, [draft.id for draft in chosen])
    for draft in chosen:
        set_committed_value(draft, "sending_id", sending.id)
    uow.record("plan.send_asked", subject=run.id, sending=sending.id, changes=sending.changes)
    uow.db.flush()
    if len(chosen) <= AT_ONCE:
        _carry_out(uow, run, sending)
    else:
        check_changes(read_for(uow, run, chosen), chosen)
        uow.enqueue(SEND_PLAN, sending_id=sending.id, dedupe_key=f"sending:{sending.id}")
    return sending


def send(uow: UnitOfWork, run_id: uuid.UUID, part: Part = WHOLE) -> int:
    """Send a part of a draft within this transaction, however large; how many people were asked."""
    sending = ask_to_send(uow, run_id, part)
    if sending.state is SendingState.ASKED:
        _carry_out(uow, _get(uow, run_id), sending)
    return sending.offers


def carry_out(office: Office, sending_id: str) -> None:
    """Send what was asked for; a job does this. Safe to repeat: what was sent or refused stays so."""
    wanted = uuid.UUID(sending_id)
    try:
        checked = look_over(office, wanted)
        with begin(office, the_system("planning")) as uow:
            found = _lock(uow, wanted)
            if found is not None:
                _carry_out(uow, *found, checked)
    except Conflict as refusal:
        _give_up(office, wanted, len(refusal.problems))
    except OperationalError:
        # Busy or out of reach: the job is tried again.
        raise
    except Exception:
        # A mistake of ours comes again each time: the draft is given back, and the job keeps what it was.
        _give_up(office, wanted)
        raise


def _give_up(office: Office, sending_id: uuid.UUID, unfit: int = 0) -> None:
    with begin(office, the_system("planning")) as uow:
        found = _lock(uow, sending_id)
        if found is not None:
            run, sending = found
            sending.unfit = unfit
            _end(uow, run, sending, SendingState.REFUSED)


def _lock(uow: UnitOfWork, sending_id: uuid.UUID) -> tuple[PlanRun, PlanSending] | None:
    """A sending that waits to be carried out, with its run, both locked."""
    queries.lock_publishing(uow.db)
    sending = sending_queries.find_sending(uow.db, sending_id)
    run = None if sending is None else queries.find_run(uow.db, sending.run_id, lock=True)
    sending = sending_queries.find_sending(uow.db, sending_id, lock=True)
    if run is None or sending is None or sending.state is not SendingState.ASKED:
        return None
    return run, sending


def call_off(uow: UnitOfWork, sending_id: uuid.UUID) -> None:
    """Stop a sending that has not been carried out; the draft is there as before."""
    uow.require(DispatchPermission.PLAN_SEND)
    if not stop_sending(uow, sending_id):
        raise Conflict(say("This draft has been sent already."))


def stop_sending(uow: UnitOfWork, sending_id: uuid.UUID) -> bool:
    """Stop a sending as `call_off`, for a caller who has settled who may; False when it has ended already."""
    found = _lock(uow, sending_id)
    if found is None:
        return False
    _end(uow, *found, SendingState.CALLED_OFF)
    return True


def _end(uow: UnitOfWork, run: PlanRun, sending: PlanSending, state: SendingState) -> None:
    """End a sending of which nothing went out: its changes are ordinary changes of the draft again."""
    sending.state, sending.ended_at = state, uow.now
    for draft in sending_queries.drafts_of_sending(uow.db, sending.id):
        draft.sending_id = None
    uow.record(f"plan.sending_{state}", subject=sending.run_id, sending=sending.id)
    # Changes may have been left out when it was asked for.
    situation = read_situation(uow, run.first_day, run.last_day)
    recount(run, situation, queries.drafts_of(uow.db, run.id))


def _get(uow: UnitOfWork, run_id: uuid.UUID) -> PlanRun:
    run = queries.find_run(uow.db, RunId(run_id), lock=True)
    if run is None:
        raise NotFound
    return run


def _refuse_unless_ready(uow: UnitOfWork, run: PlanRun) -> None:
    if run.state is not RunState.DONE:
        raise Conflict(_why_not_sent(run.state))
    beside = choices.others(uow, run)
    if any(sending_queries.under_way(uow.db, each.id) is not None for each in (run, *beside)):
        raise Conflict(say("This draft is being sent already."))


def _why_not_sent(state: RunState) -> LazyText:
    if state is RunState.SENT:
        return say("This draft has been sent already.")
    if state in queries.RUNNING:
        return say("This draft is still being made.")
    return say("This draft is out of date. Make a new one.")


def _carry_out(
    uow: UnitOfWork, run: PlanRun, sending: PlanSending, checked: Checked | None = None
) -> None:
    """Free whom the changes move, ask whom they choose, and keep the letters for a while."""
    if run.state is not RunState.DONE:
        raise Conflict(_why_not_sent(run.state))
    drafts = _drafts_that_fit(uow, run, sending, checked)
    choices.drop_others(uow, run)
    run.is_beside = False
    sending.state, sending.sent_at = SendingState.SENT, uow.now
    _free(uow, sending, drafts)
    offers = _ask(uow, run, drafts)
    sending.offers = len(offers)
    uow.db.flush()
    sending_queries.mark_sent(uow.db, sending.id, uow.now)
    for draft in drafts:
        set_committed_value(draft, "sent_at", uow.now)
    sync_many(uow, list({draft.session_id: draft.session for draft in drafts}.values()))
    letters.hold(uow, sending, offers)
    _keep_causes(uow, run)
    _end_or_go_on(uow, run)
    uow.record("plan.sent", subject=run.id, offers=sending.offers, sending=sending.id)


def _drafts_that_fit(
    uow: UnitOfWork, run: PlanRun, sending: PlanSending, checked: Checked | None
) -> Sequence[DraftAssignment]:
    """The changes of a sending, everything they touch locked; ChangesDoNotFit when any does not (any more)."""
    if checked is not None:
        hold_all(uow, *_touched(checked.drafts))
        if checked.still_fit(uow):
            return checked.drafts
    drafts = sending_queries.drafts_of_sending(uow.db, sending.id)
    lock_all(uow, *_touched(drafts))
    check_changes(read_for(uow, run, drafts), drafts)
    return drafts


def _touched(drafts: Sequence[DraftAssignment]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """The sessions and the people of some changes."""
    people = {d.interpreter_id for d in drafts} | {d.previous_interpreter_id for d in drafts}
    return {d.session_id for d in drafts}, {person for person in people if person}


def _end_or_go_on(uow: UnitOfWork, run: PlanRun) -> None:
    """The draft is over once nothing is left to send; what is left is counted anew."""
    uow.db.flush()
    if sending_queries.has_more_to_send(uow.db, run.id):
        situation = read_situation(uow, run.first_day, run.last_day)
        recount(run, situation, queries.drafts_of(uow.db, run.id))
    else:
        run.state, run.sent_at = RunState.SENT, uow.now


def _free(uow: UnitOfWork, sending: PlanSending, drafts: Sequence[DraftAssignment]) -> None:
    """Release or stop asking those whom the draft moves away, before anybody new is asked."""
    moved = {(draft.session_id, draft.slot_no) for draft in drafts if draft.kind in FREED}
    if not moved:
        return
    for holder in sending_queries.holders_of(uow.db, sending.id):
        if (holder.session_id, holder.slot_no) in moved:
            assignments_ending.release(uow, holder.id, ending=endings.MOVED_BY_PLAN)
    for offer in sending_queries.questions_about(uow.db, sending.id):
        if (offer.session_id, offer.slot_no) in moved:
            offers_ending.withdraw(uow, offer.id)


def _ask(uow: UnitOfWork, run: PlanRun, drafts: Sequence[DraftAssignment]) -> Sequence[Offer]:
    filled = [draft for draft in drafts if draft.interpreter is not None]
    sessions.set_starts(
        uow, (sessions.ChosenStart(d.session, d.starts_at, d.modality) for d in filled)
    )
    asks = [
        OneToAsk(
            session=draft.session,
            interpreter=draft.interpreter,
            slot_no=draft.slot_no,
            other_language=draft.other_language,
        )
        for draft in filled
        if draft.interpreter is not None
    ]
    return ask_many(uow, asks, run.id)


def _keep_causes(uow: UnitOfWork, run: PlanRun) -> None:
    """Keep with each session that found nobody why that is."""
    sessions.set_causes(uow, {uuid.UUID(key): str(cause) for key, cause in run.causes.items()})

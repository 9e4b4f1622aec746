"""Putting somebody else into one change of a draft, before it is sent."""

import uuid

from dispatch.domain.eligibility import first_reason_against
from dispatch.domain.people import Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.person_rules import other_language
from dispatch.domain.states import RunState
from dispatch.service.plans.drafts import kind_of
from dispatch.service.plans.parts import is_change
from dispatch.service.plans.recount import recount
from dispatch.service.plans.runs import refuse_while_sent
from dispatch.service.situation.day import with_drafts
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId


def swap(uow: UnitOfWork, draft_id: uuid.UUID, interpreter_id: uuid.UUID) -> Person:
    """Choose somebody else in a draft; Conflict says which rule speaks against them, the draft counted as made.

    Nobody is asked or told: that happens when the draft is sent. Whoever the draft had chosen is free in it again.
    """
    uow.require(DispatchPermission.PLAN_RUN)
    draft = queries.find_draft(uow.db, draft_id)
    if draft is None:
        raise NotFound
    run = queries.find_run(uow.db, draft.run_id, lock=True)
    if run is None or run.state is not RunState.DONE:
        raise Conflict(say("This draft can no longer be changed."))
    refuse_while_sent(uow, run)
    drafts = queries.drafts_of(uow.db, run.id)
    changed = next(each for each in drafts if each.id == draft_id)
    if changed.interpreter_id == interpreter_id:
        raise refuse("interpreter_id", say("Choose somebody other than the person in the draft."))
    if changed.sent_at is not None:
        raise Conflict(say("This draft can no longer be changed."))
    changed.interpreter_id = InterpreterId(interpreter_id)
    changed.kind = kind_of(changed.previous_interpreter_id, changed.interpreter_id) or changed.kind
    changed.left_out = False
    made = [d for d in drafts if is_change(d) and not d.left_out]
    with uow.db.no_autoflush:
        situation = read_situation(uow, run.first_day, run.last_day)
        person = situation.people.get(InterpreterId(interpreter_id))
        if person is None:
            raise refuse("interpreter_id", say("No such interpreter."))
        after = with_drafts(situation, made)
        need = after.need(changed.session, changed.modality).starting_at(changed.starts_at)
        objection = first_reason_against(after.people[person.id], need)
    if _has_two_places(after.people[person.id], changed.session_id):
        raise Conflict(say("%(name)s has a place in this session already.", name=person.name))
    if objection is not None:
        raise Conflict(say("%(name)s: %(reason)s", name=person.name, reason=objection.reason.text))
    changed.other_language = other_language(person, need)
    uow.db.flush()
    recount(run, situation, drafts, by_hand=True)
    facts = {"session": changed.session_id, "slot": changed.slot_no, "interpreter": person.id}
    uow.record("plan.change_swapped", subject=run.id, **facts)
    return person


def _has_two_places(person: Person, session_id: SessionId) -> bool:
    """Whether somebody would have two places in one session."""
    return sum(duty.session_id == session_id for duty in person.duties) > 1

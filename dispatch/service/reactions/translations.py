"""What dispatch does when somebody can do her translations no longer: the desk is told, others are looked for."""

from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.translations import TranslationStepKind
from dispatch.service.translations import candidates, course, gaps, reading, told, work
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translations as queries
from dispatch.store.tables import Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from interpreters.domain.events import EligibilityLost
from interpreters.domain.ids import InterpreterId
from scheduling.domain.events import LeaveTaken

CHECK = TranslationStepKind.CHECK


def on_eligibility_lost(uow: UnitOfWork, event: EligibilityLost) -> None:
    """What somebody may not do any more is taken from her, and what she is asked for ends."""
    _end_offers(uow, event.interpreter_id)
    is_free = False
    for found in gaps.steps_ahead(uow, event.interpreter_id):
        job = reading.lock_job(uow, found.job_id)
        step = reading.step_of(job, found.id)
        if step.kind is CHECK or step.interpreter_id is None or not gaps.may_not(uow, step):
            continue
        try:
            work.take_away(uow, step)
        except Conflict:
            # Something was handed in for it: that stays hers, and the coordinators see who has it.
            told.tell_desk(
                uow, job, TranslationNotice.AWAY, step=step, name=_name(step.interpreter)
            )
        is_free = True
    if is_free:
        gaps.queue_repair(uow)


def on_leave_taken(uow: UnitOfWork, event: LeaveTaken) -> None:
    """What she cannot do in time stays hers until a coordinator gives it to somebody else, and is told at once."""
    if event.starts is not None:
        return
    is_lost = False
    for step in gaps.steps_ahead(uow, event.interpreter_id):
        if step.kind is not CHECK and gaps.cannot(uow, step):
            told.tell_desk(
                uow, step.job, TranslationNotice.AWAY, step=step, name=_name(step.interpreter)
            )
            is_lost = True
    if is_lost:
        gaps.queue_repair(uow)


def _end_offers(uow: UnitOfWork, who: InterpreterId) -> None:
    for each in queries.list_offers_of(uow.db, who, OPEN_OFFERS):
        job = reading.lock_job(uow, each.step.job_id)
        step = reading.step_of(job, each.step_id)
        choice = candidates.choice_of(uow, job, step, who)
        if choice is None or any(reason.code in gaps.LOST for reason in choice.reasons):
            course.end_offer(uow, job, each, OfferState.WITHDRAWN)
            course.tell_if_nobody(uow, job, step)
            course.settle(uow, job)


def _name(person: Interpreter | None) -> str:
    return "" if person is None else person.full_name

"""How a job goes on: whose turn it is, back to an earlier step, and the state that follows from its steps."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.translations import (
    OVER,
    TranslationJobState,
    TranslationStepKind,
    TranslationStepState,
    state_of,
)
from dispatch.domain.waves import CascadeState
from dispatch.service.translations import reading, told
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translation_waves as wave_queries
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationCascade,
    TranslationJob,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say

NEXT_WAVE = "dispatch.next_translation_wave"
S, K = TranslationJobState, TranslationStepKind
_NEWS_OF_END = {
    OfferState.SUPERSEDED: TranslationNotice.OTHER_WAS_FIRST,
    OfferState.EXPIRED: TranslationNotice.TOO_LATE,
    OfferState.WITHDRAWN: TranslationNotice.OFFER_WITHDRAWN,
}
# What is due already when a step begins anew is due so much later.
AGAIN = timedelta(hours=24)


def require_open(job: TranslationJob) -> None:
    """Conflict when nothing more is done about a job."""
    if job.state in OVER:
        raise Conflict(say("This translation is over. Nothing was changed."))


def settle(uow: UnitOfWork, job: TranslationJob) -> None:
    """Write the state that follows from the steps, and tell the requester where it concerns her."""
    if job.state in OVER:
        return
    uow.db.flush()
    asked = {each.step.kind for each in open_offers(uow, job)}
    before, job.state = job.state, state_of(reading.facts_of(job), asked)
    if job.state is before:
        return
    job.delivered_at = uow.now if job.state is S.DELIVERED else None
    job.answer_reminded_at = None
    uow.db.flush()
    if job.state is S.DELIVERED:
        uow.record("translation.delivered", subject=job.id)
        told.tell_requester(uow, job, TranslationNotice.DELIVERED)
    elif job.state is S.ACCEPTED and before in {S.REQUESTED, S.OFFERED}:
        told.tell_requester(uow, job, TranslationNotice.FOUND)
    elif job.state is S.IN_REVISION and job.steps[2].rounds == 0:
        told.tell_requester(uow, job, TranslationNotice.REVISING)


def go_on(uow: UnitOfWork, job: TranslationJob) -> None:
    """Make it the turn of the first step that is not handed in, and tell whoever has it."""
    following = next(
        (each for each in job.steps if each.state is not TranslationStepState.HANDED_IN), None
    )
    if following is not None and following.state is TranslationStepState.WAITING:
        following.state = TranslationStepState.READY
        following.reminded_at = following.late_told_at = None
        _allow_time(following, job, uow.now)
        if following.interpreter is not None:
            told.tell_person(
                uow, job, following.interpreter, TranslationNotice.YOUR_TURN, step=following
            )
    settle(uow, job)


def go_back(uow: UnitOfWork, job: TranslationJob, step: TranslationStep) -> None:
    """A step has to be done once more, and those after it too; whoever had them keeps them."""
    for each in job.steps[step.position :]:
        each.state = TranslationStepState.WAITING
        each.begun_at = each.handed_in_at = None
        each.reminded_at = each.late_told_at = None
    step.state = TranslationStepState.READY
    _allow_time(step, job, uow.now)
    if step.interpreter is not None:
        told.tell_person(uow, job, step.interpreter, TranslationNotice.SENT_BACK, step=step)
    settle(uow, job)


def _allow_time(step: TranslationStep, job: TranslationJob, now: datetime) -> None:
    """A step whose time was over before its turn came gets a day, at most to the deadline of its job."""
    if step.due_at <= now:
        step.due_at = max(min(now + AGAIN, job.deadline_at), step.due_at)


def open_offers(uow: UnitOfWork, job: TranslationJob) -> list[TranslationOffer]:
    """The questions of a job that nobody has answered."""
    return [each for each in queries.list_offers(uow.db, job.id) if each.state in OPEN_OFFERS]


def end_open_offers(
    uow: UnitOfWork,
    job: TranslationJob,
    state: OfferState,
    among: Iterable[TranslationStep] | None = None,
) -> None:
    """End the open questions of a job, or only those for some steps, and tell whoever was asked."""
    wanted = None if among is None else {each.id for each in among}
    for offer in open_offers(uow, job):
        if wanted is None or offer.step_id in wanted:
            end_offer(uow, job, offer, state)


def end_offer(
    uow: UnitOfWork, job: TranslationJob, offer: TranslationOffer, state: OfferState
) -> None:
    """End one open question and tell whoever was asked."""
    offer.state, offer.answered_at = state, uow.now
    uow.db.flush()
    told.tell_asked(uow, job, offer, _NEWS_OF_END[state])


def tell_if_nobody(uow: UnitOfWork, job: TranslationJob, step: TranslationStep) -> None:
    """When a step has nobody and nobody is asked for it, the next wave goes; without waves the coordinators are told."""
    asked = {each.step_id for each in open_offers(uow, job)}
    if step.interpreter_id is not None or step.id in asked:
        return
    cascade = wave_queries.find_live(uow.db, step.id)
    if cascade is None:
        told.tell_desk(uow, job, TranslationNotice.NOBODY_LEFT, step=step)
    else:
        ask_for_next_wave(uow, cascade, uow.now)


def ask_for_next_wave(uow: UnitOfWork, cascade: TranslationCascade, at: datetime) -> None:
    """Have the job look at the waves of a step at an instant."""
    uow.enqueue(NEXT_WAVE, run_at=at, cascade_id=cascade.id, wave=cascade.wave + 1)


def end_waves(uow: UnitOfWork, step: TranslationStep, into: CascadeState) -> None:
    """Send no further wave for a step, if any would go."""
    cascade = wave_queries.find_live(uow.db, step.id)
    if cascade is not None:
        wave_queries.move(uow.db, cascade.id, state=into, ended_at=uow.now)


def bound_steps(job: TranslationJob, step: TranslationStep) -> list[TranslationStep]:
    """The steps that go to one person together: whoever translates checks her own work."""
    if step.kind is K.TRANSLATION:
        return [step, *(each for each in job.steps if each.kind is K.CHECK)]
    return [step]

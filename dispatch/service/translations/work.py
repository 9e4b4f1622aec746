"""What is done about a step by whoever has it: begun, handed in, sent back, given back, and released by the office."""

from collections.abc import Sequence
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.domain.translation_wishes import MOST
from dispatch.domain.translations import (
    AT_WORK,
    CorrectionReason,
    NoTranslationReason,
    TranslationJobState,
    TranslationStepKind,
    TranslationStepState,
)
from dispatch.service.translations import course, files, gaps, reading, told
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationHandIn,
    TranslationJob,
    TranslationRemark,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.files.keeping import ExaminedFile
from foundation.security.errors import Conflict, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_lines

LONGEST_REMARK = 500
K = TranslationStepKind
# To which steps whoever revises or reviews may send a text back.
_SENDS_BACK = {K.REVISION: (K.TRANSLATION, K.CHECK), K.REVIEW: (K.TRANSLATION, K.CHECK, K.REVISION)}


def begin(uow: UnitOfWork, step_id: UUID) -> TranslationStep:
    """Say that the work has begun; a second time changes nothing."""
    step = reading.get_own_step(uow, step_id, lock=True)
    course.require_open(step.job)
    if step.state is TranslationStepState.BEGUN:
        return step
    if step.state is not TranslationStepState.READY:
        raise Conflict(say("It is not the turn of this step."))
    step.state, step.begun_at = TranslationStepState.BEGUN, uow.now
    uow.db.flush()
    uow.record("translation.begun", subject=step.job.id, translation_step=step.kind)
    course.settle(uow, step.job)
    return step


def hand_in(
    uow: UnitOfWork,
    step_id: UUID,
    *,
    version: int,
    units: int | None,
    remark: str = "",
    texts: Sequence[ExaminedFile] = (),
) -> TranslationJob:
    """Hand in the round `version` of a step of the actor's own: the next step begins.

    Each round is handed in once: whoever sends it twice is told, and nothing is counted twice.
    """
    step = reading.get_own_step(uow, step_id, lock=True)
    job = step.job
    course.require_open(job)
    most = MOST[job.measure]
    if units is None or not 1 <= units <= most:
        raise refuse("units", say("Enter a whole number from 1 to %(n)s.", n=f"{most:,}"))
    files.require_new(uow, step, texts)
    assert step.interpreter_id is not None
    if not queries.close_round(uow.db, step.id, version, units, uow.now):
        raise Conflict(say("This was handed in already, or it is not the turn of this step."))
    uow.db.add(
        TranslationHandIn(
            step_id=step.id,
            version=version,
            interpreter_id=step.interpreter_id,
            units=units,
            handed_in_at=uow.now,
        )
    )
    files.keep(uow, job, texts, step=step, version=version)
    if remark.strip():
        add_remark(uow, step, remark)
    uow.db.flush()
    uow.record(
        "translation.handed_in",
        subject=job.id,
        translation_step=step.kind,
        round=version,
        units=units,
    )
    job = reading.lock_job(uow, job.id)
    course.go_on(uow, job)
    return job


def comment(uow: UnitOfWork, step_id: UUID, text: str) -> None:
    """Say something about a step, for the others who work on the job and for the office."""
    if uow.may(DispatchPermission.TRANSLATION_KEEP):
        job = reading.lock_job(uow, queries.job_of_step(uow.db, step_id))
        step = reading.step_of(job, step_id)
    else:
        step = reading.get_own_step(uow, step_id, lock=True)
    course.require_open(step.job)
    add_remark(uow, step, text)


def send_back(
    uow: UnitOfWork, step_id: UUID, to: TranslationStepKind, reason: CorrectionReason, text: str
) -> TranslationJob:
    """Whoever revises or reviews sends the text back to an earlier step, with a reason."""
    step = reading.get_own_step(uow, step_id, lock=True)
    job = step.job
    course.require_open(job)
    if step.state not in AT_WORK:
        raise Conflict(say("It is not the turn of this step."))
    if to not in _SENDS_BACK.get(step.kind, ()):
        raise refuse("to", say("A text goes back to an earlier step only."))
    target = reading.step_named(job, to)
    add_remark(uow, target, text, reason)
    uow.record("translation.sent_back", subject=job.id, translation_step=to, correction=reason)
    course.go_back(uow, job, target)
    return job


def give_back(uow: UnitOfWork, step_id: UUID, reason: NoTranslationReason) -> TranslationJob:
    """Somebody cannot do her step any more: the coordinators are told at once."""
    step = reading.get_own_step(uow, step_id, lock=True)
    name = "" if step.interpreter is None else step.interpreter.full_name
    job = free(uow, step)
    uow.record(
        "translation.given_back", subject=job.id, translation_step=step.kind, no_reason=reason
    )
    told.tell_desk(uow, job, TranslationNotice.GIVEN_BACK, step=step, name=name)
    gaps.queue_repair(uow)
    return job


def take_away(uow: UnitOfWork, step: TranslationStep) -> TranslationJob:
    """Take a step from whoever may not do it any more; the coordinators are told at once. The caller has settled that."""
    person = step.interpreter
    assert person is not None
    job = free(uow, step)
    uow.record(
        "translation.released", subject=job.id, translation_step=step.kind, interpreter=person.id
    )
    told.tell_person(uow, job, person, TranslationNotice.RELEASED, step=step)
    told.tell_desk(uow, job, TranslationNotice.GIVEN_BACK, step=step, name=person.full_name)
    return job


def release(uow: UnitOfWork, step_id: UUID) -> TranslationJob:
    """The office takes a step from whoever has it, so that somebody else can be asked."""
    uow.require(DispatchPermission.TRANSLATION_KEEP)
    job = reading.lock_job(uow, queries.job_of_step(uow.db, step_id))
    step = reading.step_of(job, step_id)
    person = step.interpreter
    if person is None:
        raise Conflict(say("Nobody has this step any more."))
    job = free(uow, step)
    uow.record(
        "translation.released", subject=job.id, translation_step=step.kind, interpreter=person.id
    )
    told.tell_person(uow, job, person, TranslationNotice.RELEASED, step=step)
    return job


def free(uow: UnitOfWork, step: TranslationStep) -> TranslationJob:
    """A step and what goes with it are nobody's again; what was handed in stays handed in."""
    job = step.job
    course.require_open(job)
    main = reading.step_named(job, K.TRANSLATION) if step.kind is K.CHECK else step
    bound = course.bound_steps(job, main)
    if job.state is TranslationJobState.DELIVERED or any(
        each.state is TranslationStepState.HANDED_IN for each in bound
    ):
        raise Conflict(say("Something was handed in for this step. It stays with whoever did it."))
    for each in bound:
        each.interpreter_id, each.interpreter, each.begun_at = None, None, None
        # What somebody handed in before it was sent back is not the work of whoever takes it on.
        each.units = each.handed_in_at = None
        if each.state is TranslationStepState.BEGUN:
            each.state = TranslationStepState.READY
    for offer in queries.list_offers(uow.db, job.id):
        if offer.step_id == main.id and offer.state is OfferState.ACCEPTED:
            offer.state = OfferState.WITHDRAWN
    course.settle(uow, job)
    return job


def add_remark(
    uow: UnitOfWork, step: TranslationStep, text: str, reason: CorrectionReason | None = None
) -> None:
    """Keep what somebody said about a step; the caller has checked who says it."""
    text = normalise_lines(text)
    if not text:
        raise refuse("text", say("Say in a few words what it is about."))
    if len(text) > LONGEST_REMARK:
        raise refuse("text", say("Use at most %(n)s characters.", n=LONGEST_REMARK))
    check_free_text("text", text)
    author = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.db.add(
        TranslationRemark(
            step_id=step.id, author_id=author, reason=reason, text=text, written_at=uow.now
        )
    )
    uow.db.flush()

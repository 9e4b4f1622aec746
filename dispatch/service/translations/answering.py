"""The requester's answer to a delivery: accepted, or back to the step in which it is put right."""

from uuid import UUID

from dispatch.domain.events import TranslationToPay
from dispatch.domain.translations import (
    GOES_BACK_TO,
    CorrectionReason,
    TranslationJobState,
)
from dispatch.service.translations import course, files, reading, told, work
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.tables import TranslationJob
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say

S = TranslationJobState


def accept_delivery(uow: UnitOfWork, job_id: UUID) -> TranslationJob:
    """The requester, or the office for her, accepts what was delivered: every step is to be paid."""
    job = reading.lock_to_answer(uow, job_id)
    if job.state is S.ACCEPTED_BY_REQUESTER:
        return job
    _check_delivered(job)
    job.state, job.accepted_at = S.ACCEPTED_BY_REQUESTER, uow.now
    for step in job.steps:
        step.accepted_at = uow.now
    files.let_go(uow, job, uow.now)
    uow.db.flush()
    uow.record("translation.accepted", subject=job.id)
    for person in told.people_of(job):
        told.tell_person(uow, job, person, TranslationNotice.ACCEPTED)
    told.tell_requester(uow, job, TranslationNotice.ACCEPTED)
    uow.announce(TranslationToPay(job.id))
    return job


def ask_for_correction(
    uow: UnitOfWork, job_id: UUID, reason: CorrectionReason, text: str
) -> TranslationJob:
    """Send a delivery back: the reason decides to which step, and those after it are done once more."""
    job = reading.lock_to_answer(uow, job_id)
    _check_delivered(job)
    step = reading.step_named(job, GOES_BACK_TO[reason])
    work.add_remark(uow, step, text, reason)
    uow.record(
        "translation.sent_back", subject=job.id, translation_step=step.kind, correction=reason
    )
    course.go_back(uow, job, step)
    told.tell_desk(uow, job, TranslationNotice.CORRECTION, step=step)
    return job


def _check_delivered(job: TranslationJob) -> None:
    if job.state in {S.ACCEPTED_BY_REQUESTER, S.CANCELLED}:
        raise Conflict(say("This translation is over. Nothing was changed."))
    if job.state is not S.DELIVERED:
        raise Conflict(say("This translation is not delivered yet, or it is being corrected."))

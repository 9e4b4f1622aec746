"""Asking for a translation, changing its deadline, and calling it off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.domain.ids import UserId
from accounts.service.organisations import get_organisation
from dispatch.domain.events import TranslationToPay
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.domain.translation_wishes import (
    TranslationWish,
    reasons_against_deadline,
    reasons_against_wish,
)
from dispatch.domain.translations import (
    AT_WORK,
    ORDER,
    OVER,
    TranslationJobState,
    TranslationStepKind,
    TranslationStepState,
    due_at,
)
from dispatch.domain.waves import CascadeState
from dispatch.service.translations import files, gaps, reading, told
from dispatch.service.translations.course import end_open_offers, end_waves
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translations as queries
from dispatch.store.tables import TranslationJob, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.files.keeping import ExaminedFile
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems
from foundation.text.message import say
from scheduling.domain.states import CancelReason

S, K = TranslationJobState, TranslationStepKind


def ask(
    uow: UnitOfWork, wish: TranslationWish, texts: Sequence[ExaminedFile] = ()
) -> TranslationJob:
    """Ask for a translation: stores the job with its steps and texts, and tells the coordinators."""
    files.check_number(texts)
    find_problems(uow, wish).check()
    assert wish.organisation_id is not None
    assert wish.source is not None
    assert wish.target is not None
    assert wish.domain is not None
    assert wish.kind is not None
    assert wish.measure is not None
    assert wish.amount is not None
    assert wish.deadline_at is not None
    job = TranslationJob(
        reference=_next_reference(uow),
        organisation_id=wish.organisation_id,
        requester_id=_requester(uow),
        source=wish.source,
        target=wish.target,
        domain=wish.domain,
        kind=wish.kind,
        measure=wish.measure,
        amount=wish.amount,
        deadline_at=wish.deadline_at,
        certified=wish.certified,
        priority=wish.priority,
        case_code=wish.case_code,
        state=S.REQUESTED,
        placed_at=uow.now,
    )
    reading.seal_note(uow, job, wish.note)
    uow.db.add(job)
    job.steps = _steps(job, uow.settings.zone, review=wish.review)
    uow.db.flush()
    uow.record("translation.requested", subject=job.id, reference=job.reference, review=wish.review)
    files.keep(uow, job, texts)
    told.tell_desk(uow, job, TranslationNotice.ASKED_FOR)
    return job


def find_problems(uow: UnitOfWork, wish: TranslationWish) -> Problems:
    """Everything wrong with a wish, by field."""
    uow.require(DispatchPermission.TRANSLATION_ASK)
    problems = Problems()
    for name, reason in reasons_against_wish(wish, uow.now):
        problems.add(name, reason)
    if wish.organisation_id is not None:
        own = wish.organisation_id in reading.may_ask_for(uow)
        if not own and not uow.may(DispatchPermission.TRANSLATION_KEEP):
            raise NotFound(say("There is no such organisation."))
        if not get_organisation(uow, wish.organisation_id).active:
            problems.add("organisation", say("This organisation is closed. Ask the centre."))
    return problems


def _steps(job: TranslationJob, zone: ZoneInfo, *, review: bool) -> list[TranslationStep]:
    kinds = [kind for kind in ORDER if review or kind is not K.REVIEW]
    return [
        TranslationStep(
            job_id=job.id,
            kind=kind,
            position=position,
            state=TranslationStepState.WAITING if position else TranslationStepState.READY,
            due_at=due_at(kind, job.placed_at, job.deadline_at, zone)
            if kind is not kinds[-1]
            else job.deadline_at,
        )
        for position, kind in enumerate(kinds)
    ]


def _requester(uow: UnitOfWork) -> UserId:
    if uow.actor.user_id is None:
        raise Forbidden
    return UserId(uow.actor.user_id)


def _next_reference(uow: UnitOfWork) -> str:
    """T-2611-0001 is the first of November 2026."""
    queries.lock_references(uow.db)
    prefix = f"T-{uow.today:%y%m}-"
    last = queries.last_reference(uow.db, prefix)
    number = int(last.removeprefix(prefix)) if last else 0
    return f"{prefix}{number + 1:04}"


def cancel(uow: UnitOfWork, job_id: UUID, reason: CancelReason) -> TranslationJob:
    """Call a job off. Whoever is asked or works on it is told; what was handed in is paid all the same."""
    job = reading.lock_to_answer(uow, job_id)
    if job.state in OVER:
        raise Conflict(say("This translation is over already."))
    job.state, job.cancelled_at, job.cancel_reason = S.CANCELLED, uow.now, reason
    for step in job.steps:
        if step.rounds and step.interpreter_id is not None and step.units is not None:
            step.accepted_at = uow.now
    end_open_offers(uow, job, OfferState.WITHDRAWN)
    for step in job.steps:
        end_waves(uow, step, CascadeState.STOPPED)
    files.let_go(uow, job, uow.now)
    uow.db.flush()
    uow.record("translation.cancelled", subject=job.id, cancel_reason=reason)
    for person in told.people_at_work(job):
        told.tell_person(uow, job, person, TranslationNotice.CANCELLED)
    told.tell_requester(uow, job, TranslationNotice.CANCELLED)
    told.tell_desk(uow, job, TranslationNotice.CANCELLED)
    uow.announce(TranslationToPay(job.id))
    return job


def move_deadline(uow: UnitOfWork, job_id: UUID, deadline_at: datetime | None) -> TranslationJob:
    """Give a job another deadline; what is not handed in yet is due anew."""
    uow.require(DispatchPermission.TRANSLATION_KEEP)
    job = reading.lock_job(uow, job_id)
    if job.state in OVER or job.state is S.DELIVERED:
        raise Conflict(say("This translation was delivered or is over."))
    problems = Problems()
    for name, reason in reasons_against_deadline(deadline_at, uow.now):
        problems.add(name, reason)
    problems.check()
    assert deadline_at is not None
    before, job.deadline_at = job.deadline_at, deadline_at
    for step in job.steps:
        if step.state is not TranslationStepState.HANDED_IN:
            last = step is job.steps[-1]
            step.due_at = (
                deadline_at if last else due_at(step.kind, uow.now, deadline_at, uow.settings.zone)
            )
            step.reminded_at = step.late_told_at = None
    uow.db.flush()
    uow.record("translation.moved", subject=job.id, deadline_before=before, deadline=deadline_at)
    for person in told.people_at_work(job):
        told.tell_person(uow, job, person, TranslationNotice.MOVED)
    told.tell_requester(uow, job, TranslationNotice.MOVED)
    if any(gaps.cannot(uow, step) for step in job.steps):
        gaps.queue_repair(uow)
    return job


def is_late(job: TranslationJob, now: datetime) -> bool:
    """Whether a job under way is past its deadline, or a step whose turn it is past its own."""
    if job.state in OVER or job.state is S.DELIVERED:
        return False
    return job.deadline_at < now or any(
        step.state in AT_WORK and step.due_at < now for step in job.steps
    )

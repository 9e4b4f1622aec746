"""Reading translation jobs: who may see which, and whose deeds on them count."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import OrganisationId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_filters import TranslationFilters
from dispatch.domain.translations import StepFacts, TranslationStepKind
from dispatch.store.queries import translations as queries
from dispatch.store.tables import TranslationJob, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory

P = DispatchPermission
_NOTE_PLACE = ("translation_job", "encrypted_note")


def get_job(uow: UnitOfWork, job_id: UUID) -> TranslationJob:
    """One job, for the office and for its own organisation; a foreign one looks missing."""
    found = queries.find_job(uow.db, job_id)
    if found is None or not may_read(uow, found):
        raise NotFound
    return found


def lock_job(uow: UnitOfWork, job_id: UUID | None) -> TranslationJob:
    """One job, locked and as it stands; who may act on it is asked after."""
    found = None if job_id is None else queries.lock_job(uow.db, job_id)
    if found is None:
        raise NotFound
    return found


def lock_to_answer(uow: UnitOfWork, job_id: UUID) -> TranslationJob:
    """A job, locked, whose delivery the actor may answer: of her organisation, or the office."""
    job = lock_job(uow, job_id)
    if not may_answer(uow, job):
        raise NotFound
    return job


def keeps(uow: UnitOfWork) -> bool:
    """Whether the actor keeps all jobs: the office."""
    return uow.may(P.TRANSLATION_KEEP)


def may_read(uow: UnitOfWork, job: TranslationJob) -> bool:
    """Whether a job belongs to an organisation of the actor, or the actor reads all."""
    own = uow.actor.organisations_for(P.TRANSLATION_READ_OWN)
    return keeps(uow) or job.organisation_id in own


def may_answer(uow: UnitOfWork, job: TranslationJob) -> bool:
    """Whether the actor may accept, send back or cancel a job as its requester."""
    own = uow.actor.organisations_for(P.TRANSLATION_ASK)
    return keeps(uow) or job.organisation_id in own


def own_organisations(uow: UnitOfWork) -> frozenset[UUID]:
    """The organisations whose jobs the actor reads by being a member."""
    return uow.actor.organisations_for(P.TRANSLATION_READ_OWN)


def may_ask_for(uow: UnitOfWork) -> Sequence[OrganisationId]:
    """The organisations for which the actor may ask by being a member."""
    return [OrganisationId(each) for each in uow.actor.organisations_for(P.TRANSLATION_ASK)]


def select_jobs(uow: UnitOfWork, filters: TranslationFilters) -> sa.Select[TranslationJob]:
    """The question behind the office's list; a page reads a part of it."""
    uow.require(P.TRANSLATION_KEEP)
    return queries.select_jobs(filters, uow.now)


def select_own(uow: UnitOfWork, filters: TranslationFilters) -> sa.Select[TranslationJob]:
    """The question behind the list of an organisation's own jobs."""
    uow.require(P.TRANSLATION_READ_OWN)
    return queries.select_jobs(filters, uow.now, own_organisations(uow))


def read_note(uow: UnitOfWork, job: TranslationJob) -> str:
    """The note, opened. The caller has checked who reads it."""
    if not job.encrypted_note:
        return ""
    return uow.cipher.open(job.encrypted_note, *_NOTE_PLACE, job.id)


def seal_note(uow: UnitOfWork, job: TranslationJob, note: str) -> None:
    """Keep a note, encrypted and bound to its job."""
    job.encrypted_note = uow.cipher.close(note, *_NOTE_PLACE, job.id) if note else ""


def own_interpreter_id(uow: UnitOfWork) -> InterpreterId:
    """The actor as somebody who translates; NotFound for whoever is not on the roster."""
    uow.require(P.TRANSLATION_DO)
    found = directory.find_by_user(uow, uow.actor.user_id)
    if found is None:
        raise NotFound
    return found.id


def step_of(job: TranslationJob, step_id: UUID) -> TranslationStep:
    """One step of a job by its id."""
    return next(each for each in job.steps if each.id == step_id)


def step_named(job: TranslationJob, kind: TranslationStepKind) -> TranslationStep:
    """One step of a job by its kind; NotFound for a review nobody asked for."""
    found = next((each for each in job.steps if each.kind is kind), None)
    if found is None:
        raise NotFound
    return found


def get_own_step(uow: UnitOfWork, step_id: UUID, *, lock: bool = False) -> TranslationStep:
    """A step of the actor's own, with its whole job; somebody else's looks missing."""
    who = own_interpreter_id(uow)
    job_id = queries.job_of_step(uow.db, step_id)
    if lock:
        job = lock_job(uow, job_id)
    else:
        found = None if job_id is None else queries.find_job(uow.db, job_id)
        if found is None:
            raise NotFound
        job = found
    step = step_of(job, step_id)
    if step.interpreter_id != who:
        raise NotFound
    return step


def facts_of(job: TranslationJob) -> list[StepFacts]:
    """The steps of a job as the rules look at them."""
    return [
        StepFacts(each.kind, each.state, each.interpreter_id, each.rounds) for each in job.steps
    ]

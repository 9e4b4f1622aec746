"""The files of a job: texts of the requester, and what is handed in; who sees which, and until when they are kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.domain.translations import TranslationJobState, TranslationStepState
from dispatch.service.translations import course, reading
from dispatch.store.queries import translation_work as queries
from dispatch.store.tables import TranslationFile, TranslationJob, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.files.keeping import (
    FIELD,
    ExaminedFile,
    KeptFile,
    erase_files_after,
    keep_file,
    open_file,
)
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say

PURPOSE = "translation"
# So many files at once, and so many of the requester for one job.
MOST_AT_ONCE, MOST_TEXTS = 5, 20
S = TranslationJobState


def check_number(files: Sequence[object]) -> None:
    """Refuse more files than may be handed in at once."""
    if len(files) > MOST_AT_ONCE:
        raise refuse(FIELD, say("Choose at most %(n)s files at once.", n=MOST_AT_ONCE))


def add_texts(uow: UnitOfWork, job_id: UUID, files: Sequence[ExaminedFile]) -> TranslationJob:
    """The requester, or the office for her, adds texts to a job that has not been handed over."""
    job = reading.lock_to_answer(uow, job_id)
    course.require_open(job)
    if job.state is S.DELIVERED:
        raise Conflict(say("This translation was delivered or is over."))
    if not files:
        raise refuse(FIELD, say("Choose a file."))
    texts = [each for each in queries.list_files(uow.db, job.id) if each.step_id is None]
    if len(texts) + len(files) > MOST_TEXTS:
        raise refuse(FIELD, say("A job holds at most %(n)s files.", n=MOST_TEXTS))
    keep(uow, job, files)
    return job


def keep(
    uow: UnitOfWork,
    job: TranslationJob,
    files: Sequence[ExaminedFile],
    *,
    step: TranslationStep | None = None,
    version: int = 0,
) -> None:
    """Keep files with a job; the caller has checked who adds them."""
    check_number(files)
    for each in files:
        kept = keep_file(uow, each, each.name, PURPOSE)
        uow.db.add(
            TranslationFile(
                job_id=job.id,
                step_id=None if step is None else step.id,
                version=version,
                kept_file_id=kept.id,
                added_at=uow.now,
            )
        )
    uow.db.flush()
    if files:
        uow.record(
            "translation.file_added",
            subject=job.id,
            files=len(files),
            translation_step=None if step is None else step.kind,
        )


def require_new(uow: UnitOfWork, step: TranslationStep, files: Sequence[ExaminedFile]) -> None:
    """A translation of a text in a file is handed in as a file; checking and revising may change nothing."""
    if files or step.position:
        return
    if any(each.step_id is None for each in queries.list_files(uow.db, step.job_id)):
        raise refuse(FIELD, say("Choose the file with your translation."))


def list_texts(uow: UnitOfWork, job: TranslationJob) -> Sequence[TranslationFile]:
    """Every file of a job; the caller has checked who reads them."""
    return queries.list_files(uow.db, job.id)


def handed_over(job: TranslationJob, files: Sequence[TranslationFile]) -> list[TranslationFile]:
    """What the requester gets: the files of the last step that has any, of its last round; none before delivery."""
    if job.state not in {S.DELIVERED, S.ACCEPTED_BY_REQUESTER}:
        return []
    for step in reversed(job.steps):
        own = [each for each in files if each.step_id == step.id]
        if own and step.state is TranslationStepState.HANDED_IN:
            last = max(each.version for each in own)
            return [each for each in own if each.version == last]
    return []


def for_requester(job: TranslationJob, files: Sequence[TranslationFile]) -> list[TranslationFile]:
    """What her organisation may open: its own texts, and what was handed over to it."""
    return [*(each for each in files if each.step_id is None), *handed_over(job, files)]


def open_for_reader(uow: UnitOfWork, job_id: UUID, file_id: UUID) -> tuple[KeptFile, bytes]:
    """A file for the office, or for the organisation that may open it; any other looks missing."""
    job = reading.get_job(uow, job_id)
    files = queries.list_files(uow.db, job.id)
    if not reading.keeps(uow):
        files = for_requester(job, files)
    return _open(uow, files, file_id)


def open_for_worker(uow: UnitOfWork, step_id: UUID, file_id: UUID) -> tuple[KeptFile, bytes]:
    """A file for somebody who has a step of its job, while it goes on."""
    step = reading.get_own_step(uow, step_id)
    course.require_open(step.job)
    return _open(uow, queries.list_files(uow.db, step.job_id), file_id)


def _open(
    uow: UnitOfWork, files: Sequence[TranslationFile], file_id: UUID
) -> tuple[KeptFile, bytes]:
    found = next((each for each in files if each.id == file_id), None)
    if found is None:
        raise NotFound
    return found.kept_file, open_file(uow, found.kept_file_id)


def let_go(uow: UnitOfWork, job: TranslationJob, ended_at: datetime) -> None:
    """Have the files of a job erased so many days after its end, as the setting says."""
    ids = [each.kept_file_id for each in queries.list_files(uow.db, job.id)]
    if ids:
        erase_files_after(uow, ids, ended_at)

"""What somebody interpreted, noted by dispatch once a session was held."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from training.service.people import learners
from training.store.queries import practicum as queries
from training.store.tables import PracticeEntry


def note(
    uow: UnitOfWork,
    interpreter_id: UUID,
    *,
    assignment_id: UUID,
    held_on: date,
    minutes: int,
    language: Language,
    domain: Domain,
) -> PracticeEntry:
    """Note a session that somebody interpreted. Told twice of one assignment, it is noted once.

    Asked by upper packages, which have checked who acts.
    """
    found = queries.find_practice(uow.db, assignment_id)
    if found is not None:
        return found
    entry = PracticeEntry(
        learner_id=learners.of_interpreter(uow, interpreter_id).id,
        assignment_id=assignment_id,
        held_on=held_on,
        minutes=minutes,
        language=language,
        domain=domain,
    )
    uow.db.add(entry)
    uow.db.flush()
    return entry


def correct(uow: UnitOfWork, assignment_id: UUID, minutes: int) -> None:
    """Count other minutes for a session that was noted: those that were really interpreted.

    Asked by upper packages, which have checked who acts.
    """
    found = queries.find_practice(uow.db, assignment_id)
    if found is not None and found.minutes != minutes:
        found.minutes = minutes
        uow.db.flush()


def take_back(uow: UnitOfWork, assignment_id: UUID) -> None:
    """Count nothing for a session that was noted: as it turns out, nobody interpreted there.

    Asked by upper packages, which have checked who acts.
    """
    found = queries.find_practice(uow.db, assignment_id)
    if found is not None:
        uow.db.delete(found)
        uow.db.flush()


def minutes_of(uow: UnitOfWork, learner_ids: Collection[UUID]) -> dict[UUID, int]:
    """Minutes that each of these people has interpreted so far, nought for those without any."""
    return dict.fromkeys(learner_ids, 0) | queries.practice_minutes(uow.db, learner_ids)

"""What training knows, as the audit trail names it."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.domain.permissions import AccountsPermission
from foundation.database.work import UnitOfWork
from foundation.text.trail import Found
from training.store.queries import trail

Names = Callable[[UnitOfWork, Collection[UUID]], Mapping[UUID, Found]]


def named_by(rows: Callable[[Session, Collection[UUID]], list[trail.NamedRow]]) -> Names:
    """Name things by the two parts that a question to the store gives."""

    def names(uow: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, Found]:
        uow.require(AccountsPermission.AUDIT_READ)
        return {
            row.id: Found(" · ".join(part for part in (row.first, row.second) if part), row.page)
            for row in rows(uow.db, ids)
        }

    return names


attempts, certifications = named_by(trail.attempts), named_by(trail.certifications)
classes, cohorts = named_by(trail.classes), named_by(trail.cohorts)
courses, credentials = named_by(trail.courses), named_by(trail.credentials)
documents, enrolments = named_by(trail.documents), named_by(trail.enrolments)
instruments, learners = named_by(trail.instruments), named_by(trail.learners)
mentorships, schemes = named_by(trail.mentorships), named_by(trail.schemes)
proposals = named_by(trail.proposals)


def search(uow: UnitOfWork, text: str) -> Collection[UUID]:
    """What belongs to the learners of a name."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.of_learners_called(uow.db, text)

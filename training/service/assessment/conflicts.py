"""Who must not assess whom: what the office knows, and what assessors declare themselves."""

from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, refuse
from foundation.text.message import say
from training.domain.assessment import DECLARABLE, ConflictKind
from training.domain.permissions import TrainingPermission
from training.service.assessment import notices
from training.store.queries import assessments
from training.store.queries import conflicts as queries
from training.store.tables import ConflictOfInterest, Learner


def of_learner(uow: UnitOfWork, learner: Learner) -> dict[UserId, ConflictKind]:
    """Everybody who must not assess somebody, and why. The learner's account must be loaded.

    Trainers of her classes, her mentors, herself, and whoever declared a conflict.
    """
    found = dict(queries.declared_of(uow.db, learner.id))
    found |= dict.fromkeys(queries.mentors_of(uow.db, learner.id), ConflictKind.MENTOR)
    found |= dict.fromkeys(queries.trainers_of(uow.db, learner.id), ConflictKind.TRAINER)
    own = {learner.user_id, learner.interpreter.user_id if learner.interpreter else None}
    return found | {user: ConflictKind.SELF for user in own if user is not None}


def declare(uow: UnitOfWork, attempt_id: UUID, kind: ConflictKind) -> None:
    """An assessor steps back from somebody: the seat is free again, and stays closed to her.

    Conflict once her marks are in: a decided result is questioned by appeal.
    """
    uow.require(TrainingPermission.ATTEMPT_SCORE)
    if uow.actor.user_id is None:
        raise Forbidden
    if kind not in DECLARABLE:
        raise refuse("kind", say("Choose the relationship."))
    attempt = assessments.lock_attempt(uow.db, attempt_id)
    seat = assessments.find_own_seat(uow.db, attempt_id, uow.actor.user_id)
    if attempt is None or seat is None:
        raise NotFound
    if seat.submitted_at is not None:
        raise Conflict(say("You have submitted your marks. Tell the training manager."))
    _note(uow, seat.assessor_id, attempt.learner_id, kind)
    uow.db.delete(seat)
    uow.db.flush()
    uow.record("attempt.conflict_declared", subject=attempt.id, kind=kind)
    notices.notify_managers(uow, attempt, notices.AssessmentNotice.SEAT_FREE)


def note(uow: UnitOfWork, attempt_id: UUID, user_id: UUID, kind: ConflictKind) -> None:
    """Write down what the office knows of an assessor; a seat without marks is free again."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    if kind not in DECLARABLE:
        raise refuse("kind", say("Choose the relationship."))
    attempt = assessments.lock_attempt(uow.db, attempt_id)
    if attempt is None or users.find_user(uow, user_id) is None:
        raise NotFound
    seat = assessments.find_own_seat(uow.db, attempt_id, user_id)
    if seat is not None and seat.submitted_at is not None:
        raise Conflict(say("These marks are already submitted and cannot be removed."))
    _note(uow, UserId(user_id), attempt.learner_id, kind)
    if seat is not None:
        uow.db.delete(seat)
        uow.db.flush()
    uow.record("attempt.conflict_noted", subject=attempt.id, assessor=user_id, kind=kind)


def _note(uow: UnitOfWork, user_id: UserId, learner_id: UUID, kind: ConflictKind) -> None:
    if queries.find_declared(uow.db, user_id, learner_id) is None:
        uow.db.add(
            ConflictOfInterest(
                user_id=user_id, learner_id=learner_id, kind=kind, declared_at=uow.now
            )
        )

"""Questions about who must not assess whom, and who can assess at all."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from accounts.domain.ids import UserId
from interpreters.domain.languages import SENDABLE, Language
from interpreters.store.tables import Interpreter, SpokenLanguage
from training.domain.assessment import ConflictKind
from training.domain.courses import MeetingStatus
from training.domain.practicum import MentorshipStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    ClassMeeting,
    ConflictOfInterest,
    Enrolment,
    Learner,
    Mentorship,
)

E = EnrolmentStatus
# She is, will be or was in these classes.
_IN_CLASS = (E.CONFIRMED, E.ATTENDING, E.COMPLETED, E.NOT_COMPLETED, E.DROPPED)


def trainers_of(db: Session, learner_id: UUID) -> set[UserId]:
    """Whoever teaches or taught a class of a cohort in which somebody has or had a seat."""
    return set(
        db.scalars(
            sa.select(ClassMeeting.trainer_id)
            .join(Enrolment, Enrolment.cohort_id == ClassMeeting.cohort_id)
            .where(
                Enrolment.learner_id == learner_id,
                Enrolment.status.in_(_IN_CLASS),
                ClassMeeting.status != MeetingStatus.CANCELLED,
                ClassMeeting.trainer_id.is_not(None),
            )
        )
    ) - {None}  # pyright: ignore[reportReturnType]  filtered above


def mentors_of(db: Session, learner_id: UUID) -> set[UserId]:
    """Whoever is or was somebody's mentor."""
    mentor, entry = aliased(Learner), aliased(Interpreter)
    rows = db.execute(
        sa.select(mentor.user_id, entry.user_id)
        .select_from(Mentorship)
        .join(mentor, mentor.id == Mentorship.mentor_id)
        .outerjoin(entry, entry.id == mentor.interpreter_id)
        .where(
            Mentorship.trainee_id == learner_id,
            Mentorship.status != MentorshipStatus.PROPOSED,
        )
    )
    return {user for row in rows for user in row if user is not None}


def declared_of(db: Session, learner_id: UUID) -> dict[UserId, ConflictKind]:
    """Conflicts of interest that were declared about somebody."""
    rows = db.scalars(
        sa.select(ConflictOfInterest).where(ConflictOfInterest.learner_id == learner_id)
    )
    return {row.user_id: row.kind for row in rows}


def find_declared(db: Session, user_id: UserId, learner_id: UUID) -> ConflictOfInterest | None:
    """The conflict that one declared about another."""
    return db.get(ConflictOfInterest, (user_id, learner_id))


def speakers(db: Session, user_ids: Collection[UserId], language: Language) -> set[UserId]:
    """Which of these users speak a language: by the roster, or as learners."""
    on_roster = (
        sa.select(Interpreter.user_id)
        .join(SpokenLanguage, SpokenLanguage.interpreter_id == Interpreter.id)
        .where(
            Interpreter.user_id.in_(user_ids),
            SpokenLanguage.language == language,
            SpokenLanguage.level.in_(SENDABLE),
        )
    )
    as_learner = sa.select(Learner.user_id).where(
        Learner.user_id.in_(user_ids), Learner.language == language
    )
    found = {*db.scalars(on_roster), *db.scalars(as_learner)}
    return {user for user in found if user is not None}

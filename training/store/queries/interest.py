"""Questions about who wants to hear of a course's next cohort."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.store.tables import CourseInterest, Learner


def list_interests(db: Session, course_id: UUID) -> Sequence[tuple[CourseInterest, Learner]]:
    """Who wants to hear of a course's next cohort."""
    rows = db.execute(
        sa.select(CourseInterest, Learner)
        .join(Learner, Learner.id == CourseInterest.learner_id)
        .where(CourseInterest.course_id == course_id)
        .options(joinedload(Learner.user), joinedload(Learner.interpreter))
        .order_by(CourseInterest.stated_at)
    )
    return [(interest, learner) for interest, learner in rows]


def list_interests_of(db: Session, learner_id: UUID) -> Sequence[CourseInterest]:
    """What somebody wants to hear of, with their courses."""
    return db.scalars(
        sa.select(CourseInterest)
        .where(CourseInterest.learner_id == learner_id)
        .options(joinedload(CourseInterest.course))
        .order_by(CourseInterest.stated_at)
    ).all()

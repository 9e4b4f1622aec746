"""Questions about who wants to hear of a course's next cohort."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.store.tables import CourseWish, Learner


def list_wishes(db: Session, course_id: UUID) -> Sequence[tuple[CourseWish, Learner]]:
    """Who wants to hear of a course's next cohort."""
    rows = db.execute(
        sa.select(CourseWish, Learner)
        .join(Learner, Learner.id == CourseWish.learner_id)
        .where(CourseWish.course_id == course_id)
        .options(joinedload(Learner.user), joinedload(Learner.interpreter))
        .order_by(CourseWish.wished_at)
    )
    return [(wish, learner) for wish, learner in rows]


def list_wishes_of(db: Session, learner_id: UUID) -> Sequence[CourseWish]:
    """The wishes of somebody, with their courses."""
    return db.scalars(
        sa.select(CourseWish)
        .where(CourseWish.learner_id == learner_id)
        .options(joinedload(CourseWish.course))
        .order_by(CourseWish.wished_at)
    ).all()

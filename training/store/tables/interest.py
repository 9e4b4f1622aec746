"""Who wants to hear of a course's next cohort."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base
from training.store.tables.courses import Course


class CourseInterest(Base):
    """Somebody wants to hear of a course's next cohort."""

    __tablename__ = "course_interest"

    course_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course.id", ondelete="CASCADE"), primary_key=True
    )
    learner_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True
    )
    stated_at: Mapped[datetime]
    course: Mapped[Course] = relationship(lazy="raise", init=False)

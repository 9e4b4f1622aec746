"""Courses, cohorts and classes as the database knows them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.domain.ids import UserId
from accounts.store.tables import Membership, Site, User
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.seats import SEAT_HOLDING, EnrolmentStatus
from training.store.tables import (
    ClassMeeting,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    Scheme,
)


def list_courses(db: Session, *, active_only: bool = False) -> Sequence[Course]:
    """All courses by code."""
    query = sa.select(Course).order_by(Course.code)
    return db.scalars(query.where(Course.active) if active_only else query).all()


def find_course_by_code(db: Session, code: str) -> Course | None:
    """One course by its code."""
    return db.scalar(sa.select(Course).where(Course.code == code))


def list_schemes(db: Session) -> Sequence[Scheme]:
    """Schemes in use, as on the ladder."""
    return db.scalars(sa.select(Scheme).where(Scheme.active).order_by(Scheme.position)).all()


def newest_version(db: Session, course_id: UUID) -> CourseVersion | None:
    """The rules that a new cohort would follow, with their course."""
    return db.scalar(
        sa.select(CourseVersion)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
        .options(joinedload(CourseVersion.course))
    )


def list_versions(db: Session, course_id: UUID) -> Sequence[CourseVersion]:
    """All versions of a course, newest first."""
    return db.scalars(
        sa.select(CourseVersion)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
    ).all()


def _cohorts() -> sa.Select[Cohort]:
    return sa.select(Cohort).options(
        joinedload(Cohort.version).joinedload(CourseVersion.course),
        joinedload(Cohort.organisation),
        joinedload(Cohort.site),
        selectinload(Cohort.quotas),
        selectinload(Cohort.meetings).joinedload(ClassMeeting.site).joinedload(Site.organisation),
    )


def find_cohort(db: Session, cohort_id: UUID) -> Cohort | None:
    """One cohort with everything that describes it."""
    return db.scalar(_cohorts().where(Cohort.id == cohort_id))


def lock_cohort(db: Session, cohort_id: UUID) -> None:
    """Let nobody else change a cohort or its seats until the end of this transaction."""
    db.execute(sa.select(Cohort.id).where(Cohort.id == cohort_id).with_for_update())


def refresh_cohort(db: Session, cohort_id: UUID) -> Cohort | None:
    """One cohort, read anew even when it is known already."""
    query = _cohorts().where(Cohort.id == cohort_id)
    return db.scalar(query.execution_options(populate_existing=True))


def list_cohorts(
    db: Session,
    *,
    statuses: Collection[CohortStatus] | None = None,
    course_id: UUID | None = None,
    trainer_id: UUID | None = None,
) -> Sequence[Cohort]:
    """Cohorts by when they open, newest first; those of a course, or those somebody teaches in."""
    query = select_cohorts(statuses=statuses, course_id=course_id, trainer_id=trainer_id)
    return db.scalars(query).unique().all()


def select_cohorts(
    *,
    statuses: Collection[CohortStatus] | None = None,
    course_id: UUID | None = None,
    trainer_id: UUID | None = None,
) -> sa.Select[Cohort]:
    """The question for them, to be read page by page."""
    query = _cohorts().order_by(Cohort.opens_at.desc(), Cohort.id)
    if statuses is not None:
        query = query.where(Cohort.status.in_(statuses))
    if course_id is not None:
        query = query.join(Cohort.version).where(CourseVersion.course_id == course_id)
    if trainer_id is not None:
        taught = sa.select(ClassMeeting.cohort_id).where(
            ClassMeeting.trainer_id == UserId(trainer_id)
        )
        query = query.where(Cohort.id.in_(taught))
    return query


def ids_to_move(db: Session, statuses: Collection[CohortStatus]) -> Sequence[UUID]:
    """Cohorts whose state the clock may have to change, in a fixed order."""
    return db.scalars(
        sa.select(Cohort.id).where(Cohort.status.in_(statuses)).order_by(Cohort.id)
    ).all()


def highest_cohort_number(db: Session, course_id: UUID) -> int:
    """The number of the newest cohort of a course over all of its versions, 0 without one."""
    query = sa.select(sa.func.max(Cohort.number)).join(Cohort.version)
    return db.scalar(query.where(CourseVersion.course_id == course_id)) or 0


def drafts_of(db: Session, course_id: UUID) -> Sequence[Cohort]:
    """Cohorts of a course that nobody has been told of."""
    query = sa.select(Cohort).join(Cohort.version)
    return db.scalars(
        query.where(CourseVersion.course_id == course_id, Cohort.status == CohortStatus.DRAFT)
    ).all()


def count_by_status(
    db: Session, cohort_ids: Collection[UUID]
) -> dict[tuple[UUID, EnrolmentStatus], int]:
    """How many enrolments of each state each cohort has."""
    rows = db.execute(
        sa.select(Enrolment.cohort_id, Enrolment.status, sa.func.count())
        .where(Enrolment.cohort_id.in_(cohort_ids))
        .group_by(Enrolment.cohort_id, Enrolment.status)
    )
    return {(cohort, status): count for cohort, status, count in rows}


def seats_held(db: Session, cohort_id: UUID) -> Sequence[Enrolment]:
    """Those who hold a numbered seat, by its number."""
    return db.scalars(
        sa.select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status.in_(SEAT_HOLDING))
        .order_by(Enrolment.seat_no)
    ).all()


def find_meeting(db: Session, meeting_id: UUID) -> ClassMeeting | None:
    """One class of a cohort, with the cohort."""
    return db.scalar(
        sa.select(ClassMeeting)
        .where(ClassMeeting.id == meeting_id, ClassMeeting.cohort_id.is_not(None))
        .options(
            joinedload(ClassMeeting.site),
            joinedload(ClassMeeting.cohort)
            .joinedload(Cohort.version)
            .joinedload(CourseVersion.course),
            joinedload(ClassMeeting.cohort).joinedload(Cohort.site),
            joinedload(ClassMeeting.cohort).joinedload(Cohort.organisation),
        )
    )


def lock_meeting(db: Session, meeting_id: UUID) -> None:
    """Let nobody else write marks of a class until the end of this transaction."""
    query = sa.select(ClassMeeting).where(ClassMeeting.id == meeting_id).with_for_update()
    # Read anew: it may have been locked since it was read for the page.
    db.execute(query.execution_options(populate_existing=True))


def list_meetings_between(db: Session, start: datetime, end: datetime) -> Sequence[ClassMeeting]:
    """Classes of cohorts that take place between two instants, with cohort and course."""
    return db.scalars(
        sa.select(ClassMeeting)
        .join(ClassMeeting.cohort)
        .where(ClassMeeting.starts_at < end, ClassMeeting.ends_at > start)
        .where(ClassMeeting.status != MeetingStatus.CANCELLED)
        .where(Cohort.status != CohortStatus.CANCELLED)
        .order_by(ClassMeeting.starts_at, ClassMeeting.id)
        .options(
            joinedload(ClassMeeting.cohort)
            .joinedload(Cohort.version)
            .joinedload(CourseVersion.course)
        )
    ).all()


def names_of(db: Session, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of users by id."""
    ids = [UserId(user_id) for user_id in user_ids]
    rows = db.execute(sa.select(User.id, User.full_name).where(User.id.in_(ids)))
    return {row.id: row.full_name for row in rows}


def list_trainers(db: Session, roles: Collection[str]) -> Sequence[User]:
    """Active users with one of the roles, by name."""
    teaching = sa.select(Membership.user_id).where(Membership.role.in_(roles))
    query = sa.select(User).where(User.active, User.id.in_(teaching))
    return db.scalars(query.order_by(User.full_name, User.id)).all()

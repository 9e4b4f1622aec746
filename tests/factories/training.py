"""Courses, cohorts and classes."""

from datetime import datetime, timedelta
from typing import Any

from accounts.store.tables import Organisation, User
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from tests.factories.accounts import an_organisation
from tests.factories.numbers import numbers
from training.domain.courses import Audience, CohortStatus
from training.service.catalogue import cohorts, courses
from training.store.tables import ClassMeeting, Cohort, Course, CourseVersion, LanguageQuota

CLASS_MINUTES = 120


def a_course(
    uow: UnitOfWork, title: str = "상담통역 기초 과정", *, minutes: int = 240, **values: Any
) -> Course:
    """A course of four hours for interpreters, 80% to be attended, with a first version.

    `values` that a version knows (attendance_percent, prerequisites, legal_basis) go to it, the
    rest to the course.
    """
    rules = {name: values.pop(name) for name in list(values) if name in _RULES}
    columns: dict[str, Any] = {
        "code": f"C-{next(numbers):03}",
        "title": title,
        "title_en": "Community interpreting, first steps",
        "audience": Audience.INTERPRETERS,
        **values,
    }
    course = Course(**columns)
    uow.db.add(course)
    uow.db.flush()
    version = CourseVersion(course_id=course.id, number=1, planned_minutes=minutes, **rules)
    uow.db.add(version)
    uow.db.flush()
    return course


_RULES = frozenset({"attendance_percent", "prerequisites", "legal_basis", "frozen_at"})


def a_cohort(
    uow: UnitOfWork,
    course: Course | None = None,
    *,
    organisation: Organisation | None = None,
    status: CohortStatus = CohortStatus.ENROLLING,
    capacity: int = 24,
    classes: int = 2,
    first_class: datetime | None = None,
    quotas: dict[str, int] | None = None,
    trainer: User | None = None,
    **values: Any,
) -> Cohort:
    """A cohort online, for which one may apply from yesterday for a week.

    Its weekly classes of two hours begin in two weeks (or at `first_class`). Everything is loaded,
    as `cohorts.get` gives it.
    """
    taught = course or a_course(uow)
    version = courses.newest_version(uow, taught.id)
    columns: dict[str, Any] = {
        "course_version_id": version.id,
        "number": next(numbers),
        "organisation_id": (organisation or an_organisation(uow)).id,
        "city": "ansan",
        "online": True,
        "capacity": capacity,
        "opens_at": uow.now - timedelta(days=1),
        "closes_at": uow.now + timedelta(days=7),
        "status": status,
        "created_at": uow.now,
        **values,
    }
    cohort = Cohort(**columns)
    cohort.quotas = [
        LanguageQuota(language=Language(code), seats=seats)
        for code, seats in (quotas or {}).items()
    ]
    uow.db.add(cohort)
    uow.db.flush()
    start = first_class or uow.now + timedelta(days=14)
    for week in range(classes):
        a_meeting(uow, cohort, starts_at=start + timedelta(days=7 * week), trainer=trainer)
    # A row made here has nothing loaded yet.
    uow.db.expire(cohort)
    return cohorts.get(uow, cohort.id)


def a_meeting(
    uow: UnitOfWork,
    cohort: Cohort,
    title: str = "수업",
    *,
    starts_at: datetime | None = None,
    minutes: int = CLASS_MINUTES,
    trainer: User | None = None,
    **values: Any,
) -> ClassMeeting:
    """A class of a cohort, two hours long, tomorrow at this time unless `starts_at` says otherwise."""
    start = starts_at or uow.now + timedelta(days=1)
    columns: dict[str, Any] = {
        "cohort_id": cohort.id,
        "title": title,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=minutes),
        "planned_minutes": minutes,
        "trainer_id": None if trainer is None else trainer.id,
        "checkin_key": f"{next(numbers):064x}",
        **values,
    }
    meeting = ClassMeeting(**columns)
    uow.db.add(meeting)
    uow.db.flush()
    return meeting

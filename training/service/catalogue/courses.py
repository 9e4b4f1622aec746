"""Courses and the versions of their rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Problems
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against_numbers
from training.domain.courses import Audience
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import reasons_against
from training.service.documents.signs import reason_against_printing
from training.store.queries import courses as queries
from training.store.tables import Course, CourseVersion, Scheme

LONGEST_CODE, LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BASIS = 40, 120, 500, 200
LONGEST_COURSE_HOURS = 400


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a course is called and about; may be reworded at any time."""

    code: str
    title: str
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    audience: Audience = Audience.INTERPRETERS
    scheme_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What somebody needs to begin and to complete a course; a version keeps one of these."""

    planned_minutes: int
    attendance_percent: int = 80
    prerequisites: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    legal_basis: str = ""


def get(uow: UnitOfWork, course_id: UUID) -> Course:
    """One course; what is taught is no secret."""
    found = uow.db.get(Course, course_id)
    if found is None:
        raise NotFound
    return found


def list_all(uow: UnitOfWork, *, active_only: bool = False) -> Sequence[Course]:
    """All courses by code."""
    return queries.list_courses(uow.db, active_only=active_only)


def list_schemes(uow: UnitOfWork) -> Sequence[Scheme]:
    """The certifications that a course may prepare for or ask for, as on the ladder."""
    return queries.list_schemes(uow.db)


def newest_version(uow: UnitOfWork, course_id: UUID) -> CourseVersion:
    """The rules that a new cohort would follow, with their course."""
    found = queries.newest_version(uow.db, course_id)
    if found is None:
        raise NotFound
    return found


def list_versions(uow: UnitOfWork, course_id: UUID) -> Sequence[CourseVersion]:
    """All versions of a course, newest first."""
    return queries.list_versions(uow.db, course_id)


def add(uow: UnitOfWork, description: Description, rules: Rules) -> Course:
    """Take a course up, with the first version of its rules."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    problems = _problems_of(uow, description)
    code = normal_code(description.code)
    if queries.find_course_by_code(uow.db, code) is not None:
        problems.add("code", say("The code “%(code)s” is already in use.", code=code))
    elif (personal := reason_against_numbers(code)) is not None:
        problems.add("code", personal)
    _add_problems_of_rules(problems, rules)
    problems.check()
    course = Course(code=code, title="", title_en="", audience=description.audience)
    _describe(course, description)
    uow.db.add(course)
    uow.db.flush()
    uow.db.add(_version(course.id, 1, rules))
    uow.db.flush()
    uow.record("course.added", subject=course.id)
    return course


def describe(
    uow: UnitOfWork, course_id: UUID, description: Description, *, active: bool = True
) -> Course:
    """Reword a course or take it off the list; its code and its rules stay."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    course = get(uow, course_id)
    _problems_of(uow, description).check()
    _describe(course, description)
    course.active = active
    uow.record("course.described", subject=course.id, active=active)
    return course


def set_rules(uow: UnitOfWork, course_id: UUID, rules: Rules) -> CourseVersion:
    """Change hours or rules.

    A version that a published cohort follows is frozen: then a new one is made, which cohorts still
    being prepared follow from now on. Equal rules change nothing.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    problems = Problems()
    _add_problems_of_rules(problems, rules)
    problems.check()
    # One at a time, or two at once would make the same number.
    uow.db.execute(sa.select(Course.id).where(Course.id == course_id).with_for_update())
    newest = newest_version(uow, course_id)
    if _rules_of(newest) == rules:
        return newest
    if newest.frozen_at is None:
        _write(newest, rules)
        uow.record("course.rules_changed", subject=course_id, version=newest.number)
        return newest
    version = _version(course_id, newest.number + 1, rules)
    uow.db.add(version)
    uow.db.flush()
    for cohort in queries.drafts_of(uow.db, course_id):
        cohort.course_version_id = version.id
    uow.record("course.version_added", subject=course_id, version=version.number)
    return version


def freeze(uow: UnitOfWork, version: CourseVersion) -> None:
    """From now on a version stays as it is: somebody has been promised it."""
    if version.frozen_at is None:
        version.frozen_at = uow.now
        uow.record("course.version_frozen", subject=version.course_id, version=version.number)


def _rules_of(version: CourseVersion) -> Rules:
    return Rules(
        planned_minutes=version.planned_minutes,
        attendance_percent=version.attendance_percent,
        prerequisites=version.prerequisites,
        legal_basis=version.legal_basis,
    )


def _version(course_id: UUID, number: int, rules: Rules) -> CourseVersion:
    version = CourseVersion(course_id=course_id, number=number, planned_minutes=1)
    _write(version, rules)
    return version


def _write(version: CourseVersion, rules: Rules) -> None:
    version.planned_minutes = rules.planned_minutes
    version.attendance_percent = rules.attendance_percent
    version.prerequisites = list(rules.prerequisites)
    version.legal_basis = rules.legal_basis


def _describe(course: Course, description: Description) -> None:
    course.title = normalise_text(description.title)
    course.title_en = normalise_text(description.title_en) or course.title
    course.summary = normalise_text(description.summary)
    course.summary_en = normalise_text(description.summary_en) or course.summary
    course.audience = description.audience
    course.scheme_code = description.scheme_code.strip()


def _problems_of(uow: UnitOfWork, description: Description) -> Problems:
    problems = Problems()
    if not description.code.strip():
        problems.add("code", say("Enter a short code for the course, such as L1."))
    if not description.title.strip():
        problems.add("title", say("Enter the course's title."))
    for name, text, longest in (
        ("code", description.code, LONGEST_CODE),
        ("title", description.title, LONGEST_TITLE),
        ("title_en", description.title_en, LONGEST_TITLE),
        ("summary", description.summary, LONGEST_SUMMARY),
        ("summary_en", description.summary_en, LONGEST_SUMMARY),
    ):
        if len(text.strip()) > longest:
            problems.add(name, say("Use at most %(n)s characters.", n=longest))
    # Both stand on certificates and transcripts.
    for name, text in (("title", description.title), ("title_en", description.title_en)):
        if (reason := reason_against_printing(uow, normalise_text(text))) is not None:
            problems.add(name, reason)
    return problems


def _add_problems_of_rules(problems: Problems, rules: Rules) -> None:
    if not 0 < rules.planned_minutes <= LONGEST_COURSE_HOURS * 60:
        problems.add("hours", say("Enter from 1 to %(n)s hours.", n=LONGEST_COURSE_HOURS))
    if not 0 <= rules.attendance_percent <= 100:  # noqa: PLR2004  percent
        problems.add("attendance", say("Enter a percentage from 0 to 100."))
    for reason in reasons_against(rules.prerequisites):
        problems.add("prerequisites", reason)
    if len(rules.legal_basis) > LONGEST_BASIS:
        problems.add("legal_basis", say("Use at most %(n)s characters.", n=LONGEST_BASIS))

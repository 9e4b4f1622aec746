"""The school of the year: courses, cohorts with their classes, who was in them."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.store.tables import User
from dispatch.store.year.frame import Year, fill
from dispatch.store.year.network import Network
from dispatch.store.year.roster import Roster
from foundation.database.base import Base
from training.domain.attendance import MarkSource, Presence
from training.domain.courses import Audience, CohortStatus, MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    AttendanceMark,
    ClassMeeting,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
)

COHORTS, SEATS, CLASSES, CLASS_MINUTES = 200, 30, 8, 120
# What became of twenty cohorts.
FATES = (
    *(CohortStatus.CLOSED,) * 14,
    *(CohortStatus.CANCELLED,) * 1,
    *(CohortStatus.RUNNING,) * 2,
    *(CohortStatus.ENROLLING,) * 2,
    *(CohortStatus.DRAFT,) * 1,
)
# On which day from today the first class is.
BEGINS = {
    CohortStatus.CLOSED: (-340, -70),
    CohortStatus.CANCELLED: (-300, -10),
    CohortStatus.RUNNING: (-40, -10),
    CohortStatus.ENROLLING: (10, 40),
    CohortStatus.DRAFT: (30, 60),
}
ORDER: tuple[type[Base], ...] = (
    Course,
    CourseVersion,
    Cohort,
    ClassMeeting,
    Enrolment,
    AttendanceMark,
)


def write_school(db: Session, year: Year, network: Network, roster: Roster) -> int:
    """Write every cohort; how many enrolments."""
    trainer = db.scalars(sa.select(User.id).order_by(User.email)).first()
    school = _School(year, network, list(roster.learners.values()), trainer)
    versions = school.courses()
    for number in range(year.size.of(COHORTS)):
        school.cohort(number, versions[number % len(versions)])
    for table in ORDER:
        fill(db, table, school.rows[table])
    return len(school.rows[Enrolment])


class _School:
    """Rows of every cohort, gathered."""

    def __init__(
        self, year: Year, network: Network, learners: list[UUID], trainer: UUID | None
    ) -> None:
        self.year, self.network, self.learners, self.trainer = year, network, learners, trainer
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    def courses(self) -> list[UUID]:
        """A course for each of some certifications; their versions."""
        versions: list[UUID] = []
        for number, code in enumerate(("L2", "L3-LAB", "L3-MED", "L3-IMM", "")):
            course, version = self.year.uid(), self.year.uid()
            self.rows[Course].append(
                {
                    "id": course,
                    "code": f"Y-{number}",
                    "title": f"예시 과정 {number + 1}",
                    "title_en": f"Example course {number + 1}",
                    "audience": Audience.INTERPRETERS,
                    "scheme_code": code,
                }
            )
            self.rows[CourseVersion].append(
                {
                    "id": version,
                    "course_id": course,
                    "number": 1,
                    "planned_minutes": CLASSES * CLASS_MINUTES,
                    "prerequisites": [],
                    "frozen_at": self.year.now - timedelta(days=400),
                }
            )
            versions.append(version)
        return versions

    def cohort(self, number: int, version: UUID) -> None:
        """A cohort with its classes and everybody in it."""
        dice, cohort = self.year.dice, self.year.uid()
        status = FATES[number % len(FATES)]
        first = self.year.today + timedelta(days=dice.randint(*BEGINS[status]))
        begins = self.year.at(first, 19 * 60)
        opens = min(begins, self.year.now) - timedelta(days=30)
        self.rows[Cohort].append(
            {
                "id": cohort,
                "course_version_id": version,
                "number": number + 1,
                "organisation_id": self.network.organisations[
                    number % len(self.network.organisations)
                ],
                "city": "suwon",
                "online": True,
                "capacity": SEATS,
                "opens_at": opens,
                "closes_at": begins - timedelta(days=2),
                "status": status,
                "created_at": opens - timedelta(days=10),
                "row_version": 1,
            }
        )
        meetings = self._classes(cohort, status, begins)
        if status is CohortStatus.DRAFT:
            return
        for seat, learner in enumerate(
            dice.sample(self.learners, min(SEATS, len(self.learners))), 1
        ):
            fate = _fate(status, seat)
            enrolment = self.year.uid()
            holds = status is not CohortStatus.CANCELLED
            self.rows[Enrolment].append(
                {
                    "id": enrolment,
                    "cohort_id": cohort,
                    "learner_id": learner,
                    "status": fate,
                    "applied_at": opens + timedelta(hours=seat),
                    "joined_at": opens + timedelta(hours=seat),
                    "seat_no": seat if holds else None,
                    "changed_at": opens + timedelta(hours=seat),
                }
            )
            if holds:
                self._marks(meetings, enrolment, absent=fate is EnrolmentStatus.NOT_COMPLETED)

    def _classes(
        self, cohort: UUID, status: CohortStatus, begins: datetime
    ) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for week in range(CLASSES):
            starts = begins + timedelta(days=7 * week)
            over = starts < self.year.now
            held = MeetingStatus.HELD if over else MeetingStatus.PLANNED
            off = status is CohortStatus.CANCELLED
            made.append(
                {
                    "id": self.year.uid(),
                    "cohort_id": cohort,
                    "title": f"예시 수업 {week + 1}",
                    "starts_at": starts,
                    "ends_at": starts + timedelta(minutes=CLASS_MINUTES),
                    "planned_minutes": CLASS_MINUTES,
                    "trainer_id": self.trainer,
                    "status": MeetingStatus.CANCELLED if off else held,
                    "locked_at": starts + timedelta(days=2) if over and not off else None,
                    "checkin_key": f"{self.year.dice.getrandbits(256):064x}",
                }
            )
        self.rows[ClassMeeting].extend(made)
        return made

    def _marks(self, meetings: list[dict[str, Any]], enrolment: UUID, *, absent: bool) -> None:
        for week, meeting in enumerate(meetings):
            if meeting["status"] is not MeetingStatus.HELD:
                continue
            missing = absent and week % 2 == 0
            self.rows[AttendanceMark].append(
                {
                    "id": self.year.uid(),
                    "meeting_id": meeting["id"],
                    "enrolment_id": enrolment,
                    "number": 1,
                    "presence": Presence.ABSENT if missing else Presence.PRESENT,
                    "minutes": 0 if missing else CLASS_MINUTES,
                    "source": MarkSource.TRAINER,
                    "marked_at": meeting["ends_at"],
                }
            )


def _fate(status: CohortStatus, seat: int) -> EnrolmentStatus:
    if status is CohortStatus.CANCELLED:
        return EnrolmentStatus.CANCELLED
    if status is CohortStatus.CLOSED:
        return EnrolmentStatus.NOT_COMPLETED if seat % 6 == 0 else EnrolmentStatus.COMPLETED
    if status is CohortStatus.RUNNING:
        return EnrolmentStatus.ATTENDING
    return EnrolmentStatus.CONFIRMED

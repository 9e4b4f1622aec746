"""How much waits for the training manager: one statement, whatever has been done before."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.domain.standing import Standing
from training.domain.assessment import AppealStatus, AttemptStatus
from training.domain.certifications import CertificationStatus, CredentialStatus
from training.domain.cohorts import TAUGHT
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.names import NameStatus
from training.domain.renewal import CaseStatus, ClaimStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    Appeal,
    Attempt,
    Certification,
    ClassMeeting,
    Cohort,
    CpdClaim,
    Enrolment,
    ExternalCredential,
    Interpreter,
    NameEntry,
    RecertificationCase,
    User,
)


def count_waiting(db: Session, now: datetime, marks_due: datetime) -> dict[str, int]:
    """How many wait, by what waits; marks are late for sittings planned before `marks_due`."""

    def number_of(table: type[object], *conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
        return sa.select(sa.func.count()).select_from(table).where(*conditions)

    asked = {
        "applications": number_of(Enrolment, Enrolment.status == EnrolmentStatus.APPLIED),
        "short_cohorts": number_of(
            Cohort, Cohort.status == CohortStatus.ENROLLING, Cohort.closes_at <= now
        ),
        "disputes": number_of(Attempt, Attempt.status == AttemptStatus.DISPUTED),
        "late_marks": number_of(
            Attempt,
            Attempt.status.in_((AttemptStatus.PLANNED, AttemptStatus.SCORING)),
            Attempt.planned_at < marks_due,
        ),
        "appeals": number_of(Appeal, Appeal.status == AppealStatus.LODGED),
        "certifications": number_of(
            Certification, Certification.status == CertificationStatus.PENDING
        ),
        "credentials": number_of(
            ExternalCredential, ExternalCredential.status == CredentialStatus.CLAIMED
        ),
        "renewals": number_of(
            RecertificationCase, RecertificationCase.status == CaseStatus.SUBMITTED
        ),
        "claims": number_of(CpdClaim, CpdClaim.status == ClaimStatus.CLAIMED),
        "names": number_of(NameEntry, NameEntry.status == NameStatus.ENTERED),
        "unlocked_classes": number_of(
            ClassMeeting,
            ClassMeeting.locked_at.is_(None),
            ClassMeeting.ends_at <= now,
            ClassMeeting.status != MeetingStatus.CANCELLED,
            ClassMeeting.cohort_id.in_(sa.select(Cohort.id).where(Cohort.status.in_(TAUGHT))),
        ),
        "newcomers": number_of(
            Interpreter,
            Interpreter.standing == Standing.APPLICANT,
            Interpreter.user_id.in_(sa.select(User.id).where(User.password_hash == "")),
        ),
    }
    row = db.execute(
        sa.select(*(query.scalar_subquery().label(name) for name, query in asked.items()))
    ).one()
    return {name: int(count) for name, count in row._mapping.items()}  # noqa: SLF001  its public name

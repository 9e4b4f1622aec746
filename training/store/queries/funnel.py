"""How people come through the school in some days, and whose certifications run out."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import CertificationStatus
from training.domain.seats import EnrolmentStatus
from training.store.tables import Certification, Enrolment, Scheme


def enrolments_by_status(
    db: Session, since: datetime, until: datetime
) -> dict[EnrolmentStatus, int]:
    """Applications made in between, by where they stand now."""
    rows = db.execute(
        sa.select(Enrolment.status, sa.func.count())
        .where(Enrolment.applied_at >= since, Enrolment.applied_at < until)
        .group_by(Enrolment.status)
    )
    return {status: int(count) for status, count in rows}


def granted_between(db: Session, first: date, last: date) -> int:
    """How many certifications began to count on these days."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(Certification)
            .where(
                Certification.valid_from >= first,
                Certification.valid_from <= last,
                Certification.status == CertificationStatus.GRANTED,
            )
        )
        or 0
    )


def ending_between(db: Session, after: date, until: date) -> dict[CertificationLevel, int]:
    """Certifications that dispatch knows which no longer count from a day after the first up to the second."""
    rows = db.execute(
        sa.select(Scheme.level, sa.func.count())
        .select_from(Certification)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Certification.valid_until > after,
            Certification.valid_until <= until,
            Certification.status == CertificationStatus.GRANTED,
            Scheme.level.is_not(None),
        )
        .group_by(Scheme.level)
    )
    return {level: int(count) for level, count in rows if level is not None}

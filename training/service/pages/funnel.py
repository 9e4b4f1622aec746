"""How people come through the school in some days: for the reports of an upper package, which has checked who acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.times.zones import days_span
from interpreters.domain.qualifications import CertificationLevel
from training.domain.seats import EnrolmentStatus
from training.store.queries import funnel as queries
from training.store.tables import Certification, Enrolment

S = EnrolmentStatus
# Whoever stands here had a seat at some time.
SEATED = frozenset({S.CONFIRMED, S.ATTENDING, S.COMPLETED, S.NOT_COMPLETED, S.DROPPED})
BEGUN = SEATED - {S.CONFIRMED}


class SchoolStep(StrEnum):
    """How far applications have come."""

    APPLIED = "applied"
    SEATED = "seated"
    BEGUN = "begun"
    COMPLETED = "completed"


_STANDING: Mapping[SchoolStep, frozenset[EnrolmentStatus]] = {
    SchoolStep.APPLIED: frozenset(EnrolmentStatus),
    SchoolStep.SEATED: SEATED,
    SchoolStep.BEGUN: BEGUN,
    SchoolStep.COMPLETED: frozenset({S.COMPLETED}),
}


@dataclass(frozen=True, kw_only=True)
class TrainingFunnel:
    """Applications of some days and how far they have come by now; certifications that began in the same days."""

    applied: int
    seated: int
    begun: int
    completed: int
    certified: int


def training_funnel(uow: UnitOfWork, first: date, last: date) -> TrainingFunnel:
    """How far the applications of some days, both included, have come."""
    span = days_span(first, last, uow.settings.zone)
    found = queries.enrolments_by_status(uow.db, span.start, span.end)
    return TrainingFunnel(
        applied=sum(found.values()),
        seated=sum(found.get(status, 0) for status in SEATED),
        begun=sum(found.get(status, 0) for status in BEGUN),
        completed=found.get(S.COMPLETED, 0),
        certified=queries.granted_between(uow.db, first, last),
    )


def select_applications(
    uow: UnitOfWork, step: SchoolStep, first: date, last: date
) -> sa.Select[Enrolment]:
    """The applications of some days that have come so far, as a question."""
    span = days_span(first, last, uow.settings.zone)
    return queries.select_enrolments(span.start, span.end, _STANDING[step])


def select_certified(first: date, last: date) -> sa.Select[Certification]:
    """The certifications that began on some days, as a question."""
    return queries.select_granted(first, last)


def select_ending(first: date, last: date, level: CertificationLevel) -> sa.Select[Certification]:
    """The certifications of a level that have their last day among these days, as a question."""
    return queries.select_ending(first, last + timedelta(days=1), level)


def certifications_ending(
    uow: UnitOfWork, first: date, last: date
) -> Mapping[CertificationLevel, int]:
    """How many certifications have their last day among these days, by level."""
    return queries.ending_between(uow.db, first, last + timedelta(days=1))

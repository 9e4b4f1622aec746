"""How people come through the school in some days: for the reports of an upper package, which has checked who acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.database.work import UnitOfWork
from foundation.times.zones import days_span
from interpreters.domain.qualifications import CertificationLevel
from training.domain.seats import EnrolmentStatus
from training.store.queries import funnel as queries

S = EnrolmentStatus
# Whoever stands here had a seat at some time.
SEATED = frozenset({S.CONFIRMED, S.ATTENDING, S.COMPLETED, S.NOT_COMPLETED, S.DROPPED})
BEGUN = SEATED - {S.CONFIRMED}


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


def certifications_ending(
    uow: UnitOfWork, first: date, last: date
) -> Mapping[CertificationLevel, int]:
    """How many certifications have their last day among these days, by level."""
    return queries.ending_between(uow.db, first, last + timedelta(days=1))

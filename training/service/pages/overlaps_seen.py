"""Classes that somebody cannot both attend: a warning when she enrols, never a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from training.domain.courses import MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.store.queries import enrolments as queries
from training.store.tables import ClassMeeting, Cohort, Learner

E = EnrolmentStatus
# Where she has a seat, is offered one or waits for one.
_EXPECTED = frozenset({E.APPLIED, E.ELIGIBLE, E.WAITLISTED, E.OFFERED, E.CONFIRMED, E.ATTENDING})


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Another cohort of the reader's, and the classes of this one that fall on its hours."""

    other: Cohort
    classes: Sequence[ClassMeeting]


def overlaps_of(uow: UnitOfWork, learner: Learner | None, cohort: Cohort) -> list[Overlap]:
    """The reader's other cohorts whose coming classes fall on hours of this cohort's."""
    if learner is None:
        return []
    found: list[Overlap] = []
    ahead = _ahead(uow, cohort)
    for each in queries.list_of_learner(uow.db, learner.id) if ahead else ():
        if each.cohort_id == cohort.id or each.status not in _EXPECTED:
            continue
        taken = [Span(m.starts_at, m.ends_at) for m in _ahead(uow, each.cohort)]
        hit = [m for m in ahead if any(Span(m.starts_at, m.ends_at).overlaps(t) for t in taken)]
        if hit:
            found.append(Overlap(other=each.cohort, classes=hit))
    return found


def _ahead(uow: UnitOfWork, cohort: Cohort) -> list[ClassMeeting]:
    return [
        m
        for m in cohort.meetings
        if m.status is not MeetingStatus.CANCELLED and m.ends_at > uow.now
    ]

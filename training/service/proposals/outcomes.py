"""Looking back: what each course was to bring, what those whom it certified have interpreted since, and the error of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.permissions import TrainingPermission
from training.domain.proposals import (
    REVIEWED_FOR,
    CourseOutcome,
    ProposalKind,
    RunningError,
    reviewed_days,
    running_error,
)
from training.service.proposals import drafting
from training.store.queries import proposals as queries
from training.store.tables import OutcomeReview, TrainingProposal

# What happened on the last day is known by then.
SETTLED_AFTER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class OutcomeToCount:
    """What is to be counted for a course that is over: sessions of a language, of those whom it certified, since when.

    In so many days from `first_day` on. Of new interpreters every session counts that the level lets them serve; of
    people who had a level before only those that ask for the new one.
    """

    proposal_id: UUID
    kind: ProposalKind
    language: Language
    level: CertificationLevel
    first_day: date
    days: int
    certified: Mapping[UUID, date]


@dataclass(frozen=True, kw_only=True)
class OutcomeSeen:
    """A course that is over with its two figures side by side."""

    review: OutcomeReview
    outcome: CourseOutcome
    is_complete: bool

    @property
    def proposal(self) -> TrainingProposal:
        """What was proposed."""
        return self.review.proposal


@dataclass(frozen=True, kw_only=True)
class OutcomesSeen:
    """Every course that is over, and the error of them all."""

    courses: Sequence[OutcomeSeen]
    error: RunningError | None


def list_to_count(uow: UnitOfWork) -> Sequence[OutcomeToCount]:
    """The courses that ended in the last half year and a little: dispatch counts for each of them."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    since = uow.now - REVIEWED_FOR - SETTLED_AFTER
    return [_to_count(uow, proposal) for proposal in queries.list_closed(uow.db, since)]


def _to_count(uow: UnitOfWork, proposal: TrainingProposal) -> OutcomeToCount:
    assert proposal.cohort_id is not None
    assert proposal.settled_at is not None
    certified = dict(
        queries.certified_through(uow.db, proposal.cohort_id, proposal.level, proposal.language)
    )
    closed_on = local_day(proposal.settled_at, uow.settings.zone)
    first = min((closed_on, *certified.values()))
    return OutcomeToCount(
        proposal_id=proposal.id,
        kind=proposal.kind,
        language=proposal.language,
        level=proposal.level,
        first_day=first,
        days=reviewed_days(first, uow.today),
        certified=certified,
    )


def record_realised(uow: UnitOfWork, counted: OutcomeToCount, realised: int) -> None:
    """Keep what a course has brought so far, beside what was predicted for the same days."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    proposal = queries.find(uow.db, counted.proposal_id)
    assert proposal is not None
    review = uow.db.get(OutcomeReview, proposal.id)
    if review is None:
        review = OutcomeReview(proposal_id=proposal.id, counted_at=uow.now)
        uow.db.add(review)
    review.counted_at, review.first_day, review.days = uow.now, counted.first_day, counted.days
    review.certified, review.realised = len(counted.certified), realised
    review.predicted = drafting.expected(uow, proposal).over(counted.days)
    uow.db.flush()


def see(uow: UnitOfWork) -> OutcomesSeen:
    """Predicted and realised of each course that is over, and how far all predictions were from what came."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = [
        OutcomeSeen(
            review=each,
            outcome=CourseOutcome(each.predicted, each.realised),
            is_complete=each.days >= REVIEWED_FOR.days,
        )
        for each in queries.list_reviews(uow.db)
    ]
    return OutcomesSeen(courses=found, error=running_error(each.outcome for each in found))

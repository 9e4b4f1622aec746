"""What stands behind the links of somebody's learning: certifications, documents, assessments, hours."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.database.work import UnitOfWork
from training.domain.assessment import AttemptStatus
from training.domain.certifications import CertificationStatus
from training.domain.permissions import TrainingPermission
from training.domain.validity import days_left, is_valid
from training.service.assessment import views
from training.service.certification import certifications
from training.service.documents import documents
from training.service.people import learners
from training.service.practicum import practicum
from training.service.practicum.practicum import PracticumProgress


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """How many certifications count today and for how many days the first of them still does.

    `days_left` is None when none counts. `to_come` counts assessments without a result yet.
    """

    certifications: int = 0
    days_left: int | None = None
    documents: int = 0
    to_come: int = 0
    ways: Sequence[PracticumProgress] = ()


def see_shelf(uow: UnitOfWork) -> Shelf:
    """The reader's own shelf; empty for whoever does not learn here yet."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    if learner is None:
        return Shelf()
    ends = [
        held.valid_until
        for held in certifications.list_of_learner(uow, learner)
        if held.status is CertificationStatus.GRANTED
        and held.valid_from is not None
        and held.valid_until is not None
        and is_valid(held.valid_from, held.valid_until, uow.today)
    ]
    over = {AttemptStatus.DECIDED, AttemptStatus.ANNULLED}
    return Shelf(
        certifications=len(ends),
        days_left=days_left(min(ends), uow.today) if ends else None,
        documents=len(documents.list_of(uow, learner)),
        to_come=sum(sat.status not in over for sat in views.own_results(uow)),
        ways=practicum.list_own_ways(uow),
    )

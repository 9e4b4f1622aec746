"""Who sees what of a sitting: assessors their own sheet, learners their result, managers the state.

Whoever scores a sitting sees it as its assessor, whatever else she may do, and never a mark of
another assessor. Nobody sees marks before all that are due are in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.times.zones import local_day
from training.domain.assessment import OPEN_ATTEMPTS, AttemptStatus
from training.domain.permissions import TrainingPermission
from training.domain.scoring import Result
from training.domain.settings import TrainingSettings
from training.service.assessment import appeals, assessors
from training.service.assessment.assessments import free_position
from training.service.assessment.assessors import PossibleAssessor
from training.service.assessment.scoring import result_of
from training.service.people import learners
from training.store.queries import assessments as queries
from training.store.tables import (
    Appeal,
    AssessorSeat,
    Attempt,
    InstrumentSection,
    Learner,
    Score,
)

MOST_FOUND = 20


class SittingView(StrEnum):
    """As what somebody looks at a sitting."""

    ASSESSOR = "assessor"
    LEARNER = "learner"
    OFFICE = "office"


@dataclass(frozen=True)
class ToScore:
    """A sitting on an assessor's list, with its own deadline; nothing of other assessors."""

    attempt: Attempt
    is_handed_in: bool
    due_at: datetime
    late_days: int


@dataclass(frozen=True)
class OwnSheet:
    """What an assessor sees: the instrument, her own marks once they are in, her deadline."""

    attempt: Attempt
    sections: Sequence[InstrumentSection]
    scores: Mapping[UUID, Score]
    is_open: bool
    has_begun: bool
    due_at: datetime
    late_days: int
    draft: Mapping[str, Any]
    handed_in_at: datetime | None


@dataclass(frozen=True)
class Comment:
    """What an assessor wrote about a part; the learner is not told who."""

    section_id: UUID
    text: str


@dataclass(frozen=True)
class OwnResult:
    """What a learner sees of her own sitting; `result` once it is decided and was not carried."""

    attempt: Attempt
    result: Result | None
    sections: Mapping[UUID, InstrumentSection]
    comments: Sequence[Comment]
    appeal: Appeal | None
    appealable_until: datetime | None


@dataclass(frozen=True)
class Overview:
    """What who plans sittings sees: seats, and their marks only once all that are due are in."""

    attempt: Attempt
    seats: Sequence[AssessorSeat]
    shows_marks: bool
    result: Result | None
    free_position: int | None
    candidates: Sequence[PossibleAssessor]
    may_go_alone: bool
    appeal: Appeal | None
    may_answer: bool


def view_of(uow: UnitOfWork, attempt_id: UUID) -> SittingView:
    """As what the actor sees a sitting; NotFound when she has nothing to do with it."""
    user_id = uow.actor.user_id
    if user_id is not None and queries.has_seat(uow.db, attempt_id, user_id):
        return SittingView.ASSESSOR
    attempt = queries.find_attempt(uow.db, attempt_id)
    if attempt is None:
        raise NotFound
    if uow.may(TrainingPermission.LEARNING_OWN):
        own = learners.find_mine(uow)
        if own is not None and own.id == attempt.learner_id:
            return SittingView.LEARNER
    if not uow.may(TrainingPermission.COURSE_MANAGE):
        raise NotFound
    return SittingView.OFFICE


def _due_at(uow: UnitOfWork, attempt: Attempt) -> datetime:
    return attempt.planned_at + timedelta(days=uow.settings.of(TrainingSettings).scoring_days)


def _late_days(uow: UnitOfWork, attempt: Attempt) -> int:
    """How many days ago the marks were due, by the calendar; 0 until the day after."""
    due = local_day(_due_at(uow, attempt), uow.settings.zone)
    return max(0, (uow.today - due).days)


def to_score(uow: UnitOfWork) -> list[ToScore]:
    """The actor's sittings as an assessor: open ones first, by deadline; then the newest ten."""
    uow.require(TrainingPermission.ATTEMPT_SCORE)
    if uow.actor.user_id is None:
        return []
    rows = [
        ToScore(
            attempt,
            seat.submitted_at is not None,
            _due_at(uow, attempt),
            _late_days(uow, attempt),
        )
        for seat, attempt in queries.list_own_seats(uow.db, uow.actor.user_id)
    ]
    waiting = [r for r in rows if not r.is_handed_in and r.attempt.status in OPEN_ATTEMPTS]
    done = [r for r in reversed(rows) if r not in waiting]
    return [*waiting, *done[:10]]


def own_sheet(uow: UnitOfWork, attempt_id: UUID) -> OwnSheet:
    """The actor's own sheet of a sitting that she scores."""
    uow.require(TrainingPermission.ATTEMPT_SCORE)
    attempt = queries.find_attempt(uow.db, attempt_id)
    user_id = uow.actor.user_id
    seat = None if user_id is None else queries.find_own_seat(uow.db, attempt_id, user_id)
    if attempt is None or seat is None:
        raise NotFound
    return OwnSheet(
        attempt=attempt,
        sections=attempt.instrument.sections,
        scores={score.section_id: score for score in seat.scores},
        is_open=seat.submitted_at is None and attempt.status in OPEN_ATTEMPTS,
        has_begun=attempt.planned_at <= uow.now,
        due_at=_due_at(uow, attempt),
        late_days=_late_days(uow, attempt),
        draft=seat.draft,
        handed_in_at=seat.submitted_at,
    )


def own_results(uow: UnitOfWork) -> Sequence[Attempt]:
    """Everything the actor has sat or is to sit, the newest first."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    return [] if learner is None else queries.list_of_learner(uow.db, learner.id)


def own_result(uow: UnitOfWork, attempt_id: UUID) -> OwnResult:
    """The actor's own sitting with its result once it is decided."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    attempt = queries.find_attempt(uow.db, attempt_id)
    if learner is None or attempt is None or attempt.learner_id != learner.id:
        raise NotFound
    seats = queries.list_seats(uow.db, attempt_id)
    decided = attempt.status is AttemptStatus.DECIDED and attempt.carried_from_id is None
    result = result_of(attempt, seats) if decided else None
    heard = [seats[place] for place in result.counting] if result is not None else []
    return OwnResult(
        attempt=attempt,
        result=result,
        sections={section.id: section for section in attempt.instrument.sections},
        comments=[
            Comment(score.section_id, score.comment)
            for seat in heard
            for score in seat.scores
            if score.comment
        ],
        appeal=queries.find_appeal(uow.db, attempt_id),
        appealable_until=appeals.appealable_until(uow, attempt),
    )


def overview(uow: UnitOfWork, attempt_id: UUID) -> Overview:
    """A sitting for who plans it; never for one of its assessors."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = queries.find_attempt(uow.db, attempt_id)
    if attempt is None or view_of(uow, attempt_id) is not SittingView.OFFICE:
        raise NotFound
    seats = queries.list_seats(uow.db, attempt_id)
    handed_in = [seat for seat in seats if seat.submitted_at is not None]
    shows_marks = attempt.status not in {AttemptStatus.PLANNED, AttemptStatus.SCORING}
    decided = attempt.status is AttemptStatus.DECIDED and bool(handed_in)
    position = free_position(attempt, [seat.position for seat in seats])
    taken = {seat.assessor_id for seat in seats}
    offered = [
        each
        for each in assessors.candidates(uow, attempt.learner, attempt.instrument, attempt.language)
        if each.user.id not in taken
    ]
    appeal = queries.find_appeal(uow.db, attempt_id)
    return Overview(
        attempt=attempt,
        seats=seats,
        shows_marks=shows_marks,
        result=result_of(attempt, handed_in) if decided else None,
        free_position=position,
        candidates=offered,
        may_go_alone=attempt.status in {AttemptStatus.PLANNED, AttemptStatus.SCORING}
        and attempt.assessors_due > len(seats) == 1
        and not any(each.is_free for each in offered),
        appeal=appeal,
        may_answer=appeal is not None and appeal.decided_at is None,
    )


def everything(uow: UnitOfWork, *, is_open: bool) -> sa.Select[Attempt]:
    """All sittings: open ones, the next first, or the others, newest first. No marks."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    wanted = OPEN_ATTEMPTS if is_open else frozenset(AttemptStatus) - OPEN_ATTEMPTS
    return queries.attempts(wanted, newest_first=not is_open)


def waiting_appeals(uow: UnitOfWork) -> Sequence[tuple[Appeal, Attempt]]:
    """Appeals without an answer, the oldest first."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return queries.list_appeals(uow.db)


def find_learners(uow: UnitOfWork, text: str) -> Sequence[Learner]:
    """Learners whose name holds a text, for planning a sitting alone."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return queries.find_learners(uow.db, text, MOST_FOUND) if text else []

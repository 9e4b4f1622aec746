"""What is asked about trainees beside their mentors."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from accounts.store.tables import Site
from dispatch.domain.practicum import CLOSED_TO_TRAINEES
from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.store.tables import Assignment, CounsellingSession, PracticumPlace
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.store.tables import Request
from training.store.tables import Learner, Mentorship

LIVING = frozenset({PlaceState.PROPOSED, PlaceState.CONFIRMED})


def sittable(
    db: Session, mentor_ids: Collection[UUID], after: datetime, within: Span
) -> Sequence[Assignment]:
    """Confirmed assignments of mentors ahead in which a trainee is welcome and none sits yet."""
    taken = sa.exists().where(
        PracticumPlace.assignment_id == Assignment.id, PracticumPlace.state.in_(LIVING)
    )
    session = joinedload(Assignment.session)
    return db.scalars(
        sa.select(Assignment)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            Assignment.interpreter_id.in_([InterpreterId(i) for i in mentor_ids]),
            Assignment.state == AssignmentState.CONFIRMED,
            Assignment.starts_at > max(after, within.start),
            Assignment.starts_at < within.end,
            Request.trainee_welcome.is_(True),
            Request.tier.not_in(CLOSED_TO_TRAINEES),
            ~taken,
        )
        .order_by(Assignment.starts_at, Assignment.id)
        .options(
            session.joinedload(CounsellingSession.request),
            session.joinedload(CounsellingSession.site),
        )
    ).all()


def given_up(db: Session, assignment_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Pairs of assignment and trainee that came to nothing before: nobody is asked twice."""
    rows = db.execute(
        sa.select(PracticumPlace.assignment_id, PracticumPlace.trainee_id).where(
            PracticumPlace.assignment_id.in_(assignment_ids),
            PracticumPlace.state == PlaceState.RELEASED,
        )
    )
    return {(row.assignment_id, row.trainee_id) for row in rows}


def _whole() -> tuple[ExecutableOption, ...]:
    assignment = joinedload(PracticumPlace.assignment)
    session = assignment.joinedload(Assignment.session)
    request = session.joinedload(CounsellingSession.request)
    pair = joinedload(PracticumPlace.mentorship)
    return (
        assignment.joinedload(Assignment.interpreter),
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        request.joinedload(Request.organisation),
        request.joinedload(Request.requester),
        pair.joinedload(Mentorship.mentor).joinedload(Learner.interpreter),
        pair.joinedload(Mentorship.trainee).joinedload(Learner.interpreter),
    )


def _places() -> sa.Select[PracticumPlace]:
    return sa.select(PracticumPlace).options(*_whole())


def find_place(db: Session, place_id: UUID, *, lock: bool = False) -> PracticumPlace | None:
    """One place, with everything that is said about it."""
    query = _places().where(PracticumPlace.id == place_id)
    if lock:
        query = query.with_for_update(of=PracticumPlace).execution_options(populate_existing=True)
    return db.scalar(query)


def living_of_assignments(
    db: Session, assignment_ids: Collection[UUID]
) -> Sequence[PracticumPlace]:
    """Places proposed or confirmed beside some assignments."""
    return db.scalars(
        _places().where(
            PracticumPlace.assignment_id.in_(assignment_ids), PracticumPlace.state.in_(LIVING)
        )
    ).all()


def living_of_session(db: Session, session_id: UUID) -> Sequence[PracticumPlace]:
    """Places proposed or confirmed in a session."""
    return db.scalars(
        _places()
        .join(Assignment, Assignment.id == PracticumPlace.assignment_id)
        .where(Assignment.session_id == session_id, PracticumPlace.state.in_(LIVING))
    ).all()


def living_of_pair(db: Session, mentorship_id: UUID) -> Sequence[PracticumPlace]:
    """Places proposed or confirmed of a pair."""
    return db.scalars(
        _places().where(
            PracticumPlace.mentorship_id == mentorship_id, PracticumPlace.state.in_(LIVING)
        )
    ).all()


def living_of_trainees(
    db: Session, trainee_ids: Collection[UUID] | None, within: Span
) -> Sequence[PracticumPlace]:
    """Places of some trainees, or of all, that block time within a span, in order of time."""
    query = _places().where(
        PracticumPlace.state.in_(LIVING),
        PracticumPlace.busy_from < within.end,
        PracticumPlace.busy_to > within.start,
    )
    if trainee_ids is not None:
        query = query.where(PracticumPlace.trainee_id.in_([InterpreterId(i) for i in trainee_ids]))
    return db.scalars(query.order_by(PracticumPlace.busy_from, PracticumPlace.id)).all()


def list_confirmed_of(db: Session, trainee_id: UUID, within: Span) -> Sequence[PracticumPlace]:
    """Places to which a trainee said yes and that start within a span, those that were lost too."""
    return db.scalars(
        _places()
        .join(Assignment, Assignment.id == PracticumPlace.assignment_id)
        .where(
            PracticumPlace.trainee_id == InterpreterId(trainee_id),
            PracticumPlace.confirmed_at.is_not(None),
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
        )
        .order_by(Assignment.starts_at, PracticumPlace.id)
    ).all()


def living_of_mentor(db: Session, mentor_id: UUID, within: Span) -> Sequence[PracticumPlace]:
    """Places beside somebody's assignments that start within a span."""
    return db.scalars(
        _places()
        .join(Assignment, Assignment.id == PracticumPlace.assignment_id)
        .where(
            Assignment.interpreter_id == InterpreterId(mentor_id),
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
            PracticumPlace.state.in_(LIVING),
        )
    ).all()

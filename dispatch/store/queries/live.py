"""What is asked about the day itself: steps told, reports, outcomes, standbys."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId
from accounts.store.tables import Site
from dispatch.domain.ids import AssignmentId
from dispatch.domain.live import OutcomeState, Step
from dispatch.domain.states import SETTLED, AssignmentState
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import (
    Assignment,
    LiveStep,
    OutcomeReport,
    SessionOutcome,
)
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.requests import LONGEST
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession, Request

Conditions = sa.ColumnElement[bool]
# Who served a session, or should have.
SERVED = (*SETTLED, AssignmentState.COMPLETED, AssignmentState.NO_SHOW)
LONGEST_SESSION = timedelta(minutes=LONGEST)
# So many outcomes to report are listed for one reader.
MOST_DUE = 20
_OF_IT = CounsellingSession.id


def find_step(db: Session, assignment_id: UUID, step: Step) -> LiveStep | None:
    """The newest version of a step."""
    query = (
        sa.select(LiveStep)
        .where(LiveStep.assignment_id == AssignmentId(assignment_id), LiveStep.step == step)
        .order_by(LiveStep.version.desc())
        .limit(1)
    )
    return db.scalar(query)


def list_steps(db: Session, assignment_ids: Collection[UUID]) -> Sequence[LiveStep]:
    """Everything told of these assignments, in the order of telling."""
    query = (
        sa.select(LiveStep)
        .where(LiveStep.assignment_id.in_([AssignmentId(each) for each in assignment_ids]))
        .order_by(LiveStep.said_at, LiveStep.version)
    )
    return db.scalars(query).all()


def list_reports(db: Session, session_id: UUID) -> Sequence[OutcomeReport]:
    """Every report about a session, the older versions first."""
    query = (
        sa.select(OutcomeReport)
        .where(OutcomeReport.session_id == SessionId(session_id))
        .order_by(OutcomeReport.said_as, OutcomeReport.version)
        .options(joinedload(OutcomeReport.said_by))
    )
    return db.scalars(query).all()


def reports_of_sessions(db: Session, session_ids: Collection[SessionId]) -> Sequence[OutcomeReport]:
    """Every report about some sessions, the older versions first."""
    query = (
        sa.select(OutcomeReport)
        .where(OutcomeReport.session_id.in_(session_ids))
        .order_by(OutcomeReport.said_as, OutcomeReport.version)
    )
    return db.scalars(query).all()


def list_served(db: Session, session_id: UUID) -> Sequence[Assignment]:
    """Who serves or served a session, or should have, by slot; one line a slot, the newest."""
    query = (
        sa.select(Assignment)
        .where(Assignment.session_id == SessionId(session_id), Assignment.state.in_(SERVED))
        .order_by(Assignment.slot_no, Assignment.created_at)
        .options(
            *with_session(), joinedload(Assignment.interpreter).selectinload(Interpreter.languages)
        )
    )
    return list({row.slot_no: row for row in db.scalars(query)}.values())


def find_outcome(db: Session, session_id: UUID) -> SessionOutcome | None:
    """What a session came to."""
    return db.get(SessionOutcome, SessionId(session_id))


def list_outcomes(
    db: Session,
    states: Collection[OutcomeState],
    limit: int,
    *,
    before: datetime | None = None,
    since: datetime | None = None,
    not_reminded_on: date | None = None,
    organisations: Collection[UUID] | None = None,
    requester: UUID | None = None,
    newest_first: bool = False,
) -> Sequence[SessionOutcome]:
    """Outcomes that stand somewhere, by the end of their sessions, with what a list says of these.

    `before`, `since`: over before or since an instant; `not_reminded_on`: not reminded of on a day.
    """
    session = joinedload(SessionOutcome.session)
    order = SessionOutcome.over_at.desc() if newest_first else SessionOutcome.over_at
    query = (
        sa.select(SessionOutcome)
        .join(CounsellingSession, CounsellingSession.id == SessionOutcome.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(SessionOutcome.state.in_(states))
        .order_by(order, SessionOutcome.session_id)
        .limit(limit)
        .options(
            session.joinedload(CounsellingSession.request).joinedload(Request.organisation),
            session.joinedload(CounsellingSession.request).joinedload(Request.requester),
            session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        )
    )
    if before is not None:
        query = query.where(SessionOutcome.over_at < before)
    if since is not None:
        query = query.where(SessionOutcome.over_at > since)
    if not_reminded_on is not None:
        last = SessionOutcome.reminded_on
        query = query.where(sa.or_(last.is_(None), last < not_reminded_on))
    if organisations is not None:
        ids = [OrganisationId(each) for each in organisations]
        query = query.where(Request.organisation_id.in_(ids))
    if requester is not None:
        query = query.where(Request.requester_id == requester)
    return db.scalars(query).all()


def stands(states: Collection[OutcomeState], *, since: datetime, reminded: int = 0) -> Conditions:
    """Sessions over since an instant whose outcome stands there, reminded of at least so often."""
    found = sa.select(SessionOutcome.session_id).where(
        SessionOutcome.state.in_(states),
        SessionOutcome.over_at > since,
        SessionOutcome.reminded >= reminded,
    )
    return _OF_IT.in_(found)


def nothing_told(now: datetime, until: datetime) -> Conditions:
    """Sessions about to begin, or begun, whose interpreter has told nothing, or told that they are late."""
    silent = (
        sa.select(Assignment.id)
        .where(
            Assignment.session_id == _OF_IT,
            Assignment.state.in_(SETTLED),
            Assignment.arrived_at.is_(None),
            Assignment.began_at.is_(None),
            Assignment.starts_at <= until,
            Assignment.ends_at > now,
            sa.or_(
                Assignment.set_out_at.is_(None),
                Assignment.late_minutes > 0,
                Assignment.starts_at <= now,
            ),
        )
        .correlate(CounsellingSession)
        .exists()
    )
    return sa.and_(
        CounsellingSession.starts_at <= until,
        CounsellingSession.starts_at > now - LONGEST_SESSION,
        CounsellingSession.state.in_((SessionState.STAFFED, SessionState.PLANNED)),
        silent,
    )


def list_silent(db: Session, session_ids: Collection[UUID]) -> Sequence[Assignment]:
    """Whoever of these sessions has not arrived yet, in order of time."""
    query = (
        sa.select(Assignment)
        .where(
            Assignment.session_id.in_([SessionId(each) for each in session_ids]),
            Assignment.state.in_(SETTLED),
            Assignment.arrived_at.is_(None),
            Assignment.began_at.is_(None),
        )
        .order_by(Assignment.starts_at, Assignment.slot_no)
        .options(*with_session())
    )
    return db.scalars(query).all()


def list_unreported(db: Session, user_id: UUID, within: Span, limit: int) -> Sequence[Assignment]:
    """What somebody served that ended within a span and has no report of theirs, the newest first."""
    reported = sa.exists().where(OutcomeReport.assignment_id == Assignment.id)
    decided = sa.exists().where(
        SessionOutcome.session_id == Assignment.session_id,
        SessionOutcome.state == OutcomeState.DECIDED,
    )
    query = (
        sa.select(Assignment)
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(
            Interpreter.user_id == user_id,
            # of an instant call both say at its end how it went
            ~CounsellingSession.on_demand,
            Assignment.state.in_(SERVED),
            Assignment.ends_at > within.start,
            Assignment.ends_at <= within.end,
            ~reported,
            ~decided,
        )
        .order_by(Assignment.ends_at.desc())
        .limit(limit)
        .options(*with_session())
    )
    return db.scalars(query).all()


def reported_between(
    db: Session, interpreter_id: UUID, span: Span, but: UUID
) -> Sequence[tuple[OutcomeReport, Assignment]]:
    """Reports of somebody of other assignments near a time; every version, the older first."""
    query = (
        sa.select(OutcomeReport, Assignment)
        .join(Assignment, Assignment.id == OutcomeReport.assignment_id)
        .where(
            Assignment.interpreter_id == InterpreterId(interpreter_id),
            Assignment.id != AssignmentId(but),
            Assignment.ends_at > span.start - LONGEST_SESSION,
            Assignment.starts_at < span.end + LONGEST_SESSION,
        )
        .order_by(OutcomeReport.version)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


def newest_reports(reports: Sequence[OutcomeReport]) -> Mapping[object, OutcomeReport]:
    """The version that counts of each side: by assignment, or by the side for a whole session."""
    found: dict[object, OutcomeReport] = {}
    for row in reports:
        found[row.assignment_id or row.said_as] = row
    return found

"""Everything that happened in weeks that were played, as it stood at their end."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.helpline import CallEnd
from dispatch.domain.live import OutcomeState
from dispatch.domain.states import AssignmentState, OfferState, RunKind, RunState
from dispatch.store.tables import Assignment, HelplineCall, Offer, PlanRun, SessionOutcome
from foundation.database.queue import JobRow, JobState
from foundation.messages.outbox import Message, MessageState
from interpreters.domain.ids import InterpreterId
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request


class SessionRow(NamedTuple):
    """One session as it stood at the end."""

    id: UUID
    state: SessionState
    request_state: RequestState
    submitted_at: datetime
    day: date
    starts_at: datetime
    minutes: int
    team: int
    cause: str
    closed_at: datetime | None
    changed_at: datetime


def all_sessions(db: Session) -> Sequence[SessionRow]:
    """Every session, by start."""
    query = (
        sa.select(
            CounsellingSession.id,
            CounsellingSession.state,
            Request.state,
            Request.submitted_at,
            CounsellingSession.day,
            CounsellingSession.starts_at,
            CounsellingSession.minutes,
            Request.team,
            CounsellingSession.cause,
            CounsellingSession.closed_at,
            CounsellingSession.changed_at,
        )
        .join(Request, Request.id == CounsellingSession.request_id)
        .order_by(CounsellingSession.starts_at, Request.reference)
    )
    return [SessionRow(*row) for row in db.execute(query).tuples()]


class AssignmentRow(NamedTuple):
    """One assignment as it stood at the end."""

    id: UUID
    session_id: UUID
    slot_no: int
    interpreter_id: InterpreterId
    state: AssignmentState
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    ended_at: datetime | None


def all_assignments(db: Session) -> Sequence[AssignmentRow]:
    """Every assignment there ever was, in the order in which they were made."""
    query = sa.select(
        Assignment.id,
        Assignment.session_id,
        Assignment.slot_no,
        Assignment.interpreter_id,
        Assignment.state,
        Assignment.starts_at,
        Assignment.ends_at,
        Assignment.created_at,
        Assignment.ended_at,
    ).order_by(Assignment.created_at, Assignment.id)
    return [AssignmentRow(*row) for row in db.execute(query).tuples()]


class OfferRow(NamedTuple):
    """One offer as it stood at the end."""

    id: UUID
    session_id: UUID
    state: OfferState
    sent_at: datetime
    expires_at: datetime


def all_offers(db: Session) -> Sequence[OfferRow]:
    """Every offer there ever was."""
    query = sa.select(Offer.id, Offer.session_id, Offer.state, Offer.sent_at, Offer.expires_at)
    return [OfferRow(*row) for row in db.execute(query).tuples()]


class MessageRow(NamedTuple):
    """One message: what it is about, when it was written, when it went out, and what it says in which language."""

    about: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None
    language: str = ""
    body: str = ""


def all_messages(db: Session) -> Sequence[MessageRow]:
    """Every message there ever was."""
    query = sa.select(
        Message.about,
        Message.state,
        Message.created_at,
        Message.sent_at,
        Message.language,
        Message.body,
    )
    return [MessageRow(*row) for row in db.execute(query).tuples()]


def with_outcome(db: Session) -> frozenset[UUID]:
    """Sessions of which it is settled what came of them: both have said so, it was decided, or it counts as planned."""
    settled = (OutcomeState.REPORTED, OutcomeState.DECIDED, OutcomeState.ASSUMED)
    query = sa.select(SessionOutcome.session_id).where(SessionOutcome.state.in_(settled))
    return frozenset(db.scalars(query))


class CallRow(NamedTuple):
    """One call of the helpline: its session, when it came in and was connected, and how it ended."""

    session_id: UUID
    opened_at: datetime
    connected_at: datetime | None
    ending: CallEnd | None


def all_calls(db: Session) -> Sequence[CallRow]:
    """Every call there ever was, in the order in which they came in."""
    query = sa.select(
        HelplineCall.session_id,
        HelplineCall.opened_at,
        HelplineCall.connected_at,
        HelplineCall.ending,
    ).order_by(HelplineCall.opened_at, HelplineCall.id)
    return [CallRow(*row) for row in db.execute(query).tuples()]


def changes_of_repairs(db: Session) -> Sequence[int]:
    """Of each repair that was sent, how many people it moved."""
    query = sa.select(PlanRun.progress).where(
        PlanRun.kind == RunKind.REPAIR, PlanRun.state == RunState.SENT
    )
    return [int(progress.get("broken", 0)) for progress in db.scalars(query)]


def count_dead_jobs(db: Session) -> int:
    """How many jobs were given up."""
    query = sa.select(sa.func.count(JobRow.id)).where(JobRow.state == JobState.DEAD)
    return db.scalars(query).one()

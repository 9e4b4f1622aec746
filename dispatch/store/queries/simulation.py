"""What a play of weeks asks of the database: what waits and when, and at its end everything that happened."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from accounts.store.tables import User
from dispatch.domain.states import (
    BLOCKING,
    OPEN_OFFERS,
    AssignmentState,
    OfferState,
    RunKind,
    RunState,
)
from dispatch.store.tables import Assignment, Offer, PlanRun
from foundation.database.queue import JobRow, JobState
from foundation.messages.outbox import Message, MessageState
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from scheduling.domain.states import LIVE, RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request


class Person(NamedTuple):
    """Somebody active on the roster, with the address of their account."""

    id: InterpreterId
    code: str
    email: str | None


def list_active(db: Session) -> Sequence[Person]:
    """Everybody who may be sent, by code."""
    query = (
        sa.select(Interpreter.id, Interpreter.code, User.email)
        .join(User, User.id == Interpreter.user_id, isouter=True)
        .where(Interpreter.standing == Standing.ACTIVE)
        .order_by(Interpreter.code)
    )
    return [Person(*row) for row in db.execute(query).tuples()]


class Question(NamedTuple):
    """An open offer of which somebody has been told."""

    id: UUID
    session_id: UUID
    interpreter_id: InterpreterId
    told_at: datetime
    expires_at: datetime


def questions_told(db: Session, since: datetime) -> Sequence[Question]:
    """Open offers told at or after an instant, in the order in which they were told."""
    query = (
        sa.select(Offer.id, Offer.session_id, Offer.interpreter_id, Offer.told_at, Offer.expires_at)
        .where(Offer.state.in_(OPEN_OFFERS), Offer.told_at >= since)
        .order_by(Offer.told_at, Offer.id)
    )
    return [
        Question(offer, session, who, told_at, expires_at)
        for offer, session, who, told_at, expires_at in db.execute(query).tuples()
        if told_at is not None
    ]


def is_open(db: Session, offer_id: UUID, now: datetime) -> bool:
    """Whether an offer may still be answered."""
    query = sa.select(Offer.id).where(
        Offer.id == offer_id, Offer.state.in_(OPEN_OFFERS), Offer.expires_at > now
    )
    return db.scalar(query) is not None


class Peek:
    """What is due next, asked of the file itself thousands of times: a transaction for each would take longer."""

    JOB = "SELECT min(run_at) FROM job WHERE state = 'queued'"
    TOLD = "SELECT 1 FROM offer WHERE told_at >= ? AND state IN ('sent', 'viewed') LIMIT 1"
    DEADLINE = "SELECT min(expires_at) FROM offer WHERE state IN ('sent', 'viewed')"

    def __init__(self, engine: Engine) -> None:
        """Open a connection of its own, which begins no transaction and so holds nobody up."""
        self._connection = engine.raw_connection()

    def next_job_at(self) -> datetime | None:
        """When the next job of the table is due."""
        return self._instant(self.JOB)

    def next_deadline(self) -> datetime | None:
        """When the next open offer runs out."""
        return self._instant(self.DEADLINE)

    def has_told(self, since: datetime) -> bool:
        """Whether anybody has been told of an open offer at or after an instant."""
        cursor = self._connection.cursor()
        naive = since.astimezone(UTC).replace(tzinfo=None)
        found = cursor.execute(self.TOLD, (naive.isoformat(" ", "microseconds"),)).fetchone()
        cursor.close()
        return found is not None

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _instant(self, query: str) -> datetime | None:
        cursor = self._connection.cursor()
        found = cursor.execute(query).fetchone()[0]
        cursor.close()
        return None if found is None else datetime.fromisoformat(found).replace(tzinfo=UTC)


class Gap(NamedTuple):
    """A session that wants more people than it has, and than are asked."""

    session_id: UUID
    starts_at: datetime


def list_gaps(db: Session, after: datetime, until: datetime) -> Sequence[Gap]:
    """Approved sessions that begin in a span and have a slot for which nobody is asked, the first one first."""
    of_it = CounsellingSession.id
    held = (
        sa.select(sa.func.count(Assignment.id))
        .where(Assignment.session_id == of_it, Assignment.state.in_(BLOCKING))
        .correlate(CounsellingSession)
        .scalar_subquery()
    )
    asked = (
        sa.select(sa.func.count(sa.distinct(Offer.slot_no)))
        .where(Offer.session_id == of_it, Offer.state.in_(OPEN_OFFERS))
        .correlate(CounsellingSession)
        .scalar_subquery()
    )
    query = (
        sa.select(of_it, CounsellingSession.starts_at)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            Request.state == RequestState.APPROVED,
            CounsellingSession.state.in_(LIVE),
            CounsellingSession.starts_at > after,
            CounsellingSession.starts_at <= until,
            Request.team > held + asked,
        )
        .order_by(CounsellingSession.starts_at, Request.reference)
    )
    return [Gap(*row) for row in db.execute(query).tuples()]


def taken_slots(db: Session, session_id: UUID) -> frozenset[int]:
    """The slots of a session that somebody has or is asked for."""
    held = sa.select(Assignment.slot_no).where(
        Assignment.session_id == session_id, Assignment.state.in_(BLOCKING)
    )
    asked = sa.select(Offer.slot_no).where(
        Offer.session_id == session_id, Offer.state.in_(OPEN_OFFERS)
    )
    return frozenset(db.scalars(held.union(asked)))


def ready_repairs(db: Session) -> Sequence[UUID]:
    """Repairs that wait to be sent and were asked for by nobody, the oldest first."""
    query = (
        sa.select(PlanRun.id)
        .where(
            PlanRun.kind == RunKind.REPAIR,
            PlanRun.state == RunState.DONE,
            PlanRun.requested_by.is_(None),
        )
        .order_by(PlanRun.created_at, PlanRun.id)
    )
    return db.scalars(query).all()


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
    """One message: what it is about, when it was written, and when it went out."""

    about: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None


def all_messages(db: Session) -> Sequence[MessageRow]:
    """Every message there ever was."""
    query = sa.select(Message.about, Message.state, Message.created_at, Message.sent_at)
    return [MessageRow(*row) for row in db.execute(query).tuples()]


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


def list_unclosed(db: Session) -> Sequence[tuple[UUID, str]]:
    """Sessions that passed without anybody and of which nobody has said why, with the cause a plan found."""
    query = (
        sa.select(CounsellingSession.id, CounsellingSession.cause)
        .where(
            CounsellingSession.state == SessionState.NOT_DELIVERED,
            CounsellingSession.closed_at.is_(None),
        )
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
    )
    return [(found, cause) for found, cause in db.execute(query).tuples()]

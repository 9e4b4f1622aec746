"""What a play of weeks asks of the database: who is there, what waits, and when the next thing is due."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from accounts.store.tables import User
from dispatch.domain.live import OutcomeState
from dispatch.domain.states import BLOCKING, OPEN_OFFERS, RunKind, RunState
from dispatch.store.tables import Assignment, Offer, PlanRun, SessionOutcome
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from scheduling.domain.states import LIVE, RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request


class RosterPerson(NamedTuple):
    """Somebody active on the roster, with the address of their account."""

    id: InterpreterId
    code: str
    email: str | None


def list_active(db: Session) -> Sequence[RosterPerson]:
    """Everybody who may be sent, by code."""
    query = (
        sa.select(Interpreter.id, Interpreter.code, User.email)
        .join(User, User.id == Interpreter.user_id, isouter=True)
        .where(Interpreter.standing == Standing.ACTIVE)
        .order_by(Interpreter.code)
    )
    return [RosterPerson(*row) for row in db.execute(query).tuples()]


class ToldOffer(NamedTuple):
    """An open offer of which somebody has been told."""

    id: UUID
    session_id: UUID
    interpreter_id: InterpreterId
    told_at: datetime
    expires_at: datetime


def questions_told(db: Session, since: datetime) -> Sequence[ToldOffer]:
    """Open offers told at or after an instant, in the order in which they were told."""
    query = (
        sa.select(Offer.id, Offer.session_id, Offer.interpreter_id, Offer.told_at, Offer.expires_at)
        .where(Offer.state.in_(OPEN_OFFERS), Offer.told_at >= since)
        .order_by(Offer.told_at, Offer.id)
    )
    return [
        ToldOffer(offer, session, who, told_at, expires_at)
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

    def version(self) -> int:
        """A number that changes whenever anything has been committed."""
        cursor = self._connection.cursor()
        found: int = cursor.execute("PRAGMA data_version").fetchone()[0]
        cursor.close()
        return found

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _instant(self, query: str) -> datetime | None:
        cursor = self._connection.cursor()
        found = cursor.execute(query).fetchone()[0]
        cursor.close()
        return None if found is None else datetime.fromisoformat(found).replace(tzinfo=UTC)


class Serving(NamedTuple):
    """Somebody who serves a session, with the address of their account."""

    assignment_id: UUID
    interpreter_id: InterpreterId
    code: str
    email: str | None
    ends_at: datetime


def list_serving(db: Session, session_id: UUID) -> list[Serving]:
    """Who serves a session, by slot."""
    query = (
        sa.select(
            Assignment.id,
            Assignment.interpreter_id,
            Interpreter.code,
            User.email,
            Assignment.ends_at,
        )
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .join(User, User.id == Interpreter.user_id, isouter=True)
        .where(Assignment.session_id == session_id, Assignment.state.in_(BLOCKING))
        .order_by(Assignment.slot_no)
    )
    return [Serving(*row) for row in db.execute(query).tuples()]


def start_of(db: Session, session_id: UUID) -> datetime | None:
    """When a session starts that has not been called off."""
    query = sa.select(CounsellingSession.starts_at).where(
        CounsellingSession.id == session_id, CounsellingSession.state != SessionState.CANCELLED
    )
    return db.scalar(query)


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


def empty_slots(db: Session, session_id: UUID) -> list[int]:
    """The slots of a session that nobody has and nobody is asked for."""
    team = (
        sa.select(Request.team)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .where(CounsellingSession.id == session_id)
    )
    held = sa.select(Assignment.slot_no).where(
        Assignment.session_id == session_id, Assignment.state.in_(BLOCKING)
    )
    asked = sa.select(Offer.slot_no).where(
        Offer.session_id == session_id, Offer.state.in_(OPEN_OFFERS)
    )
    taken = set(db.scalars(held.union(asked)))
    return [slot for slot in range(1, db.scalars(team).one() + 1) if slot not in taken]


def list_disputed(db: Session) -> Sequence[UUID]:
    """Sessions of which both sides say different things, by id."""
    query = sa.select(SessionOutcome.session_id).where(
        SessionOutcome.state == OutcomeState.DISPUTED
    )
    return db.scalars(query.order_by(SessionOutcome.session_id)).all()


def ready_plans(db: Session) -> Sequence[UUID]:
    """Drafts of plans that wait to be sent, the oldest first."""
    query = (
        sa.select(PlanRun.id)
        .where(PlanRun.kind == RunKind.PLAN, PlanRun.state == RunState.DONE)
        .order_by(PlanRun.created_at, PlanRun.id)
    )
    return db.scalars(query).all()


def list_unclosed(db: Session) -> Sequence[tuple[UUID, str]]:
    """Sessions that passed without anybody and of which nobody has said why, with the cause a plan found."""
    query = (
        sa.select(CounsellingSession.id, CounsellingSession.cause)
        .where(
            CounsellingSession.state == SessionState.NOT_DELIVERED,
            CounsellingSession.closed_at.is_(None),
            # Where somebody was there, both sides say what came of it.
            CounsellingSession.id.not_in(sa.select(SessionOutcome.session_id)),
        )
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
    )
    return [(found, cause) for found, cause in db.execute(query).tuples()]

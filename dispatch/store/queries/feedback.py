"""Questions about complaints and praise."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId, UserId
from dispatch.domain.feedback import FEEDBACK_OPEN, FeedbackKind, FeedbackState
from dispatch.domain.states import AssignmentState
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    Feedback,
    FeedbackNote,
    Interpreter,
)
from scheduling.store.tables import Request


def find(db: Session, feedback_id: UUID) -> Feedback | None:
    """By its id, with everything that is shown of it."""
    return db.scalars(_shown().where(Feedback.id == feedback_id)).one_or_none()


def find_by_code(db: Session, code: str) -> Feedback | None:
    """By the code that its giver keeps."""
    return db.scalars(sa.select(Feedback).where(Feedback.code == code)).one_or_none()


def _shown() -> sa.Select[Feedback]:
    return sa.select(Feedback).options(
        joinedload(Feedback.session).joinedload(CounsellingSession.request),
        joinedload(Feedback.interpreter),
        joinedload(Feedback.organisation),
        joinedload(Feedback.assigned_to),
    )


def select_all(
    state: FeedbackState | None, kind: FeedbackKind | None, reader: UUID | None
) -> sa.Select[Feedback]:
    """All of a state and kind but complaints about the reader; what is still to be done first, the earliest due on top."""
    query = _shown().where(sa.not_(_against(reader)))
    if state is not None:
        query = query.where(Feedback.state == state)
    if kind is not None:
        query = query.where(Feedback.kind == kind)
    is_open = sa.case((Feedback.state.in_(FEEDBACK_OPEN), 0), else_=1)
    return query.order_by(is_open, Feedback.due_on, Feedback.received_at.desc(), Feedback.id)


def count_open(db: Session, reader: UUID | None) -> int:
    """How many wait for the office, but complaints about the reader."""
    query = sa.select(sa.func.count()).select_from(Feedback).where(sa.not_(_against(reader)))
    return db.scalar(query.where(Feedback.state.in_(FEEDBACK_OPEN))) or 0


def _against(user_id: UUID | None) -> sa.ColumnElement[bool]:
    """Complaints about the work of somebody."""
    if user_id is None:
        return sa.false()
    own = sa.exists().where(
        Interpreter.id == Feedback.interpreter_id, Interpreter.user_id == UserId(user_id)
    )
    return sa.and_(Feedback.kind == FeedbackKind.COMPLAINT, own)


def list_of_interpreter(db: Session, interpreter_id: UUID) -> Sequence[Feedback]:
    """What somebody may read about themselves: praise that the office has read, and complaints that it has shared."""
    is_praise = sa.and_(
        Feedback.kind == FeedbackKind.PRAISE, Feedback.state != FeedbackState.RECEIVED
    )
    return db.scalars(
        _shown()
        .where(
            Feedback.interpreter_id == interpreter_id,
            sa.or_(is_praise, Feedback.shared_at.is_not(None)),
        )
        .order_by(Feedback.received_at.desc())
    ).all()


def list_given(db: Session, user_id: UUID) -> Sequence[Feedback]:
    """What somebody has given under their name, the newest first."""
    query = sa.select(Feedback).where(Feedback.given_by_id == user_id)
    return db.scalars(query.order_by(Feedback.received_at.desc())).all()


def list_notes(db: Session, feedback_id: UUID) -> Sequence[FeedbackNote]:
    """The notes in the order in which they were written."""
    query = sa.select(FeedbackNote).where(FeedbackNote.feedback_id == feedback_id)
    return db.scalars(query.options(joinedload(FeedbackNote.by)).order_by(FeedbackNote.at)).all()


def move(
    db: Session, feedback_id: UUID, seen: FeedbackState, to: FeedbackState, **values: Any
) -> bool:
    """Move it on from the state that somebody saw; False when it stands elsewhere by now."""
    changed = db.execute(
        sa.update(Feedback)
        .where(Feedback.id == feedback_id, Feedback.state == seen)
        .values(state=to, **values)
        .returning(Feedback.id)
    )
    return changed.one_or_none() is not None


def assign(db: Session, feedback_id: UUID, seen: UUID | None, to: UserId) -> bool:
    """Give what is open to somebody, unless it is with somebody else than was seen by now."""
    changed = db.execute(
        sa.update(Feedback)
        .where(
            Feedback.id == feedback_id,
            Feedback.state.in_(FEEDBACK_OPEN),
            Feedback.assigned_to_id.is_not_distinct_from(None if seen is None else UserId(seen)),
        )
        .values(state=FeedbackState.IN_WORK, assigned_to_id=to)
        .returning(Feedback.id)
    )
    return changed.one_or_none() is not None


def claim_due(db: Session, due_on: date, now: datetime) -> Sequence[Feedback]:
    """What is open, due by a day and not reminded of yet; noted as reminded in the statement that asks."""
    claimed = db.scalars(
        sa.update(Feedback)
        .where(
            Feedback.state.in_(FEEDBACK_OPEN),
            Feedback.due_on <= due_on,
            Feedback.reminded_at.is_(None),
        )
        .values(reminded_at=now)
        .returning(Feedback.id)
    ).all()
    return db.scalars(_shown().where(Feedback.id.in_(claimed)).order_by(Feedback.due_on)).all()


def find_session(db: Session, reference: str) -> CounsellingSession | None:
    """The session of a request with its number."""
    return db.scalars(
        sa.select(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(Request.reference == reference)
        .options(joinedload(CounsellingSession.request))
    ).one_or_none()


def list_serving(db: Session, session_id: UUID) -> Sequence[Assignment]:
    """Whoever has or had a slot of a session."""
    query = sa.select(Assignment).where(Assignment.session_id == session_id)
    return db.scalars(
        query.options(joinedload(Assignment.interpreter)).order_by(
            Assignment.ended_at.is_not(None), Assignment.slot_no
        )
    ).all()


def reference_served(
    db: Session, interpreter_id: UUID, organisations: Collection[UUID], before: datetime
) -> str:
    """The number of the last request of some organisations that somebody had served by an instant; "" for none."""
    found = db.scalar(
        sa.select(Request.reference)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .join(Assignment, Assignment.session_id == CounsellingSession.id)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.state == AssignmentState.COMPLETED,
            Assignment.ends_at < before,
            Request.organisation_id.in_([OrganisationId(each) for each in organisations]),
        )
        .order_by(Assignment.starts_at.desc())
        .limit(1)
    )
    return found or ""


def count_received(
    db: Session, since: datetime, until: datetime, only: Collection[UUID] | None
) -> dict[FeedbackKind, int]:
    """How many of each kind came in between; of `only` these organisations' sessions if given."""
    query = sa.select(Feedback.kind, sa.func.count()).where(
        Feedback.received_at >= since, Feedback.received_at < until
    )
    if only is not None:
        query = query.where(Feedback.organisation_id.in_([OrganisationId(each) for each in only]))
    return {kind: int(count) for kind, count in db.execute(query.group_by(Feedback.kind))}

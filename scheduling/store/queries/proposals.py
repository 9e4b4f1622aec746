"""Questions about the changes that the centre proposes to requesters."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from accounts.domain.ids import UserId
from accounts.store.tables import Site
from scheduling.domain.ids import SessionId
from scheduling.domain.proposals import ProposalState
from scheduling.domain.states import SessionState
from scheduling.store.tables import ChangeProposal, CounsellingSession, Request


def _with_session() -> tuple[ORMOption, ...]:
    session = joinedload(ChangeProposal.session)
    asked = session.joinedload(CounsellingSession.request)
    return (
        asked.joinedload(Request.organisation),
        asked.joinedload(Request.requester),
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        *_with_place(),
    )


def _with_place() -> tuple[ORMOption, ...]:
    return (joinedload(ChangeProposal.site).joinedload(Site.organisation),)


def _overtaken() -> sa.ColumnElement[bool]:
    """The condition that the request was changed since it was asked about more than start and mode."""
    other = sa.and_(ChangeProposal.starts_at.is_(None), ChangeProposal.modality.is_(None))
    return sa.and_(
        other,
        sa.exists().where(
            Request.id == CounsellingSession.request_id,
            Request.changed_at > ChangeProposal.asked_at,
        ),
    )


def find(db: Session, proposal_id: UUID) -> ChangeProposal | None:
    """A proposal with its session and request."""
    query = sa.select(ChangeProposal).where(ChangeProposal.id == proposal_id)
    return db.scalar(query.options(*_with_session()))


def newest_of(db: Session, session_id: UUID) -> ChangeProposal | None:
    """The newest proposal about a session, open or not."""
    query = (
        sa.select(ChangeProposal)
        .where(ChangeProposal.session_id == SessionId(session_id))
        .order_by(ChangeProposal.asked_at.desc(), ChangeProposal.id)
        .limit(1)
        .options(*_with_place())
    )
    return db.scalar(query)


def open_among(db: Session, session_ids: Collection[SessionId], now: datetime) -> set[SessionId]:
    """The sessions about which a question can still be answered."""
    session = CounsellingSession
    query = (
        sa.select(ChangeProposal.session_id)
        .join(session, session.id == ChangeProposal.session_id)
        .where(
            ChangeProposal.session_id.in_(session_ids),
            ChangeProposal.state == ProposalState.OPEN,
            ChangeProposal.expires_at > now,
            session.state.in_([SessionState.REQUESTED, SessionState.PLANNED]),
            session.starts_at == ChangeProposal.former_starts_at,
            session.modality == ChangeProposal.former_modality,
            ~_overtaken(),
        )
    )
    return set(db.scalars(query))


def list_over(db: Session, now: datetime) -> Sequence[ChangeProposal]:
    """Open proposals that nobody answered in time, or whose session no longer stands as it was."""
    session = CounsellingSession
    wanting = session.state.in_([SessionState.REQUESTED, SessionState.PLANNED])
    query = (
        sa.select(ChangeProposal)
        .join(session, session.id == ChangeProposal.session_id)
        .where(
            ChangeProposal.state == ProposalState.OPEN,
            sa.or_(
                ChangeProposal.expires_at <= now,
                ~wanting,
                session.starts_at != ChangeProposal.former_starts_at,
                session.modality != ChangeProposal.former_modality,
                _overtaken(),
            ),
        )
        .order_by(ChangeProposal.asked_at, ChangeProposal.id)
        .options(*_with_session())
    )
    return db.scalars(query).all()


def close(
    db: Session, proposal_id: UUID, state: ProposalState, by: UserId | None, now: datetime
) -> bool:
    """Close an open proposal; false when somebody was faster."""
    result = db.execute(
        sa.update(ChangeProposal)
        .where(ChangeProposal.id == proposal_id, ChangeProposal.state == ProposalState.OPEN)
        .values(state=state, closed_by=by, closed_at=now)
        .execution_options(synchronize_session="fetch")
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1

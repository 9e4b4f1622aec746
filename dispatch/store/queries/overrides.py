"""What is asked about overrides that two people answer for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.states import OverrideState
from dispatch.store.tables import CounsellingSession, GraveOverride
from scheduling.store.tables import Request

LIVING = frozenset({OverrideState.ASKED, OverrideState.AGREED})


def select_overrides() -> sa.Select[GraveOverride]:
    """Overrides with everything that is said about them: those that wait first, then the newest."""
    request = joinedload(GraveOverride.session).joinedload(CounsellingSession.request)
    waits = sa.case((GraveOverride.state == OverrideState.ASKED, 0), else_=1)
    return (
        sa.select(GraveOverride)
        .options(
            request.joinedload(Request.organisation),
            joinedload(GraveOverride.session).joinedload(CounsellingSession.site),
            joinedload(GraveOverride.interpreter),
            joinedload(GraveOverride.asked_by),
            joinedload(GraveOverride.decided_by),
        )
        .order_by(waits, GraveOverride.asked_at.desc(), GraveOverride.id)
    )


def find(db: Session, override_id: UUID, *, lock: bool = False) -> GraveOverride | None:
    """One override."""
    query = select_overrides().where(GraveOverride.id == override_id)
    if lock:
        query = query.with_for_update(of=GraveOverride).execution_options(populate_existing=True)
    return db.scalar(query)


def list_of_session(db: Session, session_id: UUID) -> Sequence[GraveOverride]:
    """Those that are asked for or agreed to in one session."""
    return db.scalars(
        select_overrides().where(
            GraveOverride.session_id == session_id, GraveOverride.state.in_(LIVING)
        )
    ).all()


def find_agreed(db: Session, session_id: UUID, interpreter_id: UUID) -> GraveOverride | None:
    """What two people have agreed about somebody in a session."""
    return db.scalar(
        select_overrides().where(
            GraveOverride.session_id == session_id,
            GraveOverride.interpreter_id == interpreter_id,
            GraveOverride.state == OverrideState.AGREED,
        )
    )


def list_waiting(db: Session, now: datetime, limit: int) -> Sequence[GraveOverride]:
    """Those of sessions ahead that wait for a second person."""
    query = select_overrides().where(
        GraveOverride.state == OverrideState.ASKED, GraveOverride.session.has(_ahead(now))
    )
    return db.scalars(query.limit(limit)).all()


def _ahead(now: datetime) -> sa.ColumnElement[bool]:
    return CounsellingSession.starts_at > now


def count_waiting(db: Session, now: datetime) -> int:
    """How many wait for a second person, of sessions that lie ahead."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(GraveOverride)
            .join(CounsellingSession, CounsellingSession.id == GraveOverride.session_id)
            .where(GraveOverride.state == OverrideState.ASKED, CounsellingSession.starts_at > now)
        )
        or 0
    )

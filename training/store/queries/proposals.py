"""Questions about proposed courses, invitations and what came of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.domain.proposals import LIVE_PROPOSALS, CourseProposalState
from training.store.tables import Cohort, CourseVersion, TrainingProposal


def _whole() -> sa.Select[TrainingProposal]:
    return sa.select(TrainingProposal).options(
        joinedload(TrainingProposal.cohort)
        .joinedload(Cohort.version)
        .joinedload(CourseVersion.course)
    )


def find(db: Session, proposal_id: UUID) -> TrainingProposal | None:
    """One proposal, with its cohort."""
    return db.scalar(_whole().where(TrainingProposal.id == proposal_id))


def lock(db: Session, proposal_id: UUID) -> TrainingProposal | None:
    """One proposal, read anew; nobody else changes it until the end of this transaction."""
    query = sa.select(TrainingProposal.id).where(TrainingProposal.id == proposal_id)
    db.execute(query.with_for_update())
    whole = _whole().where(TrainingProposal.id == proposal_id)
    return db.scalar(whole.execution_options(populate_existing=True))


def find_live(db: Session, subject: str) -> TrainingProposal | None:
    """The proposal for a lack that is open or being acted on."""
    return db.scalar(
        sa.select(TrainingProposal).where(
            TrainingProposal.subject == subject, TrainingProposal.state.in_(LIVE_PROPOSALS)
        )
    )


def find_dismissed_since(db: Session, subject: str, since: datetime) -> TrainingProposal | None:
    """The newest proposal for a lack that was dismissed since then."""
    return db.scalar(
        sa.select(TrainingProposal)
        .where(
            TrainingProposal.subject == subject,
            TrainingProposal.state == CourseProposalState.DISMISSED,
            TrainingProposal.settled_at >= since,
        )
        .order_by(TrainingProposal.settled_at.desc())
        .limit(1)
    )


def select_all(states: Collection[CourseProposalState]) -> sa.Select[TrainingProposal]:
    """The question for those in some states, the largest gain first."""
    return (
        _whole()
        .where(TrainingProposal.state.in_(states))
        .order_by(TrainingProposal.gained.desc(), TrainingProposal.id)
    )


def count_by_state(db: Session) -> dict[CourseProposalState, int]:
    """How many there are in each state."""
    rows = db.execute(
        sa.select(TrainingProposal.state, sa.func.count()).group_by(TrainingProposal.state)
    )
    return {row[0]: row[1] for row in rows}


def list_open_but(db: Session, kept: Collection[UUID]) -> Sequence[TrainingProposal]:
    """Open ones other than these."""
    return db.scalars(
        sa.select(TrainingProposal).where(
            TrainingProposal.state == CourseProposalState.OPEN, TrainingProposal.id.not_in(kept)
        )
    ).all()

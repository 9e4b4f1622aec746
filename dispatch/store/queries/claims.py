"""What is asked about claims."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import ClaimState
from dispatch.domain.ids import ClaimId, StatementId
from dispatch.store.tables import (
    ClaimLine,
    Interpreter,
    PayClaim,
)
from interpreters.domain.ids import InterpreterId


def with_everything() -> tuple[ExecutableOption, ...]:
    """What a page says of a claim."""
    return (
        joinedload(PayClaim.interpreter, innerjoin=True),
        joinedload(PayClaim.organisation, innerjoin=True),
        joinedload(PayClaim.first_by),
        joinedload(PayClaim.approved_by),
        selectinload(PayClaim.lines),
    )


def find(db: Session, claim_id: UUID) -> PayClaim | None:
    """One claim with what a page says of it."""
    query = sa.select(PayClaim).where(PayClaim.id == ClaimId(claim_id)).options(*with_everything())
    return db.scalar(query)


def lock(db: Session, claim_ids: Collection[UUID]) -> Sequence[PayClaim]:
    """Claims as they stand now, held until the end of the transaction, always in one order."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.id.in_([ClaimId(each) for each in claim_ids]))
        .order_by(PayClaim.id)
        .options(*with_everything())
        .with_for_update(of=PayClaim)
        .execution_options(populate_existing=True)
    )
    return db.scalars(query).all()


def lock_by_source(db: Session, source_ids: Collection[UUID]) -> Mapping[UUID, PayClaim]:
    """The claims for some pieces of work, held until the end of the transaction."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.source_id.in_(source_ids))
        .order_by(PayClaim.id)
        .options(*with_everything())
        .with_for_update(of=PayClaim)
        .execution_options(populate_existing=True)
    )
    return {claim.source_id: claim for claim in db.scalars(query)}


def drop_lines(db: Session, claim_id: ClaimId) -> None:
    """Take the reckoned lines of a claim out; what somebody entered with a reason stays."""
    db.execute(sa.delete(ClaimLine).where(ClaimLine.claim_id == claim_id, ClaimLine.reason == ""))


def move(db: Session, claim_id: ClaimId, before: ClaimState, values: Mapping[str, Any]) -> bool:
    """Change a claim that still stands where it was read; False when somebody was faster."""
    done: Any = db.execute(
        sa.update(PayClaim)
        .where(PayClaim.id == claim_id, PayClaim.state == before)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1


def select_claims(
    *,
    state: ClaimState | None = None,
    interpreter_id: UUID | None = None,
    organisation_id: UUID | None = None,
    month: tuple[date, date] | None = None,
) -> sa.Select[PayClaim]:
    """Claims as a list shows them, the newest work first."""
    query = sa.select(PayClaim).options(*with_everything())
    if state is not None:
        query = query.where(PayClaim.state == state)
    else:
        query = query.where(PayClaim.state != ClaimState.DROPPED)
    if interpreter_id is not None:
        query = query.where(PayClaim.interpreter_id == InterpreterId(interpreter_id))
    if organisation_id is not None:
        query = query.where(PayClaim.organisation_id == OrganisationId(organisation_id))
    if month is not None:
        query = query.where(PayClaim.day >= month[0], PayClaim.day <= month[1])
    return query.order_by(PayClaim.day.desc(), PayClaim.id)


def count_states(
    db: Session, *, interpreter_id: InterpreterId | None = None
) -> Mapping[ClaimState, int]:
    """How many claims wait for somebody, by state."""
    waiting = (S.PROPOSED, S.CONFIRMED, S.DISPUTED, S.HALF_APPROVED)
    query = sa.select(PayClaim.state, sa.func.count()).where(PayClaim.state.in_(waiting))
    if interpreter_id is not None:
        query = query.where(PayClaim.interpreter_id == interpreter_id)
    return {row[0]: int(row[1]) for row in db.execute(query.group_by(PayClaim.state))}


def count_to_approve(db: Session, silent_since: datetime, actor_id: UUID | None) -> int:
    """How many claims somebody of the office could decide on: confirmed, silent for days, disputed, half approved."""
    mine = sa.and_(PayClaim.state == S.HALF_APPROVED, PayClaim.first_by_id != actor_id)
    query = sa.select(sa.func.count()).where(
        sa.or_(
            PayClaim.state.in_((S.CONFIRMED, S.DISPUTED)),
            mine,
            sa.and_(PayClaim.state == S.PROPOSED, PayClaim.changed_at <= silent_since),
        )
    )
    return int(db.scalar(query) or 0)


def list_own_waiting(db: Session, user_id: UUID | None) -> Sequence[ClaimId]:
    """What somebody with an account has still to confirm, the oldest first."""
    query = (
        sa.select(PayClaim.id)
        .join(Interpreter, Interpreter.id == PayClaim.interpreter_id)
        .where(Interpreter.user_id == user_id, PayClaim.state == S.PROPOSED)
        .order_by(PayClaim.day, PayClaim.id)
    )
    return db.scalars(query).all()


def select_on(statement_id: StatementId) -> sa.Select[PayClaim]:
    """The claims on a statement, by day."""
    return (
        sa.select(PayClaim)
        .where(PayClaim.statement_id == statement_id)
        .options(*with_everything())
        .order_by(PayClaim.day, PayClaim.starts_at, PayClaim.id)
    )


def corrections_of(db: Session, claim_id: ClaimId) -> Sequence[PayClaim]:
    """What corrects a claim, in order of time."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.corrects_id == claim_id)
        .order_by(PayClaim.proposed_at)
        .options(*with_everything())
    )
    return db.scalars(query).all()


S = ClaimState

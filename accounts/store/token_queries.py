"""What is asked of the tokens of the API."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
from accounts.store.tables import User
from accounts.store.token_tables import ApiToken


def find(db: Session, token_hash: str) -> ApiToken | None:
    """A token that has not been revoked, with its owner and their roles."""
    query = sa.select(ApiToken).where(
        ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None)
    )
    owner = joinedload(ApiToken.user).joinedload(User.memberships)
    return db.scalars(query.options(owner)).unique().one_or_none()


def list_of(db: Session, user_id: UUID) -> Sequence[ApiToken]:
    """Somebody's tokens that were not revoked, the newest first."""
    query = sa.select(ApiToken).where(
        ApiToken.user_id == UserId(user_id), ApiToken.revoked_at.is_(None)
    )
    return db.scalars(query.order_by(ApiToken.made_at.desc(), ApiToken.id)).all()


def revoke(db: Session, user_id: UUID, token_id: UUID, now: datetime) -> bool:
    """End a token of somebody; False when there is none."""
    ended = db.scalar(
        sa.update(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.user_id == UserId(user_id),
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    return ended is not None


def revoke_all(db: Session, user_id: UUID, now: datetime) -> bool:
    """End every token of somebody that works; False when there was none."""
    own = (
        ApiToken.user_id == UserId(user_id),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now,
    )
    ended = sa.update(ApiToken).where(*own).values(revoked_at=now).returning(ApiToken.id)
    return bool(db.scalars(ended).all())


def forget(db: Session, before: datetime) -> None:
    """Forget tokens that ran out or were revoked long ago."""
    db.execute(
        sa.delete(ApiToken).where(
            sa.or_(ApiToken.expires_at < before, ApiToken.revoked_at < before)
        )
    )

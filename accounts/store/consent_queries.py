"""What is asked of the database about pledges and consents."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.consents import ConsentPurpose
from accounts.domain.ids import UserId
from accounts.store.consent_tables import ConsentText
from accounts.store.tables import PrivacyConsent, User


def list_texts(db: Session) -> Sequence[ConsentText]:
    """Every version of every purpose, the older first."""
    return db.scalars(
        sa.select(ConsentText).order_by(ConsentText.published_at, ConsentText.version)
    ).all()


def list_signed(
    db: Session, user_ids: Collection[UUID], purposes: Collection[ConsentPurpose]
) -> Sequence[PrivacyConsent]:
    """What some people have signed, the older first."""
    return db.scalars(
        sa.select(PrivacyConsent)
        .where(
            PrivacyConsent.user_id.in_([UserId(each) for each in user_ids]),
            PrivacyConsent.purpose.in_([each.value for each in purposes]),
        )
        .order_by(PrivacyConsent.given_at)
    ).all()


def lock_users(db: Session, user_ids: Collection[UUID]) -> None:
    """Let nobody else sign as these people, or remind them, until the transaction ends (SQLite: always so)."""
    wanted = sorted(UserId(each) for each in user_ids)
    db.execute(
        sa.select(User.id).where(User.id.in_(wanted)).order_by(User.id).with_for_update()
    ).all()

"""What is asked of the second step of signing in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.ids import UserId
from accounts.store.provider_tables import ExternalIdentity, IdentityProvider
from accounts.store.second_step_tables import (
    AnsweredChallenge,
    AuthenticatorApp,
    Passkey,
    RecoveryCode,
)
from accounts.store.tables import SignIn


def find_app(db: Session, user_id: UUID) -> AuthenticatorApp | None:
    """Somebody's app, also one whose first code is still missing."""
    return db.get(AuthenticatorApp, UserId(user_id))


def has_second_step(db: Session, user_id: UUID) -> bool:
    """Whether somebody has an app that counts, or a passkey."""
    user = UserId(user_id)
    app = sa.exists().where(
        AuthenticatorApp.user_id == user, AuthenticatorApp.confirmed_at.is_not(None)
    )
    key = sa.exists().where(Passkey.user_id == user)
    return bool(db.scalar(sa.select(sa.or_(app, key))))


def opens_with_two(db: Session, user_id: UUID) -> bool:
    """Whether somebody has a second step here, or at the sign-in service of an organisation."""
    user = UserId(user_id)
    linked = (
        sa.exists()
        .where(
            ExternalIdentity.user_id == user, ExternalIdentity.provider_id == IdentityProvider.id
        )
        .where(IdentityProvider.active, IdentityProvider.counts_as_two)
    )
    return has_second_step(db, user) or bool(db.scalar(sa.select(linked)))


def take_period(db: Session, user_id: UUID, period: int) -> bool:
    """Note that the code of a half minute was taken; False when that one or a later one was taken before."""
    taken = db.scalar(
        sa.update(AuthenticatorApp)
        .where(AuthenticatorApp.user_id == UserId(user_id), AuthenticatorApp.last_period < period)
        .values(last_period=period)
        .returning(AuthenticatorApp.user_id)
    )
    return taken is not None


def take_recovery_code(db: Session, user_id: UUID, code_hash: str, now: datetime) -> bool:
    """Use up a code; False when there is none like it, or it was used."""
    taken = db.scalar(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == UserId(user_id),
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return taken is not None


def count_recovery_codes(db: Session, user_id: UUID) -> int:
    """How many codes somebody has left."""
    query = sa.select(sa.func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == UserId(user_id), RecoveryCode.used_at.is_(None)
    )
    return db.scalar(query) or 0


def forget_recovery_codes(db: Session, user_id: UUID) -> None:
    """Let no code of somebody work any more."""
    db.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == UserId(user_id)))


def list_passkeys(db: Session, user_id: UUID) -> Sequence[Passkey]:
    """Somebody's passkeys, the oldest first."""
    query = sa.select(Passkey).where(Passkey.user_id == UserId(user_id))
    return db.scalars(query.order_by(Passkey.made_at, Passkey.id)).all()


def find_passkey(db: Session, credential_id: str) -> Passkey | None:
    """By what a browser calls it."""
    return db.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id))


def forget_answered_challenges(db: Session, before: datetime) -> None:
    """Forget challenges that are too old to be answered again."""
    db.execute(sa.delete(AnsweredChallenge).where(AnsweredChallenge.answered_at < before))


def list_open_sign_ins(db: Session, user_id: UUID, now: datetime) -> Sequence[SignIn]:
    """The browsers in which somebody is signed in, the last used first."""
    query = sa.select(SignIn).where(
        SignIn.user_id == UserId(user_id), SignIn.ended_at.is_(None), SignIn.expires_at > now
    )
    return db.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id)).all()


def has_signed_in_before(db: Session, user_id: UUID) -> bool:
    """Whether somebody has been signed in at all, as far as is known."""
    return bool(db.scalar(sa.select(sa.exists().where(SignIn.user_id == UserId(user_id)))))

"""Signing in and out: sessions live on the server, so that ending one ends it everywhere."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.domain.settings import AccountsSettings
from accounts.store import queries
from accounts.store.tables import SignIn, User
from foundation.database.work import UnitOfWork
from foundation.security.permissions import Actor, Grants

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=5)

_hasher = PasswordHasher()
# Verified against when there is no such user, so that the answer takes equally long.
_NOBODYS_HASH = _hasher.hash("the password of nobody at all")


def folded_email(email: str) -> str:
    """How an address is compared: NFKC, case folded, without spaces around it."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def hash_password(password: str) -> str:
    """Hash a password (argon2id). Slow on purpose: never inside a transaction."""
    return _hasher.hash(password)


@dataclass(frozen=True)
class Credentials:
    """What is needed to check a password outside of any transaction."""

    user_id: UUID | None
    password_hash: str
    open: bool


def find_credentials(uow: UnitOfWork, email: str) -> Credentials:
    """Look up whom the address belongs to; unknown addresses get a hash that nothing matches."""
    user = queries.find_user_by_email(uow.db, folded_email(email))
    if user is None or not user.password_hash:
        return Credentials(None, _NOBODYS_HASH, open=False)
    is_open = user.active and not _is_locked(user, uow.now)
    return Credentials(user.id, user.password_hash, open=is_open)


def _is_locked(user: User, now: datetime) -> bool:
    return user.locked_until is not None and user.locked_until > now


def is_right(credentials: Credentials, password: str) -> bool:
    """Whether the password is right and the account is open; equally slow in every case."""
    try:
        _hasher.verify(credentials.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
    return credentials.open


def admit(uow: UnitOfWork, user_id: UUID) -> str | None:
    """Begin a session; returns its token, which is shown to nobody but the browser.

    None when the account was closed or locked while the password was being checked. From here on
    the unit of work is the user's.
    """
    user = queries.find_user(uow.db, user_id)
    if user is None or not user.active or _is_locked(user, uow.now):
        return None
    uow.actor = actor_of(user, uow.grants)
    user.failed_attempts = 0
    user.locked_until = None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    uow.db.add(
        SignIn(
            token_hash=hash_token(token),
            user_id=user.id,
            created_at=uow.now,
            seen_at=uow.now,
            expires_at=uow.now + timedelta(days=uow.settings.of(AccountsSettings).session_days),
        )
    )
    uow.record("user.signed_in", subject=user.id)
    return token


def refuse(uow: UnitOfWork, user_id: UUID | None) -> None:
    """Count a failure; after too many the account is closed for a while.

    While it is closed nothing is counted, so that a stranger cannot keep it closed by trying on.
    """
    if user_id is None:
        return
    is_open = sa.or_(User.locked_until.is_(None), User.locked_until <= uow.now)
    attempts = uow.db.scalar(
        sa.update(User)
        .where(User.id == user_id, is_open)
        .values(failed_attempts=User.failed_attempts + 1)
        .returning(User.failed_attempts)
    )
    if attempts is not None and attempts >= uow.settings.of(AccountsSettings).sign_in_attempts:
        until = uow.now + timedelta(minutes=uow.settings.of(AccountsSettings).sign_in_lock_minutes)
        uow.db.execute(
            sa.update(User).where(User.id == user_id).values(locked_until=until, failed_attempts=0)
        )
        uow.record("user.locked", subject=user_id)


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_actor(uow: UnitOfWork, token: str) -> tuple[Actor, bool] | None:
    """Who holds this token, and whether it is time to note that they were seen."""
    held = queries.find_sign_in(uow.db, hash_token(token))
    if held is None or held.expires_at <= uow.now or not held.user.active:
        return None
    idle = uow.now - held.seen_at
    if idle > timedelta(hours=uow.settings.of(AccountsSettings).session_idle_hours):
        return None
    return actor_of(held.user, uow.grants), idle > SEEN_EVERY


def actor_of(user: User, grants: Grants) -> Actor:
    """A user as the one who acts, with what the roles may do."""
    roles = tuple((m.organisation_id, m.role) for m in user.memberships)
    return Actor(user.id, user.full_name, user.language, roles, grants)


def note_seen(uow: UnitOfWork, token: str) -> None:
    """Note that a session is in use."""
    uow.db.execute(
        sa.update(SignIn).where(SignIn.token_hash == hash_token(token)).values(seen_at=uow.now)
    )


def end(uow: UnitOfWork, token: str) -> None:
    """End one session, for every copy of its cookie."""
    uow.db.execute(
        sa.update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=uow.now)
    )
    uow.record("user.signed_out", subject=uow.actor.user_id)


def end_all(uow: UnitOfWork, user_id: UUID) -> None:
    """End every session of a user: a role or a password has changed."""
    uow.db.execute(
        sa.update(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
        .values(ended_at=uow.now)
    )

"""The second step of signing in: taken after the right password, or by a passkey alone.

A password alone opens nothing to whoever works at a desk (`IEUM_STAFF_SECOND_STEP`): before a code from an app or a
passkey was set up, such an account may do nothing but set one up.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain import second_steps as rules
from accounts.service import authenticator, notices, passkeys
from accounts.store import queries as accounts
from accounts.store import second_step_queries as queries
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.once import limits
from foundation.security.errors import NotFound
from foundation.security.keys import key_of_secret
from foundation.text.message import say

# Whoever types a code knows the password: a few wrong ones are typing errors, more are somebody else.
MOST_WRONG, PER = 10, timedelta(hours=1)
TOLD_AFTER = 5
HALF_WAY_FOR = timedelta(minutes=10)
WRONG = say("This code is not right, or it was used already. Wait for the next one.")


@dataclass(frozen=True)
class StepWays:
    """How the second step of an account can be taken."""

    by_app: bool
    by_passkey: bool


def ways_of(uow: UnitOfWork, user_id: UUID) -> StepWays:
    """How the second step of an account can be taken."""
    app = queries.find_app(uow.db, user_id)
    has_app = app is not None and app.confirmed_at is not None
    return StepWays(has_app, bool(queries.list_passkeys(uow.db, user_id)))


def is_asked_of(uow: UnitOfWork, user_id: UUID) -> bool:
    """Whether the right password of an account is not yet enough."""
    return queries.has_second_step(uow.db, user_id)


def take(uow: UnitOfWork, user_id: UUID, typed: str) -> bool:
    """Whether a code of the app or from paper is right; it is used up by that."""
    app = queries.find_app(uow.db, user_id)
    if app is None or app.confirmed_at is None:
        return False
    if rules.is_app_code(typed):
        return authenticator.take(uow, app, typed)
    if not rules.is_paper_code(typed):
        return False
    hashes = hashes_of(uow, user_id, typed)
    if not any(queries.take_recovery_code(uow.db, user_id, each, uow.now) for each in hashes):
        return False
    uow.record("user.recovery_code_used", subject=user_id)
    left = queries.count_recovery_codes(uow.db, user_id)
    notices.recovery_code_used(uow, _user(uow, user_id), left)
    return True


def begin(uow: UnitOfWork, user_id: UUID) -> None:
    """Count a code before it is looked at, in a transaction of its own; TooOften after too many wrong ones."""
    limits.count(uow, "second-step", str(user_id), most=MOST_WRONG, per=PER)


def entered(uow: UnitOfWork, user_id: UUID) -> None:
    """Uncount the codes before a right one."""
    limits.forget(uow, "second-step", str(user_id), per=PER)


def failed(uow: UnitOfWork, user_id: UUID) -> None:
    """Record a wrong code; after some the owner is told, for whoever types them knows the password."""
    uow.record("user.second_step_failed", subject=user_id)
    times = limits.count(uow, "second-step-wrong", str(user_id), most=1_000_000, per=PER)
    if times == TOLD_AFTER:
        notices.second_step_guessed(uow, _user(uow, user_id), times)


def hashes_of(uow: UnitOfWork, user_id: UUID, code: str) -> list[str]:
    """What is kept of a code: by the key of today, and by those before it."""
    text = f"{user_id} {rules.plain_code(code)}".encode()
    secrets = (uow.settings.secret_key, *uow.settings.secret_key_fallbacks)
    keys = (key_of_secret(secret, "recovery codes") for secret in secrets)
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys]


def _user(uow: UnitOfWork, user_id: UUID) -> User:
    user = accounts.find_user(uow.db, user_id)
    if user is None:
        raise NotFound
    return user


@dataclass(frozen=True)
class HalfWay:
    """Somebody whose password was right and who has still to take the second step; it holds for some minutes."""

    user_id: UUID
    mark: str
    since: datetime


def half_way(uow: UnitOfWork, user_id: UUID) -> HalfWay:
    """Note that the password of an account was right just now."""
    return HalfWay(user_id, _mark(_user(uow, user_id)), uow.now)


def still_half_way(uow: UnitOfWork, noted: HalfWay) -> User | None:
    """Who it is, if that was a short while ago and the password is still the same."""
    user = accounts.find_user(uow.db, noted.user_id)
    if user is None or not user.active or uow.now - noted.since > HALF_WAY_FOR:
        return None
    return user if hmac.compare_digest(_mark(user), noted.mark) else None


def _mark(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


JOBS: tuple[Job, ...] = (
    Job(
        name="accounts.forget_answered_challenges",
        run=passkeys.forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=20),
    ),
)

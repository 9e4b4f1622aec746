"""Signing in and out: sessions live on the server, so that ending one ends it everywhere."""

import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import BoundedSemaphore
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.domain.links import SignInLinkEnd
from accounts.domain.passwords import DEMO_PASSWORD
from accounts.domain.second_steps import must_have_one
from accounts.domain.settings import AccountsSettings
from accounts.service import notices
from accounts.store import queries, second_step_queries, token_queries
from accounts.store.message_tables import SignInLink
from accounts.store.tables import SignIn, User
from foundation.addresses import folded_address
from foundation.database.work import UnitOfWork
from foundation.security.errors import Unavailable
from foundation.security.permissions import Actor, Grants
from foundation.text.message import say

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=5)
# Each hash takes memory and a processor: so many at once, as many more waiting, so many seconds.
AT_ONCE, WAITING, LONGEST_WAIT = 2, 2, 5.0
# So long a password typed again counts for what needs it.
CONFIRMED_FOR = timedelta(minutes=10)

# argon2id with 19 MiB and two passes, the least that OWASP recommends: a morning's sign-ins share two processors.
# Hashes made otherwise are still verified, and made anew when their owner signs in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(AT_ONCE + WAITING)
_placed = threading.local()
# Verified against when there is no such user, so that the answer takes equally long.
_NOBODYS_HASH = _hasher.hash("the password of nobody at all")


def folded_email(email: str) -> str:
    """How an address is compared: NFKC, case folded, without spaces around it."""
    return folded_address(email)


def one_form(password: str) -> str:
    """A password in one form: an accented letter is the same as the letter and its accent, typed apart."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Hash a password (argon2id). Slow on purpose: never inside a transaction.

    Unavailable when too many passwords are being hashed.
    """
    with _hashing():
        return _hasher.hash(one_form(password))


@contextmanager
def a_place() -> Generator[None]:
    """A place among the few whose passwords are looked at; Unavailable when all are taken.

    Whoever gets none is told at once and holds neither a thread of the server nor the database.
    """
    if getattr(_placed, "already", False):
        yield
        return
    if not _places.acquire(blocking=False):
        raise _busy()
    _placed.already = True
    try:
        yield
    finally:
        _placed.already = False
        _places.release()


@contextmanager
def _hashing() -> Generator[None]:
    with a_place():
        if not _at_once.acquire(timeout=LONGEST_WAIT):
            raise _busy()
        try:
            yield
        finally:
            _at_once.release()


def _busy() -> Unavailable:
    return Unavailable(
        say("Many people are signing in at this moment. Try again in half a minute.")
    )


@dataclass(frozen=True)
class Credentials:
    """What is needed to check a password outside of any transaction."""

    user_id: UUID | None
    password_hash: str
    open: bool
    demo: bool = False


def find_credentials(uow: UnitOfWork, email: str) -> Credentials:
    """Look up whom the address belongs to; unknown addresses get a hash that nothing matches."""
    user = queries.find_user_by_email(uow.db, folded_email(email))
    if user is None or not user.password_hash:
        return Credentials(None, _NOBODYS_HASH, open=False)
    return Credentials(user.id, user.password_hash, open=user.active, demo=uow.settings.demo)


def is_right(credentials: Credentials, password: str) -> bool:
    """Whether the password is right and the account is open; equally slow in every case.

    Unavailable when too many passwords are being looked at. The demo's published password opens nothing
    where there is no demo.
    """
    with _hashing():
        # As it was typed comes second: hashes from before passwords had one form.
        tried = dict.fromkeys((one_form(password), password))
        if not any(_opens(credentials.password_hash, text) for text in tried):
            return False
    return credentials.open and (credentials.demo or password != DEMO_PASSWORD)


def _opens(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def hash_anew(credentials: Credentials, password: str) -> str | None:
    """The hash of a right password as it is made today, if it was made otherwise. Never inside a transaction."""
    if not _hasher.check_needs_rehash(credentials.password_hash):
        return None
    return hash_password(password)


def keep_hash(uow: UnitOfWork, credentials: Credentials, password_hash: str) -> None:
    """Keep the new hash of a password that was just right, unless it was changed meanwhile."""
    same = (User.id == credentials.user_id, User.password_hash == credentials.password_hash)
    uow.db.execute(sa.update(User).where(*same).values(password_hash=password_hash))


@dataclass(frozen=True, kw_only=True)
class SignInOrigin:
    """How somebody came in: what opened the account, and in which browser, known or not, from which network."""

    by_link: bool = False
    strong: bool = False
    browser: str = ""
    network: str = ""
    is_known: bool = True


def admit(uow: UnitOfWork, user_id: UUID, origin: SignInOrigin = SignInOrigin()) -> str | None:
    """Begin a session; returns its token, which is shown to nobody but the browser.

    None when the account was closed while the password was being checked. From here on the unit of
    work is the user's. Of a browser that was not used for the account before, its owner is told.
    """
    user = queries.find_user(uow.db, user_id)
    if user is None or not user.active:
        return None
    uow.actor = actor_of(user, uow.grants)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if not origin.is_known and second_step_queries.has_signed_in_before(uow.db, user.id):
        notices.new_browser(uow, user, origin.browser)
    uow.db.add(
        SignIn(
            token_hash=hash_token(token),
            user_id=user.id,
            created_at=uow.now,
            seen_at=uow.now,
            expires_at=uow.now + timedelta(days=uow.settings.of(AccountsSettings).session_days),
            strong=origin.strong,
            browser=origin.browser[:60],
            network=origin.network[:50],
        )
    )
    facts = {"by_link": True} if origin.by_link else {}
    uow.record("user.signed_in", subject=user.id, **facts)
    return token


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
    actor = replace(actor_of(held.user, uow.grants), confirmed_at=held.confirmed_at)
    if not held.strong and needs_more(uow, held.user):
        actor = limited(actor)
    return actor, idle > SEEN_EVERY


def limited(actor: Actor) -> Actor:
    """Somebody who may do nothing but set up a second step."""
    return replace(actor, roles=(), lacks_second_step=True)


def needs_more(uow: UnitOfWork, user: User) -> bool:
    """Whether a password alone may not open this account."""
    if not uow.settings.of(AccountsSettings).staff_second_step or uow.settings.demo:
        return False
    return must_have_one([m.role for m in user.memberships])


def origin_of(uow: UnitOfWork, token: str) -> SignInOrigin:
    """How the holder of a token came in; as by a password from anywhere when it is unknown."""
    held = queries.find_sign_in(uow.db, hash_token(token))
    if held is None:
        return SignInOrigin()
    return SignInOrigin(strong=held.strong, browser=held.browser, network=held.network)


def actor_of(user: User, grants: Grants) -> Actor:
    """A user as the one who acts, with what the roles may do."""
    roles = tuple((m.organisation_id, m.role) for m in user.memberships)
    return Actor(user.id, user.full_name, user.language, roles, grants)


def confirm(uow: UnitOfWork, token: str) -> Actor:
    """Note that the password was just typed again in this browser; the actor with it."""
    uow.db.execute(
        sa.update(SignIn).where(SignIn.token_hash == hash_token(token)).values(confirmed_at=uow.now)
    )
    uow.record("user.confirmed", subject=uow.actor.user_id)
    return replace(uow.actor, confirmed_at=uow.now)


def is_confirmed(uow: UnitOfWork) -> bool:
    """Whether the actor typed the password again a short while ago. The system has none to type."""
    if uow.actor.user_id is None:
        return True
    at = uow.actor.confirmed_at
    return at is not None and uow.now - at <= CONFIRMED_FOR


def note_seen(uow: UnitOfWork, token: str) -> None:
    """Note that a session is in use."""
    uow.db.execute(
        sa.update(SignIn).where(SignIn.token_hash == hash_token(token)).values(seen_at=uow.now)
    )


def end(uow: UnitOfWork, token: str) -> None:
    """End one session, for every copy of its cookie."""
    ended = uow.db.scalar(
        sa.update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=uow.now)
        .returning(SignIn.user_id)
    )
    if ended is not None:
        uow.record("user.signed_out", subject=uow.actor.user_id)


def end_all(uow: UnitOfWork, user_id: UUID) -> None:
    """End every session of a user, what would begin another, and the tokens of the API.

    Whoever chooses another password wants nobody else to act for them: also not with a token that was made by
    whoever knew the old one.
    """
    if token_queries.revoke_all(uow.db, user_id, uow.now):
        uow.record("user.api_token_revoked", subject=user_id)
    uow.db.execute(
        sa.update(SignInLink)
        .where(SignInLink.user_id == user_id, SignInLink.ended_at.is_(None))
        .values(ended_at=uow.now, ended_by=SignInLinkEnd.REVOKED)
    )
    uow.db.execute(
        sa.update(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
        .values(ended_at=uow.now)
    )

"""Links with which people choose their own password: the first one, or another for a forgotten one."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.links import REASONS, LinkEnd, LinkPurpose, LinkState
from accounts.domain.settings import AccountsSettings
from accounts.service import notices, sign_in
from accounts.service.shutting_out import shut_out
from accounts.store import queries
from accounts.store.tables import PasswordLink, User
from foundation.database import queue
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters
from foundation.once import limits
from foundation.security.errors import Gone, TooOften
from foundation.text.message import LazyText

SEND_RESET = "accounts.send_reset"
# Enough for an office behind one address; too few for trying addresses out or filling a mailbox.
MOST_PER_HOUR, MOST_IN_ALL_PER_HOUR, MOST_MAILS_PER_HOUR, MOST_MAILS_PER_DAY = 20, 300, 3, 6
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=30)
_SEALED = ("job", SEND_RESET)


@dataclass(frozen=True)
class Opened:
    """What a link opens: for whom, and whether it still works."""

    state: LinkState
    user_id: UUID | None = None
    email: str = ""
    purpose: LinkPurpose = LinkPurpose.FIRST


def path_of(token: str) -> str:
    """The page of a link. The token is no part of the path: paths are written into logs."""
    return f"/password?link={token}"


def send(
    uow: UnitOfWork, user: User, purpose: LinkPurpose, opening: tuple[LazyText, ...] = ()
) -> str:
    """Send somebody a new link; an older one for the same purpose stops working.

    `opening` takes the place of the letter's usual first words. Returns its whole address, which is for nobody but its reader. The caller has checked who may.
    """
    _lock(uow, user.id)
    _end(uow, user.id, LinkEnd.REPLACED, purpose)
    settings = uow.settings.of(AccountsSettings)
    lives = (
        timedelta(days=settings.invitation_days)
        if purpose is LinkPurpose.FIRST
        else timedelta(minutes=settings.reset_minutes)
    )
    token = secrets.token_urlsafe(sign_in.TOKEN_BYTES)
    uow.db.add(
        PasswordLink(
            token_hash=sign_in.hash_token(token),
            user_id=user.id,
            purpose=purpose,
            created_at=uow.now,
            expires_at=uow.now + lives,
        )
    )
    uow.db.flush()
    uow.record("user.password_link_sent", subject=user.id, purpose=purpose)
    notices.password_link(uow, user, purpose, path_of(token), opening)
    return letters.link_to(uow, path_of(token))


def count(uow: UnitOfWork, source: str) -> None:
    """Count one more asking from a network address, in a transaction of its own; TooOften past it."""
    limits.count(uow, "reset", source, most=MOST_PER_HOUR, per=HOUR)
    limits.count(uow, "reset-all", "", most=MOST_IN_ALL_PER_HOUR, per=HOUR)


def ask(uow: UnitOfWork, email: str) -> None:
    """Somebody forgot the password. Whether the address is known is looked up later, by the job.

    So a known and an unknown address are answered alike, and in the same time.
    """
    address = sign_in.folded_email(email)[:254]
    uow.enqueue(SEND_RESET, sealed=uow.cipher.close(address, *_SEALED))


def send_reset(uow: UnitOfWork, sealed: str) -> None:
    """Send the link that `ask` promised, if the address has an open account and not too many already."""
    address = uow.cipher.open(sealed, *_SEALED)
    user = queries.find_user_by_email(uow.db, address)
    if user is None or not user.active:
        return
    try:
        limits.count(uow, "reset-mail", address, most=MOST_MAILS_PER_HOUR, per=HOUR)
        limits.count(uow, "reset-mails", address, most=MOST_MAILS_PER_DAY, per=DAY)
    except TooOften:
        # The asker was told nothing else either; the mailbox has enough of these.
        uow.record("user.password_link_withheld", subject=user.id)
        return
    send(uow, user, LinkPurpose.RESET)


def look_at(uow: UnitOfWork, token: str) -> Opened:
    """What a link opens now; looking changes nothing."""
    found = queries.find_password_link(uow.db, sign_in.hash_token(token))
    if found is None:
        return Opened(LinkState.UNKNOWN)
    state = LinkState.OPEN
    if not found.user.active:
        state = LinkState.CLOSED
    elif found.ended_by is not None:
        state = LinkState(found.ended_by.value)
    elif found.expires_at <= uow.now:
        state = LinkState.EXPIRED
    return Opened(state, found.user_id, found.user.email, found.purpose)


def open_until(uow: UnitOfWork, user_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Until when the link for a first password works, of those who have one that does."""
    found = queries.list_open_links(uow.db, user_ids, LinkPurpose.FIRST, uow.now)
    return {link.user_id: link.expires_at for link in found}


def require_open(uow: UnitOfWork, token: str) -> Opened:
    """The link, if it works; Gone with the reason if not."""
    opened = look_at(uow, token)
    if opened.state is not LinkState.OPEN:
        raise Gone(REASONS[opened.state])
    return opened


def set_password(uow: UnitOfWork, token: str, password_hash: str) -> None:
    """Keep the password (already checked and hashed), use the link up, end every session, tell by mail.

    Of two who send the same link at once, the second is told that it was used.
    """
    opened = require_open(uow, token)
    assert opened.user_id is not None
    _lock(uow, opened.user_id)
    taken = uow.db.scalar(
        sa.update(PasswordLink)
        .where(
            PasswordLink.token_hash == sign_in.hash_token(token), PasswordLink.ended_at.is_(None)
        )
        .values(ended_at=uow.now, ended_by=LinkEnd.USED)
        .returning(PasswordLink.id)
    )
    if taken is None:
        raise Gone(REASONS[LinkState.USED])
    _end(uow, opened.user_id, LinkEnd.REPLACED)
    user = queries.find_user(uow.db, opened.user_id)
    assert user is not None
    user.password_hash = password_hash
    shut_out(uow, user.id)
    uow.record("user.password_set", subject=user.id, by_link=opened.purpose)
    notices.password_changed(uow, user)


def close_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Let no link of somebody work any more: the password was changed otherwise."""
    _end(uow, user_id, LinkEnd.REPLACED)


def _lock(uow: UnitOfWork, user_id: UUID) -> None:
    # Two links at once would both be the newest.
    uow.db.execute(sa.select(User.id).where(User.id == user_id).with_for_update())


def _end(
    uow: UnitOfWork, user_id: UUID, ended_by: LinkEnd, purpose: LinkPurpose | None = None
) -> None:
    update = sa.update(PasswordLink).where(
        PasswordLink.user_id == user_id, PasswordLink.ended_at.is_(None)
    )
    if purpose is not None:
        update = update.where(PasswordLink.purpose == purpose)
    uow.db.execute(update.values(ended_at=uow.now, ended_by=ended_by))


FORGET_OLD, PORTION = "accounts.forget_old_links", 500


def forget_old(uow: UnitOfWork) -> None:
    """Forget links and sign-ins that ended long ago; of these a portion at a time, so that nobody waits."""
    before = uow.now - KEPT
    uow.db.execute(sa.delete(PasswordLink).where(PasswordLink.expires_at < before))
    if queries.forget_sign_ins(uow.db, before, PORTION) == PORTION:
        uow.enqueue(FORGET_OLD)
    queue.forget_done(uow.db, SEND_RESET, uow.now - DAY)


JOBS: tuple[Job, ...] = (
    Job(name=SEND_RESET, run=send_reset),
    Job(name=FORGET_OLD, run=forget_old, every=DAY, offset=timedelta(hours=18)),
)

"""Secret addresses of calendars: made, shown again to their owner, replaced, ended, and opened without signing in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from accounts.service import own_account, sign_in
from accounts.store import queries
from accounts.store.tables import CalendarFeed
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.once import limits
from foundation.security.errors import NotFound
from foundation.security.permissions import Actor

# Calendars ask once an hour or so; a phone, a tablet and a computer may share one address.
MOST_READ, MOST_UNKNOWN, PER = 60, 30, timedelta(hours=1)
# That it is read is noted no more often than this.
NOTED_EVERY = timedelta(minutes=10)
_PLACE = ("calendar_feed", "encrypted_token")


@dataclass(frozen=True, kw_only=True)
class FeedAddress:
    """Somebody's own address: the whole of it, when it was made and when it was last read."""

    address: str
    made_at: datetime
    read_at: datetime | None

    @property
    def webcal(self) -> str:
        """The same for a phone, which asks whether to subscribe instead of showing a file."""
        return "webcal" + self.address.removeprefix("https").removeprefix("http")


def path_of(token: str) -> str:
    """Where a calendar reads. The token is no part of the path: paths are written into logs."""
    return f"/calendar.ics?key={token}"


def find_own(uow: UnitOfWork) -> FeedAddress | None:
    """The actor's own address, if there is one."""
    user = own_account.get_own(uow)
    found = queries.find_feed_of(uow.db, user.id)
    if found is None:
        return None
    token = uow.cipher.open(found.encrypted_token, *_PLACE, user.id)
    return FeedAddress(
        address=letters.link_to(uow, path_of(token)), made_at=found.made_at, read_at=found.read_at
    )


def make(uow: UnitOfWork) -> None:
    """Make an address for the actor; one that was there stops working at once."""
    user = own_account.get_own(uow)
    token = secrets.token_urlsafe(sign_in.TOKEN_BYTES)
    # Of two at once the later counts, whichever comes second.
    uow.db.execute(sa.delete(CalendarFeed).where(CalendarFeed.user_id == user.id))
    uow.db.add(
        CalendarFeed(
            user_id=user.id,
            token_hash=sign_in.hash_token(token),
            encrypted_token=uow.cipher.close(token, *_PLACE, user.id),
            made_at=uow.now,
        )
    )
    uow.record("feed.made", subject=user.id)


def end(uow: UnitOfWork) -> None:
    """Let the actor's address work no more."""
    user = own_account.get_own(uow)
    found = queries.find_feed_of(uow.db, user.id)
    if found is not None:
        uow.db.delete(found)
        uow.record("feed.ended", subject=user.id)


def open_feed(uow: UnitOfWork, token: str) -> Actor:
    """Whose calendar a token opens, noting that it was read; NotFound for an unknown one, TooOften for a busy one."""
    found = queries.find_feed(uow.db, sign_in.hash_token(token))
    user = None if found is None else queries.find_user(uow.db, found.user_id)
    if found is None or user is None or not user.active:
        raise NotFound
    limits.count(uow, "feed", str(user.id), most=MOST_READ, per=PER)
    if found.read_at is None or uow.now - found.read_at >= NOTED_EVERY:
        found.read_at = uow.now
    return sign_in.actor_of(user, uow.grants)


def count_unknown(uow: UnitOfWork, source: str) -> None:
    """Count one more unknown token from a network, in a transaction of its own; TooOften past it."""
    limits.count(uow, "feed-unknown", source, most=MOST_UNKNOWN, per=PER)

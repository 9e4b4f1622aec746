"""The link of a message: it signs its reader in once, on a phone, to the phone's own pages.

Looking changes nothing, so that a scanner of mail spends nothing; pressing the button signs in and spends it. The
button works for ten minutes after the page was opened, the link until it expires or was used, and no link works
any more once every sign-in was ended (password, roles, signing out everywhere). There is none for anybody with
work at a desk or with a second step. The token is made from the message, so that every try of a message carries the same one; kept is a hash.
"""

import base64
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import UserId
from accounts.domain.links import REASONS, LinkState, SignInLinkEnd
from accounts.domain.roles import PHONE_ROLES
from accounts.domain.settings import AccountsSettings
from accounts.service import sign_in
from accounts.store import message_queries, second_step_queries
from accounts.store.message_tables import SignInLink
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters
from foundation.messages.records import Message
from foundation.once import limits
from foundation.security.errors import Gone
from foundation.security.keys import keyed_hash

PURPOSE = "sign-in links"
# An office behind one address may open many; nobody tries out tokens.
MOST_PER_HOUR, HOUR = 60, timedelta(hours=1)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class OpenedLink:
    """What a link opens: for whom, where it leads, and whether it still works."""

    state: LinkState
    user_id: UUID | None = None
    name: str = ""
    path: str = "/"


def address_of(uow: UnitOfWork, message: Message) -> str:
    """Where a message leads: by its one link for whoever works on the phone alone, else to the page itself."""
    plain = letters.link_to(uow, message.path)
    if message.user_id is None or not message.path:
        return plain
    if not _may_have_links(uow, message.user_id):
        return plain
    token = _token(uow, message.id)
    known = message_queries.find_sign_in_link(uow.db, sign_in.hash_token(token))
    if known is None:
        hours = uow.settings.of(AccountsSettings).message_link_hours
        uow.db.add(
            SignInLink(
                token_hash=sign_in.hash_token(token),
                user_id=UserId(message.user_id),
                path=message.path,
                created_at=uow.now,
                expires_at=uow.now + timedelta(hours=hours),
            )
        )
        uow.db.flush()
    # The token is no part of the path: paths are written into logs.
    return letters.link_to(uow, f"/enter?link={token}")


def _may_have_links(uow: UnitOfWork, user_id: UUID) -> bool:
    """Whether a link may open the account: it has no work at a desk, and its owner asked for no second step."""
    roles = message_queries.roles_of(uow.db, user_id)
    if not roles or not roles <= PHONE_ROLES:
        return False
    return not second_step_queries.has_second_step(uow.db, user_id)


def _token(uow: UnitOfWork, message_id: UUID) -> str:
    made = keyed_hash(uow.settings, PURPOSE)
    made.update(message_id.bytes)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def count(uow: UnitOfWork, source: str) -> None:
    """Count one more try from a network address, in a transaction of its own; TooOften past it."""
    limits.count(uow, "sign-in-link", source, most=MOST_PER_HOUR, per=HOUR)


def look_at(uow: UnitOfWork, token: str) -> OpenedLink:
    """What a link opens now; looking changes nothing."""
    found = message_queries.find_sign_in_link(uow.db, sign_in.hash_token(token))
    if found is None:
        return OpenedLink(LinkState.UNKNOWN)
    state = LinkState.OPEN
    if not found.user.active:
        state = LinkState.CLOSED
    elif found.ended_by is not None:
        state = LinkState(found.ended_by.value)
    elif found.expires_at <= uow.now:
        state = LinkState.EXPIRED
    elif not _may_have_links(uow, found.user_id):
        # There is work at a desk by now, or a second step.
        state = LinkState.REVOKED
    return OpenedLink(state, found.user_id, found.user.full_name, found.path)


def enter(
    uow: UnitOfWork,
    token: str,
    origin: sign_in.SignInOrigin = sign_in.SignInOrigin(),  # noqa: B008  immutable
) -> tuple[str, OpenedLink]:
    """Spend a link and begin a session: its token, and where the link leads. Gone when it works no longer.

    Of two who press at once, the second is told that it was used.
    """
    opened = look_at(uow, token)
    if opened.state is not LinkState.OPEN or opened.user_id is None:
        raise Gone(REASONS[opened.state])
    spent = uow.db.scalar(
        sa.update(SignInLink)
        .where(
            SignInLink.token_hash == sign_in.hash_token(token),
            SignInLink.ended_at.is_(None),
            SignInLink.expires_at > uow.now,
        )
        .values(ended_at=uow.now, ended_by=SignInLinkEnd.USED)
        .returning(SignInLink.id)
    )
    if spent is None:
        raise Gone(REASONS[LinkState.USED])
    held = sign_in.admit(uow, opened.user_id, replace(origin, by_link=True))
    if held is None:
        raise Gone(REASONS[LinkState.CLOSED])
    return held, opened


def forget_old(uow: UnitOfWork) -> None:
    """The job: forget links that expired long ago."""
    uow.db.execute(sa.delete(SignInLink).where(SignInLink.expires_at < uow.now - KEPT))


JOBS = (
    Job(
        name="accounts.forget_old_sign_in_links",
        run=forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=10),
    ),
)

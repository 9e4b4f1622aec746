"""What is asked of the database about how people want to be told."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
from accounts.domain.roles import Role
from accounts.store.message_tables import MessageChoice, OfficeAlert, PushDevice, SignInLink
from accounts.store.tables import Membership, User
from foundation.messages.records import Message, MessageState


def find_choice(db: Session, user_id: UUID) -> MessageChoice | None:
    """What somebody has chosen, if anything."""
    return db.get(MessageChoice, UserId(user_id))


def list_waiting(db: Session, user_id: UUID, topics: Collection[str]) -> Sequence[Message]:
    """Messages of some kinds to somebody of which nothing has become yet, in the order of writing."""
    query = sa.select(Message).where(
        Message.user_id == UserId(user_id),
        Message.topic.in_(topics),
        Message.state == MessageState.WAITING,
        Message.is_open,
    )
    return db.scalars(query.order_by(Message.created_at, Message.id)).all()


def list_devices(db: Session, user_id: UUID) -> Sequence[PushDevice]:
    """Somebody's browsers that take notifications, the oldest first."""
    query = sa.select(PushDevice).where(PushDevice.user_id == UserId(user_id))
    return db.scalars(query.order_by(PushDevice.created_at, PushDevice.id)).all()


def find_device(db: Session, endpoint_hash: str) -> PushDevice | None:
    """By the hash of its address."""
    return db.scalar(sa.select(PushDevice).where(PushDevice.endpoint_hash == endpoint_hash))


def forget_devices(db: Session, ids: Collection[UUID]) -> None:
    """Forget browsers that take no notifications any more."""
    if ids:
        db.execute(sa.delete(PushDevice).where(PushDevice.id.in_(ids)))


def roles_of(db: Session, user_id: UUID) -> frozenset[Role]:
    """The roles of an account that is open; none of a closed one."""
    query = (
        sa.select(Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id == UserId(user_id), User.active)
    )
    return frozenset(db.scalars(query))


def find_sign_in_link(db: Session, token_hash: str) -> SignInLink | None:
    """By the hash of its token, with whose it is."""
    query = sa.select(SignInLink).where(SignInLink.token_hash == token_hash)
    return db.scalar(query.options(joinedload(SignInLink.user)))


def list_alerts(db: Session, *, active_only: bool = False) -> Sequence[OfficeAlert]:
    """The rooms that alerts go to, by name."""
    query = sa.select(OfficeAlert).order_by(OfficeAlert.name)
    return db.scalars(query.where(OfficeAlert.active) if active_only else query).all()

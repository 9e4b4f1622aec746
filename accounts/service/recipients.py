"""Whom letters go to: people with an open account, and nobody else. The one place that decides it."""

from collections.abc import Iterable
from uuid import UUID

from accounts.domain.ids import OrganisationId
from accounts.domain.roles import Role
from accounts.store import message_queries, queries
from accounts.store.message_tables import OfficeAlert
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.messages.letters import Recipient


def find(uow: UnitOfWork, user_id: UUID | None) -> Recipient | None:
    """The recipient behind a user's id; none without an id or when the account is closed."""
    return None if user_id is None else of_user(queries.find_account(uow.db, user_id))


def find_all(uow: UnitOfWork, user_ids: Iterable[UUID]) -> list[Recipient]:
    """The recipients behind ids, in the order of the ids; closed accounts left out."""
    found = (of_user(user) for user in queries.list_accounts(uow.db, user_ids))
    return [recipient for recipient in found if recipient is not None]


def with_role(uow: UnitOfWork, role: Role) -> list[Recipient]:
    """Everybody with a role whose account is open: all coordinators and the like."""
    found = (of_user(user) for user in queries.list_users_with_role(uow.db, role))
    return [recipient for recipient in found if recipient is not None]


def administering(uow: UnitOfWork, organisation_id: OrganisationId) -> list[Recipient]:
    """Whoever administers an organisation and has an open account."""
    role = Role.ORGANISATION_ADMIN
    found = (of_user(each) for each in queries.list_users_with_role(uow.db, role, organisation_id))
    return [recipient for recipient in found if recipient is not None]


def of_user(user: User | None) -> Recipient | None:
    """A user as a recipient; none when the account is closed."""
    if user is None or not user.active:
        return None
    return Recipient(user_id=user.id, email=user.email, language=user.language)


def of_address(email: str, language: str) -> Recipient:
    """Whoever reads an address that somebody gave, with an account or without: for invitations only."""
    return Recipient(user_id=None, email=email, language=language)


def of_alert(uow: UnitOfWork, alert: OfficeAlert) -> Recipient:
    """A room of the office, in the office's own language."""
    language = uow.settings.languages[0]
    return Recipient(user_id=None, email=alert.name, language=language, alert_id=alert.id)


def rooms_told_of(uow: UnitOfWork, topic: str) -> list[Recipient]:
    """The rooms of the office that are told of a kind of news."""
    found = message_queries.list_alerts(uow.db, active_only=True)
    return [of_alert(uow, alert) for alert in found if topic in alert.topics]

"""Ending all that opens an account from anywhere: sessions, links, tokens, and browsers that take notifications."""

from uuid import UUID

from accounts.service import sign_in
from accounts.store import message_queries
from foundation.database.work import UnitOfWork


def shut_out(uow: UnitOfWork, user_id: UUID) -> None:
    """End every session of a user and what would begin another, and send nothing more to their browsers.

    What is sent there leads into the account: a lost phone would be let in again by the next message.
    """
    sign_in.end_all(uow, user_id)
    devices = message_queries.list_devices(uow.db, user_id)
    message_queries.forget_devices(uow.db, [each.id for each in devices])

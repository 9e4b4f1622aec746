"""The name of an account follows the name that the centre has checked."""

from uuid import UUID

from accounts.store import queries
from foundation.database.work import UnitOfWork


def follow(uow: UnitOfWork, user_id: UUID, full_name: str) -> None:
    """Give an account the name that is on record of its owner.

    Asked by upper packages, which have checked who acts.
    """
    user = queries.find_user(uow.db, user_id)
    if user is not None and user.full_name != full_name:
        user.full_name = full_name
        uow.record("user.renamed", subject=user.id)

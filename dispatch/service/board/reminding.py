"""Reminding somebody whom only a missing signature keeps from being asked."""

from uuid import UUID

from accounts.service import consents
from dispatch.domain.permissions import DispatchPermission
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from interpreters.service import directory


def remind_to_sign(uow: UnitOfWork, interpreter_id: UUID) -> str:
    """Ask them to sign what the office has published; their name. Conflict without an account, or when all is signed."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    who = directory.get(uow, interpreter_id)
    if who.user_id is None:
        raise Conflict(
            say("%(name)s has no account to sign with. Invite them first.", name=who.full_name)
        )
    consents.remind_one(uow, who.user_id)
    return who.full_name

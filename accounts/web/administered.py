"""Which organisation an administrator is looking at: `?organisation=`, else their own."""

from flask import request

from accounts.service.organisations import Administered, choose_administered
from foundation.database.work import UnitOfWork


def administered(uow: UnitOfWork) -> Administered:
    """The organisation of this request."""
    return choose_administered(uow, request.args.get("organisation", ""))

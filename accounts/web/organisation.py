"""An organisation: which one an administrator looks at, and its people and places at a glance."""

from collections import Counter

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import memberships, organisations, users
from accounts.service.organisations import Administered, choose_administered
from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.work import reading

bp = Blueprint("organisation", __name__, template_folder="../templates")


def administered(uow: UnitOfWork) -> Administered:
    """The organisation of this request: `?organisation=`, else the administrator's own."""
    return choose_administered(uow, request.args.get("organisation", ""))


@bp.get("/org")
@requires(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
def show() -> ResponseReturnValue:
    """Show the organisation with its people by role and its places."""
    with reading() as uow:
        ours = administered(uow)
        people = users.list_users(uow, [ours.chosen.id])
        roles = Counter(
            membership.role
            for user in people
            for membership in memberships.visible(uow, user)
            if membership.organisation_id == ours.chosen.id and user.active
        )
        return render_template(
            "accounts/organisation.html",
            ours=ours,
            city=CITIES[ours.chosen.city],
            people=[user for user in people if user.active],
            roles=[(role, roles[role]) for role in Role if roles[role]],
            sites=organisations.list_sites(uow, [ours.chosen.id]),
        )

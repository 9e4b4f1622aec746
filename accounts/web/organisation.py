"""An organisation: which one an administrator looks at, and its people and places at a glance."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import organisations, users
from accounts.service.organisations import Administered, choose_administered
from accounts.web.forms import PhoneForm
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("organisation", __name__, template_folder="../templates")


def administered(uow: UnitOfWork) -> Administered:
    """The organisation of this request: `?organisation=`, else the administrator's own."""
    return choose_administered(uow, request.args.get("organisation", ""))


@bp.get("/org")
@requires(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
def show() -> ResponseReturnValue:
    """Show the organisation with its people by role and its places."""
    return _page()


@bp.post("/org/phone")
@requires(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
def change_phone() -> ResponseReturnValue:
    """Keep the office's telephone number."""
    form = PhoneForm()
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form), shows=(Refused, Conflict)), unit_of_work() as uow:
        ours = administered(uow)
        organisations.change_phone(
            uow, ours.chosen.id, phone=form.phone.data or "", before=form.before.data or ""
        )
        argument = ours.argument
    flash(_("Saved."), "success")
    return redirect(url_for(".show", organisation=argument), code=303)


def _page(form: PhoneForm | None = None) -> str:
    with reading() as uow:
        ours = administered(uow)
        phone = ours.chosen.phone
        total, roles = users.count_active(uow, ours.chosen.id)
        return render_template(
            "accounts/organisation.html",
            ours=ours,
            form=form or PhoneForm(None, phone=phone, before=phone),
            city=CITIES[ours.chosen.city],
            total=total,
            roles=[(role, roles[role]) for role in Role if roles.get(role)],
            sites=organisations.list_sites(uow, [ours.chosen.id]),
        )

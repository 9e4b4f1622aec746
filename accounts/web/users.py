"""The people of an organisation: list, invite, roles, closing accounts, first passwords."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import memberships, sign_in, users
from accounts.web.forms import InviteForm, PasswordForm, RoleForm
from accounts.web.organisation import administered
from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.ids import chosen_id
from foundation.web.refusals import refusals_flashed, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("users", __name__, template_folder="../templates")
ADMINISTER = AccountsPermission.ACCOUNTS_OWN_ADMINISTER


@bp.get("/org/users")
@requires(ADMINISTER)
def index() -> ResponseReturnValue:
    """List the people of the organisation."""
    with reading() as uow:
        ours = administered(uow)
        people = users.list_users(uow, [ours.chosen.id])
        roles = {
            user.id: [
                m.role
                for m in memberships.visible(uow, user)
                if m.organisation_id == ours.chosen.id
            ]
            for user in people
        }
        return render_template("accounts/users.html", ours=ours, people=people, roles=roles)


@bp.get("/org/users/new")
@requires(ADMINISTER)
def new() -> ResponseReturnValue:
    """Show the form of an invitation."""
    return _invitation()


@bp.post("/org/users/new")
@requires(ADMINISTER)
def invite() -> ResponseReturnValue:
    """Invite somebody, or give a role to somebody who has an account."""
    form = InviteForm()
    with reading() as uow:
        argument = _offer(uow, form)
    if not form.validate():
        return _invitation(form), 422
    with refusals_on(form, lambda: _invitation(form)), unit_of_work() as uow:
        user = users.invite(
            uow,
            email=given(form.email.data),
            full_name=given(form.full_name.data),
            language=form.language.data,
            organisation_id=chosen_id(form.organisation),
            role=Role(form.role.data),
        )
    flash(
        _(
            "%(name)s can work here now. Without a password yet? Set a first one below.",
            name=user.full_name,
        ),
        "success",
    )
    return redirect(url_for(".show", user_id=user.id, organisation=argument), code=303)


@bp.get("/org/users/<uuid:user_id>")
@requires(ADMINISTER)
def show(user_id: UUID) -> ResponseReturnValue:
    """Show a person with their roles here."""
    return _person(user_id)


@bp.post("/org/users/<uuid:user_id>/roles")
@requires(ADMINISTER)
def grant(user_id: UUID) -> ResponseReturnValue:
    """Give a role."""
    form = RoleForm()
    with reading() as uow:
        _offer(uow, form)
    if not form.validate():
        return _person(user_id, roles=form), 422
    with (
        refusals_on(form, lambda: _person(user_id, roles=form), shows=(Refused,)),
        unit_of_work() as uow,
    ):
        memberships.grant(uow, user_id, chosen_id(form.organisation), Role(form.role.data))
    flash(_("The role is given. It counts from the next sign-in."), "success")
    return _back(user_id)


@bp.post("/org/users/<uuid:user_id>/roles/revoke")
@requires(ADMINISTER)
def revoke(user_id: UUID) -> ResponseReturnValue:
    """Take a role away."""
    try:
        organisation_id = UUID(request.form.get("organisation", ""))
        role = Role(request.form.get("role", ""))
    except ValueError:
        return _person(user_id), 422
    with refusals_flashed(lambda: _person(user_id), shows=(Refused,)), unit_of_work() as uow:
        memberships.revoke(uow, user_id, organisation_id, role)
    flash(_("The role is taken away. Every browser of this person is signed out."), "success")
    with reading() as uow:
        gone = not memberships.belongs(uow, given(users.find_user(uow, user_id)))
    return redirect(url_for(".index"), code=303) if gone else _back(user_id)


@bp.post("/org/users/<uuid:user_id>/active")
@requires(ADMINISTER)
def set_active(user_id: UUID) -> ResponseReturnValue:
    """Close the account, or open it again."""
    active = request.form.get("active") == "1"
    with refusals_flashed(lambda: _person(user_id), shows=(Refused,)), unit_of_work() as uow:
        users.set_active(uow, user_id, active=active)
    flash(_("The account is open again.") if active else _("The account is closed."), "success")
    return _back(user_id)


@bp.post("/org/users/<uuid:user_id>/password")
@requires(ADMINISTER)
def set_password(user_id: UUID) -> ResponseReturnValue:
    """Set a first password, to be told to the person and changed by them."""
    form = PasswordForm()
    if not form.validate():
        return _person(user_id, password=form), 422
    with refusals_on(form, lambda: _person(user_id, password=form), shows=(Refused,)):
        with reading() as uow:
            users.check_password(users.get_user(uow, user_id).email, given(form.password.data))
        # Hashing takes long: between the units of work, never inside one.
        password_hash = sign_in.hash_password(given(form.password.data))
        with unit_of_work() as uow:
            users.set_password(uow, user_id, password_hash)
    flash(_("The password is set. Tell it to the person, and to nobody else."), "success")
    return _back(user_id)


def _back(user_id: UUID) -> ResponseReturnValue:
    asked = request.args.get("organisation")
    return redirect(url_for(".show", user_id=user_id, organisation=asked), code=303)


def _offer(uow: UnitOfWork, form: RoleForm) -> UUID | None:
    ours = administered(uow)
    named = [(str(each.id), each.name_in(language())) for each in ours.all]
    form.offer(memberships.roles_to_give(uow), named)
    return ours.argument


def _invitation(form: InviteForm | None = None) -> str:
    with reading() as uow:
        ours = administered(uow)
        if form is None:
            form = InviteForm(None, organisation=str(ours.chosen.id), role=str(Role.COUNSELLOR))
            _offer(uow, form)
        return render_template("accounts/invite.html", ours=ours, form=form)


def _person(user_id: UUID, **forms: Any) -> str:
    with reading() as uow:
        ours = administered(uow)
        user = users.get_user(uow, user_id)
        roles = forms.get("roles")
        if roles is None:
            roles = RoleForm(None, organisation=str(ours.chosen.id), role=str(Role.COUNSELLOR))
            _offer(uow, roles)
        return render_template(
            "accounts/user.html",
            ours=ours,
            user=user,
            memberships=memberships.visible(uow, user),
            givable=memberships.roles_to_give(uow),
            may_administer=users.may_administer(uow, user),
            is_self=user.id == uow.actor.user_id,
            roles=roles,
            password=forms.get("password") or PasswordForm(None),
        )

"""The people of an organisation: list, invitations, roles, closing accounts, links for passwords."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import (
    invitations,
    memberships,
    own_account,
    own_second_steps,
    second_steps,
    sign_in,
    users,
)
from accounts.web.confirming import check_own_password
from accounts.web.forms import ConfirmForm, InviteForm, RoleForm
from accounts.web.organisation import administered
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused, TooOften, Unavailable
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.ids import chosen_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by, refusals_flashed, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("users", __name__, template_folder="../templates")
ADMINISTER = AccountsPermission.ACCOUNTS_OWN_ADMINISTER
STAFF = frozenset(Role) - users.KEPT_ROLES
# Staff first: interpreters and trainees are many, and the roster knows more of them.
GROUPS: dict[str, frozenset[Role]] = {"staff": STAFF, "kept": users.KEPT_ROLES}
PAGE_SIZE = 20


@bp.get("/org/users")
@requires(ADMINISTER)
def index() -> ResponseReturnValue:
    """List the people of the organisation that the search leaves, staff apart from the others."""
    group = request.args.get("group", "staff")
    role, text = request.args.get("role", ""), request.args.get("q", "").strip()[:80]
    chosen = GROUPS.get(group, frozenset(Role))
    if role in set(Role):
        chosen = frozenset({Role(role)})
    with reading() as uow:
        ours = administered(uow)
        query = users.search(uow, ours.chosen.id, chosen, text)
        page = paged(uow.db, query, number=page_number(), size=PAGE_SIZE)
        held = users.count_by_role(uow, ours.chosen.id)
        roles = {
            user.id: [
                m.role
                for m in memberships.visible(uow, user)
                if m.organisation_id == ours.chosen.id
            ]
            for user in page.items
        }
        return render_template(
            "accounts/users.html",
            ours=ours,
            page=page,
            roles=roles,
            group=group if group in GROUPS else "",
            role=role,
            text=text,
            counts={name: _count(held, of) for name, of in (*GROUPS.items(), ("", set(Role)))},
            role_counts=[(each, len(held[each])) for each in Role if held.get(each)],
            invited=invitations.list_open(uow, ours.chosen.id),
            now=uow.now,
            sends_mail=bool(uow.settings.smtp_host),
        )


def _count(held: Mapping[Role, Collection[UUID]], roles: Collection[Role]) -> int:
    return len({user_id for role in roles for user_id in held.get(role, ())})


@bp.get("/org/users/new")
@requires(ADMINISTER)
def new() -> ResponseReturnValue:
    """Show the form of an invitation."""
    return _invitation()


@bp.post("/org/users/new")
@requires(ADMINISTER)
def invite() -> ResponseReturnValue:
    """Invite somebody; the answer is the same whether the address has an account or not."""
    form = InviteForm()
    with reading() as uow:
        argument = _offer(uow, form)
    if not form.validate():
        return _invitation(form), 422
    with refusals_on(form, lambda: _invitation(form), unless=(TooOften, Unavailable)):
        check_own_password(form.own_password.data)
        with unit_of_work() as uow:
            sent = invitations.invite(
                uow,
                email=given(form.email.data),
                full_name=given(form.full_name.data),
                language=form.language.data,
                organisation_id=chosen_id(form.organisation),
                role=Role(form.role.data),
            )
    tell_sent(sent)
    return redirect(url_for(".index", organisation=argument), code=303)


@bp.post("/org/invitations/<uuid:invitation_id>/send")
@requires(ADMINISTER)
def send_again(invitation_id: UUID) -> ResponseReturnValue:
    """Send a new link for an invitation; the old one stops working."""
    with _refusals_to_index(), unit_of_work() as uow:
        sent = invitations.send_again(uow, invitation_id)
    tell_sent(sent)
    return _to_index()


@bp.post("/org/invitations/<uuid:invitation_id>/withdraw")
@requires(ADMINISTER)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    with _refusals_to_index(), unit_of_work() as uow:
        invitations.withdraw(uow, invitation_id)
    flash(_("The invitation is withdrawn. Its link no longer works."), "success")
    return _to_index()


def _refusals_to_index() -> AbstractContextManager[None]:
    return refusals_by(
        lambda error: flashed(error, _to_index()), shows=(Refused, Conflict, TooOften)
    )


def _to_index() -> ResponseReturnValue:
    asked = request.args.get("organisation")
    return redirect(url_for(".index", organisation=asked), code=303)


def tell_sent(sent: invitations.Sent) -> None:
    """Say that an invitation is on its way, or show its link once where no mail goes out."""
    if sent.link is None:
        flash(_("Invited. A link is on its way to %(email)s.", email=sent.invitation.email))
    else:
        _show_once(sent.link, sent.invitation.email)


def _show_once(link: str, email: str) -> None:
    """Show a link for one use to whoever made it, on her next page and never again."""
    flash(
        _(
            "No mail server is set, so nothing was sent. Hand this link to %(email)s; it works "
            "once and is shown only now: %(link)s",
            email=email,
            link=link,
        ),
        "warning",
    )


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
    with refusals_on(form, lambda: _person(user_id, roles=form), shows=(Refused,)):
        check_own_password(form.own_password.data)
        with unit_of_work() as uow:
            memberships.grant(uow, user_id, chosen_id(form.organisation), Role(form.role.data))
    flash(_("The role is assigned and active now. The person is notified."), "success")
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
    flash(_("The role is removed. This person is signed out everywhere."), "success")
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


@bp.post("/org/users/<uuid:user_id>/link")
@requires(ADMINISTER)
def send_link(user_id: UUID) -> ResponseReturnValue:
    """Send the person a new link to choose a password; nobody else chooses it."""
    with (
        refusals_flashed(lambda: _person(user_id), shows=(Refused, TooOften)),
        unit_of_work() as uow,
    ):
        link = users.send_link(uow, user_id)
        email = users.get_user(uow, user_id).email
    if link is None:
        flash(_("A new link is on its way to %(email)s. Older links no longer work.", email=email))
    else:
        _show_once(link, email)
    return _back(user_id)


@bp.post("/org/users/<uuid:user_id>/second-step/remove")
@requires(ADMINISTER)
def remove_second_step(user_id: UUID) -> ResponseReturnValue:
    """Let the password alone open an account again: its owner has lost phone and paper."""
    form = ConfirmForm()
    page = partial(_person, user_id)
    with refusals_flashed(page, shows=(Refused, TooOften)):
        check_own_password(form.own_password.data)
        with unit_of_work() as uow:
            own_second_steps.take_away(uow, user_id)
    flash(_("The second step is removed. The person is signed out everywhere and told by e-mail."))
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
        return render_template(
            "accounts/invite.html",
            ours=ours,
            form=form,
            own_email=own_account.get_own(uow).email,
            is_confirmed=sign_in.is_confirmed(uow),
            sends_mail=bool(uow.settings.smtp_host),
        )


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
            why_not=users.reason_against(uow, user),
            sends_mail=bool(uow.settings.smtp_host),
            is_self=user.id == uow.actor.user_id,
            own_email=own_account.get_own(uow).email,
            roles=roles,
            is_confirmed=sign_in.is_confirmed(uow),
            has_second_step=second_steps.is_asked_of(uow, user.id),
            confirming=ConfirmForm(None),
        )

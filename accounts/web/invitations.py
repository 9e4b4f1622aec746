"""Answering an invitation: by its link, or on one's own account page."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.links import LinkState
from accounts.service import invitations, sign_in, users
from accounts.web.forms import JoiningForm
from accounts.web.passwords import LONGEST_LINK, ended, private
from foundation.security.errors import Conflict, Gone, Unavailable
from foundation.web.forms import given
from foundation.web.guards import public, signed_in
from foundation.web.refusals import refusals_by, refusals_on, status_of
from foundation.web.translation import gettext as _
from foundation.web.work import actor, reading, unit_of_work

bp = Blueprint("invitations", __name__, template_folder="../templates")


@bp.get("/invitation")
@public
def show() -> ResponseReturnValue:
    """Show who invites to what; nothing is changed by looking."""
    return _invited(JoiningForm(None, link=request.args.get("link", "")[:LONGEST_LINK]))


@bp.post("/invitation")
@public
def answer() -> ResponseReturnValue:
    """Decline, or open the account with its first password."""
    form = JoiningForm()
    link = (form.link.data or "")[:LONGEST_LINK]
    with refusals_by(lambda error: _invited(form, status_of(error)), shows=(Gone, Conflict)):
        with reading() as uow:
            invited = invitations.require_open(uow, link)
        if request.form.get("do") == "decline":
            with unit_of_work() as uow:
                invitations.decline_by_link(uow, link)
            flash(_("You have declined. Nothing was changed."), "success")
            return private(redirect(url_for("sign_in.show"), code=303))
        if not form.validate():
            return _invited(form, 422)
        with refusals_on(form, lambda: given(_page(form)), unless=(Gone, Conflict, Unavailable)):
            users.check_password(invited.email, given(form.password.data))
            # Hashing takes long: between the units of work, never inside one.
            password_hash = sign_in.hash_password(given(form.password.data))
            with unit_of_work() as uow:
                invitations.accept_as_new(
                    uow,
                    link,
                    full_name=given(form.full_name.data),
                    password_hash=password_hash,
                )
    flash(_("Welcome. Sign in with your new password."), "success")
    return private(redirect(url_for("sign_in.show"), code=303))


@bp.post("/account/invitations/<uuid:invitation_id>")
@signed_in
def answer_own(invitation_id: UUID) -> ResponseReturnValue:
    """Accept or decline what one's own address is invited to."""
    with unit_of_work() as uow:
        if request.form.get("do") == "accept":
            invitations.accept(uow, invitation_id)
            text = _("Accepted. The role is active now.")
        else:
            invitations.decline(uow, invitation_id)
            text = _("You have declined. Nothing was changed.")
    flash(text, "success")
    return redirect(url_for("account.show"), code=303)


def _invited(form: JoiningForm, status: int = 200) -> ResponseReturnValue:
    page = _page(form)
    if page is not None:
        return private((page, status))
    with reading() as uow:
        opened = invitations.look_at(uow, form.link.data or "")
    return ended(opened.state)


def _page(form: JoiningForm) -> str | None:
    with reading() as uow:
        opened = invitations.look_at(uow, form.link.data or "")
        if opened.state is not LinkState.OPEN or opened.invitation is None:
            return None
        mine = () if actor().user_id is None else invitations.list_own(uow)
        if request.method == "GET":
            form.full_name.data = opened.invitation.full_name
        return render_template(
            "accounts/invitation.html",
            form=form,
            invited=opened.invitation,
            has_account=opened.has_account,
            is_mine=any(each.id == opened.invitation.id for each in mine),
        )

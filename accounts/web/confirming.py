"""One's own password, typed again: before giving a role that opens the whole network."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import own_account, passkeys, second_steps, sign_in, sign_in_tries
from accounts.web import identity
from accounts.web.forms import ConfirmForm
from accounts.web.sign_in import attempt_for, own_site
from foundation.database.work import begin
from foundation.security.errors import Refused, TooOften, Unavailable, refuse
from foundation.text.message import say
from foundation.web.forms import given, safe_next
from foundation.web.guards import signed_in
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import actor, office, reading

bp = Blueprint("confirming", __name__, template_folder="../templates")


@bp.get("/account/confirm")
@signed_in
def show() -> ResponseReturnValue:
    """Ask for the password."""
    return _page(ConfirmForm(None, next=request.args.get("next", "")))


def _page(form: ConfirmForm) -> str:
    site = own_site()
    with reading() as uow:
        user = own_account.get_own(uow)
        has_keys = second_steps.ways_of(uow, user.id).by_passkey and site.may_have_passkeys
        options = passkeys.offer_entering(uow, site, user.id) if has_keys else ""
    return render_template(
        "accounts/confirm.html", form=form, email=user.email, passkey_options=options
    )


@bp.post("/account/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    """Check it; for some minutes it counts in this browser."""
    form = ConfirmForm()

    def page() -> str:
        return _page(form)

    if not form.validate():
        return page(), 422
    with refusals_on(form, page, unless=(TooOften, Unavailable)):
        check_own_password(given(form.own_password.data))
    return _confirmed(form)


@bp.post("/account/confirm/passkey")
@signed_in
def confirm_by_passkey() -> ResponseReturnValue:
    """Check a passkey in place of the password."""
    form = ConfirmForm(None, next=request.form.get("next", ""))
    answer = request.form.get("answer", "")
    with refusals_on(form, lambda: _page(form), shows=(Refused,)), begin(office(), actor()) as uow:
        passkeys.check(uow, own_site(), answer, own_account.get_own(uow).id)
        g.actor = sign_in.confirm(uow, identity.token())
    return _confirmed(form)


def _confirmed(form: ConfirmForm) -> ResponseReturnValue:
    flash(_("Confirmed. You won't be asked again for ten minutes."), "success")
    return redirect(safe_next(form.next.data, url_for("account.show")), code=303)


def check_own_password(password: str | None) -> None:
    """Check the reader's own password, if one was typed; refused when it is wrong, and counted.

    Not inside a unit of work: hashing takes long.
    """
    if not password:
        return
    if not is_own(password):
        raise refuse("own_password", say("This is not your password."))
    with begin(office(), actor()) as uow:
        g.actor = sign_in.confirm(uow, identity.token())


def is_own(password: str) -> bool:
    """Whether this is the reader's own password; a wrong one counts as a wrong sign-in."""
    with reading() as uow:
        attempt = attempt_for(own_account.get_own(uow).email)
        credentials = own_account.find_own_credentials(uow)
    # Apart from the request's own unit of work, which a refusal undoes.
    with begin(office(), actor()) as uow:
        sign_in_tries.begin(uow, attempt)
    is_right = sign_in.is_right(credentials, password)
    with begin(office(), actor()) as uow:
        if is_right:
            sign_in_tries.entered(uow, attempt)
        else:
            sign_in_tries.failed(uow, attempt, uow.actor.user_id)
    return is_right

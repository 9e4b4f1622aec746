"""How one's own account is opened: passkeys, an app, codes on paper, and where one is signed in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import authenticator, identity_providers, own_second_steps, passkeys, sign_in
from accounts.web import identity
from accounts.web.forms import StepCodeForm
from accounts.web.sign_in import own_site
from foundation.documents.qr import qr_inline
from foundation.security.errors import Conflict, Refused
from foundation.web.forms import given
from foundation.web.guards import signed_in
from foundation.web.refusals import refusals_flashed, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("own_sign_in", __name__, template_folder="../templates")
SHOWN = (Conflict, Refused)


@bp.get("/account/sign-in")
@signed_in
def show() -> ResponseReturnValue:
    """Show how the account is opened, and in which browsers it is open."""
    return _page()


@bp.post("/account/sign-in/app")
@signed_in
def prepare_app() -> ResponseReturnValue:
    """Make a secret for an app, to be shown as a picture."""
    with refusals_flashed(_page, shows=SHOWN), unit_of_work() as uow:
        own_second_steps.prepare_app(uow)
    return redirect(url_for(".show", _anchor="app"), code=303)


@bp.post("/account/sign-in/app/confirm")
@signed_in
def confirm_app() -> ResponseReturnValue:
    """Let the app count from its first right code on, and show the recovery codes, once."""
    form = StepCodeForm()
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        codes = own_second_steps.confirm_app(uow, identity.token(), given(form.code.data))
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/sign-in/app/remove")
@signed_in
def remove_app() -> ResponseReturnValue:
    """Let no code of the app count any more."""
    with refusals_flashed(_page, shows=SHOWN), unit_of_work() as uow:
        own_second_steps.remove_app(uow)
    flash(_("The authenticator app is removed."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/sign-in/codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them, once."""
    with refusals_flashed(_page, shows=SHOWN), unit_of_work() as uow:
        codes = own_second_steps.renew_codes(uow)
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/sign-in/passkeys")
@signed_in
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser has made."""
    answer, name = request.form.get("answer", ""), request.form.get("name", "")
    with refusals_flashed(_page, shows=SHOWN), unit_of_work() as uow:
        own_second_steps.add_passkey(uow, own_site(), identity.token(), answer, name)
    flash(_("The passkey is added. You can sign in with it from now on."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/sign-in/passkeys/<uuid:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Forget a passkey."""
    with refusals_flashed(_page, shows=SHOWN), unit_of_work() as uow:
        own_second_steps.remove_passkey(uow, passkey_id)
    flash(_("The passkey is removed. Delete it on your device too."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/sign-in/<uuid:sign_in_id>/end")
@signed_in
def end_one(sign_in_id: UUID) -> ResponseReturnValue:
    """Sign out of one browser."""
    with unit_of_work() as uow:
        own_second_steps.end_one(uow, sign_in_id)
    flash(_("Signed out there."), "success")
    return redirect(url_for(".show", _anchor="open"), code=303)


def _page(form: StepCodeForm | None = None) -> str:
    site = own_site()
    with reading() as uow:
        own = own_second_steps.get_own(uow)
        app = None if own.has_app else own.app
        return render_template(
            "accounts/own_sign_in.html",
            own=own,
            form=form or StepCodeForm(None),
            qr=qr_inline(authenticator.address_for_app(uow, app)) if app else "",
            secret=authenticator.secret_to_type(uow, app) if app else "",
            may_change=own_second_steps.may_change(uow),
            passkey_options=passkeys.offer_adding(uow, site) if site.may_have_passkeys else "",
            services=identity_providers.list_own(uow),
            lacks=uow.actor.lacks_second_step,
            open_ones=own_second_steps.list_open(uow),
            this=sign_in.hash_token(identity.token()),
        )

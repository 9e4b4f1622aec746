"""One's own account: name, language, password."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.service import calendar_feeds, invitations, message_choices, own_account, sign_in
from accounts.web import identity
from accounts.web.confirming import is_own
from accounts.web.forms import AccountForm, OwnPasswordForm
from accounts.web.sign_in import remember_language
from foundation.database.work import UnitOfWork
from foundation.security.errors import TooOften, Unavailable, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.web.forms import given
from foundation.web.guards import signed_in
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("account", __name__, template_folder="../templates")


@bp.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Show what is kept about the reader."""
    return _page()


@bp.post("/account")
@signed_in
def change() -> ResponseReturnValue:
    """Change name and language."""
    form = AccountForm()
    if not form.validate():
        return _page(form=form), 422
    language = form.language.data
    with refusals_on(form, lambda: _page(form=form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow))
        typed = given(form.full_name.data)
        name = own_account.change(uow, full_name=typed, language=language).full_name
    if name == normalise_text(typed):
        flash(_("Saved."), "success")
    else:
        flash(_("Saved. The new name is shown once the centre has checked it."), "success")
    response = redirect(url_for(".show"), code=303)
    remember_language(response, language)
    return response


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form = OwnPasswordForm()
    if not form.validate():
        return _page(passwords=form), 422
    with refusals_on(form, lambda: _page(passwords=form), unless=(TooOften, Unavailable)):
        password_hash = _checked_hash(form)
        with unit_of_work() as uow:
            had_devices = bool(message_choices.get_own(uow).devices)
            token = own_account.set_own_password(uow, password_hash, identity.token())
    identity.remember(token, uow.actor)
    flash(_("Your password is changed. Every other browser is signed out."), "success")
    if had_devices:
        flash(_("Notifications are off now. Allow them again under “Messages to me”."), "info")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/leave-everywhere")
@signed_in
def leave_everywhere() -> ResponseReturnValue:
    """End every sign-in of the reader, this one included, and every link that would begin another."""
    with unit_of_work() as uow:
        own_account.leave_everywhere(uow)
    identity.forget()
    flash(_("You are signed out on every device."), "success")
    return redirect(url_for("sign_in.show"), code=303)


def _checked_hash(form: OwnPasswordForm) -> str:
    # Hashing takes long: between the units of work, never inside one.
    with reading() as uow:
        own_account.check_new_password(uow, given(form.password.data))
    if not is_own(given(form.current.data)):
        raise refuse("current", say("This is not your current password."))
    return sign_in.hash_password(given(form.password.data))


def _stored(uow: UnitOfWork) -> AccountForm:
    return AccountForm(None, obj=own_account.get_own(uow)).note_seen()


def _page(form: AccountForm | None = None, passwords: OwnPasswordForm | None = None) -> str:
    with reading() as uow:
        user = own_account.get_own(uow)
        return render_template(
            "accounts/account.html",
            user=user,
            invited=invitations.list_own(uow),
            form=form or _stored(uow),
            passwords=passwords or OwnPasswordForm(None),
        )


@bp.get("/account/calendar")
@signed_in
def calendar() -> ResponseReturnValue:
    """Show the address at which calendars read the reader's dates, and when one last did."""
    with reading() as uow:
        return render_template("accounts/calendar.html", feed=calendar_feeds.find_own(uow))


@bp.post("/account/calendar")
@signed_in
def make_calendar() -> ResponseReturnValue:
    """Make an address, or another one in place of the old."""
    with unit_of_work() as uow:
        calendar_feeds.make(uow)
    flash(_("This is your address. Whoever has it can read your calendar."), "success")
    return redirect(url_for(".calendar"), code=303)


@bp.post("/account/calendar/end")
@signed_in
def end_calendar() -> ResponseReturnValue:
    """Let the address work no more."""
    with unit_of_work() as uow:
        calendar_feeds.end(uow)
    flash(_("The address does not work any more."), "success")
    return redirect(url_for(".calendar"), code=303)

"""Choosing one's own password through a link, and asking for such a link."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.links import REASONS, LinkState
from accounts.service import password_links, sign_in, users
from accounts.web.forms import ChosenPasswordForm, ForgottenForm
from foundation.once import limits
from foundation.security.errors import Gone, Unavailable
from foundation.web.forms import given
from foundation.web.guards import public
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import office, reading, unit_of_work

bp = Blueprint("passwords", __name__, template_folder="../templates")
LONGEST_LINK = 200


@bp.get("/password/forgot")
@public
def forgot() -> ResponseReturnValue:
    """Ask whose password was forgotten."""
    return _forgotten(ForgottenForm(None))


@bp.post("/password/forgot")
@public
def ask() -> ResponseReturnValue:
    """Promise a link to the address; known or not, the answer and its time are the same."""
    form = ForgottenForm()
    if not form.validate():
        return _forgotten(form), 422
    with unit_of_work() as uow:
        password_links.count(uow, limits.network_of(request.remote_addr))
    with unit_of_work() as uow:
        password_links.ask(uow, given(form.email.data))
    return redirect(url_for(".asked"), code=303)


@bp.get("/password/sent")
@public
def asked() -> ResponseReturnValue:
    """Say what happens next; the same for everybody."""
    return render_template("accounts/password_asked.html", sends_mail=_sends_mail())


@bp.get("/password")
@public
def show() -> ResponseReturnValue:
    """Show what a link opens; nothing is changed by looking."""
    return choosing(ChosenPasswordForm(None, link=request.args.get("link", "")[:LONGEST_LINK]))


@bp.post("/password")
@public
def choose() -> ResponseReturnValue:
    """Keep the chosen password; the link is used up."""
    form = ChosenPasswordForm()
    link = (form.link.data or "")[:LONGEST_LINK]
    with refusals_by(lambda _error: choosing(form), shows=(Gone,)):
        with reading() as uow:
            opened = password_links.require_open(uow, link)
        if not form.validate():
            return choosing(form, 422)
        with refusals_on(form, lambda: given(_page(form)), unless=(Gone, Unavailable)):
            users.check_password(opened.email, given(form.password.data))
            # Hashing takes long: between the units of work, never inside one.
            password_hash = sign_in.hash_password(given(form.password.data))
            with unit_of_work() as uow:
                password_links.set_password(uow, link, password_hash)
    flash(_("Your password is set. Sign in with it."), "success")
    return private(redirect(url_for("sign_in.show"), code=303))


def choosing(form: ChosenPasswordForm, status: int = 200) -> ResponseReturnValue:
    """The form, or the page of a link that works no longer."""
    page = _page(form)
    if page is not None:
        return private((page, status))
    with reading() as uow:
        opened = password_links.look_at(uow, form.link.data or "")
    return ended(opened.state)


def ended(state: LinkState) -> ResponseReturnValue:
    """Say why a link works no longer, and how to get another."""
    is_closed = state is LinkState.CLOSED
    page = render_template(
        "accounts/link_ended.html", reason=words(REASONS[state]), is_closed=is_closed
    )
    return private((page, 410))


def private(answer: ResponseReturnValue) -> ResponseReturnValue:
    """An answer at an address that opens something: it is told to no other page."""
    response = make_response(answer)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(form: ChosenPasswordForm) -> str | None:
    with reading() as uow:
        opened = password_links.look_at(uow, form.link.data or "")
    if opened.state is not LinkState.OPEN:
        return None
    return render_template("accounts/password.html", form=form, opened=opened)


def _forgotten(form: ForgottenForm) -> str:
    return render_template("accounts/password_forgot.html", form=form, sends_mail=_sends_mail())


def _sends_mail() -> bool:
    return bool(office().settings.smtp_host)

"""The sign-in page and signing out."""

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.service import demo, invitations, own_account, sign_in, sign_in_tries
from accounts.service.sign_in_tries import Try
from accounts.web import devices, identity
from accounts.web.forms import SignInForm
from foundation.database.work import begin
from foundation.once import limits
from foundation.security.errors import Refused, TooOften, Unavailable
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.web.forms import safe_next
from foundation.web.guards import public, signed_in
from foundation.web.translation import COOKIE
from foundation.web.translation import gettext as _
from foundation.web.work import actor, office, reading, unit_of_work

bp = Blueprint("sign_in", __name__, template_folder="../templates")
# One sentence for every reason: it must not tell a stranger which addresses exist.
NO = say("The address or the password is not right.")
LONGEST_ADDRESS = 254


@bp.get("/login")
@public
def show() -> ResponseReturnValue:
    """Show the form, or the start page to somebody signed in."""
    if actor().user_id is not None:
        return redirect(safe_next(request.args.get("next"), url_for("start.show")), code=303)
    return _page(SignInForm(next=request.args.get("next", "")))


def _page(form: SignInForm) -> str:
    with reading() as uow:
        return render_template(
            "accounts/sign_in.html",
            form=form,
            demo=demo.list_sign_ins(uow) if uow.settings.demo else [],
            demo_password=demo.PASSWORD,
        )


@bp.post("/login")
@public
def enter() -> ResponseReturnValue:
    """Check the credentials; the same answer, after the same time, whatever was wrong."""
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    email = form.email.data or ""
    attempt = attempt_for(email)
    try:
        with sign_in.a_place():
            user_id = _looked_at(attempt, email, form.password.data or "")
    except TooOften as error:
        with begin(office(), NOBODY) as uow:
            sign_in_tries.stopped(uow, attempt)
        form.take(error)
        response = make_response(_page(form), 429)
        response.headers["Retry-After"] = str(int(error.pause.total_seconds()) + 1)
        return response
    if user_id is not None and enter_as(user_id):
        with begin(office(), NOBODY) as uow:
            sign_in_tries.entered(uow, attempt)
        devices.remember(email)
        with reading() as uow:
            if invitations.list_own(uow):
                flash(_("You are invited to another role. Answer under “My account”."), "info")
        return redirect(safe_next(form.next.data, url_for("start.show")), code=303)
    form.take(Refused(NO))
    return _page(form), 422


def attempt_for(email: str) -> Try:
    """This request as somebody trying to enter an account."""
    network = limits.network_of(request.remote_addr)
    return Try(sign_in.folded_email(email)[:LONGEST_ADDRESS], network, devices.known(email))


def _looked_at(attempt: Try, email: str, password: str) -> UUID | None:
    """Whom the password belongs to, if it is right; counted before it is looked at."""
    with begin(office(), NOBODY) as uow:
        sign_in_tries.begin(uow, attempt)
    with reading() as uow:
        credentials = sign_in.find_credentials(uow, email)
    try:
        right = sign_in.is_right(credentials, password)
    except Unavailable:
        with begin(office(), NOBODY) as uow:
            sign_in_tries.take_back(uow, attempt)
        raise
    if not right:
        with begin(office(), NOBODY) as uow:
            sign_in_tries.failed(uow, attempt, credentials.user_id)
        return None
    # Nobody is kept out because there is no room for this now: there will be at another time.
    with suppress(Unavailable):
        if (made := sign_in.hash_anew(credentials, password)) is not None:
            with begin(office(), NOBODY) as uow:
                sign_in.keep_hash(uow, credentials, made)
    return credentials.user_id


def enter_as(user_id: UUID) -> bool:
    """Begin a session and give it to this browser; whether the account is open.

    Whatever session the browser had before ends on the server, for every copy of its cookie.
    """
    with begin(office(), NOBODY) as uow:
        token = sign_in.admit(uow, user_id)
    if token is None:
        return False
    before = identity.token()
    if before:
        with begin(office(), actor()) as ending:
            sign_in.end(ending, before)
    identity.remember(token, uow.actor)
    g.language = None
    return True


@bp.post("/logout")
@signed_in
def leave() -> ResponseReturnValue:
    """End the session on the server, for every copy of the cookie."""
    with unit_of_work() as uow:
        token = identity.forget()
        if token is not None:
            sign_in.end(uow, token)
    return redirect(url_for("sign_in.show"), code=303)


bp_language = Blueprint("language", __name__)


@bp_language.post("/language/<code>")
@public
def choose(code: str) -> ResponseReturnValue:
    """Keep the reader's choice of language: in a cookie, and with the account.

    `again` is where a half-filled form is posted on to, as it is, to be shown in that language.
    """
    again = safe_next(request.args.get("again"), "")
    back = safe_next(request.form.get("next"), "/")
    response = redirect(again, code=307) if again else redirect(back, code=303)
    if code in office().settings.languages:
        remember_language(response, code)
        if actor().user_id is not None:
            with unit_of_work() as uow:
                own_account.set_language(uow, code)
    return response


def remember_language(response: Response, code: str) -> None:
    """Keep the choice in this browser, for the pages before signing in too."""
    secure = office().settings.secure_cookies
    response.set_cookie(
        COOKIE, code, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure
    )

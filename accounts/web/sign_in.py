"""The sign-in page and signing out."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.domain.browsers import browser_name
from accounts.service import (
    demo,
    identity_providers,
    invitations,
    own_account,
    passkeys,
    second_steps,
    sign_in,
    sign_in_tries,
    users,
)
from accounts.service.passkeys import WebSite
from accounts.service.sign_in import SignInOrigin
from accounts.service.sign_in_tries import Try
from accounts.web import devices, half_way, identity
from accounts.web.forms import SignInForm
from foundation.database.work import begin
from foundation.once import limits
from foundation.security.errors import Refused, TooOften, Unavailable
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.web.forms import safe_next
from foundation.web.guards import public, signed_in
from foundation.web.refusals import refusals_on
from foundation.web.translation import COOKIE
from foundation.web.translation import gettext as _
from foundation.web.work import actor, office, reading, unit_of_work

bp = Blueprint("sign_in", __name__, template_folder="../templates")
# One sentence for every reason: it must not tell a stranger which addresses exist.
NO = say("The address or the password is not right.")
LONGEST_ADDRESS = 254
MOST_PASSKEYS_TRIED = 60


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
            services=identity_providers.list_offered(uow),
            passkey_options=passkeys.offer_entering(uow, own_site())
            if own_site().may_have_passkeys
            else "",
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
    if user_id is None:
        form.take(Refused(NO))
        return _page(form), 422
    with begin(office(), NOBODY) as uow:
        sign_in_tries.entered(uow, attempt)
    with reading() as uow:
        noted = (
            second_steps.half_way(uow, user_id) if second_steps.is_asked_of(uow, user_id) else None
        )
    if noted is not None:
        half_way.remember(noted, form.next.data or "")
        return redirect(url_for("second_step.show"), code=303)
    if not enter_as(user_id, email):
        form.take(Refused(NO))
        return _page(form), 422
    return welcome(form.next.data)


def welcome(wanted: str | None) -> ResponseReturnValue:
    """Lead somebody who has just signed in to where they wanted to go."""
    with reading() as uow:
        if invitations.list_own(uow):
            flash(_("You are invited to another role. Answer under “My account”."), "info")
    return redirect(safe_next(wanted, url_for("start.show")), code=303)


@bp.post("/login/passkey")
@public
def enter_by_passkey() -> ResponseReturnValue:
    """Sign in with a passkey alone: it is opened by a finger, a face or a code, so it is two steps in one."""
    form = SignInForm(None, next=request.form.get("next", ""))
    network = limits.network_of(request.remote_addr)
    with refusals_on(form, lambda: _page(form), unless=(TooOften,)):
        with begin(office(), NOBODY) as uow:
            limits.count(uow, "passkey", network, most=MOST_PASSKEYS_TRIED, per=timedelta(hours=1))
        with begin(office(), NOBODY) as uow:
            user_id = passkeys.check(uow, own_site(), request.form.get("answer", ""))
            user = users.find_user(uow, user_id)
            email = user.email if user is not None else ""
        if not enter_as(user_id, email, strong=True):
            raise Refused(passkeys.NOT_OURS)
    return welcome(form.next.data)


def own_site() -> WebSite:
    """This site as the reader's browser knows it; the host was checked at the entrance."""
    return WebSite(request.host_url.rstrip("/"))


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


def enter_as(user_id: UUID, email: str, *, strong: bool = False) -> bool:
    """Begin a session and give it to this browser; whether the account is open.

    Whatever session the browser had before ends on the server, for every copy of its cookie.
    """
    with begin(office(), NOBODY) as uow:
        token = sign_in.admit(uow, user_id, origin(email, strong=strong))
    if token is None:
        return False
    before = identity.token()
    if before:
        with begin(office(), actor()) as ending:
            sign_in.end(ending, before)
    identity.remember(token, uow.actor)
    devices.remember(email)
    g.language = None
    return True


def origin(email: str, *, strong: bool = False) -> SignInOrigin:
    """How this request comes in."""
    return SignInOrigin(
        strong=strong,
        browser=browser_name(request.user_agent.string),
        network=sign_in_tries.around(limits.network_of(request.remote_addr)),
        is_known=bool(devices.known(email)),
    )


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

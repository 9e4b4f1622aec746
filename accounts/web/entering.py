"""Signing in by the link of a message: looking shows a button, pressing it signs in, once."""

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from accounts.domain.links import REASONS, LinkState
from accounts.service import sign_in_links
from accounts.service.sign_in_links import OpenedLink
from accounts.web import identity
from accounts.web.passwords import LONGEST_LINK, private
from accounts.web.sign_in import origin
from foundation.database.work import begin
from foundation.once import limits
from foundation.security.errors import Gone
from foundation.security.permissions import NOBODY
from foundation.web.forms import safe_next
from foundation.web.guards import public
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import actor, office, reading

bp = Blueprint("entering", __name__, template_folder="../templates")
# So long the button of an opened page works, in seconds.
BUTTON_WORKS = 600


@bp.get("/enter")
@public
def show() -> ResponseReturnValue:
    """Show what a link opens; nothing is changed by looking, whoever looks."""
    return _page(request.args.get("link", "")[:LONGEST_LINK])


@bp.post("/enter")
@public
def enter() -> ResponseReturnValue:
    """Sign in, and go where the message leads. The link is spent."""
    link = request.form.get("link", "")[:LONGEST_LINK]
    with begin(office(), NOBODY) as uow:
        sign_in_links.count(uow, limits.network_of(request.remote_addr))
    with reading() as uow:
        opened = sign_in_links.look_at(uow, link)
    if opened.state is not LinkState.OPEN or _is_somebody_else(opened):
        return _page(link)
    if actor().user_id is not None:
        # She is signed in already: the link stays as it is.
        return private(redirect(safe_next(opened.path, "/"), code=303))
    if not _is_fresh(request.form.get("opened", ""), link):
        flash(_("This page was open for more than ten minutes. Press the button again."), "info")
        return _page(link)
    try:
        with begin(office(), NOBODY) as uow:
            token, opened = sign_in_links.enter(uow, link, origin(""))
    except Gone:
        return _page(link)
    identity.remember(token, uow.actor)
    g.language = None
    return private(redirect(safe_next(opened.path, "/"), code=303))


def _is_somebody_else(opened: OpenedLink) -> bool:
    return actor().user_id not in {None, opened.user_id}


def _page(link: str) -> ResponseReturnValue:
    with reading() as uow:
        opened = sign_in_links.look_at(uow, link)
    if opened.state is not LinkState.OPEN:
        page = render_template(
            "accounts/enter_ended.html",
            reason=words(REASONS[opened.state]),
            path=safe_next(opened.path, "/"),
        )
        return private((page, 410))
    if actor().user_id == opened.user_id:
        return private(redirect(safe_next(opened.path, "/"), code=303))
    is_other = _is_somebody_else(opened)
    page = render_template(
        "accounts/enter.html",
        link=link,
        opened=_serializer().dumps(link),
        name=opened.name,
        is_other=is_other,
    )
    return private((page, 409 if is_other and request.method == "POST" else 200))


def _is_fresh(signed: str, link: str) -> bool:
    """Whether the page that holds the button was opened a short while ago, for this link."""
    try:
        return bool(_serializer().loads(signed, max_age=BUTTON_WORKS) == link)
    except BadData:
        return False


def _serializer() -> URLSafeTimedSerializer:
    settings = office().settings
    keys = [*settings.secret_key_fallbacks, settings.secret_key]
    return URLSafeTimedSerializer(keys, salt="sign-in link page")

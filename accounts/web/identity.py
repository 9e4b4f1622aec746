"""The only file that imports flask_login: from a browser's token to an actor."""

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_user,  # pyright: ignore[reportUnknownVariableType]  half typed
    logout_user,
)

from accounts.service import api_tokens, sign_in
from foundation.database.work import begin, reading
from foundation.security.permissions import NOBODY, Actor
from foundation.web.guards import mark_of
from foundation.web.work import office

SET_UP = "own_sign_in.show"
SETTING_UP = frozenset({"own_sign_in", "confirming"})
LEAVING = frozenset({"sign_in.leave"})


class _SignedIn(UserMixin):
    """What Flask-Login holds: a token, and who that is."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        """What goes into the cookie."""
        return self.token


def install(app: Flask) -> None:
    """Look up the actor before every request."""
    manager = LoginManager(app)
    # Its own protection ends the session when a phone changes networks; ours is the server-side row.
    manager.session_protection = None  # pyright: ignore[reportAttributeAccessIssue]  documented
    manager.user_loader(_load)  # pyright: ignore[reportUnknownMemberType]  half typed

    @app.before_request
    def know_the_actor() -> ResponseReturnValue | None:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        if request.endpoint == "static":
            return None
        if request.path.startswith("/api/"):
            _know_the_token()
            return None
        user = current_user._get_current_object()  # noqa: SLF001  the documented way to unwrap it
        g.actor = user.actor if isinstance(user, _SignedIn) else NOBODY
        if not g.actor.lacks_second_step or request.endpoint is None:
            return None
        # Without it the account has no roles, so that every page would only say no: this one says why.
        is_free = request.blueprint in SETTING_UP or mark_of(app, request.endpoint) == "public"
        return (
            None if is_free or request.endpoint in LEAVING else redirect(url_for(SET_UP), code=303)
        )


def _know_the_token() -> None:
    """Who acts through the API: whoever the token is of. The cookie of a browser counts for nothing there."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    g.actor, g.api_token = NOBODY, None
    if kind.casefold() != "bearer":
        return
    with reading(office(), NOBODY) as uow:
        found = api_tokens.find_actor(uow, token.strip())
    if found is None:
        return
    g.actor, g.api_token, is_time_to_note = found
    if is_time_to_note:
        with begin(office(), g.actor) as uow:
            api_tokens.note_used(uow, g.api_token.id)


def _load(token: str) -> _SignedIn | None:
    with reading(office(), NOBODY) as uow:
        found = sign_in.find_actor(uow, token)
    if found is None:
        # A copied cookie after sign-out: the page answers 401 instead of a friendly redirect.
        g.session_ended = True
        return None
    actor, is_time_to_note = found
    # A page that refreshes itself is not somebody at work: an idle browser is signed out all the same.
    if is_time_to_note and "X-Refresh" not in request.headers:
        with begin(office(), actor) as uow:
            sign_in.note_seen(uow, token)
    return _SignedIn(token, actor)


def remember(token: str, actor: Actor) -> None:
    """Give the browser a fresh token; whatever it had before is dropped."""
    logout_user()
    login_user(_SignedIn(token, actor))
    g.actor = actor


def token() -> str:
    """The token of this browser; empty when nobody is signed in."""
    user = current_user._get_current_object()  # noqa: SLF001  the documented way to unwrap it
    return user.token if isinstance(user, _SignedIn) else ""


def forget() -> str | None:
    """Take the token from the browser; returns it, so that it can be ended on the server."""
    user = current_user._get_current_object()  # noqa: SLF001  the documented way to unwrap it
    token = user.token if isinstance(user, _SignedIn) else None
    logout_user()
    g.actor = NOBODY
    return token

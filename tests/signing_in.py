"""Signing in without typing: a session row, the cookie that names it, and browsers that carry it."""

from flask import Flask
from flask.testing import FlaskClient

from accounts.service import sign_in as service
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import NOBODY


def sign_in(web: FlaskClient, user: User) -> None:
    """Make this browser the user's, as after the sign-in page."""
    office = web.application.extensions["office"]
    assert isinstance(office, Office)
    with begin(office, NOBODY) as uow:
        token = service.admit(uow, user.id)
    assert token is not None
    with web.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


def cookie_of(application: Flask, user: User) -> str:
    """What the browser of somebody signed in carries."""
    web = application.test_client()
    sign_in(web, user)
    cookie = web.get_cookie("ieum")
    assert cookie is not None
    return cookie.value


def with_cookie(application: Flask, cookie: str) -> FlaskClient:
    """A browser with a cookie, for threads: each has one of its own."""
    web = application.test_client()
    web.set_cookie("ieum", cookie)
    return web

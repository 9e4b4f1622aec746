"""Signing in without typing: a session row, and the cookie that names it."""

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

"""Signing in step by step, as a browser does it."""

import html
import re

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import sign_in
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_user

PASSWORD = "a quiet river at dusk"
HASH = sign_in.hash_password(PASSWORD)
PLACE = "/account/sign-in"
HOST = {"Host": "localhost"}


def somebody(office: Office, role: Role = Role.COORDINATOR) -> User:
    with begin(office, the_system()) as uow:
        return a_user(uow, role, email=f"{role}@ieum.example", password_hash=HASH)


def type_password(web: FlaskClient, user: User, **more: str) -> str:
    answer = web.post("/login", data={"email": user.email, "password": PASSWORD, **more})
    assert answer.status_code == 303
    return answer.location


def shown(web: FlaskClient, address: str, pattern: str) -> str:
    page = web.get(address, headers={"Host": "localhost"}).get_data(as_text=True)
    found = re.search(pattern, page)
    assert found is not None, page
    return html.unescape(found.group(1))


def options_on(web: FlaskClient, address: str) -> str:
    return shown(web, address, r'data-options="([^"]+)"')

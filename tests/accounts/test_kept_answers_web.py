"""What is kept of a repeated request does not let anybody find what was typed."""

import hashlib
import itertools
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin, reading
from foundation.once.idempotency import KeptAnswer
from foundation.security.permissions import the_system
from tests.factories import a_user
from tests.signing_in import sign_in


def kept_hash(office: Office, web: FlaskClient, key: str) -> str:
    """The hash that is kept of one form, sent with a key."""
    form = {"full_name": "강마루", "language": "ko", "_key": key}
    assert web.post("/account", data=form).status_code == 303
    with reading(office, the_system()) as uow:
        query = sa.select(KeptAnswer.body_hash).where(KeptAnswer.key == key)
        return uow.db.scalars(query).one()


def test_the_hash_cannot_be_made_from_the_form_alone(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COUNSELLOR)
    web = web_app.test_client()
    sign_in(web, user)
    found = kept_hash(office, web, "first")

    fields = [("full_name", ["강마루"]), ("language", ["ko"])]
    parts = ["/account", repr(("/account", str(user.id))), *(repr(field) for field in fields)]
    for order in itertools.permutations(parts, 3):
        assert hashlib.sha256("".join(order).encode()).hexdigest() != found

    # With another secret key the same form has another hash.
    other = replace(
        office, settings=replace(office.settings, secret_key="another-secret-for-tests")
    )
    web_app.extensions["office"] = other
    assert kept_hash(other, web, "second") != found

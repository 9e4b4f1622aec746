"""A password hashed in another way still opens, and is hashed as today once its owner signs in."""

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_user, an_organisation

PASSWORD = "moss under seven bridges"


def test_an_older_hash_opens_and_is_made_anew(web: FlaskClient, office: Office) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=2).hash(PASSWORD)
    with begin(office, the_system()) as uow:
        who = a_user(uow, Role.COUNSELLOR, an_organisation(uow), password_hash=older)
        email, key = who.email, who.id
    entered = web.post("/login", data={"email": email, "password": PASSWORD})
    assert entered.status_code == 303
    with begin(office, the_system()) as uow:
        kept = uow.db.get_one(User, key).password_hash
    assert "m=19456,t=2,p=1" in kept
    # made as today, it is left alone
    again = web.post("/login", data={"email": email, "password": PASSWORD})
    assert again.status_code == 303
    with begin(office, the_system()) as uow:
        assert uow.db.get_one(User, key).password_hash == kept


def test_a_wrong_password_changes_nothing(web: FlaskClient, office: Office) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=2).hash(PASSWORD)
    with begin(office, the_system()) as uow:
        who = a_user(uow, Role.COUNSELLOR, an_organisation(uow), password_hash=older)
        email, key = who.email, who.id
    refused = web.post("/login", data={"email": email, "password": "not it at all, no"})
    assert refused.status_code == 422
    with begin(office, the_system()) as uow:
        assert uow.db.get_one(User, key).password_hash == older

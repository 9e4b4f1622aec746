"""Credentials, locks and sessions, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.service import sign_in
from accounts.store.tables import SignIn, User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import NOBODY, the_system
from tests.conftest import SetClock
from tests.factories import a_user

PASSWORD = "a quiet river at dusk"
# Hashing is slow: one hash serves every test.
HASH = sign_in.hash_password(PASSWORD)


@pytest.fixture
def user(any_office: Office) -> User:
    """Somebody with a password."""
    with begin(any_office, the_system()) as uow:
        return a_user(uow, Role.COUNSELLOR, email="maru@ieum.example", password_hash=HASH)


def try_to_enter(office: Office, email: str, password: str) -> bool:
    """What the sign-in page does."""
    with reading(office, NOBODY) as uow:
        credentials = sign_in.find_credentials(uow, email)
    right = sign_in.is_right(credentials, password)
    with begin(office, NOBODY) as uow:
        if right and credentials.user_id is not None:
            return sign_in.admit(uow, credentials.user_id) is not None
        sign_in.refuse(uow, credentials.user_id)
    return False


def test_the_right_password_opens_however_the_address_is_written(
    any_office: Office, user: User
) -> None:
    for address in ("maru@ieum.example", " MARU@ieum.example ", "ｍａｒｕ@ieum.example"):
        assert try_to_enter(any_office, address, PASSWORD)
    assert not try_to_enter(any_office, "maru@ieum.example", PASSWORD.upper())


def test_after_five_failures_even_the_right_password_waits_fifteen_minutes(
    any_office: Office, user: User, clock: SetClock
) -> None:
    for _ in range(5):
        assert not try_to_enter(any_office, user.email, "wrong")
    assert not try_to_enter(any_office, user.email, PASSWORD)

    clock.now += timedelta(minutes=15, seconds=-1)
    assert not try_to_enter(any_office, user.email, PASSWORD)
    clock.now += timedelta(seconds=1)
    assert try_to_enter(any_office, user.email, PASSWORD)


def test_four_failures_and_a_success_start_the_count_anew(any_office: Office, user: User) -> None:
    for _ in range(2):
        for _ in range(4):
            assert not try_to_enter(any_office, user.email, "wrong")
        assert try_to_enter(any_office, user.email, PASSWORD)


def test_a_stranger_cannot_keep_an_account_closed_by_trying_on(
    any_office: Office, user: User, clock: SetClock
) -> None:
    for _ in range(5):
        try_to_enter(any_office, user.email, "wrong")
    clock.now += timedelta(minutes=14)
    for _ in range(6):
        try_to_enter(any_office, user.email, "wrong")
    clock.now += timedelta(minutes=1)

    assert try_to_enter(any_office, user.email, PASSWORD)


def test_an_account_locked_while_the_password_is_checked_does_not_open(
    any_office: Office, user: User
) -> None:
    with reading(any_office, NOBODY) as uow:
        credentials = sign_in.find_credentials(uow, user.email)
    for _ in range(5):
        try_to_enter(any_office, user.email, "wrong")

    assert sign_in.is_right(credentials, PASSWORD)
    with begin(any_office, NOBODY) as uow:
        assert sign_in.admit(uow, user.id) is None


def test_an_unknown_address_is_checked_against_a_hash_that_nothing_matches(
    any_office: Office, user: User
) -> None:
    with reading(any_office, NOBODY) as uow:
        nobody = sign_in.find_credentials(uow, "nobody@ieum.example")
        somebody = sign_in.find_credentials(uow, user.email)

    assert nobody.user_id is None
    assert nobody.password_hash.split("$")[:4] == somebody.password_hash.split("$")[:4]
    assert not sign_in.is_right(nobody, PASSWORD)
    assert not sign_in.is_right(nobody, "the password of nobody at all")


def test_whoever_has_no_password_yet_cannot_sign_in(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        fresh = a_user(uow)
    assert not try_to_enter(any_office, fresh.email, "")


def test_only_a_hash_of_the_token_is_kept(any_office: Office, user: User) -> None:
    with begin(any_office, NOBODY) as uow:
        token = sign_in.admit(uow, user.id)
    assert token is not None
    with reading(any_office, NOBODY) as uow:
        kept = uow.db.scalars(sa.select(SignIn)).one()
        entry = uow.db.scalars(sa.select(AuditEntry)).one()

    assert token not in str(vars(kept))
    assert kept.token_hash == sign_in.hash_token(token)
    assert (entry.name, entry.actor_id, entry.actor_name) == ("user.signed_in", user.id, "강마루")
    assert token not in str(vars(entry))


def test_a_session_ends_when_it_is_idle_old_ended_or_its_account_is_closed(
    any_office: Office, user: User, clock: SetClock
) -> None:
    def enter() -> str:
        with begin(any_office, NOBODY) as uow:
            token = sign_in.admit(uow, user.id)
        assert token is not None
        return token

    def is_in(token: str) -> bool:
        with reading(any_office, NOBODY) as uow:
            return sign_in.find_actor(uow, token) is not None

    idle = enter()
    assert is_in(idle)
    clock.now += timedelta(hours=12, seconds=1)
    assert not is_in(idle)

    old = enter()
    for _ in range(20):
        clock.now += timedelta(hours=8)
        with begin(any_office, NOBODY) as uow:
            sign_in.note_seen(uow, old)
    assert is_in(old)
    clock.now += timedelta(hours=8)
    assert not is_in(old)

    first, second = enter(), enter()
    with begin(any_office, NOBODY) as uow:
        sign_in.end(uow, first)
    assert (is_in(first), is_in(second)) == (False, True)

    with begin(any_office, NOBODY) as uow:
        uow.db.execute(sa.update(User).values(active=False))
    assert not is_in(second)
    assert not try_to_enter(any_office, user.email, PASSWORD)

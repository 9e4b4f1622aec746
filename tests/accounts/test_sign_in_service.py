"""Credentials, locks and sessions, on both databases."""

from dataclasses import replace
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
import sqlalchemy as sa

from accounts.domain.passwords import DEMO_PASSWORD
from accounts.domain.roles import Role
from accounts.service import sign_in, sign_in_tries
from accounts.service.sign_in_tries import Try
from accounts.store.tables import SignIn, User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import TooOften, Unavailable
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


def try_to_enter(
    office: Office, email: str, password: str, *, network: str = "192.0.2.1", device: str = ""
) -> bool:
    """What the sign-in page does; TooOften when nothing is looked at any more."""
    attempt = Try(sign_in.folded_email(email), network, device)
    with begin(office, NOBODY) as uow:
        sign_in_tries.begin(uow, attempt)
    with reading(office, NOBODY) as uow:
        credentials = sign_in.find_credentials(uow, email)
    right = sign_in.is_right(credentials, password)
    with begin(office, NOBODY) as uow:
        if right and credentials.user_id is not None:
            sign_in_tries.entered(uow, attempt)
            return sign_in.admit(uow, credentials.user_id) is not None
        sign_in_tries.failed(uow, attempt, credentials.user_id)
    return False


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are compared at once: what is counted does not depend on the hash."""

    def is_right(credentials: sign_in.Credentials, password: str) -> bool:
        return credentials.open and password == PASSWORD

    monkeypatch.setattr(sign_in, "is_right", is_right)


def test_the_right_password_opens_however_the_address_is_written(
    any_office: Office, user: User
) -> None:
    for address in ("maru@ieum.example", " MARU@ieum.example ", "ｍａｒｕ@ieum.example"):
        assert try_to_enter(any_office, address, PASSWORD)
    assert not try_to_enter(any_office, "maru@ieum.example", PASSWORD.upper())


@pytest.mark.usefixtures("quick")
def test_a_strangers_wrong_tries_stop_the_stranger_and_not_the_owner(
    any_office: Office, user: User, clock: SetClock
) -> None:
    for _ in range(5):
        assert not try_to_enter(any_office, user.email, "wrong")
    with pytest.raises(TooOften, match="12:15"):
        try_to_enter(any_office, " MARU@ieum.example", PASSWORD)

    # From elsewhere, and from a browser that was used before: at once.
    assert try_to_enter(any_office, user.email, PASSWORD, network="198.51.100.1")
    assert try_to_enter(any_office, user.email, PASSWORD, device="hers")
    clock.now += timedelta(minutes=15)
    assert try_to_enter(any_office, user.email, PASSWORD)


@pytest.mark.usefixtures("quick")
def test_four_failures_and_a_success_start_the_count_anew(any_office: Office, user: User) -> None:
    for device in ("", "hers"):
        for _ in range(2):
            for _ in range(4):
                assert not try_to_enter(any_office, user.email, "wrong", device=device)
            assert try_to_enter(any_office, user.email, PASSWORD, device=device)


@pytest.mark.usefixtures("quick")
def test_one_address_cannot_try_every_account(any_office: Office, user: User) -> None:
    for number in range(30):
        assert not try_to_enter(any_office, f"{number}@ieum.example", "wrong")
    for email in ("31@ieum.example", user.email):
        with pytest.raises(TooOften):
            try_to_enter(any_office, email, "wrong")
    assert try_to_enter(any_office, user.email, PASSWORD, device="hers")
    assert try_to_enter(any_office, user.email, PASSWORD, network="198.51.100.1")


@pytest.mark.usefixtures("quick")
def test_many_addresses_cannot_try_one_account_and_the_owner_still_gets_in(
    office: Office,
) -> None:
    with begin(office, the_system()) as uow:
        owner = a_user(uow, Role.COUNSELLOR, email="owner@ieum.example", password_hash=HASH)
    for number in range(100):
        assert not try_to_enter(office, owner.email, "wrong", network=f"198.51.100.{number}")
    with pytest.raises(TooOften):
        try_to_enter(office, owner.email, "wrong", network="198.51.100.200")
    assert try_to_enter(office, owner.email, PASSWORD, device="hers")

    with reading(office, the_system()) as uow:
        letters = uow.db.scalars(sa.select(Message).where(Message.to == owner.email)).all()
    assert len(letters) == 1
    assert "10" in letters[0].body


@pytest.mark.usefixtures("quick")
def test_wrong_tries_stand_in_the_trail_with_the_neighbourhood_they_came_from(
    any_office: Office, user: User
) -> None:
    for email in (user.email, "nobody@ieum.example"):
        try_to_enter(any_office, email, "wrong", network="203.0.113.77")
    with reading(any_office, NOBODY) as uow:
        query = sa.select(AuditEntry).order_by(AuditEntry.id)
        entries = [entry for entry in uow.db.scalars(query) if entry.name.startswith("user.sign")]
    facts = {"network": "203.0.113.0/24", "known": False}
    assert [(e.name, e.subject, e.facts) for e in entries] == [
        ("user.sign_in_failed", str(user.id), facts),
        ("user.sign_in_failed", "", facts),
    ]


def test_whoever_finds_every_place_taken_is_told_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(sign_in, "_places", full)
    with reading(office, NOBODY) as uow:
        credentials = sign_in.find_credentials(uow, "nobody@ieum.example")
    with pytest.raises(Unavailable):
        sign_in.is_right(credentials, PASSWORD)
    with pytest.raises(Unavailable):
        sign_in.hash_password(PASSWORD)


def test_the_password_of_the_demo_opens_nothing_elsewhere(office: Office) -> None:
    with begin(office, the_system()) as uow:
        left = a_user(uow, password_hash=sign_in.hash_password(DEMO_PASSWORD))
    assert not try_to_enter(office, left.email, DEMO_PASSWORD)
    demo = replace(office, settings=replace(office.settings, demo=True))
    assert try_to_enter(demo, left.email, DEMO_PASSWORD)


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

"""P7: repeating a request does nothing twice."""

from collections.abc import Mapping
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.domain.roles import Role
from accounts.store.tables import Organisation, Site
from foundation.database.work import Office, begin, reading
from foundation.once.idempotency import KeptAnswer
from foundation.security.permissions import the_system
from tests.factories import a_user, an_organisation
from tests.signing_in import cookie_of, with_cookie
from tests.threads import at_once

COPIES = 100
PLACE = {"name": "3층 상담실", "name_en": "Room on the third floor", "city": "ansan"}


@pytest.fixture
def cookie(any_web_app: Flask, any_office: Office) -> str:
    """The cookie of an organisation's administrator."""
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.ORGANISATION_ADMIN, an_organisation(uow))
    return cookie_of(any_web_app, user)


def send(app: Flask, cookie: str, form: Mapping[str, str]) -> tuple[int, str, str]:
    answer = with_cookie(app, cookie).post("/org/sites/new", data=form)
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


def send_many(app: Flask, cookie: str, form: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """All at the same moment."""
    together = Barrier(COPIES, timeout=30)

    def send_one(_: int) -> tuple[int, str, str]:
        together.wait()
        return send(app, cookie, form)

    return at_once(send_one, range(COPIES), COPIES)


def count(office: Office, table: type[Site] | type[KeptAnswer]) -> int:
    with reading(office, the_system()) as uow:
        return uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_hundred_copies_of_a_form_make_one_row_and_get_one_answer(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    answers = send_many(any_web_app, cookie, {**PLACE, "_key": "k-1"})

    assert count(any_office, Site) == 1
    assert len(answers) == COPIES
    assert set(answers) == {answers[0]}
    assert answers[0][:2] == (303, "/org/sites")


def test_without_the_key_a_hundred_copies_make_a_hundred_rows(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    answers = send_many(any_web_app, cookie, PLACE)

    assert count(any_office, Site) == COPIES
    assert {status for status, _, _ in answers} == {303}


def test_the_same_key_with_other_contents_is_refused_and_nothing_stored(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    assert send(any_web_app, cookie, {**PLACE, "_key": "k-1"})[0] == 303
    assert send(any_web_app, cookie, {**PLACE, "name": "Another", "_key": "k-1"})[0] == 422
    assert count(any_office, Site) == 1


def test_a_refusal_is_not_kept_so_the_form_can_be_mended_and_sent_again(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    wrong = {**PLACE, "latitude": "12", "longitude": "127", "_key": "k-1"}
    assert send(any_web_app, cookie, wrong)[0] == 422
    assert (count(any_office, Site), count(any_office, KeptAnswer)) == (0, 0)

    assert send(any_web_app, cookie, {**wrong, "latitude": "37.3"})[0] == 303
    assert count(any_office, Site) == 1


def test_a_key_counts_for_its_sender_only(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    with begin(any_office, the_system()) as uow:
        ours = uow.db.scalars(sa.select(Organisation)).one()
        colleague = a_user(uow, Role.ORGANISATION_ADMIN, ours)
    other = cookie_of(any_web_app, colleague)

    assert send(any_web_app, cookie, {**PLACE, "_key": "k-1"})[0] == 303
    assert send(any_web_app, other, {**PLACE, "_key": "k-1"})[0] == 303
    assert count(any_office, Site) == 2


def test_a_header_works_like_the_hidden_field(
    any_web_app: Flask, any_office: Office, cookie: str
) -> None:
    for _ in range(2):
        browser = with_cookie(any_web_app, cookie)
        answer = browser.post("/org/sites/new", data=PLACE, headers={"Idempotency-Key": "k-2"})
        assert answer.status_code == 303
    assert count(any_office, Site) == 1

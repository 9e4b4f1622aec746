"""Mentor pairs on the screen: proposed by the office, answered on the phone, minutes confirmed."""

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from tests.conftest import NOON
from tests.factories import a_user
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from tests.signing_in import sign_in
from training.domain.practicum import PracticumKind
from training.service.practicum import practicum


def test_a_pair_is_proposed_and_agreed_to_by_both(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh, her = a_mentor(uow)
        mai, hers = a_trainee(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, manager)
    assert hanh.full_name in web.get("/mentoring/new").text
    refused = web.post(
        "/mentoring/new", data={"language": "ru", "mentor": hanh.id, "trainee": mai.id}
    )
    assert refused.status_code == 422
    values = {"language": "vi", "mentor": hanh.id, "trainee": mai.id, "starts_on": "2026-11-23"}

    made = web.post("/mentoring/new", data=values)

    assert made.status_code == 303
    address = made.headers["Location"]
    for user in (hers, her):
        sign_in(web, user)
        assert f"{address}/agree" in web.get(address).text
        assert web.post(f"{address}/agree").status_code == 303
    sign_in(web, manager)
    assert mai.full_name in web.get("/mentoring?state=active").text


def test_the_mentor_confirms_the_minutes_on_the_phone(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh, her = a_mentor(uow)
        mai, hers = a_trainee(uow)
        pair = a_mentorship(uow, hanh, mai)
        span = Span(NOON.replace(hour=1), NOON.replace(hour=2))
        assignment = pair.id
        entry = practicum.plan(uow, pair, assignment, PracticumKind.OBSERVE, span)
        practicum.mark_held(uow, pair.id, assignment)
    sign_in(web, hers)
    assert f"/practicum/{entry.id}/confirm" not in web.get("/practicum").text
    sign_in(web, her)
    assert f"/practicum/{entry.id}/confirm" in web.get("/practicum").text

    web.post(f"/practicum/{entry.id}/confirm", data={"minutes": "xx"})
    web.post(f"/practicum/{entry.id}/confirm", data={"minutes": "45"})

    sign_in(web, hers)
    page = web.get("/practicum").text
    assert "0.7" in page
    assert hanh.full_name in page


def test_others_do_not_see_the_offices_pages(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        pair = a_mentorship(uow, a_mentor(uow)[0], a_trainee(uow)[0])
        strangers = [a_user(uow, role) for role in (Role.COUNSELLOR, Role.TRAINEE)]
    for stranger in strangers:
        sign_in(web, stranger)
        assert web.get("/mentoring").status_code == 403
        assert web.get(f"/mentoring/{pair.id}").status_code == 404
        assert web.post(f"/mentoring/{pair.id}/end").status_code == 404
        assert web.get("/practicum").status_code == 200


def test_whoever_holds_the_first_rung_asks_for_a_mentor_and_the_office_sees_it(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        hanh, _her = a_mentor(uow)
        mai, hers = a_trainee(uow)
        _newcomer, new = a_trainee(uow, "예시 신입", levels=())
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, new)
    assert web.post("/practicum/mentor").status_code == 303
    assert "첫 인증을 받으면" in web.get("/practicum").text
    sign_in(web, hers)
    assert "멘토 요청하기" in web.get("/practicum").text

    for _twice in range(2):
        assert web.post("/practicum/mentor").status_code == 303

    assert "센터가 멘토를 찾고 있어요. 11월 23일" in web.get("/practicum").text
    with begin(office, the_system()) as uow:
        told = uow.db.scalars(sa.select(Message.about)).all()
        assert [about.partition(":")[0] for about in told] == ["mentor"]
    sign_in(web, manager)
    listed = web.get("/mentoring").text
    assert "예시 신입" not in listed
    assert f"/mentoring/new?trainee={mai.id}" in listed
    assert f'selected value="{mai.id}"' in web.get(f"/mentoring/new?trainee={mai.id}").text
    values = {"language": "vi", "mentor": hanh.id, "trainee": mai.id, "starts_on": "2026-11-23"}
    web.post("/mentoring/new", data=values)
    assert f"/mentoring/new?trainee={mai.id}" not in web.get("/mentoring").text

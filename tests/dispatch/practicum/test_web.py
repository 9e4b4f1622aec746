"""A trainee's place on the phone, the mentor's session, and overrides by two people on the board."""

import sqlalchemy as sa
from flask.testing import FlaskClient

from dispatch.domain.states import OverrideState, PlaceState
from dispatch.service.practicum import pairing
from dispatch.store.tables import Assignment, GraveOverride, PracticumPlace
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Modality
from tests.dispatch.acting import assign
from tests.factories import a_coordinator, a_session
from tests.factories.accounts import an_organisation
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from tests.signing_in import sign_in


def test_a_trainee_answers_on_her_phone_and_her_mentor_sees_it(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        hanh, her = a_mentor(uow)
        mai, hers = a_trainee(uow)
        a_mentorship(uow, hanh, mai)
        session = a_session(uow, trainee_welcome=True)
        assignment = assign(uow, session, hanh)
        pairing.pair(uow, session.day, session.day)
        place = uow.db.scalars(sa.select(PracticumPlace)).one()
    sign_in(web, her)
    assert mai.full_name not in web.get(f"/assignments/{assignment.id}").text
    sign_in(web, hers)
    assert f"/practicum/places/{place.id}/confirm" in web.get("/practicum/places").text
    assert "답할 자리 1건" in web.get("/practicum").text

    answered = web.post(f"/practicum/places/{place.id}/confirm")

    assert answered.status_code == 303
    with begin(office, the_system()) as uow:
        assert uow.db.get_one(PracticumPlace, place.id).state is PlaceState.CONFIRMED
    assert "답할 자리 없음" in web.get("/practicum").text
    sign_in(web, her)
    assert mai.full_name in web.get(f"/assignments/{assignment.id}").text
    assert web.post(f"/practicum/places/{place.id}/decline").status_code == 404


def test_a_place_on_video_says_so_once(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh, _ = a_mentor(uow)
        mai, hers = a_trainee(uow)
        a_mentorship(uow, hanh, mai)
        session = a_session(uow, trainee_welcome=True, modality=Modality.VIDEO)
        assign(uow, session, hanh)
        pairing.pair(uow, session.day, session.day)
    sign_in(web, hers)

    page = web.get("/practicum/places").text

    assert "· 화상<" in page
    assert "화상 · 화상" not in page


def test_home_shows_places_and_the_next_rung(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh, _ = a_mentor(uow)
        mai, hers = a_signed_up_interpreter(uow, "팜 티 마이", levels=("L1",))
        a_mentorship(uow, hanh, mai)
        session = a_session(uow, trainee_welcome=True)
        assign(uow, session, hanh)
        pairing.pair(uow, session.day, session.day)
        place = uow.db.scalars(sa.select(PracticumPlace)).one()
    sign_in(web, hers)

    page = web.get("/home").text

    assert f"/practicum/places/{place.id}/confirm" in page
    assert 'id="rung-h"' in page
    assert "/learn" in page


def test_the_links_of_my_learning_say_what_is_behind_them(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh, _ = a_mentor(uow)
        mai, hers = a_signed_up_interpreter(uow, "팜 티 마이", levels=("L1",))
        a_mentorship(uow, hanh, mai)
        _, nobody = a_signed_up_interpreter(uow, "도 티 하", levels=())
    sign_in(web, hers)
    page = web.get("/learn").text

    assert "유효 1건 · " in page
    assert "일 남음" in page
    assert "0 / 30시간" in page
    assert "건 발급" not in page

    sign_in(web, nobody)
    assert "유효" not in web.get("/learn").text


def test_two_coordinators_override_a_crisis_from_the_drawer(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        hanh, _ = a_signed_up_interpreter(uow)
        centre = an_organisation(uow)
        one, other = (a_coordinator(uow, centre) for _ in range(2))
        session = a_session(uow, domain="violence", case_code="ANS-1")
    drawer = f"/dispatch/{session.day}?s={session.id}&person={hanh.id}"
    sign_in(web, one)
    assert f"/overrides/sessions/{session.id}" in web.get(drawer).text

    asked = web.post(
        f"/overrides/sessions/{session.id}", data={"interpreter": hanh.id, "reason": "Nobody else."}
    )
    assert asked.status_code == 303
    with begin(office, the_system()) as uow:
        row = uow.db.scalars(sa.select(GraveOverride)).one()
    web.post(f"/overrides/{row.id}/agree")
    assert f"/overrides/{row.id}/agree" not in web.get("/overrides").text
    sign_in(web, other)
    assert f"/overrides/{row.id}/agree" in web.get("/overrides").text
    assert f"/overrides/{row.id}/agree" in web.get(drawer).text
    web.post(f"/overrides/{row.id}/agree")
    made = web.post(
        f"/dispatch/{session.day}/sessions/{session.id}/assign",
        data={
            "interpreter": hanh.id,
            "slot_no": 1,
            "starts_at": session.starts_at.isoformat(),
            "agreed_with": "herself",
        },
    )

    assert made.status_code == 303
    with begin(office, the_system()) as uow:
        assert uow.db.get_one(GraveOverride, row.id).state is OverrideState.AGREED
        assert uow.db.scalars(sa.select(Assignment.override_reason)).one() == "Nobody else."


def test_only_coordinators_see_overrides(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        _, user = a_signed_up_interpreter(uow)
    sign_in(web, user)

    assert web.get("/overrides").status_code == 403

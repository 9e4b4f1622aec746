"""The two lists of whoever asks: what is to come, and what has begun."""

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Modality
from scheduling.service import proposals
from tests.factories import a_coordinator, a_request, a_session, a_user, as_actor
from tests.signing_in import sign_in


def test_a_session_of_today_stands_in_one_of_the_two_lists(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        later = a_session(uow, day=uow.today, start="14:00")
        user = later.request.requester
        request = a_request(uow, organisation=later.request.organisation, requester=user)
        earlier = a_session(uow, request, day=uow.today, start="09:00")
    sign_in(web, user)
    lists = [web.get(f"/requests/mine{when}").get_data(as_text=True) for when in ("", "?when=past")]
    for session, expected in ((later, [True, False]), (earlier, [False, True])):
        assert [f"/requests/{session.request_id}" in page for page in lists] == expected


def test_a_question_of_the_centre_is_marked_in_the_list_until_it_is_closed(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        session = a_session(uow)
        user = session.request.requester
        coordinator = as_actor(uow, a_coordinator(uow))
    with begin(office, coordinator) as uow:
        asked = proposals.propose(uow, session.id, modality=Modality.VIDEO)
    sign_in(web, user)
    assert "변경 문의에 답해 주세요" in web.get("/requests/mine").get_data(as_text=True)
    with begin(office, coordinator) as uow:
        proposals.withdraw(uow, asked.id)
    assert "변경 문의에 답해 주세요" not in web.get("/requests/mine").get_data(as_text=True)


def test_who_may_not_place_a_request_is_not_led_to_the_form(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        users = [a_user(uow, role) for role in (Role.ORGANISATION_ADMIN, Role.COUNSELLOR)]
    led: list[bool] = []
    for user in users:
        sign_in(web, user)
        led.append('href="/requests/new"' in web.get("/requests/mine").get_data(as_text=True))
    assert led == [False, True]

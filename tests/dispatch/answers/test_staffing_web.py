"""The page of a request says who comes, and to coordinators who has been asked."""

from uuid import UUID

from flask import Flask

from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.dispatch.acting import ask, assign
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in


def test_whoever_asked_reads_who_comes_and_only_coordinators_who_is_asked(
    office: Office, web_app: Flask
) -> None:
    with begin(office, the_system()) as uow:
        session = a_session(uow, team=2)
        assign(uow, session, a_signed_up_interpreter(uow, "응우옌 티 하인")[0])
        ask(uow, session, a_signed_up_interpreter(uow, "쩐 반 민")[0], slot_no=2)
        counsellor, coordinator = session.request.requester, a_coordinator(uow)
        page = f"/requests/{session.request_id}"

    seen: dict[UUID, str] = {}
    for reader in (counsellor, coordinator):
        web = web_app.test_client()
        sign_in(web, reader)
        seen[reader.id] = web.get(page).text

    assert 'id="staffing-h"' in seen[counsellor.id]
    assert all("응우옌 티 하인" in text for text in seen.values())
    assert "쩐 반 민" not in seen[counsellor.id]
    assert "쩐 반 민" in seen[coordinator.id]
    assert f"/dispatch/{session.day}" not in seen[counsellor.id]
    assert f"/dispatch/{session.day}" in seen[coordinator.id]

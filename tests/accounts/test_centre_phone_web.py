"""The office's telephone number: kept by its administrator, and the centre's shown on every page."""

import pytest
from flask.testing import FlaskClient

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.store.tables import Organisation
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_user, an_organisation
from tests.signing_in import sign_in

NUMBER = "031-000-1010"


@pytest.fixture
def centre(office: Office) -> Organisation:
    """The centre, with a number."""
    with begin(office, the_system()) as uow:
        organisation = an_organisation(uow, "경기 센터")
        organisation.kind = OrganisationKind.CENTRE
        organisation.phone = NUMBER
    return organisation


def number_of(office: Office, organisation: Organisation) -> str:
    with reading(office, the_system()) as uow:
        return uow.db.get_one(Organisation, organisation.id).phone


def test_every_public_page_and_the_request_form_give_the_centres_number(
    web: FlaskClient, office: Office, centre: Organisation
) -> None:
    for path in ("/login", "/join", "/nothing-here"):
        assert f'href="tel:{NUMBER}"' in web.get(path).get_data(as_text=True)
    with begin(office, the_system()) as uow:
        counsellor = a_user(uow, Role.COUNSELLOR)
    sign_in(web, counsellor)
    assert "sum-urgent" in web.get("/requests/new").get_data(as_text=True)


def test_an_administrator_changes_the_number_of_her_own_office_only(
    web: FlaskClient, office: Office, centre: Organisation
) -> None:
    with begin(office, the_system()) as uow:
        ours = an_organisation(uow, "안산")
        admin = a_user(uow, Role.ORGANISATION_ADMIN, ours)
    sign_in(web, admin)

    assert web.post("/org/phone", data={"phone": "０３１ 123-4567"}).status_code == 303
    assert number_of(office, ours) == "031-123-4567"
    foreign = f"/org/phone?organisation={centre.id}"
    assert web.post(foreign, data={"phone": "1", "before": NUMBER}).status_code == 404
    assert number_of(office, centre) == NUMBER


def test_a_wrong_number_and_one_changed_by_somebody_else_are_said(
    web: FlaskClient, office: Office, centre: Organisation
) -> None:
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.CENTRE_ADMIN, centre)
    sign_in(web, admin)

    for wrong in ("call us", "031", "", "<b>031-000-1010"):
        answer = web.post("/org/phone", data={"phone": wrong, "before": NUMBER})
        assert answer.status_code == 422
        assert 'href="#phone"' in answer.get_data(as_text=True)
    late = web.post("/org/phone", data={"phone": "031-000-9999", "before": "031-000-0000"})
    assert late.status_code == 409
    assert NUMBER in late.get_data(as_text=True)
    assert number_of(office, centre) == NUMBER

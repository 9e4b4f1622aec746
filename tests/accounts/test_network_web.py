"""The organisations of the network: the centre adds, changes and closes them, and a closed one is asked for by nobody."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.store.tables import Invitation, Organisation, User
from foundation.database.audit import list_entries
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories.accounts import a_site, a_user, an_organisation
from tests.factories.scheduling import a_session

TYPED = {
    "name": "화성 한빛복지센터",
    "name_en": "",
    "code": "hnb",
    "kind": "welfare_centre",
    "city": "hwaseong",
    "phone": "031-000-3020",
}


@pytest.fixture
def centre(office: Office) -> User:
    """An administrator of the centre."""
    with begin(office, the_system()) as uow:
        home = an_organisation(uow, "경기 이음", kind=OrganisationKind.CENTRE, phone="031-000-1010")
        return a_user(uow, Role.CENTRE_ADMIN, home)


@pytest.fixture
def admin(centre: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """Her browser."""
    return browser_of(centre)


def one(office: Office, **columns: Any) -> Organisation:
    """The organisation with these columns."""
    with begin(office, the_system()) as uow:
        return uow.db.scalars(sa.select(Organisation).filter_by(**columns)).one()


def test_a_new_organisation_gets_its_first_administrator_by_invitation(
    admin: FlaskClient, office: Office
) -> None:
    who = {"full_name": "최다온", "email": "daon@hanbit.example"}
    answer = admin.post("/org/network/new", data={**TYPED, **who})

    added = one(office, code="HNB")
    assert (answer.status_code, added.name_en) == (303, TYPED["name"])
    assert answer.headers["Location"].endswith(str(added.id))
    with begin(office, the_system()) as uow:
        invited = uow.db.scalars(sa.select(Invitation)).one()
        assert (invited.email, invited.role) == ("daon@hanbit.example", Role.ORGANISATION_ADMIN)
        assert invited.organisation_id == added.id
    assert "/invitation?link=" in admin.get(answer.headers["Location"]).get_data(as_text=True)
    assert "화성 한빛복지센터" in admin.get("/org/network").get_data(as_text=True)


def test_all_faults_are_told_at_once_and_nothing_is_kept(
    admin: FlaskClient, office: Office
) -> None:
    wrong = {**TYPED, "name": "", "code": "ㄱ", "city": "", "phone": "없음"}
    page = admin.post("/org/network/new", data=wrong)

    assert page.status_code == 422
    for name in ("name", "code", "city", "phone"):
        assert f'id="{name}-e"' in page.get_data(as_text=True), name
    with begin(office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(Organisation)).all()) == 1


def test_an_address_that_is_none_leaves_no_organisation_behind(
    admin: FlaskClient, office: Office
) -> None:
    page = admin.post("/org/network/new", data={**TYPED, "email": "daon", "full_name": "최다온"})
    assert page.status_code == 422
    with begin(office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(Organisation)).all()) == 1


def test_what_was_changed_is_in_the_trail_and_whoever_saves_second_is_told(
    admin: FlaskClient, office: Office
) -> None:
    admin.post("/org/network/new", data=TYPED)
    page = f"/org/network/{one(office, code='HNB').id}"
    seen = admin.get(page).get_data(as_text=True).split('name="_seen" type="hidden" value="')[1]

    first = {**TYPED, "name": "화성 새빛복지센터", "code": "SBT", "kind": "family_centre"}
    assert admin.post(page, data=first).status_code == 303
    changed = one(office, code="SBT")
    assert (changed.name, changed.kind) == ("화성 새빛복지센터", "family_centre")
    with begin(office, the_system()) as uow:
        entry = list_entries(uow.db)[0]
    assert entry.name == "organisation.changed"
    assert {*entry.facts["fields"]} >= {"name", "code", "kind"}

    second = {**TYPED, "phone": "031-000-9999", "_seen": seen.split('"')[0]}
    told = admin.post(page, data=second)
    assert told.status_code == 409
    assert "화성 새빛복지센터" in told.get_data(as_text=True)
    assert one(office, code="SBT").phone == "031-000-3020"


def test_the_centre_stays_the_centre_and_open(admin: FlaskClient, office: Office) -> None:
    home = one(office, kind=OrganisationKind.CENTRE)
    values = {**TYPED, "code": home.code, "city": "ansan"}
    assert admin.post(f"/org/network/{home.id}", data=values).status_code == 422
    assert admin.post(f"/org/network/{home.id}/close").status_code == 422
    assert one(office, id=home.id).active
    assert admin.post("/org/network/new", data={**TYPED, "kind": "centre"}).status_code == 422


def test_closing_lists_what_is_open_and_nobody_asks_for_it_any_more(
    admin: FlaskClient, office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow)
        counsellor = a_user(uow, organisation=ansan)
        session = a_session(uow, organisation=ansan, requester=counsellor, site=a_site(uow, ansan))
        reference = session.request.reference
    page = f"/org/network/{ansan.id}"
    assert reference in admin.get(page).get_data(as_text=True)
    theirs = browser_of(counsellor)
    choice = f'value="{ansan.id}"'
    assert choice in theirs.get("/requests/new").get_data(as_text=True)

    assert admin.post(f"{page}/close").status_code == 303

    assert "닫힘" in admin.get("/org/network").get_data(as_text=True)
    assert choice not in theirs.get("/requests/new").get_data(as_text=True)
    invited = {"email": "a@b.kr", "full_name": "최다온", "language": "ko", "role": "counsellor"}
    refused = admin.post("/org/users/new", data={**invited, "organisation": str(ansan.id)})
    assert refused.status_code == 422
    assert "닫힌 기관" in refused.get_data(as_text=True)
    assert admin.post(f"{page}/open").status_code == 303
    assert choice in theirs.get("/requests/new").get_data(as_text=True)


def test_only_the_centre_keeps_organisations(
    office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow)
        their = a_user(uow, Role.ORGANISATION_ADMIN, ansan)
    client = browser_of(their)
    assert client.get("/org/network").status_code == 403
    assert client.post(f"/org/network/{ansan.id}/close").status_code == 403
    assert client.post("/org/network/new", data=TYPED).status_code == 403

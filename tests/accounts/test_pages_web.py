"""The pages of accounts: who may open them, and what they do."""

import re
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation, Site, User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.web.guards import MARK
from tests.factories import a_site, a_user, an_organisation
from tests.signing_in import sign_in

OWN = {Role.ORGANISATION_ADMIN, Role.CENTRE_ADMIN}
PAGES: dict[str, set[Role]] = {
    "/account": set(Role),
    "/org": OWN,
    "/org/users": OWN,
    "/org/users/new": OWN,
    "/org/sites": OWN,
    "/org/sites/new": OWN,
    "/audit": {Role.CENTRE_ADMIN},
    "/outbox": {Role.CENTRE_ADMIN},
}


class Network:
    """Two organisations with an administrator, a counsellor and a place each, and the centre."""

    def __init__(self, office: Office) -> None:
        with begin(office, the_system()) as uow:
            self.ours = an_organisation(uow, "안산 센터")
            self.theirs = an_organisation(uow, "수원 센터")
            self.admin = a_user(uow, Role.ORGANISATION_ADMIN, self.ours)
            self.counsellor = a_user(uow, Role.COUNSELLOR, self.ours, full_name="최가온")
            self.foreigner = a_user(uow, Role.COUNSELLOR, self.theirs, full_name="먼 사람")
            self.centre = a_user(uow, Role.CENTRE_ADMIN, an_organisation(uow, "경기 센터"))
            self.site = a_site(uow, self.ours, "우리 상담실")
            self.far_site = a_site(uow, self.theirs, "먼 상담실")


@pytest.fixture
def network(office: Office) -> Network:
    """The rows."""
    return Network(office)


def count(office: Office, table: type[Site] | type[User] | type[Membership]) -> int:
    with reading(office, the_system()) as uow:
        return uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_other(
    web: FlaskClient, office: Office, role: Role
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    sign_in(web, user)

    got = {path: web.get(path).status_code for path in PAGES}
    assert got == {path: 200 if role in roles else 403 for path, roles in PAGES.items()}


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in_first(web: FlaskClient, path: str) -> None:
    answer = web.get(path)
    assert (answer.status_code, answer.location) == (303, f"/login?next={path}")
    assert web.post(path).status_code in {401, 405}


def test_every_view_says_who_may_open_it(web: FlaskClient) -> None:
    views = web.application.view_functions
    ours = {name: view for name, view in views.items() if view.__module__.startswith("accounts")}

    assert len(ours) > 20
    assert [name for name, view in ours.items() if getattr(view, MARK, None) is None] == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_both_languages(
    web: FlaskClient, network: Network, path: str, language: str
) -> None:
    web.set_cookie("language", language)
    sign_in(web, network.centre)
    page = web.get(path).get_data(as_text=True)

    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert ("통역이음" in page) == (language == "ko")


@pytest.mark.parametrize("kind", ["users", "sites"])
def test_what_belongs_to_others_and_what_does_not_exist_look_the_same(
    web: FlaskClient, network: Network, kind: str
) -> None:
    sign_in(web, network.admin)
    foreign = network.foreigner.id if kind == "users" else network.far_site.id
    own = network.counsellor.id if kind == "users" else network.site.id
    pages: list[str] = []
    for each in (foreign, uuid4()):
        answer = web.get(f"/org/{kind}/{each}")
        assert answer.status_code == 404
        page = answer.get_data(as_text=True).replace(str(each), "…")
        pages.append(re.sub(r'(csrf_token" value=")[^"]+', "", page))

    assert pages[0] == pages[1]
    assert web.get(f"/org/{kind}/{own}").status_code == 200
    assert web.get(f"/org/{kind}/not-an-id").status_code == 404


@pytest.mark.parametrize("path", ["/org", "/org/users", "/org/sites", "/org/users/new"])
def test_only_the_centre_looks_at_any_organisation(
    web: FlaskClient, network: Network, path: str
) -> None:
    asked = f"{path}?organisation={network.theirs.id}"
    sign_in(web, network.admin)
    assert web.get(asked).status_code == 404
    assert web.get(f"{path}?organisation={uuid4()}").status_code == 404
    assert web.get(f"{path}?organisation={network.ours.id}").status_code == 200

    sign_in(web, network.centre)
    assert "수원 센터" in web.get(asked, headers={"Accept-Language": "ko"}).get_data(as_text=True)


def test_writing_into_another_organisation_is_not_found_and_changes_nothing(
    web: FlaskClient, network: Network, office: Office
) -> None:
    sign_in(web, network.admin)
    place = {"name": "x", "city": "ansan"}
    user, site = network.foreigner.id, network.far_site.id
    role = {"organisation": str(network.theirs.id), "role": "counsellor"}
    before = count(office, Site), count(office, Membership)

    assert (
        web.post(f"/org/sites/new?organisation={network.theirs.id}", data=place).status_code == 404
    )
    assert web.post(f"/org/sites/{site}", data=place).status_code == 404
    assert web.post(f"/org/users/{user}/roles/revoke", data=role).status_code == 404
    assert web.post(f"/org/users/{user}/active", data={"active": "0"}).status_code == 404
    assert web.post(f"/org/users/{user}/link").status_code == 404
    assert web.post(f"/org/users/{user}/roles", data=role).status_code in {404, 422}
    assert (count(office, Site), count(office, Membership)) == before


def test_a_role_outside_the_list_is_refused_whatever_the_form_was_changed_to(
    web: FlaskClient, network: Network, office: Office
) -> None:
    sign_in(web, network.admin)
    before = count(office, Membership)
    for role in ("centre_admin", "coordinator", "king"):
        form = {"organisation": str(network.ours.id), "role": role}
        path = f"/org/users/{network.counsellor.id}/roles"
        assert web.post(path, data=form).status_code == 422
        invitation = {**form, "email": "x@a.kr", "full_name": "x", "language": "ko"}
        assert web.post("/org/users/new", data=invitation).status_code == 422
    # Fields that no form has are passed over.
    web.post("/account", data={"full_name": "나", "language": "ko", "role": "centre_admin"})

    assert count(office, Membership) == before


def test_roles_are_given_and_taken_and_accounts_closed_and_opened(
    web: FlaskClient, network: Network, office: Office
) -> None:
    sign_in(web, network.admin)
    path = f"/org/users/{network.counsellor.id}"
    role = {"organisation": str(network.ours.id), "role": "trainer"}
    assert web.post(f"{path}/roles", data=role).status_code == 303
    assert web.post(f"{path}/roles/revoke", data=role).status_code == 303
    assert web.post(f"{path}/roles/revoke", data=role).status_code == 404
    assert web.post(f"{path}/roles/revoke", data={"role": "x"}).status_code == 422
    for active in ("0", "1"):
        assert web.post(f"{path}/active", data={"active": active}).status_code == 303
        with reading(office, the_system()) as uow:
            assert uow.db.get_one(User, network.counsellor.id).active is (active == "1")
    own = f"/org/users/{network.admin.id}/active"
    assert web.post(own, data={"active": "0"}).status_code == 422


def test_a_place_without_coordinates_stands_at_the_city_hall(
    web: FlaskClient, network: Network, office: Office
) -> None:
    sign_in(web, network.admin)
    assert web.post("/org/sites/new", data={"name": "새 곳", "city": "guri"}).status_code == 303
    with reading(office, the_system()) as uow:
        site = uow.db.scalars(sa.select(Site).where(Site.name == "새 곳")).one()
        code = uow.db.get_one(Organisation, network.ours.id).code
    assert (site.latitude, site.longitude, site.name_en) == (37.5943, 127.1296, "새 곳")
    assert site.code == f"{code}-01"

    change = {"name": "옮긴 곳", "city": "guri", "latitude": "37.6", "longitude": "127.1"}
    assert web.post(f"/org/sites/{site.id}", data=change).status_code == 303
    with reading(office, the_system()) as uow:
        changed = uow.db.get_one(Site, site.id)
    assert (changed.name, changed.latitude, changed.active) == ("옮긴 곳", 37.6, False)


def test_the_address_says_the_city_and_typed_signs_that_hide_are_dropped(
    web: FlaskClient, network: Network, office: Office
) -> None:
    sign_in(web, network.admin)
    form = {"name": "새\u202e 곳\x07", "city": "", "address": "경기도 남양주시\u2066 다산로 1"}
    assert web.post("/org/sites/new", data=form).status_code == 303
    with reading(office, the_system()) as uow:
        site = uow.db.scalars(sa.select(Site).where(Site.name == "새 곳")).one()
    assert (site.city, site.address) == ("namyangju", "경기도 남양주시 다산로 1")

    web.set_cookie("language", "en")
    for wrong, why in (
        ({"address": "다산로 1"}, "names no city"),
        ({"city": "suwon"}, "The address says Namyangju"),
        ({"latitude": "37.3"}, "Enter both coordinates"),
        ({"latitude": "37.0", "longitude": "126.3"}, "km from the city hall"),
    ):
        answer = web.post("/org/sites/new", data={**form, "name": "x", **wrong})
        assert answer.status_code == 422
        assert why in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("city", "atlantis"),
        ("latitude", "north"),
        ("latitude", "3"),
    ],
)
def test_a_wrong_place_keeps_what_was_typed_and_names_the_field(
    web: FlaskClient, network: Network, office: Office, field: str, value: str
) -> None:
    sign_in(web, network.admin)
    before = count(office, Site)
    where = {"latitude": "37.6", "longitude": "127.1"}
    form = {"name": "곳", "city": "guri", "address": "긴 길 5", **where, field: value}
    answer = web.post("/org/sites/new", data=form)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert "긴 길 5" in page
    assert count(office, Site) == before


def test_a_sign_that_no_database_holds_is_refused(web: FlaskClient, network: Network) -> None:
    sign_in(web, network.admin)
    assert web.post("/org/sites/new", data={"name": "a\0b", "city": "guri"}).status_code == 400
    assert web.get("/org?organisation=%00").status_code == 400

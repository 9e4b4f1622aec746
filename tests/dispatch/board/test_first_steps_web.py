"""Where the centre's administrator begins until the first plan."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.plans import runs
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories.accounts import a_site, a_user, an_organisation
from tests.factories.scheduling import a_session


@pytest.fixture
def admin(office: Office, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """The first administrator's browser, in an office with nothing but the centre."""
    with begin(office, the_system()) as uow:
        home = an_organisation(uow, "경기 이음", kind=OrganisationKind.CENTRE)
        user = a_user(uow, Role.CENTRE_ADMIN, home)
    return browser_of(user)


def test_home_says_what_comes_next_and_ticks_what_is_done(
    admin: FlaskClient, office: Office
) -> None:
    assert admin.get("/").headers["Location"] == "/first-steps"
    page = admin.get("/first-steps").get_data(as_text=True)
    assert (page.count("tag-ok"), page.count('aria-current="step"')) == (0, 1)
    assert page.index('aria-current="step"') < page.index("기관 등록")

    with begin(office, the_system()) as uow:
        a_site(uow, an_organisation(uow))
    page = admin.get("/first-steps").get_data(as_text=True)
    assert page.count("tag-ok") == 2
    assert page.index("장소 등록") < page.index('aria-current="step"')


def test_after_the_first_plan_work_begins_on_the_board(admin: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        day = a_session(uow).day
        runs.ask_for_plan(uow, day, day, 1)
    assert admin.get("/first-steps").headers["Location"] == "/dispatch"


def test_nobody_else_is_led_there(
    office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    with begin(office, the_system()) as uow:
        coordinator = a_user(uow, Role.COORDINATOR)
    assert browser_of(coordinator).get("/first-steps").status_code == 403

"""Illness at 08:10: three ways to fill the gaps, one chosen, and accepted again on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from dispatch.domain.states import AssignmentState
from dispatch.store.tables import Assignment
from foundation.database.work import begin, reading
from foundation.security.permissions import the_system
from tests.browser.conftest import Served
from tests.browser.mending_steps import accept_on_phone, compare_ways, enter_illness, send_way
from tests.browser.test_main_job import PASSWORD, sign_in, switch_to
from tests.conftest import SetClock
from tests.dispatch.planned import someone
from tests.dispatch.repairs.mending import a_bad_day
from tests.factories import a_user, an_organisation
from tests.factories.dispatch import an_assignment

pytestmark = [pytest.mark.browser, pytest.mark.wide]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_illness_is_mended_in_the_way_that_was_chosen(
    served: Served, clock: SetClock, open_page: Callable[..., Page], language: str
) -> None:
    clock.now = clock.now.replace(hour=23, minute=10) - timedelta(days=1)  # 08:10 in Seoul
    with begin(served.office, the_system()) as uow:
        centre = an_organisation(uow, "경기 이음이주민센터")
        a_user(uow, Role.COORDINATOR, centre, email="coordinator@ieum.example", password=PASSWORD)
        mover = a_user(uow, Role.INTERPRETER, centre, email="mover@ieum.example", password=PASSWORD)
        day = a_bad_day(uow)
        day.movable[0].user_id = mover.id
        ill = someone(uow, name="아픈 사람", languages=("lo",))
        an_assignment(uow, day.easy, ill)
        moved, promise = day.movable[0].id, day.promises[0].id

    desk = open_page(language=language)
    sign_in(desk, "coordinator")
    switch_to(desk, language)
    enter_illness(desk, ill.id, day.day)
    ways = compare_ways(desk, day.day)
    expect(ways).to_have_count(3)
    expect(ways.nth(0)).to_be_checked()
    send_way(desk, ways, 2)

    phone = open_page(language=language, phone=True)
    sign_in(phone, "mover")
    switch_to(phone, language)
    accept_on_phone(phone)
    with reading(served.office, the_system()) as uow:
        held = uow.db.scalars(
            sa.select(Assignment)
            .where(Assignment.interpreter_id == moved)
            .order_by(Assignment.created_at)
        ).all()
    assert [(a.id == promise, a.state) for a in held] == [
        (True, AssignmentState.RELEASED),
        (False, AssignmentState.CONFIRMED),
    ]
    assert held[1].session_id == day.hard[0].id

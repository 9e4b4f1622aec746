"""From the darkest cell of coverage to a cohort in preparation, with invitations on their way."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from dispatch.service.coverage.counting import COUNT_COVERAGE
from foundation.database.work import UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from foundation.text.message import say
from interpreters.domain.languages import Language
from scheduling.domain.states import SessionState
from tests.browser.conftest import Served
from tests.browser.walking import Walk, ko, press, says
from tests.conftest import SetClock
from tests.factories import a_course, a_session, a_site, a_user, an_interpreter
from tests.factories.proposals import a_new_proposal
from training.domain.courses import CohortStatus
from training.service.proposals import recording
from training.store.tables import Cohort, CohortInvitation

pytestmark = [pytest.mark.browser, pytest.mark.wide]
SHADE = re.compile(r"\bh(\d)\b")
BOPHA, CHANTHA = "예시소 보파", "예시킴 찬타"


@pytest.fixture
def walk(served: Served, clock: SetClock, open_page: Callable[..., Page]) -> Walk:
    """The office on Monday noon, after a week in which nobody was found for Khmer."""
    walk = Walk(served, clock, open_page)
    with begin(served.office, the_system()) as uow:
        _a_week(uow)
    return walk


def _a_week(uow: UnitOfWork) -> None:
    site = a_site(uow, city="ansan")
    lost = [
        a_session(
            uow,
            day=uow.today - timedelta(days=days),
            site=site,
            language="km",
            domain="general",
            state=SessionState.NOT_DELIVERED,
        )
        for days in (3, 4, 5, 6)
    ]
    a_session(
        uow,
        day=uow.today - timedelta(days=3),
        site=site,
        language="lo",
        state=SessionState.NOT_DELIVERED,
    )
    a_course(
        uow, "상담통역 심화", scheme_code="L2", prerequisites=[{"kind": "scheme", "code": "L1"}]
    )
    account = a_user(uow, Role.INTERPRETER, email="bopha@ieum.example")
    an_interpreter(uow, BOPHA, languages=("km",), levels=("L1",), user=account)
    an_interpreter(uow, CHANTHA, languages=("km",), levels=())
    recording.record(
        uow,
        a_new_proposal(
            why=say("%(language)s", language=Language.KHMER),
            session_ids=tuple(each.id for each in lost),
        ),
    )


def test_from_the_darkest_cell_to_a_cohort_with_invitations(walk: Walk) -> None:
    walk.do(COUNT_COVERAGE)
    desk = walk.desk("manager")
    desk.goto("/coverage")
    cells = desk.locator("table.heat").first.locator("tbody td:has(a):not(.tot)")
    shades = [int(SHADE.findall(each.get_attribute("class") or "h0")[0]) for each in cells.all()]
    darkest = cells.nth(shades.index(max(shades)))
    expect(darkest.locator("a")).to_contain_text("4")
    darkest.locator("a").click()
    expect(desk.locator("main tbody tr")).to_have_count(4)

    desk.locator("main").get_by_role("link", name=ko("Proposed courses")).click()
    desk.locator("main tbody th a").click()
    says(desk, "Sessions it would have covered")
    press(desk, "Prepare a cohort")
    expect(desk.get_by_text(ko("Cohort in preparation"))).to_be_visible()
    expect(desk.locator("input[name=people]")).to_have_count(1)
    desk.locator("summary").filter(has_text="1").first.click()
    expect(desk.locator("main")).to_contain_text(CHANTHA)
    press(desk, "Invite those ticked")
    says(desk, "Goes out when the cohort is announced")

    with reading(walk.served.office, the_system()) as uow:
        invited = uow.db.scalars(sa.select(CohortInvitation)).one()
        cohort = uow.db.get_one(Cohort, invited.cohort_id)
        assert (cohort.status, cohort.capacity, cohort.city) == (CohortStatus.DRAFT, 4, "ansan")
        assert invited.sent_at is None

"""Holidays and closing days: entered on a page, followed at once, and what stands on them is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.slots.deadlines import deadline_for
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.security.permissions import the_system
from scheduling.domain.closing_days import ClosingKind
from scheduling.service import closing_days
from scheduling.store.tables import ClosingDay
from tests.dispatch.acting import acting
from tests.factories import a_coordinator, a_session, a_user

Browser = Callable[[User], FlaskClient]
PAGE = "/settings/closing-days"
DAY = date(2026, 11, 25)
SENT = {"day": DAY.isoformat(), "kind": "closing_day", "name": "사무실 이사"}


def stored(office: Office) -> list[date]:
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(ClosingDay.day)))


def an_admin(office: Office) -> User:
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.CENTRE_ADMIN)


def test_a_day_is_entered_and_removed_again(office: Office, browser_of: Browser) -> None:
    web = browser_of(an_admin(office))
    assert "12. 25." in web.get(PAGE).text
    assert web.post(PAGE, data=SENT).status_code == 303
    assert "사무실 이사" in web.get(PAGE).text
    assert stored(office) == [DAY]
    again = web.post(PAGE, data=SENT)
    assert again.status_code == 422
    assert 'href="#day"' in again.text
    assert web.post(f"{PAGE}/{DAY}/remove").status_code == 303
    assert web.post(f"{PAGE}/{DAY}/remove").status_code == 404
    assert stored(office) == []
    with reading(office, the_system()) as uow:
        names = [entry.name for entry in list_entries(uow.db, subject=DAY.isoformat())]
    assert sorted(names) == ["closing_day.entered", "closing_day.removed"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "2026-11-22"}, "day"),
        ({"day": "2036-11-22"}, "day"),
        ({"day": "2026-12-25"}, "day"),
        ({"day": "soon"}, "day"),
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "010-1234-5678"}, "name"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_what_makes_no_sense_is_named_and_nothing_is_stored(
    office: Office, browser_of: Browser, changed: dict[str, str], field: str
) -> None:
    answer = browser_of(an_admin(office)).post(PAGE, data={**SENT, **changed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert stored(office) == []


def test_what_stands_on_the_day_is_shown_before_and_told_after(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        admin, coordinator = a_user(uow, Role.CENTRE_ADMIN), a_coordinator(uow)
        session = a_session(uow, day=DAY)
        requester, reference = session.request.requester.email, session.request.reference
        uow.db.execute(sa.delete(Message))
    web = browser_of(admin)
    shown = web.post(PAGE, data=SENT)
    assert shown.status_code == 200
    assert reference in shown.text
    assert stored(office) == []
    seen = shown.text.split('name="shown"')[1].split('value="')[1].split('"')[0]

    with begin(office, the_system()) as uow:
        later = a_session(uow, day=DAY, start="15:00").request.reference
        uow.db.execute(sa.delete(Message))
    second = web.post(PAGE, data={**SENT, "do_save": "1", "shown": seen})
    assert second.status_code == 200
    assert later in second.text
    assert stored(office) == []
    seen = second.text.split('name="shown"')[1].split('value="')[1].split('"')[0]

    assert web.post(PAGE, data={**SENT, "do_save": "1", "shown": seen}).status_code == 303
    assert stored(office) == [DAY]
    with reading(office, the_system()) as uow:
        assert {requester, coordinator.email} <= set(uow.db.scalars(sa.select(Message.to)))


def test_deadlines_follow_a_day_at_once_and_read_it_once(uow: UnitOfWork) -> None:
    admin = acting(uow, a_user(uow, Role.CENTRE_ADMIN))
    starts_at = uow.now + timedelta(days=3)
    before = deadline_for(admin, starts_at=starts_at, remote=False)
    closing_days.enter(admin, DAY - timedelta(days=1), ClosingKind.CLOSING_DAY, "이사")
    after = deadline_for(admin, starts_at=starts_at, remote=False)
    assert after - before == timedelta(days=1)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(uow.db.get_bind(), "before_cursor_execute", note)
    for n in range(20):
        deadline_for(admin, starts_at=starts_at + timedelta(days=n), remote=False)
    assert statements == []


def test_only_the_administrator_of_the_centre_enters_and_only_what_is_to_come_is_removed(
    uow: UnitOfWork,
) -> None:
    with pytest.raises(Forbidden):
        closing_days.enter(acting(uow, a_coordinator(uow)), DAY, ClosingKind.CLOSING_DAY, "이사")
    admin = acting(uow, a_user(uow, Role.CENTRE_ADMIN))
    closing_days.enter(admin, uow.today, ClosingKind.PUBLIC_HOLIDAY, "임시공휴일")
    with pytest.raises(Conflict):
        closing_days.remove(admin, uow.today)
    with pytest.raises(NotFound):
        closing_days.remove(admin, DAY)
    assert "임시공휴일" in str(closing_days.what_is_special(uow, uow.today))

"""Reports by mail: to whom, on which morning, once, and never more than a link."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.report_mails import ReportRhythm
from dispatch.service.reports import mailed
from dispatch.store.queries import report_mails as queries
from dispatch.store.tables import ReportMail, ReportSubscription
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from tests.dispatch.acting import acting, subjects
from tests.factories import a_coordinator, a_user, an_organisation
from tests.signing_in import sign_in

SYSTEM = the_system()
MONTHLY, QUARTERLY = ReportRhythm.MONTHLY, ReportRhythm.QUARTERLY


def at(uow: UnitOfWork, day: date, hour: int) -> UnitOfWork:
    """The same transaction at an hour of a day in Korea."""
    now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC) - timedelta(hours=9)
    return replace(uow, now=now)


def a_reader(uow: UnitOfWork, *rhythms: ReportRhythm) -> User:
    """A coordinator who receives reports since August."""
    user = a_coordinator(uow)
    for rhythm in rhythms:
        mailed.subscribe(at(acting(uow, user), date(2026, 8, 5), 10), user.id, rhythm)
    return user


def test_the_first_working_morning_tells_each_period_once(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        user = a_reader(uow, MONTHLY, QUARTERLY)
        # The office works from Sunday to Thursday: on 1 September and on 1 October.
        mailed.write_due(at(uow, date(2026, 9, 1), 12))
        mailed.write_due(at(uow, date(2026, 10, 1), 6))
        assert subjects(uow, user) == ["통역 현황: 2026년 8월"]
        for _ in range(2):
            mailed.write_due(at(uow, date(2026, 10, 1), 7))
        told = ["통역 현황: 2026년 8월", "통역 현황: 2026년 3분기", "통역 현황: 2026년 9월"]
        assert sorted(subjects(uow, user)) == sorted(told)
        # New Year's Day, a Friday, and the Saturday after it; then the job does not run until the twentieth.
        for day in (1, 2):
            mailed.write_due(at(uow, date(2027, 1, day), 12))
        assert len(subjects(uow, user)) == len(told)
        mailed.write_due(at(uow, date(2027, 1, 20), 12))
        late = {"통역 현황: 2026년 12월", "통역 현황: 2026년 4분기"}
        assert set(subjects(uow, user)) == {*told, *late}
        bodies = uow.db.scalars(sa.select(Message.body).where(Message.to == user.email)).all()
        assert any("/reports?period=quarter&day=2026-07-01" in body for body in bodies)


def test_a_period_that_ended_before_is_not_told(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        user = a_reader(uow, QUARTERLY)
        mailed.write_due(at(uow, date(2026, 8, 6), 12))
        assert subjects(uow, user) == []


def test_whoever_comes_second_writes_nothing(any_office: Office) -> None:
    """The row is written in the statement that asks for it; without that the key of the table still refuses."""
    with begin(any_office, SYSTEM) as uow:
        user = a_reader(uow)
        day = date(2026, 9, 1)
        assert [queries.claim(uow.db, user.id, MONTHLY, day, uow.now) for _ in range(2)] == [
            True,
            False,
        ]
        again = sa.insert(ReportMail).values(
            id=uuid4(), user_id=user.id, rhythm=MONTHLY, first_day=day, written_at=uow.now
        )
        with pytest.raises(IntegrityError), uow.db.begin_nested():
            uow.db.execute(again)


def test_whoever_may_not_see_reports_any_more_is_written_nothing(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        user, desk = a_reader(uow, MONTHLY), acting(uow, a_coordinator(uow))
        user.active = False
        uow.db.flush()
        mailed.write_due(at(uow, date(2026, 10, 1), 12))
        assert subjects(uow, user) == []
        assert [each.is_idle for each in mailed.list_receivers(desk)] == [True]


def test_an_organisation_enters_its_own_people_only(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        ansan, suwon = an_organisation(uow, "안산"), an_organisation(uow, "수원")
        admin = a_user(uow, Role.ORGANISATION_ADMIN, ansan)
        other, counsellor = a_user(uow, Role.ORGANISATION_ADMIN, suwon), a_user(uow)
        own, desk_user = acting(uow, admin), a_coordinator(uow)
        assert [each.id for each in mailed.list_candidates(own)] == [admin.id]
        for stranger in (other, counsellor, desk_user):
            with pytest.raises(Refused) as refusal:
                mailed.subscribe(own, stranger.id, None)
            assert set(refusal.value.problems) == {"user", "rhythm"}
        with pytest.raises(Refused):
            mailed.subscribe(own, admin.id, MONTHLY, suwon.id)
        mailed.subscribe(own, admin.id, MONTHLY)
        with pytest.raises(Refused) as twice:
            mailed.subscribe(own, admin.id, MONTHLY)
        assert set(twice.value.problems) == {"user"}
        mailed.subscribe(acting(uow, other), other.id, QUARTERLY)
        assert [each.row.user_id for each in mailed.list_receivers(own)] == [admin.id]
        desk = acting(uow, desk_user)
        theirs = next(
            each.row for each in mailed.list_receivers(desk) if each.row.user_id == other.id
        )
        with pytest.raises(NotFound):
            mailed.unsubscribe(own, theirs.id)
        mailed.unsubscribe(desk, theirs.id)
        with pytest.raises(Conflict):
            mailed.unsubscribe(desk, theirs.id)
        with pytest.raises(Forbidden):
            mailed.list_receivers(acting(uow, counsellor))


def test_the_page(office: Office, web: FlaskClient) -> None:
    with begin(office, SYSTEM) as uow:
        user = a_coordinator(uow)
    sign_in(web, user)
    assert web.post("/reports/mail", data={}).status_code == 422
    form = {"user": str(user.id), "rhythm": "monthly"}
    assert web.post("/reports/mail", data=form).status_code == 303
    assert web.post("/reports/mail", data=form).status_code == 422
    assert user.email in web.get("/reports/mail").get_data(as_text=True)
    assert "/reports/mail" in web.get("/reports").get_data(as_text=True)
    with begin(office, SYSTEM) as uow:
        row = uow.db.scalars(sa.select(ReportSubscription)).one()
    assert web.post(f"/reports/mail/{row.id}/remove").status_code == 303
    assert "아직 없어요" in web.get("/reports/mail").get_data(as_text=True)

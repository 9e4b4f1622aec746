"""A due report is written once, however many clocks ask for it; and twice without the guard."""

from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.report_mails import ReportRhythm
from dispatch.service.reports import mailed
from dispatch.store.queries import report_mails as queries
from dispatch.store.tables import ReportMail
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.dispatch.reports.test_reports_by_mail import MONTHLY, a_reader
from tests.threads import at_once
from tests.transactions import in_office

CLOCKS = 4
# A Thursday morning after August, in Korea half past eight.
MORNING = datetime(2026, 9, 2, 23, 30, tzinfo=UTC)


def a_due_report(office: Office, clock: SetClock) -> str:
    """Somebody whose report of August is due; where they are written to."""

    def begun(uow: UnitOfWork) -> str:
        return a_reader(uow, MONTHLY).email

    email = in_office(office, begun)
    clock.now = MORNING
    return email


def tick(office: Office) -> None:
    with begin(office, the_system()) as uow:
        mailed.write_due(uow)


def written(office: Office, email: str) -> int:
    with reading(office, the_system()) as uow:
        query = sa.select(sa.func.count()).select_from(Message).where(Message.to == email)
        return uow.db.scalars(query).one()


def test_many_clocks_send_a_due_report_once(any_office: Office, clock: SetClock) -> None:
    email = a_due_report(any_office, clock)
    at_once(lambda _n: tick(any_office), range(CLOCKS))
    assert written(any_office, email) == 1


@pytest.mark.database
def test_without_the_guard_two_clocks_send_it_twice(
    postgres_office: Office, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: whoever looks first and writes then, without a key, writes twice."""
    email = a_due_report(postgres_office, clock)
    with postgres_office.engine.begin() as db:
        (key,) = sa.inspect(db).get_unique_constraints("report_mail")
        db.exec_driver_sql(f"ALTER TABLE report_mail DROP CONSTRAINT {key['name']}")
    both = Barrier(2)

    def look_then_write(
        db: Session, user_id: UUID, rhythm: ReportRhythm, first_day: date, now: datetime
    ) -> bool:
        asked = sa.select(ReportMail.id).where(ReportMail.user_id == user_id)  # pyright: ignore[reportArgumentType]  a UUID
        known = db.scalar(asked)
        both.wait(timeout=30)
        values: dict[str, Any] = {"id": uuid4(), "user_id": user_id, "rhythm": rhythm}
        db.execute(sa.insert(ReportMail).values(**values, first_day=first_day, written_at=now))
        return known is None

    monkeypatch.setattr(queries, "claim", look_then_write)
    at_once(lambda _n: tick(postgres_office), range(2))
    assert written(postgres_office, email) == 2

"""The two quarters before the demo: within the rules, of the cast that is there, and the same every time."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch.domain.causes import Cause
from dispatch.domain.states import AssignmentState
from dispatch.service.year.quarters import first_day, write_quarters
from dispatch.store.tables import Assignment, CounsellingSession, OutcomeReport, SessionOutcome
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from scheduling.domain.states import SessionState
from scheduling.store.tables import Request
from tests.conftest import NOON, open_office
from tests.factories import (
    a_request,
    a_session,
    a_user,
    an_interpreter,
    available,
)
from training.store.tables import PracticeEntry

SYSTEM = the_system("demo")


def a_small_cast(uow: UnitOfWork) -> None:
    """Three people for two languages, and a week of needs ahead; nobody for the third language."""
    for name in ("가람", "나래", "다온"):
        who = an_interpreter(uow, name, user=a_user(uow), languages=("vi", "zh"), on_site=True)
        available(uow, who)
    for n in range(7):
        for language, start in (("vi", "09:00"), ("zh", "10:00"), ("lo", "14:00")):
            day = uow.today + timedelta(days=1 + n)
            a_session(uow, request=a_request(uow, language=language), day=day, start=start)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("quarters") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    with begin(office, SYSTEM) as uow:
        a_small_cast(uow)
        assert write_quarters(uow, scale=0.2)
    yield office
    office.engine.dispose()


def past(uow: UnitOfWork) -> Sequence[CounsellingSession]:
    return uow.db.scalars(
        sa.select(CounsellingSession).where(CounsellingSession.day < uow.today)
    ).all()


def test_it_begins_with_a_quarter_and_ends_before_the_demo_itself(lived: Office) -> None:
    assert first_day(date(2026, 12, 1)) == date(2026, 4, 1)
    assert first_day(date(2026, 2, 10)) == date(2025, 7, 1)
    with reading(lived, SYSTEM) as uow:
        days = [session.day for session in past(uow)]
        assert first_day(uow.today) <= min(days)
        assert max(days) <= uow.today - timedelta(days=2)


def test_something_of_everything_happened(lived: Office) -> None:
    with reading(lived, SYSTEM) as uow:
        assert {session.state for session in past(uow)} == {
            SessionState.HELD,
            SessionState.NOT_DELIVERED,
            SessionState.CANCELLED,
        }
        causes = {session.cause for session in past(uow)}
        assert Cause.NO_SUCH_LANGUAGE in causes
        states = set(uow.db.scalars(sa.select(Assignment.state)))
        assert {AssignmentState.COMPLETED, AssignmentState.CANCELLED} <= states
        for table in (OutcomeReport, SessionOutcome, PracticeEntry):
            assert uow.db.scalar(sa.select(sa.func.count()).select_from(table)), table


def test_nobody_is_in_two_places_or_works_more_than_agreed(lived: Office) -> None:
    """With fewer people than needs at one hour a chooser that forgot would put somebody in two places."""
    served = sa.select(Assignment).where(Assignment.state != AssignmentState.WITHDRAWN)
    with reading(lived, SYSTEM) as uow:
        rows = sorted(
            uow.db.scalars(served), key=lambda row: (str(row.interpreter_id), row.busy_from)
        )
        assert len(rows) > 20
        for one, other in pairwise(rows):
            if one.interpreter_id == other.interpreter_id:
                assert one.busy_to <= other.busy_from


def test_references_follow_those_that_are_there(lived: Office) -> None:
    with reading(lived, SYSTEM) as uow:
        numbers = [
            *uow.db.scalars(sa.select(Request.reference).where(Request.submitted_at < uow.now))
        ]
    assert len(numbers) == len(set(numbers))
    assert "R-2610-0001" in numbers


def test_the_same_day_gives_the_same_past(tmp_path: Path, empty_database: bytes) -> None:
    found: list[list[tuple[object, ...]]] = []
    path = tmp_path / "again.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    columns = (Request.reference, CounsellingSession.id, CounsellingSession.state)
    with begin(office, SYSTEM) as uow:
        a_small_cast(uow)
        for _ in range(2):
            point = uow.db.begin_nested()
            write_quarters(uow, scale=0.1)
            query = sa.select(*columns).join(
                CounsellingSession, CounsellingSession.request_id == Request.id
            )
            found.append([tuple(row) for row in uow.db.execute(query.order_by(Request.reference))])
            point.rollback()
    office.engine.dispose()
    assert found[0] == found[1]

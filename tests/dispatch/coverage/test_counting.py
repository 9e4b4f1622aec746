"""The counted days are what the reports count, follow what has changed, and stay when nothing has."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dispatch.domain.coverage import Covered, Daypart, daypart_of
from dispatch.domain.reports import Dimension, PeriodKind, ReportPeriod
from dispatch.service.coverage import counting, figures
from dispatch.service.coverage.figures import CoverageWish
from dispatch.service.year.quarters import write_quarters
from dispatch.store.queries import coverage as queries
from dispatch.store.queries import coverage_counting
from dispatch.store.queries import reports as report_queries
from dispatch.store.queries.reports import ReportScope
from dispatch.store.tables import (
    CounsellingSession,
    CoverageCount,
    CoverageDay,
    CoverageNeed,
    Site,
)
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from scheduling.domain.states import SessionState
from tests.conftest import NOON, open_office
from tests.dispatch.year.test_quarters import a_small_cast
from tests.factories import a_session
from tests.threads import at_once

SYSTEM = the_system("demo")
SEOUL = ZoneInfo("Asia/Seoul")
SUMMER = ReportPeriod(kind=PeriodKind.DAYS, first=date(2026, 7, 1), last=date(2026, 9, 30))
BY = {
    Dimension.LANGUAGE: "language",
    Dimension.CITY: "city",
    Dimension.DOMAIN: "domain",
    Dimension.MODALITY: "modality",
}


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("coverage") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    with begin(office, SYSTEM) as uow:
        a_small_cast(uow)
        write_quarters(uow, scale=0.1)
    counting.count_changed(office)
    yield office
    office.engine.dispose()


@pytest.mark.parametrize("by", BY)
def test_the_counted_days_say_what_the_reports_say(past: Office, by: Dimension) -> None:
    with reading(past, SYSTEM) as uow:
        scope = figures.scope_of(uow, CoverageWish(period=SUMMER), SUMMER)
        counted = {str(key): t for (key,), t in queries.tallies(uow.db, scope, BY[by]).items()}
        told = report_queries.tallies(uow.db, ReportScope(first=SUMMER.first, last=SUMMER.last), by)
    assert sum(tally.asked for tally in counted.values()) > 100
    for key, tally in counted.items():
        for name in (
            "asked",
            "filled",
            "unmet",
            "open",
            "called_off",
            "not_ours",
            "minutes",
            "ways",
        ):
            assert getattr(tally, name) == getattr(told[key], name), (key, name)
        assert tally.way_minutes == told[key].way_minutes
        assert tally.downgraded <= told[key].downgraded
    assert counted.keys() == told.keys()


def test_only_days_that_changed_are_counted_anew(past: Office) -> None:
    with begin(past, SYSTEM) as uow:
        uow.db.execute(sa.update(CoverageCount).values(began_at=NOON + timedelta(hours=2)))
        before = uow.db.scalars(sa.select(CoverageNeed.session_id)).all()
        served = uow.db.scalars(
            sa.select(CounsellingSession)
            .join(CoverageNeed, CoverageNeed.session_id == CounsellingSession.id)
            .where(CoverageNeed.outcome == Covered.FULL)
            .order_by(CounsellingSession.starts_at)
            .limit(1)
        ).one()
        # An outcome that comes months later.
        served.state, served.no_show, served.changed_at = (
            SessionState.NOT_DELIVERED,
            "interpreter",
            NOON + timedelta(hours=3),
        )
        day, late = served.day, served.id
    with reading(past, SYSTEM) as uow:
        last = coverage_counting.find_last_count(uow.db)
        assert last is not None
        assert coverage_counting.list_changed_days(uow.db, last.began_at, uow.today) == [day]
    counting.count_changed(past)
    with reading(past, SYSTEM) as uow:
        need = uow.db.get_one(CoverageNeed, late)
        assert (need.outcome, need.cause, need.empty_slots) == (
            Covered.NOT,
            "interpreter_absent",
            1,
        )
        assert uow.db.scalars(sa.select(CoverageNeed.session_id)).all() != []
        assert len(before) == uow.db.scalar(sa.select(sa.func.sum(CoverageDay.sessions)))
        assert (
            coverage_counting.list_changed_days(uow.db, NOON + timedelta(hours=4), uow.today) == []
        )


def test_what_moves_and_what_is_added_is_counted_anew(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        moved, stays = (a_session(uow, day=date(2026, 11, n)) for n in (2, 3))
        ids = moved.id, stays.id
    counting.count_changed(office)
    long_after = NOON + timedelta(days=9)
    with begin(office, SYSTEM) as uow:
        assert coverage_counting.list_changed_days(uow.db, long_after, uow.today) == []
        uow.db.get_one(CounsellingSession, ids[0]).day = date(2026, 11, 4)
        site_id = uow.db.get_one(CounsellingSession, ids[1]).site_id
        uow.db.get_one(Site, site_id).city = "suwon"
        a_session(uow, day=date(2026, 11, 5))
        a_session(uow, day=uow.today + timedelta(days=1))
    with begin(office, SYSTEM) as uow:
        days = coverage_counting.list_changed_days(uow.db, long_after, uow.today)
        assert days == [date(2026, 11, n) for n in (2, 3, 4, 5)]
        counting.count_days(uow, days)
    with reading(office, SYSTEM) as uow:
        needs = [uow.db.get_one(CoverageNeed, each) for each in ids]
        assert [(need.day.day, need.city) for need in needs] == [(4, "ansan"), (3, "suwon")]
        assert coverage_counting.list_changed_days(uow.db, long_after, uow.today) == []


def test_many_counts_at_once_count_every_session_once(any_office: Office) -> None:
    office = any_office
    with begin(office, SYSTEM) as uow:
        for n in range(1, 9):
            a_session(uow, day=date(2026, 11, n))
    at_once(lambda _: counting.count_changed(office), range(4))
    with reading(office, SYSTEM) as uow:
        assert uow.db.scalar(sa.select(sa.func.sum(CoverageDay.sessions))) == 8
        assert uow.db.scalar(sa.select(sa.func.count()).select_from(CoverageNeed)) == 8


def test_parts_of_the_day_are_those_of_the_office() -> None:
    nine = NOON.replace(hour=0)  # 09:00 in Seoul
    assert daypart_of(nine, SEOUL) is Daypart.MORNING
    assert daypart_of(nine + timedelta(hours=3), SEOUL) is Daypart.AFTERNOON
    assert daypart_of(nine + timedelta(hours=10), SEOUL) is Daypart.EVENING
    assert daypart_of(nine + timedelta(hours=14), SEOUL) is Daypart.NIGHT
    assert daypart_of(nine + timedelta(hours=20), SEOUL) is Daypart.NIGHT

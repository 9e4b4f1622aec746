"""Figures are what somebody would count who looked at every row, and rest on indexes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.report_rows import ReportMeasure, RowsWanted
from dispatch.domain.reports import (
    Dimension,
    NeedFate,
    Tally,
    UnmetNeed,
    fate_of,
    middle,
    unmet_cause,
)
from dispatch.domain.states import TAKES_TIME
from dispatch.service.year.quarters import write_quarters
from dispatch.store.queries import report_rows as row_queries
from dispatch.store.queries import reports as queries
from dispatch.store.queries.reports import ReportScope
from dispatch.store.tables import Assignment, CounsellingSession, Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from scheduling.domain.states import SessionState
from scheduling.store.tables import Request
from tests.conftest import NOON, WORKER, open_office, postgres_copy
from tests.dispatch.year.test_quarters import a_small_cast

SYSTEM = the_system("demo")
SCOPE = ReportScope(first=date(2026, 7, 1), last=date(2026, 9, 30))


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)]
)
def past(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, empty_database: bytes
) -> Iterator[Office]:
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("figures") / "ieum.db"
        path.write_bytes(empty_database)
        url = f"sqlite:///{path}"
    else:
        server, template = map(request.getfixturevalue, ("postgres_server", "postgres_template"))
        url = postgres_copy(server, template, f"ieum_figures_{WORKER}")
    office = open_office(url, lambda: NOON)
    with begin(office, SYSTEM) as uow:
        a_small_cast(uow)
        write_quarters(uow, scale=0.15)
    yield office
    office.engine.dispose()


@pytest.fixture
def uow(past: Office) -> Iterator[UnitOfWork]:
    with reading(past, SYSTEM) as found:
        yield found


def rows_of(db: Session, scope: ReportScope = SCOPE) -> list[CounsellingSession]:
    """Everything of the days, read and looked at one by one."""
    found = db.scalars(
        sa.select(CounsellingSession).options(
            joinedload(CounsellingSession.request).joinedload(Request.organisation),
            joinedload(CounsellingSession.site),
        )
    )
    return [
        row
        for row in found
        if scope.first <= row.day <= scope.last
        and scope.language in {None, row.request.language}
        and (scope.only is None or row.request.organisation_id in scope.only)
    ]


def fate(row: CounsellingSession) -> NeedFate:
    return fate_of(row.state, row.request.state, row.request.refusal, row.no_show)


def key(row: CounsellingSession, by: Dimension) -> str:
    request = row.request
    return {
        Dimension.LANGUAGE: request.language or request.other_language,
        Dimension.DOMAIN: request.domain.value,
        Dimension.CITY: row.site.city if row.site is not None else request.organisation.city,
        Dimension.MODALITY: row.modality.value,
        Dimension.ORGANISATION: request.organisation.code,
    }[by]


def naive(db: Session, rows: list[CounsellingSession]) -> Tally:
    fates = Counter(fate(row) for row in rows)
    ids = {row.id: row for row in rows}
    served = [each for each in db.scalars(sa.select(Assignment)) if each.session_id in ids]
    served = [each for each in served if each.state in TAKES_TIME]
    offers = {offer.id: offer for offer in db.scalars(sa.select(Offer))}
    ways = [
        offers[each.offer_id].travel_minutes
        for each in served
        if each.offer_id is not None and ids[each.session_id].modality == "on_site"
    ]
    filled = [row for row in rows if fate(row) is NeedFate.FILLED]
    return Tally(
        asked=len(rows),
        filled=fates[NeedFate.FILLED],
        unmet=fates[NeedFate.UNMET],
        open=fates[NeedFate.OPEN],
        called_off=fates[NeedFate.CALLED_OFF],
        called_off_late=sum(row.cancelled_late for row in rows if fate(row) is NeedFate.CALLED_OFF),
        not_ours=fates[NeedFate.NOT_OURS],
        waited_in_vain=sum(row.state is SessionState.NOT_DELIVERED for row in filled),
        downgraded=len({a.session_id for a in served if a.other_language or a.lower_level}),
        minutes=sum(row.minutes for row in filled),
        ways=len(ways),
        way_minutes=sum(ways),
    )


@pytest.mark.parametrize("by", Dimension)
def test_tallies_are_what_one_would_count_by_hand(uow: UnitOfWork, by: Dimension) -> None:
    groups = defaultdict[str, list[CounsellingSession]](list)
    for row in rows_of(uow.db):
        groups[key(row, by)].append(row)
    assert queries.tallies(uow.db, SCOPE, by) == {
        value: naive(uow.db, rows) for value, rows in groups.items()
    }


def test_the_total_is_the_sum_and_narrowing_narrows_it(uow: UnitOfWork) -> None:
    found = queries.total(uow.db, SCOPE)
    parts = queries.tallies(uow.db, SCOPE, Dimension.LANGUAGE).values()
    together = Tally()
    for each in parts:
        together = together.plus(each)
    assert found == together
    assert found.filled
    assert found.unmet
    khmer = replace(SCOPE, language=Language.VIETNAMESE)
    assert queries.total(uow.db, khmer) == naive(uow.db, rows_of(uow.db, khmer))
    assert queries.total(uow.db, replace(SCOPE, only=())) == Tally()


def test_causes_days_and_pairs_add_up(uow: UnitOfWork) -> None:
    unmet = [row for row in rows_of(uow.db) if fate(row) is NeedFate.UNMET]
    causes = Counter(
        unmet_cause(
            UnmetNeed(
                request=row.request.state,
                refusal=row.request.refusal,
                no_show=row.no_show,
                cause=row.cause,
                has_language=row.request.language is not None,
            )
        ).value
        for row in unmet
    )
    assert queries.by_cause(uow.db, SCOPE) == causes
    assert sum(day.unmet for day in queries.by_day(uow.db, SCOPE).values()) == len(unmet)
    pairs = queries.by_language_and_city(uow.db, SCOPE)
    assert sum(pair.unmet for pair in pairs.values()) == len(unmet)


@pytest.mark.parametrize("by", [None, Dimension.LANGUAGE])
def test_medians_are_those_of_the_sorted_list(uow: UnitOfWork, by: Dimension | None) -> None:
    leads, fills = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    bound = defaultdict[object, list[Assignment]](list)
    for each in uow.db.scalars(sa.select(Assignment)):
        bound[each.session_id].append(each)
    for row in rows_of(uow.db):
        value = "" if by is None else key(row, by)
        if fate(row) in {NeedFate.FILLED, NeedFate.UNMET, NeedFate.OPEN}:
            leads[value].append(seconds(row.starts_at, row.request.submitted_at))
        if fate(row) is NeedFate.FILLED:
            last = max(a.created_at for a in bound[row.id] if a.state in TAKES_TIME)
            fills[value].append(seconds(last, row.request.submitted_at))
    assert queries.median_lead(uow.db, SCOPE, by) == in_minutes(leads)
    assert queries.median_fill(uow.db, SCOPE, by) == in_minutes(fills)


def seconds(late: datetime, early: datetime) -> int:
    return int((late - early).total_seconds())


def in_minutes(values: dict[str, list[int]]) -> dict[str, Fraction]:
    return {name: (middle(each) or Fraction(0)) / 60 for name, each in values.items()}


def test_people_are_counted_once_for_each_assignment(uow: UnitOfWork) -> None:
    people = queries.by_interpreter(uow.db, SCOPE)
    rows = {row.id: row for row in rows_of(uow.db)}
    served = Counter(
        a.interpreter_id
        for a in uow.db.scalars(sa.select(Assignment))
        if a.session_id in rows and a.state in TAKES_TIME
    )
    assert {p.interpreter_id: p.sessions for p in people if p.sessions} == served
    assert all(person.accepted <= person.asked for person in people)


@pytest.mark.parametrize("wanted", [*NeedFate])
def test_every_number_has_its_rows(uow: UnitOfWork, wanted: NeedFate) -> None:
    query = row_queries.select_rows(SCOPE, RowsWanted(fate=wanted))
    found = {row.id for row in uow.db.scalars(query)}
    assert found == {row.id for row in rows_of(uow.db) if fate(row) is wanted}


def test_the_rows_of_a_cause_and_of_a_value(uow: UnitOfWork) -> None:
    for cause, count in queries.by_cause(uow.db, SCOPE).items():
        rows = uow.db.scalars(row_queries.select_rows(SCOPE, RowsWanted(cause=cause))).all()
        assert len(rows) == count
    lao = RowsWanted(value_of=((Dimension.LANGUAGE, "lo"),), fate=NeedFate.UNMET)
    tally = queries.tallies(uow.db, SCOPE, Dimension.LANGUAGE)["lo"]
    assert len(uow.db.scalars(row_queries.select_rows(SCOPE, lao)).all()) == tally.unmet


@pytest.mark.parametrize("measure", ReportMeasure)
def test_what_is_measured_stands_in_order_with_its_middle(
    uow: UnitOfWork, measure: ReportMeasure
) -> None:
    """The rows behind a median are those that it was taken of, and the one in the middle is it."""
    rows = uow.db.scalars(row_queries.select_rows(SCOPE, RowsWanted(measure=measure))).all()
    found = row_queries.measured(uow.db, SCOPE, measure, [row.id for row in rows])
    values = [found[row.id] for row in rows]
    assert values == sorted(values)
    total = queries.total(uow.db, SCOPE)
    if measure in {ReportMeasure.FILL, ReportMeasure.LEAD}:
        ask = queries.median_fill if measure is ReportMeasure.FILL else queries.median_lead
        assert (middle(values) or 0) / 60 == ask(uow.db, SCOPE, None)[""]
    elif measure is ReportMeasure.WAY:
        assert sum(values) == total.way_minutes * 60
    else:
        assert sum(values) == total.minutes * 60


@pytest.mark.parametrize("past", ["sqlite"], indirect=True)
def test_no_question_walks_through_all_of_the_history(uow: UnitOfWork) -> None:
    """A plan that scans a growing table would cost more with every year that is kept."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    engine = uow.db.get_bind()
    event.listen(engine, "before_cursor_execute", listen)
    queries.total(uow.db, SCOPE)
    queries.tallies(uow.db, SCOPE, Dimension.CITY)
    queries.median_fill(uow.db, SCOPE, Dimension.LANGUAGE)
    queries.median_lead(uow.db, SCOPE, None)
    queries.by_cause(uow.db, SCOPE)
    queries.by_day(uow.db, SCOPE)
    queries.by_language_and_city(uow.db, SCOPE)
    queries.by_interpreter(uow.db, SCOPE)
    uow.db.scalars(row_queries.select_rows(SCOPE, RowsWanted(fate=NeedFate.UNMET))).all()
    for measure in ReportMeasure:
        rows = uow.db.scalars(row_queries.select_rows(SCOPE, RowsWanted(measure=measure))).all()
        row_queries.measured(uow.db, SCOPE, measure, [row.id for row in rows[:3]])
    event.remove(engine, "before_cursor_execute", listen)

    assert len(asked) > 10
    plans = [plan for statement, values in asked for plan in plan_of(uow, statement, values)]
    grown = ("counselling_session", "request", "assignment", "offer")
    assert [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in grown] == []
    assert any("ix_counselling_session_day_state" in plan for plan in plans)
    # The negative control: without an index on the asked column the table is walked through.
    walked = plan_of(uow, "SELECT count(*) FROM request WHERE team = ?", (1,))
    assert any(plan.startswith("SCAN request") for plan in walked)


def plan_of(uow: UnitOfWork, statement: str, values: Any) -> list[str]:
    """How SQLite would answer a question, a line a step."""
    rows = uow.db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [str(row[-1]) for row in rows]

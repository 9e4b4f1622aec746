"""Files that come again: known requests are changed like on the page, weekly times are replaced, doubts are named."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.tables.importing import Report
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row, RowOutcome
from scheduling.domain.states import RequestState
from scheduling.service import requests
from scheduling.service.imports import AVAILABILITY, EXCEPTIONS
from scheduling.service.reading import need_of
from scheduling.service.request_imports import REQUESTS
from scheduling.store.queries import requests as queries
from scheduling.store.tables import AvailabilityException, Request, WeeklyAvailability
from tests.factories import a_user, an_organisation
from tests.scheduling.conftest import People
from tests.scheduling.test_imports import a_row
from tests.taking_in import run_import

NEW, CHANGED, UNCHANGED = RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED


def take(office: Office, kind: ImportKind, *rows: dict[str, str]) -> Report:
    numbered = [Row(line, cells) for line, cells in enumerate(rows, start=2)]
    return run_import(office, the_system(), kind, numbered, apply=True)


def faults(report: Report) -> list[tuple[str, str]]:
    return [(problem.column, str(problem.reason)) for problem in report.problems]


def need(office: Office) -> dict[str, object]:
    """What the one request asks for."""
    with reading(office, the_system()) as uow:
        session = queries.sessions_by_reference(uow.db, ["R-0001"])["R-0001"]
        return vars(need_of(uow, session))


def test_the_same_requests_again_change_nothing(office: Office, people: People) -> None:
    row = a_row(people)
    assert take(office, REQUESTS, row).outcomes == {NEW: 1}
    before = need(office)
    assert take(office, REQUESTS, row).outcomes == {UNCHANGED: 1}
    typed = {
        "reference": "r－0001",
        "language": "러시아어",
        "gender": "여성 필수",
        "site": row["site"].lower(),
    }
    assert take(office, REQUESTS, row | typed).outcomes == {UNCHANGED: 1}
    assert need(office) == before


def test_what_a_row_says_anew_is_changed_and_the_rest_stays(office: Office, people: People) -> None:
    take(office, REQUESTS, a_row(people, trainee="예"))
    before = need(office)
    short = {"reference": "R-0001", "minutes": "90", "note": "서류 두 부", "day": "2026-12-01"}
    report = take(office, REQUESTS, short)

    assert (faults(report), report.outcomes) == ([], {CHANGED: 1})
    after = need(office)
    assert {name for name in after if after[name] != before[name]} == {"minutes", "note", "day"}
    cleared = take(office, REQUESTS, {"reference": "R-0001", "gender": "지움", "preferred": "-"})
    assert cleared.outcomes == {CHANGED: 1}
    assert (need(office)["gender"], need(office)["preferred"]) == (None, ())


def test_a_moved_start_without_a_window_keeps_none_and_one_with_a_window_must_fit(
    office: Office, people: People
) -> None:
    take(office, REQUESTS, a_row(people, earliest="", latest=""))
    assert faults(take(office, REQUESTS, {"reference": "R-0001", "start": "15:00"})) == []
    assert need(office)["earliest"] == need(office)["latest"] == time(15)
    take(office, REQUESTS, {"reference": "R-0001", "latest": "15:30"})
    late = take(office, REQUESTS, {"reference": "R-0001", "start": "16:00"})
    assert [column for column, _ in faults(late)] == ["latest"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"minutes": "3"}, "minutes"),
        ({"day": "2026-11-01"}, "day"),
        ({"language": "지움"}, "language"),
        ({"requester": "nobody@ieum.example"}, "requester"),
        ({"series": "다른 묶음"}, "series"),
        ({"note": "연락처 010–1234–5678"}, "note"),
    ],
)
def test_a_change_by_file_is_checked_like_one_on_the_page(
    office: Office, people: People, changed: dict[str, str], column: str
) -> None:
    take(office, REQUESTS, a_row(people))
    before = need(office)
    report = take(office, REQUESTS, {"reference": "R-0001", **changed})

    assert [where for where, _ in faults(report)] == [column]
    assert need(office) == before


def test_a_closed_request_is_changed_no_more_but_its_row_may_come_again(
    office: Office, people: People
) -> None:
    take(office, REQUESTS, a_row(people))
    with begin(office, the_system()) as uow:
        request = uow.db.scalars(sa.select(Request)).one()
        requests.cancel(uow, request.id)
    assert take(office, REQUESTS, a_row(people)).outcomes == {UNCHANGED: 1}
    report = take(office, REQUESTS, a_row(people, minutes="90"))

    assert faults(report) == [("reference", "This request is closed.")]
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request.state)).one() is RequestState.CANCELLED


def test_whoever_asks_belongs_to_the_organisation_or_to_the_centre(
    office: Office, people: People
) -> None:
    with begin(office, the_system()) as uow:
        other = a_user(uow, Role.COUNSELLOR, an_organisation(uow))
        desk = a_user(uow, Role.COORDINATOR, an_organisation(uow))
        closed = a_user(uow, Role.COUNSELLOR, people.home)
        closed.active = False
    report = take(office, REQUESTS, a_row(people, requester=other.email))
    assert [where for where, _ in faults(report)] == ["requester"]
    assert "does not belong" in faults(report)[0][1]
    gone = take(office, REQUESTS, a_row(people, requester=closed.email))
    assert [where for where, _ in faults(gone)] == ["requester"]
    assert faults(take(office, REQUESTS, a_row(people, requester=desk.email))) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2026-12-25"}, {"day": "public holiday"}),
        ({"day": "2027-02-09"}, {"day": "public holiday"}),
        ({"day": "2026-12-04"}, {"day": "no working day"}),
        ({"start": "02:30", "earliest": "", "latest": ""}, {"start": "2:30"}),
        ({}, {}),
    ],
)
def test_odd_days_and_hours_are_named_and_forbid_nothing(
    office: Office, people: People, changed: dict[str, str], said: dict[str, str]
) -> None:
    row = {"day": "2026-12-01"} | changed
    report = take(office, REQUESTS, a_row(people, **row))

    assert faults(report) == []
    assert [doubt.column for doubt in report.doubts] == list(said)
    assert all(text in str(d.reason) for text, d in zip(said.values(), report.doubts, strict=True))


def a_time(people: People, **changed: str) -> dict[str, str]:
    return {
        "interpreter": people.interpreter.code.lower(),
        "weekday": "월요일",
        "from": "09:00",
        "to": "12:00",
        **changed,
    }


def held(office: Office) -> list[tuple[int, time, date, date | None]]:
    with reading(office, the_system()) as uow:
        rows: Sequence[WeeklyAvailability] = uow.db.scalars(
            sa.select(WeeklyAvailability).order_by(
                WeeklyAvailability.first_day, WeeklyAvailability.weekday
            )
        ).all()
        return [(r.weekday, r.starts, r.first_day, r.last_day) for r in rows]


def test_rows_that_say_so_replace_the_weekly_times_from_their_first_day(
    office: Office, people: People
) -> None:
    today = date(2026, 11, 23)
    take(office, AVAILABILITY, a_time(people), a_time(people, weekday="화"))
    first = date(2026, 12, 7)
    new = (
        a_time(people, weekday="월", **{"from": "13:00", "to": "18:00"}, first_day=str(first)),
        a_time(people, weekday="수", first_day=str(first), replaces="예"),
    )
    report = take(office, AVAILABILITY, *new)

    assert (faults(report), report.outcomes) == ([], {NEW: 2})
    assert [str(d.reason).rsplit(" ", 1)[1] for d in report.doubts] == ["2"]
    before = first - timedelta(days=1)
    assert held(office) == [
        (0, time(9), today, before),
        (1, time(9), today, before),
        (0, time(13), first, None),
        (2, time(9), first, None),
    ]
    again = take(office, AVAILABILITY, *new)
    assert (again.outcomes, again.doubts) == ({UNCHANGED: 2}, [])


def test_rows_that_do_not_say_so_are_added_and_may_not_overlap(
    office: Office, people: People
) -> None:
    take(office, AVAILABILITY, a_time(people))
    wider = take(office, AVAILABILITY, a_time(people, to="18:00"))
    assert [column for column, _ in faults(wider)] == ["from"]
    replaced = take(office, AVAILABILITY, a_time(people, to="18:00", replaces="예"))
    assert faults(replaced) == []
    assert len(held(office)) == 1


def test_rows_of_one_person_in_several_chunks_do_not_end_each_other(
    office: Office, people: People
) -> None:
    take(office, AVAILABILITY, a_time(people, to="10:00"))
    rows = [a_time(people, weekday=day, replaces="예") for day in ("월", "화", "수", "목")]
    numbered = [Row(line, cells) for line, cells in enumerate(rows, start=2)]
    small = ImportKind(
        name="availability", required=AVAILABILITY.required, load=AVAILABILITY.load, chunk=2
    )
    assert run_import(office, the_system(), small, numbered, apply=True).problems == []
    assert [weekday for weekday, *_ in held(office)] == [0, 1, 2, 3]


def test_exceptions_come_again_and_their_reason_is_changed(office: Office, people: People) -> None:
    off = {
        "interpreter": people.interpreter.code,
        "first_day": "2026-12-05",
        "available": "아니요",
        "reason": "연차",
    }
    assert take(office, EXCEPTIONS, off).outcomes == {NEW: 1}
    assert take(office, EXCEPTIONS, off | {"reason": ""}).outcomes == {UNCHANGED: 1}
    assert take(office, EXCEPTIONS, off | {"reason": "병가"}).outcomes == {CHANGED: 1}
    with reading(office, the_system()) as uow:
        assert [str(e.reason) for e in uow.db.scalars(sa.select(AvailabilityException))] == ["sick"]

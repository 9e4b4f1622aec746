"""Files of availability, exceptions and requests: problems by row and column, nothing half stored."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row, RowProblem
from scheduling.service.imports import AVAILABILITY, EXCEPTIONS
from scheduling.service.reading import read_note
from scheduling.service.request_imports import REQUESTS
from scheduling.store.tables import (
    AvailabilityException,
    CounsellingSession,
    Request,
    WeeklyAvailability,
)
from tests.scheduling.conftest import People, some_people
from tests.taking_in import run_import


def load(office: Office, kind: ImportKind, rows: Sequence[dict[str, str]]) -> list[RowProblem]:
    numbered = [Row(line, cells) for line, cells in enumerate(rows, start=2)]
    return run_import(office, the_system(), kind, numbered, apply=True).problems


def count(office: Office, table: type) -> int:
    with reading(office, the_system()) as uow:
        return uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def a_time(people: People, **changed: str) -> dict[str, str]:
    return {
        "interpreter": people.interpreter.code,
        "weekday": "mon",
        "from": "09:00",
        "to": "12:00",
        **changed,
    }


def test_weekly_times_are_loaded_and_the_same_file_may_come_again(
    office: Office, people: People
) -> None:
    rows = [a_time(people), a_time(people, **{"from": "13:00", "to": "18:00"})]
    assert load(office, AVAILABILITY, rows) == []
    assert load(office, AVAILABILITY, rows) == []
    assert count(office, WeeklyAvailability) == 2


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"interpreter": "INT-999"}, "interpreter", "There is no interpreter “INT-999”."),
        ({"weekday": "someday"}, "weekday", "not one of: Monday (mon)"),
        ({"from": "9 o'clock"}, "from", "not a time"),
        ({"from": "13:00", "to": "12:00"}, "to", "ends before it starts"),
        ({"from": "11:00", "to": "13:00"}, "from", "overlap"),
        ({"from": "14:00", "to": "15:02"}, "to", "five minutes"),
        (
            {"first_day": "2026-12-02", "last_day": "2026-12-01", "weekday": "tue"},
            "last_day",
            "before the first day",
        ),
    ],
)
def test_a_wrong_weekly_time_names_row_and_column_and_nothing_is_stored(
    office: Office, people: People, changed: dict[str, str], column: str, said: str
) -> None:
    problems = load(office, AVAILABILITY, [a_time(people), a_time(people, **changed)])
    assert [(p.line, p.column) for p in problems] == [(3, column)]
    assert said in str(problems[0].reason)
    assert count(office, WeeklyAvailability) == 0


def test_hours_to_midnight_and_over_it_are_loaded(office: Office, people: People) -> None:
    rows = [
        a_time(people, **{"from": "20:00", "to": "24:00"}),
        a_time(people, **{"weekday": "tue", "from": "00:00", "to": "06:00"}),
        a_time(people, **{"weekday": "thu", "from": "22:00", "to": "02:00"}),
    ]
    assert load(office, AVAILABILITY, rows) == []
    again = a_time(people, **{"weekday": "fri", "from": "01:00", "to": "05:00"})
    [problem] = load(office, AVAILABILITY, [again])
    assert "overlap" in str(problem.reason)


def test_exceptions_are_loaded_once(office: Office, people: People) -> None:
    rows = [
        {"interpreter": people.interpreter.code, "first_day": "2026-12-01", "available": "no"},
        {
            "interpreter": people.interpreter.code,
            "first_day": "2026-12-05",
            "last_day": "2026-12-05",
            "from": "10:00",
            "to": "17:00",
            "available": "yes",
            "reason": "other",
        },
    ]
    assert load(office, EXCEPTIONS, rows) == []
    assert load(office, EXCEPTIONS, rows) == []
    assert count(office, AvailabilityException) == 2


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"first_day": "soon"}, "first_day"),
        ({"last_day": "2026-11-30"}, "last_day"),
        ({"from": "10:00"}, "to"),
        ({"available": "perhaps"}, "available"),
        ({"reason": "tired"}, "reason"),
        ({"first_day": "2026-11-01", "last_day": "2026-11-02"}, "last_day"),
    ],
)
def test_a_wrong_exception_names_row_and_column(
    office: Office, people: People, changed: dict[str, str], column: str
) -> None:
    good = {
        "interpreter": people.interpreter.code,
        "first_day": "2026-12-01",
        "available": "no",
    }
    problems = load(office, EXCEPTIONS, [good | changed])
    assert [(p.line, p.column) for p in problems] == [(2, column)]
    assert count(office, AvailabilityException) == 0


def a_row(people: People, **changed: str) -> dict[str, str]:
    return {
        "reference": "R-0001",
        "organisation": people.home.code,
        "requester": people.counsellor.email,
        "case": "ANS-2026-0401",
        "language": "ru",
        "fallback_language": "en",
        "domain": "medical",
        "modalities": "on_site;video",
        "site": people.room.code,
        "day": "2026-11-30",
        "start": "10:00",
        "earliest": "09:30",
        "latest": "10:30",
        "minutes": "60",
        "team": "1",
        "gender": "required:female",
        "preferred": people.interpreter.code,
        "note": "주소 변경",
        "series": "SER-1",
        **changed,
    }


def test_requests_are_placed_for_their_requesters_on_both_databases(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        people = some_people(uow)
    rows = [a_row(people), a_row(people, reference="R-0002", day="2026-12-07")]
    assert load(any_office, REQUESTS, rows) == []
    with reading(any_office, the_system()) as uow:
        first, second = uow.db.scalars(sa.select(Request).order_by(Request.reference))
        assert first.requester_id == people.counsellor.id
        assert first.series_id == second.series_id
        assert first.preferred == [str(people.interpreter.id)]
        assert read_note(uow, first) == "주소 변경"
        session = uow.db.scalars(sa.select(CounsellingSession)).first()
        assert session is not None
        assert session.earliest_start_at < session.starts_at < session.latest_start_at


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"language": "xx"}, "language", "“xx” is not one of"),
        ({"site": "ANS-99"}, "site", "no place “ANS-99”"),
        ({"minutes": "-30"}, "minutes", "from 5 to 720"),
        ({"latest": "09:00"}, "latest", "before the wished start"),
        ({"day": "2026-11-20"}, "day", "is past"),
        ({"day": "2027-11-20"}, "day", "oo far ahead"),
        ({"requester": "nobody@ieum.example"}, "requester", "no user"),
        ({"organisation": "XXX"}, "organisation", "no organisation"),
        ({"preferred": "INT-999"}, "preferred", "no interpreter"),
        (
            {"gender": "maybe:female"},
            "gender",
            "“maybe” is not one of: Required, Preferred",
        ),
        ({"team": "3"}, "team", "from 1 to 2"),
        ({"reference": "R-0001"}, "reference", "is already in use"),
        ({"reference": "R-2611-x"}, "reference", "four digits"),
        ({"case": "이름"}, "case", "No name"),
    ],
)
def test_a_wrong_request_names_row_and_column_and_nothing_is_stored(
    office: Office, people: People, changed: dict[str, str], column: str, said: str
) -> None:
    rows = [a_row(people), a_row(people, **{"reference": "R-0002", **changed})]
    problems = load(office, REQUESTS, rows)
    assert [(p.line, p.column) for p in problems] == [(3, column)]
    assert said in str(problems[0].reason)
    assert count(office, Request) == 0


def test_a_place_of_another_organisation_is_refused(office: Office, people: People) -> None:
    problems = load(office, REQUESTS, [a_row(people, site=people.foreign_room.code)])
    assert [p.column for p in problems] == ["site"]

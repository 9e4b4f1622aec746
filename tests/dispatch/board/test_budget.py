"""What the board may cost: bytes, elements, and questions to the database."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from dispatch.service.year import YearWish, write_year
from foundation.database.work import Office, begin
from tests.browser.counting import Cost, count_rows_of, counted
from tests.conftest import NOON, open_office, over
from tests.dispatch.board_days import (
    BOARD,
    SYSTEM,
    Elements,
    Statements,
    a_full_day,
    as_coordinator,
    read,
)

KILOBYTE = 1024
MOST_BYTES, MOST_ELEMENTS = 20 * KILOBYTE, 5_000
# One for each kind of thing on the board; more means that something is asked for row by row.
MOST_STATEMENTS = 46
# Of a page of lines and a list of sessions, whatever the size of the roster.
MOST_ROWS = 1_500


def test_a_day_of_80_people_and_360_sessions_stays_small(
    web: FlaskClient, office: Office, record_testsuite_property: Callable[[str, object], None]
) -> None:
    with begin(office, SYSTEM) as uow:
        a_full_day(uow, people=80, each=5)
    as_coordinator(web, office)
    read(web)
    began = time.perf_counter()
    page = read(web)
    record_testsuite_property("milliseconds", round((time.perf_counter() - began) * 1000))
    small, elements = len(gzip.compress(page.encode())), Elements(page).count
    record_testsuite_property("bytes", small)
    record_testsuite_property("elements", elements)
    assert small <= MOST_BYTES
    assert elements <= MOST_ELEMENTS


def test_a_fuller_board_asks_no_more_of_the_database(web: FlaskClient, office: Office) -> None:
    as_coordinator(web, office)
    counts: list[int] = []
    for people in (3, 12):
        with begin(office, SYSTEM) as uow:
            a_full_day(uow, people=people, each=4)
        with Statements(office) as heard:
            read(web)
        counts.append(len(heard.texts))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_STATEMENTS


def test_an_opened_session_asks_no_more_on_a_fuller_day(web: FlaskClient, office: Office) -> None:
    as_coordinator(web, office)
    counts: list[int] = []
    for people in (3, 12):
        with begin(office, SYSTEM) as uow:
            a_full_day(uow, people=people, each=4)
        page = read(web)
        opened = page.split('class="q-link" href="')[1].split('"')[0].replace("&amp;", "&")
        assert opened.startswith(BOARD)
        with Statements(office) as heard:
            read(web, opened)
        counts.append(len(heard.texts))
    assert counts[0] == counts[1]


def test_an_opened_session_is_explained_from_the_day_as_it_was_read(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_full_day(uow, people=3, each=4)
    page = read(as_coordinator(web, office))
    opened = page.split('class="q-link" href="')[1].split('"')[0].replace("&amp;", "&")
    with Statements(office) as heard:
        read(web, opened)
    assert sum(text.startswith("SELECT weekly_availability") for text in heard.texts) == 1


def test_a_roster_twice_as_large_costs_the_board_nothing(
    one_web_app: Flask, tmp_path: Path, empty_database: bytes
) -> None:
    costs: list[Cost] = []
    for scale in (0.1, 0.2):
        path = tmp_path / f"{scale}.db"
        path.write_bytes(empty_database)
        office = open_office(f"sqlite:///{path}", lambda: NOON)
        with begin(office, SYSTEM) as uow:
            a_full_day(uow, people=3, each=4)
        # its first step is the roster: 200 and 400 people
        next(write_year(office, YearWish(scale=scale)))
        count_rows_of(office)
        with over(one_web_app, office):
            web = one_web_app.test_client()
            read(as_coordinator(web, office))
            with counted() as cost:
                cost.size = len(read(web))
        costs.append(cost)
        office.engine.dispose()
    small, large = costs
    assert small.statements == large.statements <= MOST_STATEMENTS
    assert large.rows <= min(MOST_ROWS, small.rows + 60)
    assert large.size <= small.size + 2 * KILOBYTE

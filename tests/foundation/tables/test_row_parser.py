"""Cells of imported rows: what they may hold, and what is said of the rest."""

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum

import pytest

from foundation.security.errors import Refused, refuse
from foundation.tables.row_parser import RowParser
from foundation.tables.rows import Row, RowProblem
from foundation.text.message import say


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


Reader = Callable[[RowParser], object]


def read(cell: str, reader: Reader) -> tuple[object, list[str]]:
    """What a reader makes of one cell, and what it says against it."""
    problems: list[RowProblem] = []
    value = reader(RowParser(Row(7, {"c": cell}), problems))
    assert all((problem.line, problem.column) == (7, "c") for problem in problems)
    return value, [str(problem.reason) for problem in problems]


RIGHT: list[tuple[str, Reader, object]] = [
    ("2026-11-30", lambda c: c.day("c"), date(2026, 11, 30)),
    ("2026. 11. 3.", lambda c: c.day("c"), date(2026, 11, 3)),
    ("2026/1/3", lambda c: c.day("c"), date(2026, 1, 3)),
    ("", lambda c: c.optional_day("c"), None),
    ("9:05", lambda c: c.clock("c"), time(9, 5)),
    ("00:00", lambda c: c.clock("c"), time(0)),
    ("09:30:00", lambda c: c.optional_clock("c"), time(9, 30)),
    ("", lambda c: c.optional_clock("c"), None),
    ("24:00", lambda c: c.end_clock("c"), time(0)),
    ("오후 6시", lambda c: c.end_clock("c"), time(18)),
    ("40", lambda c: c.whole("c", 0, 100), 40),
    ("", lambda c: c.whole("c", 0, 100, empty=7), 7),
    ("37.5", lambda c: c.number("c", 33, 39), 37.5),
    ("Red", lambda c: c.member("c", Colour), Colour.RED),
    ("", lambda c: c.optional_member("c", Colour), None),
    ("red; blue;", lambda c: c.members("c", Colour), [Colour.RED, Colour.BLUE]),
    ("예", lambda c: c.yes("c"), True),
    ("no", lambda c: c.yes("c"), False),
    ("", lambda c: c.yes("c", empty=True), True),
]
WRONG: list[tuple[str, Reader, str]] = [
    ("30.11", lambda c: c.day("c"), "“30.11”: the year is missing. Write it as in 2026-11-30."),
    ("2026-02-30", lambda c: c.day("c"), "“2026-02-30” is not a date like 2026-11-30."),
    ("", lambda c: c.day("c"), "This cell must not be empty."),
    ("25:00", lambda c: c.clock("c"), "“25:00” is not a time like 09:30."),
    ("9h", lambda c: c.optional_clock("c"), "“9h” is not a time like 09:30."),
    ("24:00", lambda c: c.clock("c"), "“24:00” can only be an end. A day starts at 00:00."),
    ("24:30", lambda c: c.end_clock("c"), "“24:30” is not a time like 09:30."),
    ("", lambda c: c.clock("c"), "This cell must not be empty."),
    ("4o", lambda c: c.whole("c", 0, 9), "“4o” is not a whole number from 0 to 9."),
    ("10", lambda c: c.whole("c", 0, 9), "“10” is not a whole number from 0 to 9."),
    ("1e5", lambda c: c.number("c", 0, 9), "“1e5” is not a number from 0 to 9."),
    ("nan", lambda c: c.number("c", 0, 9), "“nan” is not a number from 0 to 9."),
    ("green", lambda c: c.member("c", Colour), "“green” is not one of: red, blue"),
    ("perhaps", lambda c: c.yes("c"), "“perhaps” is neither yes nor no."),
    ("", lambda c: c.text("c", required=True), "This cell must not be empty."),
    ("abc", lambda c: c.text("c", longest=2), "This cell is longer than 2 characters."),
]


@pytest.mark.parametrize(("cell", "reader", "value"), RIGHT)
def test_a_right_cell_is_read(cell: str, reader: Reader, value: object) -> None:
    assert read(cell, reader) == (value, [])


@pytest.mark.parametrize(("cell", "reader", "reason"), WRONG)
def test_a_wrong_cell_is_named_with_its_reason(cell: str, reader: Reader, reason: str) -> None:
    assert read(cell, reader)[1] == [reason]


def test_a_refusal_of_a_service_is_noted_under_the_column_it_came_from() -> None:
    problems: list[RowProblem] = []
    cells = RowParser(Row(3, {}), problems)

    cells.take(refuse("full_name", say("Why?")), {"full_name": "name"})
    cells.take(Refused(say("No.")))

    assert [(p.line, p.column, str(p.reason)) for p in problems] == [
        (3, "name", "Why?"),
        (3, "", "No."),
    ]
    assert not cells.ok


@pytest.mark.parametrize("mark", ["-", "–", "clear", "CLEAR", "지움"])
def test_a_clear_mark_takes_away_what_an_empty_cell_keeps(mark: str) -> None:
    problems: list[RowProblem] = []
    cells = RowParser(Row(3, {"a": mark, "b": "", "c": "x-"}), problems)

    assert [cells.gives(column) for column in "abcd"] == [True, False, True, False]
    assert [cells.clears(column) for column in "abcd"] == [True, False, False, False]
    assert (cells.text("a"), cells.text("c")) == ("", "x-")
    assert cells.optional_day("a") is None
    assert cells.ok
    cells.text("a", required=True)
    assert [str(problem.reason) for problem in problems] == ["This cell must not be empty."]

"""What a spreadsheet made of a value is seen when the column is known: taken, told, or refused."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from foundation.tables.grid import CellKind, TypedCell
from foundation.tables.typed_cells import as_shown
from tests.foundation.tables.books import a_book, doubts, read, said

ERROR, DATE, TIME, LOGICAL = "spreadsheet error", "holds a date", "holds a time", "TRUE or FALSE"
CUT, SHOWN = "may have lost digits", "is shown as something else"


def one_cell(column: str, value: object, shown: str | None = None) -> bytes:
    """A workbook whose one row has a value in a column, shown in some format."""
    fill = {"code": "A", "name": "a", column: value}

    def show(book: Any) -> None:
        if shown is not None:
            book["s"].cell(2, list(fill).index(column) + 1).number_format = shown

    return a_book({"s": [list(fill), list(fill.values())]}, show)


@pytest.mark.parametrize(
    ("column", "value", "shown", "reason"),
    [
        ("name", "#N/A", None, ERROR),
        ("day", "#REF!", None, ERROR),
        ("day", "=B2", None, "whose result is not stored"),
        ("name", "=A2&1", None, "whose result is not stored"),
        ("code", date(2027, 3, 12), None, DATE),
        ("name", datetime(2027, 3, 12, 9, 30), None, DATE),  # noqa: DTZ001  as a workbook holds it
        ("phone", date(2027, 3, 12), None, DATE),
        ("minutes", date(1900, 2, 1), None, DATE),
        ("languages", date(2027, 3, 12), None, DATE),
        ("code", time(9, 30), None, TIME),
        ("name", True, None, LOGICAL),
        ("code", False, None, LOGICAL),
        ("code", 0.5, "0%", CUT),
        ("code", 37.5, None, CUT),
        ("code", 1234567890123456, None, CUT),
        ("code", 123456789012, None, CUT),
        ("code", 12345, "0.00E+00", CUT),
        ("code", 12345, '#,##0"원"', SHOWN),
        ("minutes", 0.5, "0%", "a percentage"),
        ("name", "##", "@", ""),
        ("name", "####", None, "too narrow"),
        ("code", "3.15551E+08", None, CUT),
    ],
)
def test_what_a_careful_reader_would_not_take_is_refused(
    column: str, value: object, shown: str | None, reason: str
) -> None:
    found = said(read(one_cell(column, value, shown)))

    if not reason:
        assert found == []
        return
    assert [(line, name) for line, name, _ in found] == [(2, column)]
    assert reason in found[0][2]


@pytest.mark.parametrize(
    ("column", "value", "shown", "text"),
    [
        ("day", date(2026, 12, 7), None, "2026-12-07"),
        ("day", date(2026, 12, 7), 'yyyy"년" m"월" d"일"', "2026-12-07"),
        ("day", 46363, None, "2026-12-07"),
        ("day", 20261207, None, "2026-12-07"),
        ("day", "2026. 12. 7. (월)", None, "2026-12-07"),
        ("from", time(14, 30), None, "14:30"),
        ("from", 0.604166666666667, None, "14:30"),
        ("from", timedelta(hours=24), None, "24:00"),
        ("from", "오후 2:30", None, "14:30"),
        ("from", time(2, 30), "hh:mm", "02:30"),
        ("minutes", 60, None, "60"),
        ("minutes", 60.0, None, "60"),
        ("open", True, None, "yes"),
        ("open", 1, None, "1"),
        ("code", 7, "00000", "00007"),
        ("phone", 1012345678, "000-0000-0000", "010-1234-5678"),
        ("phone", 315550123, "0##-###-####", "031-555-0123"),
        ("phone", "031-555-0123", None, "031-555-0123"),
        ("phone", 315550123, None, "315550123"),
        ("languages", "vi\nen", None, "vi; en"),
        ("name", "첫 줄\n둘째 줄", None, "첫 줄 둘째 줄"),
    ],
)
def test_what_can_be_read_is_read(column: str, value: object, shown: str | None, text: str) -> None:
    reading = read(one_cell(column, value, shown))

    assert said(reading) == []
    assert doubts(reading) == []
    assert reading.rows[0][column] == text


@pytest.mark.parametrize(
    ("column", "value", "text", "reason"),
    [
        ("code", 12, "12", "numbers in the spreadsheet, such as “12”"),
        ("name", 301.0, "301", "numbers in the spreadsheet"),
        ("code", "2027-03-12", "2027-03-12", "look like dates"),
        ("code", "3월 12일", "3월 12일", "look like dates"),
        ("code", "12-Mar", "12-Mar", "look like dates"),
        ("from", time(2, 30), "02:30", "are at night, such as 02:30"),
    ],
)
def test_what_is_doubtful_is_taken_and_told(
    column: str, value: object, text: str, reason: str
) -> None:
    reading = read(one_cell(column, value))

    assert said(reading) == []
    assert reading.rows[0][column] == text
    assert [(line, name) for line, name, _ in doubts(reading)] == [(2, column)]
    assert reason in doubts(reading)[0][2]


def test_a_doubt_is_told_once_for_its_column() -> None:
    rows = [("code", "name"), *((n, "a") for n in range(20))]

    assert [(line, column) for line, column, _ in doubts(read(a_book({"s": rows})))] == [
        (2, "code")
    ]


def test_the_stored_result_of_a_formula_is_read_and_a_missing_one_refused_anywhere() -> None:
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})  # half typed
    sheet = book.add_worksheet()
    for column, name in enumerate(("code", "name", "day", "번호표", "연번")):
        sheet.write(0, column, name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_formula(1, 0, '="A"&1', None, "A1")
    sheet.write_formula(1, 1, "=A2", None, "a")
    sheet.write_formula(1, 2, "=TODAY()", day, 46363)
    sheet.write_formula(2, 0, "=A9", None, "#REF!")
    sheet.write(2, 1, "b")
    book.close()
    reading = read(out.getvalue())

    assert list(reading.rows[0].cells.values())[:3] == ["A1", "a", "2026-12-07"]
    assert [(line, column) for line, column, _ in said(reading)] == [(1, "번호표"), (3, "code")]

    counted = a_book({"s": [("연번", "code", "name"), ("=ROW()-1", "A", "a")]})
    assert [(line, column) for line, column, _ in said(read(counted))] == [(2, "")]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#이름?", "Err:502"])
def test_the_text_of_an_error_is_refused_in_a_csv_file_too(cell: str) -> None:
    found = said(read(f"code,name,day\nA,{cell},\nB,b,{cell}\n".encode()))

    assert [(line, column) for line, column, _ in found] == [(2, "name"), (3, "day")]


def test_a_csv_file_keeps_digits_as_text_and_holds_no_formula() -> None:
    reading = read(b'code,name,phone\nA,a,"=""0315550123"""\nB,=A2,\n')

    assert reading.rows[0]["phone"] == "0315550123"
    assert [(line, column) for line, column, _ in said(reading)] == [(3, "name")]


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        (1012345678, "000-0000-0000", "010-1234-5678"),
        (315550123, "(0##) ###-####", "(031) 555-0123"),
        (315550123, "[<=9999999]####-####;(0##) ####-####", "(003) 1555-0123"),
        (7, "00000", "00007"),
        (123456, "000-000", "123-456"),
        (12, "General", None),
        (12, "0", None),
        (1234, "#,##0", None),
        (1.5, "000", None),
    ],
)
def test_a_format_of_zeros_shows_what_a_reader_sees(
    number: float, shown: str, text: str | None
) -> None:
    assert as_shown(TypedCell(CellKind.NUMBER, float(number), shown)) == text


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    def since_1904(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    content = a_book({"s": [("code", "name", "day"), ("A", "a", 46363 - 1462)]}, since_1904)

    assert read(content).rows[0]["day"] == "2026-12-07"

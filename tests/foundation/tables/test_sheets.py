"""Sheets as offices have them: which are taken, where they begin, what is hidden, merged or cut at the edges."""

from collections.abc import Sequence
from typing import Any

import pytest

from foundation.tables.reading import Reading
from tests.foundation.tables.books import HEAD, a_book, doubts, read, said


def codes(reading: Reading) -> list[str]:
    assert said(reading) == []
    return [row["code"] for row in reading.rows]


def a_csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_short_lines_are_filled_up_and_empty_surplus_is_dropped() -> None:
    rows = read(a_csv("code,name,phone,day", "A,a", "B,b,,,,", "C,c, , ,")).rows

    assert [list(row.cells.values()) for row in rows] == [
        ["A", "a", "", ""],
        ["B", "b", "", ""],
        ["C", "c", "", ""],
    ]


def test_a_long_line_with_something_in_it_is_refused_in_both_formats() -> None:
    lines: list[list[object]] = [["code", "name"], ["A", "a", "", "x"], ["B", "b"]]
    text = a_csv(*(",".join(str(cell) for cell in line) for line in lines))
    for content in (text, a_book({"s": lines})):
        found = read(content)
        assert [(line, column) for line, column, _ in said(found)] == [(2, "")]
        assert "has 4 cells" in said(found)[0][2]
        assert len(found.rows) == 2


def test_an_empty_column_without_a_name_is_nothing_and_a_filled_one_a_fault() -> None:
    assert codes(read(a_csv("code,,name,", "A,,a,", "B,,b,"))) == ["A", "B"]
    assert codes(read(a_csv(",code,name", ",A,a"))) == ["A"]
    found = said(read(a_csv("code,,name", "A,,a", "B,x,b", "C,y,c")))
    assert [(line, column) for line, column, _ in found] == [(3, "")]


@pytest.mark.parametrize(
    "above", [["통역사 명단"], ["통역사 명단", "", "2026. 11. 30. 기준,,담당"]]
)
def test_a_title_above_the_columns_is_passed_over_and_told(above: Sequence[str]) -> None:
    reading = read(a_csv(*above, "code,name", "A,a"))

    assert codes(reading) == ["A"]
    assert reading.rows[0].line == len(above) + 2
    assert [line for line, _, reason in doubts(reading) if "passed over" in reason] == [
        len(above) + 1
    ]
    assert doubts(read(a_csv("code,name", "A,a"))) == []


def test_a_file_that_names_no_column_says_so_once() -> None:
    found = said(read(a_csv("A,a", "B,b", "C,c")))

    assert len(found) == 1
    assert "must hold: code, name" in found[0][2]


def test_lines_that_only_count_themselves_are_no_rows() -> None:
    assert codes(read(a_csv("연번,code,name", "1,A,a", "2,,", "3,,"))) == ["A"]


def test_hidden_sheets_are_passed_over() -> None:
    def hide(book: Any) -> None:
        book["old"].sheet_state = "hidden"
        book["older"].sheet_state = "veryHidden"

    sheets: dict[str, Sequence[Sequence[object]]] = {
        "old": [HEAD, ("X", "x")],
        "older": [HEAD, ("Y", "y")],
        "now": [HEAD, ("A", "a")],
    }
    reading = read(a_book(sheets, hide))

    assert codes(reading) == ["A"]
    assert (reading.taken, reading.left, reading.hidden) == (["now"], [], ["old", "older"])


def test_months_as_sheets_are_all_taken_and_their_lines_are_named() -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "안내": [("적는 법",), ("번호는 꼭 적어 주세요",)],
        "1월": [HEAD, ("A", "a")],
        "2월": [("name", "code"), ("b", "B"), ("a", "a")],
        "합계": [("월", "명"), ("1월", 1)],
    }
    reading = read(a_book(sheets))

    assert [(row.sheet, row.line, row["code"]) for row in reading.rows] == [
        ("1월", 2, "A"),
        ("2월", 2, "B"),
        ("2월", 3, "a"),
    ]
    assert (reading.taken, reading.left) == (["1월", "2월"], ["안내", "합계"])
    assert [(p.sheet, p.line, str(p.reason)) for p in reading.problems] == [
        ("2월", 3, "The same entry is already in line 2 of sheet “1월”.")
    ]


def test_one_sheet_of_many_has_lines_without_its_name() -> None:
    reading = read(a_book({"notes": [("x",)], "list": [HEAD, ("A", "a")]}))

    assert [(row.sheet, row["code"]) for row in reading.rows] == [("", "A")]
    assert reading.left == ["notes"]


def test_hidden_lines_are_left_and_hidden_columns_are_taken_and_both_are_told() -> None:
    def hide(book: Any) -> None:
        book["s"].row_dimensions[3].hidden = True
        book["s"].column_dimensions["B"].hidden = True

    reading = read(a_book({"s": [HEAD, ("A", "a"), ("B", "b"), ("C", "c")]}, hide))

    assert codes(reading) == ["A", "C"]
    assert reading.rows[0]["name"] == "a"
    told = " ".join(reason for _, _, reason in doubts(reading))
    assert "not taken in: 3 (1 in all)" in told
    assert "Hidden columns are taken in too: name" in told


def test_merged_cells_are_refused_once_but_for_a_title() -> None:
    rows = [("목록", None), HEAD, ("A", "a"), (None, "b"), (None, "c")]

    def merge_title(book: Any) -> None:
        book["s"].merge_cells("A1:B1")

    def merge_rows(book: Any) -> None:
        merge_title(book)
        book["s"].merge_cells("A3:A5")

    assert codes(read(a_book({"s": rows[:3]}, merge_title))) == ["A"]
    found = said(read(a_book({"s": rows}, merge_rows)))
    assert len(found) == 1
    assert "merged (A3:A5)" in found[0][2]


def test_faults_of_header_rows_and_repetitions_are_told_together() -> None:
    content = a_csv("code,colour,day", "A,x,2026-12-07", "A,y,#N/A", "B,z,,w")

    assert [(line, column) for line, column, _ in said(read(content))] == [
        (1, "name"),
        (1, "colour"),
        (3, "day"),
        (4, ""),
        (3, "code"),
    ]
    assert len(read(content).rows) == 3

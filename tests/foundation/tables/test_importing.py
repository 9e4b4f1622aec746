"""Files of all kinds: what can be read, what is wrong with the rest, and all or nothing by chunk."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.tables import grid, spreadsheet, text_tables, workbooks
from foundation.tables.importing import shifted
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import read_rows
from foundation.tables.rows import Row

KIND = ImportKind(
    name="things",
    required=("code", "name"),
    optional=("day",),
    dates=("day",),
    unique=("code",),
    load=lambda _uow, _rows: [],
)


def problems_of(content: bytes, name: str = "things.csv") -> list[tuple[int, str, str]]:
    """What is wrong with a file, in English."""
    found = read_rows(name, content, KIND).problems
    return [(problem.line, problem.column, str(problem.reason)) for problem in found]


def cells_of(content: bytes) -> list[dict[str, str]]:
    """The cells of a file that nothing is wrong with."""
    found = read_rows("things", content, KIND)
    assert found.problems == []
    return [dict(row.cells) for row in found.rows]


def a_workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = a_workbook(["code", "name"], ["A", "a"], ["B", "b"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_letters_are_read_as_excel_wrote_them(encoding: str) -> None:
    assert cells_of("code,name\nA,안산 센터\n".encode(encoding)) == [
        {"code": "A", "name": "안산 센터"}
    ]


def test_names_are_composed_and_stripped_of_invisible_signs() -> None:
    decomposed = "code,name\nA, 안산\u202e  센터\u00a0\n".encode()

    assert cells_of(decomposed) == [{"code": "A", "name": "안산 센터"}]


def test_empty_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    found = read_rows("x.csv", b"code,name\n\nA,a\n,\n\nB,b\n", KIND)

    assert [(row.line, row["code"]) for row in found.rows] == [(3, "A"), (6, "B")]


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        (b"", 1, "", "The file is empty."),
        (b"\n\n", 1, "", "The file is empty."),
        (b"code\nA\n", 1, "name", "This column is missing."),
        (b"code,name,code\n", 1, "code", "This column appears twice."),
        (b"code,name,colour\n", 1, "colour", "Unknown column."),
        (b"code,name,,day\nA,a,x,\n", 2, "", "Column 3 has no name"),
        (
            b"a,b\nA,a\n",
            1,
            "",
            "No line names the columns. One line above the rows must hold: code, name",
        ),
        (b"code,name\nA,a,b\n", 2, "", "This line has 3 cells"),
        (b'code,name\nA,a\nB,"b\nC,c\n', 3, "", "the quotation marks do not match"),
        (b'code,name\nA,"a\nB,b"\n', 2, "name", "Is a quotation mark missing?"),
        (b"code,name\nA,a\0\n", 2, "", "This is not a table of text."),
        (b"\xff\xfe\xff\xff\xff", 1, "", "The letters cannot be read"),
        (b"code,name\nA," + b"a" * 2001, 2, "name", "longer than 2000"),
        (b"code,name\nA,a\nB,b\na,c\n", 4, "code", "already in line 2"),
        (b"\xd0\xcf\x11\xe0 old excel", 1, "", "an old or locked Excel file"),
        (b"PK\x03\x04 not a zip", 1, "", "This Excel file is damaged."),
    ],
)
def test_a_broken_file_is_refused_with_line_column_and_reason(
    content: bytes, line: int, column: str, reason: str
) -> None:
    found = problems_of(content)

    assert (line, column) in {(problem[0], problem[1]) for problem in found}
    assert any(reason in problem[2] for problem in found)


def test_files_of_other_programs_are_refused_by_name() -> None:
    assert problems_of(b"code,name\n", "things.hwp") == [
        (1, "", "Only CSV and XLSX files can be read.")
    ]


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_ROWS", 3)
    rows = b"".join(b"A%d,a\n" % n for n in range(3))

    assert problems_of(b"code,name\n" + rows) == []
    assert problems_of(b"code,name\n" + rows + b"B,b\n") == [
        (5, "", "The file has more than 3 rows.")
    ]


def test_a_workbook_reads_like_a_csv_file() -> None:
    content = a_workbook(
        ["code", "Name ", "day"],
        [12, 375, date(2026, 11, 30)],
        [3.0, "b", datetime(2026, 11, 30, 9, 30)],  # noqa: DTZ001  as a workbook holds it
        ["y", None, None],
    )

    assert [list(cells.values()) for cells in cells_of(content)] == [
        ["12", "375", "2026-11-30"],
        ["3", "b", "2026-11-30 09:30"],
        ["y", "", ""],
    ]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)

    assert "too large when unpacked" in problems_of(a_workbook(["code", "name"]))[0][2]


def test_a_table_that_is_far_too_wide_is_refused_by_its_first_row() -> None:
    wide = ["x"] * 990
    assert problems_of(a_workbook(wide, *[wide] * 3)) == [
        (1, "", "The file has more than 100 columns.")
    ]
    rows = (",".join(wide) + "\n").encode() * 3
    assert problems_of(rows) == [(1, "", "The file has more than 100 columns.")]


def test_what_costs_much_and_holds_nothing_is_refused_on_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grid, "MAX_LINES", 1000)
    monkeypatch.setattr(text_tables, "MAX_LINES", 1000)
    monkeypatch.setattr(grid, "MAX_BEYOND", 2000)
    assert "too long or too wide" in problems_of(b"code,name\n" + b"\n" * 5000)[0][2]
    beside = [["a", "b", *[None] * 900, "x"]] * 4
    assert "too long or too wide" in problems_of(a_workbook(["code", "name"], *beside))[-1][2]
    monkeypatch.setattr(grid, "LONGEST_SECONDS", -1.0)
    assert "too long or too wide" in problems_of(a_workbook(["code", "name"], ["a", "b"]))[0][2]


def test_a_workbook_that_declares_entities_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "b">]>'
        )

    assert "holds more than a table" in problems_of(out.getvalue())[0][2]


DANGEROUS = ["=1+1", "+82 10", "-5", "@SUM(A1)", "＝1", "|calc", "'=x", "''-", "= 1", "' =1"]


@pytest.mark.parametrize("cell", DANGEROUS)
@pytest.mark.parametrize("write", [spreadsheet.write_csv, spreadsheet.write_xlsx])
def test_no_cell_of_an_export_is_a_formula_and_it_reads_back_the_same(
    cell: str, write: Callable[..., bytes]
) -> None:
    content = write(("code", "name"), [("A", cell)])

    if content.startswith(b"PK"):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        written = sheet["B2"]
        assert written.data_type == "s"
        assert str(written.value).startswith("'")
    else:
        assert f"A,'{cell}" in content.decode("utf-8-sig")
    assert cells_of(content) == [{"code": "A", "name": cell}]


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30))
def test_whatever_is_written_reads_back_the_same(text: str) -> None:
    assert spreadsheet.plain(spreadsheet.neutral(text)) == text


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_file_makes_the_reader_stumble(content: bytes) -> None:
    for start in (b"", b"code,name\n", b"PK\x03\x04"):
        found = read_rows("things.csv", start + content, KIND)
        assert found.problems or all(any(row.cells.values()) for row in found.rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_no_damaged_workbook_makes_the_reader_stumble(place: int, noise: bytes) -> None:
    whole = bytearray(WORKBOOK)
    place %= len(whole)
    whole[place : place + len(noise)] = noise

    assert isinstance(read_rows("things.xlsx", bytes(whole), KIND).rows, list)


def test_dates_are_moved_wherever_they_stand_in_a_cell() -> None:
    row = Row(2, {"code": "2026-11-30", "name": "a", "day": "L2:vi:2026-11-30:2027-13-40"})

    moved = shifted(row, KIND, timedelta(days=7))

    assert moved["day"] == "L2:vi:2026-12-07:2027-13-40"
    assert moved["code"] == "2026-11-30"

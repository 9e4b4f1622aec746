"""CSV and XLSX files written: of text alone, running nothing; the only file that speaks XlsxWriter."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

# So many rows of a file to fill in offer their lists.
_OFFERED_ROWS = 5000
# A spreadsheet takes a cell that begins so for a formula; full-width signs count in East Asian Excel.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠|%]")


def neutral(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe in front makes it text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """The cell again, without the apostrophe that `neutral` put in front."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that Excel opens with the right letters and that runs nothing."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([neutral(_on_one_line(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> bytes:
    """An XLSX file of text cells, its header kept in sight."""
    return write_pages([WrittenSheet(title=title, header=header, rows=rows)])


@dataclass(frozen=True, kw_only=True)
class WrittenSheet:
    """A sheet of a workbook: its title, its header, and rows of text."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class OfferedLists:
    """What may be chosen in columns of the first sheet, by place; a sheet of this title keeps the lists."""

    title: str
    by_column: Mapping[int, Sequence[str]]


def write_pages(pages: Sequence[WrittenSheet], choices: OfferedLists | None = None) -> bytes:
    """An XLSX file of several sheets, whose first one may offer lists to choose from."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    bold = book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]  half typed
    # Text, so that a spreadsheet makes no date or figure of a code and drops no zero.
    text = book.add_format({"num_format": "@"})  # pyright: ignore[reportUnknownMemberType]  half typed
    for page in pages:
        sheet = book.add_worksheet(page.title[:31] or None)  # pyright: ignore[reportUnknownMemberType]  half typed
        for column, name in enumerate(page.header):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(12, min(40, len(name) + 4)), text)
        for number, row in enumerate(page.rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, neutral(_on_one_line(cell)))
        sheet.freeze_panes(1, 0)
    if choices is not None and choices.by_column:
        _offer(book, choices)
    book.close()
    return out.getvalue()


def _offer(book: xlsxwriter.Workbook, choices: OfferedLists) -> None:
    """Write the lists on a sheet of their own, and let the first sheet's columns choose from them."""
    first = book.worksheets()[0]  # pyright: ignore[reportUnknownMemberType]  half typed
    lists = book.add_worksheet(choices.title[:31])  # pyright: ignore[reportUnknownMemberType]  half typed
    for place, (column, values) in enumerate(choices.by_column.items()):
        for row, value in enumerate(values):
            lists.write_string(row, place, value)
        letter = xl_col_to_name(place)
        source = f"='{choices.title[:31]}'!${letter}$1:${letter}${len(values)}"
        # A warning, no wall: codes and other usual words are understood too.
        rule = {"validate": "list", "source": source, "error_type": "information"}
        first.data_validation(1, column, _OFFERED_ROWS, column, rule)


def _on_one_line(cell: str) -> str:
    return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell

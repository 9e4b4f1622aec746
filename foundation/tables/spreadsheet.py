"""CSV and XLSX files written: of text alone, running nothing; the only file that speaks XlsxWriter."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

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
    sheet = book.add_worksheet(title[:31] or None)  # pyright: ignore[reportUnknownMemberType]  half typed
    bold = book.add_format({"bold": True})  # pyright: ignore[reportUnknownMemberType]  half typed
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, max(12, min(40, len(name) + 4)))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, neutral(_on_one_line(cell)))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _on_one_line(cell: str) -> str:
    return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell

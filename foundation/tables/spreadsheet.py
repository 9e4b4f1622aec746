"""Grids of text from and to CSV and XLSX files; the only file that speaks openpyxl and XlsxWriter."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

import openpyxl
import xlsxwriter

from foundation.text.message import LazyText, say
from foundation.times.clock import monotonic

MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
MAX_LINES = 300_000
MAX_BEYOND = 200_000
MAX_UNPACKED = 150 * 1024 * 1024
# Whoever sends a file waits for it, and holds a thread of the server.
LONGEST_SECONDS = 20.0
MAX_PARTS = 200
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

# A spreadsheet takes a cell that begins so for a formula; full-width signs count in East Asian Excel.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠|%]")


class Unreadable(Exception):
    """The file as a whole, or one line of it, cannot be read."""

    def __init__(self, reason: LazyText, line: int = 1) -> None:
        """Keep the reason and the line it was found on."""
        super().__init__(str(reason))
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class Line:
    """A line of a grid: its number in the file and its cells."""

    number: int
    cells: list[str]


def neutral(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe in front makes it text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """The cell again, without the apostrophe that `neutral` put in front."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_lines(content: bytes) -> Iterator[Line]:
    """The lines of a CSV or XLSX file that are not empty; raises Unreadable."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            say("This is an old or locked Excel file. Save it as .xlsx without a password.")
        )
    found = _xlsx_lines(content) if content.startswith(ZIP) else _csv_lines(content)
    count = 0
    for line in found:
        if not any(line.cells):
            continue
        count += 1
        if count > MAX_ROWS + 1:
            raise Unreadable(say("The file has more than %(n)s rows.", n=MAX_ROWS), line.number)
        yield line
    if count == 0:
        raise Unreadable(say("The file is empty."))


def _csv_lines(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable(
            say("This is not a table of text. Save it as CSV (UTF-8) or as XLSX."),
            text.count("\n", 0, text.index("\0")) + 1,
        )
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                say("From this line on the quotation marks do not match."), begins
            ) from error
        if reader.line_num > MAX_LINES:
            raise Unreadable(
                say("The sheet is too long or too wide. Delete its empty rows and columns."), begins
            )
        if begins == 1 and len(cells) > MAX_COLUMNS:
            raise Unreadable(say("The file has more than %(n)s columns.", n=MAX_COLUMNS))
        yield Line(begins, cells)
        begins = reader.line_num + 1


def _decoded(content: bytes) -> str:
    # Korean Excel writes cp949 unless asked for UTF-8. Never the other way round: cp949 accepts much of UTF-8.
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(say("The letters cannot be read. Save the file as CSV (UTF-8) or as XLSX."))


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    try:
        _check_package(content)
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            size = _Size()
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = _trimmed([_as_text(value) for value in values])
                size.take(number, len(values), len(cells))
                # A sheet leaves out what is empty at a row's end; the first line says how wide it is.
                yield Line(number, cells + [""] * (size.width - len(cells)))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # whatever the library trips over: the file is not a workbook
        raise Unreadable(
            say("This Excel file is damaged. Open it, save it again, and retry.")
        ) from error


class _Size:
    """How large a sheet turns out to be while it is read; refuses it as soon as it is too large."""

    def __init__(self) -> None:
        self.width = self._beyond = 0
        self._until = monotonic() + LONGEST_SECONDS

    def take(self, number: int, claimed: int, filled: int) -> None:
        """Take a row in: how many cells it claims to have, and how many it has."""
        if not self.width:
            if filled > MAX_COLUMNS:
                raise Unreadable(
                    say("The file has more than %(n)s columns.", n=MAX_COLUMNS), number
                )
            self.width = filled
        # Empty cells beyond the table cost as much as full ones: a row may claim thousands.
        self._beyond += max(0, claimed - self.width)
        is_too_large = number > MAX_LINES or claimed > MAX_COLUMNS * 10 or self._beyond > MAX_BEYOND
        if is_too_large or monotonic() > self._until:
            raise Unreadable(
                say("The sheet is too long or too wide. Delete its empty rows and columns."),
                number,
            )


def _check_package(content: bytes) -> None:
    """Refuse what would unpack to far more than a table, and XML that declares entities."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Unreadable(say("The Excel file is too large when unpacked. Save it as CSV."))
        for part in parts:
            with package.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(1024):
                    raise Unreadable(
                        say("This Excel file holds more than a table. Save it as CSV.")
                    )


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _as_text(value: object) -> str:
    """A cell of a workbook as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date | time | timedelta):
        return _time_as_text(value)
    return str(value)


def _time_as_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{value:%H:%M}"


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

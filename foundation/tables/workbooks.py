"""XLSX files read sheet by sheet, cells with their kinds; the only file that speaks openpyxl."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, iterparse

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    from_excel,  # pyright: ignore[reportUnknownVariableType]  not typed
)

from foundation.tables.grid import (
    CellKind,
    Line,
    OpenedFile,
    Sheet,
    SizeWatch,
    TypedCell,
    Unreadable,
    kept_lines,
)
from foundation.text.message import say

MAX_UNPACKED = 150 * 1024 * 1024
MAX_PARTS = 200
ZIP = b"PK\x03\x04"

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_COORDINATE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_FIRST_OWN_FORMAT = 164
_BUILTIN = BUILTIN_FORMATS
_SECOND = timedelta(seconds=1)


def read_workbook(content: bytes) -> OpenedFile:
    """The visible sheets of an XLSX file; raises Unreadable."""
    try:
        _check_package(content)
        book: Any = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            visible = [each for each in book.worksheets if each.sheet_state == "visible"]
            hidden = [each.title for each in book.worksheets if each.sheet_state != "visible"]
            return OpenedFile(
                sheets=[_SheetReader(book, each).read() for each in visible], hidden_sheets=hidden
            )
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # whatever the library trips over: the file is not a workbook
        raise Unreadable(
            say("This Excel file is damaged. Open it, save it again, and retry.")
        ) from error


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


class _SheetReader:
    """Reads one sheet from its XML: openpyxl itself does not tell a formula without result from an empty cell."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._strings: list[str] = sheet._shared_strings  # noqa: SLF001
        self._dates: set[int] = book._date_formats  # noqa: SLF001
        self._durations: set[int] = book._timedelta_formats  # noqa: SLF001
        self._formats: dict[int, str] = {}
        self._columns: dict[str, int] = {}
        self._hidden_columns: set[int] = set()
        self._hidden_lines: list[int] = []
        self._merged: list[tuple[int, str]] = []

    def read(self) -> Sheet:
        """The whole sheet."""
        try:
            with self._sheet._get_source() as source:  # noqa: SLF001
                lines = list(kept_lines(self._lines(source)))
        except Unreadable as unreadable:
            raise Unreadable(unreadable.reason, unreadable.line, self._sheet.title) from None
        return Sheet(
            name=self._sheet.title,
            lines=lines,
            hidden_lines=self._hidden_lines,
            hidden_columns=frozenset(self._hidden_columns),
            merged=self._merged,
            counts_from_1904=self._book.epoch == CALENDAR_MAC_1904,
        )

    def _lines(self, source: IO[bytes]) -> Iterator[Line]:
        size, number = SizeWatch(), 0
        for _, element in iterparse(source):  # noqa: S314  what declares entities was refused
            tag = element.tag.removeprefix(_MAIN).removeprefix(_STRICT)
            if tag == "row":
                number = int(float(element.get("r") or number + 1))
                line = self._line(number, element)
                size.take(number, max(len(element), len(line.cells)), len(line.cells))
                if element.get("hidden") in {"1", "true"} and line.cells:
                    self._hidden_lines.append(number)
                elif line.cells:
                    yield line
                element.clear()
            elif tag == "col" and element.get("hidden") in {"1", "true"}:
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                self._hidden_columns |= set(range(first - 1, min(last, first + 500)))
            elif tag == "mergeCell":
                found = _COORDINATE.match(element.get("ref", ""))
                if found is not None:
                    self._merged.append((int(found[2]), element.get("ref", "")))

    def _line(self, number: int, row: Element) -> Line:
        cells: list[str] = []
        typed: dict[int, TypedCell] = {}
        place = -1
        for cell in row:
            place = self._place(cell, place + 1)
            text, kind = self._read(cell)
            if kind is not None:
                typed[place] = kind
            elif not text or text.isspace():
                continue
            cells.extend([""] * (place + 1 - len(cells)))
            cells[place] = text
        return Line(number, cells, typed or None)

    def _place(self, cell: Element, otherwise: int) -> int:
        """The column of a cell, from 0; a cell without a name stands behind the one before."""
        name = cell.get("r")
        if not name:
            return otherwise
        letters = name.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            found = 0
            for letter in letters:
                found = found * 26 + ord(letter) - 64
            self._columns[letters] = found = found - 1
        return found

    def _read(self, cell: Element) -> tuple[str, TypedCell | None]:
        """A cell as it would stand in a CSV file, and what it is when it is not text."""
        kind, value = cell.get("t", "n"), _content(cell)
        if not value:
            is_missing = kind != "str" and any(part.tag.endswith("}f") for part in cell)
            return "", TypedCell(CellKind.FORMULA) if is_missing else None
        if kind == "s":
            return str(self._strings[int(value)]), None
        if kind == "n":
            return self._number(value, int(cell.get("s", "0")))
        return _without_style(kind, value)

    def _number(self, value: str, style: int) -> tuple[str, TypedCell]:
        number, shown = float(value), self._format(style)
        if style in self._dates:
            try:
                found = _moment(number, self._book.epoch, is_span=style in self._durations)
            except (OverflowError, ValueError):
                return "#VALUE!", TypedCell(CellKind.ERROR)
            is_clock = isinstance(found, time | timedelta)
            kind = CellKind.CLOCK if is_clock else CellKind.DAY
            return _time_as_text(found), TypedCell(kind, number, shown)
        text = str(int(number)) if number.is_integer() and abs(number) < 1e18 else repr(number)  # noqa: PLR2004
        return text, TypedCell(CellKind.NUMBER, number, shown)

    def _format(self, style: int) -> str:
        """The format that a style shows numbers in."""
        if style not in self._formats:
            number: int = self._book._cell_styles[style].numFmtId  # noqa: SLF001
            own: list[str] = self._book._number_formats  # noqa: SLF001
            is_own = number >= _FIRST_OWN_FORMAT
            place = number - _FIRST_OWN_FORMAT
            found: str | None = own[place] if is_own and place < len(own) else _BUILTIN.get(number)
            self._formats[style] = found or "General"
        return self._formats[style]


def _moment(number: float, epoch: Any, *, is_span: bool) -> datetime | time | timedelta:
    """The day or time that a number means in a cell of dates."""
    return cast("datetime | time | timedelta", from_excel(number, epoch, timedelta=is_span))


def _content(cell: Element) -> str:
    """The value that is stored in a cell, or the text that stands in it; without readings above letters."""
    for part in cell:
        tag = part.tag.rpartition("}")[2]
        if tag == "v" and part.text:
            return part.text
        if tag == "is":
            runs = [run for run in part if not run.tag.endswith("}rPh")]
            texts = [text for run in runs for text in (run, *run) if text.tag.endswith("}t")]
            return "".join(text.text or "" for text in texts)
    return ""


def _without_style(kind: str, value: str) -> tuple[str, TypedCell | None]:
    """A cell whose kind is written beside it."""
    if kind == "e":
        return value, TypedCell(CellKind.ERROR)
    if kind == "b":
        return ("yes" if value in {"1", "true"} else "no"), TypedCell(CellKind.YES_NO)
    if kind == "d":
        return _time_as_text(datetime.fromisoformat(value)), TypedCell(CellKind.DAY)
    return value, None


def _time_as_text(value: date | time | timedelta) -> str:
    """A day or time as in a CSV file; a time is 1/86400 of a number, so rounded to its second."""
    if isinstance(value, datetime):
        value = _whole_second(value)
        return (
            f"{value:%Y-%m-%d}"
            if value.time() == time.min
            else f"{value:%Y-%m-%d} {_clock(value.time())}"
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        rest = f":{seconds % 60:02}" if seconds % 60 else ""
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}{rest}"
    rounded = _whole_second(datetime.combine(date(2000, 1, 1), value))
    return "24:00" if rounded.day > 1 else _clock(rounded.time())


def _whole_second(value: datetime) -> datetime:
    return (value + _SECOND / 2).replace(microsecond=0)


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"

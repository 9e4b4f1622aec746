"""Workbooks as spreadsheet programs leave them, made for the tests that read them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

from foundation.tables.columns import Column, Shape
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import Reading, read_rows
from foundation.text.message import say


def described(name: str, shape: Shape, *, needed: bool = False, also: str = "") -> Column:
    """A column of the kind that the tests read."""
    words = say("%(name)s", name=name)
    return Column(name=name, heading=words, meaning=words, shape=shape, needed=needed, also=also)


COLUMNS = (
    described("code", Shape.CODE, needed=True, also="번호"),
    described("name", Shape.TEXT, needed=True, also="이름"),
    described("phone", Shape.PHONE),
    described("day", Shape.DAY),
    described("from", Shape.CLOCK),
    described("minutes", Shape.NUMBER),
    described("open", Shape.YES_NO),
    described("languages", Shape.LIST),
)
KIND = ImportKind(
    name="things",
    required=("code", "name"),
    optional=("phone", "day", "from", "minutes", "open", "languages"),
    dates=("day",),
    unique=("code",),
    described=COLUMNS,
    load=lambda _uow, _rows: [],
)
HEAD = ("code", "name")


def a_book(
    sheets: dict[str, Sequence[Sequence[object]]],
    change: Callable[[Any], None] = lambda _book: None,
) -> bytes:
    """A workbook of these sheets; `change` does to it what people do in a spreadsheet program."""
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, kind: ImportKind = KIND) -> Reading:
    """A file as it is read."""
    return read_rows("things", content, kind)


def said(reading: Reading) -> list[tuple[int, str, str]]:
    """What is wrong: line, column, reason in English."""
    return [(found.line, found.column, str(found.reason)) for found in reading.problems]


def doubts(reading: Reading) -> list[tuple[int, str, str]]:
    """What is doubtful: line, column, reason in English."""
    return [(found.line, found.column, str(found.reason)) for found in reading.doubts]

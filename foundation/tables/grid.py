"""Grids of cells as files hold them, before anybody knows what their columns mean; what none may exceed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from foundation.text.message import LazyText, say
from foundation.times.clock import monotonic

MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
MAX_LINES = 300_000
MAX_BEYOND = 200_000
# A title, a date, an empty line: the columns are named in one of the first lines that hold something.
LOOKED_AT = 15
# Whoever sends a file waits for it, and holds a thread of the server.
LONGEST_SECONDS = 20.0


class Unreadable(Exception):
    """The file as a whole, or one line of it, cannot be read."""

    def __init__(self, reason: LazyText, line: int = 1, sheet: str = "") -> None:
        """Keep the reason and where it was found."""
        super().__init__(str(reason))
        self.reason, self.line, self.sheet = reason, line, sheet


class CellKind(Enum):
    """What a workbook says a cell is, where it is not plain text."""

    NUMBER = auto()
    DAY = auto()
    CLOCK = auto()
    YES_NO = auto()
    ERROR = auto()
    # A formula whose result nobody has stored.
    FORMULA = auto()


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell that is not text: what it is, its number where it has one, and the format it is shown in."""

    kind: CellKind
    number: float = 0.0
    shown: str = ""


@dataclass(slots=True)
class Line:
    """A line of a grid that is not empty: its number in the file, its cells as text, and which are not text."""

    number: int
    cells: list[str]
    typed: Mapping[int, TypedCell] | None = None


@dataclass(kw_only=True)
class Sheet:
    """A table as its file holds it. A CSV file is one, without a name.

    `hidden_lines` are left out of the lines; `hidden_columns` (from 0) are not. `merged` are the
    ranges of cells made one, such as "B2:B5", with the line each begins on. `counts_from_1904` says
    how its numbers are days.
    """

    name: str = ""
    lines: list[Line]
    hidden_lines: Sequence[int] = ()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[tuple[int, str]] = ()
    counts_from_1904: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenedFile:
    """A file read: its sheets that one sees, and how it was understood.

    A CSV file has `encoding` and `separator`; a workbook may have sheets that are hidden.
    """

    sheets: Sequence[Sheet]
    hidden_sheets: Sequence[str] = ()
    encoding: str = ""
    separator: str = ""


def kept_lines(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines that are not empty; Unreadable when they are too many."""
    count = 0
    for line in lines:
        if not any(line.cells) and not line.typed:
            continue
        count += 1
        # Some lines above the table may name it; they are no rows.
        if count > MAX_ROWS + 1:
            raise Unreadable(say("The file has more than %(n)s rows.", n=MAX_ROWS), line.number)
        yield line


class SizeWatch:
    """How large a sheet turns out to be while it is read; refuses it as soon as it is too large."""

    def __init__(self) -> None:
        """Begin with nothing; the time that it may take begins too."""
        self._width = self._beyond = self._lines = 0
        self._until = monotonic() + LONGEST_SECONDS

    def take(self, number: int, claimed: int, filled: int) -> None:
        """Take a line in: how many cells it claims to have, and how many it has."""
        if filled > MAX_COLUMNS and not self._width:
            raise Unreadable(say("The file has more than %(n)s columns.", n=MAX_COLUMNS), number)
        self._lines += filled > 0
        if self._lines <= LOOKED_AT:
            self._width = max(self._width, min(filled, MAX_COLUMNS))
        # Empty cells beyond the table cost as much as full ones: a line may claim thousands.
        self._beyond += max(0, claimed - self._width)
        is_too_large = number > MAX_LINES or claimed > MAX_COLUMNS * 10 or self._beyond > MAX_BEYOND
        if is_too_large or monotonic() > self._until:
            raise Unreadable(
                say("The sheet is too long or too wide. Delete its empty rows and columns."),
                number,
            )

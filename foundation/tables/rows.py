"""Rows of a file: they know their line, what became of them, and what is wrong or doubtful in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.text.message import LazyText

# An empty cell keeps what is held; one of these marks, alone in a cell, takes it away.
CLEAR_MARKS = frozenset({"-", "–", "—", "－", "−", "clear", "지움"})


class RowOutcome(StrEnum):
    """What taking in a row did, or would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class RowProblem:
    """What is wrong, or doubtful, in one cell, and why. Without a column it is the line as a whole.

    `sheet` names the sheet where several of a workbook are taken.
    """

    line: int
    column: str
    reason: LazyText
    sheet: str = ""


class Cells(Mapping[str, str]):
    """The cells of a row by column; rows of a file share their columns, since a large file has many rows."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: Mapping[str, int], texts: Sequence[str]) -> None:
        """`places` says which of the texts is whose."""
        self._places, self._texts = places, tuple(texts)

    def __getitem__(self, column: str) -> str:
        """The cell of a column; KeyError when the file does not have it."""
        return self._texts[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        """The columns."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self._places)


@dataclass(slots=True)
class Row:
    """A row of a file: its line as the file counts them, and its cells by column name, stripped.

    `outcome` and `doubts` are filled in while it is taken in (`foundation.tables.row_parser`). `prepared` is
    what judging it has made of it, for storing it with less work (`ImportKind.check`).
    """

    line: int
    cells: Mapping[str, str]
    sheet: str = ""
    outcome: RowOutcome | None = field(default=None, compare=False)
    doubts: list[RowProblem] = field(default_factory=list[RowProblem], compare=False)
    prepared: object = field(default=None, compare=False)

    def __getitem__(self, column: str) -> str:
        """A cell; empty when it holds a clear mark, or the file does not have that optional column."""
        cell = self.cells.get(column, "")
        return "" if cell and cell.casefold() in CLEAR_MARKS else cell

    def __contains__(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self.cells

    def gives(self, column: str) -> bool:
        """Whether the cell says anything: a value, or a mark that clears. An empty cell keeps what is held."""
        return bool(self.cells.get(column))

    def clears(self, column: str) -> bool:
        """Whether the cell holds a mark that takes away what is held."""
        return self.cells.get(column, "").casefold() in CLEAR_MARKS

"""The rows below a header: short and long lines, and what each cell says in its column."""

import re
from collections import defaultdict
from collections.abc import Iterator

from foundation.tables.blanks import is_example
from foundation.tables.columns import Shape
from foundation.tables.grid import MAX_CELL, CellKind, Line, Sheet, TypedCell
from foundation.tables.headers import Header
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Cells, Row, RowProblem
from foundation.tables.spreadsheet import plain
from foundation.tables.typed_cells import DoubtKind, Settled, settle
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text

# How CSV files keep a spreadsheet from taking digits for a number: ="0315550123".
_KEPT_TEXT = re.compile(r'="([^"]*)"')
# Columns of a list repeat their cells; of others no more than so many are remembered.
_REMEMBERED = 2_000


class SheetRows:
    """Reads the rows of one sheet; `problems` and `doubts` are there once they are read."""

    def __init__(self, kind: ImportKind, sheet: Sheet, header: Header, name: str) -> None:
        """Read below this header; `name` is that of the sheet when several are taken."""
        self._kind, self._sheet, self._header, self._name = kind, sheet, header, name
        self.problems: list[RowProblem] = []
        self._doubts: dict[tuple[str, DoubtKind], tuple[int, str]] = {}
        self._nameless: set[int] = set()
        self._known: dict[int, dict[str, Settled]] = defaultdict(dict)
        self._shapes = kind.shapes
        # A heading that stands twice is a fault of the header; the first of them is read.
        seen: set[str] = set()
        self._places: list[tuple[int, str]] = []
        for place, column in enumerate(header.columns):
            if column and column not in seen and column in self._shapes:
                seen.add(column)
                self._places.append((place, column))

    @property
    def doubts(self) -> list[RowProblem]:
        """What is taken but should be looked at: once for each column, with its first line."""
        return [
            RowProblem(line, column, say(doubt.value.text, cell=cell))
            for (column, doubt), (line, cell) in self._doubts.items()
        ]

    def read(self) -> Iterator[Row]:
        """The rows in their order, without those that say nothing in any column that is known."""
        columns = {column: place for place, (_, column) in enumerate(self._places)}
        for line in self._sheet.lines[self._header.place + 1 :]:
            if self._is_example(line):
                continue
            self._check_edges(line)
            texts = [self._cell(line, place, column) for place, column in self._places]
            if any(texts) or any(place in (line.typed or {}) for place, _ in self._places):
                yield Row(line.number, Cells(columns, texts), self._name)

    def _is_example(self, line: Line) -> bool:
        """Whether it is the example of a file to fill in, left where it stood."""
        first = self._kind.columns[0]
        return any(
            column == first and place < len(line.cells) and is_example(line.cells[place])
            for place, column in self._places
        )

    def _check_edges(self, line: Line) -> None:
        """What stands beside the table is a fault: a long line, or cells under no heading."""
        width = len(self._header.columns)
        if len(line.cells) > width and any(cell.strip() for cell in line.cells[width:]):
            reason = say(
                "This line has %(has)s cells, but the line of the headings has %(header)s.",
                has=len(line.cells),
                header=width,
            )
            self.problems.append(RowProblem(line.number, "", reason))
        for place, column in enumerate(self._header.columns):
            if column == "" and place not in self._nameless and _is_filled(line, place):
                self._nameless.add(place)
                reason = say("Column %(n)s has no name, but something stands in it.", n=place + 1)
                self.problems.append(RowProblem(line.number, "", reason))
        for place, typed in (line.typed or {}).items():
            is_asked = place < width and self._header.columns[place]
            if typed.kind is CellKind.FORMULA and not is_asked:
                settled = settle("", typed, Shape.TEXT)
                assert settled.problem is not None
                self.problems.append(RowProblem(line.number, "", settled.problem))

    def _cell(self, line: Line, place: int, column: str) -> str:
        written = line.cells[place] if place < len(line.cells) else ""
        typed = line.typed.get(place) if line.typed else None
        known = self._known[place]
        settled = known.get(written) if typed is None else None
        if settled is None:
            settled = self._settled(written, typed, self._shapes[column])
            if typed is None and len(known) < _REMEMBERED:
                known[written] = settled
        if settled.problem is not None:
            self.problems.append(RowProblem(line.number, column, settled.problem))
        if settled.doubt is not None:
            self._doubts.setdefault((column, settled.doubt), (line.number, settled.text))
        return settled.text

    def _settled(self, written: str, typed: TypedCell | None, shape: Shape) -> Settled:
        cell = written.strip()
        if shape is Shape.LIST or (shape is Shape.TEXT and self._sheet.name):
            # A value on each line; a workbook's texts may go over several, and no quotation mark is lost there.
            between = "; " if shape is Shape.LIST else " "
            cell = between.join(part for part in cell.splitlines() if part.strip())
        kept = _KEPT_TEXT.fullmatch(cell)
        cell = kept[1] if kept is not None else cell
        text = normalise_text(plain(cell))
        reason = _reason_against(cell)
        if reason is not None:
            return Settled(text, reason)
        return settle(text, typed, shape, from_1904=self._sheet.counts_from_1904)


def _is_filled(line: Line, place: int) -> bool:
    return place < len(line.cells) and bool(line.cells[place].strip())


def _reason_against(cell: str) -> LazyText | None:
    if len(cell) > MAX_CELL:
        return say("This cell is longer than %(n)s characters.", n=MAX_CELL)
    if "\n" in cell:
        # No column of ours holds two lines; mostly a lone quotation mark has swallowed some rows.
        return say("This cell goes over several lines. Is a quotation mark missing?")
    if cell.startswith("=") and len(cell) > 1:
        return say(
            "This cell holds a formula instead of its result (%(cell)s).", cell=cell[:MAX_CELL]
        )
    return None

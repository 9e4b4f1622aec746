"""What kinds of files can be imported: their columns, and who takes their rows in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from foundation.database.work import UnitOfWork
from foundation.security.permissions import Permission
from foundation.tables.columns import Column, Headings, Shape
from foundation.tables.rows import Row, RowProblem
from foundation.text.message import LazyText


@dataclass(frozen=True, kw_only=True)
class ImportKind:
    """A kind of file that can be imported.

    `load(uow, rows)` does everything for one chunk of rows in the caller's transaction and returns
    the problems; the caller rolls everything back when there are any. It reads the cells with
    `foundation.tables.row_parser.RowParser`, which collects problems and doubts, and notes for each row
    what it did (`RowParser.did`). `dates` are the columns that `--first-monday` shifts. No two rows may
    agree in all `unique` columns. `chunk` is how many rows are looked up and written at a time; a file
    is one transaction whatever its size. With a `permission` the file can be imported in the
    browser, where `label` names it and `endpoint` is the page that shows what was imported.
    `check`, where there is one, judges a chunk without writing and notes the same as `load` would: a file is
    then judged in a transaction that only reads, and what it has made of a row may be kept in `Row.prepared`.
    `described` says of every column what it means and what else it may be called.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    described: tuple[Column, ...] = ()
    chunk: int = 1000
    label: LazyText | None = None
    permission: Permission | None = None
    endpoint: str = ""
    load: Callable[[UnitOfWork, Sequence[Row]], list[RowProblem]]
    check: Callable[[UnitOfWork, Sequence[Row]], list[RowProblem]] | None = None

    @property
    def file_name(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it knows."""
        return (*self.required, *self.optional)

    @cached_property
    def headings(self) -> Headings:
        """Which of its columns a heading means."""
        return Headings(self.described)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """How the cells of each column are written."""
        plain = {name: Shape.DAY if name in self.dates else Shape.TEXT for name in self.columns}
        return plain | {column.name: column.shape for column in self.described}

    def heading_of(self, column: str) -> LazyText | str:
        """What a column is called, for a reader; a column that it does not know, as it stands."""
        return next((c.heading for c in self.described if c.name == column), column)

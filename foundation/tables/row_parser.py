"""Reading the cells of a row: what is wrong is collected with its line and column."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import Enum
from typing import TypeVar

from foundation.security.errors import DomainError
from foundation.tables.importing import Row, RowProblem
from foundation.text.message import LazyText, say
from foundation.times.zones import is_in_reach

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?(?: 00:00(?::00)?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,20})?", re.ASCII)
YES = frozenset({"yes", "y", "true", "1", "예"})
NO = frozenset({"no", "n", "false", "0", "아니요", "아니오"})
_ANY_DAY, _ANY_CLOCK = date(2000, 1, 3), time(9)


class RowParser:
    """The cells of one row.

    A wrong cell notes a problem and gives a stand-in, so that the rest of the row is checked too;
    that is safe because rows with problems are rolled back. Look at `ok` before acting on a row.
    """

    def __init__(self, row: Row, problems: list[RowProblem]) -> None:
        """Read from `row`, noting what is wrong in `problems`."""
        self.row, self._problems = row, problems
        self.ok = True

    def problem(self, column: str, reason: LazyText) -> None:
        """Note that a cell is wrong for `reason`."""
        self._problems.append(RowProblem(self.row.line, column, reason))
        self.ok = False

    def take(self, error: DomainError, columns: Mapping[str, str] | None = None) -> None:
        """Note what a service refused; `columns` says which column each field came from."""
        if not error.problems:
            self.problem("", error.reason)
        for name, reasons in error.problems.items():
            for reason in reasons:
                self.problem((columns or {}).get(name, name), reason)

    def text(self, column: str, *, longest: int = 200, required: bool = False) -> str:
        """A text of at most `longest` characters."""
        cell = self.row[column]
        if required and not cell:
            self.problem(column, say("This cell must not be empty."))
        if len(cell) > longest:
            self.problem(column, say("This cell is longer than %(n)s characters.", n=longest))
        return cell

    def whole(self, column: str, low: int, high: int, *, empty: int | None = None) -> int:
        """A whole number in a range; `empty` stands for an empty cell, if one is allowed."""
        cell = self.row[column]
        if not cell and empty is not None:
            return empty
        number = int(cell) if _WHOLE.fullmatch(cell) else None
        if number is None or not low <= number <= high:
            self.problem(
                column,
                say(
                    "“%(cell)s” is not a whole number from %(low)s to %(high)s.",
                    cell=cell,
                    low=low,
                    high=high,
                ),
            )
            return low
        return number

    def number(self, column: str, low: float, high: float, *, empty: float | None = None) -> float:
        """A number in a range."""
        cell = self.row[column]
        if not cell and empty is not None:
            return empty
        number = float(cell) if _NUMBER.fullmatch(cell) else None
        if number is None or not low <= number <= high:
            self.problem(
                column,
                say(
                    "“%(cell)s” is not a number from %(low)s to %(high)s.",
                    cell=cell,
                    low=low,
                    high=high,
                ),
            )
            return low
        return number

    def day(self, column: str) -> date:
        """A date; the cell must not be empty."""
        return self.optional_day(column) or self._empty(column, _ANY_DAY)

    def optional_day(self, column: str) -> date | None:
        """A date, or None for an empty cell."""
        cell = self.row[column]
        return self.as_day(column, cell) if cell else None

    def as_day(self, column: str, text: str) -> date:
        """A date that stands somewhere in a cell."""
        found = _DAY.fullmatch(text.replace(". ", "."))
        try:
            if found is not None:
                day = date(*(int(part) for part in found.groups()))
                if is_in_reach(day):
                    return day
        except ValueError:
            found = None
        self.problem(column, say("“%(cell)s” is not a date like 2026-11-30.", cell=text))
        return _ANY_DAY

    def clock(self, column: str) -> time:
        """A time of day; the cell must not be empty."""
        found = self.optional_clock(column)
        return self._empty(column, _ANY_CLOCK) if found is None else found

    def optional_clock(self, column: str) -> time | None:
        """A time of day, or None for an empty cell."""
        cell = self.row[column]
        if not cell:
            return None
        found = _CLOCK.fullmatch(cell)
        if found is not None and int(found[1]) < 24 and int(found[2]) < 60:  # noqa: PLR2004
            return time(int(found[1]), int(found[2]))
        self.problem(column, say("“%(cell)s” is not a time like 09:30.", cell=cell))
        return _ANY_CLOCK

    def yes(self, column: str, *, empty: bool | None = None) -> bool:
        """Yes or no."""
        cell = self.row[column].casefold()
        if not cell and empty is not None:
            return empty
        if cell not in YES | NO:
            self.problem(column, say("“%(cell)s” is neither yes nor no.", cell=cell))
        return cell in YES

    def member(self, column: str, kind: type[E]) -> E:
        """One of the values of an enumeration; the cell must not be empty."""
        return self.as_member(column, self.row[column], kind)

    def optional_member(self, column: str, kind: type[E]) -> E | None:
        """One of the values of an enumeration, or None for an empty cell."""
        cell = self.row[column]
        return self.as_member(column, cell, kind) if cell else None

    def as_member(self, column: str, text: str, kind: type[E]) -> E:
        """A value of an enumeration that stands somewhere in a cell."""
        for member in kind:
            if str(member.value).casefold() == text.casefold():
                return member
        known = ", ".join(str(member.value) for member in kind)
        self.problem(column, say("“%(cell)s” is none of: %(known)s", cell=text, known=known))
        return next(iter(kind))

    def parts(self, column: str) -> list[str]:
        """The parts of a list, which `;` separates."""
        return [part.strip() for part in self.row[column].split(";") if part.strip()]

    def members(self, column: str, kind: type[E]) -> list[E]:
        """A list of values of an enumeration."""
        return [self.as_member(column, part, kind) for part in self.parts(column)]

    def _empty(self, column: str, stand_in: T) -> T:
        self.problem(column, say("This cell must not be empty."))
        return stand_in


def joined(parts: Iterable[str]) -> str:
    """Parts of a list as one cell."""
    return ";".join(parts)

"""Reading the cells of a row: what is wrong is collected with its line and column."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import Enum
from typing import TypeVar, cast

from foundation.security.errors import DomainError
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.tables.written_times import MIDNIGHT, clock_text, day_of, minutes_of
from foundation.text.codes import normal_code
from foundation.text.message import LazyText, say
from foundation.text.personal import reason_against
from foundation.text.words import YES_NO_WORDS, Vocabulary, vocabulary_of

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,20})?", re.ASCII)
# Not inside brackets: "베트남어(모어, 양방향)" is one part.
_BETWEEN_PARTS = re.compile(r"[;,/·ㆍ・、，；／\n](?![^()（）]*[)）])")
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
        self._problems.append(RowProblem(self.row.line, column, reason, self.row.sheet))
        self.ok = False

    def doubt(self, column: str, reason: LazyText) -> None:
        """Note what a reader should look at before taking the file in; it forbids nothing."""
        self.row.doubts.append(RowProblem(self.row.line, column, reason, self.row.sheet))

    def did(self, outcome: RowOutcome) -> None:
        """Note what taking in this row does: the page counts it before anything is stored."""
        self.row.outcome = outcome

    def gives(self, column: str) -> bool:
        """Whether the cell says anything, so that what is held is replaced.

        An empty cell, or a missing column, keeps what is held. A clear mark (`-`, `clear`, `지움`) says
        "nothing": every method here then reads the cell as an empty one.
        """
        return self.row.gives(column)

    def clears(self, column: str) -> bool:
        """Whether the cell holds a clear mark."""
        return self.row.clears(column)

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

    def free_text(self, column: str, *, longest: int = 200) -> str:
        """A text that must name nobody and hold nobody's number."""
        cell = self.text(column, longest=longest)
        reason = reason_against(cell)
        if reason is not None:
            self.problem(column, reason)
        return cell

    def kept(self, column: str, read: Callable[[], T], held: T | None, *, is_new: bool) -> T:
        """What the cell says; where it is empty, what is `held`, unless there is nothing yet."""
        if is_new or self.gives(column):
            return read()
        return cast("T", held)

    def whole(self, column: str, low: int, high: int, *, empty: int | None = None) -> int:
        """A whole number in a range; `empty` stands for an empty cell, if one is allowed."""
        cell = self.row[column]
        if not cell and empty is not None:
            return empty
        return self.as_whole(column, cell, low, high)

    def as_whole(self, column: str, text: str, low: int, high: int) -> int:
        """A whole number in a range that stands somewhere in a cell."""
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or not low <= number <= high:
            self.problem(
                column,
                say(
                    "“%(cell)s” is not a whole number from %(low)s to %(high)s.",
                    cell=text,
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
        found = day_of(text)
        if isinstance(found, LazyText):
            self.problem(column, found)
            return _ANY_DAY
        return found

    def clock(self, column: str) -> time:
        """A time of day; the cell must not be empty."""
        found = self.optional_clock(column)
        return self._empty(column, _ANY_CLOCK) if found is None else found

    def optional_clock(self, column: str) -> time | None:
        """A time of day, or None for an empty cell."""
        cell = self.row[column]
        return self._clock(column, cell, is_end=False) if cell else None

    def end_clock(self, column: str) -> time:
        """When something ends; the cell must not be empty. 24:00 gives `time(0)`: the end of the day."""
        found = self.optional_end_clock(column)
        return self._empty(column, _ANY_CLOCK) if found is None else found

    def optional_end_clock(self, column: str) -> time | None:
        """When something ends, or None for an empty cell. 24:00 gives `time(0)`: the end of the day."""
        cell = self.row[column]
        return self._clock(column, cell, is_end=True) if cell else None

    def _clock(self, column: str, cell: str, *, is_end: bool) -> time:
        found = minutes_of(cell)
        if found == MIDNIGHT and not is_end:
            found = say("“%(cell)s” can only be an end. A day starts at 00:00.", cell=cell)
        if isinstance(found, LazyText):
            self.problem(column, found)
            return _ANY_CLOCK
        return time.fromisoformat(clock_text(found % MIDNIGHT))

    def yes(self, column: str, *, empty: bool | None = None) -> bool:
        """Yes or no."""
        cell = self.row[column]
        if not cell and empty is not None:
            return empty
        answer = YES_NO_WORDS.find(cell)
        if answer is None:
            self.problem(column, say("“%(cell)s” is neither yes nor no.", cell=cell))
        return bool(answer)

    def member(self, column: str, kind: type[E]) -> E:
        """One of the values of an enumeration; the cell must not be empty."""
        return self.as_member(column, self.row[column], kind)

    def optional_member(self, column: str, kind: type[E]) -> E | None:
        """One of the values of an enumeration, or None for an empty cell."""
        cell = self.row[column]
        return self.as_member(column, cell, kind) if cell else None

    def as_member(self, column: str, text: str, kind: type[E]) -> E:
        """A value of an enumeration that stands somewhere in a cell."""
        found = self.as_one_of(column, text, vocabulary_of(kind))
        return next(iter(kind)) if found is None else found

    def one_of(self, column: str, words: Vocabulary[T]) -> T | None:
        """One of the values of a list; the cell must not be empty. None when it is none of them."""
        return self.as_one_of(column, self.row[column], words)

    def as_one_of(self, column: str, text: str, words: Vocabulary[T]) -> T | None:
        """A value of a list, in whatever words it stands there; None when it is none of them."""
        found = words.find(text)
        if found is None and not text:
            self.problem(column, say("This cell must not be empty."))
        elif found is None:
            self.problem(column, none_of(text, words))
        return found

    def code(self, column: str, *, longest: int = 40, required: bool = False) -> str:
        """A code in its one form, as every file and page compares it."""
        return normal_code(self.text(column, longest=longest, required=required))

    def parts(self, column: str) -> list[str]:
        """The parts of a list: what stands between semicolons, commas and strokes outside brackets."""
        return parts_of(self.row[column])

    def members(self, column: str, kind: type[E]) -> list[E]:
        """A list of values of an enumeration."""
        return [self.as_member(column, part, kind) for part in self.parts(column)]

    def _empty(self, column: str, stand_in: T) -> T:
        self.problem(column, say("This cell must not be empty."))
        return stand_in


def none_of(text: str, words: Vocabulary[T]) -> LazyText:
    """Why a text is refused that is no value of a list: names those that are."""
    return say("“%(cell)s” is not one of: %(known)s", cell=text, known=words.known)


def lost_zero(text: str, number: str) -> LazyText:
    """The doubt about a number of which a spreadsheet has dropped the first zero."""
    return say(
        "“%(cell)s” has lost its first zero in the spreadsheet; %(number)s is taken.",
        cell=text,
        number=number,
    )


def parts_of(cell: str) -> list[str]:
    """The parts of a list in a cell."""
    return [part.strip() for part in _BETWEEN_PARTS.split(cell) if part.strip()]


def codes_in(rows: Iterable[Row], *columns: str) -> set[str]:
    """The codes that stand in columns of rows, in their one form: for looking them up at once."""
    return {
        normal_code(part) for row in rows for column in columns for part in parts_of(row[column])
    }


def joined(parts: Iterable[str]) -> str:
    """Parts of a list as one cell."""
    return ";".join(parts)

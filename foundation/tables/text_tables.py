"""CSV files and their kin, whatever sign stands between their cells."""

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO

from foundation.tables.grid import (
    MAX_COLUMNS,
    MAX_LINES,
    Line,
    OpenedFile,
    Sheet,
    Unreadable,
    kept_lines,
)
from foundation.tables.letters import decoded
from foundation.text.message import say

SEPARATORS = (",", ";", "\t", "|")
# Empty lines count here, so a little further down than the columns are looked for.
_LINES, _LONGEST_LINE = 30, 20_000


def read_text_table(content: bytes, known: Callable[[Sequence[str]], int]) -> OpenedFile:
    """The cells of a text file; raises Unreadable.

    `known` says how many cells of a line name a column: the separator is the one that shows most of them.
    """
    text, encoding = decoded(content)
    if "\0" in text:
        raise Unreadable(
            say("This is not a table of text. Save it as CSV (UTF-8) or as XLSX."),
            text.count("\n", 0, text.index("\0")) + 1,
        )
    first_line = text[:200].partition("\n")[0].strip()
    told = first_line.casefold().removeprefix('"').removeprefix("sep=")
    skipped = 0
    if (
        len(told) == 1
        and told in SEPARATORS
        and first_line.casefold().strip('"').startswith("sep=")
    ):
        separator, skipped = told, 1
        text = text.partition("\n")[2]
    else:
        separator = _separator(text, known)
    lines = list(kept_lines(_lines(text, separator, skipped)))
    return OpenedFile(sheets=[Sheet(lines=lines)], encoding=encoding, separator=separator)


def _separator(text: str, known: Callable[[Sequence[str]], int]) -> str:
    top = "\n".join(line[:_LONGEST_LINE] for line in text[:200_000].splitlines()[:_LINES])

    def shows(separator: str) -> int:
        try:
            return max(
                (known(cells) for cells in csv.reader(StringIO(top), delimiter=separator)),
                default=0,
            )
        except csv.Error:
            return 0

    return max(SEPARATORS, key=shows)


def _lines(text: str, separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                say("From this line on the quotation marks do not match."), begins + skipped
            ) from error
        if reader.line_num > MAX_LINES:
            raise Unreadable(
                say("The sheet is too long or too wide. Delete its empty rows and columns."),
                begins + skipped,
            )
        if begins == 1 and len(cells) > MAX_COLUMNS:
            raise Unreadable(say("The file has more than %(n)s columns.", n=MAX_COLUMNS))
        yield Line(begins + skipped, cells)
        begins = reader.line_num + 1

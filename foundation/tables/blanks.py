"""Files to fill in: headings in the reader's language, an example line, lists to choose from, an explanation."""

from collections.abc import Iterator, Sequence

from foundation.tables.columns import Column, Shape
from foundation.tables.kinds import ImportKind
from foundation.tables.spreadsheet import OfferedLists, WrittenSheet, write_csv, write_pages
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say

# In front of the example line's first cell; a line that begins so is passed over when the file comes back.
EXAMPLE = say("e.g.")
_EXAMPLE_MARKS = ("예)", "예）", "e.g.")
FORMATS = ("xlsx", "csv")
_EXPLAINED: tuple[LazyText, ...] = (
    say("Column"),
    say("Name in exported files"),
    say("Needed"),
    say("What stands there"),
    say("Form"),
    say("Example"),
    say("Values"),
)


def is_example(cell: str) -> bool:
    """Whether a line whose first column says this is the example of a file to fill in."""
    return cell.strip().casefold().startswith(_EXAMPLE_MARKS)


def write_blank(kind: ImportKind, language: str, file_format: str) -> bytes:
    """A file of this kind to fill in, for a reader of this language."""
    header = [translate(column.heading, language) for column in kind.described]
    example = [column.example_in(language) for column in kind.described]
    example[0] = f"{translate(EXAMPLE, language)} {example[0]}"
    if file_format == "csv":
        return write_csv(header, [example])
    choices = {
        place: _names(column, language)
        for place, column in enumerate(kind.described)
        if column.words is not None and column.shape is not Shape.LIST
    }
    explained = WrittenSheet(
        title=translate(say("Explanation"), language),
        header=[translate(heading, language) for heading in _EXPLAINED],
        rows=list(explain(kind, language)),
    )
    filled_in = WrittenSheet(title=kind.name, header=header, rows=[example])
    lists = OfferedLists(title=translate(say("Values"), language), by_column=choices)
    return write_pages([filled_in, explained], lists)


def explain(kind: ImportKind, language: str) -> Iterator[list[str]]:
    """For each column: heading, name, whether it is needed, meaning, form, example and permitted values."""
    for column in kind.described:
        yield [
            translate(column.heading, language),
            column.name,
            translate(say("yes") if column.needed else say("no"), language),
            translate(column.meaning, language),
            label(column.shape, language),
            column.example_in(language),
            "" if column.words is None else column.words.known.name_in(language),
        ]


def _names(column: Column, language: str) -> Sequence[str]:
    assert column.words is not None
    return [choice.name_in(language) for choice in column.words.choices]

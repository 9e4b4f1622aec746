"""What a reader sees of a checked file before it is taken in: how it was read, and what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.tables.columns import Column
from foundation.tables.importing import Report
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import Reading
from foundation.tables.row_parser import parts_of
from foundation.tables.rows import RowOutcome
from foundation.text.message import LazyText, say
from foundation.web.translation import language, words

SHOWN_ROWS, SHOWN_DOUBTS, LONGEST_CELL = 5, 50, 80
_SEPARATORS = {
    ",": say("Comma"),
    ";": say("Semicolon"),
    "\t": say("Tab"),
    "|": say("Upright stroke"),
}
_ENCODINGS = {"CP949": say("Korean Excel (CP949)")}
_OUTCOMES = {
    RowOutcome.NEW: say("To be added"),
    RowOutcome.CHANGED: say("To be changed"),
    RowOutcome.UNCHANGED: say("The same already"),
}


@dataclass(frozen=True)
class _Cells:
    """Cells of a column as they were understood: values of a list by their names."""

    column: Column | None

    def shown(self, cell: str) -> str:
        """A cell for its reader."""
        column = self.column
        if column is None or column.words is None or not cell:
            return cell[:LONGEST_CELL]
        names = {choice.value: choice.name_in(language()) for choice in column.words.choices}
        found = [column.words.find(part) for part in parts_of(cell)]
        if not found or None in found:
            return cell[:LONGEST_CELL]
        return ", ".join(names[value] for value in found if value is not None)


def preview_of(kind: ImportKind, reading: Reading, report: Report) -> dict[str, object]:
    """What the page shows, in its reader's language, as it is kept with the file."""
    described = {column.name: column for column in kind.described}
    cells = [(name, _Cells(described.get(name))) for name in reading.columns]
    rows = reading.rows[:SHOWN_ROWS]
    return {
        "counts": [[words(name), report.outcomes[outcome]] for outcome, name in _OUTCOMES.items()]
        if report.knows_outcomes
        else [],
        "facts": [[words(name), text] for name, text in _facts(reading)],
        "columns": [words(kind.heading_of(name)) for name in reading.columns],
        "first": [
            [
                place_of(row.line, row.sheet),
                *(column.shown(row.cells[name]) for name, column in cells),
            ]
            for row in rows
        ],
        "doubts": [
            [
                place_of(doubt.line, doubt.sheet),
                words(kind.heading_of(doubt.column)) if doubt.column else "",
                words(doubt.reason),
            ]
            for doubt in report.doubts[:SHOWN_DOUBTS]
        ],
        "doubt_count": len(report.doubts),
    }


def place_of(line: int, sheet: str) -> str:
    """A line as the page names it, with its sheet where several are taken."""
    return f"{sheet} · {line}" if sheet else str(line)


def _facts(reading: Reading) -> Sequence[tuple[LazyText, str]]:
    """How the file was read."""
    encoding = _ENCODINGS.get(reading.encoding)
    separator = _SEPARATORS.get(reading.separator)
    facts = [
        (say("Letters"), words(encoding) if encoding else reading.encoding),
        (say("Between the cells"), words(separator) if separator else ""),
        (say("Sheets taken"), ", ".join(reading.taken)),
        (say("Sheets not taken"), ", ".join(reading.left)),
        (say("Hidden sheets, not taken"), ", ".join(reading.hidden)),
    ]
    return [(name, text) for name, text in facts if text]

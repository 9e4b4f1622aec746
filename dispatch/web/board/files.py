"""The table of a day as a file: what the page says, for a spreadsheet."""

from collections.abc import Sequence

from dispatch.service.board.table import DayRow
from dispatch.web.board.words import Labels, place_of
from foundation.tables.spreadsheet import write_csv, write_xlsx
from foundation.web.filters import local_clock
from foundation.web.translation import gettext as _
from scheduling.service.sessions import end_of

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def day_file(rows: Sequence[DayRow], ending: str, title: str) -> bytes:
    """The rows of a day with their heads, in the reader's language."""
    head = [
        _("Day"),
        _("Start"),
        _("End"),
        _("State"),
        _("Language"),
        _("Field"),
        _("Mode"),
        _("Where"),
        _("Interpreter"),
        _("Request"),
    ]
    labels = Labels()
    lines = [_line(row, labels) for row in rows]
    return write_csv(head, lines) if ending == "csv" else write_xlsx(head, lines, title)


def _line(row: DayRow, labels: Labels) -> list[str]:
    session = row.session
    return [
        session.day.isoformat(),
        local_clock(session.starts_at),
        local_clock(end_of(session)),
        labels[row.state],
        labels[session.request.language_planned],
        labels[session.request.domain],
        labels[session.modality],
        place_of(session),
        ", ".join(row.names),
        session.request.reference,
    ]

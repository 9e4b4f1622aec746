"""A report as files: its figures as a workbook, the sessions behind it as a workbook or as CSV."""

from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from dispatch.domain.report_rows import RowsWanted
from dispatch.domain.reports import Dimension, fill_rate, percent
from dispatch.service.reports.drawn import change_in_words, in_words
from dispatch.service.reports.figures import (
    ReportGroup,
    ReportUnit,
    ReportWish,
    cause_name,
    groups_by,
    measured_of,
    name_of,
    see_report,
    select_rows,
)
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.tables import spreadsheet
from foundation.tables.spreadsheet import WrittenSheet
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.languages import Language

MOST_EXPORTED = 20_000
# A statement of SQLite takes so many values.
CHUNK = 500


def export_figures(uow: UnitOfWork, wish: ReportWish, language: str) -> bytes:
    """Every figure of a report as a workbook of several sheets; noted in the trail."""
    seen = see_report(uow, wish, language)
    uow.record("report.exported", first_day=wish.period.first, last_day=wish.period.last)

    def told(texts: Iterable[LazyText]) -> list[str]:
        return [translate(text, language) for text in texts]

    sheets = [
        WrittenSheet(
            title=translate(say("Report"), language),
            header=told(
                (say("Figure"), say("This period"), say("Period before"), say("More or less"))
            ),
            rows=[
                [
                    translate(each.label, language),
                    in_words(each.now, each.unit, language),
                    in_words(each.before, each.unit, language),
                    change_in_words(each.change, each.unit, language),
                ]
                for each in seen.figures
            ],
        ),
        WrittenSheet(
            title=translate(say("Why nobody was found"), language),
            header=told((say("Cause"), say("This period"), say("Period before"))),
            rows=[
                [cause_name(each.code, language), str(each.now), str(each.before)]
                for each in seen.causes
            ],
        ),
        *(
            WrittenSheet(
                title=label(by, language),
                header=[label(by, language), *told(_GROUP_HEADS)],
                rows=[_group(each, language) for each in groups_by(uow, wish, by, language)],
            )
            for by in Dimension
        ),
        WrittenSheet(
            title=translate(say("Pay by organisation"), language),
            header=told((say("Organisation"), say("Claims"), say("Won"), say("Won approved"))),
            rows=[
                [
                    each.organisation.name_in(language),
                    str(each.claims),
                    str(each.won),
                    str(each.approved_won),
                ]
                for each in seen.pay
            ],
        ),
        WrittenSheet(
            title=translate(say("Interpreters"), language),
            header=told(_PEOPLE_HEADS),
            rows=[
                [
                    each.name,
                    str(each.sessions),
                    str(each.minutes),
                    str(each.way_minutes),
                    str(each.asked),
                    str(each.accepted),
                ]
                for each in seen.people
            ],
        ),
        WrittenSheet(
            title=translate(say("Language and city"), language),
            header=told((say("Language"), say("City"), *_COUNTS)),
            rows=[
                [
                    name_of(Dimension.LANGUAGE, spoken, language),
                    name_of(Dimension.CITY, city, language),
                    str(tally.asked),
                    str(tally.filled),
                    str(tally.unmet),
                ]
                for (spoken, city), tally in sorted(seen.pairs.items())
            ],
        ),
    ]
    return spreadsheet.write_pages(sheets)


def export_rows(
    uow: UnitOfWork, wish: ReportWish, wanted: RowsWanted, language: str, form: str
) -> bytes:
    """The sessions behind a number as XLSX or CSV; noted in the trail."""
    query = select_rows(uow, wish, wanted).limit(MOST_EXPORTED)
    found = uow.db.scalars(query).unique().all()
    rows = [_row(uow, each, language) for each in found]
    if wanted.measure is not None:
        values: dict[UUID, Fraction] = {}
        for start in range(0, len(found), CHUNK):
            values |= measured_of(uow, wish, wanted.measure, found[start : start + CHUNK])
        for row, each in zip(rows, found, strict=True):
            row.append(in_words(values[each.id], ReportUnit.MINUTES, language))
    uow.record(
        "report.exported", first_day=wish.period.first, last_day=wish.period.last, rows=len(rows)
    )
    header = [translate(text, language) for text in _ROW_HEADS]
    if wanted.measure is not None:
        header.append(label(wanted.measure, language))
    if form == "csv":
        return spreadsheet.write_csv(header, rows)
    return spreadsheet.write_xlsx(header, rows, translate(say("Sessions"), language))


def _group(each: ReportGroup, language: str) -> list[str]:
    tally, minutes = each.tally, ReportUnit.MINUTES
    return [
        each.name,
        str(tally.asked),
        str(tally.filled),
        str(tally.unmet),
        percent(fill_rate(tally)),
        percent(fill_rate(each.before)),
        in_words(each.fill_time, minutes, language),
        in_words(each.lead, minutes, language),
        str(tally.called_off),
        str(tally.downgraded),
        str(tally.way_minutes),
    ]


def _row(uow: UnitOfWork, session: CounsellingSession, language: str) -> list[str]:
    request = session.request
    spoken = request.language_asked
    site = session.site
    return [
        session.day.isoformat(),
        f"{local_clock(session.starts_at, uow.settings.zone):%H:%M}",
        request.reference,
        request.organisation.name_in(language),
        label(spoken, language) if isinstance(spoken, Language) else spoken,
        label(request.domain, language),
        label(session.modality, language),
        name_of(Dimension.CITY, request.organisation.city if site is None else site.city, language),
        str(session.minutes),
        label(session.state, language),
    ]


_COUNTS = (say("Requested sessions"), say("Filled"), say("Not filled"))
_GROUP_HEADS = (
    *_COUNTS,
    say("Fill rate in %"),
    say("Fill rate before in %"),
    say("Time to fill"),
    say("Notice given"),
    say("Cancelled"),
    say("Downgrades"),
    say("Minutes on the way"),
)
_PEOPLE_HEADS = (
    say("Interpreter"),
    say("Sessions"),
    say("Minutes"),
    say("Minutes on the way"),
    say("Asked"),
    say("Accepted"),
)
_ROW_HEADS = (
    say("Day"),
    say("Start"),
    say("Request"),
    say("Organisation"),
    say("Language"),
    say("Field"),
    say("Mode"),
    say("City"),
    say("Minutes"),
    say("State"),
)

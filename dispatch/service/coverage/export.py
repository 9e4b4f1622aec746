"""Coverage as files: its figures as a workbook, the needs behind a number as a workbook or as CSV."""

from collections.abc import Iterable, Sequence

from dispatch.domain.coverage_asked import CoverageBy, NeedsWanted
from dispatch.domain.helpline import WEEKDAY_NAMES
from dispatch.domain.reports import Dimension, Tally, fill_rate, percent
from dispatch.service.coverage.drawn import name_by, why_name
from dispatch.service.coverage.figures import (
    CoverageWish,
    groups_by,
    see_coverage,
    select_needs,
)
from dispatch.service.reports.export import MOST_EXPORTED
from dispatch.service.reports.figures import name_of
from dispatch.store.tables import CoverageNeed
from foundation.database.work import UnitOfWork
from foundation.tables import spreadsheet
from foundation.tables.spreadsheet import WrittenSheet
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock


def export_figures(uow: UnitOfWork, wish: CoverageWish, language: str) -> bytes:
    """Every figure of the page as a workbook of several sheets; noted in the trail."""
    seen = see_coverage(uow, wish)
    names = {str(each.id): each.name_in(language) for each in seen.organisations}

    def told(*texts: LazyText) -> list[str]:
        return [translate(text, language) for text in texts]

    def sheet(
        title: LazyText, heads: Sequence[LazyText], rows: Iterable[tuple[Sequence[str], Tally]]
    ) -> WrittenSheet:
        return WrittenSheet(
            title=translate(title, language),
            header=told(*heads, *_COUNTS),
            rows=[[*key, *_counts(tally)] for key, tally in rows],
        )

    sheets = [
        sheet(
            say("Language and city"),
            (say("Language"), say("City")),
            (
                (
                    (
                        name_of(Dimension.LANGUAGE, spoken, language),
                        name_of(Dimension.CITY, city, language),
                    ),
                    tally,
                )
                for (spoken, city), tally in sorted(seen.pairs.items())
            ),
        ),
        WrittenSheet(
            title=translate(say("Why nobody was found"), language),
            header=told(say("Outcome"), say("Cause"), say("This period"), say("Period before")),
            rows=[
                [
                    label(each.outcome, language),
                    why_name(each.code, language),
                    str(each.now),
                    str(each.before),
                ]
                for each in seen.causes
            ],
        ),
        sheet(
            say("Week by week"),
            (say("From"),),
            (((monday.isoformat(),), tally) for monday, tally in seen.weeks.items()),
        ),
        sheet(
            say("Days of the week"),
            (say("Weekday"), say("Part of the day")),
            (
                ((translate(WEEKDAY_NAMES[weekday], language), label(part, language)), tally)
                for (weekday, part), tally in sorted(seen.times.items())
            ),
        ),
        *(
            WrittenSheet(
                title=label(kind, language),
                header=[label(kind, language), *told(*_COUNTS)],
                rows=[
                    [name_by(kind, key, names, language), *_counts(tally)]
                    for key, tally in groups_by(uow, wish, kind).items()
                ],
            )
            for kind in CoverageBy
        ),
    ]
    uow.record("coverage.exported", first_day=wish.period.first, last_day=wish.period.last)
    return spreadsheet.write_pages(sheets)


def export_needs(
    uow: UnitOfWork, wish: CoverageWish, wanted: NeedsWanted, language: str, form: str
) -> bytes:
    """The needs behind a number as XLSX or CSV; noted in the trail."""
    query = select_needs(uow, wish, wanted).limit(MOST_EXPORTED)
    rows = [_row(uow, each, language) for each in uow.db.scalars(query).unique()]
    uow.record(
        "coverage.exported", first_day=wish.period.first, last_day=wish.period.last, rows=len(rows)
    )
    header = [translate(text, language) for text in _NEED_HEADS]
    if form == "csv":
        return spreadsheet.write_csv(header, rows)
    return spreadsheet.write_xlsx(header, rows, translate(say("Sessions"), language))


def _counts(tally: Tally) -> list[str]:
    return [
        str(tally.asked),
        str(tally.filled),
        str(tally.downgraded),
        str(tally.unmet),
        percent(fill_rate(tally)),
        str(tally.open),
        str(tally.called_off),
        str(tally.not_ours),
        str(tally.minutes),
        str(tally.way_minutes),
    ]


def _row(uow: UnitOfWork, need: CoverageNeed, language: str) -> list[str]:
    request = need.session.request
    return [
        need.day.isoformat(),
        f"{local_clock(need.session.starts_at, uow.settings.zone):%H:%M}",
        request.reference,
        request.organisation.name_in(language),
        name_of(Dimension.LANGUAGE, need.language, language),
        label(need.domain, language),
        label(need.level, language),
        label(need.modality, language),
        name_of(Dimension.CITY, need.city, language),
        label(need.outcome, language),
        why_name(need.cause, language) if need.cause else "",
        str(need.slots),
        str(need.empty_slots),
        str(need.minutes),
        str(need.way_minutes),
    ]


_COUNTS = (
    say("Requested sessions"),
    say("Filled"),
    say("of which covered in part"),
    say("Not filled"),
    say("Fill rate in %"),
    say("Still open"),
    say("Cancelled"),
    say("Declined, not for this office"),
    say("Minutes interpreted, as planned"),
    say("Minutes on the way"),
)
_NEED_HEADS = (
    say("Day"),
    say("Start"),
    say("Request"),
    say("Organisation"),
    say("Language"),
    say("Field"),
    say("Certification level"),
    say("Mode"),
    say("City"),
    say("Outcome"),
    say("Cause"),
    say("Interpreters needed"),
    say("Places unfilled"),
    say("Minutes"),
    say("Minutes on the way"),
)

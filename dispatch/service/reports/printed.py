"""A report on paper: a PDF in Korean or English with the same charts as the page."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from accounts.service import organisations
from dispatch.domain.charts import ON_PAPER, Drawing
from dispatch.domain.report_mails import period_name
from dispatch.domain.reports import Dimension, PeriodKind, ReportPeriod, fill_rate, percent
from dispatch.service.reports.drawn import change_in_words, charts_of, in_words
from dispatch.service.reports.figures import (
    ReportSeen,
    ReportUnit,
    ReportWish,
    cause_name,
    groups_by,
    name_of,
    see_report,
)
from foundation.database.work import UnitOfWork
from foundation.documents import typesetting
from foundation.text.i18n import day_text, label, minutes_text, short_day_text, translate
from foundation.text.message import LazyText, say

SOURCE = Path(__file__).parents[2] / "templates" / "dispatch" / "reports" / "report.typ"
# SVG names its fonts by itself: the one of the pack that has Korean and Latin.
FONT = "Noto Sans KR"
LEADING, MOST_ROWS, MOST_CITIES = 5, 15, 8
NOTE = say(
    "Fill rate: filled of those that are decided. What is still open, was cancelled or was declined because"
    " it was not for this office is left out. Times are medians. A session by phone or video counts for the"
    " city of the organisation."
)


def print_report(uow: UnitOfWork, wish: ReportWish, language: str) -> bytes:
    """The report of a period as a PDF; noted in the trail."""
    seen = see_report(uow, wish, language)
    uow.record("report.printed", first_day=wish.period.first, last_day=wish.period.last)
    return typesetting.typeset(SOURCE, facts_of(uow, seen, language), uow.now)


def facts_of(uow: UnitOfWork, seen: ReportSeen, language: str) -> dict[str, Any]:
    """Everything that stands on paper, as text; charts as SVG in the colours of paper."""
    period, charts = seen.wish.period, charts_of(seen, language)

    def told(text: LazyText, **values: object) -> str:
        return translate(LazyText(text.text, {**text.values, **values}), language)

    def days(first: object, last: object) -> str:
        return f"{first} – {last}"

    def span(one: ReportPeriod) -> str:
        return days(*(short_day_text(day, language, year=True) for day in (one.first, one.last)))

    def named(one: ReportPeriod) -> str:
        is_named = one.kind in {PeriodKind.MONTH, PeriodKind.QUARTER}
        name = told(period_name(one))
        return f"{name[:1].upper()}{name[1:]}: {span(one)}" if is_named else span(one)

    whose = _whose(uow, seen, language)
    return {
        "title": told(say("Report on interpreting: %(whose)s", whose=whose)),
        "author": whose,
        "lang": language,
        "period": named(period),
        "compared": told(say("compared with %(days)s", days=span(period.before))),
        "footer": told(
            say(
                "%(whose)s, made on %(day)s",
                whose=whose,
                day=day_text(uow.today, language, year=True),
            )
        ),
        "leading": [
            {
                "label": told(each.label),
                "now": in_words(each.now, each.unit, language),
                "before": told(
                    say("before: %(value)s", value=in_words(each.before, each.unit, language))
                ),
            }
            for each in seen.figures[:LEADING]
        ],
        "parts": [each for each in _parts(uow, seen, charts, language) if each is not None],
        "note": told(NOTE),
    }


def _whose(uow: UnitOfWork, seen: ReportSeen, language: str) -> str:
    wanted = seen.wish.organisation_id
    chosen = [each for each in seen.organisations if wanted in {None, each.id}]
    if seen.is_of_all and wanted is None:
        centre = organisations.find_centre(uow)
        return "" if centre is None else centre.name_in(language)
    return ", ".join(each.name_in(language) for each in chosen)


def _parts(
    uow: UnitOfWork, seen: ReportSeen, charts: dict[str, Drawing], language: str
) -> Iterable[dict[str, Any] | None]:
    def told(*texts: LazyText) -> list[str]:
        return [translate(text, language) for text in texts]

    def part(
        title: LazyText,
        heads: Sequence[str] = (),
        rows: Sequence[Sequence[str]] = (),
        chart: str = "",
        lines: Sequence[str] = (),
    ) -> dict[str, Any]:
        drawn = charts.get(chart)
        return {
            "title": translate(title, language),
            "heads": list(heads),
            "rows": [list(row) for row in rows],
            "lines": list(lines),
            "svg": "" if drawn is None else drawn.svg(ON_PAPER, FONT),
            "alt": "" if drawn is None else f"{drawn.title}. {drawn.description}",
        }

    now, before = say("This period"), say("Period before")
    yield part(
        say("All figures"),
        told(say("Figure"), now, before, say("More or less")),
        [
            [
                *told(each.label),
                in_words(each.now, each.unit, language),
                in_words(each.before, each.unit, language),
                change_in_words(each.change, each.unit, language),
            ]
            for each in seen.figures
        ],
    )
    yield part(
        say("Fill rate over time"),
        told(say("From"), say("Requested sessions"), say("Fill rate in %"), before),
        [
            [
                short_day_text(step.first, language),
                f"{step.now.asked:,}",
                percent(fill_rate(step.now)),
                percent(fill_rate(step.before)),
            ]
            for step in seen.trend
        ],
        "trend",
        told(say("Whole line: this period. Dashed: the one before.")),
    )
    yield part(
        say("Why nobody was found"),
        told(say("Cause"), now, before),
        [
            [cause_name(each.code, language), f"{each.now:,}", f"{each.before:,}"]
            for each in seen.causes
        ],
        "causes",
        () if seen.causes else told(say("Everything was filled.")),
    )
    cities = seen.cities[:MOST_CITIES]
    yield part(
        say("Not filled, by language and city"),
        [*told(say("Language")), *(name_of(Dimension.CITY, city, language) for city in cities)],
        [
            [
                name_of(Dimension.LANGUAGE, spoken, language),
                *(
                    str(seen.pairs[spoken, city].unmet) if (spoken, city) in seen.pairs else "·"
                    for city in cities
                ),
            ]
            for spoken in seen.languages
        ],
    )
    for by in Dimension:
        groups = groups_by(uow, seen.wish, by, language)[:MOST_ROWS]
        yield part(
            say("Figures by %(what)s", what=by),
            [
                label(by, language),
                *told(
                    say("Requested sessions"),
                    say("Not filled"),
                    say("Fill rate in %"),
                    before,
                    say("Time to fill"),
                ),
            ],
            [
                [
                    each.name,
                    f"{each.tally.asked:,}",
                    f"{each.tally.unmet:,}",
                    percent(fill_rate(each.tally)),
                    percent(fill_rate(each.before)),
                    in_words(each.fill_time, ReportUnit.MINUTES, language),
                ]
                for each in groups
            ],
            "groups" if by is seen.wish.by else "",
        )
    if seen.pay:
        yield part(
            say("Pay by organisation"),
            told(say("Organisation"), say("Claims"), say("Won"), say("Won approved")),
            [
                [
                    each.organisation.name_in(language),
                    f"{each.claims:,}",
                    f"{each.won:,}",
                    f"{each.approved_won:,}",
                ]
                for each in seen.pay
            ],
        )
    yield _load(seen, part, language)
    if seen.training is not None and seen.training_before is not None:
        steps = (
            (say("Applied"), "applied"),
            (say("Got a seat"), "seated"),
            (say("Began"), "begun"),
            (say("Completed"), "completed"),
            (say("Certified"), "certified"),
        )
        yield part(
            say("From training to certification"),
            told(say("Step"), now, before),
            [
                [
                    *told(text),
                    str(getattr(seen.training, name)),
                    str(getattr(seen.training_before, name)),
                ]
                for text, name in steps
            ],
        )
        yield part(
            say("Certifications that end in the next 90 days"),
            told(say("Certification"), say("Count")),
            [[label(level, language), str(count)] for level, count in seen.ending.items()],
            lines=() if seen.ending else told(say("None.")),
        )


def _load(seen: ReportSeen, part: Any, language: str) -> dict[str, Any] | None:
    """How the load is spread, without names: the paper goes from hand to hand."""
    load = seen.load
    if load is None:
        return None
    rows = (
        (say("People who served"), str(load.people)),
        (say("In the middle"), minutes_text(load.median, language)),
        (say("The tenth with least, at most"), minutes_text(load.low, language)),
        (say("The tenth with most, at least"), minutes_text(load.high, language)),
        (say("What the busiest tenth carried"), f"{percent(load.top_share)}%"),
    )
    title = say("Interpreters: load")
    heads = [translate(text, language) for text in (say("Figure"), say("This period"))]
    return part(title, heads, [[translate(text, language), value] for text, value in rows])

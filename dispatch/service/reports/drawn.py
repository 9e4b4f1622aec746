"""The charts of a report, for a page and for print alike."""

from fractions import Fraction

from dispatch.domain.charts import ChartBar, Drawing, TrendPoint, bar_chart, line_chart
from dispatch.domain.reports import Dimension, fill_rate, percent
from dispatch.service.reports.figures import ReportSeen, ReportUnit, cause_name
from foundation.text.i18n import minutes_text, short_day_text, translate
from foundation.text.message import LazyText, say

# So many bars are drawn; the table has them all.
MOST_BARS = 10


def charts_of(seen: ReportSeen, language: str) -> dict[str, Drawing]:
    """The charts by their names: `trend`, `causes`, `groups`, `load`."""

    def told(text: LazyText) -> str:
        return translate(text, language)

    found = {"trend": _trend(seen, language)}
    if seen.causes:
        found["causes"] = bar_chart(
            "causes",
            told(say("Why nobody was found")),
            "; ".join(f"{cause_name(each.code, language)}: {each.now}" for each in seen.causes),
            [
                ChartBar(name=cause_name(each.code, language), value=each.now, said=f"{each.now:,}")
                for each in seen.causes[:MOST_BARS]
            ],
        )
    decided = [each for each in seen.groups if fill_rate(each.tally) is not None]
    if decided:
        found["groups"] = bar_chart(
            "groups",
            told(say("Fill rate by %(what)s", what=seen.wish.by)),
            "; ".join(f"{each.name}: {percent(fill_rate(each.tally))}%" for each in decided),
            [
                ChartBar(
                    name=each.name,
                    value=fill_rate(each.tally) or Fraction(0),
                    said=f"{percent(fill_rate(each.tally))}%",
                )
                for each in decided[:MOST_BARS]
            ],
            whole=1,
        )
    served = [each for each in seen.people if each.sessions]
    if served:
        found["load"] = bar_chart(
            "load",
            told(say("Who carried most")),
            "; ".join(f"{each.name}: {minutes_text(each.minutes, language)}" for each in served),
            [
                ChartBar(
                    name=each.name,
                    value=each.minutes,
                    said=minutes_text(each.minutes, language),
                )
                for each in served[:MOST_BARS]
            ],
        )
    return found


def _trend(seen: ReportSeen, language: str) -> Drawing:
    points = [
        TrendPoint(
            name=short_day_text(step.first, language),
            now=fill_rate(step.now),
            before=fill_rate(step.before),
        )
        for step in seen.trend
    ]
    return line_chart(
        "trend",
        translate(say("Fill rate over time"), language),
        "; ".join(f"{point.name}: {percent(point.now)}%" for point in points),
        points,
    )


def in_words(value: Fraction | None, unit: ReportUnit, language: str) -> str:
    """A figure as it is read."""
    if value is None:
        return "-"
    if unit is ReportUnit.PERCENT:
        return f"{percent(value)}%"
    whole = (2 * value.numerator + value.denominator) // (2 * value.denominator)
    if unit is ReportUnit.WON:
        return translate(say("%(won)s won", won=f"{whole:,}"), language)
    return f"{whole:,}" if unit is ReportUnit.COUNT else minutes_text(whole, language)


def change_in_words(change: Fraction | None, unit: ReportUnit, language: str) -> str:
    """How a figure has changed, with its sign; a share in points of a percentage."""
    if change is None:
        return "-"
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    size = abs(change)
    if unit is ReportUnit.PERCENT:
        return sign + translate(say("%(n)s percentage points", n=percent(size)), language)
    return sign + in_words(size, unit, language)


def key_of(by: Dimension) -> str:
    """Under which name an address asks for a value of a dimension."""
    return f"of_{by.value}"

"""Coverage in words and as drawings: the map of the cities, the weeks as a line, and what keys are called."""

from collections.abc import Callable, Mapping, Sequence

from dispatch.domain.charts import Drawing, TrendPoint, line_chart
from dispatch.domain.coverage import PartlyBecause
from dispatch.domain.coverage_asked import CoverageBy, CoverageMeasure
from dispatch.domain.coverage_map import MapTile, shade_of, shade_of_rate, steps_for, tile_map
from dispatch.domain.reports import Dimension, Tally, fill_rate, percent
from dispatch.service.coverage.figures import CoverageSeen
from dispatch.service.reports.figures import cause_name, name_of
from foundation.text.i18n import label, short_day_text, translate
from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import CertificationLevel

_DIMENSIONS = {
    CoverageBy.LANGUAGE: Dimension.LANGUAGE,
    CoverageBy.DOMAIN: Dimension.DOMAIN,
    CoverageBy.CITY: Dimension.CITY,
    CoverageBy.MODALITY: Dimension.MODALITY,
}
HUNDRED = 100


class Shading:
    """How dark the cells of a table or a map are, and what each shade stands for."""

    def __init__(self, measure: CoverageMeasure, tallies: Sequence[Tally]) -> None:
        self.measure = measure
        most = max((self._count(each) for each in tallies), default=0)
        self.steps = steps_for(most)

    def _count(self, tally: Tally) -> int:
        return tally.asked if self.measure is CoverageMeasure.ASKED else tally.unmet

    def said(self, tally: Tally) -> str:
        """What a cell shows."""
        if self.measure is not CoverageMeasure.RATE:
            return f"{self._count(tally):,}"
        rate = fill_rate(tally)
        return "-" if rate is None else f"{int(rate * HUNDRED)}%"

    def of(self, tally: Tally) -> int:
        """How dark it is, from 0 to 5."""
        if self.measure is not CoverageMeasure.RATE:
            return shade_of(self._count(tally), self.steps)
        rate = fill_rate(tally)
        return 0 if rate is None else shade_of_rate(int(rate * HUNDRED))

    @property
    def key(self) -> list[str]:
        """What the shades from 1 to 5 stand for."""
        if self.measure is CoverageMeasure.RATE:
            return ["96–99%", "91–95%", "81–90%", "61–80%", "0–60%"]
        ends = [step - 1 for step in self.steps[1:]]
        spans = zip(self.steps, ends, strict=False)
        told = [str(first) if first >= last else f"{first}–{last}" for first, last in spans]
        return [*told, f"{self.steps[-1]}+"]


def map_of(seen: CoverageSeen, language: str, address_of: Callable[[str], str]) -> str:
    """The map of the cities; `address_of` says where a city leads."""
    shading = Shading(seen.wish.measure, list(seen.cities.values()))

    def told(text: LazyText) -> str:
        return translate(text, language)

    tiles: Mapping[str, MapTile] = {
        city: MapTile(
            city=city,
            said=shading.said(tally),
            shade=shading.of(tally),
            address=address_of(city),
            about=f"{name_of(Dimension.CITY, city, language)}: {label(seen.wish.measure, language)} {shading.said(tally)}",
        )
        for city, tally in seen.cities.items()
    }
    return tile_map(told(say("Map of the cities")), tiles, language, told(say("Seoul")))


def trend_of(seen: CoverageSeen, language: str) -> Drawing:
    """The fill rate week by week."""
    points = [
        TrendPoint(name=short_day_text(monday, language), now=fill_rate(tally))
        for monday, tally in seen.weeks.items()
    ]
    return line_chart(
        "weeks",
        translate(say("Fill rate by week"), language),
        "; ".join(f"{point.name}: {percent(point.now)}%" for point in points),
        points,
    )


def name_by(by: CoverageBy, key: str, names: Mapping[str, str], language: str) -> str:
    """What a key of a table is called; `names` are those of the organisations."""
    if by is CoverageBy.ORGANISATION:
        return names.get(key, key)
    if by is CoverageBy.LEVEL:
        return label(CertificationLevel(key), language)
    return name_of(_DIMENSIONS[by], key, language)


def why_name(code: str, language: str) -> str:
    """What a cause is called, of what was not covered or in part only."""
    if code in {*PartlyBecause}:
        return label(PartlyBecause(code), language)
    return cause_name(code, language)

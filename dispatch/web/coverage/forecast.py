"""The coming weeks: what is expected, how far off such forecasts were, and what is lost of the time that people offer."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from dispatch.domain.band_charts import BandPoint, band_chart
from dispatch.domain.coverage import Daypart
from dispatch.domain.forecasts import (
    LEAST_SESSIONS,
    LEAST_WEEKS,
    WEEKS,
    ForecastGrain,
    ForecastMethod,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import Dimension
from dispatch.service.coverage import forecasting
from dispatch.service.coverage.forecasting import ForecastSeen
from dispatch.service.reports.figures import name_of
from foundation.security.errors import NotFound
from foundation.text.i18n import label, short_day_text
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("forecast", __name__, template_folder="../../templates")
SEE = DispatchPermission.SEE_COVERAGE
FORMS = ("xlsx", "csv")
# So many rows of each table are in sight; the file has all of them.
MOST_ROWS = 10


@bp.get("/coverage/forecast")
@requires(SEE)
def show() -> ResponseReturnValue:
    """Show the coming weeks of a language, or of all together."""
    with reading() as uow:
        seen = forecasting.see_forecast(uow, request.args.get("language", ""))
        return render_template(
            "dispatch/coverage/forecast.html",
            seen=seen,
            chart=_chart(seen),
            named=partial(_named, reader=language()),
            grains=list(ForecastGrain),
            methods=list(ForecastMethod),
            least_weeks=LEAST_WEEKS,
            least_sessions=LEAST_SESSIONS,
            count=WEEKS,
            most=MOST_ROWS,
        )


@bp.post("/coverage/forecast/make")
@requires(SEE)
def make() -> ResponseReturnValue:
    """Have it made anew now."""
    with unit_of_work() as uow:
        forecasting.ask_for_forecast(uow)
    flash(_("The forecast is being made anew. Reload the page in a moment."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/coverage/forecast/file.<form>")
@requires(SEE)
def download(form: str) -> ResponseReturnValue:
    """Give it as a workbook, or its cells as CSV."""
    if form not in FORMS:
        raise NotFound
    with unit_of_work() as uow:
        content = forecasting.export_forecast(
            uow, request.args.get("language", ""), language(), form
        )
        day = uow.today.isoformat()
    return as_file(content, f"forecast-{day}", form)


def _chart(seen: ForecastSeen) -> Markup | None:
    if not seen.weeks:
        return None
    points = [
        BandPoint(
            name=short_day_text(each.week, language()),
            came=each.sessions,
            expected=each.expected,
            low=each.low or 0,
            high=each.high or 0,
        )
        for each in seen.weeks
    ]
    said = "; ".join(
        f"{point.name}: {point.came}"
        if point.expected is None
        else f"{point.name}: {point.expected:.0f} ({point.low}–{point.high})"
        for point in points
    )
    drawing = band_chart("weeks", _("Requested sessions by week"), said, points)
    return Markup(drawing.svg())  # noqa: S704  # nosec B704  escaped where it is drawn


def _named(name: str, key: str, *, reader: str) -> str:
    """What a value of a column is called."""
    if name == "daypart":
        return label(Daypart(key), reader)
    return name_of(Dimension(name), key, reader)

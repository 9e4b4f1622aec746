"""Coverage: what was asked for and what could be covered, from what is counted each night, and the needs behind each number."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from dispatch.domain.coverage import Daypart
from dispatch.domain.coverage_asked import CoverageBy, CoverageMeasure, CoverageSpan, span_of
from dispatch.domain.coverage_map import with_breaks
from dispatch.domain.helpline import WEEKDAY_NAMES
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import Dimension, fill_rate, percent, way_of_a_session
from dispatch.service.coverage import counting, export, figures
from dispatch.service.coverage.drawn import Shading, map_of, name_by, trend_of, why_name
from dispatch.service.coverage.figures import CoverageSeen, CoverageWish
from dispatch.service.reports.drawn import change_in_words, in_words
from dispatch.service.reports.figures import ReportUnit, name_of
from dispatch.web.coverage.asked import address_of, needs_from, wish_from
from foundation.database.work import UnitOfWork
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Domain, Modality

bp = Blueprint("coverage", __name__, template_folder="../../templates")
ANY, OWN = DispatchPermission.SEE_COVERAGE, DispatchPermission.SEE_COVERAGE_OWN
MOST_CITIES = 12


@bp.get("/coverage")
@requires(ANY, OWN)
def show() -> ResponseReturnValue:
    """Show what was covered in some weeks."""
    with reading() as uow:
        wish = wish_from(request.args, uow.today)
        seen = figures.see_coverage(uow, wish)
        address = address_of(wish, uow.today)
        return render_template(
            "dispatch/coverage/show.html",
            seen=seen,
            span=span_of(wish.period, uow.today),
            spans=list(CoverageSpan),
            domains=list(Domain),
            modalities=list(Modality),
            measures=list(CoverageMeasure),
            kinds=list(CoverageBy),
            cities=list(seen.cities)[:MOST_CITIES],
            shades=Shading(wish.measure, list(seen.pairs.values())),
            time_shades=Shading(wish.measure, list(seen.times.values())),
            dayparts=list(Daypart),
            # escaped where they are drawn
            map=Markup(_map(seen, address)),  # noqa: S704  # nosec B704
            trend=Markup(trend_of(seen, language()).svg()),  # noqa: S704  # nosec B704
            with_breaks=with_breaks,
            by_key=_by_key,
            sunday=_sunday,
            **_words(uow, wish, seen),
        )


def _map(seen: CoverageSeen, address: dict[str, str]) -> str:
    outcome = {CoverageMeasure.ASKED: "", CoverageMeasure.RATE: "decided"}.get(
        seen.wish.measure, "not"
    )

    def leads_to(city: str) -> str:
        tally = seen.cities[city]
        if outcome == "not" and not tally.unmet:
            return ""
        asked: dict[str, Any] = {**address, "city": city, "outcome": outcome}
        return url_for("coverage.rows", **asked)

    return map_of(seen, language(), leads_to)


def _sunday(monday: date) -> date:
    return monday + timedelta(days=6)


def _by_key(by: CoverageBy, key: str) -> dict[str, str]:
    """What an address asks for one line of a table by."""
    return {by.value.removesuffix("_id"): key}


@bp.get("/coverage/sessions")
@requires(ANY, OWN)
def rows() -> ResponseReturnValue:
    """List the needs behind a number."""
    with reading() as uow:
        wish, wanted = wish_from(request.args, uow.today), needs_from(request.args)
        query = figures.select_needs(uow, wish, wanted)
        return render_template(
            "dispatch/coverage/rows.html",
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            wanted=wanted,
            asked=request.args.to_dict(),
            taken_at=figures.taken_at(uow),
            **_words(uow, wish),
        )


@bp.post("/coverage/count")
@requires(ANY)
def count() -> ResponseReturnValue:
    """Have the figures brought up to date now."""
    with unit_of_work() as uow:
        counting.ask_for_count(uow)
    flash(_("The figures are being counted anew. Reload the page in a moment."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/coverage/figures.xlsx")
@requires(ANY, OWN)
def download() -> Response:
    """Give every figure as a workbook."""
    with unit_of_work() as uow:
        wish = wish_from(request.args, uow.today)
        content = export.export_figures(uow, wish, language())
    return as_file(content, f"coverage-{wish.period.code}", "xlsx")


@bp.post("/coverage/sessions.<any(xlsx, csv):form>")
@requires(ANY, OWN)
def download_rows(form: str) -> Response:
    """Give the needs behind a number as a file."""
    with unit_of_work() as uow:
        wish, wanted = wish_from(request.args, uow.today), needs_from(request.args)
        content = export.export_needs(uow, wish, wanted, language(), form)
    return as_file(content, f"coverage-sessions-{wish.period.code}", form)


def _words(uow: UnitOfWork, wish: CoverageWish, seen: CoverageSeen | None = None) -> dict[str, Any]:
    """What the templates say figures with."""
    spoken = language()
    bodies = () if seen is None else seen.organisations
    names = {str(each.id): each.name_in(spoken) for each in bodies}
    return {
        "wish": wish,
        "address": address_of(wish, uow.today),
        "dimension": Dimension,
        "weekdays": WEEKDAY_NAMES,
        "units": ReportUnit,
        "rate": fill_rate,
        "way": way_of_a_session,
        "percent": percent,
        "in_words": partial(in_words, language=spoken),
        "change": partial(change_in_words, language=spoken),
        "why_name": partial(why_name, language=spoken),
        "name_of": partial(name_of, language=spoken),
        "name_by": partial(name_by, names=names, language=spoken),
    }

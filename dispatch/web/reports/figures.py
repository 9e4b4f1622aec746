"""Reports: the figures of a period with their charts, the sessions behind each number, and files of both."""

from fractions import Fraction
from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.domain.cities import CITIES
from dispatch.domain.causes import Cause
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.report_rows import ReportMeasure, RowsBehind
from dispatch.domain.reports import (
    Dimension,
    ExtraCause,
    NeedFate,
    PeriodKind,
    ReportPeriod,
    UnmetNeed,
    fate_of,
    fill_rate,
    percent,
    unmet_cause,
)
from dispatch.service.reports import export, figures, passed_on, printed
from dispatch.service.reports.drawn import change_in_words, charts_of, in_words, key_of
from dispatch.service.reports.figures import ReportUnit, ReportWish, cause_name, name_of
from dispatch.service.reports.listed import CellLink, RowsListing, export_listing, see_rows
from dispatch.web.reports.asked import address_of, rows_from, wish_from
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import page_number, paged
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from scheduling.service.reading import CounsellingSession

bp = Blueprint("reports", __name__, template_folder="../../templates")
ANY, OWN = DispatchPermission.REPORT_READ_ANY, DispatchPermission.REPORT_READ_OWN
# From how many on a cell of the map is darker.
SHADES = (1, 2, 3, 5, 8)
MOST_CITIES = 12


@bp.get("/reports")
@requires(ANY, OWN)
def show() -> ResponseReturnValue:
    """Show a period beside the one before."""
    with reading() as uow:
        wish = wish_from(request.args, uow.today)
        seen = figures.see_report(uow, wish, language())
        period = wish.period
        return render_template(
            "dispatch/reports/show.html",
            seen=seen,
            wish=wish,
            charts={
                name: Markup(chart.svg())  # noqa: S704  # nosec B704  escaped where it is drawn
                for name, chart in charts_of(seen, language()).items()
            },
            later=address_of(_with(wish, period.after)) if period.last < uow.today else None,
            cities=seen.cities[:MOST_CITIES],
            **_words(wish),
        )


@bp.get("/reports/sessions")
@requires(ANY, OWN)
def rows() -> ResponseReturnValue:
    """List the sessions behind a number."""
    with reading() as uow:
        wish, wanted = wish_from(request.args, uow.today), rows_from(request.args)
        query = figures.select_rows(uow, wish, wanted)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "dispatch/reports/rows.html",
            page=page,
            measured={}
            if wanted.measure is None
            else figures.measured_of(uow, wish, wanted.measure, page.items),
            measures=list(ReportMeasure),
            wish=wish,
            wanted=wanted,
            asked=address_of(wish) | request.args.to_dict(),
            fates=list(NeedFate),
            causes=[*map(str, Cause), *map(str, ExtraCause)],
            **_words(wish),
        )


@bp.get("/reports/rows/<what>")
@requires(ANY, OWN)
def listed(what: str) -> ResponseReturnValue:
    """List what stands behind a number that counts no sessions."""
    with reading() as uow:
        wish, behind = wish_from(request.args, uow.today), _behind(what)
        listing = _listing(uow, wish, behind)
        page = paged(uow.db, listing.query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "dispatch/reports/listed.html",
            page=page,
            rows=[listing.cells(each) for each in page.items],
            listing=listing,
            behind=behind,
            wish=wish,
            asked=address_of(wish) | request.args.to_dict(),
            links=_LINKS,
            **_words(wish),
        )


@bp.post("/reports/figures.xlsx")
@requires(ANY, OWN)
def download() -> ResponseReturnValue:
    """Give every figure as a workbook."""
    with unit_of_work() as uow:
        wish = wish_from(request.args, uow.today)
        content = export.export_figures(uow, wish, language())
    return as_file(content, f"report-{wish.period.code}", "xlsx")


@bp.post("/reports/report.pdf")
@requires(ANY, OWN)
def print_now() -> Response:
    """Give the report on paper. A POST, because the trail notes that it left the house."""
    with unit_of_work() as uow:
        wish = wish_from(request.args, uow.today)
        response = make_response(printed.print_report(uow, wish, language()))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f"inline; filename=report-{wish.period.code}.pdf"
    return response


@bp.post("/reports/report.docx")
@requires(ANY, OWN)
def pass_on() -> Response:
    """Give the report as a document that can be edited and passed on."""
    with unit_of_work() as uow:
        wish = wish_from(request.args, uow.today)
        content = passed_on.write_document(uow, wish, language())
    return as_file(content, f"report-{wish.period.code}", "docx")


@bp.post("/reports/sessions.<any(xlsx, csv):form>")
@requires(ANY, OWN)
def download_rows(form: str) -> Response:
    """Give the sessions behind a number as a file."""
    with unit_of_work() as uow:
        wish, wanted = wish_from(request.args, uow.today), rows_from(request.args)
        content = export.export_rows(uow, wish, wanted, language(), form)
    return as_file(content, f"sessions-{wish.period.code}", form)


@bp.post("/reports/rows/<what>/<any(xlsx, csv):form>")
@requires(ANY, OWN)
def download_listed(what: str, form: str) -> Response:
    """Give what stands behind a number as a file."""
    with unit_of_work() as uow:
        wish, behind = wish_from(request.args, uow.today), _behind(what)
        content = export_listing(uow, wish, _listing(uow, wish, behind), language(), form)
    return as_file(content, f"{behind.value.replace('_', '-')}-{wish.period.code}", form)


def _behind(what: str) -> RowsBehind:
    if what not in {*RowsBehind}:
        raise NotFound
    return RowsBehind(what)


def _listing(uow: UnitOfWork, wish: ReportWish, behind: RowsBehind) -> RowsListing:
    level = request.args.get("level", "")
    return see_rows(
        uow,
        wish,
        behind,
        language(),
        interpreter_id=find_id(request.args.get("interpreter")),
        level=CertificationLevel(level) if level in {*CertificationLevel} else None,
    )


# The page of what a cell names, and under which word that is asked for its id.
_LINKS = {
    CellLink.CLAIM: ("claims.show", "claim_id"),
    CellLink.FEEDBACK: ("feedback_desk.show", "feedback_id"),
    CellLink.REQUEST: ("requests.show", "request_id"),
    CellLink.CERTIFICATION: ("certifications.show", "certification_id"),
}


def _words(wish: ReportWish) -> dict[str, Any]:
    """What the templates say figures with."""
    spoken = language()
    return {
        "address": address_of(wish),
        "address_before": address_of(_with(wish, wish.period.before)),
        "periods": list(PeriodKind),
        "dimension": Dimension,
        "dimensions": list(Dimension),
        "languages_asked": list(Language),
        "domains": list(Domain),
        "cities_known": CITIES,
        "units": ReportUnit,
        "fate_of": fate_of,
        "unmet_cause": _why_unmet,
        "shade": _shade,
        "rate": fill_rate,
        "percent": percent,
        "percent_of": _percent_of,
        "key_of": key_of,
        "in_words": partial(in_words, language=spoken),
        "change": partial(change_in_words, language=spoken),
        "cause_name": partial(cause_name, language=spoken),
        "name_of": partial(name_of, language=spoken),
    }


def _percent_of(filled: int, unmet: int) -> str:
    return percent(Fraction(filled, filled + unmet))


def _why_unmet(session: CounsellingSession) -> Cause | ExtraCause:
    request = session.request
    return unmet_cause(
        UnmetNeed(
            request=request.state,
            refusal=request.refusal,
            no_show=session.no_show,
            cause=session.cause,
            has_language=request.language is not None,
        )
    )


def _shade(count: int) -> int:
    return sum(count >= least for least in SHADES)


def _with(wish: ReportWish, period: ReportPeriod) -> ReportWish:
    return ReportWish(
        period=period,
        organisation_id=wish.organisation_id,
        language=wish.language,
        domain=wish.domain,
        by=wish.by,
    )

"""Months of pay: closed once, their statements, one person's statement, and the year's taxes."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import months, statements
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged, whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("months", __name__, template_folder="../../templates")
READ, CLOSE, OWN = (
    DispatchPermission.CLAIM_READ,
    DispatchPermission.PAY_CLOSE,
    DispatchPermission.PAY_OWN,
)
FIRST_YEAR = 2000


@bp.get("/pay-months")
@requires(READ)
def index() -> ResponseReturnValue:
    """Show the month that is to be closed next, and those that were."""
    with reading() as uow:
        query = statements.select_months(uow)
        return render_template(
            "dispatch/claims/months.html",
            open=months.see_open(uow),
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            year=uow.today.year,
        )


@bp.post("/pay-months")
@requires(CLOSE)
def close() -> ResponseReturnValue:
    """Close a month."""
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        month = read_day(f"{request.form.get('month', '')}-01")
        if month is None:
            raise refuse("month", say("Choose a month."))
        row = months.close(uow, month)
    flash(_("Closed: %(n)s statements.", n=row.people), "success")
    return redirect(url_for(".of_month", month=f"{month:%Y-%m}"), code=303)


@bp.get("/statements")
@requires(READ)
def of_month() -> ResponseReturnValue:
    """List the statements of a month."""
    with reading() as uow:
        month = read_day(f"{request.args.get('month', '')}-01") or uow.today.replace(day=1)
        query = statements.select_of(uow, month)
        return render_template(
            "dispatch/claims/statements.html",
            month=month,
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
        )


@bp.get("/pay/statements")
@requires(OWN)
def own() -> ResponseReturnValue:
    """List one's own statements, and the taxes of a year."""
    with reading() as uow:
        year = whole(request.args.get("year"), otherwise=uow.today.year, low=FIRST_YEAR, high=9999)
        query = statements.select_own(uow)
        return render_template(
            "dispatch/claims/own_statements.html",
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            year=year,
            sums=statements.own_year(uow, year),
        )


@bp.get("/statements/<uuid:statement_id>")
@requires(READ, OWN)
def show(statement_id: UUID) -> ResponseReturnValue:
    """Show one statement: the office's to read, or one's own."""
    with reading() as uow:
        return render_template(
            "dispatch/claims/statement.html",
            seen=statements.see(uow, statement_id),
            may_read=uow.may(READ),
        )


@bp.post("/statements/<uuid:statement_id>/pdf")
@requires(READ, OWN)
def pdf(statement_id: UUID) -> ResponseReturnValue:
    """Print one statement."""
    with unit_of_work() as uow:
        content = statements.print_statement(uow, statement_id)
    return _as_pdf(content)


@bp.post("/statements/<uuid:statement_id>/xlsx")
@requires(READ, OWN)
def xlsx(statement_id: UUID) -> ResponseReturnValue:
    """Give one statement as a workbook."""
    with unit_of_work() as uow:
        content = statements.export_statement(uow, statement_id, language())
    return as_file(content, "statement", "xlsx")


@bp.get("/statements/year")
@requires(READ)
def year() -> ResponseReturnValue:
    """Show what was withheld in a year, by person."""
    with reading() as uow:
        wanted = whole(
            request.args.get("year"), otherwise=uow.today.year, low=FIRST_YEAR, high=9999
        )
        return render_template(
            "dispatch/claims/year.html", year=wanted, rows=statements.years_sums(uow, wanted)
        )


@bp.post("/statements/year")
@requires(READ)
def year_xlsx() -> ResponseReturnValue:
    """Give the year as a workbook."""
    with unit_of_work() as uow:
        wanted = whole(
            request.form.get("year"), otherwise=uow.today.year, low=FIRST_YEAR, high=9999
        )
        content = statements.export_year(uow, wanted, language())
    return as_file(content, f"withheld-{wanted}", "xlsx")


def _as_pdf(content: bytes) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = "inline; filename=statement.pdf"
    return response

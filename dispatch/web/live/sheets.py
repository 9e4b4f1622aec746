"""Sheets of a day: those that are kept, and one made now."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.live import sheets
from dispatch.service.live.sheets import PrintedSheet
from foundation.security.errors import refuse
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.work import reading, unit_of_work

bp = Blueprint("sheets", __name__, template_folder="../../templates")
PRINT = DispatchPermission.SHEET_PRINT


@bp.get("/day-sheets")
@requires(PRINT)
def index() -> ResponseReturnValue:
    """Which sheets there are, and a form for one made now."""
    with reading() as uow:
        return render_template(
            "dispatch/live/sheets.html",
            seen=sheets.see_sheets(uow),
            today=uow.today,
            tomorrow=uow.today + timedelta(days=1),
        )


@bp.post("/day-sheets")
@requires(PRINT)
def print_now() -> ResponseReturnValue:
    """Make one now. A POST, because the trail notes that it left the house."""
    day = read_day(request.form.get("day", ""))
    if day is None:
        raise refuse("day", say("Enter a date, such as 2026-11-30."))
    with unit_of_work() as uow:
        return _pdf(sheets.print_now(uow, day, find_id(request.form.get("organisation"))))


@bp.post("/day-sheets/<uuid:sheet_id>")
@requires(PRINT)
def open_kept(sheet_id: UUID) -> ResponseReturnValue:
    """Open one that is kept."""
    with unit_of_work() as uow:
        return _pdf(sheets.open_kept(uow, sheet_id))


def _pdf(printed: PrintedSheet) -> Response:
    response = make_response(printed.content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f"inline; filename={printed.name}"
    return response

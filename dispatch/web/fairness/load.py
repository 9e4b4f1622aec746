"""Who carries how much: a list to sort, and what a draft would make of it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.fairness import load
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import page_number
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

READ = DispatchPermission.BOARD_READ
USUAL = "-minutes"
bp = Blueprint("load", __name__, template_folder="../../templates")


@bp.get("/dispatch/load")
@requires(READ)
def show() -> ResponseReturnValue:
    """Everybody's load, one page of it; ?run= lays a draft beside it."""
    with reading() as uow:
        page = load.see_load(
            uow,
            sort=request.args.get("sort", USUAL),
            number=page_number(),
            size=uow.settings.page_size,
            run_id=_run(),
        )
    return render_template(
        "dispatch/fairness/load.html", page=page, usual=USUAL, spread=load.spread_of(page)
    )


@bp.post("/dispatch/load/export.xlsx")
@requires(READ)
def download() -> ResponseReturnValue:
    """Give the list as a workbook."""
    with unit_of_work() as uow:
        content = load.export(
            uow, sort=request.args.get("sort", USUAL), run_id=_run(), language=language()
        )
    return as_file(content, "load", "xlsx")


def _run() -> UUID | None:
    return find_id(request.args.get("run"))

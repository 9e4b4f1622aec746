"""The lending ledger: hours between organisations, month by month, and the sessions behind them."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.fairness import lending
from foundation.times.zones import read_day
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

ANY, OWN = DispatchPermission.LENDING_READ_ANY, DispatchPermission.LENDING_READ_OWN
bp = Blueprint("lending", __name__, template_folder="../../templates")


@bp.get("/lending")
@requires(ANY, OWN)
def show() -> ResponseReturnValue:
    """Show a month: who lent whom how much, and how it stands."""
    with reading() as uow:
        month = _month(uow.today)
        ledger = lending.see_ledger(uow, month)
        return render_template(
            "dispatch/fairness/lending.html",
            ledger=ledger,
            before=(month - timedelta(days=1)).replace(day=1),
            after=None if month >= uow.today.replace(day=1) else _next(month),
            may_all=uow.may(ANY),
        )


@bp.get("/lending/<uuid:lender_id>/<uuid:borrower_id>")
@requires(ANY, OWN)
def rows(lender_id: UUID, borrower_id: UUID) -> ResponseReturnValue:
    """Show the sessions behind one pair."""
    with reading() as uow:
        month = _month(uow.today)
        query = lending.rows_behind(uow, month, lender_id, borrower_id)
        return render_template(
            "dispatch/fairness/lending_rows.html",
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            month=month,
            lender=organisations.get_organisation(uow, lender_id),
            borrower=organisations.get_organisation(uow, borrower_id),
            shows_reference=lending.may_see_reference(uow, borrower_id),
        )


@bp.post("/lending/export.xlsx")
@requires(ANY, OWN)
def download() -> ResponseReturnValue:
    """Give a month as a workbook."""
    with unit_of_work() as uow:
        month = _month(uow.today)
        content = lending.export(uow, month, language())
    return as_file(content, f"lending-{month:%Y-%m}", "xlsx")


def _month(today: date) -> date:
    """The month asked for as 2026-11; nonsense and what is to come mean this one."""
    this = today.replace(day=1)
    asked = read_day(f"{request.args.get('month', '')}-01")
    return this if asked is None else min(asked, this)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)

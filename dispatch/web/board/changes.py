"""The difference that a draft would make, row by row, before it is sent."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.board.review import read_review
from dispatch.service.plans import runs
from dispatch.web.board import address
from dispatch.web.board.forms import LeaveOutForm
from dispatch.web.board.page import page_context
from dispatch.web.board.run_words import run_words
from foundation.security.errors import DomainError, Forbidden, NotFound
from foundation.web.errors import STATUS
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import page_number
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import office, reading, unit_of_work

bp = Blueprint("changes", __name__, template_folder="../../templates")


@bp.get("/dispatch/<day>/changes")
@requires(DispatchPermission.BOARD_READ)
def show(day: str) -> ResponseReturnValue:
    """Every slot that the newest draft changes: now, then, and why."""
    return _page(address.day_of(day))


def _page(day: date, error: DomainError | None = None) -> ResponseReturnValue:
    with reading() as uow:
        review = read_review(uow, day, page_number())
        page = render_template(
            "dispatch/board/changes.html",
            review=review,
            rows=review.rows,
            refused=None if error is None else words(error.reason),
            undo_minutes=office().settings.of(DispatchSettings).offer_undo_minutes,
            **page_context(day, uow.now, uow.today),
            **run_words(review.view),
        )
    return page, 200 if error is None else STATUS[type(error)]


@bp.post("/dispatch/<day>/changes/<uuid:draft_id>")
@requires(DispatchPermission.PLAN_RUN)
def leave_out(day: str, draft_id: UUID) -> ResponseReturnValue:
    """Leave one change out of the draft, or take it in again."""
    on = address.day_of(day)
    form = LeaveOutForm()
    out = form.on.data == "1"
    with (
        refusals_by(lambda error: _page(on, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        runs.leave_out(uow, draft_id, left_out=out)
    flash(_("Left out of the draft.") if out else _("Taken into the draft again."), "success")
    page = url_for(".show", day=on.isoformat(), page=request.args.get("page"))
    return redirect(safe_next(form.back.data, page), code=303)

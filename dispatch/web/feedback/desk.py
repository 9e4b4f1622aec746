"""Complaints and praise as the office works on them."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.feedback import FeedbackKind, FeedbackState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.feedback import working
from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import page_number, paged
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("feedback_desk", __name__, template_folder="../../templates")
WORK = DispatchPermission.FEEDBACK_WORK
ACTS: dict[str, Callable[[UnitOfWork, UUID], None]] = {
    "take": working.take,
    "assign": lambda uow, row: working.assign(
        uow, row, find_id(request.form.get("assignee")), find_id(request.form.get("seen"))
    ),
    "close": working.close,
    "share": working.share,
    "note": lambda uow, row: working.note(uow, row, request.form.get("note", "")),
    "answer": lambda uow, row: working.answer(uow, row, request.form.get("answer", "")),
}


@bp.get("/dispatch/feedback")
@requires(WORK)
def index() -> ResponseReturnValue:
    """List them: what is still to be done first."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    with reading() as uow:
        query = working.select_all(
            uow,
            FeedbackState(state) if state in {*FeedbackState} else None,
            FeedbackKind(kind) if kind in {*FeedbackKind} else None,
        )
        return render_template(
            "dispatch/feedback/index.html",
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            states=list(FeedbackState),
            kinds=list(FeedbackKind),
            today=uow.today,
            days_old=partial(working.days_old, uow),
        )


@bp.get("/dispatch/feedback/<uuid:feedback_id>")
@requires(WORK)
def show(feedback_id: UUID) -> ResponseReturnValue:
    """Show one with everything that is known of it."""
    with reading() as uow:
        it = working.read(uow, feedback_id)
        return render_template(
            "dispatch/feedback/show.html",
            it=it,
            today=uow.today,
            days_old=partial(working.days_old, uow),
            workers=working.list_workers(uow, it.row),
        )


@bp.post(
    "/dispatch/feedback/<uuid:feedback_id>/<any(take, assign, close, share, note, answer):act>"
)
@requires(WORK)
def do(feedback_id: UUID, act: str) -> ResponseReturnValue:
    """Take it up, give it to somebody, write a note, answer, share or close it."""
    with unit_of_work() as uow:
        ACTS[act](uow, feedback_id)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", feedback_id=feedback_id), code=303)


def count_waiting() -> int:
    """How many wait for the office, for the menu."""
    with reading() as uow:
        return working.count_open(uow)

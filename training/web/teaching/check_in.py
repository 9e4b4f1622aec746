"""Checking in to a class with the code on the trainer's screen."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.documents.qr import qr_inline
from foundation.security.errors import Gone
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import office, reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.teaching import check_in

bp = Blueprint("check_in", __name__, template_folder="../../templates")
LEARN, MARK = TrainingPermission.LEARNING_OWN, TrainingPermission.ATTENDANCE_MARK


@bp.get("/check-in/<uuid:meeting_id>")
@requires(LEARN)
def show(meeting_id: UUID) -> ResponseReturnValue:
    """Show the class and one button; opening the page changes nothing."""
    return _page(meeting_id, request.args.get("t", ""))


@bp.post("/check-in/<uuid:meeting_id>")
@requires(LEARN)
def arrive(meeting_id: UUID) -> ResponseReturnValue:
    """Check in."""
    with (
        refusals_by(lambda _error: (_page(meeting_id, ""), 410), shows=(Gone,)),
        unit_of_work() as uow,
    ):
        check_in.arrive(uow, meeting_id, request.form.get("t", ""))
    flash(_("You are checked in. The trainer confirms it."), "success")
    return redirect(url_for(".show", meeting_id=meeting_id), code=303)


def _page(meeting_id: UUID, token: str) -> str:
    with reading() as uow:
        found = check_in.arrival(uow, meeting_id)
        fresh = check_in.is_fresh(uow, found.meeting, token)
    return render_template(
        "training/teaching/check_in.html", found=found, token=token if fresh else ""
    )


@bp.get("/training/classes/<uuid:meeting_id>/code")
@requires(MARK)
def code(meeting_id: UUID) -> ResponseReturnValue:
    """Show the code of this moment; the page comes anew by itself when it changes."""
    with reading() as uow:
        meeting, token, seconds = check_in.show_code(uow, meeting_id)
        present, people = check_in.who_is_in(uow, meeting)
    path = url_for(".show", meeting_id=meeting_id, t=token)
    address = office().settings.base_url.rstrip("/") + path
    page = render_template(
        "training/teaching/check_in_code.html",
        meeting=meeting,
        qr=qr_inline(address),
        seconds=seconds,
        present=present,
        people=people,
    )
    response = make_response(page)
    # Without script; the step before is accepted too, so nobody is caught by the change.
    response.headers["Refresh"] = str(seconds)
    return response

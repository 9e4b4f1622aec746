"""The interpreter's coming weeks, and one session of their own."""

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ReturnReason
from dispatch.service import notices
from dispatch.service.live import seen
from dispatch.service.phone import offers_seen
from dispatch.service.practicum import places
from dispatch.service.slots import assignments_ending, details
from dispatch.web.phone.context import page_context
from foundation.times.zones import monday_of
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

WEEKS = 6
# This week and the next, seen at once.
STRIP_DAYS = 14

bp = Blueprint("schedule", __name__, template_folder="../../templates")


@bp.get("/schedule")
@requires(DispatchPermission.OFFER_ANSWER)
def show() -> ResponseReturnValue:
    """The days ahead that have something on them."""
    with reading() as uow:
        agenda = offers_seen.see_agenda(uow, WEEKS * 7)
        days = [day for day in agenda if not day.is_empty]
        weeks = [(monday, list(each)) for monday, each in groupby(days, _monday)]
        monday = monday_of(uow.today)
        return render_template(
            "dispatch/phone/schedule.html",
            weeks=weeks,
            strip=[monday + timedelta(days=n) for n in range(STRIP_DAYS)],
            by_day={day.day: day for day in days},
            sunday=_sunday,
            ahead=WEEKS,
            **page_context(uow),
        )


def _sunday(monday: date) -> date:
    return monday + timedelta(days=6)


def _monday(day: offers_seen.AgendaDay) -> date:
    return monday_of(day.day)


@bp.get("/assignments/<uuid:assignment_id>")
@requires(DispatchPermission.OFFER_ANSWER)
def assignment(assignment_id: UUID) -> ResponseReturnValue:
    """One session of the reader's own: where, with whom, and the way out."""
    return _page(assignment_id)


def _page(assignment_id: UUID, *, lacks_reason: bool = False) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/phone/assignment.html",
            own=offers_seen.see_assignment(uow, assignment_id),
            live=seen.see_day(uow, assignment_id),
            beside=places.find_beside(uow, assignment_id),
            centre=notices.centre_phone(uow),
            closes_after=uow.settings.of(DispatchSettings).disclosure_hours_after,
            reasons=list(ReturnReason),
            lacks_reason=lacks_reason,
            **page_context(uow),
        )


@bp.post("/assignments/<uuid:assignment_id>/open")
@requires(DispatchPermission.OFFER_ANSWER)
def open_details(assignment_id: UUID) -> ResponseReturnValue:
    """Open the details; the answer stands from then on."""
    with unit_of_work() as uow:
        details.open_details(uow, assignment_id)
    return redirect(url_for(".assignment", assignment_id=assignment_id), code=303)


@bp.post("/assignments/<uuid:assignment_id>/withdraw")
@requires(DispatchPermission.OFFER_ANSWER)
def withdraw(assignment_id: UUID) -> ResponseReturnValue:
    """Give the session back, with the reason."""
    given = request.form.get("reason", "")
    if given not in set(ReturnReason):
        return _page(assignment_id, lacks_reason=True), 422
    with unit_of_work() as uow:
        assignments_ending.withdraw(uow, assignment_id, ReturnReason(given))
    flash(_("You have withdrawn. The coordinators have been told."), "success")
    return redirect(url_for("home.show"), code=303)

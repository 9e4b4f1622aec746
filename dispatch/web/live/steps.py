"""The interpreter's phone on the day: on the way, late, arrived, begun, cannot go, and how it went."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.live import LATE_CHOICES, Reporter, Step
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import ReturnReason
from dispatch.service import notices
from dispatch.service.live import dropping_out, progress, reports, seen, standbys
from dispatch.service.phone import offers_seen
from dispatch.service.slots.assignments_ending import get_own
from dispatch.web.live.forms import OutcomeForm
from dispatch.web.phone.context import page_context
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("live", __name__, template_folder="../../templates")
OWN = DispatchPermission.OFFER_ANSWER


@bp.app_context_processor
def of_the_day() -> dict[str, object]:
    """What the pieces of the day ask for on any phone page."""
    return {"late_choices": LATE_CHOICES, "Step": Step}


@bp.get("/assignments/<uuid:assignment_id>/live")
@requires(OWN)
def show(assignment_id: UUID) -> ResponseReturnValue:
    """Only the steps, fetched again each minute by a page that is looked at."""
    with reading() as uow:
        return render_template(
            "dispatch/live/_day.html",
            live=seen.see_day(uow, assignment_id),
            is_fragment=True,
            **page_context(uow),
        )


@bp.post("/assignments/<uuid:assignment_id>/tell")
@requires(OWN)
def tell(assignment_id: UUID) -> ResponseReturnValue:
    """Tell a step. Where somebody is comes only if they chose so, and is not kept."""
    back = _back(assignment_id)
    given = request.form.get("step", "")
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        here = progress.read_point(
            request.form.get("latitude", ""), request.form.get("longitude", "")
        )
        late = whole(request.form.get("late_minutes"), otherwise=0)
        step = _step(given)
        progress.tell(
            uow, assignment_id, step, late_minutes=late if step is Step.LATE else 0, here=here
        )
    flash(_said(step), "success")
    return back


@bp.post("/assignments/<uuid:assignment_id>/untell")
@requires(OWN)
def untell(assignment_id: UUID) -> ResponseReturnValue:
    """Say that a step was told by mistake."""
    back = _back(assignment_id)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        progress.take_back(uow, assignment_id, _step(request.form.get("step", "")))
    flash(_("Undone."), "success")
    return back


@bp.get("/assignments/<uuid:assignment_id>/cannot")
@requires(OWN)
def cannot(assignment_id: UUID) -> ResponseReturnValue:
    """Cannot go any more: the number of the office first, then the button."""
    return _cannot_page(assignment_id)


def _cannot_page(assignment_id: UUID, *, lacks_reason: bool = False) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/live/cannot.html",
            own=offers_seen.see_assignment(uow, assignment_id),
            live=seen.see_day(uow, assignment_id),
            centre=notices.centre_phone(uow),
            reasons=list(ReturnReason),
            lacks_reason=lacks_reason,
            **page_context(uow),
        )


@bp.post("/assignments/<uuid:assignment_id>/drop-out")
@requires(OWN)
def drop_out(assignment_id: UUID) -> ResponseReturnValue:
    """Release her now."""
    given = request.form.get("reason", "")
    if given not in set(ReturnReason):
        return _cannot_page(assignment_id, lacks_reason=True), 422
    with unit_of_work() as uow:
        dropping_out.drop_out(uow, assignment_id, ReturnReason(given))
    flash(_("You are released. The coordinators are looking for somebody else now."), "success")
    return redirect(url_for("home.show"), code=303)


@bp.get("/assignments/<uuid:assignment_id>/report")
@requires(OWN)
def report(assignment_id: UUID) -> ResponseReturnValue:
    """How it went: one tap if as planned, a short form if not."""
    with reading() as uow:
        form = _form(uow, assignment_id)
    return _report_page(assignment_id, form)


@bp.post("/assignments/<uuid:assignment_id>/report")
@requires(OWN)
def save_report(assignment_id: UUID) -> ResponseReturnValue:
    """Keep what was said; again with other answers it is a correction."""
    form = OutcomeForm()
    with reading() as uow:
        form.offer(get_own(uow, assignment_id).session, Reporter.INTERPRETER)
    form.validate()
    with (
        refusals_on(form, lambda: _report_page(assignment_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        session = get_own(uow, assignment_id).session
        is_plain = request.form.get("do") == "planned"
        said = reports.as_planned(session) if is_plain else form.said(session, uow.settings.zone)
        reports.report_as_interpreter(uow, assignment_id, said)
        overlaps = reports.overlaps_with(uow, assignment_id)
    if overlaps:
        flash(
            _("Saved. These times overlap with another session of yours: the coordinators see it."),
            "info",
        )
    else:
        flash(_("Saved. Thank you."), "success")
    return redirect(url_for("schedule.assignment", assignment_id=assignment_id), code=303)


@bp.post("/schedule/standbys/<uuid:standby_id>/decline")
@requires(OWN)
def decline_standby(standby_id: UUID) -> ResponseReturnValue:
    """Say that one cannot be the standby."""
    back = redirect(url_for("home.show"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        standbys.decline(uow, standby_id)
    flash(_("You need not stand by. That has no consequence for you."), "success")
    return back


def _form(uow: UnitOfWork, assignment_id: UUID) -> OutcomeForm:
    """Filled with what was said before, else with what was told on the day."""
    assignment = get_own(uow, assignment_id)
    form = OutcomeForm(None).offer(assignment.session, Reporter.INTERPRETER)
    said = seen.day_of(uow, assignment).said or reports.likely(uow, assignment)
    return form.show(said, uow.settings.zone)


def _report_page(assignment_id: UUID, form: OutcomeForm) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/live/report.html",
            own=offers_seen.see_assignment(uow, assignment_id),
            live=seen.see_day(uow, assignment_id),
            form=form,
            **page_context(uow),
        )


def _step(given: str) -> Step:
    if given not in set(Step):
        raise Conflict(reports.UNKNOWN_STEP)
    return Step(given)


def _said(step: Step) -> str:
    return {
        Step.ON_THE_WAY: _("Told: you are on the way."),
        Step.LATE: _("The counsellor has been told."),
        Step.ARRIVED: _("Told: you are there."),
        Step.BEGAN: _("Told: it has begun."),
    }[step]


def _back(assignment_id: UUID) -> ResponseReturnValue:
    usual = url_for("schedule.assignment", assignment_id=assignment_id)
    return redirect(safe_next(request.form.get("next"), usual), code=303)

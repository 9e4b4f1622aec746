"""The counsellor's outcome: one click if it went as planned, one page if not; and the desk that decides."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from dispatch.domain.live import Reporter, Said, Step
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.live import decisions, progress, reports, standbys
from dispatch.web.board.words import place_of
from dispatch.web.live.forms import OutcomeForm
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.stale import Stale, marks_of, refuse_changed
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("outcomes", __name__, template_folder="../../templates")
REPORT, DESK = DispatchPermission.OUTCOME_REPORT, DispatchPermission.ASSIGNMENT_CHANGE


@bp.get("/requests/<uuid:request_id>/outcome")
@requires(REPORT)
def show(request_id: UUID) -> ResponseReturnValue:
    """How a session went, for whoever asked for it."""
    with reading() as uow:
        asked = decisions.see_request(uow, request_id)
        form = OutcomeForm(None).offer(asked.session, Reporter.COUNSELLOR)
        form.show(asked.said or asked.likely, uow.settings.zone)
    return _page(request_id, form)


@bp.post("/requests/<uuid:request_id>/outcome")
@requires(REPORT)
def save(request_id: UUID) -> ResponseReturnValue:
    """Keep what was said. A second appointment leads to a new request that is filled in."""
    form = OutcomeForm()
    with reading() as uow:
        form.offer(decisions.see_request(uow, request_id).session, Reporter.COUNSELLOR)
    form.validate()
    with (
        refusals_on(form, lambda: _page(request_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        session = reports.get_reportable(uow, request_id)
        is_plain = request.form.get("do") == "planned"
        said = reports.as_planned(session) if is_plain else form.said(session, uow.settings.zone)
        reports.report_as_counsellor(uow, request_id, said)
    if request.form.get("again"):
        flash(_("Saved. Now choose when the second appointment is."), "success")
        return redirect(url_for("requests.new", after=request_id), code=303)
    flash(_("Saved. Thank you."), "success")
    usual = url_for("requests.show", request_id=request_id)
    return redirect(safe_next(request.form.get("next"), usual), code=303)


def _page(request_id: UUID, form: OutcomeForm) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/live/outcome.html",
            asked=decisions.see_request(uow, request_id),
            form=form,
            place_of=place_of,
            now=uow.now,
        )


@bp.get("/dispatch/outcomes")
@requires(DispatchPermission.BOARD_READ)
def index() -> ResponseReturnValue:
    """Where reports differ or are missing, and what was decided of late."""
    with reading() as uow:
        return render_template(
            "dispatch/live/outcomes.html", listed=decisions.list_all(uow), place_of=place_of
        )


@bp.get("/dispatch/outcomes/<uuid:session_id>")
@requires(DispatchPermission.BOARD_READ)
def compare(session_id: UUID) -> ResponseReturnValue:
    """Both versions side by side, with everything that was told on the day."""
    with reading() as uow:
        seen = decisions.see_session(uow, session_id)
        form = OutcomeForm(None).offer(seen.session, Reporter.COORDINATOR)
        form.show(seen.likely, uow.settings.zone)
    return _compare_page(session_id, form)


@bp.post("/dispatch/outcomes/<uuid:session_id>")
@requires(DESK)
def decide(session_id: UUID) -> ResponseReturnValue:
    """Decide what counts: the interpreter's word, the counsellor's, or something else; with a reason."""
    form = OutcomeForm()
    with reading() as uow:
        form.offer(decisions.see_session(uow, session_id).session, Reporter.COORDINATOR)
    form.validate()
    with (
        refusals_on(
            form, lambda: _compare_page(session_id, form), shows=(Refused, Conflict, Stale)
        ),
        unit_of_work() as uow,
    ):
        refuse_changed(uow, request.form.get("_seen", ""), lambda: _marks(uow, session_id))
        said = _chosen(uow, session_id, form)
        reports.decide(uow, session_id, said, form.reason.data or "")
    flash(_("Decided. Both sides are told."), "success")
    return redirect(url_for(".index"), code=303)


def _chosen(uow: UnitOfWork, session_id: UUID, form: OutcomeForm) -> Said:
    """One of the two words as it stands, or what the form says."""
    take = request.form.get("take", "")
    seen = decisions.see_session(uow, session_id)
    found = next((each.said for each in seen.words if each.key == take), None)
    return found or form.said(seen.session, uow.settings.zone)


def _marks(uow: UnitOfWork, session_id: UUID) -> dict[str, str]:
    return {"reports": decisions.see_session(uow, session_id).stamp}


def _compare_page(session_id: UUID, form: OutcomeForm) -> str:
    with reading() as uow:
        seen = decisions.see_session(uow, session_id)
        return render_template(
            "dispatch/live/compare.html",
            seen=seen,
            form=form,
            place_of=place_of,
            marks=marks_of({"reports": seen.stamp}),
        )


@bp.post("/dispatch/assignments/<uuid:assignment_id>/tell")
@requires(DESK)
def tell_for(assignment_id: UUID) -> ResponseReturnValue:
    """Keep what somebody said on the telephone: on the way, there, or late."""
    back = redirect(safe_next(request.form.get("next"), url_for("now.show")), code=303)
    given = request.form.get("step", "")
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        if given not in set(Step):
            raise Conflict(reports.UNKNOWN_STEP)
        late = whole(request.form.get("late_minutes"), otherwise=0)
        progress.tell_for(
            uow, assignment_id, Step(given), late_minutes=late if given == Step.LATE else 0
        )
    flash(_("Saved."), "success")
    return back


@bp.post("/dispatch/sessions/<uuid:session_id>/standby")
@requires(DESK)
def name_standby(session_id: UUID) -> ResponseReturnValue:
    """Name the best standby there is now."""
    back = redirect(safe_next(request.form.get("next"), url_for("now.show")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        standby = standbys.name_by_hand(uow, session_id)
        name = standby.interpreter.full_name
    flash(_("%(name)s is the standby now and has been told.", name=name), "success")
    return back


@bp.post("/dispatch/standbys/<uuid:standby_id>/release")
@requires(DESK)
def release_standby(standby_id: UUID) -> ResponseReturnValue:
    """Free a standby."""
    back = redirect(safe_next(request.form.get("next"), url_for("now.show")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        standbys.release(uow, standby_id)
    flash(_("The standby is free again and has been told."), "success")
    return back


def outcomes_due(uow: UnitOfWork, all_of_us: bool) -> Markup:  # noqa: FBT001  as the question is asked
    """The outcomes that the reader has still to report, as a section of their list of requests."""
    found: Sequence[decisions.OutcomeAsked] = decisions.list_due(uow, all_of_us=all_of_us)
    if not found:
        return Markup()
    return Markup(  # noqa: S704  # nosec B704  from a template
        render_template("dispatch/live/_due.html", due=found, place_of=place_of)
    )

"""Classes of a cohort: plan, change, cancel."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.teaching import meetings
from training.service.teaching.meetings import ClassMeeting
from training.web.catalogue.class_hits import question_before
from training.web.catalogue.cohort_forms import ClassForm, class_values
from training.web.catalogue.cohorts import cohort_page, sites_offered

bp = Blueprint("classes", __name__, template_folder="../../templates")
MANAGE = TrainingPermission.COURSE_MANAGE


@bp.post("/training/<uuid:cohort_id>/classes")
@requires(MANAGE)
def plan(cohort_id: UUID) -> ResponseReturnValue:
    """Plan a class, or several on end."""
    form = ClassForm()
    with reading() as uow:
        _offer(form)
        zone = uow.settings.zone
    facts = form.facts(zone) if form.validate() else None
    if facts is None:
        return cohort_page(cohort_id, class_form=form), 422
    weeks = form.weeks.data or 1
    back = url_for("training.show", cohort_id=cohort_id)
    asked = question_before(
        lambda uow: meetings.preview_plan(uow, cohort_id, facts, weeks=weeks), back=back
    )
    if asked is not None:
        return asked
    with (
        refusals_on(form, lambda: cohort_page(cohort_id, class_form=form), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        planned = meetings.plan(uow, cohort_id, facts, weeks=weeks)
    done = ngettext("%(num)s class is planned.", "%(num)s classes are planned.", len(planned))
    flash(done, "success")
    return redirect(url_for("training.show", cohort_id=cohort_id, _anchor="classes-h"), code=303)


@bp.get("/training/classes/<uuid:meeting_id>")
@requires(MANAGE)
def edit(meeting_id: UUID) -> ResponseReturnValue:
    """Show a class in its form."""
    with reading() as uow:
        meeting = meetings.get(uow, meeting_id)
        form = _stored(uow, meeting_id)
    return _page(meeting, form)


@bp.post("/training/classes/<uuid:meeting_id>")
@requires(MANAGE)
def change(meeting_id: UUID) -> ResponseReturnValue:
    """Change a class; those enrolled hear of another time or place."""
    form = ClassForm()
    with reading() as uow:
        meeting = meetings.get(uow, meeting_id)
        zone = uow.settings.zone
    _offer(form)
    facts = form.facts(zone) if form.validate() else None
    if facts is None:
        return _page(meeting, form), 422
    with refusals_on(form, lambda: _page(meeting, form)):
        asked = question_before(
            lambda uow: meetings.preview_change(uow, meeting_id, facts),
            back=url_for(".edit", meeting_id=meeting_id),
        )
    if asked is not None:
        return asked
    with refusals_on(form, lambda: _page(meeting, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow, meeting_id))
        meetings.change(uow, meeting_id, facts)
    flash(_("Saved."), "success")
    return redirect(url_for("training.show", cohort_id=meeting.cohort_id), code=303)


@bp.post("/training/classes/<uuid:meeting_id>/cancel")
@requires(MANAGE)
def cancel(meeting_id: UUID) -> ResponseReturnValue:
    """Call a class off."""
    with unit_of_work() as uow:
        meeting = meetings.cancel(uow, meeting_id)
    flash(_("The class is cancelled. Those enrolled are told."), "success")
    return redirect(url_for("training.show", cohort_id=meeting.cohort_id), code=303)


def _stored(uow: UnitOfWork, meeting_id: UUID) -> ClassForm:
    meeting = meetings.get(uow, meeting_id)
    return ClassForm(None, **class_values(meeting, uow.settings.zone)).note_seen()


def _offer(form: ClassForm) -> None:
    with reading() as uow:
        trainers = [(str(user.id), user.full_name) for user in meetings.list_trainers(uow)]
        form.offer(trainers, sites_offered(uow))


def _page(meeting: ClassMeeting, form: ClassForm) -> str:
    _offer(form)
    return render_template("training/teaching/class_form.html", meeting=meeting, form=form)

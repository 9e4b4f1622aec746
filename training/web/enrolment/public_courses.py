"""The public list of courses, the page of one cohort, and enrolling on it."""

from functools import partial
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import public, requires
from foundation.web.refusals import refusals_flashed
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import Condition, WayToMeet, stands_in_the_way
from training.domain.seats import EnrolmentStatus, PriorityClass
from training.service.catalogue import cohorts
from training.service.enrolment import enrolments, interest
from training.service.pages import classes_seen, cohorts_seen
from training.service.pages.cohorts_seen import CoursePage
from training.web.catalogue.class_hits import question_before

bp = Blueprint("courses", __name__, template_folder="../../templates")


@bp.get("/courses")
@public
def index() -> ResponseReturnValue:
    """List what one may apply for; ?scheme= and ?course= keep what leads to one certification."""
    course, scheme = (request.args.get(name, "")[:40] for name in ("course", "scheme"))
    with reading() as uow:
        cohort_views = cohorts_seen.list_open(uow, course=course, scheme=scheme)
        return render_template(
            "training/enrolment/courses.html",
            cities=CITIES,
            cohort_views=cohort_views,
            to_come=cohorts_seen.list_to_come(uow, cohort_views, course=course, scheme=scheme),
            may_wish=uow.may(TrainingPermission.LEARNING_OWN),
            filtered=bool(course or scheme),
        )


@bp.get("/courses/<uuid:cohort_id>")
@public
def show(cohort_id: UUID) -> ResponseReturnValue:
    """Show a cohort: conditions, dates, seats left, and the reader's own place in it."""
    return _page(cohort_id)


@bp.get("/courses/<uuid:cohort_id>/classes.ics")
@public
def calendar(cohort_id: UUID) -> ResponseReturnValue:
    """Give the dates as a file for calendars."""
    with reading() as uow:
        return calendar_response(classes_seen.calendar_of(uow, cohort_id, language()))


def calendar_response(text: str) -> Response:
    """A file that a calendar opens."""
    response = make_response(text)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="classes.ics"'
    return response


@bp.post("/courses/<uuid:cohort_id>/enrol")
@requires(TrainingPermission.LEARNING_OWN)
def enrol(cohort_id: UUID) -> ResponseReturnValue:
    """Apply: a seat, a place on the waiting list, or an application to be checked."""
    given = request.form.get("language", "")
    spoken = Language(given) if given in set(Language) else None
    motivation = request.form.get("motivation", "")
    asked = question_before(
        lambda uow: enrolments.preview_seat(uow, cohort_id),
        back=url_for(".show", cohort_id=cohort_id),
    )
    if asked is not None:
        return asked
    with (
        refusals_flashed(lambda: _page(cohort_id, motivation), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        enrolment = enrolments.enrol(uow, cohort_id, spoken, motivation=motivation)
    flash(_said(enrolment.status), "success")
    return redirect(url_for("learn.enrolment", enrolment_id=enrolment.id), code=303)


@bp.post("/courses/<uuid:cohort_id>/wish")
@requires(TrainingPermission.LEARNING_OWN)
def state_interest(cohort_id: UUID) -> ResponseReturnValue:
    """Ask to hear of the course's next cohort, or no longer."""
    with unit_of_work() as uow:
        course_id = cohorts.get(uow, cohort_id).version.course_id
        if request.form.get("on") == "0":
            interest.withdraw(uow, course_id)
        else:
            interest.state(uow, course_id)
    if request.form.get("on") == "0":
        flash(_("We will not write to you about the next cohort."), "success")
    else:
        flash(_("We write to you when the next cohort opens."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


def _said(status: EnrolmentStatus) -> str:
    if status is EnrolmentStatus.CONFIRMED:
        return _("Your seat is confirmed.")
    if status is EnrolmentStatus.APPLIED:
        return _("We have your application.")
    return _("You are on the waiting list.")


def _page(cohort_id: UUID, motivation: str = "") -> str:
    with reading() as uow:
        page = cohorts_seen.see_cohort(uow, cohort_id, language())
        return render_template(
            "training/enrolment/course.html",
            cities=CITIES,
            page=page,
            motivation=motivation,
            blocked=_is_blocked(page),
            address=partial(address_of, url_for(".show", cohort_id=cohort_id)),
            classes=list(PriorityClass),
            may_enrol=uow.may(TrainingPermission.LEARNING_OWN),
        )


def _is_blocked(page: CoursePage) -> bool:
    """Whether a missing condition keeps the reader out; a screened cohort looks at each person."""
    return not page.view.cohort.screening and bool(stands_in_the_way(page.checklist))


def address_of(asked_by: str, condition: Condition, next_ids: dict[str, UUID]) -> str:
    """Where a condition of the page `asked_by` can be met; empty when a call is needed."""
    if condition.way is WayToMeet.COURSES:
        ahead = next_ids.get(condition.code)
        if ahead is not None:
            return url_for("courses.show", cohort_id=ahead)
        return url_for("courses.index", course=condition.code)
    return {
        WayToMeet.PLEDGE: url_for("learn.pledge", next=asked_by),
        WayToMeet.CREDENTIALS: "/certifications/mine",
    }.get(condition.way, "")

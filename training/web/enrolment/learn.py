"""What somebody learns: enrolments, the offer of a seat, the pledge, the ladder."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.consents import ConsentPurpose
from accounts.service import consents
from foundation.database.work import UnitOfWork
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.domain.seats import EnrolmentStatus
from training.service.enrolment import enrolments, interest, seat_offers
from training.service.pages import classes_seen, enrolments_seen, shelf_seen
from training.service.people import learners
from training.service.proposals import inviting
from training.web.catalogue.class_hits import question_before
from training.web.enrolment.public_courses import calendar_response

bp = Blueprint("learn", __name__, template_folder="../../templates")
OWN = TrainingPermission.LEARNING_OWN


@bp.get("/learn")
@requires(OWN)
def show() -> ResponseReturnValue:
    """What the reader is enrolled for, what comes next, and how far the ladder goes."""
    with reading() as uow:
        learning = enrolments_seen.see_learning(uow)
        return render_template(
            "training/enrolment/learn.html",
            cities=CITIES,
            learning=learning,
            shelf=shelf_seen.see_shelf(uow),
            invitations=inviting.list_own(uow),
            E=EnrolmentStatus,
        )


@bp.get("/learn/<uuid:enrolment_id>")
@requires(OWN)
def enrolment(enrolment_id: UUID) -> ResponseReturnValue:
    """One enrolment: dates, attendance so far, result, and the way out."""
    with reading() as uow:
        own = enrolments_seen.see_own(uow, enrolment_id)
        return render_template(
            "training/enrolment/enrolment.html",
            cities=CITIES,
            own=own,
            E=EnrolmentStatus,
            leavable=enrolments.LEAVABLE | {EnrolmentStatus.ATTENDING},
        )


@bp.get("/learn/<uuid:enrolment_id>/classes.ics")
@requires(OWN)
def calendar(enrolment_id: UUID) -> ResponseReturnValue:
    """Give the reader's own classes as a file for calendars, with the way into those online."""
    with reading() as uow:
        return calendar_response(classes_seen.own_calendar(uow, enrolment_id, language()))


@bp.post("/learn/<uuid:enrolment_id>/accept")
@requires(OWN)
def accept(enrolment_id: UUID) -> ResponseReturnValue:
    """Take the seat that is offered; what lies in its classes is shown first."""
    asked = question_before(
        lambda uow: seat_offers.preview(uow, enrolment_id),
        back=url_for(".enrolment", enrolment_id=enrolment_id),
    )
    if asked is not None:
        return asked
    return _act(seat_offers.accept, enrolment_id, _("Your seat is confirmed."))


@bp.post("/learn/<uuid:enrolment_id>/decline")
@requires(OWN)
def decline(enrolment_id: UUID) -> ResponseReturnValue:
    """Leave the seat to the next in line."""
    return _act(seat_offers.decline, enrolment_id, _("The seat goes to the next in line."))


@bp.post("/learn/<uuid:enrolment_id>/withdraw")
@requires(OWN)
def withdraw(enrolment_id: UUID) -> ResponseReturnValue:
    """Leave the course or its waiting list."""
    return _act(enrolments.withdraw, enrolment_id, _("You are no longer enrolled."))


def _act(
    act: Callable[[UnitOfWork, UUID], object], enrolment_id: UUID, said: str
) -> ResponseReturnValue:
    with unit_of_work() as uow:
        act(uow, enrolment_id)
    flash(said, "success")
    return redirect(url_for(".enrolment", enrolment_id=enrolment_id), code=303)


@bp.post("/learn/wishes/<uuid:course_id>")
@requires(OWN)
def wish(course_id: UUID) -> ResponseReturnValue:
    """Ask to hear of the next cohort of a course, or no longer; back to where it was asked."""
    wanted = request.form.get("on") != "0"
    with unit_of_work() as uow:
        if wanted:
            interest.state(uow, course_id)
        else:
            interest.withdraw(uow, course_id)
    if wanted:
        flash(_("We write to you when the next cohort opens."), "success")
    else:
        flash(_("We will not write to you about the next cohort."), "success")
    return redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)


@bp.get("/learn/pledge")
@requires(OWN)
def pledge() -> ResponseReturnValue:
    """Show the confidentiality pledge, signed or to be signed."""
    with reading() as uow:
        if ConsentPurpose.SECRECY in consents.standing_texts(uow):
            # The office has published words of its own: they are signed with a name.
            return redirect(url_for("consents.mine"), code=303)
        learner = learners.find_mine(uow)
        signed_at = None if learner is None else learner.pledged_at
        asked_by = safe_next(request.args.get("next"), "")
        return render_template(
            "training/enrolment/pledge.html", signed_at=signed_at, asked_by=asked_by
        )


@bp.post("/learn/pledge")
@requires(OWN)
def sign() -> ResponseReturnValue:
    """Sign the pledge."""
    with unit_of_work() as uow:
        learners.sign_pledge(uow)
    flash(_("The pledge is signed. Thank you."), "success")
    return redirect(safe_next(request.form.get("next"), url_for(".pledge")), code=303)

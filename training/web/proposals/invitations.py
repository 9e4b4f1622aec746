"""Invitations to a course, as somebody invited sees them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.proposals import inviting

bp = Blueprint("cohort_invitations", __name__, template_folder="../../templates")
OWN = TrainingPermission.LEARNING_OWN


@bp.get("/learn/invitations/<uuid:invitation_id>")
@requires(OWN)
def show(invitation_id: UUID) -> ResponseReturnValue:
    """Show what the reader is invited to."""
    with reading() as uow:
        return render_template(
            "training/proposals/invitation.html",
            it=inviting.get_own(uow, invitation_id),
            open_for=inviting.ANNOUNCED,
            now=uow.now,
            cities=CITIES,
        )


@bp.post("/learn/invitations/<uuid:invitation_id>/open")
@requires(OWN)
def look(invitation_id: UUID) -> ResponseReturnValue:
    """Note that it was read, and lead on to the course."""
    with unit_of_work() as uow:
        found = inviting.open_own(uow, invitation_id)
    return redirect(url_for("courses.show", cohort_id=found.cohort_id), code=303)


@bp.post("/learn/invitations/<uuid:invitation_id>/decline")
@requires(OWN)
def decline(invitation_id: UUID) -> ResponseReturnValue:
    """Say no to it."""
    with unit_of_work() as uow:
        inviting.decline_own(uow, invitation_id)
    flash(_("Thank you for telling us. You can still apply until enrolment closes."), "success")
    return redirect(url_for(".show", invitation_id=invitation_id), code=303)

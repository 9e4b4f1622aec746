"""Everybody who applied for a cohort, for whoever manages it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_flashed
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.enrolment import applicants, enrolments

bp = Blueprint("applicants", __name__, template_folder="../../templates")
MANAGE = TrainingPermission.COURSE_MANAGE


@bp.get("/training/<uuid:cohort_id>/applicants")
@requires(MANAGE)
def index(cohort_id: UUID) -> ResponseReturnValue:
    """Who waits for a decision, who has a seat, who waits for one, who left."""
    return _page(cohort_id)


@bp.post("/training/<uuid:cohort_id>/applicants")
@requires(MANAGE)
def enter(cohort_id: UUID) -> ResponseReturnValue:
    """Enter somebody of the roster who asked on the phone."""
    code = request.form.get("code", "")[:40]
    with (
        refusals_flashed(lambda: _page(cohort_id, code=code), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        enrolment = applicants.enter(uow, cohort_id, code)
    flash(_("%(name)s is added.", name=enrolment.learner.full_name), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/applicants/<uuid:enrolment_id>")
@requires(MANAGE)
def decide(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Say whether somebody may take part, and if not, why."""
    eligible, reason = request.form.get("do") == "eligible", request.form.get("reason", "")
    with (
        refusals_flashed(
            lambda: _page(cohort_id, refused=enrolment_id, reason=reason), shows=(Refused,)
        ),
        unit_of_work() as uow,
    ):
        enrolments.decide(uow, enrolment_id, eligible=eligible, reason=reason)
    flash(_("Decided. The applicant is told."), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/applicants/<uuid:enrolment_id>/withdraw")
@requires(MANAGE)
def withdraw(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Take somebody out who called off; the seat goes to the next in line."""
    with unit_of_work() as uow:
        enrolments.withdraw_somebody(uow, enrolment_id)
    flash(_("Removed. The free seat was offered to the next in line."), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), code=303)


def _page(cohort_id: UUID, *, code: str = "", refused: UUID | None = None, reason: str = "") -> str:
    with reading() as uow:
        found = applicants.list_applicants(uow, cohort_id, language())
        return render_template(
            "training/enrolment/applicants.html",
            cities=CITIES,
            found=found,
            code=code,
            refused=refused,
            reason=reason,
        )

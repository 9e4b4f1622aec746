"""New applicants: whom to call, and sending the link for the first password again."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.security.errors import Refused, TooOften
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.enrolment import newcomers

bp = Blueprint("newcomers", __name__, template_folder="../../templates")


@bp.get("/training/newcomers")
@requires(TrainingPermission.COURSE_MANAGE)
def index() -> ResponseReturnValue:
    """List who asked to become an interpreter, the newest first."""
    with reading() as uow:
        query, size = newcomers.search(uow), uow.settings.page_size
        page = paged(uow.db, query, number=page_number(), size=size)
        return render_template(
            "training/enrolment/newcomers.html",
            page=page,
            people=newcomers.described(uow, list(page.items)),
            cities=CITIES,
        )


@bp.post("/training/newcomers/<uuid:interpreter_id>/link")
@requires(TrainingPermission.COURSE_MANAGE)
def send_link(interpreter_id: UUID) -> ResponseReturnValue:
    """Send an applicant a new link; the earlier one ends."""
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, TooOften)),
        unit_of_work() as uow,
    ):
        email, link = newcomers.send_link(uow, interpreter_id)
    if link is None:
        flash(_("A new link is on its way to %(email)s. Older links no longer work.", email=email))
    else:
        flash(
            _(
                "No mail server is set, so nothing was sent. Hand this link to %(email)s; it works "
                "once and is shown only now: %(link)s",
                email=email,
                link=link,
            ),
            "warning",
        )
    return back

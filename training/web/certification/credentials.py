"""Credentials from elsewhere: what waits for somebody to see the original."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.certification import credentials
from training.web.certification.forms import DecisionReasonForm

bp = Blueprint("credentials", __name__, template_folder="../../templates")
DECIDE = TrainingPermission.CERTIFICATION_DECIDE


@bp.get("/credentials")
@requires(DECIDE)
def index() -> ResponseReturnValue:
    """List what waits, the oldest claim first."""
    with reading() as uow:
        waiting = credentials.list_to_verify(uow)
    return render_template("training/certification/credentials.html", waiting=waiting)


@bp.get("/credentials/<uuid:credential_id>")
@requires(DECIDE)
def show(credential_id: UUID) -> ResponseReturnValue:
    """Show one, to be compared with the original."""
    return _page(credential_id, DecisionReasonForm(None))


def _page(credential_id: UUID, form: DecisionReasonForm) -> str:
    with reading() as uow:
        shown = credentials.get(uow, credential_id)
        number = credentials.number_of(uow, shown)
    return render_template(
        "training/certification/credential.html", shown=shown, number=number, form=form
    )


@bp.post("/credentials/<uuid:credential_id>/decide")
@requires(DECIDE)
def decide(credential_id: UUID) -> ResponseReturnValue:
    """Note that the original was seen, or that it is not accepted."""
    form = DecisionReasonForm()
    reason = form.reason.data or ""
    if not form.validate():
        return _page(credential_id, form), 422
    with refusals_on(form, lambda: _page(credential_id, form)), unit_of_work() as uow:
        if request.form.get("do") == "verify":
            credentials.verify(uow, credential_id, note=reason)
        else:
            credentials.turn_down(uow, credential_id, reason=reason)
    flash(_("Decided. The holder is told."), "success")
    return redirect(url_for(".index"), code=303)

"""The practicum on the phone: how far a trainee has come, and the minutes a mentor confirms."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.security.errors import Conflict, Refused
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.domain.practicum import EntryStatus
from training.service.practicum import mentor_wanted, mentoring, practicum

bp = Blueprint("practicum", __name__, template_folder="../../templates")


@bp.get("/practicum")
@requires(TrainingPermission.LEARNING_OWN)
def show() -> ResponseReturnValue:
    """The reader's own minutes as a trainee, and those that wait for her as a mentor."""
    with reading() as uow:
        return render_template(
            "training/practicum/practicum.html",
            ways=practicum.list_own_ways(uow),
            entries=practicum.list_own_entries(uow),
            waiting=practicum.list_to_confirm(uow),
            pairs=mentoring.list_own(uow),
            mentor=mentor_wanted.see_own(uow),
            E=EntryStatus,
        )


@bp.post("/practicum/mentor")
@requires(TrainingPermission.LEARNING_OWN)
def ask_for_mentor() -> ResponseReturnValue:
    """Ask the office for a mentor."""
    back = redirect(url_for(".show"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        mentor_wanted.ask(uow)
    flash(_("The centre has your wish and looks for a mentor."), "success")
    return back


@bp.post("/practicum/<uuid:entry_id>/confirm")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.PRACTICUM_ARRANGE)
def confirm(entry_id: UUID) -> ResponseReturnValue:
    """Confirm how long the trainee was there."""
    text = request.form.get("minutes", "").strip()
    minutes = whole(text, otherwise=-1)
    back = redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        practicum.confirm(uow, entry_id, minutes)
    flash(ngettext("%(num)s minute confirmed.", "%(num)s minutes confirmed.", minutes), "success")
    return back

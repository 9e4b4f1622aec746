"""Results: the learner's own page with its appeal, and the page of who plans sittings."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.security.errors import Conflict, DomainError, Forbidden
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.assessment import appeals, views
from training.service.assessment.assessors import User
from training.service.assessment.views import Overview
from training.web.assessment.forms import AnnulForm, AnswerForm, AppealForm, NoteForm

bp = Blueprint("results", __name__, template_folder="../../templates")


def status_of(error: DomainError) -> int:
    """The status under which a page shows a refusal beside its form."""
    return 409 if isinstance(error, Conflict) else 403 if isinstance(error, Forbidden) else 422


def result_page(attempt_id: UUID, form: AppealForm | None = None) -> str:
    """A learner's page of her own sitting, with an appeal that was refused if there is one."""
    with reading() as uow:
        shown, now = views.own_result(uow, attempt_id), uow.now
    return render_template(
        "training/assessment/result.html",
        shown=shown,
        attempt=shown.attempt,
        now=now,
        form=form or AppealForm(None),
    )


def office_page(
    attempt_id: UUID,
    *,
    annul: AnnulForm | None = None,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
    refused: DomainError | None = None,
) -> str:
    """The page of a sitting for who plans it, with a form that was refused if there is one."""
    with reading() as uow:
        shown, now = views.overview(uow, attempt_id), uow.now
        marks = {
            (seat.id, score.section_id): score
            for seat in shown.seats
            if shown.shows_marks
            for score in seat.scores
        }
    note = note or NoteForm(None)
    note.offer(assessors_of(shown))
    return render_template(
        "training/assessment/sitting.html",
        shown=shown,
        attempt=shown.attempt,
        now=now,
        marks=marks,
        annul=annul or AnnulForm(None),
        answer=answer or AnswerForm(None),
        note=note,
        refused=None if refused is None else refused.reason,
    )


def assessors_of(shown: Overview) -> list[User]:
    """Of whom the office may know something: who is seated without marks, and who could be."""
    seated = [seat.assessor for seat in shown.seats if seat.submitted_at is None]
    return [*seated, *(each.user for each in shown.candidates if each.conflict is None)]


@bp.post("/assessments/<uuid:attempt_id>/appeal")
@requires(TrainingPermission.LEARNING_OWN)
def appeal(attempt_id: UUID) -> ResponseReturnValue:
    """Object to one's own result."""
    form = AppealForm()
    if not form.validate():
        return result_page(attempt_id, form), 422
    with (
        refusals_on(form, lambda: result_page(attempt_id, form), status=status_of),
        unit_of_work() as uow,
    ):
        appeals.lodge(uow, attempt_id, form.grounds.data or "")
    flash(_("Your appeal was sent. Somebody who did not assess you answers it."), "success")
    return redirect(url_for("assessments.show", attempt_id=attempt_id), code=303)


@bp.post("/assessments/<uuid:attempt_id>/appeal/answer")
@requires(TrainingPermission.COURSE_MANAGE)
def answer_appeal(attempt_id: UUID) -> ResponseReturnValue:
    """Answer an appeal."""
    form = AnswerForm()
    if not form.validate():
        return office_page(attempt_id, answer=form), 422
    with (
        refusals_on(form, lambda: office_page(attempt_id, answer=form), status=status_of),
        unit_of_work() as uow,
    ):
        resit_at = form.resit_at(uow.settings.zone)
        appeals.answer(uow, attempt_id, form.answer.data or "", resit_at=resit_at)
    flash(_("The learner is told."), "success")
    return redirect(url_for("assessments.show", attempt_id=attempt_id), code=303)

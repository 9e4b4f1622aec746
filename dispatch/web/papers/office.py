"""Papers of somebody on the roster, as the office issues them."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from dispatch.service.papers import activity
from dispatch.web.papers.forms import PaperDaysForm
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.work import reading, unit_of_work
from training.domain.documents import DocumentKind
from training.domain.permissions import TrainingPermission
from training.service.documents import papers, verification

bp = Blueprint("person_papers", __name__, template_folder="../../templates")
READ, DECIDE = TrainingPermission.CERTIFICATION_READ, TrainingPermission.CERTIFICATION_DECIDE


@bp.get("/people/<uuid:person_id>/papers")
@requires(READ)
def show(person_id: UUID) -> ResponseReturnValue:
    """What was issued to somebody."""
    with reading() as uow:
        who = activity.person_of(uow, person_id)
        issued = papers.list_of_interpreter(uow, who.id)
        return render_template(
            "dispatch/papers/person.html",
            who=who,
            papers=issued,
            verdicts={one.id: verification.verdict_on(one, uow.today) for one in issued},
            may_decide=uow.may(DECIDE),
        )


@bp.get("/people/<uuid:person_id>/papers/<any(appointment, activity):paper>")
@requires(DECIDE)
def new(person_id: UUID, paper: str) -> ResponseReturnValue:
    """The days of a paper that is to be issued."""
    return _page(person_id, paper, PaperDaysForm(None))


@bp.post("/people/<uuid:person_id>/papers/<any(appointment, activity):paper>")
@requires(DECIDE)
def issue(person_id: UUID, paper: str) -> ResponseReturnValue:
    """Issue a letter of appointment, or a confirmation of what somebody has interpreted."""
    form = PaperDaysForm()
    form.validate()
    page, shown = (lambda: _page(person_id, paper, form)), (Refused, Conflict)
    with refusals_on(form, page, shows=shown), unit_of_work() as uow:
        days = form.first_day.data, form.last_day.data
        if DocumentKind(paper) is DocumentKind.APPOINTMENT:
            document_id = papers.issue_appointment(uow, person_id, *days).id
        else:
            document_id = activity.confirm_of(uow, person_id, *days)
    return redirect(url_for("documents.show", document_id=document_id), code=303)


def _page(person_id: UUID, paper: str, form: PaperDaysForm) -> str:
    with reading() as uow:
        who = activity.person_of(uow, person_id)
        return render_template(
            "dispatch/papers/new.html", who=who, kind=DocumentKind(paper), form=form
        )

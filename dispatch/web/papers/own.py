"""The interpreter's own papers: what appoints her, and what confirms how much she has interpreted."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.service import consents
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.papers import activity
from dispatch.web.papers.forms import PaperDaysForm
from foundation.security.errors import Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.work import reading, unit_of_work
from training.service.documents import papers, verification

bp = Blueprint("papers", __name__, template_folder="../../templates")
OWN = DispatchPermission.OFFER_ANSWER


@bp.get("/papers")
@requires(OWN)
def mine() -> ResponseReturnValue:
    """What the office has issued to the reader, and the days for a new confirmation."""
    return _page(PaperDaysForm(None))


@bp.post("/papers/activity")
@requires(OWN)
def confirm() -> ResponseReturnValue:
    """Issue a confirmation of what the reader has interpreted."""
    form = PaperDaysForm()
    form.validate()
    with refusals_on(form, lambda: _page(form), shows=(Refused,)), unit_of_work() as uow:
        document_id = activity.confirm_own(uow, form.first_day.data, form.last_day.data)
    return redirect(url_for("documents.show", document_id=document_id), code=303)


def _page(form: PaperDaysForm) -> str:
    with reading() as uow:
        who = activity.own_person(uow)
        issued = papers.list_of_interpreter(uow, who.id)
        return render_template(
            "dispatch/papers/mine.html",
            form=form,
            to_sign=sum(each.signed is None for each in consents.list_own(uow)),
            papers=issued,
            verdicts={one.id: verification.verdict_on(one, uow.today) for one in issued},
        )

"""One's own certifications: what counts, the next step, asking for it, credentials from elsewhere."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.text.message import LazyText
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by, refusals_on, status_of
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from training.domain.certifications import CertificationStatus, CredentialKind
from training.domain.permissions import TrainingPermission
from training.domain.validity import days_left, end_after
from training.service.certification import certifications, credentials, path, renewal
from training.service.certification.credentials import Claim
from training.service.documents import documents
from training.service.people import learners
from training.web.certification.forms import CredentialForm

bp = Blueprint("own_certifications", __name__, template_folder="../../templates")
OWN = TrainingPermission.LEARNING_OWN
TAKEN_AWAY = (CertificationStatus.SUSPENDED, CertificationStatus.REVOKED)


@bp.get("/certifications/mine")
@requires(OWN)
def show() -> ResponseReturnValue:
    """Show what the reader holds, and what the next steps still need."""
    return _page(_empty())


def _empty() -> CredentialForm:
    form = CredentialForm(None)
    form.offer()
    return form


def _page(form: CredentialForm, problem: LazyText | None = None) -> str:
    with reading() as uow:
        learner = learners.find_mine(uow)
        held = certifications.list_of_learner(uow, learner) if learner else ()
        return render_template(
            "training/certification/mine.html",
            held=held,
            renewable={one.certification_id: one for one in renewal.due_to_me(uow)},
            taken_away=[one for one in held if one.status in TAKEN_AWAY],
            centre=documents.centre_phone(uow),
            stages=path.stages(uow, learner.id) if learner else (),
            shown=credentials.list_of_learner(uow, learner) if learner else (),
            phase=certifications.phase,
            days_left=days_left,
            today=uow.today,
            form=form,
            problem=problem,
        )


@bp.post("/certifications/mine/ask")
@requires(OWN)
def ask() -> ResponseReturnValue:
    """Ask for a certification whose needs are all met."""
    code = request.form.get("scheme", "")
    spoken = next((one for one in Language if one.value == request.form.get("language")), None)
    with (
        refusals_by(lambda error: (_page(_empty(), error.reason), status_of(error))),
        unit_of_work() as uow,
    ):
        certifications.ask(uow, code, spoken)
    flash(_("Applied. The centre will check it and tell you."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/certifications/mine/credentials")
@requires(OWN)
def claim() -> ResponseReturnValue:
    """Enter a credential from elsewhere."""
    form = CredentialForm()
    form.offer()
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        credentials.claim(
            uow,
            Claim(
                kind=CredentialKind(form.kind.data),
                language=Language(form.language.data) if form.language.data else None,
                issuer=form.issuer.data or "",
                number=form.number.data or "",
                score=form.score.data,
                issued_on=given(form.issued_on.data),
                valid_until=end_after(form.valid_until.data) if form.valid_until.data else None,
            ),
        )
    flash(_("Entered. Show the original to the centre, then it counts."), "success")
    return redirect(url_for(".show"), code=303)

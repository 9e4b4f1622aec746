"""Certifications for the office: what waits for approval, who holds what, each with its story."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.database.work import UnitOfWork, begin
from foundation.text.i18n import label
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.rehearsal import fields_again, is_confirmed, rehearse
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import actor, office, reading, unit_of_work
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import CertificationStatus, Grade, GrantRoute
from training.domain.permissions import TrainingPermission
from training.domain.validity import days_left
from training.service.certification import (
    certifications,
    credentials,
    evidence_seen,
    granting,
    imports,
    ladder,
    renewal,
)
from training.service.certification.evidence import Ask
from training.service.certification.granting import Certification
from training.service.certification.renewal import RenewalDue
from training.service.documents import documents, names
from training.service.people import learners
from training.web.certification.forms import DecisionReasonForm, PutForwardForm
from training.web.questions import AHEAD

bp = Blueprint("certifications", __name__, template_folder="../../templates")
READ, DECIDE = TrainingPermission.CERTIFICATION_READ, TrainingPermission.CERTIFICATION_DECIDE
S = CertificationStatus
SOON_DAYS = 90
QUEUE_LENGTH = 50
STATES = (S.GRANTED, S.SUSPENDED, S.REVOKED, S.SUPERSEDED, S.REFUSED)
SOON = "soon"
ACTIONS = {
    "grant": granting.grant,
    "refuse": granting.refuse_asked,
    "suspend": granting.suspend,
    "reinstate": granting.reinstate,
    "revoke": granting.revoke,
}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/certifications")
@requires(READ)
def index() -> ResponseReturnValue:
    """Show what waits for approval, and the certifications that the filters leave."""
    args = request.args
    with reading() as uow:
        schemes = ladder.list_schemes(uow)
        waiting = certifications.search(uow, statuses=[S.PENDING]).limit(QUEUE_LENGTH)
        state = next((s for s in STATES if s.value == args.get("state")), S.GRANTED)
        soon = (uow.today, uow.today + timedelta(days=SOON_DAYS))
        found = certifications.search(
            uow,
            statuses=[state],
            scheme=args.get("scheme", ""),
            language=next((one for one in Language if one.value == args.get("language")), None),
            ends=soon if args.get("ends") == SOON else None,
        )
        return render_template(
            "training/certification/index.html",
            waiting=uow.db.scalars(waiting).unique().all(),
            page=paged(uow.db, found, number=page_number(), size=uow.settings.page_size),
            offered=_offered(
                [
                    (v.scheme.code, f"{v.scheme.title_in(language())} ({v.scheme.code})")
                    for v in schemes
                ]
            ),
            to_verify=len(credentials.list_to_verify(uow)) if uow.may(DECIDE) else 0,
            names_to_check=len(names.waiting(uow)) if uow.may(DECIDE) else 0,
            is_filtered=bool({*args} - {"page"}),
            may_decide=uow.may(DECIDE),
            today=uow.today,
            phase=certifications.phase,
            days_left=days_left,
        )


def _offered(schemes: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    return {
        "state": [(state.value, label(state, language())) for state in STATES],
        "scheme": [("", _("Any certification")), *schemes],
        "language": [
            ("", _("Any language")),
            *((one.value, label(one, language())) for one in Language),
        ],
        "ends": [("", _("Any expiry")), (SOON, _("Ending within 90 days"))],
    }


@bp.get("/certifications/<uuid:certification_id>")
@requires(READ, TrainingPermission.LEARNING_OWN)
def show(certification_id: UUID) -> ResponseReturnValue:
    """Show one with its story, and what may be decided about it."""
    return _page(certification_id, DecisionReasonForm(None))


def _page(certification_id: UUID, form: DecisionReasonForm) -> str:
    with reading() as uow:
        found = certifications.get(uow, certification_id)
        return render_template(
            "training/certification/show.html",
            held=found,
            events=certifications.events_of(uow, found),
            evidence=evidence_seen.seen(uow, found),
            phase=certifications.phase(found, uow.today),
            due=_due(uow, found),
            centre=documents.centre_phone(uow),
            today=uow.today,
            days_left=days_left,
            form=form,
            may_read=uow.may(READ),
            may_decide=uow.may(DECIDE),
        )


def _due(uow: UnitOfWork, found: Certification) -> RenewalDue | None:
    """What can be renewed, for its page; None while there is nothing to renew."""
    due = renewal.due_to(uow, found.learner)
    return next((one for one in due if one.certification_id == found.id), None)


@bp.get("/certifications/<uuid:certification_id>/revoke")
@requires(DECIDE)
def ask_to_revoke(certification_id: UUID) -> ResponseReturnValue:
    """Show what revoking for good means, apart from everything that can be undone."""
    return _revoke_page(certification_id, DecisionReasonForm(None))


@bp.post("/certifications/<uuid:certification_id>/revoke")
@requires(DECIDE)
def revoke(certification_id: UUID) -> ResponseReturnValue:
    """Revoke for good, with the reason that the holder reads."""
    form = DecisionReasonForm()
    if not form.validate():
        return _revoke_page(certification_id, form), 422

    def act(uow: UnitOfWork) -> None:
        granting.revoke(uow, certification_id, reason=form.reason.data or "")

    with refusals_on(form, lambda: _revoke_page(certification_id, form)):
        asked = _question_before(certification_id, act)
        if asked is not None:
            return asked
        with unit_of_work() as uow:
            act(uow)
    flash(_("Revoked. The holder is told."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


def _revoke_page(certification_id: UUID, form: DecisionReasonForm) -> str:
    with reading() as uow:
        found = certifications.get(uow, certification_id)
        return render_template("training/certification/revoke.html", held=found, form=form)


@bp.post("/certifications/<uuid:certification_id>/decide")
@requires(DECIDE)
def decide(certification_id: UUID) -> ResponseReturnValue:
    """Grant, refuse, suspend, reinstate or revoke, with the reason that the holder reads."""
    form = DecisionReasonForm()
    action = ACTIONS.get(request.form.get("do", ""))
    if action is None or not form.validate():
        form.form_errors.append(_("Choose one of the options."))
        return _page(certification_id, form), 422

    def act(uow: UnitOfWork) -> None:
        action(uow, certification_id, reason=form.reason.data or "")

    with refusals_on(form, lambda: _page(certification_id, form)):
        asked = _question_before(certification_id, act)
        if asked is not None:
            return asked
        with unit_of_work() as uow:
            act(uow)
    flash(_("Decided. The holder is told."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


def _question_before(certification_id: UUID, act: Callable[[UnitOfWork], object]) -> str | None:
    """The page that lists the sessions which a decision would take away; None when there are none."""
    look = AHEAD.answer()
    with reading() as uow:
        holder = certifications.get(uow, certification_id).learner.interpreter_id
    if look is None or holder is None or is_confirmed():
        return None
    before, after = rehearse(lambda uow: look(uow, holder), act)
    hits = before.without(after)
    if not hits:
        return None
    back = url_for(".show", certification_id=certification_id)
    return render_template(
        "interpreters/confirm_hits.html", hits=hits, fields=fields_again(), back=back
    )


@bp.get("/people/<uuid:person_id>/certifications/new")
@requires(DECIDE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Show the form that puts somebody of the roster forward."""
    return _form(person_id, PutForwardForm(None))


@bp.post("/people/<uuid:person_id>/certifications/new")
@requires(DECIDE)
def put_forward(person_id: UUID) -> ResponseReturnValue:
    """Put somebody forward; the approval is a step of its own."""
    form = PutForwardForm()
    page = _form(person_id, form, check=True)
    if form.errors:
        return page, 422
    with refusals_on(form, lambda: _form(person_id, form)), unit_of_work() as uow:
        learner = learners.of_interpreter(uow, person_id)
        wish = Ask(
            scheme=form.scheme.data,
            language=Language(form.language.data) if form.language.data else None,
            direction=Direction(form.direction.data),
            route=GrantRoute(form.route.data),
            grade=Grade(form.grade.data) if form.grade.data else None,
            credential_id=form.credential_id(),
            note=form.note.data or "",
        )
        asked = certifications.ask_for(uow, learner.id, wish)
    flash(_("Nominated. It is valid once approved."), "success")
    return redirect(url_for(".show", certification_id=asked.id), code=303)


def _form(person_id: UUID, form: PutForwardForm, *, check: bool = False) -> str:
    with reading() as uow:
        person, learner = certifications.look_up(uow, person_id)
        shown = () if learner is None else credentials.list_of_learner(uow, learner)
        schemes = [v for v in ladder.list_schemes(uow) if v.scheme.active]
    form.offer(schemes, [spoken.language for spoken in person.languages], shown)
    if check:
        form.validate()
    return render_template("training/certification/new.html", form=form, person=person)


@bp.post("/certifications/export.<file_format>")
@requires(READ)
def export(file_format: str) -> ResponseReturnValue:
    """Give the certifications as a file. A POST, because the trail notes that it left the house."""
    with begin(office(), actor()) as uow:
        content = imports.export(uow, file_format)
        today: date = uow.today
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[file_format]
    named = f"attachment; filename=certifications-{today}.{file_format}"
    response.headers["Content-Disposition"] = named
    return response


def _names(uow: UnitOfWork, interpreter_id: UUID, *, is_own: bool) -> names.NamesSeen | None:
    if not is_own:
        return names.of_person(uow, interpreter_id)
    return names.mine(uow) if uow.may(TrainingPermission.LEARNING_OWN) else None


def person_section(interpreter_id: UUID) -> Markup:
    """The certifications of somebody, as a section of their record or of their own page."""
    with reading() as uow:
        is_own = not uow.may(READ)
        held = certifications.list_of_interpreter(uow, interpreter_id)
        return Markup(  # noqa: S704  # nosec B704  from a template
            render_template(
                "training/certification/_section.html",
                held=held,
                person_id=interpreter_id,
                names=_names(uow, interpreter_id, is_own=is_own),
                is_own=is_own,
                may_decide=actor().may(DECIDE),
                today=uow.today,
                phase=certifications.phase,
                days_left=days_left,
            )
        )

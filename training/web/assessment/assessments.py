"""Sittings: the list of everybody's own, planning, naming assessors, handing in marks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.security.errors import NotFound
from foundation.web.guards import requires
from foundation.web.ids import chosen_id, find_id, get_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import actor, reading, unit_of_work
from interpreters.domain.languages import Direction, Language
from training.domain.assessment import ConflictKind
from training.domain.permissions import TrainingPermission
from training.domain.settings import TrainingSettings
from training.service.assessment import assessments, conflicts, instruments, scoring, views
from training.service.assessment.assessments import Learner, Sitting
from training.service.assessment.instruments import InstrumentSection
from training.service.assessment.views import OwnSheet, SittingView
from training.service.completion import decisions
from training.service.people import learners
from training.web.assessment import results
from training.web.assessment.forms import AnnulForm, ConflictForm, NoteForm, SittingForm, sheet_form

bp = Blueprint("assessments", __name__, template_folder="../../templates")
LONGEST_SEARCH, DRAFT = 120, "draft"
SCORE, MANAGE, OWN = (
    TrainingPermission.ATTEMPT_SCORE,
    TrainingPermission.COURSE_MANAGE,
    TrainingPermission.LEARNING_OWN,
)


@bp.get("/assessments")
@requires(SCORE, MANAGE, OWN)
def index() -> ResponseReturnValue:
    """What the reader has to score, has sat, and plans for others."""
    who, is_open = actor(), request.args.get("state") != "done"
    with reading() as uow:
        query = views.everything(uow, is_open=is_open) if who.may(MANAGE) else None
        return render_template(
            "training/assessment/list.html",
            to_score=views.to_score(uow) if who.may(SCORE) else None,
            own=views.own_results(uow) if who.may(OWN) else [],
            page=None
            if query is None
            else paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            appeals=views.waiting_appeals(uow) if who.may(MANAGE) else [],
            is_open=is_open,
            now=uow.now,
            late_before=uow.now - timedelta(days=uow.settings.of(TrainingSettings).scoring_days),
        )


@bp.get("/assessments/new")
@requires(MANAGE)
def new() -> ResponseReturnValue:
    """Find who is to be assessed, then show the form of a sitting."""
    if {"learner", "enrolment"} & {*request.args}:
        return _plan_page()
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    with reading() as uow:
        found = views.find_learners(uow, text)
    return render_template("training/assessment/who.html", found=found, text=text)


def _plan_page(form: SittingForm | None = None) -> str:
    learner, enrolment_id = _who(
        find_id(request.args.get("learner")), find_id(request.args.get("enrolment"))
    )
    form = form or SittingForm(
        None, language=learner.language.value if learner.language is not None else ""
    )
    with reading() as uow:
        form.offer(instruments.listed(uow, active_only=True))
    return render_template(
        "training/assessment/plan.html", form=form, learner=learner, enrolment_id=enrolment_id
    )


def _who(learner_id: UUID | None, enrolment_id: UUID | None) -> tuple[Learner, UUID | None]:
    with reading() as uow:
        if enrolment_id is not None:
            return decisions.enrolment_of(uow, enrolment_id).learner, enrolment_id
        if learner_id is None:
            raise NotFound
        return learners.get(uow, learner_id), None


@bp.post("/assessments/new")
@requires(MANAGE)
def plan() -> ResponseReturnValue:
    """Plan a sitting; its assessors are named on its page."""
    form = SittingForm()
    learner, enrolment_id = _who(
        find_id(request.args.get("learner")), find_id(request.args.get("enrolment"))
    )
    with reading() as uow:
        form.offer(instruments.listed(uow, active_only=True))
    if not form.validate():
        return _plan_page(form), 422
    with refusals_on(form, lambda: _plan_page(form)), unit_of_work() as uow:
        attempt = assessments.plan(
            uow,
            Sitting(
                instrument_id=chosen_id(form.instrument),
                learner_id=learner.id,
                enrolment_id=enrolment_id,
                planned_at=form.at(uow.settings.zone),
                language=Language(form.language.data) if form.language.data else None,
                direction=Direction(form.direction.data),
            ),
        )
    flash(_("The sitting is planned. Name its assessors now."), "success")
    return redirect(url_for(".show", attempt_id=attempt.id), code=303)


@bp.get("/assessments/<uuid:attempt_id>")
@requires(SCORE, MANAGE, OWN)
def show(attempt_id: UUID) -> ResponseReturnValue:
    """One sitting, as what it is to the reader: to score, one's own result, or to plan."""
    with reading() as uow:
        seen_as = views.view_of(uow, attempt_id)
    if seen_as is SittingView.ASSESSOR:
        return sheet_page(attempt_id)
    if seen_as is SittingView.LEARNER:
        return results.result_page(attempt_id)
    return results.office_page(attempt_id)


def sheet_page(attempt_id: UUID, form: object = None, conflict: ConflictForm | None = None) -> str:
    """An assessor's page of a sitting, with a form that was refused if there is one."""
    with reading() as uow:
        sheet = views.own_sheet(uow, attempt_id)
    return render_template(
        "training/assessment/sheet.html",
        sheet=sheet,
        attempt=sheet.attempt,
        form=form or sheet_form(sheet.sections, None, **_drafted(sheet)),
        kept=sum(row.get("marks") or 0 for row in sheet.draft.values()),
        conflict=conflict or ConflictForm(None),
    )


@bp.post("/assessments/<uuid:attempt_id>/marks")
@requires(SCORE)
def hand_in(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in one's marks, once; or keep them half done."""
    half_done = request.form.get("do") == DRAFT
    with reading() as uow:
        sheet = views.own_sheet(uow, attempt_id)
    sections = sheet.sections
    form = sheet_form(sections, half_done=half_done)
    # A sheet that is closed by now is refused as such, whatever stands in its fields.
    if sheet.is_open and not form.validate():
        return sheet_page(attempt_id, form), 422
    marks = {s.id: form[_field("marks", s)].data for s in sections}
    comments = {s.id: form[_field("comment", s)].data or "" for s in sections}
    with refusals_on(form, lambda: sheet_page(attempt_id, form)), unit_of_work() as uow:
        if half_done:
            scoring.keep_draft(uow, attempt_id, marks, comments)
        else:
            scoring.submit(uow, attempt_id, marks, comments)
    if half_done:
        flash(_("Draft saved. Not submitted yet."), "success")
        return redirect(url_for(".show", attempt_id=attempt_id), code=303)
    flash(_("Your marks are submitted. Thank you."), "success")
    return redirect(url_for(".index"), code=303)


def _drafted(sheet: OwnSheet) -> dict[str, Any]:
    """What was kept of a sheet, by field."""
    found: dict[str, Any] = {}
    for section in sheet.sections:
        row = sheet.draft.get(str(section.id), {})
        found[_field("marks", section)] = row.get("marks")
        found[_field("comment", section)] = row.get("comment", "")
    return found


def _field(kind: str, section: InstrumentSection) -> str:
    return f"{kind}-{section.position}"


@bp.post("/assessments/<uuid:attempt_id>/conflict")
@requires(SCORE)
def step_back(attempt_id: UUID) -> ResponseReturnValue:
    """Declare a conflict of interest and give the seat back."""
    form = ConflictForm()
    if not form.validate():
        return sheet_page(attempt_id, conflict=form), 422
    with unit_of_work() as uow:
        conflicts.declare(uow, attempt_id, ConflictKind(form.kind.data))
    flash(_("Thank you for telling us. Somebody else assesses this."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/assessments/<uuid:attempt_id>/assessors")
@requires(MANAGE)
def name_assessors(attempt_id: UUID) -> ResponseReturnValue:
    """Give free seats to the assessors that were chosen."""
    chosen = [each for each in request.form.getlist("assessor") if each]
    if not chosen:
        flash(_("Choose one of the assessors."), "error")
        return redirect(url_for(".show", attempt_id=attempt_id), code=303)
    with (
        refusals_by(
            lambda error: (results.office_page(attempt_id, refused=error), results.status_of(error))
        ),
        unit_of_work() as uow,
    ):
        for each in chosen:
            assessments.name(uow, attempt_id, get_id(each))
    flash(_("The assessors are told."), "success")
    return redirect(url_for(".show", attempt_id=attempt_id), code=303)


@bp.post("/assessments/<uuid:attempt_id>/assessors/<uuid:user_id>/free")
@requires(MANAGE)
def take_back(attempt_id: UUID, user_id: UUID) -> ResponseReturnValue:
    """Take a seat back from an assessor who cannot come."""
    with unit_of_work() as uow:
        assessments.take_back(uow, attempt_id, user_id)
    flash(_("The seat is free. Name somebody else."), "success")
    return redirect(url_for(".show", attempt_id=attempt_id), code=303)


@bp.post("/assessments/<uuid:attempt_id>/conflicts")
@requires(MANAGE)
def note_conflict(attempt_id: UUID) -> ResponseReturnValue:
    """Write down what the office knows of an assessor."""
    form = NoteForm()
    with reading() as uow:
        form.offer(results.assessors_of(views.overview(uow, attempt_id)))
    if not form.validate():
        return results.office_page(attempt_id, note=form), 422
    with unit_of_work() as uow:
        conflicts.note(uow, attempt_id, chosen_id(form.who), ConflictKind(form.why.data))
    flash(_("Recorded. This assessor is no longer offered here."), "success")
    return redirect(url_for(".show", attempt_id=attempt_id), code=303)


@bp.post("/assessments/<uuid:attempt_id>/alone")
@requires(MANAGE)
def go_alone(attempt_id: UUID) -> ResponseReturnValue:
    """Let one assessor be enough, for a recognised result at best."""
    with unit_of_work() as uow:
        scoring.score_alone(uow, attempt_id)
    flash(_("One assessor is enough now. The result can be recognised at best."), "success")
    return redirect(url_for(".show", attempt_id=attempt_id), code=303)


@bp.post("/assessments/<uuid:attempt_id>/annul")
@requires(MANAGE)
def annul(attempt_id: UUID) -> ResponseReturnValue:
    """Let a sitting count for nothing."""
    form = AnnulForm()
    if not form.validate():
        return results.office_page(attempt_id, annul=form), 422
    with (
        refusals_on(
            form, lambda: results.office_page(attempt_id, annul=form), status=results.status_of
        ),
        unit_of_work() as uow,
    ):
        assessments.annul(uow, attempt_id, form.reason.data or "")
    flash(_("The sitting is annulled, and the learner is told."), "success")
    return redirect(url_for(".show", attempt_id=attempt_id), code=303)

"""One translation for the office and its organisation: the list, the page, and what both may do."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_filters import TranslationFilters
from dispatch.domain.translations import (
    OVER,
    UNDER_WAY,
    CorrectionReason,
    TranslationJobState,
)
from dispatch.service.translations import answering, files, jobs, reading, seen
from dispatch.web.translations.forms import (
    END_OF_DAY,
    CorrectionForm,
    DeadlineForm,
    TextsForm,
    TranslationCancelForm,
    chosen,
    instant_of,
)
from dispatch.web.translations.uploads import read_uploads
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.times.zones import local_clock, local_day
from foundation.web.forms import Form
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.kept_files import as_kept_file
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading as reading_work
from foundation.web.work import unit_of_work
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from scheduling.domain.states import CancelReason

bp = Blueprint("translation_jobs", __name__, template_folder="../../templates")
P = DispatchPermission
SHOWS = (Refused, Conflict)
# What a quick filter means.
VIEWS = {
    "open": frozenset(UNDER_WAY),
    "delivered": frozenset({TranslationJobState.DELIVERED}),
    "over": OVER,
}


@dataclass
class _Forms:
    """The forms of one page; one of them may have been refused."""

    correction: CorrectionForm
    cancel: TranslationCancelForm
    deadline: DeadlineForm
    texts: TextsForm


def count_to_settle() -> int:
    """How many jobs wait for a coordinator, for the menu."""
    with reading_work() as uow:
        return seen.count_to_settle(uow)


@bp.get("/translations")
@requires(P.TRANSLATION_KEEP)
def index() -> ResponseReturnValue:
    """List every job by its deadline, as it is narrowed."""
    view = request.args.get("view", "open")
    filters = _filters(view)
    with reading_work() as uow:
        page = paged(
            uow.db,
            reading.select_jobs(uow, filters),
            number=page_number(),
            size=uow.settings.page_size,
        )
        return render_template(
            "dispatch/translations/index.html",
            page=page,
            view=view if view in {*VIEWS, "late", "unfilled"} else "open",
            offered=_offered(uow),
            is_filtered=bool({*request.args} - {"view", "page"}),
            is_late=jobs.is_late,
            waves=seen.waves_of(uow, page.items),
            at=uow.now,
        )


def _filters(view: str) -> TranslationFilters:
    args = request.args
    return TranslationFilters(
        states=VIEWS.get(view, frozenset(UNDER_WAY)),
        source=chosen(TextLanguage, args.get("source")),
        target=chosen(TextLanguage, args.get("target")),
        domain=chosen(Domain, args.get("domain")),
        organisation_id=find_id(args.get("organisation")),
        interpreter_id=find_id(args.get("person")),
        text=normalise_text(args.get("q", ""))[:40],
        late=view == "late",
        unfilled=view == "unfilled",
    )


def _offered(uow: UnitOfWork) -> dict[str, list[tuple[str, str]]]:
    spoken = language()
    every = [(str(o.id), o.name_in(spoken)) for o in organisations.list_organisations(uow)]
    languages = [(each.value, label(each, spoken)) for each in TextLanguage]
    return {
        "source": [("", _("Any source language")), *languages],
        "target": [("", _("Any target language")), *languages],
        "domain": [("", _("Any field")), *((each.value, label(each, spoken)) for each in Domain)],
        "organisation": [("", _("All organisations")), *every],
    }


@bp.get("/translations/<uuid:job_id>")
@requires(P.TRANSLATION_KEEP, P.TRANSLATION_READ_OWN)
def show(job_id: UUID) -> ResponseReturnValue:
    """Show one job, with what the reader may do about it."""
    return page_of(job_id)


@bp.post("/translations/<uuid:job_id>/accept")
@requires(P.TRANSLATION_ASK)
def accept(job_id: UUID) -> ResponseReturnValue:
    """Accept what was delivered."""
    with unit_of_work() as uow:
        answering.accept_delivery(uow, job_id)
    flash(_("Accepted. Whoever worked on it is told."), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/correct")
@requires(P.TRANSLATION_ASK)
def correct(job_id: UUID) -> ResponseReturnValue:
    """Send a delivery back for correction."""
    form = CorrectionForm()
    with (
        refusals_on(form, lambda: page_of(job_id, form), shows=SHOWS),
        unit_of_work() as uow,
    ):
        reason = chosen(CorrectionReason, form.reason.data)
        if reason is None:
            raise refuse("reason", say("Choose one of the options."))
        answering.ask_for_correction(uow, job_id, reason, form.text.data or "")
    flash(_("Sent back for correction. We tell you when it is delivered again."), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/cancel")
@requires(P.TRANSLATION_ASK)
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Call a job off."""
    form = TranslationCancelForm()
    with (
        refusals_on(form, lambda: page_of(job_id, form), shows=SHOWS),
        unit_of_work() as uow,
    ):
        reason = chosen(CancelReason, form.reason.data)
        if reason is None:
            raise refuse("reason", say("Choose one of the options."))
        jobs.cancel(uow, job_id, reason)
    flash(_("The translation is cancelled."), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/deadline")
@requires(P.TRANSLATION_KEEP)
def move(job_id: UUID) -> ResponseReturnValue:
    """Give a job another deadline."""
    form = DeadlineForm()
    if not form.validate():
        return page_of(job_id, form), 422
    with (
        refusals_on(form, lambda: page_of(job_id, form), shows=SHOWS),
        unit_of_work() as uow,
    ):
        until = instant_of(form.day.data, form.clock.data or END_OF_DAY, uow.settings.zone)
        jobs.move_deadline(uow, job_id, until)
    flash(_("The deadline was changed, and everybody concerned is told."), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/texts")
@requires(P.TRANSLATION_ASK)
def add_texts(job_id: UUID) -> ResponseReturnValue:
    """Add texts to a job."""
    form = TextsForm()
    texts = read_uploads(form)
    if form.errors:
        return page_of(job_id, form), 422
    with (
        refusals_on(form, lambda: page_of(job_id, form), shows=SHOWS),
        unit_of_work() as uow,
    ):
        files.add_texts(uow, job_id, texts)
    flash(_("The files were added."), "success")
    return _back(job_id)


@bp.get("/translations/<uuid:job_id>/files/<uuid:file_id>")
@requires(P.TRANSLATION_KEEP, P.TRANSLATION_READ_OWN)
def download(job_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Give a file to save."""
    with reading_work() as uow:
        return as_kept_file(*files.open_for_reader(uow, job_id, file_id))


def page_of(job_id: UUID, refused: Form | None = None) -> str:
    """The page of one job, with a form that was refused if there is one."""
    with reading_work() as uow:
        found = seen.see_job(uow, job_id)
        zone = uow.settings.zone
        due = found.job.deadline_at
        forms = _Forms(
            correction=refused if isinstance(refused, CorrectionForm) else CorrectionForm(None),
            cancel=refused
            if isinstance(refused, TranslationCancelForm)
            else TranslationCancelForm(None),
            deadline=refused
            if isinstance(refused, DeadlineForm)
            else DeadlineForm(None, day=local_day(due, zone), clock=local_clock(due, zone)),
            texts=refused if isinstance(refused, TextsForm) else TextsForm(None),
        )
        return render_template(
            "dispatch/translations/job.html", seen=found, forms_=forms, refused=refused, at=uow.now
        )


def _back(job_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", job_id=job_id), code=303)

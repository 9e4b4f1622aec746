"""Asking for a translation, and the list of one's own organisation."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_filters import TranslationFilters
from dispatch.domain.translations import OVER, TranslationJobState, TranslationMeasure
from dispatch.service.translations import jobs, reading, seen
from dispatch.service.translations.jobs import TranslationJob
from dispatch.web.translations.forms import TranslationForm
from dispatch.web.translations.uploads import read_uploads
from foundation.database.work import UnitOfWork
from foundation.files.keeping import ExaminedFile
from foundation.security.errors import Refused
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading as reading_work
from foundation.web.work import unit_of_work

bp = Blueprint("translations", __name__, template_folder="../../templates")
ENDED, OPEN = OVER, frozenset(TranslationJobState) - OVER


def count_to_answer() -> int:
    """How many deliveries wait for an answer, for the menu."""
    with reading_work() as uow:
        return seen.count_to_answer(uow)


@bp.get("/translations/mine")
@requires(DispatchPermission.TRANSLATION_READ_OWN)
def mine() -> ResponseReturnValue:
    """List the translations of the reader's organisations: what goes on first."""
    past = request.args.get("when") == "past"
    with reading_work() as uow:
        query = reading.select_own(uow, TranslationFilters(states=ENDED if past else OPEN))
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "dispatch/translations/mine.html",
            page=page,
            past=past,
            is_late=jobs.is_late,
            at=uow.now,
        )


@bp.get("/translations/new")
@requires(DispatchPermission.TRANSLATION_ASK)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _page(TranslationForm(None))


@bp.post("/translations/new")
@requires(DispatchPermission.TRANSLATION_ASK)
def ask() -> ResponseReturnValue:
    """Ask for a translation."""
    form = TranslationForm()
    with reading_work() as uow:
        _offer(uow, form)
    form.validate()
    texts = read_uploads(form)
    _count(form, texts)
    job: TranslationJob | None = None
    with refusals_on(form, lambda: _page(form), shows=(Refused,)), unit_of_work() as uow:
        wish = form.wish(uow.settings.zone)
        if form.errors:
            # What cannot be read and what makes no sense are said at once.
            jobs.find_problems(uow, wish).check()
        else:
            job = jobs.ask(uow, wish, texts)
    if job is None:
        return _page(form), 422
    flash(_("The translation is requested. We tell you when it is delivered."), "success")
    return redirect(url_for("translation_jobs.show", job_id=job.id), code=303)


def _count(form: TranslationForm, texts: Sequence[ExaminedFile]) -> None:
    """Where no size was typed it is that of the files, if it can be counted in all of them."""
    if not texts or form.amount.data is not None or form.amount.errors:
        return
    if form.measure.data == TranslationMeasure.PAGES.value:
        form.amount.data = sum(each.count.pages for each in texts)
    elif form.measure.data == TranslationMeasure.WORDS.value:
        words = [each.count.words for each in texts]
        if all(words):
            form.amount.data = sum(each or 0 for each in words)


def _page(form: TranslationForm) -> str:
    with reading_work() as uow:
        _offer(uow, form)
    return render_template("dispatch/translations/new.html", form=form)


def _offer(uow: UnitOfWork, form: TranslationForm) -> None:
    every = organisations.list_organisations(uow)
    if not uow.may(DispatchPermission.TRANSLATION_KEEP):
        own = {*reading.may_ask_for(uow)}
        every = [each for each in every if each.id in own]
    form.offer([(str(each.id), each.name_in(language())) for each in every])

"""The pages of whoever translates and revises: questions, steps, handing in, sending back, giving back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslationStepKind,
)
from dispatch.service.translations import files, offers, seen_own, work
from dispatch.web.translations.forms import (
    GiveBackForm,
    HandInForm,
    SendBackForm,
    chosen,
    members,
)
from dispatch.web.translations.uploads import read_uploads
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.message import say
from foundation.web.forms import Form
from foundation.web.guards import requires
from foundation.web.kept_files import as_kept_file
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("translation_work", __name__, template_folder="../../templates")
P = DispatchPermission
SHOWS = (Refused, Conflict)
# A refusal at a question; the rest is for whoever has begun.
NO_REASONS = tuple(each for each in NoTranslationReason if each is not NoTranslationReason.ILL)


def count_own() -> int:
    """How many questions and steps wait for the reader, for the menu."""
    with reading() as uow:
        return seen_own.count_own(uow)


@bp.get("/translations/work")
@requires(P.TRANSLATION_DO)
def index() -> ResponseReturnValue:
    """What the reader is asked, has to do, waits for and has done."""
    with reading() as uow:
        found = seen_own.see_own_work(uow)
        return render_template("dispatch/translations/work.html", work=found, at=uow.now)


@bp.get("/translations/offers/<uuid:offer_id>")
@requires(P.TRANSLATION_DO)
def offer(offer_id: UUID) -> ResponseReturnValue:
    """One question; looking changes nothing."""
    with reading() as uow:
        found = seen_own.see_own_offer(uow, offer_id)
        return render_template(
            "dispatch/translations/offer.html",
            offer=found.offer,
            job=found.offer.step.job,
            lines=found.lines,
            is_open=found.is_open,
            is_paid=found.is_paid,
            reasons=NO_REASONS,
        )


@bp.post("/translations/offers/<uuid:offer_id>/accept")
@requires(P.TRANSLATION_DO)
def accept(offer_id: UUID) -> ResponseReturnValue:
    """Say yes."""
    with unit_of_work() as uow:
        offers.accept(uow, offer_id)
    return redirect(url_for(".offer", offer_id=offer_id), code=303)


@bp.post("/translations/offers/<uuid:offer_id>/decline")
@requires(P.TRANSLATION_DO)
def decline(offer_id: UUID) -> ResponseReturnValue:
    """Say no, with a reason or without."""
    with unit_of_work() as uow:
        offers.decline(uow, offer_id, chosen(NoTranslationReason, request.form.get("why")))
    return redirect(url_for(".offer", offer_id=offer_id), code=303)


@bp.get("/translations/steps/<uuid:step_id>")
@requires(P.TRANSLATION_DO)
def step(step_id: UUID) -> ResponseReturnValue:
    """One step of the reader's own."""
    return _page(step_id)


@bp.post("/translations/steps/<uuid:step_id>/begin")
@requires(P.TRANSLATION_DO)
def begin(step_id: UUID) -> ResponseReturnValue:
    """Say that the work has begun."""
    with unit_of_work() as uow:
        work.begin(uow, step_id)
    return _back(step_id)


@bp.post("/translations/steps/<uuid:step_id>/hand-in")
@requires(P.TRANSLATION_DO)
def hand_in(step_id: UUID) -> ResponseReturnValue:
    """Hand a step in."""
    form = HandInForm()
    form.validate()
    texts = read_uploads(form)
    if form.errors:
        return _page(step_id, form), 422
    version = whole(request.form.get("version"), otherwise=0)
    with refusals_on(form, lambda: _page(step_id, form), shows=SHOWS), unit_of_work() as uow:
        work.hand_in(
            uow,
            step_id,
            version=version,
            units=form.units.data,
            remark=form.remark.data or "",
            texts=texts,
        )
    flash(_("Handed in. Thank you."), "success")
    return _back(step_id)


@bp.post("/translations/steps/<uuid:step_id>/send-back")
@requires(P.TRANSLATION_DO)
def send_back(step_id: UUID) -> ResponseReturnValue:
    """Send the text back to an earlier step."""
    form = SendBackForm()
    with refusals_on(form, lambda: _page(step_id, form), shows=SHOWS), unit_of_work() as uow:
        to = chosen(TranslationStepKind, form.to.data)
        reason = chosen(CorrectionReason, form.reason.data)
        if to is None:
            raise refuse("to", say("Choose one of the options."))
        if reason is None:
            raise refuse("reason", say("Choose one of the options."))
        work.send_back(uow, step_id, to, reason, form.text.data or "")
    flash(_("Sent back. It is your turn again once it is corrected."), "success")
    return _back(step_id)


@bp.post("/translations/steps/<uuid:step_id>/give-back")
@requires(P.TRANSLATION_DO)
def give_back(step_id: UUID) -> ResponseReturnValue:
    """Tell the centre that one cannot do a step any more."""
    form = GiveBackForm()
    with refusals_on(form, lambda: _page(step_id, form), shows=SHOWS), unit_of_work() as uow:
        reason = chosen(NoTranslationReason, form.reason.data)
        work.give_back(uow, step_id, reason or NoTranslationReason.OTHER)
    flash(_("The centre is told and asks somebody else."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/translations/steps/<uuid:step_id>/remark")
@requires(P.TRANSLATION_DO)
def remark(step_id: UUID) -> ResponseReturnValue:
    """Say something about a step, for the others who work on the job."""
    form = HandInForm()
    with refusals_on(form, lambda: _page(step_id, form), shows=SHOWS), unit_of_work() as uow:
        work.comment(uow, step_id, request.form.get("text", ""))
    flash(_("Your remark was added."), "success")
    return _back(step_id)


@bp.get("/translations/steps/<uuid:step_id>/files/<uuid:file_id>")
@requires(P.TRANSLATION_DO)
def download(step_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Give a file to save to somebody who works on its job."""
    with reading() as uow:
        return as_kept_file(*files.open_for_worker(uow, step_id, file_id))


def _page(step_id: UUID, refused: Form | None = None) -> str:
    with reading() as uow:
        found = seen_own.see_own_step(uow, step_id)
        usual = found.step.units or found.job.amount
        hand_in_form = refused if isinstance(refused, HandInForm) else HandInForm(None, units=usual)
        back = refused if isinstance(refused, SendBackForm) else SendBackForm(None)
        back.to.choices = members(found.sends_back_to)
        give = refused if isinstance(refused, GiveBackForm) else GiveBackForm(None)
        return render_template(
            "dispatch/translations/step.html",
            own=found,
            hand_in=hand_in_form,
            back=back,
            give=give,
            refused=refused,
            at=uow.now,
        )


def _back(step_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".step", step_id=step_id), code=303)

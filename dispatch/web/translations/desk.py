"""What a coordinator does about the steps of a job: asks people, enters answers by telephone, releases, remarks."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translations import NoTranslationReason, TranslationStepKind
from dispatch.service.translations import offers, seen, waves, work
from dispatch.web.translations.forms import END_OF_DAY, AskingForm, chosen, instant_of
from foundation.security.errors import Conflict, NotFound, Refused
from foundation.times.zones import local_clock, local_day
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work

bp = Blueprint("translation_desk", __name__, template_folder="../../templates")
P = DispatchPermission
SHOWS = (Refused, Conflict)


@bp.get("/translations/<uuid:job_id>/ask/<kind>")
@requires(P.TRANSLATION_KEEP)
def asking(job_id: UUID, kind: str) -> ResponseReturnValue:
    """Show who could have a step, and why the others cannot."""
    return _asking_page(job_id, kind)


@bp.post("/translations/<uuid:job_id>/ask/<kind>")
@requires(P.TRANSLATION_KEEP)
def ask(job_id: UUID, kind: str) -> ResponseReturnValue:
    """Ask the people who were ticked, all at once."""
    form = AskingForm()
    if not form.validate():
        return _asking_page(job_id, kind, form), 422
    people = [each for text in request.form.getlist("people") if (each := find_id(text))]
    with (
        refusals_on(form, lambda: _asking_page(job_id, kind, form), shows=SHOWS),
        unit_of_work() as uow,
    ):
        clock = form.answer_clock.data or END_OF_DAY
        until = instant_of(form.answer_day.data, clock, uow.settings.zone)
        sent = offers.send(uow, job_id, _kind(kind), people, until)
    flash(ngettext("%(num)s person is asked.", "%(num)s people are asked.", len(sent)), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/ask/<kind>/waves")
@requires(P.TRANSLATION_KEEP)
def start_waves(job_id: UUID, kind: str) -> ResponseReturnValue:
    """Ask for a step in waves."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        waves.start(uow, job_id, _kind(kind))
    flash(_("People are asked in waves."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/waves/<uuid:cascade_id>/skip")
@requires(P.TRANSLATION_KEEP)
def skip_wave(job_id: UUID, cascade_id: UUID) -> ResponseReturnValue:
    """Have the next wave go now."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        waves.skip(uow, cascade_id)
    flash(_("The next wave goes out now."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/waves/<uuid:cascade_id>/stop")
@requires(P.TRANSLATION_KEEP)
def stop_waves(job_id: UUID, cascade_id: UUID) -> ResponseReturnValue:
    """Send no further wave."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        waves.stop(uow, cascade_id)
    flash(_("The waves were stopped. Open offers can still be accepted."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/offers/<uuid:offer_id>/withdraw")
@requires(P.TRANSLATION_KEEP)
def withdraw(job_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Take a question back."""
    with unit_of_work() as uow:
        offers.withdraw(uow, offer_id)
    flash(_("The offer was withdrawn."), "success")
    return _back(job_id)


@bp.post("/translations/<uuid:job_id>/offers/<uuid:offer_id>/yes")
@requires(P.TRANSLATION_KEEP)
def yes(job_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Enter a yes that was said on the telephone."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        offers.record_yes(uow, offer_id)
    flash(_("The step is taken."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/offers/<uuid:offer_id>/no")
@requires(P.TRANSLATION_KEEP)
def no(job_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Enter a no that was said on the telephone."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        reason = chosen(NoTranslationReason, request.form.get("reason"))
        offers.record_no(uow, offer_id, reason)
    flash(_("The answer was recorded."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/steps/<uuid:step_id>/release")
@requires(P.TRANSLATION_KEEP)
def release(job_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Take a step from whoever has it."""
    back = _back(job_id)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        work.release(uow, step_id)
    flash(_("The step is nobody's again. Ask somebody else."), "success")
    return back


@bp.post("/translations/<uuid:job_id>/steps/<uuid:step_id>/remark")
@requires(P.TRANSLATION_KEEP)
def remark(job_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Say something about a step."""
    back = redirect(
        safe_next(request.form.get("next"), url_for("translation_jobs.show", job_id=job_id)),
        code=303,
    )
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        work.comment(uow, step_id, request.form.get("text", ""))
    flash(_("Your remark was added."), "success")
    return back


def _kind(text: str) -> TranslationStepKind:
    found = chosen(TranslationStepKind, text)
    if found is None:
        raise NotFound
    return found


def _asking_page(job_id: UUID, kind: str, form: AskingForm | None = None) -> str:
    with reading() as uow:
        found = seen.see_asking(uow, job_id, _kind(kind))
        usual = offers.usual_answer_by(uow, found.step)
        zone = uow.settings.zone
        filled = form or AskingForm(
            None, answer_day=local_day(usual, zone), answer_clock=local_clock(usual, zone)
        )
        return render_template(
            "dispatch/translations/asking.html",
            seen=found,
            form=filled,
            ticked={*request.form.getlist("people")},
        )


def _back(job_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("translation_jobs.show", job_id=job_id), code=303)

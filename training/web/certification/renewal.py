"""Renewal on screen: one's own account of points and practice; the office's queue."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from foundation.security.errors import Conflict, DomainError
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, Required, choices, given
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language, words
from foundation.web.work import actor, reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.domain.renewal import HOUR, MOST_OF_A_CLAIM, CpdArea, WaiverKind
from training.service.certification import balances, renewal
from training.service.certification.balances import Balance
from training.service.certification.renewal import Renewal
from training.service.ledger import points

bp = Blueprint("renewal", __name__, template_folder="../../templates")
GIVE_A_NUMBER = say("Enter a whole number; 0 for none.").text
OWN, DECIDE = TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_DECIDE


class ClaimForm(Form):
    """Further training done elsewhere."""

    area = RadioField(say("Topic of the training").text, [Required(say("Choose one."))])
    points = IntegerField(
        say("Hours (one hour is one point)").text, [Required(say("Say how many hours."))]
    )
    title = StringField(
        say("What, and who held it").text,
        [Required(say("Say what it was and who held it.")), Length(max=200)],
    )
    done_on = DateField(say("On which day").text, [Required(say("Choose a day."))])


class WaiverForm(Form):
    """What a holder need not bring."""

    kind = RadioField(say("What is waived").text, [Required(say("Choose one."))])
    reason = StringField(say("Reason").text, [Required(say("Enter a reason.")), Length(max=300)])


class BalanceForm(Form):
    """What a holder brought within the term before it was counted here."""

    practice_hours = IntegerField(say("Hours interpreted").text, [InputRequired(GIVE_A_NUMBER)])
    practice_sessions = IntegerField(
        say("Sessions interpreted").text, [InputRequired(GIVE_A_NUMBER)]
    )
    ethics = IntegerField(say("Ethics and conduct").text, [InputRequired(GIVE_A_NUMBER)])
    skills = IntegerField(say("Interpreting skills").text, [InputRequired(GIVE_A_NUMBER)])
    performance = IntegerField(say("Observed performance").text, [InputRequired(GIVE_A_NUMBER)])
    note = StringField(
        say("Where it is written").text,
        [
            Required(say("Say where this is written, such as a list or a letter.")),
            Length(max=balances.LONGEST_NOTE),
        ],
    )
    version = HiddenField(default="0")


@bp.get("/certifications/<uuid:certification_id>/renewal")
@requires(OWN, TrainingPermission.CERTIFICATION_READ)
def show(certification_id: UUID) -> ResponseReturnValue:
    """Show what a holder has brought and what is missing."""
    return _page(certification_id)


@bp.post("/certifications/<uuid:certification_id>/renewal")
@requires(OWN)
def hand_in(certification_id: UUID) -> ResponseReturnValue:
    """Hand the renewal in."""
    with unit_of_work() as uow:
        renewal.hand_in(uow, certification_id)
    flash(_("Submitted. The centre will check it and tell you."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


@bp.post("/certifications/<uuid:certification_id>/points")
@requires(OWN)
def claim(certification_id: UUID) -> ResponseReturnValue:
    """Claim points."""
    form = _claim_form(sent=True)
    if not form.validate():
        return _page(certification_id, claim_form=form), 422
    with refusals_on(form, lambda: _page(certification_id, claim_form=form)), unit_of_work() as uow:
        points.claim(
            uow,
            area=CpdArea(form.area.data),
            points=given(form.points.data),
            title=form.title.data or "",
            done_on=given(form.done_on.data),
        )
    flash(_("Recorded. It counts once the centre has checked it."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


@bp.post("/certifications/<uuid:certification_id>/waivers")
@requires(DECIDE)
def waive(certification_id: UUID) -> ResponseReturnValue:
    """Waive practice or points."""
    form = _waiver_form(sent=True)
    if not form.validate():
        return _page(certification_id, waiver_form=form), 422
    with (
        refusals_on(form, lambda: _page(certification_id, waiver_form=form)),
        unit_of_work() as uow,
    ):
        renewal.waive(
            uow,
            certification_id,
            kind=WaiverKind(form.kind.data),
            reason=form.reason.data or "",
        )
    flash(_("Waived and recorded with its reason."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


@bp.post("/certifications/<uuid:certification_id>/balance")
@requires(DECIDE)
def enter_balance(certification_id: UUID) -> ResponseReturnValue:
    """Write down what the holder brought before."""
    form = BalanceForm()
    if not form.validate():
        return _page(certification_id, balance_form=form), 422
    with (
        refusals_on(form, lambda: _page(certification_id, balance_form=form)),
        unit_of_work() as uow,
    ):
        wish = Balance(
            practice_hours=given(form.practice_hours.data),
            practice_sessions=given(form.practice_sessions.data),
            ethics=given(form.ethics.data),
            skills=given(form.skills.data),
            performance=given(form.performance.data),
            note=form.note.data or "",
        )
        balances.enter(uow, certification_id, wish, version=whole(form.version.data, otherwise=-1))
    flash(_("Recorded. It counts towards this renewal."), "success")
    return redirect(url_for(".show", certification_id=certification_id), code=303)


@bp.get("/renewals")
@requires(DECIDE)
def waiting() -> ResponseReturnValue:
    """Show the renewals and claims that wait for the office."""
    return _queue()


@bp.post("/renewals/<uuid:case_id>")
@requires(DECIDE)
def decide(case_id: UUID) -> ResponseReturnValue:
    """Renew, or not."""
    with refusals_by(lambda error: (_queue(case_id, error), _status(error))), unit_of_work() as uow:
        if request.form.get("do") == "approve":
            renewal.approve(uow, case_id)
        else:
            renewal.refuse_case(uow, case_id, reason=request.form.get("reason", ""))
    flash(_("Decided."), "success")
    return redirect(url_for(".waiting"), code=303)


@bp.post("/renewals/claims/<uuid:claim_id>")
@requires(DECIDE)
def decide_claim(claim_id: UUID) -> ResponseReturnValue:
    """Count points, or not."""
    with (
        refusals_by(lambda error: (_queue(claim_id, error), _status(error))),
        unit_of_work() as uow,
    ):
        points.decide(
            uow,
            claim_id,
            accept=request.form.get("do") == "approve",
            note=request.form.get("reason", ""),
        )
    flash(_("Decided."), "success")
    return redirect(url_for(".waiting"), code=303)


def _page(
    certification_id: UUID,
    *,
    claim_form: ClaimForm | None = None,
    waiver_form: WaiverForm | None = None,
    balance_form: BalanceForm | None = None,
) -> str:
    with reading() as uow:
        found = renewal.look(uow, certification_id)
        is_own = found.certification.learner.user_id == uow.actor.user_id
        return render_template(
            "training/certification/renewal_show.html",
            found=found,
            is_own=is_own,
            claims=points.mine(uow) if is_own and uow.may(OWN) else (),
            claim_form=claim_form or _claim_form(),
            waiver_form=waiver_form or _waiver_form(),
            balance_form=balance_form or _balance_form(found),
            may_waive=actor().may(DECIDE) and not is_own,
            most=MOST_OF_A_CLAIM,
            today=uow.today,
        )


def _queue(about: UUID | None = None, error: DomainError | None = None) -> str:
    with reading() as uow:
        return render_template(
            "training/certification/renewal_waiting.html",
            cases=renewal.waiting(uow),
            claims=points.waiting(uow),
            about=about,
            problem=words(error.reason) if error else "",
            typed=request.form.get("reason", ""),
        )


def _claim_form(*, sent: bool = False) -> ClaimForm:
    form = ClaimForm() if sent else ClaimForm(None)
    form.area.choices = choices([(area.value, label(area, language())) for area in CpdArea])
    return form


def _balance_form(found: Renewal) -> BalanceForm:
    known = found.balance
    if known is None:
        zeros = dict.fromkeys(("practice_hours", "practice_sessions", *CpdArea), 0)
        return BalanceForm(None, version="0", **zeros)
    hours = known.practice_minutes // HOUR
    return BalanceForm(None, obj=known, practice_hours=hours, version=str(known.version))


def _waiver_form(*, sent: bool = False) -> WaiverForm:
    form = WaiverForm() if sent else WaiverForm(None)
    form.kind.choices = choices([(kind.value, label(kind, language())) for kind in WaiverKind])
    return form


def _status(error: DomainError) -> int:
    return 409 if isinstance(error, Conflict) else 422

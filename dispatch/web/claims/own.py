"""One's own pay on the phone: the month with its lines, and what one says to each claim."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.claims import CONFIRMABLE, DISPUTABLE, LONGEST_SAID
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import answers, seen
from dispatch.web.claims.forms import SayForm
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.times.zones import read_day
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work

bp = Blueprint("pay", __name__, template_folder="../../templates")
OWN = DispatchPermission.PAY_OWN


def count_waiting() -> int:
    """How many claims wait for the reader's word, for the menu."""
    with reading() as uow:
        return seen.count_own(uow)


@bp.get("/pay")
@requires(OWN)
def show() -> ResponseReturnValue:
    """Show a month of one's pay."""
    with reading() as uow:
        month = month_asked(uow)
        return render_template(
            "dispatch/claims/own.html",
            own=seen.see_own_month(uow, month),
            before=(month - timedelta(days=1)).replace(day=1),
            after=after(month, uow.today),
        )


@bp.get("/pay/claims/<uuid:claim_id>")
@requires(OWN)
def claim(claim_id: UUID) -> ResponseReturnValue:
    """Show one claim, line by line."""
    return _page(claim_id, SayForm(None))


@bp.post("/pay/confirm")
@requires(OWN)
def confirm_all() -> ResponseReturnValue:
    """Confirm everything that is proposed."""
    with unit_of_work() as uow:
        count = answers.confirm_all(uow)
    flash(
        ngettext(
            "%(num)s confirmed. The centre approves it now.",
            "%(num)s confirmed. The centre approves them now.",
            count,
        ),
        "success",
    )
    return redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)


@bp.post("/pay/claims/<uuid:claim_id>/confirm")
@requires(OWN)
def confirm(claim_id: UUID) -> ResponseReturnValue:
    """Say that a claim is right."""
    back = redirect(
        safe_next(request.form.get("next"), url_for(".claim", claim_id=claim_id)), code=303
    )
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        answers.confirm(uow, claim_id)
    flash(_("Confirmed. The centre approves it now."), "success")
    return back


@bp.post("/pay/claims/<uuid:claim_id>/dispute")
@requires(OWN)
def dispute(claim_id: UUID) -> ResponseReturnValue:
    """Say what is wrong with a claim."""
    form = SayForm()
    form.validate()
    with (
        refusals_on(form, lambda: _page(claim_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        answers.dispute(uow, claim_id, form.reason.data or "")
    flash(_("Sent to the centre. You will be told when it has answered."), "success")
    return redirect(url_for(".claim", claim_id=claim_id), code=303)


def month_asked(uow: UnitOfWork, usual: date | None = None) -> date:
    """The month asked for as 2026-11, else the usual one; what is to come means this one."""
    this = uow.today.replace(day=1)
    asked = read_day(f"{request.args.get('month', '')}-01") or usual
    return this if asked is None else min(asked, this)


def after(month: date, today: date) -> date | None:
    """The month after, unless it is still to come."""
    following = (month + timedelta(days=32)).replace(day=1)
    return None if following > today else following


def _page(claim_id: UUID, form: SayForm) -> str:
    with reading() as uow:
        found, corrections = seen.see_own(uow, claim_id)
        return render_template(
            "dispatch/claims/own_claim.html",
            claim=found,
            corrections=corrections,
            form=form,
            longest=LONGEST_SAID,
            may_confirm=found.state in CONFIRMABLE,
            may_dispute=found.state in DISPUTABLE,
        )

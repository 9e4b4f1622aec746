"""Claims for the office: which wait for a decision, one of them line by line, and what is decided."""

import re
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import organisations
from dispatch.domain.claims import DENIABLE, LONGEST_SAID, ClaimState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import deciding, seen, training
from dispatch.service.claims.seen import ClaimFilter
from dispatch.web.claims.forms import SayForm
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused, refuse
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work

bp = Blueprint("claims", __name__, template_folder="../../templates")
READ, APPROVE = DispatchPermission.CLAIM_READ, DispatchPermission.CLAIM_APPROVE
WAITING = (
    ClaimState.CONFIRMED,
    ClaimState.DISPUTED,
    ClaimState.HALF_APPROVED,
    ClaimState.PROPOSED,
)
_WON = re.compile(r"[+-]?\d{1,9}")


def count_waiting() -> int:
    """How many claims wait for a decision, for the menu."""
    with reading() as uow:
        return seen.count_waiting(uow)


@bp.get("/claims")
@requires(READ)
def index() -> ResponseReturnValue:
    """List claims by state, month, organisation and person."""
    asked = request.args.get("state", "")
    state = ClaimState(asked) if asked in set(ClaimState) else None
    if "state" not in request.args:
        state = ClaimState.CONFIRMED
    with reading() as uow:
        wanted = ClaimFilter(
            state=state,
            month=read_day(f"{request.args.get('month', '')}-01"),
            interpreter_id=find_id(request.args.get("interpreter")),
            organisation_id=find_id(request.args.get("organisation")),
        )
        query = seen.search(uow, wanted)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "dispatch/claims/index.html",
            page=page,
            wanted=wanted,
            waiting=WAITING,
            states=list(ClaimState),
            counts=seen.count_by_state(uow),
            without_payee=len(training.list_without_payee(uow)),
            organisations=organisations.list_organisations(uow),
            may={each.id for each in page.items if deciding.may_approve(uow, each)},
        )


@bp.get("/claims/without-payee")
@requires(READ)
def without_payee() -> ResponseReturnValue:
    """List who taught and is not on the roster."""
    with reading() as uow:
        trainers = training.list_without_payee(uow)
    return render_template("dispatch/claims/without_payee.html", trainers=trainers)


@bp.get("/claims/<uuid:claim_id>")
@requires(READ)
def show(claim_id: UUID) -> ResponseReturnValue:
    """Show one claim."""
    return _page(claim_id, SayForm(None))


@bp.post("/claims/approve")
@requires(APPROVE)
def approve() -> ResponseReturnValue:
    """Approve the chosen claims, or every one that was listed."""
    chosen = request.form.getlist("shown" if request.form.get("do") == "all" else "claims")
    ids = [found for found in map(find_id, chosen) if found is not None]
    back = redirect(safe_next(request.form.get("next"), url_for(".index")), code=303)
    shows = (Refused, Conflict, Forbidden, NotFound)
    with (
        refusals_by(lambda error: flashed(error, back), shows=shows),
        unit_of_work() as uow,
    ):
        done = deciding.approve(uow, ids)
    if done.approved:
        flash(
            ngettext("%(num)s claim approved.", "%(num)s claims approved.", done.approved),
            "success",
        )
    if done.waiting:
        flash(
            ngettext(
                "%(num)s claim is above the limit: a second person has to approve it.",
                "%(num)s claims are above the limit: a second person has to approve them.",
                done.waiting,
            ),
            "info",
        )
    return back


@bp.post("/claims/<uuid:claim_id>/deny")
@requires(APPROVE)
def deny(claim_id: UUID) -> ResponseReturnValue:
    """Deny a claim."""
    form = SayForm()
    form.validate()
    with (
        refusals_on(form, lambda: _page(claim_id, form, "deny"), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        deciding.deny(uow, claim_id, form.reason.data or "")
    flash(_("Denied. The interpreter was told why."), "success")
    return redirect(url_for(".show", claim_id=claim_id), code=303)


@bp.post("/claims/<uuid:claim_id>/answer")
@requires(APPROVE)
def answer(claim_id: UUID) -> ResponseReturnValue:
    """Answer a dispute."""
    form = SayForm()
    form.validate()
    with (
        refusals_on(form, lambda: _page(claim_id, form, "answer"), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        deciding.answer(uow, claim_id, form.reason.data or "", _won(form))
    flash(_("Answered. The interpreter is asked again."), "success")
    return redirect(url_for(".show", claim_id=claim_id), code=303)


@bp.post("/claims/<uuid:claim_id>/correct")
@requires(APPROVE)
def correct(claim_id: UUID) -> ResponseReturnValue:
    """Correct an approved claim by a new one."""
    form = SayForm()
    form.validate()
    with (
        refusals_on(
            form, lambda: _page(claim_id, form, "correct"), shows=(Refused, Conflict, Forbidden)
        ),
        unit_of_work() as uow,
    ):
        made = deciding.correct(uow, claim_id, _won(form), form.reason.data or "")
    flash(_("A second person has to approve the correction."), "success")
    return redirect(url_for(".show", claim_id=made.id), code=303)


def _won(form: SayForm) -> int:
    typed = (form.won.data or "").replace(",", "").replace("−", "-").strip()
    if not typed:
        return 0
    if not _WON.fullmatch(typed):
        raise refuse("won", say("Enter a whole number."))
    return int(typed)


def _page(claim_id: UUID, form: SayForm, what: str = "") -> str:
    with reading() as uow:
        found, corrections = seen.see(uow, claim_id)
        may = deciding.may_decide(uow, found)
        return render_template(
            "dispatch/claims/show.html",
            claim=found,
            corrections=corrections,
            form=form,
            what=what,
            longest=LONGEST_SAID,
            may_approve=deciding.may_approve(uow, found),
            may_deny=may and found.state in DENIABLE,
            may_answer=may and found.state is ClaimState.DISPUTED,
            may_correct=may and found.state is ClaimState.APPROVED,
        )

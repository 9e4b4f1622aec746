"""All offers with how they stand, for coordinators, and taking one back."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.slots import offers_ending, offers_log
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("offers_log", __name__, template_folder="../../templates")
PERIODS = (1, 7, 30)
USUAL_PERIOD = 7


@bp.get("/offers/log")
@requires(DispatchPermission.BOARD_READ)
def index() -> ResponseReturnValue:
    """The offers, the newest first, narrowed by state, name and days."""
    wanted = request.args.get("state", "")
    state = OfferState(wanted) if wanted in set(OfferState) else None
    days = request.args.get("days", str(USUAL_PERIOD))
    period = int(days) if days in {str(each) for each in PERIODS} else None
    with reading() as uow:
        filters = offers_log.OfferFilters(
            state=state,
            interpreter=request.args.get("q", "").strip()[:60],
            since=None if period is None else uow.now - timedelta(days=period),
            downgraded=request.args.get("downgraded") == "1",
        )
        query = offers_log.log_query(uow, filters)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        calling = offers_log.calling_of(uow, page.items)
        today = uow.today
    return render_template(
        "dispatch/desk/offers_log.html",
        page=page,
        states=[each for each in OfferState if each is not OfferState.DRAFT],
        state=state,
        period=period,
        periods=PERIODS,
        open_states=OPEN_OFFERS,
        called=calling.called,
        calls=calling.calls,
        today=today,
    )


@bp.post("/offers/log/<uuid:offer_id>/withdraw")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def withdraw(offer_id: UUID) -> ResponseReturnValue:
    """Take an offer back; the interpreter is told."""
    with unit_of_work() as uow:
        offers_ending.withdraw(uow, offer_id)
    flash(_("The offer was withdrawn and the interpreter was told."), "success")
    return redirect(safe_next(request.form.get("next"), url_for(".index")), code=303)

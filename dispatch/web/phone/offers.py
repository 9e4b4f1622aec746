"""Offers on the phone: looking changes nothing, answering is a button."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import DeclineReason
from dispatch.service import notices
from dispatch.service.phone import offers_seen
from dispatch.service.slots import offers, offers_undo
from dispatch.web.phone.context import page_context
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("offers", __name__, template_folder="../../templates")


@bp.get("/offers")
@requires(DispatchPermission.OFFER_ANSWER)
def index() -> ResponseReturnValue:
    """What waits for an answer, and how the newer offers ended."""
    with reading() as uow:
        return render_template(
            "dispatch/phone/offers.html",
            waiting=offers_seen.see_waiting(uow),
            recent=offers_seen.see_recent(uow),
            **page_context(uow),
        )


@bp.get("/offers/<uuid:offer_id>")
@requires(DispatchPermission.OFFER_ANSWER)
def show(offer_id: UUID) -> ResponseReturnValue:
    """One offer: before the answer with its buttons, afterwards with the way back."""
    with reading() as uow:
        return render_template(
            "dispatch/phone/offer.html",
            offer=offers_seen.see_offer(uow, offer_id),
            centre=notices.centre_phone(uow),
            reasons=list(DeclineReason),
            **page_context(uow),
        )


@bp.post("/offers/<uuid:offer_id>/accept")
@requires(DispatchPermission.OFFER_ANSWER)
def accept(offer_id: UUID) -> ResponseReturnValue:
    """Say yes."""
    with unit_of_work() as uow:
        offers.accept(uow, offer_id)
    return _answered(offer_id)


@bp.post("/offers/<uuid:offer_id>/decline")
@requires(DispatchPermission.OFFER_ANSWER)
def decline(offer_id: UUID) -> ResponseReturnValue:
    """Say no, with a reason or without."""
    given = request.form.get("why", "")
    reason = DeclineReason(given) if given in set(DeclineReason) else None
    with unit_of_work() as uow:
        offers.decline(uow, offer_id, reason)
    return _answered(offer_id)


@bp.post("/offers/<uuid:offer_id>/undo")
@requires(DispatchPermission.OFFER_ANSWER)
def undo(offer_id: UUID) -> ResponseReturnValue:
    """Take the answer back."""
    with unit_of_work() as uow:
        offers_undo.undo_answer(uow, offer_id)
    flash(_("Your answer was undone. The offer is open again."), "success")
    return _answered(offer_id)


def _answered(offer_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("offers.show", offer_id=offer_id), code=303)

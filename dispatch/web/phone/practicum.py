"""A trainee's places beside her mentor, on the phone: what is proposed, and her yes or no."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.states import PlaceState
from dispatch.service.phone import practicum_ahead, practicum_seen
from dispatch.service.practicum import places
from dispatch.web.phone.context import count_places_waiting, page_context
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission

bp = Blueprint("places", __name__, template_folder="../../templates")
OWN = TrainingPermission.LEARNING_OWN


@bp.app_context_processor
def waiting_on_the_practicum() -> dict[str, object]:
    """Let the card on the practicum's page, which belongs to the training, say how many wait."""
    return {"count_places_waiting": count_places_waiting}


@bp.get("/practicum/places")
@requires(OWN)
def index() -> ResponseReturnValue:
    """The places that lie ahead, those without an answer in front."""
    with reading() as uow:
        own = practicum_seen.see_own(uow)
        return render_template(
            "dispatch/phone/places.html",
            places=own,
            reasons=() if own else practicum_ahead.why_none(uow),
            P=PlaceState,
            **page_context(uow),
        )


@bp.post("/practicum/places/<uuid:place_id>/confirm")
@requires(OWN)
def confirm(place_id: UUID) -> ResponseReturnValue:
    """Say that one comes."""
    with unit_of_work() as uow:
        places.confirm(uow, place_id)
    flash(_("Your mentor knows that you come."), "success")
    return _back()


@bp.post("/practicum/places/<uuid:place_id>/decline")
@requires(OWN)
def decline(place_id: UUID) -> ResponseReturnValue:
    """Say that one does not come, or no longer."""
    with unit_of_work() as uow:
        places.decline(uow, place_id)
    flash(_("You do not go. That has no consequence for you."), "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(safe_next(request.form.get("next"), url_for(".index")), code=303)

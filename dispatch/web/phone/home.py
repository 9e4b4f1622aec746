"""The interpreter's first page: what comes next, and what waits for an answer."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from dispatch.domain.helpline import AVAILABLE_FOR
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import PlaceState
from dispatch.service.claims import seen as claims
from dispatch.service.helpline import duty
from dispatch.service.live import seen
from dispatch.service.phone import offers_seen, practicum_seen
from dispatch.service.translations import seen_own as translations_seen
from dispatch.web.phone.context import page_context
from foundation.web.guards import requires
from foundation.web.work import reading
from training.service.certification import path, renewal

bp = Blueprint("home", __name__, template_folder="../../templates")


@bp.get("/home")
@requires(DispatchPermission.OFFER_ANSWER)
def show() -> ResponseReturnValue:
    """The next session, the offers that wait, places beside a mentor, this week and the ladder."""
    with reading() as uow:
        home = offers_seen.see_home(uow)
        return render_template(
            "dispatch/phone/home.html",
            home=home,
            live=seen.see_day(uow, home.coming.id) if home.coming else None,
            to_report=seen.list_to_report(uow),
            standbys=seen.list_standbys(uow),
            to_confirm=claims.count_own(uow),
            ready=duty.see_own(uow),
            lengths=AVAILABLE_FOR,
            places=practicum_seen.see_own(uow),
            rung=path.next_step(uow),
            renewals=renewal.due_to_me(uow),
            texts=translations_seen.see_own_work(uow)
            if translations_seen.has_own_work(uow)
            else None,
            P=PlaceState,
            **page_context(uow),
        )

"""A draft of who translates and revises: asked for, read, sent, dropped."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.translations import drafted, planning
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work

bp = Blueprint("translation_plans", __name__, template_folder="../../templates")
P = DispatchPermission
SHOWS = (Refused, Conflict)


@bp.get("/translations/plan")
@requires(P.TRANSLATION_KEEP)
def show() -> ResponseReturnValue:
    """Show the newest draft: what is late or open first, then by deadline or by person."""
    view = "people" if request.args.get("view") == "people" else "jobs"
    way = whole(request.args.get("way"), otherwise=0, low=0, high=2)
    with reading() as uow:
        seen = drafted.look_at(uow, way)
    return render_template("dispatch/translations/plan.html", seen=seen, view=view)


@bp.post("/translations/plan")
@requires(P.TRANSLATION_KEEP)
def ask() -> ResponseReturnValue:
    """Ask for a draft of all jobs under way."""
    back = redirect(url_for(".show"), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        planning.ask_for_plan(uow)
    flash(_("The draft is being made. This page shows it when it is there."), "success")
    return back


@bp.post("/translations/plan/repair")
@requires(P.TRANSLATION_KEEP)
def ask_repair() -> ResponseReturnValue:
    """Ask for ways to fill the gaps alone."""
    back = redirect(url_for(".show"), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        planning.ask_for_plan(uow, is_repair=True)
    flash(_("The draft is being made. This page shows it when it is there."), "success")
    return back


@bp.post("/translations/plan/<uuid:plan_id>/send")
@requires(P.TRANSLATION_KEEP)
def send(plan_id: UUID) -> ResponseReturnValue:
    """Send the offers of the steps that were ticked."""
    back = redirect(url_for(".show"), code=303)
    ticked = frozenset(request.form.getlist("steps"))
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        way = whole(request.form.get("way"), otherwise=0, low=0, high=2)
        sent, left_out = planning.send(uow, plan_id, ticked, way)
    flash(ngettext("%(num)s offer is sent.", "%(num)s offers are sent.", sent), "success")
    if left_out:
        flash(
            ngettext(
                "%(num)s step fits no longer and was left out.",
                "%(num)s steps fit no longer and were left out.",
                left_out,
            ),
            "warning",
        )
    return back


@bp.post("/translations/plan/<uuid:plan_id>/drop")
@requires(P.TRANSLATION_KEEP)
def drop(plan_id: UUID) -> ResponseReturnValue:
    """Drop a draft."""
    back = redirect(url_for(".show"), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=SHOWS), unit_of_work() as uow:
        planning.drop(uow, plan_id)
    flash(_("The draft was discarded. Nobody was asked."), "success")
    return back

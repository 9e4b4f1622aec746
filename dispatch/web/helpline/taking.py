"""Calls on demand on the interpreter's phone: asked above every page, taken with one tap, ended."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.helpline import calls, seen
from foundation.security.errors import Conflict, Gone
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import actor, reading, unit_of_work

bp = Blueprint("taking", __name__, template_folder="../../templates")
OWN = DispatchPermission.OFFER_ANSWER


@bp.app_context_processor
def banner_above_the_page() -> dict[str, object]:
    """Let every page of an interpreter who is ready for calls ask her."""
    return {"call_banner": _banner}


def _banner() -> Markup:
    if not actor().may(OWN) or request.endpoint in {"taking.show", "taking.state"}:
        return Markup()
    return Markup(_banner_text())  # noqa: S704  # nosec B704  from a template


def _banner_text(*, is_fragment: bool = False) -> str:
    with reading() as uow:
        phone = seen.see_phone(uow)
        if not phone.is_ready and not is_fragment:
            return ""
        return render_template(
            "dispatch/helpline/_banner.html", phone=phone, is_fragment=is_fragment
        )


@bp.get("/helpline/asked")
@requires(OWN)
def asked() -> ResponseReturnValue:
    """The banner alone."""
    return _banner_text(is_fragment=True)


@bp.post("/helpline/asked/<uuid:offer_id>/yes")
@requires(OWN)
def say_yes(offer_id: UUID) -> ResponseReturnValue:
    """Take the call."""
    home = redirect(url_for("home.show"), code=303)
    with (
        refusals_by(lambda error: flashed(error, home), shows=(Conflict, Gone)),
        unit_of_work() as uow,
    ):
        call_id = calls.say_yes(uow, offer_id).id
    return redirect(url_for(".show", call_id=call_id), code=303)


@bp.post("/helpline/asked/<uuid:offer_id>/no")
@requires(OWN)
def say_no(offer_id: UUID) -> ResponseReturnValue:
    """Pass the call on."""
    home = redirect(url_for("home.show"), code=303)
    with (
        refusals_by(lambda error: flashed(error, home), shows=(Conflict, Gone)),
        unit_of_work() as uow,
    ):
        calls.say_no(uow, offer_id)
    flash(_("Declined. That has no consequence for you."), "success")
    return home


@bp.get("/helpline/taken/<uuid:call_id>")
@requires(OWN)
def show(call_id: UUID) -> ResponseReturnValue:
    """The call that the reader is in: how she joins, and its end."""
    with reading() as uow:
        taken = seen.see_taken(uow, call_id)
        return render_template(
            "dispatch/helpline/taken.html", taken=taken, again_after=None if taken.is_over else 15
        )


@bp.get("/helpline/taken/<uuid:call_id>/state")
@requires(OWN)
def state(call_id: UUID) -> ResponseReturnValue:
    """What of the page changes, alone."""
    with reading() as uow:
        taken = seen.see_taken(uow, call_id)
        return render_template("dispatch/helpline/_taken.html", taken=taken, is_fragment=True)


@bp.post("/helpline/taken/<uuid:call_id>/end")
@requires(OWN)
def end(call_id: UUID) -> ResponseReturnValue:
    """End the call."""
    back = redirect(url_for(".show", call_id=call_id), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), unit_of_work() as uow:
        calls.end_call(uow, call_id)
    return back

"""The watch over what is urgent: taken by somebody, given back, and a bar on every desk page until then."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.helpline import watch
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import actor, reading, unit_of_work

bp = Blueprint("watch", __name__, template_folder="../../templates")


@bp.app_context_processor
def bar_above_the_page() -> dict[str, object]:
    """Let every page of a coordinator say how much urgent has been taken by nobody."""
    return {"urgent_bar": _bar}


def _bar() -> Markup:
    if not actor().may(DispatchPermission.BOARD_READ):
        return Markup()
    with reading() as uow:
        urgent, calls = watch.count_untaken(uow)
    if not urgent + calls or request.endpoint == "now.show":
        return Markup()
    text = render_template("dispatch/helpline/_bar.html", urgent=urgent, calls=calls)
    return Markup(text)  # noqa: S704  # nosec B704  from a template


@bp.post("/dispatch/watch/<uuid:session_id>/take")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def take(session_id: UUID) -> ResponseReturnValue:
    """Say "I take it"."""
    return _act(
        lambda uow: watch.take(uow, session_id), _("You are handling it. Reminders pause for now.")
    )


@bp.post("/dispatch/watch/<uuid:session_id>/give-back")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def give_back(session_id: UUID) -> ResponseReturnValue:
    """Say that one cannot see to it after all."""
    return _act(
        lambda uow: watch.give_back(uow, session_id), _("Released. Everyone is reminded again.")
    )


def _act(act: Callable[[UnitOfWork], None], done: str) -> ResponseReturnValue:
    back = redirect(safe_next(request.form.get("next"), url_for("now.show")), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), unit_of_work() as uow:
        act(uow)
    flash(done, "success")
    return back

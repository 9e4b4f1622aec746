"""Overrides that two people answer for: the list, and asking, agreeing, saying no, taking back."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OverrideState
from dispatch.service.slots import overrides
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.message import say
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.ids import get_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("overrides", __name__, template_folder="../../templates")
CHANGE = DispatchPermission.ASSIGNMENT_CHANGE


def count_waiting() -> int:
    """How many wait for a second person, for the menu."""
    with reading() as uow:
        return overrides.count_waiting(uow)


@bp.get("/overrides")
@requires(CHANGE)
def index() -> ResponseReturnValue:
    """Every override, what waits for a second person first."""
    with reading() as uow:
        query = overrides.select_all(uow)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        shown = [overrides.show(uow, row) for row in page.items]
        return render_template(
            "dispatch/desk/overrides.html", page=page, shown=shown, S=OverrideState
        )


@bp.post("/overrides/sessions/<uuid:session_id>")
@requires(CHANGE)
def ask(session_id: UUID) -> ResponseReturnValue:
    """Ask a second person to agree to somebody without the level."""

    def action(uow: UnitOfWork) -> None:
        overrides.ask(uow, session_id, _person(), request.form.get("reason", ""))

    return _act(action, _("The other coordinators have been asked."))


def _person() -> UUID:
    otherwise = refuse("interpreter", say("Choose an interpreter."))
    return get_id(request.form.get("interpreter"), otherwise)


@bp.post("/overrides/<uuid:override_id>/agree")
@requires(CHANGE)
def agree(override_id: UUID) -> ResponseReturnValue:
    """Agree, as a second person."""
    done = _("Approved. This person can now be assigned by hand.")
    return _act(lambda uow: overrides.agree(uow, override_id), done)


@bp.post("/overrides/<uuid:override_id>/refuse")
@requires(CHANGE)
def turn_down(override_id: UUID) -> ResponseReturnValue:
    """Say no, as a second person."""
    return _act(lambda uow: overrides.turn_down(uow, override_id), _("Refused."))


@bp.post("/overrides/<uuid:override_id>/withdraw")
@requires(CHANGE)
def withdraw(override_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    return _act(lambda uow: overrides.withdraw(uow, override_id), _("The request is withdrawn."))


def _act(action: Callable[[UnitOfWork], object], done: str) -> ResponseReturnValue:
    """Do it and go back to the page that the button stands on; a refusal is read there too."""
    back = redirect(safe_next(request.form.get("next"), url_for(".index")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        action(uow)
    flash(done, "success")
    return back

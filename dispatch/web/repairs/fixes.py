"""One button that puts a fix of the board's panel into effect, or asks the requester for it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.repairs import fixes_applied
from dispatch.service.repairs.fixes_applied import Done, Effect
from dispatch.web.board import address
from dispatch.web.board.page import render_board
from foundation.security.errors import Forbidden, NotFound
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import unit_of_work

bp = Blueprint("fixes", __name__, template_folder="../../templates")


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/fix")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def put_into_effect(day: str, session_id: UUID) -> ResponseReturnValue:
    """Do it; a fix that no longer holds is refused with how things stand."""
    on = address.day_of(day)
    with (
        refusals_by(lambda error: render_board(on, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        kind = request.form.get("kind", "")
        done = fixes_applied.put_into_effect(uow, session_id, kind, request.form)
    flash(_said(done), "success")
    return redirect(address.here(on, person=None, s=session_id, _anchor="chosen"), code=303)


def _said(done: Done) -> str:
    if done.effect is Effect.REQUESTER_ASKED:
        return _("The requester has been asked. After a yes the offer goes out at once.")
    if done.effect is Effect.SWAPPED:
        giver, taker = done.people
        return _(
            "%(giver)s and %(taker)s have been asked. You can undo it above the board for a while.",
            giver=giver,
            taker=taker,
        )
    return _("%(name)s has been asked.", name=done.people[0])

"""What needs a coordinator now, over all days, and closing what is over without an interpreter."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.causes import Cause
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.board import now
from dispatch.service.claims import seen as claims
from dispatch.service.slots import closing
from dispatch.service.translations import seen as translations
from dispatch.web.board.words import live_words, place_of
from foundation.security.errors import Conflict, Refused
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("now", __name__, template_folder="../../templates")


def count_waiting() -> int:
    """How much waits for a coordinator, for the menu."""
    with reading() as uow:
        return now.count_waiting(uow)


@bp.get("/dispatch/now")
@requires(DispatchPermission.BOARD_READ)
def show() -> ResponseReturnValue:
    """Show everything that waits, whatever its day."""
    with reading() as uow:
        return render_template(
            "dispatch/desk/now.html",
            now=now.read_now(uow),
            claims=claims.see_waiting(uow),
            texts=translations.count_to_settle(uow),
            causes=list(Cause),
            place_of=place_of,
            live_words=live_words,
            at=uow.now,
            today=uow.today,
        )


@bp.post("/dispatch/sessions/<uuid:session_id>/close")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def close(session_id: UUID) -> ResponseReturnValue:
    """Say why nobody came to a session that is over."""
    cause = next((c for c in Cause if c.value == request.form.get("cause")), None)
    back = redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        closing.close_unserved(uow, session_id, cause)
    flash(_("The session is closed."), "success")
    return back

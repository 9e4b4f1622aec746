"""The requester's yes or no to a change that the centre proposes."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_flashed
from foundation.web.translation import gettext as _
from foundation.web.work import unit_of_work
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import proposals
from scheduling.web.requests import page_of

bp = Blueprint("proposals", __name__, template_folder="../templates")


def _answer(
    request_id: UUID, act: Callable[[UnitOfWork], object], done: str
) -> ResponseReturnValue:
    with (
        refusals_flashed(lambda: page_of(request_id), shows=(Conflict, Refused)),
        unit_of_work() as uow,
    ):
        act(uow)
    flash(done, "success")
    return redirect(url_for("requests.show", request_id=request_id), code=303)


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/accept")
@requires(SchedulingPermission.REQUEST_PLACE)
def accept(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Agree: the session changes at once."""
    return _answer(
        request_id,
        lambda uow: proposals.accept(uow, proposal_id),
        _("Thank you. The session is changed, and the centre has been told."),
    )


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/refuse")
@requires(SchedulingPermission.REQUEST_PLACE)
def refuse(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Do not agree: everything stays."""
    return _answer(
        request_id,
        lambda uow: proposals.refuse(uow, proposal_id),
        _("Everything stays as it is, and the centre has been told."),
    )


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/withdraw")
@requires(SchedulingPermission.REQUEST_DECIDE)
def withdraw(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Take the question back."""
    return _answer(
        request_id,
        lambda uow: proposals.withdraw(uow, proposal_id),
        _("The question is withdrawn, and the requester has been told."),
    )

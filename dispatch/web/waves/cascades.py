"""What a coordinator does about waves from the board: start, skip, pause, resume, stop, add somebody."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.helpline import urgent
from dispatch.service.waves import cascades
from dispatch.web.board import address
from dispatch.web.board.actions import act
from dispatch.web.board.forms import ActionForm
from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext

bp = Blueprint("waves", __name__, template_folder="../../templates")


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/waves")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def start(day: str, session_id: UUID) -> ResponseReturnValue:
    """Ask for a slot in the waves of the office's policy."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        cascade = cascades.start(uow, session_id, form.slot())
        if cascade.next_at is not None and cascade.next_at > uow.now:
            return _("Started. The first wave goes out in the morning.")
        return _("Started. The first wave goes out now.")

    return act(day, action)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/urgent-waves")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def start_urgent(day: str, session_id: UUID) -> ResponseReturnValue:
    """Ask about an urgent session in short waves, in the order in which the board lists people."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        urgent.start(uow, session_id, form.slot())
        return _("Asked in this order; the first wave has gone out.")

    return act(day, action, about=session_id)


@bp.post("/dispatch/<day>/sessions/waves")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def start_day(day: str) -> ResponseReturnValue:
    """Ask in waves for every slot of the day for which nobody is asked."""

    def action(uow: UnitOfWork) -> str:
        started = cascades.start_day(uow, address.day_of(day))
        if not started:
            return _("Somebody is being asked for every session already.")
        return ngettext(
            "Offers in waves started for %(num)s session.",
            "Offers in waves started for %(num)s sessions.",
            started,
        )

    return act(day, action)


@bp.post("/dispatch/<day>/cascades/<uuid:cascade_id>/skip")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def skip(day: str, cascade_id: UUID) -> ResponseReturnValue:
    """Send the next wave now."""

    def action(uow: UnitOfWork) -> str:
        cascades.skip(uow, cascade_id)
        return _("The next wave goes out now. Earlier offers stay open.")

    return act(day, action)


@bp.post("/dispatch/<day>/cascades/<uuid:cascade_id>/pause")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def pause(day: str, cascade_id: UUID) -> ResponseReturnValue:
    """Send no further wave for now."""

    def action(uow: UnitOfWork) -> str:
        cascades.pause(uow, cascade_id)
        return _("Paused. No further wave goes out until you resume.")

    return act(day, action)


@bp.post("/dispatch/<day>/cascades/<uuid:cascade_id>/resume")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def resume(day: str, cascade_id: UUID) -> ResponseReturnValue:
    """Go on with the waves."""

    def action(uow: UnitOfWork) -> str:
        cascades.resume(uow, cascade_id)
        return _("Resumed.")

    return act(day, action)


@bp.post("/dispatch/<day>/cascades/<uuid:cascade_id>/stop")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def stop(day: str, cascade_id: UUID) -> ResponseReturnValue:
    """Send no further wave."""

    def action(uow: UnitOfWork) -> str:
        cascades.stop(uow, cascade_id)
        return _("Stopped. Open offers can still be accepted.")

    return act(day, action)


@bp.post("/dispatch/<day>/cascades/<uuid:cascade_id>/add")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def add(day: str, cascade_id: UUID) -> ResponseReturnValue:
    """Ask somebody besides, as part of the wave that is out."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        offer = cascades.add_person(uow, cascade_id, form.person())
        return _("%(name)s has been asked.", name=offer.interpreter.full_name)

    return act(day, action)

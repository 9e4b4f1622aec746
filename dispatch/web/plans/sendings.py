"""Sending a draft or a part of it, watching that, and taking it back."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import SendingState
from dispatch.service.board.run import find_run
from dispatch.service.plans import letters, undo
from dispatch.service.plans import send as planning_send
from dispatch.service.plans.fitting import ChangesDoNotFit
from dispatch.service.plans.parts import Part
from dispatch.service.plans.send import DraftHasChanged
from dispatch.web.board import address
from dispatch.web.board.changes import ids_in, part_in, render_changes
from dispatch.web.board.page import render_board
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError, Forbidden, NotFound
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import unit_of_work

bp = Blueprint("sendings", __name__, template_folder="../../templates")
# Beyond this nothing was shown: a draft of a month has some 1,500 changes of 30 signs.
LONGEST_SEEN = 200_000


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/send")
@requires(DispatchPermission.PLAN_SEND)
def send(day: str, run_id: UUID) -> ResponseReturnValue:
    """Send the draft's offers, or those of a part: all of them or none.

    What no longer fits, or was changed by somebody else, is shown change by change.
    """
    on = address.day_of(day)
    part = part_in(request.form)
    with (
        refusals_by(lambda error: _refused(on, error, part), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        find_run(uow, on, run_id)
        sending = planning_send.ask_to_send(
            uow,
            run_id,
            part,
            without=ids_in(request.form, "without"),
            seen=request.form.get("seen", type=lambda text: text[:LONGEST_SEEN]),
        )
    flash(_said(sending.offers, waits=sending.state is SendingState.ASKED), "success")
    return redirect(_board(on), code=303)


def _said(n: int, *, waits: bool) -> str:
    if waits:
        return ngettext("%(num)s offer is being sent.", "%(num)s offers are being sent.", n)
    return ngettext("%(num)s offer sent.", "%(num)s offers sent.", n)


def _refused(on: date, error: DomainError, part: Part) -> ResponseReturnValue:
    if isinstance(error, ChangesDoNotFit | DraftHasChanged):
        return render_changes(on, error, part)
    return render_board(on, error)


def _board(day: date) -> str:
    return url_for("board.show", day=day.isoformat())


def _act(day: str, action: Callable[[UnitOfWork], str]) -> ResponseReturnValue:
    on = address.day_of(day)
    with (
        refusals_by(lambda error: render_board(on, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        done = action(uow)
    flash(done, "success")
    return redirect(_board(on), code=303)


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/undo")
@requires(DispatchPermission.PLAN_SEND)
def take_back(day: str, run_id: UUID) -> ResponseReturnValue:
    """Take what was sent back: the last sending, or the one that the form names."""
    on = address.day_of(day)
    named = next(iter(ids_in(request.form, "sending")), None)

    def action(uow: UnitOfWork) -> str:
        find_run(uow, on, run_id)
        n = undo.undo(uow, run_id, named)
        done = ngettext(
            "Sending undone: %(num)s offer was withdrawn.",
            "Sending undone: %(num)s offers were withdrawn.",
            n,
        )
        return f"{done} {_('The draft is still there.')}"

    return _act(day, action)


@bp.post("/dispatch/<day>/sendings/<uuid:sending_id>/letters")
@requires(DispatchPermission.PLAN_SEND)
def write_letters(day: str, sending_id: UUID) -> ResponseReturnValue:
    """Let the messages of a sending go out now."""

    def action(uow: UnitOfWork) -> str:
        n = letters.write_now(uow, sending_id)
        return ngettext(
            "Messages are going out now to %(num)s person.",
            "Messages are going out now to %(num)s people.",
            n,
        )

    return _act(day, action)


@bp.post("/dispatch/<day>/sendings/<uuid:sending_id>/stop")
@requires(DispatchPermission.PLAN_SEND)
def stop(day: str, sending_id: UUID) -> ResponseReturnValue:
    """Stop a sending before its job has come to it."""

    def action(uow: UnitOfWork) -> str:
        planning_send.call_off(uow, sending_id)
        return _("Stopped. Nothing was sent.")

    return _act(day, action)

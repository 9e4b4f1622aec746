"""Several repairs of the same days side by side, one of them sent."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, RunState, SendingState
from dispatch.service.board.run import find_run
from dispatch.service.repairs import choosing, rest, side_by_side
from dispatch.web.board import address
from dispatch.web.board.page import page_context
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError, Forbidden, NotFound, refuse
from foundation.text.message import say
from foundation.web.errors import status_of
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext, words
from foundation.web.work import office, reading, unit_of_work

bp = Blueprint("repairs", __name__, template_folder="../../templates")
LONGEST_SEEN = 200_000


@bp.get("/dispatch/<day>/repairs/<uuid:run_id>")
@requires(DispatchPermission.BOARD_READ)
def show(day: str, run_id: UUID) -> ResponseReturnValue:
    """The repairs side by side: whom each moves, what it fills and leaves."""
    return _page(address.day_of(day), run_id)


def _page(
    on: date, run_id: UUID, error: DomainError | None = None, chosen: UUID | None = None
) -> ResponseReturnValue:
    with reading() as uow:
        run = find_run(uow, on, run_id)
        repairs = side_by_side.read(uow, run_id)
        sent = None if repairs.is_open else rest.sent_beside(uow, run)
        page = render_template(
            "dispatch/repairs/repairs.html",
            repairs=repairs,
            sent=sent,
            rest=0 if sent is None else len(rest.rest_of(uow, sent)),
            chosen=chosen or repairs.preselected,
            refused=None if error is None else words(error.reason),
            Run=RunState,
            Change=ChangeKind,
            undo_minutes=office().settings.of(DispatchSettings).offer_undo_minutes,
            **page_context(on, uow.now, uow.today),
        )
    return page, 200 if error is None else status_of(error)


@bp.post("/dispatch/<day>/repairs/<uuid:run_id>/send")
@requires(DispatchPermission.PLAN_SEND)
def send(day: str, run_id: UUID) -> ResponseReturnValue:
    """Send the one that was chosen; the others end with it, or nothing happens and the page says why."""
    on, chosen = address.day_of(day), find_id(request.form.get("choice", ""))
    with (
        refusals_by(lambda error: _page(on, run_id, error, chosen), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        find_run(uow, on, run_id)
        if chosen is None:
            raise refuse("choice", say("Choose one of the ways first."))
        find_run(uow, on, chosen)
        seen = request.form.get(f"seen-{chosen}", type=lambda text: text[:LONGEST_SEEN])
        sending = choosing.choose(uow, chosen, seen=seen)
    waits, n = sending.state is SendingState.ASKED, sending.offers
    if waits:
        done = ngettext("%(num)s offer is being sent.", "%(num)s offers are being sent.", n)
    else:
        done = ngettext("%(num)s offer sent.", "%(num)s offers sent.", n)
    flash(f"{done} {_('The other ways are discarded.')}" if waits is False else done, "success")
    return redirect(url_for("board.show", day=on.isoformat()), code=303)


@bp.post("/dispatch/<day>/repairs/<uuid:run_id>/waves")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def ask_rest(day: str, run_id: UUID) -> ResponseReturnValue:
    """Ask in waves for whatever the repair that was sent has left."""
    on = address.day_of(day)
    with (
        refusals_by(lambda error: _page(on, run_id, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        find_run(uow, on, run_id)
        n = rest.ask_in_waves(uow, run_id)
    if n:
        asked = ngettext(
            "Offers in waves started for %(num)s session.",
            "Offers in waves started for %(num)s sessions.",
            n,
        )
        flash(asked, "success")
    else:
        flash(_("Somebody is being asked for every session already."), "info")
    return redirect(url_for("board.show", day=on.isoformat()), code=303)


@bp.post("/dispatch/<day>/repairs/<uuid:run_id>/board")
@requires(DispatchPermission.PLAN_RUN)
def put_on_board(day: str, run_id: UUID) -> ResponseReturnValue:
    """Show one of them on the board, to be looked at hour by hour."""
    on = address.day_of(day)
    with (
        refusals_by(lambda error: _page(on, run_id, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        find_run(uow, on, run_id)
        choosing.put_on_board(uow, run_id)
    flash(_("The board shows this draft now. Nobody has been notified."), "success")
    return redirect(url_for("board.show", day=on.isoformat()), code=303)


@bp.post("/dispatch/<day>/repairs/<uuid:run_id>/anew")
@requires(DispatchPermission.PLAN_RUN)
def make_anew(day: str, run_id: UUID) -> ResponseReturnValue:
    """Drop them all, and look for repairs of the days as they are now."""
    on = address.day_of(day)

    def make(uow: UnitOfWork) -> date:
        find_run(uow, on, run_id)
        return choosing.make_anew(uow, run_id).first_day

    with (
        refusals_by(lambda error: _page(on, run_id, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        first = make(uow)
    flash(_("Looking for ways to fill the gaps as things stand now."), "success")
    return redirect(url_for("board.show", day=max(on, first).isoformat()), code=303)

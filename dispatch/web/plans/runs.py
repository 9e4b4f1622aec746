"""Plan runs of a day: asking for one, watching it, using or dropping what it found."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunKind
from dispatch.service.board.downgrades import read_downgrades
from dispatch.service.board.lacking import read_causes, read_to_certify
from dispatch.service.board.run import find_run, read_run_view
from dispatch.service.plans import runs
from dispatch.web.board import address
from dispatch.web.board.forms import PlanForm
from dispatch.web.board.page import page_context, render_board
from dispatch.web.board.run_words import run_words, worth_rows
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import office, reading, unit_of_work

bp = Blueprint("plans", __name__, template_folder="../../templates")


@bp.post("/dispatch/<day>/runs")
@requires(DispatchPermission.PLAN_RUN)
def start(day: str) -> ResponseReturnValue:
    """Ask for a draft of this day and some after it: the best plan, or the fewest changes."""
    first = address.day_of(day)
    kind = RunKind.REPAIR if request.form.get("kind") == RunKind.REPAIR else RunKind.PLAN
    form = PlanForm(usual_seconds=office().settings.of(DispatchSettings).plan_seconds)
    if not form.validate():
        return render_board(first, plan_form=form)[0], 422
    last = first + timedelta(days=int(form.days.data) - 1)
    with refusals_by(lambda error: render_board(first, error)), unit_of_work() as uow:
        runs.ask_for_plan(uow, first, last, int(form.seconds.data), kind=kind)
    return redirect(address.here(first), code=303)


@bp.get("/dispatch/<day>/runs/<uuid:run_id>")
@requires(DispatchPermission.BOARD_READ)
def show(day: str, run_id: UUID) -> ResponseReturnValue:
    """One run: how it went, what it measures, and what stays unfilled why."""
    on = address.day_of(day)
    with reading() as uow:
        found = find_run(uow, on, run_id)
        view = read_run_view(uow, found, on, all_days=True)
        return render_template(
            "dispatch/plans/run.html",
            causes=read_causes(uow, found),
            to_certify=read_to_certify(uow, found),
            worth=worth_rows(view),
            downgrades=read_downgrades(uow, found),
            **page_context(on, uow.now, uow.today),
            **run_words(view),
        )


@bp.get("/dispatch/<day>/runs/<uuid:run_id>/bar")
@requires(DispatchPermission.BOARD_READ)
def bar(day: str, run_id: UUID) -> ResponseReturnValue:
    """Only the bar of a run, fetched again and again while it is being made or sent.

    Once that is over it sends the page around it to be fetched anew: nothing can be sent beside stale figures.
    """
    on = address.day_of(day)
    with reading() as uow:
        run, of_all = find_run(uow, on, run_id), request.args.get("at") == "changes"
        view = read_run_view(uow, run, on, all_days=of_all)
        goes_on = view.is_being_sent if request.args.get("sends") else view.is_running
        if not goes_on:
            return render_template("dispatch/plans/_run_over.html", back=_back(on), view=view)
        return render_template(
            "dispatch/plans/_run_bar.html",
            plan_form=PlanForm(
                None, usual_seconds=office().settings.of(DispatchSettings).plan_seconds
            ),
            **page_context(on, uow.now, uow.today),
            **run_words(view),
        )


def _back(on: date) -> str:
    """The page around the bar."""
    if request.args.get("at") == "changes":
        return url_for("changes.show", day=on.isoformat())
    return address.here(on)


def _act(day: str, run_id: UUID, action: Callable[[UnitOfWork], str]) -> ResponseReturnValue:
    """Do something to a run and go back to the board, or show it with what stood against it."""
    on = address.day_of(day)
    with (
        refusals_by(lambda error: render_board(on, error), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        find_run(uow, on, run_id)
        done = action(uow)
    flash(done, "success")
    return redirect(_board(on), code=303)


def _board(day: date) -> str:
    return url_for("board.show", day=day.isoformat())


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/use")
@requires(DispatchPermission.PLAN_RUN)
def use_now(day: str, run_id: UUID) -> ResponseReturnValue:
    """End the search soon and take the best plan found."""

    def action(uow: UnitOfWork) -> str:
        runs.stop_early(uow, run_id)
        return _("The best draft so far will be ready in a few seconds.")

    return _act(day, run_id, action)


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/drop")
@requires(DispatchPermission.PLAN_RUN)
def drop(day: str, run_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, ready or not."""

    def action(uow: UnitOfWork) -> str:
        runs.drop(uow, run_id)
        return _("The draft is discarded. Nobody has been notified.")

    return _act(day, run_id, action)


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/fetch-back")
@requires(DispatchPermission.PLAN_RUN)
def fetch_back(day: str, run_id: UUID) -> ResponseReturnValue:
    """Have a draft again that was dropped a moment ago."""

    def action(uow: UnitOfWork) -> str:
        runs.fetch_back(uow, run_id)
        return _("The draft is back, as it was.")

    return _act(day, run_id, action)

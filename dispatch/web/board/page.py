"""The dispatch board of a day, as timeline and as table."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from dispatch.domain.board import BoardState, Look, columns
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.board.board import Board, day_to_open, read_board
from dispatch.service.board.queue import Sort
from dispatch.service.board.review import rows_of_day
from dispatch.web.board import address
from dispatch.web.board.forms import LanesForm, PlanForm, SortForm
from dispatch.web.board.run_words import run_words
from dispatch.web.board.words import Labels, city_of, place_of
from foundation.security.errors import DomainError
from foundation.web.errors import STATUS
from foundation.web.guards import requires
from foundation.web.translation import words
from foundation.web.work import office, reading
from interpreters.domain.qualifications import Modality
from scheduling.service.sessions import end_of

bp = Blueprint("board", __name__, template_folder="../../templates")
HOURS = range(7, 22)
# css class and icon of a block by its look
LOOKS = {
    Look.CONFIRMED: ("is-ok", ""),
    Look.ARRIVED: ("is-live", "check"),
    Look.OVER: ("is-done", "check"),
    Look.MISSED: ("is-late", "alert"),
    Look.WAITING: ("is-offer", "clock"),
    Look.DRAFT: ("is-draft", "draft"),
    Look.LEAVING: ("is-done", "swap"),
}
STATE_ICONS = {
    BoardState.CONFIRMED: "",
    BoardState.WAITING: "clock",
    BoardState.DRAFT: "draft",
    BoardState.UNFILLED: "alert",
}
STATE_TAGS = {
    BoardState.CONFIRMED: "ok",
    BoardState.WAITING: "warn",
    BoardState.DRAFT: "draft",
    BoardState.UNFILLED: "bad",
}
MODALITY_ICONS = {Modality.ON_SITE: "pin", Modality.VIDEO: "video", Modality.PHONE: "phone"}


@bp.get("/dispatch")
@requires(DispatchPermission.BOARD_READ)
def today() -> ResponseReturnValue:
    """Go to today's board, or to the next day with sessions."""
    with reading() as uow:
        day = day_to_open(uow)
    return redirect(url_for(".show", day=day.isoformat()), code=303)


@bp.get("/dispatch/<day>")
@requires(DispatchPermission.BOARD_READ)
def show(day: str) -> ResponseReturnValue:
    """Show the board of a day."""
    return render_board(address.day_of(day))


def render_board(
    day: date, error: DomainError | None = None, plan_form: PlanForm | None = None
) -> tuple[str, int]:
    """The board, with what was refused on top of it if something was."""
    with reading() as uow:
        query = address.board_query()
        board = read_board(uow, day, query)
        name = "board_table" if address.wants_table() else "board"
        page = render_template(
            f"dispatch/board/{name}.html",
            board=board,
            refused=None if error is None else words(error.reason),
            plan_form=plan_form
            or PlanForm(None, usual_seconds=office().settings.of(DispatchSettings).plan_seconds),
            rows=rows_of_day(board.day, query.lanes.state, query.lanes.page),
            **page_context(day, uow.now, uow.today),
            **_words_of(board),
        )
    return page, 200 if error is None else STATUS[type(error)]


def page_context(day: date, now: datetime, today: date) -> dict[str, Any]:
    """What every page of a day is given."""
    before, after = address.neighbours(day)
    return {
        "day": day,
        "before": before,
        "after": after,
        "now": now,
        "today": today,
        "here": partial(address.here, day),
        "to_day": address.to_day,
        "to_session": address.to_session(day),
        "timetable_session": address.to_session(day, view=None, page=None),
        "action_url": partial(address.action_url, day),
        "labels": Labels(),
        "city_of": city_of,
        "place_of": place_of,
        "end_of": end_of,
        "ways": MODALITY_ICONS,
    }


def _words_of(board: Board) -> Mapping[str, Any]:
    return {
        "column": partial(columns, axis=board.day.axis),
        "hours": HOURS,
        "looks": LOOKS,
        "state_icons": STATE_ICONS,
        "tags": STATE_TAGS,
        "states": tuple(BoardState),
        "State": BoardState,
        "Look": Look,
        "cities": {city.code: city for city in CITIES.values()},
        "lanes_form": LanesForm(request.args),
        "sort_form": SortForm(request.args, sort=request.args.get("sort") or Sort.START.value),
        **run_words(board.run),
    }

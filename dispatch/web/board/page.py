"""The dispatch board of a day, as timeline and as table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from dispatch.domain.board import SLOT, BoardState, Look, columns
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import DeclineReason
from dispatch.service.autopilot import switch
from dispatch.service.board.board import (
    FARTHEST,
    Board,
    BoardQuery,
    day_to_open,
    narrowed_day,
    read_board,
)
from dispatch.service.board.now import read_elsewhere
from dispatch.service.board.queue import Sort
from dispatch.service.board.table import all_rows, rows_of_day
from dispatch.service.slots.offers_deadline import MORE_HOURS
from dispatch.web.board import address
from dispatch.web.board.files import FILE_TYPES, day_file
from dispatch.web.board.forms import ActionForm, LanesForm, PlanForm, SortForm
from dispatch.web.board.run_words import run_words
from dispatch.web.board.words import Labels, city_of, live_words, place_of
from foundation.security.errors import DomainError, Refused, refuse
from foundation.text.message import say
from foundation.times.spans import Span
from foundation.times.zones import local_clock
from foundation.web.errors import status_of
from foundation.web.guards import requires
from foundation.web.translation import words
from foundation.web.work import office, reading
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.service.closing_days import what_is_special
from scheduling.service.sessions import end_of

bp = Blueprint("board", __name__, template_folder="../../templates")
WEEK = timedelta(days=7)
SLOTS = 12
# css class and icon of a block by its look
LOOKS = {
    Look.CONFIRMED: ("is-ok", ""),
    Look.ON_THE_WAY: ("is-ok", "bus"),
    Look.LATE: ("is-late", "clock"),
    Look.ARRIVED: ("is-live", "pin"),
    Look.RUNNING: ("is-live", "person"),
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


# Ten letters: what is no day, as the addresses of buttons above a session, leads on to /dispatch.
@bp.get("/dispatch/<string(length=10):day>")
@requires(DispatchPermission.BOARD_READ)
def show(day: str) -> ResponseReturnValue:
    """Show the board of a day, or go to the day that was chosen in its date field."""
    shown = address.day_of(day)
    if "on" not in request.args:
        return render_board(shown)
    with reading() as uow:
        chosen = address.chosen_day(uow.today)
    if chosen is None:
        return render_board(shown, refuse("on", say("Choose a day up to a year from today.")))
    return redirect(address.to_day(chosen), code=303)


@bp.get("/dispatch/<day>/live")
@requires(DispatchPermission.BOARD_READ)
def live(day: str) -> str:
    """Only what changes while a day goes on, fetched again and again by a page that is looked at."""
    return _render("_live", address.day_of(day), None, None)


@bp.get("/dispatch/<day>/sessions.<any(csv, xlsx):ending>")
@requires(DispatchPermission.BOARD_READ)
def download(day: str, ending: str) -> ResponseReturnValue:
    """The table of a day as a file, narrowed as the page is that asks for it."""
    on = address.day_of(day)
    with reading() as uow:
        rows = all_rows(uow, narrowed_day(uow, on, address.board_query().lanes))
        content = day_file(rows, ending, f"{on:%m-%d}")
    return send_file(
        BytesIO(content),
        mimetype=FILE_TYPES[ending],
        as_attachment=True,
        download_name=f"dispatch-{on.isoformat()}.{ending}",
    )


@dataclass(frozen=True)
class Typed:
    """A small form about a session that was refused: the panel shows it again as it was filled in."""

    about: UUID | None
    form: ActionForm

    def within(self, query: BoardQuery) -> BoardQuery:
        """The same view with the session opened, and whom the form is about."""
        try:
            person = self.form.person()
        except Refused:
            person = query.person_id
        return replace(query, session_id=self.about or query.session_id, person_id=person)


def render_board(
    day: date,
    error: DomainError | None = None,
    plan_form: PlanForm | None = None,
    typed: Typed | None = None,
) -> tuple[str, int]:
    """The board, with what was refused on top of it if something was."""
    name = "board_table" if address.wants_table() else "board"
    page = _render(name, day, error, plan_form, typed)
    return page, 200 if error is None else status_of(error)


def _render(
    name: str,
    day: date,
    error: DomainError | None,
    plan_form: PlanForm | None,
    typed: Typed | None = None,
) -> str:
    with reading() as uow:
        query = address.board_query()
        if typed is not None:
            query = typed.within(query)
        board = read_board(uow, day, query)
        return render_template(
            f"dispatch/board/{name}.html",
            board=board,
            elsewhere=read_elsewhere(uow, day),
            special=what_is_special(uow, day),
            autopilot=switch.read(uow),
            refused=None if error is None else words(error.reason),
            plan_form=plan_form
            or PlanForm(None, usual_seconds=office().settings.of(DispatchSettings).plan_seconds),
            rows=rows_of_day(uow, board.narrowed, query.lanes.page)
            if name == "board_table"
            else None,
            is_fragment=name == "_live",
            typed=None if typed is None else typed.form,
            **page_context(day, uow.now, uow.today),
            **_words_of(board),
        )


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
        "instant": datetime.fromisoformat,
        "Modality": Modality,
        "Language": Language,
        "decline_reasons": tuple(DeclineReason),
        "more_hours": MORE_HOURS,
        "live_url": address.to(day, "board.live"),
        "download": partial(address.to_file, day),
        "week_before": day - WEEK,
        "week_after": day + WEEK,
        "first_day": today - FARTHEST,
        "last_day_of_board": today + FARTHEST,
        "labels": Labels(),
        "city_of": city_of,
        "place_of": place_of,
        "live_words": live_words,
        "end_of": end_of,
        "ways": MODALITY_ICONS,
    }


def _hours(board: Board) -> range:
    axis, zone = board.day.axis, office().settings.zone
    first = local_clock(axis.start, zone).hour
    return range(first, first + axis.minutes // 60)


def _place(span: Span, axis: Span) -> str:
    """The css classes that put a span under its hours; empty when it is out of sight."""
    at = columns(span, axis)
    if at is None:
        return ""
    parts = zip("cmwv", (*divmod(at[0] - 1, SLOTS), *divmod(at[1], SLOTS)), strict=True)
    # c for the hour, m for the five minutes of its start; w and v for its length
    return " ".join(f"{name}{number}" for name, number in parts if number)


def _words_of(board: Board) -> Mapping[str, Any]:
    return {
        "column": partial(_place, axis=board.day.axis),
        "hours": _hours(board),
        "now_column": _place(
            Span(board.day.situation.now, board.day.situation.now + SLOT), board.day.axis
        ),
        "chosen_line": board.chosen_line,
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

"""The address of a board: its day and what its reader narrowed it to."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from dispatch.domain.board import BoardState
from dispatch.service.board.board import FARTHEST, BoardQuery
from dispatch.service.board.narrowing import LaneFilter, Region
from dispatch.service.board.queue import Sort
from foundation.security.errors import NotFound
from foundation.times.zones import read_day
from foundation.web.ids import get_id
from foundation.web.pagination import whole
from foundation.web.translation import language
from interpreters.domain.languages import Language
from interpreters.service.directory import searched_text

# What an address may carry; everything else in it is passed over.
KNOWN = (
    "view",
    "state",
    "region",
    "lang",
    "q",
    "free",
    "whole",
    "sort",
    "page",
    "queue",
    "s",
    "person",
)
# These belong to one place on the board and not to the way of looking at it.
PASSING = ("page", "queue", "s", "person")
TABLE = "table"
CHOICE = TypeVar("CHOICE", bound=StrEnum)


def day_of(text: str) -> date:
    """The day in an address; anything else is no page."""
    day = read_day(text)
    if day is None:
        raise NotFound
    return day


def board_query() -> BoardQuery:
    """What the address asks to see."""
    return BoardQuery(
        lanes=LaneFilter(
            region=_choice(Region, "region"),
            language=_choice(Language, "lang"),
            only_free=request.args.get("free") == "1",
            state=_choice(BoardState, "state"),
            text=searched_text(request.args.get("q", "")),
            page=_number("page"),
        ),
        sort=_choice(Sort, "sort") or Sort.START,
        queue_page=_number("queue"),
        session_id=_id("s"),
        person_id=_id("person"),
        whole_day=request.args.get("whole") == "1",
        in_latin=language() != "ko",
    )


def wants_table() -> bool:
    """Whether the day is wanted as a table."""
    return request.args.get("view") == TABLE


def _choice(kind: type[CHOICE], name: str) -> CHOICE | None:
    text = request.args.get(name, "")
    return next((member for member in kind if member.value == text), None)


def _number(name: str) -> int:
    return whole(request.args.get(name), otherwise=1, low=1, high=10_000)


def _id(name: str) -> UUID | None:
    text = request.args.get(name)
    return get_id(text) if text else None


def kept(**changes: object) -> dict[str, str]:
    """What the address carries now, with changes; None takes one away."""
    values: dict[str, object] = {name: request.args.get(name) for name in KNOWN}
    values.update(changes)
    return {name: str(value) for name, value in values.items() if value not in {None, "", False}}


def here(day: date, **changes: object) -> str:
    """This board with other parameters."""
    return url_for("board.show", day=day.isoformat(), **_any(kept(**changes)))


def _any(values: dict[str, str]) -> dict[str, Any]:
    """Flask's own keywords are no texts; ours never have their names."""
    return dict(values)


def action_url(day: date, endpoint: str, **ids: Any) -> str:
    """Where a button of this board sends to; the answer leads back to the same view."""
    return url_for(endpoint, day=day.isoformat(), **ids, **_any(kept()))


def to_day(day: date) -> str:
    """Another day, looked at in the same way."""
    return here(day, **dict.fromkeys(PASSING))


def to_session(day: date, **changes: object) -> str:
    """The beginning of every link to a session: its id comes next. Made once, for there are many."""
    address = url_for("board.show", day=day.isoformat())
    query = urlencode(kept(s=None, person=None, queue=None, **changes))
    return f"{address}?{query}{'&' if query else ''}s="


def chosen_day(today: date) -> date | None:
    """The day that was chosen in the date field of a board; None for one that it does not reach."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if abs(day - today) <= FARTHEST else None


def to(day: date, endpoint: str, **values: Any) -> str:
    """Another page about this day, looked at in the same way."""
    return url_for(endpoint, day=day.isoformat(), **values, **_any(kept()))


def to_file(day: date, ending: str) -> str:
    """The table of this day as a file, narrowed as the page is."""
    narrowed = kept(**dict.fromkeys((*PASSING, "view", "sort", "whole", "free")))
    return url_for("board.download", day=day.isoformat(), ending=ending, **_any(narrowed))


def neighbours(day: date) -> tuple[date, date]:
    """The day before and the day after."""
    return day - timedelta(days=1), day + timedelta(days=1)

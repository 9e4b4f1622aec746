"""The board of a day for the coordinators: unfilled first, then who goes where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from dispatch.domain.board import BoardState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.board.day import BoardDay, read_day
from dispatch.service.board.lanes import Timeline, read_timeline
from dispatch.service.board.narrowing import LaneFilter, Narrowed, cities_of, narrow
from dispatch.service.board.queue import Queue, Sort, read_queue
from dispatch.service.board.run import RunView, read_run_view
from dispatch.service.board.selection import SelectedSession, read_selection
from dispatch.store.queries import board as queries
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId

# How far ahead and back a board may be opened: beyond it nothing is planned or kept.
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class BoardQuery:
    """What the reader wants to see of a day."""

    lanes: LaneFilter = field(default_factory=LaneFilter)
    sort: Sort = Sort.START
    queue_page: int = 1
    session_id: UUID | None = None
    person_id: UUID | None = None
    whole_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Board:
    """A day as the board shows it."""

    day: BoardDay
    narrowed: Narrowed
    counts: Mapping[BoardState, int]
    week: Mapping[date, int]
    queue: Queue
    timeline: Timeline
    run: RunView
    selected: SelectedSession | None

    @property
    def total(self) -> int:
        """How many sessions the filters leave of the day."""
        return len(self.narrowed.sessions)

    @property
    def chosen_line(self) -> InterpreterId | None:
        """On whose line of this page the chosen session stands; None when it has nobody, or not here."""
        if self.selected is None or self.selected.is_unfilled:
            return None
        wanted = self.selected.session.id
        theirs = {
            w for w, line in self.day.blocks.items() if any(b.session_id == wanted for b in line)
        }
        return self.timeline.line_of(theirs)


def read_board(uow: UnitOfWork, day: date, wish: BoardQuery) -> Board:
    """The whole board; NotFound for a session that is not of this day."""
    read = _checked_day(uow, day, whole=wish.whole_day)
    narrowed = narrow(uow, read, wish.lanes)
    selected = None
    if wish.session_id is not None:
        session = read.sessions.get(SessionId(wish.session_id))
        if session is None:
            raise NotFound
        person = None if wish.person_id is None else InterpreterId(wish.person_id)
        selected = read_selection(uow, read, session, person)
    state = wish.lanes.state or BoardState.UNFILLED
    near = selected.near if selected is not None else ()
    return Board(
        day=read,
        narrowed=narrowed,
        counts=narrowed.counts(),
        week=_unfilled_of_week(uow, day, wish.lanes),
        queue=read_queue(narrowed, state, wish.sort, wish.queue_page),
        timeline=read_timeline(uow, narrowed, near),
        run=read_run_view(uow, read.run, day),
        selected=selected,
    )


def narrowed_day(uow: UnitOfWork, day: date, wanted: LaneFilter) -> Narrowed:
    """The sessions of a day that the filters leave, without anything else of the board."""
    return narrow(uow, _checked_day(uow, day), wanted)


def _unfilled_of_week(uow: UnitOfWork, day: date, wanted: LaneFilter) -> dict[date, int]:
    """How many sessions still want somebody on each day of the week around a day, narrowed as the day is."""
    monday = monday_of(day)
    days = [monday + timedelta(days=n) for n in range(7)]
    found = queries.unfilled_by_day(
        uow.db,
        days[0],
        days[-1],
        uow.now,
        language=wanted.language,
        cities=None if wanted.region is None else cities_of(wanted.region),
    )
    return {each: found.get(each, 0) for each in days}


def _checked_day(uow: UnitOfWork, day: date, *, whole: bool = False) -> BoardDay:
    uow.require(DispatchPermission.BOARD_READ)
    if abs(day - uow.today) > FARTHEST:
        raise NotFound
    return read_day(uow, day, whole=whole)


def day_to_open(uow: UnitOfWork) -> date:
    """Today, or the next day with sessions when today has none."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.next_day_with_sessions(uow.db, uow.today) or uow.today

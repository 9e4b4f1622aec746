"""The board of a day for the coordinators: unfilled first, then who goes where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from dispatch.domain.board import BoardState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.board.counting import Counted, count_more, handed_over, spoken_for, to_count
from dispatch.service.board.day import BoardDay, in_latin, read_frame, with_people
from dispatch.service.board.lanes import Timeline, find_lines, read_timeline
from dispatch.service.board.narrowing import LaneFilter, Narrowed, cities_of, narrow
from dispatch.service.board.queue import Queue, Sort, read_queue
from dispatch.service.board.queue import listed as listed_sessions
from dispatch.service.board.run import RunView, read_run_view
from dispatch.service.board.selection import SelectedSession, read_selection
from dispatch.store.queries import board as queries
from dispatch.store.queries import board_people as people_queries
from dispatch.store.tables import CounsellingSession
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
    # names in Latin letters where they are on file, for who does not read Korean
    in_latin: bool = False


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
    # how many could be assigned that day at all
    assignable: int

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
    """The whole board; NotFound for a session that is not of this day.

    Only these people are read: who is on the page, who speaks the language of the chosen session, and
    of the listed sessions those who live nearest.
    """
    frame = _checked_day(uow, day, whole=wish.whole_day)
    narrowed = narrow(uow, frame, wish.lanes)
    chosen = None
    if wish.session_id is not None:
        chosen = frame.sessions.get(SessionId(wish.session_id))
        if chosen is None:
            raise NotFound
    state = wish.lanes.state or BoardState.UNFILLED
    lines = find_lines(uow, narrowed)
    listed = listed_sessions(narrowed, state, wish.sort, wish.queue_page)
    wholly = () if chosen is None else spoken_for(chosen)
    counted = to_count(uow, frame, listed if state is BoardState.UNFILLED else (), wholly)
    asked = () if chosen is None else (chosen,)
    person = None if wish.person_id is None else InterpreterId(wish.person_id)
    about = set[InterpreterId]() if person is None else {person}
    if chosen is not None:
        about |= _on(frame, chosen)

    def with_them(counted: Counted) -> BoardDay:
        compared = {*about, *counted.people}
        found = with_people(uow, frame, {*lines.ids, *compared}, asked, compared)
        return in_latin(uow, found) if wish.in_latin else found

    read = with_them(counted)
    told = count_more(uow, read, listed, counted, wholly)
    if chosen is not None and (beside := handed_over(read, chosen)):
        # Somebody may be freed for it by somebody who does not speak its language.
        told = to_count(uow, frame, listed, {*wholly, *beside})
    if told is not counted:
        read = with_them(told)
    narrowed = replace(narrowed, day=read)
    selected = None
    if chosen is not None:
        selected = read_selection(uow, read, chosen, person)
    near = selected.near if selected is not None else ()
    return Board(
        day=read,
        narrowed=narrowed,
        counts=narrowed.counts(),
        week=_unfilled_of_week(uow, day, wish.lanes),
        queue=read_queue(narrowed, state, wish.sort, wish.queue_page, told),
        timeline=read_timeline(uow, narrowed, lines, near),
        run=read_run_view(uow, read.run, day),
        selected=selected,
        assignable=people_queries.count_assignable(uow.db, day),
    )


def _on(day: BoardDay, session: CounsellingSession) -> set[InterpreterId]:
    """Whoever has a session, is asked or drafted for it, or had it before the draft."""
    rows = [r for r in (*day.assignments, *day.offers, *day.changes) if r.session_id == session.id]
    former = [d.previous_interpreter_id for d in day.changes if d.session_id == session.id]
    return {who for who in (*(r.interpreter_id for r in rows), *former) if who is not None}


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
    return read_frame(uow, day, whole=whole)


def day_to_open(uow: UnitOfWork) -> date:
    """Today, or the next day with sessions when today has none."""
    uow.require(DispatchPermission.BOARD_READ)
    return queries.next_day_with_sessions(uow.db, uow.today) or uow.today

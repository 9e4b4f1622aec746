"""A day as a table: row by row, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.board import BoardState
from dispatch.service.board.day import BoardDay
from dispatch.service.board.narrowing import Narrowed
from dispatch.service.board.review import ReviewPage, page_of
from dispatch.store.queries import board_people as people_queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId


@dataclass(frozen=True)
class DayRow:
    """A session of the day with the names of those who have it."""

    session: CounsellingSession
    state: BoardState
    names: Sequence[str]


def rows_of_day(uow: UnitOfWork, narrowed: Narrowed, page: int) -> ReviewPage[DayRow]:
    """A page of the sessions that the filters leave, as `all_rows` orders them."""
    found = page_of(_table_order(narrowed), page)
    rows = _with_names(uow, narrowed.day, found.items)
    return ReviewPage(rows, found.number, found.pages, found.total)


def all_rows(uow: UnitOfWork, narrowed: Narrowed) -> list[DayRow]:
    """The sessions that the filters leave, unfilled first, each with who has it or would get it."""
    return _with_names(uow, narrowed.day, _table_order(narrowed))


def _table_order(narrowed: Narrowed) -> list[CounsellingSession]:
    day, order = narrowed.day, list(reversed(BoardState))
    found = narrowed.rows()
    found.sort(key=lambda s: (order.index(_first(day, s)), s.starts_at, s.id.hex))
    return found


def _with_names(
    uow: UnitOfWork, day: BoardDay, found: Sequence[CounsellingSession]
) -> list[DayRow]:
    people = {s.id: _people_of(day, s) for s in found}
    every = {who for some in people.values() for who in some}
    names = people_queries.names_of(uow.db, every)
    return [
        DayRow(s, day.slots[s.id].state, list(dict.fromkeys(names[who] for who in people[s.id])))
        for s in found
    ]


def _first(day: BoardDay, session: CounsellingSession) -> BoardState:
    """Only the unfilled stand apart; the rest stands in order of time."""
    unfilled = day.slots[session.id].state is BoardState.UNFILLED
    return BoardState.UNFILLED if unfilled else BoardState.CONFIRMED


def _people_of(day: BoardDay, session: CounsellingSession) -> list[InterpreterId]:
    drafted = {d.slot_no for d in day.changes if d.session_id == session.id}
    rows = [
        *(d for d in day.changes if d.session_id == session.id),
        *(a for a in day.assignments if a.session_id == session.id and a.slot_no not in drafted),
        *(o for o in day.offers if o.session_id == session.id and o.slot_no not in drafted),
    ]
    return [r.interpreter_id for r in rows if r.interpreter_id is not None]

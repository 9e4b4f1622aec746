"""A day read once for the board: its sessions, who has them, and what fills each person's hours."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Look, Slots
from dispatch.domain.people import Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import BLOCKING, AssignmentState, ChangeKind, RunState
from dispatch.service.situation.day import Situation, point_of, with_drafts
from dispatch.service.situation.reading import people_from, read_situation
from dispatch.store.queries import board as queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
)
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory, reach
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, SessionState
from scheduling.service import sessions

Row = TypeVar("Row", Assignment, Offer, DraftAssignment)
# The situation holds those that are still to come.
ENDED = frozenset(SessionState) - LIVE - {SessionState.CANCELLED}
LOOKS = {
    AssignmentState.CHECKED_IN: Look.ARRIVED,
    AssignmentState.COMPLETED: Look.OVER,
    AssignmentState.NO_SHOW: Look.MISSED,
}
_MOVABLE = frozenset({Look.CONFIRMED, Look.WAITING})


@dataclass(frozen=True, kw_only=True)
class BoardDay:
    """Everything the board says about a day, at one instant."""

    day: date
    axis: Span
    busy: Span
    situation: Situation
    run: PlanRun | None
    sessions: Mapping[SessionId, CounsellingSession]
    assignments: Sequence[Assignment]
    offers: Sequence[Offer]
    changes: Sequence[DraftAssignment]
    slots: Mapping[SessionId, Slots]
    people: Mapping[InterpreterId, Person]
    blocks: Mapping[InterpreterId, Sequence[Block]]

    @property
    def pinned(self) -> int:
        """How many assignments no plan may touch."""
        return sum(a.pinned for a in self.assignments)

    def in_state(self, state: BoardState) -> list[CounsellingSession]:
        """The sessions that stand there, in order of time."""
        return [s for s in self.sessions.values() if self.slots[s.id].state is state]

    def has_begun(self, session: CounsellingSession) -> bool:
        """Whether the last moment at which it may start is over."""
        return session.latest_start_at <= self.situation.now


def read_day(uow: UnitOfWork, day: date, *, whole: bool = False) -> BoardDay:
    """Read a day; the number of questions asked of the database does not depend on how full it is."""
    uow.require(DispatchPermission.BOARD_READ)
    situation = read_situation(uow, day, day)
    ended = sessions.list_sessions(uow, day, day, ENDED)
    in_order = sorted([*situation.sessions.values(), *ended], key=lambda s: s.starts_at)
    listed = {s.id: s for s in in_order}
    run = queries.newest_run(uow.db, day)
    assignments = _of(listed, queries.assignments_of_day(uow.db, day))
    offers = _of(listed, queries.open_offers_of_day(uow.db, day))
    changes = _of(listed, _drafted(uow, run, day))
    called = reach.to_be_called(
        uow, {row.interpreter_id for row in (*offers, *changes) if row.interpreter_id is not None}
    )
    blocks = _blocks(listed, assignments, offers, changes, called)
    taken = [board.block_span(s.starts_at, s.minutes) for s in in_order]
    taken += [block.span for line in blocks.values() for block in line]
    return BoardDay(
        day=day,
        axis=board.axis_of(day, uow.settings.zone, taken, whole=whole),
        busy=board.busy_hours(day, uow.settings.zone),
        situation=with_drafts(situation, changes),
        run=run,
        sessions=listed,
        assignments=assignments,
        offers=offers,
        changes=changes,
        slots=_slots(listed, assignments, offers, changes),
        people=_with_former(uow, situation, blocks),
        blocks=blocks,
    )


def _drafted(uow: UnitOfWork, run: PlanRun | None, day: date) -> Sequence[DraftAssignment]:
    """What the newest run would change, while it waits for a person."""
    if run is None or run.state is not RunState.DONE:
        return ()
    return queries.changes_of_day(uow.db, run.id, day)


def _of(listed: Mapping[SessionId, CounsellingSession], rows: Sequence[Row]) -> list[Row]:
    """Those of sessions that are shown."""
    return [row for row in rows if row.session_id in listed]


def _slots(
    listed: Mapping[SessionId, CounsellingSession],
    assignments: Sequence[Assignment],
    offers: Sequence[Offer],
    changes: Sequence[DraftAssignment],
) -> dict[SessionId, Slots]:
    held, asked, drafted = (_slot_numbers(rows) for rows in (assignments, offers, changes))
    return {
        session.id: Slots(
            team=session.request.team,
            held=held[session.id],
            asked=asked[session.id],
            drafted=drafted[session.id],
        )
        for session in listed.values()
    }


def _slot_numbers(
    rows: Sequence[Assignment | Offer | DraftAssignment],
) -> Mapping[SessionId, Collection[int]]:
    found: dict[SessionId, set[int]] = defaultdict(set)
    for row in rows:
        found[row.session_id].add(row.slot_no)
    return found


def _blocks(
    listed: Mapping[SessionId, CounsellingSession],
    assignments: Sequence[Assignment],
    offers: Sequence[Offer],
    changes: Sequence[DraftAssignment],
    called: Collection[InterpreterId],
) -> dict[InterpreterId, list[Block]]:
    found: dict[InterpreterId, list[Block]] = defaultdict(list)
    leaving = {
        (c.session_id, c.previous_interpreter_id) for c in changes if c.kind is not ChangeKind.NEW
    }
    for row in (*assignments, *offers, *changes):
        if row.interpreter_id is None:
            continue
        session = listed[row.session_id]
        look = _look(row)
        if look in _MOVABLE and (session.id, row.interpreter_id) in leaving:
            look = Look.LEAVING
        way = row.modality if isinstance(row, DraftAssignment) else session.modality
        block = Block(
            session_id=session.id,
            span=board.block_span(row.starts_at, session.minutes),
            look=look,
            point=point_of(session, way),
            pinned=isinstance(row, Assignment) and row.pinned,
            to_call=not isinstance(row, Assignment) and row.interpreter_id in called,
        )
        found[row.interpreter_id].append(block)
    return found


def _look(row: Assignment | Offer | DraftAssignment) -> Look:
    if isinstance(row, Assignment):
        return Look.CONFIRMED if row.state in BLOCKING else LOOKS[row.state]
    return Look.WAITING if isinstance(row, Offer) else Look.DRAFT


def _with_former(
    uow: UnitOfWork, situation: Situation, blocks: Mapping[InterpreterId, Sequence[Block]]
) -> dict[InterpreterId, Person]:
    """Everybody active, and whoever serves that day without being active any more."""
    former = directory.list_by_ids(uow, [who for who in blocks if who not in situation.people])
    return {**situation.people, **{person.id: person for person in people_from(uow, former)}}

"""A day read once for the board: its sessions, who has them, and what fills each person's hours."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Look, Slots
from dispatch.domain.people import Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import BLOCKING, AssignmentState, ChangeKind, RunState
from dispatch.service.situation.day import Situation, point_of, with_drafts
from dispatch.service.situation.part import nobody_yet, read_part
from dispatch.service.situation.reading import people_from
from dispatch.store.queries import board as queries
from dispatch.store.queries import board_people as people_queries
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
from interpreters.domain.standing import Standing
from interpreters.service import directory, reach
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, SessionState
from scheduling.service import sessions

Row = TypeVar("Row", Assignment, Offer, DraftAssignment)
SHOWN = frozenset(SessionState) - {SessionState.CANCELLED}
LOOKS = {
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

    @property
    def open(self) -> list[CounsellingSession]:
        """The sessions that can still be planned."""
        return [s for s in self.sessions.values() if self.situation.is_open(s)]

    def has_begun(self, session: CounsellingSession) -> bool:
        """Whether the last moment at which it may start is over."""
        return session.latest_start_at <= self.situation.now


def read_day(uow: UnitOfWork, day: date) -> BoardDay:
    """Read a day with everybody who may be sent: for whoever goes through all of it."""
    frame = read_frame(uow, day)
    return with_people(uow, frame, [row.id for row in directory.list_active(uow)], frame.open)


def read_frame(uow: UnitOfWork, day: date, *, whole: bool = False) -> BoardDay:
    """Read what is on a day, without anybody yet: it costs the same whatever the size of the roster."""
    uow.require(DispatchPermission.BOARD_READ)
    found = sessions.list_sessions(uow, day, day, SHOWN)
    in_order = sorted(found, key=lambda s: s.starts_at)
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
        situation=nobody_yet(uow, day, [s for s in in_order if s.state in LIVE]),
        run=run,
        sessions=listed,
        assignments=assignments,
        offers=offers,
        changes=changes,
        slots=_slots(listed, assignments, offers, changes),
        people={},
        blocks=blocks,
    )


def with_people(
    uow: UnitOfWork,
    day: BoardDay,
    ids: Iterable[InterpreterId],
    asked: Sequence[CounsellingSession] = (),
    compared: Collection[InterpreterId] | None = None,
) -> BoardDay:
    """A day with these people in it, drafts counted as made; the candidates of `asked` are compared.

    The rules about certifications can be asked of `compared` alone, if given.

    Whoever is not active any more is shown where they stand, but is no part of the situation.
    """
    rows = directory.list_by_ids(uow, set(ids))
    active = [row for row in rows if row.standing is Standing.ACTIVE]
    former = [row for row in rows if row.standing is not Standing.ACTIVE]
    situation = read_part(uow, day.situation, active, asked, compared)
    people = {**situation.people, **{p.id: p for p in people_from(uow, former)}}
    return replace(day, situation=with_drafts(situation, day.changes), people=people)


def in_latin(uow: UnitOfWork, day: BoardDay) -> BoardDay:
    """The same with names in Latin letters, where they are on file."""
    names = people_queries.latin_names(uow.db, day.people)

    def named(people: Mapping[InterpreterId, Person]) -> dict[InterpreterId, Person]:
        return {who: replace(p, name=names.get(who, p.name)) for who, p in people.items()}

    situation = replace(day.situation, people=named(day.situation.people))
    return replace(day, situation=situation, people=named(day.people))


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
            modality=way,
            point=point_of(session, way),
            pinned=isinstance(row, Assignment) and row.pinned,
            to_call=not isinstance(row, Assignment) and row.interpreter_id in called,
        )
        found[row.interpreter_id].append(block)
    return found


def _look(row: Assignment | Offer | DraftAssignment) -> Look:
    if isinstance(row, Assignment):
        return _live_look(row) if row.state in BLOCKING else LOOKS[row.state]
    return Look.WAITING if isinstance(row, Offer) else Look.DRAFT


def _live_look(row: Assignment) -> Look:
    """How far somebody has come who still has it."""
    if row.began_at is not None:
        return Look.RUNNING
    if row.arrived_at is not None:
        return Look.ARRIVED
    if row.late_minutes:
        return Look.LATE
    return Look.CONFIRMED if row.set_out_at is None else Look.ON_THE_WAY

"""Repairs side by side: each as a difference in people and plain figures, and what has moved since."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.domain.causes import Cause
from dispatch.domain.measures import Measure
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import ChangeKind, RunKind, RunState
from dispatch.service.plans import automatic_repair, parts
from dispatch.service.plans.fitting import Misfit, misfits_among, read_for
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import plan_repairs
from dispatch.store.queries import plans as plan_queries
from dispatch.store.queries import repairs as queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Interpreter,
    PlanRun,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.domain.ids import SessionId
from scheduling.service import sessions


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a repair means for one person: which sessions they give up, and which they are asked for.

    `instead_of` is a session of theirs that was cancelled late, where they are asked for another in its place.
    """

    person: Interpreter
    gives_up: Sequence[DraftAssignment]
    takes: Sequence[DraftAssignment]
    must_be_called: bool
    instead_of: CounsellingSession | None = None

    @property
    def is_moved(self) -> bool:
        """Whether something that they hold or were asked for is taken from them."""
        return bool(self.gives_up)


@dataclass(frozen=True)
class StillUnfilled:
    """A session that would stay without anybody, and why; the cause is unknown for older runs."""

    session: CounsellingSession
    cause: Cause | None


@dataclass(frozen=True, kw_only=True)
class RepairChoice:
    """One repair: whom it moves, what it fills and leaves, and whether it can still be sent."""

    run: PlanRun
    moves: Sequence[Move]
    filled: int
    unfilled: Sequence[StillUnfilled]
    travel_before: int
    travel_now: int
    misfits: Sequence[Misfit]
    seen: str

    @property
    def moved(self) -> int:
        """How many assignments that stand, or are asked for, it takes away."""
        return sum(len(move.gives_up) for move in self.moves)

    @property
    def asked(self) -> int:
        """How many offers go out."""
        return sum(len(move.takes) for move in self.moves)

    @property
    def fits(self) -> bool:
        """Whether every change can still be made."""
        return not self.misfits


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The repairs of some days that one may choose from, the fewest changes first."""

    first_day: date
    last_day: date
    run: PlanRun
    choices: Sequence[RepairChoice]
    new_gaps: Sequence[CounsellingSession]
    # somebody's own draft of these days waits too
    open_draft: PlanRun | None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to choose."""
        return bool(self.choices)

    @property
    def has_moved_on(self) -> bool:
        """Whether the days are not any more as the repairs found them."""
        return bool(self.new_gaps) or any(not choice.fits for choice in self.choices)

    @property
    def preselected(self) -> uuid.UUID | None:
        """The smallest one that still fits."""
        return next((choice.run.id for choice in self.choices if choice.fits), None)


def waiting(uow: UnitOfWork) -> Sequence[SideBySide]:
    """Every repair of today and later that waits for a choice, those of the first days first."""
    return [read(uow, run.id) for run in automatic_repair.repairs_to_review(uow)]


def read(uow: UnitOfWork, run_id: uuid.UUID) -> SideBySide:
    """The repairs that stand beside one, that one included; NotFound for a run that is no repair."""
    uow.require(DispatchPermission.BOARD_READ)
    run = board_queries.find_run(uow.db, run_id)
    if run is None or run.kind is not RunKind.REPAIR:
        raise NotFound
    listed = plan_repairs.choices_seen(uow.db, run)
    ready = [each for each in listed if each.state is RunState.DONE]
    drafts = {each.id: plan_queries.drafts_of(uow.db, each.id) for each in ready}
    changes = {key: parts.to_send(rows) for key, rows in drafts.items()}
    reader = _Reader(uow, run, [row for rows in changes.values() for row in rows])
    choices = [reader.choice(each, changes[each.id]) for each in ready]
    return SideBySide(
        first_day=run.first_day,
        last_day=run.last_day,
        run=run,
        choices=choices,
        new_gaps=_new_gaps(uow, run, ready, changes.values()),
        open_draft=_open_draft(uow, run),
    )


class _Reader:
    """What several repairs are read with: looked up once for all of them."""

    def __init__(self, uow: UnitOfWork, run: PlanRun, changes: Sequence[DraftAssignment]) -> None:
        self._situation = read_for(uow, run, changes) if changes else None
        self._freed: Mapping[InterpreterId, Assignment] = {
            row.interpreter_id: row
            for row in queries.freed_late(uow.db, run.first_day, run.last_day, uow.now)
        }
        asked = {row.interpreter_id for row in changes if row.interpreter_id is not None}
        self._called: Mapping[InterpreterId, CallReason] = (
            reach.to_be_called(uow, asked) if asked else {}
        )
        self._uow = uow

    def choice(self, run: PlanRun, changes: Sequence[DraftAssignment]) -> RepairChoice:
        """One of them."""
        travel = next((m for m in run.measures if m["label"] == Measure.TRAVEL.value), None)
        situation = self._situation
        return RepairChoice(
            run=run,
            moves=self._moves(changes),
            filled=len({row.session_id for row in changes if row.kind is ChangeKind.NEW}),
            unfilled=self._unfilled(run),
            travel_before=0 if travel is None else int(travel["before"]),
            travel_now=0 if travel is None else int(travel["now"]),
            misfits=[] if situation is None else misfits_among(situation, changes),
            seen=parts.seen(changes),
        )

    def _moves(self, changes: Sequence[DraftAssignment]) -> list[Move]:
        people: dict[InterpreterId, Interpreter] = {}
        for row in changes:
            for person in (row.previous_interpreter, row.interpreter):
                if person is not None:
                    people[person.id] = person
        found = [self._move(person, changes) for person in people.values()]
        # Whoever loses something comes first: it is they who were promised something.
        return sorted(found, key=lambda move: (not move.is_moved, move.person.full_name))

    def _move(self, person: Interpreter, changes: Sequence[DraftAssignment]) -> Move:
        takes = [row for row in changes if row.interpreter_id == person.id]
        lost = self._freed.get(person.id)
        return Move(
            person=person,
            gives_up=[row for row in changes if row.previous_interpreter_id == person.id],
            takes=takes,
            must_be_called=person.id in self._called,
            instead_of=lost.session if lost is not None and takes else None,
        )

    def _unfilled(self, run: PlanRun) -> list[StillUnfilled]:
        rows = sessions.list_by_ids(self._uow, [uuid.UUID(each) for each in run.causes])
        in_order = sorted(rows, key=lambda row: row.starts_at)
        return [StillUnfilled(row, Cause(run.causes[str(row.id)])) for row in in_order]


def _new_gaps(
    uow: UnitOfWork,
    run: PlanRun,
    ready: Sequence[PlanRun],
    changes: Iterable[Sequence[DraftAssignment]],
) -> list[CounsellingSession]:
    """Sessions of these days that have nobody by now, and of which no repair knows."""
    if not ready:
        return []
    known = {SessionId(uuid.UUID(key)) for each in ready for key in each.causes}
    known |= {row.session_id for rows in changes for row in rows}
    short = queries.short_between(uow.db, run.first_day, run.last_day, uow.now) - known
    if not short:
        return []
    return sorted(sessions.list_by_ids(uow, short), key=lambda row: row.starts_at)


def _open_draft(uow: UnitOfWork, run: PlanRun) -> PlanRun | None:
    """The draft that the board of these days shows, where it is none of these repairs."""
    shown = board_queries.newest_run(uow.db, run.first_day)
    if shown is None or shown.state is not RunState.DONE or shown.id == run.id:
        return None
    same = run.group_id is not None and shown.group_id == run.group_id
    return None if same else shown

"""A handover accepted with one click: both of its changes in a draft, reviewed and sent as every draft."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.person_rules import other_language
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, RunKind, RunState
from dispatch.service.plans.drafts import kind_of
from dispatch.service.plans.fitting import check_changes, holding_of
from dispatch.service.plans.parts import to_send
from dispatch.service.plans.recount import recount
from dispatch.service.plans.runs import refuse_while_sent
from dispatch.service.situation.day import Holding, Situation
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession, DraftAssignment, PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from foundation.times.zones import local_clock
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from scheduling.domain.ids import SessionId
from scheduling.service import sessions


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The giver hands another session to the taker, and serves this one in a mode from `starts_at`."""

    session_id: uuid.UUID
    giver: uuid.UUID
    starts_at: datetime
    modality: Modality
    other_session_id: uuid.UUID
    taker: uuid.UUID


def draft_handover(uow: UnitOfWork, wish: Handover, *, alone: bool = False) -> PlanRun:
    """Put both changes into the draft of that day, or into a new one; nobody is told.

    With `alone` it is a draft of its own beside whatever waits. Conflict when they no longer fit, naming
    why: nothing is changed then.
    """
    uow.require(DispatchPermission.PLAN_RUN)
    queries.lock_publishing(uow.db)
    session = sessions.get_session(uow, wish.session_id)
    run = _new_draft(uow, session, is_beside=True) if alone else _draft_of(uow, session)
    situation = read_situation(uow, run.first_day, run.last_day)
    draft = _Draft(uow, run, situation)
    draft.hand_over(wish, session)
    drafts = draft.rows()
    check_changes(situation, drafts)
    recount(run, situation, drafts, by_hand=True)
    filled = {str(d.session_id) for d in drafts if d.interpreter_id is not None}
    run.causes = {key: cause for key, cause in run.causes.items() if key not in filled}
    run.lacks = {key: lack for key, lack in run.lacks.items() if key not in filled}
    uow.record("plan.handover_drafted", subject=run.id, session=session.id)
    return run


def _draft_of(uow: UnitOfWork, session: CounsellingSession) -> PlanRun:
    """The draft that waits on the session's day, or a new one of that day alone."""
    if queries.running_over(uow.db, session.day, session.day):
        raise Conflict(say("A draft for these days is being made already."))
    newest = board_queries.newest_run(uow.db, session.day)
    if newest is not None and newest.state is RunState.DONE:
        refuse_while_sent(uow, newest)
        return newest
    return _new_draft(uow, session)


def _new_draft(uow: UnitOfWork, session: CounsellingSession, *, is_beside: bool = False) -> PlanRun:
    user = uow.actor.user_id
    run = PlanRun(
        first_day=session.day,
        last_day=session.day,
        state=RunState.DONE,
        kind=RunKind.REPAIR,
        requested_by=None if user is None else UserId(user),
        created_at=uow.now,
        started_at=uow.now,
        finished_at=uow.now,
        limit_seconds=uow.settings.of(DispatchSettings).plan_seconds,
        is_beside=is_beside,
    )
    uow.db.add(run)
    uow.db.flush()
    return run


class _Draft:
    """The slots of a draft, to be changed one by one."""

    def __init__(self, uow: UnitOfWork, run: PlanRun, situation: Situation) -> None:
        self._uow, self._run, self._situation = uow, run, situation
        found = queries.drafts_of(uow.db, run.id)
        self._drafts = {(d.session_id, d.slot_no): d for d in found}

    def hand_over(self, wish: Handover, session: CounsellingSession) -> None:
        """Write both changes."""
        other = sessions.get_session(self._uow, wish.other_session_id)
        giver, taker = InterpreterId(wish.giver), InterpreterId(wish.taker)
        slot_no = self._slot_where(other, giver)
        holding = self._holding(other.id, slot_no)
        if holding is not None and holding.pinned:
            raise Conflict(say("This assignment is pinned. Unpin it first."))
        row = self._drafts.get((other.id, slot_no))
        found = other if row is None else row
        self._write(other, slot_no, taker, (found.starts_at, found.modality))
        chosen = (wish.starts_at, wish.modality)
        self._write(session, self._slot_where(session, None), giver, chosen)

    def _slot_where(self, session: CounsellingSession, who: InterpreterId | None) -> int:
        """The slot that somebody, or nobody, would have."""
        for slot_no in range(1, session.request.team + 1):
            if self._person_in(session.id, slot_no) == who:
                return slot_no
        clock = local_clock(session.starts_at, self._situation.zone)
        raise Conflict(say("The session at %(clock)s has changed.", clock=clock))

    def _person_in(self, session_id: SessionId, slot_no: int) -> InterpreterId | None:
        draft = self._drafts.get((session_id, slot_no))
        if draft is not None and not draft.left_out and draft.sent_at is None:
            return draft.interpreter_id
        holding = self._holding(session_id, slot_no)
        return None if holding is None else holding.interpreter_id

    def _holding(self, session_id: SessionId, slot_no: int) -> Holding | None:
        return holding_of(self._situation, session_id, slot_no)

    def _write(
        self,
        session: CounsellingSession,
        slot_no: int,
        who: InterpreterId,
        chosen: tuple[datetime, Modality],
    ) -> None:
        start, modality = chosen
        holding = self._holding(session.id, slot_no)
        before = None if holding is None else holding.interpreter_id
        row = self._drafts.get((session.id, slot_no))
        if row is None:
            row = DraftAssignment(
                run_id=self._run.id,
                session_id=session.id,
                slot_no=slot_no,
                kind=ChangeKind.KEPT,
                starts_at=start,
                modality=modality,
            )
            self._uow.db.add(row)
        row.kind = kind_of(before, who) or ChangeKind.KEPT
        row.interpreter_id, row.previous_interpreter_id = who, before
        row.starts_at, row.modality, row.left_out = start, modality, False
        person, need = self._situation.people.get(who), self._situation.need(session, modality)
        row.other_language = None if person is None else other_language(person, need)
        # A slot that went out before is changed anew.
        row.sent_at, row.sending_id = None, None
        self._uow.db.flush()
        # Whom it named before is read anew.
        self._uow.db.expire(row, ["interpreter", "previous_interpreter"])

    def rows(self) -> list[DraftAssignment]:
        """Every change that the draft makes now."""
        return to_send(queries.drafts_of(self._uow.db, self._run.id))

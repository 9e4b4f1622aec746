"""What is asked about sendings of plans."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from dispatch.domain.ids import RunId
from dispatch.domain.states import (
    BLOCKING,
    OPEN_OFFERS,
    TAKES_TIME,
    AssignmentState,
    ChangeKind,
    RunState,
    SendingState,
)
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
    PlanSending,
)
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.store.tables import Request


def find_sending(db: Session, sending_id: uuid.UUID, *, lock: bool = False) -> PlanSending | None:
    """A sending; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(PlanSending).where(PlanSending.id == sending_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def under_way(db: Session, run_id: RunId) -> PlanSending | None:
    """The sending of a run that waits for its job, if there is one."""
    query = sa.select(PlanSending).where(
        PlanSending.run_id == run_id, PlanSending.state == SendingState.ASKED
    )
    return db.scalar(query)


def newest_sent(db: Session, run_id: RunId) -> PlanSending | None:
    """What went out last of a run and was not taken back."""
    query = (
        sa.select(PlanSending)
        .where(PlanSending.run_id == run_id, PlanSending.state == SendingState.SENT)
        .order_by(PlanSending.sent_at.desc(), PlanSending.id)
        .limit(1)
    )
    return db.scalar(query)


def drafts_of_sending(db: Session, sending_id: uuid.UUID) -> list[DraftAssignment]:
    """The changes of a sending in order of time, with sessions, requests, sites and people."""
    session = joinedload(DraftAssignment.session)
    query = (
        sa.select(DraftAssignment)
        .where(DraftAssignment.sending_id == sending_id)
        .options(
            session.joinedload(CounsellingSession.request).options(
                joinedload(Request.organisation), joinedload(Request.requester)
            ),
            session.joinedload(CounsellingSession.site),
            joinedload(DraftAssignment.interpreter),
            joinedload(DraftAssignment.previous_interpreter),
        )
        .order_by(DraftAssignment.starts_at, DraftAssignment.session_id, DraftAssignment.slot_no)
    )
    return list(db.scalars(query))


def people_with(db: Session, sessions: Collection[SessionId]) -> set[InterpreterId]:
    """Whoever has a slot of some sessions, or is asked for one."""
    found: set[InterpreterId] = set()
    for table, states in ((Assignment, TAKES_TIME), (Offer, OPEN_OFFERS)):
        held = sa.select(table.interpreter_id).where(
            table.session_id.in_(sessions), table.state.in_(states)
        )
        found |= set(db.scalars(held))
    return found


def holders_of(db: Session, sending_id: uuid.UUID) -> Sequence[Assignment]:
    """Who has the slots that the changes of a sending are about."""
    query = (
        sa.select(Assignment)
        .join(
            DraftAssignment,
            sa.and_(
                DraftAssignment.session_id == Assignment.session_id,
                DraftAssignment.slot_no == Assignment.slot_no,
            ),
        )
        .where(DraftAssignment.sending_id == sending_id, Assignment.state.in_(BLOCKING))
    )
    return db.scalars(query).unique().all()


def questions_about(db: Session, sending_id: uuid.UUID) -> Sequence[Offer]:
    """Who is being asked for these slots."""
    query = (
        sa.select(Offer)
        .join(
            DraftAssignment,
            sa.and_(
                DraftAssignment.session_id == Offer.session_id,
                DraftAssignment.slot_no == Offer.slot_no,
            ),
        )
        .where(DraftAssignment.sending_id == sending_id, Offer.state.in_(OPEN_OFFERS))
        .order_by(Offer.sent_at, Offer.id)
    )
    return db.scalars(query).unique().all()


def mark_sent(db: Session, sending_id: uuid.UUID, now: datetime) -> None:
    """Keep with every change of a sending that it has gone out."""
    db.execute(
        sa.update(DraftAssignment)
        .where(DraftAssignment.sending_id == sending_id)
        .values(sent_at=now)
        .execution_options(synchronize_session=False)
    )


def mark_asked(db: Session, sending_id: uuid.UUID, drafts: Collection[uuid.UUID]) -> None:
    """Keep with these changes the sending with which they go out."""
    db.execute(
        sa.update(DraftAssignment)
        .where(DraftAssignment.id.in_(drafts))
        .values(sending_id=sending_id)
        .execution_options(synchronize_session=False)
    )


def has_more_to_send(db: Session, run_id: RunId) -> bool:
    """Whether a run has changes that are neither sent nor left out."""
    query = sa.select(DraftAssignment.id).where(
        DraftAssignment.run_id == run_id,
        DraftAssignment.kind != ChangeKind.KEPT,
        DraftAssignment.left_out.is_(False),
        DraftAssignment.sent_at.is_(None),
    )
    return db.scalar(query.limit(1)) is not None


def shown_on(db: Session, day: date, since: datetime) -> Sequence[tuple[PlanSending, PlanRun]]:
    """Sendings that touch a day: under way, sent since an instant, or refused with the draft waiting."""
    told = sa.or_(
        PlanSending.state == SendingState.ASKED,
        sa.and_(PlanSending.state == SendingState.SENT, PlanSending.sent_at >= since),
        sa.and_(
            PlanSending.state == SendingState.REFUSED,
            PlanSending.ended_at >= since,
            PlanRun.state == RunState.DONE,
        ),
    )
    query = (
        sa.select(PlanSending, PlanRun)
        .join(PlanRun, PlanRun.id == PlanSending.run_id)
        .where(PlanRun.first_day <= day, PlanRun.last_day >= day, told)
        .order_by(PlanSending.asked_at.desc(), PlanSending.id)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


def days_of(
    db: Session, sending_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[date, date]]:
    """The first and the last day of the sessions of some sendings."""
    day = CounsellingSession.day
    query = (
        sa.select(DraftAssignment.sending_id, sa.func.min(day), sa.func.max(day))
        .join(CounsellingSession, CounsellingSession.id == DraftAssignment.session_id)
        .where(DraftAssignment.sending_id.in_(sending_ids))
        .group_by(DraftAssignment.sending_id)
    )
    found = db.execute(query).all()
    return {sending: (first, last) for sending, first, last in found if sending is not None}


def released_by(db: Session, sending: PlanSending) -> Sequence[Assignment]:
    """The assignments that a sending ended, with their sessions and interpreters.

    Whoever serves the session again by now has lost nothing.
    """
    again = aliased(Assignment)
    serves_again = sa.exists().where(
        again.session_id == Assignment.session_id,
        again.interpreter_id == Assignment.interpreter_id,
        again.state.in_(BLOCKING),
    )
    query = (
        sa.select(Assignment)
        .join(DraftAssignment, _same_slot())
        .where(DraftAssignment.sending_id == sending.id, *_ended_by(sending), ~serves_again)
        .order_by(Assignment.starts_at, Assignment.id)
        .options(*with_session())
    )
    return db.scalars(query).unique().all()


def sessions_lost_by(db: Session, sending: PlanSending) -> Sequence[CounsellingSession]:
    """The sessions of these assignments, each once, as their requesters are told of them."""
    lost = (
        sa.select(Assignment.session_id)
        .join(DraftAssignment, _same_slot())
        .where(DraftAssignment.sending_id == sending.id, *_ended_by(sending))
    )
    query = (
        sa.select(CounsellingSession)
        .where(CounsellingSession.id.in_(lost))
        .order_by(CounsellingSession.starts_at, CounsellingSession.id)
        .options(
            joinedload(CounsellingSession.request).joinedload(Request.requester),
            joinedload(CounsellingSession.site),
        )
    )
    return db.scalars(query).all()


def _same_slot() -> sa.ColumnElement[bool]:
    return sa.and_(
        DraftAssignment.session_id == Assignment.session_id,
        DraftAssignment.slot_no == Assignment.slot_no,
        DraftAssignment.previous_interpreter_id == Assignment.interpreter_id,
    )


def _ended_by(sending: PlanSending) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Assignment.state == AssignmentState.RELEASED,
        Assignment.ended_at == sending.sent_at,
    )

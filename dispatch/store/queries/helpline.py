"""What is asked about calls on demand and about who is there for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.states import BLOCKING, OPEN_OFFERS, AssignmentState
from dispatch.store.tables import Assignment, AvailableNow, DutyHours, HelplineCall, Offer
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import SENDABLE, Language
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter, SpokenLanguage
from scheduling.store.tables import CounsellingSession, Request

_TALKING = (*BLOCKING, AssignmentState.CHECKED_IN)


def list_duty(db: Session, interpreter_ids: Collection[UUID]) -> Sequence[DutyHours]:
    """The weekly duty of some people, Monday first."""
    return db.scalars(
        sa.select(DutyHours)
        .where(DutyHours.interpreter_id.in_(interpreter_ids))
        .order_by(DutyHours.weekday, DutyHours.starts, DutyHours.id)
    ).all()


def list_roster(db: Session) -> Sequence[DutyHours]:
    """The weekly duty of everybody active, with names and languages; by day and time."""
    return db.scalars(
        sa.select(DutyHours)
        .join(Interpreter, Interpreter.id == DutyHours.interpreter_id)
        .where(Interpreter.standing == Standing.ACTIVE)
        .order_by(DutyHours.weekday, DutyHours.starts, Interpreter.full_name, DutyHours.id)
        .options(joinedload(DutyHours.interpreter).selectinload(Interpreter.languages))
    ).all()


def find_duty(db: Session, duty_id: UUID) -> DutyHours | None:
    """By id, with the person."""
    return db.scalar(
        sa.select(DutyHours)
        .where(DutyHours.id == duty_id)
        .options(joinedload(DutyHours.interpreter))
    )


def list_available(
    db: Session, now: datetime, interpreter_ids: Collection[UUID] | None = None
) -> Sequence[AvailableNow]:
    """Who has said that calls may come now: of some people, or of all."""
    query = sa.select(AvailableNow).where(AvailableNow.ended_at.is_(None), AvailableNow.until > now)
    if interpreter_ids is not None:
        query = query.where(AvailableNow.interpreter_id.in_(interpreter_ids))
    return db.scalars(query.order_by(AvailableNow.until)).all()


def end_available(db: Session, interpreter_id: UUID, now: datetime) -> bool:
    """End what somebody has said; whether it still held."""
    ended = db.execute(
        sa.update(AvailableNow)
        .where(AvailableNow.interpreter_id == interpreter_id, AvailableNow.ended_at.is_(None))
        .values(ended_at=now)
        .returning(AvailableNow.until)
        .execution_options(synchronize_session=False)
    ).scalars()
    return any(until > now for until in ended.all())


def names_of(db: Session, ids: Collection[UUID]) -> Mapping[InterpreterId, Interpreter]:
    """People by id with their languages."""
    rows = db.scalars(
        sa.select(Interpreter)
        .where(Interpreter.id.in_(ids))
        .options(joinedload(Interpreter.languages))
    ).unique()
    return {row.id: row for row in rows}


def list_ready_speakers(
    db: Session, languages: Collection[Language], ids: Collection[UUID]
) -> Sequence[InterpreterId]:
    """Those of some people who are active and work in one of the languages."""
    speaks = (
        sa.select(SpokenLanguage.id)
        .where(
            SpokenLanguage.interpreter_id == Interpreter.id,
            SpokenLanguage.language.in_(languages),
            SpokenLanguage.level.in_(SENDABLE),
        )
        .exists()
    )
    return db.scalars(
        sa.select(Interpreter.id).where(
            Interpreter.id.in_(ids), Interpreter.standing == Standing.ACTIVE, speaks
        )
    ).all()


def list_talking(db: Session, ids: Collection[UUID], now: datetime) -> set[InterpreterId]:
    """Those of some people who are in a session at this moment, or in a call that has not ended."""
    in_session = sa.select(Assignment.interpreter_id).where(
        Assignment.interpreter_id.in_(ids),
        Assignment.state.in_(_TALKING),
        Assignment.busy_from <= now,
        Assignment.busy_to > now,
    )
    in_call = (
        sa.select(Assignment.interpreter_id)
        .join(HelplineCall, HelplineCall.session_id == Assignment.session_id)
        .where(
            Assignment.interpreter_id.in_(ids),
            Assignment.state.in_((*_TALKING, AssignmentState.COMPLETED)),
            HelplineCall.ended_at.is_(None),
        )
    )
    return set(db.scalars(in_session.union(in_call)))


def count_calls_since(
    db: Session, ids: Collection[UUID], since: datetime
) -> Mapping[InterpreterId, int]:
    """How many calls some people have taken since an instant."""
    query = (
        sa.select(Assignment.interpreter_id, sa.func.count())
        .join(HelplineCall, HelplineCall.session_id == Assignment.session_id)
        .where(HelplineCall.opened_at >= since, Assignment.interpreter_id.in_(ids))
        .group_by(Assignment.interpreter_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _whole() -> sa.Select[HelplineCall]:
    session = joinedload(HelplineCall.session)
    request = session.joinedload(CounsellingSession.request)
    return sa.select(HelplineCall).options(
        request.joinedload(Request.organisation),
        request.joinedload(Request.requester),
        session.joinedload(CounsellingSession.site),
        joinedload(HelplineCall.opened_by),
    )


def find_call(db: Session, call_id: UUID) -> HelplineCall | None:
    """By id, with its session, as it is now."""
    query = _whole().where(HelplineCall.id == call_id)
    return db.scalar(query.execution_options(populate_existing=True))


def find_call_of(db: Session, session_id: UUID) -> HelplineCall | None:
    """The call of a session, if it is one on demand."""
    query = _whole().where(HelplineCall.session_id == session_id)
    return db.scalar(query.execution_options(populate_existing=True))


def list_open_calls_of(db: Session, session_ids: Collection[UUID]) -> list[HelplineCall]:
    """The calls of some sessions that have not ended: few of all calls are open."""
    wanted = set(session_ids)
    open_calls = db.scalars(sa.select(HelplineCall).where(HelplineCall.ended_at.is_(None)))
    return [call for call in open_calls if call.session_id in wanted]


def find_open_of(db: Session, user_id: UUID) -> HelplineCall | None:
    """The call that somebody has opened and that has not ended."""
    return db.scalar(
        _whole()
        .where(HelplineCall.opened_by_id == user_id, HelplineCall.ended_at.is_(None))
        .order_by(HelplineCall.opened_at.desc())
        .limit(1)
    )


def find_last_of(db: Session, user_id: UUID) -> HelplineCall | None:
    """The last call that somebody has opened."""
    return db.scalar(
        _whole()
        .where(HelplineCall.opened_by_id == user_id)
        .order_by(HelplineCall.opened_at.desc(), HelplineCall.id)
        .limit(1)
    )


def list_open_calls(db: Session) -> Sequence[HelplineCall]:
    """Calls that have not ended, the oldest first."""
    query = _whole().where(HelplineCall.ended_at.is_(None))
    return db.scalars(query.order_by(HelplineCall.opened_at, HelplineCall.id)).all()


def list_calls(
    db: Session, *, since: datetime, organisations: Collection[UUID] | None, limit: int
) -> Sequence[HelplineCall]:
    """Calls since an instant, the newest first: of some organisations, or of all."""
    query = _whole().where(HelplineCall.opened_at >= since)
    if organisations is not None:
        query = (
            query.join(CounsellingSession, CounsellingSession.id == HelplineCall.session_id)
            .join(Request, Request.id == CounsellingSession.request_id)
            .where(Request.organisation_id.in_(organisations))
        )
    newest = (HelplineCall.opened_at.desc(), HelplineCall.id)
    return db.scalars(query.order_by(*newest).limit(limit)).all()


def find_asked(db: Session, interpreter_id: UUID, now: datetime) -> Offer | None:
    """The open question about a call that waits for somebody's answer, the one that ends first."""
    return db.scalar(
        sa.select(Offer)
        .join(CounsellingSession, CounsellingSession.id == Offer.session_id)
        .where(
            Offer.interpreter_id == interpreter_id,
            Offer.state.in_(OPEN_OFFERS),
            Offer.expires_at > now,
            CounsellingSession.on_demand,
        )
        .order_by(Offer.expires_at)
        .limit(1)
        .options(joinedload(Offer.session).joinedload(CounsellingSession.request))
    )


def find_connected(db: Session, interpreter_id: UUID) -> Assignment | None:
    """The call on demand that somebody is in, as an assignment."""
    return db.scalar(
        sa.select(Assignment)
        .join(HelplineCall, HelplineCall.session_id == Assignment.session_id)
        .where(
            Assignment.interpreter_id == interpreter_id,
            Assignment.state.in_((*_TALKING, AssignmentState.COMPLETED)),
            HelplineCall.ended_at.is_(None),
        )
        .limit(1)
    )

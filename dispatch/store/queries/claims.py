"""What is asked about claims."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import ClaimState
from dispatch.domain.ids import AssignmentId, ClaimId, StatementId
from dispatch.domain.live import OutcomeState
from dispatch.domain.states import AssignmentState
from dispatch.store.queries.assignments import with_session
from dispatch.store.queries.fairness import lender
from dispatch.store.tables import (
    Assignment,
    ClaimLine,
    CounsellingSession,
    Interpreter,
    Offer,
    PayClaim,
    SessionOutcome,
)
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment
from scheduling.domain.ids import SessionId
from scheduling.store.tables import Request
from training.domain.courses import MeetingStatus
from training.domain.practicum import EntryStatus
from training.store.tables import ClassMeeting, Learner, PracticumEntry
from training.store.tables import Mentorship as Pair

SETTLED_OUTCOMES = (OutcomeState.REPORTED, OutcomeState.DECIDED, OutcomeState.ASSUMED)
# What may come to be paid.
OVER = (AssignmentState.COMPLETED, AssignmentState.CANCELLED)


def with_everything() -> tuple[ExecutableOption, ...]:
    """What a page says of a claim."""
    return (
        joinedload(PayClaim.interpreter, innerjoin=True),
        joinedload(PayClaim.organisation, innerjoin=True),
        joinedload(PayClaim.first_by),
        joinedload(PayClaim.approved_by),
        selectinload(PayClaim.lines),
    )


def find(db: Session, claim_id: UUID) -> PayClaim | None:
    """One claim with what a page says of it."""
    query = sa.select(PayClaim).where(PayClaim.id == ClaimId(claim_id)).options(*with_everything())
    return db.scalar(query)


def lock(db: Session, claim_ids: Collection[UUID]) -> Sequence[PayClaim]:
    """Claims as they stand now, held until the end of the transaction, always in one order."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.id.in_([ClaimId(each) for each in claim_ids]))
        .order_by(PayClaim.id)
        .options(*with_everything())
        .with_for_update(of=PayClaim)
        .execution_options(populate_existing=True)
    )
    return db.scalars(query).all()


def lock_by_source(db: Session, source_ids: Collection[UUID]) -> Mapping[UUID, PayClaim]:
    """The claims for some pieces of work, held until the end of the transaction."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.source_id.in_(source_ids))
        .order_by(PayClaim.id)
        .options(*with_everything())
        .with_for_update(of=PayClaim)
        .execution_options(populate_existing=True)
    )
    return {claim.source_id: claim for claim in db.scalars(query)}


def drop_lines(db: Session, claim_id: ClaimId) -> None:
    """Take the reckoned lines of a claim out; what somebody entered with a reason stays."""
    db.execute(sa.delete(ClaimLine).where(ClaimLine.claim_id == claim_id, ClaimLine.reason == ""))


def move(db: Session, claim_id: ClaimId, before: ClaimState, values: Mapping[str, Any]) -> bool:
    """Change a claim that still stands where it was read; False when somebody was faster."""
    done: Any = db.execute(
        sa.update(PayClaim)
        .where(PayClaim.id == claim_id, PayClaim.state == before)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1


def list_over(
    db: Session, since: datetime, settled_before: datetime, limit: int
) -> Sequence[SessionId]:
    """Sessions of which somebody's assignment is over and may be paid, without a claim; the newest first.

    What has an outcome counts once that stands; what has none, as calls and what was imported, after some days.
    """
    served = sa.and_(
        Assignment.state == AssignmentState.COMPLETED,
        sa.or_(
            SessionOutcome.state.in_(SETTLED_OUTCOMES),
            sa.and_(
                SessionOutcome.session_id.is_(None),
                sa.or_(CounsellingSession.on_demand, Assignment.ends_at < settled_before),
            ),
        ),
    )
    called_off = sa.and_(
        Assignment.state == AssignmentState.CANCELLED, CounsellingSession.cancelled_late
    )
    query = (
        sa.select(Assignment.session_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .outerjoin(SessionOutcome, SessionOutcome.session_id == Assignment.session_id)
        .outerjoin(PayClaim, PayClaim.source_id == Assignment.id)
        .where(
            Assignment.starts_at >= since,
            Assignment.state.in_(OVER),
            Interpreter.employment != Employment.STAFF,
            PayClaim.id.is_(None),
            sa.or_(served, called_off),
        )
        .order_by(Assignment.starts_at.desc())
        .limit(limit)
    )
    return list(dict.fromkeys(db.scalars(query)))


def list_assignments(db: Session, session_ids: Collection[SessionId]) -> Sequence[Assignment]:
    """Every assignment of some sessions that has ended in a way that may be paid, or was paid for."""
    claimed = sa.select(PayClaim.id).where(PayClaim.source_id == Assignment.id).exists()
    query = (
        sa.select(Assignment)
        .where(Assignment.session_id.in_(session_ids), sa.or_(Assignment.state.in_(OVER), claimed))
        .order_by(Assignment.starts_at, Assignment.id)
        .options(*with_session())
    )
    return db.scalars(query).unique().all()


def offers_of(db: Session, assignments: Collection[Assignment]) -> Mapping[AssignmentId, Offer]:
    """The accepted offer behind each assignment that has one."""
    by_offer = {each.offer_id: each.id for each in assignments if each.offer_id is not None}
    query = sa.select(Offer).where(Offer.id.in_(by_offer))
    return {by_offer[offer.id]: offer for offer in db.scalars(query)}


def lenders_of(
    db: Session, assignment_ids: Collection[AssignmentId]
) -> Mapping[AssignmentId, OrganisationId]:
    """Whose interpreter served, for those who served another organisation."""
    query = (
        sa.select(Assignment.id, lender())
        .select_from(Assignment)
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(Assignment.id.in_(assignment_ids), lender() != Request.organisation_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def list_classes(
    db: Session, since: datetime, now: datetime, limit: int
) -> Sequence[tuple[ClassMeeting, Interpreter]]:
    """Classes that were held by somebody of the roster, without a claim."""
    query = (
        sa.select(ClassMeeting, Interpreter)
        .join(Interpreter, Interpreter.user_id == ClassMeeting.trainer_id)
        .outerjoin(PayClaim, PayClaim.source_id == ClassMeeting.id)
        .where(
            ClassMeeting.starts_at >= since,
            ClassMeeting.ends_at <= now,
            ClassMeeting.status == MeetingStatus.HELD,
            ClassMeeting.cohort_id.is_not(None),
            Interpreter.employment != Employment.STAFF,
            PayClaim.id.is_(None),
        )
        .options(joinedload(ClassMeeting.cohort))
        .order_by(ClassMeeting.starts_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


def list_mentoring(
    db: Session, since: datetime, limit: int
) -> Sequence[tuple[PracticumEntry, Interpreter, OrganisationId]]:
    """Confirmed minutes beside a mentor of the roster, with whose session it was, without a claim."""
    query = (
        sa.select(PracticumEntry, Interpreter, Request.organisation_id)
        .join(Pair, Pair.id == PracticumEntry.mentorship_id)
        .join(Learner, Learner.id == Pair.mentor_id)
        .join(Interpreter, Interpreter.id == Learner.interpreter_id)
        .join(Assignment, Assignment.id == PracticumEntry.assignment_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .outerjoin(PayClaim, PayClaim.source_id == PracticumEntry.id)
        .where(
            PracticumEntry.starts_at >= since,
            PracticumEntry.status == EntryStatus.CONFIRMED,
            PracticumEntry.minutes > 0,
            Interpreter.employment != Employment.STAFF,
            PayClaim.id.is_(None),
        )
        .order_by(PracticumEntry.starts_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.execute(query)]


def select_claims(
    *,
    state: ClaimState | None = None,
    interpreter_id: UUID | None = None,
    organisation_id: UUID | None = None,
    month: tuple[date, date] | None = None,
) -> sa.Select[PayClaim]:
    """Claims as a list shows them, the newest work first."""
    query = sa.select(PayClaim).options(*with_everything())
    if state is not None:
        query = query.where(PayClaim.state == state)
    else:
        query = query.where(PayClaim.state != ClaimState.DROPPED)
    if interpreter_id is not None:
        query = query.where(PayClaim.interpreter_id == InterpreterId(interpreter_id))
    if organisation_id is not None:
        query = query.where(PayClaim.organisation_id == OrganisationId(organisation_id))
    if month is not None:
        query = query.where(PayClaim.day >= month[0], PayClaim.day <= month[1])
    return query.order_by(PayClaim.day.desc(), PayClaim.id)


def count_states(
    db: Session, *, interpreter_id: InterpreterId | None = None
) -> Mapping[ClaimState, int]:
    """How many claims wait for somebody, by state."""
    waiting = (S.PROPOSED, S.CONFIRMED, S.DISPUTED, S.HALF_APPROVED)
    query = sa.select(PayClaim.state, sa.func.count()).where(PayClaim.state.in_(waiting))
    if interpreter_id is not None:
        query = query.where(PayClaim.interpreter_id == interpreter_id)
    return {row[0]: int(row[1]) for row in db.execute(query.group_by(PayClaim.state))}


def count_to_approve(db: Session, silent_since: datetime, actor_id: UUID | None) -> int:
    """How many claims somebody of the office could decide on: confirmed, silent for days, disputed, half approved."""
    mine = sa.and_(PayClaim.state == S.HALF_APPROVED, PayClaim.first_by_id != actor_id)
    query = sa.select(sa.func.count()).where(
        sa.or_(
            PayClaim.state.in_((S.CONFIRMED, S.DISPUTED)),
            mine,
            sa.and_(PayClaim.state == S.PROPOSED, PayClaim.changed_at <= silent_since),
        )
    )
    return int(db.scalar(query) or 0)


def list_own_waiting(db: Session, user_id: UUID | None) -> Sequence[ClaimId]:
    """What somebody with an account has still to confirm, the oldest first."""
    query = (
        sa.select(PayClaim.id)
        .join(Interpreter, Interpreter.id == PayClaim.interpreter_id)
        .where(Interpreter.user_id == user_id, PayClaim.state == S.PROPOSED)
        .order_by(PayClaim.day, PayClaim.id)
    )
    return db.scalars(query).all()


def select_on(statement_id: StatementId) -> sa.Select[PayClaim]:
    """The claims on a statement, by day."""
    return (
        sa.select(PayClaim)
        .where(PayClaim.statement_id == statement_id)
        .options(*with_everything())
        .order_by(PayClaim.day, PayClaim.starts_at, PayClaim.id)
    )


def corrections_of(db: Session, claim_id: ClaimId) -> Sequence[PayClaim]:
    """What corrects a claim, in order of time."""
    query = (
        sa.select(PayClaim)
        .where(PayClaim.corrects_id == claim_id)
        .order_by(PayClaim.proposed_at)
        .options(*with_everything())
    )
    return db.scalars(query).all()


S = ClaimState

"""What is asked about work that is to be claimed: who did it, what was promised, who lent whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import User
from dispatch.domain.ids import AssignmentId, RateCardId, TranslationJobId, TranslationStepId
from dispatch.domain.live import OutcomeState, StandbyState
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.domain.translations import TranslationStepKind
from dispatch.store.queries.assignments import with_session
from dispatch.store.queries.fairness import lends_in_session
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    Interpreter,
    Offer,
    PayClaim,
    SessionOutcome,
    Standby,
    TranslationOffer,
    TranslationStep,
)
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


def list_over(
    db: Session, between: tuple[datetime, datetime], settled_before: datetime, limit: int
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
            Assignment.starts_at >= between[0],
            Assignment.starts_at <= between[1],
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
        sa.select(Assignment.id, lends_in_session())
        .select_from(Assignment)
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(Assignment.id.in_(assignment_ids), lends_in_session() != Request.organisation_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def list_translated(
    db: Session, since: datetime, limit: int, job_id: UUID | None = None
) -> Sequence[TranslationStep]:
    """Steps that are to be paid, without a claim, the newest first; the check is part of the translation.

    With `job_id` of that translation alone.
    """
    query = (
        sa.select(TranslationStep)
        .join(Interpreter, Interpreter.id == TranslationStep.interpreter_id)
        .outerjoin(PayClaim, PayClaim.source_id == TranslationStep.id)
        .where(
            TranslationStep.accepted_at >= since,
            TranslationStep.kind != TranslationStepKind.CHECK,
            Interpreter.employment != Employment.STAFF,
            PayClaim.id.is_(None),
        )
        .options(joinedload(TranslationStep.job, innerjoin=True))
        .order_by(TranslationStep.accepted_at.desc())
        .limit(limit)
    )
    if job_id is not None:
        query = query.where(TranslationStep.job_id == TranslationJobId(job_id))
    return db.scalars(query).all()


def cards_promised(
    db: Session, steps: Collection[TranslationStep]
) -> dict[TranslationStepId, RateCardId]:
    """By which card the offers pay that brought these steps to whoever has them."""
    query = (
        sa.select(TranslationOffer.step_id, TranslationOffer.rate_card_id)
        .join(TranslationStep, TranslationStep.id == TranslationOffer.step_id)
        .where(
            TranslationOffer.step_id.in_([each.id for each in steps]),
            TranslationOffer.state == OfferState.ACCEPTED,
            TranslationOffer.interpreter_id == TranslationStep.interpreter_id,
        )
    )
    found = ((row[0], row[1]) for row in db.execute(query))
    return {step: card for step, card in found if card is not None}


def list_stood_by(
    db: Session, since: datetime, limit: int
) -> Sequence[tuple[Standby, OrganisationId]]:
    """Standbys who kept their time free until the session began, for pay, without a claim; and whose session it was."""
    query = (
        sa.select(Standby, Request.organisation_id)
        .join(CounsellingSession, CounsellingSession.id == Standby.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .outerjoin(PayClaim, PayClaim.source_id == Standby.id)
        .where(
            Standby.starts_at >= since,
            Standby.state == StandbyState.RELEASED,
            Standby.ended_at >= Standby.starts_at,
            Standby.pay_won > 0,
            PayClaim.id.is_(None),
        )
        .order_by(Standby.starts_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


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


@dataclass(frozen=True, kw_only=True)
class TaughtClass:
    """A class that was held, and by whom."""

    user_id: UserId
    name: str
    email: str
    organisation_id: OrganisationId
    starts_at: datetime
    ends_at: datetime


def list_classes_without_payee(
    db: Session, since: datetime, now: datetime
) -> Sequence[TaughtClass]:
    """Classes that were held by somebody who is not on the roster, by trainer and time."""
    query = (
        sa.select(ClassMeeting, User)
        .join(User, User.id == ClassMeeting.trainer_id)
        .outerjoin(Interpreter, Interpreter.user_id == User.id)
        .where(
            ClassMeeting.starts_at >= since,
            ClassMeeting.ends_at <= now,
            ClassMeeting.status == MeetingStatus.HELD,
            ClassMeeting.cohort_id.is_not(None),
            Interpreter.id.is_(None),
        )
        .options(joinedload(ClassMeeting.cohort))
        .order_by(User.full_name, User.id, ClassMeeting.starts_at)
    )
    return [
        TaughtClass(
            user_id=who.id,
            name=who.full_name,
            email=who.email,
            organisation_id=meeting.cohort.organisation_id,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )
        for meeting, who in db.execute(query)
        if meeting.cohort is not None
    ]


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

"""What the board of a day asks: who holds, is asked for or is drafted for its sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, defer, joinedload

from accounts.store.tables import Organisation, Site
from dispatch.domain.ids import RunId
from dispatch.domain.states import BLOCKING, OPEN_OFFERS, AssignmentState, ChangeKind, RunState
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
)
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, RequestState, SessionState
from scheduling.store.tables import AvailabilityException, Request

SHOWN = BLOCKING | {
    AssignmentState.COMPLETED,
    AssignmentState.NO_SHOW,
}
CHANGES = frozenset({ChangeKind.NEW, ChangeKind.MOVED, ChangeKind.TAKEN})


def assignments_of_day(db: Session, day: date) -> Sequence[Assignment]:
    """Assignments that stand, or stood to the end, of a day's sessions."""
    query = (
        sa.select(Assignment)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(CounsellingSession.day == day, Assignment.state.in_(SHOWN))
        .order_by(Assignment.starts_at, Assignment.slot_no)
        .options(joinedload(Assignment.made_by))
    )
    return db.scalars(query).all()


def open_offers_of_day(db: Session, day: date) -> Sequence[Offer]:
    """Questions about a day's sessions that wait for an answer."""
    query = (
        sa.select(Offer)
        .join(CounsellingSession, CounsellingSession.id == Offer.session_id)
        .where(CounsellingSession.day == day, Offer.state.in_(OPEN_OFFERS))
        .order_by(Offer.starts_at, Offer.slot_no, Offer.sent_at)
    )
    return db.scalars(query).all()


def changes_of_day(db: Session, run_id: RunId, day: date) -> Sequence[DraftAssignment]:
    """What a run would change on a day, without what a person has left out and what was sent."""
    query = (
        sa.select(DraftAssignment)
        .join(CounsellingSession, CounsellingSession.id == DraftAssignment.session_id)
        .where(
            DraftAssignment.run_id == run_id,
            DraftAssignment.kind.in_(CHANGES),
            DraftAssignment.left_out.is_(False),
            DraftAssignment.sent_at.is_(None),
            CounsellingSession.day == day,
        )
        .order_by(DraftAssignment.starts_at, DraftAssignment.slot_no)
        .options(joinedload(DraftAssignment.session).joinedload(CounsellingSession.site))
    )
    return db.scalars(query).all()


def absences_of_day(
    db: Session, interpreter_ids: Collection[InterpreterId], day: date
) -> Sequence[AvailabilityException]:
    """Time off that people have entered for a day, or for the night before it."""
    query = sa.select(AvailabilityException).where(
        AvailabilityException.interpreter_id.in_(interpreter_ids),
        AvailabilityException.available.is_(False),
        AvailabilityException.first_day <= day,
        AvailabilityException.last_day >= day - timedelta(days=1),
    )
    return db.scalars(query).all()


def next_day_with_sessions(db: Session, from_day: date) -> date | None:
    """The first day, that one included, with sessions that want or have interpreters."""
    query = (
        sa.select(sa.func.min(CounsellingSession.day))
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            CounsellingSession.day >= from_day,
            CounsellingSession.state.in_(LIVE),
            Request.state == RequestState.APPROVED,
        )
    )
    return db.scalar(query)


def unfilled_by_day(
    db: Session,
    first: date,
    last: date,
    now: datetime,
    *,
    language: Language | None = None,
    cities: Collection[str] | None = None,
) -> dict[date, int]:
    """How many sessions of each day can still begin and have a slot that nobody has, is asked for or drafted for.

    Only those in a language, as wished or instead, and held in, or by an organisation of, some cities if given.
    """
    newer = aliased(PlanRun)
    superseded = sa.exists().where(
        newer.first_day <= CounsellingSession.day,
        newer.last_day >= CounsellingSession.day,
        newer.state != RunState.DROPPED,
        newer.is_beside.is_(False),
        sa.or_(
            newer.created_at > PlanRun.created_at,
            sa.and_(newer.created_at == PlanRun.created_at, newer.id < PlanRun.id),
        ),
    )
    within = CounsellingSession.day.between(first, last)
    taken = sa.union(
        sa.select(Assignment.session_id, Assignment.slot_no)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(within, Assignment.state.in_(SHOWN)),
        sa.select(Offer.session_id, Offer.slot_no)
        .join(CounsellingSession, CounsellingSession.id == Offer.session_id)
        .where(within, Offer.state.in_(OPEN_OFFERS)),
        sa.select(DraftAssignment.session_id, DraftAssignment.slot_no)
        .join(CounsellingSession, CounsellingSession.id == DraftAssignment.session_id)
        .join(PlanRun, PlanRun.id == DraftAssignment.run_id)
        .where(
            within,
            DraftAssignment.kind.in_(CHANGES),
            DraftAssignment.left_out.is_(False),
            PlanRun.state == RunState.DONE,
            PlanRun.is_beside.is_(False),
            ~superseded,
        ),
    ).subquery()
    filled = (
        sa.select(taken.c.session_id, sa.func.count().label("slots"))
        .group_by(taken.c.session_id)
        .subquery()
    )
    query = (
        sa.select(CounsellingSession.day, sa.func.count())
        .join(Request, Request.id == CounsellingSession.request_id)
        .outerjoin(filled, filled.c.session_id == CounsellingSession.id)
        .where(
            within,
            CounsellingSession.state != SessionState.CANCELLED,
            CounsellingSession.latest_start_at > now,
            Request.state == RequestState.APPROVED,
            sa.func.coalesce(filled.c.slots, 0) < Request.team,
        )
        .group_by(CounsellingSession.day)
    )
    if language is not None:
        query = query.where(
            sa.or_(Request.language == language, Request.fallback_language == language)
        )
    if cities is not None:
        on_site = CounsellingSession.modality == Modality.ON_SITE
        held_in = sa.case(
            (sa.and_(on_site, Site.id.is_not(None)), Site.city), else_=Organisation.city
        )
        query = (
            query.join(Organisation, Organisation.id == Request.organisation_id)
            .outerjoin(Site, Site.id == CounsellingSession.site_id)
            .where(held_in.in_(cities))
        )
    return {row[0]: row[1] for row in db.execute(query)}


def staffing_of_session(
    db: Session, session_id: UUID
) -> tuple[Sequence[Assignment], Sequence[Offer]]:
    """Who serves a session, and who is asked for it, with their names."""
    wanted = SessionId(session_id)
    assignments = db.scalars(
        sa.select(Assignment)
        .where(Assignment.session_id == wanted, Assignment.state.in_(SHOWN))
        .order_by(Assignment.slot_no)
        .options(joinedload(Assignment.interpreter))
    ).all()
    offers = db.scalars(
        sa.select(Offer)
        .where(Offer.session_id == wanted, Offer.state.in_(OPEN_OFFERS))
        .order_by(Offer.slot_no, Offer.sent_at)
        .options(joinedload(Offer.interpreter))
    ).all()
    return assignments, offers


def newest_run(db: Session, day: date) -> PlanRun | None:
    """The newest run over a day that was not dropped and waits beside no other, without the engine's large files."""
    query = (
        sa.select(PlanRun)
        .where(PlanRun.first_day <= day, PlanRun.last_day >= day, PlanRun.state != RunState.DROPPED)
        .where(PlanRun.is_beside.is_(False))
        .order_by(PlanRun.created_at.desc(), PlanRun.id)
        .options(defer(PlanRun.problem), defer(PlanRun.plan))
        .limit(1)
    )
    return db.scalar(query)


def find_run(db: Session, run_id: UUID) -> PlanRun | None:
    """A run, without the engine's own large files."""
    query = sa.select(PlanRun).where(PlanRun.id == RunId(run_id))
    return db.scalar(query.options(defer(PlanRun.problem), defer(PlanRun.plan)))


@dataclass(frozen=True)
class ChangeCounted:
    """A change of a draft, as far as it is counted: no session, no person is loaded."""

    id: UUID
    session_id: SessionId
    day: date
    kind: ChangeKind
    interpreter_id: InterpreterId | None
    starts_at: datetime
    modality: Modality
    left_out: bool
    sent_at: datetime | None


def changes_counted(db: Session, run_id: RunId) -> Sequence[ChangeCounted]:
    """The changes of a run, left out or sent ones included."""
    query = (
        sa.select(
            DraftAssignment.id,
            DraftAssignment.session_id,
            CounsellingSession.day,
            DraftAssignment.kind,
            DraftAssignment.interpreter_id,
            DraftAssignment.starts_at,
            DraftAssignment.modality,
            DraftAssignment.left_out,
            DraftAssignment.sent_at,
        )
        .join(CounsellingSession, CounsellingSession.id == DraftAssignment.session_id)
        .where(DraftAssignment.run_id == run_id, DraftAssignment.kind.in_(CHANGES))
    )
    return [ChangeCounted(*row) for row in db.execute(query)]


def closed_over(db: Session, day: date, since: datetime) -> PlanRun | None:
    """The newest run of a day that a person dropped, or that found nothing to do, since an instant."""
    query = (
        sa.select(PlanRun)
        .where(PlanRun.first_day <= day, PlanRun.last_day >= day)
        .where(PlanRun.state == RunState.DROPPED)
        .where(
            sa.or_(
                PlanRun.dropped_at >= since,
                sa.and_(PlanRun.found_nothing, PlanRun.finished_at >= since),
            )
        )
        .order_by(PlanRun.created_at.desc(), PlanRun.id)
        .options(defer(PlanRun.problem), defer(PlanRun.plan))
        .limit(1)
    )
    return db.scalar(query)

"""Every question that planning asks of the database."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.domain.ids import SiteId
from accounts.store.tables import Site
from dispatch.domain.ids import RunId
from dispatch.domain.states import (
    OPEN_OFFERS,
    TAKES_TIME,
    AssignmentState,
    OfferState,
    RunState,
)
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
)
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter, SpokenLanguage
from scheduling.domain.ids import SessionId
from scheduling.store.tables import Request

# On the roster and trained, but not sent just now.
RESTING = frozenset({Standing.PAUSED, Standing.SUSPENDED})
RUNNING = frozenset({RunState.QUEUED, RunState.SOLVING})
# Of the request only what a duty says of itself: a week has hundreds of them. Each has one: an inner join
# within an outer one would have SQLite join all sessions there ever were.
_SITE_AND_REQUEST = (
    joinedload(CounsellingSession.site),
    joinedload(CounsellingSession.request, innerjoin=True).load_only(
        Request.domain, Request.case_code
    ),
)


@dataclass(frozen=True)
class Concerned:
    """Of what people hold only that of some of them, and of the sessions of a day."""

    people: Collection[InterpreterId]
    day: date

    def of(self, row: type[Assignment] | type[Offer]) -> sa.ColumnElement[bool]:
        """The condition; written so that the days are looked up first, and not all that people ever held."""
        of_day = sa.select(CounsellingSession.id).where(CounsellingSession.day == self.day)
        concerned = sa.or_(row.interpreter_id.in_(self.people), row.session_id.in_(of_day))
        return sa.case((concerned, 1), else_=0) == 1


def assignments_between(
    db: Session, first: datetime, last: datetime, only: Concerned | None = None
) -> list[Assignment]:
    """Assignments that take time between two instants, with their sessions, sites and requests."""
    query = (
        sa.select(Assignment)
        .where(Assignment.state.in_(TAKES_TIME), Assignment.starts_at < last)
        # No session lasts longer than half a day: so the index leaves all of history out.
        .where(Assignment.starts_at > first - timedelta(days=1), Assignment.ends_at > first)
        .options(joinedload(Assignment.session, innerjoin=True).options(*_SITE_AND_REQUEST))
        .order_by(Assignment.starts_at, Assignment.id)
    )
    if only is not None:
        query = query.where(only.of(Assignment))
    return list(db.scalars(query))


def open_offers_between(
    db: Session, first: datetime, last: datetime, only: Concerned | None = None
) -> list[Offer]:
    """Offers that wait for an answer, of sessions starting between two instants, with sites and requests."""
    query = (
        sa.select(Offer)
        .where(Offer.state.in_(OPEN_OFFERS), Offer.starts_at >= first, Offer.starts_at < last)
        .options(joinedload(Offer.session, innerjoin=True).options(*_SITE_AND_REQUEST))
    )
    if only is not None:
        query = query.where(only.of(Offer))
    # Sorted here: asked to, SQLite would go through every offer in this order.
    return sorted(db.scalars(query), key=lambda offer: (offer.sent_at, offer.id))


def declined_pairs(
    db: Session, sessions: Collection[SessionId]
) -> set[tuple[SessionId, InterpreterId]]:
    """Who said no to which of these sessions, or had said yes and gave it back with a reason."""
    said_no = sa.select(Offer.session_id, Offer.interpreter_id).where(
        Offer.session_id.in_(sessions), Offer.state == OfferState.DECLINED
    )
    gave_back = sa.select(Assignment.session_id, Assignment.interpreter_id).where(
        Assignment.session_id.in_(sessions),
        Assignment.state == AssignmentState.WITHDRAWN,
        Assignment.return_reason.is_not(None),
    )
    return {(row.session_id, row.interpreter_id) for row in db.execute(said_no.union(gave_back))}


def served_spans(
    db: Session, first: datetime, last: datetime
) -> list[tuple[InterpreterId, datetime, datetime]]:
    """Who served from when to when, of assignments starting between two instants."""
    query = sa.select(Assignment.interpreter_id, Assignment.starts_at, Assignment.ends_at).where(
        Assignment.state.in_(TAKES_TIME), Assignment.starts_at >= first, Assignment.starts_at < last
    )
    return [(row.interpreter_id, row.starts_at, row.ends_at) for row in db.execute(query)]


def served_by(
    db: Session, people: Collection[InterpreterId], first: datetime, last: datetime
) -> dict[InterpreterId, int]:
    """The minutes that some people served in sessions starting between two instants."""
    query = (
        sa.select(Assignment.interpreter_id, sa.func.sum(CounsellingSession.minutes))
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(Assignment.interpreter_id.in_(people), _served_between(first, last))
        .group_by(Assignment.interpreter_id)
    )
    return {row[0]: int(row[1]) for row in db.execute(query)}


def median_served(db: Session, first: datetime, last: datetime, joined_by: date) -> int:
    """The median of the minutes that those active since a day served between two instants."""
    served = (
        sa.select(Assignment.interpreter_id, sa.func.sum(CounsellingSession.minutes).label("all"))
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .where(_served_between(first, last))
        .group_by(Assignment.interpreter_id)
        .subquery()
    )
    minutes = sa.func.coalesce(served.c.all, 0)
    placed = (
        sa.select(
            minutes.label("minutes"),
            sa.func.row_number().over(order_by=minutes).label("place"),
            sa.func.count().over().label("total"),
        )
        .select_from(Interpreter)
        .outerjoin(served, served.c.interpreter_id == Interpreter.id)
        .where(Interpreter.standing == Standing.ACTIVE, Interpreter.joined_on <= joined_by)
        .subquery()
    )
    middle = placed.c.place == placed.c.total // 2 + 1
    return int(db.scalar(sa.select(placed.c.minutes).where(middle)) or 0)


def _served_between(first: datetime, last: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        Assignment.state.in_(TAKES_TIME), Assignment.starts_at >= first, Assignment.starts_at < last
    )


def interpreters_of_cases(
    db: Session, cases: Collection[str]
) -> set[tuple[str, InterpreterId, SessionId]]:
    """Who serves or served which case, by case code."""
    query = (
        sa.select(Request.case_code, Assignment.interpreter_id, Assignment.session_id)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .join(Assignment, Assignment.session_id == CounsellingSession.id)
        .where(Request.case_code.in_(cases), Request.case_code != "")
        .where(Assignment.state.in_(TAKES_TIME))
    )
    return {(row.case_code, row.interpreter_id, row.session_id) for row in db.execute(query)}


def inactive_speakers(db: Session, languages: Collection[Language]) -> list[Interpreter]:
    """Those who speak one of these languages and are not sent just now, with everything loaded."""
    speakers = sa.select(SpokenLanguage.interpreter_id).where(
        SpokenLanguage.language.in_(languages)
    )
    query = (
        sa.select(Interpreter)
        .where(Interpreter.id.in_(speakers), Interpreter.standing.in_(RESTING))
        .options(
            selectinload(Interpreter.languages),
            selectinload(Interpreter.restrictions),
        )
        .order_by(Interpreter.full_name, Interpreter.id)
    )
    return list(db.scalars(query))


def find_site(db: Session, site_id: SiteId) -> Site | None:
    """A place, for a session that is only wished for."""
    return db.get(Site, site_id)


def find_run(db: Session, run_id: RunId, *, lock: bool = False) -> PlanRun | None:
    """A run; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(PlanRun).where(PlanRun.id == run_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def running_over(db: Session, first_day: date, last_day: date) -> list[PlanRun]:
    """Runs that are being made for any of these days."""
    query = sa.select(PlanRun).where(
        PlanRun.state.in_(RUNNING), PlanRun.first_day <= last_day, PlanRun.last_day >= first_day
    )
    return list(db.scalars(query))


def is_in_the_way(db: Session, run: PlanRun) -> bool:
    """Whether another draft of any of these days waits to be sent or is being made, no other choice of its own."""
    group = PlanRun.group_id
    query = sa.select(PlanRun.id).where(
        PlanRun.id != run.id,
        PlanRun.is_beside.is_(False),
        sa.or_(group.is_(None), group != run.group_id) if run.group_id else sa.true(),
        PlanRun.state.in_(RUNNING | {RunState.DONE}),
        PlanRun.first_day <= run.last_day,
        PlanRun.last_day >= run.first_day,
    )
    return db.scalar(query.limit(1)) is not None


def ready_over(db: Session, first_day: date, last_day: date) -> list[PlanRun]:
    """Drafts of any of these days that wait to be sent."""
    ready = (RunState.DONE, RunState.STALE)
    query = sa.select(PlanRun).where(
        PlanRun.state.in_(ready), PlanRun.first_day <= last_day, PlanRun.last_day >= first_day
    )
    return list(db.scalars(query))


def choices_of(db: Session, group_id: uuid.UUID) -> list[PlanRun]:
    """The repairs of a group in their order, locked."""
    query = (
        sa.select(PlanRun)
        .where(PlanRun.group_id == group_id)
        .order_by(PlanRun.rank)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.scalars(query))


def drafts_of(db: Session, run_id: RunId) -> list[DraftAssignment]:
    """A run's drafts in order of time, each with its session, request, site and people."""
    session = joinedload(DraftAssignment.session)
    query = (
        sa.select(DraftAssignment)
        .where(DraftAssignment.run_id == run_id)
        .options(
            session.joinedload(CounsellingSession.request).joinedload(Request.organisation),
            session.joinedload(CounsellingSession.site),
            joinedload(DraftAssignment.interpreter),
            joinedload(DraftAssignment.previous_interpreter),
        )
        .order_by(DraftAssignment.starts_at, DraftAssignment.session_id, DraftAssignment.slot_no)
    )
    return list(db.scalars(query))


def find_draft(db: Session, draft_id: uuid.UUID) -> DraftAssignment | None:
    """One draft."""
    return db.get(DraftAssignment, draft_id)


def remove_drafts(db: Session, run_id: RunId) -> None:
    """Forget what an earlier attempt of a run wrote."""
    db.execute(sa.delete(DraftAssignment).where(DraftAssignment.run_id == run_id))


def lock_publishing(db: Session) -> None:
    """Let one publication at a time through; SQLite's writing transactions are alone anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(PUBLISHING)))


PUBLISHING = 7_001

"""What waits for a coordinator, over all days from now on; nothing here reads the past."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.store.tables import Site
from dispatch.domain.states import (
    BLOCKING,
    OPEN_OFFERS,
    TAKES_TIME,
    AssignmentState,
    ChangeKind,
    DeclineReason,
    OfferState,
    OverrideState,
    ReturnReason,
    RunKind,
    RunState,
)
from dispatch.store.queries.plan_repairs import is_first
from dispatch.store.queries.telephone import before, is_due
from dispatch.store.queries.waves_waiting import EXHAUSTED, WAVING
from dispatch.store.tables import (
    Assignment,
    DraftAssignment,
    GraveOverride,
    Offer,
    PlanRun,
    TelephoneNews,
)
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.states import LIVE, Priority, RequestState, SessionState
from scheduling.store.tables import CounsellingSession, Request

Conditions = sa.ColumnElement[bool]
# More than a job does at once; the next run goes on.
MOST = 1000
_OF_IT = CounsellingSession.id
_HELD = (
    sa.select(sa.func.count(Assignment.id))
    .where(Assignment.session_id == _OF_IT, Assignment.state.in_(BLOCKING))
    .correlate(CounsellingSession)
    .scalar_subquery()
)
_SERVING = (
    sa.select(sa.func.count(Assignment.id))
    .where(
        Assignment.session_id == _OF_IT,
        Assignment.state.in_(TAKES_TIME),
    )
    .correlate(CounsellingSession)
    .scalar_subquery()
)
_ASKED = (
    sa.select(sa.func.count(sa.distinct(Offer.slot_no)))
    .where(Offer.session_id == _OF_IT, Offer.state.in_(OPEN_OFFERS))
    .correlate(CounsellingSession)
    .scalar_subquery()
)
_NO = (OfferState.DECLINED, OfferState.EXPIRED)
_FREED = (AssignmentState.WITHDRAWN, AssignmentState.RELEASED)
_SAID_NO = (
    sa.select(Offer.id)
    .where(Offer.session_id == _OF_IT, Offer.state.in_(_NO))
    .correlate(CounsellingSession)
    .exists()
)
_WAS_FREED = (
    sa.select(Assignment.id)
    .where(
        Assignment.session_id == _OF_IT,
        Assignment.state.in_(_FREED),
    )
    .correlate(CounsellingSession)
    .exists()
)


def is_ahead(now: datetime) -> Conditions:
    """Sessions that have not begun."""
    return CounsellingSession.starts_at > now


def _unfilled(now: datetime) -> Conditions:
    return sa.and_(
        Request.state == RequestState.APPROVED,
        CounsellingSession.state.in_(LIVE),
        CounsellingSession.starts_at > now,
        # A call on demand has its own minutes, and its own watch.
        sa.not_(CounsellingSession.on_demand),
        Request.team > _HELD,
    )


def _needs_asking() -> Conditions:
    return Request.team > _HELD + _ASKED + WAVING


def _near(urgent_until: datetime) -> Conditions:
    return sa.or_(Request.priority == Priority.DANGER, CounsellingSession.starts_at <= urgent_until)


def urgent(now: datetime, urgent_until: datetime, last_call: datetime) -> Conditions:
    """Unfilled and urgent: nobody is asked, or it starts before `last_call` whoever is asked."""
    must_act = sa.or_(_needs_asking(), CounsellingSession.starts_at <= last_call)
    return sa.and_(_unfilled(now), _near(urgent_until), must_act)


def unserved_urgent(now: datetime, urgent_until: datetime) -> Conditions:
    """Not yet served by as many as it needs, whoever is asked, and it starts so soon; twice as soon in danger."""
    in_danger = sa.and_(
        Request.priority == Priority.DANGER,
        CounsellingSession.starts_at <= urgent_until + (urgent_until - now),
    )
    return sa.and_(_unfilled(now), sa.or_(CounsellingSession.starts_at <= urgent_until, in_danger))


def fallen_back(now: datetime, urgent_until: datetime) -> Conditions:
    """Not urgent, but whoever was asked or bound is so no longer, and nobody else is asked."""
    tried = sa.or_(_SAID_NO, _WAS_FREED)
    again = sa.and_(_unfilled(now), _needs_asking(), sa.not_(_near(urgent_until)), tried)
    return sa.and_(again, sa.not_(EXHAUSTED))


def exhausted(now: datetime, urgent_until: datetime) -> Conditions:
    """Not urgent, and everybody was asked in waves in vain; nobody else is asked."""
    unfilled = sa.and_(_unfilled(now), _needs_asking(), sa.not_(_near(urgent_until)))
    return sa.and_(unfilled, EXHAUSTED)


class Refusal(NamedTuple):
    """Who no longer serves a session or said no to it, since when, how that came and why if they said so."""

    session_id: SessionId
    name: str
    at: datetime
    how: OfferState | AssignmentState
    why: DeclineReason | ReturnReason | None


def refusals(db: Session, ids: Collection[SessionId]) -> Mapping[SessionId, Sequence[Refusal]]:
    """Why some sessions fell back: every no, silence and withdrawal, the newest first; two statements."""
    if not ids:
        return {}
    answered = sa.func.coalesce(Offer.answered_at, Offer.expires_at)
    over = sa.case((Offer.state == OfferState.EXPIRED, Offer.expires_at), else_=answered)
    said_no = (
        sa.select(Offer.session_id, Interpreter.full_name, over, Offer.state, Offer.decline_reason)
        .join(Interpreter, Interpreter.id == Offer.interpreter_id)
        .where(Offer.session_id.in_(ids), Offer.state.in_(_NO))
    )
    ended = sa.func.coalesce(Assignment.ended_at, Assignment.created_at)
    freed = (
        sa.select(
            Assignment.session_id,
            Interpreter.full_name,
            ended,
            Assignment.state,
            Assignment.return_reason,
        )
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .where(Assignment.session_id.in_(ids), Assignment.state.in_(_FREED))
    )
    rows = [Refusal(*row) for query in (said_no, freed) for row in db.execute(query)]
    found: dict[SessionId, list[Refusal]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.at, reverse=True):
        found[row.session_id].append(row)
    return found


def undecided(now: datetime) -> Conditions:
    """Sessions ahead whose request waits for a decision."""
    return sa.and_(
        Request.state == RequestState.SUBMITTED,
        CounsellingSession.state.in_(LIVE),
        CounsellingSession.starts_at > now,
    )


def not_closed(since: date) -> Conditions:
    """Over without an interpreter, and nobody has said why yet."""
    return sa.and_(
        CounsellingSession.state == SessionState.NOT_DELIVERED,
        CounsellingSession.closed_at.is_(None),
        CounsellingSession.day >= since,
    )


def list_where(
    db: Session, condition: Conditions, limit: int, *, lock: bool = False
) -> Sequence[CounsellingSession]:
    """The first sessions for which it holds, by time, with what a list says; `lock`: none that are changing."""
    query = (
        sa.select(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(condition)
        .order_by(CounsellingSession.starts_at, Request.priority, CounsellingSession.id)
        .limit(limit)
        .options(
            joinedload(CounsellingSession.request).joinedload(Request.organisation),
            joinedload(CounsellingSession.site).joinedload(Site.organisation),
        )
    )
    if lock:
        query = query.with_for_update(of=CounsellingSession, skip_locked=True)
    return db.scalars(query).all()


def list_unfilled(
    db: Session, now: datetime, until: datetime, told: str
) -> Sequence[CounsellingSession]:
    """Unfilled sessions up to an instant of which not everything has been told yet, locked."""
    condition = sa.and_(
        _unfilled(now), CounsellingSession.starts_at <= until, CounsellingSession.warned != told
    )
    return list_where(db, condition, MOST, lock=True)


def list_over(db: Session, now: datetime) -> Sequence[CounsellingSession]:
    """Sessions that have begun, that still look for somebody and that nobody holds, the oldest first."""
    condition = sa.and_(
        CounsellingSession.state.in_(LIVE),
        CounsellingSession.starts_at < now,
        Request.state.in_((RequestState.APPROVED, RequestState.SUBMITTED, RequestState.INCOMPLETE)),
        _SERVING == 0,
    )
    return list_where(db, condition, MOST)


def count_by_day(db: Session, now: datetime, until: date) -> Sequence[tuple[date, int]]:
    """How many sessions of each day up to `until` have nobody and nobody is asked."""
    query = (
        sa.select(CounsellingSession.day, sa.func.count())
        .select_from(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(_unfilled(now), _needs_asking(), CounsellingSession.day <= until)
        .group_by(CounsellingSession.day)
        .order_by(CounsellingSession.day)
    )
    return [(row[0], row[1]) for row in db.execute(query)]


def asked_places(db: Session, sessions: Sequence[CounsellingSession]) -> dict[object, int]:
    """How many people hold an open question about each of these sessions."""
    query = (
        sa.select(Offer.session_id, sa.func.count())
        .where(Offer.session_id.in_([s.id for s in sessions]), Offer.state.in_(OPEN_OFFERS))
        .group_by(Offer.session_id)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def count_all(
    db: Session,
    now: datetime,
    today: date,
    conditions: Sequence[Conditions],
    *,
    tell_until: datetime,
    calls: sa.ScalarSelect[int],
) -> Sequence[int]:
    """In one statement: how many sessions meet each condition, repairs to review, overrides asked for.

    And what has to be told by telephone of the time up to `tell_until`, and what `calls` counts.
    """
    of_sessions = [
        sa.select(sa.func.count())
        .select_from(CounsellingSession)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(condition)
        .scalar_subquery()
        for condition in conditions
    ]
    changes = sa.select(DraftAssignment.id).where(
        DraftAssignment.run_id == PlanRun.id, DraftAssignment.kind != ChangeKind.KEPT
    )
    repairs = (
        sa.select(sa.func.count(PlanRun.id))
        .where(PlanRun.kind == RunKind.REPAIR, PlanRun.state == RunState.DONE)
        .where(PlanRun.last_day >= today, changes.exists(), is_first())
        .scalar_subquery()
    )
    overrides = (
        sa.select(sa.func.count(GraveOverride.id))
        .join(CounsellingSession, CounsellingSession.id == GraveOverride.session_id)
        .where(GraveOverride.state == OverrideState.ASKED, CounsellingSession.starts_at > now)
        .scalar_subquery()
    )
    to_tell = (
        sa.select(sa.func.count(TelephoneNews.id))
        .where(is_due(now), before(tell_until))
        .scalar_subquery()
    )
    return list(db.execute(sa.select(*of_sessions, repairs, overrides, to_tell, calls)).one())

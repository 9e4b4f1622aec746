"""What is asked about what happens without a person."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.autopilot import AutopilotAct, AutopilotDeed
from dispatch.domain.events import Slot
from dispatch.domain.ids import RunId
from dispatch.domain.states import BLOCKING, OPEN_OFFERS, RunState, SendingState
from dispatch.domain.waves import LIVE_CASCADES, CascadeState
from dispatch.store.tables import (
    Assignment,
    AutopilotEntry,
    AutopilotPolicy,
    AutopilotSwitch,
    Cascade,
    Offer,
    PlanRun,
    PlanSending,
)
from interpreters.domain.qualifications import Tier
from scheduling.domain.states import LIVE, Priority, RequestState
from scheduling.store.tables import CounsellingSession, Request

# Of the lock of the switch: there is no row to lock before somebody has used it.
SWITCH = 7_003


def find_switch(db: Session, *, lock: bool = False) -> AutopilotSwitch | None:
    """The switch, once somebody has used it.

    With `lock` nobody turns it before this transaction ends; SQLite's writing transactions are alone anyway.
    """
    if lock and db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(SWITCH)))
    query = sa.select(AutopilotSwitch).options(joinedload(AutopilotSwitch.changed_by))
    return db.scalar(query.execution_options(populate_existing=True))


def list_policies(db: Session) -> Sequence[AutopilotPolicy]:
    """What the office has said of each act."""
    query = sa.select(AutopilotPolicy).options(joinedload(AutopilotPolicy.changed_by))
    return db.scalars(query.execution_options(populate_existing=True)).all()


def find_policy(db: Session, act: AutopilotAct, *, lock: bool = False) -> AutopilotPolicy | None:
    """What the office has said of one act."""
    query = sa.select(AutopilotPolicy).where(AutopilotPolicy.act == act)
    if lock:
        query = query.with_for_update(of=AutopilotPolicy)
    return db.scalar(query.execution_options(populate_existing=True))


def sessions_since(db: Session, act: AutopilotAct, since: datetime) -> int:
    """How many sessions an act has concerned since an instant."""
    query = sa.select(sa.func.coalesce(sa.func.sum(AutopilotEntry.sessions), 0)).where(
        AutopilotEntry.act == act, AutopilotEntry.at >= since
    )
    return db.scalar(query) or 0


def count_done_since(db: Session, deed: AutopilotDeed, since: datetime) -> int:
    """How often something was done since an instant."""
    query = sa.select(sa.func.count(AutopilotEntry.id)).where(
        AutopilotEntry.deed == deed, AutopilotEntry.at >= since
    )
    return db.scalar(query) or 0


def runs_asked_for(db: Session, since: datetime) -> Sequence[PlanRun]:
    """Drafts that were asked for without a person since then, are ready, and of which nothing became yet."""
    settled = sa.select(AutopilotEntry.run_id).where(
        AutopilotEntry.deed.in_((AutopilotDeed.PLAN_SENT, AutopilotDeed.LEFT)),
        AutopilotEntry.run_id.is_not(None),
    )
    return db.scalars(
        sa.select(PlanRun)
        .join(AutopilotEntry, AutopilotEntry.run_id == PlanRun.id)
        .where(
            AutopilotEntry.deed == AutopilotDeed.PLAN_ASKED,
            AutopilotEntry.at >= since,
            PlanRun.state == RunState.DONE,
            PlanRun.id.not_in(settled),
        )
    ).all()


def settled_among(db: Session, runs: Collection[RunId]) -> set[RunId | None]:
    """Those of some drafts that were sent or left already."""
    query = sa.select(AutopilotEntry.run_id).where(AutopilotEntry.run_id.in_(runs))
    return set(db.scalars(query)) if runs else set()


def list_recent(db: Session, limit: int) -> Sequence[AutopilotEntry]:
    """What was done last, the latest first."""
    session = joinedload(AutopilotEntry.session).joinedload(CounsellingSession.request)
    query = sa.select(AutopilotEntry).order_by(AutopilotEntry.at.desc(), AutopilotEntry.id)
    loaded = (session, joinedload(AutopilotEntry.run))
    return db.scalars(query.limit(limit).options(*loaded)).all()


def live_cascades(db: Session) -> Sequence[UUID]:
    """Live cascades that were started without a person: by the autopilot, or as an urgent request was placed."""
    entries = sa.select(AutopilotEntry.cascade_id).where(AutopilotEntry.cascade_id.is_not(None))
    query = sa.select(Cascade.id).where(
        Cascade.state.in_(LIVE_CASCADES),
        sa.or_(Cascade.by_itself, Cascade.id.in_(entries)),
    )
    return db.scalars(query.order_by(Cascade.session_id, Cascade.slot_no)).all()


def sendings_under_way(db: Session) -> Sequence[UUID]:
    """Sendings that wait for their job, of drafts that are sent without a person."""
    entries = sa.select(AutopilotEntry.run_id).where(
        AutopilotEntry.deed.in_((AutopilotDeed.REPAIR_SENT, AutopilotDeed.PLAN_SENT))
    )
    query = sa.select(PlanSending.id).where(
        PlanSending.state == SendingState.ASKED,
        PlanSending.asked_by.is_(None),
        PlanSending.run_id.in_(entries),
    )
    return db.scalars(query.order_by(PlanSending.asked_at, PlanSending.id)).all()


def urgent_open_slots(
    db: Session, now: datetime, until: datetime, tiers: Collection[Tier]
) -> list[Slot]:
    """Slots of urgent sessions that are empty, for which nobody is asked, and waves were not tried in vain."""
    rows = db.execute(
        sa.select(CounsellingSession.id, Request.team)
        .join(CounsellingSession.request)
        .where(
            CounsellingSession.state.in_(LIVE),
            CounsellingSession.starts_at > now,
            sa.not_(CounsellingSession.on_demand),
            Request.state == RequestState.APPROVED,
            Request.tier.in_(tiers),
            sa.or_(Request.priority == Priority.DANGER, CounsellingSession.starts_at <= until),
        )
        .order_by(Request.priority, CounsellingSession.starts_at, CounsellingSession.id)
        .limit(200)
    ).all()
    ids = [row.id for row in rows]
    taken: set[Slot] = set()
    tried = LIVE_CASCADES | {CascadeState.EXHAUSTED, CascadeState.STOPPED}
    for table, condition in (
        (Assignment, Assignment.state.in_(BLOCKING)),
        (Offer, Offer.state.in_(OPEN_OFFERS)),
        (Cascade, Cascade.state.in_(tried)),
    ):
        query = sa.select(table.session_id, table.slot_no).where(
            table.session_id.in_(ids), condition
        )
        taken |= {(row.session_id, row.slot_no) for row in db.execute(query)}
    slots = [(row.id, n) for row in rows for n in range(1, row.team + 1)]
    return [slot for slot in slots if slot not in taken]


def has_sessions(db: Session, first_day: date, last_day: date, now: datetime) -> bool:
    """Whether there is anything to plan on some days."""
    query = sa.select(CounsellingSession.id).where(
        CounsellingSession.day.between(first_day, last_day),
        CounsellingSession.state.in_(LIVE),
        CounsellingSession.latest_start_at > now,
    )
    return db.scalar(query.limit(1)) is not None

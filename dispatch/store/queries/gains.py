"""What is asked about gains: the weeks they are reckoned from, the newest reckoning, and its list."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.causes import Cause
from dispatch.domain.coverage import FILLED, Covered
from dispatch.domain.gains import TAUGHT, GainKind
from dispatch.domain.reports import ExtraCause
from dispatch.domain.states import RunState
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import CoverageGain, CoverageGainRun, CoverageNeed
from interpreters.domain.languages import Language
from scheduling.domain.ids import SessionId

# What no further interpreter would have changed.
NO_MATTER_OF_SUPPLY = frozenset(
    {
        Cause.TOO_LATE,
        Cause.ARRANGED_OTHERWISE,
        Cause.SOMEBODY_FREE,
        Cause.OTHER,
        ExtraCause.INTERPRETER_ABSENT,
    }
)


def counted_days(db: Session) -> tuple[date, date] | None:
    """The first and the last day of which it is counted what became of each need; None for none."""
    first, last = (
        db.scalar(sa.select(edge(CoverageNeed.day))) for edge in (sa.func.min, sa.func.max)
    )
    return None if first is None or last is None else (first, last)


def wanted(db: Session, first: date, last: date) -> dict[SessionId, bool]:
    """The sessions of some days that were wanted, and whether each was served; what supply cannot change is left out."""
    need = CoverageNeed
    query = sa.select(need.session_id, need.outcome).where(
        need.day >= first,
        need.day <= last,
        need.outcome.in_(FILLED)
        | (need.outcome == Covered.NOT) & need.cause.not_in(NO_MATTER_OF_SUPPLY),
    )
    return {row.session_id: row.outcome in FILLED for row in db.execute(query)}


def find_run(db: Session, run_id: UUID, *, lock: bool = False) -> CoverageGainRun | None:
    """One reckoning; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(CoverageGainRun).where(CoverageGainRun.id == run_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def newest_run(db: Session) -> CoverageGainRun | None:
    """The reckoning asked for last."""
    query = sa.select(CoverageGainRun)
    return db.scalar(query.order_by(CoverageGainRun.asked_at.desc(), CoverageGainRun.id).limit(1))


def newest_done(db: Session) -> CoverageGainRun | None:
    """The last one that came to an end."""
    query = sa.select(CoverageGainRun).where(CoverageGainRun.state == RunState.DONE)
    return db.scalar(query.order_by(CoverageGainRun.asked_at.desc(), CoverageGainRun.id).limit(1))


def list_running(db: Session) -> Sequence[CoverageGainRun]:
    """Those that are being made."""
    return db.scalars(sa.select(CoverageGainRun).where(CoverageGainRun.state.in_(RUNNING))).all()


def remove_older(db: Session, kept: UUID, than: datetime) -> None:
    """Forget the reckonings asked for before an instant, but one and those under way."""
    query = sa.delete(CoverageGainRun).where(
        CoverageGainRun.id != kept,
        CoverageGainRun.asked_at < than,
        CoverageGainRun.state.not_in(RUNNING),
    )
    db.execute(query)


def select_gains(
    run_id: UUID, kind: GainKind | None, language: Language | None, city: str
) -> sa.Select[CoverageGain]:
    """The list of a reckoning, the best first, narrowed."""
    query = sa.select(CoverageGain).where(CoverageGain.run_id == run_id)
    if kind is not None:
        query = query.where(CoverageGain.kind == kind)
    if language is not None:
        query = query.where(CoverageGain.language == language)
    if city:
        query = query.where(CoverageGain.city == city)
    return query.order_by(CoverageGain.rank)


def find_gain(db: Session, gain_id: UUID) -> CoverageGain | None:
    """One line of a list."""
    return db.get(CoverageGain, gain_id)


def list_taught(db: Session, run_id: UUID) -> Sequence[CoverageGain]:
    """The list of a reckoning, as far as courses can bring it about, the best first."""
    query = sa.select(CoverageGain).where(
        CoverageGain.run_id == run_id, CoverageGain.kind.in_(TAUGHT)
    )
    return db.scalars(query.order_by(CoverageGain.rank)).all()

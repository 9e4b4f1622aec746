"""The newest draft of a day as its bar on the board tells it, and one run as a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.domain.measures import UNITS, Measure
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, RunKind, RunState
from dispatch.service.plans import automatic_repair, send
from dispatch.store.queries import board as queries
from dispatch.store.queries import plan_repairs as repair_queries
from dispatch.store.tables import CounsellingSession, PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from scheduling.service import sessions

RUNNING = frozenset({RunState.QUEUED, RunState.SOLVING})
# A plan this near to the best possible is called good enough to stop at.
NEARLY_BEST = 0.01


@dataclass(frozen=True)
class MeasureView:
    """One measure before and now; `unit` says how to read the numbers."""

    measure: Measure
    unit: str
    before: int
    now: int


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run as a person reads it; without a run only a new one can be asked for."""

    run: PlanRun | None
    day: date
    elapsed: int = 0
    new: int = 0
    changed: int = 0
    taken: int = 0
    left_out: int = 0
    offers: int = 0
    measures: Sequence[MeasureView] = ()
    undo_until: datetime | None = None
    # somebody has been asked or confirmed, so that there is something to keep
    may_repair: bool = False
    # repairs of other days that wait for a person
    elsewhere: Sequence[PlanRun] = ()

    @property
    def is_repair(self) -> bool:
        """Whether it keeps promises first."""
        return self.run is not None and self.run.kind is RunKind.REPAIR

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.run is not None and self.run.state in RUNNING

    @property
    def changes(self) -> int:
        """How many slots it changes."""
        return self.new + self.changed + self.taken

    @property
    def gap(self) -> float | None:
        """How far from the best possible it can be at most; None until that is known."""
        found = None if self.run is None else self.run.progress.get("gap")
        return None if found is None else float(found)

    @property
    def is_automatic(self) -> bool:
        """Whether it was made because somebody was lost, without being asked for."""
        return self.run is not None and automatic_repair.is_automatic(self.run)

    @property
    def broken(self) -> int | None:
        """How many of those asked or confirmed a repair changes; None until that is known."""
        return None if self.run is None else self.run.progress.get("broken")

    @property
    def fewest(self) -> int | None:
        """How many must be changed at least; None when that was not found out."""
        return None if self.run is None else self.run.progress.get("fewest")

    @property
    def unfilled(self) -> int | None:
        """How many sessions the best plan so far leaves unfilled."""
        found = None if self.run is None else self.run.progress.get("unfilled")
        return None if found is None else int(found)


def read_run_view(uow: UnitOfWork, run: PlanRun | None, day: date) -> RunView:
    """What the bar says about the newest run of a day."""
    uow.require(DispatchPermission.BOARD_READ)
    waiting = automatic_repair.repairs_to_review(uow)
    elsewhere = [other for other in waiting if run is None or other.id != run.id]
    may_repair = repair_queries.has_promises(uow.db, day)
    if run is None:
        return RunView(run=None, day=day, may_repair=may_repair, elsewhere=elsewhere)
    kinds = queries.count_changes(uow.db, run.id)
    counted = Counter[ChangeKind]()
    left_out = asked = 0
    for kind, out, has_person, n in kinds:
        if out:
            left_out += n
            continue
        counted[kind] += n
        asked += n if has_person else 0
    return RunView(
        run=run,
        day=day,
        elapsed=_elapsed(uow, run),
        new=counted[ChangeKind.NEW],
        changed=counted[ChangeKind.MOVED],
        taken=counted[ChangeKind.TAKEN],
        left_out=left_out,
        offers=asked,
        measures=_measures(run),
        undo_until=_undo_until(uow, run),
        may_repair=may_repair,
        elsewhere=elsewhere,
    )


def _elapsed(uow: UnitOfWork, run: PlanRun) -> int:
    if run.started_at is None:
        return 0
    seconds = ((run.finished_at or uow.now) - run.started_at).total_seconds()
    return max(0, min(int(seconds), run.limit_seconds))


def _measures(run: PlanRun) -> list[MeasureView]:
    return [
        MeasureView(measure, UNITS[measure], int(row["before"]), int(row["now"]))
        for row in run.measures
        if (measure := Measure(row["label"]))
    ]


def _undo_until(uow: UnitOfWork, run: PlanRun) -> datetime | None:
    if run.sent_at is None or not send.may_undo(uow, run):
        return None
    return run.sent_at + timedelta(minutes=uow.settings.of(DispatchSettings).offer_undo_minutes)


def find_run(uow: UnitOfWork, day: date, run_id: UUID) -> PlanRun:
    """A run by the day under which it is shown; NotFound for another day's."""
    uow.require(DispatchPermission.BOARD_READ)
    found = queries.find_run(uow.db, run_id)
    if found is None or not found.first_day <= day <= found.last_day:
        raise NotFound
    return found


def read_causes(
    uow: UnitOfWork, run: PlanRun
) -> Sequence[tuple[Cause, Sequence[CounsellingSession]]]:
    """What a run left unfilled, by cause, the most frequent first."""
    uow.require(DispatchPermission.BOARD_READ)
    found: dict[Cause, list[CounsellingSession]] = {}
    for session in sessions.list_by_ids(uow, [UUID(each) for each in run.causes]):
        found.setdefault(Cause(run.causes[str(session.id)]), []).append(session)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))

"""The newest draft of a day as its bar on the board tells it, and one run as a page."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.domain.measures import UNITS, Measure
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import ChangeKind, EngineEnd, RunKind, RunState, SendingState
from dispatch.service.board.contradictions import ContradictionView, read_contradictions
from dispatch.service.plans import automatic_repair, parts, runs, undo
from dispatch.service.repairs import rest
from dispatch.store.queries import board as queries
from dispatch.store.queries import plan_repairs as repair_queries
from dispatch.store.queries import sendings as sending_queries
from dispatch.store.tables import PlanRun, PlanSending
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach

RUNNING = frozenset({RunState.QUEUED, RunState.SOLVING})
# A plan this near to the best possible is called good enough to stop at.
NEARLY_BEST = 0.01
# A sending that waits longer for its job than this deserves a look.
LATE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class MeasureView:
    """One measure before and now; `unit` says how to read the numbers."""

    measure: Measure
    unit: str
    before: int
    now: int


@dataclass(frozen=True, kw_only=True)
class SendingView:
    """What was sent of a run, or is being sent, or could not be."""

    sending: PlanSending
    run: PlanRun
    # of its sessions; of the whole run where nothing of it went out
    first_day: date
    last_day: date
    undo_until: datetime | None
    # the letters still wait until then
    letters_due_at: datetime | None
    # its job has not come to it for so long that somebody should look
    is_late: bool
    # how many slots a repair has left, for which nobody is asked
    rest: int = 0


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
    # of these, offers to people who cannot answer in the app, and who they are
    to_call: int = 0
    called: Collection[InterpreterId] = ()
    # of these, sessions (a team has two slots), and what of it lies on the day
    sessions: int = 0
    day_changes: int = 0
    day_offers: int = 0
    # what the page shows of the draft, whole and of the day alone: it travels with the forms
    seen: str = ""
    seen_of_day: str = ""
    measures: Sequence[MeasureView] = ()
    sendings: Sequence["SendingView"] = ()
    # a draft that was dropped a moment ago, and until when it can be had again
    dropped: PlanRun | None = None
    fetch_back_until: datetime | None = None
    # a run that ended by itself, having nothing to change
    found_nothing: PlanRun | None = None
    # somebody has been asked or confirmed, so that there is something to keep
    may_repair: bool = False
    # what is pinned against a rule; a draft leaves it as it is
    contradictions: Sequence[ContradictionView] = ()
    # repairs that wait for a person and are not the draft of this day
    elsewhere: Sequence[PlanRun] = ()
    # how many repairs there are to choose from, by their group
    ways: Mapping[UUID, int] = field(default_factory=dict[UUID, int])

    def ways_of(self, repair: PlanRun) -> int:
        """From how many ways one may choose, that one included."""
        return 1 if repair.group_id is None else self.ways.get(repair.group_id, 1)

    @property
    def is_repair(self) -> bool:
        """Whether it keeps promises first."""
        return self.run is not None and self.run.kind is RunKind.REPAIR

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.run is not None and self.run.state in RUNNING

    @property
    def is_being_sent(self) -> bool:
        """Whether a sending of the run waits for its job."""
        own = (
            each for each in self.sendings if self.run is not None and each.run.id == self.run.id
        )
        return any(each.sending.state is SendingState.ASKED for each in own)

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
    def cut_short(self) -> EngineEnd | None:
        """How the engine ended when its search was not over; None when it was, or still goes on."""
        return None if self.run is None else runs.cut_short(self.run)

    @property
    def contradictory(self) -> int:
        """How many pinned assignments contradict another."""
        return len({(s.id, who) for each in self.contradictions for s, who in each.pins})

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


def read_run_view(
    uow: UnitOfWork, run: PlanRun | None, day: date, *, all_days: bool = False
) -> RunView:
    """What the bar says about the newest run of a day; sendings of other days with `all_days` only."""
    uow.require(DispatchPermission.BOARD_READ)
    waiting = automatic_repair.repairs_to_review(uow)
    elsewhere = [other for other in waiting if run is None or not _same(other, run)]
    groups = {each.group_id for each in (*waiting, run) if each is not None and each.group_id}
    may_repair = repair_queries.has_promises(uow.db, day)
    common: dict[str, Any] = {
        "day": day,
        "may_repair": may_repair,
        "elsewhere": elsewhere,
        "ways": repair_queries.count_choices(uow.db, groups) if groups else {},
        "sendings": _sendings(uow, day, all_days=all_days),
        **_closed(uow, run, day),
    }
    if run is None:
        return RunView(run=None, **common)
    rows = queries.changes_counted(uow.db, run.id)
    waiting_rows = [row for row in rows if row.sent_at is None or run.state is RunState.SENT]
    made = [row for row in waiting_rows if not row.left_out]
    on_day = [row for row in made if row.day == day]
    counted = Counter(row.kind for row in made)
    asked = {row.interpreter_id for row in made if row.interpreter_id is not None}
    called = reach.to_be_called(uow, asked) if run.state is RunState.DONE else {}
    return RunView(
        run=run,
        elapsed=_elapsed(uow, run),
        new=counted[ChangeKind.NEW],
        changed=counted[ChangeKind.MOVED],
        taken=counted[ChangeKind.TAKEN],
        left_out=len(waiting_rows) - len(made),
        offers=_asked(made),
        to_call=sum(row.interpreter_id in called for row in made),
        called=frozenset(called),
        sessions=len({row.session_id for row in made}),
        day_changes=len(on_day),
        day_offers=_asked(on_day),
        seen=parts.seen(made),
        seen_of_day=parts.seen(on_day),
        measures=_measures(run),
        contradictions=read_contradictions(uow, run),
        **common,
    )


def _same(repair: PlanRun, run: PlanRun) -> bool:
    """Whether a run is a repair, or another of those to choose from."""
    return repair.id == run.id or (repair.group_id is not None and repair.group_id == run.group_id)


def _asked(rows: Sequence[queries.ChangeCounted]) -> int:
    return sum(row.interpreter_id is not None for row in rows)


def _closed(uow: UnitOfWork, run: PlanRun | None, day: date) -> dict[str, Any]:
    """What was closed a moment ago, while nothing newer waits."""
    if run is not None and run.state in RUNNING | {RunState.DONE}:
        return {}
    minutes = timedelta(minutes=uow.settings.of(DispatchSettings).offer_undo_minutes)
    closed = queries.closed_over(uow.db, day, uow.now - minutes)
    if closed is None or (run is not None and run.created_at > closed.created_at):
        return {}
    if closed.found_nothing:
        return {"found_nothing": closed}
    return {"dropped": closed, "fetch_back_until": runs.may_fetch_back_until(uow, closed)}


def _sendings(uow: UnitOfWork, day: date, *, all_days: bool) -> list[SendingView]:
    minutes = timedelta(minutes=uow.settings.of(DispatchSettings).offer_undo_minutes)
    found = sending_queries.shown_on(uow.db, day, uow.now - minutes)
    # Of several that were refused the last one says it all.
    refused = [s for s, _ in found if s.state is SendingState.REFUSED]
    if not found:
        return []
    days = sending_queries.days_of(uow.db, [s.id for s, _ in found])
    views = [
        SendingView(
            sending=sending,
            run=run,
            first_day=days.get(sending.id, (run.first_day, run.last_day))[0],
            last_day=days.get(sending.id, (run.first_day, run.last_day))[1],
            undo_until=undo.may_undo_until(uow, sending),
            letters_due_at=None if sending.letters_at is not None else sending.letters_due_at,
            is_late=sending.state is SendingState.ASKED and uow.now > sending.asked_at + LATE_AFTER,
            rest=len(rest.rest_of(uow, run)),
        )
        for sending, run in found
        if sending not in refused[1:]
    ]
    return [
        view
        for view in views
        if all_days
        or view.sending.state is not SendingState.SENT
        or view.first_day <= day <= view.last_day
    ]


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


def find_run(uow: UnitOfWork, day: date, run_id: UUID) -> PlanRun:
    """A run by the day under which it is shown; NotFound for another day's."""
    uow.require(DispatchPermission.BOARD_READ)
    found = queries.find_run(uow.db, run_id)
    if found is None or not found.first_day <= day <= found.last_day:
        raise NotFound
    return found

"""A careful coordinator: plans in the morning and the afternoon, and does what the product proposes meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.service.live import reports
from dispatch.service.plans import runs, send
from dispatch.service.plans.fitting import ChangesDoNotFit
from dispatch.service.repairs import side_by_side
from dispatch.service.repairs.side_by_side import SideBySide
from dispatch.service.simulation.background import Background
from dispatch.service.simulation.stage import COORDINATOR, PlayStage
from dispatch.service.slots import closing
from dispatch.service.waves import cascades
from dispatch.store.queries import simulation as queries
from foundation.database.work import UnitOfWork
from foundation.security.permissions import Actor
from scheduling.service import sessions

# When plans are made, and from how many days ahead on; the deadlines of the day before are over by then.
ROUNDS = (("08:40", 1), ("15:10", 2))
DAYS_PLANNED = 9
# A draft is looked at before it is sent.
REVIEW = timedelta(minutes=10)
# The desk is looked after so often, and from when until when.
EVERY, DESK_OPENS, DESK_CLOSES = timedelta(minutes=15), time(7, 15), time(19)
DECIDED = "양쪽에 전화로 확인"
# Where nobody could be asked, it is tried again after so long.
TRY_AGAIN = timedelta(hours=3)
PLANNED_UNTIL = time(15)
# Of the repairs that wait the one is sent that fills most, if it moves no more people than this.
MOST_MOVED = 2


@dataclass
class CarefulCoordinator:
    """Somebody who looks at the desk all day and does what stands there."""

    stage: PlayStage
    background: Background
    # For whom nobody could be asked, and when that is tried again.
    _nobody_until: dict[UUID, datetime] = field(default_factory=dict[UUID, datetime])

    @property
    def actor(self) -> Actor:
        """Who it is."""
        return self.stage.actor(COORDINATOR)

    def begin(self, first: date, last: date) -> None:
        """Have every day worked from the first to the last."""
        day, eve = first, self.stage.wish.first_monday - timedelta(days=1)
        while day <= last:
            for clock, ahead in ROUNDS:
                self._do(self.stage.at(day, clock), "plan", lambda n=ahead: self._plan(n))
            at = self.stage.at(day, DESK_OPENS.isoformat())
            # Nothing is short of notice before the eve of the first sessions.
            while eve <= day and at < self.stage.at(day, DESK_CLOSES.isoformat()):
                self._do(at, "desk", self.look_at_desk)
                at += EVERY
            day += timedelta(days=1)

    def _do(self, at: datetime, what: str, deed: Callable[[], None]) -> None:
        self.stage.timeline.at(at, f"coordinator/{what}", deed)

    def _plan(self, ahead: int) -> None:
        """Have the coming days planned; the draft is sent when it has been looked at."""
        first = self.stage.today + timedelta(days=ahead)
        last = first + timedelta(days=DAYS_PLANNED - 1)
        run = self.stage.attempt(
            "plan", self.actor, lambda uow: runs.ask_for_plan(uow, first, last)
        )
        if run is not None:
            self.background.run_table()
            self._do(self.stage.now + REVIEW, "send", lambda: self._send(run.id))

    def _send(self, run_id: UUID) -> None:
        """Send a draft; changes that no longer fit stay behind."""
        without: list[UUID] = []

        def act(uow: UnitOfWork) -> None:
            try:
                send.ask_to_send(uow, run_id, without=without)
            except ChangesDoNotFit as error:
                without.extend(error.draft_ids)
                raise

        before = -1
        while before < len(without):
            before = len(without)
            self.stage.attempt("send", self.actor, act)
        self.background.run_table()

    def look_at_desk(self) -> None:
        """Choose among the repairs that wait, have empty slots asked for while time is short, close what is over."""
        with self.stage.look(self.actor) as uow:
            chosen = [_best(side) for side in side_by_side.waiting(uow)]
        for run_id in chosen:
            if run_id is not None:
                self._send(run_id)
        self._fill_what_is_short()
        self._close_what_is_over()
        self._decide_what_differs()

    def _fill_what_is_short(self) -> None:
        now = self.stage.now
        # What tomorrow brings has been planned until the afternoon.
        days = 1 if self.stage.wall < PLANNED_UNTIL else 2
        until = self.stage.at(self.stage.today + timedelta(days=days), "00:00")
        with self.stage.look() as uow:
            gaps = queries.list_gaps(uow.db, now, until)
        for gap in gaps:
            if self._nobody_until.get(gap.session_id, now) <= now:
                self.ask_in_waves(gap.session_id)

    def ask_in_waves(self, session_id: UUID) -> None:
        """Have the empty slots of a session asked for in waves; where that ends without anybody, later once more."""
        self._nobody_until[session_id] = self.stage.now + TRY_AGAIN
        with self.stage.look() as uow:
            slots = queries.empty_slots(uow.db, session_id)
        for slot in slots:
            self.stage.attempt(
                "ask in waves",
                self.actor,
                lambda uow, number=slot: cascades.start(uow, session_id, number, is_urgent=True),
            )
        self.background.run_table()

    def _close_what_is_over(self) -> None:
        with self.stage.look() as uow:
            over = queries.list_unclosed(uow.db)
        for session_id, cause in over:
            found = Cause(cause) if cause else Cause.NOBODY_AVAILABLE
            self.stage.attempt(
                "close",
                self.actor,
                lambda uow, sid=session_id, why=found: closing.close_unserved(uow, sid, why),
            )

    def _decide_what_differs(self) -> None:
        """Of two versions the office takes the one that it was planned: nobody has called it off."""
        with self.stage.look() as uow:
            differing = queries.list_disputed(uow.db)
        for session_id in differing:

            def decide(uow: UnitOfWork, sid: UUID = session_id) -> None:
                said = reports.as_planned(sessions.get_session(uow, sid))
                reports.decide(uow, sid, said, DECIDED)

            self.stage.attempt("decide", self.actor, decide)


def _best(side: SideBySide) -> UUID | None:
    """The repair that a careful person sends: what fills most and moves few, else what the page has preselected."""
    fitting = [each for each in side.choices if each.fits and each.asked]
    modest = [each for each in fitting if each.moved <= MOST_MOVED]
    if not modest:
        return side.preselected
    return max(modest, key=lambda each: (each.filled, -each.moved)).run.id

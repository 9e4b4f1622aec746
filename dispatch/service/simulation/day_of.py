"""The day of each session: whoever serves it tells that it has begun, and both sides say how it went."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.domain.live import Said, Step
from dispatch.service.live import progress, reports
from dispatch.service.simulation.demand import PlayedRequest
from dispatch.service.simulation.interpreters import Interpreters
from dispatch.service.simulation.stage import PlayStage
from dispatch.store.queries import simulation as queries
from dispatch.store.queries.simulation import Serving
from foundation.database.work import UnitOfWork
from scheduling.domain.states import Attendee
from scheduling.service import sessions

# They tell that it has begun so long after its time.
BEGUN = timedelta(minutes=1)
# How soon after the end both sides report (medians), and how many counsellors leave it to be assumed.
INTERPRETER_REPORTS, COUNSELLOR_REPORTS = timedelta(minutes=15), timedelta(hours=2)
REPORT_SPREAD = 0.9
FORGETS = 0.04
# So long is waited for a service user before it is said that nobody came.
WAITED = timedelta(minutes=35)


@dataclass
class DayOf:
    """What is told and reported of each session."""

    stage: PlayStage
    people: Interpreters

    def expect(self, session_id: UUID, arrival: PlayedRequest, starts_at: datetime) -> None:
        """Look at a session when it should have begun."""
        key = f"begins/{arrival.key}"
        self.stage.timeline.at(starts_at + BEGUN, key, lambda: self._begins(session_id, arrival))

    def _begins(self, session_id: UUID, arrival: PlayedRequest) -> None:
        with self.stage.look() as uow:
            starts_at = queries.start_of(uow.db, session_id)
            serving = queries.list_serving(uow.db, session_id)
        if starts_at is None:
            return
        if starts_at + BEGUN > self.stage.now:
            # A later start was chosen.
            self.expect(session_id, arrival, starts_at)
            return
        stays_away = self.stage.wish.behaviour.interpreter_stays_away
        came = [
            one
            for one in serving
            if not self.stage.chance.happens(stays_away, "no-show", arrival.key, one.code)
        ]
        for one in came:
            if one.email is not None and one.interpreter_id not in self.people.called:
                self.stage.attempt("begin", self.stage.actor(one.email), _begun(one.assignment_id))
        if serving:
            self._reports(session_id, arrival, serving, came)

    def _reports(
        self,
        session_id: UUID,
        arrival: PlayedRequest,
        serving: list[Serving],
        came: list[Serving],
    ) -> None:
        """Have both sides say how it went, once it is over."""
        chance, behaviour = self.stage.chance, self.stage.wish.behaviour
        alone = chance.happens(behaviour.user_stays_away, "user-no-show", arrival.key)
        ends_at = max(one.ends_at for one in serving)
        absent = Attendee.SERVICE_USER if alone else None
        with self.stage.look() as uow:
            session = sessions.get_session(uow, session_id)
            planned, request_id = reports.as_planned(session), session.request_id
        for one in came:
            if one.email is None or one.interpreter_id in self.people.called:
                continue
            lapse = chance.lapse(
                INTERPRETER_REPORTS, REPORT_SPREAD, "reports", arrival.key, one.code
            )
            at = self.stage.when_awake(ends_at + lapse, "reports", arrival.key, one.code)
            self.stage.timeline.at(
                at,
                f"report/{arrival.key}/{one.code}",
                lambda told=one: self._interpreter_says(told, _said(planned, absent)),
            )
        if chance.happens(FORGETS, "forgets", arrival.key):
            return
        lapse = chance.lapse(COUNSELLOR_REPORTS, REPORT_SPREAD, "reports", arrival.key)
        at = self.stage.when_awake(ends_at + lapse, "reports", arrival.key)
        missing = Attendee.INTERPRETER if not came else absent
        self.stage.timeline.at(
            at,
            f"report/{arrival.key}",
            lambda: self._counsellor_says(arrival, request_id, _said(planned, missing)),
        )

    def _interpreter_says(self, one: Serving, said: Said) -> None:
        assert one.email is not None
        self.stage.attempt(
            "interpreter reports",
            self.stage.actor(one.email),
            lambda uow: reports.report_as_interpreter(uow, one.assignment_id, said),
        )

    def _counsellor_says(self, arrival: PlayedRequest, request_id: UUID, said: Said) -> None:
        self.stage.attempt(
            "counsellor reports",
            self.stage.actor(arrival.requester),
            lambda uow: reports.report_as_counsellor(uow, request_id, said),
        )


def _begun(assignment_id: UUID) -> Callable[[UnitOfWork], None]:
    """Somebody is there, and it begins."""

    def tell(uow: UnitOfWork) -> None:
        progress.tell(uow, assignment_id, Step.ARRIVED)
        progress.tell(uow, assignment_id, Step.BEGAN)

    return tell


def _said(planned: Said, absent: Attendee | None) -> Said:
    """How it went: as planned, or nobody came."""
    if absent is None:
        return planned
    waited = round(WAITED.total_seconds() // 60) if absent is Attendee.SERVICE_USER else 0
    return replace(
        planned,
        was_held=False,
        absent=absent,
        started_at=None,
        ended_at=None,
        waited_minutes=waited,
        languages=(),
        modality=None,
    )

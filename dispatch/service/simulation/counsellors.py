"""What counsellors do: they ask for interpreters, and call some of it off."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dispatch.service.simulation.day_of import DayOf
from dispatch.service.simulation.demand import PlayedRequest
from dispatch.service.simulation.stage import PlayStage
from scheduling.domain.states import CancelReason
from scheduling.service import reading, requests

# At most so long before the start one is called off still, and at least so long after it was asked for.
LATEST, SOONEST = timedelta(minutes=20), timedelta(minutes=30)
# Half of what is called off, is so on the last day.
LAST_DAY = timedelta(hours=24)


@dataclass
class Counsellors:
    """Everybody who asks."""

    stage: PlayStage
    day_of: DayOf

    def begin(self, arrivals: list[PlayedRequest]) -> None:
        """Have every request come in at its time."""
        for arrival in arrivals:
            self.stage.timeline.at(
                arrival.at, f"ask/{arrival.key}", lambda asked=arrival: self._asks(asked)
            )

    def _asks(self, arrival: PlayedRequest) -> None:
        actor = self.stage.actor(arrival.requester)
        request = self.stage.attempt(
            "request", actor, lambda uow: requests.place(uow, arrival.need)
        )
        if request is None:
            return
        with self.stage.look(actor) as uow:
            session = reading.get_session_of(uow, request.id)
        self.stage.asked[session.id] = arrival
        self.day_of.expect(session.id, arrival, session.starts_at)
        chance, share = self.stage.chance, self.stage.wish.behaviour.cancels
        if arrival.urgent or not chance.happens(share, "cancels", arrival.key):
            return
        first, last = self.stage.now + SOONEST, session.starts_at - LATEST
        if chance.happens(0.5, "cancels-late", arrival.key):
            first = max(first, session.starts_at - LAST_DAY)
        if first >= last:
            return
        at = first + (last - first) * chance.fraction("cancels-at", arrival.key)
        at = min(self.stage.when_awake(at.replace(microsecond=0), "cancels", arrival.key), last)
        self.stage.timeline.at(
            at, f"cancel/{arrival.key}", lambda: self._calls_off(arrival, request.id)
        )

    def _calls_off(self, arrival: PlayedRequest, request_id: UUID) -> None:
        reasons = (CancelReason.NOT_NEEDED, CancelReason.DID_NOT_COME, CancelReason.OTHER_TIME)
        reason = self.stage.chance.one_of(reasons, "why-cancelled", arrival.key)
        self.stage.attempt(
            "cancel",
            self.stage.actor(arrival.requester),
            lambda uow: requests.cancel(uow, request_id, reason),
        )

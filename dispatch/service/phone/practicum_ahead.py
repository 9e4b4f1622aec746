"""Whether places beside a mentor lie ahead of a trainee, and why there are none."""

from dataclasses import dataclass
from datetime import timedelta

from dispatch.domain.states import PlaceState
from dispatch.service.practicum import pairing, places
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import practicum as practicum_queries
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.service import availability
from training.domain.practicum import MentorshipStatus
from training.service.practicum import mentor_wanted, mentoring


@dataclass(frozen=True)
class NoPlace:
    """Why nothing is proposed, and the page on which the reader can do something about it ("": none)."""

    sentence: LazyText
    path: str = ""
    action: LazyText | None = None


def count_waiting(uow: UnitOfWork) -> int:
    """How many places wait for the actor's answer."""
    return sum(place.state is PlaceState.PROPOSED for place in places.list_own(uow))


def why_none(uow: UnitOfWork) -> list[NoPlace]:
    """Everything that stands in the way, what the reader can change herself first."""
    me = mentoring.roster_id_of_actor(uow)
    if me is None:
        return [
            NoPlace(
                say("You are not registered as an interpreter yet. The centre will register you.")
            )
        ]
    pairs = [pair for pair in mentoring.list_own(uow) if pair.trainee.interpreter_id == me]
    mentors = [
        pair.mentor.interpreter_id
        for pair in pairs
        if pair.status is MentorshipStatus.ACTIVE and pair.mentor.interpreter_id is not None
    ]
    wanted = mentor_wanted.see_own(uow)
    if not wanted.is_wanted and all(pair.status is MentorshipStatus.ENDED for pair in pairs):
        return [
            NoPlace(
                say(
                    "These places are for whoever holds the first certification and learns beside a mentor."
                )
            )
        ]
    ahead = Span(uow.now, uow.now + timedelta(days=pairing.DAYS_AHEAD))
    found: list[NoPlace] = []
    own = InterpreterId(me)
    if not availability.free_spans(uow, [own], ahead)[own]:
        found.append(
            NoPlace(
                say("You have not said when you are free, so no session can be proposed."),
                "/schedule/availability",
                say("Enter my availability"),
            )
        )
    if not mentors:
        return [*found, _without_mentor(wanted)]
    booked = [a for m in mentors for a in queries.list_live_of_interpreter(uow.db, m, ahead)]
    if not booked:
        found.append(NoPlace(say("Your mentor has no session in the next two weeks yet.")))
    elif not any(a.session.request.trainee_welcome for a in booked):
        found.append(
            NoPlace(
                say("The organisations have not agreed to a trainee in your mentor's sessions yet.")
            )
        )
    elif not found and practicum_queries.sittable(uow.db, mentors, uow.now, ahead):
        found.append(
            NoPlace(say("No session of your mentor's fits your hours and your way there."))
        )
    return found


def _without_mentor(wanted: mentor_wanted.MentorWanted) -> NoPlace:
    if wanted.is_wanted and wanted.asked_at is None:
        return NoPlace(say("You have no mentor yet."), "/practicum", say("Ask for a mentor"))
    return NoPlace(say("You have no mentor yet. The centre looks for one."))

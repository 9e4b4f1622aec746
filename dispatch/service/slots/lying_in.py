"""What lies in some time of somebody's: decided once, for the page that lists it and for the deed that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.service.slots import offers_ending
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import practicum as place_queries
from dispatch.store.tables import Assignment, Offer, PracticumPlace
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import DatedTime
from scheduling.domain.events import LeaveTaken


@dataclass(frozen=True, kw_only=True)
class LyingIn:
    """What somebody holds, what they are asked, and where they sit in as a trainee, in order of time."""

    held: Sequence[Assignment] = ()
    asked: Sequence[Offer] = ()
    places: Sequence[PracticumPlace] = ()


def what_lies_in(uow: UnitOfWork, interpreter_id: InterpreterId, spans: Sequence[Span]) -> LyingIn:
    """All that overlaps these spans, if only in part; what has begun stays with whoever serves it."""
    if not spans:
        return LyingIn()
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    held = queries.list_live_meeting(uow.db, interpreter_id, whole)
    asked = offer_queries.list_waiting(uow.db, interpreter_id, uow.now)
    places = place_queries.living_of_trainees(uow.db, [interpreter_id], whole)
    return LyingIn(
        held=[row for row in held if row.starts_at > uow.now and _in(row, spans)],
        asked=sorted(
            (row for row in asked if any(offers_ending.meets(row, span) for span in spans)),
            key=lambda row: row.starts_at,
        ),
        places=[
            place
            for place in places
            if place.assignment.starts_at > uow.now and _in(place.assignment, spans)
        ],
    )


def _in(assignment: Assignment, spans: Sequence[Span]) -> bool:
    own = Span(assignment.starts_at, assignment.ends_at)
    return any(own.overlaps(span) for span in spans)


def time_off(uow: UnitOfWork, event: LeaveTaken) -> list[Span]:
    """The hours that somebody is away, as instants."""
    dated = DatedTime(
        first_day=event.first_day,
        last_day=event.last_day,
        available=False,
        starts=event.starts,
        ends=event.ends,
    )
    return dated.spans(event.first_day, event.last_day, uow.settings.zone)

"""Who may enrol when, who is next for a seat, and until when a seat is offered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from interpreters.domain.languages import Language
from training.domain.courses import CohortStatus
from training.domain.seats import PriorityClass

C = CohortStatus
# Whether one may apply is read from the window's dates, so that a job that is late shuts nobody out.
ENROLLABLE = frozenset({C.PUBLISHED, C.ENROLLING, C.CONFIRMED})
# Seats that come free are offered on in these.
PROMOTING = ENROLLABLE


@dataclass(frozen=True)
class ApplicationWindow:
    """When one may apply for a cohort, and in which state it is."""

    status: CohortStatus
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether one may apply at this instant."""
        return self.status in ENROLLABLE and self.opens_at <= now < self.closes_at

    def is_ahead(self, now: datetime) -> bool:
        """Whether one may apply later."""
        return self.status in ENROLLABLE and now < self.opens_at


@dataclass(frozen=True)
class Waiter:
    """Somebody on a waiting list."""

    id: UUID
    priority: int
    joined_at: datetime
    language: Language | None = None


def in_line(waiters: Iterable[Waiter]) -> list[Waiter]:
    """The published order: priority class, then the time of joining, then the id."""
    return sorted(waiters, key=lambda waiter: (waiter.priority, waiter.joined_at, waiter.id))


def next_in_line(
    waiters: Iterable[Waiter], free: int, room: Mapping[Language, int]
) -> list[Waiter]:
    """Who is offered the free seats.

    `room` is what is left of each language's own quota; a language without one is free. Somebody
    whose quota is full is passed over and keeps her place for the next time.
    """
    left = dict(room)
    chosen: list[Waiter] = []
    for waiter in in_line(waiters):
        if len(chosen) >= free:
            break
        if waiter.language is not None and waiter.language in left:
            if left[waiter.language] <= 0:
                continue
            left[waiter.language] -= 1
        chosen.append(waiter)
    return chosen


def lowest_free(taken: Iterable[int], capacity: int) -> list[int]:
    """The numbers of the seats that nobody holds, from 1 to `capacity`."""
    held = set(taken)
    return [number for number in range(1, capacity + 1) if number not in held]


def cutoff(first_class: datetime, cutoff_hours: int) -> datetime:
    """From this instant on no seat is offered any more."""
    return first_class - timedelta(hours=cutoff_hours)


def offer_until(
    now: datetime, offer_hours: int, first_class: datetime | None, cutoff_hours: int
) -> datetime | None:
    """Until when a seat offered now may be accepted: never beyond the cut-off; None after it."""
    until = now + timedelta(hours=offer_hours)
    if first_class is not None:
        until = min(until, cutoff(first_class, cutoff_hours))
    return until if now < until else None


def priority_of(
    language: Language | None, *, lacking: Sequence[str], on_roster: bool, in_network: bool
) -> PriorityClass:
    """The published class of somebody; `lacking` are the languages that the network lacks."""
    if language is not None and language.value in lacking:
        return PriorityClass.NEEDED_LANGUAGE
    if on_roster:
        return PriorityClass.NEXT_STEP
    return PriorityClass.NETWORK if in_network else PriorityClass.OPEN

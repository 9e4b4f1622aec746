"""What every phone page of dispatch is given: today, tomorrow and the time of the data."""

from datetime import timedelta

from dispatch.service.phone import offers_seen, practicum_ahead
from foundation.database.work import UnitOfWork
from foundation.web.filters import spoken_clock
from foundation.web.work import reading


def page_context(uow: UnitOfWork) -> dict[str, object]:
    """The instant, "today" and "tomorrow" as dates, and when this was read, in words."""
    return {
        "now": uow.now,
        "today": uow.today,
        "tomorrow": uow.today + timedelta(days=1),
        "fresh": spoken_clock(uow.now),
    }


def count_waiting() -> int:
    """How many offers wait for the reader's answer, for the menu."""
    with reading() as uow:
        return offers_seen.count_waiting(uow)


def count_places_waiting() -> int:
    """How many places beside her mentor wait for the reader's answer, for the menu."""
    with reading() as uow:
        return practicum_ahead.count_waiting(uow)

"""Two quarters and what has passed of this one, served by the people of the demo's files; for the demo only."""

from datetime import date, timedelta

from accounts.domain.permissions import AccountsPermission
from dispatch.service.situation.travel import travel_of
from dispatch.store.year.cast import read_cast
from dispatch.store.year.choosing_past import PastChooser
from dispatch.store.year.frame import Size, Year
from dispatch.store.year.past_days import PastDays
from foundation.database.work import UnitOfWork
from foundation.times.zones import days_span

SEED = 1607
# What lies nearer is played by the demo through the services.
UNTIL = timedelta(days=2)


def write_quarters(uow: UnitOfWork, scale: float = 1.0) -> int:
    """Write sessions from the beginning of the quarter before the last one; how many. The same for the same day."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    first, last = first_day(uow.today), uow.today - UNTIL
    zone = uow.settings.zone
    year = Year(
        size=Size(scale),
        today=uow.today,
        now=uow.now,
        zone=zone,
        seed=SEED,
        ahead=0,
        password_hash="",
    )
    cast = read_cast(uow.db, days_span(first, last, zone).start, uow.now, zone)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    count = PastDays(uow.db, year, PastChooser(cast, travel_of(uow.settings))).write(days)
    uow.record("demo.past_written", sessions=count)
    return count


def first_day(today: date) -> date:
    """The first day of the quarter before the last whole one."""
    month = today.month - (today.month - 1) % 3 - 6
    return date(today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)

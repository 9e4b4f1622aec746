"""A year of a large province on top of what is there, to measure with; for the demo only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from accounts.domain.permissions import AccountsPermission
from dispatch.store.year.days import write_days
from dispatch.store.year.frame import Size, Year
from dispatch.store.year.network import make_network
from dispatch.store.year.roster import make_roster
from dispatch.store.year.school import write_school
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system

SEED = 2026


@dataclass(frozen=True, kw_only=True)
class YearWish:
    """How large a year is wanted, how many of its days lie ahead, and with which password one signs in."""

    scale: float = 1.0
    ahead: int = 14
    seed: int = SEED
    password_hash: str = ""


@dataclass(frozen=True)
class YearStep:
    """What was just written, in a transaction of its own, and how many of it."""

    what: str
    count: int


def write_year(office: Office, wish: YearWish) -> Iterator[YearStep]:
    """Write a year step by step, each step in one transaction; the same seed gives the same year."""
    system = the_system("demo")
    with begin(office, system) as uow:
        uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
        year = Year(
            size=Size(wish.scale),
            today=uow.today,
            now=uow.now,
            zone=uow.settings.zone,
            seed=wish.seed,
            ahead=wish.ahead,
            password_hash=wish.password_hash,
        )
        network = make_network(uow.db, year)
        roster = make_roster(uow.db, year, network)
    yield YearStep("people", len(roster.learners))
    with begin(office, system) as uow:
        count = write_school(uow.db, year, network, roster)
    yield YearStep("enrolments", count)
    for _, days in groupby(year.days, key=lambda day: (day.year, day.month)):
        with begin(office, system) as uow:
            count = write_days(uow.db, year, network, roster, list(days))
        yield YearStep("sessions", count)

"""Reading a part of a day: some of the people only, as a page shows them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.wishes import Wishes
from dispatch.service.situation.day import Situation
from dispatch.service.situation.load import NOTHING_SERVED, served_by
from dispatch.service.situation.reading import (
    duties_from,
    holdings_between,
    weeks_around,
    who_knows,
    with_time,
)
from dispatch.service.situation.travel import ways_of
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span
from interpreters.domain.ids import InterpreterId


def nobody_yet(uow: UnitOfWork, day: date, listed: Sequence[CounsellingSession]) -> Situation:
    """A day of which only the sessions are known: which of them can still be planned."""
    return Situation(
        first_day=day,
        last_day=day,
        now=uow.now,
        zone=uow.settings.zone,
        ways=ways_of(uow.settings),
        people={},
        sessions={s.id: s for s in listed},
        holdings={},
        declined=frozenset(),
        known={},
        wishes=Wishes.of(uow.settings.of(DispatchSettings)),
    )


def read_part(
    uow: UnitOfWork,
    known: Situation,
    rows: Sequence[Interpreter],
    asked: Sequence[CounsellingSession] = (),
    compared: Collection[InterpreterId] | None = None,
) -> Situation:
    """A day of which the sessions are known, with some of the people.

    It holds what these people hold in the week and what is held of the day's sessions. `asked` are those
    whose candidates are compared: for them it says who knows the case and how much everybody served.
    Of `compared` alone, if given, it knows the certifications.
    """
    day, zone = known.first_day, uow.settings.zone
    days = day_span(day, zone)
    only = queries.Concerned([row.id for row in rows], day)
    holdings, waves = holdings_between(uow, weeks_around(day, day, zone), only)
    served = served_by(uow, rows, days.start) if asked else NOTHING_SERVED
    duties = duties_from(uow, holdings)
    return replace(
        known,
        people=with_time(uow, rows, duties, days, served=served, certified=compared)
        if rows
        else {},
        holdings=holdings,
        declined=frozenset(queries.declined_pairs(uow.db, list(known.sessions))),
        known=who_knows(uow, asked),
        waves=waves,
    )

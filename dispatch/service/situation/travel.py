"""Ways between somebody's sessions, and the time an assignment takes from their calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.people import Ways
from dispatch.domain.settings import DispatchSettings
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter
from foundation.config import Settings
from foundation.database.work import UnitOfWork
from foundation.geo import Point, TravelModel
from foundation.times.spans import Span
from foundation.times.zones import day_span, local_day
from interpreters.domain.qualifications import Modality


def travel_of(settings: Settings) -> TravelModel:
    """How the office estimates ways."""
    return TravelModel(
        settings.of(DispatchSettings).travel_kmh,
        settings.of(DispatchSettings).travel_detour,
        settings.of(DispatchSettings).travel_round_to_minutes,
    )


def ways_of(settings: Settings) -> Ways:
    """The estimate, with the minutes to spare after a way, and which ways need an approval."""
    own = settings.of(DispatchSettings)
    return Ways(
        travel_of(settings),
        own.travel_buffer_minutes,
        own.long_way_minutes,
        own.long_way_km,
        own.tight_spare_minutes,
        own.rest_block_minutes,
        own.rest_minutes,
    )


def place_for(session: CounsellingSession, interpreter: Interpreter) -> Point:
    """Where somebody is during a session: at its site, or at home for phone and video."""
    if session.modality is Modality.ON_SITE and session.site is not None:
        return session.site.point
    return interpreter.home


def minutes_from_home(
    settings: Settings, session: CounsellingSession, interpreter: Interpreter
) -> int:
    """Minutes on the road from home to a session."""
    return ways_of(settings).minutes(interpreter.home, place_for(session, interpreter))


def pause_between(
    settings: Settings,
    interpreter: Interpreter,
    one: CounsellingSession,
    other: CounsellingSession,
    *,
    interprets: bool = True,
) -> timedelta:
    """The time that must lie between a session of somebody and the next; a trainee needs no rest from it."""
    here, there = place_for(one, interpreter), place_for(other, interpreter)
    ways = ways_of(settings)
    rest = ways.rest_after(one.minutes) if interprets else 0
    pause = ways.pause(interpreter.min_break_minutes, here, there, rest)
    return timedelta(minutes=pause)


@dataclass(frozen=True)
class DayPlan:
    """Somebody's live assignments of one local day, in order of time."""

    interpreter: Interpreter
    settings: Settings
    live: Sequence[Assignment]

    def before(self, start: datetime) -> Assignment | None:
        """The last that starts before an instant."""
        return max(
            (a for a in self.live if a.starts_at < start), key=lambda a: a.starts_at, default=None
        )

    def after(self, start: datetime) -> Assignment | None:
        """The first that starts at or after an instant."""
        return min(
            (a for a in self.live if a.starts_at >= start), key=lambda a: a.starts_at, default=None
        )

    def busy_from(
        self, previous: Assignment | None, session: CounsellingSession, start: datetime
    ) -> datetime:
        """When the calendar is blocked for a session: before its start by the way from the one before."""
        if previous is None:
            return start
        return start - pause_between(self.settings, self.interpreter, previous.session, session)


def day_plan(
    uow: UnitOfWork, interpreter: Interpreter, start: datetime, but: Sequence[Assignment] = ()
) -> DayPlan:
    """The day around an instant, some assignments left out."""
    zone = uow.settings.zone
    day = day_span(local_day(start, zone), zone)
    left_out = {a.id for a in but}
    live = queries.list_live_of_interpreter(uow.db, interpreter.id, day)
    return DayPlan(interpreter, uow.settings, [a for a in live if a.id not in left_out])


def busy_span(
    uow: UnitOfWork, interpreter: Interpreter, session: CounsellingSession, start: datetime
) -> Span:
    """What an assignment takes from the calendar; the one after it is moved to fit.

    The interpreter's row must be locked. Moving the next one may meet the database's guard: then
    there is no time to get there.
    """
    plan = day_plan(uow, interpreter, start)
    span = Span(
        plan.busy_from(plan.before(start), session, start),
        start + timedelta(minutes=session.minutes),
    )
    following = plan.after(start)
    if following is not None:
        pause = pause_between(uow.settings, interpreter, session, following.session)
        following.busy_from = following.starts_at - pause
        uow.db.flush()
    return span


def close_gap(uow: UnitOfWork, interpreter: Interpreter, ended: Assignment) -> None:
    """After an assignment has ended, let the next one of that day begin from the one before.

    Never earlier than the one before ends: rounding of two ways may differ from that of one.
    """
    plan = day_plan(uow, interpreter, ended.starts_at, [ended])
    following = plan.after(ended.starts_at)
    if following is None:
        return
    previous = plan.before(ended.starts_at)
    wanted = plan.busy_from(previous, following.session, following.starts_at)
    earliest = wanted if previous is None else max(wanted, previous.busy_to)
    following.busy_from = min(earliest, following.starts_at)
    uow.db.flush()

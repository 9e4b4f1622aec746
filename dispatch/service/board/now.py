"""What needs a coordinator now, over all days: the page, the number in the menu, the alert on boards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from dispatch.domain.live import OutcomeState
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.helpline import watch
from dispatch.service.plans import automatic_repair
from dispatch.store.queries import live, telephone, waves_waiting
from dispatch.store.queries import now as queries
from dispatch.store.queries import overrides as override_queries
from dispatch.store.queries import watch as watch_queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    GraveOverride,
    PlanRun,
    TelephoneNews,
)
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.domain.ids import SessionId
from scheduling.domain.states import RequestState
from scheduling.domain.urgency import urgent_until

# So many of each kind are listed; the number beside the heading counts all.
LISTED = 30
SOON_DAYS = 7
CLOSE_WITHIN_DAYS = 14
SETTLED_WITHIN_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many things of each kind wait."""

    urgent: int
    undecided: int
    fallen_back: int
    exhausted: int
    not_closed: int
    repairs: int
    overrides: int
    to_tell: int
    calls: int
    silent: int
    disputed: int
    unreported: int

    @property
    def of_sessions(self) -> Sequence[int]:
        """Those that are sessions, in the order of their conditions."""
        return (
            self.urgent,
            self.undecided,
            self.fallen_back,
            self.exhausted,
            self.not_closed,
            self.silent,
            self.disputed,
            self.unreported,
        )

    @property
    def total(self) -> int:
        """The number in the menu."""
        return sum(self.of_sessions) + self.repairs + self.overrides + self.to_tell + self.calls


@dataclass(frozen=True, kw_only=True)
class Now:
    """Everything that waits, each kind in order of time."""

    counts: Counts
    # urgent requests and calls that nobody serves, with who has taken them
    watched: Sequence[watch.Watched]
    # urgent by their priority alone: they are further ahead
    urgent: Sequence[CounsellingSession]
    # how many are being asked about an urgent session
    asked: Mapping[object, int]
    undecided: Sequence[CounsellingSession]
    fallen_back: Sequence[CounsellingSession]
    # who of these said no, was silent or withdrew
    refusals: Mapping[SessionId, Sequence[queries.Refusal]]
    # everybody was asked in waves, and nobody said yes; and those among the urgent ones
    exhausted: Sequence[CounsellingSession]
    all_asked: Collection[SessionId]
    not_closed: Sequence[CounsellingSession]
    repairs: Sequence[PlanRun]
    overrides: Sequence[GraveOverride]
    # whoever is due within minutes and has not said that they are there, with their numbers
    silent: Sequence[Assignment]
    numbers: Mapping[InterpreterId, str]
    # what both sides report differently, and what the counsellor has not reported after all reminders
    disputed: Sequence[CounsellingSession]
    unreported: Sequence[CounsellingSession]
    # what starts soon and has not been told
    to_tell: Sequence[TelephoneNews]
    unfilled_by_day: Sequence[tuple[date, int]]


def read_now(uow: UnitOfWork) -> Now:
    """The page; a fixed number of questions to the database, none of which reads the past."""
    uow.require(DispatchPermission.BOARD_READ)
    watched = watch.list_watched(uow)
    counts = _counts(uow)
    found = [
        queries.list_where(uow.db, condition, LISTED) if count else ()
        for condition, count in zip(_conditions(uow), counts.of_sessions, strict=True)
    ]
    urgent, undecided, fallen_back, exhausted, not_closed, late, disputed, unreported = found
    seen = {each.session.id for each in watched}
    urgent = [session for session in urgent if session.id not in seen]
    silent = live.list_silent(uow.db, [session.id for session in late]) if late else ()
    soon = telephone.before(urgent_until(uow.now, uow.settings))
    return Now(
        counts=counts,
        watched=watched,
        urgent=urgent,
        asked=queries.asked_places(uow.db, [*(each.session for each in watched), *urgent]),
        undecided=undecided,
        fallen_back=fallen_back,
        refusals=queries.refusals(uow.db, [s.id for s in (*fallen_back, *exhausted)]),
        exhausted=exhausted,
        all_asked=waves_waiting.exhausted_among(uow.db, [each.session for each in watched]),
        not_closed=not_closed,
        silent=silent,
        numbers=reach.numbers_of(uow, [a.interpreter for a in silent]),
        disputed=disputed,
        unreported=unreported,
        repairs=automatic_repair.repairs_to_review(uow),
        overrides=override_queries.list_waiting(uow.db, uow.now, LISTED),
        to_tell=telephone.list_due(uow.db, uow.now, also=soon, limit=LISTED)
        if counts.to_tell
        else (),
        unfilled_by_day=queries.count_by_day(
            uow.db, uow.now, uow.today + timedelta(days=SOON_DAYS)
        ),
    )


def count_waiting(uow: UnitOfWork) -> int:
    """The number in the menu: one statement."""
    return _counts(uow).total if uow.may(DispatchPermission.BOARD_READ) else 0


@dataclass(frozen=True, kw_only=True)
class OtherDays:
    """What a board of one day says of all days: urgent sessions of others, and what is to be decided."""

    urgent: Sequence[CounsellingSession]
    undecided: Sequence[CounsellingSession]
    silent: Sequence[Assignment] = ()


def read_elsewhere(uow: UnitOfWork, day: date) -> OtherDays:
    """Urgent unfilled sessions of other days, and every request that waits for a decision."""
    uow.require(DispatchPermission.BOARD_READ)
    urgent, undecided = _conditions(uow)[:2]
    # Said once more outside: else SQLite goes through the past to find that neither holds.
    ahead = queries.is_ahead(uow.now)
    found = queries.list_where(uow.db, sa.and_(ahead, sa.or_(urgent, undecided)), 2 * LISTED)
    silent = queries.list_where(uow.db, _silent(uow), LISTED) if day == uow.today else ()
    return OtherDays(
        silent=live.list_silent(uow.db, [s.id for s in silent]) if silent else (),
        urgent=[s for s in found if s.request.state is RequestState.APPROVED and s.day != day],
        undecided=[s for s in found if s.request.state is RequestState.SUBMITTED],
    )


def _counts(uow: UnitOfWork) -> Counts:
    soon = urgent_until(uow.now, uow.settings)
    calls = watch_queries.waiting_calls(uow.now - watch.FOLLOW_UP)
    found = queries.count_all(
        uow.db, uow.now, uow.today, _conditions(uow), tell_until=soon, calls=calls
    )
    urgent, undecided, fallen_back, exhausted, not_closed, *of_the_day = found[:-4]
    repairs, overrides, to_tell, waiting = found[-4:]
    silent, disputed, unreported = of_the_day
    return Counts(
        urgent=urgent,
        undecided=undecided,
        fallen_back=fallen_back,
        exhausted=exhausted,
        not_closed=not_closed,
        repairs=repairs,
        overrides=overrides,
        to_tell=to_tell,
        calls=waiting,
        silent=silent,
        disputed=disputed,
        unreported=unreported,
    )


def _silent(uow: UnitOfWork) -> queries.Conditions:
    """Sessions within minutes of their start, or begun, whose interpreter is not known to be there."""
    minutes = uow.settings.of(DispatchSettings).live_alert_minutes
    if not minutes:
        return sa.false()
    return live.nothing_told(uow.now, uow.now + timedelta(minutes=minutes))


def _conditions(uow: UnitOfWork) -> tuple[queries.Conditions, ...]:
    until = urgent_until(uow.now, uow.settings)
    settings = uow.settings.of(DispatchSettings)
    last_call = uow.now + timedelta(hours=settings.last_call_hours)
    return (
        queries.urgent(uow.now, until, last_call),
        queries.undecided(uow.now),
        queries.fallen_back(uow.now, until),
        queries.exhausted(uow.now, until),
        queries.not_closed(uow.today - timedelta(days=CLOSE_WITHIN_DAYS)),
        _silent(uow),
        live.stands((OutcomeState.DISPUTED,), since=uow.now - timedelta(days=SETTLED_WITHIN_DAYS)),
        live.stands(
            (OutcomeState.AWAITED,),
            since=uow.now - timedelta(days=SETTLED_WITHIN_DAYS),
            reminded=settings.outcome_reminders + 1,
        ),
    )

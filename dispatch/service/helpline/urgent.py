"""Urgent requests: everybody who may serve is ranked at once and asked in short waves, by itself unless the office says no."""

from datetime import timedelta
from uuid import UUID

from dispatch.domain.on_demand_settings import OnDemandSettings
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.waves import Wave, WaveKind
from dispatch.service.rules.locks import lock_session
from dispatch.service.waves import cascades, choosing
from dispatch.store.queries import autopilot as autopilot_queries
from dispatch.store.queries import waves as wave_queries
from dispatch.store.tables import Cascade, CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from interpreters.domain.qualifications import Tier
from scheduling.domain.events import SessionRequested
from scheduling.domain.urgency import urgent_until

# Nobody is asked about these without a person who has looked.
BY_A_PERSON = frozenset({Tier.T3, Tier.COURT})


def on_session_requested(uow: UnitOfWork, event: SessionRequested) -> None:
    """Start the waves of an urgent request at once, as the requester has just placed it or the centre approved it.

    The one switch of the autopilot stops this too. What an import brings, or a coordinator enters for somebody, waits for the click on the board.
    """
    session = lock_session(uow, event.session_id)
    if not _starts_by_itself(uow, session):
        return
    for slot_no in range(1, session.request.team + 1):
        if wave_queries.is_running(uow.db, session.id, slot_no):
            continue
        waves = urgent_waves(uow)
        cascades.begin(uow, session.id, slot_no, waves=waves, is_urgent=True, by_itself=True)
        uow.record("urgent.waves_started", subject=session.id, slot=slot_no, policy="urgent_waves")


def start(uow: UnitOfWork, session_id: UUID, slot_no: int) -> Cascade:
    """Ask in short waves in the order that the board shows, beginning now; who would be late is not asked.

    Conflict when nobody can be there in time, or the slot is taken or asked about in waves already.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    pool = choosing.rank(uow, session_id)
    if not pool:
        raise Conflict(say("Nobody who may serve it can be there in time."))
    waves = urgent_waves(uow)
    return cascades.start(uow, session_id, slot_no, waves=waves, pool=pool, is_urgent=True)


def urgent_waves(uow: UnitOfWork) -> tuple[Wave, ...]:
    """The waves of an urgent request: so many at once, for as long as an urgent offer may be answered."""
    minutes = uow.settings.of(DispatchSettings).answer_wave_minutes
    size = uow.settings.of(OnDemandSettings).urgent_wave_size
    length = timedelta(minutes=minutes)
    return (Wave(kind=WaveKind.PROVINCE, size=size, seconds=int(length.total_seconds())),)


def _starts_by_itself(uow: UnitOfWork, session: CounsellingSession) -> bool:
    request = session.request
    if session.on_demand or not uow.settings.of(OnDemandSettings).urgent_waves:
        return False
    if request.tier in BY_A_PERSON:
        return False
    if not uow.now < session.starts_at <= urgent_until(uow.now, uow.settings):
        return False
    # Placed by whoever acts, or approved after it was placed.
    if request.requester_id != uow.actor.user_id and request.submitted_at >= uow.now:
        return False
    # Held until the waves are written: whoever turns it then finds and stops them.
    switch = autopilot_queries.find_switch(uow.db, lock=True)
    return switch is None or not switch.is_off

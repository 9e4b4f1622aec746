"""How a cascade follows what becomes of its slot: it ends, goes on at once, waits, or is taken up again."""

from datetime import timedelta

from dispatch.domain.events import SlotsMoved
from dispatch.domain.waves import LIVE_CASCADES, CascadeEnd, CascadeState
from dispatch.service.rules.locks import lock_session
from dispatch.service.waves import going
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import waves as queries
from dispatch.store.tables import Cascade
from foundation.database.work import UnitOfWork
from scheduling.domain.events import SessionChanged
from scheduling.domain.states import LIVE

# A wave that has not gone so long after its time is asked for again.
LATE = timedelta(minutes=1)
AT_ONCE = 200
_ENDED_BY_ITSELF = frozenset({CascadeState.FILLED, CascadeState.EXHAUSTED})


def on_slots_moved(uow: UnitOfWork, event: SlotsMoved) -> None:
    """Whatever has become of a slot, its waves follow: they end, go on at once, or wait for somebody else."""
    for cascade in queries.newest_of_slots(uow.db, event.slots):
        look(uow, cascade)


def look(uow: UnitOfWork, cascade: Cascade) -> None:
    """Bring a cascade to what its slot has come to. The session is locked."""
    if cascade.state is CascadeState.STOPPED:
        return
    session = lock_session(uow, cascade.session_id)
    if session.state not in LIVE:
        going.end(uow, cascade, CascadeState.STOPPED, CascadeEnd.SESSION_OVER)
    elif going.is_taken(uow, cascade.session_id, cascade.slot_no):
        going.end(
            uow,
            cascade,
            CascadeState.FILLED,
            out_of=LIVE_CASCADES | {CascadeState.EXHAUSTED},
        )
    elif cascade.state in _ENDED_BY_ITSELF:
        _take_up(uow, cascade)
    elif cascade.state is CascadeState.RUNNING and cascade.wave:
        _follow(uow, cascade)


def _take_up(uow: UnitOfWork, cascade: Cascade) -> None:
    """An answer was taken back: whoever gave it is being asked again, and the waves go on after them."""
    until = max(
        (
            offer.expires_at
            for offer in offer_queries.list_open_of_session(
                uow.db, cascade.session_id, cascade.slot_no
            )
            if offer.cascade_id == cascade.id
        ),
        default=None,
    )
    if until is None:
        return
    if queries.move(
        uow.db,
        cascade.id,
        _ENDED_BY_ITSELF,
        state=CascadeState.RUNNING,
        ended_at=None,
        next_at=until,
    ):
        uow.db.refresh(cascade, ["state", "ended_at", "next_at"])
        uow.record("cascade.taken_up", subject=cascade.session_id, slot=cascade.slot_no)
        going.ask_for_next(uow, cascade, until)


def _follow(uow: UnitOfWork, cascade: Cascade) -> None:
    """The next wave goes at once when nobody is waited for, else when the last of those may answer no more."""
    at = going.held_up_until(uow, cascade) or uow.now
    if at != cascade.next_at:
        going.wait(uow, cascade, at)


def on_session_changed(uow: UnitOfWork, event: SessionChanged) -> None:
    """Everybody may be asked about the new time; those who were are being asked again already."""
    for cascade in queries.list_of_session(uow.db, event.session_id):
        if cascade.state not in LIVE_CASCADES:
            continue
        # Chosen for another time: everybody is ranked anew.
        values = {"asked_since": uow.now, "pool": None}
        if not queries.move(uow.db, cascade.id, LIVE_CASCADES, **values):
            continue
        queries.adopt(uow.db, cascade)
        found = queries.find_cascade(uow.db, cascade.id)
        if found is not None:
            look(uow, found)


def watch(uow: UnitOfWork) -> None:
    """The job: have what is late go, and end what has lost its session. For the case that news was missed."""
    for cascade in queries.list_overdue(uow.db, uow.now - LATE, AT_ONCE):
        going.ask_for_next(uow, cascade, uow.now)
    for cascade in queries.list_live_of_dead(uow.db, AT_ONCE):
        lock_session(uow, cascade.session_id)
        going.end(uow, cascade, CascadeState.STOPPED, CascadeEnd.SESSION_OVER)

"""What a change would take away from somebody, shown before it is saved."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from dispatch.service import notices
from dispatch.service.slots.lying_in import LyingIn, what_lies_in
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import practicum as place_queries
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import UnitOfWork
from foundation.text.message import say
from foundation.times.spans import Span
from foundation.times.zones import local_clock, local_day
from interpreters.domain.hits import Hit, Hits
from interpreters.domain.ids import InterpreterId
from scheduling.domain.settings import SchedulingSettings


def sessions_hit(uow: UnitOfWork, interpreter_id: InterpreterId, spans: Sequence[Span]) -> Hits:
    """The sessions that a leave over these spans would free, and the offers that it would end."""
    return _hits(uow, what_lies_in(uow, interpreter_id, spans))


def class_hits(
    uow: UnitOfWork, taken: Mapping[InterpreterId, Sequence[Span]]
) -> Mapping[InterpreterId, Hits]:
    """What lies in the time that a class takes, of whom; a trainee's places are left to the pairing."""
    found = {who: what_lies_in(uow, who, spans) for who, spans in taken.items()}
    return {
        who: _hits(uow, LyingIn(held=in_it.held, asked=in_it.asked)) for who, in_it in found.items()
    }


def what_lies_ahead(uow: UnitOfWork, interpreter_id: InterpreterId) -> Hits:
    """Everything that somebody holds or is asked for; read before and after a change, it shows the hits."""
    ahead = Span(
        uow.now, uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    )
    found = LyingIn(
        held=queries.list_live_of_interpreter(uow.db, interpreter_id, ahead),
        asked=offer_queries.list_waiting(uow.db, interpreter_id, uow.now),
        places=place_queries.living_of_trainees(uow.db, [interpreter_id], ahead),
    )
    return _hits(uow, found)


def _hits(uow: UnitOfWork, found: LyingIn) -> Hits:
    return Hits(
        sessions=_in_order(uow, found.held),
        offers=_in_order(uow, found.asked),
        places=_in_order(uow, [place.assignment for place in found.places]),
    )


def _in_order(uow: UnitOfWork, rows: Sequence[Assignment | Offer]) -> list[Hit]:
    return [_hit(uow, row) for row in sorted(rows, key=lambda row: row.starts_at)]


def _hit(uow: UnitOfWork, row: Assignment | Offer) -> Hit:
    zone = uow.settings.zone
    return Hit(
        session_id=row.session_id,
        slot_no=row.slot_no,
        starts_at=row.starts_at,
        sentence=say(
            "%(day)s, %(clock)s, %(where)s · %(language)s",
            day=local_day(row.starts_at, zone),
            clock=local_clock(row.starts_at, zone),
            where=notices.where(row.session),
            language=row.session.request.language,
        ),
    )

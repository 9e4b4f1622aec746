"""What somebody on the roster has before them and how they answered, for the page of their record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dispatch.domain.ids import OfferId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.service.situation.load import LoadSeen, load_of
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import calls as call_queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import telephone
from dispatch.store.tables import Assignment, Offer, OfferCall, TelephoneNews
from foundation.database.work import UnitOfWork
from foundation.times.zones import days_span, local_day, monday_of
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.service import availability

DAYS = 14
# How far back answers are counted.
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class WorkDay:
    """A day of somebody's calendar: what they serve, what they are asked for, and whether they are off."""

    day: date
    assignments: Sequence[Assignment]
    offers: Sequence[Offer]
    is_off: bool


@dataclass(frozen=True, kw_only=True)
class PersonsWork:
    """Two weeks from this Monday on, open offers, hours, answers, the last contact, what was not told."""

    days: Sequence[WorkDay]
    open_offers: Sequence[Offer]
    calls: Mapping[OfferId, Sequence[OfferCall]]
    call_reason: CallReason | None
    week_minutes: int
    load: LoadSeen
    answers: Mapping[OfferState, int]
    asked: int
    last_asked: Offer | None
    last_call: OfferCall | None
    untold: Sequence[TelephoneNews]


def work_of(uow: UnitOfWork, interpreter_id: UUID) -> PersonsWork | None:
    """Everything for the record's page; None for a reader who may not see the board."""
    if not uow.may(DispatchPermission.BOARD_READ):
        return None
    who, monday, zone = InterpreterId(interpreter_id), monday_of(uow.today), uow.settings.zone
    span = days_span(monday, monday + timedelta(days=DAYS - 1), zone)
    served = queries.list_of_interpreter(uow.db, who, ending_after=span.start, before=span.end)
    asked = offer_queries.list_of_person(uow.db, who, since=uow.now - LOOKED_BACK)
    open_ = [o for o in asked if o.is_open and o.expires_at > uow.now]
    calls = call_queries.calls_of(uow.db, [offer.id for offer in asked])
    free = availability.free_spans(uow, [who], span)[who]
    at_work = {local_day(part.start, zone) for part in free}
    week = monday + timedelta(days=7)
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    return PersonsWork(
        days=[
            WorkDay(
                day,
                [a for a in served if local_day(a.starts_at, zone) == day],
                [o for o in open_ if local_day(o.starts_at, zone) == day],
                day not in at_work,
            )
            for day in days
        ],
        open_offers=sorted(open_, key=lambda offer: offer.expires_at),
        calls=calls,
        call_reason=reach.to_be_called(uow, [who]).get(who),
        week_minutes=sum(
            int((a.ends_at - a.starts_at).total_seconds() // 60)
            for a in served
            if local_day(a.starts_at, zone) < week
        ),
        load=load_of(uow, who),
        answers={
            state: sum(offer.state is state for offer in asked)
            for state in (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED)
        },
        asked=len(asked),
        untold=telephone.list_due(uow.db, uow.now, also=telephone.of_person(who)),
        last_asked=asked[0] if asked else None,
        last_call=max(
            (call for made in calls.values() for call in made),
            key=_called_at,
            default=None,
        ),
    )


def _called_at(call: OfferCall) -> datetime:
    return call.called_at

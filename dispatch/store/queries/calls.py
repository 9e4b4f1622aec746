"""What is asked about telephone calls, and about the offers that somebody has to call about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.ids import OfferId
from dispatch.domain.states import OPEN_OFFERS, CallOutcome
from dispatch.store.queries.offers import with_session
from dispatch.store.queries.telephone import is_due
from dispatch.store.tables import Offer, OfferCall, TelephoneNews
from interpreters.domain.ids import InterpreterId

Calls = Mapping[OfferId, Sequence[OfferCall]]


def list_open(db: Session, now: datetime) -> Sequence[Offer]:
    """Every question that waits for an answer in time, the nearest deadline first."""
    return db.scalars(
        sa.select(Offer)
        .where(Offer.state.in_(OPEN_OFFERS), Offer.expires_at > now)
        .order_by(Offer.expires_at, Offer.starts_at, Offer.id)
        .options(*with_session())
    ).all()


def list_people_to_call(
    db: Session, now: datetime
) -> tuple[frozenset[InterpreterId], frozenset[InterpreterId]]:
    """Who holds a question that waits for an answer, and who has to be told something by telephone."""
    asked = sa.select(Offer.interpreter_id, sa.literal(0)).where(
        Offer.state.in_(OPEN_OFFERS), Offer.expires_at > now
    )
    told = sa.select(TelephoneNews.interpreter_id, sa.literal(1)).where(is_due(now))
    rows = db.execute(asked.union(told)).all()
    return (
        frozenset(who for who, is_told in rows if not is_told),
        frozenset(who for who, is_told in rows if is_told),
    )


def calls_of(db: Session, offers: Collection[OfferId]) -> Calls:
    """The calls about some offers, each with who called, the first call first."""
    found: dict[OfferId, list[OfferCall]] = defaultdict(list)
    if not offers:
        return found
    rows = db.scalars(
        sa.select(OfferCall)
        .where(OfferCall.offer_id.in_(offers))
        .order_by(OfferCall.called_at, OfferCall.id)
        .options(joinedload(OfferCall.called_by))
    )
    for row in rows:
        found[row.offer_id].append(row)
    return found


def find_recorded(db: Session, offer_id: OfferId) -> OfferCall | None:
    """The call by which the answer of an offer came, if it came so."""
    answered = {CallOutcome.ACCEPTED, CallOutcome.DECLINED}
    return db.scalar(
        sa.select(OfferCall)
        .where(OfferCall.offer_id == offer_id, OfferCall.outcome.in_(answered))
        .order_by(OfferCall.called_at.desc())
        .limit(1)
    )


def list_recorded(db: Session, since: datetime) -> Sequence[tuple[OfferCall, Offer]]:
    """The answers that came by telephone lately, the newest first, with their offers."""
    answered = {CallOutcome.ACCEPTED, CallOutcome.DECLINED}
    query = (
        sa.select(OfferCall, Offer)
        .join(Offer, Offer.id == OfferCall.offer_id)
        .where(OfferCall.called_at >= since, OfferCall.outcome.in_(answered))
        .order_by(OfferCall.called_at.desc(), OfferCall.id)
        .options(joinedload(OfferCall.called_by), *with_session())
    )
    return [(row[0], row[1]) for row in db.execute(query)]

"""What is asked about rate cards."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.store.tables import Offer, RateCard, TranslationOffer


def list_cards(db: Session) -> list[RateCard]:
    """Every card with its organisation and who entered it, in the order in which they count."""
    query = (
        sa.select(RateCard)
        .options(joinedload(RateCard.organisation), joinedload(RateCard.entered_by))
        .order_by(RateCard.valid_from, RateCard.entered_at, RateCard.id)
    )
    return list(db.scalars(query))


def find_card(db: Session, card_id: UUID) -> RateCard | None:
    """One card with its organisation; nobody else removes it until this transaction ends."""
    query = (
        sa.select(RateCard)
        .where(RateCard.id == card_id)
        .options(joinedload(RateCard.organisation, innerjoin=False))
        .with_for_update(of=RateCard)
    )
    return db.scalar(query)


def is_used(db: Session, card_id: UUID) -> bool:
    """Whether an offer was paid by it."""
    session = sa.exists().where(Offer.rate_card_id == card_id)
    text = sa.exists().where(TranslationOffer.rate_card_id == card_id)
    return db.scalar(sa.select(sa.or_(session, text))) is True

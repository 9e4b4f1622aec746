"""What steps of translations pay, once a translation was accepted: by pages, words or hours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.domain.claims import ClaimKind
from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import Card
from dispatch.service.claims.reckoning import Reckoned
from dispatch.service.rates import cards, texts
from dispatch.store.queries import unclaimed
from dispatch.store.tables import TranslationStep
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day


def list_due(
    uow: UnitOfWork, since: datetime, limit: int, job_id: UUID | None = None
) -> Sequence[Reckoned]:
    """Steps of accepted translations without a claim yet, by the card that the offer promised."""
    steps = unclaimed.list_translated(uow.db, since, limit, job_id)
    promised = unclaimed.cards_promised(uow.db, steps)
    found = (_of(uow, step, promised.get(step.id)) for step in steps)
    return [each for each in found if each is not None]


def _of(uow: UnitOfWork, step: TranslationStep, promised: RateCardId | None) -> Reckoned | None:
    job, done_at = step.job, step.handed_in_at or step.accepted_at
    assert step.interpreter_id is not None
    assert done_at is not None
    card = _card(uow, step, promised, done_at)
    if card is None or card.rates is None:
        return None
    lines = texts.lines_of(job, step.kind, step.units or 0, card.rates)
    if not lines:
        return None
    return Reckoned(
        kind=ClaimKind.TRANSLATION,
        source_id=step.id,
        interpreter_id=step.interpreter_id,
        organisation_id=job.organisation_id,
        day=local_day(done_at, uow.settings.zone),
        starts_at=None,
        lines=lines,
        card_id=RateCardId(card.id),
    )


def _card(
    uow: UnitOfWork, step: TranslationStep, promised: RateCardId | None, done_at: datetime
) -> Card | None:
    """The card that the offer promised, else the one that counted on the day on which the step was handed in."""
    if promised is None:
        return texts.card_on(uow, step.job, done_at)
    return next((card for card in cards.known(uow) if card.id == promised), None)

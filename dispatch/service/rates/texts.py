"""What a step of a translation will pay, before anybody has done it: shown with the offer, line by line."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.domain.claims import translation_lines
from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import Card, PayLine, Rates, WorkPaid, card_for, is_paid
from dispatch.domain.translations import TranslationMeasure, TranslationStepKind
from dispatch.service.rates import cards
from dispatch.service.rates.estimates import Estimate
from dispatch.store.tables import Interpreter, TranslationJob, TranslationStep
from foundation.database.work import UnitOfWork


def estimate(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep, who: Interpreter
) -> Estimate:
    """What somebody is paid for a step of the size that was asked for, by the card of the day on which it is due."""
    if not is_paid(who.employment):
        return Estimate()
    card = card_on(uow, job, step.due_at)
    if card is None or card.rates is None:
        return Estimate()
    return Estimate(lines_of(job, step.kind, job.amount, card.rates), RateCardId(card.id))


def card_on(uow: UnitOfWork, job: TranslationJob, at: datetime) -> Card | None:
    """The card that counts for a translation on the day of an instant."""
    work = WorkPaid(
        starts_at=at.astimezone(uow.settings.zone),
        minutes=0,
        organisation_id=job.organisation_id,
        domain=job.domain,
    )
    return card_for(work, cards.known(uow))


def lines_of(
    job: TranslationJob, kind: TranslationStepKind, units: int, rates: Rates
) -> Sequence[PayLine]:
    """What so many pages, words or hours of a step pay."""
    is_first = kind is TranslationStepKind.TRANSLATION
    return translation_lines(
        rates,
        pages=units if job.measure is TranslationMeasure.PAGES else 0,
        words=units if job.measure is TranslationMeasure.WORDS else 0,
        hours=units if job.measure is TranslationMeasure.HOURS else 0,
        copies=1 if job.certified and is_first else 0,
        is_second=not is_first,
    )

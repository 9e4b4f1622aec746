"""What steps of translations pay, once a translation was accepted: by pages, words or hours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.domain.claims import ClaimKind, translation_lines
from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import WorkPaid, card_for
from dispatch.domain.translations import TranslationMeasure, TranslationStepKind
from dispatch.service.claims.reckoning import Reckoned
from dispatch.service.rates import cards
from dispatch.store.queries import unclaimed
from dispatch.store.tables import TranslationStep
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day


def list_due(
    uow: UnitOfWork, since: datetime, limit: int, job_id: UUID | None = None
) -> Sequence[Reckoned]:
    """Steps of accepted translations without a claim yet, by the rates of the day on which they were handed in."""
    steps = unclaimed.list_translated(uow.db, since, limit, job_id)
    found = (_of(uow, step) for step in steps)
    return [each for each in found if each is not None]


def _of(uow: UnitOfWork, step: TranslationStep) -> Reckoned | None:
    job, done_at = step.job, step.handed_in_at or step.accepted_at
    assert step.interpreter_id is not None
    assert done_at is not None
    zone, units = uow.settings.zone, step.units or 0
    work = WorkPaid(
        starts_at=done_at.astimezone(zone),
        minutes=0,
        organisation_id=job.organisation_id,
        domain=job.domain,
    )
    card = card_for(work, cards.known(uow))
    if card is None or card.rates is None:
        return None
    is_first = step.kind is TranslationStepKind.TRANSLATION
    lines = translation_lines(
        card.rates,
        pages=units if job.measure is TranslationMeasure.PAGES else 0,
        words=units if job.measure is TranslationMeasure.WORDS else 0,
        hours=units if job.measure is TranslationMeasure.HOURS else 0,
        copies=1 if job.certified and is_first else 0,
        is_second=not is_first,
    )
    if not lines:
        return None
    return Reckoned(
        kind=ClaimKind.TRANSLATION,
        source_id=step.id,
        interpreter_id=step.interpreter_id,
        organisation_id=job.organisation_id,
        day=local_day(done_at, zone),
        starts_at=None,
        lines=lines,
        card_id=RateCardId(card.id),
    )

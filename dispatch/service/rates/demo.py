"""The pay rates of the demo; invented, as everything in it."""

from dataclasses import replace
from datetime import date, timedelta

from accounts.service import organisations
from dispatch.domain.rate_answers import RATE_ANSWERS
from dispatch.domain.rates import RateScope
from dispatch.service.rates import cards
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import CertificationLevel, Domain

# Interpreting, surcharges, what comes otherwise, translation, training.
GENERAL = (
    *(30_000, 60, 30, 12_000, 150),
    *(50, 30, 50),
    *(10_000, 50, 100),
    *(20_000, 100, 40, 5_000),
    *(50_000, 15_000),
)
SOURCE = "운영위원회 의결 2026-11-12 (예시)"
WITH_CLINIC = "ANS"
PAST_DAYS = 280


def enter_rates(uow: UnitOfWork) -> int:
    """General rates, dearer ones for violence and for court, one organisation's own, and a rise to come; how many."""
    # Some months ago, so that what was served since is paid.
    then = replace(uow, now=uow.now - timedelta(days=PAST_DAYS))
    dearer = dict(zip(RATE_ANSWERS, map(str, GENERAL), strict=True))
    host = next(
        (o for o in organisations.list_organisations(uow) if o.code == WITH_CLINIC),
        organisations.list_organisations(uow)[-1],
    )
    wanted = [
        (RateScope(), dearer, then.today),
        (RateScope(domain=Domain.VIOLENCE), {**dearer, "hour_won": "40000"}, then.today),
        (RateScope(level=CertificationLevel.COURT), {**dearer, "hour_won": "70000"}, then.today),
        (
            RateScope(organisation_id=host.id, domain=Domain.MEDICAL),
            {**dearer, "hour_won": "35000", "minimum_minutes": "90"},
            then.today,
        ),
        (RateScope(), {**dearer, "hour_won": "31500"}, date(uow.today.year + 1, 1, 1)),
    ]
    for scope, rates, day in wanted:
        cards.enter(
            then, cards.CardToEnter(scope=scope, valid_from=day, rates=rates, source=SOURCE)
        )
    return len(wanted)

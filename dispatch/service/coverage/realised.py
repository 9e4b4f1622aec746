"""What the people certified through a proposed course have interpreted since: counted each night, kept by training."""

from datetime import timedelta

from dispatch.store.queries import coverage_realised as queries
from foundation.database.work import UnitOfWork
from foundation.times.zones import days_span, local_day
from interpreters.domain.qualifications import Domain, Tier, level_wanted, levels_that_serve
from training.domain.proposals import ProposalKind
from training.service.proposals import outcomes
from training.service.proposals.outcomes import OutcomeToCount


def count_outcomes(uow: UnitOfWork) -> None:
    """Count for every course of the last half year, and hand it down; training asks who may. A job does this."""
    for wanted in outcomes.list_to_count(uow):
        outcomes.record_realised(uow, wanted, _realised(uow, wanted))


def _realised(uow: UnitOfWork, wanted: OutcomeToCount) -> int:
    """Their sessions in the days that count that the course let them serve."""
    if not wanted.certified or not wanted.days:
        return 0
    zone = uow.settings.zone
    last = wanted.first_day + timedelta(days=wanted.days - 1)
    within = days_span(wanted.first_day, last, zone)
    rows = queries.list_served(uow.db, wanted.certified, wanted.language, within.start, within.end)
    return sum(
        local_day(at, zone) >= wanted.certified[who] and _is_through(wanted, tier, domain)
        for who, at, tier, domain in rows
    )


def _is_through(wanted: OutcomeToCount, tier: Tier, domain: Domain) -> bool:
    """Whether the level of the course was needed for a session, or, of somebody new, was enough."""
    if wanted.kind is ProposalKind.UPSKILL:
        return level_wanted(tier, domain) is wanted.level
    return wanted.level in levels_that_serve(tier, domain)

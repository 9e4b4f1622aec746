"""What the forecast says about gains: how many times the demand of the weeks looked at the coming weeks will have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatch.domain.forecasts import WEEKS
from dispatch.domain.gains import FORECAST_HOLDS, DemandAhead, demand_ahead
from dispatch.service.coverage import forecasting
from dispatch.service.coverage.gain_candidates import GainCandidate, city_of
from dispatch.service.coverage.gain_lines import GainSum
from dispatch.service.coverage.gain_weeks import DAYS, PlannedWeek
from dispatch.store.queries import forecasts as queries
from foundation.database.work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class GainOutlook:
    """The forecast that gains are scaled by, and in which field and city each session was; without one nothing changes."""

    made_at: datetime | None = None
    demand: DemandAhead | None = None
    # by session, its language, field and city
    places: Mapping[str, tuple[str, str, str]] = field(
        default_factory=dict[str, tuple[str, str, str]]
    )

    def times(self, candidate: GainCandidate, found: GainSum) -> float:
        """How many times what it gained is to be expected: the mean over the sessions that it would have served.

        What saves travel alone changes as the demand for its language does.
        """
        if self.demand is None:
            return 1.0
        if not found.served:
            return self.demand.times(candidate.language)
        return sum(self.demand.times(*self.places[key]) for key in found.served) / len(found.served)


def read_outlook(uow: UnitOfWork, weeks: Sequence[PlannedWeek]) -> GainOutlook:
    """The kept forecast beside the weeks looked at; an empty one where there is none, an old one, or too little history."""
    run = queries.find_run(uow.db)
    if run is None or run.made_at < uow.now - FORECAST_HOLDS or not weeks:
        return GainOutlook()
    expected = forecasting.expected_demand(uow)
    if not expected:
        return GainOutlook()
    mondays = {each.week.monday for each in weeks}
    end = max(mondays) + DAYS + timedelta(days=1)
    past = queries.demand_by_day(uow.db, min(mondays), end)
    share = len(mondays) / WEEKS
    return GainOutlook(
        made_at=run.made_at,
        demand=demand_ahead(
            ((cell, count) for _, cell, count in past),
            ((each.cell, sum(each.weeks) * share) for each in expected),
        ),
        places={
            key: (
                each.session.request.language_asked,
                each.session.request.domain.value,
                city_of(each),
            )
            for week in weeks
            for key, each in week.week.wanted.items()
        },
    )

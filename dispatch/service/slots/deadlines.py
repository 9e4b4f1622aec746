"""The office's settings turned into an answer deadline."""

from datetime import datetime, time

from dispatch.domain.deadlines import AnswerTimes, Asked, OfficeTime, answer_deadline
from dispatch.domain.settings import DispatchSettings
from foundation.config import Settings
from foundation.database.work import UnitOfWork
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import closing_days


def answer_times(settings: Settings) -> AnswerTimes:
    """The office's table of answer times."""
    return AnswerTimes(
        far_days=settings.of(DispatchSettings).answer_far_days,
        far_within_days=settings.of(DispatchSettings).answer_far_within_days,
        near_days=settings.of(DispatchSettings).answer_near_days,
        next_day_by=time.fromisoformat(settings.of(DispatchSettings).answer_next_day_by),
        same_day_asked_before=time.fromisoformat(
            settings.of(DispatchSettings).answer_same_day_asked_before
        ),
        same_day_by=time.fromisoformat(settings.of(DispatchSettings).answer_same_day_by),
        wave_minutes=settings.of(DispatchSettings).answer_wave_minutes,
        on_demand_minutes=settings.of(DispatchSettings).answer_on_demand_minutes,
    )


def deadline_for(uow: UnitOfWork, *, starts_at: datetime, remote: bool) -> datetime:
    """By when somebody who is asked now about a session must answer."""
    asked = Asked(now=uow.now, starts_at=starts_at, remote=remote)
    return answer_deadline(asked, office_time(uow), answer_times(uow.settings))


def office_time(uow: UnitOfWork) -> OfficeTime:
    """When somebody is in the office."""
    settings = uow.settings.of(SchedulingSettings)
    opens, closes = (time.fromisoformat(clock) for clock in settings.counselling_hours)
    return OfficeTime(
        zone=uow.settings.zone,
        weekdays=settings.working_weekdays,
        closed=closing_days.known(uow).keys(),
        opens=opens,
        closes=closes,
    )

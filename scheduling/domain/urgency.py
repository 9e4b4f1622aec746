"""Which sessions cannot wait."""

from datetime import datetime, timedelta

from foundation.config import Settings
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import Priority


def urgent_until(now: datetime, settings: Settings) -> datetime:
    """What starts before this instant is urgent, whatever its priority."""
    return now + timedelta(hours=settings.of(SchedulingSettings).urgent_hours)


def is_urgent(priority: int, starts_at: datetime, now: datetime, settings: Settings) -> bool:
    """Danger to life or health, or a start so near that nobody can be asked at leisure."""
    return priority == Priority.DANGER or starts_at <= urgent_until(now, settings)

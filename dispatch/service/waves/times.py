"""When a wave may go, and until when it waits: the office's settings and table of deadlines turned into instants."""

from datetime import datetime, time

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.waves import ReadingTime, Wave, WaveCourse, goes_at, waits_until
from dispatch.service.slots import deadlines
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Modality


def reading_time(uow: UnitOfWork) -> ReadingTime:
    """When the office expects questions to be read."""
    settings = uow.settings.of(DispatchSettings)
    return ReadingTime(
        zone=uow.settings.zone,
        begins=time.fromisoformat(settings.waves_from),
        ends=time.fromisoformat(settings.waves_until),
    )


def may_go_at(uow: UnitOfWork, session: CounsellingSession, *, is_urgent: bool) -> datetime:
    """When a wave that is due goes: now, or in the morning."""
    return goes_at(uow.now, session.starts_at, reading_time(uow), is_urgent=is_urgent)


def answers_until(
    uow: UnitOfWork,
    session: CounsellingSession,
    wave: Wave,
    *,
    starts_at: datetime,
    is_urgent: bool,
) -> datetime:
    """Until when whoever is asked now in a wave may answer."""
    remote = session.modality is not Modality.ON_SITE
    course = WaveCourse(
        now=uow.now,
        starts_at=starts_at,
        by_the_table=deadlines.deadline_for(uow, starts_at=starts_at, remote=remote),
        is_urgent=is_urgent,
    )
    return waits_until(wave, course, reading_time(uow))

"""P9: after an hour without any process each periodic job is put once, by four clocks at once too."""

from datetime import timedelta

import sqlalchemy as sa

import app as roof
from foundation.database.queue import JobRow
from foundation.database.work import Office, begin, reading
from foundation.jobs import put_due
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.threads import at_once

PERIODIC = [job for job in roof.JOBS if job.every is not None]


def tick(office: Office) -> None:
    """What a clock does that has just been started."""
    for job in PERIODIC:
        with begin(office, the_system("clock")) as uow:
            put_due(uow, job)


def test_down_for_an_hour_each_due_job_is_put_once_by_four_processes(
    any_office: Office, clock: SetClock
) -> None:
    tick(any_office)
    before = clock.now
    clock.now += timedelta(hours=1)
    at_once(lambda _number: tick(any_office), range(4), 4)
    with reading(any_office, the_system()) as uow:
        query = sa.select(JobRow.name, sa.func.count()).where(JobRow.created_at > before)
        put = dict(uow.db.execute(query.group_by(JobRow.name)).all())
    due = {job.name for job in PERIODIC if job.due_slot(clock.now) > job.due_slot(before)}
    assert put == dict.fromkeys(due, 1)
    assert len(due) > 3

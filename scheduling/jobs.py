"""Background work of scheduling."""

from datetime import timedelta

from foundation.jobs import Job
from scheduling.service import busy_calendars, proposals, retention, taken_back, video_rooms

JOBS: tuple[Job, ...] = (
    Job(
        name="scheduling.forget_notes",
        run=retention.forget_notes,
        every=timedelta(days=1),
        offset=timedelta(hours=18),
    ),
    Job(
        name="scheduling.close_proposals",
        run=proposals.close_over,
        every=timedelta(minutes=5),
    ),
    Job(
        name="scheduling.prepare_video_rooms",
        run=video_rooms.prepare_due,
        every=timedelta(minutes=1),
    ),
    Job(
        name="scheduling.read_calendars",
        run=busy_calendars.ask_for_due,
        every=timedelta(minutes=15),
    ),
    Job(name=busy_calendars.READ_ONE, run_long=busy_calendars.read_one),
    Job(
        name="scheduling.forget_time_off_taken_back",
        run=taken_back.forget,
        every=timedelta(days=1),
        offset=timedelta(hours=16),
    ),
    Job(
        name="scheduling.forget_busy_times",
        run=busy_calendars.forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=17),
    ),
)

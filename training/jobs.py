"""Background work of training."""

from datetime import timedelta

from foundation.jobs import Job
from training.service.certification import reminders
from training.service.enrolment import applications, seat_offers
from training.service.proposals import telling
from training.service.teaching import attendance_news, cohort_moves

JOBS: tuple[Job, ...] = (
    *reminders.JOBS,
    *applications.JOBS,
    *telling.JOBS,
    Job(
        name="training.move_cohorts",
        run=cohort_moves.advance_all,
        every=timedelta(minutes=5),
    ),
    Job(
        name="training.expire_seat_offers",
        run=seat_offers.expire_due,
        every=timedelta(minutes=1),
    ),
    Job(
        name="training.tell_attendance",
        run=attendance_news.tell_all,
        every=timedelta(minutes=5),
    ),
    Job(name=cohort_moves.NOTIFY_TOO_FEW, run=cohort_moves.notify_too_few),
)

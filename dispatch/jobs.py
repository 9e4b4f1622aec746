"""Background work of dispatch."""

from datetime import timedelta

from dispatch.service import beside, held, offers_ending, planning, planning_run, planning_worth
from foundation.jobs import Job

JOBS: tuple[Job, ...] = (
    Job(name=planning.RUN_PLAN, run_long=planning_run.run_plan),
    Job(name=planning.VALUE_PLAN, run_long=planning_worth.keep_worth),
    Job(
        name="dispatch.expire_offers",
        run=offers_ending.expire_due,
        every=timedelta(minutes=1),
    ),
    Job(name=held.CLOSE_HELD, run=held.close_held, every=timedelta(minutes=10)),
    Job(name=beside.PAIR_TRAINEES, run_long=beside.pair_now, every=timedelta(hours=1)),
)

"""Background work of dispatch."""

from datetime import timedelta

from dispatch.service import offers_ending, planning, planning_run
from foundation.jobs import Job

JOBS: tuple[Job, ...] = (
    Job(name=planning.RUN_PLAN, run_long=planning_run.run_plan),
    Job(
        name="dispatch.expire_offers",
        run=offers_ending.expire_due,
        every=timedelta(minutes=1),
    ),
)

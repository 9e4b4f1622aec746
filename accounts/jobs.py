"""Background work of accounts."""

from accounts.service import outbox_reading, password_links
from foundation.jobs import Job

JOBS: tuple[Job, ...] = (*password_links.JOBS, *outbox_reading.JOBS)

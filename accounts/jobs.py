"""Background work of accounts."""

from accounts.service import password_links
from foundation.jobs import Job

JOBS: tuple[Job, ...] = password_links.JOBS

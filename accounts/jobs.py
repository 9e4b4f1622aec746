"""Background work of accounts."""

from accounts.service import (
    api_tokens,
    consents,
    outbox_reading,
    password_links,
    second_steps,
    sign_in_links,
    summaries,
)
from foundation.jobs import Job

JOBS: tuple[Job, ...] = (
    *password_links.JOBS,
    *outbox_reading.JOBS,
    *sign_in_links.JOBS,
    *summaries.JOBS,
    *consents.JOBS,
    *second_steps.JOBS,
    *api_tokens.JOBS,
)

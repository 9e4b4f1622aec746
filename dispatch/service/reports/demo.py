"""Who receives reports in the demo: its coordinator every month, an administrator of an organisation every quarter."""

from dataclasses import replace
from datetime import timedelta

from accounts.service import users
from dispatch.domain.report_mails import ReportRhythm
from dispatch.service.reports import mailed
from foundation.database.work import UnitOfWork

# Long enough ago for the last month and the last quarter to be told.
SINCE = timedelta(days=200)
RECEIVERS = {
    "coordinator@ieum.example": ReportRhythm.MONTHLY,
    "org-admin@ieum.example": ReportRhythm.QUARTERLY,
}


def mail_reports(uow: UnitOfWork) -> int:
    """Enter each and write what is due; how many receive reports."""
    then = replace(uow, now=uow.now - SINCE)
    for email, rhythm in RECEIVERS.items():
        user = users.find_user_by_email(uow, email)
        mailed.subscribe(then, None if user is None else user.id, rhythm)
    mailed.write_due(uow)
    return len(RECEIVERS)

"""The daily summary: what somebody wished to read once a day, in one message in the morning."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

import sqlalchemy as sa

from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.messages.records import Message, MessageState
from foundation.text.message import LazyText, say

DAY = timedelta(days=1)
ABOUT = "daily-summary"
# So many are told one by one; the app shows the rest.
LONGEST_LIST = 50
AND_MORE = say("And %(n)s more.")


class SummaryNotice(Notice):
    """What a daily summary says."""

    DAILY = (say("Daily summary: %(n)s items"), say("Since yesterday morning:"))


def write_daily(uow: UnitOfWork) -> None:
    """The job: one message to everybody for whom something was put by; what is no longer true is left out."""
    waiting = sa.select(Message).where(Message.state == MessageState.SUMMED, Message.is_open)
    found = uow.db.scalars(waiting.order_by(Message.user_id, Message.created_at)).all()
    for user_id, group in groupby(found, key=lambda message: message.user_id):
        told = list(group)
        letters.write(uow, recipients.find(uow, user_id), _letter(told))
        for message in told:
            message.is_open = False


def _letter(told: list[Message]) -> Letter:
    values = {"n": len(told)}
    rest = (filled(AND_MORE, {"n": len(told) - LONGEST_LIST}),) if told[LONGEST_LIST:] else ()
    return Letter(
        subject=filled(SummaryNotice.DAILY.subject, values),
        sentences=(SummaryNotice.DAILY.sentence, *_items(told[:LONGEST_LIST]), *rest),
        path="/dispatch/now",
        about=ABOUT,
    )


def _items(told: Iterable[Message]) -> Iterable[LazyText]:
    """Subject and first line of each: they have been in her language since they were written."""
    for message in told:
        yield say(
            "- %(subject)s: %(line)s",
            subject=message.subject,
            line=message.body.partition("\n\n")[0],
        )


# Half past eight in Korea, when the office opens.
JOBS = (
    Job(
        name="accounts.write_daily_summaries",
        run=write_daily,
        every=DAY,
        offset=timedelta(hours=23, minutes=30),
    ),
)

"""What is written about complaints and praise: that there is something to read, never what it says."""

from uuid import UUID

from accounts.domain.roles import Role
from accounts.service import recipients
from dispatch.domain.feedback import FeedbackKind
from dispatch.store.tables import Feedback
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice
from foundation.text.message import say
from interpreters.service import directory


class FeedbackNotice(Notice):
    """What is written: a subject, and one sentence of the body."""

    RECEIVED = (
        say("Complaint or praise received"),
        say("Somebody has written to the centre. Please look at it until %(day)s."),
    )
    ASSIGNED = (
        say("A complaint or praise for you to work on"),
        say("Somebody of the office has given it to you. Please answer it until %(day)s."),
    )
    DUE = (
        say("A complaint or praise awaiting an answer"),
        say("It is to be answered until %(day)s, and is not yet."),
    )
    ANSWERED = (
        say("The centre has answered you"),
        say("Your complaint or praise was answered. The answer stands in the app."),
    )
    SHARED = (
        say("A complaint to read"),
        say("The centre wants to show you a complaint about a session of yours."),
    )
    PRAISED = (
        say("Somebody has praised you"),
        say("Somebody has praised your work. You can read it in the app."),
    )


def _letter(news: FeedbackNotice, row: Feedback, path: str) -> Letter:
    values = {"day": row.due_on.isoformat()}
    return Letter(
        subject=letters.filled(news.subject, values),
        sentences=(letters.filled(news.sentence, values),),
        path=path,
        about=f"feedback:{row.id}",
    )


def against(uow: UnitOfWork, row: Feedback) -> UUID | None:
    """Whose account it is that a complaint is about; None for praise, and where they have none."""
    if row.kind is not FeedbackKind.COMPLAINT or row.interpreter_id is None:
        return None
    return directory.get(uow, row.interpreter_id).user_id


def tell_desk(uow: UnitOfWork, row: Feedback) -> None:
    """Every coordinator, but whoever wrote it down and whom it is about."""
    silent = {uow.actor.user_id, against(uow, row)}
    for reader in recipients.with_role(uow, Role.COORDINATOR):
        if reader.user_id not in silent:
            path = f"/dispatch/feedback/{row.id}"
            letters.write(uow, reader, _letter(FeedbackNotice.RECEIVED, row, path))


def tell_worker(uow: UnitOfWork, row: Feedback, news: FeedbackNotice) -> None:
    """Whoever works on it, unless they did it themselves; every coordinator while nobody does."""
    reader, silent = (
        recipients.find(uow, row.assigned_to_id),
        {uow.actor.user_id, against(uow, row)},
    )
    readers = recipients.with_role(uow, Role.COORDINATOR) if reader is None else [reader]
    for each in readers:
        if each.user_id not in silent:
            letters.write(uow, each, _letter(news, row, f"/dispatch/feedback/{row.id}"))


def tell_giver(uow: UnitOfWork, row: Feedback) -> None:
    """Whoever gave it under their name; the others look it up by its code."""
    reader = recipients.find(uow, row.given_by_id)
    if reader is not None:
        letters.write(uow, reader, _letter(FeedbackNotice.ANSWERED, row, "/feedback/own"))


def tell_interpreter(uow: UnitOfWork, row: Feedback, news: FeedbackNotice) -> None:
    """Whom it is about."""
    if row.interpreter_id is None:
        return
    reader = recipients.find(uow, directory.get(uow, row.interpreter_id).user_id)
    if reader is not None:
        letters.write(uow, reader, _letter(news, row, "/feedback/about-me"))

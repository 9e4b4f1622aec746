"""What is written about the day itself: to the requester, to whoever serves, to a standby."""

from accounts.service import recipients
from dispatch.domain import filed
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from dispatch.store.tables import Assignment, CounsellingSession, Standby
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.messages.gathering import gather
from foundation.messages.letters import Notice
from foundation.text.message import say


class DayNotice(Notice):
    """What is written: a subject, and one sentence of the body."""

    LATE = (
        say("The interpreter will be late: %(day)s"),
        say(
            "The interpreter for your request %(reference)s will be about %(minutes)s minutes late."
        ),
    )
    OUTCOME_WANTED = (
        say("How did it go? %(day)s"),
        say(
            "Please report how your request %(reference)s went. If all went as planned, one tap is enough."
        ),
    )
    OUTCOME_DECIDED = (
        say("Outcome decided: %(day)s"),
        say(
            "The reports about this session differed. A coordinator has decided; the app shows how."
        ),
    )
    STANDBY_NAMED = (
        say("Standby: %(day)s"),
        say(
            "You are the standby for this session: please keep the time free. We ask you only if the interpreter cannot go."
        ),
    )
    STANDBY_RELEASED = (
        say("No longer standby: %(day)s"),
        say("You need not keep this time free any more."),
    )


def tell_requester(
    uow: UnitOfWork,
    session: CounsellingSession,
    news: DayNotice,
    *,
    path: str = "",
    minutes: int = 0,
) -> None:
    """Write to whoever placed the request, unless they act; several at once are one letter.

    What still waits to be sent of the day is overtaken.
    """
    about = filed.about_day(session.id)
    outbox.withdraw(uow, about)
    requester = recipients.find(uow, session.request.requester_id)
    if requester is None or requester.user_id == uow.actor.user_id:
        return
    letter = notices.letter_about(
        uow,
        news,
        session,
        path=path or f"/requests/{session.request_id}",
        about=about,
        minutes=minutes,
    )
    gather(uow, requester, letter, many=SessionNotice.SEVERAL, path="/requests/mine")


def tell_serving(uow: UnitOfWork, assignment: Assignment, news: DayNotice) -> None:
    """Write to whoever served it; nobody calls about what is past."""
    letter = notices.letter_about(
        uow,
        news,
        assignment.session,
        starts_at=assignment.starts_at,
        path=f"/assignments/{assignment.id}",
        about=filed.about_assignment(assignment.id),
    )
    notices.notify_interpreter(uow, assignment.interpreter, letter, ())


def tell_standby(uow: UnitOfWork, standby: Standby, news: DayNotice) -> None:
    """Write to a standby, who is somebody that letters reach."""
    letter = notices.letter_about(
        uow,
        news,
        standby.session,
        starts_at=standby.starts_at,
        path="/home",
        about=f"standby:{standby.id}",
    )
    notices.notify_interpreter(uow, standby.interpreter, letter, ())

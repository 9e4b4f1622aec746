"""What whoever placed a request is told when somebody else decides, changes or cancels it."""

from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters, outbox
from foundation.messages.gathering import gather
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from scheduling.domain.states import RequestState
from scheduling.store.tables import CounsellingSession


class RequestNotice(Notice):
    """A subject, and one sentence of the body."""

    APPROVED = (
        say("Request approved: %(day)s"),
        say("Your request %(reference)s is approved. We are looking for an interpreter."),
    )
    INCOMPLETE = (
        say("Request needs more information: %(day)s"),
        say(
            "Please complete your request %(reference)s. We look for an interpreter only after that."
        ),
    )
    REFUSED = (
        say("Request refused: %(day)s"),
        say("The centre cannot take your request %(reference)s."),
    )
    REFERRED = (
        say("Request referred: %(day)s"),
        say("The centre has referred your request %(reference)s to another organisation."),
    )
    CANCELLED = (
        say("Request cancelled: %(day)s"),
        say("Your request %(reference)s has been cancelled."),
    )
    CHANGED = (
        say("Request changed: %(day)s"),
        say("Your request %(reference)s has been changed. Please look at it in the app."),
    )
    DAY_CLOSED = (
        say("The centre is closed: %(day)s"),
        say(
            "The centre does not work on that day. Your request %(reference)s stays; move it or call it off if"
            " you do not need it then."
        ),
    )
    DAY_OPEN = (
        say("The centre works after all: %(day)s"),
        say("The day is a working day again. Your request %(reference)s stays as it is."),
    )
    SEVERAL = (
        say("News about %(n)s requests"),
        say("Several of your requests have changed:"),
    )


DECISIONS = {
    RequestState.APPROVED: RequestNotice.APPROVED,
    RequestState.INCOMPLETE: RequestNotice.INCOMPLETE,
    RequestState.REFUSED: RequestNotice.REFUSED,
    RequestState.REFERRED: RequestNotice.REFERRED,
}


def notify_decided(uow: UnitOfWork, session: CounsellingSession) -> None:
    """Tell the requester what was decided, with its reason and what was written to them."""
    request = session.request
    why: list[LazyText] = []
    if request.refusal is not None:
        why.append(say("Reason: %(reason)s", reason=request.refusal))
    if request.decision_note:
        why.append(say("From the centre: %(note)s", note=request.decision_note))
    notify_requester(uow, session, DECISIONS[request.state], why)


def notify_requester(
    uow: UnitOfWork, session: CounsellingSession, news: RequestNotice, why: list[LazyText]
) -> None:
    """Write to whoever placed the request, unless they act; several at once are one letter."""
    zone, request = uow.settings.zone, session.request
    requester = recipients.find(uow, request.requester_id)
    values: dict[str, object] = {
        "day": local_day(session.starts_at, zone),
        "clock": local_clock(session.starts_at, zone),
        "language": request.language_asked,
        "reference": request.reference,
    }
    first = say("%(day)s, %(clock)s · %(language)s · %(reference)s")
    letter = Letter(
        subject=filled(news.subject, values),
        sentences=(filled(first, values), filled(news.sentence, values), *why),
        path=f"/requests/{request.id}",
        about=_about(session),
    )
    for each in letters.not_acting(uow, [requester] if requester else []):
        gather(uow, each, letter, many=RequestNotice.SEVERAL, path="/requests/mine")


def keep_back(uow: UnitOfWork, session: CounsellingSession) -> None:
    """Keep back what has not gone out about the request of a session."""
    outbox.withdraw(uow, _about(session))


def _about(session: CounsellingSession) -> str:
    return f"request:{session.request_id}"

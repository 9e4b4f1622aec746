"""What people are told about offers and assignments: time, city, "open the app", never more."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.service import organisations, users
from dispatch.domain.ids import AssignmentId, OfferId
from dispatch.store.tables import CounsellingSession, Interpreter, Offer
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.permissions import Role
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day


class News(Enum):
    """The news there are: a subject, and one sentence of the body."""

    ASKED = (
        say("Can you interpret on %(day)s?"),
        say("Please answer by %(until_day)s, %(until_clock)s."),
    )
    CONFIRMED = (
        say("Confirmed: %(day)s"),
        say("This session is yours. The app shows where it is."),
    )
    OTHER_WAS_FIRST = (
        say("Filled: %(day)s"),
        say("Somebody else accepted first. Thank you for being ready."),
    )
    TOO_LATE = (
        say("Deadline passed: %(day)s"),
        say("We had no answer from you in time. This has no consequence for you."),
    )
    OFFER_WITHDRAWN = (
        say("No longer needed: %(day)s"),
        say("We have withdrawn this offer. You need not answer."),
    )
    RELEASED = (
        say("You are free again: %(day)s"),
        say("You are no longer booked for this session."),
    )
    CANCELLED = (
        say("Cancelled: %(day)s"),
        say("This session will not take place. You need not go."),
    )
    GIVEN_BACK = (
        say("Given back: %(day)s"),
        say("An interpreter has given back this session. It needs somebody again."),
    )
    STAFFED = (
        say("An interpreter is confirmed: %(day)s"),
        say("Your request %(reference)s has its interpreters."),
    )
    UNSTAFFED = (
        say("We are looking again: %(day)s"),
        say("Your request %(reference)s has lost an interpreter. We are looking for another."),
    )
    PLACE_PROPOSED = (
        say("Practicum: can you come on %(day)s?"),
        say("You could sit beside your mentor in this session. Please say whether you come."),
    )
    PLACE_CANCELLED = (
        say("Practicum cancelled: %(day)s"),
        say("You do not sit in this session. You need not go."),
    )
    TRAINEE_COMES = (
        say("A trainee comes with you: %(day)s"),
        say("Your trainee sits beside you in this session."),
    )
    TRAINEE_STAYS_AWAY = (
        say("Your trainee does not come: %(day)s"),
        say("You serve this session without your trainee."),
    )
    OVERRIDE_ASKED = (
        say("A second person must agree: %(day)s"),
        say("A colleague asks to send somebody without the certification to a grave session."),
    )


@dataclass(frozen=True, kw_only=True)
class Letter:
    """News about one session, where the app shows more, and what it is filed under."""

    news: News
    session: CounsellingSession
    starts_at: datetime
    path: str
    about: str
    until: datetime | None = None
    send_at: datetime | None = None


def about_offer(offer_id: OfferId) -> str:
    """What messages about an offer are filed under."""
    return f"offer:{offer_id}"


def about_assignment(assignment_id: AssignmentId) -> str:
    """What messages about an assignment are filed under."""
    return f"assignment:{assignment_id}"


def about_place(place_id: UUID) -> str:
    """What messages about a trainee's place are filed under."""
    return f"place:{place_id}"


def notify(uow: UnitOfWork, to: str, language: str, letter: Letter) -> None:
    """Write one message to an address, in the reader's language."""
    zone = uow.settings.zone
    values: dict[str, object] = {
        "day": local_day(letter.starts_at, zone),
        "clock": local_clock(letter.starts_at, zone),
        "where": where(letter.session, language),
        "link": uow.settings.base_url.rstrip("/") + letter.path,
        "reference": letter.session.request.reference,
    }
    if letter.until is not None:
        values["until_day"] = local_day(letter.until, zone)
        values["until_clock"] = local_clock(letter.until, zone)
    subject, sentence = letter.news.value
    parts = [say("%(day)s, %(clock)s, %(where)s"), sentence, say("Open the app: %(link)s")]
    outbox.post(
        uow,
        to,
        language,
        subject=LazyText(subject.text, values),
        body=[LazyText(part.text, values) for part in parts],
        about=letter.about,
        send_at=letter.send_at,
    )


def where(session: CounsellingSession, language: str) -> str:
    """The city of a session; for phone and video, the way it is held."""
    if session.site is None:
        return label(session.modality, language)
    return CITIES[session.site.city].name_in(language)


def notify_interpreter(uow: UnitOfWork, interpreter: Interpreter, letter: Letter) -> None:
    """Write to an interpreter; those without an account are called by the coordinator."""
    user = users.find_user(uow, interpreter.user_id) if interpreter.user_id is not None else None
    if user is not None and user.active:
        notify(uow, user.email, user.language, letter)


def notify_asked(
    uow: UnitOfWork, offer: Offer, news: News, send_at: datetime | None = None
) -> None:
    """Write to whoever was asked. `send_at` keeps it back while the news may still change."""
    letter = Letter(
        news=news,
        session=offer.session,
        starts_at=offer.starts_at,
        path=f"/offers/{offer.id}",
        about=about_offer(offer.id),
        until=offer.expires_at,
        send_at=send_at,
    )
    notify_interpreter(uow, offer.interpreter, letter)


def notify_coordinators(uow: UnitOfWork, session: CounsellingSession, about: str) -> None:
    """Write to every coordinator that a session needs somebody again."""
    letter = Letter(
        news=News.GIVEN_BACK,
        session=session,
        starts_at=session.starts_at,
        path=f"/dispatch/{session.day}?s={session.id}",
        about=about,
    )
    for user in users.list_with_role(uow, Role.COORDINATOR):
        notify(uow, user.email, user.language, letter)


def notify_second(uow: UnitOfWork, session: CounsellingSession, about: str) -> None:
    """Write to every coordinator but the acting one that an override waits for a second person."""
    letter = Letter(
        news=News.OVERRIDE_ASKED,
        session=session,
        starts_at=session.starts_at,
        path="/overrides",
        about=about,
    )
    for user in users.list_with_role(uow, Role.COORDINATOR):
        if user.id != uow.actor.user_id:
            notify(uow, user.email, user.language, letter)


def notify_requester(uow: UnitOfWork, session: CounsellingSession, news: News) -> None:
    """Write to whoever placed the request."""
    about = f"session:{session.id}"
    outbox.withdraw(uow, about)
    user = users.find_user(uow, session.request.requester_id)
    if user is not None and user.active:
        letter = Letter(
            news=news,
            session=session,
            starts_at=session.starts_at,
            path=f"/requests/{session.request_id}",
            about=about,
        )
        notify(uow, user.email, user.language, letter)


def centre_phone(uow: UnitOfWork) -> str:
    """The number of the coordinators, for what cannot wait."""
    centres = (
        o for o in organisations.list_organisations(uow) if o.kind is OrganisationKind.CENTRE
    )
    return next((o.phone for o in centres if o.phone), "")

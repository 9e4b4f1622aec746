"""What people are told about offers and assignments: time, city, "open the app", never more."""

from datetime import datetime
from uuid import UUID

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.service import organisations, recipients
from dispatch.domain.ids import AssignmentId, OfferId
from dispatch.store.tables import CounsellingSession, Interpreter, Offer
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import Named, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality


class SessionNotice(Notice):
    """What is written about a session: a subject, and one sentence of the body."""

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
    LINK_GIVEN = (
        say("How to join: %(day)s"),
        say("The link or number to join this session by is there. You find it in the app."),
    )
    LINK_CHANGED = (
        say("How to join has changed: %(day)s"),
        say("Look into the app before you join this session."),
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


def about_offer(offer_id: OfferId) -> str:
    """What messages about an offer are filed under."""
    return f"offer:{offer_id}"


def about_assignment(assignment_id: AssignmentId) -> str:
    """What messages about an assignment are filed under."""
    return f"assignment:{assignment_id}"


def about_place(place_id: UUID) -> str:
    """What messages about a trainee's place are filed under."""
    return f"place:{place_id}"


def letter_about(
    uow: UnitOfWork,
    news: SessionNotice,
    session: CounsellingSession,
    *,
    path: str,
    about: str,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    send_at: datetime | None = None,
) -> Letter:
    """A letter about a session; `starts_at` when it was agreed for another time than it has now."""
    zone = uow.settings.zone
    begins = starts_at or session.starts_at
    values: dict[str, object] = {
        "day": local_day(begins, zone),
        "clock": local_clock(begins, zone),
        "where": where(session),
        "reference": session.request.reference,
    }
    if until is not None:
        values["until_day"] = local_day(until, zone)
        values["until_clock"] = local_clock(until, zone)
    first_line = say("%(day)s, %(clock)s, %(where)s")
    return Letter(
        subject=filled(news.subject, values),
        sentences=(filled(first_line, values), filled(news.sentence, values)),
        path=path,
        about=about,
        send_at=send_at,
    )


def where(session: CounsellingSession) -> Named | Modality:
    """The city of a session; for phone and video, the way it is held."""
    return session.modality if session.site is None else Named(CITIES[session.site.city].name_in)


def notify_interpreter(uow: UnitOfWork, interpreter: Interpreter, letter: Letter) -> None:
    """Write to an interpreter; those without an account are called by the coordinator."""
    letters.write(uow, recipients.find(uow, interpreter.user_id), letter)


def notify_asked(
    uow: UnitOfWork, offer: Offer, news: SessionNotice, send_at: datetime | None = None
) -> None:
    """Write to whoever was asked. `send_at` keeps it back while the news may still change."""
    written = letter_about(
        uow,
        news,
        offer.session,
        starts_at=offer.starts_at,
        path=f"/offers/{offer.id}",
        about=about_offer(offer.id),
        until=offer.expires_at,
        send_at=send_at,
    )
    notify_interpreter(uow, offer.interpreter, written)


def notify_coordinators(uow: UnitOfWork, session: CounsellingSession, about: str) -> None:
    """Write to every coordinator that a session needs somebody again."""
    path = f"/dispatch/{session.day}?s={session.id}"
    written = letter_about(uow, SessionNotice.GIVEN_BACK, session, path=path, about=about)
    letters.write_to_all(uow, recipients.with_role(uow, Role.COORDINATOR), written)


def notify_second(uow: UnitOfWork, session: CounsellingSession, about: str) -> None:
    """Write to every coordinator but the acting one that an override waits for a second person."""
    written = letter_about(
        uow, SessionNotice.OVERRIDE_ASKED, session, path="/overrides", about=about
    )
    coordinators = recipients.with_role(uow, Role.COORDINATOR)
    others = [each for each in coordinators if each.user_id != uow.actor.user_id]
    letters.write_to_all(uow, others, written)


def notify_requester(uow: UnitOfWork, session: CounsellingSession, news: SessionNotice) -> None:
    """Write to whoever placed the request; what still waits about the session is overtaken."""
    path, about = f"/requests/{session.request_id}", f"session:{session.id}"
    requester = recipients.find(uow, session.request.requester_id)
    letters.replace(uow, requester, letter_about(uow, news, session, path=path, about=about))


def centre_phone(uow: UnitOfWork) -> str:
    """The number of the coordinators, for what cannot wait."""
    centres = (
        o for o in organisations.list_organisations(uow) if o.kind is OrganisationKind.CENTRE
    )
    return next((o.phone for o in centres if o.phone), "")

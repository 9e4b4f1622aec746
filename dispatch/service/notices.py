"""What people are told about offers and assignments: time, city, language, length and pay, "open the app", never more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.service import organisations, recipients
from dispatch.domain import filed
from dispatch.domain.telephone import ToldNews
from dispatch.service import telephone
from dispatch.service.telephone import Tidings
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter, Offer
from foundation.database.work import UnitOfWork
from foundation.messages import letters, outbox
from foundation.messages.channels import Urgency
from foundation.messages.gathering import gather
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.i18n import minutes_text
from foundation.text.message import LazyText, Named, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.meeting_links import REMOTE
from scheduling.service import video_rooms
from scheduling.service.second_choices import said_to_requester, second_choices


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
    MORE_TIME = (
        say("Answer deadline extended: %(day)s"),
        say("You can answer until %(until_day)s, %(until_clock)s."),
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
        say("Offer withdrawn: %(day)s"),
        say("We have withdrawn this offer. You need not answer."),
    )
    LINK_GIVEN = (
        say("How to join: %(day)s"),
        say("The link or number for this session is now in the app."),
    )
    LINK_CHANGED = (
        say("How to join has changed: %(day)s"),
        say("Check the app before you join."),
    )
    RELEASED = (
        say("Released: %(day)s"),
        say("You are no longer booked for this session."),
    )
    CANCELLED = (
        say("Session cancelled: %(day)s"),
        say("This session will not take place. You need not go."),
    )
    FREED_BY_LEAVE = (
        say("Released: %(day)s"),
        say("You are on leave then, so you are no longer booked for this session."),
    )
    FREED_BY_STANDING = (
        say("Released: %(day)s"),
        say("You are not active at present, so you are no longer booked for this session."),
    )
    FREED_BY_CERTIFICATION = (
        say("Released: %(day)s"),
        say(
            "A certification this session needs is no longer valid, so you are no longer booked for it."
        ),
    )
    FREED_BY_VETTING = (
        say("Released: %(day)s"),
        say(
            "This session needs a valid background check, so you are no longer booked for it. Please call"
            " the centre."
        ),
    )
    ENDED_BY_LEAVE = (
        say("Offer ended: %(day)s"),
        say("You are on leave then, so this offer has ended. You need not answer."),
    )
    ENDED_BY_TIMES = (
        say("Offer ended: %(day)s"),
        say(
            "Your times no longer cover this session, so this offer has ended. You need not answer."
        ),
    )
    ENDED_BY_CLASS = (
        say("Offer ended: %(day)s"),
        say("You are in a class then, so this offer has ended. You need not answer."),
    )
    CLASS_CLASH = (
        say("A class at the time of your session: %(day)s"),
        say(
            "A class of yours takes place then. Your session stays confirmed; return it if you go to the class."
        ),
    )
    ENDED_BY_LOSS = (
        say("Offer ended: %(day)s"),
        say(
            "You no longer meet this session's requirements, so this offer has ended. You need not answer."
        ),
    )
    STAFFED = (
        say("An interpreter is confirmed: %(day)s"),
        say("Your request %(reference)s is fully staffed."),
    )
    UNSTAFFED = (
        say("We are looking again: %(day)s"),
        say(
            "The interpreter for your request %(reference)s can no longer come. We are looking for another."
        ),
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
    UNFILLED = (
        say("No interpreter yet: %(day)s"),
        say(
            "No interpreter yet for your request %(reference)s. We keep looking. Another time or mode would help."
        ),
    )
    UNFILLED_LAST = (
        say("Still no interpreter: %(day)s"),
        say(
            "Your request %(reference)s starts soon and has no interpreter yet. Please call the centre. %(phone)s"
        ),
    )
    SEVERAL = (
        say("News about %(n)s requests"),
        say("Several of your requests have changed:"),
    )
    NOT_SERVED = (
        say("No interpreter was found: %(day)s"),
        say(
            "No interpreter was found for your request %(reference)s. You can request again in the app, or call the centre. %(phone)s"
        ),
    )


# What is said on the telephone instead of a letter. Open questions stand on the call list by themselves,
# and a mentor finds the trainee there; the end of a question frees only whoever believed in their yes.
SPOKEN: dict[SessionNotice, ToldNews | None] = {
    SessionNotice.CONFIRMED: ToldNews.BOOKED,
    SessionNotice.LINK_GIVEN: ToldNews.LINK,
    SessionNotice.LINK_CHANGED: ToldNews.LINK,
    SessionNotice.RELEASED: ToldNews.FREE,
    SessionNotice.CANCELLED: ToldNews.CANCELLED,
    SessionNotice.FREED_BY_LEAVE: ToldNews.FREE,
    SessionNotice.FREED_BY_STANDING: ToldNews.FREE,
    SessionNotice.FREED_BY_CERTIFICATION: ToldNews.FREE,
    SessionNotice.FREED_BY_VETTING: ToldNews.FREE,
    SessionNotice.PLACE_CANCELLED: ToldNews.PLACE_OFF,
    SessionNotice.OTHER_WAS_FIRST: None,
    SessionNotice.TOO_LATE: None,
    SessionNotice.OFFER_WITHDRAWN: None,
    SessionNotice.ENDED_BY_LEAVE: None,
    SessionNotice.ENDED_BY_TIMES: None,
    SessionNotice.ENDED_BY_CLASS: None,
    SessionNotice.CLASS_CLASH: None,
    SessionNotice.ENDED_BY_LOSS: None,
}


# What changes about a session in so short a time has to reach whoever goes there, or went.
NEAR = timedelta(days=2)


def letter_about(
    uow: UnitOfWork,
    news: Notice,
    session: CounsellingSession,
    *,
    path: str,
    about: str,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    send_at: datetime | None = None,
    minutes: int = 0,
) -> Letter:
    """A letter about a session; `starts_at` when it was agreed for another time than it has now."""
    zone = uow.settings.zone
    begins = starts_at or session.starts_at
    values: dict[str, object] = {
        "day": local_day(begins, zone),
        "clock": local_clock(begins, zone),
        "where": where(session),
        "reference": session.request.reference,
        "minutes": minutes,
    }
    if "%(phone)s" in news.sentence.text:
        values["phone"] = centre_phone(uow)
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
    if session.modality in REMOTE or session.site is None:
        return session.modality
    return Named(CITIES[session.site.city].name_in)


def terms_of(offer: Offer) -> LazyText:
    """What somebody decides by, and mail may say: language, length, pay. The field would tell of the case."""
    minutes = offer.session.minutes
    values = {
        "language": offer.other_language or offer.session.request.language_asked,
        "length": Named(lambda language: minutes_text(minutes, language)),
        "won": f"{offer.pay_won:,}",
    }
    paid = say("%(language)s, %(length)s, %(won)s won")
    return filled(paid if offer.pay_won else say("%(language)s, %(length)s"), values)


def second_choices_of(uow: UnitOfWork, offer: Offer) -> tuple[LazyText, ...]:
    """What of the session is not as its requester wished for first, though accepted."""
    return second_choices(
        offer.session,
        uow.settings.zone,
        starts_at=offer.starts_at,
        language=offer.other_language,
    )


def of_assignment(assignment: Assignment, news: SessionNotice) -> list[Tidings]:
    """What is said about an assignment on the telephone; whoever agreed to it counts on it already."""
    return [
        Tidings(
            news=SPOKEN[news],
            session=assignment.session,
            starts_at=assignment.starts_at,
            ends_at=assignment.ends_at,
            is_expected=bool(assignment.agreed_with) or assignment.offer_id is not None,
        )
    ]


def of_offers(offers: Iterable[Offer], news: SessionNotice) -> list[Tidings]:
    """What is said about questions on the telephone: of those that wait the call list tells already."""
    return [
        Tidings(
            news=SPOKEN[news],
            session=offer.session,
            starts_at=offer.starts_at,
            ends_at=offer.starts_at + timedelta(minutes=offer.session.minutes),
        )
        for offer in offers
        if news in SPOKEN
    ]


def notify_interpreter(
    uow: UnitOfWork,
    interpreter: Interpreter,
    letter: Letter,
    spoken: Iterable[Tidings],
    *,
    is_receipt: bool = False,
) -> None:
    """Write to an interpreter; what is `spoken` waits on the call list for those whom no letter reaches.

    What they have done themselves is not written to them, but for the receipt of a yes.
    """
    acts = uow.actor.user_id is not None and interpreter.user_id == uow.actor.user_id
    is_written, spoken = False, list(spoken)
    letter = pressing(uow, letter, spoken)
    if is_receipt or not acts:
        is_written = letters.write(uow, recipients.find(uow, interpreter.user_id), letter)
    for tidings in spoken:
        if acts:
            telephone.settle(uow, interpreter, tidings.session)
        else:
            telephone.keep(uow, interpreter, tidings, is_written=is_written)


def pressing(uow: UnitOfWork, letter: Letter, spoken: Iterable[Tidings]) -> Letter:
    """The letter as one that has to arrive, when it is about a session of the next days that is theirs or was."""
    begins = (each.starts_at for each in spoken if each.news is not None)
    near = [at for at in begins if uow.now < at < uow.now + NEAR]
    if not near or letter.urgency is not Urgency.ORDINARY:
        return letter
    return replace(letter, urgency=Urgency.MUST_REACH, until=letter.until or max(near))


@dataclass(frozen=True)
class Telling:
    """A letter to an interpreter, and what is said instead to those whom no letter reaches."""

    interpreter: Interpreter
    letter: Letter
    spoken: Sequence[Tidings] = ()


def notify_many(uow: UnitOfWork, tellings: Sequence[Telling]) -> None:
    """Write to many interpreters, each once, as `notify_interpreter` does, in few statements."""
    acting, others = uow.actor.user_id, list[Telling]()
    for telling in tellings:
        if acting is None or telling.interpreter.user_id != acting:
            others.append(telling)
            continue
        for tidings in telling.spoken:
            telephone.settle(uow, telling.interpreter, tidings.session)
    ids = [t.interpreter.user_id for t in others if t.interpreter.user_id is not None]
    known = {each.user_id: each for each in recipients.find_all(uow, ids)}
    written = [t for t in others if t.interpreter.user_id in known]
    letters.write_many(
        uow,
        ((known[t.interpreter.user_id], pressing(uow, t.letter, t.spoken)) for t in written),
    )
    telephone.keep_many(
        uow,
        [
            (t.interpreter, tidings, t.interpreter.user_id in known)
            for t in others
            for tidings in t.spoken
        ],
    )


def notify_asked(
    uow: UnitOfWork, offer: Offer, news: SessionNotice, send_at: datetime | None = None
) -> None:
    """Write to whoever was asked. `send_at` keeps it back while the news may still change."""
    telling = telling_of(uow, offer, news, send_at)
    notify_interpreter(uow, telling.interpreter, telling.letter, telling.spoken)


def telling_of(
    uow: UnitOfWork, offer: Offer, news: SessionNotice, send_at: datetime | None = None
) -> Telling:
    """What is written and said to whoever was asked."""
    written = letter_about(
        uow,
        news,
        offer.session,
        starts_at=offer.starts_at,
        path=f"/offers/{offer.id}",
        about=filed.about_offer(offer.id),
        until=offer.expires_at,
        send_at=send_at,
    )
    if news is SessionNotice.ASKED:
        # After the deadline the question is none any more.
        written = replace(written, until=offer.expires_at)
        when, *rest = written.sentences
        choices = second_choices_of(uow, offer)
        written = replace(written, sentences=(when, terms_of(offer), *choices, *rest))
    return Telling(offer.interpreter, written, of_offers([offer], news))


def notify_requester(uow: UnitOfWork, session: CounsellingSession, news: SessionNotice) -> None:
    """Write to whoever placed the request, unless they act; what still waits about it is overtaken."""
    path, about = f"/requests/{session.request_id}", filed.about_session(session.id)
    outbox.withdraw(uow, about)
    if session.on_demand:
        # She sees on the page of her call what becomes of it.
        return
    requester = recipients.find(uow, session.request.requester_id)
    if requester is None or requester.user_id == uow.actor.user_id:
        return
    letter = letter_about(uow, news, session, path=path, about=about)
    if news is SessionNotice.STAFFED:
        told = said_to_requester(session, uow.settings.zone, _spoken(uow, session))
        letter = replace(letter, sentences=(*letter.sentences, *told))
    if news is SessionNotice.STAFFED and lacks_link(uow, session):
        asked = say("Please add the link or number to join by on the request page.")
        letter = replace(letter, sentences=(*letter.sentences, asked))
    gather(uow, requester, letter, many=SessionNotice.SEVERAL, path="/requests/mine")


def _spoken(uow: UnitOfWork, session: CounsellingSession) -> Language | None:
    """In which other language somebody interprets there."""
    live = queries.list_live_of_session(uow.db, session.id)
    return next((a.other_language for a in live if a.other_language is not None), None)


def lacks_link(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether it is held by phone or video and nobody has said how to join."""
    is_unsaid = session.modality in REMOTE and not session.encrypted_meeting_link
    return is_unsaid and not video_rooms.makes_room(uow, session)


def centre_phone(uow: UnitOfWork) -> str:
    """The number of the coordinators, for what cannot wait."""
    centres = (
        o for o in organisations.list_organisations(uow) if o.kind is OrganisationKind.CENTRE
    )
    return next((o.phone for o in centres if o.phone), "")

"""What coordinators are told: language and number of the request, who it is about, never the case."""

from datetime import datetime

from accounts.domain.roles import Role
from accounts.service import recipients
from dispatch.domain import filed
from dispatch.domain.news import News, Reader, Topic, is_written_to, topic_of, urgency_of
from dispatch.domain.states import DeclineReason, ReturnReason
from dispatch.service import notices
from dispatch.store.tables import CounsellingSession, Interpreter, PlanRun
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.gathering import gather
from foundation.messages.letters import Letter, Notice, Recipient, filled
from foundation.text.message import say
from foundation.times.zones import local_clock, local_day


class DeskNotice(Notice):
    """What coordinators are written, and the subject when it is several things at once."""

    URGENT_ASKED = (
        say("Urgent request: %(day)s"),
        say("An urgent request has come in, and nobody has been asked yet."),
    )
    URGENT_WAITING = (
        say("Still unfilled: %(day)s"),
        say("This urgent request has been unfilled for %(minutes)s minutes. Please take it."),
    )
    CALL_WAITING = (
        say("An instant call is waiting"),
        say("An instant call has been waiting for %(minutes)s minutes without an answer."),
    )
    DECISION_WANTED = (
        say("A decision is needed: %(day)s"),
        say(
            "This request needs the centre's approval. We look for an interpreter only after that."
        ),
    )
    NOBODY_LEFT = (
        say("Everyone asked declined: %(day)s"),
        say("%(name)s declined, and there is no other open offer."),
    )
    DECLINED = (
        say("An offer was declined: %(day)s"),
        say("%(name)s declined. Other offers are still open."),
    )
    RAN_OUT = (
        say("No answer in time: %(day)s"),
        say("The deadline has passed without an acceptance, and there is no other open offer."),
    )
    WAVES_EXHAUSTED = (
        say("Everyone was asked, nobody accepted: %(day)s"),
        say("Everyone who could serve this session was asked in waves, and nobody has accepted."),
    )
    ANSWER_UNDONE = (
        say("An acceptance was undone: %(day)s"),
        say("%(name)s has undone the acceptance. The offer is open again."),
    )
    UNFILLED_SOON = (
        say("Unfilled and starting soon: %(day)s"),
        say("This session has no interpreter yet."),
    )
    UNFILLED_LAST = (
        say("Unfilled at the last moment: %(day)s"),
        say("This session starts within hours and has no interpreter. Please call."),
    )
    NOT_SERVED = (
        say("Passed without an interpreter: %(day)s"),
        say("No interpreter served this session. Please close it with a reason."),
    )
    GIVEN_BACK = (
        say("Interpreter withdrew: %(day)s"),
        say("%(name)s has withdrawn. This session needs a new interpreter."),
    )
    DROPPED_OUT = (
        say("Cannot go any more: %(day)s"),
        say("%(name)s cannot go any more. This session needs somebody at once."),
    )
    OUTCOME_MISSING = (
        say("Outcome not reported: %(day)s"),
        say("The counsellor has not reported how this session went, after several reminders."),
    )
    OUTCOME_DISPUTED = (
        say("Reports differ: %(day)s"),
        say("Counsellor and interpreter report this session differently. Please decide."),
    )
    ON_LEAVE = (
        say("Released by leave: %(day)s"),
        say(
            "%(name)s is away then. This session needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    LOST_STANDING = (
        say("Released: %(day)s"),
        say(
            "%(name)s is no longer active. This session needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    LOST_CERTIFICATION = (
        say("Released: %(day)s"),
        say(
            "A certification of %(name)s is no longer valid. This session needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    LOST_VETTING = (
        say("Released: %(day)s"),
        say(
            "The background check of %(name)s does not cover this session. It needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    LOST_RESTRICTION = (
        say("Released: %(day)s"),
        say(
            "%(name)s may no longer serve this session. It needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    LOST_OTHER = (
        say("Released: %(day)s"),
        say(
            "%(name)s no longer meets this session's requirements. It needs a new interpreter; a draft that fills the gap is being made."
        ),
    )
    OVERRIDE_ASKED = (
        say("A second approval is needed: %(day)s"),
        say(
            "A colleague asks to send an interpreter without the certification to a crisis session."
        ),
    )
    CANCELLED = (
        say("Session cancelled: %(day)s"),
        say("The counsellor has cancelled this session."),
    )
    MOVED = (
        say("Session changed: %(day)s"),
        say("The counsellor has changed this session. The interpreter is asked again."),
    )
    TIMES_NARROWED = (
        say("Outside the times of an interpreter: %(day)s"),
        say(
            "%(name)s has changed the weekly times, which no longer cover this session. It stays confirmed; please ask."
        ),
    )
    CLASS_CLASH = (
        say("In a class at that time: %(day)s"),
        say("%(name)s is in a class at that time. The session stays confirmed; please ask."),
    )
    DAY_CLOSED = (
        say("The centre is closed: %(day)s"),
        say(
            "The centre does not work on the day of this session. It stays; see whether it can move."
        ),
    )
    DAY_OPEN = (
        say("The centre works after all: %(day)s"),
        say("The day of this session is a working day again. Nothing else has changed."),
    )
    REPAIR_READY = (
        say("A draft that fills gaps is ready: %(day)s"),
        say("The draft that fills gaps from %(day)s to %(last_day)s is ready for your review."),
    )
    SEVERAL = (
        say("%(n)s things to check"),
        say("Several things happened:"),
    )


def tell_desk(
    uow: UnitOfWork,
    news: News,
    session: CounsellingSession,
    *,
    person: Interpreter | None = None,
    starts_at: datetime | None = None,
    path: str = "",
    about: str = "",
    reason: ReturnReason | DeclineReason | None = None,
    minutes: int = 0,
) -> None:
    """Write to every coordinator but the acting one, if the table of news says so.

    With language and number of the request, and with who it is about; several at once are one letter.
    """
    # Of a call on demand only the watch tells: the rest is over before a letter is read.
    if not is_written_to(Reader.COORDINATORS, news) or (
        session.on_demand and news is not News.CALL_WAITING
    ):
        return
    zone, request = uow.settings.zone, session.request
    begins = starts_at or session.starts_at
    values: dict[str, object] = {
        "day": local_day(begins, zone),
        "clock": local_clock(begins, zone),
        "where": notices.where(session),
        "language": request.language_asked,
        "reference": request.reference,
        "name": "" if person is None else person.full_name,
        "minutes": minutes,
    }
    notice = DeskNotice[news.name]
    first = say("%(day)s, %(clock)s, %(where)s · %(language)s · %(reference)s")
    why = () if reason is None else (say("Reason: %(reason)s", reason=reason),)
    letter = Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(first, values), filled(notice.sentence, values), *why),
        path=path or f"/dispatch/{session.day}?s={session.id}",
        about=about or filed.about_desk(session.id),
        topic=topic_of(news),
        urgency=urgency_of(news),
    )
    for each in _desks(uow, topic_of(news)):
        gather(uow, each, letter, many=DeskNotice.SEVERAL, path="/dispatch/now")


def tell_desk_of_repair(uow: UnitOfWork, run: PlanRun) -> None:
    """Write to every coordinator that a draft nobody asked for waits for review."""
    values = {"day": run.first_day, "last_day": run.last_day}
    notice = DeskNotice.REPAIR_READY
    letter = Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(notice.sentence, values),),
        path=f"/dispatch/{run.first_day}/repairs/{run.id}",
        about=f"run:{run.id}",
        topic=Topic.DRAFTS,
    )
    for each in _desks(uow, Topic.DRAFTS):
        gather(uow, each, letter, many=DeskNotice.SEVERAL, path="/dispatch/now")


def _desks(uow: UnitOfWork, topic: Topic) -> list[Recipient]:
    """Every coordinator but the acting one, and the rooms of the office that are told of such news."""
    return [
        *letters.not_acting(uow, coordinators(uow)),
        *recipients.rooms_told_of(uow, topic),
    ]


def coordinators(uow: UnitOfWork) -> list[Recipient]:
    """All coordinators with an open account; without any, the admins of the centre."""
    found = recipients.with_role(uow, Role.COORDINATOR)
    return found or recipients.with_role(uow, Role.CENTRE_ADMIN)


def notify_second(uow: UnitOfWork, session: CounsellingSession, about: str) -> None:
    """Write to every coordinator but the acting one that an override waits for a second person."""
    tell_desk(uow, News.OVERRIDE_ASKED, session, path="/overrides", about=about)

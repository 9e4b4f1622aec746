"""What an interpreter sees of offers and assignments: each stage opens what it may, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.domain.cities import CITIES, City
from dispatch.domain.disclosure import (
    DisclosureStage,
    Fact,
    may_see,
    stage_of_offer,
)
from dispatch.domain.ids import AssignmentId, OfferId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLine, is_paid
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING, ENDED, OPEN_OFFERS, AssignmentState, OfferState
from dispatch.service import notices
from dispatch.service.phone.calendar_seen import OtherDate, list_other_dates
from dispatch.service.situation import travel
from dispatch.service.slots import (
    assignments_ending,
    details,
    offers,
    offers_ending,
    undoing,
    video_entry,
)
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter, Offer
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.message import LazyText, say
from foundation.times.zones import day_span, days_span, local_day
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain import meeting_links
from scheduling.domain.meeting_links import REMOTE
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import reading
from scheduling.service.second_choices import second_choices

# A deadline this near is shown as urgent.
SOON = timedelta(hours=3)
# Gaps shorter than this are pointed out before somebody accepts.
TIGHT_MINUTES = 60
RECENT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class MeetingPlace:
    """Where a session is held, for whoever serves it."""

    name: str
    name_en: str
    room: str
    address: str
    organisation: str
    organisation_en: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class SeenSession:
    """What may be seen of a session at a stage; the rest is empty."""

    stage: DisclosureStage
    starts_at: datetime
    ends_at: datetime
    minutes: int
    language: Language
    domain: Domain
    modality: Modality
    city: City | None
    place: MeetingPlace | None = None
    counsellor: str = ""
    reference: str = ""
    note: str = ""
    meeting_link: str = ""
    lacks_link: bool = False
    # when the room on the office's video server opens, and where; None without one
    room_opens_at: datetime | None = None
    room_path: str = ""
    # what of it is not as the requester wished for first, though accepted
    second_choices: Sequence[LazyText] = ()

    @property
    def dialled(self) -> str:
        """What a telephone dials to join."""
        return meeting_links.dialled(self.meeting_link)


@dataclass(frozen=True, kw_only=True)
class SeenAssignment:
    """A session of somebody's own."""

    id: AssignmentId
    state: AssignmentState
    sight: SeenSession
    travel_minutes: int
    from_home: bool
    leave_at: datetime
    returnable_until: datetime
    may_return: bool
    details_from: datetime | None

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.sight.starts_at


@dataclass(frozen=True, kw_only=True)
class SeenOffer:
    """A question, what else fills that day, and how it stands.

    `beside` are that day's classes, sittings and leave while it is open; `ended` is how the session
    that was accepted ended for the reader, None while it is hers.
    """

    id: OfferId
    state: OfferState
    is_open: bool
    sight: SeenSession
    travel_minutes: int
    from_home: bool
    pay_won: int
    pay_lines: Sequence[PayLine]
    is_paid: bool
    expires_at: datetime
    minutes_left: int
    is_soon: bool
    asked: int
    same_day: Sequence[SeenSession]
    also_asked: Sequence[SeenSession]
    tight: tuple[SeenSession, int] | None
    returnable_until: datetime
    undo_until: datetime | None
    assignment_id: AssignmentId | None
    ended_by_leave: bool
    beside: Sequence[OtherDate] = ()
    ended: AssignmentState | None = None

    @property
    def starts_at(self) -> datetime:
        """When it would begin."""
        return self.sight.starts_at


@dataclass(frozen=True)
class AgendaDay:
    """A day of the agenda."""

    day: date
    own: Sequence[SeenAssignment]
    asked: Sequence[SeenOffer]
    others: Sequence[OtherDate] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands on it."""
        return not (self.own or self.asked or self.others)


@dataclass(frozen=True)
class Home:
    """The first page: what comes next, what waits for an answer, and the days ahead."""

    coming: SeenAssignment | None
    waiting: Sequence[SeenOffer]
    days: Sequence[AgendaDay]


def me(uow: UnitOfWork) -> Interpreter:
    """Who the actor is on the roster."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = None
    if uow.actor.user_id is not None:
        found = queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if found is None:
        raise NotFound(
            say("You are not registered as an interpreter yet. The centre will register you.")
        )
    return found


def see_home(uow: UnitOfWork, days: int = 7) -> Home:
    """Everything for the first page."""
    agenda = see_agenda(uow, days)
    coming = [seen for day in agenda for seen in day.own]
    if not coming:
        coming = [
            seen
            for day in see_agenda(uow, uow.settings.of(SchedulingSettings).horizon_days)
            for seen in day.own
        ]
    return Home(coming[0] if coming else None, see_waiting(uow), agenda)


def see_agenda(uow: UnitOfWork, days: int) -> list[AgendaDay]:
    """The days from today on, up to the last one with anything on it."""
    who = me(uow)
    last = uow.today + timedelta(days=days - 1)
    span = days_span(uow.today, last, uow.settings.zone)
    own = queries.list_of_interpreter(uow.db, who.id, ending_after=uow.now, before=span.end)
    asked = see_waiting(uow)
    others = list_other_dates(uow, who, uow.today, last)
    zone = uow.settings.zone
    found: list[AgendaDay] = []
    for step in range(days):
        day = uow.today + timedelta(days=step)
        mine = [_see_assignment(uow, a) for a in own if local_day(a.starts_at, zone) == day]
        open_ = [o for o in asked if local_day(o.sight.starts_at, zone) == day]
        found.append(AgendaDay(day, mine, open_, others.get(day, ())))
    while found and found[-1].is_empty:
        found.pop()
    return found


def see_waiting(uow: UnitOfWork) -> list[SeenOffer]:
    """What waits for the actor's answer, in the order of the sessions."""
    waiting = offer_queries.list_waiting(uow.db, me(uow).id, uow.now)
    # A question about an instant call stands above every page.
    planned = [offer for offer in waiting if not offer.session.on_demand]
    in_order = sorted(planned, key=lambda offer: (offer.starts_at, offer.id))
    return [_see_offer(uow, offer, in_order) for offer in in_order]


def see_recent(uow: UnitOfWork) -> list[SeenOffer]:
    """How the actor's newer offers ended, the newest first."""
    found = offer_queries.list_recent(uow.db, me(uow).id, since=uow.now - RECENT, now=uow.now)
    return [_see_offer(uow, offer) for offer in found]


def count_waiting(uow: UnitOfWork) -> int:
    """How many offers wait for the actor."""
    if uow.actor.user_id is None:
        return 0
    return offer_queries.count_waiting(uow.db, uow.actor.user_id, uow.now)


def see_offer(uow: UnitOfWork, offer_id: UUID) -> SeenOffer:
    """One offer of the actor's. Looking changes nothing."""
    offer = offers.get_own(uow, offer_id)
    waiting = offer_queries.list_waiting(uow.db, offer.interpreter_id, uow.now)
    return _see_offer(uow, offer, waiting)


def see_assignment(uow: UnitOfWork, assignment_id: UUID) -> SeenAssignment:
    """One assignment of the actor's."""
    return _see_assignment(uow, assignments_ending.get_own(uow, assignment_id))


def _begins(offer: Offer) -> datetime:
    """When its session begins: a call began when it was taken, not at the latest start it was offered for."""
    called_at = offer.session.starts_at if offer.session.on_demand else None
    return called_at or offer.starts_at


def _see_offer(uow: UnitOfWork, offer: Offer, waiting: Sequence[Offer] = ()) -> SeenOffer:
    """An offer beside what else fills that day: sessions of one's own, and other open questions."""
    day = day_span(local_day(offer.starts_at, uow.settings.zone), uow.settings.zone)
    is_open = offer.state in OPEN_OFFERS and uow.now < offer.expires_at
    sight = see(
        uow, offer.session, _begins(offer), stage_of_offer(offer.state), offer.other_language
    )
    own = [
        a
        for a in queries.list_live_of_interpreter(uow.db, offer.interpreter_id, day)
        if a.session_id != offer.session_id
    ]
    same_day = [
        see(uow, a.session, a.starts_at, DisclosureStage.ASKED, a.other_language) for a in own
    ]
    also_asked = [
        see(uow, other.session, other.starts_at, DisclosureStage.ASKED, other.other_language)
        for other in waiting
        if other.id != offer.id and day.start <= other.starts_at < day.end
    ]
    previous = travel.DayPlan(offer.interpreter, uow.settings, own).before(offer.starts_at)
    left = offer.expires_at - uow.now
    made = queries.find_of_offer(uow.db, offer.id) if offer.state is OfferState.ACCEPTED else None
    return SeenOffer(
        id=offer.id,
        state=OfferState.EXPIRED if offer.state in OPEN_OFFERS and not is_open else offer.state,
        is_open=is_open,
        sight=sight,
        travel_minutes=_way_to(uow, offer, previous) if is_open else offer.travel_minutes,
        from_home=previous is None or not is_open,
        pay_won=offer.pay_won,
        pay_lines=[PayLine.of(kept) for kept in offer.pay_lines],
        is_paid=is_paid(offer.interpreter.employment),
        expires_at=offer.expires_at,
        minutes_left=max(0, int(left.total_seconds() // 60)),
        is_soon=left <= SOON,
        asked=offer_queries.count_asked(uow.db, offer) if is_open else 0,
        same_day=same_day,
        also_asked=also_asked,
        tight=_tight(sight, same_day),
        returnable_until=_returnable_until(uow, offer.starts_at),
        undo_until=_undo_until(uow, offer, made),
        assignment_id=None if made is None else made.id,
        ended_by_leave=offer.end_reason == offers_ending.BY_LEAVE,
        beside=_beside(uow, offer) if is_open else (),
        ended=made.state if made is not None and made.state in ENDED else None,
    )


def _beside(uow: UnitOfWork, offer: Offer) -> Sequence[OtherDate]:
    """What else than sessions and questions stands on the day of an offer."""
    day = local_day(offer.starts_at, uow.settings.zone)
    return list_other_dates(uow, offer.interpreter, day, day).get(day, ())


def _way_to(uow: UnitOfWork, offer: Offer, previous: Assignment | None) -> int:
    """Minutes on the road: from the session before on that day, else from home."""
    who = offer.interpreter
    start = who.home if previous is None else travel.place_for(previous.session, who)
    return travel.ways_of(uow.settings).minutes(start, travel.place_for(offer.session, who))


def _undo_until(uow: UnitOfWork, offer: Offer, made: Assignment | None) -> datetime | None:
    """A yes stands once its details are open; what has ended meanwhile cannot be taken back."""
    if offer.state is OfferState.ACCEPTED and (
        made is None or made.state not in BLOCKING or not details.is_undoable(made, uow.now)
    ):
        return None
    return undoing.undo_until(uow, offer)


def _tight(sight: SeenSession, others: Sequence[SeenSession]) -> tuple[SeenSession, int] | None:
    """The neighbour with the shortest gap, when it is short."""
    gaps = [(other, _gap_minutes(sight, other)) for other in others]
    nearest = min(gaps, key=lambda pair: pair[1], default=None)
    return nearest if nearest is not None and nearest[1] < TIGHT_MINUTES else None


def _gap_minutes(one: SeenSession, other: SeenSession) -> int:
    """From the end of the earlier to the start of the later; below zero when they overlap."""
    gap = max(one.starts_at, other.starts_at) - min(one.ends_at, other.ends_at)
    return int(gap.total_seconds() // 60)


def _returnable_until(uow: UnitOfWork, starts_at: datetime) -> datetime:
    return starts_at - timedelta(hours=uow.settings.of(DispatchSettings).return_online_hours)


def _see_assignment(uow: UnitOfWork, assignment: Assignment) -> SeenAssignment:
    who, session = assignment.interpreter, assignment.session
    plan = travel.day_plan(uow, who, assignment.starts_at, [assignment])
    previous = plan.before(assignment.starts_at)
    start = who.home if previous is None else travel.place_for(previous.session, who)
    ways = travel.ways_of(uow.settings)
    here = travel.place_for(session, who)
    leave_at = assignment.starts_at - timedelta(minutes=ways.with_buffer(start, here))
    stage = details.stage_of(uow, assignment)
    return SeenAssignment(
        id=assignment.id,
        state=assignment.state,
        sight=see(uow, session, assignment.starts_at, stage, assignment.other_language),
        travel_minutes=ways.minutes(start, here),
        from_home=previous is None,
        leave_at=leave_at if previous is None else max(leave_at, previous.ends_at),
        returnable_until=_returnable_until(uow, assignment.starts_at),
        may_return=assignments_ending.may_return_online(uow, assignment),
        details_from=assignment.details_from if stage is DisclosureStage.ACCEPTED else None,
    )


def see(
    uow: UnitOfWork,
    session: CounsellingSession,
    starts_at: datetime,
    stage: DisclosureStage,
    other_language: Language | None = None,
) -> SeenSession:
    """A session as far as a stage opens it: what is closed never leaves this function.

    `other_language` is the one that is spoken where it is not the one asked for.
    """
    request = session.request
    open_ = {fact for fact in Fact if may_see(stage, fact)}
    is_remote = session.modality in REMOTE
    link = reading.read_meeting_link(uow, session) if is_remote else ""
    return SeenSession(
        stage=stage,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=session.minutes),
        minutes=session.minutes,
        language=other_language or request.language_planned,
        domain=request.domain,
        modality=session.modality,
        city=_city(session),
        place=_place(uow, session) if Fact.PLACE in open_ else None,
        counsellor=request.requester.full_name if Fact.COUNSELLOR in open_ else "",
        reference=request.reference if Fact.REFERENCE in open_ else "",
        note=reading.read_note(uow, request) if Fact.NOTE in open_ else "",
        meeting_link=link if Fact.MEETING_LINK in open_ else "",
        lacks_link=notices.lacks_link(uow, session),
        room_opens_at=video_entry.room_said(uow, session) if Fact.MEETING_LINK in open_ else None,
        room_path=f"/video/{session.id}" if Fact.MEETING_LINK in open_ else "",
        second_choices=second_choices(
            session, uow.settings.zone, starts_at=starts_at, language=other_language
        ),
    )


def _city(session: CounsellingSession) -> City | None:
    if session.modality is not Modality.ON_SITE or session.site is None:
        return None
    return CITIES[session.site.city]


def _place(uow: UnitOfWork, session: CounsellingSession) -> MeetingPlace:
    site, body = session.site, session.request.organisation
    here = site is not None and session.modality is Modality.ON_SITE
    return MeetingPlace(
        name=site.name if site is not None and here else "",
        name_en=site.name_en if site is not None and here else "",
        room=session.room if here else "",
        address=(site.address or reading.read_address(uow, session)) if here and site else "",
        organisation=body.name,
        organisation_en=body.name_en,
        phone=body.phone,
    )

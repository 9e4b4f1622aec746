"""What the two sides see of a call: the counsellor how far it is, the interpreter what she may know. Names and ways in only once it is connected.

Before the yes the counsellor reads how many are asked, not who: whoever is asked and declines, or is silent, owes nobody
a reason, and the office alone knows whom it asked (as on the page of a request).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dispatch.domain.disclosure import Fact, may_see
from dispatch.domain.helpline import CallEnd
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.helpline import calls, duty
from dispatch.service.slots import details
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import helpline as queries
from dispatch.store.queries import waves as wave_queries
from dispatch.store.tables import CounsellingSession, HelplineCall, Offer
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.domain.languages import Language
from scheduling.domain import meeting_links
from scheduling.service import reading, video_rooms

RECENT = timedelta(days=30)
LISTED = 100


class CallStage(StrEnum):
    """Where a call stands for whoever looks at it."""

    ASKING = "asking"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class CallSeen:
    """A call as whoever opened it sees it; `join` and `interpreter` only once it is connected."""

    call: HelplineCall
    session: CounsellingSession
    stage: CallStage
    is_own: bool
    asked: int = 0
    declined: int = 0
    wave: int = 0
    # seconds until the next are asked
    seconds_left: int = 0
    interpreter: str = ""
    join: str = ""
    has_room: bool = False
    minutes_so_far: int = 0

    @property
    def dialled(self) -> str:
        """What a telephone dials to join."""
        return meeting_links.dialled(self.join)

    @property
    def has_failed(self) -> bool:
        """Whether nobody has interpreted it."""
        return self.call.ending not in {None, CallEnd.HELD}


@dataclass(frozen=True, kw_only=True)
class AskedSeen:
    """A question about a call on the interpreter's phone: what she decides by, and how long she has."""

    offer: Offer
    session: CounsellingSession
    seconds_left: int


@dataclass(frozen=True, kw_only=True)
class PhoneSeen:
    """What the top of every page of hers says: a question, the call that she is in, or nothing while she is ready."""

    asked: AskedSeen | None = None
    call_id: UUID | None = None
    is_ready: bool = False


def see_call(uow: UnitOfWork, call_id: UUID) -> CallSeen:
    """A call of the actor's, or any for a coordinator: who does not see how it is joined."""
    call = calls.get_call(uow, call_id)
    is_own = call.opened_by_id == uow.actor.user_id
    if call.ended_at is not None:
        return _ended(uow, call, is_own=is_own)
    serving = assignment_queries.list_serving_of_session(uow.db, call.session_id)
    if not serving:
        return _asking(uow, call, is_own=is_own)
    return CallSeen(
        call=call,
        session=call.session,
        stage=CallStage.CONNECTED,
        is_own=is_own,
        interpreter=serving[0].interpreter.full_name,
        join=reading.read_meeting_link(uow, call.session) if is_own else "",
        has_room=is_own and video_rooms.makes_room(uow, call.session),
        minutes_so_far=_minutes(serving[0].created_at, uow.now),
    )


def _asking(uow: UnitOfWork, call: HelplineCall, *, is_own: bool) -> CallSeen:
    offers = wave_queries.offers_of_slot(uow.db, call.session_id, 1)
    waiting = [o for o in offers if o.state in OPEN_OFFERS and o.expires_at > uow.now]
    until = max((o.expires_at for o in waiting), default=uow.now)
    return CallSeen(
        call=call,
        session=call.session,
        stage=CallStage.ASKING,
        is_own=is_own,
        asked=len(waiting),
        declined=sum(o.state is OfferState.DECLINED for o in offers),
        wave=max((o.wave for o in offers), default=0),
        seconds_left=_seconds(uow.now, until),
    )


def _ended(uow: UnitOfWork, call: HelplineCall, *, is_own: bool) -> CallSeen:
    serving = assignment_queries.list_serving_of_session(uow.db, call.session_id)
    return CallSeen(
        call=call,
        session=call.session,
        stage=CallStage.ENDED,
        is_own=is_own,
        interpreter=serving[0].interpreter.full_name if serving else "",
    )


def see_phone(uow: UnitOfWork) -> PhoneSeen:
    """What stands above every page of the actor's phone; nothing for somebody who is not on the roster."""
    if not uow.may(DispatchPermission.OFFER_ANSWER) or uow.actor.user_id is None:
        return PhoneSeen()
    who = assignment_queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if who is None:
        return PhoneSeen()
    connected = queries.find_connected(uow.db, who.id)
    if connected is not None:
        call = queries.find_call_of(uow.db, connected.session_id)
        return PhoneSeen(call_id=None if call is None else call.id, is_ready=True)
    offer = queries.find_asked(uow.db, who.id, uow.now)
    if offer is None:
        ready = duty.see_own(uow)
        return PhoneSeen(is_ready=ready is not None and ready.until is not None)
    left = _seconds(uow.now, offer.expires_at)
    asked = AskedSeen(offer=offer, session=offer.session, seconds_left=left)
    return PhoneSeen(asked=asked, is_ready=True)


@dataclass(frozen=True, kw_only=True)
class TakenSeen:
    """A call as the interpreter who has taken it sees it."""

    call: HelplineCall
    session: CounsellingSession
    language: Language
    is_over: bool
    join: str
    has_room: bool
    counsellor: str
    minutes_so_far: int

    @property
    def dialled(self) -> str:
        """What a telephone dials to join."""
        return meeting_links.dialled(self.join)


def see_taken(uow: UnitOfWork, call_id: UUID) -> TakenSeen:
    """A call that the actor has taken; for others there is none."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    call = queries.find_call(uow.db, call_id)
    if call is None or uow.actor.user_id is None:
        raise NotFound
    serving = assignment_queries.list_serving_of_session(uow.db, call.session_id)
    own = next((a for a in serving if a.interpreter.user_id == uow.actor.user_id), None)
    if own is None:
        raise NotFound
    is_over = call.ended_at is not None
    is_open = not is_over and may_see(details.stage_of(uow, own), Fact.MEETING_LINK)
    session = call.session
    return TakenSeen(
        call=call,
        session=session,
        language=own.other_language or session.request.language_planned,
        is_over=is_over,
        join=reading.read_meeting_link(uow, session) if is_open else "",
        has_room=is_open and video_rooms.makes_room(uow, session),
        counsellor=session.request.requester.full_name if is_open else "",
        minutes_so_far=_minutes(own.created_at, uow.now),
    )


def list_recent(uow: UnitOfWork) -> Sequence[HelplineCall]:
    """Calls of the last 30 days: all for coordinators, their own organisations' for others; the newest first."""
    uow.require(DispatchPermission.HELPLINE_OPEN)
    is_desk = uow.may(DispatchPermission.BOARD_READ)
    homes = None if is_desk else list(reading.own_organisations(uow))
    return queries.list_calls(uow.db, since=uow.now - RECENT, organisations=homes, limit=LISTED)


def count_ready(uow: UnitOfWork) -> dict[Language, int]:
    """For how many people of each language calls may come now, for whoever is about to ask."""
    uow.require(DispatchPermission.HELPLINE_OPEN)
    ready = list(duty.who_is_ready(uow))
    free = set(ready) - queries.list_talking(uow.db, ready, uow.now)
    found: dict[Language, int] = {}
    for person in queries.names_of(uow.db, list(free)).values():
        for skill in person.languages:
            found[skill.language] = found.get(skill.language, 0) + 1
    return found


def last_wish(uow: UnitOfWork) -> HelplineCall | None:
    """The actor's last call, whose answers the form offers again."""
    uow.require(DispatchPermission.HELPLINE_OPEN)
    assert uow.actor.user_id is not None
    return queries.find_last_of(uow.db, uow.actor.user_id)


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def _seconds(now: datetime, until: datetime) -> int:
    return max(0, int((until - now).total_seconds()))

"""Who may enter the video room of a session: whoever serves it, and whoever asked for it. Nobody else sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.domain.disclosure import Fact, may_see
from dispatch.service.slots import details
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from scheduling.service import sessions, video_rooms


@dataclass(frozen=True, kw_only=True)
class VideoSeen:
    """A room as one of its participants sees it; `reason` says why it cannot be entered now."""

    session: CounsellingSession
    opens_at: datetime
    closes_at: datetime
    reason: LazyText | None
    # the reader's own assignment; None for whoever asked for the session
    assignment: Assignment | None

    @property
    def is_open(self) -> bool:
        """Whether it may be entered now."""
        return self.reason is None

    def minutes_to_wait(self, now: datetime) -> int:
        """Until it opens, rounded up; 0 once it has."""
        return max(0, -int((now - self.opens_at).total_seconds() // 60))


def see_room(uow: UnitOfWork, session_id: UUID) -> VideoSeen:
    """The room of a session, for somebody who belongs there; for others there is none."""
    session = sessions.get_session(uow, session_id)
    assignment = _own(uow, session)
    if assignment is None and session.request.requester_id != uow.actor.user_id:
        raise NotFound
    if not video_rooms.makes_room(uow, session):
        raise NotFound
    opening = video_rooms.opening_of(uow, session)
    return VideoSeen(
        session=session,
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        reason=video_rooms.reason_against_entering(uow, session),
        assignment=assignment,
    )


def enter(uow: UnitOfWork, session_id: UUID, language: str) -> str:
    """The address by which the actor enters now, with a token of their own where the office has set a secret.

    On screen they are called by what they do there, in their `language`: the server and the others learn no
    name.
    """
    seen = see_room(uow, session_id)
    own = seen.assignment
    if own is None:
        title = say("Counsellor")
    elif seen.session.request.team > 1:
        title = say("Interpreter %(n)s", n=own.slot_no)
    else:
        title = say("Interpreter")
    return video_rooms.address_for(
        uow,
        seen.session,
        participant=seen.session.id if own is None else own.id,
        title=translate(title, language),
        is_host=own is None,
    )


def room_said(uow: UnitOfWork, session: CounsellingSession) -> datetime | None:
    """When the room of a session opens; None when it has none of ours."""
    if not video_rooms.makes_room(uow, session):
        return None
    return video_rooms.opening_of(uow, session).opens_at


def _own(uow: UnitOfWork, session: CounsellingSession) -> Assignment | None:
    """The actor's assignment there, once its details are open to them."""
    if uow.actor.user_id is None:
        return None
    for assignment in queries.list_serving_of_session(uow.db, session.id):
        if assignment.interpreter.user_id == uow.actor.user_id:
            stage = details.stage_of(uow, assignment)
            return assignment if may_see(stage, Fact.MEETING_LINK) else None
    return None

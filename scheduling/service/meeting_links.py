"""The link or number by which a session by phone or video is joined: encrypted, and given at any time."""

from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, refuse
from foundation.text.message import LazyText, say
from scheduling.domain import meeting_links
from scheduling.domain.events import MeetingLinkChanged
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.states import RequestState, SessionState
from scheduling.service.reading import (
    get_session_of,
    may_change,
    read_meeting_link,
    seal_meeting_link,
)
from scheduling.service.sessions import end_of
from scheduling.store.tables import CounsellingSession

_OFF = frozenset({RequestState.REFUSED, RequestState.REFERRED, RequestState.CANCELLED})


def may_give(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether the actor sees the link and may give it: whoever may change the request."""
    return uow.may(SchedulingPermission.REQUEST_PLACE) and may_change(uow, session.request)


def reason_against_giving(uow: UnitOfWork, session: CounsellingSession) -> LazyText | None:
    """Why no link is needed (any more), or None. It may still be given while the session runs."""
    if session.modality not in meeting_links.REMOTE:
        return say("This session is held on site. It needs no link.")
    if session.request.state in _OFF or session.state is SessionState.CANCELLED:
        return say("This request is closed.")
    if end_of(session) <= uow.now:
        return say("This session is over.")
    return None


def give(uow: UnitOfWork, request_id: UUID, link: str, *, seen: str) -> CounsellingSession:
    """Store how the session is joined, or take it away; whoever serves it is told.

    `seen` is what the giver saw before: Conflict when somebody else has changed it meanwhile.
    """
    session = get_session_of(uow, request_id)
    if not may_give(uow, session):
        raise Forbidden
    uow.db.refresh(
        session,
        ["encrypted_meeting_link", "state", "version"],
        with_for_update={"key_share": True},
    )
    reason = reason_against_giving(uow, session)
    if reason is not None:
        raise Conflict(reason)
    wanted, before = link.strip(), read_meeting_link(uow, session)
    problem = meeting_links.reason_against(wanted)
    if problem is not None:
        raise refuse("meeting_link", problem)
    if wanted == before:
        return session
    if seen.strip() != before:
        raise Conflict(
            say("Somebody else has changed it meanwhile. Now it is: %(link)s", link=before or "–")
        )
    session.encrypted_meeting_link = seal_meeting_link(uow, session, wanted)
    session.changed_at = uow.now
    uow.record("request.meeting_link_changed", subject=session.request_id, given=bool(wanted))
    uow.announce(MeetingLinkChanged(session.id, was_known=bool(before)))
    return session

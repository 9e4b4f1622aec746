"""Rooms on the office's video server, for sessions by video whose organisation has given no link of its own.

Upper packages decide who may enter and name the participant; here is when, where and by which token.
"""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.security.meeting_tokens import MeetingPass, make_token
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.qualifications import Modality
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import LIVE, RequestState, SessionState
from scheduling.domain.video import VideoWindow, new_room, window_of
from scheduling.service.reading import keep_video_room, read_video_room
from scheduling.service.sessions import end_of
from scheduling.store.queries import requests as queries
from scheduling.store.tables import CounsellingSession

_OFF = frozenset({SessionState.CANCELLED, SessionState.NOT_DELIVERED})
# More than begin within minutes; the next run goes on.
AT_ONCE = 200
DEMO_SERVER = "https://meet.ieum.example"


def is_set_up(uow: UnitOfWork) -> bool:
    """Whether the office has a video server of its own."""
    return bool(_server(uow))


def _server(uow: UnitOfWork) -> str:
    """The address of the server; the demo has one that leads nowhere, so that its pages can be seen."""
    given = uow.settings.of(SchedulingSettings).jitsi_url
    return (given or (DEMO_SERVER if uow.settings.demo else "")).rstrip("/")


def makes_room(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether a session is held in a room of ours: by video, with no link of the organisation's."""
    return (
        is_set_up(uow)
        and session.modality is Modality.VIDEO
        and not session.encrypted_meeting_link
        and session.request.state is RequestState.APPROVED
    )


def opening_of(uow: UnitOfWork, session: CounsellingSession) -> VideoWindow:
    """When the room of a session may be entered."""
    settings = uow.settings.of(SchedulingSettings)
    return window_of(
        session.earliest_start_at if session.on_demand else session.starts_at,
        end_of(session),
        before=timedelta(minutes=settings.video_minutes_before),
        after=timedelta(minutes=settings.video_minutes_after),
    )


def prepare(uow: UnitOfWork, session: CounsellingSession) -> None:
    """Make the room of a session if it needs one and has none."""
    if makes_room(uow, session) and not session.encrypted_video_room:
        keep_video_room(uow, session, new_room())


def prepare_due(uow: UnitOfWork) -> None:
    """The job: every session by video whose room opens within minutes has one."""
    if not is_set_up(uow):
        return
    before = uow.settings.of(SchedulingSettings).video_minutes_before
    until = uow.now + timedelta(minutes=before + 5)
    states = LIVE | {SessionState.IN_PROGRESS}
    for session in queries.list_without_room(uow.db, uow.now, until, states, AT_ONCE):
        prepare(uow, session)


def reason_against_entering(uow: UnitOfWork, session: CounsellingSession) -> LazyText | None:
    """Why a room cannot be entered now, or None."""
    if not makes_room(uow, session) or session.state in _OFF:
        return say("This session has no video room.")
    opening = opening_of(uow, session)
    if opening.is_over(uow.now):
        return say("The video room of this session is closed.")
    if not opening.is_open(uow.now):
        clock = local_clock(opening.opens_at, uow.settings.zone)
        return say("The video room opens at %(clock)s.", clock=clock)
    if not session.encrypted_video_room:
        return say("The video room is being made. Try again in a minute.")
    return None


def address_for(
    uow: UnitOfWork, session: CounsellingSession, *, participant: UUID, title: str, is_host: bool
) -> str:
    """Where one participant enters now; Conflict in words while nobody may.

    The caller has checked that they belong there. With a secret the address carries a token of theirs that is
    good for minutes; whoever comes later, or again, asks for another.
    """
    reason = reason_against_entering(uow, session)
    if reason is not None:
        raise Conflict(reason)
    settings = uow.settings.of(SchedulingSettings)
    room, server = read_video_room(uow, session), _server(uow)
    if not settings.jitsi_secret:
        return f"{server}/{room}"
    until = uow.now + timedelta(minutes=settings.jitsi_token_minutes)
    granted = MeetingPass(
        server=urlsplit(server).hostname or "",
        room=room,
        participant=str(participant),
        title=title,
        is_host=is_host,
        now=uow.now,
        until=min(until, opening_of(uow, session).closes_at),
    )
    token = make_token(granted, app_id=settings.jitsi_app_id, secret=settings.jitsi_secret)
    return f"{server}/{room}?jwt={token}"

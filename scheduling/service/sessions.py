"""Counselling sessions for the packages above, which have checked who acts and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from foundation.database.many import write_changes
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, refuse
from foundation.text.message import say
from foundation.times.zones import local_day
from interpreters.domain.qualifications import Modality
from scheduling.domain.filters import RequestFilters
from scheduling.domain.states import LIVE, Attendee, RequestState, SessionState
from scheduling.store.queries import requests as queries
from scheduling.store.tables import CounsellingSession

START_CHOSEN, MODE_CHOSEN = "session.start_chosen", "session.mode_chosen"


def list_sessions(
    uow: UnitOfWork,
    first_day: date,
    last_day: date,
    states: Collection[SessionState] = LIVE,
    *,
    approved_only: bool = True,
) -> Sequence[CounsellingSession]:
    """The sessions of some days with request, organisation, requester and site, in order of time.

    Sessions whose request waits for a decision, or was refused, want nobody yet and are left out.
    """
    filters = RequestFilters(
        first_day=first_day,
        last_day=last_day,
        session_states=states,
        request_states={RequestState.APPROVED} if approved_only else None,
    )
    return queries.list_sessions(uow.db, filters)


def list_by_ids(uow: UnitOfWork, session_ids: Collection[UUID]) -> Sequence[CounsellingSession]:
    """Sessions by id, loaded in the same way."""
    return queries.list_sessions_by_id(uow.db, session_ids)


def get_session(uow: UnitOfWork, session_id: UUID) -> CounsellingSession:
    """One session, loaded in the same way."""
    found = queries.find_session(uow.db, session_id)
    if found is None:
        raise NotFound
    return found


def get_session_of_request(uow: UnitOfWork, request_id: UUID) -> CounsellingSession:
    """The session of a request, loaded in the same way."""
    found = queries.find_by_request(uow.db, request_id)
    if found is None:
        raise NotFound
    return found


def end_of(session: CounsellingSession) -> datetime:
    """The instant at which it ends."""
    return session.starts_at + timedelta(minutes=session.minutes)


def set_state(
    uow: UnitOfWork, session: CounsellingSession, state: SessionState, *, cause: str | None = None
) -> None:
    """Move a session on, with the cause while nobody is found ("" forgets it)."""
    before = session.state
    session.state = state
    if cause is not None:
        session.cause = cause
    if before is not state:
        session.changed_at = uow.now
        uow.record("session.moved_on", subject=session.id, before=before, state=state)


def keep_warned(uow: UnitOfWork, session: CounsellingSession, mark: str) -> None:
    """Keep how far people have been told that nobody is found; no change that an editor could miss."""
    uow.db.execute(
        sa.update(CounsellingSession).where(CounsellingSession.id == session.id).values(warned=mark)
    )


def close(uow: UnitOfWork, session: CounsellingSession, cause: str) -> None:
    """Keep why a session that is over was not served: somebody has looked at it."""
    session.cause, session.closed_at = cause, uow.now
    session.changed_at = uow.now
    uow.record("session.closed", subject=session.id, cause=cause)


def set_not_delivered(uow: UnitOfWork, session: CounsellingSession, absent: Attendee) -> None:
    """It did not take place because somebody did not come; nobody has to say why any more."""
    before = session.no_show
    session.no_show, session.cause = absent.value, ""
    session.closed_at = session.closed_at or uow.now
    session.changed_at = uow.now
    set_state(uow, session, SessionState.NOT_DELIVERED)
    if before != session.no_show:
        uow.record("session.no_show", subject=session.id, absent=absent)


def is_unserved(session: CounsellingSession, now: datetime) -> bool:
    """Whether it is over, or given up, without an interpreter; its state may not have followed yet."""
    if session.state is SessionState.NOT_DELIVERED:
        # An interpreter who came and waited is not missing.
        return session.no_show in {"", Attendee.INTERPRETER}
    return (
        session.state in {SessionState.REQUESTED, SessionState.PLANNED} and end_of(session) <= now
    )


def set_start(
    uow: UnitOfWork,
    session: CounsellingSession,
    starts_at: datetime,
    modality: Modality | None = None,
) -> None:
    """Choose the start inside the window, and the modality among the ranked ones."""
    if name := _choose(uow, ChosenStart(session, starts_at, modality)):
        facts = {"starts_at": starts_at, "modality": session.modality}
        uow.record(name, subject=session.id, **facts)


@dataclass(frozen=True)
class ChosenStart:
    """When a session begins, and in which way it is held if that is chosen too."""

    session: CounsellingSession
    starts_at: datetime
    modality: Modality | None = None


def set_starts(uow: UnitOfWork, chosen: Iterable[ChosenStart]) -> None:
    """Choose the starts of many sessions that have found somebody, in few statements."""
    listed = list(chosen)
    done = [(each, _choose(uow, each)) for each in listed]
    for each in listed:
        each.session.cause = ""
    write_changes(uow.db, {each.session.id: each.session for each in listed}.values())
    for name in (START_CHOSEN, MODE_CHOSEN):
        uow.record_many(
            name,
            (
                (each.session.id, {"starts_at": each.starts_at, "modality": each.session.modality})
                for each, deed in done
                if deed == name
            ),
        )


def _choose(uow: UnitOfWork, chosen: ChosenStart) -> str:
    """Set what was chosen; the deed's name for the audit trail, "" where it is nothing new."""
    session, starts_at = chosen.session, chosen.starts_at
    if not session.earliest_start_at <= starts_at <= session.latest_start_at:
        raise refuse("start", say("The requester did not allow this start."))
    if chosen.modality is not None and chosen.modality.value not in session.request.modalities:
        raise refuse("modality", say("The requester did not allow this mode."))
    modality = chosen.modality or session.modality
    if (starts_at, modality) == (session.starts_at, session.modality):
        return ""
    deed = MODE_CHOSEN if starts_at == session.starts_at else START_CHOSEN
    if starts_at != session.starts_at:
        wished = session.wished_start
        session.wished_start_at = None if starts_at == wished else wished
    session.starts_at, session.modality = starts_at, modality
    session.day = local_day(starts_at, uow.settings.zone)
    session.warned = ""
    session.changed_at = uow.now
    return deed


def set_states(uow: UnitOfWork, states: Iterable[tuple[CounsellingSession, SessionState]]) -> None:
    """Move many sessions on, in few statements."""
    moved = [(each, each.state, state) for each, state in states if each.state is not state]
    for session, _, state in moved:
        session.state, session.changed_at = state, uow.now
    write_changes(uow.db, [session for session, _, _ in moved])
    uow.record_many(
        "session.moved_on",
        ((each.id, {"before": before, "state": state}) for each, before, state in moved),
    )


def set_causes(uow: UnitOfWork, causes: Mapping[UUID, str]) -> None:
    """Keep with many sessions why nobody was found for them, in few statements."""
    found = list_by_ids(uow, list(causes))
    for session in found:
        session.cause = causes[session.id]
    write_changes(uow.db, found)

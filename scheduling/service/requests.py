"""Placing, changing, cancelling and deciding requests for an interpreter."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import other_places
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_lines
from foundation.times.zones import local_day
from interpreters.domain.qualifications import Modality
from scheduling.domain import needs, requests
from scheduling.domain.events import (
    DecisionWanted,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
    SessionRequested,
    TraineeUnwelcome,
)
from scheduling.domain.ids import SeriesId
from scheduling.domain.needs import Moments, RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.states import (
    LIVE,
    OPEN,
    REQUEST_MOVES,
    CancelReason,
    RefusalCode,
    RequestState,
    SessionState,
)
from scheduling.service import checks, notices, references, sessions
from scheduling.service.notices import RequestNotice
from scheduling.service.reading import (
    NOTE_PLACE,
    get_session_of,
    may_change,
    need_of,
    seal_address,
    seal_meeting_link,
)
from scheduling.store.tables import CounsellingSession, Request

LONGEST_DECISION = 300
_ENDS = frozenset({RequestState.REFUSED, RequestState.REFERRED})
_CHANGES_NO_MIND = frozenset(
    {"note", "room", "case_code", "priority", "trainee_welcome", "meeting_link", "other_language"}
    | {"lower_level_agreed"}
)


def place(
    uow: UnitOfWork,
    need: RequestNeed,
    *,
    requester_id: UserId | None = None,
    reference: str | None = None,
    series_id: SeriesId | None = None,
    within_minutes: int = 0,
) -> Request:
    """Ask for an interpreter: stores the request and its session, and approves it at once.

    Something only a coordinator can settle (`requests.missing_facts`) leaves it submitted.
    `requester_id` is for imports, which place what others asked for. With `within_minutes` above 0 it is
    wanted on demand: it begins when somebody says yes within that time, whatever day and clock the need names.
    """
    checks.find_problems(uow, need, right_now=within_minutes > 0).check()
    request = _new_request(uow, need, _requester(uow, requester_id))
    request.series_id = series_id
    if reference is None:
        references.keep(uow, request)
    else:
        request.reference = reference
        uow.db.add(request)
        uow.db.flush()
    session = _new_session(uow, request, need, _when(uow, need, within_minutes))
    session.on_demand = within_minutes > 0
    uow.db.add(session)
    uow.db.flush()
    uow.record("request.placed", subject=request.id, session=session.id)
    if session.on_demand or not requests.missing_facts(need):
        _approve(uow, request, session)
    else:
        uow.announce(DecisionWanted(session.id))
    return request


def _requester(uow: UnitOfWork, requester_id: UserId | None) -> UserId:
    if requester_id is not None:
        uow.require(SchedulingPermission.REQUEST_DECIDE)
        return requester_id
    if uow.actor.user_id is None:
        raise Forbidden
    return UserId(uow.actor.user_id)


def _new_request(uow: UnitOfWork, need: RequestNeed, requester_id: UserId) -> Request:
    assert need.organisation_id is not None
    assert need.domain is not None
    request = Request(
        reference="",
        organisation_id=need.organisation_id,
        requester_id=requester_id,
        state=RequestState.SUBMITTED,
        language=need.language,
        other_language=need.other_language,
        domain=need.domain,
        tier=needs.tier_of(need),
        priority=needs.priority_of(need),
        team=needs.team_of(need, uow.settings),
        modalities=[str(m) for m in need.modalities],
        submitted_at=uow.now,
        changed_at=uow.now,
    )
    _fill(uow, request, need)
    return request


def _fill(uow: UnitOfWork, request: Request, need: RequestNeed) -> None:
    """Write everything of a checked need that belongs to the request."""
    assert need.domain is not None
    request.case_code = need.case_code
    request.language, request.fallback_language = need.language, need.fallback_language
    request.other_language = need.other_language
    request.domain, request.tier = need.domain, needs.tier_of(need)
    request.priority = needs.priority_of(need)
    request.team = needs.team_of(need, uow.settings)
    request.modalities = [str(m) for m in need.modalities]
    request.gender = need.gender
    request.gender_strictness = need.gender_strictness if need.gender else None
    request.trainee_welcome = needs.welcomes_trainee(need)
    request.lower_level_agreed = bool(need.lower_level_agreed)
    request.preferred, request.excluded = list(need.preferred), list(need.excluded)
    request.encrypted_note = (
        uow.cipher.close(need.note, *NOTE_PLACE, request.id) if need.note else ""
    )


def _when(uow: UnitOfWork, need: RequestNeed, within_minutes: int) -> Moments:
    """The wished start and its window; on demand the latest start stands until somebody says yes."""
    if not within_minutes:
        return needs.moments(need, uow.settings.zone)
    latest = uow.now + timedelta(minutes=within_minutes)
    return Moments(latest, uow.now, latest)


def _new_session(
    uow: UnitOfWork, request: Request, need: RequestNeed, at: Moments
) -> CounsellingSession:
    assert need.minutes is not None
    session = CounsellingSession(
        request_id=request.id,
        state=SessionState.REQUESTED,
        day=local_day(at.starts_at, uow.settings.zone),
        starts_at=at.starts_at,
        earliest_start_at=at.earliest_start_at,
        latest_start_at=at.latest_start_at,
        minutes=need.minutes,
        modality=need.modalities[0],
        changed_at=uow.now,
    )
    _set_place(uow, session, need)
    return session


def _set_place(uow: UnitOfWork, session: CounsellingSession, need: RequestNeed) -> None:
    on_site = Modality.ON_SITE in need.modalities
    elsewhere = on_site and need.other_city is not None
    if elsewhere:
        assert need.organisation_id is not None
        assert need.other_city is not None
        session.site_id = other_places.in_city(uow, need.organisation_id, need.other_city).id
    else:
        session.site_id = need.site_id if on_site else None
    session.encrypted_address = seal_address(uow, session, need.address if elsewhere else "")
    session.room = need.room if on_site else ""
    link = needs.meeting_link_of(need)
    session.encrypted_meeting_link = seal_meeting_link(uow, session, link)


def _move(
    uow: UnitOfWork, session: CounsellingSession, before: RequestNeed, need: RequestNeed
) -> None:
    """Write everything of a checked need that belongs to the session."""
    at = needs.moments(need, uow.settings.zone)
    assert need.day is not None
    assert need.minutes is not None
    if session.starts_at != at.starts_at:
        session.warned = ""
        session.wished_start_at = None
    session.day, session.minutes = need.day, need.minutes
    session.starts_at = at.starts_at
    session.earliest_start_at = at.earliest_start_at
    session.latest_start_at = at.latest_start_at
    if need.modalities != before.modalities:
        session.modality = need.modalities[0]
    _set_place(uow, session, need)


def _approve(uow: UnitOfWork, request: Request, session: CounsellingSession) -> None:
    request.state, request.changed_at = RequestState.APPROVED, uow.now
    uow.record("request.approved", subject=request.id)
    uow.announce(SessionRequested(session.id))


def change(
    uow: UnitOfWork, request_id: UUID, need: RequestNeed, *, is_place_agreed: bool = False
) -> Request:
    """Change what is asked for, until it begins. Whoever holds it is asked again if it matters.

    With `is_place_agreed` it may be held at a place of another organisation: the centre asked for that.
    """
    session = get_changeable(uow, request_id)
    before = need_of(uow, session)
    kept = replace(before, site_id=need.site_id) if is_place_agreed else before
    checks.find_problems(uow, need, kept=kept).check()
    apply_change(uow, session, before, needs.settled(need, uow.settings))
    return session.request


def get_changeable(uow: UnitOfWork, request_id: UUID) -> CounsellingSession:
    """A session the actor may change: readable, of their organisation, not over, not begun."""
    session = get_session_of(uow, request_id)
    uow.require(SchedulingPermission.REQUEST_PLACE)
    if not may_change(uow, session.request):
        raise Forbidden
    reason = reason_against_change(uow, session)
    if reason is not None:
        raise Conflict(reason)
    return session


def reason_against_change(uow: UnitOfWork, session: CounsellingSession) -> LazyText | None:
    """Why a session can no longer be changed or cancelled, or None."""
    if session.request.state not in OPEN or session.state not in LIVE:
        return say("This request is closed.")
    if session.starts_at <= uow.now:
        return say("This session has begun.")
    return None


def apply_change(
    uow: UnitOfWork, session: CounsellingSession, before: RequestNeed, need: RequestNeed
) -> None:
    """Write a checked change of one session, and tell whoever must know."""
    need = needs.keeping_consent(need, before)
    if need == before:
        return
    request = session.request
    if need.organisation_id != before.organisation_id:
        raise refuse("organisation", say("The organisation of a request cannot be changed."))
    _fill(uow, request, need)
    _move(uow, session, before, need)
    request.changed_at = session.changed_at = uow.now
    uow.record("request.changed", subject=request.id, fields=_names_changed(before, need))
    notices.notify_requester(uow, session, RequestNotice.CHANGED, [])
    was_submitted = request.state is not RequestState.APPROVED
    if was_submitted and not requests.missing_facts(need):
        _approve(uow, request, session)
    elif request.state is RequestState.INCOMPLETE:
        # What was missing may have been added: somebody must look at it again.
        request.state = RequestState.SUBMITTED
        uow.announce(DecisionWanted(session.id))
    elif not was_submitted and _asks_again(before, need):
        uow.announce(SessionChanged(session.id))
    elif not was_submitted:
        _announce_what_changes_no_mind(uow, session, before, need)


def _announce_what_changes_no_mind(
    uow: UnitOfWork, session: CounsellingSession, before: RequestNeed, need: RequestNeed
) -> None:
    if before.trainee_welcome and not session.request.trainee_welcome:
        uow.announce(TraineeUnwelcome(session.id))
    if before.meeting_link != needs.meeting_link_of(need):
        uow.announce(MeetingLinkChanged(session.id, was_known=bool(before.meeting_link)))


def _names_changed(before: RequestNeed, need: RequestNeed) -> list[str]:
    return [name for name, value in vars(need).items() if getattr(before, name) != value]


def _asks_again(before: RequestNeed, need: RequestNeed) -> bool:
    """A note or a room number changes nobody's mind; everything else does."""
    return bool(set(_names_changed(before, need)) - _CHANGES_NO_MIND)


def cancel(uow: UnitOfWork, request_id: UUID, reason: CancelReason | None = None) -> Request:
    """Call it off. Whether that is late is kept with the session and told to whoever holds it."""
    session = get_changeable(uow, request_id)
    apply_cancel(uow, session, reason)
    return session.request


def apply_cancel(
    uow: UnitOfWork, session: CounsellingSession, reason: CancelReason | None = None
) -> None:
    """Cancel one session that has been checked; its requester is told unless they do it."""
    session.request.state = RequestState.CANCELLED
    session.cancel_reason = "" if reason is None else reason.value
    _close(uow, session)
    uow.record(
        "request.cancelled",
        subject=session.request_id,
        late=session.cancelled_late,
        reason=session.cancel_reason,
    )
    why = [] if reason is None else [say("Reason: %(reason)s", reason=reason)]
    notices.keep_back(uow, session)
    notices.notify_requester(uow, session, RequestNotice.CANCELLED, why)
    uow.announce(SessionCancelled(session.id, session.cancelled_late))


def _close(uow: UnitOfWork, session: CounsellingSession) -> None:
    session.state = SessionState.CANCELLED
    is_requester = uow.actor.user_id == session.request.requester_id or not uow.may(
        SchedulingPermission.REQUEST_DECIDE
    )
    session.cancelled_by = "requester" if is_requester else "centre"
    session.cancelled_late = requests.is_late_to_cancel(
        session.starts_at, session.minutes, session.modality, uow.now, uow.settings
    )
    session.request.changed_at = session.changed_at = uow.now


def decide(
    uow: UnitOfWork,
    request_id: UUID,
    state: RequestState,
    *,
    refusal: RefusalCode | None = None,
    note: str = "",
) -> Request:
    """Approve, ask for more, refuse with a code, or pass a request on."""
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    session = get_session_of(uow, request_id)
    request = session.request
    if state not in REQUEST_MOVES[request.state] or state is RequestState.CANCELLED:
        raise Conflict(say("This request is “%(state)s” now.", state=request.state))
    if state is RequestState.APPROVED and request.language is None:
        raise refuse(
            "state",
            say(
                "No interpreter speaks this language. Change the language, decline the request, or refer it."
            ),
        )
    if state is RequestState.REFUSED and refusal is None:
        raise refuse("refusal", say("Choose why the request is declined."))
    note = normalise_lines(note)
    if len(note) > LONGEST_DECISION:
        raise refuse("note", say("Use at most %(n)s characters.", n=LONGEST_DECISION))
    check_free_text("note", note)
    request.state, request.decision_note, request.changed_at = state, note, uow.now
    request.refusal = refusal if state is RequestState.REFUSED else None
    uow.record("request.decided", subject=request.id, state=state, refusal=refusal)
    notices.notify_decided(uow, session)
    if state is RequestState.APPROVED:
        uow.announce(SessionRequested(session.id))
    elif state in _ENDS and sessions.is_unserved(session, uow.now):
        # It is over: what is decided is why nobody came, and who goes on with it.
        sessions.set_state(uow, session, SessionState.NOT_DELIVERED)
        sessions.close(uow, session, session.cause)
    elif state in _ENDS and session.state in LIVE:
        _close(uow, session)
        uow.announce(SessionCancelled(session.id, session.cancelled_late))
    return request

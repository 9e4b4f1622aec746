"""Calls on demand: opened, asked for in short waves, connected by the first yes, ended with what came of them.

What a call needs is a session like any other, so the same rules, locks and guards decide who has it. Beside it stands
one row that says how it went.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.domain.ids import OrganisationId, UserId
from dispatch.domain.helpline import CALL_LENGTHS, CallEnd, CallResult
from dispatch.domain.on_demand_settings import OnDemandSettings
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import DeclineReason
from dispatch.domain.waves import Wave, WaveKind
from dispatch.service.helpline import choosing, course
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots import offers
from dispatch.service.waves import cascades
from dispatch.store.queries import helpline as queries
from dispatch.store.tables import HelplineCall
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain.meeting_links import REMOTE, is_link
from scheduling.domain.needs import RequestNeed
from scheduling.service import checks, requests, sessions, video_rooms


@dataclass(frozen=True, kw_only=True)
class CallWish:
    """What a counsellor says within seconds; nothing of a person. `meeting_link` is a number to dial, or a link."""

    organisation_id: OrganisationId | None = None
    language: Language | None = None
    domain: Domain | None = None
    tier: Tier | None = None
    modality: Modality | None = None
    minutes: int | None = None
    meeting_link: str = ""


def open_call(uow: UnitOfWork, wish: CallWish) -> HelplineCall:
    """Ask for an interpreter right now. The first are asked in this transaction.

    With nobody to ask the call is kept as ended, with its cause. Conflict while the counsellor has another open call.
    """
    uow.require(DispatchPermission.HELPLINE_OPEN)
    assert uow.actor.user_id is not None
    if queries.find_open_of(uow.db, uow.actor.user_id) is not None:
        raise Conflict(say("You already have an open call. End it first."))
    _find_problems(uow, wish).check()
    rules = uow.settings.of(DispatchSettings)
    request = requests.place(uow, _need_of(wish), within_minutes=rules.answer_on_demand_minutes)
    session = sessions.get_session_of_request(uow, request.id)
    video_rooms.prepare(uow, session)
    call = HelplineCall(
        session_id=session.id, opened_by_id=UserId(uow.actor.user_id), opened_at=uow.now
    )
    uow.db.add(call)
    uow.db.flush()
    uow.record("helpline.opened", subject=session.id)
    found = queries.find_call(uow.db, call.id)
    assert found is not None
    pool = choosing.whom_to_ask(uow, session)
    if not pool:
        course.give_up(uow, found, CallEnd.NOBODY_ON_DUTY)
        return found
    cascades.begin(uow, session.id, 1, waves=_waves(uow), pool=pool, is_urgent=True)
    uow.enqueue(course.FOLLOW_CALL, run_at=session.starts_at, call_id=call.id)
    return found


def _find_problems(uow: UnitOfWork, wish: CallWish) -> Problems:
    problems = checks.find_problems(uow, _need_of(wish), right_now=True)
    problems.found.pop("minutes", None)
    if wish.modality is not None and wish.modality not in REMOTE:
        problems.found.pop("site", None)
        problems.add("modality", say("Choose phone or video."))
    elif not _join_of(wish) and (wish.modality is Modality.PHONE or not video_rooms.is_set_up(uow)):
        problems.add(
            "meeting_link",
            say("Enter the number to dial, or the link that the interpreter joins by."),
        )
    if wish.minutes not in CALL_LENGTHS:
        problems.add("minutes", say("Choose how long it takes."))
    if wish.tier is Tier.COURT:
        problems.add("tier", say("Court hearings are not interpreted on call. Place a request."))
    return problems


def _need_of(wish: CallWish) -> RequestNeed:
    return RequestNeed(
        organisation_id=wish.organisation_id,
        language=wish.language,
        domain=wish.domain,
        tier=wish.tier,
        modalities=() if wish.modality is None else (wish.modality,),
        minutes=wish.minutes,
        team=1,
        meeting_link=_join_of(wish),
    )


def _join_of(wish: CallWish) -> str:
    """What was given to join by; a number to dial is none for video, where it may have been left from phone."""
    given = wish.meeting_link.strip()
    return "" if wish.modality is Modality.VIDEO and not is_link(given) else given


def _waves(uow: UnitOfWork) -> Sequence[Wave]:
    settings = uow.settings.of(OnDemandSettings)
    return [
        Wave(
            kind=WaveKind.PROVINCE,
            size=settings.helpline_wave_size,
            seconds=settings.helpline_wave_seconds,
        )
    ]


def get_call(uow: UnitOfWork, call_id: UUID) -> HelplineCall:
    """A call of the actor's, or any for a coordinator; others see none."""
    found = queries.find_call(uow.db, call_id)
    if found is None:
        raise NotFound
    if found.opened_by_id != uow.actor.user_id and not uow.may(DispatchPermission.BOARD_READ):
        raise NotFound
    return found


def say_yes(uow: UnitOfWork, offer_id: UUID) -> HelplineCall:
    """Take a call, as the interpreter: the first of those asked. Conflict in words when somebody was faster."""
    assignment = offers.accept(uow, offer_id)
    return _call_of(uow, assignment.session_id)


def say_no(uow: UnitOfWork, offer_id: UUID, reason: DeclineReason | None = None) -> None:
    """Pass a call on, as the interpreter; when everybody asked has, the next are asked at once."""
    offers.decline(uow, offer_id, reason)


def abandon(uow: UnitOfWork, call_id: UUID) -> HelplineCall:
    """End a call that nobody has answered yet, as whoever opened it; nobody is asked any more."""
    call = _lock_own(uow, call_id)
    if call.ended_at is not None:
        return call
    if course.assignment_of(uow, call) is not None:
        raise Conflict(say("Somebody has just answered. End the call when you have finished."))
    course.give_up(uow, call, CallEnd.ABANDONED)
    return call


def end_call(uow: UnitOfWork, call_id: UUID, result: CallResult | None = None) -> HelplineCall:
    """End a connected call, as either of the two. Safe to repeat: whoever opened it may add the result later."""
    call = _lock_party(uow, call_id)
    is_opener = call.opened_by_id == uow.actor.user_id
    if call.ended_at is None:
        assignment = course.assignment_of(uow, call)
        if assignment is None:
            raise Conflict(say("Nobody has answered this call yet."))
        course.hold(uow, call, assignment)
    if call.ending is not CallEnd.HELD:
        raise Conflict(say("This call has ended: %(how)s.", how=call.ending))
    if is_opener and result is not None and call.result is None:
        call.result = result
        uow.record("helpline.result", subject=call.session_id, result=result)
    return call


def _call_of(uow: UnitOfWork, session_id: UUID) -> HelplineCall:
    found = queries.find_call_of(uow.db, session_id)
    if found is None:
        raise NotFound
    return found


def _lock_own(uow: UnitOfWork, call_id: UUID) -> HelplineCall:
    """A call that the actor opened, its session locked."""
    uow.require(DispatchPermission.HELPLINE_OPEN)
    found = queries.find_call(uow.db, call_id)
    if found is None or found.opened_by_id != uow.actor.user_id:
        raise NotFound
    return _locked(uow, found)


def _lock_party(uow: UnitOfWork, call_id: UUID) -> HelplineCall:
    """A call of one of the two who speak in it, its session locked."""
    found = queries.find_call(uow.db, call_id)
    if found is None or uow.actor.user_id is None:
        raise NotFound
    if found.opened_by_id != uow.actor.user_id:
        assignment = course.assignment_of(uow, found)
        if assignment is None or assignment.interpreter.user_id != uow.actor.user_id:
            raise NotFound
    return _locked(uow, found)


def _locked(uow: UnitOfWork, call: HelplineCall) -> HelplineCall:
    lock_session(uow, call.session_id)
    found = queries.find_call(uow.db, call.id)
    assert found is not None
    return found

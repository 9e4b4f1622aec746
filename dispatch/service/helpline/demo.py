"""What the demo does for instant calls: people on duty, a call that was held, one given up, an urgent request that waits."""

from dataclasses import replace
from datetime import time, timedelta

from dispatch.domain.helpline import CallResult
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.waves import LIVE_CASCADES
from dispatch.service.helpline import calls, duty, watch
from dispatch.service.helpline.calls import CallWish
from dispatch.service.waves import cascades
from dispatch.store.queries import waves as wave_queries
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.security.permissions import Actor
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.domain.standing import Employment
from interpreters.service import directory
from scheduling.service import reading, video_rooms

NUMBER = "031-555-0142"
# Of each of these languages so many are on duty every day.
ON_DUTY = {Language.VIETNAMESE: 3, Language.THAI: 2, Language.RUSSIAN: 2, Language.CHINESE: 1}
EVERY_DAY = range(7)


def staff_the_helpline(uow: UnitOfWork, *, coordinator: Actor, interpreter: Actor) -> int:
    """Put people on duty from eight to ten every day, and have the interpreter say that calls may come; how many."""
    desk, hanh = replace(uow, actor=coordinator), replace(uow, actor=interpreter)
    found = 0
    for language, wanted in ON_DUTY.items():
        speakers = [
            person
            for person in directory.list_active(uow)
            if person.user_id is not None
            and person.phone
            # Staff are asked first: the visitor shall see the interpreter's phone ring.
            and person.employment is not Employment.STAFF
            and any(skill.language is language for skill in person.languages)
        ]
        for person in speakers[:wanted]:
            if not duty.list_duty(desk, person.id):
                duty.add_duty(desk, person.id, weekdays=EVERY_DAY, starts=time(8), ends=time(22))
                found += 1
    duty.say_available(replace(hanh, now=uow.now - timedelta(minutes=70)), 240)
    return found


def play_calls(uow: UnitOfWork, *, counsellor: Actor, interpreter: Actor) -> int:
    """A call of an hour ago that was connected and held, and one of half an hour ago that was given up; how many."""
    played = 0
    for minutes, play in ((60, _held), (30, _given_up)):
        point = uow.db.begin_nested()
        try:
            play(replace(uow, now=uow.now - timedelta(minutes=minutes)), counsellor, interpreter)
        except DomainError:
            # A rule speaks against it at this hour of this day: the demo goes without.
            point.rollback()
            continue
        point.commit()
        played += 1
    return played


def _held(then: UnitOfWork, counsellor: Actor, interpreter: Actor) -> None:
    asks = replace(then, actor=counsellor)
    call = calls.open_call(asks, _wish(asks, Modality.PHONE))
    own = directory.get_own(replace(then, actor=interpreter)).id
    offers = wave_queries.offers_of_slot(then.db, call.session_id, 1)
    mine = next((o for o in offers if o.interpreter_id == own and o.state in OPEN_OFFERS), None)
    if mine is None:
        calls.abandon(asks, call.id)
        return
    yes = replace(then, actor=interpreter, now=then.now + timedelta(seconds=24))
    calls.say_yes(yes, mine.id)
    calls.end_call(replace(asks, now=then.now + timedelta(minutes=14)), call.id, CallResult.COVERED)


def _given_up(then: UnitOfWork, counsellor: Actor, interpreter: Actor) -> None:
    del interpreter
    asks = replace(then, actor=counsellor)
    call = calls.open_call(asks, _wish(asks, Modality.VIDEO))
    if call.ended_at is None:
        calls.abandon(replace(asks, now=then.now + timedelta(seconds=48)), call.id)


def _wish(asks: UnitOfWork, modality: Modality) -> CallWish:
    return CallWish(
        organisation_id=reading.own_organisations(asks)[0],
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modality=modality,
        minutes=15,
        meeting_link=NUMBER if modality is Modality.PHONE else "",
    )


def leave_unanswered(uow: UnitOfWork, *, coordinator: Actor) -> int:
    """Stop the waves of urgent requests, so that the visitor finds them waiting, and let the watch remind of them."""
    desk = replace(uow, actor=coordinator)
    stopped = 0
    for watched in watch.list_watched(desk):
        for cascade in wave_queries.list_of_session(uow.db, watched.session.id):
            if cascade.state in LIVE_CASCADES:
                cascades.stop(desk, cascade.id, withdraw=True)
                stopped += 1
    watch.alert_due(uow)
    video_rooms.prepare_due(uow)
    return stopped

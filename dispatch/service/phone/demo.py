"""What the demo does for the interpreter of its sign-in page: days worth looking at on the phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from accounts.domain.ids import SiteId
from accounts.service import organisations
from dispatch.service.slots import assignments, offers
from dispatch.store.tables import CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.security.permissions import Actor
from foundation.times.spans import Span
from foundation.times.zones import local_clock, local_day, to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.service import directory, roster
from scheduling.domain.availability import DatedTime
from scheduling.domain.needs import RequestNeed
from scheduling.service import availability, requests
from scheduling.service import reading as requests_reading
from training.service.catalogue import class_times

LINK = "https://video.ieum.example/room/hanh-1?code=4711"
HOURS = (9, 10, 11, 13, 14, 15, 16)


def fill_a_week(uow: UnitOfWork, *, counsellor: Actor, interpreter: Actor) -> int:
    """Give an interpreter a session soon, a video session with its link, offers, a class and leave.

    Where the calendar or a rule says no, the next hour is tried; how many sessions were bound or offered.
    """
    asks, answers = replace(uow, actor=counsellor), replace(uow, actor=interpreter)
    who = directory.get_own(answers)
    roster.change_own(
        answers,
        max_travel_km=who.max_travel_km,
        modalities=roster.modalities_of(who) | {Modality.VIDEO, Modality.PHONE},
        phone_number=directory.phone_number_of(answers, who),
        version=who.version,
    )
    need = a_need(asks)
    count = int(bind(uow, asks, who, need, range(4)))
    video = replace(need, modalities=(Modality.VIDEO,), site_id=None, room="", meeting_link=LINK)
    # One without a link: its room is on the office's own server.
    count += bind(uow, asks, who, replace(video, meeting_link="", minutes=30), range(4))
    offer_id = _offer(uow, asks, who, video, range(1, 5))
    if offer_id is not None:
        offers.accept(answers, offer_id)
        count += 1
    for days in (range(2, 9), range(4, 9)):
        count += _offer(uow, asks, who, need, days) is not None
    class_day = uow.today + timedelta(days=2)
    evening = Span(*(to_utc(class_day, time(hour), uow.settings.zone) for hour in (19, 21)))
    class_times.book(uow, who.id, "의료 통역 용어 익히기", evening)
    away = uow.today + timedelta(days=9)
    leave = DatedTime(first_day=away, last_day=away, available=False)
    availability.take_leave(answers, who.id, leave)
    return count


def a_need(asks: UnitOfWork) -> RequestNeed:
    """An hour of Vietnamese at the counsellor's own rooms."""
    home = requests_reading.own_organisations(asks)[0]
    site = min(organisations.list_sites(asks, [home]), key=lambda site: site.code)
    return RequestNeed(
        organisation_id=home,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modalities=(Modality.ON_SITE,),
        site_id=SiteId(site.id),
        room="상담실 2",
        minutes=60,
        note="첫 상담이에요. 안내문을 함께 읽어요.",
    )


def _moments(uow: UnitOfWork, days: range) -> Iterator[tuple[date, datetime]]:
    for ahead in days:
        day = uow.today + timedelta(days=ahead)
        for hour in HOURS:
            start = to_utc(day, time(hour), uow.settings.zone)
            if start > uow.now + timedelta(hours=1):
                yield day, start


def _place(asks: UnitOfWork, need: RequestNeed, start: datetime) -> CounsellingSession:
    clock, zone = local_clock(start, asks.settings.zone), asks.settings.zone
    wanted = replace(need, day=local_day(start, zone), start=clock)
    return requests_reading.get_session_of(asks, requests.place(asks, wanted).id)


def bind(
    uow: UnitOfWork, asks: UnitOfWork, who: Interpreter, need: RequestNeed, days: range
) -> bool:
    """Place a request in the first hour of some days ahead that suits somebody, agreed by telephone; whether one did."""
    for _, start in _moments(uow, days):
        point = uow.db.begin_nested()
        try:
            session = _place(asks, need, start)
            assignments.assign(
                uow,
                session_id=session.id,
                slot_no=1,
                interpreter_id=who.id,
                starts_at=start,
                agreed_with=who.full_name,
            )
        except DomainError:
            # This hour does not suit: the next is tried.
            point.rollback()
            continue
        point.commit()
        return True
    return False


def _offer(
    uow: UnitOfWork, asks: UnitOfWork, who: Interpreter, need: RequestNeed, days: range
) -> UUID | None:
    for _, start in _moments(uow, days):
        point = uow.db.begin_nested()
        try:
            session = _place(asks, need, start)
            offer = offers.send_offer(
                uow, session_id=session.id, slot_no=1, interpreter_id=who.id, starts_at=start
            )
        except DomainError:
            # This hour does not suit: the next is tried.
            point.rollback()
            continue
        point.commit()
        return offer.id
    return None

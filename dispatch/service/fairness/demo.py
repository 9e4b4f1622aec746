"""What the demo has served in the weeks before it: people of four organisations, who lend each other their hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from accounts.domain.ids import SiteId
from accounts.domain.roles import Role
from accounts.service import memberships, organisations, users
from dispatch.service.slots import assignments, closing
from dispatch.service.slots.assignments import Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.service import directory
from scheduling.domain.needs import RequestNeed
from scheduling.service import reading, requests
from training.service.demo.stage import DemoStage

COORDINATOR = "coordinator@ieum.example"
# Who works for which organisation, beside the pool of the centre.
HOMES = {
    "sori2@ieum.example": "counsellor@ansan.ieum.example",
    "minh@ieum.example": "counsellor@siheung.ieum.example",
    "nam@ieum.example": "counsellor@siheung.ieum.example",
    "yen@ieum.example": "counsellor@hwaseong.ieum.example",
}
ASKING = (
    "counsellor@ansan.ieum.example",
    "counsellor@siheung.ieum.example",
    "counsellor@hwaseong.ieum.example",
    "counsellor@bucheon.ieum.example",
)
# Days before today, of this month and the one before; minutes of the sessions in turn.
DAYS, LENGTHS = (3, 8, 12, 17, 22, 26, 34, 38), (60, 90, 60, 120)
BEFOREHAND = timedelta(days=2)
# People came in spring and autumn for three years; whose codes end so came with the latest course.
FIRST_SEASON, SEASON, SEASONS = timedelta(days=75), timedelta(days=182), 6
NEWEST = ("13", "28", "43", "58", "73", "88")
REASON = "그날 따로 시간을 냈어요."


def serve_some_weeks(stage: DemoStage) -> int:
    """Let people serve sessions of their own and of other organisations; how many were served."""
    with stage.act(-60) as uow:
        for email, counsellor in HOMES.items():
            user = users.find_user_by_email(uow, email)
            assert user is not None
            home = stage.actor(counsellor).roles[0][0]
            memberships.add(
                uow, user, organisations.get_organisation(uow, home).id, Role.INTERPRETER
            )
    stage.forget()
    served = sum(_serve(stage, turn, days) for turn, days in enumerate(DAYS))
    with stage.act(0) as uow:
        closing.close_ended_sessions(uow)
    return served


def _serve(stage: DemoStage, turn: int, days: int) -> int:
    """Two sessions of one day, whoever can."""
    count = 0
    people = (*HOMES, "hanh@ieum.example")
    for n in range(2):
        asking = ASKING[(turn + n) % len(ASKING)]
        # Placed and agreed two days before.
        with stage.act(-days - BEFOREHAND.days, COORDINATOR) as uow:
            asks = replace(uow, actor=stage.actor(asking))
            who = [_person(uow, people[(turn + n + k) % len(people)]) for k in range(len(people))]
            count += _hold(uow, asks, who, n, LENGTHS[(turn + n) % len(LENGTHS)])
    return count


def _person(uow: UnitOfWork, email: str) -> Interpreter:
    user = users.find_user_by_email(uow, email)
    assert user is not None
    person = directory.find_by_user(uow, user.id)
    assert person is not None
    return person


def _hold(
    uow: UnitOfWork,
    asks: UnitOfWork,
    people: Sequence[Interpreter],
    n: int,
    minutes: int,
) -> bool:
    home = reading.own_organisations(asks)[0]
    site = min(organisations.list_sites(asks, [home]), key=lambda each: each.code)
    day = uow.today + BEFOREHAND
    clock = time(10 + 4 * n)
    need = RequestNeed(
        organisation_id=home,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modalities=(Modality.ON_SITE,),
        site_id=SiteId(site.id),
        minutes=minutes,
        day=day,
        start=clock,
    )
    for person in people:
        point = uow.db.begin_nested()
        try:
            session = reading.get_session_of(asks, requests.place(asks, need).id)
            assignments.assign(
                uow,
                session_id=session.id,
                slot_no=1,
                interpreter_id=person.id,
                starts_at=to_utc(day, clock, uow.settings.zone),
                agreed_with=person.full_name,
                override_reason=REASON,
            )
        except DomainError:
            # A rule stands in the way of this one: the next is tried.
            point.rollback()
            continue
        point.commit()
        return True
    return False


def have_been_here(uow: UnitOfWork) -> int:
    """Let the roster have grown over three years: all but every fifteenth came before; how many did.

    What a file brings is new on the day on which it is taken in.
    """
    people = [who for who in directory.list_active(uow) if not who.code.endswith(NEWEST)]
    for place, person in enumerate(sorted(people, key=lambda who: who.code)):
        person.joined_on = uow.today - FIRST_SEASON - (place % SEASONS) * SEASON
    return len(people)

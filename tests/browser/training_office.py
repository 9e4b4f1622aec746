"""A small office that trains: people, a course with one seat, a test by two assessors, sessions."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.service.sign_in import hash_password
from accounts.store.tables import Organisation, User
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import to_utc
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import assign
from tests.factories import (
    a_cohort,
    a_course,
    a_learner,
    a_meeting,
    a_session,
    a_site,
    a_user,
    an_enrolment,
    an_interpreter,
    an_organisation,
    available,
)
from training.domain.practicum import PracticumKind
from training.service.assessment import instruments
from training.service.catalogue import cohorts, courses
from training.service.completion import decisions
from training.service.practicum import practicum
from training.store.tables import Cohort, Instrument, Learner, Mentorship

# The course, the session beside the mentor, and the day on which she is sent.
COURSE_DAY, SENT_DAY = date(2026, 11, 25), date(2026, 11, 27)
PASSWORD = "a long demo password"
MAI, HANH, LINH = "팜 티 마이", "응우옌 티 하인", "쩐 민 린"
PEOPLE: Mapping[str, tuple[Role, str]] = {
    "mai": (Role.INTERPRETER, MAI),
    "hanh": (Role.INTERPRETER, HANH),
    "linh": (Role.TRAINEE, LINH),
    "trainer": (Role.TRAINER, "서가람"),
    "assessor": (Role.ASSESSOR, "한누리"),
    "second": (Role.ASSESSOR, "도하늘"),
    "manager": (Role.TRAINING_MANAGER, "강마루"),
    "coordinator": (Role.COORDINATOR, "윤다솜"),
}


def furnish(uow: UnitOfWork) -> dict[str, UUID]:
    """Mai holds L1 and could learn for L2; Hanh may be her mentor and works in the morning only.

    Gives what the walk needs to name: the cohort and its classes, the instrument, both sessions.
    """
    centre = an_organisation(uow, "경기 이음이주민센터", kind=OrganisationKind.CENTRE)
    users = _people(uow, centre)
    mai = an_interpreter(uow, MAI, user=users["mai"], levels=("L1",))
    hanh = an_interpreter(uow, HANH, user=users["hanh"], levels=("L2", "L3-LAB", "L4"))
    available(uow, mai)
    available(uow, hanh, ends="12:00")
    for name in ("assessor", "second"):
        an_interpreter(uow, PEOPLE[name][1], user=users[name], levels=())
    oral = _oral(uow)
    cohort = _cohort(uow, centre, users["trainer"], oral)
    linh = an_enrolment(uow, cohort, a_learner(uow, users["linh"]))
    second = max(cohort.meetings, key=lambda meeting: meeting.starts_at)
    return {
        "mai": mai.id,
        "hanh": hanh.id,
        "oral": oral.id,
        "cohort": cohort.id,
        "seat": linh.id,
        "second_class": second.id,
        **_sessions(uow, centre, hanh),
    }


def _people(uow: UnitOfWork, centre: Organisation) -> dict[str, User]:
    """One account for each, all with one password."""
    secret = hash_password(PASSWORD)
    return {
        name: a_user(
            uow,
            role,
            centre,
            email=f"{name}@ieum.example",
            full_name=full_name,
            password_hash=secret,
        )
        for name, (role, full_name) in PEOPLE.items()
    }


def _oral(uow: UnitOfWork) -> Instrument:
    """The oral test of the ladder's L2."""
    instruments.seed(uow)
    return uow.db.scalars(sa.select(Instrument).where(Instrument.code == "L2-oral")).one()


def _cohort(uow: UnitOfWork, centre: Organisation, trainer: User, oral: Instrument) -> Cohort:
    """One seat, one may apply until tomorrow noon; two classes on one day."""
    asks = [{"kind": "scheme", "code": "L1"}, {"kind": "language"}]
    course = a_course(uow, "상담통역 심화 과정", minutes=240, scheme_code="L2", prerequisites=asks)
    version = courses.newest_version(uow, course.id)
    decisions.require(uow, version.id, [oral.id])
    version.frozen_at = uow.now
    cohort = a_cohort(
        uow,
        course,
        organisation=centre,
        capacity=1,
        minimum=1,
        classes=0,
        closes_at=uow.now + timedelta(days=1),
    )
    for title, clock in (("사례 연습", "11:00"), ("역할극", "14:00")):
        a_meeting(uow, cohort, title, starts_at=at(uow, COURSE_DAY, clock), trainer=trainer)
    uow.db.expire(cohort)
    return cohorts.get(uow, cohort.id)


def _sessions(uow: UnitOfWork, centre: Organisation, hanh: Interpreter) -> dict[str, UUID]:
    """One that the mentor has confirmed and where a trainee may sit in; one that nobody can take."""
    site = a_site(uow, centre, name="안산 상담실", name_en="Ansan office")
    beside = a_session(
        uow,
        day=COURSE_DAY,
        start="09:00",
        organisation=centre,
        site=site,
        trainee_welcome=True,
    )
    alone = a_session(uow, day=SENT_DAY, start="15:00", organisation=centre, site=site)
    assign(uow, beside, hanh)
    return {"alone": alone.id}


def at(uow: UnitOfWork, day: date, clock: str) -> datetime:
    """An instant in the office's zone."""
    return to_utc(day, time.fromisoformat(clock), uow.settings.zone)


def lay_practicum(uow: UnitOfWork, trainee: UUID) -> None:
    """What a pair does in months, in one step: ten hours beside the mentor, twenty under her eyes.

    One hour of it was the session that the walk saw.
    """
    pair = uow.db.scalars(
        sa.select(Mentorship).join(Mentorship.trainee).where(Learner.interpreter_id == trainee)
    ).one()
    hours = ((PracticumKind.OBSERVE, 9), (PracticumKind.SUPERVISED, 20))
    for days, (kind, length) in enumerate(hours, start=3):
        start = uow.now - timedelta(days=days)
        stand_in = uuid4()
        entry = practicum.plan(
            uow, pair, stand_in, kind, Span(start, start + timedelta(hours=length))
        )
        practicum.mark_held(uow, pair.id, stand_in)
        practicum.confirm(uow, entry.id, length * 60)

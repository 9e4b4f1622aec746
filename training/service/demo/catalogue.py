"""The demo's five courses, and how a cohort of one is set up."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.service.organisations import list_organisations as _hosts
from accounts.service.organisations import list_sites
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from training.domain.courses import Audience
from training.service.assessment import instruments
from training.service.catalogue import cohorts, courses
from training.service.catalogue.cohorts import CohortFacts
from training.service.catalogue.courses import Description, Rules
from training.service.completion import decisions
from training.service.demo.stage import DemoStage
from training.service.teaching import cohort_moves, meetings
from training.service.teaching.meetings import ClassFacts

MANAGER, TRAINER = "training@ieum.example", "trainer@ieum.example"
PLEDGE = {"kind": "pledge"}
# code: titles, what it is about, scheme, hours, least attendance, conditions, instruments
COURSES: dict[str, tuple[Description, Rules, tuple[str, ...]]] = {
    "BASIC": (
        Description(
            code="BASIC",
            title="상담통역 입문 과정",
            title_en="First steps in community interpreting",
            summary="상담 현장의 통역 윤리와 기본 기술을 배워요. 마치면 수습통역 인증을 신청할 수 있어요.",
            summary_en="Ethics and first skills of interpreting in counselling. It leads to L1.",
            scheme_code="L1",
        ),
        Rules(
            planned_minutes=2400,
            prerequisites=[
                {"kind": "language"},
                {"kind": "topik", "level": 4, "or": "interview"},
                PLEDGE,
            ],
        ),
        ("L1-written", "L1-role-play", "ethics"),
    ),
    "COMMUNITY": (
        Description(
            code="COMMUNITY",
            title="상담통역 심화 과정",
            title_en="Community interpreting",
            summary="생활·교육·행정 상담을 혼자 통역할 수 있도록 연습해요.",
            summary_en="Practice for interpreting everyday counselling alone.",
            scheme_code="L2",
        ),
        Rules(planned_minutes=1200, prerequisites=[{"kind": "scheme", "code": "L1"}, PLEDGE]),
        (),
    ),
    "LABOUR": (
        Description(
            code="LABOUR",
            title="노동·법률 통역 과정",
            title_en="Interpreting labour and legal matters",
            summary="임금 체불, 산재, 계약 상담을 통역해요.",
            summary_en="Unpaid wages, accidents at work, contracts.",
            scheme_code="L3-LAB",
        ),
        Rules(planned_minutes=1800, prerequisites=[{"kind": "scheme", "code": "L2"}, PLEDGE]),
        ("L3-LAB-written",),
    ),
    "MEDICAL": (
        Description(
            code="MEDICAL",
            title="의료 통역 과정",
            title_en="Medical interpreting",
            summary="병원과 산재 상담에서 통역할 수 있도록 준비해요.",
            summary_en="Interpreting in hospitals and after accidents.",
            scheme_code="L3-MED",
        ),
        Rules(planned_minutes=2400, prerequisites=[{"kind": "scheme", "code": "L2"}, PLEDGE]),
        ("L3-MED-written",),
    ),
    "STAFF": (
        Description(
            code="STAFF",
            title="통역사와 함께 일하기",
            title_en="Working with interpreters",
            summary="통역이 있는 상담을 준비하고 이끄는 방법을 배워요. 상담사를 위한 과정이에요.",
            summary_en="How to prepare and lead a session with an interpreter. For counsellors.",
            audience=Audience.STAFF,
            scheme_code="S1",
        ),
        Rules(planned_minutes=240),
        ("S1-quiz",),
    ),
}


@dataclass(frozen=True, kw_only=True)
class DemoCohort:
    """A cohort of the demo: its days count from today."""

    course: str
    announced: int
    opens: int
    closes: int
    first_class: int
    classes: int
    capacity: int
    city: str = "ansan"
    minimum: int = 4
    online: bool = False
    screening: bool = False
    quotas: tuple[tuple[str, int], ...] = ()


def open_courses(stage: DemoStage, days: int) -> dict[str, UUID]:
    """Take up the five courses with what must be passed in them; ids by code."""
    made: dict[str, UUID] = {}
    with stage.act(days, MANAGER) as uow:
        known = {instrument.code: instrument.id for instrument in instruments.listed(uow)}
        for code, (description, rules, needed) in COURSES.items():
            course = courses.add(uow, description, rules)
            version = courses.newest_version(uow, course.id)
            decisions.require(uow, version.id, {known[name] for name in needed})
            made[code] = course.id
    return made


def prepare(stage: DemoStage, course_id: UUID, run: DemoCohort) -> UUID:
    """Draft a cohort with its classes, one a week."""
    _, rules, _ = COURSES[run.course]
    with stage.act(run.announced, MANAGER) as uow:
        host = next(o for o in _hosts(uow) if o.city == run.city or run.online)
        sites = sorted(list_sites(uow, [host.id]), key=lambda site: site.city != host.city)
        place = None if run.online else sites[0].id
        cohort = cohorts.draft(
            uow,
            course_id,
            CohortFacts(
                organisation_id=host.id,
                city=host.city,
                online=run.online,
                screening=run.screening,
                capacity=run.capacity,
                minimum=run.minimum,
                opens_at=stage.at(run.opens, "09:00"),
                closes_at=stage.at(run.closes, "18:00"),
                quotas={Language(code): seats for code, seats in run.quotas},
                site_id=place,
            ),
        )
        trainer = stage.actor(TRAINER).user_id
        length = rules.planned_minutes // run.classes
        start = stage.at(run.first_class, "10:00")
        meetings.plan(
            uow,
            cohort.id,
            ClassFacts(
                title=COURSES[run.course][0].title,
                span=Span(start, start + timedelta(minutes=length)),
                planned_minutes=length,
                trainer_id=trainer,
                link="https://class.ieum.example/room" if run.online else "",
                room="" if run.online else "교육실",
            ),
            weeks=run.classes,
        )
        return cohort.id


def announce(stage: DemoStage, course_id: UUID, run: DemoCohort) -> UUID:
    """Prepare a cohort and publish it."""
    made = prepare(stage, course_id, run)
    with stage.act(run.announced, MANAGER, "11:00") as uow:
        cohort_moves.publish(uow, made)
    return made


def pass_time(stage: DemoStage, days: int, clock: str = "23:00") -> None:
    """What the clock does by itself on a day: windows open and close, classes begin and end."""
    with stage.act(days, clock=clock) as uow:
        cohort_moves.advance_all(uow)

"""What the small office teaches, judges and certifies: a row behind every page of training."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import Organisation, User
from dispatch.service.practicum import places
from dispatch.service.slots import overrides
from dispatch.store.queries import assignments
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting
from tests.factories import (
    a_certification,
    a_cohort,
    a_course,
    a_learner,
    a_meeting,
    a_session,
    an_enrolment,
    an_interpreter,
    available,
)
from tests.factories.assessment import an_attempt
from tests.factories.certifications import a_credential
from tests.factories.practicum import a_mentorship
from tests.factories.proposals import a_new_proposal
from training.domain.attendance import Presence
from training.domain.certifications import CredentialKind, GrantRoute
from training.domain.courses import CohortStatus
from training.domain.names import Names
from training.domain.practicum import PracticumKind
from training.domain.renewal import CpdArea
from training.domain.seats import EnrolmentStatus
from training.service.assessment import instruments, scoring
from training.service.catalogue import courses
from training.service.certification import certifications, credentials
from training.service.certification.credentials import Claim
from training.service.certification.evidence import Ask
from training.service.completion import decisions
from training.service.documents import documents, names
from training.service.ledger import points
from training.service.people import learners
from training.service.practicum import practicum
from training.service.proposals import drafting, recording
from training.service.teaching import marking
from training.store.tables import Attempt, Cohort, CohortInvitation, Instrument, OutcomeReview

VI = Language.VIETNAMESE
# What people type stays in their own language.
REASON, CLAIMED = "베트남어 가능자 없음", "통역 윤리 연수"
SUMMARY, SUMMARY_EN = "사례 중심으로 상담통역을 익혀요.", "Interpreting for counselling, by cases."
TYPED = ("NGUYEN THI HANH", REASON, CLAIMED, SUMMARY, SUMMARY_EN)
OTHERS = ("쩐 반 남", "레 티 호아")
Ids = dict[str, UUID]


def teach(
    uow: UnitOfWork, home: Organisation, people: Mapping[Role, User], ids: dict[str, UUID]
) -> str:
    """Fill the training of a furnished office; the code of a certificate, for its public page."""
    hanh = uow.db.get_one(Interpreter, ids["interpreter_id"])
    trainee = uow.db.get_one(Interpreter, ids["trainee_id"])
    available(uow, trainee)
    instruments.seed(uow)
    _courses(uow, home, people, ids)
    _results(uow, people, ids)
    _practicum(uow, hanh, trainee, ids)
    _overrides(uow, home, people, hanh)
    _proposals(uow, ids)
    return _certifications(uow, people, hanh, ids)


def _instrument(uow: UnitOfWork, code: str) -> Instrument:
    return uow.db.scalars(sa.select(Instrument).where(Instrument.code == code)).one()


def _courses(uow: UnitOfWork, home: Organisation, people: Mapping[Role, User], ids: Ids) -> None:
    """A cohort in the middle of a class, and a full one that still takes people."""
    course = a_course(
        uow,
        "상담통역 심화 과정",
        scheme_code="L2",
        summary=SUMMARY,
        summary_en=SUMMARY_EN,
        prerequisites=[
            {"kind": "scheme", "code": "L1"},
            {"kind": "topik", "level": 4, "or": "interview"},
            {"kind": "language"},
            {"kind": "pledge"},
        ],
    )
    version = courses.newest_version(uow, course.id)
    decisions.require(uow, version.id, [_instrument(uow, "L2-oral").id])
    trainer = people[Role.TRAINER]
    running = a_cohort(
        uow,
        course,
        organisation=home,
        status=CohortStatus.RUNNING,
        classes=0,
        closes_at=uow.now - timedelta(hours=1),
    )
    before = a_meeting(
        uow, running, "사례 연습", starts_at=uow.now - timedelta(days=7), trainer=trainer
    )
    now = a_meeting(
        uow, running, "역할극", starts_at=uow.now - timedelta(minutes=20), trainer=trainer
    )
    uow.db.expire(running)
    learner = a_learner(uow, people[Role.TRAINEE], _on_roster(uow, people[Role.TRAINEE]))
    own = an_enrolment(uow, running, learner, status="attending")
    for name in OTHERS:
        who = a_learner(uow, interpreter=an_interpreter(uow, name, levels=("L1",)))
        an_enrolment(uow, running, who, status="attending")
    noted = [marking.Marked(own.id, before.id, Presence.PRESENT, before.planned_minutes, 0)]
    marking.mark(uow, noted)
    full = _full_cohort(uow, home, people)
    ids |= {
        "cohort_id": full.id,
        "taught_cohort_id": running.id,
        "course_id": course.id,
        "enrolment_id": own.id,
        "meeting_id": now.id,
        "instrument_id": _instrument(uow, "L2-oral").id,
    }


def _on_roster(uow: UnitOfWork, user: User) -> Interpreter:
    return uow.db.scalars(sa.select(Interpreter).where(Interpreter.user_id == user.id)).one()


def _full_cohort(uow: UnitOfWork, home: Organisation, people: Mapping[Role, User]) -> Cohort:
    """One seat, held; somebody waits, somebody is to be decided about."""
    course = a_course(uow, scheme_code="L1")
    cohort = a_cohort(uow, course, organisation=home, capacity=1, quotas={"vi": 1})
    states = (EnrolmentStatus.CONFIRMED, EnrolmentStatus.WAITLISTED, EnrolmentStatus.APPLIED)
    for status in states:
        an_enrolment(uow, cohort, status=status.value)
    who = learners.of_interpreter(uow, _on_roster(uow, people[Role.INTERPRETER]).id)
    an_enrolment(uow, cohort, who, status="waitlisted")
    return cohort


def _results(uow: UnitOfWork, people: Mapping[Role, User], ids: Ids) -> None:
    """A sitting that waits for marks, and one with its result."""
    who = people[Role.ASSESSOR]
    an_interpreter(uow, who.full_name, levels=(), user=who)
    learner = learners.of_interpreter(uow, ids["trainee_id"])
    ethics = an_attempt(uow, _instrument(uow, "ethics"), learner=learner, assessors=(who,))
    scoring.submit(acting(uow, who), ethics.id, _full_marks(ethics))
    oral = an_attempt(uow, _instrument(uow, "L1-role-play"), learner=learner, assessors=(who,))
    ids |= {"attempt_id": oral.id, "result_id": ethics.id, "learner_id": learner.id}


def _full_marks(attempt: Attempt) -> dict[UUID, int | None]:
    return {section.id: section.full_marks for section in attempt.instrument.sections}


def _practicum(uow: UnitOfWork, hanh: Interpreter, trainee: Interpreter, ids: Ids) -> None:
    """A pair with an hour to be confirmed and a place ahead."""
    a_certification(uow, hanh.id, level="L4")
    pair = a_mentorship(uow, hanh, trainee)
    span = Span(uow.now - timedelta(hours=3), uow.now - timedelta(hours=2))
    held = ids["assignment_id"]
    practicum.plan(uow, pair, ids["offer_id"], PracticumKind.OBSERVE, span)
    practicum.mark_held(uow, pair.id, ids["offer_id"])
    assignment = assignments.find_assignment(uow.db, held)
    assert assignment is not None
    assignment.session.request.trainee_welcome = True
    sitting = places.ProposedPlace(assignment, pair, trainee, PracticumKind.OBSERVE)
    places.propose(uow, sitting)
    ids["mentorship_id"] = pair.id


def _overrides(
    uow: UnitOfWork, home: Organisation, people: Mapping[Role, User], hanh: Interpreter
) -> None:
    """A session of the gravest kind for which a second person is asked."""
    crisis = a_session(
        uow, domain="violence", case_code="A-1", organisation=home, start="17:00", minutes=30
    )
    overrides.ask(acting(uow, people[Role.COORDINATOR]), crisis.id, hanh.id, REASON)


def _proposals(uow: UnitOfWork, ids: Ids) -> None:
    """A proposed course, and one with a cohort to which the trainee is invited; that one is over and looked back on."""
    ids["proposal_id"] = recording.record(uow, a_new_proposal())
    other = recording.record(uow, a_new_proposal(language=VI, city="suwon"))
    cohort_id = drafting.make_draft_cohort(uow, other)
    uow.db.get_one(Cohort, cohort_id).status = CohortStatus.PUBLISHED
    invitation = CohortInvitation(
        cohort_id=cohort_id, learner_id=ids["learner_id"], invited_at=uow.now, sent_at=uow.now
    )
    review = OutcomeReview(
        proposal_id=other, counted_at=uow.now, certified=2, days=91, predicted=9.5, realised=12
    )
    uow.db.add_all((invitation, review))
    uow.db.flush()
    ids["invitation_id"] = invitation.id


def _certifications(
    uow: UnitOfWork, people: Mapping[Role, User], hanh: Interpreter, ids: Ids
) -> str:
    """One that ends soon with its certificate and a claim of points, one asked for, a credential."""
    soon = a_certification(uow, hanh.id, level="L3-LAB", valid_until=uow.today + timedelta(days=60))
    learner = soon.learner_id
    shown = Claim(kind=CredentialKind.COURT, language=VI, score=84, issued_on=date(2026, 3, 2))
    court = a_credential(uow, learner, shown)
    credentials.verify(uow, court.id)
    wish = Ask(scheme="X-COURT", language=VI, route=GrantRoute.EXTERNAL, credential_id=court.id)
    certifications.ask_for(uow, learner, wish)
    waiting = Claim(kind=CredentialKind.TOPIK, language=None, score=5, issued_on=date(2026, 3, 2))
    topik = a_credential(uow, ids["learner_id"], waiting)
    points.claim(
        acting(uow, people[Role.INTERPRETER]),
        area=CpdArea.ETHICS,
        points=6,
        title=CLAIMED,
        done_on=date(2026, 10, 10),
    )
    document = documents.issue_certificate(uow, soon.id)
    entry = names.enter_for(uow, soon.learner, Names("응우옌 티 하인", "NGUYEN THI HANH", ""))
    ids |= {
        "entry_id": entry.id,
        "certification_id": soon.id,
        "credential_id": topik.id,
        "document_id": document.id,
    }
    return document.code

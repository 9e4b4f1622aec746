"""What training writes to people: the whole text of one letter a room, and to open accounts only."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.text.message import Named
from interpreters.domain.languages import Language, Level
from tests.factories import (
    a_certification,
    a_cohort,
    a_learner,
    a_user,
    an_enrolment,
    an_interpreter,
)
from tests.factories.assessment import an_assessor, an_attempt
from tests.factories.practicum import a_mentor
from training.domain.certifications import CertificationAction, CredentialKind
from training.service.assessment import notices as of_assessment
from training.service.assessment.notices import AssessmentNotice
from training.service.certification import notices as of_certification
from training.service.certification import reminders
from training.service.enrolment import applications
from training.service.enrolment import notices as of_enrolment
from training.service.enrolment.applications import Asking
from training.service.enrolment.notices import EnrolmentNotice
from training.service.practicum import mentoring
from training.service.teaching import notices as of_teaching
from training.store.tables import Attempt, Certification, ExternalCredential, Learner

Kind = Callable[[UnitOfWork, User], object]


def learner_of(uow: UnitOfWork, user: User) -> Learner:
    return a_learner(uow, user)


def on_the_roster_of(uow: UnitOfWork, user: User) -> Learner:
    """A learner whose account is the one of her roster entry."""
    entry = an_interpreter(uow, user=user, levels=())
    return a_learner(uow, interpreter=entry)


def attempt_of(uow: UnitOfWork, user: User) -> Attempt:
    for _ in range(2):
        an_assessor(uow)
    attempt = an_attempt(uow, learner=learner_of(uow, user))
    uow.db.execute(sa.delete(Message))
    return attempt


def certification_of(uow: UnitOfWork, user: User, **values: Any) -> Certification:
    entry = an_interpreter(uow, user=user, levels=())
    found = a_certification(uow, entry.id, level="L2", **values)
    uow.db.refresh(found, ["learner", "scheme"])
    uow.db.refresh(found.learner, ["interpreter"])
    return found


def a_result(uow: UnitOfWork, user: User) -> None:
    of_assessment.notify_learner(uow, attempt_of(uow, user), AssessmentNotice.RESULT)


def a_sitting_to_score(uow: UnitOfWork, user: User) -> None:
    attempt = attempt_of(uow, a_user(uow, Role.TRAINEE))
    of_assessment.notify_assessor(uow, attempt, user.id)


def a_missing_assessor(uow: UnitOfWork, user: User) -> None:
    manager_only(uow, user)
    attempt = attempt_of(uow, a_user(uow, Role.TRAINEE))
    of_assessment.notify_managers(uow, attempt, AssessmentNotice.SEAT_FREE)


def a_completion(uow: UnitOfWork, user: User) -> None:
    course = a_cohort(uow).version.course
    of_assessment.notify_of_course(
        uow,
        on_the_roster_of(uow, user),
        AssessmentNotice.COMPLETED,
        course=Named(course.title_in),
        path="/learn/1",
        about="x",
    )


def a_grant(uow: UnitOfWork, user: User) -> None:
    of_certification.notify(uow, certification_of(uow, user), CertificationAction.GRANTED)


def a_credential(uow: UnitOfWork, user: User) -> None:
    credential = ExternalCredential(
        learner_id=learner_of(uow, user).id,
        kind=CredentialKind.TOPIK,
        issued_on=uow.today,
        claimed_at=uow.now,
    )
    uow.db.add(credential)
    uow.db.flush()
    uow.db.refresh(credential, ["learner"])
    of_certification.notify_about_credential(uow, credential, seen=True)


def a_reminder(uow: UnitOfWork, user: User) -> None:
    certification_of(uow, user, valid_until=uow.today + timedelta(days=30))
    reminders.remind(uow)


def a_confirmed_seat(uow: UnitOfWork, user: User) -> None:
    cohort = a_cohort(uow)
    enrolment = an_enrolment(uow, cohort, learner_of(uow, user))
    of_enrolment.notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.CONFIRMED)


def a_next_cohort(uow: UnitOfWork, user: User) -> None:
    of_enrolment.notify_interested(uow, a_cohort(uow), on_the_roster_of(uow, user))


def a_moved_class(uow: UnitOfWork, user: User) -> int:
    cohort = a_cohort(uow)
    an_enrolment(uow, cohort, on_the_roster_of(uow, user))
    letter = of_teaching.class_moved(uow, cohort, cohort.meetings[0])
    return of_teaching.notify_enrolled(uow, cohort.id, letter)


def a_cancelled_cohort(uow: UnitOfWork, user: User) -> int:
    letter = of_teaching.called_off(a_cohort(uow), "비")
    return of_teaching.notify_trainers(uow, [user.id, None], letter)


def too_few_seats(uow: UnitOfWork, user: User) -> int:
    manager_only(uow, user)
    return of_teaching.notify_managers(uow, of_teaching.too_few(a_cohort(uow), 1))


def a_mentor_pair(uow: UnitOfWork, user: User) -> None:
    mentor, hers = a_mentor(uow)
    hers.active = False
    trainee = an_interpreter(uow, user=user, levels=("L1",), standing="trainee")
    mentoring.arrange(uow, mentor.id, trainee.id, language=Language.VIETNAMESE, starts_on=uow.today)


def an_asking_again(uow: UnitOfWork, user: User) -> None:
    asking = Asking(
        full_name=user.full_name,
        email=user.email,
        city="ansan",
        phone_number="010-1234-5678",
        languages=[Language.VIETNAMESE],
        level=Level.FLUENT,
        consent=applications.CONSENT_VERSION,
    )
    applications.ask(uow, asking)


def manager_only(uow: UnitOfWork, user: User) -> None:
    """The only training manager there is."""
    uow.db.execute(
        sa.update(Membership)
        .where(Membership.user_id == user.id)
        .values(role=Role.TRAINING_MANAGER)
    )


KINDS: list[Kind] = [
    a_result,
    a_sitting_to_score,
    a_missing_assessor,
    a_completion,
    a_grant,
    a_credential,
    a_reminder,
    a_confirmed_seat,
    a_next_cohort,
    a_moved_class,
    a_cancelled_cohort,
    too_few_seats,
    a_mentor_pair,
    an_asking_again,
]


def written(uow: UnitOfWork, kind: Kind, *, active: bool, language: str = "en") -> list[Message]:
    user = a_user(uow, Role.TRAINEE, active=active, language=language, email="mai@ieum.example")
    kind(uow, user)
    return list(uow.db.scalars(sa.select(Message).where(Message.to == user.email)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_account_is_written_nothing(uow: UnitOfWork, kind: Kind) -> None:
    assert written(uow, kind, active=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_account_is_written_to_once(uow: UnitOfWork, kind: Kind) -> None:
    assert len(written(uow, kind, active=True)) == 1


TEXTS: list[tuple[Kind, str, str, list[str]]] = [
    (
        a_result,
        "en",
        "Your result: Oral test",
        ["The app shows what you reached, and how to appeal."],
    ),
    (
        a_grant,
        "ko",
        "인증되었어요: 상담통역",
        ["2028-11-21까지 유효해요."],
    ),
    (
        a_confirmed_seat,
        "ko",
        "자리가 확정됐어요: 상담통역 기초 과정 N기",
        ["이 과정에 자리가 있어요.", "첫 수업: 12월 7일 월요일 오후 12:00, 온라인"],
    ),
    (
        a_confirmed_seat,
        "en",
        "Your seat is confirmed: Community interpreting, first steps, cohort N",
        ["You have a seat in this course.", "First class: Monday 7 December, 12:00 pm, Online"],
    ),
    (
        a_cancelled_cohort,
        "ko",
        "폐강: 상담통역 기초 과정 N기",
        ["상담통역 기초 과정 N기 과정이 폐강됐어요: 비"],
    ),
]


@pytest.mark.parametrize(("kind", "language", "subject", "sentences"), TEXTS)
def test_the_text_of_a_letter(
    uow: UnitOfWork, kind: Kind, language: str, subject: str, sentences: list[str]
) -> None:
    (message,) = written(uow, kind, active=True, language=language)
    *body, link = re.sub(r"(cohort )\d+|\d+(?=기)", r"\1N", message.body).split("\n\n")

    assert re.sub(r"(cohort )\d+|\d+(?=기)", r"\1N", message.subject) == subject
    assert body == sentences
    opening = "앱에서 보기: " if language == "ko" else "Open the app: "
    assert link.startswith(opening + uow.settings.base_url)

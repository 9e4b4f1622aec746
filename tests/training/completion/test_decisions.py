"""Invariant 7: a decision of completion recomputes to the same digest; corrections supersede."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from foundation.database.integrity import GUARDS, statements_of
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message, MessageState
from foundation.security.errors import Conflict, Forbidden
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_course, a_learner, a_user, an_enrolment
from tests.factories.assessment import acting, an_assessor, an_attempt, an_instrument, score
from tests.training.certified import a_centre
from training.domain.assessment import InstrumentKind
from training.domain.attendance import MarkSource, Presence
from training.domain.courses import CohortStatus
from training.domain.documents import Verdict
from training.domain.seats import EnrolmentStatus
from training.service.assessment import assessments
from training.service.completion import decisions
from training.service.completion.decisions import DecisionCount
from training.service.documents import documents, verification
from training.service.teaching import marking
from training.service.teaching.marking import Marked
from training.store.tables import Cohort, CompletionDecision, CpdClaim, Enrolment, Instrument


def a_quiz(uow: UnitOfWork) -> Instrument:
    return an_instrument(
        uow,
        kind=InstrumentKind.QUIZ,
        pass_mark=80,
        semi_mark=0,
        assessors=1,
        per_language=False,
        sections=((10, 0),),
    )


def a_taught_cohort(uow: UnitOfWork, quiz: Instrument | None = None) -> Cohort:
    """Two classes of two hours, both over; 80% must be attended, and a quiz passed if given."""
    course = a_course(uow, code="L1")
    cohort = a_cohort(
        uow,
        course,
        status=CohortStatus.GRADING,
        first_class=uow.now - timedelta(days=20),
    )
    if quiz is not None:
        decisions.require(uow, cohort.course_version_id, [quiz.id])
    return cohort


def attend(uow: UnitOfWork, cohort: Cohort, who: Enrolment, minutes: Sequence[int]) -> None:
    """Note these minutes, class by class."""
    marks = [
        Marked(who.id, meeting.id, Presence.PRESENT if given == 120 else Presence.LATE, given, 0)
        if given
        else Marked(who.id, meeting.id, Presence.ABSENT, 0, 0)
        for meeting, given in zip(cohort.meetings, minutes, strict=False)
    ]
    marking.mark(uow, marks, source=MarkSource.TRAINER)


def somebody(uow: UnitOfWork, cohort: Cohort, *minutes: int) -> Enrolment:
    learner = a_learner(uow, a_user(uow, Role.TRAINEE, language="en"))
    enrolment = an_enrolment(uow, cohort, learner, status="attending")
    attend(uow, cohort, enrolment, minutes)
    return enrolment


def test_a_cohort_is_decided_at_once_and_who_waits_is_left(uow: UnitOfWork) -> None:
    cohort = a_taught_cohort(uow)
    full, short = somebody(uow, cohort, 120, 72), somebody(uow, cohort, 120, 71)
    unmarked = somebody(uow, cohort, 120)
    assert decisions.decide_cohort(uow, cohort.id) == DecisionCount(1, 1, 1)
    assert [e.status for e in (full, short, unmarked)] == [
        EnrolmentStatus.COMPLETED,
        EnrolmentStatus.NOT_COMPLETED,
        EnrolmentStatus.ATTENDING,
    ]
    told = uow.db.scalars(
        sa.select(Message.subject).where(Message.state == MessageState.WAITING)
    ).all()
    assert sorted(subject.partition(":")[0] for subject in told) == [
        "Decision about your course",
        "You have completed the course",
    ]
    assert decisions.decide_cohort(uow, cohort.id) == DecisionCount(1, 1, 1)
    assert uow.db.scalar(sa.select(sa.func.count()).select_from(CompletionDecision)) == 2


def test_a_required_quiz_is_awaited_then_counts(uow: UnitOfWork) -> None:
    quiz, reader = a_quiz(uow), an_assessor(uow)
    cohort = a_taught_cohort(uow, quiz)
    who = somebody(uow, cohort, 120, 120)
    sitting = an_attempt(
        uow, quiz, learner=who.learner, assessors=(reader,), language=None, enrolment=who
    )
    with pytest.raises(Conflict, match="awaited"):
        decisions.decide(uow, who.id)
    score(uow, sitting, reader, 7)
    assert not decisions.decide(uow, who.id).completed
    again = an_attempt(
        uow, quiz, learner=who.learner, assessors=(reader,), language=None, enrolment=who
    )
    score(uow, again, reader, 8)
    second = decisions.decide(uow, who.id)
    assert (second.completed, second.number, who.status) == (True, 2, EnrolmentStatus.COMPLETED)
    assert decisions.stands(uow, who.id) is second


def test_nothing_is_decided_while_classes_are_to_come_or_by_somebody_else(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, status=CohortStatus.RUNNING, first_class=uow.now - timedelta(days=1))
    who = an_enrolment(uow, cohort, status="attending")
    with pytest.raises(Conflict, match="still to come"):
        decisions.decide(uow, who.id)
    with pytest.raises(Forbidden):
        decisions.decide(acting(uow, a_user(uow, Role.TRAINER)), who.id)


def test_the_rules_of_an_announced_version_stay(uow: UnitOfWork) -> None:
    cohort = a_taught_cohort(uow)
    quiz = a_quiz(uow)
    decisions.require(uow, cohort.course_version_id, [quiz.id])
    assert [i.id for i in decisions.required_of(uow, cohort.course_version_id)] == [quiz.id]
    cohort.version.frozen_at = uow.now
    with pytest.raises(Conflict):
        decisions.require(uow, cohort.course_version_id, [])


def test_invariant_7_a_decision_recomputes_to_the_same_digest(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        cohort = a_taught_cohort(uow)
        who = somebody(uow, cohort, 120, 100)
        decision = decisions.decide(uow, who.id)
        digest = decision.digest
    with begin(any_office, the_system()) as uow:
        kept = uow.db.get_one(CompletionDecision, decision.id)
        assert decisions.recomputes(kept)
        assert (kept.digest, len(digest), kept.rule) == (digest, 64, "completion/1")
        case = decisions.cases(uow, cohort.id)[1][0]
        assert (case.is_news, case.is_intact) == (False, True)
    tampered = {**kept.snapshot, "attendance": {**kept.snapshot["attendance"], "attended": 240}}
    change = sa.update(CompletionDecision).values(snapshot=tampered)
    with pytest.raises(DBAPIError), begin(any_office, the_system()) as uow:
        uow.db.execute(change)
    # The control: with the guard taken away the change goes through, and is found all the same.
    with any_office.engine.begin() as connection:
        guard = GUARDS["completion_decision_append_only"]
        for statement in statements_of(guard, connection.dialect.name):
            if statement.startswith("DROP"):
                connection.exec_driver_sql(statement)
    with begin(any_office, the_system()) as uow:
        uow.db.execute(change)
    with begin(any_office, the_system()) as uow:
        assert not decisions.recomputes(uow.db.get_one(CompletionDecision, decision.id))
        assert not decisions.cases(uow, cohort.id)[1][0].is_intact


def test_a_correction_takes_back_points_and_statement(uow: UnitOfWork) -> None:
    """An attempt that counted is annulled: the completion falls, and what followed from it too."""
    a_centre(uow)
    quiz, reader = a_quiz(uow), an_assessor(uow)
    cohort = a_taught_cohort(uow, quiz)
    who = somebody(uow, cohort, 120, 120)
    learner = who.learner
    sitting = an_attempt(
        uow, quiz, learner=learner, assessors=(reader,), language=None, enrolment=who
    )
    score(uow, sitting, reader, 8)
    assert decisions.decide(uow, who.id).completed
    statement = documents.issue_completion(uow, who.id)
    assert uow.db.scalars(sa.select(CpdClaim.points)).all() == [4]
    assessments.strike(uow, assessments.lock_attempt(uow, sitting.id), "문제지가 먼저 알려졌어요")
    again = an_attempt(
        uow, quiz, learner=learner, assessors=(reader,), language=None, enrolment=who
    )
    score(uow, again, reader, 1)
    assert not decisions.decide(uow, who.id).completed
    assert uow.db.scalars(sa.select(CpdClaim)).all() == []
    assert verification.look(uow, statement.code).verdict is Verdict.REVOKED

"""Planning sittings, handing in marks, disputes, carried passes, appeals."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import Membership
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message, MessageState
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.languages import Language
from tests.factories import a_cohort, a_learner, a_user, an_enrolment
from tests.factories.assessment import (
    acting,
    an_assessor,
    an_attempt,
    an_instrument,
    marks,
    score,
)
from training.domain.assessment import AppealStatus, AttemptStatus, InstrumentKind, Outcome
from training.domain.instruments import USUAL
from training.service.assessment import appeals, assessments, instruments, scoring, views
from training.store.tables import Attempt

VI = Language.VIETNAMESE


def test_the_instruments_of_the_ladder_are_laid_once_and_what_was_changed_stays(
    uow: UnitOfWork,
) -> None:
    assert instruments.seed(uow) == len(USUAL)
    assert instruments.seed(uow) == 0
    laid = {i.code: i for i in instruments.listed(uow)}
    written, oral = laid["L1-written"], laid["L2-oral"]
    assert (written.pass_mark, [s.least_percent for s in written.sections]) == (60, [40, 40])
    assert (oral.pass_mark, oral.assessors, laid["L3-MED-oral"].pass_mark) == (70, 2, 75)
    assert (laid["L3-MED-written"].carries_over, laid["S1-quiz"].pass_mark) == (1, 80)


def test_an_instrument_is_frozen_once_somebody_sits_it(uow: UnitOfWork) -> None:
    instruments.seed(uow)
    written = next(i for i in instruments.listed(uow) if i.code == "L1-written")
    plan = next(plan for plan in USUAL if plan.code == "L1-written")
    instruments.change(uow, written.id, plan)
    an_attempt(uow, written, language=None)
    with pytest.raises(Conflict):
        instruments.change(uow, written.id, plan)


def test_two_close_assessors_decide_and_the_learner_is_told_without_marks(uow: UnitOfWork) -> None:
    one, two = an_assessor(uow), an_assessor(uow)
    learner = a_learner(uow, a_user(uow, Role.TRAINEE, language="en"))
    attempt = an_attempt(uow, learner=learner, assessors=(one, two))
    score(uow, attempt, one, 45, 25)
    assert attempt.status is AttemptStatus.SCORING
    score(uow, attempt, two, 50, 30)
    assert (attempt.status, attempt.outcome, attempt.percent) == ("decided", Outcome.FULL, 75.0)
    assert learner.user is not None
    told = uow.db.scalars(sa.select(Message).where(Message.to == learner.user.email)).all()
    assert len([m for m in told if m.subject.startswith("Your result")]) == 1
    assert not any("75" in m.body.partition("http")[0] for m in told)
    found = assessments.passed(uow, learner.id, attempt.instrument.code, VI)
    assert found is attempt
    assert assessments.passed(uow, learner.id, attempt.instrument.code, Language.THAI) is None


def test_a_third_decides_a_dispute_and_has_not_seen_the_marks(uow: UnitOfWork) -> None:
    one, two, third = (an_assessor(uow) for _ in range(3))
    manager = a_user(uow, Role.TRAINING_MANAGER)
    attempt = an_attempt(uow, assessors=(one, two))
    score(uow, attempt, one, 30, 20)
    score(uow, attempt, two, 40, 30)
    assert (attempt.status, attempt.outcome) == (AttemptStatus.DISPUTED, None)
    with pytest.raises(Refused):
        assessments.name(acting(uow, manager), attempt.id, manager.id)
    with pytest.raises(Refused):
        assessments.name(acting(uow, manager), attempt.id, one.id)
    assessments.name(acting(uow, manager), attempt.id, third.id)
    score(uow, attempt, third, 40, 28)
    assert (attempt.status, attempt.outcome, attempt.percent) == ("decided", Outcome.SEMI, 69.0)


def test_marks_are_whole_complete_in_time_and_given_once(uow: UnitOfWork) -> None:
    one, two = an_assessor(uow), an_assessor(uow)
    attempt = an_attempt(uow, assessors=(one, two))
    with pytest.raises(Refused) as refused:
        scoring.submit(acting(uow, one), attempt.id, {**marks(attempt, 61, 0)})
    assert set(refused.value.problems) == {"marks-1"}
    with pytest.raises(Refused) as refused:
        scoring.submit(acting(uow, one), attempt.id, {})
    assert set(refused.value.problems) == {"marks-1", "marks-2"}
    with pytest.raises(Conflict):
        scoring.submit(acting(uow, one, days=-1), attempt.id, marks(attempt, 1, 1))
    score(uow, attempt, one, 1, 1)
    with pytest.raises(Conflict):
        score(uow, attempt, one, 60, 40)
    with pytest.raises(NotFound):
        score(uow, attempt, an_assessor(uow), 60, 40)


def test_a_freed_seat_is_filled_again_before_anything_is_decided(uow: UnitOfWork) -> None:
    one, two, other = (an_assessor(uow) for _ in range(3))
    attempt = an_attempt(uow, assessors=(one, two))
    score(uow, attempt, one, 50, 30)
    assessments.take_back(uow, attempt.id, two.id)
    assert attempt.status is AttemptStatus.SCORING
    with pytest.raises(Conflict, match="can be the second assessor"):
        scoring.score_alone(uow, attempt.id)
    with pytest.raises(Conflict):
        assessments.take_back(uow, attempt.id, one.id)
    assessments.name(uow, attempt.id, other.id)
    score(uow, attempt, other, 50, 30)
    assert attempt.outcome is Outcome.FULL


def test_a_written_pass_is_carried_into_the_next_enrolment_and_covers_two_orals(
    uow: UnitOfWork,
) -> None:
    oral = an_instrument(uow, code="med-oral")
    written = an_instrument(
        uow,
        code="med-written",
        kind=InstrumentKind.WRITTEN,
        assessors=1,
        per_language=False,
        carries_over=1,
        carries_to="med-oral",
    )
    one, two, reader, learner = an_assessor(uow), an_assessor(uow), an_assessor(uow), a_learner(uow)

    def sit(hour: int) -> list[Attempt]:
        """Enrol anew, sit the oral, fail it; what the enrolment holds then."""
        enrolment = an_enrolment(uow, a_cohort(uow), learner, status="attending")
        at = uow.now - timedelta(hours=hour)
        if hour == 3:
            paper = an_attempt(
                uow,
                written,
                learner=learner,
                assessors=(reader,),
                language=None,
                planned_at=at,
                enrolment=enrolment,
            )
            score(uow, paper, reader, 50, 30)
        sat = an_attempt(
            uow, oral, learner=learner, assessors=(one, two), planned_at=at, enrolment=enrolment
        )
        for assessor in (one, two):
            score(uow, sat, assessor, 10, 10)
        query = sa.select(Attempt).where(
            Attempt.enrolment_id == enrolment.id, Attempt.instrument_id == written.id
        )
        return list(uow.db.scalars(query))

    first, second = sit(3), sit(2)
    assert [a.carried_from_id for a in second] == [first[0].id]
    assert (second[0].outcome, second[0].percent) == (Outcome.FULL, 80.0)
    assert assessments.passed(uow, learner.id, "med-written", VI) is None
    assert sit(1) == []


def failed_attempt(uow: UnitOfWork) -> Attempt:
    one, two = an_assessor(uow), an_assessor(uow)
    attempt = an_attempt(uow, assessors=(one, two))
    for assessor in (one, two):
        score(uow, attempt, assessor, 30, 20)
    return attempt


def test_an_upheld_appeal_annuls_the_sitting_and_plans_a_new_one(uow: UnitOfWork) -> None:
    attempt = failed_attempt(uow)
    learner, manager = attempt.learner.user, a_user(uow, Role.TRAINING_MANAGER)
    assert learner is not None
    appeals.lodge(acting(uow, learner), attempt.id, "녹음이 끊겼어요.")
    with pytest.raises(Conflict):
        appeals.lodge(acting(uow, learner), attempt.id, "한 번 더")
    resit = uow.now + timedelta(days=3)
    answered = appeals.answer(acting(uow, manager), attempt.id, "다시 봅니다.", resit_at=resit)
    assert answered.status is AppealStatus.UPHELD
    assert (attempt.status, attempt.outcome) == (AttemptStatus.ANNULLED, None)
    told = sa.select(Message.state).where(Message.about == f"appeal:{attempt.id}")
    assert uow.db.scalars(told).all() == [MessageState.WAITING]
    query = sa.select(Attempt).where(Attempt.learner_id == attempt.learner_id, Attempt.sitting == 2)
    assert uow.db.scalars(query).one().planned_at == resit
    with pytest.raises(Conflict):
        appeals.answer(acting(uow, manager), attempt.id, "아니요.")


def test_an_appeal_is_lodged_by_the_learner_in_time_and_answered_by_a_stranger(
    uow: UnitOfWork,
) -> None:
    attempt = failed_attempt(uow)
    learner = attempt.learner.user
    assert learner is not None
    with pytest.raises(NotFound):
        appeals.lodge(acting(uow, a_user(uow, Role.TRAINEE)), attempt.id, "남의 것")
    with pytest.raises(Conflict):
        appeals.lodge(acting(uow, learner, days=15), attempt.id, "늦었어요")
    appeals.lodge(acting(uow, learner, days=13), attempt.id, "다시 들어 주세요.")
    seat = views.overview(uow, attempt.id).seats[0]
    judge = seat.assessor
    home = uow.db.scalars(sa.select(Membership).where(Membership.user_id == judge.id)).one()
    uow.db.add(
        Membership(
            user_id=judge.id, organisation_id=home.organisation_id, role=Role.TRAINING_MANAGER
        )
    )
    uow.db.flush()
    uow.db.expire_all()
    with pytest.raises(Forbidden):
        appeals.answer(acting(uow, judge), attempt.id, "그대로예요.")


def test_a_result_cannot_be_annulled_at_will(uow: UnitOfWork) -> None:
    with pytest.raises(Conflict):
        assessments.annul(uow, failed_attempt(uow).id, "마음에 안 들어요")
    planned = an_attempt(uow, assessors=(an_assessor(uow), an_assessor(uow)))
    with pytest.raises(Refused):
        assessments.annul(uow, planned.id, " ")
    assert assessments.annul(uow, planned.id, "아팠어요").status is AttemptStatus.ANNULLED

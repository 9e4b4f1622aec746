"""Invariant 11: who assesses whom, blind to each other, and decided once whoever comes last."""

from collections.abc import Callable
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.audit import AuditEntry
from foundation.database.integrity import GUARDS, statements_of
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, NotFound, Refused
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_learner, a_user, an_enrolment, an_interpreter, as_actor
from tests.factories.assessment import acting, an_assessor, an_attempt, marks, score
from tests.threads import at_once
from tests.transactions import failing
from training.domain.assessment import OPEN_ATTEMPTS, AttemptStatus, ConflictKind, Outcome
from training.domain.practicum import MentorshipStatus
from training.service.assessment import assessments, conflicts, scoring, views
from training.service.assessment.views import SittingView
from training.store.tables import AssessorSeat, Attempt, Learner, Mentorship, Score
from training.store.tables.assessments import RESULT_STAYS

SITTINGS = 5


def as_trainer(uow: UnitOfWork, learner: Learner, user: User) -> None:
    an_enrolment(uow, a_cohort(uow, trainer=user), learner, status="attending")


def as_mentor(uow: UnitOfWork, learner: Learner, user: User) -> None:
    mentor = a_learner(uow, interpreter=an_interpreter(uow, "멘토"))
    assert mentor.interpreter is not None
    mentor.user_id = user.id
    uow.db.add(
        Mentorship(
            mentor_id=mentor.id,
            trainee_id=learner.id,
            language=learner.language,  # pyright: ignore[reportArgumentType]  Vietnamese
            status=MentorshipStatus.ENDED,
            starts_on=uow.today,
            proposed_at=uow.now,
        )
    )
    uow.db.flush()


def as_relative(uow: UnitOfWork, learner: Learner, user: User) -> None:
    sitting = an_attempt(uow, learner=learner, assessors=(user,))
    conflicts.declare(acting(uow, user), sitting.id, ConflictKind.RELATIVE)
    assert not views.to_score(acting(uow, user))
    assessments.annul(uow, sitting.id, "평가자가 없어요")


def as_herself(uow: UnitOfWork, learner: Learner, user: User) -> None:
    learner.user_id = user.id
    uow.db.flush()


@pytest.mark.parametrize("tie", [as_trainer, as_mentor, as_relative, as_herself])
def test_invariant_11_nobody_assesses_whom_she_taught_mentored_is_related_to_or_is(
    uow: UnitOfWork, tie: Callable[[UnitOfWork, Learner, User], None]
) -> None:
    tied, learner = an_assessor(uow), a_learner(uow)
    others = an_assessor(uow), an_assessor(uow)
    tie(uow, learner, tied)
    with pytest.raises(Refused, match=tied.full_name):
        an_attempt(uow, learner=learner, assessors=(others[0], tied))
    sitting = an_attempt(uow, learner=learner, assessors=(others[0],))
    with pytest.raises(Refused):
        assessments.name(uow, sitting.id, tied.id)
    assessments.name(uow, sitting.id, others[1].id)
    as_trainer(uow, learner, others[1])
    with pytest.raises(Conflict):
        score(uow, sitting, others[1], 60, 40)


def test_invariant_11_an_assessor_speaks_the_language(uow: UnitOfWork) -> None:
    thai = an_assessor(uow, language="th")
    an_assessor(uow)
    with pytest.raises(Refused):
        an_attempt(uow, assessors=(thai,))
    with pytest.raises(Refused, match="Nobody can assess"):
        an_attempt(uow, language="km")


def test_invariant_11_without_a_second_assessor_the_outcome_is_only_recognised(
    uow: UnitOfWork,
) -> None:
    only = an_assessor(uow)
    alone = an_attempt(uow, assessors=(only,))
    score(uow, alone, only, 60, 40)
    assert (alone.assessors_due, alone.outcome) == (1, Outcome.RECOGNISED)
    # A second was found, named, and stepped back: again one is all there is.
    second = an_assessor(uow)
    pair = an_attempt(uow, assessors=(only, second))
    score(uow, pair, only, 60, 40)
    conflicts.declare(acting(uow, second), pair.id, ConflictKind.OTHER)
    assert pair.status is AttemptStatus.SCORING
    scoring.score_alone(uow, pair.id)
    assert pair.outcome is Outcome.RECOGNISED


def test_invariant_11_a_second_who_turns_up_makes_it_a_full_result(uow: UnitOfWork) -> None:
    only = an_assessor(uow)
    sitting = an_attempt(uow, assessors=(only,))
    second = an_assessor(uow)
    assessments.name(uow, sitting.id, second.id)
    score(uow, sitting, only, 60, 40)
    assert sitting.status is AttemptStatus.SCORING
    score(uow, sitting, second, 60, 40)
    assert sitting.outcome is Outcome.FULL


def test_abuse_an_assessor_never_sees_the_marks_of_another_even_as_a_manager(
    office: Office,
) -> None:
    with begin(office, the_system()) as uow:
        one, two = an_assessor(uow), an_assessor(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
        sitting = an_attempt(uow, assessors=(one, two))
        scoring.submit(
            acting(uow, one),
            sitting.id,
            marks(sitting, 60, 37),
            {section.id: "아주 좋아요" for section in sitting.instrument.sections},
        )
        both = as_actor(uow, two)
        both_roles = type(both)(
            both.user_id,
            both.name,
            roles=(*both.roles, *as_actor(uow, manager).roles),
            grants=both.grants,
        )
        outsider = as_actor(uow, an_assessor(uow))
        watching = as_actor(uow, manager)
    for who in (both, both_roles):
        with reading(office, who) as uow:
            assert views.view_of(uow, sitting.id) is SittingView.ASSESSOR
            sheet = views.own_sheet(uow, sitting.id)
            assert (sheet.scores, sheet.handed_in_at, sheet.attempt.outcome) == ({}, None, None)
            assert sa.inspect(sheet.attempt).unloaded >= {"seats"}
            if who is both_roles:
                with pytest.raises(NotFound):
                    views.overview(uow, sitting.id)
    with reading(office, outsider) as uow, pytest.raises(NotFound):
        views.view_of(uow, sitting.id)
    with reading(office, watching) as uow:
        seen = views.overview(uow, sitting.id)
        assert (seen.shows_marks, seen.result) == (False, None)


def test_what_was_handed_in_is_kept_by_the_database_itself(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        one = an_assessor(uow)
        score(uow, an_attempt(uow, assessors=(one, an_assessor(uow))), one, 50, 30)
    handed_in = AssessorSeat.submitted_at.is_not(None)
    for action in (
        sa.update(AssessorSeat).where(handed_in).values(percent=10),
        sa.delete(AssessorSeat).where(handed_in),
        sa.update(Score).values(marks=0),
        sa.delete(Score),
    ):
        with failing(any_office, DBAPIError) as uow:
            uow.db.execute(action)


def make_sittings(office: Office) -> tuple[list[UUID], list[User]]:
    """Sittings of different people that the same two assessors score."""
    with begin(office, the_system()) as uow:
        pair = [an_assessor(uow), an_assessor(uow)]
        first = an_attempt(uow, assessors=tuple(pair))
        others = [
            an_attempt(uow, first.instrument, assessors=tuple(pair)) for _ in range(SITTINGS - 1)
        ]
        return [first.id, *(other.id for other in others)], pair


def decisions(office: Office) -> int:
    with reading(office, the_system()) as uow:
        query = sa.select(sa.func.count()).where(AuditEntry.name == "attempt.decided")
        return uow.db.scalars(query).one()


def test_two_who_hand_in_at_once_decide_exactly_once(any_office: Office) -> None:
    ids, pair = make_sittings(any_office)
    start = Barrier(2, timeout=30)

    def hand_in(user: User) -> None:
        with reading(any_office, the_system()) as uow:
            actor = as_actor(uow, user)
        for attempt_id in ids:
            start.wait()
            with begin(any_office, actor) as uow:
                attempt = views.own_sheet(uow, attempt_id).attempt
                scoring.submit(uow, attempt_id, marks(attempt, 50, 30))

    at_once(hand_in, pair)
    with reading(any_office, the_system()) as uow:
        found = uow.db.scalars(sa.select(Attempt)).all()
        assert {(a.status, a.outcome) for a in found} == {(AttemptStatus.DECIDED, Outcome.FULL)}
    assert decisions(any_office) == SITTINGS


def decide_naively(office: Office, ids: list[UUID]) -> int:
    """Read whether it is open, then decide: how many decisions two come to for each sitting."""
    both_have_read = Barrier(2, timeout=30)

    def decide(_turn: int) -> int:
        done = 0
        for attempt_id in ids:
            with reading(office, the_system()) as uow:
                is_open = uow.db.get_one(Attempt, attempt_id).status in OPEN_ATTEMPTS
            both_have_read.wait()
            if not is_open:
                continue
            try:
                with begin(office, the_system()) as uow:
                    values = {"status": AttemptStatus.DECIDED, "outcome": Outcome.FULL}
                    uow.db.execute(
                        sa.update(Attempt).where(Attempt.id == attempt_id).values(values)
                    )
            except DBAPIError:
                continue
            done += 1
        return done

    return sum(at_once(decide, range(2)))


def test_a_result_once_decided_is_kept_by_the_database_itself(any_office: Office) -> None:
    ids, _ = make_sittings(any_office)
    assert decide_naively(any_office, ids) == SITTINGS


def test_without_lock_and_guard_both_decide(any_office: Office) -> None:
    """The control: reading first and writing then, without the guard, decides everything twice."""
    ids, _ = make_sittings(any_office)
    with any_office.engine.begin() as connection:
        for statement in statements_of(GUARDS[RESULT_STAYS], connection.dialect.name):
            if statement.startswith("DROP"):
                connection.exec_driver_sql(statement)
    assert decide_naively(any_office, ids) == 2 * SITTINGS

"""Classes and mentoring are paid by the minute, once, to people of the roster who are no staff; standing by as agreed."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from dispatch.domain.claims import ClaimKind
from dispatch.domain.live import StandbyState
from dispatch.service.claims import proposing, training
from dispatch.store.tables import PayClaim, Standby
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden
from interpreters.domain.standing import Employment
from tests.dispatch.acting import acting, assign
from tests.factories import a_session, a_user, an_interpreter
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from tests.factories.training import a_cohort, a_meeting
from training.domain.courses import MeetingStatus
from training.domain.practicum import EntryStatus, PracticumKind
from training.store.tables import PracticumEntry


def claims(uow: UnitOfWork) -> list[tuple[ClaimKind, int]]:
    return [(each.kind, each.won) for each in uow.db.scalars(sa.select(PayClaim))]


def test_a_class_that_was_held_is_paid_once_to_its_trainer(uow: UnitOfWork) -> None:
    a_rate_card(uow, class_hour_won=50_000)
    hanh, user = a_signed_up_interpreter(uow)
    cohort, start = a_cohort(uow), uow.now - timedelta(days=2)
    held: dict[str, Any] = {"starts_at": start, "minutes": 90, "status": MeetingStatus.HELD}
    a_meeting(uow, cohort, "첫 수업", trainer=user, **held)
    a_meeting(uow, cohort, "다음 수업", trainer=user, starts_at=start)
    a_meeting(uow, cohort, "남의 수업", trainer=a_user(uow, Role.TRAINER), **held)
    assert proposing.propose_due(uow) == 1
    assert proposing.propose_due(uow) == 0
    assert claims(uow) == [(ClaimKind.CLASS, 75_000)]
    claim = uow.db.scalars(sa.select(PayClaim)).one()
    assert (claim.interpreter_id, claim.organisation_id) == (hanh.id, cohort.organisation_id)


def test_whoever_taught_and_is_not_on_the_roster_is_listed_until_they_are(uow: UnitOfWork) -> None:
    a_rate_card(uow, class_hour_won=50_000)
    clerk = acting(uow, a_user(uow, Role.ACCOUNTANT))
    trainer, start = a_user(uow, Role.TRAINER, full_name="한결"), uow.now - timedelta(days=2)
    cohort = a_cohort(uow)
    for title in ("첫 수업", "다음 수업"):
        a_meeting(
            uow,
            cohort,
            title,
            trainer=trainer,
            starts_at=start,
            minutes=90,
            status=MeetingStatus.HELD,
        )
    assert proposing.propose_due(uow) == 0
    (found,) = training.list_without_payee(clerk)
    assert (found.name, found.classes, found.minutes, found.won) == ("한결", 2, 180, 150_000)
    with pytest.raises(Forbidden):
        training.list_without_payee(acting(uow, trainer))

    an_interpreter(uow, "한결", user=trainer)
    assert training.list_without_payee(clerk) == []
    assert proposing.propose_due(uow) == 2


def test_staff_teach_in_their_working_hours(uow: UnitOfWork) -> None:
    a_rate_card(uow, class_hour_won=50_000)
    _, user = a_signed_up_interpreter(uow, employment=Employment.STAFF)
    start = uow.now - timedelta(days=2)
    a_meeting(uow, a_cohort(uow), trainer=user, starts_at=start, status=MeetingStatus.HELD)
    assert proposing.propose_due(uow) == 0


def test_a_mentor_is_paid_for_confirmed_minutes(uow: UnitOfWork) -> None:
    a_rate_card(uow, mentor_hour_won=15_000)
    hanh, _ = a_mentor(uow)
    mai, _ = a_trainee(uow)
    pair = a_mentorship(uow, hanh, mai)
    made = assign(uow, a_session(uow), hanh)
    entry = PracticumEntry(
        mentorship_id=pair.id,
        assignment_id=made.id,
        kind=PracticumKind.OBSERVE,
        starts_at=uow.now - timedelta(hours=3),
        ends_at=uow.now - timedelta(hours=2),
        minutes=50,
        status=EntryStatus.HELD,
    )
    uow.db.add(entry)
    uow.db.flush()
    assert proposing.propose_due(uow) == 0
    entry.status = EntryStatus.CONFIRMED
    uow.db.flush()
    assert proposing.propose_due(uow) == 1
    assert claims(uow) == [(ClaimKind.MENTORING, 12_500)]


def test_whoever_stood_by_to_no_avail_is_paid_what_was_agreed(uow: UnitOfWork) -> None:
    a_rate_card(uow)
    about, (mai, _) = a_session(uow), a_signed_up_interpreter(uow)
    start = uow.now - timedelta(hours=5)
    for state, ended in ((StandbyState.RELEASED, 2), (StandbyState.CALLED, -1)):
        standby = Standby(
            session_id=about.id,
            interpreter_id=mai.id,
            state=state,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            named_by_id=None,
            created_at=start - timedelta(days=1),
            pay_won=9_000,
            ended_at=start + timedelta(hours=ended),
        )
        uow.db.add(standby)
    uow.db.flush()
    assert proposing.propose_due(uow) == 1
    assert claims(uow) == [(ClaimKind.STANDBY, 9_000)]

"""Setting a level aside: in T2 with one logged reason, in T3 only when two different people agree."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.store.tables import User
from dispatch.domain.states import AssignmentState, OverrideState
from dispatch.service.slots import offers, overrides
from dispatch.store.tables import GraveOverride
from foundation.database.audit import AuditEntry
from foundation.database.base import names_constraint
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, Refused
from foundation.security.permissions import the_system
from interpreters.domain.events import EligibilityLost
from interpreters.domain.qualifications import Tier
from interpreters.store.tables import Interpreter
from scheduling.domain.events import SessionChanged
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, assign, subjects
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter

WHY = "Nobody certified answers the telephone tonight."


@dataclass
class Crisis:
    """A session about violence, somebody with L2 only, and two coordinators."""

    session: CounsellingSession
    hanh: Interpreter
    one: User
    other: User


def a_crisis(uow: UnitOfWork) -> Crisis:
    hanh, _ = a_signed_up_interpreter(uow)
    session = a_session(uow, domain="violence", case_code="ANS-1")
    return Crisis(session, hanh, a_coordinator(uow), a_coordinator(uow))


def asked(uow: UnitOfWork, it: Crisis) -> GraveOverride:
    return overrides.ask(acting(uow, it.one), it.session.id, it.hanh.id, WHY)


def test_t3_is_overridden_by_two_different_people_and_logged(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    with pytest.raises(Conflict, match="L2"):
        assign(acting(uow, it.one), it.session, it.hanh, override_reason=WHY)

    row = asked(uow, it)
    assert len(subjects(uow, it.other)) == 1
    with pytest.raises(Conflict, match="L2"):
        assign(acting(uow, it.one), it.session, it.hanh)
    overrides.agree(acting(uow, it.other), row.id)
    assignment = assign(acting(uow, it.one), it.session, it.hanh)

    assert (assignment.state, assignment.override_reason) == (AssignmentState.CONFIRMED, WHY)
    trail = uow.db.scalars(
        sa.select(AuditEntry).where(AuditEntry.subject == str(row.id)).order_by(AuditEntry.id)
    ).all()
    assert {(e.name, e.actor_id) for e in trail} == {
        ("override.asked", it.one.id),
        ("override.agreed", it.other.id),
    }


def test_nobody_agrees_with_themselves(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    row = asked(uow, it)

    with pytest.raises(Conflict, match="two different people"):
        overrides.agree(acting(uow, it.one), row.id)
    with pytest.raises(Forbidden):
        overrides.agree(uow, row.id)
    with pytest.raises(Forbidden):
        overrides.agree(acting(uow, a_user(uow)), row.id)


def test_the_database_knows_that_they_are_two(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        it = a_crisis(uow)
        row = asked(uow, it)
    with pytest.raises(IntegrityError) as refused, any_office.engine.begin() as connection:
        connection.execute(
            sa.update(GraveOverride)
            .where(GraveOverride.id == row.id)
            .values(state="agreed", decided_by_id=it.one.id)
        )
    assert names_constraint(refused.value, "ck_grave_override_two_people")
    with pytest.raises(IntegrityError), any_office.engine.begin() as connection:
        connection.execute(
            sa.update(GraveOverride).where(GraveOverride.id == row.id).values(state="agreed")
        )


def test_an_agreement_is_about_one_person_in_one_session(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    overrides.agree(acting(uow, it.other), asked(uow, it).id)
    linh, _ = a_signed_up_interpreter(uow, "쩐 민 린")
    elsewhere = a_session(uow, start="15:00", domain="violence")

    for session, person in ((it.session, linh), (elsewhere, it.hanh)):
        with pytest.raises(Conflict, match="L2"):
            assign(acting(uow, it.one), session, person)


def test_it_is_never_offered_only_assigned_by_hand(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    overrides.agree(acting(uow, it.other), asked(uow, it).id)

    with pytest.raises(Conflict, match="L2"):
        offers.send_offer(
            uow,
            session_id=it.session.id,
            slot_no=1,
            interpreter_id=it.hanh.id,
            starts_at=it.session.starts_at,
            override_reason=WHY,
        )


def test_two_people_set_only_level_and_vetting_aside(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    mute, _ = a_signed_up_interpreter(uow, "올가", languages=("ru",))
    hearing = a_session(uow, domain="legal", tier=Tier.COURT)

    for session, person in ((it.session, mute), (hearing, it.hanh)):
        with pytest.raises(Conflict, match="A two-person override cannot"):
            overrides.ask(acting(uow, it.one), session.id, person.id, WHY)


def test_a_reason_is_asked_for_and_one_question_at_a_time(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    with pytest.raises(Refused, match="Enter a reason"):
        overrides.ask(acting(uow, it.one), it.session.id, it.hanh.id, " ")
    asked(uow, it)
    with pytest.raises(Conflict, match="already"):
        asked(uow, it)


def test_what_was_agreed_lapses_when_the_session_changes(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    row = asked(uow, it)
    overrides.agree(acting(uow, it.other), row.id)

    uow.announce(SessionChanged(it.session.id))

    assert row.state is OverrideState.WITHDRAWN
    with pytest.raises(Conflict, match="L2"):
        assign(acting(uow, it.one), it.session, it.hanh)


def test_who_asked_may_take_it_back_and_another_may_say_no(uow: UnitOfWork) -> None:
    it = a_crisis(uow)
    row = asked(uow, it)
    with pytest.raises(Conflict, match="Only the person who requested"):
        overrides.withdraw(acting(uow, it.other), row.id)
    overrides.withdraw(acting(uow, it.one), row.id)
    again = asked(uow, it)

    overrides.turn_down(acting(uow, it.other), again.id)

    assert (row.state, again.state) == (OverrideState.WITHDRAWN, OverrideState.REFUSED)
    with pytest.raises(Conflict, match="decided already"):
        overrides.agree(acting(uow, it.other), again.id)


def test_an_assignment_that_two_agreed_upon_is_not_freed_for_the_missing_level(
    uow: UnitOfWork,
) -> None:
    it = a_crisis(uow)
    overrides.agree(acting(uow, it.other), asked(uow, it).id)
    assignment = assign(acting(uow, it.one), it.session, it.hanh)

    uow.announce(EligibilityLost(it.hanh.id))

    assert assignment.state is AssignmentState.CONFIRMED


def test_t2_goes_to_l2_with_a_logged_reason_and_never_without(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    session = a_session(uow, domain="labour", lower_level_agreed=True)
    with pytest.raises(Refused, match="Give a reason"):
        assign(uow, session, hanh)

    assignment = assign(uow, session, hanh, override_reason="The L3 interpreter is ill.")

    made = uow.db.scalars(sa.select(AuditEntry).where(AuditEntry.name == "assignment.made")).one()
    assert assignment.override_reason == "The L3 interpreter is ill."
    assert made.facts["set_aside"] == ["certification"]
    assert "ill" not in str(made.facts)

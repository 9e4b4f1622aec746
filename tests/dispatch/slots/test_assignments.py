"""Binding people to slots: what fills their calendar, what refuses, and how it ends."""

from datetime import timedelta

import pytest

from accounts.store.tables import User
from dispatch.domain.states import AssignmentState, ReturnReason
from dispatch.service.slots import assignments_ending, offers
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.standing import Standing
from scheduling.domain.states import SessionState
from tests.dispatch.acting import acting, ask, assign, later, subjects
from tests.factories import a_coordinator, a_session, a_site, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter


def minutes_ahead(assignment: Assignment) -> int:
    """How long before its start the calendar is blocked."""
    return int((assignment.starts_at - assignment.busy_from).total_seconds() // 60)


def test_the_first_session_of_a_day_blocks_its_own_time_only(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, city="suwon")
    made = assign(uow, a_session(uow), hanh)

    assert minutes_ahead(made) == 0
    assert made.busy_to == made.ends_at == made.starts_at + timedelta(minutes=60)


def test_the_next_one_blocks_the_way_from_the_one_before(uow: UnitOfWork) -> None:
    """Ansan to Suwon is 40 minutes by the estimate, with 15 to spare."""
    hanh, _ = a_signed_up_interpreter(uow)
    assign(uow, a_session(uow, start="10:00"), hanh)
    made = assign(uow, a_session(uow, start="13:00", site=a_site(uow, city="suwon")), hanh)

    assert minutes_ahead(made) == 55


def test_at_one_place_only_the_break_is_needed(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, min_break_minutes=20)
    site = a_site(uow)
    assign(uow, a_session(uow, start="10:00", site=site), hanh)
    made = assign(uow, a_session(uow, start="11:20", site=site), hanh)

    assert minutes_ahead(made) == 20
    with pytest.raises(Conflict, match="20 minutes are needed, 15 are left"):
        assign(uow, a_session(uow, start="12:35", site=site), hanh)


def test_after_two_hours_a_rest_of_fifteen_minutes_is_blocked(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    site = a_site(uow)
    assign(uow, a_session(uow, start="10:00", minutes=120, site=site), hanh)
    made = assign(uow, a_session(uow, start="12:15", minutes=80, site=site), hanh)

    assert minutes_ahead(made) == 15
    with pytest.raises(Conflict, match="10 minutes are needed, 5 are left"):
        assign(uow, a_session(uow, start="13:40", site=site), hanh)
    later = assign(uow, a_session(uow, start="14:00", minutes=120, site=site), hanh)
    assert minutes_ahead(later) == 10
    with pytest.raises(Conflict, match="120 minutes of interpreting 15 minutes of rest are needed"):
        assign(uow, a_session(uow, start="16:10", site=site), hanh)


def test_one_put_in_between_moves_the_way_of_the_next(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    suwon = a_site(uow, city="suwon")
    assign(uow, a_session(uow, start="09:00"), hanh)
    last = assign(uow, a_session(uow, start="15:00", site=suwon), hanh)
    assert minutes_ahead(last) == 55

    middle = assign(uow, a_session(uow, start="12:00", site=suwon), hanh)
    assert (minutes_ahead(middle), minutes_ahead(last)) == (55, 10)

    assignments_ending.release(uow, middle.id)
    assert minutes_ahead(last) == 55


def test_phone_sessions_are_taken_at_home(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, city="ansan")
    assign(uow, a_session(uow, start="10:00", site=a_site(uow, city="suwon")), hanh)
    made = assign(uow, a_session(uow, start="13:00", modalities=("phone",)), hanh)

    assert minutes_ahead(made) == 55


def test_without_time_to_get_there_it_is_refused_in_words(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    assign(uow, a_session(uow, start="10:00"), hanh)

    with pytest.raises(Conflict, match="55 minutes are needed, 30 are left"):
        assign(uow, a_session(uow, start="11:30", site=a_site(uow, city="suwon")), hanh)


def test_a_slot_has_one_interpreter(uow: UnitOfWork) -> None:
    session = a_session(uow)
    assign(uow, session, a_signed_up_interpreter(uow)[0])

    with pytest.raises(Conflict, match="already has an interpreter"):
        assign(uow, session, a_signed_up_interpreter(uow)[0])


def test_a_team_is_staffed_when_both_are_confirmed(uow: UnitOfWork) -> None:
    session = a_session(uow, team=2)
    one = assign(uow, session, a_signed_up_interpreter(uow)[0])
    assert session.state is SessionState.REQUESTED
    assign(uow, session, a_signed_up_interpreter(uow)[0], slot_no=2)
    assert session.state is SessionState.STAFFED
    with pytest.raises(Refused, match="no such slot"):
        assign(uow, session, a_signed_up_interpreter(uow)[0], slot_no=3)

    assignments_ending.release(uow, one.id)
    assert session.state is SessionState.REQUESTED


def test_a_team_starts_together(uow: UnitOfWork) -> None:
    session = a_session(uow, team=2, start="10:00", earliest="10:00", latest="11:00")
    later_start = session.starts_at + timedelta(minutes=30)
    assign(uow, session, a_signed_up_interpreter(uow)[0], starts_at=later_start)
    assert session.starts_at == later_start

    with pytest.raises(Conflict, match="another time"):
        assign(
            uow,
            session,
            a_signed_up_interpreter(uow)[0],
            slot_no=2,
            starts_at=session.earliest_start_at,
        )


def test_the_start_stays_inside_the_window(uow: UnitOfWork) -> None:
    session = a_session(uow)
    with pytest.raises(Refused, match="did not allow") as refused:
        assign(
            uow,
            session,
            a_signed_up_interpreter(uow)[0],
            starts_at=session.starts_at + timedelta(minutes=5),
        )
    assert "starts_at" in refused.value.problems


def test_a_cap_is_passed_only_with_a_reason_that_is_kept(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, max_minutes_per_day=30)
    session = a_session(uow)

    with pytest.raises(Refused, match="Give a reason") as refused:
        assign(uow, session, hanh)
    assert "override_reason" in refused.value.problems
    made = assign(uow, session, hanh, override_reason="agreed with her for this week")
    assert made.override_reason == "agreed with her for this week"


@pytest.mark.parametrize(
    ("levels", "domain", "passes"),
    [
        (("L2",), "medical", True),  # routine medical is T2: a logged reason is enough
        (("L1",), "medical", False),
        (("L2",), "violence", False),  # a crisis never
    ],
)
def test_one_level_lower_needs_consent_and_a_reason_and_only_where_the_ladder_allows(
    uow: UnitOfWork, levels: tuple[str, ...], domain: str, passes: bool
) -> None:
    hanh, _ = a_signed_up_interpreter(
        uow, levels=levels, vetted_until=uow.today + timedelta(days=99)
    )
    with pytest.raises(Conflict):
        assign(uow, a_session(uow, domain=domain), hanh, override_reason="nobody with L3 is free")
    session = a_session(uow, domain=domain, lower_level_agreed=True)

    with pytest.raises(Refused if passes else Conflict):
        assign(uow, session, hanh)
    if passes:
        assert assign(uow, session, hanh, override_reason="nobody with L3 is free").lower_level
    else:
        with pytest.raises(Conflict):
            assign(uow, session, hanh, override_reason="nobody with L3 is free")


def test_no_reason_sends_somebody_who_is_suspended(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow, standing=Standing.SUSPENDED)
    available(uow, hanh)
    with pytest.raises(Conflict, match="Not active"):
        assign(uow, a_session(uow), hanh, override_reason="please")


def test_only_coordinators_assign(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    with pytest.raises(Forbidden):
        assign(acting(uow, user), a_session(uow), hanh)


def test_confirming_somebody_by_phone_ends_the_questions_to_others(uow: UnitOfWork) -> None:
    session = a_session(uow)
    (minh, asked), (hanh, _) = (a_signed_up_interpreter(uow, language="en") for _ in range(2))
    offer = ask(uow, session, minh)

    assign(uow, session, hanh, agreed_with="Hanh, by phone")

    assert offer.state == "superseded"
    assert subjects(uow, asked) == ["Filled: Tuesday 24 November"]


def confirmed(uow: UnitOfWork) -> tuple[Assignment, User]:
    """Somebody confirmed for tomorrow at ten."""
    hanh, user = a_signed_up_interpreter(uow, language="en")
    return assign(uow, a_session(uow), hanh), user


def test_whoever_is_released_is_told_and_free(uow: UnitOfWork) -> None:
    made, user = confirmed(uow)
    assignments_ending.release(uow, made.id)

    assert made.state is AssignmentState.RELEASED
    assert subjects(uow, user) == ["Released: Tuesday 24 November"]
    assert made.session.state is SessionState.REQUESTED
    with pytest.raises(Conflict, match="ended meanwhile"):
        assignments_ending.release(uow, made.id)


def test_a_pinned_assignment_is_not_released_by_mistake(uow: UnitOfWork) -> None:
    made, _ = confirmed(uow)
    assignments_ending.set_pinned(uow, made.id, pinned=True)
    with pytest.raises(Conflict, match="pinned"):
        assignments_ending.release(uow, made.id)
    assignments_ending.set_pinned(uow, made.id, pinned=False)
    assignments_ending.release(uow, made.id)


def test_a_replacement_takes_the_slot_over(uow: UnitOfWork) -> None:
    made, _ = confirmed(uow)
    minh, _ = a_signed_up_interpreter(uow)
    new = assignments_ending.replace(uow, made.id, minh.id, agreed_with="Minh")

    assert (made.state, new.state) == (AssignmentState.RELEASED, AssignmentState.CONFIRMED)
    assert new.session.state is SessionState.STAFFED


def test_an_interpreter_gives_back_online_until_a_day_before(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    coordinator = a_coordinator(uow, language="en")
    session = a_session(uow, day=uow.today + timedelta(days=2), start="12:00")
    made = assign(uow, session, hanh)

    with pytest.raises(Refused, match="call the coordinator"):
        assignments_ending.withdraw(acting(later(uow, hours=24), user), made.id, ReturnReason.ILL)
    assignments_ending.withdraw(acting(later(uow, hours=23.9), user), made.id, ReturnReason.ILL)

    assert made.state is AssignmentState.WITHDRAWN
    assert session.state is SessionState.REQUESTED
    assert subjects(uow, coordinator) == ["Interpreter withdrew: Wednesday 25 November"]


def test_nobody_gives_back_what_belongs_to_somebody_else(uow: UnitOfWork) -> None:
    made, _ = confirmed(uow)
    _, stranger = a_signed_up_interpreter(uow)
    with pytest.raises(NotFound):
        assignments_ending.withdraw(acting(uow, stranger), made.id, ReturnReason.ILL)


def test_the_requester_learns_that_somebody_comes(uow: UnitOfWork) -> None:
    session = a_session(uow)
    session.request.requester.language = "en"
    hanh, user = a_signed_up_interpreter(uow)
    offers.accept(acting(uow, user), ask(uow, session, hanh).id)

    assert subjects(uow, session.request.requester) == [
        "An interpreter is confirmed: Tuesday 24 November"
    ]

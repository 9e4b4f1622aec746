"""What both sides report of a session, what it comes to, and who decides when they differ."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from accounts.domain.roles import Role
from dispatch.domain.live import Coverage, Discrepancy, OutcomeState, Reporter, Said, differences
from dispatch.domain.states import AssignmentState
from dispatch.service.live import reminders, reports
from dispatch.service.live.actual_times import times_of
from dispatch.service.slots import closing
from dispatch.store.tables import OutcomeReport, SessionOutcome
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused
from scheduling.domain.states import Attendee, SessionState
from scheduling.service import sessions
from tests.dispatch.acting import assign, subjects
from tests.dispatch.live.days import Day, a_day
from tests.factories import a_session, a_user, an_organisation
from training.store.tables import PracticeEntry

NOT_HELD = Said(was_held=False, absent=Attendee.INTERPRETER)
IN_VAIN = Said(was_held=False, absent=Attendee.SERVICE_USER, waited_minutes=20)


def by_interpreter(day: Day, said: Said | None = None, **after: float) -> SessionOutcome:
    who = day.at(day.user, **(after or {"hours": 1.1}))
    return reports.report_as_interpreter(
        who, day.assignment.id, said or reports.as_planned(day.session)
    )


def by_counsellor(day: Day, said: Said | None = None, **after: float) -> SessionOutcome:
    who = day.at(day.counsellor, **(after or {"hours": 1.2}))
    return reports.report_as_counsellor(
        who, day.session.request_id, said or reports.as_planned(day.session)
    )


def shifted(day: Day, *, start: int = 0, end: int = 0) -> Said:
    planned = reports.as_planned(day.session)
    return replace(
        planned,
        started_at=day.session.starts_at + timedelta(minutes=start),
        ended_at=sessions.end_of(day.session) + timedelta(minutes=end),
    )


def practised(uow: UnitOfWork) -> list[int]:
    return list(uow.db.scalars(sa.select(PracticeEntry.minutes)))


def test_both_say_as_planned(uow: UnitOfWork) -> None:
    day = a_day(uow)
    assert by_interpreter(day).state is OutcomeState.AWAITED
    outcome = by_counsellor(day)
    assert (outcome.state, outcome.coverage) == (OutcomeState.REPORTED, Coverage.COVERED)
    assert day.session.state is SessionState.HELD
    assert day.assignment.state is AssignmentState.COMPLETED
    assert practised(uow) == [60]


def test_actual_times_are_facts_and_a_correction_is_a_new_line(uow: UnitOfWork) -> None:
    day = a_day(uow)
    by_interpreter(day, replace(shifted(day, start=5, end=10), break_minutes=5))
    by_interpreter(day, shifted(day, start=5, end=12), hours=2)
    by_interpreter(day, shifted(day, start=5, end=12), hours=2)
    lines = uow.db.scalars(sa.select(OutcomeReport).order_by(OutcomeReport.version)).all()
    assert [line.version for line in lines] == [1, 2]
    times = times_of(uow, day.assignment)
    assert (times.minutes, times.said_as, times.version) == (67, Reporter.INTERPRETER, 2)
    assert practised(uow) == [67]
    with pytest.raises(DatabaseError, match="append_only"):
        uow.db.execute(sa.update(OutcomeReport).values(break_minutes=0))


@pytest.mark.parametrize(
    ("apart", "found"), [(15, frozenset[Discrepancy]()), (16, frozenset({Discrepancy.TIMES}))]
)
def test_times_differ_only_beyond_the_setting(
    uow: UnitOfWork, apart: int, found: frozenset[Discrepancy]
) -> None:
    day = a_day(uow)
    assert differences(shifted(day), shifted(day, end=apart), 15) == found


def test_a_contradiction_waits_for_a_coordinator_who_decides_with_a_reason(
    uow: UnitOfWork,
) -> None:
    day = a_day(uow)
    by_interpreter(day)
    outcome = by_counsellor(day, NOT_HELD)
    assert (outcome.state, outcome.differences) == (OutcomeState.DISPUTED, ["held"])
    assert any("differ" in subject for subject in subjects(uow, day.desk))
    desk = day.at(day.desk, hours=2)
    with pytest.raises(Refused):
        reports.decide(desk, day.session.id, NOT_HELD, "")
    outcome = reports.decide(desk, day.session.id, NOT_HELD, "둘과 통화함")
    assert (outcome.state, outcome.absent) == (OutcomeState.DECIDED, Attendee.INTERPRETER)
    assert outcome.coverage is Coverage.NOT_COVERED
    assert day.assignment.state is AssignmentState.NO_SHOW
    assert (day.session.state, day.session.no_show) == (SessionState.NOT_DELIVERED, "interpreter")
    assert practised(uow) == []
    for reader in (day.user, day.counsellor):
        assert any("decided" in subject for subject in subjects(uow, reader))
    with pytest.raises(Conflict, match="has decided"):
        by_interpreter(day, hours=3)


def test_agreeing_afterwards_ends_the_contradiction(uow: UnitOfWork) -> None:
    day = a_day(uow)
    by_interpreter(day)
    by_counsellor(day, NOT_HELD)
    assert by_counsellor(day, hours=2).state is OutcomeState.REPORTED
    assert (day.session.state, day.session.no_show) == (SessionState.HELD, "")


def test_an_absent_service_user_is_waited_for_and_the_interpreter_came(uow: UnitOfWork) -> None:
    day = a_day(uow)
    with pytest.raises(Refused) as refused:
        by_interpreter(day, IN_VAIN, minutes=19)
    assert "wait until" in str(refused.value.problems["absent"][0].text)
    by_interpreter(day, IN_VAIN, minutes=20)
    assert day.assignment.state is AssignmentState.COMPLETED
    assert (day.session.state, day.session.no_show) == (SessionState.NOT_DELIVERED, "service_user")
    assert not sessions.is_unserved(day.session, day.at(None, hours=1).now)
    times = times_of(uow, day.assignment)
    assert (times.was_held, times.came, times.waited_minutes) == (False, True, 20)
    assert practised(uow) == []


def test_an_interpreter_has_not_come_after_fifteen_minutes(uow: UnitOfWork) -> None:
    day = a_day(uow)
    with pytest.raises(Refused):
        by_counsellor(day, NOT_HELD, minutes=14)
    by_counsellor(day, NOT_HELD, minutes=16)
    assert day.assignment.state is AssignmentState.NO_SHOW
    assert sessions.is_unserved(day.session, day.at(None, hours=1).now)


def test_what_was_closed_by_its_time_is_corrected_by_a_report(uow: UnitOfWork) -> None:
    day = a_day(uow)
    closing.close_ended_sessions(day.at(None, hours=1))
    assert practised(uow) == [60]
    by_counsellor(day, NOT_HELD, hours=20)
    assert (day.assignment.state, practised(uow)) == (AssignmentState.NO_SHOW, [])
    by_counsellor(day, hours=21)
    assert (day.assignment.state, practised(uow)) == (AssignmentState.COMPLETED, [60])


def test_every_fault_is_named_at_once(uow: UnitOfWork) -> None:
    day = a_day(uow)
    wrong = replace(
        shifted(day), ended_at=day.session.starts_at, late_minutes=5, waited_minutes=999
    )
    with pytest.raises(Refused) as refused:
        by_counsellor(day, wrong)
    assert {*refused.value.problems} == {"ended_at", "late_minutes", "waited_minutes"}


def test_another_organisation_sees_nothing(uow: UnitOfWork) -> None:
    day = a_day(uow)
    stranger = a_user(uow, Role.COUNSELLOR, an_organisation(uow))
    with pytest.raises(NotFound):
        reports.report_as_counsellor(
            day.at(stranger, hours=1), day.session.request_id, reports.as_planned(day.session)
        )


def test_a_language_counts_once_however_often_it_is_named(uow: UnitOfWork) -> None:
    day = a_day(uow)
    planned = reports.as_planned(day.session)
    by_interpreter(day, replace(planned, languages=[*planned.languages] * 3))
    kept = uow.db.scalars(sa.select(OutcomeReport)).one()
    assert kept.languages == [each.value for each in planned.languages]


def test_times_in_two_places_are_shown_to_the_coordinator(uow: UnitOfWork) -> None:
    day = a_day(uow)
    other = a_session(uow, day=uow.today, start="16:00")
    later = assign(uow, other, day.hanh)
    by_interpreter(day, shifted(day, end=90), hours=3)
    outcome = reports.report_as_interpreter(
        day.at(day.user, hours=3.5), later.id, reports.as_planned(other)
    )
    assert (outcome.state, outcome.differences) == (OutcomeState.DISPUTED, ["overlap"])


def test_without_a_word_she_is_reminded_then_the_desk_then_it_counts_as_planned(
    uow: UnitOfWork,
) -> None:
    day = a_day(uow)
    closing.close_ended_sessions(day.at(None, hours=1))
    for days in (1, 1, 2, 3, 4):
        reminders.remind_of_outcomes(day.at(None, days=days))
    asked = [s for s in subjects(uow, day.counsellor) if s.startswith("How did it go")]
    assert len(asked) == 1  # a newer reminder takes the place of one that still waits
    outcome = uow.db.scalars(sa.select(SessionOutcome)).one()
    assert (outcome.reminded, outcome.state) == (3, OutcomeState.AWAITED)
    assert any("not reported" in subject for subject in subjects(uow, day.desk))
    reminders.remind_of_outcomes(day.at(None, days=8))
    assert (outcome.state, outcome.coverage) == (OutcomeState.ASSUMED, Coverage.COVERED)


def test_what_is_in_progress_is_not_closed_by_the_clock(uow: UnitOfWork) -> None:
    day = a_day(uow)
    day.assignment.began_at = day.session.starts_at
    sessions.set_state(uow, day.session, SessionState.IN_PROGRESS)
    closing.close_ended_sessions(day.at(None, hours=2))
    assert day.assignment.state is AssignmentState.CONFIRMED
    closing.close_ended_sessions(day.at(None, hours=3))
    assert day.assignment.state is AssignmentState.COMPLETED

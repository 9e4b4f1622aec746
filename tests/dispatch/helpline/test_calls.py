"""A call on demand from the press of the button to its end, and every way in which it fails."""

from datetime import time, timedelta

import pytest

from accounts.domain.roles import Role
from dispatch.domain.causes import Cause
from dispatch.domain.helpline import CallEnd, CallResult
from dispatch.domain.reports import ExtraCause
from dispatch.domain.states import AssignmentState
from dispatch.service.helpline import calls, course, duty, seen, watch
from dispatch.service.helpline.seen import CallStage
from dispatch.service.live import reports
from dispatch.service.live import seen as live_seen
from dispatch.service.phone import offers_seen
from dispatch.service.slots import offers
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, Gone, NotFound, Refused
from interpreters.domain.qualifications import Modality, Tier
from interpreters.domain.standing import Employment
from scheduling.domain.states import SessionState
from tests.dispatch.acting import acting, assign, subjects
from tests.dispatch.helpline.helpline_office import (
    NUMBER,
    a_counsellor,
    a_wish,
    asked_now,
    call_by,
    offer_to,
    ready_people,
    seconds,
    tick,
)
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter


def test_the_first_yes_connects_and_both_learn_how(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 4)
    call = call_by(uow, counsellor)
    asked = asked_now(uow, call)
    assert len(asked) == 3
    assert {o.expires_at - uow.now for o in asked} == {timedelta(seconds=60)}
    before = seen.see_call(acting(uow, counsellor), call.id)
    assert (before.stage, before.asked, before.interpreter, before.join) == (
        CallStage.ASKING,
        3,
        "",
        "",
    )

    winner = next(p for p in people if p.person.id == asked[0].interpreter_id)
    then = seconds(uow, 20)
    calls.say_yes(acting(then, winner.user), asked[0].id)

    hers = seen.see_call(acting(then, counsellor), call.id)
    his = seen.see_taken(acting(then, winner.user), call.id)
    assert (hers.stage, hers.interpreter) == (CallStage.CONNECTED, winner.person.full_name)
    assert hers.join == his.join == NUMBER
    assert his.counsellor == counsellor.full_name
    assert asked_now(then, call) == []
    assert call.connected_at == then.now
    own = queries.list_live_of_session(uow.db, call.session_id)[0]
    assert (own.starts_at, own.details_from) == (then.now, None)


def test_nobody_else_learns_number_or_name(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 2)
    call = call_by(uow, counsellor)
    calls.say_yes(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)

    desk = seen.see_call(acting(uow, a_coordinator(uow)), call.id)
    assert (desk.join, desk.has_room) == ("", False)
    colleague = a_user(uow, Role.COUNSELLOR, call.session.request.organisation)
    for reader in (colleague, a_counsellor(uow)):
        with pytest.raises(NotFound):
            seen.see_call(acting(uow, reader), call.id)
    with pytest.raises(NotFound):
        seen.see_taken(acting(uow, people[1].user), call.id)
    for act in (calls.abandon, calls.end_call):
        with pytest.raises(NotFound):
            act(acting(uow, colleague), call.id)


def test_whoever_comes_second_is_told(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 2)
    call = call_by(uow, counsellor)
    first, second = (offer_to(uow, call, each).id for each in people)
    calls.say_yes(acting(uow, people[0].user), first)

    with pytest.raises(Conflict, match="Somebody else accepted first"):
        calls.say_yes(acting(uow, people[1].user), second)
    assert "Filled" not in str(subjects(uow, people[1].user))


def test_every_sixty_seconds_the_next_three_are_asked(uow: UnitOfWork) -> None:
    counsellor, _ = a_counsellor(uow), ready_people(uow, 7)
    call = call_by(uow, counsellor)
    first = {o.interpreter_id for o in asked_now(uow, call)}

    tick(seconds(uow, 59), call)
    assert {o.interpreter_id for o in asked_now(seconds(uow, 59), call)} == first
    tick(seconds(uow, 60), call)
    second = {o.interpreter_id for o in asked_now(seconds(uow, 60), call)}
    tick(seconds(uow, 120), call)
    third = {o.interpreter_id for o in asked_now(seconds(uow, 120), call)}

    assert [len(each) for each in (first, second, third)] == [3, 3, 1]
    assert len(first | second | third) == 7
    tick(seconds(uow, 180), call)
    assert call.ending is CallEnd.NOBODY_ANSWERED
    assert call.session.state is SessionState.NOT_DELIVERED
    assert call.session.cause == Cause.ALL_DECLINED


def test_when_all_have_declined_the_next_do_not_wait(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 4)
    call = call_by(uow, counsellor)
    by_id = {p.person.id: p for p in people}
    then = seconds(uow, 10)
    for offer in asked_now(uow, call):
        calls.say_no(acting(then, by_id[offer.interpreter_id].user), offer.id)
    tick(then, call)

    last = asked_now(then, call)
    assert len(last) == 1
    calls.say_no(acting(then, by_id[last[0].interpreter_id].user), last[0].id)
    tick(then, call)
    assert (call.ending, call.ended_at) == (CallEnd.REFUSED, then.now)


def test_with_nobody_on_duty_the_call_is_kept_with_its_cause(uow: UnitOfWork) -> None:
    a_signed_up_interpreter(uow, phone=True)
    call = call_by(uow, a_counsellor(uow))

    assert call.ending is CallEnd.NOBODY_ON_DUTY
    assert call.session.cause == ExtraCause.NOBODY_ON_DUTY
    waiting = watch.list_watched(acting(uow, a_coordinator(uow)))
    assert [each.call for each in waiting] == [call]


def test_abandoned_by_the_counsellor_nobody_is_asked_any_more(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    offer = offer_to(uow, call, people[0])
    calls.abandon(acting(uow, counsellor), call.id)
    calls.abandon(acting(uow, counsellor), call.id)

    assert call.ending is CallEnd.ABANDONED
    with pytest.raises((Gone, Conflict)):
        calls.say_yes(acting(uow, people[0].user), offer.id)
    assert watch.list_watched(acting(uow, a_coordinator(uow))) == []
    assert seen.see_phone(acting(uow, people[0].user)).asked is None


def test_an_answered_call_is_not_abandoned(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    calls.say_yes(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)

    with pytest.raises(Conflict):
        calls.abandon(acting(uow, counsellor), call.id)


def test_it_ends_with_the_real_minutes_and_a_result(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    calls.say_yes(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)
    then = seconds(uow, 12 * 60 + 5)
    calls.end_call(acting(then, people[0].user), call.id)
    calls.end_call(acting(seconds(uow, 900), counsellor), call.id, CallResult.COVERED)
    calls.end_call(acting(seconds(uow, 901), counsellor), call.id, CallResult.NOT_COVERED)

    assert (call.ending, call.minutes, call.result) == (CallEnd.HELD, 13, CallResult.COVERED)
    own = uow.db.query(Assignment).one()
    assert own.state is AssignmentState.COMPLETED
    assert own.busy_to == then.now
    assert call.session.state is SessionState.HELD
    assert seen.see_taken(acting(then, people[0].user), call.id).join == ""
    [shown] = offers_seen.see_recent(acting(then, people[0].user))
    assert shown.sight.starts_at == own.starts_at
    assert not shown.sight.second_choices
    # Both have said how it went: nobody is asked once more.
    later = acting(seconds(uow, 3600), people[0].user)
    assert not live_seen.list_to_report(later)
    assert not live_seen.see_day(later, own.id).may_report
    with pytest.raises(Conflict, match="when it ends"):
        reports.report_as_interpreter(later, own.id, reports.as_planned(call.session))


def test_a_call_that_nobody_ends_is_closed_an_hour_after_its_time(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    calls.say_yes(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)

    course.follow_all(seconds(uow, 89 * 60))
    assert call.ended_at is None
    course.follow_all(seconds(uow, 90 * 60))

    assert (call.ending, call.minutes) == (CallEnd.HELD, 30)


def test_who_is_busy_or_barred_or_speaks_otherwise_is_not_asked(uow: UnitOfWork) -> None:
    counsellor = a_counsellor(uow)
    free, busy, talking = ready_people(uow, 3)
    ready_people(uow, 1, languages=("th",))
    ready_people(uow, 1, standing="paused")
    running = a_session(uow, day=uow.today, start="12:00", earliest="12:00")
    running.starts_at = running.earliest_start_at = uow.now + timedelta(minutes=1)
    running.latest_start_at = running.starts_at
    uow.db.flush()
    assign(uow, running, busy.person)
    other = call_by(uow, a_counsellor(uow))
    calls.say_yes(acting(uow, talking.user), offer_to(uow, other, talking).id)

    call = call_by(seconds(uow, 120), counsellor)

    assert [o.interpreter_id for o in asked_now(seconds(uow, 120), call)] == [free.person.id]


def test_staff_come_first_then_whoever_took_fewer_calls(uow: UnitOfWork) -> None:
    counsellor = a_counsellor(uow)
    tired, fresh = ready_people(uow, 2)
    staff = ready_people(uow, 1, employment=Employment.STAFF)[0]
    earlier = call_by(uow, a_counsellor(uow))
    calls.say_yes(acting(uow, tired.user), offer_to(uow, earlier, tired).id)
    calls.end_call(acting(seconds(uow, 60), tired.user), earlier.id)
    from dispatch.service.helpline import choosing

    call = call_by(seconds(uow, 600), counsellor)
    calls.abandon(acting(seconds(uow, 600), counsellor), call.id)
    ranked = choosing.whom_to_ask(seconds(uow, 600), call.session)

    assert [each.interpreter_id for each in ranked][:3] == [
        staff.person.id,
        fresh.person.id,
        tired.person.id,
    ]


def test_duty_at_the_weekend_counts_though_the_weekly_times_do_not(uow: UnitOfWork) -> None:
    night = seconds(uow, 8 * 3600)  # eight in the evening
    person, user = a_signed_up_interpreter(uow, phone=True)
    duty.add_duty(acting(uow, user), person.id, weekdays=[0], starts=time(19), ends=time(22))

    call = call_by(night, a_counsellor(uow))

    offer = asked_now(night, call)[0]
    assert offer.interpreter_id == person.id
    calls.say_yes(acting(night, user), offer.id)
    assert call.connected_at == night.now


def test_one_open_call_at_a_time(uow: UnitOfWork) -> None:
    counsellor, _ = a_counsellor(uow), ready_people(uow, 1)
    call_by(uow, counsellor)
    with pytest.raises(Conflict):
        call_by(uow, counsellor)


def test_all_faults_are_named_at_once(uow: UnitOfWork) -> None:
    counsellor = a_counsellor(uow)
    with pytest.raises(Refused) as refused:
        call_by(
            uow,
            counsellor,
            modality=Modality.ON_SITE,
            minutes=7,
            tier=Tier.COURT,
        )
    assert set(refused.value.problems) == {"modality", "minutes", "tier"}
    with pytest.raises(Refused) as refused:
        call_by(uow, counsellor, meeting_link="", language=None, domain=None)
    assert {"meeting_link", "language", "domain"} <= set(refused.value.problems)


def test_only_counsellors_and_the_desk_call(uow: UnitOfWork) -> None:
    _, user = a_signed_up_interpreter(uow)
    wish = a_wish(a_counsellor(uow))
    with pytest.raises(Forbidden):
        calls.open_call(acting(uow, user), wish)


def test_a_yes_through_the_page_of_offers_connects_too(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    offers.accept(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)

    assert call.connected_at == uow.now

"""Who is there for calls: weekly duty on the wall clock, and "available now", which ends by itself."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.helpline import DutyTime, next_duty, on_duty
from dispatch.service.helpline import calls, duty
from dispatch.store.queries import helpline as queries
from foundation.database.work import Office, UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from tests.dispatch.acting import acting, later
from tests.dispatch.helpline.helpline_office import a_counsellor, call_by, offer_to, ready_people
from tests.factories import a_coordinator, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in
from tests.transactions import in_office

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = DutyTime(weekday=0, starts=time(22), ends=time(2))
MORNING = DutyTime(weekday=1, starts=time(9), ends=time(12))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week of Monday 23 November 2026, as the wall in Seoul shows it."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "until"),
    [
        (at(23, 21, 59), None),
        (at(23, 22), at(24, 2)),
        (at(24, 1, 59), at(24, 2)),
        (at(24, 2), None),
        (at(24, 9), at(24, 12)),
        (at(25, 9), None),
    ],
)
def test_duty_lasts_into_the_night_and_ends_on_the_minute(
    when: datetime, until: datetime | None
) -> None:
    lasting = on_duty([NIGHT, MORNING], when, SEOUL)

    assert (None if lasting is None else lasting.end) == until


def test_the_next_duty_is_the_first_ahead_within_a_week() -> None:
    found = next_duty([NIGHT, MORNING], at(24, 12), SEOUL)

    assert found is not None
    assert found.start == at(30, 22)
    assert next_duty([], at(24, 12), SEOUL) is None


def test_available_now_ends_by_itself_and_one_alone_is_open(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    duty.say_available(acting(uow, user), 30)
    duty.say_available(acting(later(uow, minutes=10), user), 60)

    seen = [duty.see_own(acting(later(uow, minutes=n), user)) for n in (11, 69, 70)]
    assert [None if s is None or s.until is None else s.until - uow.now for s in seen] == [
        timedelta(minutes=70),
        timedelta(minutes=70),
        None,
    ]
    assert set(duty.who_is_ready(later(uow, minutes=69))) == {hanh.id}
    assert duty.who_is_ready(later(uow, minutes=70)) == {}


def test_saying_no_more_calls_ends_it_at_once_and_leaves_duty(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    monday_noon = acting(uow, user)
    duty.add_duty(monday_noon, hanh.id, weekdays=[0], starts=time(9), ends=time(18))
    duty.say_available(monday_noon, 240)
    duty.end_available(monday_noon)
    duty.end_available(monday_noon)

    seen = duty.see_own(monday_noon)
    assert seen is not None
    assert seen.available_until is None
    assert seen.duty_until == at(23, 18)
    assert queries.list_available(uow.db, uow.now) == []


def test_only_the_lengths_offered_are_taken(uow: UnitOfWork) -> None:
    _, user = a_signed_up_interpreter(uow)
    with pytest.raises(Refused):
        duty.say_available(acting(uow, user), 1000)


def test_all_faults_of_duty_hours_are_named_at_once(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    with pytest.raises(Refused) as refused:
        duty.add_duty(acting(uow, user), hanh.id, weekdays=[9], starts=None, ends=None)
    assert set(refused.value.problems) == {"weekdays", "starts", "ends"}


@pytest.mark.parametrize(
    ("weekday", "starts", "ends"),
    [
        (0, time(23), time(1)),
        (1, time(1), time(3)),
        (1, time(0), time(2)),
        (0, time(12), time(22, 5)),
    ],
)
def test_duty_is_not_said_twice_across_midnight_either(
    uow: UnitOfWork, weekday: int, starts: time, ends: time
) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    me = acting(uow, user)
    duty.add_duty(me, hanh.id, weekdays=[0], starts=time(22), ends=time(2))

    with pytest.raises(Refused, match="overlap"):
        duty.add_duty(me, hanh.id, weekdays=[weekday], starts=starts, ends=ends)
    duty.add_duty(me, hanh.id, weekdays=[1], starts=time(2), ends=time(4))


def test_others_duty_is_the_coordinators_affair(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    _, other = a_signed_up_interpreter(uow)
    row = duty.add_duty(
        acting(uow, a_coordinator(uow)), hanh.id, weekdays=[2], starts=time(9), ends=time(12)
    )[0]

    with pytest.raises(NotFound):
        duty.list_duty(acting(uow, other), hanh.id)
    with pytest.raises(NotFound):
        duty.remove_duty(acting(uow, other), row.id)
    with pytest.raises(Forbidden):
        duty.list_duty(acting(uow, a_user(uow, Role.COUNSELLOR)), hanh.id)
    duty.remove_duty(acting(uow, a_coordinator(uow)), row.id)
    with pytest.raises(Conflict):
        duty.remove_duty(acting(uow, a_coordinator(uow)), row.id)


def test_the_phone_switches_it_on_and_off(web: FlaskClient, office: Office) -> None:
    user = in_office(office, lambda uow: a_signed_up_interpreter(uow)[1])
    sign_in(web, user)

    assert web.post("/home/available", data={"minutes": "60"}).status_code == 303
    assert "오후 1:00까지" in web.get("/home").get_data(as_text=True)
    assert web.post("/home/available/end").status_code == 303
    assert "오후 1:00까지" not in web.get("/home").get_data(as_text=True)
    assert web.post("/home/available", data={"minutes": "7"}).status_code in {303, 422}


def test_a_form_without_days_is_shown_again_with_what_was_typed(
    web: FlaskClient, office: Office
) -> None:
    who, user = in_office(office, a_signed_up_interpreter)
    sign_in(web, user)

    answer = web.post(f"/duty/{who.id}", data={"own": "1", "starts": "09:00", "ends": "24:00"})

    assert answer.status_code == 422
    assert "09:00" in answer.get_data(as_text=True)


def test_during_a_call_nobody_is_said_to_be_available(web: FlaskClient, office: Office) -> None:
    def take(uow: UnitOfWork) -> User:
        [ready] = ready_people(uow, 1)
        call = call_by(uow, a_counsellor(uow))
        calls.say_yes(acting(uow, ready.user), offer_to(uow, call, ready).id)
        return ready.user

    sign_in(web, in_office(office, take))
    page = web.get("/home").text
    assert "지금 즉시 통역 가능" not in page
    assert "지금 통역 중이에요" in page


def test_the_count_of_the_roster_raises_no_alarm(web: FlaskClient, office: Office) -> None:
    in_office(office, lambda uow: ready_people(uow, 2))
    sign_in(web, in_office(office, a_coordinator))
    page = web.get("/duty").text
    assert '<span class="count count-mute">2</span>' in page

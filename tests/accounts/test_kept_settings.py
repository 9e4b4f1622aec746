"""Settings that the office keeps: from a day on, with who and when, checked all at once, told to whoever saves second."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

import app as roof
from accounts.domain.roles import Role
from accounts.domain.settings import AccountsSettings
from accounts.service import kept_settings
from accounts.store.tables import User
from dispatch.domain.settings import DispatchSettings
from foundation.database.audit import list_entries
from foundation.database.kept_settings import KeptSetting
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.office_settings import Number, OfficeSetting, text_of
from foundation.security.errors import Forbidden, NotFound, Refused
from foundation.security.permissions import NOBODY, the_system
from foundation.text.message import say
from scheduling.domain.settings import SchedulingSettings
from tests.conftest import SetClock
from tests.factories.accounts import a_coordinator, a_user, as_actor

ALL = [setting for group in roof.OFFICE_SETTINGS for setting in group.settings]
TRAVEL = {
    "travel_detour": "1.35",
    "travel_kmh": "40",
    "travel_buffer_minutes": "15",
    "travel_round_to_minutes": "5",
    "long_way_minutes": "120",
    "long_way_km": "1,000",
}
BrowserOf = Callable[[User], FlaskClient]


def longest(office: Office) -> int:
    """The kilometres from which a way is long, as a unit of work of now reads them."""
    with reading(office, the_system()) as uow:
        return uow.settings.of(DispatchSettings).long_way_km


def change(office: Office, valid_from: date, **answers: str) -> None:
    """Let other kilometres count from a day on."""
    with begin(office, the_system("gaon")) as uow:
        kept_settings.change(uow, "travel", {**TRAVEL, **answers}, valid_from)


def seen_longest(uow: UnitOfWork) -> kept_settings.SettingSeen:
    """That setting as its page shows it."""
    settings = kept_settings.see(uow, "travel").settings
    return next(each for each in settings if each.setting.name == "long_way_km")


def test_a_setting_counts_from_its_day_on_and_not_before(office: Office, clock: SetClock) -> None:
    today = date(2026, 11, 23)
    change(office, today + timedelta(days=2))
    assert longest(office) == 100

    clock.now += timedelta(days=2)
    assert longest(office) == 1000

    with reading(office, the_system()) as uow:
        seen = kept_settings.see(uow, "travel")
        assert [(row.text, row.valid_from, row.set_by_name) for row in seen.history] == [
            ("1000", today + timedelta(days=2), "gaon")
        ]
        entry = list_entries(uow.db)[0]
    assert (entry.name, entry.actor_name) == ("setting.changed", "gaon")
    assert entry.facts == {
        "setting": "long_way_km",
        "before": "100",
        "after": "1000",
        "valid_from": "2026-11-25",
    }


def test_what_comes_later_stays_when_something_else_is_changed(
    office: Office, clock: SetClock
) -> None:
    today = date(2026, 11, 23)
    change(office, today + timedelta(days=10), long_way_km="400")
    change(office, today, long_way_km="100", travel_buffer_minutes="20")

    assert longest(office) == 100
    clock.now += timedelta(days=10)
    assert longest(office) == 400


def test_a_change_to_come_can_be_taken_back_and_what_counted_goes_on(
    office: Office, clock: SetClock
) -> None:
    today = date(2026, 11, 23)
    change(office, today)
    change(office, today + timedelta(days=3), long_way_km="400")
    with begin(office, the_system()) as uow:
        coming = seen_longest(uow).coming
        assert [row.text for row in coming] == ["400"]
        kept_settings.withdraw(uow, "travel", coming[0].id)
        assert seen_longest(uow).coming == []
        with pytest.raises(NotFound):
            kept_settings.withdraw(uow, "travel", kept_settings.see(uow, "travel").history[-1].id)

    clock.now += timedelta(days=3)
    assert longest(office) == 1000


def test_what_was_kept_can_not_be_written_over(office: Office) -> None:
    change(office, date(2026, 11, 23))
    with pytest.raises(DBAPIError), begin(office, the_system()) as uow:
        uow.db.execute(sa.update(KeptSetting).values(text="1"))


def test_every_fault_is_told_at_once_and_nothing_is_kept(office: Office) -> None:
    wrong = {
        **TRAVEL,
        "long_way_km": "많이",
        "travel_buffer_minutes": "999",
        "long_way_minutes": "-5",
    }
    with pytest.raises(Refused) as refused, begin(office, the_system()) as uow:
        kept_settings.change(uow, "travel", wrong, date(2026, 11, 22))
    assert {*refused.value.problems} == {
        "long_way_km",
        "travel_buffer_minutes",
        "long_way_minutes",
        "valid_from",
    }
    assert longest(office) == 100


@pytest.mark.parametrize(
    ("group", "answers", "field"),
    [
        ("answers", {"answer_near_days": "10"}, "answer_near_days"),
        ("answers", {"answer_same_day_by": "13:00"}, "answer_same_day_by"),
        ("undo", {"plan_letters_held_minutes": "31"}, "plan_letters_held_minutes"),
        ("week", {"working_weekdays": ""}, "working_weekdays"),
        ("week", {"counselling_hours": "18:00,09:00"}, "counselling_hours"),
        ("cancelling", {"free_cancel_long_hours": "12"}, "free_cancel_long_hours"),
        ("teams", {"team_warning_minutes": "91"}, "team_warning_minutes"),
        ("languages", {"rare_languages": "lo,xx"}, "rare_languages"),
        ("travel", {"travel_kmh": "nan"}, "travel_kmh"),
        ("certificates", {"seal_text": "가" * 61}, "seal_text"),
    ],
)
def test_what_does_not_go_together_is_refused(
    uow: UnitOfWork, group: str, answers: dict[str, str], field: str
) -> None:
    texts = kept_settings.see(uow, group).texts
    with pytest.raises(Refused) as refused:
        kept_settings.change(uow, group, {**texts, **answers}, uow.today)
    assert [*refused.value.problems] == [field]


@pytest.mark.parametrize("setting", ALL, ids=lambda each: each.name)
def test_what_counts_as_installed_is_an_answer_that_may_be_given(setting: OfficeSetting) -> None:
    usual = text_of(getattr(setting.section(), setting.name))
    assert setting.answer.problem(usual) is None
    assert setting.plain(usual) == usual


def test_only_the_centre_changes_settings(office: Office) -> None:
    with begin(office, NOBODY) as uow, pytest.raises(Forbidden):
        kept_settings.change(uow, "travel", TRAVEL, uow.today)
    with begin(office, the_system()) as uow:
        coordinator = as_actor(uow, a_coordinator(uow))
    with begin(office, coordinator) as uow, pytest.raises(Forbidden):
        kept_settings.see_all(uow)


def test_the_database_is_asked_once_and_only_when_a_setting_of_the_office_is_read(
    office: Office,
) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "kept_setting" in statement:
            asked.append(statement)

    event.listen(office.engine, "before_cursor_execute", note)
    with reading(office, the_system()) as uow:
        assert uow.settings.of(AccountsSettings).session_days == 7
        assert asked == []
        for _ in range(50):
            assert uow.settings.of(DispatchSettings).long_way_km == 100
            assert uow.settings.of(SchedulingSettings).horizon_days == 90
        kept = uow.settings
    assert len(asked) == 1
    # Whoever kept the settings may still ask.
    assert kept.of(DispatchSettings).travel_kmh == 40
    assert len(asked) == 1


def test_the_environment_counts_until_the_office_has_set_something(
    office: Office, clock: SetClock
) -> None:
    del clock
    with begin(office, the_system()) as uow:
        uow.installed.of(DispatchSettings)
        seen = seen_longest(uow)
    assert (seen.text, seen.row) == ("100", None)


class TestPages:
    """What the centre's administrator sees."""

    @pytest.fixture
    def admin(self, office: Office, browser_of: BrowserOf) -> FlaskClient:
        """The administrator's browser."""
        with begin(office, the_system()) as uow:
            user = a_user(uow, role=Role.CENTRE_ADMIN)
        return browser_of(user)

    def test_every_group_has_its_page(self, admin: FlaskClient) -> None:
        index = admin.get("/settings").get_data(as_text=True)
        assert "1.35 km" in index
        for group in roof.OFFICE_SETTINGS:
            assert f"/settings/{group.key}" in index
            assert admin.get(f"/settings/{group.key}").status_code == 200, group.key

    def test_saving_says_from_when_and_shows_what_comes(self, admin: FlaskClient) -> None:
        answer = admin.post("/settings/travel", data={**TRAVEL, "valid_from": "2026-12-01"})
        assert answer.status_code == 303
        page = admin.get("/settings/travel").get_data(as_text=True)
        assert "2026-12-01부터 적용돼요" in page
        assert "1,000 km" in page
        row = page.split('name="row" value="')[1].split('"')[0]
        assert admin.post("/settings/travel/withdraw", data={"row": row}).status_code == 303
        assert 'name="row"' not in admin.get("/settings/travel").get_data(as_text=True)

    def test_hours_and_weekdays_are_kept(self, admin: FlaskClient, office: Office) -> None:
        week = {
            "working_weekdays": ["mon", "fri"],
            "counselling_hours": "10:00",
            "counselling_hours_until": "17:00",
            "valid_from": "2026-11-23",
        }
        assert admin.post("/settings/week", data=week).status_code == 303
        with reading(office, the_system()) as uow:
            kept = uow.settings.of(SchedulingSettings)
        assert kept.working_weekdays == ("mon", "fri")
        assert kept.counselling_hours == ("10:00", "17:00")

    def test_bad_answers_keep_what_was_typed(self, admin: FlaskClient) -> None:
        typed = {**TRAVEL, "long_way_km": "삼만", "valid_from": "어제"}
        answer = admin.post("/settings/travel", data=typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "삼만" in page
        assert 'id="long_way_km-e"' in page
        assert 'id="valid_from-e"' in page

    def test_whoever_saves_second_is_told(self, admin: FlaskClient) -> None:
        page = admin.get("/settings/travel").get_data(as_text=True)
        seen = page.split('name="_seen" type="hidden" value="')[1].split('"')[0]
        admin.post("/settings/travel", data={**TRAVEL, "valid_from": "2026-11-23"})

        second = {**TRAVEL, "long_way_km": "300", "_seen": seen, "valid_from": "2026-11-23"}
        answer = admin.post("/settings/travel", data=second)

        assert answer.status_code == 409
        assert "1000" in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", ["-1", "241", "9" * 40])
def test_a_number_out_of_reach_is_told_its_limits(text: str) -> None:
    (reason,) = {
        str(problem)
        for problem in [
            Number(0, 240, say("min"), whole=whole).problem(text) for whole in (True, False)
        ]
    }
    assert reason == "Enter a number between 0 and 240."

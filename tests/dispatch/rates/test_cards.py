"""Rate cards are entered, followed and taken back; offers keep what they promised."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask.testing import FlaskClient
from sqlalchemy import event

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.rate_answers import RATE_ANSWERS
from dispatch.domain.rates import Rates, RateScope
from dispatch.service.phone import offers_seen
from dispatch.service.rates import cards
from dispatch.service.rates.estimates import Estimates
from dispatch.store.tables import Offer, RateCard
from foundation.database.audit import list_entries
from foundation.database.base import Base
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import CertificationLevel, Domain
from interpreters.domain.standing import Employment
from tests.conftest import SetClock
from tests.dispatch.acting import acting, ask
from tests.factories import a_session, a_user
from tests.factories.accounts import a_coordinator, as_actor
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter, an_offer

BrowserOf = Callable[[User], FlaskClient]
MIGRATION: ModuleType = import_module("migrations.versions.0042_rate_cards")
TYPED = {**dict.fromkeys(RATE_ANSWERS, "0"), "hour_won": "32,000", "step_minutes": "30"}


def wanted(uow: UnitOfWork, days: int = 0, **more: object) -> cards.CardToEnter:
    facts: dict[str, object] = {
        "scope": RateScope(),
        "valid_from": uow.today + timedelta(days=days),
        "rates": TYPED,
        "source": "운영위원회 2026-11-12",
        **more,
    }
    return cards.CardToEnter(**facts)  # pyright: ignore[reportArgumentType]


def pay_of(uow: UnitOfWork, **session: Any) -> int:
    about = a_session(uow, minutes=60, **session)
    hanh, _ = a_signed_up_interpreter(uow)
    return Estimates(uow, [hanh.id]).of(about, hanh, about.starts_at).won


def test_what_was_promised_stays_when_new_rates_count(uow: UnitOfWork) -> None:
    a_rate_card(uow, hour_won=30_000)
    hanh, _ = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow, minutes=60), hanh)
    cards.enter(uow, wanted(uow))
    assert (offer.pay_won, pay_of(uow)) == (30_000, 32_000)


def test_the_rates_of_the_session_s_day_count_not_those_of_today(uow: UnitOfWork) -> None:
    a_rate_card(uow, hour_won=30_000)
    cards.enter(uow, wanted(uow, days=3))
    later = uow.today + timedelta(days=3)
    assert (pay_of(uow), pay_of(uow, day=later)) == (30_000, 32_000)


def test_a_level_pays_more_to_those_who_hold_it(uow: UnitOfWork) -> None:
    a_rate_card(uow, hour_won=30_000)
    a_rate_card(uow, hour_won=40_000, level=CertificationLevel.COMMUNITY)
    assert pay_of(uow, domain=Domain.GENERAL) == 40_000
    session = a_session(uow, domain=Domain.GENERAL, minutes=60)
    novice, _ = a_signed_up_interpreter(uow, "도 티 옌", levels=())
    assert Estimates(uow, [novice.id]).of(session, novice, session.starts_at).won == 30_000


def test_staff_and_a_centre_without_rates_promise_nothing(uow: UnitOfWork) -> None:
    assert pay_of(uow) == 0
    a_rate_card(uow)
    staff, _ = a_signed_up_interpreter(uow, employment=Employment.STAFF)
    session = a_session(uow)
    assert not Estimates(uow, [staff.id]).of(session, staff, session.starts_at).lines


def test_the_way_there_and_back_is_paid_on_site_alone(uow: UnitOfWork) -> None:
    a_rate_card(uow, hour_won=30_000, travel_hour_won=12_000, fare_km_won=150)
    hanh, user = a_signed_up_interpreter(uow, city="suwon")
    offer = ask(uow, a_session(uow, minutes=60), hanh)
    kinds = [line["kind"] for line in offer.pay_lines]
    assert kinds == ["time", "travel_time", "fare"]
    assert offer.pay_lines[1]["won"] == 2 * offer.travel_minutes * 200
    seen = offers_seen.see_offer(acting(uow, user), offer.id)
    assert sum(line.won for line in seen.pay_lines) == offer.pay_won == seen.pay_won

    video = a_session(uow, minutes=60, modalities=["video"], modality="video")
    assert [line["kind"] for line in ask(uow, video, hanh).pay_lines] == ["time"]


def test_every_fault_is_told_at_once_and_nothing_is_kept(uow: UnitOfWork) -> None:
    wrong = {**TYPED, "hour_won": "많이", "step_minutes": "0", "night_percent": "401"}
    with pytest.raises(Refused) as refused:
        cards.enter(uow, wanted(uow, days=-1, rates=wrong, source=" "))
    names = {"valid_from", "hour_won", "step_minutes", "night_percent", "source"}
    assert {*refused.value.problems} == names
    with pytest.raises(Refused) as refused:
        cards.enter(uow, wanted(uow, ends=True))
    assert {*refused.value.problems} == {"ends"}
    assert cards.known(uow) == []


def test_rates_of_a_field_end_and_the_general_ones_count_again(uow: UnitOfWork) -> None:
    a_rate_card(uow, hour_won=30_000)
    legal = RateScope(domain=Domain.LEGAL)
    cards.enter(uow, wanted(uow, scope=legal))
    assert pay_of(uow, domain=Domain.LEGAL) == 32_000
    cards.enter(uow, wanted(uow, days=1, scope=legal, ends=True, rates={}))
    assert pay_of(uow, domain=Domain.LEGAL) == 30_000
    assert cards.counts_today(uow, legal) == Rates(hour_won=32_000, minimum_minutes=0)


def test_only_what_does_not_count_yet_and_promised_nothing_is_taken_back(uow: UnitOfWork) -> None:
    now, later, used = (
        cards.enter(uow, wanted(uow, days=days, scope=scope))
        for days, scope in (
            (0, RateScope()),
            (5, RateScope()),
            (5, RateScope(domain=Domain.GENERAL)),
        )
    )
    hanh, _ = a_signed_up_interpreter(uow)
    day = uow.today + timedelta(days=6)
    assert ask(uow, a_session(uow, day=day, domain=Domain.GENERAL), hanh).rate_card_id == used.id
    cards.take_back(uow, later.id)
    assert [entry.name for entry in list_entries(uow.db, subject=str(later.id))] == [
        "rate_card.taken_back",
        "rate_card.entered",
    ]
    for card_id, refusal in ((now.id, Conflict), (used.id, Conflict), (later.id, NotFound)):
        with pytest.raises(refusal):
            cards.take_back(uow, card_id)


def test_coordinators_read_and_only_the_centre_changes(office: Office) -> None:
    with begin(office, the_system()) as uow:
        reader = as_actor(uow, a_coordinator(uow))
        nobody = as_actor(uow, a_user(uow, Role.INTERPRETER))
        row = a_rate_card(uow, valid_from=uow.today + timedelta(days=1), domain=Domain.LEGAL)
    with begin(office, reader) as uow:
        assert [seen.scope.domain for seen in cards.list_scopes(uow)] == [Domain.LEGAL]
        for act in (lambda: cards.enter(uow, wanted(uow)), lambda: cards.take_back(uow, row.id)):
            with pytest.raises(Forbidden):
                act()
    with reading(office, nobody) as uow, pytest.raises(Forbidden):
        cards.list_scopes(uow)


def test_a_plan_s_offers_ask_about_rates_once(uow: UnitOfWork) -> None:
    a_rate_card(uow, level=CertificationLevel.COMMUNITY)
    people = [a_signed_up_interpreter(uow, f"사람 {n}")[0] for n in range(4)]
    session = a_session(uow)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(uow.db.connection(), "before_cursor_execute", note)
    estimates = Estimates(uow, {who.id for who in people})
    assert {estimates.of(session, who, session.starts_at).won for who in people} == {30_000}
    assert len(asked) <= 4


def test_what_the_office_had_set_counts_on_after_migrating(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        an_offer(uow)
    kept = sa.table(
        "kept_setting", *map(sa.column, ("name", "text", "valid_from", "set_at", "set_by_name"))
    )
    rows = [
        ("pay_per_hour_won", "32000", date(2026, 3, 1)),
        ("pay_step_minutes", "15", date(2026, 3, 1)),
        ("pay_per_hour_won", None, date(2027, 1, 1)),
    ]
    with any_office.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # What later migrations have built upon the cards goes before them.
            for table in ("claim", "translation_offer"):
                name = f"fk_{table}_rate_card_id_rate_card"
                connection.execute(sa.text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        options = {"target_metadata": Base.metadata}
        with Operations.context(MigrationContext.configure(connection, opts=options)):
            MIGRATION.downgrade()
            for name, text, day in rows:
                connection.execute(
                    kept.insert().values(
                        name=name,
                        text=text,
                        valid_from=day,
                        set_at=sa.func.current_timestamp(),
                        set_by_name="gaon",
                    )
                )
            MIGRATION.upgrade()
    with reading(any_office, the_system()) as uow:
        # Those that later migrations know nothing of.
        columns = (
            RateCard.valid_from,
            RateCard.hour_won,
            RateCard.minimum_minutes,
            RateCard.step_minutes,
        )
        found = uow.db.execute(sa.select(*columns).order_by(RateCard.valid_from)).all()
        assert [
            (c.valid_from.year, c.hour_won, c.minimum_minutes, c.step_minutes) for c in found
        ] == [
            (2000, 30_000, 60, 30),
            (2026, 32_000, 60, 15),
            (2027, 30_000, 60, 15),
        ]
        assert uow.db.scalars(sa.select(Offer.pay_lines)).all() == [[]]


class TestPages:
    """What the centre sees."""

    @pytest.fixture
    def admin(self, office: Office, browser_of: BrowserOf) -> FlaskClient:
        """The administrator's browser."""
        with begin(office, the_system()) as uow:
            user = a_user(uow, role=Role.CENTRE_ADMIN)
        return browser_of(user)

    def typed(self, **more: str) -> dict[str, str]:
        everything = {"organisation": "", "domain": "legal", "level": ""}
        return {**TYPED, **everything, "valid_from": "2026-12-01", "source": "운영위원회", **more}

    def test_new_rates_are_listed_and_taken_back(self, admin: FlaskClient) -> None:
        assert "등록한 기준이 없어요" in admin.get("/rates").get_data(as_text=True)
        assert admin.post("/rates/new", data=self.typed()).status_code == 303
        page = admin.get("/rates").get_data(as_text=True)
        assert "32,000원" in page
        assert "법률" in page
        path = page.split('action="/rates/')[-1].split('"')[0]
        assert admin.post(f"/rates/{path}").status_code == 303
        assert "32,000원" not in admin.get("/rates").get_data(as_text=True)

    def test_every_card_is_taken_along_and_runs_nothing(
        self, admin: FlaskClient, office: Office
    ) -> None:
        with begin(office, the_system()) as uow:
            a_rate_card(uow, hour_won=31_234, source="=1+1")
        lines = admin.post("/rates/csv").get_data().decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert ",31234," in lines[1]
        assert "'=1+1" in lines[1]
        assert admin.post("/rates/xlsx").get_data().startswith(b"PK")

    def test_bad_answers_keep_what_was_typed(self, admin: FlaskClient) -> None:
        answer = admin.post("/rates/new", data=self.typed(hour_won="삼만", source="", domain="xx"))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "삼만" in page
        assert 'id="domain-e"' in page
        answer = admin.post("/rates/new", data=self.typed(hour_won="삼만", source=""))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert all(f'id="{name}-e"' in page for name in ("hour_won", "source"))

    def test_whoever_saves_second_is_told(self, admin: FlaskClient, clock: SetClock) -> None:
        today = {"valid_from": "2026-11-23"}
        admin.post("/rates/new", data=self.typed(**today, domain=""))
        page = admin.get("/rates/new").get_data(as_text=True)
        clock.now += timedelta(minutes=1)
        seen = page.split('name="_seen" type="hidden" value="')[1].split('"')[0]
        admin.post("/rates/new", data=self.typed(**today, domain="", hour_won="33,000"))
        mine = self.typed(**today, domain="", hour_won="31000", _seen=seen)
        answer = admin.post("/rates/new", data=mine)
        assert answer.status_code == 409
        assert "33000" in answer.get_data(as_text=True)

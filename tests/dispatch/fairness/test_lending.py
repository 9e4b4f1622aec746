"""Hours between organisations: whose interpreter served whose session, by month, and who may know it."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.service import memberships
from accounts.store.tables import Organisation, User
from dispatch.service.fairness import lending
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, NotFound
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting
from tests.factories import a_request, a_session, a_user, an_interpreter, an_organisation
from tests.factories.dispatch import an_assignment
from tests.signing_in import sign_in

SYSTEM = the_system()
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


class Network:
    """A centre, two organisations with an interpreter each, and one of the pool."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.centre = an_organisation(uow, "경기센터", kind=OrganisationKind.CENTRE)
        self.ansan = an_organisation(uow, "안산")
        self.suwon = an_organisation(uow, "수원")
        self.of_ansan = self.person(uow, "가영", self.ansan)
        self.of_suwon = self.person(uow, "나리", self.suwon)
        self.pool = an_interpreter(uow, "다인")

    @staticmethod
    def person(uow: UnitOfWork, name: str, home: Organisation) -> Interpreter:
        return an_interpreter(uow, name, user=a_user(uow, Role.INTERPRETER, home))

    @staticmethod
    def serve(uow: UnitOfWork, who: Interpreter, at: Organisation, day: date) -> None:
        request = a_request(uow, organisation=at, requester=a_user(uow, organisation=at))
        an_assignment(uow, a_session(uow, request=request, day=day, start="10:00"), who)


def pairs(uow: UnitOfWork, month: date = NOVEMBER) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (each.lender.name, each.borrower.name): (each.minutes, each.sessions)
        for each in lending.see_ledger(uow, month).pairs
    }


def a_november(uow: UnitOfWork) -> Network:
    net = Network(uow)
    day = uow.today - timedelta(days=3)
    net.serve(uow, net.of_ansan, net.suwon, day)
    net.serve(uow, net.of_ansan, net.suwon, day - timedelta(days=1))
    net.serve(uow, net.of_ansan, net.ansan, day - timedelta(days=2))
    net.serve(uow, net.of_suwon, net.ansan, day)
    net.serve(uow, net.pool, net.ansan, day)
    # not yet served, and in another month
    net.serve(uow, net.of_ansan, net.suwon, uow.today + timedelta(days=3))
    net.serve(uow, net.of_ansan, net.suwon, OCTOBER)
    return net


def test_what_was_lent_is_counted_by_pair_and_month(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        a_november(uow)
        assert pairs(uow) == {
            ("안산", "수원"): (120, 2),
            ("수원", "안산"): (60, 1),
            ("경기센터", "안산"): (60, 1),
        }
        ledger = lending.see_ledger(uow, NOVEMBER)
        assert {each.organisation.name: each.balance for each in ledger.balances} == {
            "안산": 0,
            "수원": -60,
            "경기센터": 60,
        }
        assert sum(each.balance for each in ledger.balances) == 0
        assert ledger.months[:3] == [(NOVEMBER, 240), (OCTOBER, 60), (date(2026, 9, 1), 0)]


def test_whoever_belongs_to_both_is_not_lent(uow: UnitOfWork) -> None:
    net = Network(uow)
    user = a_user(uow, Role.INTERPRETER, net.ansan)
    net.serve(uow, an_interpreter(uow, "라미", user=user), net.ansan, uow.today - timedelta(days=1))
    assert pairs(uow) == {}


def test_whoever_belongs_to_the_centre_too_is_lent_by_the_other(uow: UnitOfWork) -> None:
    net = Network(uow)
    user = a_user(uow, Role.INTERPRETER, net.centre)
    memberships.add(uow, user, net.suwon.id, Role.INTERPRETER)
    net.serve(uow, an_interpreter(uow, "라미", user=user), net.ansan, uow.today - timedelta(days=1))
    assert pairs(uow) == {("수원", "안산"): (60, 1)}


def test_an_organisation_sees_its_own_part(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        net = a_november(uow)
        of_suwon = acting(uow, a_user(uow, Role.ORGANISATION_ADMIN, net.suwon))
        assert pairs(of_suwon).keys() == {("안산", "수원"), ("수원", "안산")}
        [own] = lending.see_ledger(of_suwon, NOVEMBER).balances
        assert (own.lent, own.borrowed) == (60, 120)
        lending.rows_behind(of_suwon, NOVEMBER, net.ansan.id, net.suwon.id)
        assert lending.may_see_reference(of_suwon, net.suwon.id)
        assert not lending.may_see_reference(of_suwon, net.ansan.id)
        with pytest.raises(NotFound):
            lending.rows_behind(of_suwon, NOVEMBER, net.centre.id, net.ansan.id)
        with pytest.raises(Forbidden):
            lending.see_ledger(acting(uow, a_user(uow, organisation=net.suwon)), NOVEMBER)


def admin_of(uow: UnitOfWork, home: Organisation) -> User:
    return a_user(uow, Role.ORGANISATION_ADMIN, home)


def test_the_pages_and_the_workbook(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        net = a_november(uow)
        admin = admin_of(uow, net.suwon)
    web = web_app.test_client()
    sign_in(web, admin)
    text = web.get("/lending?month=2026-11").text
    assert "2026년 11월" in text
    assert text.count("경기센터") == 1  # who is called, at the bottom
    rows = web.get(f"/lending/{net.suwon.id}/{net.ansan.id}?month=2026-11").text
    assert "나리" in rows
    assert "R-" not in rows
    assert web.get(f"/lending/{net.centre.id}/{net.ansan.id}").status_code == 404
    assert web.get("/lending?month=nonsense").status_code == 200
    book = openpyxl.load_workbook(
        BytesIO(web.post("/lending/export.xlsx?month=2026-11").get_data())
    )
    assert len(book.sheetnames) == 3  # pairs, balances, sessions
    assert len(list(book.worksheets[2].iter_rows())) == 1 + 3


def test_a_month_to_come_has_nothing(uow: UnitOfWork) -> None:
    a_november(uow)
    later = replace(uow, now=uow.now - timedelta(days=60))
    assert pairs(later) == {}

"""Months of pay: closed once, on one statement each, paid once, whoever is faster."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.ids import UserId
from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimState
from dispatch.domain.withholding import TaxKind
from dispatch.service.claims import (
    months,
    payments,
    profiles,
    settlement,
    statements,
    withholding,
)
from dispatch.service.claims.profiles import ProfileToKeep
from dispatch.service.claims.withholding import RuleToEnter
from dispatch.store.tables import Statement
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting
from tests.factories import a_user, an_organisation
from tests.factories.dispatch import a_claim, a_signed_up_interpreter

A = ClaimState.APPROVED
OCTOBER = date(2026, 10, 1)
LAST_DAY = date(2026, 10, 30)
ACCOUNT = ProfileToKeep(bank="이음은행", holder="응우옌 티 하인", account="110-000-123456")
SYSTEM = the_system()


def accountant(uow: UnitOfWork) -> UnitOfWork:
    return acting(uow, a_user(uow, Role.ACCOUNTANT))


def an_october(uow: UnitOfWork) -> tuple[Interpreter, User]:
    """Two approved claims of October, one that is not, and one of November."""
    hanh, user = a_signed_up_interpreter(uow)
    a_claim(uow, hanh, won=500_000, day=LAST_DAY, state=A)
    a_claim(uow, hanh, won=123_456, day=OCTOBER, state=A)
    a_claim(uow, hanh, won=1_000, day=OCTOBER, state=ClaimState.CONFIRMED)
    a_claim(uow, hanh, won=2_000, state=A)
    return hanh, user


def the_statement(uow: UnitOfWork) -> Statement:
    return uow.db.scalars(sa.select(Statement)).one()


def test_a_month_is_closed_once_with_its_taxes(uow: UnitOfWork) -> None:
    an_october(uow)
    office = accountant(uow)
    ahead = months.see_open(office)
    assert (ahead.month, ahead.approved_won, ahead.waiting_won) == (OCTOBER, 623_456, 1_000)
    row = months.close(office, OCTOBER)
    statement = the_statement(uow)
    # 3 % of 623,456 is 18,703.68; a tenth of 18,700 is 1,870
    assert (statement.income_tax_won, statement.local_tax_won) == (18_700, 1_870)
    assert (row.gross_won, row.tax_won, statement.net_won) == (623_456, 20_570, 602_886)
    with pytest.raises(Conflict):
        months.close(office, OCTOBER)
    with pytest.raises(Refused):
        months.close(office, uow.today)
    with pytest.raises(Forbidden):
        months.close(acting(uow, a_user(uow, Role.COORDINATOR)), OCTOBER)


def test_what_is_approved_later_comes_on_the_next_statement(uow: UnitOfWork) -> None:
    hanh, _ = an_october(uow)
    months.close(accountant(uow), OCTOBER)
    a_claim(uow, hanh, won=7_000, day=OCTOBER, state=A)
    december = replace(accountant(uow), now=uow.now + timedelta(days=20))
    months.close(december, date(2026, 11, 1))
    found = uow.db.scalars(sa.select(Statement).order_by(Statement.month)).all()
    assert [each.gross_won for each in found] == [623_456, 9_000]


def test_more_taken_off_than_there_is_waits(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    a_claim(uow, hanh, won=-5_000, day=OCTOBER, state=A)
    assert months.close(accountant(uow), OCTOBER).people == 0
    a_claim(uow, hanh, won=9_000, state=A)
    later = replace(accountant(uow), now=uow.now + timedelta(days=20))
    assert months.close(later, date(2026, 11, 1)).gross_won == 4_000


def test_a_statement_is_read_by_its_person_and_the_office_alone(uow: UnitOfWork) -> None:
    _, user = an_october(uow)
    months.close(accountant(uow), OCTOBER)
    statement_id = the_statement(uow).id
    mine = statements.see(acting(uow, user), statement_id)
    assert [claim.won for claim in mine.claims] == [123_456, 500_000]
    _, stranger = a_signed_up_interpreter(uow, "투")
    with pytest.raises(NotFound):
        statements.see(acting(uow, stranger), statement_id)
    year = statements.own_year(acting(uow, user), 2026)
    assert year is not None
    assert (year.gross_won, year.net_won) == (623_456, 602_886)
    assert statements.own_year(acting(uow, user), 2025) is None


def test_a_statement_is_printed_and_adds_up_in_the_workbook(uow: UnitOfWork) -> None:
    an_organisation(uow, "경기센터", kind="centre")
    _, user = an_october(uow)
    months.close(accountant(uow), OCTOBER)
    statement_id = the_statement(uow).id
    own = acting(uow, user)
    assert statements.print_statement(own, statement_id).startswith(b"%PDF")
    book = openpyxl.load_workbook(BytesIO(statements.export_statement(own, statement_id, "en")))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    lines = [int(str(row[4])) for row in rows if row[0]]
    assert sum(lines) == 623_456
    assert [str(row[4]) for row in rows if not row[0]] == ["623456", "'-18700", "'-1870", "602886"]


def test_a_statement_is_paid_once_to_an_account_that_is_kept_encrypted(uow: UnitOfWork) -> None:
    hanh, user = an_october(uow)
    office = accountant(uow)
    months.close(office, OCTOBER)
    assert [each.interpreter_id for each in payments.see_unpaid(office).lacking] == [hanh.id]
    with pytest.raises(Conflict):
        payments.make(office, uow.today)
    kept = profiles.keep_own(acting(uow, user), ACCOUNT)
    assert kept.last_digits == "3456"
    assert "123456" not in kept.encrypted_account
    made = payments.make(office, uow.today)
    assert (made.people, made.won) == (1, 602_886)
    with pytest.raises(Conflict):
        payments.make(office, uow.today)
    text = payments.export(office, made.id, "csv", "ko").decode("utf-8-sig")
    assert "110000123456" in text
    assert payments.export(office, made.id, "xlsx", "ko").startswith(b"PK")
    assert profiles.open_number(office, hanh.id) == "110000123456"
    names = [entry.name for entry in list_entries(uow.db, subject=str(hanh.id))]
    assert names == ["pay.account_opened", "pay.account_kept"]


def test_figures_of_any_keyboard_are_kept_as_a_bank_reads_them(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    profiles.keep_own(acting(uow, user), replace(ACCOUNT, account="１１０－０００ １２３４５６"))
    assert profiles.open_number(accountant(uow), hanh.id) == "110000123456"
    with pytest.raises(Refused, match="8 to 20 digits"):
        profiles.keep_own(acting(uow, user), replace(ACCOUNT, account="١١٠٠٠٠١٢٣٤٥٦"))


def test_nobody_says_as_what_their_own_pay_is_taxed(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    office = accountant(uow)
    hanh.user_id = UserId(office.actor.user_id or hanh.id)
    uow.db.flush()
    profiles.keep(office, hanh.id, ACCOUNT)
    with pytest.raises(Forbidden):
        profiles.keep(office, hanh.id, replace(ACCOUNT, tax_kind=TaxKind.OTHER_INCOME))


def test_a_month_long_past_without_claims_is_not_closed_by_a_slip(uow: UnitOfWork) -> None:
    an_october(uow)
    with pytest.raises(Refused, match="Nothing was approved"):
        months.close(accountant(uow), date(2006, 10, 1))
    assert months.see_open(accountant(uow)).month == OCTOBER


@pytest.mark.parametrize("typed", ["1e999999", "-1e999999", "9" * 5000, "sNaN"])
def test_a_number_beyond_reckoning_is_refused_beside_its_field(uow: UnitOfWork, typed: str) -> None:
    numbers = dict.fromkeys((*withholding.PERCENTS, *withholding.WON), typed)
    wanted = RuleToEnter(
        kind=TaxKind.BUSINESS, valid_from=uow.today, numbers=numbers, source="가상 규정"
    )
    with pytest.raises(Refused) as refused:
        withholding.enter(accountant(uow), wanted)
    assert {*refused.value.problems} == {*numbers}


def test_accounts_are_checked_and_an_empty_number_keeps_the_old_one(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    own = acting(uow, user)
    with pytest.raises(Refused) as refused:
        profiles.keep_own(own, ProfileToKeep(bank=" ", holder="", account="12"))
    assert {*refused.value.problems} == {"bank", "holder", "account"}
    profiles.keep_own(own, ACCOUNT)
    other = replace(ACCOUNT, account="", bank="새은행", tax_kind=TaxKind.OTHER_INCOME)
    profiles.keep(accountant(uow), hanh.id, other)
    assert profiles.open_number(accountant(uow), hanh.id) == "110000123456"
    with pytest.raises(Forbidden):
        profiles.open_number(own, hanh.id)


def test_other_income_is_withheld_by_its_own_rule_and_rules_follow(uow: UnitOfWork) -> None:
    hanh, _ = an_october(uow)
    office = accountant(uow)
    profiles.keep(office, hanh.id, replace(ACCOUNT, tax_kind=TaxKind.OTHER_INCOME))
    numbers = {"income": "10.5", "local": "10", "expenses": "0", "free_won": "0", "small_won": "0"}
    wanted = RuleToEnter(
        kind=TaxKind.OTHER_INCOME, valid_from=uow.today, numbers=numbers, source="예시 고시"
    )
    withholding.enter(office, wanted)
    months.close(office, OCTOBER)
    assert the_statement(uow).income_tax_won == 65_460
    bad = replace(wanted, numbers={**numbers, "income": "1.234", "small_won": "x"}, source="")
    with pytest.raises(Refused) as refused:
        withholding.enter(office, replace(bad, valid_from=uow.today - timedelta(days=1)))
    assert {*refused.value.problems} == {"valid_from", "income", "small_won", "source"}


def test_organisations_settle_what_their_people_earned_elsewhere(uow: UnitOfWork) -> None:
    ansan, suwon = an_organisation(uow, "안산"), an_organisation(uow, "수원")
    hanh, _ = a_signed_up_interpreter(uow)
    a_claim(uow, hanh, won=40_000, state=A, organisation_id=ansan.id, lender_id=suwon.id)
    a_claim(uow, hanh, won=10_000, state=A, organisation_id=ansan.id)
    a_claim(uow, hanh, won=99_000, organisation_id=ansan.id)
    found = settlement.see(accountant(uow), uow.today)
    balances = {each.organisation.name: (each.won, each.balance_won) for each in found.sums}
    assert balances == {"수원": (0, 40_000), "안산": (50_000, -40_000)}
    assert sum(each.balance_won for each in found.sums) == 0
    assert settlement.export(accountant(uow), uow.today, "ko").startswith(b"PK")


def test_the_database_keeps_statements_and_what_was_paid(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        _, user = an_october(uow)
        profiles.keep_own(acting(uow, user), ACCOUNT)
        months.close(accountant(uow), OCTOBER)
        payments.make(accountant(uow), uow.today)
    for change in (
        "UPDATE statement SET net_won = net_won + 1",
        "DELETE FROM payment_item",
        "UPDATE pay_month SET people = 0",
        "UPDATE claim SET statement_id = NULL WHERE statement_id IS NOT NULL",
    ):
        with pytest.raises(DBAPIError), any_office.engine.begin() as db:
            db.exec_driver_sql(change)

"""Approved once, closed once, paid once, whoever is faster; and what happens without the guards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimState
from dispatch.service.claims import deciding, months, payments, profiles
from dispatch.store.queries import claims as claim_queries
from dispatch.store.queries import pay as pay_queries
from dispatch.store.tables import PayClaim, PaymentItem, PayMonth, Statement
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Refused
from tests.dispatch.acting import acting
from tests.dispatch.claims.test_months import (
    ACCOUNT,
    OCTOBER,
    SYSTEM,
    A,
    accountant,
    an_october,
)
from tests.factories import a_user
from tests.factories.accounts import as_actor
from tests.factories.dispatch import a_claim, a_signed_up_interpreter
from tests.threads import at_once
from tests.transactions import in_office

CROWD = 8
SEPTEMBER = date(2026, 9, 1)


def outcome(office: Office, user_id: UUID, act: str, what: object) -> str:
    """One attempt of somebody in a transaction of its own: done, or told that somebody was faster."""
    try:
        with reading(office, SYSTEM) as uow:
            actor = as_actor(uow, uow.db.get_one(User, user_id))
        with begin(office, actor) as uow:
            if act == "approve":
                deciding.approve(uow, [what])  # pyright: ignore[reportArgumentType]
            elif act == "close":
                months.close(uow, OCTOBER)
            else:
                payments.make(uow, uow.today)
    except Conflict:
        return "told"
    return "done"


def count(office: Office, query: sa.Select[int]) -> int:
    with reading(office, SYSTEM) as uow:
        return uow.db.scalars(query).one()


def people_of(uow: UnitOfWork, role: Role) -> list[UUID]:
    return [a_user(uow, role).id for _ in range(CROWD)]


def test_one_of_many_approves_a_claim(any_office: Office) -> None:
    def begun(uow: UnitOfWork) -> tuple[UUID, list[UUID]]:
        return a_claim(uow, state=ClaimState.CONFIRMED).id, people_of(uow, Role.COORDINATOR)

    claim_id, desk = in_office(any_office, begun)
    said = at_once(lambda who: outcome(any_office, who, "approve", claim_id), desk)
    assert sorted(said) == ["done", *["told"] * (CROWD - 1)]
    with reading(any_office, SYSTEM) as uow:
        names = [entry.name for entry in list_entries(uow.db, subject=str(claim_id))]
    assert names == ["claim.approved"]


def test_a_month_is_closed_and_paid_by_one_of_many(any_office: Office) -> None:
    def begun(uow: UnitOfWork) -> list[UUID]:
        _, user = an_october(uow)
        profiles.keep_own(acting(uow, user), ACCOUNT)
        return people_of(uow, Role.ACCOUNTANT)

    office = in_office(any_office, begun)
    for act in ("close", "pay"):
        said = at_once(lambda who, act=act: outcome(any_office, who, act, None), office)
        assert sorted(said) == ["done", *["told"] * (CROWD - 1)]
    assert count(any_office, sa.select(sa.func.count()).select_from(PaymentItem)) == 1


def test_what_is_approved_while_a_month_closes_is_on_one_statement_or_waits(
    any_office: Office,
) -> None:
    def begun(uow: UnitOfWork) -> tuple[Sequence[UUID], UUID, UUID]:
        hanh, _ = a_signed_up_interpreter(uow)
        waiting = [
            a_claim(uow, hanh, day=OCTOBER, state=ClaimState.CONFIRMED).id for _ in range(CROWD)
        ]
        return waiting, a_user(uow, Role.COORDINATOR).id, a_user(uow, Role.ACCOUNTANT).id

    waiting, desk, clerk = in_office(any_office, begun)
    acts = [("approve", desk, each) for each in waiting]
    acts.insert(CROWD // 2, ("close", clerk, waiting[0]))
    said = at_once(lambda it: outcome(any_office, it[1], it[0], it[2]), acts)
    assert said.count("done") == len(acts)
    with reading(any_office, SYSTEM) as uow:
        on_it = uow.db.scalars(
            sa.select(sa.func.coalesce(sa.func.sum(PayClaim.won), 0)).where(
                PayClaim.statement_id.is_not(None)
            )
        ).one()
        gross = sum(each.gross_won for each in uow.db.scalars(sa.select(Statement)))
        closed = uow.db.scalars(sa.select(PayMonth)).one()
        assert int(on_it) == gross == closed.gross_won
        approved = sa.select(sa.func.count()).where(PayClaim.state == A)
        assert uow.db.scalars(approved).one() == CROWD


def test_without_the_guards_a_claim_is_changed_and_paid_twice(any_office: Office) -> None:
    """The negative control: what the triggers and keys refuse is possible without them."""
    with begin(any_office, SYSTEM) as uow:
        an_october(uow)
        months.close(accountant(uow), OCTOBER)
    is_sqlite = any_office.engine.dialect.name == "sqlite"
    with any_office.engine.begin() as db:
        if is_sqlite:
            db.exec_driver_sql("DROP TRIGGER claim_is_approved_update")
        else:
            db.exec_driver_sql("DROP TRIGGER claim_is_approved_update ON claim")
        db.exec_driver_sql("UPDATE claim SET statement_id = NULL")
    december = date(2026, 11, 1)
    with begin(any_office, SYSTEM) as uow:
        months.close(replace(accountant(uow), now=uow.now + timedelta(days=20)), december)
    with reading(any_office, SYSTEM) as uow:
        gross = sum(each.gross_won for each in uow.db.scalars(sa.select(Statement)))
    # 623,456 on both statements
    assert gross == 623_456 + 625_456


@pytest.mark.database
@pytest.mark.wide
def test_without_the_guards_two_approve_the_same_claim(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: whoever reads without a lock and writes without asking approves once more."""

    def begun(uow: UnitOfWork) -> tuple[UUID, list[UUID]]:
        return a_claim(uow, state=ClaimState.CONFIRMED).id, people_of(uow, Role.COORDINATOR)[:2]

    claim_id, desk = in_office(postgres_office, begun)
    without_triggers(postgres_office)
    both = Barrier(2)

    def read(db: Session, claim_ids: Sequence[UUID]) -> Sequence[PayClaim]:
        found = [claim_queries.find(db, each) for each in claim_ids]
        both.wait(timeout=30)
        return [each for each in found if each is not None]

    def write(db: Session, claim_id: UUID, _before: ClaimState, values: dict[str, Any]) -> bool:
        db.execute(sa.update(PayClaim).where(PayClaim.id == claim_id).values(**values))  # pyright: ignore[reportArgumentType]  a UUID
        return True

    monkeypatch.setattr(claim_queries, "lock", read)
    monkeypatch.setattr(claim_queries, "move", write)
    said = at_once(lambda who: outcome(postgres_office, who, "approve", claim_id), desk)
    assert said == ["done", "done"]
    with reading(postgres_office, SYSTEM) as uow:
        names = [entry.name for entry in list_entries(uow.db, subject=str(claim_id))]
    assert names == ["claim.approved", "claim.approved"]


def two_months_at_once(office: Office) -> tuple[list[str], int, int]:
    """Two accountants close September and October at once: what each is told, the won on statements, the won claimed."""

    def begun(uow: UnitOfWork) -> list[UUID]:
        hanh, _ = a_signed_up_interpreter(uow)
        a_claim(uow, hanh, day=SEPTEMBER, won=50_000, state=ClaimState.APPROVED)
        return people_of(uow, Role.ACCOUNTANT)[:2]

    clerks = in_office(office, begun)

    def close(who: UUID, month: date) -> str:
        try:
            with reading(office, SYSTEM) as uow:
                actor = as_actor(uow, uow.db.get_one(User, who))
            with begin(office, actor) as uow:
                months.close(uow, month)
        except (Conflict, Refused):
            return "told"
        return "done"

    acts = list(zip(clerks, (SEPTEMBER, OCTOBER), strict=True))
    said = at_once(lambda act: close(*act), acts)
    with reading(office, SYSTEM) as uow:
        paid = sum(each.gross_won for each in uow.db.scalars(sa.select(Statement)))
        claimed = sum(each.won for each in uow.db.scalars(sa.select(PayClaim)))
    return sorted(said), paid, claimed


def test_two_months_that_are_closed_at_once_pay_a_claim_once(any_office: Office) -> None:
    said, paid, claimed = two_months_at_once(any_office)
    assert "done" in said
    assert paid == claimed == 50_000


@pytest.mark.database
@pytest.mark.wide
def test_without_the_locks_two_months_pay_a_claim_twice(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: read without a lock and put on without asking, it stands on both statements."""
    without_triggers(postgres_office)
    both = Barrier(2)

    def read(db: Session, until: date) -> Sequence[PayClaim]:
        query = sa.select(PayClaim).where(PayClaim.day <= until)
        found = db.scalars(query.options(joinedload(PayClaim.interpreter))).all()
        both.wait(timeout=30)
        return found

    def put_on(db: Session, statement_id: UUID, claim_ids: Sequence[UUID]) -> int:
        own = sa.update(PayClaim).where(PayClaim.id.in_(claim_ids))  # pyright: ignore[reportArgumentType]  UUIDs
        db.execute(own.values(statement_id=statement_id))
        return len(claim_ids)

    monkeypatch.setattr(pay_queries, "lock_approved", read)
    monkeypatch.setattr(pay_queries, "put_on", put_on)
    said, paid, claimed = two_months_at_once(postgres_office)
    assert said == ["done", "done"]
    assert (paid, claimed) == (100_000, 50_000)


def without_triggers(office: Office) -> None:
    with office.engine.begin() as db:
        db.exec_driver_sql("DROP TRIGGER claim_is_approved_update ON claim")

"""What is asked about months of pay: statements, payment lists, accounts, and sums between organisations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import ClaimState
from dispatch.domain.ids import PaymentListId, StatementId
from dispatch.store.tables import (
    Interpreter,
    PayClaim,
    PaymentItem,
    PaymentList,
    PayMonth,
    PayProfile,
    Statement,
    WithholdingRule,
)
from interpreters.domain.ids import InterpreterId

# A statement of SQLite takes so many values.
CHUNK = 500


def newest_month(db: Session) -> date | None:
    """The last month that was closed."""
    return db.scalar(sa.select(sa.func.max(PayMonth.month)))


def select_months() -> sa.Select[PayMonth]:
    """Closed months, the newest first."""
    return (
        sa.select(PayMonth).options(joinedload(PayMonth.closed_by)).order_by(PayMonth.month.desc())
    )


def open_sums(db: Session, until: date) -> Sequence[tuple[ClaimState, int, int]]:
    """Claims for work until a day that are on no statement: how many and how much, by state."""
    query = (
        sa.select(PayClaim.state, sa.func.count(), sa.func.sum(PayClaim.won))
        .where(PayClaim.day <= until, PayClaim.statement_id.is_(None))
        .where(PayClaim.state.not_in((ClaimState.DENIED, ClaimState.DROPPED)))
        .group_by(PayClaim.state)
    )
    return [(row[0], int(row[1]), int(row[2])) for row in db.execute(query)]


def lock_approved(db: Session, until: date) -> Sequence[PayClaim]:
    """Approved claims for work until a day that are on no statement; nobody else puts them on one meanwhile."""
    query = (
        sa.select(PayClaim)
        .where(
            PayClaim.state == ClaimState.APPROVED,
            PayClaim.day <= until,
            PayClaim.statement_id.is_(None),
        )
        .order_by(PayClaim.id)
        .options(joinedload(PayClaim.interpreter, innerjoin=True))
        .with_for_update(of=PayClaim)
    )
    return db.scalars(query).all()


def put_on(db: Session, statement_id: StatementId, claim_ids: Sequence[UUID]) -> int:
    """Put approved claims on a statement; how many were on none before."""
    count = 0
    for start in range(0, len(claim_ids), CHUNK):
        done: Any = db.execute(
            sa.update(PayClaim)
            .where(
                PayClaim.id.in_(claim_ids[start : start + CHUNK]),
                PayClaim.state == ClaimState.APPROVED,
                PayClaim.statement_id.is_(None),
            )
            .values(statement_id=statement_id)
            .execution_options(synchronize_session=False)
        )
        count += done.rowcount
    return count


def select_statements(
    *, month: date | None = None, interpreter_id: UUID | None = None
) -> sa.Select[Statement]:
    """Statements with whom they pay and whether they were paid, the newest first."""
    query = sa.select(Statement).options(
        joinedload(Statement.interpreter, innerjoin=True),
        joinedload(Statement.payment).joinedload(PaymentItem.payment_list),
    )
    if month is not None:
        query = query.where(Statement.month == month)
    if interpreter_id is not None:
        query = query.where(Statement.interpreter_id == InterpreterId(interpreter_id))
    return query.join(Interpreter, Interpreter.id == Statement.interpreter_id).order_by(
        Statement.month.desc(), Interpreter.full_name, Statement.id
    )


def find_statement(db: Session, statement_id: UUID) -> Statement | None:
    """One statement."""
    return db.scalar(select_statements().where(Statement.id == StatementId(statement_id)))


def profiles_of(
    db: Session, interpreter_ids: Collection[InterpreterId]
) -> Mapping[InterpreterId, PayProfile]:
    """How these people are paid, for those who have said it."""
    query = sa.select(PayProfile).where(PayProfile.interpreter_id.in_(interpreter_ids))
    return {row.interpreter_id: row for row in db.scalars(query)}


def list_rules(db: Session) -> Sequence[WithholdingRule]:
    """Every rule of withholding that was entered, in the order in which they count."""
    query = (
        sa.select(WithholdingRule)
        .options(joinedload(WithholdingRule.entered_by))
        .order_by(WithholdingRule.valid_from, WithholdingRule.entered_at, WithholdingRule.id)
    )
    return db.scalars(query).all()


def list_unpaid(db: Session, *, lock: bool = False) -> Sequence[Statement]:
    """Statements on no payment list, the oldest month first; locked, nobody else pays them meanwhile."""
    paid = sa.select(PaymentItem.statement_id).where(PaymentItem.statement_id == Statement.id)
    query = (
        sa.select(Statement)
        .where(~paid.exists(), Statement.net_won > 0)
        .order_by(Statement.month, Statement.id)
        .options(joinedload(Statement.interpreter, innerjoin=True))
    )
    return db.scalars(query.with_for_update(of=Statement) if lock else query).all()


def select_lists() -> sa.Select[PaymentList]:
    """Payment lists, the newest first."""
    return (
        sa.select(PaymentList)
        .options(joinedload(PaymentList.made_by))
        .order_by(PaymentList.made_at.desc(), PaymentList.id)
    )


def find_list(db: Session, list_id: UUID) -> PaymentList | None:
    """One payment list."""
    return db.scalar(select_lists().where(PaymentList.id == PaymentListId(list_id)))


def items_of(db: Session, list_id: PaymentListId) -> Sequence[PaymentItem]:
    """What a payment list pays, by name."""
    query = (
        sa.select(PaymentItem)
        .join(Statement, Statement.id == PaymentItem.statement_id)
        .join(Interpreter, Interpreter.id == Statement.interpreter_id)
        .where(PaymentItem.list_id == list_id)
        .options(
            joinedload(PaymentItem.statement, innerjoin=True).joinedload(
                Statement.interpreter, innerjoin=True
            )
        )
        .order_by(Interpreter.full_name, Statement.month, Statement.id)
    )
    return db.scalars(query).all()


def year_sums(
    db: Session, first: date, last: date, interpreter_id: UUID | None
) -> Sequence[tuple[Interpreter, int, int, int, int, int]]:
    """Of each person's statements between two months: how many, gross, income tax, local tax, net."""
    sums = [
        sa.func.sum(column)
        for column in (
            Statement.gross_won,
            Statement.income_tax_won,
            Statement.local_tax_won,
            Statement.net_won,
        )
    ]
    query = (
        sa.select(Interpreter, sa.func.count(), *sums)
        .join(Statement, Statement.interpreter_id == Interpreter.id)
        .where(Statement.month >= first, Statement.month <= last)
        .group_by(Interpreter.id)
        .order_by(Interpreter.full_name, Interpreter.id)
    )
    if interpreter_id is not None:
        query = query.where(Interpreter.id == InterpreterId(interpreter_id))
    return [
        (row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4]), int(row[5]))
        for row in db.execute(query)
    ]


def between_organisations(
    db: Session, first: date, last: date
) -> Sequence[tuple[OrganisationId, OrganisationId | None, int, int]]:
    """Approved pay for work of these days: for whom, whose people where others lent them, claims, won."""
    query = (
        sa.select(
            PayClaim.organisation_id,
            PayClaim.lender_id,
            sa.func.count(),
            sa.func.sum(PayClaim.won),
        )
        .where(PayClaim.state == ClaimState.APPROVED, PayClaim.day >= first, PayClaim.day <= last)
        .group_by(PayClaim.organisation_id, PayClaim.lender_id)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in db.execute(query)]


def find_person(db: Session, interpreter_id: UUID) -> Interpreter | None:
    """Somebody of the roster."""
    return db.get(Interpreter, InterpreterId(interpreter_id))

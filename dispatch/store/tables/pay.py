"""Pay by the month: closed months, statements, what is withheld, payment lists, and where pay goes."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.ids import PaymentListId, StatementId
from dispatch.domain.withholding import TaxKind
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import append_only, register
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter


class PayMonth(Base):
    """A month of pay that was closed, by its first day: what is approved later is in a later one."""

    __tablename__ = "pay_month"

    month: Mapped[date] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    people: Mapped[int]
    claims: Mapped[int]
    gross_won: Mapped[int]
    tax_won: Mapped[int]
    closed_by: Mapped[User | None] = relationship(lazy="raise", init=False)


class Statement(Base):
    """What somebody is paid for a closed month, and what is withheld of it; its lines are the claims that name it.

    The percents of the tax are in hundredths, as they counted on the day of closing.
    """

    __tablename__ = "statement"
    __table_args__ = (
        sa.UniqueConstraint("interpreter_id", "month"),
        sa.CheckConstraint(
            "gross_won > 0 AND income_tax_won >= 0 AND local_tax_won >= 0"
            " AND net_won = gross_won - income_tax_won - local_tax_won",
            name="adds_up",
        ),
        sa.Index("ix_statement_month", "month"),
    )

    id: Mapped[StatementId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: StatementId(uuid.uuid4())
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    month: Mapped[date] = mapped_column(sa.ForeignKey("pay_month.month"))
    claims: Mapped[int]
    gross_won: Mapped[int]
    income_tax_won: Mapped[int]
    local_tax_won: Mapped[int]
    net_won: Mapped[int]
    tax_kind: Mapped[TaxKind] = mapped_column(stored_enum(TaxKind))
    tax_income: Mapped[int]
    tax_local: Mapped[int]
    tax_source: Mapped[str] = mapped_column(sa.String(500))
    closed_at: Mapped[datetime]
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)
    payment: Mapped["PaymentItem | None"] = relationship(
        lazy="raise", init=False, back_populates="statement", uselist=False
    )


class PaymentList(Base):
    """A list for the bank: who is paid what on a day. Made once, never changed."""

    __tablename__ = "payment_list"
    __table_args__ = (sa.Index("ix_payment_list_made_at", "made_at"),)

    id: Mapped[PaymentListId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: PaymentListId(uuid.uuid4())
    )
    pay_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    people: Mapped[int]
    won: Mapped[int]
    made_by: Mapped[User | None] = relationship(lazy="raise", init=False)


class PaymentItem(Base):
    """A statement on a payment list, with the account it is paid to: its key lets nobody pay it twice."""

    __tablename__ = "payment_item"

    statement_id: Mapped[StatementId] = mapped_column(
        sa.ForeignKey("statement.id"), primary_key=True
    )
    list_id: Mapped[PaymentListId] = mapped_column(sa.ForeignKey("payment_list.id"), index=True)
    won: Mapped[int]
    bank: Mapped[str] = mapped_column(sa.String(40))
    holder: Mapped[str] = mapped_column(sa.String(80))
    encrypted_account: Mapped[str] = mapped_column(sa.String(400))
    last_digits: Mapped[str] = mapped_column(sa.String(4))
    statement: Mapped[Statement] = relationship(lazy="raise", init=False, back_populates="payment")
    payment_list: Mapped[PaymentList] = relationship(lazy="raise", init=False)


class PayProfile(Base):
    """How somebody is paid: the bank account, its number encrypted, and as what the pay is taxed."""

    __tablename__ = "pay_profile"

    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id"), primary_key=True
    )
    tax_kind: Mapped[TaxKind] = mapped_column(stored_enum(TaxKind))
    bank: Mapped[str] = mapped_column(sa.String(40), default="")
    holder: Mapped[str] = mapped_column(sa.String(80), default="")
    encrypted_account: Mapped[str] = mapped_column(sa.String(400), default="")
    # what is shown of the number
    last_digits: Mapped[str] = mapped_column(sa.String(4), default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)


class WithholdingRule(Base):
    """How much is withheld from a day on, in hundredths of a percent; it follows what is installed."""

    __tablename__ = "withholding_rule"
    __table_args__ = (
        sa.CheckConstraint(
            "income BETWEEN 0 AND 10000 AND local BETWEEN 0 AND 10000 AND expenses BETWEEN 0 AND 10000"
            " AND free_won >= 0 AND small_won >= 0",
            name="in_range",
        ),
        sa.Index("ix_withholding_rule_valid_from", "valid_from", "entered_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    kind: Mapped[TaxKind] = mapped_column(stored_enum(TaxKind))
    valid_from: Mapped[date]
    income: Mapped[int]
    local: Mapped[int]
    expenses: Mapped[int]
    free_won: Mapped[int]
    small_won: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(500))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    entered_by: Mapped[User | None] = relationship(lazy="raise", init=False)


for _table in ("pay_month", "statement", "payment_list", "payment_item", "withholding_rule"):
    register(append_only(_table))

"""Claims for work that is done, and their lines; once approved, nothing of them is changed."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.domain.ids import ClaimId, RateCardId, StatementId
from dispatch.domain.rates import PayLineKind
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter


class PayClaim(Base):
    """Work of somebody that is to be paid: one for each piece of work, named by `source_id`.

    `source_id` is the assignment, the step of a translation, the class or the entry of a practicum; a
    correction names itself there, and in `corrects_id` what it corrects. `organisation_id` is for whom the
    work was, `lender_id` whose interpreter it was where that is another organisation. `won` is the sum of the lines.
    """

    __tablename__ = "claim"
    __table_args__ = (
        sa.UniqueConstraint("source_id"),
        sa.CheckConstraint(
            "state <> 'approved' OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved_by_somebody",
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR NOT two_people"
            " OR (first_by_id IS NOT NULL AND first_by_id <> approved_by_id)",
            name="two_people_above_the_limit",
        ),
        sa.CheckConstraint(
            "state <> 'half_approved' OR (two_people AND first_by_id IS NOT NULL)",
            name="half_approved_by_somebody",
        ),
        sa.CheckConstraint(
            "statement_id IS NULL OR state = 'approved'", name="only_what_is_approved_is_paid"
        ),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)", name="corrections_correct"
        ),
        sa.Index("ix_claim_interpreter_id_day", "interpreter_id", "day"),
        sa.Index("ix_claim_state_day", "state", "day"),
        sa.Index("ix_claim_day", "day"),
        sa.Index("ix_claim_organisation_id_day", "organisation_id", "day"),
        sa.Index("ix_claim_statement_id", "statement_id"),
        sa.Index("ix_claim_corrects_id", "corrects_id"),
    )

    id: Mapped[ClaimId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: ClaimId(uuid.uuid4())
    )
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    organisation_id: Mapped[OrganisationId] = mapped_column(sa.ForeignKey("organisation.id"))
    lender_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), default=None
    )
    kind: Mapped[ClaimKind] = mapped_column(stored_enum(ClaimKind))
    source_id: Mapped[uuid.UUID]
    corrects_id: Mapped[ClaimId | None] = mapped_column(sa.ForeignKey("claim.id"), default=None)
    day: Mapped[date]
    # when the work began; None: it has no hour
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[ClaimState] = mapped_column(stored_enum(ClaimState))
    won: Mapped[int]
    rate_card_id: Mapped[RateCardId | None] = mapped_column(
        sa.ForeignKey("rate_card.id"), default=None
    )
    proposed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    # what the interpreter says against it, and what the office answers or why it denies
    dispute: Mapped[str] = mapped_column(sa.String(500), default="")
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    two_people: Mapped[bool] = mapped_column(default=False)
    first_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    first_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    statement_id: Mapped[StatementId | None] = mapped_column(
        sa.ForeignKey("statement.id"), default=None
    )
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation] = relationship(
        lazy="raise", init=False, foreign_keys="PayClaim.organisation_id"
    )
    lender: Mapped[Organisation | None] = relationship(
        lazy="raise", init=False, foreign_keys="PayClaim.lender_id"
    )
    first_by: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys="PayClaim.first_by_id"
    )
    approved_by: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys="PayClaim.approved_by_id"
    )
    lines: Mapped[list["ClaimLine"]] = relationship(
        lazy="raise", init=False, order_by="ClaimLine.position"
    )


class ClaimLine(Base):
    """A line of a claim: what it pays and what that rests on (`PayLine`), or a correction with its reason."""

    __tablename__ = "claim_line"
    __table_args__ = (sa.UniqueConstraint("claim_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    claim_id: Mapped[ClaimId] = mapped_column(sa.ForeignKey("claim.id"))
    position: Mapped[int]
    kind: Mapped[PayLineKind] = mapped_column(stored_enum(PayLineKind))
    won: Mapped[int]
    rate: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    of_minutes: Mapped[int] = mapped_column(default=0)
    km: Mapped[str] = mapped_column(sa.String(12), default="")
    units: Mapped[int] = mapped_column(default=0)
    of_won: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")


CLAIM_FROZEN, LINES_FROZEN = "claim_is_approved", "claim_line_is_approved"
# What stays of an approved claim; its statement is written once.
_KEPT = (
    "interpreter_id",
    "organisation_id",
    "kind",
    "source_id",
    "day",
    "state",
    "won",
    "rate_card_id",
    "approved_by_id",
)
_CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _KEPT)
_FROZEN = (
    f"OLD.state = 'approved' AND ({_CHANGED} OR (OLD.statement_id IS NOT NULL"
    " AND NEW.statement_id IS DISTINCT FROM OLD.statement_id))"
)
_APPROVED = "EXISTS (SELECT 1 FROM claim WHERE id = {row}.claim_id AND state = 'approved')"


def _sqlite(name: str, table: str, when: str, condition: str, error: str) -> tuple[str, str]:
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{error}'); END"
        ),
    )


def _postgresql(name: str, table: str, when: str, condition: str, error: str) -> tuple[str, ...]:
    # The condition reads another table, which a WHEN of PostgreSQL may not.
    result = "OLD" if when == "DELETE" else "NEW"
    return (
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{error}'; END IF; RETURN {result}; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        (f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"),
    )


def _guard(name: str, table: str, rules: tuple[tuple[str, str, str], ...]) -> Guard:
    """A guard of several triggers: a suffix, when each fires, and on what condition it refuses."""
    sqlite: list[str] = []
    postgresql: list[str] = []
    for suffix, when, condition in rules:
        sqlite += _sqlite(f"{name}_{suffix}", table, when, condition, name)
        postgresql += _postgresql(f"{name}_{suffix}", table, when, condition, name)
    return Guard(name, table, tuple(sqlite), tuple(postgresql))


register(
    _guard(
        CLAIM_FROZEN,
        "claim",
        (("update", "UPDATE", _FROZEN), ("delete", "DELETE", "OLD.state = 'approved'")),
    )
)
register(
    _guard(
        LINES_FROZEN,
        "claim_line",
        (
            ("insert", "INSERT", _APPROVED.format(row="NEW")),
            ("update", "UPDATE", _APPROVED.format(row="OLD")),
            ("delete", "DELETE", _APPROVED.format(row="OLD")),
        ),
    )
)

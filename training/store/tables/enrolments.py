"""Enrolments, and the offers of seats that came free."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.languages import Language
from training.domain.seats import LIVE, SEAT_HOLDING, EnrolmentStatus, SeatOfferStatus
from training.store.tables.cohorts import Cohort
from training.store.tables.people import Learner


def _listed(statuses: frozenset[EnrolmentStatus]) -> str:
    return "(" + ", ".join(f"'{status.value}'" for status in sorted(statuses)) + ")"


_LIVE = sa.text(f"status IN {_listed(LIVE)}")


class Enrolment(Base):
    """Somebody's application for a cohort and what became of it.

    `priority` and `joined_at` order the waiting list; a seat number is held exactly while the
    status says so, an open offer included.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "seat_no"),
        sa.Index("ix_enrolment_status_cohort_id", "status", "cohort_id"),
        sa.Index("ix_enrolment_applied_at", "applied_at"),
        sa.Index(
            "uq_enrolment_live",
            "cohort_id",
            "learner_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        sa.CheckConstraint(
            f"(seat_no IS NOT NULL) = (status IN {_listed(SEAT_HOLDING)})",
            name="seat_while_holding",
        ),
        sa.CheckConstraint("seat_no >= 1", name="seats_count_from_one"),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    cohort_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    status: Mapped[EnrolmentStatus] = mapped_column(
        stored_enum(EnrolmentStatus), default=EnrolmentStatus.APPLIED
    )
    priority: Mapped[int] = mapped_column(default=4)
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    applied_at: Mapped[datetime]
    joined_at: Mapped[datetime]
    seat_no: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    motivation: Mapped[str] = mapped_column(sa.String(1000), default="", server_default="")
    changed_at: Mapped[datetime]
    # when the seat became hers for good
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    # When she was told that one more absence may be too many, and that it cannot be enough any more.
    risk_told_at: Mapped[datetime | None] = mapped_column(default=None)
    loss_told_at: Mapped[datetime | None] = mapped_column(default=None)
    cohort: Mapped[Cohort] = relationship(lazy="raise", init=False)
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)


class SeatOffer(Base):
    """A seat that came free, offered to the next in line until `expires_at`."""

    __tablename__ = "seat_offer"
    __table_args__ = (
        sa.Index(
            "uq_seat_offer_open",
            "enrolment_id",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.CheckConstraint("offered_at < expires_at", name="expires_after_it_is_made"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[SeatOfferStatus] = mapped_column(
        stored_enum(SeatOfferStatus), default=SeatOfferStatus.OPEN
    )
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    enrolment: Mapped[Enrolment] = relationship(lazy="raise", init=False)


SEATS_WITHIN_CAPACITY = "enrolment_seats_within_capacity"


CAPACITY_ABOVE_SEATS = "cohort_capacity_above_seats"


def _seat_trigger(name: str, action: str) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {action} ON enrolment FOR EACH ROW "  # noqa: S608  constants only
            "WHEN NEW.seat_no IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{SEATS_WITHIN_CAPACITY}') WHERE NEW.seat_no > "
            "(SELECT c.capacity FROM cohort c WHERE c.id = NEW.cohort_id); END"
        ),
    )


register(
    Guard(
        SEATS_WITHIN_CAPACITY,
        "enrolment",
        sqlite=(
            *_seat_trigger("enrolment_seat_insert", "INSERT"),
            *_seat_trigger("enrolment_seat_update", "UPDATE OF seat_no, cohort_id"),
        ),
        postgresql=(
            (
                "CREATE OR REPLACE FUNCTION refuse_seat_beyond_capacity() RETURNS trigger "  # noqa: S608  constants only
                "LANGUAGE plpgsql AS $$ BEGIN IF NEW.seat_no > "
                "(SELECT c.capacity FROM cohort c WHERE c.id = NEW.cohort_id) THEN "
                f"RAISE EXCEPTION '{SEATS_WITHIN_CAPACITY}'; END IF; RETURN NEW; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {SEATS_WITHIN_CAPACITY} ON enrolment",
            (
                f"CREATE TRIGGER {SEATS_WITHIN_CAPACITY} BEFORE INSERT OR UPDATE OF seat_no, cohort_id "
                "ON enrolment FOR EACH ROW EXECUTE FUNCTION refuse_seat_beyond_capacity()"
            ),
        ),
    )
)


register(
    Guard(
        CAPACITY_ABOVE_SEATS,
        "cohort",
        sqlite=(
            "DROP TRIGGER IF EXISTS cohort_capacity_update",
            (
                "CREATE TRIGGER cohort_capacity_update BEFORE UPDATE OF capacity ON cohort FOR EACH ROW "  # noqa: S608  constants only
                f"BEGIN SELECT RAISE(ABORT, '{CAPACITY_ABOVE_SEATS}') WHERE EXISTS (SELECT 1 "
                "FROM enrolment e WHERE e.cohort_id = NEW.id AND e.seat_no > NEW.capacity); END"
            ),
        ),
        postgresql=(
            (
                "CREATE OR REPLACE FUNCTION refuse_capacity_below_seats() RETURNS trigger "  # noqa: S608  constants only
                "LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM enrolment e "
                "WHERE e.cohort_id = NEW.id AND e.seat_no > NEW.capacity) THEN "
                f"RAISE EXCEPTION '{CAPACITY_ABOVE_SEATS}'; END IF; RETURN NEW; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {CAPACITY_ABOVE_SEATS} ON cohort",
            (
                f"CREATE TRIGGER {CAPACITY_ABOVE_SEATS} BEFORE UPDATE OF capacity ON cohort "
                "FOR EACH ROW EXECUTE FUNCTION refuse_capacity_below_seats()"
            ),
        ),
    )
)

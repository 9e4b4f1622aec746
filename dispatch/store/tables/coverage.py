"""What became of every need, written by a job each night, so that pages need not count it again."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import User
from dispatch.domain.coverage import Covered, Daypart
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class CoverageNeed(Base):
    """What became of one need, with its cause: one row for each session of a day that has begun.

    `slots` are the places that it asked for, `empty_slots` those of them that nobody served. `cause` is the code of
    why it was not covered, or of why only in part.
    """

    __tablename__ = "coverage_need"
    __table_args__ = (
        sa.CheckConstraint("empty_slots BETWEEN 0 AND slots", name="empty_slots_within_slots"),
        sa.Index("ix_coverage_need_day_outcome", "day", "outcome"),
    )

    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date]
    daypart: Mapped[Daypart] = mapped_column(stored_enum(Daypart))
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    # one of the pool's languages, or the name that was typed
    language: Mapped[str] = mapped_column(sa.String(40))
    city: Mapped[str] = mapped_column(sa.String(20))
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain))
    level: Mapped[CertificationLevel] = mapped_column(stored_enum(CertificationLevel))
    modality: Mapped[Modality] = mapped_column(stored_enum(Modality))
    outcome: Mapped[Covered] = mapped_column(stored_enum(Covered))
    cause: Mapped[str] = mapped_column(sa.String(30))
    slots: Mapped[int]
    empty_slots: Mapped[int]
    minutes: Mapped[int]
    ways: Mapped[int]
    way_minutes: Mapped[int]
    # from the request until the last slot had somebody; None while it has not
    fill_seconds: Mapped[int | None]
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)


class CoverageDay(Base):
    """The same counted: how many sessions of a day are alike, with their slots, minutes and ways.

    It stays when sessions are erased, for it knows of no person.
    """

    __tablename__ = "coverage_day"
    __table_args__ = (sa.CheckConstraint("sessions > 0", name="some_sessions"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(
        sa.ForeignKey("organisation.id"), primary_key=True, index=True
    )
    language: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    city: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain), primary_key=True)
    level: Mapped[CertificationLevel] = mapped_column(
        stored_enum(CertificationLevel), primary_key=True
    )
    modality: Mapped[Modality] = mapped_column(stored_enum(Modality), primary_key=True)
    daypart: Mapped[Daypart] = mapped_column(stored_enum(Daypart), primary_key=True)
    outcome: Mapped[Covered] = mapped_column(stored_enum(Covered), primary_key=True)
    cause: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    sessions: Mapped[int]
    slots: Mapped[int]
    empty_slots: Mapped[int]
    minutes: Mapped[int]
    ways: Mapped[int]
    way_minutes: Mapped[int]


class CoverageCount(Base):
    """One time that coverage was brought up to date: everything until `began_at` is in it."""

    __tablename__ = "coverage_count"
    __table_args__ = (sa.CheckConstraint("days >= 0", name="days_counted"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    began_at: Mapped[datetime] = mapped_column(index=True)
    # how many days had changed and were counted anew
    days: Mapped[int]
    sessions: Mapped[int]


class CoverageDataset(Base):
    """The counts of a calendar year as they were published: once, so that two versions cannot be subtracted."""

    __tablename__ = "coverage_dataset"
    __table_args__ = (
        sa.CheckConstraint("withheld BETWEEN 0 AND cells", name="withheld_within_cells"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime]
    published_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    content: Mapped[str] = mapped_column(sa.Text)
    cells: Mapped[int]
    withheld: Mapped[int]
    published_by: Mapped[User | None] = relationship(lazy="raise", init=False)

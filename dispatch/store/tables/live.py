"""The day itself: steps told, reports of both sides, outcomes, standbys, and the sheets of a day."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation, User
from dispatch.domain.ids import AssignmentId
from dispatch.domain.live import Coverage, OutcomeState, Reporter, StandbyState, Step
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, append_only, register
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.domain.states import Attendee
from scheduling.store.tables import CounsellingSession


class LiveStep(Base):
    """Something told of an assignment on its day; the newest version of each step counts.

    `at` is when it happened, None when what was told before was a mistake. Of the place somebody was at
    nothing is kept but the distance to the place of the session.
    """

    __tablename__ = "live_step"
    __table_args__ = (
        sa.UniqueConstraint("assignment_id", "step", "version"),
        sa.CheckConstraint("version >= 1", name="version_counts"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 240", name="minutes_in_range"),
        sa.CheckConstraint("distance_m IS NULL OR distance_m >= 0", name="distance_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    assignment_id: Mapped[AssignmentId] = mapped_column(sa.ForeignKey("assignment.id"))
    step: Mapped[Step] = mapped_column(stored_enum(Step))
    version: Mapped[int]
    at: Mapped[datetime | None]
    said_as: Mapped[Reporter] = mapped_column(stored_enum(Reporter))
    said_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    said_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=0)
    distance_m: Mapped[int | None] = mapped_column(default=None)


class OutcomeReport(Base):
    """How a session went, as one side says; a correction is a new version, and nothing is overwritten.

    An interpreter speaks of their own assignment, counsellor and coordinator of the session. The
    coordinator's is a decision and has a reason.
    """

    __tablename__ = "outcome_report"
    __table_args__ = (
        sa.CheckConstraint("version >= 1", name="version_counts"),
        sa.CheckConstraint(
            "(said_as = 'interpreter') = (assignment_id IS NOT NULL)",
            name="interpreters_speak_of_their_own",
        ),
        sa.CheckConstraint("was_held OR absent IS NOT NULL", name="not_held_because_of_somebody"),
        sa.CheckConstraint(
            "started_at IS NULL OR ended_at IS NULL OR started_at < ended_at",
            name="ends_after_it_starts",
        ),
        sa.CheckConstraint("late_minutes BETWEEN 0 AND 240", name="late_minutes_in_range"),
        sa.CheckConstraint("break_minutes >= 0", name="breaks_not_negative"),
        sa.CheckConstraint("waited_minutes >= 0", name="waiting_not_negative"),
        sa.CheckConstraint(
            "(said_as = 'coordinator') = (reason <> '')", name="decided_with_a_reason"
        ),
        sa.Index(
            "uq_outcome_report_of_session",
            "session_id",
            "said_as",
            "version",
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL"),
        ),
        sa.Index(
            "uq_outcome_report_of_assignment",
            "assignment_id",
            "version",
            unique=True,
            sqlite_where=sa.text("assignment_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NOT NULL"),
        ),
        sa.Index("ix_outcome_report_session_id", "session_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    assignment_id: Mapped[AssignmentId | None] = mapped_column(sa.ForeignKey("assignment.id"))
    said_as: Mapped[Reporter] = mapped_column(stored_enum(Reporter))
    version: Mapped[int]
    said_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    said_at: Mapped[datetime]
    was_held: Mapped[bool]
    absent: Mapped[Attendee | None] = mapped_column(stored_enum(Attendee), default=None)
    late: Mapped[Attendee | None] = mapped_column(stored_enum(Attendee), default=None)
    late_minutes: Mapped[int] = mapped_column(default=0)
    is_partial: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    break_minutes: Mapped[int] = mapped_column(default=0)
    waited_minutes: Mapped[int] = mapped_column(default=0)
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default_factory=list[str])
    modality: Mapped[Modality | None] = mapped_column(stored_enum(Modality), default=None)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    said_by: Mapped[User | None] = relationship(lazy="raise", init=False)


class SessionOutcome(Base):
    """What a session that is over came to, as far as is known; one row a session.

    `differences` are the codes of what the reports contradict each other in. `reminded` counts the letters
    to the counsellor.
    """

    __tablename__ = "session_outcome"
    __table_args__ = (
        sa.CheckConstraint("reminded >= 0", name="reminded_counts"),
        sa.Index("ix_session_outcome_state_over_at", "state", "over_at"),
    )

    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id"), primary_key=True
    )
    state: Mapped[OutcomeState] = mapped_column(stored_enum(OutcomeState))
    over_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    was_held: Mapped[bool | None] = mapped_column(default=None)
    absent: Mapped[Attendee | None] = mapped_column(stored_enum(Attendee), default=None)
    coverage: Mapped[Coverage | None] = mapped_column(stored_enum(Coverage), default=None)
    differences: Mapped[list[str]] = mapped_column(sa.JSON, default_factory=list[str])
    reminded: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)


class Standby(Base):
    """Somebody who keeps the time of a session free and is called first when its interpreter drops out."""

    __tablename__ = "standby"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(state = 'named') = (ended_at IS NULL)", name="ended_once_not_named"),
        sa.Index(
            "uq_standby_named",
            "session_id",
            unique=True,
            sqlite_where=sa.text("state = 'named'"),
            postgresql_where=sa.text("state = 'named'"),
        ),
        sa.Index("ix_standby_session_id", "session_id"),
        sa.Index("ix_standby_interpreter_id_starts_at", "interpreter_id", "starts_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    interpreter_id: Mapped[InterpreterId] = mapped_column(sa.ForeignKey("interpreter.id"))
    state: Mapped[StandbyState] = mapped_column(stored_enum(StandbyState))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # None: by the plan
    named_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    created_at: Mapped[datetime]
    pay_won: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)


class DaySheet(Base):
    """The sheet of a day as it was printed: for an organisation, or without one for the centre."""

    __tablename__ = "day_sheet"
    __table_args__ = (sa.Index("ix_day_sheet_day", "day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    day: Mapped[date]
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    made_at: Mapped[datetime]
    # None: by the night's job
    made_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    sessions: Mapped[int]
    # it names people and their numbers
    encrypted_pdf: Mapped[str] = mapped_column(sa.Text)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)


register(append_only("live_step"))
register(append_only("outcome_report"))
ONE_STANDBY_AT_A_TIME = "ex_standby_no_overlap"


def _overlap(name: str, action: str) -> tuple[str, str]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {action} ON standby FOR EACH ROW "  # noqa: S608  constants only
            f"WHEN NEW.state = 'named' BEGIN SELECT RAISE(ABORT, '{ONE_STANDBY_AT_A_TIME}') "
            "WHERE EXISTS (SELECT 1 FROM standby s WHERE s.interpreter_id = NEW.interpreter_id "
            "AND s.state = 'named' AND s.id IS NOT NEW.id "
            "AND s.starts_at < NEW.ends_at AND s.ends_at > NEW.starts_at); END"
        ),
    )


register(
    Guard(
        ONE_STANDBY_AT_A_TIME,
        "standby",
        sqlite=(
            *_overlap("standby_no_overlap_insert", "INSERT"),
            *_overlap(
                "standby_no_overlap_update", "UPDATE OF interpreter_id, starts_at, ends_at, state"
            ),
        ),
        postgresql=(
            f"ALTER TABLE standby DROP CONSTRAINT IF EXISTS {ONE_STANDBY_AT_A_TIME}",
            (
                f"ALTER TABLE standby ADD CONSTRAINT {ONE_STANDBY_AT_A_TIME} EXCLUDE USING gist "
                "(interpreter_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
                "WHERE (state = 'named')"
            ),
        ),
    )
)

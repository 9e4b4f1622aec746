"""Availability, requests and counselling sessions."""

import uuid
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, SiteId, UserId
from accounts.store.tables import Organisation, Site, User
from foundation.database.base import Base, CodeText, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.closing_days import ClosingKind
from scheduling.domain.ids import RequestId, SeriesId, SessionId
from scheduling.domain.proposals import ProposalState, ProposedChange
from scheduling.domain.states import RefusalCode, RequestState, SessionState, Strictness


class WeeklyAvailability(Base):
    """A weekly pattern in wall-clock time: on `weekday` (0 Monday) from `starts` to `ends`.

    An end at or before the start is that of foundation/times/hours.py.
    """

    __tablename__ = "weekly_availability"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_in_week"),
        sa.CheckConstraint("starts <> ends OR ends = '00:00:00.000000'", name="some_time_in_it"),
        sa.CheckConstraint("last_day IS NULL OR first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    first_day: Mapped[date]
    last_day: Mapped[date | None] = mapped_column(default=None)


class AvailabilityException(Base):
    """Days on which the pattern does not hold: extra time, or time off (leave is `reason` leave).

    Without `starts` and `ends` it means whole days.
    """

    __tablename__ = "availability_exception"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_times_or_none"),
        sa.CheckConstraint(
            "starts IS NULL OR starts <> ends OR ends = '00:00:00.000000'", name="some_time_in_it"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), index=True
    )
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[time | None] = mapped_column(default=None)
    ends: Mapped[time | None] = mapped_column(default=None)
    available: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(20), default="other")


class ClosingDay(Base):
    """A day on which the centre does not work though its week says so: a public holiday of its own, or closed."""

    __tablename__ = "closing_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[ClosingKind] = mapped_column(stored_enum(ClosingKind))
    name: Mapped[str] = mapped_column(sa.String(60))
    entered_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    entered_at: Mapped[datetime]


class Series(Base):
    """A recurring need: its occurrences are requests of their own that carry its id."""

    __tablename__ = "series"

    id: Mapped[SeriesId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: SeriesId(uuid.uuid4())
    )
    organisation_id: Mapped[OrganisationId] = mapped_column(sa.ForeignKey("organisation.id"))
    label: Mapped[str] = mapped_column(sa.String(80), default="")
    every_weeks: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Request(Base):
    """A stated need for an interpreter, before anything is promised. It names a case by code only."""

    __tablename__ = "request"
    __table_args__ = (
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority_known"),
        sa.CheckConstraint("team BETWEEN 1 AND 2", name="team_of_one_or_two"),
        sa.CheckConstraint("language IS NOT NULL OR other_language <> ''", name="language_named"),
        sa.CheckConstraint(
            "state <> 'approved' OR language IS NOT NULL", name="language_known_once_approved"
        ),
        sa.Index("ix_request_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[RequestId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: RequestId(uuid.uuid4())
    )
    reference: Mapped[str] = mapped_column(CodeText(20), unique=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(sa.ForeignKey("organisation.id"))
    requester_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    series_id: Mapped[SeriesId | None] = mapped_column(
        sa.ForeignKey("series.id"), index=True, default=None
    )
    state: Mapped[RequestState] = mapped_column(stored_enum(RequestState))
    refusal: Mapped[RefusalCode | None] = mapped_column(stored_enum(RefusalCode), default=None)
    decision_note: Mapped[str] = mapped_column(sa.String(300), default="")
    case_code: Mapped[str] = mapped_column(CodeText(40), default="", index=True)
    # empty while it is none of those on the roster; then `other_language` holds the name that was typed
    language: Mapped[Language | None] = mapped_column(stored_enum(Language))
    other_language: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    fallback_language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain))
    tier: Mapped[Tier] = mapped_column(stored_enum(Tier))
    priority: Mapped[int]
    team: Mapped[int]
    modalities: Mapped[list[str]]
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender), default=None)
    gender_strictness: Mapped[Strictness | None] = mapped_column(
        stored_enum(Strictness), default=None
    )
    preferred: Mapped[list[str]] = mapped_column(default_factory=list[str])
    excluded: Mapped[list[str]] = mapped_column(default_factory=list[str])
    encrypted_note: Mapped[str] = mapped_column(sa.Text, default="")
    # whether a trainee may sit beside the interpreter; never asked for tier T3
    trainee_welcome: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # the requester's consent to somebody certified one level lower
    lower_level_agreed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    requester: Mapped[User] = relationship(lazy="raise", init=False)

    @property
    def language_asked(self) -> Language | str:
        """The language as it is said: one of the roster, or the name that was typed."""
        return self.language or self.other_language

    @property
    def language_planned(self) -> Language:
        """The language of an approved request; only those that wait for a decision may have none."""
        assert self.language is not None
        return self.language


class CounsellingSession(Base):
    """The concrete event that a request asks for: when, how long, where.

    It starts at `starts_at`, which dispatch may choose between `earliest_start_at` and
    `latest_start_at`; `day` is the local date of its start. `site_id` is empty when it is held by
    phone or video only. `modality` is the one chosen among the request's ranked ones.
    """

    __tablename__ = "counselling_session"
    __table_args__ = (
        sa.CheckConstraint(
            "earliest_start_at <= starts_at AND starts_at <= latest_start_at",
            name="starts_inside_its_window",
        ),
        # A call taken at once may be over within a minute.
        sa.CheckConstraint(
            "minutes BETWEEN 1 AND 720 AND (on_demand OR minutes >= 5)", name="length_in_range"
        ),
        sa.Index("ix_counselling_session_day_state", "day", "state"),
        sa.Index("ix_counselling_session_starts_at", "starts_at"),
    )

    id: Mapped[SessionId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: SessionId(uuid.uuid4())
    )
    request_id: Mapped[RequestId] = mapped_column(sa.ForeignKey("request.id"), unique=True)
    state: Mapped[SessionState] = mapped_column(stored_enum(SessionState))
    day: Mapped[date]
    starts_at: Mapped[datetime]
    earliest_start_at: Mapped[datetime]
    latest_start_at: Mapped[datetime]
    minutes: Mapped[int]
    modality: Mapped[Modality] = mapped_column(stored_enum(Modality))
    site_id: Mapped[SiteId | None] = mapped_column(sa.ForeignKey("site.id"), default=None)
    room: Mapped[str] = mapped_column(sa.String(60), default="")
    # of a place in no list, whose site says the city alone; it may be somebody's home
    encrypted_address: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # asked for right now, by phone or video: it begins when somebody says yes, and no plan looks at it
    on_demand: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # the name of a room on the office's own video server, once there is one
    encrypted_video_room: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # how it is joined by phone or video; it may hold an access code
    encrypted_meeting_link: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    cause: Mapped[str] = mapped_column(sa.String(30), default="")
    cancelled_by: Mapped[str] = mapped_column(sa.String(20), default="")
    cancelled_late: Mapped[bool] = mapped_column(default=False)
    # a CancelReason; "" when the centre refused it, or nobody was asked for one
    cancel_reason: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    # who did not come, where it did not take place because of them; "" otherwise
    no_show: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    # when somebody said why it was not served
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    # how far people have been told that nobody is found yet; see dispatch/domain/warnings.py
    warned: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    changed_at: Mapped[datetime]
    # the start that was wished for, once dispatch has chosen another
    wished_start_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)
    request: Mapped[Request] = relationship(lazy="raise", init=False)
    site: Mapped[Site | None] = relationship(lazy="raise", init=False)

    @property
    def wished_start(self) -> datetime:
        """The start that was wished for."""
        return self.wished_start_at or self.starts_at

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  as SQLAlchemy declares it


ONE_CHANGE = (
    "CASE WHEN starts_at IS NULL THEN 0 ELSE 1 END + CASE WHEN modality IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN language IS NULL THEN 0 ELSE 1 END + CASE WHEN site_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN lower_level THEN 1 ELSE 0 END = 1"
)


class ChangeProposal(Base):
    """What the centre asks a requester to change so that somebody can come.

    Another start or way, a place of another organisation, or a downgrade: another language, a lower level. It is asked of the session as it was then (`former_starts_at`, `former_modality`); one is open at a time.
    """

    __tablename__ = "change_proposal"
    __table_args__ = (
        sa.CheckConstraint(ONE_CHANGE, name="one_change_at_a_time"),
        sa.CheckConstraint("asked_at < expires_at", name="expires_after_it_is_asked"),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_once_not_open"),
        sa.Index(
            "ix_change_proposal_one_open",
            "session_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(
        sa.ForeignKey("counselling_session.id"), index=True
    )
    state: Mapped[ProposalState] = mapped_column(stored_enum(ProposalState))
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    modality: Mapped[Modality | None] = mapped_column(stored_enum(Modality), default=None)
    language: Mapped[Language | None] = mapped_column(
        stored_enum(Language, is_checked=False), default=None
    )
    site_id: Mapped[SiteId | None] = mapped_column(sa.ForeignKey("site.id"), default=None)
    lower_level: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # who is asked at once when the answer is yes
    interpreter_id: Mapped[InterpreterId | None] = mapped_column(
        sa.ForeignKey("interpreter.id"), default=None
    )
    former_starts_at: Mapped[datetime]
    former_modality: Mapped[Modality] = mapped_column(stored_enum(Modality))
    asked_by: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_by: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), index=True, default=None
    )
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    site: Mapped[Site | None] = relationship(lazy="raise", init=False)

    @property
    def change(self) -> ProposedChange:
        """What would be different."""
        return ProposedChange(
            starts_at=self.starts_at,
            modality=self.modality,
            language=self.language,
            site_id=self.site_id,
            lower_level=self.lower_level,
        )

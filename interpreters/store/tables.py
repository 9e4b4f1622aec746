"""The roster: people, their languages and restrictions."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.tables import Organisation
from foundation.database.base import Base, CodeText, stored_enum
from foundation.geo import Point
from interpreters.domain.contact import Channel
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import Domain
from interpreters.domain.standing import Employment, Gender, RestrictionKind, Standing
from interpreters.domain.translators import TextLanguage


class Interpreter(Base):
    """Somebody on the roster. The home is rounded to about a kilometre; the phone number is encrypted."""

    __tablename__ = "interpreter"
    __table_args__ = (
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        sa.CheckConstraint("max_travel_km >= 0", name="travel_not_negative"),
        sa.CheckConstraint("max_minutes_per_day BETWEEN 0 AND 1440", name="day_cap_in_a_day"),
        sa.CheckConstraint("max_minutes_per_week BETWEEN 0 AND 10080", name="week_cap_in_a_week"),
        sa.CheckConstraint("min_break_minutes BETWEEN 0 AND 240", name="break_in_range"),
    )

    id: Mapped[InterpreterId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: InterpreterId(uuid.uuid4())
    )
    code: Mapped[str] = mapped_column(CodeText(40), unique=True)
    user_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), unique=True, default=None
    )
    full_name: Mapped[str] = mapped_column(sa.String(120))
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender), default=None)
    employment: Mapped[Employment] = mapped_column(stored_enum(Employment))
    standing: Mapped[Standing] = mapped_column(stored_enum(Standing), index=True)
    city: Mapped[str] = mapped_column(sa.String(20))
    latitude: Mapped[float]
    longitude: Mapped[float]
    max_travel_km: Mapped[int]
    on_site: Mapped[bool]
    video: Mapped[bool]
    phone: Mapped[bool]
    max_minutes_per_day: Mapped[int]
    max_minutes_per_week: Mapped[int]
    min_break_minutes: Mapped[int]
    vetted_until: Mapped[date | None] = mapped_column(default=None)
    encrypted_phone_number: Mapped[str] = mapped_column(sa.String(400), default="")
    # how they want to be reached; whoever has no open account is called in any case
    reached_by: Mapped[Channel] = mapped_column(
        stored_enum(Channel), default=Channel.APP, server_default=Channel.APP.value
    )
    notes: Mapped[str] = mapped_column(sa.String(500), default="")
    joined_on: Mapped[date]
    # What stands here is what the person said about herself; nobody at the office has checked it yet.
    self_declared: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)
    languages: Mapped[list["SpokenLanguage"]] = relationship(
        lazy="raise", init=False, cascade="all, delete-orphan", order_by="SpokenLanguage.position"
    )
    restrictions: Mapped[list["Restriction"]] = relationship(
        lazy="raise", init=False, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  as SQLAlchemy declares it

    @property
    def home(self) -> Point:
        """Where travel begins and ends, to about a kilometre."""
        return Point(self.latitude, self.longitude)


class SpokenLanguage(Base):
    """A language of an interpreter; the first is the strongest."""

    __tablename__ = "spoken_language"
    __table_args__ = (sa.UniqueConstraint("interpreter_id", "language"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), init=False
    )
    language: Mapped[Language] = mapped_column(stored_enum(Language), index=True)
    level: Mapped[Level] = mapped_column(stored_enum(Level))
    direction: Mapped[Direction] = mapped_column(stored_enum(Direction))
    position: Mapped[int] = mapped_column(default=0)


class Restriction(Base):
    """Whom an interpreter must not, or should, be sent to; an empty organisation and case mean all."""

    __tablename__ = "restriction"
    __table_args__ = (
        sa.CheckConstraint(
            "last_day IS NULL OR first_day <= last_day", name="ends_after_it_starts"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE"), init=False, index=True
    )
    kind: Mapped[RestrictionKind] = mapped_column(stored_enum(RestrictionKind))
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        sa.ForeignKey("organisation.id"), default=None
    )
    case_code: Mapped[str] = mapped_column(CodeText(40), default="")
    first_day: Mapped[date]
    last_day: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise", init=False)


class TranslationPair(Base):
    """From which language into which somebody translates, how many words a working day, and in which fields.

    Without `domains` it holds for all of them; with no words a day nothing is offered at present.
    """

    __tablename__ = "translation_pair"
    __table_args__ = (
        sa.UniqueConstraint("interpreter_id", "source", "target"),
        sa.CheckConstraint("source <> target", name="two_languages"),
        sa.CheckConstraint("words_per_day BETWEEN 0 AND 20000", name="words_in_range"),
        sa.Index("ix_translation_pair_source_target", "source", "target"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id", ondelete="CASCADE")
    )
    source: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    target: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    domains: Mapped[list[str]] = mapped_column(default_factory=list[str])
    words_per_day: Mapped[int]
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)

    @property
    def fields(self) -> list[Domain]:
        """The fields it is limited to, in the order of all; none when it holds for every one."""
        return [each for each in Domain if each.value in self.domains]

    def covers(self, domain: Domain) -> bool:
        """Whether it holds for a field."""
        return not self.domains or domain.value in self.domains

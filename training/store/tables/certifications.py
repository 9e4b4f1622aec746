"""Certifications, what happened to them and what they rest on."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, append_only, register
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import (
    CertificationAction,
    CertificationStatus,
    EvidenceKind,
    Grade,
    GrantRoute,
)
from training.store.tables.ladder import Scheme, SchemeVersion
from training.store.tables.people import Learner


class Certification(Base):
    """Somebody may be sent: for what, in which language, from when until (not including) when."""

    __tablename__ = "certification"
    __table_args__ = (
        sa.CheckConstraint("valid_from < valid_until", name="ends_after_it_starts"),
        sa.CheckConstraint(
            "status IN ('pending', 'refused') OR (valid_from IS NOT NULL AND valid_until IS NOT NULL"
            " AND approved_by_name != '')",
            name="granted_by_somebody",
        ),
        sa.Index("ix_certification_valid_from", "valid_from"),
        sa.Index("ix_certification_valid_until", "valid_until"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    scheme_version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("scheme_version.id"))
    scheme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("scheme.id"), index=True)
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    direction: Mapped[Direction] = mapped_column(stored_enum(Direction), default=Direction.BOTH)
    grade: Mapped[Grade] = mapped_column(stored_enum(Grade), default=Grade.FULL)
    route: Mapped[GrantRoute] = mapped_column(stored_enum(GrantRoute), default=GrantRoute.LADDER)
    status: Mapped[CertificationStatus] = mapped_column(
        stored_enum(CertificationStatus), default=CertificationStatus.PENDING, index=True
    )
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)
    asked_at: Mapped[datetime]
    approved_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    approved_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    renews_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("certification.id"), default=None
    )
    version: Mapped[int] = mapped_column(init=False)
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)
    scheme: Mapped[Scheme] = relationship(lazy="raise", init=False)
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="raise", init=False)
    evidence: Mapped[list["CertificationEvidence"]] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  as SQLAlchemy declares it


class CertificationEvent(Base):
    """What happened to a certification, by whom, why; never changed."""

    __tablename__ = "certification_event"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    certification_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certification.id"), index=True
    )
    action: Mapped[CertificationAction] = mapped_column(stored_enum(CertificationAction))
    happened_at: Mapped[datetime]
    actor_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class CertificationEvidence(Base):
    """What a certification rests on; `reference` is the row of that kind."""

    __tablename__ = "certification_evidence"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    certification_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certification.id"), index=True
    )
    kind: Mapped[EvidenceKind] = mapped_column(stored_enum(EvidenceKind))
    reference: Mapped[uuid.UUID | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(sa.String(300), default="")


NO_TWO_AT_ONCE = "certification_no_two_at_once"


NO_GRANT_WITHOUT_EVIDENCE = "certification_needs_evidence"


_COUNTING = "('granted', 'suspended')"


def _two_at_once(name: str, action: str) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {action} ON certification FOR EACH ROW "  # noqa: S608  constants only
            f"WHEN NEW.status IN {_COUNTING} BEGIN SELECT RAISE(ABORT, '{NO_TWO_AT_ONCE}') "
            "WHERE EXISTS (SELECT 1 FROM certification c WHERE c.learner_id = NEW.learner_id "
            "AND c.scheme_id = NEW.scheme_id AND c.language IS NEW.language "
            f"AND c.direction = NEW.direction AND c.status IN {_COUNTING} AND c.id IS NOT NEW.id "
            "AND c.valid_from < NEW.valid_until AND c.valid_until > NEW.valid_from); END"
        ),
    )


def _evidence_trigger(name: str, action: str) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        (
            f"CREATE TRIGGER {name} BEFORE {action} ON certification FOR EACH ROW "  # noqa: S608  constants only
            f"WHEN NEW.status = 'granted' BEGIN SELECT RAISE(ABORT, '{NO_GRANT_WITHOUT_EVIDENCE}') "
            "WHERE NOT EXISTS (SELECT 1 FROM certification_evidence e "
            "WHERE e.certification_id = NEW.id); END"
        ),
    )


register(append_only("certification_event"))


register(append_only("certification_evidence"))


register(
    Guard(
        NO_TWO_AT_ONCE,
        "certification",
        sqlite=(
            *_two_at_once("certification_no_two_insert", "INSERT"),
            *_two_at_once(
                "certification_no_two_update",
                "UPDATE OF learner_id, scheme_id, language, direction, valid_from, valid_until, status",
            ),
        ),
        postgresql=(
            f"ALTER TABLE certification DROP CONSTRAINT IF EXISTS {NO_TWO_AT_ONCE}",
            (
                f"ALTER TABLE certification ADD CONSTRAINT {NO_TWO_AT_ONCE} EXCLUDE USING gist "
                "(learner_id WITH =, scheme_id WITH =, (coalesce(language, '')) WITH =, "
                "direction WITH =, daterange(valid_from, valid_until, '[)') WITH &&) "
                f"WHERE (status IN {_COUNTING})"
            ),
        ),
    )
)


register(
    Guard(
        NO_GRANT_WITHOUT_EVIDENCE,
        "certification",
        sqlite=(
            *_evidence_trigger("certification_evidence_insert", "INSERT"),
            *_evidence_trigger("certification_evidence_update", "UPDATE OF status"),
        ),
        postgresql=(
            (
                "CREATE OR REPLACE FUNCTION refuse_grant_without_evidence() RETURNS trigger "  # noqa: S608  constants only
                "LANGUAGE plpgsql AS $$ BEGIN IF NEW.status = 'granted' AND NOT EXISTS "
                "(SELECT 1 FROM certification_evidence e WHERE e.certification_id = NEW.id) THEN "
                f"RAISE EXCEPTION '{NO_GRANT_WITHOUT_EVIDENCE}'; END IF; RETURN NEW; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {NO_GRANT_WITHOUT_EVIDENCE} ON certification",
            (
                f"CREATE TRIGGER {NO_GRANT_WITHOUT_EVIDENCE} BEFORE INSERT OR UPDATE OF status "
                "ON certification FOR EACH ROW EXECUTE FUNCTION refuse_grant_without_evidence()"
            ),
        ),
    )
)

"""Documents that were issued: added, superseded or revoked, never edited or deleted."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from foundation.database.base import Base, stored_enum
from foundation.database.integrity import Guard, register
from interpreters.domain.languages import Language
from training.domain.documents import DocumentKind, DocumentStatus
from training.store.tables.certifications import Certification
from training.store.tables.people import Learner


class CertificateDocument(Base):
    """One document: everything printed on it, its serial, and the code that verifies it.

    `status_index` is its place in the status list of Open Badges.
    """

    __tablename__ = "certificate_document"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    kind: Mapped[DocumentKind] = mapped_column(stored_enum(DocumentKind))
    learner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("learner.id"), index=True)
    certification_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("certification.id"), index=True, default=None
    )
    enrolment_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("enrolment.id"), index=True, default=None
    )
    language: Mapped[Language | None] = mapped_column(stored_enum(Language), default=None)
    serial: Mapped[str] = mapped_column(sa.String(40), unique=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    status_index: Mapped[int] = mapped_column(unique=True)
    printed: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[DocumentStatus] = mapped_column(
        stored_enum(DocumentStatus), default=DocumentStatus.ISSUED
    )
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("certificate_document.id"), unique=True, default=None
    )
    learner: Mapped[Learner] = relationship(lazy="raise", init=False)
    certification: Mapped[Certification | None] = relationship(lazy="raise", init=False)


NEVER_EDITED = "certificate_document_never_edited"
_KEPT = (
    "kind",
    "learner_id",
    "certification_id",
    "enrolment_id",
    "language",
    "serial",
    "code",
    "status_index",
    "printed",
    "digest",
    "issued_at",
    "issued_by_id",
    "supersedes_id",
)
_DIFFERS = " OR ".join(
    f"OLD.{column} IS NOT NEW.{column}" for column in (*_KEPT, "id") if column != "printed"
)
_DIFFERS_POSTGRESQL = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in (*_KEPT, "id")
    if column != "printed"
)
_REVIVED = "(OLD.status != 'issued' AND NEW.status != OLD.status)"

register(
    Guard(
        NEVER_EDITED,
        "certificate_document",
        sqlite=(
            "DROP TRIGGER IF EXISTS certificate_document_no_edit",
            (
                "CREATE TRIGGER certificate_document_no_edit BEFORE UPDATE ON certificate_document "
                f"WHEN {_DIFFERS} OR OLD.printed IS NOT NEW.printed OR {_REVIVED} "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER_EDITED}'); END"
            ),
            "DROP TRIGGER IF EXISTS certificate_document_no_delete",
            (
                "CREATE TRIGGER certificate_document_no_delete BEFORE DELETE ON certificate_document "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER_EDITED}'); END"
            ),
        ),
        postgresql=(
            (
                "CREATE OR REPLACE FUNCTION refuse_edit_of_document() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NEVER_EDITED}'; END IF; "
                f"IF {_DIFFERS_POSTGRESQL} OR OLD.printed::text IS DISTINCT FROM NEW.printed::text "
                f"OR {_REVIVED} THEN RAISE EXCEPTION '{NEVER_EDITED}'; END IF; RETURN NEW; END $$"
            ),
            f"DROP TRIGGER IF EXISTS {NEVER_EDITED} ON certificate_document",
            (
                f"CREATE TRIGGER {NEVER_EDITED} BEFORE UPDATE OR DELETE ON certificate_document "
                "FOR EACH ROW EXECUTE FUNCTION refuse_edit_of_document()"
            ),
        ),
    )
)

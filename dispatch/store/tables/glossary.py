"""The glossary: terms by pair of languages and field."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.glossary import TermState
from dispatch.domain.ids import GlossaryTermId
from foundation.database.base import Base, stored_enum
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage


class GlossaryTerm(Base):
    """What something is called in two languages, in one field. One term may have several translations."""

    __tablename__ = "glossary_term"
    __table_args__ = (
        sa.UniqueConstraint("meaning"),
        sa.CheckConstraint("source_language <> target_language", name="two_languages"),
        sa.CheckConstraint("source_text <> '' AND target_text <> ''", name="both_are_given"),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name="approved_at_a_time"
        ),
    )

    id: Mapped[GlossaryTermId] = mapped_column(
        sa.Uuid, primary_key=True, default_factory=lambda: GlossaryTermId(uuid.uuid4())
    )
    source_language: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    target_language: Mapped[TextLanguage] = mapped_column(stored_enum(TextLanguage))
    domain: Mapped[Domain] = mapped_column(stored_enum(Domain))
    source_text: Mapped[str] = mapped_column(sa.String(200))
    target_text: Mapped[str] = mapped_column(sa.String(200))
    # by this it is found in a text, and by the sum of all of it no two are the same, however they are typed
    source_key: Mapped[str] = mapped_column(sa.String(800))
    meaning: Mapped[str] = mapped_column(sa.String(64))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    state: Mapped[TermState] = mapped_column(stored_enum(TermState), default=TermState.PROPOSED)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by_id: Mapped[UserId | None] = mapped_column(
        sa.ForeignKey("app_user.id"), default=None
    )
    proposed_by: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys="GlossaryTerm.proposed_by_id"
    )
    approved_by: Mapped[User | None] = relationship(
        lazy="raise", init=False, foreign_keys="GlossaryTerm.approved_by_id"
    )

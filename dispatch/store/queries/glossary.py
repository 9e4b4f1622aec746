"""What is asked about the glossary."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import UserId
from dispatch.domain.glossary import TermFilter, TermState
from dispatch.store.tables import GlossaryTerm
from foundation.database.searching import holds
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

IN_ORDER = (
    GlossaryTerm.source_language,
    GlossaryTerm.target_language,
    GlossaryTerm.source_key,
    GlossaryTerm.target_text,
    GlossaryTerm.id,
)


def terms_like(wanted: TermFilter) -> sa.Select[GlossaryTerm]:
    """The terms of a filter with their people, by languages and letters."""
    query = (
        sa.select(GlossaryTerm)
        .options(joinedload(GlossaryTerm.proposed_by), joinedload(GlossaryTerm.approved_by))
        .order_by(*IN_ORDER)
    )
    for column, value in (
        (GlossaryTerm.source_language, wanted.source_language),
        (GlossaryTerm.target_language, wanted.target_language),
        (GlossaryTerm.domain, wanted.domain),
        (GlossaryTerm.state, wanted.state),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.text:
        query = query.where(
            holds(GlossaryTerm.source_text, wanted.text)
            | holds(GlossaryTerm.target_text, wanted.text)
        )
    return query


def list_terms(db: Session, wanted: TermFilter) -> Sequence[GlossaryTerm]:
    """Every term of a filter."""
    return db.scalars(terms_like(wanted)).all()


def terms_of(
    db: Session, source: TextLanguage, target: TextLanguage, domains: Collection[Domain]
) -> Sequence[GlossaryTerm]:
    """The terms of a pair in some fields, approved ones first."""
    query = (
        sa.select(GlossaryTerm)
        .where(
            GlossaryTerm.source_language == source,
            GlossaryTerm.target_language == target,
            GlossaryTerm.domain.in_(domains),
        )
        .order_by(GlossaryTerm.state, *IN_ORDER)
    )
    return db.scalars(query).all()


def find_term(db: Session, term_id: UUID) -> GlossaryTerm | None:
    """One term with its people."""
    query = terms_like(TermFilter()).where(GlossaryTerm.id == term_id)
    return db.scalar(query)


def terms_meaning(db: Session, meanings: Collection[str]) -> Sequence[GlossaryTerm]:
    """The terms that are there already of some."""
    return db.scalars(sa.select(GlossaryTerm).where(GlossaryTerm.meaning.in_(meanings))).all()


def approve(db: Session, term_id: UUID, by: UserId | None, at: datetime) -> bool:
    """Approve a term that is only proposed; whether this did it."""
    row = db.execute(
        sa.update(GlossaryTerm)
        .where(GlossaryTerm.id == term_id, GlossaryTerm.state == TermState.PROPOSED)
        .values(state=TermState.APPROVED, approved_at=at, approved_by_id=by)
        .returning(GlossaryTerm.id)
    ).one_or_none()
    return row is not None


def remove(db: Session, term_id: UUID) -> bool:
    """Remove a term; whether it was there."""
    row = db.execute(
        sa.delete(GlossaryTerm).where(GlossaryTerm.id == term_id).returning(GlossaryTerm.id)
    ).one_or_none()
    return row is not None

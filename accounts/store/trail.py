"""What the page of the audit trail asks about accounts."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.store.tables import Organisation, Site, User
from foundation.database.searching import holds


def user_names(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of people with an account."""
    rows = db.execute(sa.select(User.id, User.full_name).where(User.id.in_(ids)))
    return {row.id: row.full_name for row in rows}


def user_addresses(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """E-mail addresses of people with an account."""
    rows = db.execute(sa.select(User.id, User.email).where(User.id.in_(ids)))
    return {row.id: row.email for row in rows}


def organisation_names(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of organisations."""
    query = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in db.execute(query)}


def site_names(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of places."""
    rows = db.execute(sa.select(Site.id, Site.name).where(Site.id.in_(ids)))
    return {row.id: row.name for row in rows}


def users_called(db: Session, text: str) -> set[UUID]:
    """Accounts whose name holds a text, or whose address it is."""
    named = holds(User.full_name, text)
    return set(db.scalars(sa.select(User.id).where(named | (User.email == text.lower()))))


def addresses_called(db: Session, text: str) -> set[str]:
    """The e-mail addresses of accounts whose name holds a text, and the text itself if it is one."""
    query = sa.select(User.email).where(holds(User.full_name, text))
    return {*db.scalars(query), text.lower()}


def names_by_address(db: Session, addresses: Collection[str]) -> dict[str, str]:
    """Names of the accounts of some e-mail addresses."""
    query = sa.select(User.email, User.full_name).where(User.email.in_(addresses))
    return {row.email: row.full_name for row in db.execute(query)}

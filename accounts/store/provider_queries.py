"""What is asked of the sign-in services of organisations."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId, UserId
from accounts.store.provider_tables import ExternalIdentity, IdentityProvider
from accounts.store.tables import Organisation


def find_of(db: Session, organisation_id: OrganisationId) -> IdentityProvider | None:
    """The service of an organisation, offered or not."""
    return db.scalar(
        sa.select(IdentityProvider).where(IdentityProvider.organisation_id == organisation_id)
    )


def _active() -> sa.Select[IdentityProvider]:
    return (
        sa.select(IdentityProvider)
        .join(Organisation)
        .where(IdentityProvider.active, Organisation.active)
        .options(joinedload(IdentityProvider.organisation))
    )


def list_active(db: Session) -> Sequence[IdentityProvider]:
    """Every service that is offered, by the name of its organisation."""
    return db.scalars(_active().order_by(Organisation.name)).all()


def get_active(db: Session, provider_id: UUID) -> IdentityProvider | None:
    """A service that is offered."""
    return db.scalar(_active().where(IdentityProvider.id == provider_id))


def find_linked(db: Session, provider_id: UUID, subject: str) -> UserId | None:
    """Whose account somebody of a service is."""
    return db.scalar(
        sa.select(ExternalIdentity.user_id).where(
            ExternalIdentity.provider_id == provider_id, ExternalIdentity.subject == subject
        )
    )


def list_links(db: Session, user_id: UUID) -> set[UUID]:
    """The services that an account is linked to."""
    query = sa.select(ExternalIdentity.provider_id)
    return set(db.scalars(query.where(ExternalIdentity.user_id == UserId(user_id))))


def forget_link(db: Session, provider_id: UUID, user_id: UUID) -> bool:
    """Take the link of an account away; False when there is none."""
    gone = db.scalar(
        sa.delete(ExternalIdentity)
        .where(
            ExternalIdentity.provider_id == provider_id,
            ExternalIdentity.user_id == UserId(user_id),
        )
        .returning(ExternalIdentity.subject)
    )
    return gone is not None


def forget_links_elsewhere(db: Session, user_id: UUID, organisation_id: UUID | None) -> bool:
    """Take the links of an account away that are not those of this organisation, all for None; False for none."""
    theirs = sa.select(IdentityProvider.id)
    if organisation_id is not None:
        theirs = theirs.where(IdentityProvider.organisation_id != OrganisationId(organisation_id))
    gone = db.scalars(
        sa.delete(ExternalIdentity)
        .where(
            ExternalIdentity.user_id == UserId(user_id), ExternalIdentity.provider_id.in_(theirs)
        )
        .returning(ExternalIdentity.provider_id)
    ).all()
    return bool(gone)


def forget_links(db: Session, provider_id: UUID) -> None:
    """Take every link of a service away."""
    db.execute(sa.delete(ExternalIdentity).where(ExternalIdentity.provider_id == provider_id))

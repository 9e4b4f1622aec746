"""What is asked about offer policies."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.store.tables import Organisation
from dispatch.domain.ids import OfferPolicyId
from dispatch.store.tables import OfferPolicy


def list_policies(db: Session) -> Sequence[OfferPolicy]:
    """Every policy, those of all organisations first."""
    return db.scalars(
        sa.select(OfferPolicy)
        .outerjoin(OfferPolicy.organisation)
        .order_by(
            OfferPolicy.organisation_id.is_not(None),
            Organisation.name,
            OfferPolicy.priority.is_(None),
            OfferPolicy.priority,
            OfferPolicy.tier,
        )
        .options(joinedload(OfferPolicy.organisation), joinedload(OfferPolicy.changed_by))
    ).all()


def find_policy(db: Session, policy_id: UUID, *, lock: bool = False) -> OfferPolicy | None:
    """By id, as it is now."""
    query = sa.select(OfferPolicy).where(OfferPolicy.id == OfferPolicyId(policy_id))
    if lock:
        query = query.with_for_update(of=OfferPolicy)
    return db.scalar(
        query.options(joinedload(OfferPolicy.organisation)).execution_options(
            populate_existing=True
        )
    )


def find_policy_of(db: Session, scope: str) -> OfferPolicy | None:
    """The policy of one scope."""
    return db.scalar(sa.select(OfferPolicy).where(OfferPolicy.scope == scope))

"""What is asked about credentials from elsewhere."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from training.domain.certifications import CredentialStatus
from training.store.tables import ExternalCredential, Learner


def find_credential(
    db: Session, credential_id: UUID, *, lock: bool = False
) -> ExternalCredential | None:
    """A credential from elsewhere with its holder, locked until the transaction ends with `lock`."""
    query = (
        sa.select(ExternalCredential)
        .where(ExternalCredential.id == credential_id)
        .options(
            joinedload(ExternalCredential.learner).joinedload(Learner.user),
            joinedload(ExternalCredential.learner).joinedload(Learner.interpreter),
        )
    )
    if lock:
        query = query.with_for_update(of=ExternalCredential)
    return db.scalar(query.execution_options(populate_existing=lock))


def credentials_with(db: Session, status: CredentialStatus) -> Sequence[ExternalCredential]:
    """Credentials in one state, the oldest claim first."""
    return db.scalars(
        sa.select(ExternalCredential)
        .where(ExternalCredential.status == status)
        .options(joinedload(ExternalCredential.learner).joinedload(Learner.user))
        .order_by(ExternalCredential.claimed_at, ExternalCredential.id)
    ).all()


def credentials_of(db: Session, learner_id: UUID) -> Sequence[ExternalCredential]:
    """What somebody claims or has shown."""
    return db.scalars(
        sa.select(ExternalCredential)
        .where(ExternalCredential.learner_id == learner_id)
        .order_by(ExternalCredential.issued_on.desc(), ExternalCredential.id)
    ).all()

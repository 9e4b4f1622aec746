"""Who agreed to what about personal data, in which words, and when."""

from uuid import UUID

from accounts.domain.ids import UserId
from accounts.store.tables import PrivacyConsent
from foundation.database.work import UnitOfWork


def note(uow: UnitOfWork, user_id: UUID, purpose: str, version: str) -> None:
    """Keep that somebody agreed to `purpose` in the words of `version`, now."""
    uow.db.add(
        PrivacyConsent(user_id=UserId(user_id), purpose=purpose, version=version, given_at=uow.now)
    )
    uow.db.flush()
    uow.record("consent.given", subject=user_id, purpose=purpose, version=version)

"""What standing by pays: what was agreed when the standby was named, to whoever was not called."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.domain.claims import ClaimKind
from dispatch.domain.rates import PayLine, PayLineKind
from dispatch.service.claims.reckoning import Reckoned
from dispatch.store.queries import unclaimed
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day


def list_due(uow: UnitOfWork, since: datetime, limit: int) -> Sequence[Reckoned]:
    """Standbys who kept their time free until their session began, without a claim yet."""
    return [
        Reckoned(
            kind=ClaimKind.STANDBY,
            source_id=standby.id,
            interpreter_id=standby.interpreter_id,
            organisation_id=home,
            day=local_day(standby.starts_at, uow.settings.zone),
            starts_at=standby.starts_at,
            lines=[PayLine(kind=PayLineKind.STANDBY, won=standby.pay_won, rate=0)],
            card_id=None,
        )
        for standby, home in unclaimed.list_stood_by(uow.db, since, limit)
    ]

"""What is asked about portfolios."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.store.tables import CoveragePortfolio


def find(db: Session, portfolio_id: UUID, *, lock: bool = False) -> CoveragePortfolio | None:
    """One portfolio; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(CoveragePortfolio).where(CoveragePortfolio.id == portfolio_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.scalar(query)


def newest(db: Session) -> CoveragePortfolio | None:
    """The one asked for last."""
    query = sa.select(CoveragePortfolio)
    order = CoveragePortfolio.asked_at.desc(), CoveragePortfolio.id
    return db.scalar(query.order_by(*order).limit(1))


def remove_older(db: Session, than: datetime) -> None:
    """Forget portfolios asked for before an instant."""
    db.execute(sa.delete(CoveragePortfolio).where(CoveragePortfolio.asked_at < than))

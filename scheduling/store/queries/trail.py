"""What the page of the audit trail asks about requests."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduling.store.tables import CounsellingSession, Request


class Referenced(NamedTuple):
    """Something of a request: its own id, the request's, and the number that the request goes by."""

    id: UUID
    request_id: UUID
    reference: str


def requests(db: Session, ids: Collection[UUID]) -> list[Referenced]:
    """Requests by their ids."""
    query = sa.select(Request.id, Request.id, Request.reference).where(Request.id.in_(ids))
    return [Referenced(*row) for row in db.execute(query)]


def sessions(db: Session, ids: Collection[UUID]) -> list[Referenced]:
    """Sessions by their ids."""
    query = (
        sa.select(CounsellingSession.id, Request.id, Request.reference)
        .join(CounsellingSession.request)
        .where(CounsellingSession.id.in_(ids))
    )
    return [Referenced(*row) for row in db.execute(query)]


def first_requests(db: Session, series_ids: Collection[UUID]) -> list[Referenced]:
    """Of each series the request with the lowest number."""
    query = (
        sa.select(Request.series_id, Request.id, Request.reference)
        .where(Request.series_id.in_(series_ids))
        .order_by(Request.reference.desc())
    )
    return list({row[0]: Referenced(*row) for row in db.execute(query)}.values())


def of_reference(db: Session, reference: str) -> set[UUID]:
    """The ids of the request with a number, and of its session and series."""
    query = (
        sa.select(Request.id, CounsellingSession.id, Request.series_id)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .where(Request.reference == reference)
    )
    return {each for row in db.execute(query) for each in row if each is not None}

"""Pages of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: `items`, its `number` from 1, how many `pages`, how many in `total`."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def whole(text: str | None, *, otherwise: int, low: int = 0, high: int = 1_000_000_000) -> int:
    """The number that a text of an address or a hidden field is, moved into its bounds; else `otherwise`.

    Text that anybody may have changed: Python refuses numbers of thousands of digits with an error of its own.
    """
    if not text or not text.isascii() or not text.isdecimal():
        return otherwise
    return max(low, min(int(text[:12]), high))


def page_number() -> int:
    """The page asked for; nonsense means the first."""
    return whole(request.args.get("page"), otherwise=1, low=1, high=1_000_000)


def paged(db: Session, query: sa.Select[T], *, number: int, size: int) -> Page[T]:
    """Read one page of a query of one entity."""
    total = db.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    number = min(number, pages)
    items: Sequence[Any] = db.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, pages, total)

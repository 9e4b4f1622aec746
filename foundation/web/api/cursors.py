"""Lists in parts by key, not by number: a part costs the same however far in, and no row is shown twice or left out."""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from foundation.database.base import UtcDateTime
from foundation.security.errors import refuse
from foundation.text.message import say
from foundation.web.api.shapes import fault_of

NO_CURSOR = say("This is not a cursor that was given here. Begin with the first part.")


def part_of(
    db: Session,
    query: sa.Select[Any],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    cursor: str,
    limit: int,
    newest_first: bool = False,
) -> tuple[list[Any], str]:
    """Rows after a cursor in the order of some columns, the last of which is unique; and the cursor of the next part.

    Refused when the cursor is not one.
    """
    if cursor:
        after = sa.tuple_(
            *(
                sa.literal(each, key.type)
                for each, key in zip(_read(cursor, keys), keys, strict=True)
            )
        )
        here = sa.tuple_(*keys)
        query = query.where(here < after if newest_first else here > after)
    order = [key.desc() if newest_first else key.asc() for key in keys]
    rows = list(db.scalars(query.order_by(None).order_by(*order).limit(limit + 1)).unique())
    if len(rows) <= limit:
        return rows, ""
    last = rows[limit - 1]
    return rows[:limit], _write([getattr(last, key.key) for key in keys])


def _write(values: Sequence[Any]) -> str:
    told = [each.isoformat() if isinstance(each, date) else str(each) for each in values]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _read(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(told, list) or len(told) != len(keys):  # pyright: ignore[reportUnknownArgumentType]
            raise ValueError(cursor)
        return [_as(key, str(each)) for each, key in zip(told, keys, strict=True)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    except (ValueError, RecursionError) as error:
        raise refuse("cursor", NO_CURSOR) from error


def _as(key: InstrumentedAttribute[Any], told: str) -> Any:
    found: object = told
    if isinstance(key.type, UtcDateTime):
        found = datetime.fromisoformat(told)
    elif isinstance(key.type, sa.Uuid):
        found = UUID(told)
    elif isinstance(key.type, sa.Date):
        found = date.fromisoformat(told)
    # Half a sign is none that a database could look for.
    if fault_of(found) is not None or not told.isprintable():
        raise ValueError(told)
    return found

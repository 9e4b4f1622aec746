"""Writing what has changed of many rows in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from foundation.database.base import Base

# Parameters of a statement that name a row, not its new values.
ROW, FORMER = "the_row", "the_former_version"


def write_changes(db: Session, rows: Iterable[Base]) -> None:
    """Write the changed columns of some rows, known to the session or not: a statement for all that changed alike.

    A flush would write rows that have a version one by one. Versions count on as with a flush, and
    StaleDataError says that somebody was faster. Each row has one column as its primary key.
    """
    alike: dict[tuple[type[Base], frozenset[str]], list[Base]] = defaultdict(list)
    for row in rows:
        changed = _changed(row)
        if changed:
            alike[type(row), changed].append(row)
    for (kind, names), found in alike.items():
        _write(db, sa.inspect(kind), names, found)


def write_new(db: Session, rows: Sequence[Base]) -> None:
    """Write new rows of one table in one statement; they stay strangers to the session."""
    if rows:
        mapper: Mapper[Any] = sa.inspect(type(rows[0]))
        names = [attribute.key for attribute in mapper.column_attrs]
        db.flush()
        db.execute(
            sa.insert(type(rows[0])), [{name: getattr(row, name) for name in names} for row in rows]
        )


def _changed(row: Base) -> frozenset[str]:
    state: Any = sa.inspect(row)
    mapper: Mapper[Any] = state.mapper
    touched = state.committed_state.keys() & mapper.column_attrs.keys()
    return frozenset(name for name in touched if state.attrs[name].history.has_changes())


def _write(db: Session, mapper: Mapper[Any], names: frozenset[str], rows: list[Base]) -> None:
    table: Any = mapper.local_table
    (key,) = mapper.primary_key
    version = mapper.version_id_col
    columns = {name: mapper.columns[name] for name in names}
    statement = sa.update(table).where(key == sa.bindparam(ROW, type_=key.type))
    values: dict[Any, Any] = {
        column: sa.bindparam(f"new_{name}", type_=column.type) for name, column in columns.items()
    }
    if version is not None:
        statement = statement.where(version == sa.bindparam(FORMER, type_=version.type))
        values[version] = version + 1
    counter = None if version is None else mapper.get_property_by_column(version).key
    key_name = mapper.get_property_by_column(key).key
    given = [
        {ROW: getattr(row, key_name)}
        | ({} if counter is None else {FORMER: getattr(row, counter)})
        | {f"new_{name}": getattr(row, name) for name in names}
        for row in rows
    ]
    done: Any = db.connection().execute(statement.values(values), given)
    if done.rowcount != len(rows):
        raise StaleDataError(f"{done.rowcount} of {len(rows)} rows of {table.name} were written")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))
        if counter is not None:
            set_committed_value(row, counter, getattr(row, counter) + 1)

"""Every code has one form: capital letters, plain digits, plain hyphens.

Two cases that differed by how somebody had typed them become one: their restrictions all stand, as each
was meant for that case. Codes that must be unique keep the older row's; one that would become the same as
another gets a number behind it, and the log says which.
"""

import logging
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from foundation.text.codes import normal_code

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CASES = (("request", "case_code"), ("restriction", "case_code"))
# The longest of each: a form may be longer than what was typed, as ß becomes SS.
UNIQUE = (
    ("organisation", "code", 40),
    ("site", "code", 40),
    ("interpreter", "code", 40),
    ("request", "reference", 20),
    ("course", "code", 40),
)
log = logging.getLogger(__name__)


def upgrade() -> None:
    """Go forward."""
    for table, column in CASES:
        for code in _stored(table, column):
            _change(table, column, code, normal_code(code)[:40])
    for table, column, longest in UNIQUE:
        _make_unique(table, column, longest)


def _make_unique(table: str, column: str, longest: int) -> None:
    stored = _stored(table, column)
    # Those that have the form already keep it.
    taken = {code for code in stored if normal_code(code) == code}
    for code in stored:
        if code in taken:
            continue
        wanted = normal_code(code)[:longest]
        free = next(form for form in _forms(wanted, longest) if form not in taken)
        if free != wanted:
            log.warning("%s “%s” is also called “%s”; it is now “%s”", table, code, wanted, free)
        taken.add(free)
        _change(table, column, code, free)


def _forms(code: str, longest: int) -> Iterable[str]:
    yield code
    for number in range(2, 10_000):
        yield f"{code[: longest - 5]}-{number}"


def _stored(table: str, column: str) -> list[str]:
    query = sa.select(sa.column(column)).select_from(sa.table(table)).distinct()
    return sorted(op.get_bind().scalars(query.where(sa.column(column) != "")))


def _change(table: str, column: str, old: str, new: str) -> None:
    if new != old:
        place = sa.table(table, sa.column(column))
        op.execute(sa.update(place).where(place.c[column] == old).values({column: new}))


def downgrade() -> None:
    """Go back: how codes were typed is not known any more."""

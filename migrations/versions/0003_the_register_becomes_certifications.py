"""The ladder is laid, and what the simple register held becomes certifications with evidence."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

from foundation.database.base import UtcDateTime
from foundation.times.clock import utc_now
from training.domain.rungs import LADDER

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPROVER = "former register"
FIRST_DAY = date(2020, 1, 1)


def _table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(key, kind) for key, kind in columns.items()))


ID, TEXT, DAY, AT, WHOLE = sa.Uuid(), sa.String(), sa.Date(), UtcDateTime(), sa.Integer()
INTERPRETER = _table("interpreter", id=ID, user_id=ID, full_name=TEXT)
HELD = _table(
    "held_certification",
    id=ID,
    interpreter_id=ID,
    level=TEXT,
    language=TEXT,
    valid_from=DAY,
    valid_until=DAY,
)
SCHEME = _table(
    "scheme",
    id=ID,
    code=TEXT,
    level=TEXT,
    domain=TEXT,
    role=TEXT,
    title=TEXT,
    title_en=TEXT,
    position=WHOLE,
    active=sa.Boolean(),
)
VERSION = _table(
    "scheme_version",
    id=ID,
    scheme_id=ID,
    number=WHOLE,
    in_force_from=DAY,
    validity_months=WHOLE,
    window_days=WHOLE,
    rules=sa.JSON(),
    renewal=sa.JSON(),
    legal_basis=TEXT,
)
LEARNER = _table(
    "learner",
    id=ID,
    user_id=ID,
    interpreter_id=ID,
    full_name=TEXT,
    latin_name=TEXT,
    own_script_name=TEXT,
    language=TEXT,
)
CERTIFICATION = _table(
    "certification",
    id=ID,
    learner_id=ID,
    scheme_version_id=ID,
    scheme_id=ID,
    language=TEXT,
    direction=TEXT,
    grade=TEXT,
    route=TEXT,
    status=TEXT,
    valid_from=DAY,
    valid_until=DAY,
    asked_at=AT,
    approved_by_name=TEXT,
    version=WHOLE,
)
EVIDENCE = _table(
    "certification_evidence", id=ID, certification_id=ID, kind=TEXT, reference=ID, note=TEXT
)
EVENT = _table(
    "certification_event",
    id=ID,
    certification_id=ID,
    deed=TEXT,
    happened_at=AT,
    actor_name=TEXT,
    reason=TEXT,
)


def upgrade() -> None:
    """Go forward; what an earlier run has written is left alone."""
    db = op.get_bind()
    lay_the_ladder(db)
    move_the_register(db)


def lay_the_ladder(db: Connection) -> None:
    """The schemes as they are shipped, with their first versions."""
    known = set(db.scalars(sa.select(SCHEME.c.code)))
    for place, rung in enumerate(LADDER):
        if rung.code in known:
            continue
        scheme = {
            "id": uuid.uuid4(),
            "code": rung.code,
            "level": None if rung.level is None else rung.level.value,
            "domain": None if rung.domain is None else rung.domain.value,
            "role": rung.role.value,
            "title": rung.title,
            "title_en": rung.title_en,
            "position": place,
            "active": True,
        }
        version = {
            "id": uuid.uuid4(),
            "scheme_id": scheme["id"],
            "number": 1,
            "in_force_from": FIRST_DAY,
            "validity_months": rung.months,
            "window_days": rung.window_days,
            "rules": [dict(rule) for rule in rung.rules],
            "renewal": dict(rung.renewal),
            "legal_basis": "",
        }
        db.execute(sa.insert(SCHEME), scheme)
        db.execute(sa.insert(VERSION), version)


def move_the_register(db: Connection) -> None:
    """One granted certification for every line of the register; overlapping lines become one."""
    moved = set(db.scalars(sa.select(EVIDENCE.c.reference).where(EVIDENCE.c.kind == "register")))
    lines = [line for line in _register(db) if line.id not in moved]
    if not lines:
        return
    learners = _learners(db, {line.interpreter_id for line in lines})
    schemes = {row.level: row for row in db.execute(_schemes())}
    now = utc_now()
    rows: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    counted: dict[tuple[Any, ...], Any] = {}
    for line in lines:
        kind = (line.interpreter_id, line.level, line.language)
        start = max(line.valid_from, counted.get(kind, line.valid_from))
        if start >= line.valid_until:
            continue
        counted[kind] = line.valid_until
        scheme = schemes[line.level]
        row = {
            "id": uuid.uuid4(),
            "learner_id": learners[line.interpreter_id],
            "scheme_version_id": scheme.version_id,
            "scheme_id": scheme.id,
            "language": line.language,
            "direction": "both",
            "grade": "recognised" if line.level == "R2" else "full",
            "route": "register",
            "status": "pending",
            "valid_from": start,
            "valid_until": line.valid_until,
            "asked_at": now,
            "approved_by_name": APPROVER,
            "version": 1,
        }
        rows.append(row)
        evidence.append(_proof(row["id"], line.id))
    db.execute(sa.insert(CERTIFICATION), rows)
    db.execute(sa.insert(EVIDENCE), evidence)
    db.execute(sa.insert(EVENT), [_event(row["id"], now) for row in rows])
    # Only now: the database grants nothing that rests on nothing.
    for row in rows:
        granted = sa.update(CERTIFICATION).where(CERTIFICATION.c.id == row["id"])
        db.execute(granted.values(status="granted"))


def _register(db: Connection) -> Iterable[Any]:
    order = (HELD.c.interpreter_id, HELD.c.level, HELD.c.language, HELD.c.valid_from)
    return db.execute(sa.select(HELD).order_by(*order)).all()


def _schemes() -> sa.Select[Any]:
    return (
        sa.select(SCHEME.c.level, SCHEME.c.id, VERSION.c.id.label("version_id"))
        .join_from(SCHEME, VERSION, VERSION.c.scheme_id == SCHEME.c.id)
        .where(SCHEME.c.level.is_not(None))
        .order_by(VERSION.c.number)
    )


def _learners(db: Connection, interpreters: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The learners that these people are; whoever signs in as one already is joined with them."""
    found = {
        row.interpreter_id: row.id
        for row in db.execute(sa.select(LEARNER.c.interpreter_id, LEARNER.c.id))
        if row.interpreter_id is not None
    }
    signed_in = {
        row.user_id: row.id
        for row in db.execute(sa.select(LEARNER.c.user_id, LEARNER.c.id))
        if row.user_id is not None
    }
    languages: dict[uuid.UUID, str] = defaultdict(str)
    for line in _register(db):
        languages.setdefault(line.interpreter_id, line.language)
    for person in db.execute(sa.select(INTERPRETER)).all():
        if person.id not in interpreters or person.id in found:
            continue
        if person.user_id in signed_in:
            found[person.id] = signed_in[person.user_id]
            joined = sa.update(LEARNER).where(LEARNER.c.id == found[person.id])
            db.execute(joined.values(interpreter_id=person.id))
            continue
        found[person.id] = uuid.uuid4()
        learner = {
            "id": found[person.id],
            "user_id": person.user_id,
            "interpreter_id": person.id,
            "full_name": person.full_name,
            "latin_name": "",
            "own_script_name": "",
            "language": languages[person.id],
        }
        db.execute(sa.insert(LEARNER), learner)
    return found


def _proof(certification_id: uuid.UUID, line_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "certification_id": certification_id,
        "kind": "register",
        "reference": line_id,
        "note": "",
    }


def _event(certification_id: uuid.UUID, now: Any) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "certification_id": certification_id,
        "deed": "granted",
        "happened_at": now,
        "actor_name": APPROVER,
        "reason": "",
    }


def downgrade() -> None:
    """Go back: the register holds again what is granted now, lines that it has are left alone."""
    db = op.get_bind()
    known = {(row.interpreter_id, row.level, row.language, row.valid_from) for row in _register(db)}
    granted = (
        sa.select(
            LEARNER.c.interpreter_id,
            SCHEME.c.level,
            CERTIFICATION.c.language,
            CERTIFICATION.c.valid_from,
            CERTIFICATION.c.valid_until,
        )
        .join_from(CERTIFICATION, LEARNER, LEARNER.c.id == CERTIFICATION.c.learner_id)
        .join(SCHEME, SCHEME.c.id == CERTIFICATION.c.scheme_id)
        .where(
            CERTIFICATION.c.status == "granted",
            CERTIFICATION.c.language.is_not(None),
            LEARNER.c.interpreter_id.is_not(None),
            SCHEME.c.level.is_not(None),
        )
    )
    for row in db.execute(granted).all():
        line = row._asdict()
        if (
            tuple(line[key] for key in ("interpreter_id", "level", "language", "valid_from"))
            in known
        ):
            continue
        known.add((row.interpreter_id, row.level, row.language, row.valid_from))
        db.execute(sa.insert(HELD), {"id": uuid.uuid4(), **line})

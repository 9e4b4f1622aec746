"""The migration that turns the former register into certifications, on data."""

import uuid
from collections.abc import Callable
from datetime import date
from importlib import import_module
from types import ModuleType

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from accounts.domain.roles import Role
from foundation.database.base import Base
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_learner, a_user, an_interpreter
from training.domain.certifications import EvidenceKind, Grade, GrantRoute
from training.service.certification import certifications, ladder

MOVE: ModuleType = import_module("migrations.versions.0003_the_register_becomes_certifications")
DROP: ModuleType = import_module("migrations.versions.0004_the_register_is_gone")
WORDS: ModuleType = import_module("migrations.versions.0005_the_words_of_the_field")


def migrate(office: Office, *steps: Callable[[], None]) -> None:
    """Run steps of migrations, each as Alembic would."""
    for step in steps:
        with office.engine.begin() as connection:
            options = {"target_metadata": Base.metadata}
            with Operations.context(MigrationContext.configure(connection, opts=options)):
                step()


def lines(office: Office) -> list[tuple[str, str, date, date]]:
    with office.engine.connect() as connection:
        rows = connection.execute(sa.select(MOVE.HELD).order_by(MOVE.HELD.c.valid_from))
        return [(row.level, row.language, row.valid_from, row.valid_until) for row in rows]


def test_every_line_becomes_a_certification_with_evidence_and_back(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        hanh = an_interpreter(uow, user=user, languages=("vi", "en"), levels=())
        trainee = a_learner(uow, user)
        other = an_interpreter(uow, languages=("lo",), levels=())
    register = [
        (hanh.id, "L2", "vi", date(2024, 3, 1), date(2027, 3, 1)),
        (hanh.id, "L3-MED", "vi", date(2025, 3, 1), date(2028, 3, 1)),
        # Two lines that share a year: nobody holds the same twice on a day.
        (other.id, "R2", "lo", date(2023, 3, 1), date(2025, 3, 1)),
        (other.id, "R2", "lo", date(2024, 3, 1), date(2026, 12, 1)),
    ]
    migrate(any_office, WORDS.downgrade, DROP.downgrade)
    names = ("interpreter_id", "level", "language", "valid_from", "valid_until")
    with any_office.engine.begin() as connection:
        rows = [{"id": uuid.uuid4(), **dict(zip(names, row, strict=True))} for row in register]
        connection.execute(sa.insert(MOVE.HELD), rows)

    migrate(any_office, MOVE.upgrade, MOVE.upgrade, WORDS.upgrade)

    with begin(any_office, the_system()) as uow:
        assert ladder.seed(uow) == 0
        held = certifications.held_by(uow, [hanh.id, other.id])
        assert [(h.level, h.valid_from, h.valid_until) for h in held[hanh.id]] == [
            ("L2", date(2024, 3, 1), date(2027, 3, 1)),
            ("L3-MED", date(2025, 3, 1), date(2028, 3, 1)),
        ]
        assert [(h.grade, h.valid_from, h.valid_until) for h in held[other.id]] == [
            (Grade.RECOGNISED, date(2023, 3, 1), date(2025, 3, 1)),
            (Grade.RECOGNISED, date(2025, 3, 1), date(2026, 12, 1)),
        ]
        found = certifications.list_of_interpreter(uow, hanh.id)
        assert {one.learner_id for one in found} == {trainee.id}
        assert {one.route for one in found} == {GrantRoute.REGISTER}
        assert [e.kind for one in found for e in one.evidence] == [EvidenceKind.REGISTER] * 2
        assert [e.action for e in certifications.events_of(uow, found[0])] == ["granted"]
    migrate(any_office, WORDS.downgrade, MOVE.downgrade)
    assert len(lines(any_office)) == 5
    migrate(any_office, DROP.upgrade, WORDS.upgrade)
    assert "held_certification" not in sa.inspect(any_office.engine).get_table_names()


def test_the_ladder_is_laid_on_an_empty_database(any_office: Office) -> None:
    guards = "DROP TRIGGER scheme_version_no_delete"
    if any_office.engine.dialect.name == "postgresql":
        guards = "ALTER TABLE scheme_version DISABLE TRIGGER USER"
    with any_office.engine.begin() as connection:
        connection.exec_driver_sql(guards)
        connection.exec_driver_sql("DELETE FROM scheme_version")
        connection.exec_driver_sql("DELETE FROM scheme")
    migrate(any_office, WORDS.downgrade, DROP.downgrade, MOVE.upgrade, DROP.upgrade, WORDS.upgrade)

    with begin(any_office, the_system()) as uow:
        assert ladder.seed(uow) == 0
        l2 = ladder.in_force(uow, "L2")
        assert (l2.validity_months, l2.number, l2.scheme.level) == (36, 1, "L2")
        assert l2.rules[2] == {"kind": "practicum", "observe": 600, "supervised": 1200}

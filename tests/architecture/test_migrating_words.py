"""The migration that renames columns, on data: nothing is lost, and what was encrypted still opens."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from foundation.database.base import Base
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.service import directory
from tests.factories import a_certification, a_course, a_learner, a_user, an_interpreter
from training.domain.certifications import CertificationAction
from training.service.certification import certifications, granting
from training.service.enrolment import interest
from training.store.tables import CourseInterest

WORDS: ModuleType = import_module("migrations.versions.0005_the_words_of_the_field")
NUMBER = "010-1234-5678"


def migrate(office: Office, step: Callable[[], None]) -> None:
    with office.engine.begin() as connection:
        options = {"target_metadata": Base.metadata}
        with Operations.context(MigrationContext.configure(connection, opts=options)):
            step()


def columns(office: Office, table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(office.engine).get_columns(table)}


def checks(office: Office) -> set[str | None]:
    return {each["name"] for each in sa.inspect(office.engine).get_check_constraints(EVENTS)}


EVENTS = "certification_event"


def test_rows_and_secrets_survive_down_and_up(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        hanh = an_interpreter(uow, user=a_user(uow, Role.INTERPRETER), levels=())
        # As it was written before the column was renamed.
        place = ("interpreter", "sealed_phone_number", hanh.id)
        hanh.encrypted_phone_number = uow.cipher.close(NUMBER, *place)
        held = a_certification(uow, hanh.id)
        granting.suspend(uow, held.id, reason="complaint 12")
        course, learner = a_course(uow), a_learner(uow)
        interest.add(uow, course.id, learner)

    migrate(any_office, WORDS.downgrade)
    assert "deed" in columns(any_office, EVENTS)
    assert "ck_certification_event_deed" in checks(any_office)
    assert "sealed_phone_number" in columns(any_office, "interpreter")
    migrate(any_office, WORDS.upgrade)

    assert "ck_certification_event_action" in checks(any_office)
    assert {"encrypted_note", "sealed_note"} & columns(any_office, "request") == {"encrypted_note"}
    with begin(any_office, the_system()) as uow:
        assert directory.phone_number_of(uow, directory.get(uow, hanh.id)) == NUMBER
        (event,) = certifications.events_of(uow, certifications.get(uow, held.id))
        assert (event.action, event.reason) == (CertificationAction.SUSPENDED, "complaint 12")
        assert uow.db.get(CourseInterest, (course.id, learner.id)) is not None


def test_events_are_still_append_only_afterwards(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        hanh = an_interpreter(uow, levels=())
        granting.suspend(uow, a_certification(uow, hanh.id).id, reason="complaint 12")
    migrate(any_office, WORDS.downgrade)
    migrate(any_office, WORDS.upgrade)

    for change in ("UPDATE certification_event SET reason = ''", "DELETE FROM certification_event"):
        with (
            pytest.raises(DBAPIError, match="append_only"),
            any_office.engine.begin() as connection,
        ):
            connection.exec_driver_sql(change)

"""A counsellor, a coordinator and an interpreter at work, each in a browser of their own."""

from dataclasses import dataclass
from datetime import date

import pytest

from accounts.domain.roles import Role
from accounts.store.tables import Organisation, Site, User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from tests.factories import (
    a_coordinator,
    a_site,
    a_user,
    an_interpreter,
    an_organisation,
)

THURSDAY = date(2026, 11, 26)


@dataclass(frozen=True)
class People:
    """Who and what the tests of pages begin with."""

    home: Organisation
    other: Organisation
    room: Site
    foreign_room: Site
    counsellor: User
    stranger: User
    coordinator: User
    user: User
    interpreter: Interpreter


def some_people(uow: UnitOfWork) -> People:
    """Two organisations with a counsellor each, the centre's coordinator, and an interpreter."""
    home, other = an_organisation(uow), an_organisation(uow, "화성 이음이주민복지센터")
    user = a_user(uow, Role.INTERPRETER, home)
    return People(
        home=home,
        other=other,
        room=a_site(uow, home),
        foreign_room=a_site(uow, other, "남의 방"),
        counsellor=a_user(uow, organisation=home),
        stranger=a_user(uow, organisation=other),
        coordinator=a_coordinator(uow),
        user=user,
        interpreter=an_interpreter(uow, user=user),
    )


@pytest.fixture
def people(office: Office) -> People:
    """Who and what most tests begin with."""
    with begin(office, the_system()) as uow:
        return some_people(uow)

"""Transactions of the system: one that makes something, one that must fail."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system

R = TypeVar("R")


def in_office(office: Office, make: Callable[[UnitOfWork], R]) -> R:
    """Make something and commit it."""
    with begin(office, the_system()) as uow:
        return make(uow)


@contextmanager
def failing(
    office: Office, error: type[BaseException], match: str | None = None
) -> Generator[UnitOfWork]:
    """A unit of work of the system that must end with this error, at its commit at the latest."""
    with pytest.raises(error, match=match), begin(office, the_system()) as uow:
        yield uow

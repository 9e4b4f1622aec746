"""Transactions that must fail."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system


@contextmanager
def failing(
    office: Office, error: type[BaseException], match: str | None = None
) -> Generator[UnitOfWork]:
    """A unit of work of the system that must end with this error, at its commit at the latest."""
    with pytest.raises(error, match=match), begin(office, the_system()) as uow:
        yield uow

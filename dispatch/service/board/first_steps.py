"""What a centre does first, step by step, until it has planned for the first time."""

from dataclasses import dataclass

from accounts.domain.permissions import AccountsPermission
from dispatch.store.queries import first_steps as queries
from foundation.database.work import UnitOfWork

# In the order of the office's first week; docs/operations.md tells the same.
STEPS = (
    "organisations",
    "places",
    "people",
    "roster",
    "certifications",
    "hours",
    "rates",
    "requests",
    "plan",
)


@dataclass(frozen=True)
class FirstStep:
    """A step by its name, and whether it is done."""

    name: str
    done: bool


def first_steps(uow: UnitOfWork) -> list[FirstStep]:
    """The steps in their order, those that are done ticked."""
    uow.require(AccountsPermission.SETTINGS_CHANGE)
    there = queries.what_is_there(uow.db)
    return [FirstStep(name, there[name]) for name in STEPS]


def is_through(steps: list[FirstStep]) -> bool:
    """Whether the office has planned: then its board is where work begins."""
    return steps[-1].done

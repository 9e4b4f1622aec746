"""Settings of accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from foundation.config import Fault, at_least_one


@dataclass(frozen=True, kw_only=True)
class AccountsSettings:
    """Settings of accounts. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # signing in
    session_idle_hours: int = 12
    session_days: int = 7
    sign_in_attempts: int = 5
    sign_in_lock_minutes: int = 15
    sign_in_per_address: int = 30
    sign_in_per_account: int = 100
    sign_in_in_all: int = 1000
    # whether everybody with work at a desk needs more than a password
    staff_second_step: bool = True
    # links for one use
    invitation_days: int = 7
    reset_minutes: int = 60
    message_link_hours: int = 48

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing: with a 0 nobody could sign in."""
        yield from at_least_one(self, *(item.name for item in fields(self) if item.type is int))

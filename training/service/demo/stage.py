"""How the demo acts: as somebody, at a time that has passed or is now."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta

from accounts.domain.roles import Role
from accounts.service import sign_in, users
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import Actor, the_system
from foundation.times.zones import local_day, to_utc


class DemoStage:
    """The office at any day before or after today, with its people by their addresses."""

    def __init__(self, office: Office) -> None:
        """Begin from the office's own clock."""
        self.office = office
        self.today = local_day(office.clock(), office.settings.zone)
        self._actors: dict[str, Actor] = {}

    def at(self, days: int, clock: str = "10:00") -> datetime:
        """An instant, so many days from today, at a time on the office's wall."""
        day = self.today + timedelta(days=days)
        return to_utc(day, time.fromisoformat(clock), self.office.settings.zone)

    @contextmanager
    def act(self, days: int, who: str = "", clock: str = "10:00") -> Generator[UnitOfWork]:
        """A unit of work on that day, by whoever has this address; by the system without one."""
        then = self.at(days, clock)
        office = replace(self.office, clock=lambda: then)
        with begin(office, self.actor(who) if who else the_system("demo")) as uow:
            yield uow

    def actor(self, email: str) -> Actor:
        """Somebody with all her roles."""
        if email not in self._actors:
            with reading(self.office, the_system("demo")) as uow:
                user = users.find_user_by_email(uow, email)
                assert user is not None, email
                self._actors[email] = sign_in.actor_of(user, uow.grants)
        return self._actors[email]

    def forget(self) -> None:
        """Read everybody's roles anew."""
        self._actors.clear()

    def addresses(self, role: Role) -> list[str]:
        """Everybody with a role, in a fixed order."""
        with reading(self.office, the_system("demo")) as uow:
            return sorted(user.email for user in users.list_with_role(uow, role))

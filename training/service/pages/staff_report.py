"""How many of each organisation's staff hold a current certificate of a staff course."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden
from foundation.times.zones import local_day
from training.domain.permissions import TrainingPermission
from training.domain.validity import after_months
from training.store.queries import staff_report as queries
from training.store.tables import Organisation

STAFF_SCHEME = "S1"
USUAL_MONTHS = 24
# Those who work with interpreters in the organisations of the network.
STAFF_ROLES = frozenset({Role.COUNSELLOR, Role.COORDINATOR, Role.ORGANISATION_ADMIN})


@dataclass(frozen=True)
class StaffCurrent:
    """The staff of an organisation, and how many of them are certified today."""

    organisation: Organisation
    staff: int
    current: int

    @property
    def percent(self) -> int:
        """How many in a hundred, rounded down; 0 where there is nobody."""
        return 100 * self.current // self.staff if self.staff else 0


def staff_current(uow: UnitOfWork) -> Sequence[StaffCurrent]:
    """A line an organisation that has staff: all for who manages courses, else one's own.

    Current is who holds S1 today. Where a course that leads to it was completed but no certificate
    was written yet, its completion counts for as long as the certificate would.
    """
    shown = organisations.list_organisations(uow)
    if not uow.may(TrainingPermission.COURSE_MANAGE):
        own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
        if not own:
            raise Forbidden
        shown = [each for each in shown if each.id in own]
    staff = queries.staff_of(uow.db, [each.id for each in shown], STAFF_ROLES)
    current = _current(uow, {user for users in staff.values() for user in users})
    return [
        StaffCurrent(each, len(staff[each.id]), len(staff[each.id] & current))
        for each in shown
        if staff.get(each.id)
    ]


def _current(uow: UnitOfWork, everybody: set[UUID]) -> set[UUID]:
    certified = queries.certified_users(uow.db, everybody, STAFF_SCHEME, uow.today)
    months = queries.validity_months(uow.db, STAFF_SCHEME) or USUAL_MONTHS
    completed = {
        user
        for user, at in queries.completions(uow.db, everybody - certified, STAFF_SCHEME)
        if after_months(local_day(at, uow.settings.zone), months) > uow.today
    }
    return certified | completed
